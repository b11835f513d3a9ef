"""Which projects and deadlines a question is about, and in what order they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from foerder.deadlines.explain import title_of
from foerder.terms import ENDED_WHY
from foerder.terms import LISTED as LISTED

if TYPE_CHECKING:
    from foerder.model import Deadline, Period, Programme, Project, Register

PROJECT_STATUSES = (
    *("idea", "applied", "approved", "running", "ended"),
    *ENDED_WHY,
    *("rejected", "withdrawn"),
)
OVER = ("ended", *ENDED_WHY)
"""The statuses of an approved period that is over; ``ended`` asks for all three."""
WAITING = ("overdue", "due", "upcoming")


def current_period(project: Project, today: date) -> tuple[Period | None, str]:
    """The period that matters today, and the project's status; a project
    without periods counts as approved.
    """
    ranked: list[tuple[int, int, Period, str]] = []
    for number, period in enumerate(project.periods):
        rank, status = _rank(period, today)
        # Of several that ended the last counts, of several that are still to come the first.
        if status in (*OVER, "rejected", "withdrawn"):
            number = -number
        ranked.append((rank, number, period, status))
    if not ranked:
        return None, "approved"
    _best, _number, period, status = min(ranked, key=lambda entry: entry[:2])
    return period, status


def _rank(period: Period, today: date) -> tuple[int, str]:
    if period.status == "approved":
        if period.ended_on and period.ended_on <= today:
            return 3, period.ended_why or "ended"
        if period.end and period.end < today:
            return 3, "ended"
        if period.start and period.start > today:
            return 1, "approved"
        return 0, "running"
    return {"applied": 2, "idea": 4, "rejected": 5, "withdrawn": 6}[
        period.status
    ], period.status


class Filter(NamedTuple):
    """What to show; an empty field shows all. Words are compared without regard to case."""

    programme: str | None = None
    funds: str | None = None
    level: str | None = None
    unit: str | None = None
    owner: str | None = None
    tag: str | None = None
    status: str | None = None
    kind: str | None = None
    search: str | None = None
    type: str | None = None

    def project(self, project: Project, programme: Programme | None, today: date) -> bool:
        """Whether a project is asked for; the owner of single deadlines is
        looked at in `deadline`.
        """
        return (
            self._programme(programme, project.programme)
            and _in(self.unit, project.unit)
            and (
                not self.tag or self.tag.casefold() in (tag.casefold() for tag in project.tags)
            )
            and self._status(project, today)
            and (not self.kind or project.kind == self.kind)
            and self._search(project, programme)
        )

    def _status(self, project: Project, today: date) -> bool:
        if not self.status:
            return True
        status = current_period(project, today)[1]
        return status == self.status or (self.status == "ended" and status in OVER)

    def owned(self, project: Project, deadlines: Iterable[Deadline]) -> bool:
        """Whether the wanted owner has the project or one of its deadlines still to come."""
        return (
            not self.owner
            or _in(self.owner, project.owner)
            or any(_in(self.owner, d.owner) for d in deadlines if d.state in (*WAITING, "open"))
        )

    def fits(
        self, project: Project, register: Register, deadlines: Iterable[Deadline], today: date
    ) -> bool:
        """Whether a project with these deadlines is asked for, as `list` shows it."""
        return self.owned(project, deadlines) and self.project(
            project, register.programme_of(project), today
        )

    def _programme(self, programme: Programme | None, name: str | None) -> bool:
        title = ""
        funds: tuple[str, ...] = ()
        level: tuple[str, ...] = ()
        if programme:
            name = name or programme.id
            title, funds, level = programme.title, programme.funds, programme.level
        if self.programme and self.programme != name and not _in(self.programme, title):
            return False
        if self.funds and not any(_in(self.funds, fund) for fund in funds):
            return False
        return not self.level or self.level in level

    def _search(self, project: Project | None, programme: Programme | None, *more: str) -> bool:
        if not self.search:
            return True
        texts = [*more]
        if programme:
            texts += [programme.id, programme.title]
        if project:
            parts = (
                project.id,
                project.title,
                project.recipient,
                project.final_recipient,
                project.unit,
            )
            texts += [part or "" for part in (*parts, project.owner, project.notes)]
            texts += [*project.tags, *(period.reference or "" for period in project.periods)]
        return any(_in(self.search, text) for text in texts)

    def deadline(self, deadline: Deadline, today: date) -> bool:
        """Whether a deadline is asked for."""
        if self == EVERYTHING:
            return True
        if self.type and deadline.kind != self.type:
            return False
        if not _in(self.owner, deadline.owner):
            return False
        if deadline.project:
            if self.search and _in(self.search, title_of(deadline)):
                without = Filter(
                    **{name: getattr(self, name) for name in self._fields if name != "search"}
                )
                return without.project(deadline.project, deadline.programme, today)
            return self.project(deadline.project, deadline.programme, today)
        if self.unit or self.tag or self.status or self.kind:
            return False
        programme = deadline.programme
        return self._programme(programme, None) and self._search(
            None, programme, deadline.id, title_of(deadline)
        )

    @property
    def active(self) -> bool:
        """Whether anything is left out."""
        return any(self)


EVERYTHING = Filter()


class Question(NamedTuple):
    """Which deadlines are asked for."""

    chosen: Filter
    until: date
    """How far is counted: the last day of the window, without one as far as the
    register looks ahead.
    """
    windowed: bool = True
    """Only what is overdue or due in the window; else done, past and later ones too."""
    overdue: bool = False
    """Only what is overdue."""
    since: date | None = None
    """The first day of the window; None: whatever is overdue too."""

    def asks(self, deadline: Deadline, today: date) -> bool:
        """Whether a deadline is one of them."""
        if not self.chosen.deadline(deadline, today):
            return False
        if self.since and not (deadline.due and self.since <= deadline.due <= self.until):
            return False
        if self.overdue:
            return deadline.state == "overdue"
        return not self.windowed or deadline.state in LISTED


def _in(wanted: str | None, text: str | None) -> bool:
    return not wanted or wanted.casefold() in (text or "").casefold()


def runs(project: Project, first: date, last: date) -> bool:
    """Whether an approved period of a project has a day in a window."""
    for period in project.periods:
        begins = period.start or date.min
        if (
            period.status == "approved"
            and begins <= last
            and (period.last_day or date.max) >= first
        ):
            return True
    return False


def ending(project: Project, first: date, last: date) -> list[Period]:
    """The approved periods of a project that end in a window."""
    approved = [period for period in project.periods if period.status == "approved"]
    return [each for each in approved if each.last_day and first <= each.last_day <= last]


def in_order(deadlines: Iterable[Deadline]) -> list[Deadline]:
    """Overdue first, then by the day to plan for; those without a date last."""
    found = sorted(deadlines, key=attrgetter("id"))
    found.sort(key=_rank_of_day)
    return found


def _rank_of_day(deadline: Deadline) -> int:
    day = (deadline.due or date.max).toordinal()
    return day if deadline.state == "overdue" else day + date.max.toordinal()


def next_after(deadlines: Iterable[Deadline]) -> Deadline | None:
    """The first deadline still to come after the window."""
    return min(
        (deadline for deadline in deadlines if deadline.state == "upcoming"),
        key=lambda d: (d.due or date.max, d.id),
        default=None,
    )


def next_of_project(deadlines: Iterable[Deadline]) -> Deadline | None:
    """What a project has to do or to expect next; what is overdue comes first."""
    return next(iter(in_order(d for d in deadlines if d.state in WAITING)), None)


def find_deadlines(wanted: str, deadlines: Iterable[Deadline]) -> list[Deadline]:
    """The deadlines that an id or any part of it can mean; an exact id means only itself.

    A part of a project's id means the project, never one of its deadlines. Several words mean
    those in whose id and title they all are.
    """
    known = [deadline for deadline in deadlines if not _is_part_of_project(wanted, deadline)]
    for test in (
        lambda identity: identity == wanted,
        lambda identity: identity.endswith("/" + wanted) or identity.startswith(wanted + "/"),
        lambda identity: wanted.casefold() in identity.casefold(),
    ):
        found = [deadline for deadline in known if test(deadline.id)]
        if found:
            return found
    words = wanted.casefold().replace("/", " ").split()
    return [deadline for deadline in known if len(words) > 1 and _has_words(deadline, words)]


def _has_words(deadline: Deadline, words: Iterable[str]) -> bool:
    """Whether id and title of a deadline hold all these words: ``quartier 2025
    verwendungsnachweis``.
    """
    text = f"{deadline.id} {title_of(deadline)}".casefold()
    return all(word in text for word in words)


def deadlines_of_named(wanted: str, deadlines: Iterable[Deadline]) -> list[Deadline]:
    """The deadlines of the projects of whose id a name is a part."""
    return [deadline for deadline in deadlines if _is_part_of_project(wanted, deadline)]


def _is_part_of_project(wanted: str, deadline: Deadline) -> bool:
    """Whether a name is a part of the id of the deadline's project, and of nothing behind it."""
    if deadline.project is None:
        return False
    name = wanted.casefold()
    project, _slash, rest = deadline.id.casefold().partition("/")
    return name != project and name in project and name not in rest


def requirements_of(project: Project, register: Register) -> list[str]:
    """The ids of the plans that a project rests on."""
    programme = register.programme_of(project)
    names = [r.project for r in programme.requires] if programme else []
    return list(dict.fromkeys([*names, *(r.project for r in project.requires)]))
