"""The reason for a date: steps, origin of the rule, and the sentence for the file."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from foerder.deadlines.calculator import Calculator
from foerder.deadlines.explain import long_date, origin, sentence, state_text, step_text, title_of
from foerder.model import Deadline, Register
from foerder.text import plain
from foerder.text.glossary import key_label
from foerder.text.i18n import _, fmt_date, heading
from foerder.views import csv, json
from foerder.views.json_records import explanation_record, step_records


class Answer(NamedTuple):
    """All that `explain` says."""

    register: Register
    deadline: Deadline
    today: date
    calculator: Calculator


def as_json(answer: Answer) -> str:
    """The contract, schema 1."""
    return json.document(explanation_record(answer.deadline, answer.today, answer.calculator.ours))


def as_csv(answer: Answer) -> str:
    """A row per step."""
    return csv.records(step_records(answer.deadline), ("step", "date", "text"))


def facts(answer: Answer) -> list[tuple[str, str]]:
    """Label and value of what is known about the deadline."""
    deadline, keys = answer.deadline, answer.deadline.keys
    rows: list[tuple[str, str | None]] = [(_("What"), title_of(deadline))]
    if deadline.project:
        rows.append((_("Project"), f"{deadline.project.title} [{deadline.project.id}]"))
    elif deadline.programme:
        rows.append((heading(key_label("programme")), f"{deadline.programme.title} [{deadline.programme.id}]"))
    if deadline.due and deadline.latest and deadline.nominal:
        rows += [
            (_("Plan by"), long_date(deadline.due)),
            (_("Last day by law"), long_date(deadline.latest)),
            (_("Counted day"), long_date(deadline.nominal)),
        ]
    if deadline.ready_by:
        rows.append((_("Ready in house by"), long_date(deadline.ready_by)))
    rows.append((_("State"), state_text(deadline, answer.today)))
    if deadline.done_on:
        rows.append((heading(key_label("done")), fmt_date(deadline.done_on)))
    known = {"owner": deadline.owner, "checked": fmt_date(keys["checked"]) if keys.get("checked") else None}
    for key in ("owner", "basis", "version", "source", "grade", "checked", "note"):
        rows.append((heading(key_label(key)), known[key] if key in known else keys.get(key)))
    return [(label, value) for label, value in rows if value]


def trail(answer: Answer) -> list[str]:
    """Where the rule comes from."""
    deadline = answer.deadline
    if deadline.project is None or deadline.period is None:
        return []
    duties = answer.calculator.duties.of(deadline.project, deadline.period)
    identity = deadline.id.split("/")[2]
    duty = duties.get(identity)
    return origin(deadline, duty.trail, answer.register) if duty else []


def as_plain(answer: Answer) -> str:
    """Facts, steps, origin and sentence, a line each."""
    text = plain.line([answer.deadline.id])
    text += plain.lines(facts(answer))
    for number, step in enumerate(answer.deadline.steps, start=1):
        day = fmt_date(step.date, weekday=True) if step.date else ""
        text += plain.line([f"{number}.", day, step_text(step, answer.deadline)])
    text += plain.lines([_("Origin"), item] for item in trail(answer))
    return text + plain.line([_("For the file"), sentence(answer.deadline)])


def as_table(answer: Answer, width: int, color: bool) -> None:
    """The same for a terminal."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from foerder.views.table import cell, console

    out = console(width, color)
    out.print(cell(answer.deadline.id, "bold"))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for label, value in facts(answer):
        grid.add_row(cell(label, "dim"), cell(value))
    out.print(Padding(grid, (0, 0, 1, 2)))
    if answer.deadline.steps:
        out.print(Text(_("How the day is counted"), style="bold"))
        steps = Table.grid(padding=(0, 2))
        steps.add_column(no_wrap=True)
        steps.add_column(no_wrap=True)
        steps.add_column(overflow="fold")
        for number, step in enumerate(answer.deadline.steps, start=1):
            day = fmt_date(step.date, weekday=True) if step.date else ""
            steps.add_row(Text(f"{number}."), Text(day), cell(step_text(step, answer.deadline)))
        out.print(Padding(steps, (0, 0, 1, 2)))
    lines = trail(answer)
    if lines:
        out.print(Text(_("Where the rule comes from"), style="bold"))
        for item in lines:
            out.print(Padding(cell(item), (0, 0, 0, 2)))
        out.print()
    out.print(Text(_("For the file"), style="bold"))
    out.print(Padding(cell(sentence(answer.deadline)), (0, 0, 0, 2)))
