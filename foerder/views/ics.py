"""A calendar file (iCalendar, RFC 5545) that Outlook takes: the one place that knows the library ``ics``.

``ics`` 0.7.3 gets a good deal wrong for Outlook, so every component is written by serializers of our own, the
library's public way (``Meta`` of a subclass): properties in a fixed order, the alarm last, dates without a time
zone, durations without weeks, addresses unescaped, nothing in the order of a hash. Then the lines are folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from foerder import __version__
from foerder.views.agenda import Entry
from foerder.views.plain import clean

LINE = 75
"""Octets of a line, without its break (RFC 5545, 3.1)."""
ALARM_HOUR = 9
_TOO_LONG = re.compile(rb"[^\r\n]{%d,}" % (LINE + 1))
_BREAKS = re.compile("\r\n|\r|\n")
_UID_SAFE = re.compile(r"[^A-Za-z0-9-]")
_UID_MARKS = {"/": ".", ":": "_", "~": "~"}


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
    return f"{_UID_SAFE.sub(_mark, key)}@{register_id}.foerder"


def _mark(match: re.Match[str]) -> str:
    char = match[0]
    return _UID_MARKS.get(char) or f"={ord(char):X}="


def fold(text: str) -> bytes:
    """The text in octets, long lines folded without tearing a character apart (RFC 5545, 3.1)."""
    return _TOO_LONG.sub(lambda match: b"\r\n ".join(_pieces(match[0])), text.encode("utf-8", "replace"))


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
    lines = _BREAKS.split(text) if "\n" in text or "\r" in text else [text]
    return "\\n".join(clean(line).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,") for line in lines)


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


@cache
def _classes() -> tuple[Any, Any, Any]:
    """Subclasses of the library's components with serializers of our own. The import costs about 200 ms."""
    import ics
    from ics.grammar.parse import ContentLine
    from ics.parsers.alarm_parser import DisplayAlarmParser
    from ics.parsers.event_parser import EventParser
    from ics.parsers.icalendar_parser import CalendarParser
    from ics.serializers.alarm_serializer import DisplayAlarmSerializer
    from ics.serializers.event_serializer import EventSerializer
    from ics.serializers.icalendar_serializer import CalendarSerializer

    as_date = {"VALUE": ["DATE"]}

    class AlarmLines(DisplayAlarmSerializer):  # type: ignore[misc]
        @classmethod
        def get_serializers(cls) -> Any:
            return (cls.serialize_all,)

        @staticmethod
        def serialize_all(alarm: Any, container: Any) -> None:
            container += [
                ContentLine("ACTION", value=alarm.action),
                ContentLine("DESCRIPTION", value=escape(alarm.display_text)),
                ContentLine("TRIGGER", value=duration_before(-alarm.trigger.days)),
            ]

    class EventLines(EventSerializer):  # type: ignore[misc]
        @classmethod
        def get_serializers(cls) -> Any:
            return (
                cls.serialize_identity,
                cls.serialize_days,
                cls.serialize_text,
                cls.serialize_kind,
                cls.serialize_alarm,
            )

        @staticmethod
        def serialize_identity(event: Any, container: Any) -> None:
            container += [
                ContentLine("UID", value=event.uid),
                ContentLine("DTSTAMP", value=_utc(event.created)),
                ContentLine("LAST-MODIFIED", value=_utc(event.last_modified)),
                ContentLine("SEQUENCE", value=str(event.sequence)),
            ]

        @staticmethod
        def serialize_days(event: Any, container: Any) -> None:
            day = event.begin.date()
            container += [
                ContentLine("DTSTART", as_date, _compact(day)),
                ContentLine("DTEND", as_date, _compact(day + timedelta(days=1))),
            ]

        @staticmethod
        def serialize_text(event: Any, container: Any) -> None:
            container.append(ContentLine("SUMMARY", value=escape(event.name)))
            if event.description:
                container.append(ContentLine("DESCRIPTION", value=escape(event.description)))
            if event.url:
                container.append(ContentLine("URL", value=event.url))
            if event.categories:
                container.append(ContentLine("CATEGORIES", value=",".join(map(escape, event.categories))))

        @staticmethod
        def serialize_kind(event: Any, container: Any) -> None:
            container += [
                ContentLine("STATUS", value=event.status),
                ContentLine("TRANSP", value="TRANSPARENT"),
                ContentLine("X-MICROSOFT-CDO-BUSYSTATUS", value="FREE"),
                ContentLine("CLASS", value=event.classification),
            ]

        @staticmethod
        def serialize_alarm(event: Any, container: Any) -> None:
            container += [alarm.serialize() for alarm in event.alarms]

    class CalendarLines(CalendarSerializer):  # type: ignore[misc]
        @classmethod
        def get_serializers(cls) -> Any:
            return (cls.serialize_head, cls.serialize_event)

        @staticmethod
        def serialize_head(calendar: Any, container: Any) -> None:
            container += [
                ContentLine("VERSION", value="2.0"),
                ContentLine("PRODID", value=calendar.creator),
                ContentLine("CALSCALE", value=calendar.scale),
            ]
            if calendar.name:
                container.append(ContentLine("X-WR-CALNAME", value=escape(calendar.name)))
            container += [
                ContentLine("REFRESH-INTERVAL", {"VALUE": ["DURATION"]}, "P1D"),
                ContentLine("X-PUBLISHED-TTL", value="P1D"),
            ]

        @staticmethod
        def serialize_event(calendar: Any, container: Any) -> None:
            container += [event.serialize() for event in calendar.events]

    class Alarm(ics.DisplayAlarm):  # type: ignore[misc]
        class Meta:
            name = "VALARM"
            parser = DisplayAlarmParser
            serializer = AlarmLines

    class Event(ics.Event):  # type: ignore[misc]
        class Meta:
            name = "VEVENT"
            parser = EventParser
            serializer = EventLines

    class Calendar(ics.Calendar):  # type: ignore[misc]
        class Meta:
            name = "VCALENDAR"
            parser = CalendarParser
            serializer = CalendarLines

    return Calendar, Event, Alarm
