"""A calendar file (iCalendar, RFC 5545) that Outlook takes: the one place that
knows the library ``ics``.

What ``ics`` 0.7.3 writes well is its own: status, transparency, classes, the frame. The rest is
put in by the library's public way (``Meta`` of a subclass): the order of the properties with
the alarm last, days without a time zone, durations without weeks, addresses unescaped, X- lines
in their place. It writes each form of an entry once, with marks where the values of entries
belong; a calendar may have 80,000 of a few forms. Then the lines are folded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import Any

from foerder import __version__
from foerder.calendars.entry import Entry
from foerder.text.plain import clean

LINE = 75
"""Octets of a line, without its break (RFC 5545, 3.1)."""
_PARTS = re.compile(rb"(?s)\A.{1,75}(?![\x80-\xbf])|.{1,74}(?![\x80-\xbf])")
"""The parts of a long line, none of which ends inside a character; the
space before all but the first counts.
"""
HELD, TOGETHER = 4_000_000, 200
"""Bytes of entries that are held; more are put aside in a file until they
are in order, so many at a time.
"""
ALARM_HOUR = 9
_ONE_DAY = timedelta(days=1)
_MARK, _MARKED = "\x00{}\x00", re.compile(rb"[A-Z]+:\x00([A-Z]+)\x00|\x00([a-z]+)\x00")
"""What stands for a value in an entry as the library writes it, in capitals where it may need a
line to be folded: no text of a register holds such a character."""


class _UidMarks(dict[int, str]):
    """What stands for a character in a UID: itself, or a mark that no other
    character has.
    """

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = char.isascii() and (char.isalnum() or char == "-")
        self[code] = char if plain else f"={code:X}="
        return self[code]


_MARKS = _UidMarks({ord("/"): ".", ord(":"): "_", ord("~"): "~"})


def calendar(
    entries: Iterable[Entry], register_id: str, name: str, language: str, named: bool = False
) -> bytes:
    """The file: CRLF, UTF-8 without BOM, lines of at most 75 octets. At least
    one entry, or it is no calendar.
    """
    return b"".join(pieces(entries, register_id, name, language, named))


def pieces(
    entries: Iterable[Entry], register_id: str, name: str, language: str, named: bool = False
) -> Iterator[bytes]:
    """The same, an entry at a time, by date and UID; until all are known, what
    is written lies in a nameless file.
    """
    places: list[tuple[date, str, int, int]] = []
    texts = _texts(entries, register_id, places)
    with SpooledTemporaryFile(HELD) as spool:
        while some := b"".join(islice(texts, TOGETHER)):
            spool.write(some)
        if not places:
            raise ValueError("a calendar without an entry is not valid")
        calendar_class, _event_class, _alarm_class = _classes()
        result = calendar_class(
            creator=f"-//foerder//foerder {__version__}//{language.upper()}"
        )
        result.scale = "GREGORIAN"
        # Outlook would name a single appointment's file like a calendar; a published one is always a calendar.
        result.name = name if named or len(places) > 1 else ""
        head, end_line = result.serialize().rsplit("\r\n", 1)
        yield fold(head + "\r\n")
        for _day, _uid, start, length in sorted(places):
            spool.seek(start)
            yield spool.read(length)
        yield fold(end_line + "\r\n")


def _texts(
    entries: Iterable[Entry], register_id: str, places: list[tuple[date, str, int, int]]
) -> Iterator[bytes]:
    """The entries as they come; ``places`` learns day, UID, start and length of each."""
    start = 0
    for entry in entries:
        identity = uid(entry.key, register_id)
        text = _event(entry, identity)
        places.append((entry.day, identity, start, len(text)))
        start += len(text)
        yield text


def uid(key: str, register_id: str) -> str:
    """A deadline's identity as UID: the same for ever, and no two alike."""
    return f"{key.translate(_MARKS)}@{register_id}.foerder"


def fold(text: str) -> bytes:
    """The text in octets, long lines folded without tearing a character apart
    (RFC 5545, 3.1).
    """
    return b"\r\n".join(map(_folded, _octets(text).split(b"\r\n")))


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _folded(line: bytes) -> bytes:
    return line if len(line) <= LINE else b"\r\n ".join(_PARTS.findall(line))


def visible(text: str) -> str:
    """A text with its line breaks; other control characters are shown, never sent."""
    if text.replace("\n", "").isprintable():
        return text
    return "\n".join(
        [clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    )


def escape(text: str) -> bytes:
    """A value of type TEXT in octets (RFC 5545, 3.3.11), as the library writes it."""
    octets = _octets(visible(text)).replace(b"\\", b"\\\\")
    return octets.replace(b";", b"\\;").replace(b",", b"\\,").replace(b"\n", b"\\n")


def duration_before(days: int) -> str:
    """From nine in the morning so many days ahead to the start of the day:
    ``-P13DT15H`` for 14.
    """
    # On the day itself there is nothing before midnight to ring at: the eve then.
    whole, hours = max(days, 1) - 1, 24 - ALARM_HOUR
    return f"-P{whole}DT{hours}H" if whole else f"-PT{hours}H"


@lru_cache(maxsize=4096)
def _day_and_next(day: date) -> tuple[bytes, bytes]:
    """The day and the one after, with which an entry of the whole day ends (RFC
    5545, 3.6.1).
    """
    first, end = [
        b"%04d%02d%02d" % (each.year, each.month, each.day) for each in (day, day + _ONE_DAY)
    ]
    return first, end


class Lines:
    """A serializer for the library: the writers of a component's lines, in the
    order of the file.
    """

    def __init__(self, *writers: Callable[[Any, list[Any]], None]) -> None:
        self.writers = writers

    def get_serializers(self) -> tuple[Callable[[Any, list[Any]], None], ...]:
        """What the library calls one after the other, with the component and its
        lines so far.
        """
        return self.writers


def _head(calendar: Any, lines: list[Any]) -> None:
    if calendar.name:
        lines.append(f"X-WR-CALNAME:{escape(calendar.name).decode()}")
    lines += ["REFRESH-INTERVAL;VALUE=DURATION:P1D", "X-PUBLISHED-TTL:P1D"]


def _times(event: Any, lines: list[Any]) -> None:
    for name, value in (
        ("DTSTAMP", "stamp"),
        ("LAST-MODIFIED", "stamp"),
        ("SEQUENCE", "sequence"),
        ("DTSTART;VALUE=DATE", "start"),
        ("DTEND;VALUE=DATE", "end"),
    ):
        lines.append(f"{name}:{_MARK.format(value)}")


def _url(event: Any, lines: list[Any]) -> None:
    if event.url:
        lines.append(f"URL:{event.url}")


def _busy(event: Any, lines: list[Any]) -> None:
    lines.append("X-MICROSOFT-CDO-BUSYSTATUS:FREE")


def _alarms(event: Any, lines: list[Any]) -> None:
    lines += [alarm.serialize() for alarm in event.alarms]


def _trigger(alarm: Any, lines: list[Any]) -> None:
    lines.append(f"TRIGGER:{duration_before(-alarm.trigger.days)}")


@cache
def _classes() -> tuple[Any, Any, Any]:
    """The library's components with the lines that it writes well and ours. The
    import costs about 200 ms.
    """
    import ics
    from ics.serializers.alarm_serializer import DisplayAlarmSerializer as AlarmLines
    from ics.serializers.event_serializer import EventSerializer as EventLines
    from ics.serializers.icalendar_serializer import CalendarSerializer as CalendarLines

    class Alarm(ics.DisplayAlarm):  # type: ignore[misc]
        class Meta(ics.DisplayAlarm.Meta):  # type: ignore[misc]
            serializer = Lines(
                AlarmLines.serialize_action, AlarmLines.serialize_description, _trigger
            )

    class Event(ics.Event):  # type: ignore[misc]
        class Meta(ics.Event.Meta):  # type: ignore[misc]
            serializer = Lines(
                EventLines.serialize_uid,
                _times,
                EventLines.serialize_summary,
                EventLines.serialize_description,
                _url,
                EventLines.serialize_categories,
                EventLines.serialize_status,
                EventLines.serialize_transparent,
                _busy,
                EventLines.serialize_class,
                _alarms,
            )

    class Calendar(ics.Calendar):  # type: ignore[misc]
        class Meta(ics.Calendar.Meta):  # type: ignore[misc]
            serializer = Lines(
                CalendarLines.serialize_0version,
                CalendarLines.serialize_1prodid,
                CalendarLines.serialize_calscale,
                _head,
                CalendarLines.serialize_event,
            )

    return Calendar, Event, Alarm


def _event(entry: Entry, name: str) -> bytes:
    """An entry: its values put into the lines that the library writes for every
    one of its form.
    """
    form = _form(
        entry.status, entry.categories, bool(entry.description), bool(entry.url), entry.alarm
    )
    title, (start, end) = escape(entry.title), _day_and_next(entry.day)
    return form % {
        b"UID": _folded(b"UID:" + name.encode()),
        b"stamp": entry.stamp.encode(),
        b"sequence": b"%d" % entry.sequence,
        b"start": start,
        b"end": end,
        b"SUMMARY": _folded(b"SUMMARY:" + title),
        b"DESCRIPTION": _folded(b"DESCRIPTION:" + escape(entry.description)),
        b"URL": _folded(b"URL:" + _octets(entry.url)),
        b"ALARM": _folded(b"DESCRIPTION:" + title),
    }


@lru_cache(maxsize=1024)
def _form(
    status: str, categories: tuple[str, ...], described: bool, linked: bool, alarm: int | None
) -> bytes:
    """All lines of entries that differ only in the values whose names stand in them."""
    _calendar_class, event_class, alarm_class = _classes()
    event = event_class(
        uid=_MARK.format("UID"),
        name=_MARK.format("SUMMARY"),
        transparent=True,
        status=status,
        classification="PUBLIC",
    )
    if described:
        event.description = _MARK.format("DESCRIPTION")
    if linked:
        event.url = _MARK.format("URL")
    event.categories = [visible(text) for text in categories]
    if alarm is not None:
        trigger = timedelta(days=-alarm)
        event.alarms = [alarm_class(trigger=trigger, display_text=_MARK.format("ALARM"))]
    lines = fold(event.serialize() + "\r\n").replace(b"%", b"%%")
    return _MARKED.sub(rb"%(\1\2)b", lines)
