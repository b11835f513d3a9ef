"""From the register to its deadlines: (register, today, window) → every deadline with its three dates and state."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from foerder.deadlines.finish import DeadlineContext, Draft, RegisterContext
from foerder.deadlines.occurrences import NoDate, Occurrence, OccurrenceCounter
from foerder.deadlines.period import PeriodDeadlines
from foerder.model import Deadline, Programme, Project, Rule, Step
from foerder.register.duties import Duty, form_of
from foerder.register.working_days import OfficeCalendars

if TYPE_CHECKING:
    from foerder.deadlines.selection import DueWindow


class Calculator(RegisterContext):
    """Computes the deadlines of a register as they stand on a day."""

    def all(self, asked: DueWindow | None = None) -> list[Deadline]:
        """Every deadline of the register, in the order of the file; those without a date included.

        ``asked``: only what a list of what is due needs, and no day counted that nobody asks for.
        """
        result: list[Deadline] = []
        for project in self.register.projects:
            result += self.of_project(project, asked)
        for programme in self.register.programmes.values():
            result += self.of_programme(programme, asked)
        return result

    def of_project(self, project: Project, asked: DueWindow | None = None) -> list[Deadline]:
        """The deadlines of all periods of a project."""
        result: list[Deadline] = []
        for period in project.periods:
            if period.status != "withdrawn":
                result += PeriodDeadlines(self, project, period).deadlines(asked)
        return result

    def of_programme(self, programme: Programme, asked: DueWindow | None = None) -> list[Deadline]:
        """The calls of a programme and the end of its guideline."""
        result: list[Deadline] = []
        if programme.guideline_until:
            result += self._guideline_end(programme, programme.guideline_until, asked)
        try:
            authority = self.seats.authority_of(programme)
            seat = self.seats.seat(authority)
        except LookupError:
            authority, seat = None, None
        frame = DeadlineContext(None, None, programme, authority, seat)
        for rule in programme.calls:
            title = rule.keys.get("title") or ""
            draft = Draft(frame, f"call:{programme.id}/{rule.id}", "call", title, rule.keys, f"programme/{rule.id}")
            days = self._call_days(draft.id, rule, seat)
            if isinstance(days, NoDate):
                result += self.without_date(draft, days.why, asked)
            else:
                result += self.with_dates(draft, days, asked)
        return result

    def _guideline_end(self, programme: Programme, end: date, asked: DueWindow | None) -> list[Deadline]:
        keys = {"source": programme.source} if programme.source else {}
        steps = (Step("fixed", end, "guideline"),) if self.tracing else ()
        frame = DeadlineContext(None, None, programme, None, None)
        draft = Draft(frame, f"guideline:{programme.id}", "guideline-end", "", keys, "programme/guideline-end")
        return self.with_dates(draft, [Occurrence(end, None, steps)], asked)

    def _call_days(self, identity: str, rule: Rule, seat: OfficeCalendars | None) -> list[Occurrence] | NoDate:
        form = form_of(rule.keys)
        if rule.broken or form is None:
            return NoDate("broken" if rule.broken else "no-date")
        if seat is None:
            return self.no_seat
        duty = Duty(rule.id, "call", form, rule.keys, "", ())
        counter = OccurrenceCounter(self.horizon, seat, lambda _name: NoDate("anchor"), self.tracing)
        days = counter.occurrences(duty, date(self.today.year, 1, 1))
        self.rolling = self.rolling or counter.endless or (duty.recurring and "from" not in rule.keys)
        if counter.endless:
            self.endless.append(identity)
        return days
