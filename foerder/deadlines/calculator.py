"""From the register to its deadlines: (register, today, window) → every
deadline with its three dates and state.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from foerder.deadlines.finish import Calculation, DeadlineContext
from foerder.deadlines.occurrences import NoDate, Occurrence, OccurrenceCounter
from foerder.deadlines.period import PeriodDeadlines
from foerder.model import Deadline, Period, Programme, Project, Rule, Step
from foerder.register.duties import Duty, form_of
from foerder.register.working_days import OfficeCalendars, needs_calendar, shifts
from foerder.terms import NO_PERIOD


class Calculator(Calculation):
    """Computes the deadlines of a register as they are on a day."""

    def all(self) -> list[Deadline]:
        """Every deadline of the register, in the order of the file; those
        without a date included.
        """
        result: list[Deadline] = []
        for _owner, deadlines in self.by_owner():
            result += deadlines
        return result

    def by_owner(self) -> Iterator[tuple[Project | Programme, list[Deadline]]]:
        """The deadlines of one project after the other, then of each programme;
        nothing is held.
        """
        for project in self.register.projects:
            yield project, self.of_project(project)
        for programme in self.register.programmes.values():
            yield programme, self.of_programme(programme)

    def of_project(self, project: Project) -> list[Deadline]:
        """The deadlines of all periods of a project."""
        if not project.periods:
            return PeriodDeadlines(self, project, Period(project.place, NO_PERIOD)).own_days()
        result: list[Deadline] = []
        for period in project.periods:
            if period.status != "withdrawn":
                result += PeriodDeadlines(self, project, period).deadlines()
        return result

    def of_programme(self, programme: Programme) -> list[Deadline]:
        """The calls of a programme and the end of its guideline."""
        result: list[Deadline] = []
        if programme.guideline_until:
            result += self._guideline_end(programme, programme.guideline_until)
        try:
            authority = self.calendars.authority_of(programme)
            calendars = self.calendars.of(authority)
        except LookupError:
            authority, calendars = None, self.calendars.lost
        whose = DeadlineContext(
            f"call:{programme.id}/", None, None, programme, authority, calendars
        )
        for rule in programme.calls:
            moves = shifts("call", rule.keys)
            name = f"programme/{rule.id}"
            duty = Duty(rule.id, "call", "", rule.keys, name, (), moves=moves)
            result += self.finish(
                whose, duty, self._call_days(programme, rule, calendars), self.keep
            )
        return result

    def _guideline_end(self, programme: Programme, end: date) -> list[Deadline]:
        keys = {"source": programme.source} if programme.source else {}
        steps = (Step("fixed", end, "guideline"),) if self.tracing else ()
        whose = DeadlineContext("guideline:", None, None, programme)
        duty = Duty(programme.id, "guideline-end", "due", keys, "programme/guideline-end", ())
        return self.finish(whose, duty, [Occurrence(end, None, steps)], self.keep)

    def _call_days(
        self,
        programme: Programme,
        rule: Rule,
        calendars: OfficeCalendars | None,
    ) -> list[Occurrence] | NoDate:
        form = form_of(rule.keys)
        if rule.broken:
            return NoDate("broken")
        if form is None:
            return NoDate("no-date")
        if calendars is None or (calendars.lost and needs_calendar(rule.keys)):
            return self.no_calendars
        duty = Duty(rule.id, "call", form, rule.keys, "", ())
        counter = OccurrenceCounter(self.horizon, calendars, self.tracing)
        days = counter.occurrences(duty, self.new_year, lambda _name: NoDate("anchor"))
        if counter.endless:
            self.endless.append(f"call:{programme.id}/{rule.id}")
        return days
