"""The reason for a date: steps, origin of the rule, and the sentence for the file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from foerder.deadlines.calculator import Calculator
from foerder.deadlines.explain import (
    long_date,
    origin,
    sentence,
    state_text,
    step_text,
    title_of,
)
from foerder.model import Deadline, Register
from foerder.text import plain
from foerder.text.glossary import key_label
from foerder.text.i18n import _, fmt_date, heading
from foerder.views.formats import csv_records
from foerder.views.json_records import explanation_record, iso, step_records

if TYPE_CHECKING:
    from foerder.views.table import Screen


class Answer(NamedTuple):
    """All that `explain` says."""

    register: Register
    deadline: Deadline
    today: date
    calculator: Calculator


def record(answer: Answer) -> dict[str, Any]:
    """The contract, schema 1."""
    found = explanation_record(answer.deadline, answer.today, answer.calculator.ours)
    rule_set = answer.register.rule_sets.get(answer.deadline.rule.partition("/")[0])
    found["rule_set"] = None
    if rule_set:
        found["rule_set"] = {
            "id": rule_set.id,
            "version": rule_set.version,
            "reviewed": None,
            "result": None,
        }
        review = rule_set.last_review
        if review:
            found["rule_set"] |= {"reviewed": iso(review.on), "result": review.result}
    return found


def as_csv(answer: Answer) -> str:
    """A row per step."""
    return csv_records(step_records(answer.deadline), ("step", "date", "text"))


def facts(answer: Answer) -> list[tuple[str, str]]:
    """Label and value of what is known about the deadline."""
    deadline = answer.deadline
    rows = [(_("What"), title_of(deadline)), *_whose(deadline)]
    if deadline.due and deadline.latest and deadline.nominal:
        rows += [
            (_("Plan by"), long_date(deadline.due)),
            (_("Last day by law"), long_date(deadline.latest)),
            (_("Counted day"), long_date(deadline.nominal)),
        ]
    if deadline.ready_by:
        rows.append((_("Ready in house by"), long_date(deadline.ready_by)))
    rows.append((_("State"), state_text(deadline, answer.today)))
    known = {**deadline.keys, "done": fmt_date(deadline.done_on), "owner": deadline.owner}
    known["checked"] = fmt_date(known.get("checked"))
    for key in ("done", "owner", "basis", "version", "source", "grade", "checked", "note"):
        if known.get(key):
            rows.append((heading(key_label(key)), known[key]))
    return rows


def _whose(deadline: Deadline) -> list[tuple[str, str]]:
    """The project, or the programme where there is no project."""
    if deadline.project:
        return [(_("Project"), f"{deadline.project.title} [{deadline.project.id}]")]
    programme = deadline.programme
    if programme:
        return [(heading(key_label("programme")), f"{programme.title} [{programme.id}]")]
    return []


def layers(deadline: Deadline, calculator: Calculator) -> list[tuple[str, tuple[str, ...]]]:
    """The rules that had a say, the one that the date comes from first, each
    with the keys that it set.
    """
    if deadline.project is None or deadline.period is None:
        return []
    duties = calculator.duties.of(deadline.project, deadline.period)
    duty = duties.get(deadline.id.split("/")[2])
    return duty.trail if duty else []


def trail(answer: Answer) -> list[str]:
    """Where the rule comes from."""
    deadline = answer.deadline
    return origin(deadline, layers(deadline, answer.calculator), answer.register)


def steps(deadline: Deadline) -> list[tuple[str, str, str]]:
    """Number, day and words of every step."""
    rows = []
    for number, step in enumerate(deadline.steps, start=1):
        day = fmt_date(step.date, weekday=True)
        rows.append((f"{number}.", day, step_text(step, deadline)))
    return rows


def as_plain(answer: Answer) -> str:
    """Facts, steps, origin and sentence, a line each."""
    deadline = answer.deadline
    rows = [(deadline.id,), *facts(answer), *steps(deadline)]
    rows += [(_("Origin"), item) for item in trail(answer)]
    return plain.lines([*rows, (_("For the file"), sentence(deadline))])


def draw(answer: Answer, screen: Screen) -> None:
    """The same for a terminal."""
    deadline = answer.deadline
    screen.print(deadline.id, "bold")
    screen.pairs(facts(answer))
    if deadline.steps:
        screen.print(_("How the day is counted"), "bold")
        screen.grid(steps(deadline), whole=2)
    lines = trail(answer)
    if lines:
        screen.print(_("Where the rule comes from"), "bold")
        for item in lines:
            screen.indent(item)
        screen.print()
    screen.print(_("For the file"), "bold")
    screen.indent(sentence(deadline))
