"""A calendar file (iCalendar, RFC 5545) that Outlook takes: the one place that knows the library ``ics``.

What ``ics`` 0.7.3 writes well is its own: texts, status, transparency, the frame. The rest is put in by the library's
public way (``Meta`` of a subclass): the order of the properties with the alarm last, days without a time zone,
durations without weeks, addresses unescaped, X- lines in their place. Then the lines are folded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from foerder import __version__
from foerder.calendars.entry import Entry
from foerder.text.plain import clean

LINE = 75
"""Octets of a line, without its break (RFC 5545, 3.1)."""
ALARM_HOUR = 9
_ONE_DAY = timedelta(days=1)


class _UidMarks(dict[int, str]):
    """What stands for a character in a UID: itself, or a mark that no other character has."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = char.isascii() and (char.isalnum() or char == "-")
        self[code] = char if plain else f"={code:X}="
        return self[code]


_MARKS = _UidMarks({ord("/"): ".", ord(":"): "_", ord("~"): "~"})


def calendar(
    entries: Sequence[Entry], register_id: str, name: str, language: str, named: bool = False
) -> bytes:
    """The file: CRLF, UTF-8 without BOM, lines of at most 75 octets. At least one entry, or it is no calendar."""
    if not entries:
        raise ValueError("a calendar without an entry is not valid")
    calendar_class, event_class, alarm_class = _classes()
    result = calendar_class(creator=f"-//foerder//foerder {__version__}//{language.upper()}")
    result.scale = "GREGORIAN"
    # Outlook would name a single appointment's file like a calendar; a published one is always a calendar.
    result.name = name if named or len(entries) > 1 else ""
    # A list instead of the library's set: what is written must not depend on hashes.
    found = [(entry.day, uid(entry.key, register_id), entry) for entry in entries]
    found.sort(key=lambda each: each[:2])
    result.events = [
        _event(event_class, alarm_class, entry, name) for _day, name, entry in found
    ]
    return fold(result.serialize() + "\r\n")


def uid(key: str, register_id: str) -> str:
    """A deadline's identity as UID: the same for ever, and no two alike."""
    return f"{key.translate(_MARKS)}@{register_id}.foerder"


def fold(text: str) -> bytes:
    """The text in octets, long lines folded without tearing a character apart (RFC 5545, 3.1)."""
    lines = text.encode("utf-8", "replace").split(b"\r\n")
    return b"\r\n".join(
        [line if len(line) <= LINE else b"\r\n ".join(_pieces(line)) for line in lines]
    )


def _pieces(line: bytes) -> Iterable[bytes]:
    start, room = 0, LINE
    while len(line) - start > room:
        end = start + room
        while line[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        yield line[start:end]
        start, room = end, LINE - 1  # the space that begins a folded line counts
    yield line[start:]


def visible(text: str) -> str:
    """A text with its line breaks; other control characters are shown, never sent."""
    if text.isprintable():
        return text
    return "\n".join(
        [clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    )


def escape(text: str) -> str:
    """A value of type TEXT (RFC 5545, 3.3.11), where the library does not write it."""
    text = visible(text)
    return (
        text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    )


def duration_before(days: int) -> str:
    """From nine in the morning so many days ahead to the start of the day: ``-P13DT15H`` for 14."""
    # On the day itself there is nothing before midnight to ring at: the eve then.
    whole, hours = max(days, 1) - 1, 24 - ALARM_HOUR
    return f"-P{whole}DT{hours}H" if whole else f"-PT{hours}H"


@lru_cache(maxsize=4096)
def _compact(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


class Lines:
    """A serializer for the library: the writers of a component's lines, in the order of the file."""

    def __init__(self, *writers: Callable[[Any, list[Any]], None]) -> None:
        self.writers = writers

    def get_serializers(self) -> tuple[Callable[[Any, list[Any]], None], ...]:
        """What the library calls one after the other, with the component and its lines so far."""
        return self.writers


def _head(calendar: Any, lines: list[Any]) -> None:
    if calendar.name:
        lines.append(f"X-WR-CALNAME:{escape(calendar.name)}")
    lines += ["REFRESH-INTERVAL;VALUE=DURATION:P1D", "X-PUBLISHED-TTL:P1D"]


def _revision(event: Any, lines: list[Any]) -> None:
    stamp = event.entry.stamp
    lines += [f"DTSTAMP:{stamp}", f"LAST-MODIFIED:{stamp}", f"SEQUENCE:{event.entry.sequence}"]


def _day(event: Any, lines: list[Any]) -> None:
    day = event.entry.day
    lines += [
        f"DTSTART;VALUE=DATE:{_compact(day)}",
        f"DTEND;VALUE=DATE:{_compact(day + _ONE_DAY)}",
    ]


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
    """The library's components with the lines that it writes well and ours. The import costs about 200 ms."""
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
                _revision,
                _day,
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


def _event(event_class: Any, alarm_class: Any, entry: Entry, name: str) -> Any:
    title = visible(entry.title)
    event = event_class(
        uid=name,
        name=title,
        description=visible(entry.description),
        url=entry.url,
        transparent=True,
        status=entry.status,
        classification="PUBLIC",
    )
    event.entry = entry
    event.categories = [visible(text) for text in entry.categories]
    if entry.alarm is not None:
        event.alarms = [alarm_class(trigger=timedelta(days=-entry.alarm), display_text=title)]
    return event
