"""README.md shows what the program does: its output is real, its blocks for the shell are the two that CI knows."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import readme_blocks
from program import ROOT

from foerder.cli.app import VERBS
from foerder.register.load import load

pytestmark = pytest.mark.docs

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL = re.findall(r"^```sh\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("block", readme_blocks.written(TEXT), ids=lambda block: block.splitlines()[0][2:])
def test_output_is_real(block: str) -> None:
    """To write it again: python tests/support/readme_blocks.py --write."""
    assert readme_blocks.commands(block)
    assert block == readme_blocks.made(block)


def test_every_output_names_its_day() -> None:
    for block in readme_blocks.written(TEXT):
        assert all("--today " in command for command in readme_blocks.commands(block))


def test_two_blocks_set_up_from_nothing() -> None:
    assert len(SHELL) == 2
    assert all(block.startswith("python3 -m venv .venv && .venv/bin/pip install ") for block in SHELL)
    assert all(block.count("\n") == 1 for block in SHELL), "one line each"
    assert SHELL[0].endswith(".venv/bin/foerder due\n")
    assert ".venv/bin/pytest" in SHELL[1]


def test_the_same_two_lines_for_powershell() -> None:
    blocks = re.findall(r"^```powershell\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    same = [
        block.replace("python3 ", "py ").replace(" && ", "; ").replace(".venv/bin/", ".venv\\Scripts\\")
        for block in SHELL
    ]
    assert blocks == same


def test_the_first_screen_speaks_english_too() -> None:
    first = TEXT.split("```")[0]
    (english,) = [part for part in first.split("\n\n") if part.startswith("*In English:*")]
    assert english.count("\n") == 4
    assert "(docs/handbook.d/README.md)" in english


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_in_the_table(verb: str) -> None:
    assert re.search(rf"^\| `foerder {verb}[ `]", TEXT, re.MULTILINE)


def test_the_short_register_is_valid(tmp_path: Path) -> None:
    [block] = re.findall(r"^```toml\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    assert tomllib.loads(block)["format"] == 1
    path = tmp_path / "projects.toml"
    path.write_text(block, encoding="utf-8")
    assert load([path]).problems == ()
