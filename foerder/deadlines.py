"""From the register to its deadlines: (register, today, window) → every deadline with its three dates and state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from foerder.anchors import AWARD_KEYS, anchor_days
from foerder.duties import Duties, Duty, form_of
from foerder.facts import Facts, Met
from foerder.law.counting import add_months, before_event, from_day
from foerder.law.workdays import WorkCalendar
from foerder.model import Deadline, Done, Period, Programme, Project, Register, Requirement, Rule, Step
from foerder.occurrences import AnchorDay, Counted, Counter, Unknown
from foerder.plans import basis_end, chain, coverage, unreadable_key
from foerder.seats import Seat, Seats, names_the_day, needs_calendar, shifts
from foerder.terms import DUTIES, EXPIRIES, UNVERIFIED_GRADES, state_of

ENDLESS_YEARS = 5
"""Whatever recurs without an end is computed to this many years from today."""


class Calculator:
    """Computes the deadlines of a register as they stand on a day.

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
        self.facts = Facts(register)
        self.seats = Seats(register)
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

    def all(self) -> list[Deadline]:
        """Every deadline of the register, in the order of the file; those without a date included."""
        result = [deadline for project in self.register.projects for deadline in self.of_project(project)]
        for programme in self.register.programmes.values():
            result += self.of_programme(programme)
        return result

    def of_project(self, project: Project) -> list[Deadline]:
        """The deadlines of all periods of a project."""
        result: list[Deadline] = []
        for period in project.periods:
            if period.status != "withdrawn":
                result += Case(self, project, period).deadlines()
        return result

    def of_programme(self, programme: Programme) -> Iterator[Deadline]:
        """The calls of a programme and the end of its guideline."""
        if programme.guideline_until:
            end = programme.guideline_until
            keys = {"source": programme.source} if programme.source else {}
            base = Deadline(f"guideline:{programme.id}", "guideline-end", "", "open", programme=programme, keys=keys)
            steps = (Step("fixed", end, "guideline"),) if self.tracing else ()
            yield self.finish(base, Counted(end, None, steps), None, "programme/guideline-end")
        try:
            authority = self.seats.authority_of(programme)
            seat = self.seats.seat(authority)
        except LookupError:
            authority, seat = None, None
        for rule in programme.calls:
            base = Deadline(
                f"call:{programme.id}/{rule.id}",
                "call",
                rule.keys.get("title") or "",
                "open",
                programme=programme,
                authority=authority,
                owner=rule.keys.get("owner"),
                rule=f"programme/{rule.id}",
                keys=rule.keys,
            )
            days = self._call_days(base.id, rule, seat)
            if isinstance(days, Unknown):
                yield base._replace(why_open=days.why)
            else:
                yield from (self.finish(base, counted, seat, base.rule) for counted in days)

    def _call_days(self, identity: str, rule: Rule, seat: Seat | None) -> list[Counted] | Unknown:
        form = form_of(rule.keys)
        if rule.broken or form is None:
            return Unknown("broken" if rule.broken else "no-date")
        if seat is None:
            return self.no_seat
        duty = Duty(rule.id, "call", form, rule.keys, "", (), rule.place)
        counter = Counter(self.horizon, seat.authority, lambda _name: Unknown("anchor"), self.tracing)
        days = counter.occurrences(duty, date(self.today.year, 1, 1))
        self.rolling = self.rolling or counter.endless or (duty.recurring and "from" not in rule.keys)
        if counter.endless:
            self.endless.append(identity)
        return days

    @property
    def no_seat(self) -> Unknown:
        """Why nothing is dated where the working days are not known."""
        return Unknown("authority" if self.register.settings_readable else "settings")

    def finish(self, base: Deadline, counted: Counted, seat: Seat | None, rule: str) -> Deadline:
        """Complete a deadline from its counted day: extension, last day by law, day to plan for, state."""
        keys, nominal, steps = base.keys, counted.nominal, counted.steps
        identity = f"{base.id}/{counted.occurrence}" if counted.occurrence else base.id
        extension = self.facts.extension(identity) if base.project else None
        if extension and extension.to:
            nominal = extension.to
            if self.tracing:
                steps = (*steps, Step("fixed", nominal, "extension", {"extension": extension}))
        latest = due = nominal
        if base.kind not in EXPIRIES and seat is not None:
            moves = extension is None and shifts(base.kind, keys)
            latest, due = seat.latest(nominal, moves), seat.due(nominal)
            if self.tracing:
                granted = extension is None and names_the_day(base.kind, keys)
                steps = (*steps, *seat.steps(nominal, moves, granted))
        ready_by = None
        if "lead" in keys and self.register.settings_readable:
            ready_by = before_event(due, keys["lead"], self.ours.is_working)
        done, met = self._end(base, identity, counted.occurrence)
        # Built anew: copying the draft with _replace would make every deadline twice.
        return Deadline(
            id=identity,
            kind=base.kind,
            title=base.title,
            state=self._state(base, due, latest, done is not None or met is not None),
            nominal=nominal,
            latest=latest,
            due=due,
            ready_by=ready_by,
            occurrence=counted.occurrence,
            project=base.project,
            period=base.period,
            programme=base.programme,
            authority=base.authority,
            owner=base.owner,
            rule=rule,
            keys=keys,
            done=done,
            done_by_fact=met.fact if met else None,
            done_on=done.on if done else met.on if met else None,
            extension=extension,
            provisional=counted.provisional,
            steps=steps,
        )

    def without_date(self, base: Deadline, rule: str, why: str) -> Deadline:
        """A deadline of which no date is known: open, unless it is ended."""
        done, met = self._end(base, base.id, None)
        return base._replace(
            state=self._state(base, None, None, done is not None or met is not None),
            rule=rule,
            why_open=why,
            done=done,
            done_by_fact=met.fact if met else None,
            done_on=done.on if done else met.on if met else None,
        )

    def _end(self, base: Deadline, identity: str, occurrence: str | None) -> tuple[Done | None, Met | None]:
        """The record, else the fact, that ends a deadline."""
        done = self.facts.done(identity) if base.project else None
        return done, self.facts.met(base, occurrence) if done is None else None

    def _state(self, deadline: Deadline, due: date | None, latest: date | None, is_done: bool) -> str:
        is_duty = deadline.kind in DUTIES
        if is_done:
            return "done"
        if is_duty and deadline.period and deadline.period.closed:
            return "settled"
        if due is None or latest is None:
            return "open"
        return state_of(is_duty, due, latest, self.register.settings.track_from, self.today, self.until)


class Case:
    """One period of a project, with all that its dates hang on."""

    def __init__(self, calculator: Calculator, project: Project, period: Period) -> None:
        self.calculator = calculator
        self.project = project
        self.period = period
        self.prefix = f"{project.id}/{period.id}/"
        self.duties = calculator.duties.of(project, period)
        self.programme = calculator.register.programmes.get(project.programme or "")
        try:
            self.authority = calculator.seats.authority_of(self.programme, period, project)
            if self.authority is None and calculator.duties.lost_programme(project):
                raise LookupError
            self.seat = calculator.seats.seat(self.authority)
        except LookupError:
            self.authority, self.seat = None, None
        working = self.seat.authority if self.seat else None
        self.counter = Counter(calculator.horizon, working, self.anchor, calculator.tracing)
        self._computed: dict[str, list[Deadline]] = {}

    def deadlines(self) -> list[Deadline]:
        """All deadlines of the period."""
        result: list[Deadline] = []
        if self.period.end and self.period.status in ("approved", "applied"):
            result.append(self._period_end(self.period.end))
        for duty in self.duties.values():
            if self._counts(duty):
                result += self.of_duty(duty)
        if self.period.status == "approved":
            result += self._basis_ends()
        return result

    def _counts(self, duty: Duty) -> bool:
        """Whether a period of this status has the duty at all."""
        status = self.period.status
        if duty.rule.startswith("remedy/") and isinstance(self.anchor("award"), Unknown):
            return bool(self.period.unreadable & AWARD_KEYS)
        if status == "approved":
            return True
        if status == "idea":
            return duty.kind == "application"
        if status == "applied":
            return duty.kind in ("application", "renewal-application", "remedy") or duty.form == "due"
        return status == "rejected" and duty.kind == "remedy"

    def _base(self, identity: str, kind: str, title: str, keys: Mapping[str, Any]) -> Deadline:
        return Deadline(
            self.prefix + identity,
            kind,
            title,
            "open",
            project=self.project,
            period=self.period,
            programme=self.programme,
            authority=self.authority,
            owner=keys.get("owner") or self.project.owner,
            keys=keys,
        )

    def of_duty(self, duty: Duty) -> list[Deadline]:
        """The deadlines of one duty: one, or one for each occurrence; a single one without dates where unknown."""
        if duty.id not in self._computed:
            self._computed[duty.id] = self._of_duty(duty)
        return self._computed[duty.id]

    def _of_duty(self, duty: Duty) -> list[Deadline]:
        base = self._base(duty.id, duty.kind, duty.keys.get("title") or "", duty.keys)
        days = self._days(duty)
        if isinstance(days, Unknown):
            extension = self.calculator.facts.extension(base.id)
            if extension and extension.to and not (self._lacks_seat(duty) or duty.broken or duty.recurring):
                days = [Counted(extension.to, None, ())]
            else:
                return [self.calculator.without_date(base, duty.rule, days.why)]
        return [self.calculator.finish(base, counted, self.seat, duty.rule) for counted in days]

    def _lacks_seat(self, duty: Duty) -> bool:
        """Whether the date hangs on working days that are not known."""
        return self.seat is None and (duty.kind not in EXPIRIES or needs_calendar(duty.keys))

    def _days(self, duty: Duty) -> list[Counted] | Unknown:
        if duty.broken:
            return Unknown("broken")
        if duty.keys.get("grade") in UNVERIFIED_GRADES:
            return Unknown("unverified")
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

    def anchor(self, name: str) -> list[AnchorDay] | Unknown:
        """The day or days of an anchor, each with what explains it."""
        if name in ("year-end", "quarter-end") and not (self.period.purpose_fulfilled or self.period.end):
            self.calculator.rolling = True
        days = anchor_days(name, self.period, self.calculator.horizon)
        return self._other_deadline(name) if days is None else days

    def _other_deadline(self, name: str) -> list[AnchorDay] | Unknown:
        """The day on which another deadline of the same period was handed in."""
        duty = self.duties.get(name)
        if duty is None:
            return Unknown(name)
        others = self.of_duty(duty)
        other = others[0] if len(others) == 1 else None
        if other is None:
            return Unknown(name)
        if other.done_on:
            return [AnchorDay(other.done_on, None, {"handed_in": other})]
        if other.due and other.state != "done":
            return [AnchorDay(other.due, None, {"handed_in": other, "provisional": True})]
        return Unknown(name)

    def _period_end(self, end: date) -> Deadline:
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
        base = self._base("period-end", "period-end", "", keys)
        return self.calculator.finish(base, Counted(end, None, steps), None, "period/period-end")

    def _basis_ends(self) -> Iterator[Deadline]:
        """The days on which a required plan stops carrying this period."""
        for name, (requirement, layer) in self.requirements.items():
            plan = self.calculator.projects.get(name)
            if plan is None:
                continue
            base = self._base(f"basis-{name}", "basis-end", "", {"source": requirement.source})
            rule, inside = f"{layer}/basis-{name}", sorted(self.period.unreadable & {"start", "end"})
            plans = chain(plan, self.calculator.facts.followers)
            fault = inside[0] if inside else unreadable_key(plans, requirement)
            if fault:
                yield self.calculator.without_date(base, rule, f"unreadable {fault}")
                continue
            stretch = basis_end(self.period, coverage(plans, requirement, self.counter.is_working))
            if stretch is None or stretch.end is None:
                continue
            steps: tuple[Step, ...] = ()
            if self.calculator.tracing:
                what = "basis-too-old" if stretch.too_old else "basis-end"
                steps = (Step("fixed", stretch.end, what, {"plan": stretch.plan, "requirement": requirement}),)
            yield self.calculator.finish(base, Counted(stretch.end, None, steps), None, rule)

    @property
    def requirements(self) -> dict[str, tuple[Requirement, str]]:
        """The plans that this period needs; the project's own requirement counts before the programme's."""
        found = {r.project: (r, "programme") for r in self.programme.requires} if self.programme else {}
        return found | {r.project: (r, "project") for r in self.project.requires}
