"""The .ics that goes with a digest where ``attach = true``: its new and moved deadlines."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from foerder.deadlines import Calculator
from foerder.notify import Digest
from foerder.watch import Scene


def attachment(digest: Digest, scene: Scene, folder: Path, today: date, now: datetime) -> str | None:
    """The calendar's text; None where nothing is new or moved. ``folder`` is the register's."""
    from foerder import calendar_memory
    from foerder.views import agenda, event_text, ics

    wanted = {row.watch.id for row in digest.rows if row.first or row.old_due}
    register = scene.register
    # Traced, because an entry says why it falls on its day; what is not in today's register has no entry.
    deadlines = [d for d in Calculator(register, today, today, tracing=True).all() if d.id in wanted and d.due]
    if not deadlines:
        return None
    language = register.settings.language
    memory = calendar_memory.load(folder, register)
    found = agenda.entries(deadlines, register, agenda.Window(today, None), agenda.Wishes(language))
    stamped = agenda.stamped(found, memory, now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"))
    return ics.calendar(stamped, memory.register, event_text.calendar_name(register), language).decode("utf-8")
