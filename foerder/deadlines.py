"""From the register to its deadlines: (register, today, window) → every deadline with its three dates and state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from foerder.anchors import AWARD_KEYS, anchor_days
from foerder.duties import Duties, Duty
from foerder.facts import Facts, Met
from foerder.law.counting import add_months, before_event, last_working_day, next_working_day
from foerder.law.workdays import WorkCalendar
from foerder.model import (
    DUTIES,
    EXPIRIES,
    UNVERIFIED_GRADES,
    Deadline,
    Period,
    Programme,
    Project,
    Register,
    Step,
)
from foerder.occurrences import AnchorDay, Counted, Counter, Unknown
from foerder.plans import basis_end, coverage

ENDLESS_YEARS = 5
"""Whatever recurs without an end is computed to this many years from today."""


class Seat(NamedTuple):
    """Whose working days count: the authority's alone, and those on which both sides work."""

    authority: WorkCalendar
    both: WorkCalendar


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
        self.endless: list[str] = []
        """Ids of the duties and calls that recur without an end."""
        self._seats: dict[str | None, Seat | None] = {}

    @cached_property
    def ours(self) -> WorkCalendar:
        """Our own working days."""
        settings = self.register.settings
        return WorkCalendar((settings.holidays,), (), settings.office_closed)

    def authority_id(self, project: Project, period: Period | None) -> str | None:
        """The authority that decides: the innermost place that names one. LookupError where that is unreadable."""
        programme = self.register.programmes.get(project.programme or "")
        for place in (period, project):
            if place is not None:
                if "authority" in place.unreadable:
                    raise LookupError
                if place.authority:
                    return place.authority
        if self.duties.lost_programme(project):
            raise LookupError
        return self._programme_authority(programme) if programme else None

    def _programme_authority(self, programme: Programme) -> str | None:
        if "authority" in programme.unreadable:
            raise LookupError
        return programme.authority

    def seat(self, authority_id: str | None) -> Seat | None:
        """The working days for an authority; None where it, or our settings, cannot be read."""
        if authority_id not in self._seats:
            self._seats[authority_id] = self._make_seat(authority_id)
        return self._seats[authority_id]

    def _make_seat(self, authority_id: str | None) -> Seat | None:
        settings = self.register.settings
        authority = self.register.authorities.get(authority_id) if authority_id else None
        if not self.register.settings_readable or (authority_id and (authority is None or authority.unreadable)):
            return None
        region = authority.holidays if authority and authority.holidays else settings.holidays
        extra = authority.extra_holidays if authority else frozenset()
        return Seat(
            WorkCalendar((region,), extra),
            WorkCalendar((region, settings.holidays), extra, settings.office_closed),
        )

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
            keys = {"source": programme.source} if programme.source else {}
            counted = Counted(programme.guideline_until, None, self._fixed(programme.guideline_until, "guideline"))
            yield self._finish(
                Deadline(f"guideline:{programme.id}", "guideline-end", "", "open", programme=programme, keys=keys),
                counted,
                None,
                "programme/guideline-end",
            )
        try:
            authority = self._programme_authority(programme)
            seat = self.seat(authority)
        except LookupError:
            authority, seat = None, None
        for rule in programme.calls:
            identity = f"call:{programme.id}/{rule.id}"
            base = Deadline(
                identity,
                "call",
                rule.keys.get("title") or "",
                "open",
                programme=programme,
                authority=authority,
                owner=rule.keys.get("owner"),
                keys=rule.keys,
            )
            form = next((form for form in ("due", "every", "rrule") if form in rule.keys), None)
            name = f"programme/{rule.id}"
            if rule.broken or form is None or seat is None:
                why = "broken" if rule.broken else "no-date" if form is None else "authority"
                yield replace(base, rule=name, why_open=why)
                continue
            duty = Duty(rule.id, "call", form, rule.keys, name, ((name, tuple(rule.keys)),), rule.place)
            counter = Counter(self.horizon, seat.authority, lambda _name: Unknown("anchor"), self.tracing)
            days = counter.occurrences(duty, date(self.today.year, 1, 1))
            if counter.endless:
                self.endless.append(identity)
            if isinstance(days, Unknown):
                yield replace(base, rule=name, why_open=days.why)
                continue
            for counted in days:
                yield self._finish(base, counted, seat, name)

    def _fixed(self, day: date, what: str) -> tuple[Step, ...]:
        return (Step("fixed", day, what),) if self.tracing else ()

    def _finish(self, base: Deadline, counted: Counted, seat: Seat | None, rule: str) -> Deadline:
        """Complete a deadline from its counted day: extension, last day by law, day to plan for, state."""
        keys = base.keys
        nominal, steps = counted.nominal, counted.steps
        identity = f"{base.id}/{counted.occurrence}" if counted.occurrence else base.id
        extension, done = None, base.done
        met: Met | None = None
        if base.project:
            extension = self.facts.extension(identity)
            done = self.facts.done(identity)
            if extension and extension.to:
                nominal = extension.to
                if self.tracing:
                    steps = (*steps, Step("fixed", nominal, "extension", {"extension": extension}))
            if done is None:
                met = self.facts.met(base, counted.occurrence)
        latest = due = nominal
        ready_by = None
        if base.kind not in EXPIRIES and seat is not None:
            if extension is None and shifts(base.kind, keys):
                latest = next_working_day(nominal, seat.authority.is_working)
            due = last_working_day(nominal, seat.both.is_working)
            if self.tracing:
                steps = (*steps, *_law_steps(base, nominal, latest, due, seat))
        if "lead" in keys:
            ready_by = before_event(due, keys["lead"], self.ours.is_working)
        state = self._state(base, due, latest, done is not None or met is not None)
        # Built anew and not with dataclasses.replace, which takes three times as long.
        return Deadline(
            id=identity,
            kind=base.kind,
            title=base.title,
            state=state,
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

    def _state(self, deadline: Deadline, due: date, latest: date, is_done: bool) -> str:
        if is_done:
            return "done"
        if deadline.kind in DUTIES:
            track_from = self.register.settings.track_from
            if deadline.period and deadline.period.closed:
                return "settled"
            if track_from and latest < track_from <= self.today:
                return "settled"
            if self.today > latest:
                return "overdue"
        elif self.today > latest:
            return "past"
        return "due" if due <= self.until or due < self.today else "upcoming"


def shifts(kind: str, keys: Mapping[str, Any]) -> bool:
    """Whether the law moves the last day to the next working day (§ 31 Abs. 3 Satz 1 VwVfG), unless written otherwise.

    Counted periods move; named days, backward and recurring ones do not, nor the use-by day and expiries.
    """
    if kind in EXPIRIES:
        return False
    if "shift" in keys:
        return bool(keys["shift"] == "next")
    return kind != "use-by" and any(form in keys for form in ("after", "earlier_of", "later_of"))


def _law_steps(base: Deadline, nominal: date, latest: date, due: date, seat: Seat) -> Iterator[Step]:
    one = date.resolution
    if latest != nominal:
        off = [nominal + one * n for n in range((latest - nominal).days)]
        yield Step("shift", latest, "shift", {"off": [(day, seat.authority.why_off(day)) for day in off]})
    data: dict[str, Any] = {
        "off": [(nominal - one * n, seat.both.why_off(nominal - one * n)) for n in range((nominal - due).days)]
    }
    named_day = any(form in base.keys for form in ("due", "every", "rrule")) and base.kind != "use-by"
    if named_day and latest == nominal and base.extension is None:
        granted = next_working_day(nominal, seat.authority.is_working)
        if granted != nominal:
            data["law_grants"] = granted
    yield Step("plan", due, "plan", data)


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
            self.authority = calculator.authority_id(project, period)
            self.seat = calculator.seat(self.authority)
        except LookupError:
            self.authority, self.seat = None, None
        working = self.seat.authority if self.seat else None
        self.counter = Counter(calculator.horizon, working, self.anchor, calculator.tracing)

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
        base = self._base(duty.id, duty.kind, duty.keys.get("title") or "", duty.keys)
        days = self._days(duty)
        if isinstance(days, Unknown):
            extension = self.calculator.facts.extension(base.id)
            if extension and extension.to and self.seat and not duty.broken:
                days = [Counted(extension.to, None, ())]
            else:
                return [self._without_date(base, duty, days.why)]
        return [self.calculator._finish(base, counted, self.seat, duty.rule) for counted in days]

    def _without_date(self, base: Deadline, duty: Duty, why: str) -> Deadline:
        done = self.calculator.facts.done(base.id)
        met = self.calculator.facts.met(base, None) if done is None else None
        settled = self.period.closed and duty.kind in DUTIES
        state = "done" if done or met else "settled" if settled else "open"
        return replace(
            base,
            state=state,
            rule=duty.rule,
            why_open=why,
            done=done,
            done_by_fact=met.fact if met else None,
            done_on=done.on if done else met.on if met else None,
        )

    def _days(self, duty: Duty) -> list[Counted] | Unknown:
        if duty.broken:
            return Unknown("broken")
        if duty.keys.get("grade") in UNVERIFIED_GRADES:
            return Unknown("unverified")
        if self.seat is None and (duty.kind not in EXPIRIES or duty.form in ("every", "rrule")):
            return Unknown("settings" if not self.calculator.register.settings_readable else "authority")
        days = self.counter.occurrences(duty, self.period.start or date(self.calculator.today.year, 1, 1))
        if self.counter.endless:
            self.counter.endless = False
            self.calculator.endless.append(self.prefix + duty.id)
        return days

    def anchor(self, name: str) -> list[AnchorDay] | Unknown:
        """The day or days of an anchor, each with what explains it."""
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
            if duration and start:
                steps = (
                    Step("anchor", start, "period-start", {"period": self.period}),
                    Step("offset", end, "after", {"span": duration, "count": "day"}),
                )
        keys = {"basis": "§ 31 Abs. 4 VwVfG"} if self.project.kind == "grant" else {}
        if self.period.source:
            keys["source"] = self.period.source
        base = self._base("period-end", "period-end", "", keys)
        return self.calculator._finish(base, Counted(end, None, steps), None, "period/period-end")

    def _basis_ends(self) -> Iterator[Deadline]:
        """The days on which a required plan stops carrying this period."""
        projects = {project.id: project for project in self.calculator.register.projects} if self.requirements else {}
        for name, (requirement, layer) in self.requirements.items():
            plan = projects.get(name)
            stretch = basis_end(self.period, coverage(plan, requirement)) if plan else None
            if plan is None or stretch is None or stretch.end is None:
                continue
            base = self._base(f"basis-{name}", "basis-end", "", {"source": requirement.source})
            steps: tuple[Step, ...] = ()
            if self.calculator.tracing:
                what = "basis-too-old" if stretch.too_old else "basis-end"
                steps = (Step("fixed", stretch.end, what, {"plan": plan, "requirement": requirement}),)
            yield self.calculator._finish(base, Counted(stretch.end, None, steps), None, f"{layer}/basis-{name}")

    @property
    def requirements(self) -> dict[str, tuple[Any, str]]:
        """The plans that this period needs; the project's own requirement counts before the programme's."""
        found = {r.project: (r, "programme") for r in self.programme.requires} if self.programme else {}
        return found | {r.project: (r, "project") for r in self.project.requires}
