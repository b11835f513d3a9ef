"""CSV for German Excel and for machines: a row per deadline, harmless cells."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import HOSTILE
from lists import exported, register, rows_of
from program import EXAMPLE, foerder


def test_for_german_excel(tmp_path: Path) -> None:
    target = exported(register(tmp_path), tmp_path, "out.csv")
    raw = target.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    header, *rows = rows_of(target)
    report = next(row for row in rows if row[header.index("Kennung der Frist")] == "iksp/2026/final-report")
    values = dict(zip(header, report, strict=True))
    assert values["Fällig"] == "29.12.2028"
    assert values["Zuwendung"] == "180000,00"
    assert (values["Projekttitel"], values["Förderprogramm"], values["Beginn"]) == (
        "Sozialplanung",
        "Großer Topf",
        "01.07.2026",
    )


def test_for_machines(tmp_path: Path) -> None:
    target = exported(register(tmp_path), tmp_path, "out.csv", "--csv-dialect", "rfc4180")
    raw = target.read_bytes()
    assert raw.startswith(b"id,project,period,")
    header, *rows = rows_of(target, ",")
    values = dict(zip(header, next(row for row in rows if row[0] == "iksp/2026/final-report"), strict=True))
    assert values["due"] == "2028-12-29"
    assert (values["period.amount"], values["project.title"]) == ("180000.00", "Sozialplanung")
    assert all(len(row) == len(header) for row in rows)


def test_in_english_with_commas_and_points(tmp_path: Path) -> None:
    header, *rows = rows_of(exported(register(tmp_path), tmp_path, "out.csv", lang="en"), ",")
    assert header[:2] == ["Due", "Days left"]
    assert any("180000.00" in row for row in rows)


@pytest.mark.parametrize("dialect", ["excel", "rfc4180"])
def test_cells_that_look_like_formulas_are_harmless(tmp_path: Path, dialect: str) -> None:
    path = register(tmp_path, HOSTILE.replace("LONG", "=1+1" + "x" * 10_000))
    rows = rows_of(exported(path, tmp_path, "out.csv", "--csv-dialect", dialect), ";" if dialect == "excel" else ",")
    found = [cell for row in rows for cell in row]
    assert not any(cell.startswith(("=", "@", "+")) for cell in found)
    assert "'" + '=HYPERLINK("http://example.org";"x")' in found
    assert any(cell.startswith("'=1+1x") and len(cell) == 10_005 for cell in found)
    assert not any(char < " " for cell in found for char in cell)


def test_to_stdout_and_by_format() -> None:
    result = foerder("-f", EXAMPLE, "export", "-", "--format", "csv", "--csv-dialect", "rfc4180")
    assert result.code == 0
    assert result.out.startswith("id,")


def test_the_dialect_belongs_to_csv(tmp_path: Path) -> None:
    assert foerder("-f", EXAMPLE, "export", tmp_path / "a.xlsx", "--csv-dialect", "excel").code == 2
    assert foerder("-f", EXAMPLE, "export", tmp_path / "a.csv", "--csv-dialect", "xls").code == 2
