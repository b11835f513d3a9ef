"""One run of `notify`: memory, plan, mails, memory again. At least once, and
nothing is ever lost.

A mail is written down before it is sent and ticked off after it was accepted. What breaks in
between repeats the same mail with the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from foerder.editor.memory import BusyError
from foerder.law.counting import last_working_day
from foerder.model import Problem, Register
from foerder.notify import jumps, mail, message, snapshot
from foerder.notify.addresses import reachable, sender_fault
from foerder.notify.memory import (
    DeliveryLog,
    Failure,
    NewerError,
    NotificationItem,
    Pending,
    Sent,
    Store,
)
from foerder.notify.message import Mail, MailCalendar, sender_of
from foerder.notify.plan import NOBODY, Digest, Planner, fingerprint, rebuilt, same
from foerder.notify.snapshot import Snapshot
from foerder.notify.transport import (
    DownError,
    LaterError,
    PostError,
    Transport,
    UncertainError,
    Way,
)
from foerder.register.working_days import our_calendar
from foerder.text.i18n import _, using

PATIENCE = 60.0
"""Seconds that a second run waits for the first."""
RETRIES = (60.0, 300.0)
"""Seconds before what was refused for now is tried again."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Failed:
    """What somebody was not told, and why."""

    to: str | None
    error: str
    items: tuple[NotificationItem, ...]


@dataclass(slots=True)
class Report:
    """How a run went."""

    today: date
    sent: list[Mail] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    pending: list[Mail] = field(default_factory=list)
    """Mails of which nobody knows whether they were accepted, and those that
    wait for the next run.
    """
    uncertain: bool = False
    stale: bool = False
    """The last success lies before the working day before today."""
    last_run: date | None = None
    last_success: date | None = None
    remarks: list[str] = field(default_factory=list)
    """What is said on stderr: a damaged memory, a second run."""

    @property
    def is_doubtful(self) -> bool:
        """Whether somebody should look after it."""
        return self.uncertain or self.stale


@dataclass
class Run:
    """One run on a day; ``now`` is written into the mails."""

    register: Register
    store: Store
    today: date
    now: datetime
    sure: bool = False
    """The day is not doubted, whatever is noted."""
    anew: bool = False
    """Neither is it, and what is noted for later days is forgotten."""

    def __post_init__(self) -> None:
        self.report = Report(self.today)
        self.faults: list[Problem] = list(self.register.problems)
        self.memory = DeliveryLog()
        self.scene = Snapshot(self.register, ())
        self.later: set[str] = set()
        """Who could not be told for now."""
        self.down: str | None = None
        """Why nothing more can be sent in this run."""

    def send(
        self,
        way: Way,
        patience: float | None = None,
        pause: Callable[[float], None] | None = None,
    ) -> Report:
        """Tell everybody what is to be told; a run that is under way is waited
        for, ``patience`` seconds.

        ``pause`` waits so many seconds: with it, mails that a server refuses
        for now are tried again.
        """
        patience = PATIENCE if patience is None else patience
        with self._giving_up(), self.store.locked(patience, self.now):
            if self._recall():
                self.memory.prune({watch.id for watch in self.scene.watched}, self.today)
                # Before the first mail: where the memory cannot be written, each run would tell everything again.
                self.store.write(self.memory)
                if self._has_table():
                    self._deliver(way)
                    for seconds in RETRIES if pause else ():
                        self._once_more(way, seconds, pause)
                    self._settle()
        return self._finished()

    def preview(self) -> Report:
        """What `send` would send now; nothing is written."""
        with self._giving_up():
            if self._recall(writing=False) and self._has_table():
                for digest in self._planned().digests():
                    letter = self._written(digest)
                    if letter:
                        self.report.sent.append(letter)
        return self._finished()

    def status(self) -> Report:
        """How the last runs went and what waits; nothing is written."""
        report = self.preview()
        waiting, report.sent = report.sent, []
        lost = self.memory.pending
        report.uncertain = bool(lost)
        report.pending = [_again(to, pending) for to, pending in lost.items()]
        report.pending += [letter for letter in waiting if letter.to not in lost]
        known = {failed.to for failed in report.failed}
        for to, failure in self.memory.failed.items():
            if (to or None) not in known:
                report.failed.append(Failed(to or None, failure.error, failure.items))
        return report

    def test(
        self, address: str, way: Way, dry_run: bool = False
    ) -> tuple[Mail | None, str | None]:
        """Send one mail that tells nothing; the mail, and why it was not accepted."""
        try:
            good, _damaged = self.store.read_good()
        except (OSError, NewerError):
            good = None
        self.scene = snapshot.scene(self.register, good, self.today)
        notify = self.scene.register.notify
        if notify is None:
            return None, _no_table()
        to = reachable(address, notify)
        if to is None:
            return None, _(
                "this is no address in the permitted domains (key domains of [notify])"
            )
        try:
            with using(self.scene.register.settings.language):
                letter = message.trial(notify.subject, notify.sender, to, self.now)
        except ValueError:
            return None, sender_fault(notify.sender)
        return letter, None if dry_run else self._tried(letter, way)

    def _tried(self, letter: Mail, way: Way) -> str | None:
        """Why a mail was not accepted; None where it was."""
        transport, remarks = way(self.scene.notify)
        self.report.remarks += remarks
        try:
            self._hand_over(transport, letter)
        except PostError as error:
            return str(error)
        finally:
            transport.close()
        return None

    def _hand_over(self, transport: Transport, letter: Mail) -> None:
        """Raises a `PostError` where a mail is not surely accepted."""
        sender = sender_of(self.scene.notify.sender)
        transport.send(sender, letter.to, letter.message_id, letter.content)

    def _finished(self) -> Report:
        self.report.last_run = self.memory.last_run
        self.report.last_success = success = self.memory.last_success
        working = our_calendar(self.scene.register.settings).is_working
        before = last_working_day(self.today - ONE_DAY, working)
        self.report.stale = success is None or success < before
        return self.report

    @contextmanager
    def _giving_up(self) -> Iterator[None]:
        """Say why where the memory cannot be used."""
        try:
            yield
        except BusyError as error:
            self._give_up(str(error))
        except NewerError as error:
            self._give_up(
                _("{file} was written by a newer version of this program").format(
                    file=error.args[0]
                )
            )
        except OSError as error:
            self._give_up(
                _(
                    "the memory in {folder} cannot be read or written ({reason}); without it nothing is sent"
                ).format(folder=self.store.folder, reason=error.strerror or error)
            )

    def _give_up(self, reason: str) -> None:
        self.report.failed.append(Failed(None, reason, ()))

    def _has_table(self) -> bool:
        """Whether there is a [notify]; where there is none, that is said."""
        if self.scene.register.notify is None:
            self._give_up(_no_table())
        return self.scene.register.notify is not None

    def _recall(self, writing: bool = True) -> bool:
        """Memory, last good state and what waits; whether today is believed.

        What is wrong is said.
        """
        good, damaged = self.store.read_good()
        if damaged:
            self._set_aside(self.store.good_path, writing)
        self.scene = snapshot.scene(self.register, good, self.today)
        memory, damaged = self.store.read()
        if damaged:
            self._set_aside(self.store.memory_path, writing)
        if memory is None and (damaged or good):
            memory = rebuilt(self.scene, good, self.today)
            self.report.remarks.append(
                _(
                    "The memory of what was told is rebuilt from the last good state; some things may be told twice."
                )
            )
        self.memory = memory or DeliveryLog()
        return self._is_believed()

    def _is_believed(self) -> bool:
        """Whether today is believed, which is said where it is not.

        A clock that is right again is believed.
        """
        memory, today = self.memory, self.today
        if jumps.is_back(memory, today) or self.anew:
            jumps.forget_after(memory, today)
        doubt = None if self.sure or self.anew else jumps.doubt(memory, today)
        if doubt:
            self._give_up(doubt)
        else:
            memory.leap = jumps.noted(memory, today)
        return not doubt

    def _set_aside(self, path: Path, writing: bool) -> None:
        aside = self.store.memory.set_aside(path.name, self.today) if writing else path
        message = _("{file} is damaged").format(file=path)
        remedy = _("It is kept as {file}; nothing needs to be done.").format(file=aside)
        self.report.remarks.append(f"{message}. {remedy}" if writing else f"{message}.")
        self.faults.append(Problem(str(path), None, None, "warning", "memory", message, remedy))

    def _planned(self) -> Planner:
        self.planner = Planner(self.scene, self.memory, self.today, self.faults)
        return self.planner

    def _once_more(
        self, way: Way, seconds: float, pause: Callable[[float], None] | None
    ) -> None:
        """Try again what was refused for now (greylisting)."""
        if pause and self.later and not self.down:
            pause(seconds)
            again, self.later = self.later, set()
            self.report.failed = [
                failed for failed in self.report.failed if failed.to not in again
            ]
            self._deliver(way, again)

    def _deliver(self, way: Way, only: set[str] | None = None) -> None:
        """Send what is to be told, to all or to ``only`` these."""
        digests = list(self._planned().digests())
        self._drop_obsolete({digest.to for digest in digests})
        digests = [digest for digest in digests if only is None or digest.to in only]
        # A mail at which the server falls silent each time must not keep the others back.
        digests.sort(key=lambda digest: digest.to in self.memory.pending)
        transport, remarks = way(self.scene.notify)
        self.report.remarks += remarks
        try:
            for digest in digests:
                letter = self._written(digest)
                if letter and self.down:
                    self._fail(digest.to, self.down, letter.items)
                elif letter:
                    self._send_one(transport, letter)
        finally:
            transport.close()

    def _drop_obsolete(self, addressed: set[str]) -> None:
        """Mails and failures whose content is no longer to be told: done in the meantime."""
        for address in [*self.memory.pending, *self.memory.failed]:
            if address not in addressed and not self.planner.had_mail(address):
                self.memory.pending.pop(address, None)
                self.memory.failed.pop(address, None)

    def _written(self, digest: Digest) -> Mail | None:
        """The mail for a digest; None where there is nobody to send it to, or
        nobody who sends it.
        """
        if digest.to == NOBODY:
            self._fail(NOBODY, _no_coordinator(), digest.items)
            return None
        try:
            return self._mail(digest)
        except ValueError:
            self._fail(digest.to, sender_fault(self.scene.notify.sender), digest.items)
            return None

    def _mail(self, digest: Digest) -> Mail:
        """The mail for a digest; the one that may have been lost on its way
        where it says the same.
        """
        notify, items = self.scene.notify, digest.items
        sender_of(notify.sender)
        pending = self.memory.pending.get(digest.to)
        if pending and (pending.day == self.today or same(pending.items, items)):
            return _again(digest.to, pending)
        with using(self.scene.register.settings.language):
            letter = mail.letter(digest, notify.subject, self.today)
            calendar = self.calendars.of(digest) if notify.attach else None
            return message.written(
                letter, notify.sender, digest.to, items, self.now, self.today, calendar
            )

    @cached_property
    def calendars(self) -> MailCalendar:
        """What is new or moved as an .ics; the deadlines are computed once for all mails."""
        return MailCalendar(self.scene.register, self.store.memory, self.today, self.now)

    def _send_one(self, transport: Transport, letter: Mail) -> None:
        """Send, and tick off."""
        memory, to = self.memory, letter.to
        before = memory.pending.get(to)
        if before is None or before.message_id != letter.message_id:
            text = letter.content.decode("ascii")
            memory.pending[to] = Pending(
                letter.message_id, self.today, letter.items, letter.subject, text
            )
            self.store.write(memory, to)
        try:
            self._hand_over(transport, letter)
        except PostError as error:
            # What surely was not accepted is planned again; what may have been is repeated as it is.
            if before is None and not isinstance(error, UncertainError):
                del memory.pending[to]
            self._refused(letter, error)
        else:
            self._accepted(letter)

    def _refused(self, letter: Mail, error: PostError) -> None:
        """Note it, and where nothing more can be sent."""
        self._fail(letter.to, str(error), letter.items)
        if isinstance(error, LaterError):
            self.later.add(letter.to)
        if isinstance(error, DownError):
            self.down = str(error)
        self.store.write(self.memory, letter.to)

    def _accepted(self, letter: Mail) -> None:
        """Tick it off."""
        at = self.now.isoformat(timespec="seconds")
        self.memory.tick_off(letter.to, letter.items, Sent(self.today, at, letter.message_id))
        if any(item.reason == "fault" for item in letter.items):
            self.memory.faults, self.memory.faults_on = fingerprint(self.faults), self.today
        self.report.sent.append(replace(letter, content=b""))
        try:
            self.store.write(self.memory, letter.to)
        except OSError:
            self.report.remarks.append(
                _(
                    "The mail to {to} was accepted, but this cannot be noted: the next run may send it again."
                ).format(to=letter.to)
            )
            raise

    def _fail(self, to: str, error: str, items: Sequence[NotificationItem]) -> None:
        self.report.failed.append(Failed(to or None, error, tuple(items)))
        self.memory.failed[to] = Failure(self.today, error, tuple(items))

    def _settle(self) -> None:
        """Note until when each person knows everything, and how the run went."""
        memory, today = self.memory, self.today
        for address in self.planner.everyone:
            person = memory.person(address)
            if not self.planner.is_open(address):
                person.settled = max(person.settled or today, today)
            elif person.mailed == today and address not in memory.failed:
                # New since today's mail: told tomorrow, when it must not count as known.
                person.settled = min(person.settled or today - ONE_DAY, today - ONE_DAY)
            if address != NOBODY and person.settled:
                memory.people[address] = person
        if not self.faults:
            memory.faults = memory.faults_on = None
        memory.last_run = today
        if not memory.failed and not memory.pending:
            memory.last_success = today
        self.store.write(memory)
        self.store.write_good(snapshot.kept(self.scene, memory.settled, today))


def _again(to: str, pending: Pending) -> Mail:
    """The mail that may have been lost on its way."""
    content = pending.message.encode()
    return Mail(to, pending.subject, pending.message_id, pending.items, content)


def _no_table() -> str:
    return _(
        "the register has no [notify]; it needs from, smtp, domains and coordinator. How: foerder help mail"
    )


def _no_coordinator() -> str:
    return _(
        "nobody can be told: [notify] names no coordinator whose address lies in its domains"
    )
