"""What `export` and `publish` share: from a request to calendar files, and the
memory of what went out.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TypeVar

from foerder import clock
from foerder.calendars import entries as agenda
from foerder.calendars import event_text, ics, names, remarks
from foerder.calendars.entry import Entry
from foerder.calendars.memory import (
    NAME,
    LastExport,
    Published,
    Sent,
    load,
    register_id,
    save,
    stamp_of,
    target_key,
)
from foerder.calendars.memory import Memory as CalendarMemory
from foerder.calendars.own_files import OwnFiles
from foerder.cli.exports.request import ExportRequest
from foerder.cli.exports.write import STDOUT, put
from foerder.cli.session import Session, say_undated
from foerder.cli.terminal.output import say
from foerder.deadlines.calculator import Calculator
from foerder.editor.memory import CALENDAR_LOCK, BusyError, Memory, host, user
from foerder.files import WriteError
from foerder.law.counting import add_months
from foerder.model import Deadline, Register
from foerder.text.hints import no_project
from foerder.text.i18n import _, slug, using

Item = TypeVar("Item")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Times are counted from here by hand: the system's own functions end with
the year 3000 in Windows.
"""
LAST_EPOCH = 253_402_300_799
"""The end of the year 9999: later no stamp has its 16 characters (RFC 5545, 3.3.5)."""
YEARS = 2
"""A calendar looks so far ahead where nothing else is said."""


@dataclass
class CalendarStore:
    """The memory while calendars are written; ``memory`` is a throw-away without one."""

    home: Memory
    memory: CalendarMemory
    now: str
    """The time of this run, or of the register's last change, as iCalendar writes it."""
    today: date
    stateless: bool = False
    fresh: bool = False
    """There was no memory at all."""

    @classmethod
    def open(cls, run: Session, register: Register, stateless: bool) -> CalendarStore:
        """Read the memory, and say what is wrong with it."""
        home = run.place.memory()
        if stateless:
            stamp = stamp_of(last_change(run))
            return cls(home, CalendarMemory(register_id(register)), stamp, run.today, True)
        memory = load(home, register)
        text = remarks.memory_trouble(memory.state, str(home.folder / NAME))
        if text:
            say(text)
        return cls(home, memory, stamp_of(clock.now()), run.today, fresh=memory.state == "new")

    def save(self) -> None:
        """Keep what went out; where that is not possible the calendars stand all
        the same.
        """
        if not self.stateless:
            try:
                save(self.memory, self.home)
            except WriteError as error:
                say(
                    f"{error} {_('The calendar is written, but the next export will not know of it.')}"
                )

    def stamped(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Entries with SEQUENCE and time of change."""
        return agenda.stamped(
            entries, None if self.stateless else self.memory, self.now, self.today
        )


@contextmanager
def remembering(
    run: Session, register: Register, verb: str, stateless: bool, needed: bool
) -> Iterator[CalendarStore]:
    """The memory for as long as calendars are written, out of reach of other
    runs: each knows what the others wrote.

    Where nothing can be remembered the calendars are written all the same; ``needed``: there is
    something to write. Raises `WriteError` where another run is at work for too long.
    """
    with ExitStack() as stack:
        home = run.place.memory()
        with suppress(OSError):
            if not stateless and (needed or home.read(NAME) is not None):
                try:
                    stack.enter_context(
                        home.locked(CALENDAR_LOCK, verb, clock.now().astimezone())
                    )
                except BusyError as busy:
                    remedy = _("Try again when the other run has ended; nothing was changed.")
                    raise WriteError(f"{busy} {remedy}") from None
        yield CalendarStore.open(run, register, stateless)


def last_change(run: Session) -> datetime:
    """When the register was last changed: SOURCE_DATE_EPOCH where a pipeline
    sets it, else the newest file's time.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isascii() and given.isdigit() and int(given) <= LAST_EPOCH:
        return EPOCH + timedelta(seconds=int(given))
    times = [0.0]
    for path, _name in run.place.find():
        for file in sorted(path.glob("*.toml")) if path.is_dir() else [path]:
            if file.exists():
                times.append(file.stat().st_mtime)
    return EPOCH + timedelta(seconds=int(max(times)))


def export(request: ExportRequest) -> int:
    """`foerder export FILE.ics`. Raises `WriteError`."""
    run, register, question = request.run, request.register, request.question
    until = _until(request)
    window = agenda.Range(
        run.today,
        until,
        expiries=not question.windowed,
        overdue=question.overdue,
        since=question.since,
    )
    calculator = Calculator(register, run.today, until or run.today, tracing=True)
    deadlines: Sequence[Deadline] = ()
    if request.per or request.changes:
        deadlines = calculator.all()
        selection = agenda.choose(deadlines, question.chosen, window)
        selection.chosen = list(selection.chosen)
    else:
        every = chain.from_iterable(found for _owner, found in calculator.by_owner())
        selection = agenda.choose(every, question.chosen, window)
    first, selection.chosen = begun(selection.chosen)
    needed = first is not None
    with remembering(run, register, "export", request.stateless, needed) as shelf:
        job = Export(request, window, deadlines, selection, shelf)
        try:
            job.write()
        finally:
            if job.written:
                shelf.save()
    for text in job.report(tuple(calculator.endless)):
        say(text)
    if not register.projects:
        say(no_project())
    say_undated(calculator.missing(question.chosen))
    return run.finish(register)


def _until(request: ExportRequest) -> date | None:
    """The last day asked for; so many years ahead where none is, none with ``--all``."""
    if request.all:
        return None
    if request.question.windowed:
        return request.question.until
    return add_months(request.run.today, 12 * YEARS)


def begun(found: Iterable[Item]) -> tuple[Item | None, Iterable[Item]]:
    """The first of what may be yet to be made, None where there is none, and
    all of it.
    """
    if isinstance(found, Sequence):
        return next(iter(found), None), found
    rest = iter(found)
    first = next(rest, None)
    return first, rest if first is None else chain((first,), rest)


class Export:
    """One export to one file or, per owner, to several."""

    def __init__(
        self,
        request: ExportRequest,
        window: agenda.Range,
        deadlines: Sequence[Deadline],
        selection: agenda.Selection,
        shelf: CalendarStore,
    ) -> None:
        self.request = request
        self.window = window
        self.deadlines = deadlines
        self.selection = selection
        self.shelf = shelf
        self.written: list[remarks.File] = []
        self.untouched: list[str] = []
        """Targets for which there is nothing."""
        self.uncertain = 0
        self.missing: dict[str, LastExport] = {}
        self.language = request.run.file_language(request.register)
        self.wishes = agenda.CalendarOptions(self.language, request.steps, request.alarm)

    def write(self) -> None:
        """Write every file; the memory learns only of those that are safely there.
        Raises `WriteError`.
        """
        if not self.request.per:
            whose = self.request.question.chosen.owner or ""
            self._one(self.request.target, self.selection, whose)
            return
        folder = Path(self.request.target)
        if not folder.is_dir():
            raise WriteError(remarks.no_folder(self.request.target))
        visited = set()
        for name, owner, part in per_owner(
            self.deadlines, self.selection, self.language, self.shelf.memory
        ):
            target = folder / f"{name}.ics"
            visited.add(target.name)
            self._one(str(target), part, owner)
        if self.request.changes:
            for name, owner in self._without_deadlines(folder, visited):
                self._one(str(folder / name), agenda.Selection(), owner)

    def _without_deadlines(self, folder: Path, visited: set[str]) -> list[tuple[str, str]]:
        """File name and owner of what went out to this folder for people who have
        no deadline any more.
        """
        found = []
        for key, owner in sorted(self.shelf.memory.owners.items()):
            name = PurePosixPath(key.partition("|")[0]).name
            before = self.shelf.memory.targets.get(key, {})
            is_here = key == self._key(str(folder / name)) and name not in visited
            if is_here and agenda.can_be_cancelled(before, self.window.today):
                found.append((name, owner))
        return found

    def _key(self, target: str) -> str:
        """A target's name in the memory: each computer has its own disk, and its
        user an own calendar.
        """
        path = target if target == STDOUT else target_key(Path(target), self.shelf.home.beside)
        last = self.shelf.memory.exports.get(path)
        return path if last is None or last.host == host() else f"{path}|{host()}"

    def _one(self, target: str, selection: agenda.Selection, whose: str) -> None:
        """Write one file, where there is anything to tell."""
        memory, key = self.shelf.memory, self._key(target)
        before = memory.targets.get(key)
        existed = target != STDOUT and os.path.exists(target)
        changes: list[agenda.Change] = []
        entries: Iterable[Entry] = self._entries(selection.chosen)
        if self.request.changes:
            if not existed and target != STDOUT:
                self._note_missing(key, target)
            changes = self._changes(selection, before or {}, memory.exports.get(key))
            entries = (change.entry for change in changes)
        first, stamped = begun(self.shelf.stamped(entries))
        if first is None:
            self.untouched.append(target)
            return
        found = self._calendar(target, stamped, whose)
        days = [each.day for each in found.values()]
        memory.targets[key] = {**(before or {}), **found} if self.request.changes else found
        memory.exports[key] = LastExport(self.window.today, user(), host(), self._files())
        if self.request.per:
            memory.owners[key] = whose
        self.written.append(remarks.File(target, days, changes, before is not None, existed))

    def _entries(self, deadlines: Iterable[Deadline]) -> Iterator[Entry]:
        return agenda.entries(deadlines, self.request.register, self.window, self.wishes)

    def _calendar(self, target: str, entries: Iterable[Entry], whose: str) -> dict[str, Sent]:
        """Write a calendar; returns what its target is to remember."""
        with using(self.language):
            name = event_text.calendar_name(self.request.register, whose)
        found: dict[str, Sent] = {}
        noted = agenda.noted(entries, found)
        self._put(target, ics.pieces(noted, self.shelf.memory.register, name, self.language))
        return found

    def _files(self) -> tuple[str, ...]:
        """The names of the register's files."""
        return tuple(path.name for path, _shown in self.request.run.place.files())

    def _put(self, target: str, data: Iterable[bytes]) -> None:
        """Write one file; in a folder that others use too only where the name is
        free or the file ours.
        """
        if not self.request.per:
            put(self.request.run, target, data)
            return
        path = Path(target)
        folder = f"per owner|{self._key(str(path.parent))}"
        place = self.shelf.memory.published.setdefault(folder, Published())
        files, contents = OwnFiles(path.parent, place.files), {path.name: b"".join(data)}
        if files.foreign(contents) and not self.request.force:
            raise WriteError(remarks.foreign(target))
        files.announce(contents)
        self.shelf.save()
        files.write(contents)

    def _note_missing(self, key: str, target: str) -> None:
        """Note a file that is not here, though it was written once, here or on
        another computer.
        """
        path = key.partition("|")[0]
        known = [
            last
            for name, last in self.shelf.memory.exports.items()
            if name.partition("|")[0] == path
        ]
        if known:
            self.missing[target] = max(known)

    def _changes(
        self, selection: agenda.Selection, before: dict[str, Sent], last: LastExport | None
    ) -> list[agenda.Change]:
        """What this target does not know yet."""
        moved = agenda.still_wanted(before, self.deadlines, selection, self.window.today)
        entries = self._entries([*selection.chosen, *moved])
        # A part of the register, or one with faults, never calls entries off.
        is_part = last is not None and not set(last.files) <= set(self._files())
        faulty = bool(self.request.register.problems) or is_part
        with using(self.language):
            found = agenda.difference(
                entries, before, self.deadlines, selection, self.window.today, faulty
            )
        self.uncertain += found.uncertain
        return found.changes

    def report(self, endless: tuple[str, ...]) -> list[str]:
        """What is said when all is written."""
        folder = self.request.target if self.request.per else ""
        return remarks.remarks(
            remarks.Exported(
                files=self.written,
                untouched=self.untouched,
                left=self.selection.left,
                window=self.window,
                changes=self.request.changes,
                several=folder,
                memory_lost=self.shelf.fresh,
                uncertain=self.uncertain,
                missing=self.missing,
                endless=endless if self.window.until is None else (),
            )
        )


def per_owner(
    deadlines: Sequence[Deadline],
    selection: agenda.Selection,
    language: str,
    memory: CalendarMemory,
) -> list[tuple[str, str, agenda.Selection]]:
    """A file name, the owner and the owner's part of a selection; those without
    an owner come last.
    """
    owners: dict[str, str] = {}
    for deadline in deadlines:
        owner = (deadline.owner or "").strip()
        owners.setdefault(owner.casefold(), owner)
    with using(language):
        nobody = _("without owner")
    names.give(memory, owners.values())
    chosen: dict[str, list[Deadline]] = {}
    for deadline in selection.chosen:
        chosen.setdefault(_owner(deadline), []).append(deadline)
    parts = {}
    for folded in sorted(owners, key=lambda folded: (not folded, folded)):
        parts[folded] = agenda.Selection(chosen.get(folded, ()))
    for deadline in deadlines:
        if deadline.id in selection.left:
            parts[_owner(deadline)].left[deadline.id] = selection.left[deadline.id]
    return [
        (memory.names[folded] if folded else slug(nobody), owners[folded] or nobody, part)
        for folded, part in parts.items()
    ]


def _owner(deadline: Deadline) -> str:
    return (deadline.owner or "").strip().casefold()
