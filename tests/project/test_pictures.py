"""The pictures in README and handbook show what the program shows, and ask no server for anything."""

from __future__ import annotations

import re

import pictures
import pytest
from program import ROOT

pytestmark = pytest.mark.docs


@pytest.mark.parametrize("name", pictures.wanted())
def test_a_picture_is_current(name: str) -> None:
    """To draw them again: python tests/support/pictures.py --write."""
    svg = (pictures.FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert pictures.words_of(svg) == pictures.words_of(pictures.picture(name))


def test_no_picture_fetches_anything() -> None:
    for path in pictures.kept():
        assert re.findall(r"url\((?!#)|href=|src=|@import", path.read_text(encoding="utf-8")) == []


def test_every_picture_is_shown() -> None:
    for text in ("README.md", "docs/handbuch.d/zehn-minuten.md", "docs/handbook.d/ten-minutes.md"):
        for path in pictures.kept():
            assert f"bilder/{path.name}" in (ROOT / text).read_text(encoding="utf-8")
