"""Projects over time: each chain of successors is one lane with its periods,
the gaps between them, and its deadlines.

Pure data for the timeline on screen, on the page and for machines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from foerder.deadlines.selection import WAITING
from foerder.model import Deadline, Period, Project, Register
from foerder.text.i18n import _, fmt_date, ngettext

ONE_DAY = timedelta(days=1)
LOOK_BACK, LOOK_AHEAD = 10, 5
"""Years before and after today that are shown where nothing else is asked for."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One period with at least one of its two days."""

    project: Project
    period: Period
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Days on which nothing is approved between two periods (Förderlücke), both included."""

    start: date
    end: date
    before: Bar
    """The period that ended."""
    after: Bar
    """The period that follows."""
    accepted: bool
    """Somebody has written down that it is known and in order."""

    @property
    def days(self) -> int:
        """How many."""
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Row:
    """A project, or several of which each follows the one before it."""

    projects: tuple[Project, ...]
    bars: tuple[Bar, ...]
    gaps: tuple[Gap, ...]
    deadlines: tuple[Deadline, ...]
    undated: tuple[tuple[Project, Period], ...]
    """Periods of which no day is recorded."""

    @property
    def last(self) -> Project:
        """The project that the chain leads to."""
        return self.projects[-1]


def in_window(lanes: Iterable[Row], first: date, last: date) -> list[Row]:
    """What of the lanes has a day in a window; a lane of which nothing has goes."""
    found = []
    for lane in lanes:
        bars = tuple(bar for bar in lane.bars if _meets(bar.start, bar.end, first, last))
        gaps = tuple(gap for gap in lane.gaps if _meets(gap.start, gap.end, first, last))
        marks = tuple(
            mark for mark in lane.deadlines if _meets(mark.due, mark.due, first, last)
        )
        if bars or gaps or marks:
            found.append(replace(lane, bars=bars, gaps=gaps, deadlines=marks, undated=()))
    return found


def _meets(start: date | None, end: date | None, first: date, last: date) -> bool:
    return (start or date.min) <= last and first <= (end or date.max)


def lanes_of(
    register: Register,
    deadlines: Mapping[str, Sequence[Deadline]],
    wanted: Iterable[str],
    today: date,
) -> list[Row]:
    """The lanes in which one of the wanted projects is, in file order;
    ``deadlines`` by the project's id.
    """
    asked = set(wanted)
    known = {project.id: project for project in register.projects}
    lanes = []
    for chain in chains(register.projects):
        if asked.isdisjoint(project.id for project in chain):
            continue
        marks: list[Deadline] = []
        for project in chain:
            marks += deadlines.get(project.id, ())
        lanes.append(lane_of(chain, marks, gaps_of(register, known, chain, today)))
    return lanes


def chains(projects: Sequence[Project]) -> list[tuple[Project, ...]]:
    """Every project once; where several follow the same one, the first of them
    goes on with its lane.
    """
    known = {project.id: project for project in projects}
    following: dict[str, Project] = {}
    for project in projects:
        if project.follows in known and project.follows != project.id:
            following.setdefault(project.follows, project)
    continued = {project.id for project in following.values()}
    placed: set[str] = set()
    result = []
    # What is left after the heads goes round in circles, which is an error of the register.
    for head in [*(p for p in projects if p.id not in continued), *projects]:
        chain: list[Project] = []
        one: Project | None = head
        while one is not None and one.id not in placed:
            placed.add(one.id)
            chain.append(one)
            one = following.get(one.id)
        if chain:
            result.append(tuple(chain))
    order = {project.id: number for number, project in enumerate(projects)}
    return sorted(result, key=lambda chain: min(order[project.id] for project in chain))


def lane_of(
    chain: tuple[Project, ...], deadlines: Iterable[Deadline], gaps: tuple[Gap, ...]
) -> Row:
    """One lane with the deadlines of its projects."""
    marks, undated = [], []
    for deadline in deadlines:
        # The end of a period is the end of its bar.
        if deadline.due and deadline.state in WAITING and deadline.kind != "period-end":
            marks.append(deadline)
    for project in chain:
        undated += [(project, p) for p in project.periods if not (p.start or p.end)]
    marks.sort(key=lambda d: (d.due or date.max, d.id))
    return Row(chain, tuple(_bars(chain)), gaps, tuple(marks), tuple(undated))


def _bars(chain: Iterable[Project]) -> list[Bar]:
    """The periods with a day, in order of time."""
    bars = []
    for project in chain:
        for period in project.periods:
            if period.start or period.last_day:
                bars.append(Bar(project, period, *_days(period)))
    return sorted(bars, key=lambda bar: (bar.start or date.min, bar.end or date.max))


def _days(period: Period) -> tuple[date | None, date | None]:
    """Start and end; an end before the start, which is an error of the register, is not drawn."""
    last = period.last_day
    if period.start and last and last < period.start:
        return period.start, None
    return period.start, last


def gaps_of(
    register: Register,
    projects: Mapping[str, Project],
    chain: Sequence[Project],
    today: date,
) -> tuple[Gap, ...]:
    """The days between two approved periods of a chain on which nothing is approved.

    Days of a project that the chain follows count too: of several that follow the same one,
    each has its own gap. ``projects``: all of them by id.
    """
    mine = {project.id for project in chain}
    gaps: list[Gap] = []
    before: Bar | None = None
    for bar in _bars([*_predecessors(chain, projects), *chain]):
        if bar.period.status != "approved":
            continue
        if before and before.end and bar.start and bar.project.id in mine:
            first, last = before.end + ONE_DAY, bar.start - ONE_DAY
            if first <= last:
                accepted = register.accepts("gap", bar.project.id, today)
                gaps.append(Gap(first, last, before, bar, accepted))
        if before is None or before.end is None or bar.end is None or bar.end > before.end:
            before = bar
    return tuple(gaps)


def _predecessors(chain: Sequence[Project], projects: Mapping[str, Project]) -> list[Project]:
    """What a chain follows, and what that follows in turn."""
    # What follows itself in a circle, which is an error of the register, ends where it comes round.
    met = {project.id for project in chain}
    found = []
    before = projects.get(chain[0].follows or "")
    while before and before.id not in met:
        met.add(before.id)
        found.append(before)
        before = projects.get(before.follows or "")
    return found


def span_of(lanes: Iterable[Row], today: date) -> tuple[date, date]:
    """The first and the last day to show: whole years around all periods, at
    most ten back and five ahead.
    """
    return span_of_projects([project for lane in lanes for project in lane.projects], today)


def span_of_projects(projects: Iterable[Project], today: date) -> tuple[date, date]:
    """The same for projects whose deadlines are not known yet."""
    days = [today]
    for bar in _bars(projects):
        days += [day for day in (bar.start, bar.end) if day]
    first = max(min(days).year, today.year - LOOK_BACK)
    last = min(max(days).year, today.year + LOOK_AHEAD)
    return date(first, 1, 1), date(min(last, date.max.year), 12, 31)


def gap_text(gap: Gap) -> str:
    """How long a gap is, from when to when, and whether somebody has said that it is in order."""
    text = ngettext(
        "gap of {n} day: {first}–{last}", "gap of {n} days: {first}–{last}", gap.days
    ).format(n=gap.days, first=fmt_date(gap.start), last=fmt_date(gap.end))
    return f"{text} ({_('accepted')})" if gap.accepted else text
