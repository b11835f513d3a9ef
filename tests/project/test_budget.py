"""What a run may load and read: counted in modules and bytes, which do not depend on the machine as seconds do."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from generate import register as blocks
from helpers import work
from program import TODAY, foerder, loaded

from foerder.deadlines.finish import Calculation
from foerder.deadlines.occurrences import OccurrenceCounter
from foerder.register.duties import Duties
from foerder.toml import parse as toml

PROJECTS = 200
SOURCE = "foerder.toml.decode"
OWN = {"--version": 11, "--help": 11, "due": 64, "due, answered before": 23, "list": 69}
"""So many modules of our own a run may load."""
ALL = {"--version": 100, "--help": 101, "due": 166, "due, answered before": 124, "list": 180}
"""So many modules a run may load beyond those of the bare interpreter, Typer's hundred included."""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A register of two hundred projects, and a cache folder for its answers."""
    path = tmp_path / "projects.toml"
    path.write_text("".join(blocks(PROJECTS)), encoding="utf-8")
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    return path


def modules(*words: str) -> set[str]:
    """The modules that a run of the program loads beyond the interpreter's own."""
    return loaded("-m", "foerder", "--today", TODAY, *words) - loaded("-c", "pass")


@pytest.mark.parametrize("name", OWN)
def test_a_run_loads_no_more_modules_than_it_may(name: str, path: Path) -> None:
    verb = name.split()[0].strip(",")
    words = (verb,) if verb.startswith("-") else ("-f", str(path), verb)
    if name == "due":
        words = ("--no-index", *words)
    if name.endswith("before"):
        modules(*words)
    found = modules(*words)
    own = {module for module in found if module.split(".")[0] == "foerder"}
    assert len(own) <= OWN[name], sorted(own)
    assert len(found) <= ALL[name], sorted(found)


def test_for_a_kept_answer_neither_the_verb_nor_the_parser_nor_the_records_are_loaded(path: Path) -> None:
    words = ("-f", str(path), "due")
    modules(*words)
    unwanted = (
        "toml_rs",
        "tomli",
        "tomllib",
        "foerder.cli.verbs.due",
        "foerder.views.due",
        "foerder.model",
        "foerder.register.load",
        "foerder.deadlines.calculator",
        "foerder.register.duties",
        "rich",
    )
    assert [module for module in modules(*words) if module in unwanted] == []


@pytest.mark.parametrize("verb", ["due", "list", "check"])
def test_every_byte_is_parsed_once(verb: str, path: Path) -> None:
    parsed: list[int] = []
    real = toml.loads

    def counting(text: str, *more: Any) -> dict[str, Any]:
        parsed.append(len(text))
        return real(text, *more)

    with mock.patch(f"{SOURCE}.loads", counting), mock.patch.object(toml, "loads", counting):
        foerder("--no-index", "-f", path, verb)
    own = len(path.read_text(encoding="utf-8"))
    assert parsed.count(own) == 1
    # Beside it only the rule sets that are named, and the remedies.
    assert sum(parsed) - own < 100_000


CALLS = {"due": 920, "list": 1_140, "check": 1_820}
"""So many functions a run may call for each further project with its eight duties; formerly 1,550, 1,715 and 2,950."""


@pytest.mark.parametrize("verb", CALLS)
def test_a_project_more_costs_no_more_calls_than_it_may(verb: str, tmp_path: Path) -> None:
    calls = []
    for projects in (300, 600):
        path = tmp_path / f"{projects}.toml"
        path.write_text("".join(blocks(projects)), encoding="utf-8")
        foerder("--no-index", "-f", path, verb)
        calls.append(work(partial(foerder, "--no-index", "-f", path, verb)))
    few, many = calls
    assert (many - few) / 300 <= CALLS[verb]


def test_what_says_the_same_is_worked_out_once(tmp_path: Path) -> None:
    """Twice the projects: hardly more tables, days and duties that differ."""
    counts: list[list[int]] = []
    for projects in (200, 400):
        path = tmp_path / f"{projects}.toml"
        path.write_text("".join(blocks(projects)), encoding="utf-8")
        with ExitStack() as stack:
            watched = []
            for owner, name in ((Duties, "_resolve"), (OccurrenceCounter, "_day"), (Calculation, "_date")):
                patch = mock.patch.object(owner, name, autospec=True, side_effect=getattr(owner, name))
                watched.append(stack.enter_context(patch))
            foerder("--no-index", "-f", path, "due")
        counts.append([each.call_count for each in watched])
    assert all(more <= 1.35 * once for once, more in zip(*counts, strict=True)), counts


def test_what_a_piece_was_parsed_into_is_not_held(path: Path) -> None:
    held: list[int] = []
    real = toml._piece

    def counting(*words: Any) -> dict[str, Any]:
        data = real(*words)
        held.append(len(data.get("project", ())))
        return data

    with mock.patch.object(toml, "PIECE", 20_000), mock.patch.object(toml, "_piece", counting):
        foerder("--no-index", "-f", path, "due")
    assert len(held) > 10
    assert not any(held)


def test_many_files_are_parsed_once_each(path: Path) -> None:
    head, *projects = path.read_text(encoding="utf-8").split("\n[[project]]\n")
    folder = path.parent / "many"
    folder.mkdir()
    (folder / "000.toml").write_text(head, encoding="utf-8")
    for n, project in enumerate(projects, start=1):
        (folder / f"{n:03}.toml").write_text(f"format = 1\n[[project]]\n{project}", encoding="utf-8")
    files = len(list(folder.iterdir()))
    with mock.patch(f"{SOURCE}.loads", side_effect=toml.loads) as parse:
        answer = foerder("--no-index", "-f", folder, "due")
    assert answer == foerder("--no-index", "-f", path, "due")
    assert parse.call_count == files
