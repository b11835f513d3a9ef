"""From a counted day to a whole deadline: extension, last day by law, day to plan for, state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from foerder.deadlines.fulfilment import MET_BY_FACTS, Fulfilment, Fulfilments
from foerder.deadlines.occurrences import NoDate, Occurrence
from foerder.deadlines.selection import Filter
from foerder.deadlines.undated import Undated, needs_date, undated_of
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


class DueWindow:
    """Keeps what is overdue or due, and the first deadline after the window."""

    def __init__(self, accept: Callable[[Deadline], bool]) -> None:
        self._accept = accept
        self._first = date.max
        """The first day after the window on which there is one, as far as has been counted."""

    def wants(self, state: str, due: date) -> bool:
        """Whether a deadline in this state, to be planned for this day, may be one of them."""
        if state == "overdue" or state == "due":
            return True
        return state == "upcoming" and due <= self._first

    def keeps(self, deadline: Deadline) -> bool:
        """Whether a deadline that may be one of them is."""
        if deadline.state in ("done", "settled") or not self._accept(deadline):
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


class Calculation:
    """What all deadlines of a register share on a day: its duties, facts and working days, and the window.

    ``until`` is the last day of the window (states ``due`` and ``upcoming`` depend on it).
    ``keep``: only what this window keeps is made, and no day is counted that it does not ask for.
    ``tracing`` keeps the steps of each date for ``explain``.
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
        self.duties: Duties = register.duties
        self.facts = Fulfilments(register)
        self.calendars = AuthorityCalendars(register)
        self._dated: dict[Any, dict[Any, tuple[date, date, date, str]]] = {}
        """What has been dated before: in a large register many deadlines fall on the same days."""
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

    @property
    def no_calendars(self) -> NoDate:
        """Why nothing is dated where the working days are not known."""
        return NoDate("authority" if self.register.settings_readable else "settings")

    def missing(self, chosen: Filter) -> Undated:
        """What of the projects that are asked for has no day, once their deadlines have been computed."""
        return undated_of(self.register, self.undated.values(), chosen, self.today)

    def finish(
        self,
        whose: DeadlineContext,
        duty: Duty,
        days: list[Occurrence] | NoDate,
        keep: DueWindow | None,
    ) -> list[Deadline]:
        """The deadlines of a duty on its counted days, or one without a date; only those that are kept."""
        if isinstance(days, NoDate):
            undated = self._undated(whose, duty, days.why)
            return [undated] if keep is None else []
        calendars = None if duty.kind in EXPIRY_KINDS else whose.calendars
        way = duty.moves, duty.kind in DUTY_KINDS
        known = self._dated.setdefault((way, id(calendars)), {})
        extended = bool(whose.project and whose.project.extensions)
        result = []
        for counted in days:
            extension = None
            if extended:
                extension = self.facts.extension(_identity(whose, duty, counted.occurrence))
            asked = (counted.nominal, extension) if extension else counted.nominal
            dated = known.get(asked)
            if dated is None:
                dated = self._date(counted.nominal, extension, *way, calendars)
                known[asked] = dated
            nominal, latest, due, state = dated
            if keep and not keep.wants(state, due):
                continue
            ended = self._end(whose, duty, counted.occurrence)
            if keep and ended != STILL_OPEN:
                continue
            deadline = self._deadline(
                whose,
                duty,
                counted.occurrence,
                state,
                ended,
                nominal=nominal,
                latest=latest,
                due=due,
                ready_by=self._ready_by(duty, due),
                extension=extension,
                provisional=counted.provisional,
                steps=self._steps(duty, counted, calendars, extension),
            )
            if keep is None or keep.keeps(deadline):
                result.append(deadline)
        return result

    def _undated(self, whose: DeadlineContext, duty: Duty, why: str) -> Deadline:
        ended = self._end(whose, duty, None)
        undated = self._deadline(whose, duty, None, "open", ended, why_open=why)
        if needs_date(undated):
            self.undated[undated.id] = undated
        return undated

    def _date(
        self,
        nominal: date,
        extension: Extension | None,
        moves: bool,
        is_duty: bool,
        calendars: OfficeCalendars | None,
    ) -> tuple[date, date, date, str]:
        """The three dates of a counted day, and the state unless something has ended the deadline."""
        if extension:
            nominal = extension.to or nominal
            moves = moves and not extension.shift
        latest = due = nominal
        if calendars:
            latest = calendars.latest(nominal, moves)
            due = calendars.due(_to_plan_for(nominal, extension))
        track_from = self.register.settings.track_from
        state = state_of(is_duty, due, latest, track_from, self.today, self.until)
        return nominal, latest, due, state

    def _ready_by(self, duty: Duty, due: date) -> date | None:
        if "lead" not in duty.keys or not self.register.settings_readable:
            return None
        return before_event(due, duty.keys["lead"], self.ours.is_working)

    def _steps(
        self,
        duty: Duty,
        counted: Occurrence,
        calendars: OfficeCalendars | None,
        extension: Extension | None,
    ) -> tuple[Step, ...]:
        """How the three dates come about, where that is asked for."""
        nominal, steps = counted.nominal, counted.steps
        if not self.tracing:
            return steps
        if extension and extension.to:
            nominal = extension.to
            steps += (Step("fixed", nominal, "extension", {"extension": extension}),)
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
        occurrence: str | None,
        state: str,
        ended: Ended,
        **dates: Any,
    ) -> Deadline:
        """A deadline with its dates; ``state`` is what it has unless something has ended it."""
        project, period = whose.project, whose.period
        done, met = ended
        if done or met:
            state = "done"
        elif period and period.closed and duty.kind in DUTY_KINDS:
            state = "settled"
        owner = duty.keys.get("owner")
        if project and not owner:
            owner = project.owner
        ended_by = done or met
        return Deadline(
            id=_identity(whose, duty, occurrence),
            kind=duty.kind,
            title=duty.keys.get("title") or "",
            state=state,
            occurrence=occurrence,
            project=project,
            period=period,
            programme=whose.programme,
            authority=whose.authority,
            owner=owner,
            rule=duty.rule,
            keys=duty.keys,
            done=done,
            done_by_fact=met and met.fact,
            done_on=ended_by and ended_by.on,
            **dates,
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
        done = None
        if project.done:
            done = self.facts.done(_identity(whose, duty, occurrence))
        if done or duty.kind not in MET_BY_FACTS:
            return done, None
        return None, self.facts.met(duty.kind, project, period, occurrence)


def _to_plan_for(nominal: date, extension: Extension | None) -> date:
    """Of two tenable readings of an extension the earlier day; the day to plan for never moves forward."""
    if extension and extension.plan_by:
        return min(nominal, extension.plan_by)
    return nominal


def _identity(whose: DeadlineContext, duty: Duty, occurrence: str | None) -> str:
    identity = whose.prefix + duty.id
    return f"{identity}/{occurrence}" if occurrence else identity
