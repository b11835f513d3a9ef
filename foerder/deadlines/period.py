"""One period of a project, and the days on which its duties, the period itself and the plans that carry it end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from foerder.deadlines.anchors import AWARD_KEYS, anchor_days
from foerder.deadlines.finish import DeadlineContext, Draft, RegisterContext
from foerder.deadlines.occurrences import AnchorDay, NoDate, Occurrence, OccurrenceCounter
from foerder.deadlines.required_plans import basis_end, chain, coverage, unreadable_key
from foerder.law.counting import from_day
from foerder.model import Deadline, Period, Project, Requirement, Step
from foerder.register.duties import Duty
from foerder.register.working_days import needs_calendar
from foerder.terms import DUTY_KINDS, EXPIRY_KINDS, UNVERIFIED_GRADES

if TYPE_CHECKING:
    from foerder.deadlines.selection import DueWindow


class PeriodDeadlines:
    """One period of a project, with all that its dates hang on."""

    def __init__(self, calculator: RegisterContext, project: Project, period: Period) -> None:
        self.calculator = calculator
        self.project = project
        self.period = period
        self.prefix = f"{project.id}/{period.id}/"
        self.duties = calculator.duties.of(project, period)
        self.programme = calculator.register.programme_of(project)
        try:
            self.authority = calculator.seats.authority_of(self.programme, period, project)
            if self.authority is None and calculator.duties.lost_programme(project):
                raise LookupError
            self.seat = calculator.seats.seat(self.authority)
        except LookupError:
            self.authority, self.seat = None, None
        self.frame = DeadlineContext(project, period, self.programme, self.authority, self.seat)
        self.counter = OccurrenceCounter(calculator.horizon, self.seat, self.anchor, calculator.tracing)
        self._computed: dict[str, list[Deadline]] = {}
        self._anchors: dict[str, list[AnchorDay] | NoDate] = {}

    def deadlines(self, asked: DueWindow | None = None) -> list[Deadline]:
        """All deadlines of the period, or those that are asked for."""
        result: list[Deadline] = []
        if self.period.end and self.period.status in ("approved", "applied"):
            result += self._period_end(self.period.end, asked)
        for duty in self.duties.values():
            if not self._counts(duty):
                continue
            if asked is None:
                result += self.of_duty(duty)
            elif not self._is_ended(duty):
                result += self._of_duty(duty, asked)
        if self.period.status == "approved":
            result += self._basis_ends(asked)
        return result

    def _is_ended(self, duty: Duty) -> bool:
        """Whether nothing of a duty can be due, whatever its days are."""
        if self.period.closed and duty.kind in DUTY_KINDS:
            return True
        if not self.project.done or duty.recurring:
            return False
        return self.calculator.facts.done(self.prefix + duty.id) is not None

    def _counts(self, duty: Duty) -> bool:
        """Whether a period of this status has the duty at all."""
        status = self.period.status
        if duty.rule.startswith("remedy/") and isinstance(self.anchor("award"), NoDate):
            return not self.period.unreadable.isdisjoint(AWARD_KEYS)
        if status == "approved":
            return True
        if status == "idea":
            return duty.kind == "application"
        if status == "applied":
            return duty.kind in ("application", "renewal-application", "remedy") or duty.form == "due"
        return status == "rejected" and duty.kind == "remedy"

    def _draft(self, identity: str, kind: str, title: str, keys: Mapping[str, Any], rule: str) -> Draft:
        return Draft(self.frame, self.prefix + identity, kind, title, keys, rule)

    def of_duty(self, duty: Duty) -> list[Deadline]:
        """The deadlines of one duty: one, or one for each occurrence; a single one without dates where unknown."""
        if duty.id not in self._computed:
            self._computed[duty.id] = self._of_duty(duty, None)
        return self._computed[duty.id]

    def _of_duty(self, duty: Duty, asked: DueWindow | None) -> list[Deadline]:
        draft = self._draft(duty.id, duty.kind, duty.keys.get("title") or "", duty.keys, duty.rule)
        days = self._days(duty)
        if isinstance(days, NoDate):
            extension = self.calculator.facts.extension(draft.id)
            if extension and extension.to and not (self._lacks_seat(duty) or duty.broken or duty.recurring):
                days = [Occurrence(extension.to, None, ())]
            else:
                return self.calculator.without_date(draft, days.why, asked)
        return self.calculator.with_dates(draft, days, asked)

    def _lacks_seat(self, duty: Duty) -> bool:
        """Whether the date hangs on working days that are not known."""
        return self.seat is None and (duty.kind not in EXPIRY_KINDS or needs_calendar(duty.keys))

    def _days(self, duty: Duty) -> list[Occurrence] | NoDate:
        if duty.broken:
            return NoDate("broken")
        if duty.keys.get("grade") in UNVERIFIED_GRADES:
            return NoDate("unverified")
        if self._lacks_seat(duty):
            return self.calculator.no_seat
        days = self.counter.occurrences(duty, self.period.start or date(self.calculator.today.year, 1, 1))
        if self.period.start is None and duty.recurring:
            self.calculator.rolling = True
        if self.counter.endless:
            self.calculator.rolling = True
            self.counter.endless = False
            self.calculator.endless.append(self.prefix + duty.id)
        return days

    def anchor(self, name: str) -> list[AnchorDay] | NoDate:
        """The day or days of an anchor, each with what explains it."""
        days = self._anchors.get(name)
        if days is None:
            days = self._anchors[name] = self._anchor(name)
        return days

    def _anchor(self, name: str) -> list[AnchorDay] | NoDate:
        if name in ("year-end", "quarter-end") and not (self.period.purpose_fulfilled or self.period.end):
            self.calculator.rolling = True
        days = anchor_days(name, self.period, self.calculator.horizon)
        return self._other_deadline(name) if days is None else days

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
        if other.due and other.state != "done":
            return [AnchorDay(other.due, None, {"handed_in": other, "provisional": True}, provisional=True)]
        return NoDate(name)

    def _period_end(self, end: date, asked: DueWindow | None) -> list[Deadline]:
        steps: tuple[Step, ...] = ()
        if self.calculator.tracing:
            start, duration = self.period.start, self.period.duration
            steps = (Step("fixed", end, "period-end"),)
            # Where the register has both, which is an error, the end counts.
            if duration and start and from_day(start, duration, self.counter.is_working) == end:
                steps = (
                    Step("anchor", start, "period-start", {"period": self.period}),
                    Step("offset", end, "after", {"span": duration, "count": "day"}),
                )
        keys = {"basis": "§ 31 Abs. 4 VwVfG"} if self.project.kind == "grant" else {}
        if self.period.source:
            keys["source"] = self.period.source
        draft = self._draft("period-end", "period-end", "", keys, "period/period-end")
        return self.calculator.with_dates(draft, [Occurrence(end, None, steps)], asked)

    def _basis_ends(self, asked: DueWindow | None) -> Iterator[Deadline]:
        """The days on which a required plan stops carrying this period."""
        for name, (requirement, layer) in self.requirements.items():
            plan = self.calculator.projects.get(name)
            if plan is None:
                continue
            rule, inside = f"{layer}/basis-{name}", sorted(self.period.unreadable & {"start", "end"})
            draft = self._draft(f"basis-{name}", "basis-end", "", {"source": requirement.source}, rule)
            plans = chain(plan, self.calculator.facts.followers)
            fault = inside[0] if inside else unreadable_key(plans, requirement)
            if fault:
                yield from self.calculator.without_date(draft, f"unreadable {fault}", asked)
                continue
            stretch = basis_end(self.period, coverage(plans, requirement, self.counter.is_working))
            if stretch is None or stretch.end is None:
                continue
            steps: tuple[Step, ...] = ()
            if self.calculator.tracing:
                what = "basis-too-old" if stretch.too_old else "basis-end"
                steps = (Step("fixed", stretch.end, what, {"plan": stretch.plan, "requirement": requirement}),)
            yield from self.calculator.with_dates(draft, [Occurrence(stretch.end, None, steps)], asked)

    @property
    def requirements(self) -> dict[str, tuple[Requirement, str]]:
        """The plans that this period needs; the project's own requirement counts before the programme's."""
        found = {r.project: (r, "programme") for r in self.programme.requires} if self.programme else {}
        return found | {r.project: (r, "project") for r in self.project.requires}
