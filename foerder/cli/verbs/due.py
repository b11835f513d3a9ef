"""`foerder due`: what is due, and how long there is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from foerder.cli import FINDINGS, options
from foerder.cli.answers import respond, respond_to_each
from foerder.cli.parser.commands import Words, verb
from foerder.cli.session import Session, say_undated, session
from foerder.deadlines.selection import LISTED, Filter, Question
from foerder.text.i18n import N_, _

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

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
    N_(
        "What is due, overdue first. Without options: everything overdue, and what is due in the next 90 days."
    )
)
@options.windowed
@options.filtered
def due(
    ctx: typer.Context,
    window: Words,
    all: options.All = False,
    overdue: options.Overdue = False,
    what_if: Annotated[
        str | None,
        typer.Option(
            metavar=N_("CHANGE"),
            help=N_(
                'What would move, without touching the file: "extend ID 6 months" or "end ID 2026-12-31".'
            ),
        ),
    ] = None,
    rules: Annotated[
        str | None,
        typer.Option(
            metavar=N_("OLD..NEW"),
            help=N_(
                "What another rule set would move: two sets, or a set and a file; past days since track_from too."
            ),
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help=N_("Exit code 1 when anything is due or overdue."))
    ] = False,
    *,
    words: Words,
    type: options.Type = None,
    format: options.Format = None,
) -> int:
    """Compute and print the deadlines of the window."""
    from foerder.views import due as view

    options.check_format(format)
    options.check_window(window, all)
    asked = Asked(options.make_filter(words, type), window, what_if, all, overdue)
    run = session(ctx)
    if rules is not None:
        return _other_rules(run, rules, format)
    if run.several():
        return _of_each(run, asked, format, check)
    # The index knows what is still to come of all projects, nothing else; --overdue names more than it keeps.
    more = (
        what_if or all or overdue or window["since"] or window["inside"] or asked.chosen.active
    )
    in_rows = (
        run.display.style(format) in ("json", "csv") and len(run.place.located_files()) > 1
    )
    key = None if more or in_rows else run.index_key()
    answer = _from_index(run, key, run.display.style(format), window) if key else None
    keep = None
    if answer is None:
        answer, keep = _computed(run, asked, run.register(), for_index=key is not None)
    pressing = check and any(state in LISTED for state in answer.states)
    if run.display.style(format) == "json":
        say_undated(answer.undated)
    code = respond(run, format, view, answer, FINDINGS if pressing else 0)
    if key and keep:
        sys.stdout.flush()
        keep(key)
    return code


def _of_each(run: Session, asked: Asked, format: str | None, check: bool) -> int:
    """What is due in each of several registers."""
    from foerder.views import due as view

    answers = [_computed(run, asked, register)[0] for register in run.registers()]
    found = {state for answer in answers for state in answer.states}
    pressing = check and not found.isdisjoint(LISTED)
    return respond_to_each(run, format, view, answers, FINDINGS if pressing else 0)


def _other_rules(run: Session, pair: str, format: str | None) -> int:
    """What moves where one rule set gives way to another."""
    from foerder.cli.other_rules import compare
    from foerder.views import rule_change

    return respond(run, format, rule_change, compare(run, run.register(), pair))


def _from_index(
    run: Session, key: tuple[Path, str], style: str, window: Words
) -> Answer | None:
    """The answer of the derived index; None where it has none."""
    from foerder.deadlines.cache import ask
    from foerder.law.workdays import WorkCalendar
    from foerder.views import due as view

    begin = partial(view.line_begin, today=run.today) if style == "plain" else None
    found = ask(
        *key, run.today, lambda days: options.window(days, run.today, window).until, begin
    )
    if found is None:
        return None
    answer = view.Answer(
        register=found.known,
        today=run.today,
        until=found.until,
        shown=[],
        next=found.next,
        ours=WorkCalendar((found.known.holidays,), (), found.known.office_closed),
        undated=found.known.undated,
    )
    if begin:
        return answer._replace(lines=found.shown)
    return answer._replace(shown=[one for state in LISTED for one in found.shown[state]])


def _computed(
    run: Session, asked: Asked, register: Register, for_index: bool = False
) -> tuple[Answer, Callable[[tuple[Path, str]], None] | None]:
    """The answer of the register itself, and how to keep it in an index, where it is to be kept and can be."""
    from foerder.deadlines.calculator import Calculator
    from foerder.deadlines.finish import DueWindow

    question = options.question(register, run.today, asked.chosen, asked.window)
    question = question._replace(windowed=not asked.all, overdue=asked.overdue)
    moved = None
    if asked.what_if:
        register, moved = _imagined(run, register, question.until, asked.what_if)
    kept_until = None
    if for_index:
        from foerder.deadlines.cache import kept_until as reaches

        kept_until = reaches(run.today, question.until)
    pressing = DueWindow(lambda one: asked.chosen.deadline(one, run.today), kept_until)
    calculator = Calculator(
        register, run.today, question.until, keep=None if asked.all else pressing
    )
    every = calculator.all()
    keep = partial(_keep, run, calculator, every) if kept_until else None
    return _answer(question, calculator, every, moved), keep


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
    coming = in_order(each for each in found if each.state in ("due", "upcoming"))
    inside = coming[0] if coming and question.overdue else None
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


def _keep(
    run: Session, calculator: Calculator, found: Sequence[Deadline], key: tuple[Path, str]
) -> None:
    """Put deadlines into the index that the key names."""
    from foerder.deadlines.cache import key_of, write_index
    from foerder.text.i18n import language
    from foerder.views import due as view

    paths = tuple(file.shown for file in run.contents())
    if calculator.register.paths == paths and key_of(run.contents(), language()) == key:
        run.busy(_("Keeping the deadlines for the next time …"))
        write_index(*key, calculator, found, view.plain_rest)
    # Else a file came, went or changed since the index was looked for.
