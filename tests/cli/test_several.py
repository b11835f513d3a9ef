"""Several registers at once: each with its own settings, and told apart in every output for machines."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from program import foerder

REGISTER = """\
format = 1

[settings]
id = "{id}"
holidays = "{land}"

[[programme]]
id = "topf"
title = "Topf von {id}"

[[project]]
id = "kita"
title = "Kita"
programme = "topf"
rules = []

[[project.period]]
start = 2026-01-01
end = 2027-12-31
amount = 1000.10

[[project.period.deadline]]
id = "bericht"
kind = "content-report"
due = 2026-08-15

[[project.period.payment]]
received = 2026-03-02
amount = 400.05
"""
PART = """\
format = 1

[[project]]
id = "schule"
title = "Schule"
programme = "topf"
"""
CSV = ("--csv-dialect", "rfc4180")


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """Two offices with a project of the same id, in two Länder, and a third whose id the second has already."""
    folder = tmp_path / "kreis"
    folder.mkdir()
    for name, id_, land in (("nord", "amt-nord", "DE-TH"), ("sued", "amt-sued", "DE-BY"), ("west", "amt-sued", "DE")):
        (folder / f"{name}.toml").write_text(REGISTER.format(id=id_, land=land), encoding="utf-8")
    return folder


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """One register in two files."""
    folder = tmp_path / "amt"
    folder.mkdir()
    (folder / "a.toml").write_text(REGISTER.format(id="amt-nord", land="DE-TH"), encoding="utf-8")
    (folder / "b.toml").write_text(PART, encoding="utf-8")
    return folder


NAMES = ["amt-nord", "amt-sued", "west"]


def rows(*words: Any) -> list[dict[str, Any]]:
    """The deadlines that a command prints for machines."""
    result = foerder(*words)
    assert result.code == 0, result.err
    if result.out.startswith("{") and '"record"' in result.out.partition("\n")[0]:
        return [json.loads(line) for line in result.out.splitlines()]
    if result.out.startswith("{"):
        found: list[dict[str, Any]] = next(result.json[key] for key in ("deadlines", "projects") if key in result.json)
        return found
    return list(csv.DictReader(io.StringIO(result.out)))


MACHINES = {
    "due, json": ("due", "--all", "--format", "json"),
    "due, csv": ("due", "--all", "--format", "csv"),
    "list, json": ("list", "--format", "json"),
    "list, csv": ("list", "--format", "csv"),
    "export, json": ("export", "-", "--format", "json"),
    "export, jsonl": ("export", "-", "--format", "jsonl"),
    "export, csv": ("export", "-", "--format", "csv", *CSV),
}


@pytest.mark.parametrize("words", MACHINES.values(), ids=list(MACHINES))
def test_every_row_tells_its_register(words: tuple[str, ...], county: Path) -> None:
    assert {row["register"] for row in rows("-f", county, *words)} == set(NAMES)
    files = [word for name in ("nord", "sued", "west") for word in ("-f", county / f"{name}.toml")]
    assert rows(*files, *words) == rows("-f", county, *words)


@pytest.mark.parametrize("words", MACHINES.values(), ids=list(MACHINES))
def test_a_file_of_one_register_is_told_by_its_name(words: tuple[str, ...], parts: Path) -> None:
    found = {row["register"] for row in rows("-f", parts, *words)}
    projects = "list" in words or "jsonl" in words
    assert found == {"amt-nord/a", *(["amt-nord/b"] if projects else [])}


def test_alone_due_and_list_have_no_such_key(county: Path) -> None:
    for verb in ("due", "list"):
        assert "register" not in rows("-f", county / "nord.toml", verb, "--format", "json")[0]


def test_each_has_its_own_settings(county: Path) -> None:
    for verb in (("due", "--all"), ("list",)):
        alone = [rows("-f", county / f"{name}.toml", *verb, "--format", "csv") for name in ("nord", "sued", "west")]
        flat = [row for found in alone for row in found]
        together = rows("-f", county, *verb, "--format", "csv")
        assert [{key: row[key] for key in row if key != "register"} for row in together] == flat


def test_one_answer_for_all(county: Path) -> None:
    answer = foerder("-f", county, "due", "--within", "1y", "--format", "json").json
    assert [Path(path).name for path in answer["registers"]] == ["nord.toml", "sued.toml", "west.toml"]
    days = [one["due"] for one in answer["deadlines"]]
    assert days == sorted(days)
    assert answer["problems"] == []
    assert answer["next"]["register"] in NAMES
    whole = foerder("-f", county, "export", "-", "--format", "json").json
    assert (whole["settings"], len(whole["programmes"])) == (None, 3)


def test_for_people_each_is_named(county: Path) -> None:
    plain = foerder("-f", county, "list", "--format", "plain")
    assert [line.rpartition("\t")[2] for line in plain.out.splitlines()] == NAMES
    table = foerder("-f", county, "list", "--format", "table").out
    assert [line for line in table.splitlines() if line in NAMES] == NAMES


def test_a_broken_one_never_hides_the_others(county: Path) -> None:
    (county / "sued.toml").write_text('format = 1\n[settings]\nid = "amt-sued"\nholidays = "Mars"\n', encoding="utf-8")
    result = foerder("-f", county, "list", "--format", "json")
    assert result.code == 3
    assert [one["register"] for one in result.json["projects"]] == ["amt-nord", "west"]
    assert "Mars" in result.err
    assert [problem["severity"] for problem in result.json["problems"]] == ["error"]


@pytest.mark.parametrize(
    ("folder", "names", "cents"),
    [("county", NAMES, 3 * 40_005), ("parts", ["amt-nord/a", "amt-nord/b"], 40_005)],
    ids=["several registers", "several files"],
)
def test_keys_hold_over_all(
    folder: str, names: list[str], cents: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    target = tmp_path / "alle.sqlite"
    assert foerder("-f", request.getfixturevalue(folder), "export", target).code == 0
    with closing(sqlite3.connect(target)) as base:
        assert base.execute("pragma foreign_key_check").fetchall() == []
        assert base.execute("pragma integrity_check").fetchall() == [("ok",)]
        found = base.execute("select register from registers order by rowid").fetchall()
        assert [name for (name,) in found] == names
        assert base.execute("select sum(amount_cents) from payments").fetchall() == [(cents,)]
