"""`import`: columns recognised, cells read, nothing guessed, the register changed as shown and not otherwise."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from lists import REGISTER, cells, edit, exported, part, register, rows_of, take, workbook
from openpyxl import load_workbook
from program import EXAMPLE, REAL, foerder

from foerder.spreadsheets.columns import PROJECTS
from foerder.spreadsheets.grid import Grid, Row
from foerder.spreadsheets.tables import recognise


@pytest.mark.parametrize("source", [EXAMPLE, REAL], ids=["example", "shipped"])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_an_export_comes_back_without_a_change(tmp_path: Path, source: Path, lang: str) -> None:
    path = register(tmp_path, source.read_text(encoding="utf-8"))
    for name in ("out.xlsx", "out.csv"):
        result = take(path, exported(path, tmp_path, name, lang=lang), "--yes")
        assert (result.code, part(result.out, "Changed"), part(result.out, "New")) == (0, [], [])
        assert part(result.out, "Doubtful") == []
        assert part(result.out, "Columns") == []
    assert path.read_text(encoding="utf-8") == source.read_text(encoding="utf-8")


def test_three_cells_changed_are_three_changes(tmp_path: Path) -> None:
    path = register(tmp_path)
    target = exported(path, tmp_path)
    edit(target, "Projekte", 0, "Ende", datetime(2028, 12, 31))
    edit(target, "Projekte", 1, "Titel", "Spielplatz Nord")
    edit(target, "Kosten", 0, "Ausgegeben", "1.234,50 €")
    result = take(path, target, "--dry-run")
    assert part(result.out, "Changed (3):") == [
        "iksp/2026  end: 2028-06-30 → 2028-12-31   (Projekte!I2)",
        "spielplatz  title: Spielplatz → Spielplatz Nord   (Projekte!B3)",
        "iksp/2026 · Costs 1 Personalausgaben  spent: (empty) → €1,234.50   (Kosten!H2)",
    ]
    assert "iksp/2026/final-report" in result.out  # it moves with the end
    assert path.read_text(encoding="utf-8") == REGISTER
    assert take(path, target).code == 4  # off a terminal only with --yes
    assert path.read_text(encoding="utf-8") == REGISTER
    assert take(path, target, "--yes").code == 0
    expected = REGISTER.replace("end = 2028-06-30   # so far", "end = 2028-12-31   # so far")
    expected = expected.replace('"Spielplatz"', '"Spielplatz Nord"')
    expected = expected.replace("    approved = 150000.00\n", "    approved = 150000.00\n    spent = 1234.50\n")
    assert path.read_text(encoding="utf-8") == expected
    assert "Nothing to change" in take(path, target, "--yes").err
    assert "import" in foerder("-f", path, "log").out


def test_every_sheet_can_be_changed_and_added_to(tmp_path: Path) -> None:
    path = register(tmp_path)
    target = exported(path, tmp_path)
    edit(target, "Zahlungen", 0, "Eingegangen", datetime(2026, 8, 20))
    edit(target, "Zahlungen", 1, "Projekt", "iksp")
    edit(target, "Zahlungen", 1, "Angefordert", "1.11.2026")
    edit(target, "Zahlungen", 1, "Betrag", 5000)
    edit(target, "Erledigt", 0, "Projekt", "iksp")
    edit(target, "Erledigt", 0, "Frist", "2026/final-report")
    edit(target, "Erledigt", 0, "Am", datetime(2026, 11, 20))
    result = take(path, target, "--yes")
    assert result.code == 0, result.err
    text = path.read_text(encoding="utf-8")
    assert "received = 2026-08-20" in text
    assert "requested = 2026-11-01\n    amount = 5000.00" in text
    assert '[[project.done]]\n  deadline = "2026/final-report"\n  on = 2026-11-20' in text
    assert "Nothing to change" in take(path, target, "--yes").err


OFFICE: list[list[Any]] = [
    ["Fördermittelübersicht"],
    [],
    ["Projekt", "Förderprogramm", "Fördergeber", "Amt", "Laufzeit von", "Laufzeit bis", "Summe", "VN bis", "Farbe"],
    [
        "Jugendtreff Süd",
        "Jugend stärken",
        "Bund; ESF Plus",
        "Jugendamt",
        datetime(2026, 1, 1),
        "31.12.2027",
        "45.000,00 €",
        "30.6.28",
        "b",
    ],
    ["Spielplatz", "Großer Topf", "", "", "05/06/2026", "", "", "", ""],
    ["Radweg", "Großer Topff", "", "", "1. März 2026", "28.02.2026", "12", "", ""],
]


def test_the_offices_own_list_becomes_a_register(tmp_path: Path) -> None:
    path = register(tmp_path)
    result = take(path, workbook(tmp_path / "liste.xlsx", {"Liste": OFFICE, "Notizen": [["x"]]}), "--yes")
    assert result.code == 0, result.err
    assert part(result.out, "Columns that nobody knows") == ["Liste: Farbe"]
    assert part(result.out, "Sheets that are not read") == ["Notizen"]
    doubts = part(result.out, "Doubtful")
    assert any("05/06/2026" in line and "can mean" in line for line in doubts)
    assert any("Großer Topff" in line and "Großer Topf" in line for line in doubts)
    assert any("28.02.2026" in line and "before the start" in line for line in doubts)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(REGISTER.partition("# about iksp")[0].rstrip("\n"))
    new = text[text.index('id = "jugendtreff-sued"') :]
    assert 'programme = "jugend-staerken"' in new
    assert "start = 2026-01-01" in new
    assert "amount = 45000.00" in new
    assert "due = 2028-06-30" in new
    assert 'funds = ["Bund", "ESF Plus"]' in text
    assert foerder("-f", path, "check").code != 3
    deadlines = foerder("-f", path, "due", "--all", "--format", "json").json["deadlines"]
    assert "jugendtreff-sued/2026/final-report" in {deadline["id"] for deadline in deadlines}


def test_a_new_register_from_a_list(tmp_path: Path) -> None:
    path = tmp_path / "neu.toml"
    assert foerder("-f", path, "init").code == 0
    liste = tmp_path / "liste.csv"
    rows = "Titel;Beginn;Ende;Betrag\r\nHöfe;01.01.2026;31.12.2027;1.500,00\r\nGärten;01.01.2026;31.12.2027;1.500\r\n"
    liste.write_bytes(rows.encode("cp1252"))
    result = take(path, liste, "--yes")
    assert result.code == 0, result.err
    listed = foerder("-f", path, "list", "--format", "json").json["projects"]
    assert [(each["id"], each["amount"]) for each in listed] == [("hoefe", "1500.00"), ("gaerten", "1500.00")]


def test_missing_rows_and_empty_cells_take_nothing_away(tmp_path: Path) -> None:
    path = register(tmp_path)
    liste = workbook(tmp_path / "l.xlsx", {"Projekte": [["Kennung", "Titel", "Amt"], ["iksp", "Sozialplanung", None]]})
    result = take(path, liste, "--yes")
    assert part(result.out, "In the register, not in the file") == ["project spielplatz – Spielplatz"]
    assert part(result.out, "Empty in the file") == ["iksp  unit   (Projekte, row 2)"]
    assert path.read_text(encoding="utf-8") == REGISTER
    result = take(path, liste, "--yes", "--clear")
    assert path.read_text(encoding="utf-8") == REGISTER.replace('unit = "Dezernat"\n', "")


def test_rows_of_one_project_that_contradict_each_other(tmp_path: Path) -> None:
    path = register(tmp_path)
    rows = [["Kennung", "Titel", "Amt"], ["iksp", "Sozialplanung", "Amt 1"], ["iksp", "Sozialplanung", "Amt 2"]]
    liste = workbook(tmp_path / "l.xlsx", {"Projekte": rows})
    for _run in range(2):
        result = take(path, liste, "--yes")
        assert len(part(result.out, "Doubtful")) == 1
    assert 'unit = "Amt 1"' in path.read_text(encoding="utf-8")


def test_two_columns_that_mean_the_same_are_not_read(tmp_path: Path) -> None:
    path = register(tmp_path)
    rows = [["Kennung", "Projektbeginn", "Laufzeit von"], ["iksp", "01.01.2020", "01.01.2021"]]
    result = take(path, workbook(tmp_path / "l.xlsx", {"Projekte": rows}), "--yes")
    assert len(part(result.out, "Doubtful")) == 2
    assert path.read_text(encoding="utf-8") == REGISTER


def test_rows_that_the_register_does_not_take_are_listed_and_the_rest_is_taken(tmp_path: Path) -> None:
    path = register(tmp_path)
    rows = [
        ["Titel", "Beginn", "Ende"],
        ["Sozialplanung", "01.01.2027", "31.12.2027"],
        ["Bildungsscheck", "01.01.2025", "30.06.2026"],
        ["Bildungsscheck", "01.02.2026", "31.12.2026"],
        ["Jugendtreff", "01.01.2026", "31.12.2026"],
    ]
    result = take(path, workbook(tmp_path / "l.xlsx", {"Liste": rows}), "--yes")
    assert result.code == 0, result.err
    doubts = part(result.out, "Doubtful")
    assert [line.partition(": ")[0] for line in doubts] == ["Liste!B2", "Liste!B4"]
    assert all("is not after the end of period" in line for line in doubts)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(REGISTER.rstrip("\n"))
    assert text.count("start = ") == REGISTER.count("start = ") + 2
    assert "Nothing to change" in take(path, tmp_path / "l.xlsx", "--yes").err


def test_a_template_has_heads_drop_downs_and_an_example_that_is_passed_over(tmp_path: Path) -> None:
    path, target = register(tmp_path), tmp_path / "leer.xlsx"
    assert foerder("-f", path, "import", "--template", target, lang="de").code == 0
    book = load_workbook(target)
    assert book.sheetnames == ["Projekte", "Kosten", "Zahlungen", "Erledigt", "Hinweise"]
    choices = [rule.formula1 for rule in book["Projekte"].data_validations.dataValidation]
    assert '"Idee,beantragt,bewilligt,abgelehnt,zurückgezogen"' in choices
    assert '"Großer Topf"' in choices
    assert len(cells(target, "Projekte")) == 1
    result = take(path, target, "--yes")
    assert (result.code, part(result.out, "Doubtful"), part(result.out, "New")) == (0, [], [])
    edit(target, "Projekte", 1, "Titel", "Neues Vorhaben")
    assert part(take(path, target, "--dry-run").out, "New (1):") == [
        "project neues-vorhaben: Neues Vorhaben   (Projekte, row 3)"
    ]
    assert foerder("-f", path, "import", "--template", target).code == 4
    assert foerder("-f", path, "import", "--template", tmp_path / "x.csv").code == 2


def test_hostile_content_comes_in_as_text_and_goes_out_harmless(tmp_path: Path) -> None:
    path = register(tmp_path)
    title = "'" + "=cmd|' /C calc'!A0"
    liste = tmp_path / "l.csv"
    long = "x" * 10_000
    lines = [f'"{title}";{long}', "a\x07\x1b[31m\u202eb;", "Ende;</script><script>"]
    liste.write_text("Titel;Anmerkungen\n" + "\n".join(lines) + "\n", encoding="utf-8")
    result = take(path, liste, "--yes")
    assert result.code == 0, result.err
    assert "\x1b" not in result.out
    assert long not in result.out  # shown short
    assert foerder("-f", path, "list", "--format", "json").json["projects"][2]["title"] == title[1:]
    row = next(row for row in cells(exported(path, tmp_path), "Projekte") if row["Anmerkungen"] == long)
    assert row["Titel"] == title[1:]
    assert "Nothing to change" in take(path, tmp_path / "out.xlsx").err
    assert rows_of(exported(path, tmp_path, "out.csv"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"PK\x03\x04 broken"),
        ("b.xlsx", b""),
        ("c.csv", b"\x00\x01\x02"),
        ("d.csv", b""),
        ("e.xls", b"\xd0\xcf\x11\xe0"),
        ("f.csv", "Name;Farbe\n".encode("utf-16")),
        ("g.csv", b"Farbe;Form\nrot;rund\n"),
    ],
)
def test_what_is_no_list_is_said(tmp_path: Path, name: str, content: bytes) -> None:
    path = register(tmp_path)
    (tmp_path / name).write_bytes(content)
    result = take(path, tmp_path / name, "--yes")
    assert "Traceback" not in result.err
    assert result.code == (0 if name == "f.csv" else 2)
    assert path.read_text(encoding="utf-8") == REGISTER


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    result = take(register(tmp_path), tmp_path / "fehlt.xlsx")
    assert result.code == 2
    assert "cannot be read" in result.err


def test_with_several_files_a_change_goes_to_its_project(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    folder.mkdir()
    first = register(folder)
    second = folder / "zwei.toml"
    second.write_text('format = 1\n[[project]]\nid = "zwei"\ntitle = "Zwei"\nrules = []\n', encoding="utf-8")
    rows = [["Kennung", "Titel"], ["zwei", "Zweites"], ["iksp", "Erstes"], ["", "Neu"]]
    liste = workbook(tmp_path / "l.xlsx", {"Projekte": rows})
    assert take(folder, liste, "--yes", "--into", "zwei.toml").code == 0
    assert 'title = "Erstes"' in first.read_text(encoding="utf-8")
    assert 'title = "Zweites"' in second.read_text(encoding="utf-8")
    assert 'id = "neu"' in second.read_text(encoding="utf-8")


def test_the_columns_of_the_export_are_all_known_again() -> None:
    heads = [column.label for column in PROJECTS.columns]
    found = recognise(Grid("Projekte", [Row(1, dict(enumerate(heads)))]), PROJECTS)
    assert found is not None
    assert (found.unknown, found.twice, found.duties) == ({}, {}, {})
    assert {column.name for column in found.columns.values()} == {c.name for c in PROJECTS.columns if not c.computed}


def fristen(path: Path, identity: str) -> int:
    """The row of a deadline in the sheet Fristen, counted from 0."""
    return next(n for n, row in enumerate(cells(path, "Fristen")) if row["Kennung der Frist"] == identity)


FIXED = REGISTER.replace(
    'kind = "final-report"\n    after = "period-end"\n    offset = "6 months"',
    'kind = "final-report"\n    due = 2028-12-20',
)


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        (
            REGISTER,
            {"Erledigt am": datetime(2026, 11, 20), "Erledigt: Nachweis": "Eingang 4711"},
            '[[project.done]]\n  deadline = "2026/final-report"\n  on = 2026-11-20\n  proof = "Eingang 4711"\n',
        ),
        (
            REGISTER,
            {"Stand": "verlängert bis 31.03.2029"},
            '[[project.extension]]\n  deadline = "2026/final-report"\n  to = 2029-03-31\n',
        ),
        (FIXED, {"Fällig": datetime(2029, 1, 31)}, "    due = 2029-01-31\n"),
    ],
    ids=["done", "extension", "fixed-day"],
)
def test_what_is_typed_into_the_sheet_of_deadlines(
    tmp_path: Path, text: str, typed: dict[str, Any], expected: str
) -> None:
    path = register(tmp_path, text)
    target = exported(path, tmp_path)
    row = fristen(target, "iksp/2026/final-report")
    for head, value in typed.items():
        edit(target, "Fristen", row, head, value)
    result = take(path, target, "--yes")
    assert (result.code, part(result.out, "Doubtful")) == (0, []), result.err
    after = path.read_text(encoding="utf-8")
    assert expected in after
    assert len(after.splitlines()) - len(text.splitlines()) in (0, 4, 5, 6)
    assert foerder("-f", path, "check").code != 3
    again = exported(path, tmp_path, "again.xlsx")
    assert "Nothing to change" in take(path, again, "--yes").err


@pytest.mark.parametrize(
    ("sheet", "head", "value", "why"),
    [
        ("Fristen", "Fällig", datetime(2028, 12, 1), "this day is counted: foerder extend iksp/2026/final-report"),
        ("Fristen", "Zuständig für die Frist", "alt@x.de", "foerder computes this"),
        ("Fristen", "Stand", "erledigt", "when was it done"),
        ("Fristen", "Stand", "Müll", "not possible here"),
        ("Fristen", "Erledigt: Nachweis", "4711", "when was it done"),
        ("Fristen", "Tage", 3, "foerder computes this"),
        ("Projekte", "Tage", 3, "foerder computes this"),
        ("Projekte", "Nächste Frist", "Feierabend", "foerder computes this"),
        ("Kosten", "Übrig", 3, "foerder computes this"),
    ],
)
def test_a_computed_cell_that_was_typed_over_is_named(
    tmp_path: Path, sheet: str, head: str, value: Any, why: str
) -> None:
    path = register(tmp_path)
    target = exported(path, tmp_path)
    row = fristen(target, "iksp/2026/final-report") if sheet == "Fristen" else 0
    edit(target, sheet, row, head, value)
    result = take(path, target, "--yes")
    (line,) = part(result.out, "Doubtful")
    assert line.startswith(f"{sheet}!")
    assert why in line
    assert path.read_text(encoding="utf-8") == REGISTER


def test_a_list_of_last_week_holds_no_edits(tmp_path: Path) -> None:
    path = register(tmp_path)
    target = exported(path, tmp_path)
    result = foerder("-f", path, "--today", "2026-12-24", "import", target, "--yes", lang="en")
    assert part(result.out, "Doubtful") == []
    assert "Nothing to change" in result.err


def test_an_edit_in_the_second_row_of_a_project_counts(tmp_path: Path) -> None:
    second = '\n  [[project.period]]\n  id = "2029"\n  start = 2028-07-01\n  end = 2030-06-30\n'
    text = REGISTER.replace('\n[[project]]\nid = "spielplatz"', f'{second}\n[[project]]\nid = "spielplatz"')
    path = register(tmp_path, text)
    target = exported(path, tmp_path)
    edit(target, "Projekte", 1, "Organisationseinheit", "Sozialamt")
    result = take(path, target, "--yes")
    assert part(result.out, "Changed (1):") == ["iksp  unit: Dezernat → Sozialamt   (Projekte!D3)"]
    assert part(result.out, "Doubtful") == []
    assert path.read_text(encoding="utf-8") == text.replace('"Dezernat"', '"Sozialamt"')


@pytest.mark.parametrize(
    ("first", "second"),
    [("Beginn;01.06.2026", "Ende;31.12.2025"), ("Ende;31.12.2025", "Beginn;01.06.2026")],
)
def test_a_day_on_the_wrong_side_of_the_registers_is_doubtful(tmp_path: Path, first: str, second: str) -> None:
    path, file = register(tmp_path), tmp_path / "liste.csv"
    for told in (first, second):
        head, day = told.split(";")
        file.write_text(f"Projekt;Zeitraum;{head}\nKita;2026;{day}\n", encoding="utf-8")
        result = take(path, file, "--yes")
        assert result.code == 0, result.err
    assert any("before the start" in doubt for doubt in part(result.out, "Doubtful"))
