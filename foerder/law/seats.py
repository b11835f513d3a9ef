"""Where the authorities sit that the shipped rule sets name: the holidays there move a deadline (§ 193 BGB)."""

from __future__ import annotations

from typing import NamedTuple


class Seat(NamedTuple):
    """An authority's seat, with where that was read and how sure it is (grades as in rules.md of the handbook)."""

    name: str
    town: str
    region: str
    source: str
    grade: str


SEATS = (
    Seat(
        "Bundesamt für Migration und Flüchtlinge",
        "Nürnberg",
        "DE-BY",
        "https://bamf-navi.bamf.de/en/Impressum/",
        "C",
    ),
    Seat(
        "Thüringer Landesverwaltungsamt",
        "Weimar",
        "DE-TH",
        "https://de.wikipedia.org/wiki/Th%C3%BCringer_Landesverwaltungsamt",
        "D",
    ),
    Seat("Hessen Mobil", "Wiesbaden", "DE-HE", "https://de.zxc.wiki/wiki/Hessen_Mobil", "D"),
    Seat(
        "Landesförderinstitut Mecklenburg-Vorpommern",
        "Schwerin",
        "DE-MV",
        "https://www.nordlb.de, Pressemitteilung vom 13.10.2014 (20 Jahre Landesförderinstitut)",
        "D",
    ),
)
"""Looked at on 2026-11-30. Ministries of a Land and the four Regierungspräsidien have their seat in their Land."""


def seat_of(name: str) -> Seat | None:
    """The seat of an authority that is known by its name; None where it is not."""
    written = " ".join(name.casefold().split())
    for seat in SEATS:
        if seat.name.casefold() in written:
            return seat
    return None
