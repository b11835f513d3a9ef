"""What is due, as table, plain lines, JSON and CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from foerder.deadlines.explain import distance, state_text, state_words, title_of, titled
from foerder.deadlines.undated import Undated, undated_remarks
from foerder.text import plain
from foerder.text.hints import no_project
from foerder.text.i18n import N_, _, fmt_date

if TYPE_CHECKING:
    from foerder.law.workdays import WorkCalendar
    from foerder.model import Deadline, Register
    from foerder.views.sections import Styled
    from foerder.views.table import Screen
    from foerder.views.what_if import WhatIf


class Answer(NamedTuple):
    """All that `due` says."""

    register: Register
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
    undated: Undated = Undated()
    since: date | None = None
    """Nothing before this day was asked for."""

    @property
    def states(self) -> list[str]:
        """The states of what is shown."""
        return [one.state for one in self.shown]

    @property
    def coming(self) -> Deadline | None:
        """The first deadline that is not shown."""
        return self.inside or self.next


def record(answer: Answer) -> dict[str, Any]:
    """The contract of shared JSON, schema 1."""
    from foerder.views.json_records import envelope, iso

    following = answer.next
    content = {
        "until": iso(answer.until),
        "registers": list(answer.register.paths),
        "deadlines": _records(answer, answer.shown),
        "next": next(_records(answer, [following])) if following else None,
    }
    record = envelope(answer.today, answer.register.problems, content)
    record["from"] = iso(answer.since)
    record["undated"] = answer.undated._asdict()
    record["what_if"] = answer.moved.record() if answer.moved else None
    return record


def _records(answer: Answer, deadlines: Iterable[Deadline]) -> Iterator[dict[str, Any]]:
    """The deadlines, with the register that each is from where there are several."""
    from foerder.views.json_records import deadline_record, names_among, registered

    names = names_among(answer.register)
    for one in deadlines:
        record = deadline_record(one, answer.today, answer.ours)
        yield registered(names, one.project or one.programme, record)


HEADER = (
    "id project project_title period occurrence kind title due nominal latest ready_by days_left "
    "working_days_left state programme authority owner basis rule version source grade done.on "
    "done.proof"
).split()


def deadlines_csv(deadlines: Sequence[Deadline], today: date, ours: WorkCalendar) -> str:
    """A row per deadline."""
    from foerder.views.formats import csv_records
    from foerder.views.json_records import deadline_record

    return csv_records((deadline_record(one, today, ours) for one in deadlines), HEADER)


def as_csv(answer: Answer) -> str:
    """A row per deadline."""
    from foerder.views.formats import csv_records
    from foerder.views.json_records import names_among

    more = ("register",) if names_among(answer.register) else ()
    return csv_records(_records(answer, answer.shown), (*HEADER, *more))


def as_plain(answer: Answer) -> str:
    """Day, state in words, title, project, id, owner."""
    texts = [answer.moved.as_plain()] if answer.moved else []
    known: dict[tuple[str, date | None, date | None], str] = {}
    for one in answer.shown:
        days = one.state, one.due, one.latest
        head = known.get(days)
        if head is None:
            day, state = fmt_date(one.due, weekday=True), state_words(*days, answer.today)
            head = known[days] = plain.line((day, state, ""))[:-1]
        texts += (head, plain.line((titled(one), project_name(one), one.id, one.owner)))
    return "".join(texts)


def project_name(deadline: Deadline) -> str:
    """The project's title, or the programme's where there is no project."""
    payer = deadline.project or deadline.programme
    return payer.title if payer else ""


STYLES = {
    "overdue": "bold red",
    "due": "yellow",
    "done": "green",
    "settled": "dim",
    "past": "dim",
}
GAP, DAY, STATE, PROJECT, TEXT = 3, 13, 12, 20, 24
"""Columns between two columns, of a day with its weekday, and that state,
project and other text need.
"""
STACKED = 100
"""From this width on the project has a column of its own."""


class DueColumn(NamedTuple):
    """A column of the table: its head, its cell, its part of the width; one
    without never breaks.
    """

    label: str
    cell: Callable[[Deadline, date], Styled]
    ratio: int | None = None
    least: int | None = None
    most: int | None = None


def _due(one: Deadline, _today: date) -> Styled:
    return fmt_date(one.due, weekday=True), STYLES.get(one.state, "")


def _state(one: Deadline, today: date) -> Styled:
    return state_text(one, today), STYLES.get(one.state, "")


def _what_id(one: Deadline, _today: date) -> Styled:
    return titled(one), "bold", (f"\n{one.id}", "dim")


def _what_whose(one: Deadline, _today: date) -> Styled:
    return titled(one), "bold", (f" – {project_name(one)}", ""), (f"\n{one.id}", "dim")


def _project(one: Deadline, _today: date) -> Styled:
    return project_name(one)


def _project_owner(one: Deadline, _today: date) -> Styled:
    return project_name(one), "", (f"\n{one.owner or '–'}", "dim")


COLUMNS = (
    DueColumn(N_("Due"), _due),
    DueColumn(N_("State"), _state),
    DueColumn(N_("What"), lambda one, today: titled(one), 3),
    DueColumn(N_("Project"), _project, 3),
    DueColumn(N_("Owner"), lambda one, today: one.owner or "–"),
    DueColumn(N_("Id"), lambda one, today: (one.id, "dim")),
)
"""Where there is room for everything."""


def draw(answer: Answer, screen: Screen) -> None:
    """A table for a terminal; what is more than a screen or two follows as plain lines."""
    from foerder.views.sections import TableColumn
    from foerder.views.table import MOST_ROWS

    if answer.moved:
        answer.moved.draw(screen)
    chosen = _layout(answer, screen.width)
    columns = []
    for label, cell, ratio, least, most in chosen:
        if cell is _state:
            columns.append(TableColumn(_(label), least=10, most=most))
        else:
            columns.append(TableColumn(_(label), fixed=not ratio, ratio=ratio, least=least))
    rows = []
    for deadline in answer.shown[:MOST_ROWS]:
        rows.append([column.cell(deadline, answer.today) for column in chosen])
    screen.table(columns, rows)
    screen.out.write(as_plain(answer._replace(shown=answer.shown[MOST_ROWS:], moved=None)))


def _layout(answer: Answer, width: int) -> Sequence[DueColumn]:
    """The columns that there is room for, with no address and no id broken."""
    state = owner = identity = 0
    for one in answer.shown:
        state = max(state, len(state_text(one, answer.today)))
        owner = max(owner, len(one.owner or "–"))
        identity = max(identity, len(one.id))
    if width >= DAY + state + owner + identity + 2 * TEXT + 5 * GAP:
        return COLUMNS
    due, stating, *_others = COLUMNS
    what = DueColumn(N_("What"), _what_id, 3, max(TEXT, identity))
    for cell, least in ((_project_owner, max(PROJECT, owner)), (_project, PROJECT)):
        room = width - DAY - 3 * GAP - max(TEXT, identity) - least
        if width >= STACKED and room >= STATE:
            most = room if room >= state else min(16, room)
            project = DueColumn(N_("Project"), cell, 2, least)
            return due, stating._replace(most=most), what, project
    return due, stating._replace(most=16), DueColumn(N_("What"), _what_whose, 3)


def remarks(answer: Answer, style: str) -> list[str]:
    """What is said beside the data: that nothing is due, what comes next, what
    recurs without an end.
    """
    if not (answer.register.projects or answer.states or answer.next):
        return [no_project()]
    texts = [answer.moved.remark()] if answer.moved else []
    missing = undated_remarks(answer.undated)
    if answer.filtered and not (answer.states or answer.coming):
        none = _("No deadline fits these filters. All deadlines: foerder due --all")
        return [*texts, none, *missing]
    return [*texts, *_shown(answer, style), *_following(answer, style), *missing]


def _shown(answer: Answer, style: str) -> Iterator[str]:
    """How much is shown."""
    if not answer.states:
        yield _nothing(answer)
    elif style == "table" and answer.until is not None:
        yield _counts(answer)


def _following(answer: Answer, style: str) -> Iterator[str]:
    """What comes after what is shown, and what never ends."""
    if style == "table" or not answer.states:
        if answer.coming:
            yield _next(answer.coming, answer.today)
        elif answer.until is not None and not answer.states:
            yield _("Nothing is due later either. Problems and gaps: foerder check.")
    if answer.endless:
        endless = _("Recurring without an end, computed for five years: {ids}.")
        yield endless.format(ids=", ".join(dict.fromkeys(answer.endless)))


def _nothing(answer: Answer) -> str:
    if answer.overdue:
        return _("Nothing is overdue.")
    if answer.until is None:
        return _("There is no deadline with a date. Problems and gaps: foerder check.")
    if answer.since:
        text = _("Nothing is due from {first} to {last}.")
        return text.format(first=answer.since, last=answer.until)
    return _("Nothing is due until {day}.").format(day=answer.until)


def _counts(answer: Answer) -> str:
    overdue, due = answer.states.count("overdue"), answer.states.count("due")
    if answer.overdue:
        return _("{overdue} overdue. Why: foerder explain ID").format(overdue=overdue)
    text = _("{overdue} overdue, {due} due until {day}. Why: foerder explain ID")
    return text.format(overdue=overdue, due=due, day=answer.until)


def _next(deadline: Deadline, today: date) -> str:
    assert deadline.due is not None
    return _("Next deadline: {day} ({distance}) – {title}, {project} [{id}]").format(
        day=fmt_date(deadline.due, weekday=True),
        distance=distance((deadline.due - today).days),
        title=plain.clean(title_of(deadline)),
        project=plain.clean(project_name(deadline)),
        id=deadline.id,
    )
