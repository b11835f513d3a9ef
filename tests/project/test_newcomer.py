"""The newcomer's path with what the wheel holds; CI walks it once more with the program installed from the wheel."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import newcomer
import pytest
from program import ROOT

pytestmark = pytest.mark.docs


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
def test_every_screen_is_as_it_was_looked_at(tmp_path: Path) -> None:
    """To write them again: python tests/support/newcomer.py --write."""
    code = "import sys; from hatchling.build import build_wheel as b; b(sys.argv[1])"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "site")
    command = [sys.executable, "-m", "foerder"]
    assert newcomer.differences(newcomer.screens(command, PYTHONPATH=str(tmp_path / "site"))) == ""


@pytest.mark.parametrize("name", [step for step, _words, _answers in newcomer.STEPS])
def test_no_line_is_wider_than_the_terminal(name: str) -> None:
    lines = (newcomer.SCREENS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > 80] == []
