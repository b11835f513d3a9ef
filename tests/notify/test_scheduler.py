"""How a scheduler starts this program again: as a module, as one file, or as the program of a folder."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from foerder.notify.scheduler import own_command


@pytest.mark.parametrize(
    ("started", "frozen", "words"),
    [
        pytest.param("/usr/bin/foerder", False, ["/python", "-m", "foerder"], id="installed"),
        pytest.param("/srv/foerder.pyz", False, ["/python", "/srv/foerder.pyz"], id="one file"),
        pytest.param("/opt/foerder/foerder", True, ["/python"], id="a folder with its own interpreter"),
    ],
)
def test_own_command(started: str, frozen: bool, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [str(Path(started).resolve())])
    monkeypatch.setattr(sys, "executable", "/python")
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    expected = [str(Path(word).resolve()) if word.endswith(".pyz") else word for word in words]
    assert own_command() == expected
