"""From the register to its deadlines: (register, today, window) → every deadline with its three dates and state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from foerder.anchors import AWARD_KEYS, anchor_days
from foerder.duties import Duties, Duty, form_of
from foerder.facts import MET_BY_FACTS, Facts, Met
from foerder.law.counting import add_months, before_event, from_day
from foerder.law.workdays import WorkCalendar
from foerder.model import Deadline, Done, Period, Programme, Project, Register, Requirement, Rule, Step
from foerder.occurrences import AnchorDay, Counted, Counter, Unknown
from foerder.plans import basis_end, chain, coverage, unreadable_key
from foerder.seats import Seat, Seats, names_the_day, needs_calendar, shifts
from foerder.terms import DUTIES, EXPIRIES, UNVERIFIED_GRADES, state_of

if TYPE_CHECKING:
    from foerder.selection import Pressing

ENDLESS_YEARS = 5
"""Whatever recurs without an end is computed to this many years from today."""


class Frame(NamedTuple):
    """Where deadlines stand: whose they are, and whose working days move them."""

    project: Project | None
    period: Period | None
    programme: Programme | None
    authority: str | None
    seat: Seat | None


class Draft(NamedTuple):
    """What is known of a deadline before its day is."""

    frame: Frame
    id: str
    kind: str
    title: str
    keys: Mapping[str, Any]
    rule: str


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

    def all(self, asked: Pressing | None = None) -> list[Deadline]:
        """Every deadline of the register, in the order of the file; those without a date included.

        ``asked``: only what a list of what is due needs, and no day counted that nobody asks for.
        """
        result: list[Deadline] = []
        for project in self.register.projects:
            result += self.of_project(project, asked)
        for programme in self.register.programmes.values():
            result += self.of_programme(programme, asked)
        return result

    def of_project(self, project: Project, asked: Pressing | None = None) -> list[Deadline]:
        """The deadlines of all periods of a project."""
        result: list[Deadline] = []
        for period in project.periods:
            if period.status != "withdrawn":
                result += Case(self, project, period).deadlines(asked)
        return result

    def of_programme(self, programme: Programme, asked: Pressing | None = None) -> list[Deadline]:
        """The calls of a programme and the end of its guideline."""
        result: list[Deadline] = []
        if programme.guideline_until:
            result += self._guideline_end(programme, programme.guideline_until, asked)
        try:
            authority = self.seats.authority_of(programme)
            seat = self.seats.seat(authority)
        except LookupError:
            authority, seat = None, None
        frame = Frame(None, None, programme, authority, seat)
        for rule in programme.calls:
            title = rule.keys.get("title") or ""
            draft = Draft(frame, f"call:{programme.id}/{rule.id}", "call", title, rule.keys, f"programme/{rule.id}")
            days = self._call_days(draft.id, rule, seat)
            if isinstance(days, Unknown):
                result += self.without_date(draft, days.why, asked)
            else:
                result += self.with_dates(draft, days, asked)
        return result

    def _guideline_end(self, programme: Programme, end: date, asked: Pressing | None) -> list[Deadline]:
        keys = {"source": programme.source} if programme.source else {}
        steps = (Step("fixed", end, "guideline"),) if self.tracing else ()
        frame = Frame(None, None, programme, None, None)
        draft = Draft(frame, f"guideline:{programme.id}", "guideline-end", "", keys, "programme/guideline-end")
        return self.with_dates(draft, [Counted(end, None, steps)], asked)

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

    def with_dates(self, draft: Draft, days: list[Counted], asked: Pressing | None) -> list[Deadline]:
        """The deadlines of counted days; those that nobody asks for are left out."""
        found = [self._finish(draft, counted, asked) for counted in days]
        return [deadline for deadline in found if deadline is not None]

    def _finish(self, draft: Draft, counted: Counted, asked: Pressing | None) -> Deadline | None:
        """Complete a deadline from its counted day: extension, last day by law, day to plan for, state."""
        frame, keys, nominal, steps = draft.frame, draft.keys, counted.nominal, counted.steps
        project, seat = frame.project, None if draft.kind in EXPIRIES else frame.seat
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

    def without_date(self, draft: Draft, why: str, asked: Pressing | None) -> list[Deadline]:
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

    def _end(self, draft: Draft, identity: str, occurrence: str | None) -> tuple[Done | None, Met | None]:
        """The record, else the fact, that ends a deadline."""
        project, period = draft.frame.project, draft.frame.period
        if project is None or period is None:
            return None, None
        done = self.facts.done(identity) if project.done else None
        if done or draft.kind not in MET_BY_FACTS:
            return done, None
        return None, self.facts.met(draft.kind, project, period, occurrence)

    def _state(self, draft: Draft, due: date | None, latest: date | None, is_done: bool) -> str:
        is_duty, period = draft.kind in DUTIES, draft.frame.period
        if is_done:
            return "done"
        if is_duty and period and period.closed:
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
        self.frame = Frame(project, period, self.programme, self.authority, self.seat)
        working = self.seat.authority if self.seat else None
        self.counter = Counter(calculator.horizon, working, self.anchor, calculator.tracing)
        self._computed: dict[str, list[Deadline]] = {}
        self._anchors: dict[str, list[AnchorDay] | Unknown] = {}

    def deadlines(self, asked: Pressing | None = None) -> list[Deadline]:
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
        if duty.kind in DUTIES and self.period.closed:
            return True
        return not duty.recurring and self.calculator.facts.done(self.prefix + duty.id) is not None

    def _counts(self, duty: Duty) -> bool:
        """Whether a period of this status has the duty at all."""
        status = self.period.status
        if duty.rule.startswith("remedy/") and isinstance(self.anchor("award"), Unknown):
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

    def _of_duty(self, duty: Duty, asked: Pressing | None) -> list[Deadline]:
        draft = self._draft(duty.id, duty.kind, duty.keys.get("title") or "", duty.keys, duty.rule)
        days = self._days(duty)
        if isinstance(days, Unknown):
            extension = self.calculator.facts.extension(draft.id)
            if extension and extension.to and not (self._lacks_seat(duty) or duty.broken or duty.recurring):
                days = [Counted(extension.to, None, ())]
            else:
                return self.calculator.without_date(draft, days.why, asked)
        return self.calculator.with_dates(draft, days, asked)

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
        days = self._anchors.get(name)
        if days is None:
            days = self._anchors[name] = self._anchor(name)
        return days

    def _anchor(self, name: str) -> list[AnchorDay] | Unknown:
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
            return [AnchorDay(other.due, None, {"handed_in": other, "provisional": True}, provisional=True)]
        return Unknown(name)

    def _period_end(self, end: date, asked: Pressing | None) -> list[Deadline]:
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
        return self.calculator.with_dates(draft, [Counted(end, None, steps)], asked)

    def _basis_ends(self, asked: Pressing | None) -> Iterator[Deadline]:
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
            yield from self.calculator.with_dates(draft, [Counted(stretch.end, None, steps)], asked)

    @property
    def requirements(self) -> dict[str, tuple[Requirement, str]]:
        """The plans that this period needs; the project's own requirement counts before the programme's."""
        found = {r.project: (r, "programme") for r in self.programme.requires} if self.programme else {}
        return found | {r.project: (r, "project") for r in self.project.requires}
