"""The TOML test suite (github.com/toml-lang/toml-test): valid files are read alike, invalid ones hide one block.

Its files are no part of this project: they are looked for in the folder that TOML_TEST names, else beside it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from program import ROOT, foerder

from foerder.toml.parse import UNREADABLE, loads

SUITE = Path(os.environ.get("TOML_TEST", ROOT.parent / "shared" / "suites" / "toml-test")) / "tests"
needs_suite = pytest.mark.skipif(not SUITE.is_dir(), reason="needs the TOML test suite (TOML_TEST=FOLDER)")
VERSION = "1.1.0"
"""What is read here: TOML 1.1 takes what 1.0 took, and more."""


def files(kind: str) -> list[Any]:
    """The suite's TOML files of a kind, ``valid`` or ``invalid``, each with its name as the id."""
    listed = SUITE / f"files-toml-{VERSION}"
    names = listed.read_text(encoding="utf-8").split() if listed.is_file() else []
    wanted = [name for name in names if name.startswith(f"{kind}/") and name.endswith(".toml")]
    return [pytest.param(SUITE / name, id=name) for name in wanted]


def meant(tagged: Any) -> Any:
    """A value as the suite writes it: tables and lists of texts that each name their type."""
    if isinstance(tagged, list):
        return [meant(inner) for inner in tagged]
    if set(tagged) == {"type", "value"} and isinstance(tagged["value"], str):
        return READERS[tagged["type"]](tagged["value"])
    return {key: meant(inner) for key, inner in tagged.items()}


READERS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": int,
    "float": Decimal,
    "bool": lambda text: text == "true",
    "datetime": datetime.fromisoformat,
    "datetime-local": datetime.fromisoformat,
    "date-local": date.fromisoformat,
    "time-local": time.fromisoformat,
}


def same(found: Any, wanted: Any) -> bool:
    """Whether two values are the same, of the same kind too: ``1`` is not ``true``, and NaN is NaN."""
    if isinstance(wanted, dict):
        return (
            isinstance(found, dict) and found.keys() == wanted.keys() and all(same(found[k], wanted[k]) for k in wanted)
        )
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(same, found, wanted))
    if isinstance(wanted, Decimal) and wanted.is_nan():
        return isinstance(found, Decimal) and found.is_nan()
    return type(found) is type(wanted) and bool(found == wanted)


@needs_suite
@pytest.mark.parametrize("path", files("valid"))
def test_a_valid_file_is_read_as_it_is_meant(path: Path) -> None:
    wanted = meant(json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))
    assert same(loads(path.read_bytes().decode("utf-8-sig")), wanted)


@needs_suite
@pytest.mark.parametrize("path", files("invalid"))
def test_an_invalid_file_is_refused(path: Path) -> None:
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return
    with pytest.raises(UNREADABLE):
        loads(text)


GOOD = """\
format = 1

[[project]]
id = "gut"
title = "Bleibt sichtbar"

[[project.period]]
start = 2026-01-01
end = 2026-12-31

"""


AFTER = GOOD.replace("format = 1\n", "").replace('"gut"', '"danach"')


@needs_suite
@pytest.mark.parametrize("path", files("invalid"))
def test_an_invalid_block_hides_no_other_project(path: Path, tmp_path: Path) -> None:
    register = tmp_path / "projects.toml"
    faulty = path.read_bytes()
    # A blank, so that a carriage return at the end stays one.
    faulty = b'[[project]]\nid = "schlecht"\ntitle = "Mit Fehler"\n' + faulty + b" \n"
    register.write_bytes(GOOD.encode() + faulty + AFTER.encode())
    before = register.read_bytes()
    result = foerder("-f", register, "list", "--format", "json")
    assert result.code == 3
    assert "Traceback" not in result.err
    answer = result.json
    assert {"gut", "danach"} <= {project["id"] for project in answer["projects"]}
    for name in ("gut", "danach"):
        changed = foerder("-f", register, "set", name, "unit", "Amt 50", "--yes")
        assert changed.code in (0, 3, 4), changed.err
        assert "Traceback" not in changed.err
        after = register.read_bytes()
        if changed.code:
            assert after == before
        else:
            assert after.replace(b'unit = "Amt 50"\n', b"") == before
        register.write_bytes(before)


@needs_suite
@pytest.mark.parametrize("path", files("valid"))
def test_a_valid_file_gives_no_traceback_as_a_register(path: Path, tmp_path: Path) -> None:
    register = tmp_path / "projects.toml"
    register.write_bytes(path.read_bytes())
    result = foerder("-f", register, "check")
    assert result.code in (0, 1, 3)
    assert "Traceback" not in result.err
