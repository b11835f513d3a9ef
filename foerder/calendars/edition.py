"""What is published today: which entries each reader's calendar holds, and what
stays in it because of a fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from foerder.calendars import entries as agenda
from foerder.calendars import event_text
from foerder.calendars.entry import Entry, Fingerprint, in_order
from foerder.calendars.memory import Memory, Published, Reader
from foerder.deadlines.selection import Filter
from foerder.law.counting import next_working_day
from foerder.model import Deadline, Register
from foerder.register.working_days import our_calendar
from foerder.text.i18n import _, using

WHOLE = "*"
"""The reader of the whole calendar."""
REMEMBERED = timedelta(days=90)
"""So long the last done entry stays in a calendar without an open one."""
NUDGES = ("weekly", "daily", "off")
ONE_DAY = timedelta(days=1)


@dataclass
class Calendar:
    """One reader's calendar."""

    reader: str
    """Whose, in small letters; `WHOLE` for the whole one, empty for what has no owner."""
    owner: str
    entries: list[Entry] = field(default_factory=list)
    name: str = ""
    """Its file."""
    label: str = ""
    """Whose it is, as the public may know."""
    units: list[str] = field(default_factory=list)
    """The units whose projects are in it."""


@dataclass
class Edition:
    """All calendars of one run."""

    calendars: list[Calendar]
    selection: agenda.Selection
    kept: list[str] = field(default_factory=list)
    """Entries that stay as they were, because of a fault."""


class Editor:
    """Makes the edition of one day."""

    def __init__(
        self,
        register: Register,
        deadlines: Sequence[Deadline],
        window: agenda.Range,
        options: agenda.CalendarOptions,
        nudge: str = "weekly",
    ) -> None:
        self.register = register
        self.deadlines = deadlines
        self.window = window
        self.options = options
        self.nudge = nudge
        self.projects = {project.id for project in register.projects}
        self.by_id = {deadline.id: deadline for deadline in deadlines}
        self.ours = our_calendar(register.settings)

    def edition(
        self, place: Published, memory: Memory, now: str, trusting: bool = False
    ) -> Edition:
        """The calendars, with SEQUENCE and stamps; ``trusting``: what a fault hides
        is withdrawn all the same.
        """
        result = Edition([], agenda.choose(self.deadlines, Filter(), self.window))
        chosen = [each for each in result.selection.chosen if not _is_made_up(each)]
        fresh = self._entries(chosen)
        found = {
            entry.key: entry for entry in agenda.stamped(fresh, memory, now, self.window.today)
        }
        for key, old in place.entries.items():
            if not trusting and self._stays(old, found.get(key)):
                found[key] = old
                result.kept.append(key)
        with using(self.options.language):
            for calendar in self._calendars(found, place):
                extra = [*self._nudged(calendar), *self._idle(calendar, place)]
                calendar.entries += agenda.stamped(extra, memory, now, self.window.today)
                calendar.entries = in_order(calendar.entries)
                result.calendars.append(calendar)
        return result

    def _entries(self, deadlines: Iterable[Deadline]) -> list[Entry]:
        return in_order(agenda.entries(deadlines, self.register, self.window, self.options))

    def _stays(self, old: Entry, new: Entry | None) -> bool:
        """Whether an entry is kept as it was last published: a fault may be why it
        is gone or different.
        """
        deadline = self.by_id.get(_deadline_of(old.key))
        if old.gone or (deadline and deadline.state in (*agenda.ENDED, "past")):
            return False
        project = old.key.partition("/")[0]
        if _is_ours_alone(old.key):
            return False
        if project not in self.projects:
            return bool(self.register.problems)  # its id itself may be what cannot be read
        if new is None:
            return self.register.is_doubtful(project)
        own_fault = any(problem.project == project for problem in self.register.problems)
        return own_fault and (old.day, old.name) != (new.day, new.name)

    def _calendars(self, found: dict[str, Entry], place: Published) -> list[Calendar]:
        """The whole calendar, then one for each owner who has an entry or had one."""
        calendars = {WHOLE: Calendar(WHOLE, "")}
        before: dict[str, str] = {}
        for reader, had in place.readers.items():
            calendars[reader] = Calendar(reader, had.owner, units=had.units)
            if reader != WHOLE:
                before |= dict.fromkeys(had.keys, reader)
        for key, entry in found.items():
            deadline = self.by_id.get(_deadline_of(key))
            reader = _reader_of(deadline) if deadline else before.get(key, "")
            owner = ((deadline and deadline.owner) or "").strip() or _("without owner")
            calendars[WHOLE].entries.append(entry)
            calendars.setdefault(reader, Calendar(reader, owner)).entries.append(entry)
        if not calendars[WHOLE].entries and WHOLE not in place.readers:
            return []
        for reader, units in self._units().items():
            if reader in calendars:
                calendars[reader].units = sorted(units)
        return sorted(calendars.values(), key=_place_of)

    def _units(self) -> dict[str, set[str]]:
        """The units whose projects each owner has."""
        units: dict[str, set[str]] = {}
        for deadline in self.deadlines:
            if deadline.project and deadline.project.unit:
                units.setdefault(_reader_of(deadline), set()).add(deadline.project.unit)
        return units

    def _nudged(self, calendar: Calendar) -> list[Entry]:
        """The entry that reminds of what is overdue, on a working day of this week
        or today.
        """
        late = [
            entry
            for entry in calendar.entries
            if entry.face and entry.face.state == agenda.OVERDUE
        ]
        if not late or self.nudge == "off":
            return []
        day = self.window.today
        if self.nudge == "weekly":
            day -= ONE_DAY * day.weekday()
        day = next_working_day(day, self.ours.is_working)
        title = event_text.nudge_title([entry.name for entry in late])
        lines = "\n".join(f"{entry.title} [{entry.key}]" for entry in late)
        face = Fingerprint(day, title, agenda.OVERDUE, event_text.digest(lines))
        key = f"overdue/{event_text.digest(calendar.reader)[:8]}"
        return [
            Entry(
                key, day, title, lines, categories=(_("Grant deadline"),), name=title, face=face
            )
        ]

    def _idle(self, calendar: Calendar, place: Published) -> list[Entry]:
        """What is in a calendar without an open entry: the last that was done,
        later that there is none.
        """
        known = place.readers.get(calendar.reader)
        if calendar.entries or known is None:
            return []
        done = []
        for key in known.keys:
            deadline = self.by_id.get(_deadline_of(key))
            if deadline and deadline.done_on and deadline.due:
                done.append((deadline.done_on, deadline.id))
        if done and self.window.today - max(done)[0] <= REMEMBERED:
            entry = self._entries([self.by_id[max(done)[1]]])[0]
            return [agenda.cancelled(entry, agenda.DONE)]
        day = known.idle or self.window.today
        title = _("no open deadline")
        key = f"idle/{event_text.digest(calendar.reader)[:8]}"
        return [Entry(key, day, title, name=title, face=Fingerprint(day, title, "open"))]

    def remember(self, edition: Edition, place: Published) -> None:
        """Note what was published, for the next run."""
        today = self.window.today
        place.entries = {}
        for calendar in edition.calendars:
            before = place.readers.get(calendar.reader)
            reader = Reader(calendar.owner, units=calendar.units)
            for entry in calendar.entries:
                place.entries[entry.key] = entry
                reader.keys.append(entry.key)
            if not _is_open(calendar):
                reader.idle = (before and before.idle) or today
            place.readers[calendar.reader] = reader


def _is_made_up(deadline: Deadline) -> bool:
    """Whether the id of its project was made up, because it cannot be read
    (`register.values.SLUG` has no ``--``).
    """
    return deadline.project is not None and "--" in deadline.project.id


def _place_of(calendar: Calendar) -> tuple[bool, bool, str]:
    """The whole one first, what has no owner last."""
    return calendar.reader != WHOLE, not calendar.reader, calendar.reader


def _is_open(calendar: Calendar) -> bool:
    """Whether anything in a calendar waits for its reader."""
    return any(not entry.gone and not _is_ours_alone(entry.key) for entry in calendar.entries)


def _reader_of(deadline: Deadline) -> str:
    return (deadline.owner or "").strip().casefold()


def _deadline_of(key: str) -> str:
    return key.partition("~")[0]


def _is_ours_alone(key: str) -> bool:
    """Whether an entry belongs to no deadline."""
    return key.startswith(("overdue/", "idle/"))


def without(edition: Edition, place: Published, owners: Iterable[str]) -> list[str]:
    """Forget readers who have nothing open; those who have are returned."""
    busy = []
    for owner in owners:
        reader = owner.strip().casefold()
        mine = next(
            (calendar for calendar in edition.calendars if calendar.reader == reader), None
        )
        if mine and _is_open(mine):
            busy.append(owner)
            continue
        if mine:
            edition.calendars.remove(mine)
        place.readers.pop(reader, None)
    return busy
