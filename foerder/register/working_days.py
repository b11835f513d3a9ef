"""Whose working days move a day: those at the authority's seat the law's, those
of both sides the plan.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from foerder.law.counting import (
    WorkingDay,
    from_day,
    has_working_days,
    last_working_day,
    next_working_day,
)
from foerder.law.workdays import OffDay, WorkCalendar
from foerder.model import Period, Programme, Project, Register, Settings, Step
from foerder.terms import EXPIRY_KINDS

ONE_DAY = date.resolution
NOT_COUNTED = frozenset(("duration", "end"))


class OfficeCalendars(NamedTuple):
    """Whose working days count: the authority's alone, and those on which both sides work."""

    authority: WorkCalendar
    both: WorkCalendar
    counted: dict[Any, Any]
    """What has been counted before: in a large register many deadlines are counted from the
    same days by the same keys, which are known by their identity."""
    lost: bool = False
    """The authority's holidays cannot be read: nothing moves by them, which is
    the earlier and safer day.
    """

    def latest(self, nominal: date, moves: bool) -> date:
        """The last day by law."""
        if not moves or self.lost:
            return nominal
        return next_working_day(nominal, self.authority.is_working)

    def due(self, nominal: date) -> date:
        """The day to plan for."""
        return last_working_day(nominal, self.both.is_working)

    def steps(
        self, nominal: date, planned: date, moves: bool, granted: bool
    ) -> tuple[Step, ...]:
        """What the law and the plan make of the counted day.

        ``planned``: the earlier of two readings; ``granted``: say what the law
        would grant a named day.
        """
        asked = nominal, planned, moves, granted
        found: tuple[Step, ...] | None = self.counted.get(asked)
        if found is None:
            found = self.counted[asked] = tuple(self._steps(*asked))
        return found

    def _steps(
        self, nominal: date, planned: date, moves: bool, granted: bool
    ) -> Iterator[Step]:
        latest, due = self.latest(nominal, moves), self.due(planned)
        if latest != nominal:
            yield Step("shift", latest, "shift", {"off": _off(self.authority, nominal, latest)})
        data: dict[str, Any] = {"off": _off(self.both, planned, due)}
        if planned != nominal:
            data["unmoved"] = planned
        if self.lost:
            data["lost"] = True
        elif granted and latest == nominal != self.latest(nominal, True):
            data["law_grants"] = self.latest(nominal, True)
        yield Step("plan", due, "plan", data)


def _off(calendar: WorkCalendar, first: date, last: date) -> list[tuple[date, OffDay | None]]:
    """The days from one on, and before the other, in either direction, with why
    nobody works on them.
    """
    step = ONE_DAY if first < last else -ONE_DAY
    days = [first + step * n for n in range(abs((last - first).days))]
    return [(day, calendar.why_off(day)) for day in days]


class AuthorityCalendars:
    """The authorities of a register and their working days."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self._calendars: dict[str | None, OfficeCalendars | None] = {}
        self._alike: dict[Any, OfficeCalendars] = {}
        """The same by what they are made of: most authorities have the holidays of their Land."""

    @cached_property
    def ours(self) -> WorkCalendar:
        """Our own working days."""
        return our_calendar(self.register.settings)

    def authority_of(self, programme: Programme | None, *inner: Period | Project) -> str | None:
        """The authority that decides: the innermost place that names one.

        LookupError where that is unreadable.
        """
        for place in (*inner, programme):
            if place is None:
                continue
            if "authority" in place.unreadable:
                raise LookupError
            if place.authority:
                return place.authority
        return None

    def working_days(self, project: Project, period: Period) -> WorkingDay | None:
        """The authority's working days for a period, in which its offsets
        count; None where they are not known.
        """
        programme = self.register.programme_of(project)
        if programme is None and (project.programme or "programme" in project.unreadable):
            return None
        try:
            calendars = self.of(self.authority_of(programme, period, project))
        except LookupError:
            return None
        if calendars is None or calendars.lost:
            return None
        return calendars.authority.is_working

    def of(self, authority_id: str | None) -> OfficeCalendars | None:
        """The working days for an authority; None where our settings cannot be read.

        Those of an authority that cannot be read are ``lost``: duties keep
        their days, none of them moved by law.
        """
        if authority_id not in self._calendars:
            self._calendars[authority_id] = self._make(authority_id)
        return self._calendars[authority_id]

    @cached_property
    def lost(self) -> OfficeCalendars | None:
        """The working days where it cannot be read which authority decides;
        None where our settings cannot be.
        """
        return self._make(None, lost=True)

    def _make(self, authority_id: str | None, lost: bool = False) -> OfficeCalendars | None:
        settings = self.register.settings
        if not self.register.settings_readable:
            return None
        authority = self.register.authorities.get(authority_id) if authority_id else None
        if authority_id and (authority is None or authority.unreadable):
            lost = True
        region = authority.holidays if authority and authority.holidays else settings.holidays
        extra = authority.extra_holidays if authority else frozenset()
        made_of = region, extra, lost
        if made_of not in self._alike:
            self._alike[made_of] = OfficeCalendars(
                WorkCalendar((region,), extra),
                WorkCalendar((region, settings.holidays), extra, settings.office_closed),
                {},
                lost,
            )
        return self._alike[made_of]


def our_calendar(settings: Settings) -> WorkCalendar:
    """The working days of our own office."""
    return WorkCalendar((settings.holidays,), (), settings.office_closed)


def shifts(kind: str, keys: Mapping[str, Any]) -> bool:
    """Whether the law moves the last day to the next working day (§ 31 Abs. 3 Satz 1 VwVfG),
    unless written otherwise.

    Counted periods move; named days, backward and recurring ones do not, nor
    the use-by day and expiries.
    """
    if kind in EXPIRY_KINDS:
        return False
    if "shift" in keys:
        return bool(keys["shift"] == "next")
    return kind != "use-by" and ("after" in keys or "earlier_of" in keys or "later_of" in keys)


def names_the_day(kind: str, keys: Mapping[str, Any]) -> bool:
    """Whether the day itself is named, so that § 31 Abs. 3 Satz 2 VwVfG decides
    whether it moves.
    """
    return kind != "use-by" and any(
        form in keys for form in ("due", "every", "rrule", "year_of")
    )


def needs_calendar(keys: Mapping[str, Any]) -> bool:
    """Whether the counted day itself depends on working days: offsets in them,
    or ``last-workday-before``.
    """
    parts = (keys, *keys.get("earlier_of", ()), *keys.get("later_of", ()))
    spans = [part[key] for part in parts for key in ("offset", "every") if key in part]
    if any(map(has_working_days, spans)):
        return True
    return "on" in keys and keys["on"][0] == "last-workday-before"


def with_counted_ends(register: Register) -> Register:
    """The register with the ends of periods whose ``duration`` has working
    days: only all tables tell which.

    It may be asked again where the settings have changed.
    """
    known = register.projects
    mine = [project for project in known if any(map(_by_working_days, project.periods))]
    if not mine:
        return register
    calendars = AuthorityCalendars(register)
    ended = {project.id: _with_ends(project, calendars) for project in mine}
    projects = tuple(ended.get(project.id, project) for project in known)
    return register._replace(projects=projects)


def _by_working_days(period: Period) -> bool:
    return period.duration is not None and has_working_days(period.duration)


def _with_ends(project: Project, calendars: AuthorityCalendars) -> Project:
    periods = []
    for period in project.periods:
        # Of a duration that is there, the key is called unreadable only below: its days were not known.
        uncounted = "end" not in period.unreadable or "duration" in period.unreadable
        if period.start and period.duration and _by_working_days(period) and uncounted:
            working = calendars.working_days(project, period)
            end = from_day(period.start, period.duration, working) if working else None
            unreadable = period.unreadable.difference(NOT_COUNTED)
            if end is None:
                unreadable = unreadable.union(NOT_COUNTED)
            period = period._replace(end=end, unreadable=unreadable)
        periods.append(period)
    return project._replace(periods=tuple(periods))
