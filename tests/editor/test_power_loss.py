"""After a power loss at any moment the register is whole, the journal tells the truth, and the next run goes on."""

from __future__ import annotations

import os
import random
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from powerloss import Op, Recorder, Tree, made, replayed, states, tree_of
from program import EXAMPLE, foerder

pytestmark = pytest.mark.slow

FULL = bool(os.environ.get("FOERDER_FULL"))
MOST = 100_000 if FULL else 3
"""States tried for each verb: all of them, or some that the seed chooses."""
VERBS = {
    "set": ("set", "quartier", "unit", "Amt 50"),
    "done": ("done", "lesestart/2024/final-report", "--on", "2026-11-20"),
    "extend": ("extend", "lesestart/2024/final-report", "--to", "2027-03-31"),
    "pay": ("pay", "quartier/2025", "--requested", "2026-11-20", "--amount", "1000"),
    "spend": ("spend", "quartier/2025", "--type", "staff", "--on", "2026-11-20", "--amount", "1000"),
    "add": ("add", "deadline", "quartier/2025", "--id", "neu", "--kind", "notice", "--due", "2027-01-15"),
    "remove": ("remove", "lesestart", "--yes"),
    "undo-done": ("undo-done", "sprachpaten/2025/quartalsbericht/2025-08-11"),
    "import": ("import", "liste.csv", "--yes"),
    "end": ("end", "quartier/2025", "--on", "2026-11-20", "--why", "abandoned", "--yes"),
    "edit": ("edit", "--yes"),
    "undo": ("undo", "--yes"),
}
EDITOR = "sed -i s/Nordviertel/Südviertel/"
CASES = [(verb, is_first) for verb in VERBS for is_first in (True, False) if verb != "undo" or not is_first]
"""Each as the first change ever, and as a later one; there is nothing to undo at first."""
LIST = "Projekt;Beginn;Ende\nNeuer Treff;01.01.2027;31.12.2027\n"


class Played(NamedTuple):
    """One change: the folder before, what was done to the disk, and the folder after."""

    before: Tree
    ops: list[Op]
    after: Tree


@cache
def played(verb: str, is_first: bool, base: Path) -> Played:
    """A change: the first one ever, or one that follows another, so that a memory is there already."""
    folder = base / f"{verb}-{is_first}"
    folder.mkdir(parents=True)
    register = folder / "projects.toml"
    register.write_bytes(EXAMPLE.read_bytes())
    (folder / "liste.csv").write_text(LIST, encoding="utf-8")
    if not is_first:
        assert foerder("-f", register, "set", "quartier", "notes", "vorher").code == 0
    before = tree_of(folder)
    recorder = Recorder(folder)
    with recorder.watching():
        result = foerder(
            "-f",
            register,
            *(str(folder / word) if word.endswith(".csv") else word for word in VERBS[verb]),
            EDITOR=EDITOR,
        )
    assert result.code == 0, result.err
    return Played(before, recorder.ops, tree_of(folder))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("played")


def without_locks(tree: Tree) -> Tree:
    return {path: data for path, data in tree.items() if not path.endswith("lock")}


every_change = pytest.mark.parametrize(("verb", "is_first"), CASES)


@every_change
def test_the_recorder_misses_nothing(verb: str, is_first: bool, base: Path) -> None:
    run = played(verb, is_first, base)
    assert without_locks(replayed(run.before, run.ops)) == without_locks(run.after)
    assert run.before["projects.toml"] != run.after["projects.toml"]


@every_change
def test_whatever_is_left_is_whole_and_heals(verb: str, is_first: bool, base: Path, tmp_path: Path) -> None:
    run = played(verb, is_first, base)
    left = list(states(run.before, run.ops))
    assert len(left) >= 20
    chosen = left if len(left) <= MOST else random.Random(verb).sample(left, MOST)
    for number, tree in enumerate(chosen):
        folder = made(tree, tmp_path / str(number))
        register = folder / "projects.toml"
        old_or_new = register.read_bytes()
        assert old_or_new in (run.before["projects.toml"], run.after["projects.toml"]), number
        is_new = old_or_new == run.after["projects.toml"]
        history = foerder("-f", register, "log", "--format", "json")
        assert history.code == 0, history.err
        # The next change needs no answer, and enters what was written and not yet entered as its own.
        after = foerder("-f", register, "set", "lesestart" if verb != "remove" else "quartier", "tags", "neu", "--yes")
        assert after.code == 0, after.err
        entries = foerder("-f", register, "log", "--format", "json").json["entries"]
        verbs = [entry["verb"] for entry in entries]
        assert (verb in verbs) == (is_new or verb == "set"), (number, verbs)
        assert verb == "edit" or "edit" not in verbs, (number, verbs)
        assert not list(folder.rglob("*.tmp")), "the next run removes what a broken one left"
