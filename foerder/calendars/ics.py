"""A calendar file (iCalendar, RFC 5545) that Outlook takes: the one place that knows the library ``ics``.

``ics`` 0.7.3 gets a good deal wrong for Outlook, so every component is written by serializers of our own, the
library's public way (``Meta`` of a subclass): properties in a fixed order, the alarm last, dates without a time
zone, durations without weeks, addresses unescaped, nothing in the order of a hash. Then the lines are folded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from foerder import __version__
from foerder.calendars.entries import Entry
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


def calendar(entries: Sequence[Entry], register_id: str, name: str, language: str) -> bytes:
    """The file: CRLF, UTF-8 without BOM, lines of at most 75 octets. At least one entry, or it is no calendar."""
    if not entries:
        raise ValueError("a calendar without an entry is not valid")
    calendar_class, event_class, alarm_class = _classes()
    result = calendar_class(creator=f"-//foerder//foerder {__version__}//{language.upper()}")
    result.scale = "GREGORIAN"
    result.name = name if len(entries) > 1 else ""
    # A list instead of the library's set: what is written must not hang on hashes.
    result.events = [
        _event(event_class, alarm_class, entry, name)
        for entry, name in sorted(
            ((entry, uid(entry.key, register_id)) for entry in entries), key=lambda pair: (pair[0].day, pair[1])
        )
    ]
    return fold(result.serialize() + "\r\n")


def uid(key: str, register_id: str) -> str:
    """A deadline's identity as UID: the same for ever, and no two alike."""
    return f"{key.translate(_MARKS)}@{register_id}.foerder"


def fold(text: str) -> bytes:
    """The text in octets, long lines folded without tearing a character apart (RFC 5545, 3.1)."""
    lines = text.encode("utf-8", "replace").split(b"\r\n")
    return b"\r\n".join([line if len(line) <= LINE else b"\r\n ".join(_pieces(line)) for line in lines])


def _pieces(line: bytes) -> Iterable[bytes]:
    start, room = 0, LINE
    while len(line) - start > room:
        end = start + room
        while line[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        yield line[start:end]
        start, room = end, LINE - 1  # the space that begins a folded line counts
    yield line[start:]


def escape(text: str) -> str:
    """A value of type TEXT (RFC 5545, 3.3.11); control characters are shown, never sent."""
    if not text.isprintable():
        text = "\n".join([clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")])
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def duration_before(days: int) -> str:
    """From nine in the morning so many days ahead to the start of the day: ``-P13DT15H`` for 14."""
    # On the day itself there is nothing before midnight to ring at: the eve then.
    whole, hours = max(days, 1) - 1, 24 - ALARM_HOUR
    return f"-P{whole}DT{hours}H" if whole else f"-PT{hours}H"


@lru_cache(maxsize=4096)
def _compact(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


@lru_cache(maxsize=4096)
def _day(day: date) -> Any:
    """The library wants instants even for days: midnight in UTC, read back as a day of the same name."""
    from arrow import Arrow

    return Arrow(day.year, day.month, day.day)


@lru_cache(maxsize=4096)
def _instant(stamp: str) -> Any:
    from arrow import Arrow

    hour, minute, second = (int(stamp[place : place + 2]) for place in (9, 11, 13))
    return Arrow(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:8]), hour, minute, second)


@lru_cache(maxsize=4096)
def _utc(instant: Any) -> str:
    return (
        f"{instant.year:04}{instant.month:02}{instant.day:02}T{instant.hour:02}{instant.minute:02}{instant.second:02}Z"
    )


def _event(event_class: Any, alarm_class: Any, entry: Entry, name: str) -> Any:
    event = event_class(
        uid=name,
        name=entry.title,
        begin=_day(entry.day),
        created=_instant(entry.stamp),
        last_modified=_instant(entry.stamp),
        description=entry.description,
        url=entry.url,
        transparent=True,
        status=entry.status,
        classification="PUBLIC",
    )
    event.sequence = entry.sequence
    event.categories = entry.categories
    if entry.alarm is not None:
        event.alarms = [alarm_class(trigger=timedelta(days=-entry.alarm), display_text=entry.title)]
    return event


class Lines:
    """A serializer for the library: the writers of a component's lines, in the order of the file."""

    def __init__(self, *writers: Callable[[Any, list[str]], None]) -> None:
        self.writers = writers

    def get_serializers(self) -> tuple[Callable[[Any, list[str]], None], ...]:
        """What the library calls one after the other, with the component and its lines so far."""
        return self.writers


def _head_lines(calendar: Any, lines: list[str]) -> None:
    lines += ["VERSION:2.0", f"PRODID:{calendar.creator}", f"CALSCALE:{calendar.scale}"]
    if calendar.name:
        lines.append(f"X-WR-CALNAME:{escape(calendar.name)}")
    lines += ["REFRESH-INTERVAL;VALUE=DURATION:P1D", "X-PUBLISHED-TTL:P1D"]


def _events(calendar: Any, lines: list[str]) -> None:
    lines += [event.serialize() for event in calendar.events]


def _identity_lines(event: Any, lines: list[str]) -> None:
    lines += [
        f"UID:{event.uid}",
        f"DTSTAMP:{_utc(event.created)}",
        f"LAST-MODIFIED:{_utc(event.last_modified)}",
        f"SEQUENCE:{event.sequence}",
    ]


def _day_lines(event: Any, lines: list[str]) -> None:
    day = event.begin.date()
    lines += [f"DTSTART;VALUE=DATE:{_compact(day)}", f"DTEND;VALUE=DATE:{_compact(day + _ONE_DAY)}"]


def _text_lines(event: Any, lines: list[str]) -> None:
    lines.append(f"SUMMARY:{escape(event.name)}")
    if event.description:
        lines.append(f"DESCRIPTION:{escape(event.description)}")
    if event.url:
        lines.append(f"URL:{event.url}")
    if event.categories:
        lines.append(f"CATEGORIES:{','.join(map(escape, event.categories))}")


def _kind_lines(event: Any, lines: list[str]) -> None:
    lines += [
        f"STATUS:{event.status}",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        f"CLASS:{event.classification}",
    ]


def _alarms(event: Any, lines: list[str]) -> None:
    lines += [alarm.serialize() for alarm in event.alarms]


def _alarm_lines(alarm: Any, lines: list[str]) -> None:
    lines += [
        f"ACTION:{alarm.action}",
        f"DESCRIPTION:{escape(alarm.display_text)}",
        f"TRIGGER:{duration_before(-alarm.trigger.days)}",
    ]


@cache
def _classes() -> tuple[Any, Any, Any]:
    """Subclasses of the library's components with serializers of our own. The import costs about 200 ms."""
    import ics

    class Alarm(ics.DisplayAlarm):  # type: ignore[misc]
        class Meta(ics.DisplayAlarm.Meta):  # type: ignore[misc]
            serializer = Lines(_alarm_lines)

    class Event(ics.Event):  # type: ignore[misc]
        class Meta(ics.Event.Meta):  # type: ignore[misc]
            serializer = Lines(_identity_lines, _day_lines, _text_lines, _kind_lines, _alarms)

    class Calendar(ics.Calendar):  # type: ignore[misc]
        class Meta(ics.Calendar.Meta):  # type: ignore[misc]
            serializer = Lines(_head_lines, _events)

    return Calendar, Event, Alarm
