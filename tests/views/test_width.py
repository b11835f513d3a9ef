"""What `due` and `list` do with the width of a terminal: no id, no address and no figure is ever broken."""

from __future__ import annotations

import pytest
from program import EXAMPLE, Result, foerder

WIDTHS = (100, 110, 120, 135, 150, 165, 190, 220)


def shown(verb: str, width: int) -> Result:
    return foerder("-f", EXAMPLE, verb, "--format", "table", lang="de", COLUMNS=str(width))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("verb", ["due", "list"])
def test_from_100_columns_on_no_id_is_broken(verb: str, width: int) -> None:
    text = shown(verb, width).out
    key = {"due": "deadlines", "list": "projects"}[verb]
    ids = [one["id"] for one in foerder("-f", EXAMPLE, verb, "--format", "json").json[key]]
    assert [one for one in ids if one not in text] == []
    assert max(map(len, text.splitlines())) <= width


@pytest.mark.parametrize(
    ("verb", "width", "heads"),
    [
        ("due", 80, ["Fällig", "Stand", "Was"]),
        ("due", 99, ["Fällig", "Stand", "Was"]),
        ("due", 100, ["Fällig", "Stand", "Was", "Projekt"]),
        ("due", 120, ["Fällig", "Stand", "Was", "Projekt"]),
        ("due", 190, ["Fällig", "Stand", "Was", "Projekt", "Zuständig", "Kennung"]),
        ("list", 80, ["Projekt", "Stand und Zeitraum", "Nächste Frist"]),
        ("list", 100, ["Projekt", "Stand und Zeitraum", "Förderprogramm", "Nächste Frist"]),
        ("list", 135, ["Projekt", "Status", "Förderprogramm", "Zeitraum", "Nächste Frist", "Zuwendung"]),
        ("list", 165, ["Projekt", "Status", "Förderprogramm", "Zuständig", "Zeitraum", "Nächste Frist", "Zuwendung"]),
    ],
)
def test_more_room_means_more_columns(verb: str, width: int, heads: list[str]) -> None:
    head = shown(verb, width).out.splitlines()[0]
    assert [part.strip() for part in head.split("  ") if part.strip()] == heads


def test_the_owner_is_below_the_project_where_its_address_has_room() -> None:
    assert "familie@musterstadt.example" in shown("due", 120).out
    assert "@" not in shown("due", 100).out
