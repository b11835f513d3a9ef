"""What is published today: which entries each reader's calendar holds, and what stays in it because of a fault."""

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
from foerder.law.workdays import WorkCalendar
from foerder.model import Deadline, Register
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
        settings = register.settings
        self.ours = WorkCalendar((settings.holidays,), (), settings.office_closed)

    def edition(self, place: Published, memory: Memory, now: str, trusting: bool = False) -> Edition:
        """The calendars, with SEQUENCE and stamps; ``trusting``: what a fault hides is withdrawn all the same."""
        result = Edition([], agenda.choose(self.deadlines, Filter(), self.window))
        fresh = self._entries([deadline for deadline in result.selection.chosen if not _is_made_up(deadline)])
        found = {entry.key: entry for entry in agenda.stamped(fresh, memory, now, self.window.today)}
        if not trusting:
            result.kept = [key for key, old in place.entries.items() if self._stays(old, found.get(key))]
            found |= {key: place.entries[key] for key in result.kept}
        with using(self.options.language):
            for calendar in self._calendars(found, place):
                extra = [*self._nudged(calendar), *self._idle(calendar, place)]
                calendar.entries += agenda.stamped(extra, memory, now, self.window.today)
                calendar.entries = in_order(calendar.entries)
                result.calendars.append(calendar)
        return result

    def _entries(self, deadlines: Iterable[Deadline]) -> list[Entry]:
        return agenda.entries(deadlines, self.register, self.window, self.options)

    def _stays(self, old: Entry, new: Entry | None) -> bool:
        """Whether an entry is kept as it was last published: a fault may be why it is gone or different."""
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
        owners = {reader: kept.owner for reader, kept in place.readers.items()} | {"": _("without owner")}
        units: dict[str, set[str]] = {}
        for deadline in self.deadlines:
            owner = (deadline.owner or "").strip()
            owners.setdefault(owner.casefold(), owner)
            if deadline.project and deadline.project.unit:
                units.setdefault(owner.casefold(), set()).add(deadline.project.unit)
        kept = {key: reader for reader, had in place.readers.items() if reader != WHOLE for key in had.keys}
        for key, entry in found.items():
            known = self.by_id.get(_deadline_of(key))
            reader = (known.owner or "").strip().casefold() if known else kept.get(key, "")
            calendars[WHOLE].entries.append(entry)
            calendars.setdefault(reader, Calendar(reader, owners.get(reader, ""))).entries.append(entry)
        for reader in place.readers:
            calendars.setdefault(reader, Calendar(reader, owners[reader]))
        if not calendars[WHOLE].entries and WHOLE not in place.readers:
            return []
        for reader, calendar in calendars.items():
            had = place.readers.get(reader)
            calendar.units = sorted(units.get(reader, had.units if had else ()))
        return sorted(calendars.values(), key=_place_of)

    def _nudged(self, calendar: Calendar) -> list[Entry]:
        """The entry that reminds of what is overdue, on a working day of this week or today."""
        late = [entry for entry in calendar.entries if entry.face and entry.face.state == agenda.OVERDUE]
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
        return [Entry(key, day, title, lines, categories=(_("Grant deadline"),), name=title, face=face)]

    def _idle(self, calendar: Calendar, place: Published) -> list[Entry]:
        """What stands in a calendar without an open entry: the last that was done, later that there is none."""
        known = place.readers.get(calendar.reader)
        if calendar.entries or known is None:
            return []
        done = [self.by_id[key] for key in map(_deadline_of, known.keys) if key in self.by_id]
        done = [deadline for deadline in done if deadline.done_on and deadline.due]
        last = max(done, key=lambda deadline: (deadline.done_on, deadline.id), default=None)
        if last and last.done_on and self.window.today - last.done_on <= REMEMBERED:
            return [agenda.cancelled(entry, agenda.DONE) for entry in self._entries([last])[:1]]
        day = known.idle or self.window.today
        title = _("no open deadline")
        key = f"idle/{event_text.digest(calendar.reader)[:8]}"
        return [Entry(key, day, title, name=title, face=Fingerprint(day, title, "open"))]

    def remember(self, edition: Edition, place: Published) -> None:
        """Note what was published, for the next run."""
        today = self.window.today
        place.entries = {}
        for calendar in edition.calendars:
            place.entries |= {entry.key: entry for entry in calendar.entries}
            keys = [entry.key for entry in calendar.entries]
            is_idle = all(entry.gone or _is_ours_alone(entry.key) for entry in calendar.entries)
            before = place.readers.get(calendar.reader)
            since = None
            if is_idle:
                since = (before and before.idle) or today
            place.readers[calendar.reader] = Reader(calendar.owner, keys, since, calendar.units)


def _is_made_up(deadline: Deadline) -> bool:
    """Whether the id of its project was made up, because it cannot be read (`register.values.SLUG` has no ``--``)."""
    return deadline.project is not None and "--" in deadline.project.id


def _place_of(calendar: Calendar) -> tuple[bool, bool, str]:
    """The whole one first, what has no owner last."""
    return calendar.reader != WHOLE, not calendar.reader, calendar.reader


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
        mine = [calendar for calendar in edition.calendars if calendar.reader == reader]
        if any(not entry.gone and not _is_ours_alone(entry.key) for calendar in mine for entry in calendar.entries):
            busy.append(owner)
            continue
        edition.calendars = [calendar for calendar in edition.calendars if calendar.reader != reader]
        place.readers.pop(reader, None)
    return busy
