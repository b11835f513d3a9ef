"""From a counted day to a whole deadline: extension, last day by law, day to plan for, state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from foerder.deadlines.fulfilment import MET_BY_FACTS, Fulfilment, Fulfilments
from foerder.deadlines.occurrences import NoDate, Occurrence
from foerder.law.counting import add_months, before_event
from foerder.law.workdays import WorkCalendar
from foerder.model import Deadline, Done, Period, Programme, Project, Register, Step
from foerder.register.duties import Duties
from foerder.register.working_days import AuthorityCalendars, OfficeCalendars, names_the_day, shifts
from foerder.terms import DUTY_KINDS, EXPIRY_KINDS, state_of

if TYPE_CHECKING:
    from foerder.deadlines.selection import DueWindow

ENDLESS_YEARS = 5
"""Whatever recurs without an end is computed to this many years from today."""


class DeadlineContext(NamedTuple):
    """Where deadlines stand: whose they are, and whose working days move them."""

    project: Project | None
    period: Period | None
    programme: Programme | None
    authority: str | None
    seat: OfficeCalendars | None


class Draft(NamedTuple):
    """What is known of a deadline before its day is."""

    frame: DeadlineContext
    id: str
    kind: str
    title: str
    keys: Mapping[str, Any]
    rule: str


class RegisterContext:
    """What all deadlines of a register have in common: its duties, facts and working days, the day and the window.

    ``until`` is the last day of the window that is asked for (states ``due`` and ``upcoming`` hang on it).
    ``tracing`` keeps the steps of each date for ``explain``.
    """

    def __init__(self, register: Register, today: date, until: date, tracing: bool = False) -> None:
        self.register = register
        self.today = today
        self.until = until
        self.tracing = tracing
        self.horizon = add_months(today, 12 * ENDLESS_YEARS)
        self.duties = Duties(register)
        self.facts = Fulfilments(register)
        self.seats = AuthorityCalendars(register)
        self.endless: list[str] = []
        """Ids of the duties and calls that recur without an end."""
        self.rolling = False
        """Whether the dates themselves, and not only the states, hang on the day on which they are computed."""

    @cached_property
    def projects(self) -> dict[str, Project]:
        """The projects by id."""
        return {project.id: project for project in self.register.projects}

    @property
    def ours(self) -> WorkCalendar:
        """Our own working days."""
        return self.seats.ours

    @property
    def no_seat(self) -> NoDate:
        """Why nothing is dated where the working days are not known."""
        return NoDate("authority" if self.register.settings_readable else "settings")

    def with_dates(self, draft: Draft, days: list[Occurrence], asked: DueWindow | None) -> list[Deadline]:
        """The deadlines of counted days; those that nobody asks for are left out."""
        found = [self._finish(draft, counted, asked) for counted in days]
        return [deadline for deadline in found if deadline is not None]

    def _finish(self, draft: Draft, counted: Occurrence, asked: DueWindow | None) -> Deadline | None:
        """Complete a deadline from its counted day: extension, last day by law, day to plan for, state."""
        frame, keys, nominal, steps = draft.frame, draft.keys, counted.nominal, counted.steps
        project, seat = frame.project, None if draft.kind in EXPIRY_KINDS else frame.seat
        identity = f"{draft.id}/{counted.occurrence}" if counted.occurrence else draft.id
        extension = self.facts.extension(identity) if project and project.extensions else None
        if extension and extension.to:
            nominal = extension.to
            if self.tracing:
                steps = (*steps, Step("fixed", nominal, "extension", {"extension": extension}))
        latest = due = nominal
        if seat is not None:
            moves = extension is None and shifts(draft.kind, keys)
            latest, due = seat.latest(nominal, moves), seat.due(nominal)
            if self.tracing:
                granted = extension is None and names_the_day(draft.kind, keys)
                steps = (*steps, *seat.steps(nominal, moves, granted))
        done, met = self._end(draft, identity, counted.occurrence)
        state = self._state(draft, due, latest, done is not None or met is not None)
        if asked and not asked.wants(state, due):
            return None
        ready_by = None
        if "lead" in keys and self.register.settings_readable:
            ready_by = before_event(due, keys["lead"], self.ours.is_working)
        deadline = Deadline(
            id=identity,
            kind=draft.kind,
            title=draft.title,
            state=state,
            nominal=nominal,
            latest=latest,
            due=due,
            ready_by=ready_by,
            occurrence=counted.occurrence,
            project=project,
            period=frame.period,
            programme=frame.programme,
            authority=frame.authority,
            owner=keys.get("owner") or (project.owner if project else None),
            rule=draft.rule,
            keys=keys,
            done=done,
            done_by_fact=met.fact if met else None,
            done_on=done.on if done else met.on if met else None,
            extension=extension,
            provisional=counted.provisional,
            steps=steps,
        )
        return deadline if asked is None or asked.keeps(deadline) else None

    def without_date(self, draft: Draft, why: str, asked: DueWindow | None) -> list[Deadline]:
        """A deadline of which no date is known: open, unless it is ended."""
        if asked:
            return []
        frame = draft.frame
        done, met = self._end(draft, draft.id, None)
        return [
            Deadline(
                id=draft.id,
                kind=draft.kind,
                title=draft.title,
                state=self._state(draft, None, None, done is not None or met is not None),
                project=frame.project,
                period=frame.period,
                programme=frame.programme,
                authority=frame.authority,
                owner=draft.keys.get("owner") or (frame.project.owner if frame.project else None),
                rule=draft.rule,
                keys=draft.keys,
                why_open=why,
                done=done,
                done_by_fact=met.fact if met else None,
                done_on=done.on if done else met.on if met else None,
            )
        ]

    def _end(self, draft: Draft, identity: str, occurrence: str | None) -> tuple[Done | None, Fulfilment | None]:
        """The record, else the fact, that ends a deadline."""
        project, period = draft.frame.project, draft.frame.period
        if project is None or period is None:
            return None, None
        done = self.facts.done(identity) if project.done else None
        if done or draft.kind not in MET_BY_FACTS:
            return done, None
        return None, self.facts.met(draft.kind, project, period, occurrence)

    def _state(self, draft: Draft, due: date | None, latest: date | None, is_done: bool) -> str:
        is_duty, period = draft.kind in DUTY_KINDS, draft.frame.period
        if is_done:
            return "done"
        if is_duty and period and period.closed:
            return "settled"
        if due is None or latest is None:
            return "open"
        return state_of(is_duty, due, latest, self.register.settings.track_from, self.today, self.until)
