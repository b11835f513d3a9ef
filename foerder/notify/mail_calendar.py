"""The .ics that goes with a digest where ``attach = true``: its new and moved deadlines."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from foerder.calendars import entries, event_text, ics
from foerder.calendars import memory as calendar_memory
from foerder.deadlines.calculator import Calculator
from foerder.model import Deadline, Register
from foerder.notify.plan import Digest


class MailCalendar:
    """The calendars of one run: deadlines and memory serve all its mails. ``folder`` is the register's."""

    def __init__(self, register: Register, folder: Path, today: date, now: datetime) -> None:
        self.register = register
        self.folder = folder
        self.today = today
        self.stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")

    @cached_property
    def deadlines(self) -> list[Deadline]:
        """Traced, because an entry says why it falls on its day."""
        return [d for d in Calculator(self.register, self.today, self.today, tracing=True).all() if d.due]

    @cached_property
    def memory(self) -> calendar_memory.Memory:
        """What the calendars remember; a mail adds nothing to it."""
        return calendar_memory.load(self.folder, self.register)

    def of(self, digest: Digest) -> str | None:
        """The calendar's text; None where nothing is new or moved, or only what is not in today's register."""
        wanted = {row.watch.id for row in digest.rows if row.first or row.old_due}
        deadlines = [deadline for deadline in self.deadlines if deadline.id in wanted] if wanted else []
        if not deadlines:
            return None
        language = self.register.settings.language
        found = entries.entries(
            deadlines, self.register, entries.Range(self.today, None), entries.CalendarOptions(language)
        )
        stamped = entries.stamped(found, self.memory, self.stamp)
        name = event_text.calendar_name(self.register)
        return ics.calendar(stamped, self.memory.register, name, language).decode("utf-8")
