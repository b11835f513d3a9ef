"""From a counted day to a whole deadline: extension, last day by law, day to plan for, state."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from foerder.deadlines.fulfilment import MET_BY_FACTS, Fulfilment, Fulfilments
from foerder.deadlines.occurrences import NoDate, Occurrence, OccurrenceCounter
from foerder.deadlines.selection import Filter
from foerder.deadlines.undated import Undated, is_missing, undated_of
from foerder.law.counting import add_months, before_event
from foerder.law.workdays import WorkCalendar
from foerder.model import Deadline, Done, Extension, Period, Programme, Project, Register, Step
from foerder.register.duties import Duties, Duty
from foerder.register.working_days import (
    AuthorityCalendars,
    OfficeCalendars,
    names_the_day,
)
from foerder.terms import DUTY_KINDS, EXPIRY_KINDS, state_of

Ended = tuple[Done | None, Fulfilment | None]
STILL_OPEN: Ended = None, None
ENDLESS_YEARS = 5
"""Whatever recurs without an end is computed to this many years from today."""


class Dates(NamedTuple):
    """The three dates of a deadline, and its state unless something has ended it."""

    nominal: date | None
    latest: date | None
    due: date | None
    state: str


UNDATED = Dates(None, None, None, "open")


class DueWindow:
    """Keeps what is overdue or due, and the first deadline after the window."""

    def __init__(self, chosen: Filter, today: date) -> None:
        self._chosen = chosen if chosen.active else None
        self._today = today
        self._first = date.max
        """The first day after the window on which there is one, as far as has been counted."""

    def wants(self, dates: Dates) -> bool:
        """Whether a deadline on these dates may be one of them."""
        state, due = dates.state, dates.due
        if state == "overdue" or state == "due":
            return True
        return state == "upcoming" and due is not None and due <= self._first

    def keeps(self, deadline: Deadline) -> bool:
        """Whether a deadline that may be one of them is."""
        if deadline.state in ("done", "settled"):
            return False
        if self._chosen and not self._chosen.deadline(deadline, self._today):
            return False
        if deadline.state == "upcoming" and deadline.due:
            self._first = min(self._first, deadline.due)
        return True


class DeadlineContext(NamedTuple):
    """Whose deadlines these are, and whose working days move them."""

    prefix: str
    """What their ids begin with."""
    project: Project | None
    period: Period | None
    programme: Programme | None
    authority: str | None = None
    calendars: OfficeCalendars | None = None

    @property
    def is_extended(self) -> bool:
        """Whether some deadline of the project is extended."""
        return self.project is not None and bool(self.project.extensions)


class Calculation:
    """What all deadlines of a register share on a day: its duties, facts and
    working days, and the window.

    ``until`` is the last day of the window (states ``due`` and ``upcoming`` depend on it).
    ``keep``: only what this window keeps is made, and no day is counted that it does not ask
    for. ``tracing`` keeps the steps of each date for ``explain``.
    """

    def __init__(
        self,
        register: Register,
        today: date,
        until: date,
        tracing: bool = False,
        keep: DueWindow | None = None,
    ) -> None:
        self.register = register
        self.today = today
        self.until = until
        self.tracing = tracing
        self.keep = keep
        self.horizon = add_months(today, 12 * ENDLESS_YEARS)
        self.new_year = date(today.year, 1, 1)
        """Where a recurrence begins that names no day and has no period."""
        self.duties: Duties = register.duties
        self.facts = Fulfilments(register)
        self.calendars = AuthorityCalendars(register)
        self._dated: dict[Any, Dates] = {}
        """What has been dated before: in a large register many deadlines fall on the same days."""
        self._counters: dict[int, OccurrenceCounter] = {}
        """The counters, by the identity of the calendars that they count by."""
        self.undated: dict[str, Deadline] = {}
        """The deadlines whose date is missing, by id, as far as they have been computed."""
        self.endless: list[str] = []
        """Ids of the duties and calls that recur without an end."""

    @cached_property
    def projects(self) -> dict[str, Project]:
        """The projects by id."""
        return {project.id: project for project in self.register.projects}

    @property
    def ours(self) -> WorkCalendar:
        """Our own working days."""
        return self.calendars.ours

    def counter(self, calendars: OfficeCalendars | None) -> OccurrenceCounter:
        """Counts by these calendars, which `AuthorityCalendars` hold."""
        found = self._counters.get(id(calendars))
        if found is None:
            found = OccurrenceCounter(self.horizon, calendars, self.tracing)
            self._counters[id(calendars)] = found
        return found

    @property
    def no_calendars(self) -> NoDate:
        """Why nothing is dated where the working days are not known."""
        return NoDate("authority" if self.register.settings_readable else "settings")

    def missing(self, chosen: Filter) -> Undated:
        """What of the projects that are asked for has no day, once their
        deadlines have been computed.
        """
        return undated_of(self.register, self.undated.values(), chosen, self.today)

    def finish(
        self,
        whose: DeadlineContext,
        duty: Duty,
        days: list[Occurrence] | NoDate,
        keep: DueWindow | None,
    ) -> list[Deadline]:
        """The deadlines of a duty on its counted days, or one without a date;
        only those that are kept.
        """
        if isinstance(days, NoDate):
            return self._undated(whose, duty, days.why, keep)
        calendars = None if duty.kind in EXPIRY_KINDS else whose.calendars
        extended = whose.is_extended
        result = []
        for counted in days:
            extension = None
            if extended:
                extension = self.facts.extension(_identity(whose, duty, counted.occurrence))
            dates = self._dates(counted.nominal, extension, duty, calendars)
            if keep and not keep.wants(dates):
                continue
            ended = self._end(whose, duty, counted.occurrence)
            if keep and ended is not STILL_OPEN:
                continue
            steps = counted.steps
            if self.tracing:
                steps += self._steps(duty, counted.nominal, calendars, extension)
            named = counted.occurrence, counted.provisional
            deadline = self._deadline(whose, duty, ended, dates, *named, extension, steps)
            if keep is None or keep.keeps(deadline):
                result.append(deadline)
        return result

    def _undated(
        self, whose: DeadlineContext, duty: Duty, why: str, keep: DueWindow | None
    ) -> list[Deadline]:
        """A deadline without a date, which no window keeps."""
        missing = is_missing(duty.kind, why)
        if keep and not missing:
            return []
        ended = self._end(whose, duty, None)
        undated = self._deadline(whose, duty, ended, UNDATED, why_open=why)
        if missing and undated.state == "open":
            self.undated[undated.id] = undated
        return [] if keep else [undated]

    def _dates(
        self,
        nominal: date,
        extension: Extension | None,
        duty: Duty,
        calendars: OfficeCalendars | None,
    ) -> Dates:
        """The dates of a counted day."""
        asked = nominal, extension, duty.moves, duty.kind in DUTY_KINDS, id(calendars)
        found = self._dated.get(asked)
        if found is None:
            found = self._dated[asked] = self._date(*asked[:4], calendars)
        return found

    def _date(
        self,
        nominal: date,
        extension: Extension | None,
        moves: bool,
        is_duty: bool,
        calendars: OfficeCalendars | None,
    ) -> Dates:
        if extension:
            nominal = extension.to or nominal
            moves = moves and not extension.shift
        latest = due = nominal
        if calendars:
            latest = calendars.latest(nominal, moves)
            due = calendars.due(_to_plan_for(nominal, extension))
        track_from = self.register.settings.track_from
        state = state_of(is_duty, due, latest, track_from, self.today, self.until)
        return Dates(nominal, latest, due, state)

    def _ready_by(self, keys: Mapping[str, Any], due: date | None) -> date | None:
        if due is None or "lead" not in keys or not self.register.settings_readable:
            return None
        return before_event(due, keys["lead"], self.ours.is_working)

    def _steps(
        self,
        duty: Duty,
        nominal: date,
        calendars: OfficeCalendars | None,
        extension: Extension | None,
    ) -> tuple[Step, ...]:
        """How the three dates come about from the counted day."""
        steps: tuple[Step, ...] = ()
        if extension and extension.to:
            nominal = extension.to
            steps = (Step("fixed", nominal, "extension", {"extension": extension}),)
        if calendars:
            granted = not extension.shift if extension else names_the_day(duty.kind, duty.keys)
            moves = duty.moves and not (extension and extension.shift)
            planned = _to_plan_for(nominal, extension)
            steps += calendars.steps(nominal, planned, moves, granted)
        return steps

    def _deadline(
        self,
        whose: DeadlineContext,
        duty: Duty,
        ended: Ended,
        dates: Dates,
        occurrence: str | None = None,
        provisional: bool = False,
        extension: Extension | None = None,
        steps: tuple[Step, ...] = (),
        why_open: str | None = None,
    ) -> Deadline:
        """A deadline with its dates."""
        _prefix, project, period, programme, authority, _calendars = whose
        nominal, latest, due, state = dates
        done, met = ended
        ended_by = done or met
        if ended_by:
            state = "done"
        elif period and period.closed and duty.kind in DUTY_KINDS:
            state = "settled"
        keys = duty.keys
        owner = keys.get("owner")
        if project and not owner:
            owner = project.owner
        # In the order of the record: with its fields named, each of a hundred thousand takes twice as long.
        return Deadline(
            _identity(whose, duty, occurrence),
            duty.kind,
            keys.get("title") or "",
            state,
            nominal,
            latest,
            due,
            self._ready_by(keys, due),
            occurrence,
            project,
            period,
            programme,
            authority,
            owner,
            duty.rule,
            keys,
            done,
            met and met.fact,
            ended_by and ended_by.on,
            extension,
            provisional,
            why_open,
            steps,
        )

    def _end(
        self,
        whose: DeadlineContext,
        duty: Duty,
        occurrence: str | None,
    ) -> Ended:
        """The record, else the fact, that ends a deadline."""
        project, period = whose.project, whose.period
        if project is None or period is None:
            return STILL_OPEN
        if project.done:
            done = self.facts.done(_identity(whose, duty, occurrence))
            if done:
                return done, None
        if duty.kind in MET_BY_FACTS:
            met = self.facts.met(duty.kind, project, period, occurrence)
            if met:
                return None, met
        return STILL_OPEN


def _to_plan_for(nominal: date, extension: Extension | None) -> date:
    """Of two tenable readings of an extension the earlier day; the day to plan
    for never moves forward.
    """
    if extension and extension.plan_by:
        return min(nominal, extension.plan_by)
    return nominal


def _identity(whose: DeadlineContext, duty: Duty, occurrence: str | None) -> str:
    identity = whose.prefix + duty.id
    return f"{identity}/{occurrence}" if occurrence else identity
