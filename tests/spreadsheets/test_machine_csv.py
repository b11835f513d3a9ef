"""CSV for machines is taken without options: by DuckDB, by pandas, and by Python's own reader."""

from __future__ import annotations

import csv
import io
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from generate import register
from program import foerder

from foerder.spreadsheets.csv import LOOKED_AT, telling_first
from foerder.views.formats import csv_line, csv_table

HOSTILE = '''
[[project]]
id = "2025"
title = """Titel mit "Anführung", Komma; Semikolon
und Zeilen\\u2028umbruch \\\\ 'Apostroph' # | 2025-01-01"""
unit = "=SUMME(A1:A9)"
owner = "true"
tags = ["1e5", "-1"]

[[project.period]]
id = "2031-fortsetzung"
start = 2031-01-01
end = 2031-12-31
reference = "007"
amount = 0.10

[[project.period.deadline]]
id = "bericht"
kind = "other"
title = "\\t\\"\\"\\"\\u0007"
due = 2031-06-30
version = "Stand heute, 12:00"
'''


@pytest.fixture(scope="module")
def machine_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("machine")
    source, target = folder / "projects.toml", folder / "out.csv"
    source.write_text("".join(chain(register(1000), [HOSTILE])), encoding="utf-8")
    assert foerder("-f", source, "export", target, "--csv-dialect", "rfc4180").code == 0
    return target


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_one_line_a_row_and_only_text_is_quoted(machine_csv: Path) -> None:
    lines = machine_csv.read_bytes().split(b"\r\n")
    assert len(lines) == len(rows_of(machine_csv)) + 2
    assert not any(b"\n" in line for line in lines)
    hostile = next(line for line in lines if line.startswith(b'"2025/2031-fortsetzung/bericht"'))
    assert b',"007",' in hostile
    assert b",0.10," in hostile
    assert b",false," in hostile


def test_duckdb_takes_it_without_options(machine_csv: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    table = duckdb.sql(f"select * from '{machine_csv}'")
    types = dict(zip(table.columns, map(str, table.types), strict=True))
    assert {types[name] for name in ("due", "nominal", "latest", "period.start", "done.on")} == {"DATE"}
    assert (types["days_left"], types["provisional"], types["version"]) == ("BIGINT", "BOOLEAN", "VARCHAR")
    assert (types["period.amount"], types["period"], types["period.reference"]) == ("DOUBLE", "VARCHAR", "VARCHAR")
    expected = rows_of(machine_csv)
    assert [row[0] for row in table.project("id").fetchall()] == [row["id"] for row in expected]
    columns = 'title, "project.title", "project.unit", "period.reference"'
    found = table.filter("project = '2025' and kind = 'other'").project(columns).fetchall()
    row = next(row for row in expected if row["id"] == "2025/2031-fortsetzung/bericht")
    assert found == [tuple(row[name] for name in ("title", "project.title", "project.unit", "period.reference"))]


def test_pandas_takes_it_without_options(machine_csv: Path) -> None:
    pandas: Any = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = pandas.read_csv(machine_csv)
    assert list(frame["id"]) == [row["id"] for row in rows_of(machine_csv)]
    assert (frame["provisional"].dtype, frame["days_left"].dtype.kind) == (bool, "f")
    assert frame["period.amount"].sum() == pytest.approx(
        sum(float(row["period.amount"]) for row in rows_of(machine_csv) if row["period.amount"])
    )


LATE = [
    pytest.param(["7"] * 30_000 + ["AZ 8"], "VARCHAR", id="numbers, then text"),
    pytest.param(["2025-12-04"] * 30_000 + ["2025"], "VARCHAR", id="days, then a year"),
    pytest.param(["2025"] * 30_000 + ["2025-12-04"], "VARCHAR", id="years, then a day"),
    pytest.param(["4711"] * 30_000 + ["1" * 30], "HUGEINT", id="numbers, then a long one"),
    pytest.param([None] * 30_000 + ["2025-12-04"], "DATE", id="nothing, then a day"),
    pytest.param(["12:00"] * 30_000 + ["mittags"], "VARCHAR", id="times, then text"),
    pytest.param(["ja"] * 30_000 + ['er sagt "nein"'], "VARCHAR", id="text, then quotes"),
    pytest.param([1] * 30_000 + [2], "BIGINT", id="numbers"),
]


@pytest.mark.parametrize(("values", "type_"), LATE)
def test_what_comes_late_is_read_too(values: list[Any], type_: str, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    assert len(values) > LOOKED_AT
    path = tmp_path / "late.csv"
    lines = telling_first([f"zeile-{number}", value] for number, value in enumerate(values))
    path.write_text("id,value\r\n" + "".join(lines), encoding="utf-8", newline="")
    table = duckdb.sql(f"select * from '{path}'")
    assert len(table.fetchall()) == len(values)
    assert str(table.types[1]) == type_


def test_short_tables_keep_their_order() -> None:
    rows: list[list[Any]] = [["a", 1], ["b", None], ["c", "Wort"]]
    assert list(telling_first(rows)) == list(map(csv_line, rows))


def test_a_text_is_quoted_and_nothing_is_empty() -> None:
    text = csv_table(("a", "b"), [["x", None], ['"', 1], ["", True], ["=1", 1.5]])
    assert text == 'a,b\r\n"x",\r\n"""",1\r\n,true\r\n"\'=1",1.5\r\n'
    assert list(csv.reader(io.StringIO(text)))[1:] == [["x", ""], ['"', "1"], ["", "true"], ["'=1", "1.5"]]
