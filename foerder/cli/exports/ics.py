"""What `export` and `publish` share: from an order to calendar files, and the memory of what went out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from foerder import clock
from foerder.calendars import entries as agenda
from foerder.calendars import event_text, ics, remarks
from foerder.calendars import memory as m
from foerder.cli.exports.order import STDOUT, Order
from foerder.cli.session import REFUSED, Session
from foerder.cli.terminal.output import say, write_bytes
from foerder.deadlines.calculator import Calculator
from foerder.files import WriteError, write_file
from foerder.model import Deadline, Register
from foerder.text.hints import no_project
from foerder.text.i18n import _, slug, using

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

YEARS = 2
"""A calendar looks so far ahead where nothing else is said."""


@dataclass
class CalendarStore:
    """The memory while calendars are written; ``memory`` is a throw-away without one."""

    folder: Path
    memory: m.Memory
    now: str
    """The time of this run, or of the register's last change, as iCalendar writes it."""
    stateless: bool = False
    fresh: bool = False
    """There was no memory at all."""

    @classmethod
    def open(cls, run: Session, register: Register, stateless: bool) -> CalendarStore:
        """Read the memory, and say what is wrong with it."""
        folder = run.folder()
        if stateless:
            stamp = _stamp(last_change(run))
            return cls(folder, m.Memory(m.register_id(register)), stamp, True)
        memory = m.load(folder, register)
        text = remarks.memory_trouble(memory.state, str(folder / ".foerder" / m.NAME))
        if text:
            say(text)
        return cls(folder, memory, _stamp(clock.now()), fresh=memory.state == "new")

    def save(self) -> None:
        """Keep what went out; where that is not possible the calendars stand all the same."""
        if not self.stateless:
            try:
                m.save(self.memory, self.folder)
            except WriteError as error:
                say(f"{error} {_('The calendar is written, but the next export will not know of it.')}")

    def stamped(self, entries: Iterable[agenda.Entry]) -> list[agenda.Entry]:
        """Entries with SEQUENCE and time of change."""
        return agenda.stamped(entries, None if self.stateless else self.memory, self.now)


@contextmanager
def remembering(run: Session, register: Register, verb: str, stateless: bool, needed: bool) -> Iterator[CalendarStore]:
    """The memory for as long as calendars are written, out of reach of other runs: each knows what the others wrote.

    Where nothing can be remembered the calendars are written all the same; ``needed``: there is something to write.
    Raises `WriteError` where another run is at work for too long.
    """
    from foerder.editor import store
    from foerder.editor.change import Refused

    with ExitStack() as stack:
        home = run.folder() / store.MEMORY
        if not stateless and (needed or (home / m.NAME).exists()):
            like = run.find()[0][0]
            try:
                with suppress(OSError):
                    lock = store.hold(home, like, verb, clock.now().astimezone(), store.CALENDAR_LOCK)
                    stack.enter_context(lock)
            except Refused as busy:
                raise WriteError(f"{busy.message} {busy.remedy}") from None
        yield CalendarStore.open(run, register, stateless)


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}"


def last_change(run: Session) -> datetime:
    """When the register was last changed: SOURCE_DATE_EPOCH where a pipeline sets it, else the newest file's time."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isascii() and given.isdigit() and len(given) < 12:
        return datetime.fromtimestamp(int(given), UTC)
    times = [0.0]
    for path, _name in run.find():
        for file in sorted(path.glob("*.toml")) if path.is_dir() else [path]:
            if file.exists():
                times.append(file.stat().st_mtime)
    return datetime.fromtimestamp(int(max(times)), UTC)


def export(order: Order) -> int:
    """`foerder export FILE.ics`."""
    run, register = order.run, order.register
    until = order.until(YEARS)
    default = order.within is None and order.by is None
    window = agenda.Range(run.today, until, expiries=default, overdue=order.overdue)
    calculator = Calculator(register, run.today, until or run.today, tracing=True)
    deadlines = calculator.all()
    selection = agenda.choose(deadlines, order.wanted, window)
    try:
        with remembering(run, register, "export", order.stateless, bool(selection.chosen)) as shelf:
            job = Export(order, window, deadlines, selection, shelf)
            try:
                job.write()
            finally:
                if job.written:
                    shelf.save()
    except WriteError as error:
        say(str(error))
        run.finish(register)
        return REFUSED
    for text in job.report(tuple(calculator.endless)):
        say(text)
    if not register.projects:
        say(no_project())
    return run.finish(register)


class Export:
    """One export to one file or, per owner, to several."""

    def __init__(
        self,
        order: Order,
        window: agenda.Range,
        deadlines: Sequence[Deadline],
        selection: agenda.Selection,
        shelf: CalendarStore,
    ) -> None:
        self.order = order
        self.window = window
        self.deadlines = deadlines
        self.selection = selection
        self.shelf = shelf
        self.written: list[remarks.File] = []
        self.untouched: list[str] = []
        """Targets for which there is nothing."""
        self.uncertain = 0
        self.language = order.run.file_language(order.register)
        self.wishes = agenda.CalendarOptions(self.language, order.steps, order.alarm)

    def write(self) -> None:
        """Write every file; the memory learns only of those that are safely there. Raises `WriteError`."""
        if not self.order.per:
            whose = self.order.wanted.owner or ""
            self._one(self.order.target, self.selection, whose)
            return
        folder = Path(self.order.target)
        if not folder.is_dir():
            raise WriteError(remarks.no_folder(self.order.target))
        visited = set()
        for name, owner, part in per_owner(self.deadlines, self.selection, self.language):
            target = folder / f"{name}.ics"
            visited.add(m.target_key(target, self.shelf.folder))
            self._one(str(target), part, owner)
        if self.order.changes:
            for name, owner in self._without_deadlines(folder, visited):
                self._one(str(folder / name), agenda.Selection(), owner)

    def _without_deadlines(self, folder: Path, visited: set[str]) -> list[tuple[str, str]]:
        """File name and owner of what went out to this folder for people who have no deadline any more."""
        memory, home = self.shelf.memory, PurePosixPath(m.target_key(folder, self.shelf.folder))
        return [
            (PurePosixPath(key).name, owner)
            for key, owner in sorted(memory.owners.items())
            if key not in visited
            and PurePosixPath(key).parent == home
            and agenda.can_be_cancelled(memory.targets.get(key, {}), self.window.today)
        ]

    def _one(self, target: str, selection: agenda.Selection, whose: str) -> None:
        memory, register = self.shelf.memory, self.order.register
        key = STDOUT if target == STDOUT else m.target_key(Path(target), self.shelf.folder)
        before = memory.targets.get(key)
        existed = target != STDOUT and os.path.exists(target)
        if not self.order.changes:
            found = self.shelf.stamped(self._entries(selection.chosen))
            changes: list[agenda.Change] = []
        else:
            found, changes = self._changes(selection, before or {})
        if not found:
            self.untouched.append(target)
            return
        with using(self.language):
            name = event_text.calendar_name(register, whose)
        data = ics.calendar(found, memory.register, name, self.language)
        if target == STDOUT:
            write_bytes(data)
        else:
            write_file(target, data)
        kept = dict(before or {}) if self.order.changes else {}
        memory.targets[key] = kept | agenda.sent(found)
        if self.order.per:
            memory.owners[key] = whose
        self.written.append(remarks.File(target, found, changes, before is not None, existed))

    def _entries(self, deadlines: Iterable[Deadline]) -> list[agenda.Entry]:
        return agenda.entries(deadlines, self.order.register, self.window, self.wishes)

    def _changes(
        self, selection: agenda.Selection, before: dict[str, m.Sent]
    ) -> tuple[list[agenda.Entry], list[agenda.Change]]:
        """What this target does not know yet."""
        moved = agenda.still_wanted(before, self.deadlines, selection, self.window.today)
        entries = self._entries([*selection.chosen, *moved])
        faulty = bool(self.order.register.problems)
        with using(self.language):
            found = agenda.difference(entries, before, self.deadlines, selection, self.window.today, faulty)
        self.uncertain += found.uncertain
        stamped = self.shelf.stamped(change.entry for change in found.changes)
        return stamped, found.changes

    def report(self, endless: tuple[str, ...]) -> list[str]:
        """What is said when all is written."""
        return remarks.remarks(
            remarks.Exported(
                files=self.written,
                untouched=self.untouched,
                left=self.selection.left,
                window=self.window,
                changes=self.order.changes,
                several=self.order.target if self.order.per else "",
                memory_lost=self.shelf.fresh,
                uncertain=self.uncertain,
                endless=endless if self.window.until is None else (),
            )
        )


def per_owner(
    deadlines: Sequence[Deadline], selection: agenda.Selection, language: str
) -> list[tuple[str, str, agenda.Selection]]:
    """A file name, the owner and the owner's part of a selection; those without an owner come last."""
    owners: dict[str, str] = {}
    for deadline in deadlines:
        owner = (deadline.owner or "").strip()
        owners.setdefault(owner.casefold(), owner)
    with using(language):
        nobody = _("without owner")
    names = file_names([owner for owner in owners.values() if owner])
    parts = {folded: agenda.Selection() for folded in sorted(owners, key=lambda folded: (not folded, folded))}
    for deadline in selection.chosen:
        parts[_owner(deadline)].chosen.append(deadline)
    for deadline in deadlines:
        if deadline.id in selection.left:
            parts[_owner(deadline)].left[deadline.id] = selection.left[deadline.id]
    return [
        (names[owners[folded]] if folded else slug(nobody), owners[folded] or nobody, part)
        for folded, part in parts.items()
    ]


def _owner(deadline: Deadline) -> str:
    return (deadline.owner or "").strip().casefold()


def file_names(owners: Iterable[str]) -> dict[str, str]:
    """A file name for each owner, no two alike, none that Windows keeps for itself (``con``)."""
    slugs = {owner: slug(owner) for owner in owners}
    taken = list(slugs.values())
    return {
        owner: f"{name}-{event_text.digest(owner)[:6]}" if taken.count(name) > 1 or len(name) < 5 else name
        for owner, name in slugs.items()
    }
