"""Where the authorities sit that the shipped rule sets and programmes name.

The public holidays there move a deadline (§ 193 BGB). Looked at on 2026-11-30.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from foerder.text.i18n import N_

TWO_SEATS = N_("it has two seats with different public holidays, Berlin and Bonn")
SUCCEEDED = N_("it became part of the Thüringer Landesverwaltungsamt on 30.12.2022")


class Seat(NamedTuple):
    """An authority's seat, with where that was read and how sure it is (grades as in
    rule-sets.md of the handbook).
    """

    name: str
    short: str | None
    town: str | None
    region: str | None
    """None: not known, or not one place; ``reason`` says why, and the letter names the office."""
    source: str
    grade: str
    reason: str = ""


_PRAESIDIEN = "https://www.baden-wuerttemberg.de/de/unser-land/verwaltung/regierungspraesidien/"
_BERLIN_BONN = (
    "https://www1.wdr.de/nachrichten/rheinland/fuenfundzwanzig-jahre-berlin-bonn-120.html"
)

SEATS = (
    Seat(
        "Bundesamt für Migration und Flüchtlinge",
        "BAMF",
        "Nürnberg",
        "DE-BY",
        "https://bamf-navi.bamf.de/en/Impressum/",
        "C",
    ),
    Seat(
        "Bundesministerium für Bildung und Forschung",
        "BMBF",
        None,
        None,
        _BERLIN_BONN,
        "D",
        TWO_SEATS,
    ),
    Seat(
        "Bundesministerium für Familie, Senioren, Frauen und Jugend",
        "BMFSFJ",
        None,
        None,
        _BERLIN_BONN,
        "D",
        TWO_SEATS,
    ),
    Seat(
        "Regierungspräsidium Freiburg", None, "Freiburg im Breisgau", "DE-BW", _PRAESIDIEN, "C"
    ),
    Seat("Regierungspräsidium Karlsruhe", None, "Karlsruhe", "DE-BW", _PRAESIDIEN, "C"),
    Seat("Regierungspräsidium Stuttgart", None, "Stuttgart", "DE-BW", _PRAESIDIEN, "C"),
    Seat("Regierungspräsidium Tübingen", None, "Tübingen", "DE-BW", _PRAESIDIEN, "C"),
    Seat(
        "Hessen Mobil", None, "Wiesbaden", "DE-HE", "https://de.zxc.wiki/wiki/Hessen_Mobil", "D"
    ),
    Seat(
        "Landesförderinstitut Mecklenburg-Vorpommern",
        "LFI",
        "Schwerin",
        "DE-MV",
        "https://www.nordlb.de, Pressemitteilung vom 13.10.2014 (20 Jahre Landesförderinstitut)",
        "D",
    ),
    Seat(
        "Ministerium der Finanzen des Landes Nordrhein-Westfalen",
        None,
        "Düsseldorf",
        "DE-NW",
        "https://finanzverwaltung.nrw.de, Impressum",
        "C",
    ),
    Seat(
        "Thüringer Landesverwaltungsamt",
        "TLVwA",
        "Weimar",
        "DE-TH",
        "https://de.wikipedia.org/wiki/Th%C3%BCringer_Landesverwaltungsamt",
        "D",
    ),
    Seat(
        "Thüringer Ministerium für Bildung, Jugend und Sport",
        "TMBJS",
        "Erfurt",
        "DE-TH",
        "https://www.demokratie-leben.de, Landes-Demokratiezentrum Thüringen (Kontakt)",
        "C",
    ),
    Seat("GFAW", None, None, None, "handbook, rule sets (grade C and D)", "D", SUCCEEDED),
)
"""Audit offices, parliaments and the Bundesbank are sources of rules; nothing
is handed in there.
"""


def seat_of(name: str) -> Seat | None:
    """The seat of an authority that is known by its name or its usual
    abbreviation; None where it is not.
    """
    written = " ".join(name.casefold().split())
    words = re.findall(r"\w+", written)
    for seat in SEATS:
        if seat.name.casefold() in written or (seat.short or "").casefold() in words:
            return seat
    return None


def holidays_at(name: str) -> dict[str, str]:
    """What a new authority's table says of its public holidays: nothing where
    its seat is not known.
    """
    seat = seat_of(name)
    return {"holidays": seat.region} if seat and seat.region else {}
