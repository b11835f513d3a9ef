"""What is due, as table, plain lines, JSON and CSV."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import add
from typing import TYPE_CHECKING, Any, NamedTuple

from foerder.deadlines.explain import distance, state_text, state_words, title_of
from foerder.text import plain
from foerder.text.hints import no_project
from foerder.text.i18n import _, fmt_date

if TYPE_CHECKING:
    from foerder.deadlines.cache import Stored
    from foerder.deadlines.cache_lines import Block
    from foerder.law.workdays import WorkCalendar
    from foerder.model import Deadline, Register
    from foerder.views.what_if import WhatIf


class Answer(NamedTuple):
    """All that `due` says."""

    register: Register | Stored
    today: date
    until: date | None
    shown: list[Deadline]
    next: Deadline | None
    ours: WorkCalendar
    endless: tuple[str, ...] = ()
    moved: WhatIf | None = None
    overdue: bool = False
    """Whether only what is overdue was asked for."""
    inside: Deadline | None = None
    """With ``overdue``: the first one that is not, which words name before ``next``."""
    filtered: bool = False
    """Whether filters leave something out."""
    blocks: Sequence[Block] | None = None
    """The deadlines as plain lines, where the index answers and no more is asked for; ``shown`` is then empty."""

    @property
    def states(self) -> list[str]:
        """The states of what is shown; each once for lines of the index."""
        return [one.state for one in (self.shown if self.blocks is None else self.blocks)]


def as_json(answer: Answer) -> str:
    """The contract of shared JSON, schema 1."""
    from foerder.views import json
    from foerder.views.json_records import SCHEMA, deadline_record, problem_record

    content: dict[str, Any] = {
        "schema": SCHEMA,
        "today": answer.today.isoformat(),
        "until": answer.until.isoformat() if answer.until else None,
        "registers": list(answer.register.paths),
        "deadlines": [deadline_record(d, answer.today, answer.ours) for d in answer.shown],
        "next": deadline_record(answer.next, answer.today, answer.ours) if answer.next else None,
        "problems": [problem_record(problem) for problem in answer.register.problems],
        "what_if": None,
    }
    if answer.moved:
        content["what_if"] = answer.moved.record()
    return json.document(content)


HEADER = (
    "id",
    "project",
    "project_title",
    "period",
    "occurrence",
    "kind",
    "title",
    "due",
    "nominal",
    "latest",
    "ready_by",
    "days_left",
    "working_days_left",
    "state",
    "programme",
    "authority",
    "owner",
    "basis",
    "rule",
    "version",
    "source",
    "grade",
    "done.on",
    "done.proof",
)


def as_csv(answer: Answer) -> str:
    """A row per deadline."""
    from foerder.views import csv
    from foerder.views.json_records import deadline_record

    return csv.records((deadline_record(d, answer.today, answer.ours) for d in answer.shown), HEADER)


def as_plain(answer: Answer) -> str:
    """Day, state in words, title, project, id, owner."""
    texts = [answer.moved.as_plain()] if answer.moved else []
    for block in answer.blocks or ():
        heads = {name: _head(block.state, *days, answer.today) for name, days in block.days.items()}
        # Thousands of lines: put together without a step of Python for each.
        texts.append("\n".join(map(add, map(heads.__getitem__, block.names), block.lines)) + "\n")
    known: dict[tuple[str, date | None, date | None], str] = {}
    for deadline in answer.shown:
        days = deadline.state, deadline.due, deadline.latest
        head = known.get(days)
        if head is None:
            head = known[days] = _head(*days, answer.today)
        texts.append(f"{head}{plain_rest(deadline)}\n")
    return "".join(texts)


def _head(state: str, due: date | None, latest: date | None, today: date) -> str:
    """What of a plain line hangs on today."""
    day = fmt_date(due, weekday=True) if due else ""
    return plain.line((day, state_words(state, due, latest, today), ""))[:-1]


def plain_rest(deadline: Deadline) -> str:
    """What of a plain line does not hang on today: title, project, id, owner."""
    return plain.line((_titled(deadline), project_name(deadline), deadline.id, deadline.owner))[:-1]


def _titled(deadline: Deadline) -> str:
    """Title, with the hour where one is set."""
    time = deadline.keys.get("time")
    title = title_of(deadline)
    return _("{title}, until {time}").format(title=title, time=time) if time else title


def project_name(deadline: Deadline) -> str:
    """The project's title, or the programme's where there is no project."""
    if deadline.project:
        return deadline.project.title
    return deadline.programme.title if deadline.programme else ""


STYLES = {"overdue": "bold red", "due": "yellow", "done": "green", "settled": "dim", "past": "dim"}


def as_table(answer: Answer, width: int, color: bool) -> str:
    """A table for a terminal; what is more than a screen or two is returned as plain lines."""
    from foerder.views.table import MOST_ROWS, Column, cell, print_table

    wide = _is_wide(answer, width)
    columns = [
        Column(_("Due"), fixed=True),
        Column(_("State"), least=10, most=None if wide else 16),
        Column(_("What"), ratio=3),
    ]
    if wide:
        columns += [Column(_("Project"), ratio=3), Column(_("Owner"), fixed=True), Column(_("Id"), fixed=True)]
    if answer.moved:
        answer.moved.as_table(width, color)
    rows = []
    for d in answer.shown[:MOST_ROWS]:
        style = STYLES.get(d.state, "")
        title, project = _titled(d), project_name(d)
        row = [
            cell(fmt_date(d.due, weekday=True) if d.due else "", style),
            cell(state_text(d, answer.today), style),
        ]
        if wide:
            row += [cell(title), cell(project), cell(d.owner or "–"), cell(d.id, "dim")]
        else:
            row += [cell(title, "bold" if color else "", (f" – {project}", ""), (f"\n{d.id}", "dim"))]
        rows.append(row)
    if rows:
        print_table(columns, rows, width, color)
    return as_plain(answer._replace(shown=answer.shown[MOST_ROWS:], moved=None))


GAP, DAY, TEXT = 3, 13, 24
"""Columns between two columns, of a day with its weekday, and that a column of text needs."""


def _is_wide(answer: Answer, width: int) -> bool:
    """Whether there is room for a column for everything, with no address and no id broken."""
    whole = (
        max((len(state_text(d, answer.today)) for d in answer.shown), default=0),
        max((len(d.owner or "–") for d in answer.shown), default=0),
        max((len(d.id) for d in answer.shown), default=0),
    )
    return width >= DAY + sum(whole) + 2 * TEXT + 5 * GAP


def remarks(answer: Answer, style: str) -> list[str]:
    """What is said beside the data: that nothing is due, what comes next, what recurs without an end."""
    texts: list[str] = []
    if not answer.register.projects and not answer.states and not answer.next:
        return [no_project()]
    if answer.moved:
        texts.append(answer.moved.remark())
    coming = answer.inside or answer.next
    if answer.filtered and not (answer.states or coming):
        texts.append(_("No deadline fits these filters. All deadlines: foerder due --all"))
        return texts
    if not answer.states:
        texts.append(_nothing(answer))
    elif style == "table" and answer.until is not None:
        texts.append(_counts(answer))
    if coming and (style == "table" or not answer.states):
        texts.append(_next(coming, answer.today))
    elif answer.until is not None and not coming and not answer.states:
        texts.append(_("Nothing is due later either. Problems and gaps: foerder check."))
    if answer.endless:
        texts.append(
            _("Recurring without an end, computed for five years: {ids}.").format(
                ids=", ".join(dict.fromkeys(answer.endless))
            )
        )
    return texts


def _nothing(answer: Answer) -> str:
    if answer.overdue:
        return _("Nothing is overdue.")
    if answer.until is None:
        return _("There is no deadline with a date. Problems and gaps: foerder check.")
    return _("Nothing is due until {day}.").format(day=fmt_date(answer.until))


def _counts(answer: Answer) -> str:
    overdue, due = answer.states.count("overdue"), answer.states.count("due")
    assert answer.until is not None
    if answer.overdue:
        return _("{overdue} overdue. Why: foerder explain ID").format(overdue=overdue)
    return _("{overdue} overdue, {due} due until {day}. Why: foerder explain ID").format(
        overdue=overdue, due=due, day=fmt_date(answer.until)
    )


def _next(deadline: Deadline, today: date) -> str:
    assert deadline.due is not None
    return _("Next deadline: {day} ({distance}) – {title}, {project} [{id}]").format(
        day=fmt_date(deadline.due, weekday=True),
        distance=distance((deadline.due - today).days),
        title=plain.clean(title_of(deadline)),
        project=plain.clean(project_name(deadline)),
        id=deadline.id,
    )
