"""Who is told what today: (what waits, what was told, today) → one digest per person. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property, partial

from foerder.deadlines.undated import NOTHING, Undated
from foerder.law.counting import last_working_day, next_working_day
from foerder.model import Notify, Problem
from foerder.notify.addresses import plain_address, reachable
from foerder.notify.memory import DeliveryLog, NotificationItem, Recipient, Sent, Told
from foerder.notify.snapshot import LastGoodState, Snapshot, WatchedDeadline
from foerder.register.working_days import our_calendar
from foerder.terms import WEEKDAYS

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(days=7)
LOOK_BACK = ONE_WEEK
"""How much is told again where memory and last good state are both lost."""
NOBODY = ""
"""In place of an address: nobody can be told."""


@dataclass(frozen=True, slots=True)
class Role:
    """Why a person is told about a deadline, and which of its steps."""

    name: str
    steps: tuple[int, ...]
    """The first to be told first."""
    why: str = ""
    """Why the coordinator is in: ``no-owner``, ``no-address`` or ``outside`` (of the domains)."""
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """One deadline in a digest; without items it is only shown beside what is new."""

    watch: WatchedDeadline
    role: Role
    items: tuple[NotificationItem, ...] = ()
    old_due: date | None = None
    """The day that this person was told before."""
    late: date | None = None
    """The day on which it should have been told; None where that is today."""
    first: bool = False
    """This person hears of this deadline, with this date, for the first time."""

    @property
    def step(self) -> int | None:
        """The innermost warning step that is told now."""
        return min((item.step for item in self.items if item.step is not None), default=None)

    @property
    def is_moved(self) -> bool:
        """Whether the new day is all that there is to tell."""
        return self.old_due is not None and self.step is None


@dataclass(frozen=True, slots=True)
class Digest:
    """One mail: what one person is told on a day."""

    to: str
    rows: Sequence[DigestEntry]
    overdue: Sequence[DigestEntry]
    """What this person was told before and what comes back only on its day of the week."""
    coming: Sequence[DigestEntry]
    news: Sequence[NotificationItem]
    """What is told beside the deadlines: that the program runs, that the register has faults."""
    next: WatchedDeadline | None
    last_run: date | None
    gap: bool
    """At least one working day has passed on which this person could not be told."""
    faults: tuple[Problem, ...] = ()
    undated: Undated = NOTHING
    """For the coordinator: what of the register has no day."""

    @property
    def items(self) -> tuple[NotificationItem, ...]:
        """All that is told."""
        return *(item for row in self.rows for item in row.items), *self.news

    @property
    def is_heartbeat(self) -> bool:
        """Whether it says that the program runs."""
        return any(item.reason == "heartbeat" for item in self.news)


class Planner:
    """Decides for one day."""

    def __init__(
        self, scene: Snapshot, memory: DeliveryLog, today: date, faults: Iterable[Problem] = ()
    ) -> None:
        self.scene = scene
        self.memory = memory
        self.today = today
        self.faults = tuple(faults)
        working = our_calendar(scene.register.settings).is_working
        self._on_or_after = cache(partial(next_working_day, is_working_day=working))
        self._on_or_before = cache(partial(last_working_day, is_working_day=working))
        self._next_day = self._on_or_after(today + ONE_DAY)
        """What is to be told on this day or later is not told today."""
        # The same for all with the same owner, deputy and steps.
        roles = cache(self._roles)
        self.by_person: dict[str, list[tuple[WatchedDeadline, Role]]] = {}
        ahead = {scene.register.settings.within}
        ahead.update(*{watch.warn for watch in scene.watched})
        for watch in scene.watched:
            people = roles(watch.owner, watch.deputy, watch.warn, watch.is_duty)
            for address, role in people.items():
                self.by_person.setdefault(address, []).append((watch, role))
        self._beyond = self._next_day + max(ahead) * ONE_DAY
        """Of what is due on this day or later there is nothing to say yet, unless it moved."""

    @property
    def notify(self) -> Notify:
        """``[notify]``."""
        return self.scene.notify

    @cached_property
    def coordinator(self) -> str | None:
        """The coordinator's address, None where there is none that may be written to."""
        return reachable(self.notify.coordinator, self.notify)

    @cached_property
    def everyone(self) -> list[str]:
        """All who may be told something."""
        found = set(self.by_person)
        if self.coordinator:
            found.add(self.coordinator)
        elif any(self._news(NOBODY)):
            found.add(NOBODY)
        return sorted(found)

    def sent_on(self, watch: WatchedDeadline, step: int) -> date:
        """The day on which a step is told: the working day on or before its own."""
        return self._on_or_before(watch.due - step * ONE_DAY)

    def digests(self) -> Iterator[Digest]:
        """What is to be told today; nothing for who does not need to act or had a mail today."""
        for address in self.everyone:
            if not self.had_mail(address) and self.is_open(address):
                yield self.digest(address)

    def had_mail(self, address: str) -> bool:
        """Whether a person had today's mail."""
        return self.memory.person(address).mailed == self.today

    def is_open(self, address: str) -> bool:
        """Whether there is anything to tell a person, whether or not there is a
        mail for it today.
        """
        return any(row.items for row in self._rows(address)) or any(self._news(address))

    def digest(self, address: str) -> Digest:
        """What one person is to be told."""
        person, news = self.memory.person(address), list(self._news(address))
        rows = self._with_what_returns(list(self._rows(address)), person, news)
        beside = [row for row in rows if not row.items]
        faults: tuple[Problem, ...] = ()
        undated = NOTHING
        if self._is_coordinator(address):
            faults, undated = self.faults, self.scene.undated
        settled = person.settled or self.today
        return Digest(
            to=address,
            rows=[row for row in rows if row.items],
            overdue=[row for row in beside if self._was_reported(row)],
            coming=[row for row in beside if self._is_coming(row)],
            news=news,
            next=self.next,
            last_run=self.memory.last_run,
            gap=settled < self._on_or_before(self.today - ONE_DAY),
            faults=faults,
            undated=undated,
        )

    def _was_reported(self, row: DigestEntry) -> bool:
        """Whether a duty is overdue and was told: on a Saturday nobody was yet
        told a duty of Friday's.
        """
        return row.watch.overdue(self.today) and not row.first

    def _is_coordinator(self, address: str) -> bool:
        """Whether a person is the coordinator, or there is none and this stands for nobody."""
        return address == (self.coordinator or NOBODY)

    def _is_coming(self, row: DigestEntry) -> bool:
        """Whether a deadline ahead is shown beside what is told."""
        horizon = self.today + self.scene.register.settings.within * ONE_DAY
        return (
            row.role.name in ("owner", "coordinator") and self.today <= row.watch.due <= horizon
        )

    @cached_property
    def next(self) -> WatchedDeadline | None:
        """The first deadline ahead."""
        return next((watch for watch in self.scene.watched if watch.due >= self.today), None)

    def _news(self, address: str) -> Iterator[NotificationItem]:
        """What the coordinator is told beside the deadlines, or nobody where there is none."""
        if not self._is_coordinator(address):
            return
        day = self._heartbeat_day()
        if day and (self.memory.heartbeat is None or self.memory.heartbeat < day):
            yield NotificationItem(None, None, None, "heartbeat", day)
        last = self.memory.faults_on
        known = self.memory.faults == fingerprint(self.faults)
        if self.faults and not (known and last and self.today < last + ONE_WEEK):
            yield NotificationItem(None, None, None, "fault", self.today)

    def _heartbeat_day(self) -> date | None:
        """The last day planned for a heartbeat: the working day on or before
        the weekday that is set.
        """
        name = self.notify.heartbeat or "monday"
        if name == "off":
            return None
        day = self.today + ONE_WEEK * 3
        day -= ONE_DAY * ((day.weekday() - WEEKDAYS.index(name)) % 7)
        while (planned := self._on_or_before(day)) > self.today:
            day -= ONE_WEEK
        return planned

    def _roles(
        self, owner: str | None, deputy: str | None, warn: tuple[int, ...], is_duty: bool
    ) -> Mapping[str, Role]:
        """Who is told about a deadline."""
        wanted = [("owner", owner, warn)]
        if deputy:
            wanted.append(("deputy", deputy, self._last_steps(warn)))
        if self.notify.head and is_duty:
            wanted.append(("head", self.notify.head, ()))
        roles: dict[str, Role] = {}
        for name, address, told in wanted:
            to, role = self._role(name, address, told)
            if to in roles:
                steps = sorted({*roles[to].steps, *told}, reverse=True)
                role = replace(roles[to], steps=tuple(steps))
            roles[to] = role
        return roles

    def _last_steps(self, steps: tuple[int, ...]) -> tuple[int, ...]:
        """The steps that the deputy gets as well: from ``deputy_from`` on, in
        any case the last one.
        """
        begin = self.notify.deputy_from
        found = tuple(step for step in steps if begin is not None and step <= begin)
        return found or steps[-1:]

    def _role(self, name: str, address: str | None, steps: tuple[int, ...]) -> tuple[str, Role]:
        to = reachable(address, self.notify)
        if to:
            return to, Role(name, steps)
        why = "no-owner"
        if address:
            why = "outside" if plain_address(address) else "no-address"
        return self.coordinator or NOBODY, Role("coordinator", steps, why, address)

    def _rows(self, address: str) -> Iterator[DigestEntry]:
        """All deadlines of which there may be something to say to a person."""
        person, failed = self.memory.person(address), self._failed(address)
        for watch, role in self.by_person.get(address, ()):
            told = person.told.get(watch.id)
            if watch.due < self._beyond or (told and told.due != watch.due):
                yield self._row(watch, role, told, person.settled, failed)

    def _row(
        self,
        watch: WatchedDeadline,
        role: Role,
        told: Told | None,
        settled: date | None,
        failed: frozenset[NotificationItem],
    ) -> DigestEntry:
        items: list[NotificationItem] = []
        old_due = None
        if told and told.due != watch.due:
            if not watch.over(self.today):
                old_due = told.due
                items.append(NotificationItem(watch.id, watch.due, None, "moved", self.today))
            told = None
        items += self._steps(watch, role, told, settled, failed)
        items += self._after(watch, role, told)
        steps = [item.on for item in items if item.reason == "step"]
        missed = [day for day in steps if settled and settled < day < self.today]
        return DigestEntry(
            watch, role, tuple(items), old_due, min(missed, default=None), told is None
        )

    def _with_what_returns(
        self, rows: list[DigestEntry], person: Recipient, news: Iterable[NotificationItem]
    ) -> list[DigestEntry]:
        """What comes back weekly comes back on one day; in other mails its number is enough."""
        heartbeat = any(item.reason == "heartbeat" for item in news)
        if not (heartbeat or any(self._comes_weekly(row) for row in rows)):
            return rows
        for place, row in enumerate(rows):
            if not row.items:
                told = person.told.get(row.watch.id)
                items = self._after(row.watch, row.role, told, bundled=True)
                rows[place] = replace(row, items=tuple(items))
        return rows

    def _comes_weekly(self, row: DigestEntry) -> bool:
        """Whether a duty is told again that has been overdue for more than a week."""
        notice = any(item.reason in ("overdue", "escalated") for item in row.items)
        return notice and self.today >= self._overdue_from(row.watch) + ONE_WEEK

    def _overdue_from(self, watch: WatchedDeadline) -> date:
        """The first working day on which a duty is overdue."""
        return self._on_or_after(watch.latest + ONE_DAY)

    def _steps(
        self,
        watch: WatchedDeadline,
        role: Role,
        told: Told | None,
        settled: date | None,
        failed: frozenset[NotificationItem],
    ) -> Iterator[NotificationItem]:
        """The steps to tell. After the day only what fell into a gap or failed:
        the rest is history.
        """
        if self.today <= watch.due:
            yield from self._reached(watch, role, told)
        elif failed or (settled and settled < watch.due):
            for item in self._reached(watch, role, told):
                if item in failed or (settled and settled < item.on):
                    yield item

    def _reached(
        self, watch: WatchedDeadline, role: Role, told: Told | None
    ) -> Iterator[NotificationItem]:
        """The steps that are reached and were not told."""
        known = told.steps if told else {}
        left = (watch.due - self._next_day).days
        for step in role.steps:
            if step <= left:
                return
            if step not in known:
                day = self.sent_on(watch, step)
                yield NotificationItem(watch.id, watch.due, step, "step", day)

    def _failed(self, address: str) -> frozenset[NotificationItem]:
        """What was to be told to a person and did not get through."""
        found: set[NotificationItem] = set()
        for waiting in (self.memory.failed, self.memory.pending):
            if address in waiting:
                found.update(waiting[address].items)
        return frozenset(found)

    def _after(
        self, watch: WatchedDeadline, role: Role, told: Told | None, bundled: bool = False
    ) -> Iterator[NotificationItem]:
        """The notice after the day: on the first working day, then as long as
        there is no proof.
        """
        last = told.after.on if told and told.after else None
        day = self._next_notice(watch, last)
        overdue = watch.overdue(self.today)
        if day is None or (last and last >= day):
            return
        if day <= self.today or (bundled and overdue):
            reason = "overdue" if overdue and role.name != "head" else "escalated"
            yield NotificationItem(watch.id, watch.due, None, reason, day)

    def _next_notice(self, watch: WatchedDeadline, last: date | None) -> date | None:
        """The day on which a duty without proof is told: each working day for a
        week, then a week after the last.
        """
        if not watch.is_duty or self.today <= watch.due:
            return None
        first = self._on_or_after(watch.due + ONE_DAY)
        begin = self._overdue_from(watch)
        if self.today < first:
            return None
        if self.today < begin:
            return first
        if last is None:
            return begin
        if self.today < begin + ONE_WEEK:
            return max(begin, self._on_or_before(self.today))
        return self._on_or_before(last + ONE_WEEK)


def same(first: Iterable[NotificationItem], second: Iterable[NotificationItem]) -> bool:
    """Whether two mails tell the same; of notices that come back the day counts as well."""
    return {_key(item) for item in first} == {_key(item) for item in second}


def _key(item: NotificationItem) -> NotificationItem:
    returning = item.reason in ("overdue", "escalated", "heartbeat")
    return item if returning else item._replace(on=date.min)


def fingerprint(faults: Iterable[Problem]) -> str:
    """The same for the same faults, wherever their lines have moved."""
    text = "\n".join(sorted(f"{problem.path} {problem.message}" for problem in faults))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def rebuilt(scene: Snapshot, good: LastGoodState | None, today: date) -> DeliveryLog:
    """A memory in place of a lost one: what was due until each person last knew
    everything counts as told.
    """
    planner = Planner(scene, DeliveryLog(), today)
    settled: Mapping[str, date] = (
        good.settled if good else dict.fromkeys(planner.everyone, today - LOOK_BACK)
    )
    watched = good.watched if good else {watch.id: watch for watch in scene.watched}
    memory = DeliveryLog(last_run=max(settled.values(), default=None))
    for address, day in settled.items():
        mark = Sent(day, "", "")
        told = {}
        for now, _role in planner.by_person.get(address, ()):
            watch = watched.get(now.id)
            if watch is None:
                continue
            steps = {step: mark for step in watch.warn if planner.sent_on(watch, step) <= day}
            told[watch.id] = Told(watch.due, steps, None, mark if day > watch.due else None)
        memory.people[address] = Recipient(settled=day, told=told)
    memory.heartbeat = memory.last_run
    return memory
