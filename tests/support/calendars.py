"""What the tests of calendars share: a small register, and a reader that lets nothing pass."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import icalendar
import vobject

REGISTER = """\
format = 1
[settings]
language = "en"
holidays = "DE-TH"
warn = [30, 14, 1]
[[authority]]
id = "landesamt"
name = "Landesamt"
url = "https://portal.example.org/start"
[[programme]]
id = "sozial"
title = "Sozialrichtlinie"
authority = "landesamt"
rules = []
guideline_until = 2031-12-31
[[project]]
id = "quartier"
title = "Quartiersbüro Nord"
programme = "sozial"
recipient = "Musterstadt"
owner = "nord@musterstadt.example"
unit = "Fachdienst Soziales"
url = "https://example.org/quartier"
[[project.period]]
start = 2026-01-01
end = 2027-06-30
reference = "AZ 4711; Teil 2"
[[project.period.deadline]]
id = "final-report"
kind = "final-report"
after = "period-end"
offset = "6 months"
basis = "Nr. 6.1 ANBest-P"
note = "Mit Frau X besprochen"
[[project.period.deadline]]
id = "gespraech"
kind = "other"
title = "Gespräch"
due = 2027-03-01
time = "12:00"
[[project]]
id = "plan"
title = "Sozialplan"
kind = "plan"
owner = "Sozialplanung"
[[project.period]]
start = 2024-01-01
end = 2028-12-31
[[project.period.deadline]]
id = "beschluss"
kind = "resolution"
due = 2028-06-30
"""


def write(folder: Path, text: str = REGISTER) -> Path:
    """A register in a folder."""
    path = folder / "projects.toml"
    path.write_text(text, encoding="utf-8")
    return path


def unfolded(data: bytes) -> list[str]:
    """The content lines of a calendar file; every rule of the format's outside is looked at on the way."""
    assert not data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert data.count(b"\r") == data.count(b"\n") == data.count(b"\r\n")
    physical = data.split(b"\r\n")[:-1]
    for line in physical:
        assert len(line) <= 75
        line.decode("utf-8")  # no character is torn apart
        assert line.strip()
    text = data.decode("utf-8")
    assert not {char for char in text if ord(char) < 32} - {"\r", "\n"}
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def events(data: bytes) -> dict[str, dict[str, str]]:
    """Every event by its UID, each property's value as it is written; two other libraries have to agree with us."""
    result: dict[str, dict[str, str]] = {}
    current: dict[str, str] | None = None
    alarm = False
    for line in unfolded(data):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            current, alarm = {}, False
        elif line == "BEGIN:VALARM":
            alarm = True
        elif line == "END:VEVENT":
            assert current is not None
            assert current["UID"] not in result
            result[current["UID"]] = current
            current = None
        elif current is not None and line != "END:VALARM":
            key = f"VALARM {name}" if alarm else name
            assert key not in current
            current[key] = value
    agree(data, result)
    return result


def agree(data: bytes, found: dict[str, dict[str, str]]) -> None:
    """Both parsers read the file without a complaint and see the same events."""
    calendar: Any = icalendar.Calendar.from_ical(data)
    assert calendar.errors == []
    theirs = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
    assert list(theirs) == list(found)
    for event in theirs.values():
        assert event.errors == []
        assert (event.end - event.start).days == 1
    other = vobject.readOne(data.decode("utf-8"))
    other.validate()
    assert [event.uid.value for event in other.vevent_list] == list(found)
    assert [event.dtstart.value for event in other.vevent_list] == [event.start for event in theirs.values()]


def titles(data: bytes) -> list[str]:
    """The titles in the order of the file, as a reader sees them."""
    calendar: Any = icalendar.Calendar.from_ical(data)
    return [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]
