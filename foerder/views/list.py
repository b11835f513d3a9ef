"""The projects, as table, plain lines, JSON and CSV."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from foerder.deadlines.explain import distance, title_of
from foerder.deadlines.selection import current_period
from foerder.model import Deadline, Period, Project, Register
from foerder.money.plan import pace_of, pace_text
from foerder.text import plain
from foerder.text.glossary import key_label, value_label
from foerder.text.hints import no_match, no_project
from foerder.text.i18n import _, fmt_date, fmt_money, heading, ngettext
from foerder.views import csv, json
from foerder.views.json_records import SCHEMA, problem_record, project_record

if TYPE_CHECKING:
    from rich.text import Text


class Answer(NamedTuple):
    """The projects to show, each with its next deadline."""

    register: Register
    today: date
    rows: list[tuple[Project, Deadline | None]]
    filtered: bool = False
    """Whether filters leave something out."""

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
    if period.start and period.status == "approved":
        return _("from {day}, end not recorded").format(day=fmt_date(period.start))
    if period.start:
        return _("from {day}").format(day=fmt_date(period.start))
    if period.end:
        return _("until {day}").format(day=fmt_date(period.end))
    return _("dates not recorded")


def status_text(period: Period | None, status: str) -> str:
    """A project's status in words; without any period nobody has said what it is."""
    return value_label(status) if period else "–"


def _left(period: Period | None, status: str, today: date) -> str:
    if period is None or period.end is None or status != "running":
        return ""
    days = (period.end - today).days
    return ngettext("{n} day left", "{n} days left", days).format(n=days)


def _next(deadline: Deadline | None) -> str:
    if deadline is None or deadline.due is None:
        return "–"
    late = f" ({value_label('overdue')})" if deadline.state == "overdue" else ""
    return f"{fmt_date(deadline.due)} {title_of(deadline)}{late}"


def _amount(period: Period | None) -> str:
    return fmt_money(period.amount) if period and period.amount is not None else ""


def as_plain(answer: Answer) -> str:
    """Id, title, status, programme, period, days left, next deadline, amount, pace of spending."""
    return plain.lines(
        (
            project.id,
            project.title + (f" [{_('faulty')}]" if project.id in answer.faulty else ""),
            status_text(period, status),
            _programme(project, answer.register),
            period_text(period),
            _left(period, status, answer.today),
            _next(nxt),
            _amount(period),
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
    programme = register.programme_of(project)
    return programme.title if programme else project.programme or ""


STYLES = {"running": "green", "ended": "dim", "rejected": "dim", "withdrawn": "dim", "applied": "yellow"}


def as_table(answer: Answer, width: int, color: bool) -> str:
    """A table for a terminal; narrow ones stack what stands side by side in wide ones.

    What is more than a screen or two is returned as plain lines.
    """
    from foerder.views.table import MOST_ROWS, Column, print_table

    if width >= 130:
        columns = [
            Column(_("Project"), ratio=4),
            Column(heading(key_label("status")), fixed=True),
            Column(heading(key_label("programme")), ratio=3),
            Column(_("Period"), fixed=True),
            Column(_("Next deadline"), ratio=4),
            Column(heading(key_label("amount")), fixed=True, right=True),
        ]
    else:
        columns = [
            Column(_("Project"), ratio=11),
            Column(_("State and period"), least=10, most=max(10, width // 4 + 2)),
            Column(_("Next deadline"), ratio=10),
        ]
    row = _wide_row if width >= 130 else _narrow_row
    rows = [row(answer, project, nxt) for project, nxt in answer.rows[:MOST_ROWS]]
    if rows:
        print_table(columns, rows, width, color, spaced=width < 130)
    return as_plain(answer._replace(rows=answer.rows[MOST_ROWS:]))


def _name_cell(answer: Answer, project: Project) -> Text:
    from foerder.views.table import cell

    mark = f" [{_('faulty')}]" if project.id in answer.faulty else ""
    return cell(project.title, "bold", (mark, "bold red"), (f"\n{project.id}", "dim"))


def _next_cell(deadline: Deadline | None, today: date) -> Text:
    """The day and how far it is, below it what is due."""
    from foerder.views.table import cell

    if deadline is None or deadline.due is None:
        return cell("–")
    late = deadline.state == "overdue"
    when = value_label("overdue") if late else distance((deadline.due - today).days)
    return cell(f"{fmt_date(deadline.due)} ({when})", "bold red" if late else "", (f"\n{title_of(deadline)}", ""))


def _pace_below(period: Period | None, today: date) -> list[tuple[str, str]]:
    """The pace of spending in a line of its own, where there is one."""
    pace = _pace(period, today).partition(": ")[2]
    return [(f"\n{_('Pace')}: {pace}", "dim")] if pace else []


def _wide_row(answer: Answer, project: Project, nxt: Deadline | None) -> list[Text]:
    from foerder.views.table import cell

    period, status = current_period(project, answer.today)
    left = _left(period, status, answer.today)
    return [
        _name_cell(answer, project),
        cell(status_text(period, status), STYLES.get(status, "")),
        cell(_programme(project, answer.register)),
        cell(period_text(period), "", *([(f"\n{left}", "dim")] if left else [])),
        _next_cell(nxt, answer.today),
        cell(_amount(period), "", *_pace_below(period, answer.today)),
    ]


def _narrow_row(answer: Answer, project: Project, nxt: Deadline | None) -> list[Text]:
    from foerder.views.table import cell

    period, status = current_period(project, answer.today)
    state = ", ".join(part for part in (status_text(period, status), _left(period, status, answer.today)) if part)
    below = [(f"\n{part}", "") for part in (period_text(period), _amount(period)) if part]
    return [
        _name_cell(answer, project),
        cell(state, STYLES.get(status, ""), *below, *_pace_below(period, answer.today)),
        _next_cell(nxt, answer.today),
    ]


def remarks(answer: Answer, style: str) -> list[str]:
    """How many there are, or what to do where there is none."""
    count = len(answer.rows)
    if count == 0:
        if answer.filtered:
            return [no_match()]
        return [no_project()]
    if style != "table":
        return []
    return [
        ngettext("{n} project. More: foerder show ID", "{n} projects. More: foerder show ID", count).format(n=count)
    ]
