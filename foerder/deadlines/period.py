"""One period of a project, and the days on which its duties, the period itself
and the plans that carry it end.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache, partial

from foerder.deadlines.anchors import AWARD_KEYS, DECISIONS, anchor_days, unreadable
from foerder.deadlines.ended import (
    anchors_at_end,
    days_left,
    earlier_proof,
    is_gone,
    is_unknown,
)
from foerder.deadlines.finish import Calculation, DeadlineContext, DueWindow
from foerder.deadlines.occurrences import AnchorDay, NoDate, Occurrence, OccurrenceCounter
from foerder.deadlines.required_plans import basis_end, chain, coverage, unreadable_key
from foerder.law.counting import from_day
from foerder.model import Deadline, Period, Project, Requirement, Step
from foerder.register.duties import Duty
from foerder.register.working_days import needs_calendar
from foerder.terms import DUTY_KINDS, EXPIRY_KINDS, UNVERIFIED_GRADES


@lru_cache(maxsize=1024)
def _end_duty(is_grant: bool, source: str | None) -> Duty:
    keys = {}
    if is_grant:
        keys["basis"] = "§ 31 Abs. 4 VwVfG"
    if source:
        keys["source"] = source
    return Duty("period-end", "period-end", "due", keys, "period/period-end", ())


class PeriodDeadlines:
    """Computes the deadlines of one funding period."""

    def __init__(self, calculation: Calculation, project: Project, period: Period) -> None:
        self.calculation = calculation
        self.project = project
        self.period = period
        self.duties = calculation.duties.of(project, period)
        self.programme = calculation.register.programme_of(project)
        try:
            authority = calculation.calendars.authority_of(self.programme, period, project)
            calendars = calculation.calendars.of(authority)
        except LookupError:
            authority, calendars = None, calculation.calendars.lost
        if authority is None and calculation.duties.lost_programme(project):
            calendars = None
        prefix = f"{project.id}/{period.id}/"
        self.whose = DeadlineContext(
            prefix, project, period, self.programme, authority, calendars
        )
        self.counter = calculation.counter(calendars)
        self._is_uncertain = calendars is None or calendars.lost
        """Whether not all working days are known."""
        self._computed: dict[str, list[Deadline]] = {}
        self._anchors: dict[str, list[AnchorDay] | NoDate] = {}

    def deadlines(self) -> list[Deadline]:
        """All deadlines of the period, or those that the calculation keeps."""
        keep = self.calculation.keep
        result: list[Deadline] = []
        if self.period.end and self.period.status in ("approved", "applied"):
            result += self._period_end(self.period.end)
        for duty in self.duties.values():
            if not self._counts(duty) or (self.period.ended_on and is_gone(duty)):
                continue
            if keep is None:
                result += self.of_duty(duty)
            elif not (self.period.closed and duty.kind in DUTY_KINDS):
                result += self._finished(duty, keep)
        if self.period.status == "approved" and self.requirements:
            result += self._basis_ends()
        return result

    def own_days(self) -> list[Deadline]:
        """The fixed days of a project without periods: nothing else of it can be dated."""
        result: list[Deadline] = []
        for duty in self.duties.values():
            if duty.rule.startswith("project/") and duty.form in ("due", "undated"):
                result += self._finished(duty, self.calculation.keep)
        return result

    def _counts(self, duty: Duty) -> bool:
        """Whether a period of this status has the duty at all."""
        if duty.of_award and isinstance(self.anchor("award"), NoDate):
            return not self.period.unreadable.isdisjoint(AWARD_KEYS)
        status = self.period.status
        if status == "approved":
            return True
        if status == "idea":
            return duty.kind == "application"
        if status == "applied":
            return (
                duty.kind in ("application", "renewal-application", "remedy")
                or duty.form == "due"
            )
        return status == "rejected" and duty.kind == "remedy"

    def of_duty(self, duty: Duty) -> list[Deadline]:
        """The deadlines of one duty: one, or one for each occurrence; a single
        one without dates where unknown.
        """
        if duty.id not in self._computed:
            self._computed[duty.id] = self._finished(duty, None)
        return self._computed[duty.id]

    def _finished(self, duty: Duty, keep: DueWindow | None) -> list[Deadline]:
        days = self._days(duty)
        if self.period.ended_on:
            duty, days = self._after_early_end(duty, days, self.period.ended_on)
        if self.project.extensions and isinstance(days, NoDate):
            days = self._extended_to(duty) or days
        return self.calculation.finish(self.whose, duty, days, keep)

    def _extended_to(self, duty: Duty) -> list[Occurrence]:
        """The day to which a duty is extended whose own date is not known."""
        extension = self.calculation.facts.extension(self.whose.prefix + duty.id)
        if extension is None or extension.to is None:
            return []
        if duty.broken or duty.recurring or self._lacks_calendar(duty):
            return []
        return [Occurrence(extension.to, None, ())]

    def _after_early_end(
        self, duty: Duty, days: list[Occurrence] | NoDate, ended: date
    ) -> tuple[Duty, list[Occurrence] | NoDate]:
        """What is left of a duty where the grant was given up or revoked; a
        proof of use counts from that day.
        """
        days = days_left(duty, days, ended, partial(self._is_recorded, duty))
        if duty.kind == "final-report" and not duty.recurring and not is_unknown(days):
            calculation = self.calculation
            anchors = anchors_at_end(self.anchor, duty, self.period)
            counter = OccurrenceCounter(
                calculation.horizon, self.whose.calendars, calculation.tracing
            )
            return earlier_proof(duty, days, counter.occurrences(duty, ended, anchors))
        return duty, days

    def _is_recorded(self, duty: Duty, day: Occurrence) -> bool:
        """Whether a duty, or one occurrence of it, is recorded as met."""
        name = f"{self.whose.prefix}{duty.id}"
        if day.occurrence:
            name = f"{name}/{day.occurrence}"
        return self.calculation.facts.done(name) is not None

    def _lacks_calendar(self, duty: Duty) -> bool:
        """Whether the date depends on working days that are not known."""
        calendars = self.whose.calendars
        if calendars is None:
            return duty.kind not in EXPIRY_KINDS or needs_calendar(duty.keys)
        return calendars.lost and needs_calendar(duty.keys)

    def _days(self, duty: Duty) -> list[Occurrence] | NoDate:
        if duty.broken:
            return NoDate("broken")
        if "grade" in duty.keys and duty.keys["grade"] in UNVERIFIED_GRADES:
            return NoDate("unverified")
        if self._is_uncertain and self._lacks_calendar(duty):
            return self.calculation.no_calendars
        begin = self.period.start or self.calculation.new_year
        days = self.counter.occurrences(duty, begin, self.anchor)
        if self.counter.endless:
            self.counter.endless = False
            self.calculation.endless.append(self.whose.prefix + duty.id)
        return days

    def anchor(self, name: str) -> list[AnchorDay] | NoDate:
        """The day or days of an anchor, each with what explains it."""
        days = self._anchors.get(name)
        if days is None:
            days = self._anchors[name] = self._anchor(name)
        return days

    def _anchor(self, name: str) -> list[AnchorDay] | NoDate:
        if name == "final-approval":
            return self._final_approval()
        days = anchor_days(name, self.period, self.calculation.horizon)
        if self.calculation.tracing and name in DECISIONS and isinstance(days, list):
            land = self._land()
            days = [day._replace(data={**day.data, "land": land}) for day in days]
        return self._other_deadline(name) if days is None else days

    def _land(self) -> str | None:
        """Whose law says when a letter is notified; None: the federation's."""
        if self.programme is None:
            return None
        from foerder.register.rule_choice import land_of

        register = self.calculation.register
        authority = register.authorities.get(self.whose.authority or "")
        holidays = authority.holidays if authority else None
        return land_of(self.programme, holidays, register.settings.holidays)

    def _final_approval(self) -> list[AnchorDay] | NoDate:
        """Bestandskraft: the day that is entered, else the last day by law of
        the period for a remedy.
        """
        fault = unreadable(self.period, "final_approval")
        if fault:
            return fault
        if self.period.final_approval:
            return [AnchorDay(self.period.final_approval, None, {"period": self.period})]
        remedy = self._remedy()
        if remedy is None or remedy.latest is None:
            return (
                self.anchor("award")
                if isinstance(self.anchor("award"), NoDate)
                else NoDate("final-approval")
            )
        return [AnchorDay(remedy.latest, None, {"remedy": remedy}, provisional=True)]

    def _remedy(self) -> Deadline | None:
        duty = self.duties.get("remedy")
        found = self.of_duty(duty) if duty and self._counts(duty) else []
        return found[0] if len(found) == 1 else None

    def _other_deadline(self, name: str) -> list[AnchorDay] | NoDate:
        """The day on which another deadline of the same period was handed in."""
        duty = self.duties.get(name)
        if duty is None:
            return NoDate(name)
        others = self.of_duty(duty)
        other = others[0] if len(others) == 1 else None
        if other is None:
            return NoDate(name)
        if other.done_on:
            return [AnchorDay(other.done_on, None, {"handed_in": other})]
        if other.kind == "remedy" and other.latest:
            # Once it is over, nobody can bring it any more.
            return [
                AnchorDay(
                    other.latest, None, {"remedy": other}, provisional=other.state != "past"
                )
            ]
        if other.due and other.state != "done":
            return [
                AnchorDay(
                    other.due, None, {"handed_in": other, "provisional": True}, provisional=True
                )
            ]
        return NoDate(name)

    def _period_end(self, end: date) -> list[Deadline]:
        duty = _end_duty(self.project.kind == "grant", self.period.source)
        days = [Occurrence(end, None, self._end_steps(end))]
        return self.calculation.finish(self.whose, duty, days, self.calculation.keep)

    def _end_steps(self, end: date) -> tuple[Step, ...]:
        if not self.calculation.tracing:
            return ()
        start, duration = self.period.start, self.period.duration
        # Where the register has both, which is an error, the end counts.
        if duration and start and from_day(start, duration, self.counter.is_working) == end:
            return (
                Step("anchor", start, "period-start", {"period": self.period}),
                Step("offset", end, "after", {"span": duration, "count": "day"}),
            )
        return (Step("fixed", end, "period-end"),)

    def _basis_ends(self) -> list[Deadline]:
        """The days on which a required plan stops carrying this period."""
        calculation, result = self.calculation, []
        for name, (requirement, layer) in self.requirements.items():
            plan = calculation.projects.get(name)
            if plan is None:
                continue
            keys = {"source": requirement.source}
            duty = Duty(f"basis-{name}", "basis-end", "due", keys, f"{layer}/basis-{name}", ())
            plans = chain(plan, calculation.facts.followers)
            days = self._basis_days(requirement, plans)
            result += calculation.finish(self.whose, duty, days, calculation.keep)
        return result

    def _basis_days(
        self, requirement: Requirement, plans: tuple[Project, ...]
    ) -> list[Occurrence] | NoDate:
        inside = sorted(self.period.unreadable & {"start", "end"})
        fault = inside[0] if inside else unreadable_key(plans, requirement)
        if fault:
            return NoDate(f"unreadable {fault}")
        stretch = basis_end(self.period, coverage(plans, requirement, self.counter.is_working))
        if stretch is None or stretch.end is None:
            return []
        steps: tuple[Step, ...] = ()
        if self.calculation.tracing:
            what = "basis-too-old" if stretch.too_old else "basis-end"
            steps = (
                Step(
                    "fixed",
                    stretch.end,
                    what,
                    {"plan": stretch.plan, "requirement": requirement},
                ),
            )
        return [Occurrence(stretch.end, None, steps)]

    @property
    def requirements(self) -> dict[str, tuple[Requirement, str]]:
        """The plans that this period needs; the project's own requirement
        counts before the programme's.
        """
        found = {}
        if self.programme and self.programme.requires:
            found = {each.project: (each, "programme") for each in self.programme.requires}
        return found | {each.project: (each, "project") for each in self.project.requires}
