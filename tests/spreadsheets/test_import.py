"""`import`: columns recognised, cells read, nothing guessed, the register changed as shown and not otherwise."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lists import REGISTER, cells, edit, exported, part, register, rows_of, take, workbook
from openpyxl import load_workbook
from program import EXAMPLE, REAL, foerder

from foerder.spreadsheets.cells import Doubtful, Reader
from foerder.spreadsheets.columns import PROJECTS, Column
from foerder.spreadsheets.files import Grid
from foerder.spreadsheets.headers import kind_of, normal, recognise

MONEY, DAY = Column("amount", "money"), Column("end", "date")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (date(2026, 12, 31), date(2026, 12, 31)),
        ("31.12.2026", date(2026, 12, 31)),
        ("1.2.2026", date(2026, 2, 1)),
        ("31. 12. 2026", date(2026, 12, 31)),
        ("31.12.26", date(2026, 12, 31)),
        ("2026-12-31", date(2026, 12, 31)),
        ("2026-12-31 00:00:00", date(2026, 12, 31)),
        ("31. Dezember 2026", date(2026, 12, 31)),
        ("1. März 2026", date(2026, 3, 1)),
        ("31 Dec 2026", date(2026, 12, 31)),
        ("December 31, 2026", date(2026, 12, 31)),
        ("31/12/2026", date(2026, 12, 31)),
        ("12/31/2026", date(2026, 12, 31)),
        ("05/05/2026", date(2026, 5, 5)),
        ("20261231", date(2026, 12, 31)),
        (46387, date(2026, 12, 31)),
        (46387.0, date(2026, 12, 31)),
        ("46387", date(2026, 12, 31)),
        (25569, date(1970, 1, 1)),
        ("05/06/2026", None),
        ("5-6-2026", None),
        ("31.12.85", None),
        ("31.02.2026", None),
        ("Ende 2026", None),
        ("12/2026", None),
        ("unbefristet", None),
        (2026, None),
        (46387.5, None),
        (datetime(2026, 12, 31, 12, 0), None),
        (True, None),
        ("#REF!", None),
    ],
    ids=str,
)
def test_dates(cell: Any, expected: date | None) -> None:
    if expected is None:
        with pytest.raises(Doubtful):
            Reader(DAY).read(cell)
    else:
        assert Reader(DAY).read(cell) == expected


def test_days_of_an_old_workbook_count_from_1904() -> None:
    assert Reader(DAY, since_1904=True).read(46387 - 1462) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (180000, "180000.00"),
        (0.1 + 0.2, "0.30"),
        ("180.000,00", "180000.00"),
        ("180.000,00 €", "180000.00"),
        ("EUR 1.234.567", "1234567.00"),
        ("180000,5", "180000.50"),
        ("180 000,50", "180000.50"),
        ("180\u202f000,50 Euro", "180000.50"),
        ("5.000,-", "5000.00"),
        ("180,000.50", "180000.50"),
        ("1'234.50", "1234.50"),
        ("180000", "180000.00"),
        ("180.000", None),
        ("180,000", None),
        ("1,2345", None),
        (-5, None),
        ("-5,00", None),
        (1.005, None),
        ("ca. 5000", None),
        ("5 TEUR", None),
    ],
    ids=str,
)
def test_amounts(cell: Any, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(Doubtful):
            Reader(MONEY).read(cell)
    else:
        assert str(Reader(MONEY).read(cell)) == expected


@pytest.mark.parametrize(("others", "expected"), [(["1.500,00"], "180000.00"), (["1,500.25", "1.5"], "180.00")])
def test_the_other_amounts_of_the_column_say_what_a_point_means(others: list[str], expected: str) -> None:
    if expected == "180.00":
        with pytest.raises(Doubtful):
            Reader(MONEY, others).read("180.000")
    else:
        assert Reader(MONEY, others).read("180.000") == Decimal(expected)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
@settings(max_examples=200, deadline=None)
def test_every_amount_comes_back_from_german_and_from_plain_text(amount: Decimal) -> None:
    german = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
    assert Reader(MONEY).read(german) == Reader(MONEY).read(f"{amount:.2f}") == amount


@given(st.dates(date(1940, 1, 1), date(2199, 12, 31)))
@settings(max_examples=200, deadline=None)
def test_every_day_comes_back_in_every_form(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    forms = [f"{day:%d.%m.%Y}", day.isoformat(), serial, str(serial), f"{day.day}.{day.month}.{day.year}"]
    assert {Reader(DAY).read(form) for form in forms} == {day}


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Projekt", "title"),
        ("Name des Vorhabens:", "title"),
        ("Förderprogramm", "programme"),
        ("Laufzeit von", "start"),
        ("LAUFZEIT_BIS", "end"),
        ("Ende der Laufzeit", "end"),
        ("Bewilligte Summe (€)", "amount"),
        ("Zuwendung in EUR", None),
        ("Aktenzeichen", "reference"),
        ("Sachbearbeiter", "owner"),
        ("Bescheid vom", "award_date"),
        ("end", "end"),
        ("Grant", None),
        ("Farbe", None),
    ],
)
def test_heads(head: str, name: str | None) -> None:
    other = "Kennung" if name == "title" else "Titel"
    found = recognise(Grid("x", [(1, [other, head]), (2, ["a", "b"])]), PROJECTS)
    assert found is not None
    assert (found.columns[1].name if 1 in found.columns else None) == name
    assert (1 in found.unknown) == (name is None)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("Verwendungsnachweis fällig am", "final-report"),
        ("VN bis", "final-report"),
        ("Zwischennachweis", "interim-report"),
        ("Antrag", None),
        ("Frist Antrag", "application"),
        ("Mittelabruf", None),
    ],
)
def test_columns_with_the_day_of_a_duty(head: str, kind: str | None) -> None:
    assert kind_of(normal(head)) == kind


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
        46023,
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
    assert any("05/06/2026" in line and "two ways" in line for line in doubts)
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


def test_what_the_register_refuses_is_refused_as_a_whole(tmp_path: Path) -> None:
    path = register(tmp_path)
    rows = [["Kennung", "Zeitraum", "Beginn", "Ende"], ["iksp", "zwei", "01.01.2027", "31.12.2027"]]
    result = take(path, workbook(tmp_path / "l.xlsx", {"Projekte": rows}), "--yes")
    assert result.code == 4
    assert path.read_text(encoding="utf-8") == REGISTER


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
    found = recognise(Grid("Projekte", [(1, heads)]), PROJECTS)
    assert found is not None
    assert (found.unknown, found.twice, found.duties) == ({}, {}, {})
    assert {column.name for column in found.columns.values()} == {c.name for c in PROJECTS.columns if not c.computed}
