"""The map of the code names files that are there, and the rooms in the order that the house keeps."""

from __future__ import annotations

import re

import pytest
from program import ROOT
from test_house import ROOMS

MAPS = (
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/speed.md",
    *(f"docs/decisions/{path.name}" for path in (ROOT / "docs" / "decisions").glob("*.md")),
)
BASES = (ROOT, ROOT / "foerder", ROOT / "foerder" / "cli")


def named(text: str) -> set[str]:
    """Every file and folder of the code or of the tests in backquotes, written from the root or from the package."""
    found = re.findall(r"`([a-z_][a-z_./-]*(?:\.py|\.sh|/))`", text)
    return {name for name in found if "/" in name}


@pytest.mark.parametrize("name", MAPS)
def test_every_file_that_is_named_exists(name: str) -> None:
    files = named((ROOT / name).read_text(encoding="utf-8"))
    missing = [file for file in files if not any((base / file).exists() for base in BASES)]
    assert sorted(missing) == []


def test_the_rooms_are_listed_in_their_order() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z_]+)(?:/|\.py)` \|", text, re.MULTILINE)
    assert rows == [room for room in ROOMS if room != "__main__"]
