"""Small files that unfold to a lot: what a list or a letter to be read may hide."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>Projekt</t></is></c></row>'
ONE = '<row r="2"><c r="A2" t="inlineStr"><is><t>Kita</t></is></c></row>'
MANY = 300_000


def relations(*parts: tuple[str, str, str]) -> str:
    """A part that names others: id, kind, path."""
    rows = "".join(f'<Relationship Id="{one}" Type="{RELATION}/{kind}" Target="{to}"/>' for one, kind, to in parts)
    return f'<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'


def xlsx(
    path: Path, sheet: str = HEAD + ONE, after: str = "", strings: str = "", styles: str = "", sheets: int = 1
) -> None:
    """A workbook of these parts."""
    parts = [("r1", "worksheet", "sheet.xml")]
    parts += [("r2", "sharedStrings", "strings.xml")] * bool(strings) + [("r3", "styles", "styles.xml")] * bool(styles)
    names = f'<sheet name="Liste" xmlns:r="{RELATION}" r:id="r1"/>' * sheets
    texts = {
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": relations(*parts),
        "xl/workbook.xml": f"<workbook><sheets>{names}</sheets></workbook>",
        "xl/sheet.xml": f"<worksheet><sheetData>{sheet}</sheetData>{after}</worksheet>",
    }
    if strings:
        texts["xl/strings.xml"] = f"<sst>{strings}</sst>"
    if styles:
        texts["xl/styles.xml"] = f"<styleSheet>{styles}</styleSheet>"
    packed(path, texts)


def ods(path: Path, rows: str, before: str = "") -> None:
    """A document of LibreOffice with one table."""
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    head = '<table:table-row><table:table-cell office:value-type="string"><text:p>Projekt</text:p></table:table-cell>'
    text = f'<office:d{spaces}>{before}<table:table table:name="L">{head}</table:table-row>{rows}</table:table>'
    packed(path, {"content.xml": f"{text}</office:d>"})


def docx(path: Path, body: str) -> None:
    """A document of Word."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    packed(path, {"word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>"})


def packed(path: Path, texts: dict[str, str]) -> None:
    """A zip of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, text in texts.items():
            file.writestr(name, text)


def pdf(path: Path, content: bytes, filters: str = "/FlateDecode") -> None:
    """A page whose content unfolds."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d/Filter %s>>stream\n%s\nendstream" % (len(content), filters.encode(), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, text)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
    path.write_bytes(out)


def text_of_pdf(words: int) -> bytes:
    """A page's content with so many words."""
    return b"BT /F 1 Tf 1 1 Td " + b"(Zuwendung ) Tj " * words + b"ET"


def deep(name: str, depth: int, inner: str = "") -> str:
    """Elements in each other."""
    return f"<{name}>" * depth + inner + f"</{name}>" * depth


def attributes(count: int) -> str:
    """So many, each with a name of its own."""
    return "".join(f' a{number}=""' for number in range(count))


def cell(count: int) -> Iterator[str]:
    """Rows with a long shared text in each."""
    for number in range(2, count + 2):
        yield f'<row r="{number}"><c r="A{number}" t="s"><v>0</v></c></row>'


BOMBS: dict[str, Callable[[Path], object]] = {
    "foreign-elements.xlsx": lambda path: xlsx(path, "<x/>" * 12_000_000),
    "foreign-elements-after.xlsx": lambda path: xlsx(path, after="<x/>" * 12_000_000),
    "one-endless-row.xlsx": lambda path: xlsx(path, f"<row>{'<c/>' * 12_000_000}</row>"),
    "one-endless-cell.xlsx": lambda path: xlsx(path, f"<row><c>{'<v/>' * 12_000_000}</c></row>"),
    "deep.xlsx": lambda path: xlsx(path, deep("x", 6_000_000)),
    "deep-in-a-row.xlsx": lambda path: xlsx(path, f"<row>{deep('c', 6_000_000)}</row>"),
    "attributes.xlsx": lambda path: xlsx(path, f"<row{attributes(MANY)}/>"),
    "a-text-of-60-mb.xlsx": lambda path: xlsx(path, f"<row><c><v>{'1' * 60_000_000}</v></c></row>"),
    "merged-cells.xlsx": lambda path: xlsx(path, after='<mergeCell ref="A1:XFD1048576"/>' * 1_500_000),
    "merged-rows.xlsx": lambda path: xlsx(
        path, "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 20_000)),
        after='<mergeCell ref="A2:A19999"/>' * 1_500_000,
    ),
    "empty-strings.xlsx": lambda path: xlsx(path, strings="<si/>" * 12_000_000),
    "parts-of-a-string.xlsx": lambda path: xlsx(path, strings=f"<si>{'<t/>' * 12_000_000}</si>"),
    "one-text-in-all-rows.xlsx": lambda path: xlsx(
        path, HEAD + "".join(cell(19_000)), strings=f"<si><t>{'x' * 32_000}</t></si>"
    ),
    "styles.xlsx": lambda path: xlsx(path, styles="<x/>" * 3_900_000),
    "the-same-sheet-again.xlsx": lambda path: xlsx(path, HEAD + "<row/>" * 2_000_000, sheets=400),
    "more-sheets-than-any.xlsx": lambda path: xlsx(path, sheets=100_000),
    "a-column-without-an-end.xlsx": lambda path: xlsx(path, f'<row><c r="{"Z" * 900_000}1"><v>1</v></c></row>'),
    "rows-of-a-million.xlsx": lambda path: xlsx(path, "<row/>" * 9_000_000),
    "repeated-cells.ods": lambda path: ods(
        path,
        '<table:table-row table:number-rows-repeated="1000000">'
        + '<table:table-cell table:number-columns-repeated="2000" office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell>" * 20_000 + "</table:table-row>",
    ),
    "spaces.ods": lambda path: ods(
        path,
        '<table:table-row><table:table-cell office:value-type="string"><text:p>'
        + '<text:s text:c="2000000000"/>' * 100_000 + "</text:p></table:table-cell></table:table-row>",
    ),
    "spanned.ods": lambda path: ods(
        path,
        '<table:table-row><table:table-cell table:number-rows-spanned="999999999" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell></table:table-row>" * 200_000,
    ),
    "foreign-elements.ods": lambda path: ods(path, "<x/>" * 12_000_000),
    "styles.ods": lambda path: ods(path, "", before="<x/>" * 12_000_000),
    "deep.ods": lambda path: ods(path, deep("x", 6_000_000)),
    "dividers.csv": lambda path: path.write_text("Projekt;Ende\n" + ";" * 23_000_000),
    "lines.csv": lambda path: path.write_text('Projekt;Ende\n"' + "\n" * 23_000_000),
    "columns.csv": lambda path: path.write_text("ab;" * 7_900_000),
    "rows.csv": lambda path: path.write_text("Projekt;Ende\n" + "a;b\n" * 5_000_000),
    "elements.docx": lambda path: docx(path, "<w:p/>" * 4_900_000),
    "deep.docx": lambda path: docx(path, deep("w:p", 2_000_000)),
    "a-text.docx": lambda path: docx(path, f"<w:p><w:r><w:t>{'x' * 29_000_000}</w:t></w:r></w:p>"),
    "words.pdf": lambda path: pdf(path, zlib.compress(text_of_pdf(200_000), 9)),
    "blanks.pdf": lambda path: pdf(path, zlib.compress(b" " * 100_000_000, 9)),
    "twice-packed.pdf": lambda path: pdf(
        path, zlib.compress(zlib.compress(b" " * 100_000_000, 9), 9), "[/FlateDecode/FlateDecode]"
    ),
}  # fmt: skip
