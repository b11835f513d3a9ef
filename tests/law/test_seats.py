"""Where the authorities sit: every one that ships by name has a seat, or it is said why not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import written
from program import foerder

from foerder.law.holidays import REGIONS
from foerder.law.seats import SEATS, Seat, seat_of
from foerder.register.load import load
from foerder.register.rulesets import FOLDER, NAMES
from foerder.toml.parse import loads

ROOT = Path(__file__).parents[2]
OFFICE = re.compile(
    r"\b(?:Thüringer )?[A-ZÄÖÜ]\w*(?:inisterium|amts?|institut|präsidium|direktion|kanzlei|bank|hof|andtag)\b"
    r"|Hessen Mobil|\b(?:BAMF|BMBF|BMFSFJ|GFAW|LFI|TLVwA)\b"
)
NAMED = {
    "BAMF": "Bundesamt für Migration und Flüchtlinge",
    "BMBF": "Bundesministerium für Bildung und Forschung",
    "Finanzministerium": "Ministerium der Finanzen des Landes Nordrhein-Westfalen",
    "Hessen Mobil": "Hessen Mobil",
    "Landesförderinstitut": "Landesförderinstitut Mecklenburg-Vorpommern",
    "Landesverwaltungsamt": "Thüringer Landesverwaltungsamt",
    "Landesverwaltungsamts": "Thüringer Landesverwaltungsamt",
    "Ministerium": "Thüringer Ministerium für Bildung, Jugend und Sport",
    "Regierungspräsidium": "Regierungspräsidium Stuttgart",
}
"""What the shipped rule sets call an authority, and its full name."""
SOURCES = {
    "Bundesbank",
    "Förderdatenbank",
    "Landesrechnungshof",
    "Landratsamt",
    "Rechnungshof",
    "Thüringer Landtag",
    "Thüringer Rechnungshof",
    "Zentralbank",
}
"""They say what the rules are; nothing is handed in there."""


def named(text: str) -> Iterator[str]:
    """The offices that a rule set names, without the addresses of its sources."""
    without = re.sub(r"gelesen in \S+|https?://\S+|\w+_en = .*", "", text)
    yield from (found[0] for found in OFFICE.finditer(without))


@pytest.mark.parametrize("name", NAMES)
def test_every_office_that_a_rule_set_names_is_known(name: str) -> None:
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    offices = {office for office in named(text) if office not in SOURCES}
    assert offices <= set(NAMED)
    for office in offices:
        assert seat_of(NAMED[office])


def test_the_offices_that_are_known_are_really_named() -> None:
    everything = "\n".join((FOLDER / f"{name}.toml").read_text(encoding="utf-8") for name in NAMES)
    assert {*NAMED, *SOURCES} == set(named(everything))


def test_the_authorities_of_the_shipped_register_are_known() -> None:
    register = load([ROOT / "data" / "projects.toml"])
    assert all(seat_of(authority.name) for authority in register.authorities.values())


@pytest.mark.parametrize("seat", [pytest.param(seat, id=seat.name) for seat in SEATS])
def test_a_seat_is_a_place_or_a_reason(seat: Seat) -> None:
    assert seat.source
    assert seat.grade in "ABCD"
    if seat.region is None:
        assert seat.reason
        assert seat.town is None
    else:
        assert seat.region in REGIONS
        assert seat.town


@pytest.mark.parametrize(
    ("name", "holidays", "told"),
    [
        ("Bundesamt für Migration und Flüchtlinge (BAMF)", 'holidays = "DE-TH"', "warning"),
        ("Bundesamt für Migration und Flüchtlinge", 'holidays = "DE-BY"', None),
        ("BAMF, Referat 81", "", "warning"),
        ("Thüringer  Landesverwaltungsamt", 'holidays = "DE-TH"', None),
        ("Hessen Mobil, Fulda", 'holidays = "DE"', "warning"),
        ("Landesamt", 'holidays = "DE-TH"', None),
        ("Regierungspräsidium Tübingen", 'holidays = "DE-BY"', "warning"),
        ("Bundesministerium für Bildung und Forschung", "", "note"),
        ("Bundesministerium für Bildung und Forschung", 'holidays = "DE-NW"', None),
    ],
)
def test_the_holidays_at_the_seat(tmp_path: Path, name: str, holidays: str, told: str | None) -> None:
    path = written(tmp_path, f'[[authority]]\nid = "a"\nname = "{name}"\n{holidays}\n')
    found = foerder("-f", path, "check", "--code", "seat-differs", "--format", "json").json["problems"]
    assert [one["severity"] for one in found] == ([told] if told else [])


NEW = [
    pytest.param("Hessen Mobil", {"holidays": "DE-HE"}, id="a place"),
    pytest.param("Bundesministerium für Bildung und Forschung", {}, id="two seats"),
    pytest.param("Landesamt für Fördermittel", {}, id="not known"),
]


@pytest.mark.parametrize(("name", "expected"), NEW)
def test_a_new_authority_has_the_holidays_at_its_seat(tmp_path: Path, name: str, expected: dict[str, str]) -> None:
    path = written(tmp_path, "format = 1\n")
    assert foerder("-f", path, "add", "authority", "--id", "a", "--name", name, "--yes").code == 0
    given = ("--title", "T", "--programme", "P", "--authority", name + " X")
    assert foerder("-f", path, "add", "grant", *given, "--yes").code == 0
    for authority in loads(path.read_text(encoding="utf-8"))["authority"]:
        assert {key: text for key, text in authority.items() if key == "holidays"} == expected


def test_typed_holidays_count_before_those_at_the_seat(tmp_path: Path) -> None:
    path = written(tmp_path, "format = 1\n")
    given = ("--id", "a", "--name", "Hessen Mobil", "--holidays", "DE-BY", "--yes")
    assert foerder("-f", path, "add", "authority", *given).code == 0
    assert loads(path.read_text(encoding="utf-8"))["authority"][0]["holidays"] == "DE-BY"


@pytest.mark.parametrize(("name", "expected"), NEW)
def test_the_import_enters_the_holidays_at_the_seat(tmp_path: Path, name: str, expected: dict[str, str]) -> None:
    path = written(tmp_path, "format = 1\n")
    table = tmp_path / "list.csv"
    table.write_text(f"Projekt;Förderprogramm;Bewilligungsbehörde\nT;P;{name}\n", encoding="utf-8")
    answer = foerder("-f", path, "import", table, "--yes")
    (authority,) = loads(path.read_text(encoding="utf-8"))["authority"]
    assert {key: text for key, text in authority.items() if key == "holidays"} == expected, answer.err
