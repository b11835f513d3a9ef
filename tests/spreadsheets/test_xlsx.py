"""Workbooks: what is in the cells, how they are shown, and that hostile content stays text."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from helpers import HOSTILE
from lists import REGISTER, cells, exported, register
from openpyxl import load_workbook
from program import EXAMPLE, REAL, foerder


def test_sheets_hold_real_dates_and_numbers_in_german_formats(tmp_path: Path) -> None:
    book = load_workbook(exported(register(tmp_path), tmp_path))
    assert book.sheetnames == ["Projekte", "Fristen", "Kosten", "Zahlungen", "Erledigt"]
    page = book["Projekte"]
    heads = [cell.value for cell in page[1]]
    end, amount = page.cell(2, heads.index("Ende") + 1), page.cell(2, heads.index("Zuwendung") + 1)
    assert (end.value, end.number_format) == (datetime(2028, 6, 30), "dd.mm.yyyy")
    assert (amount.value, amount.number_format) == (180000, '#,##0.00\\ "€"')


@pytest.mark.parametrize("sheet", ["Projekte", "Fristen", "Kosten", "Zahlungen", "Erledigt"])
def test_every_sheet_has_filter_frozen_header_widths_and_print_setup(tmp_path: Path, sheet: str) -> None:
    page = load_workbook(exported(EXAMPLE, tmp_path))[sheet]
    assert page.freeze_panes is not None
    assert page.freeze_panes.endswith("2")
    assert page.auto_filter.ref is not None
    assert page.auto_filter.ref.startswith("A1:")
    assert page.print_title_rows == "$1:$1"
    assert page.page_setup.orientation == "landscape"
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (None, 0)
    assert "&P" in page.oddFooter.center.text
    assert page.column_dimensions["A"].width > 8


def test_colours_follow_the_words(tmp_path: Path) -> None:
    page = load_workbook(exported(EXAMPLE, tmp_path))["Fristen"]
    rules = [rule for ranges in page.conditional_formatting for rule in ranges.rules]
    assert {rule.text for rule in rules if rule.text} == {
        "überfällig",
        "fällig",
        "erledigt",
        "nicht mehr verfolgt",
        "vorbei",
    }
    states = {row["Stand"].partition(":")[0] for row in cells(tmp_path / "out.xlsx", "Fristen")}
    assert {"überfällig", "fällig", "erledigt"} <= states


def test_in_english(tmp_path: Path) -> None:
    book = load_workbook(exported(EXAMPLE, tmp_path, lang="en"))
    assert book.sheetnames == ["Projects", "Deadlines", "Costs", "Payments", "Done"]
    page = book["Deadlines"]
    assert page["A1"].value == "Due"
    assert page["A2"].number_format == "yyyy-mm-dd"


def test_every_deadline_goes_out_those_without_a_date_too(tmp_path: Path) -> None:
    rows = cells(exported(EXAMPLE, tmp_path), "Fristen")
    assert any(row["Fällig"] is None and row["Stand"] == "ohne Datum" for row in rows)
    ids = {row["Kennung der Frist"] for row in rows}
    dated = foerder("-f", EXAMPLE, "due", "--all", "--format", "json").json["deadlines"]
    assert {deadline["id"] for deadline in dated} <= ids


def test_filters_and_windows(tmp_path: Path) -> None:
    rows = cells(exported(EXAMPLE, tmp_path, "a.xlsx", "--overdue"), "Fristen")
    assert {row["Stand"].partition(":")[0] for row in rows} == {"überfällig"}
    rows = cells(exported(EXAMPLE, tmp_path, "b.xlsx", "--kind", "plan"), "Projekte")
    assert {row["Art"] for row in rows} == {"Plan"}


def test_nothing_to_export_writes_nothing(tmp_path: Path) -> None:
    result = foerder("-f", EXAMPLE, "export", tmp_path / "out.xlsx", "--search", "gibt es nicht")
    assert (result.code, result.out) == (0, "")
    assert "Nothing to export" in result.err
    assert not (tmp_path / "out.xlsx").exists()


def test_hostile_content_stays_text(tmp_path: Path) -> None:
    path = register(tmp_path, HOSTILE.replace("LONG", "x" * 10_000))
    target = exported(path, tmp_path)
    with zipfile.ZipFile(target) as packed:
        names = packed.namelist()
        pages = b"".join(packed.read(name) for name in names if "worksheets" in name)
    # The only formulas are foerder's own sums.
    formulas = re.findall(rb"<f>([^<]*)</f>", pages)
    assert {formula.partition(b",")[0] for formula in formulas} <= {b"SUBTOTAL(109"}
    assert b"hyperlink" not in pages
    assert not any("vba" in name.lower() or "external" in name.lower() for name in names)
    row = cells(target, "Projekte")[0]
    assert row["Titel"] == '=HYPERLINK("http://example.org";"x")'
    assert row["Anmerkungen"] == "eins\nzwei\\x07\\u202e <script>alert(1)</script>"
    assert row["Beginn"] == "01.01.1900"
    assert any(row["Bezeichnung der Frist"] == "x" * 10_000 for row in cells(target, "Fristen"))


def test_what_looks_like_markup_of_the_writer_stays_text(tmp_path: Path) -> None:
    path = register(tmp_path, HOSTILE.replace("@SUM(1)", "<r>fett</r>"))
    assert cells(exported(path, tmp_path), "Projekte")[0]["Organisationseinheit"].strip() == "<r>fett</r>"


def test_text_longer_than_a_cell_is_cut_with_a_mark(tmp_path: Path) -> None:
    path = register(tmp_path, HOSTILE.replace("@SUM(1)", "y" * 40_000))
    assert cells(exported(path, tmp_path), "Projekte")[0]["Organisationseinheit"] == "y" * 32_766 + "…"


def test_the_same_register_makes_the_same_file(tmp_path: Path) -> None:
    first, second = (exported(REAL, tmp_path, name) for name in ("a.xlsx", "b.xlsx"))
    assert first.read_bytes() == second.read_bytes()


def test_the_whole_register_as_json(tmp_path: Path) -> None:
    target = tmp_path / "all.json"
    assert foerder("-f", EXAMPLE, "export", target).code == 0
    result = foerder("-f", EXAMPLE, "export", "-", "--format", "json")
    assert target.read_text(encoding="utf-8") == result.out
    content = result.json
    projects = {project["id"]: project for project in content["projects"]}
    assert len(projects) == 12
    period = projects["quartier"]["periods"][0]
    assert period["amount"] == "88000.00"
    assert period["financing"][0].keys() >= {"funder", "share", "amount", "from", "until"}
    assert "place" not in result.out
    contract = foerder("-f", EXAMPLE, "due", "--all", "--format", "json").json["deadlines"]
    keyed = {deadline["id"]: deadline for deadline in content["deadlines"]}
    assert all(keyed[deadline["id"]] == deadline for deadline in contract)
    assert any(deadline["due"] is None for deadline in content["deadlines"])
    assert {"settings", "authorities", "programmes", "accepted", "problems"} <= content.keys()


def test_the_yearly_list_as_a_workbook(tmp_path: Path) -> None:
    target = tmp_path / "liste.xlsx"
    assert foerder("-f", EXAMPLE, "report", target, "--year", "2025", lang="de").code == 0
    rows = cells(target, "Zuwendungen")
    assert (rows[0]["Kennung"], rows[0]["Zuwendung"], rows[0]["Ende"]) == (
        "quartier/2024",
        86400,
        datetime(2025, 6, 30),
    )
    assert load_workbook(target).sheetnames == ["Zuwendungen", "Nach Förderprogramm", "Nach Geldgeber", "Nachweise"]
    assert "pünktlich" in {row["Ergebnis"] for row in cells(target, "Nachweise")}


def test_sums_follow_the_filter_and_the_next_deadline_is_in_its_own_period(tmp_path: Path) -> None:
    second = '\n  [[project.period]]\n  id = "2029"\n  start = 2028-07-01\n  end = 2030-06-30\n  amount = 20000.00\n'
    first = (
        "approved = 150000.00\n\n    [[project.period.payment]]\n    requested = 2026-08-01\n    amount = 25000.00\n"
    )
    path = register(tmp_path, REGISTER.replace(first, first + second))
    target = exported(path, tmp_path)
    page = load_workbook(target)["Projekte"]
    values = load_workbook(target, data_only=True)["Projekte"]
    column = [cell.value for cell in page[1]].index("Zuwendung") + 1
    assert page.cell(6, 1).value == "Summe"
    assert page.cell(6, column).value == "=SUBTOTAL(109,K2:K4)"
    assert values.cell(6, column).value == 200000
    rows = cells(target, "Projekte")
    assert [row["Zeitraum"] for row in rows if row["Nächste Frist"]] == ["2026", "2026"]


def test_status_kind_and_cost_type_are_chosen_from_a_list(tmp_path: Path) -> None:
    book = load_workbook(exported(EXAMPLE, tmp_path))
    for sheet, head in (("Projekte", "Status"), ("Projekte", "Art"), ("Kosten", "Kostenart")):
        page = book[sheet]
        letter = next(cell.column_letter for cell in page[1] if cell.value == head)
        rules = [rule for rule in page.data_validations.dataValidation if f"{letter}2" in rule.sqref]
        assert len(rules) == 1
        assert rules[0].type == "list"
