"""The projects, as table, plain lines, JSON and CSV."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from foerder.explain import distance, title_of
from foerder.glossary import key_label, value_label
from foerder.i18n import _, fmt_date, fmt_money, ngettext
from foerder.model import Deadline, Period, Project, Register
from foerder.money import pace_of
from foerder.selection import current_period
from foerder.views import csv, json, plain
from foerder.views.pace import pace_text
from foerder.views.records import SCHEMA, problem_record, project_record


@dataclass(frozen=True, slots=True)
class Answer:
    """The projects to show, each with its next deadline."""

    register: Register
    today: date
    rows: list[tuple[Project, Deadline | None]]

    @property
    def faulty(self) -> frozenset[str]:
        """Projects of which something could not be read."""
        return frozenset(p.project for p in self.register.problems if p.project and p.severity == "error")


def _records(answer: Answer) -> list[dict[str, Any]]:
    return [project_record(project, answer.register, answer.today, nxt) for project, nxt in answer.rows]


def as_json(answer: Answer) -> str:
    """The contract, schema 1."""
    return json.document(
        {
            "schema": SCHEMA,
            "today": answer.today.isoformat(),
            "projects": _records(answer),
            "problems": [problem_record(problem) for problem in answer.register.problems],
        }
    )


HEADER = (
    "id",
    "kind",
    "title",
    "status",
    "programme",
    "funds",
    "level",
    "recipient",
    "unit",
    "owner",
    "period.id",
    "period.start",
    "period.end",
    "days_left",
    "amount",
    "next_deadline.id",
    "next_deadline.due",
    "follows",
    "requires",
    "tags",
    "pace.time",
    "pace.money",
    "pace.level",
)


def as_csv(answer: Answer) -> str:
    """A row per project."""
    return csv.records(_records(answer), HEADER)


def period_text(period: Period | None) -> str:
    """From when to when."""
    if period is None:
        return _("no period")
    if period.start and period.end:
        return f"{fmt_date(period.start)}–{fmt_date(period.end)}"
    if period.start:
        return _("from {day}").format(day=fmt_date(period.start))
    if period.end:
        return _("until {day}").format(day=fmt_date(period.end))
    return _("dates not recorded")


def _left(period: Period | None, status: str, today: date) -> str:
    if period is None or period.end is None or status not in ("running", "approved"):
        return ""
    days = (period.end - today).days
    return ngettext("{n} day left", "{n} days left", days).format(n=days)


def _next(deadline: Deadline | None) -> str:
    if deadline is None or deadline.due is None:
        return "–"
    late = f" ({value_label('overdue')})" if deadline.state == "overdue" else ""
    return f"{fmt_date(deadline.due)} {title_of(deadline)}{late}"


def as_plain(answer: Answer) -> str:
    """Id, title, status, programme, period, days left, next deadline, amount, pace of spending."""
    return plain.lines(
        (
            project.id,
            project.title + (f" [{_('faulty')}]" if project.id in answer.faulty else ""),
            value_label(status),
            _programme(project, answer.register),
            period_text(period),
            _left(period, status, answer.today),
            _next(nxt),
            fmt_money(period.amount) if period and period.amount is not None else "",
            _pace(period, answer.today),
        )
        for project, nxt in answer.rows
        for period, status in (current_period(project, answer.today),)
    )


def _pace(period: Period | None, today: date) -> str:
    """Time against money, and the level in words; nothing where it is not known or the period is over."""
    pace = pace_of(period, today) if period and not (period.end and period.end < today) else None
    return f"{pace_text(pace)}: {value_label(pace.level)}" if pace else ""


def _programme(project: Project, register: Register) -> str:
    programme = register.programmes.get(project.programme or "")
    return programme.title if programme else project.programme or ""


STYLES = {"running": "green", "ended": "dim", "rejected": "dim", "withdrawn": "dim", "applied": "yellow"}


def as_table(answer: Answer, width: int, color: bool) -> None:
    """A table for a terminal; narrow ones stack the less important under the title."""
    from foerder.views.table import Column, cell, print_table

    wide = width >= 130
    columns = [Column(_("Project"), ratio=4), Column(key_label("status"), fixed=True)]
    if wide:
        columns.append(Column(key_label("programme"), ratio=3))
    columns += [
        Column(_("Period"), least=10, ratio=None if wide else 2, fixed=wide),
        Column(_("Next deadline"), ratio=3),
    ]
    if wide:
        columns.append(Column(key_label("amount"), fixed=True, right=True))
    rows = []
    for project, nxt in answer.rows:
        period, status = current_period(project, answer.today)
        mark = f" [{_('faulty')}]" if project.id in answer.faulty else ""
        left = _left(period, status, answer.today)
        late = nxt is not None and nxt.state == "overdue"
        amount = fmt_money(period.amount) if period and period.amount is not None else ""
        pace = _pace(period, answer.today).partition(": ")
        row = [
            cell(project.title, "", (mark, "bold red"), (f"\n{project.id}", "dim")),
            cell(value_label(status), STYLES.get(status, "")),
        ]
        if wide:
            row.append(cell(_programme(project, answer.register)))
        shown = period_text(period).replace("–", "–\n") if not wide else period_text(period)
        parts = shown.split("\n")
        row.append(cell(parts[0], "", *((f"\n{part}", "") for part in parts[1:]), (f"\n{left}" if left else "", "dim")))
        when = f" ({distance((nxt.due - answer.today).days)})" if nxt and nxt.due and not late else ""
        row.append(cell(_next(nxt), "bold red" if late else "", (when, "dim")))
        if wide:
            row.append(cell(amount, "", (f"\n{_('Pace')}: {pace[2]}" if pace[2] else "", "dim")))
        rows.append(row)
    if rows:
        print_table(columns, rows, width, color)


def remarks(answer: Answer, filtered: bool, style: str) -> list[str]:
    """How many there are, or what to do where there is none."""
    count = len(answer.rows)
    if count == 0:
        if filtered:
            return [_("No project fits these filters. All projects: foerder list")]
        return [_("There is no project in the register yet. Add one below a line [[project]] with id and title.")]
    if style != "table":
        return []
    return [
        ngettext("{n} project. More: foerder show ID", "{n} projects. More: foerder show ID", count).format(n=count)
    ]
