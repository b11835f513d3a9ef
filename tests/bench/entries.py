"""How long 10,000 entries take, beside a plain loop that writes the same lines: python tests/bench/entries.py

Both get the same entries and make the same bytes. The loop is what one would write without any library: formatted
strings, escaping, folding line by line. Run by hand; the goal is less than three times the loop.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

from foerder import __version__
from foerder.calendars import ics
from foerder.calendars.entry import Entry

NUMBER = 10_000
ROUNDS = 7


def entries(number: int) -> list[Entry]:
    """Entries as a register makes them: a title, a description of some lines, an alarm."""
    return [
        Entry(
            key=f"vorhaben-{n:05}/2026/final-report",
            day=date(2026, 1, 1) + timedelta(days=n % 700),
            title=f"Verwendungsnachweis: Begegnungsstätte Süd, Vorhaben {n}",
            description="\n".join(
                (
                    f"Verwendungsnachweis – Begegnungsstätte Süd, Vorhaben {n}",
                    "Planen bis: Mittwoch, 31.03.2027",
                    "Letzter Tag nach Gesetz: Donnerstag, 01.04.2027",
                    "Warum: 30.09.2026 (Ende des Bewilligungszeitraums 2024) + 6 Monate = Mittwoch, 31.03.2027; § 6.1",
                    f"Aktenzeichen: AZ {n:05}/2024; Zuständig: fachdienst-{n % 20}@musterstadt.example",
                )
            ),
            url="https://example.org/foerderung",
            categories=("Förderfrist", "Verwendungsnachweis"),
            alarm=90,
            sequence=n % 3,
            stamp="20261122T061500Z",
        )
        for n in range(number)
    ]


def text(value: str) -> str:
    """A value escaped."""
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """A line in pieces of at most 75 octets."""
    octets = line.encode()
    pieces = []
    room = 75
    while len(octets) > room:
        end = room
        while octets[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(octets[:end])
        octets = octets[end:]
        room = 74
    pieces.append(octets)
    return b"\r\n ".join(pieces)


def plain_loop(found: list[Entry]) -> bytes:
    """The same file without a library."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//foerder//foerder {__version__}//DE",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:Förderfristen",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
    ]
    for entry in sorted(found, key=lambda entry: (entry.day, entry.key)):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{entry.key.replace('/', '.')}@musterstadt.foerder",
            f"DTSTAMP:{entry.stamp}",
            f"LAST-MODIFIED:{entry.stamp}",
            f"SEQUENCE:{entry.sequence}",
            f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{text(entry.title)}",
            f"DESCRIPTION:{text(entry.description)}",
            f"URL:{entry.url}",
            f"CATEGORIES:{','.join(text(word) for word in entry.categories)}",
            f"STATUS:{entry.status}",
            "TRANSP:TRANSPARENT",
            "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
            "CLASS:PUBLIC",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{text(entry.title)}",
            f"TRIGGER:-P{(entry.alarm or 1) - 1}DT15H",
            "END:VALARM",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) + b"\r\n" for line in lines)


def best(work: Callable[[], bytes]) -> float:
    """CPU seconds of the fastest of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> int:
    """Measure both and print the ratio."""
    found = entries(NUMBER)

    def ours() -> bytes:
        return ics.calendar(found, "musterstadt", "Förderfristen", "de")

    def loop() -> bytes:
        return plain_loop(found)

    assert ours() == loop(), "not the same bytes"
    mine, plain = best(ours), best(loop)
    print(f"{NUMBER} entries: {mine * 1000:.0f} ms, plain loop {plain * 1000:.0f} ms: {mine / plain:.2f} times")
    return 0 if mine < 3 * plain else 1


if __name__ == "__main__":
    sys.exit(main())
