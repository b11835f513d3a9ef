"""Files of every kind become the same cells; what cannot be read is said with its true reason."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from foerder.spreadsheets.files import read
from foerder.spreadsheets.formats.numbers import Percent, kind_of
from foerder.spreadsheets.grid import MOST_ROWS, Area, Broken, Grid, Unreadable, column_of, letters
from foerder.text.i18n import using

FILES = Path(__file__).parent / "files"


def ods(path: Path) -> Path:
    """A document of LibreOffice."""
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.write(FILES / "content.xml", "content.xml")
    return path


def values(grid: Grid) -> dict[int, dict[int, Any]]:
    """The cells by row and column."""
    return {row.number: row.cells for row in grid.rows}


def csv(tmp_path: Path, raw: bytes) -> Grid:
    """A CSV file as it is read."""
    (tmp_path / "l.csv").write_bytes(raw)
    return read(tmp_path / "l.csv")[0]


def test_an_old_workbook() -> None:
    grid, hidden = read(FILES / "alt.xls")
    assert values(grid)[3] == {0: "Jugendtreff Süd", 1: date(2026, 1, 1), 2: date(2027, 12, 31), 3: 45000.5}
    assert values(grid)[4] == {0: "Spielmobil", 1: date(2026, 3, 1), 2: "12/2026", 3: 9800}
    assert grid.hidden_rows == [4]
    assert Area(1, 1, 1, 2) in grid.merged
    assert hidden.hidden


def test_a_document_of_libreoffice(tmp_path: Path) -> None:
    grid, hidden = read(ods(tmp_path / "l.ods"))
    cells = values(grid)
    assert cells[1] == {0: "Projekt", 1: "Laufzeit", 3: "Zuwendung"}
    assert cells[2] == {1: "von", 2: "bis"}
    assert cells[3] == {0: "Jugend treff", 1: date(2026, 1, 1), 2: datetime(2026, 12, 31, 8, 30), 3: 45000.5}
    assert [type(cells[4][column]) for column in (0, 1, 2)] == [Broken, Broken, bool]
    assert set(cells) == {1, 2, 3, 4}
    assert grid.merged == [Area(1, 2, 0, 0), Area(1, 1, 1, 2)]
    assert (grid.hidden_rows, grid.notes) == ([3], [(3, 0, "noch offen?")])
    assert hidden.hidden


def test_a_workbook_with_everything_that_is_told(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    page.append(["Projekt", "Ende", "Zuwendung", "a_x000D_\nb"])
    page.append(["Treff", datetime(2026, 12, 1), "=1+1", "#REF!"])
    page["B2"].number_format = "MM.YYYY"
    page["D2"].data_type = "e"
    page["A2"].comment = Comment("bitte klären", "x")
    page.row_dimensions[2].hidden = True
    page.merge_cells("A3:A4")
    page["XFD1048576"].number_format = "0.00"
    book.create_sheet("Sehr").sheet_state = "veryHidden"
    book.save(tmp_path / "l.xlsx")
    grid, hidden = read(tmp_path / "l.xlsx")
    row = values(grid)[2]
    assert row[1] == "12/2026"
    assert [type(row[column]) for column in (2, 3)] == [Broken, Broken]
    assert values(grid)[1][3] == "a\nb"
    assert (grid.hidden_rows, grid.notes) == ([2], [(2, 0, "bitte klären")])
    assert grid.merged == [Area(3, 4, 0, 0)]
    assert hidden.hidden


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", "number"),
        ("0", "number"),
        ("0.00", "cents"),
        ('#,##0.00\\ "€"', "cents"),
        ("#,##0.00 [$€-407]", "cents"),
        ("#,##0.00 [$CHF]", "CHF"),
        ("[$$-409]#,##0.00", "$"),
        ("$#,##0.00", "$"),
        ("0.0000", "number"),
        ('"Tag" 0', "number"),
        ("dd.mm.yyyy", "day"),
        ("[$-407]d. mmmm yyyy", "day"),
        ("TT.MM.JJJJ", "day"),
        ("mmm yy", "month"),
        ("yyyy", "year"),
        ("[h]:mm", "time"),
        ("@", "number"),
        ("0%", "percent"),
        ("0.00%", "percent"),
    ],
)
def test_what_a_format_makes_of_a_number(code: str, kind: str) -> None:
    assert kind_of(code) == kind


def test_a_number_is_what_its_cell_shows(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    shown = {"0.00": 1 / 3, "0%": 0.5, "[$CHF] 0": 5, "hh:mm": 0.5, "General": 1 / 3}
    for row, (code, value) in enumerate(shown.items(), 1):
        page.cell(row, 1, value).number_format = code
    book.save(tmp_path / "l.xlsx")
    cells = [row.cells[0] for row in read(tmp_path / "l.xlsx")[0].rows]
    assert cells[:4] == [Decimal("0.33"), Percent("0.5"), "5 CHF", "12:00"]
    assert isinstance(cells[1], Percent)
    assert cells[4] != Decimal("0.33")


@pytest.mark.parametrize(
    ("encoding", "remark"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("cp1252", ""),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("mac_roman", "Mac Roman"),
        ("cp850", "CP850"),
    ],
)
def test_the_characters_of_a_csv(tmp_path: Path, encoding: str, remark: str) -> None:
    with using("en"):
        grid = csv(tmp_path, "Projekt;Größe\r\nBrücke Süd – größer\r\n".replace("–", "-").encode(encoding))
    assert values(grid) == {1: {0: "Projekt", 1: "Größe"}, 2: {0: "Brücke Süd - größer"}}
    assert [remark in text for text in grid.remarks] == ([True] if remark else [])


def test_the_euro_of_iso_8859_15(tmp_path: Path) -> None:
    grid = csv(tmp_path, "Projekt;Betrag\r\nHöfe;5 €\r\n".encode("iso8859_15"))
    assert values(grid)[2] == {0: "Höfe", 1: "5 €"}


def test_lost_letters_are_told(tmp_path: Path) -> None:
    grid = csv(tmp_path, "Projekt\nBrücke\n".encode() + "Süd\n".encode("cp1252") + "BrÃ¼cke\n".encode())
    assert values(grid)[2] == {0: "Brücke"}
    assert [type(values(grid)[row][0]) for row in (3, 4)] == [Broken, Broken]


def test_composed_and_invisible_letters_do_not_matter(tmp_path: Path) -> None:
    raw = "Pro\u00adjekt\u200b;Zuwendungsempfa\u0308nger\n\ufeffTreff;A\n"
    assert values(csv(tmp_path, raw.encode())) == {1: {0: "Projekt", 1: "Zuwendungsempfänger"}, 2: {0: "Treff", 1: "A"}}


@pytest.mark.parametrize(
    "text",
    [
        "Übersicht, Amt 5, Stand 2026\nProjekt;Beginn;Ende\nTreff;1,5;2\nHaus;3;4\n",
        'Projekt;"Kosten (Personal, Sach, Reise)";Ende\nTreff;"1,5";2\nHaus;3;4\n',
        "Projekt\tBeginn\tEnde\nTreff, Süd\t1,5\t2\nHaus\t3\t4\n",
        "Projekt,Beginn,Ende\nTreff; Süd,1.5,2\nHaus,3,4\n",
        '="Projekt";="Beginn";="Ende"\n="Treff; Süd";="1,5";="2"\n="Haus";="3";="4"\n',
    ],
    ids=["title", "commas-in-head", "tab", "comma", "excel-text"],
)
def test_the_divider_comes_from_the_whole_file(tmp_path: Path, text: str) -> None:
    cells = list(values(csv(tmp_path, text.encode())).values())
    assert len(cells[-1]) == len(cells[-2]) == 3
    assert cells[-1][0] == "Haus"


def test_a_quotation_mark_that_never_closes_spoils_its_own_row_only(tmp_path: Path) -> None:
    grid = csv(tmp_path, b'Projekt;Ende\n"Treff;01.01.2026\nHaus;02.01.2026\nHof;03.01.2026\n')
    cells = values(grid)
    assert [type(value) for value in cells[2].values()] == [Broken, Broken]
    assert cells[3] == {0: "Haus", 1: "02.01.2026"}
    assert len(grid.remarks) == 1


def test_a_quotation_mark_is_not_closed_by_a_later_row(tmp_path: Path) -> None:
    grid = csv(tmp_path, b'Projekt;Ende\n"Treff;01.01.2026\nHaus;02.01.2026\nHof "neu";03.01.2026\nTor;04.01.2026\n')
    assert values(grid)[3] == {0: "Haus", 1: "02.01.2026"}
    assert values(grid)[5] == {0: "Tor", 1: "04.01.2026"}


def test_a_cell_of_several_lines_stays_one(tmp_path: Path) -> None:
    grid = csv(tmp_path, b'Projekt;Ende\n"Treff\nam Markt; Haus 2";01.01.2026\n')
    assert values(grid)[2] == {0: "Treff\nam Markt; Haus 2", 1: "01.01.2026"}
    assert grid.remarks == []


def test_a_sheet_larger_than_any_list_does_not_keep_the_others_from_being_read(tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    book.create_sheet("Liste").append(["Projekt"])
    page = book.create_sheet("Rohdaten")
    for number in range(MOST_ROWS + 5):
        page.append([number])
    book.save(tmp_path / "l.xlsx")
    small, large = read(tmp_path / "l.xlsx")
    assert len(small.rows) == 1
    assert (large.rows, bool(large.unread)) == ([], True)


def test_one_cell_longer_than_a_cell_can_be(tmp_path: Path) -> None:
    grid = csv(tmp_path, b"Projekt\n" + b"x" * 40_000 + b"\nTreff\n")
    assert isinstance(values(grid)[2][0], Broken)
    assert values(grid)[3] == {0: "Treff"}


def packed(path: Path, parts: dict[str, bytes]) -> None:
    """A zip of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)


RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    b'Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="xl/workbook.xml"/>'
    b"</Relationships>"
)


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("a.xlsx", b"", "is empty"),
        ("a.xlsx", b"<html><table><tr><td>Projekt</td></tr></table></html>", "is a web page"),
        ("a.xls", b"\xef\xbb\xbf<!DOCTYPE html><html>", "is a web page"),
        ("a.xlsx", b'<?xml version="1.0"?><Workbook/>', "is an XML file"),
        ("a.csv", b"%PDF-1.7", "is a document"),
        ("a.xlsx", b"PK\x03\x04 broken", "is damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "is damaged"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.csv", b"\x00\x01\x02", "is no text"),
    ],
)
def test_the_true_reason(tmp_path: Path, name: str, raw: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(raw)
    with using("en"), pytest.raises(Unreadable) as told:
        read(tmp_path / name)
    assert reason in told.value.message


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"xl/workbook.bin": b"x"}, "xlsb"),
        ({"word/document.xml": b"<x/>"}, "is damaged"),
        ({"_rels/.rels": RELATIONS, "xl/workbook.xml": b"<workbook><sheets"}, "is damaged"),
        ({"_rels/.rels": RELATIONS, "xl/workbook.xml": b"<w>" + b" " * 65_000_000 + b"</w>"}, "more than 64 MB"),
        ({"content.xml": b"<w>" + b" " * 65_000_000 + b"</w>"}, "more than 64 MB"),
    ],
    ids=["xlsb", "docx", "cut", "bomb", "bomb-ods"],
)
def test_workbooks_that_are_none(tmp_path: Path, parts: dict[str, bytes], reason: str) -> None:
    packed(tmp_path / "a.xlsx", parts)
    with using("en"), pytest.raises(Unreadable) as told:
        read(tmp_path / "a.xlsx")
    assert reason in told.value.message


@pytest.mark.parametrize(
    ("place", "value"),
    [(6, 244), (8, 1), (10, 97)],
    ids=["a version of zip that is none", "locked", "packed in an unknown way"],
)
def test_a_zip_that_asks_for_what_nobody_can(tmp_path: Path, place: int, value: int) -> None:
    """A byte of the directory (APPNOTE 4.3.12): version needed, flags, method."""
    packed(tmp_path / "a.xlsx", {"_rels/.rels": RELATIONS, "xl/workbook.xml": b"<workbook/>"})
    data = bytearray((tmp_path / "a.xlsx").read_bytes())
    for start in (match.start() for match in re.finditer(rb"PK\x01\x02", bytes(data))):
        data[start + place] = value
    (tmp_path / "a.xlsx").write_bytes(data)
    with using("en"), pytest.raises(Unreadable) as told:
        read(tmp_path / "a.xlsx")
    assert "is damaged" in told.value.message


def test_entities_are_not_unfolded(tmp_path: Path) -> None:
    bomb = (
        b'<!DOCTYPE w [<!ENTITY a "'
        + b"x" * 1000
        + b'">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + number, b"&%c;" % (97 + number) * 50) for number in range(8))
        + b"]><w>&i;</w>"
    )
    packed(tmp_path / "a.xlsx", {"_rels/.rels": RELATIONS, "xl/workbook.xml": bomb})
    with pytest.raises(Unreadable):
        read(tmp_path / "a.xlsx")


@pytest.mark.parametrize(("number", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (16383, "XFD")])
def test_the_names_of_columns(number: int, name: str) -> None:
    assert (letters(number), column_of(f"{name}12")) == (name, number)
