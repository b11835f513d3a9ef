"""The house runs one way: who may import what, who asks the clock, and what a run may load (docs/handbuch.md)."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from program import EXAMPLE, REAL, ROOT, TODAY

HOUSE = ROOT / "foerder"

OWNERS = {
    "typer": ("cli/",),
    "rich": ("views/",),
    "dateutil.easter": ("law/holidays.py",),
    "dateutil.rrule": ("law/recurrence.py",),
    "dateutil": (),
    "toml_rs": ("toml/parse.py",),
    "tomli": ("toml/parse.py",),
    "tomllib": ("toml/parse.py",),
    "tomlkit": ("editor",),
    "ics": ("views/",),
    "smtplib": ("post",),
    "sqlite3": ("index",),
}
"""Where a library may be imported, by the path's beginning; of several names the longest counts."""
HEAVY_AT_START = ("rich", "ics", "tomlkit", "dateutil.rrule", "openpyxl", "jinja2", "pydantic", "importlib.metadata")
"""Loaded inside functions only; views/table.py, which is itself loaded only for a table, may have rich."""

ROOMS = {
    "terms": set(),
    "model": {"terms"},
    "i18n": set(),
    "clock": set(),
    "glossary": {"i18n"},
    "law": {"law", "model", "terms"},
    "register": {"register", "law", "model", "terms", "glossary", "i18n"},
}
"""All that a room may import of the house."""
ABOVE = {
    "views": {"cli", "clock", "load"},
    "cli": set(),
    "__main__": set(),
}
"""What a room may not import; every other room: nothing of the views, the command line and the clock."""


class Import(NamedTuple):
    """One import: the file, its line, the module, and whether it is done when the file is loaded."""

    file: str
    line: int
    module: str
    at_start: bool

    @property
    def room(self) -> str:
        """The part of the house that the file belongs to."""
        return self.file.split("/")[0].removesuffix(".py")


def imports_of(path: Path) -> Iterator[Import]:
    """The imports of a file, those for the type checker left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    in_functions = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        name = path.relative_to(HOUSE).as_posix()
        at_start = id(node) not in in_functions
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(name, node.lineno, alias.name, at_start)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}:{node.lineno}: relative import"
            for alias in node.names:
                yield Import(name, node.lineno, f"{node.module}.{alias.name}", at_start)


def within(module: str, package: str) -> bool:
    """Whether a module is a package or lies in it."""
    return module == package or module.startswith(f"{package}.")


FILES = sorted(HOUSE.rglob("*.py"))
IMPORTS = [found for path in FILES for found in imports_of(path)]


def test_libraries_stay_in_their_rooms() -> None:
    strays = []
    for found in IMPORTS:
        owner = max((name for name in OWNERS if within(found.module, name)), key=len, default=None)
        if owner and not found.file.startswith(OWNERS[owner] or ("nowhere",)):
            strays.append(found)
    assert strays == []


def test_heavy_libraries_are_loaded_when_needed() -> None:
    heavy = [
        found
        for found in IMPORTS
        if found.at_start and any(within(found.module, name) for name in HEAVY_AT_START)
        if not (found.file in ("views/table.py", "views/costs_table.py") and within(found.module, "rich"))
    ]
    # costs_table is itself loaded only to draw a table.
    tables = [
        found
        for found in IMPORTS
        if found.at_start and within(found.module, "foerder.views.table") and found.file != "views/costs_table.py"
    ]
    assert heavy + tables == []


def test_the_house_runs_one_way() -> None:
    wrong = []
    for found in IMPORTS:
        if not within(found.module, "foerder"):
            continue
        room = found.module.split(".")[1]
        if found.room in ROOMS:
            allowed = room in ROOMS[found.room]
        else:
            allowed = room not in ABOVE.get(found.room, {"views", "cli", "clock"})
        if not allowed:
            wrong.append(found)
    assert wrong == []


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """What a file calls, as it is written there, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def places(*names: str, outside: str) -> list[str]:
    """Where something is called that only one part of the house may call."""
    return [
        f"{path.relative_to(HOUSE)}:{line}"
        for path in FILES
        if not path.relative_to(HOUSE).as_posix().startswith(outside)
        for called, line in calls(path)
        if called in names
    ]


def test_the_clock_is_asked_in_one_place() -> None:
    asks = ("date.today", "datetime.today", "datetime.now", "datetime.utcnow", "time.time", "time.localtime")
    names = [*asks, *(f"datetime.{name}" for name in asks)]
    assert places(*names, outside="clock.py") == []
    assert places("clock.today", "today", outside="cli/") == []


def test_only_the_command_line_prints() -> None:
    assert places("print", "input", "sys.stdout.write", "sys.exit", outside="cli/") == []


def test_money_is_never_binary() -> None:
    # There it is asked whether a word is a number at all.
    assert places("float", outside="cli/wording.py") == []


def loaded(*words: str) -> set[str]:
    """The modules that a run of the interpreter loads."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", *words], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert run.returncode == 0, run.stderr
    return {line.rpartition("|")[2].strip() for line in run.stderr.splitlines() if line.startswith("import time:")}


@pytest.fixture(scope="module")
def bare() -> set[str]:
    """What the interpreter loads by itself."""
    return loaded("-c", "pass")


NEVER = ("pydantic", "importlib.metadata", "ics", "tomlkit", "holidays", "openpyxl", "jinja2", "sqlite3", "email")
FOR_A_LIST = (*NEVER, "rich", "dateutil.rrule", "dateutil.parser", "dateutil.tz", "foerder.views.table")
FOR_WORDS_ALONE = (*FOR_A_LIST, "dateutil", "toml_rs", "tomli", "tomllib", "decimal", "json", "csv", "foerder.model")


@pytest.mark.parametrize(
    ("words", "unwanted"),
    [
        (["--version"], (*FOR_WORDS_ALONE, "foerder.cli.session", "foerder.cli.verbs")),
        (["--help"], (*FOR_WORDS_ALONE, "foerder.cli.session", "foerder.cli.verbs")),
        (["-f", REAL, "due"], (*FOR_A_LIST, "json", "csv")),
        (["-f", REAL, "due", "--format", "csv"], (*FOR_A_LIST, "json")),
        (["-f", REAL, "due", "--format", "json"], (*FOR_A_LIST, "csv")),
        (["-f", REAL, "list"], (*FOR_A_LIST, "json", "csv")),
        (["-f", REAL, "show", "sozialplan"], (*FOR_A_LIST, "json", "csv")),
        (["-f", EXAMPLE, "explain", "quartier/2025/final-report"], (*NEVER, "rich", "json", "csv")),
        (["rules"], (*FOR_A_LIST, "json", "csv")),
    ],
    ids=lambda value: " ".join(Path(word).name for word in value) if isinstance(value, list) else "",
)
def test_a_run_loads_only_what_it_needs(words: list[str], unwanted: tuple[str, ...], bare: set[str]) -> None:
    found = loaded("-m", "foerder", "--today", TODAY, *map(str, words)) - bare
    assert sorted(module for module in found if any(within(module, name) for name in unwanted)) == []
