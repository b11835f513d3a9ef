"""`foerder due`: what is due, and how long there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, NamedTuple

from foerder.cli import FINDINGS, options
from foerder.cli.answers import answering, respond, respond_to_each
from foerder.cli.parser.commands import Words, flag, option, verb
from foerder.cli.session import Session, say_undated, usage_error
from foerder.deadlines.selection import LISTED, Filter, Question
from foerder.text.i18n import _

if TYPE_CHECKING:
    from datetime import date

    from foerder.deadlines.calculator import Calculator
    from foerder.model import Deadline, Register
    from foerder.views.due import Answer
    from foerder.views.what_if import WhatIf


class Asked(NamedTuple):
    """What `due` was asked for."""

    chosen: Filter
    window: Words
    what_if: str | None
    all: bool
    overdue: bool


@verb(
    "What is due, overdue first. Without options: everything overdue, and what is due in the next 90 days."
)
@answering
@options.windowed
@options.filtered_by_type
def due(
    run: Session,
    window: Words,
    all: options.All = False,
    overdue: options.Overdue = False,
    what_if: Annotated[
        str | None,
        option(
            "CHANGE",
            'What would move, without touching the file: "extend ID 6 months" or "end ID 2026-12-31".',
        ),
    ] = None,
    rules: Annotated[
        str | None,
        option(
            "OLD..NEW",
            "What another rule set would move: two sets, or a set and a file; past days since track_from too.",
        ),
    ] = None,
    check: Annotated[
        bool, flag("Exit code 1 when anything is due or overdue.", "--check")
    ] = False,
    *,
    chosen: Filter,
) -> int:
    """Compute and print the deadlines of the window."""
    from foerder.views import due as view

    if all and any(window.values()):
        text = _(
            "--all lists every deadline with a date and has no window: leave out --within and --by, or --all."
        )
        usage_error(text)
    asked = Asked(chosen, window, what_if, all, overdue)
    if rules is not None:
        return _other_rules(run, rules)
    if run.several():
        return _of_each(run, asked, check)
    answer = _computed(run, asked, run.register())
    pressing = check and any(state in LISTED for state in answer.states)
    if run.style == "json":
        say_undated(answer.undated)
    return respond(run, view, answer, FINDINGS if pressing else 0)


def _of_each(run: Session, asked: Asked, check: bool) -> int:
    """What is due in each of several registers."""
    from foerder.views import due as view

    answers = [_computed(run, asked, register) for register in run.registers()]
    found = {state for answer in answers for state in answer.states}
    pressing = check and not found.isdisjoint(LISTED)
    return respond_to_each(run, view, answers, FINDINGS if pressing else 0)


def _other_rules(run: Session, pair: str) -> int:
    """What moves where one rule set gives way to another."""
    from foerder.cli.other_rules import compare
    from foerder.cli.terminal.output import Copy
    from foerder.views import rule_change

    Copy.current = None  # not kept: a rule set may come from a file of its own
    return respond(run, rule_change, compare(run, run.register(), pair))


def _computed(run: Session, asked: Asked, register: Register) -> Answer:
    """The answer of one register."""
    from foerder.deadlines.calculator import Calculator
    from foerder.deadlines.finish import DueWindow

    question = options.question(register, run.today, asked.chosen, asked.window)
    question = question._replace(windowed=not asked.all, overdue=asked.overdue)
    moved = None
    if asked.what_if:
        register, moved = _imagined(run, register, question.until, asked.what_if)
    pressing = DueWindow(asked.chosen, run.today)
    calculator = Calculator(
        register, run.today, question.until, keep=None if asked.all else pressing
    )
    return _answer(question, calculator, calculator.all(), moved)


def _imagined(
    run: Session, register: Register, until: date, change: str
) -> tuple[Register, WhatIf]:
    """The register after an imagined change, and what that moves."""
    from foerder.cli.what_if import imagine, sums
    from foerder.deadlines.calculator import Calculator
    from foerder.views.what_if import moved

    changed, what = imagine(register, change, run.today)
    before, after = (Calculator(each, run.today, until).all() for each in (register, changed))
    return changed, moved(
        what, before, after, sums(register, run.today), sums(changed, run.today)
    )


def _answer(
    question: Question, calculator: Calculator, every: Sequence[Deadline], moved: WhatIf | None
) -> Answer:
    """What is asked for of all deadlines."""
    from foerder.deadlines.selection import in_order, next_after
    from foerder.views import due as view

    today, windowed = calculator.today, question.windowed
    found = [each for each in every if each.due and question.chosen.deadline(each, today)]
    inside = None
    if question.overdue:
        coming = in_order(each for each in found if each.state in ("due", "upcoming"))
        inside = next(iter(coming), None)
    answer = view.Answer(
        register=calculator.register,
        today=today,
        until=None,
        shown=in_order(each for each in found if question.asks(each, today)),
        next=None,
        ours=calculator.ours,
        endless=tuple(calculator.endless),
        moved=moved,
        overdue=question.overdue,
        inside=inside,
        filtered=question.chosen.active,
        undated=calculator.missing(question.chosen),
        since=question.since,
    )
    if windowed:
        return answer._replace(until=question.until, next=next_after(found), endless=())
    return answer
