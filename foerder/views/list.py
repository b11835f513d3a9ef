"""The projects, as table, plain lines, JSON and CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from foerder.deadlines.explain import distance, title_of
from foerder.deadlines.selection import OVER, current_period
from foerder.deadlines.undated import Undated, undated_remarks
from foerder.model import Deadline, Period, Project, Register
from foerder.money.plan import Pace, pace_of, pace_text
from foerder.text import plain
from foerder.text.glossary import key_label, value_label
from foerder.text.hints import no_match, no_project
from foerder.text.i18n import N_, _, fmt_date, fmt_money, heading, ngettext
from foerder.views.formats import csv_records
from foerder.views.json_records import envelope, names_among, project_record, registered
from foerder.views.sections import Styled, TableColumn, below, commas, span_text

if TYPE_CHECKING:
    from foerder.views.table import Screen

STYLES = {
    "running": "green",
    "applied": "yellow",
    **dict.fromkeys((*OVER, "rejected", "withdrawn"), "dim"),
}


class Listed(NamedTuple):
    """One project of the list, with the period that matters today."""

    project: Project
    programme: str
    today: date
    next: Deadline | None
    period: Period | None
    status: str
    faulty: bool
    """Something of it could not be read."""

    @property
    def pace(self) -> Pace | None:
        """The pace of spending, until the period is over."""
        period = self.period
        if period is None or (period.last_day and period.last_day < self.today):
            return None
        return pace_of(period, self.today)


class Answer(NamedTuple):
    """The projects to show, each with its next deadline."""

    register: Register
    today: date
    rows: list[tuple[Project, Deadline | None]]
    filtered: bool = False
    """Whether filters leave something out."""
    undated: Undated = Undated()

    def listed(self) -> Iterator[Listed]:
        """The projects with what every line says of them."""
        faulty = self.register.faulty
        for project, coming in self.rows:
            programme = self.register.programme_of(project)
            name = programme.title if programme else project.programme or ""
            period, status = current_period(project, self.today)
            yield Listed(
                project, name, self.today, coming, period, status, project.id in faulty
            )


def period_text(period: Period | None) -> str:
    """From when to when."""
    if period is None:
        return _("no period")
    if period.start and not period.end and period.status == "approved":
        return _("from {day}, end not recorded").format(day=period.start)
    return span_text(period.start, period.end) or _("dates not recorded")


def period_status(period: Period) -> str:
    """What became of a period, in words: its status, or how it ended early."""
    return value_label(period.ended_why or "ended" if period.ended_on else period.status)


def status_text(period: Period | None, status: str) -> str:
    """A project's status in words; without any period nobody has said what it is."""
    return value_label(status) if period else "–"


def _mark(one: Listed) -> str:
    return f" [{_('faulty')}]" if one.faulty else ""


def _title(one: Listed) -> str:
    return one.project.title + _mark(one)


def _name(one: Listed) -> Styled:
    return one.project.title, "bold", (_mark(one), "bold red"), *below(one.project.id)


def _status(one: Listed) -> str:
    return status_text(one.period, one.status)


def _styled(one: Listed) -> Styled:
    return _status(one), STYLES.get(one.status, "")


def _left(one: Listed) -> str:
    if one.period is None or one.period.end is None or one.status != "running":
        return ""
    days = (one.period.end - one.today).days
    return ngettext("{n} day left", "{n} days left", days).format(n=days)


def _period(one: Listed) -> Styled:
    return period_text(one.period), "", *below(_left(one))


def _next(one: Listed) -> str:
    if one.next is None or one.next.due is None:
        return "–"
    late = f" ({value_label('overdue')})" if one.next.state == "overdue" else ""
    return f"{fmt_date(one.next.due)} {title_of(one.next)}{late}"


def _next_below(one: Listed) -> Styled:
    """The day and how far it is, below it what is due."""
    if one.next is None or one.next.due is None:
        return ("–",)
    when, style = distance((one.next.due - one.today).days), ""
    if one.next.state == "overdue":
        when, style = value_label("overdue"), "bold red"
    return f"{fmt_date(one.next.due)} ({when})", style, *below(title_of(one.next), "")


def _amount(one: Listed) -> str:
    return fmt_money(one.period.amount) if one.period else ""


def _amount_pace(one: Listed) -> Styled:
    return _amount(one), "", *_pace_below(one)


def _pace(one: Listed) -> str:
    """Time against money, and the level in words; nothing where it is not known
    or the period is over.
    """
    pace = one.pace
    return f"{pace_text(pace)}: {value_label(pace.level)}" if pace else ""


def _pace_below(one: Listed) -> list[tuple[str, str]]:
    """The pace of spending in a line of its own, where there is one."""
    pace = one.pace
    return below(f"{_('Pace')}: {value_label(pace.level)}") if pace else []


def _state_and_period(one: Listed) -> Styled:
    state, style = commas(_status(one), _left(one)), STYLES.get(one.status, "")
    lines = *below(period_text(one.period), ""), *below(_amount(one), "")
    return state, style, *lines, *_pace_below(one)


class ListColumn(NamedTuple):
    """A column: its key in JSON and CSV, its words in plain lines, its head and
    cell in a wide table.
    """

    key: str
    plain: Callable[[Listed], str] | None = None
    label: str = ""
    """A sentence of the catalogue; else the key's own word."""
    screen: Callable[[Listed], Styled] | None = None
    ratio: int | None = None
    """Its part of the width; a column without never breaks."""
    right: bool = False
    inner: tuple[str, ...] = ()
    """The keys of the record that it is in JSON."""


COLUMNS = (
    ListColumn("id", lambda one: one.project.id),
    ListColumn("kind"),
    ListColumn("title", _title, N_("Project"), _name, ratio=11),
    ListColumn("status", _status, screen=_styled),
    ListColumn(
        "programme", lambda one: one.programme, screen=lambda one: one.programme, ratio=8
    ),
    *map(ListColumn, ("funds", "level", "recipient", "unit")),
    ListColumn("owner", screen=lambda one: one.project.owner or "–"),
    ListColumn(
        "period",
        lambda one: period_text(one.period),
        N_("Period"),
        _period,
        inner=("id", "start", "end"),
    ),
    ListColumn("days_left", _left),
    ListColumn("amount", _amount, screen=_amount_pace, right=True),
    ListColumn(
        "next_deadline", _next, N_("Next deadline"), _next_below, ratio=10, inner=("id", "due")
    ),
    *map(ListColumn, ("follows", "requires", "tags")),
    ListColumn("pace", _pace, inner=("time", "money", "level")),
)
"""Every column of the list, in the order of JSON and CSV."""
LINE = "id title status programme period days_left next_deadline amount pace"
"""The order of plain lines."""
STACKED = ListColumn("state", None, N_("State and period"), _state_and_period)
"""What narrow tables have instead of status, period and amount."""
LAYOUTS = {
    160: "title status programme owner period next_deadline amount",
    130: "title status programme period next_deadline amount",
    100: "title state programme next_deadline",
    0: "title state next_deadline",
}
"""The columns of a table, by the width from which on it has them."""
WHOLE = 100
"""From this width on no id is broken."""


def _chosen(keys: str) -> list[ListColumn]:
    known = {column.key: column for column in (*COLUMNS, STACKED)}
    return [known[key] for key in keys.split()]


def _records(answer: Answer) -> Iterator[dict[str, Any]]:
    names = names_among(answer.register)
    for project, coming in answer.rows:
        record = project_record(project, answer.register, answer.today, coming)
        yield registered(names, project, record)


def record(answer: Answer) -> dict[str, Any]:
    """The contract, schema 1."""
    found = envelope(answer.today, answer.register.problems, {"projects": _records(answer)})
    return {**found, "undated": answer.undated._asdict()}


def as_csv(answer: Answer) -> str:
    """A row per project."""
    header: list[str] = []
    for column in COLUMNS:
        header += [f"{column.key}.{key}" for key in column.inner] or [column.key]
    if names_among(answer.register):
        header.append("register")
    return csv_records(_records(answer), header)


def as_plain(answer: Answer) -> str:
    """Id, title, status, programme, period, days left, next deadline, amount, pace of spending."""
    shown = [column.plain for column in _chosen(LINE) if column.plain]
    return plain.lines([text(one) for text in shown] for one in answer.listed())


def draw(answer: Answer, screen: Screen) -> None:
    """A table for a terminal; narrow ones stack what stands side by side in wide ones.

    What is more than a screen or two follows as plain lines.
    """
    from foerder.views.table import MOST_ROWS

    shown = answer._replace(rows=answer.rows[:MOST_ROWS])
    chosen = _chosen(next(keys for width, keys in LAYOUTS.items() if width <= screen.width))
    columns = [_head(column, shown, screen.width) for column in chosen]
    rows = []
    for one in shown.listed():
        rows.append([column.screen(one) for column in chosen if column.screen])
    screen.table(columns, rows, spaced=STACKED in chosen)
    screen.out.write(as_plain(answer._replace(rows=answer.rows[MOST_ROWS:])))


def _head(column: ListColumn, answer: Answer, width: int) -> TableColumn:
    label = _(column.label) or heading(key_label(column.key))
    if column is STACKED:
        return TableColumn(label, least=10, most=max(10, width // 4 + 2))
    least = None
    if column.key == "title" and width >= WHOLE:
        least = max((len(project.id) for project, _next in answer.rows), default=0)
    return TableColumn(
        label, fixed=not column.ratio, right=column.right, ratio=column.ratio, least=least
    )


def remarks(answer: Answer, style: str) -> list[str]:
    """How many there are, or what to do where there is none."""
    count = len(answer.rows)
    if count == 0:
        return [no_match() if answer.filtered else no_project()]
    missing = undated_remarks(answer.undated)
    if style != "table":
        return missing
    text = ngettext(
        "{n} project. More: foerder show ID", "{n} projects. More: foerder show ID", count
    )
    return [text.format(n=count), *missing]
