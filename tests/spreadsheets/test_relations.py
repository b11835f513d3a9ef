"""`.sqlite` and `.jsonl`: the register as tables with keys, days in ISO, exact money."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from helpers import HOSTILE
from program import EXAMPLE, REAL, ROOT, foerder

from foerder.spreadsheets.relations import RELATIONS

TABLES = "registers authorities programmes projects periods costs payments deadlines".split()


def rows_of(path: Path, query: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(path)) as base:
        base.row_factory = sqlite3.Row
        return [dict(row) for row in base.execute(query)]


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(params=[EXAMPLE, REAL], ids=["example", "real"])
def register(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def exported(register: Path, target: Path, *words: str) -> Path:
    result = foerder("-f", register, "export", target, *words)
    assert result.code == 0, result.err
    return target


def test_the_tables_have_keys_and_every_reference_holds(register: Path, tmp_path: Path) -> None:
    path = exported(register, tmp_path / "out.sqlite")
    assert [row["name"] for row in rows_of(path, "select name from sqlite_master where type = 'table'")] == TABLES
    assert rows_of(path, "pragma foreign_key_check") == []
    for name in TABLES:
        assert [row for row in rows_of(path, f"pragma table_info({name})") if row["pk"]]
        assert name == "registers" or rows_of(path, f"pragma foreign_key_list({name})")


def test_rows_are_those_of_json(register: Path, tmp_path: Path) -> None:
    whole = foerder("-f", register, "export", "-", "--format", "json").json
    base, lines = exported(register, tmp_path / "a.sqlite"), lines_of(exported(register, tmp_path / "a.jsonl"))
    for table, record, expected in (
        ("projects", "project", whole["projects"]),
        ("deadlines", "deadline", whole["deadlines"]),
    ):
        ids = [one["id"] for one in expected]
        assert [row["id"] for row in rows_of(base, f"select id from {table} order by rowid")] == ids
        assert [line["id"] for line in lines if line["record"] == record] == ids
    periods = [period for project in whole["projects"] for period in project["periods"]]
    assert len([line for line in lines if line["record"] == "period"]) == len(periods)
    assert len(rows_of(base, "select * from periods")) == len(periods)


def test_money_is_exact(register: Path, tmp_path: Path) -> None:
    base, lines = exported(register, tmp_path / "a.sqlite"), lines_of(exported(register, tmp_path / "a.jsonl"))
    found = rows_of(base, "select amount_cents from periods where amount_cents is not null order by rowid")
    amounts = [line["amount"] for line in lines if line["record"] == "period" and line["amount"]]
    assert [row["amount_cents"] for row in found] == [int(Decimal(amount) * 100) for amount in amounts]
    assert all(isinstance(row["amount_cents"], int) for row in found)


def test_every_line_of_a_kind_has_the_same_keys(register: Path, tmp_path: Path) -> None:
    expected = {one.one: ["record", *(column.name for column in one.columns)] for one in RELATIONS if one.one}
    lines = lines_of(exported(register, tmp_path / "a.jsonl"))
    assert {line["record"] for line in lines} <= set(expected)
    assert all(list(line) == expected[line["record"]] for line in lines)


@pytest.mark.parametrize("name", ["a.jsonl", "a.sqlite", "a.csv"])
def test_filters_and_window_are_those_of_the_other_exports(name: str, tmp_path: Path) -> None:
    words = ("--in", "2027", "--status", "running")
    expected = [
        one["id"] for one in foerder("-f", EXAMPLE, "export", "-", "--format", "json", *words).json["deadlines"]
    ]
    path = exported(EXAMPLE, tmp_path / name, *words, *(("--csv-dialect", "rfc4180") if name == "a.csv" else ()))
    assert expected
    if name == "a.jsonl":
        found = [line["id"] for line in lines_of(path) if line["record"] == "deadline"]
    elif name == "a.sqlite":
        found = [row["id"] for row in rows_of(path, "select id from deadlines order by rowid")]
        assert rows_of(path, "pragma foreign_key_check") == []
    else:
        found = [line.split('"')[1] for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    assert found == expected


@pytest.mark.parametrize("suffix", ["jsonl", "sqlite"])
def test_nothing_to_export_and_the_registers_own_files(suffix: str, tmp_path: Path) -> None:
    target = tmp_path / f"a.{suffix}"
    result = foerder("-f", EXAMPLE, "export", target, "--search", "gibt es nicht")
    assert (result.code, target.exists()) == (0, False)
    assert result.err
    register = tmp_path / "projects.toml"
    register.write_bytes(EXAMPLE.read_bytes())
    before = register.read_bytes()
    assert foerder("-f", register, "export", register, "--format", suffix).code == 4
    assert register.read_bytes() == before
    assert foerder("-f", EXAMPLE, "export", tmp_path / "gibt-es-nicht" / f"a.{suffix}").code == 4


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    register = tmp_path / "projects.toml"
    register.write_text(HOSTILE, encoding="utf-8")
    lines = lines_of(exported(register, tmp_path / "a.jsonl"))
    path = exported(register, tmp_path / "a.sqlite")
    titles = [line["title"] for line in lines if line["record"] == "project"]
    assert [row["title"] for row in rows_of(path, "select title from projects order by rowid")] == titles
    raw = (tmp_path / "a.jsonl").read_text(encoding="utf-8")
    assert not any(char < " " and char != "\n" for char in raw)


def test_duckdb_reads_lines_without_options(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    path = exported(EXAMPLE, tmp_path / "a.jsonl")
    found = duckdb.sql(f"select record, count(*) from '{path}' group by record").fetchall()
    lines = lines_of(path)
    assert dict(found) == {
        one.one: len([line for line in lines if line["record"] == one.one]) for one in RELATIONS if one.one
    }
    asked = f"select sum(amount::decimal(18, 2)) from '{path}' where record = 'period'"
    expected = sum(Decimal(line["amount"] or 0) for line in lines if line["record"] == "period")
    assert duckdb.sql(asked).fetchall() == [(expected,)]


@pytest.mark.docs
@pytest.mark.parametrize("book", ["handbuch.d", "handbook.d"])
def test_the_handbook_names_every_column(book: str) -> None:
    text = (ROOT / "docs" / book / "excel.md").read_text(encoding="utf-8")
    for relation in RELATIONS:
        row = next(line for line in text.splitlines() if line.startswith(f"| `{relation.name}` |"))
        assert re.findall(r"`(\w+)`", row.split("|", 3)[3]) == [column.name for column in relation.columns]
