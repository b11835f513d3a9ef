"""`foerder list`: the projects and where they stand."""

from __future__ import annotations

from datetime import date
from typing import Annotated, NamedTuple

from foerder.cli import options
from foerder.cli.answers import answering, respond, respond_to_each
from foerder.cli.inputs import calculate, parse_window
from foerder.cli.parser.commands import Words, flag, option, verb
from foerder.cli.session import Session, say_undated
from foerder.deadlines.calculator import Calculator
from foerder.deadlines.selection import Filter, ending, next_of_project, runs
from foerder.model import Project, Register
from foerder.views import list as view


class Asked(NamedTuple):
    """What `list` was asked for."""

    chosen: Filter
    window: Words
    ends: tuple[date, date] | None
    without_successor: bool


@verb("The projects: status, programme, current period, days left, next deadline, amount.")
@answering
@options.windowed
@options.filtered
def list_(
    run: Session,
    *,
    chosen: Filter,
    window: Words,
    ending_in: Annotated[
        str | None,
        option("WINDOW", "Only what ends in this window: 2027, Q1/2027.", name="--ending"),
    ] = None,
    without_successor: Annotated[
        bool, flag("Only what nothing follows, not even an application.", "--without-successor")
    ] = False,
) -> int:
    """Print one record a project."""
    ends = parse_window(ending_in, run.today) if ending_in else None
    asked = Asked(chosen, window, ends, without_successor)
    if run.several():
        answers = [_answer(run, register, asked) for register in run.registers()]
        return respond_to_each(run, view, answers)
    answer = _answer(run, run.register(), asked)
    if run.style == "json":
        say_undated(answer.undated)
    return respond(run, view, answer)


def _answer(run: Session, register: Register, asked: Asked) -> view.Answer:
    """The projects that are asked for, each with its next deadline."""
    chosen, window = asked.chosen, asked.window
    days = options.window(register, run.today, window)
    calculator = calculate(register, run.today)
    rows = []
    for project in register.projects:
        mine = calculator.of_project(project)
        if not chosen.fits(project, register, mine, run.today):
            continue
        if any(window.values()) and not runs(project, days.since or run.today, days.until):
            continue
        if _ends_as_asked(calculator, project, asked):
            rows.append((project, next_of_project(mine)))
    return view.Answer(register, run.today, rows, chosen.active, calculator.missing(chosen))


def _ends_as_asked(calculator: Calculator, project: Project, asked: Asked) -> bool:
    """Whether a period ends in the days asked for, and without a successor
    where that is asked for.
    """
    if not asked.ends and not asked.without_successor:
        return True
    found = ending(project, *(asked.ends or (date.min, date.max)))
    if asked.without_successor:
        successor = calculator.facts.successor
        return any(not successor(project, period) for period in found)
    return bool(found)
