"""Award letters for the tests: a source of one sentence a line → the lines on pages → .pdf, .txt and .docx.

The source: a blank line ends a paragraph; ``kopf:`` and ``fuss:`` before the first blank line are on every page
({n} is the page's number); ``--- `` forces a page; ``|`` parts the cells of a table's row; what stands between ``:::``
and ``:::`` is set in two columns.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

FOLDER = Path(__file__).parents[1] / "letters" / "texts"
COLD = FOLDER.parent / "cold"
FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
_VOWELS = "aeiouyäöü"
_MARK = re.compile(r"(?:\(?\d{1,2}\)|\d{1,2}(?:\.\d{1,2}){0,3}\.?|[a-z]\)|[IVX]{1,5}\.|[-–•])\s+(?=\S)")


class Letter(NamedTuple):
    """A letter's source and what is true of it."""

    name: str
    text: str
    truth: dict[str, Any]


class Grid(NamedTuple):
    """How large a page is, in the unit of ``width``, and what a text takes."""

    left: float
    right: float
    top: float
    bottom: float
    step: float
    width: Callable[[str], float]


class Placed(NamedTuple):
    page: int
    x: float
    y: float
    text: str


def letters(folder: Path = FOLDER) -> list[Letter]:
    """The letters of a folder."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        truth = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        found.append(Letter(path.stem, path.read_text(encoding="utf-8"), truth))
    return found


def sentences(letter: Letter) -> list[str]:
    """Every sentence and row of a letter, without the marks of lists before it."""
    lines = [line.strip() for line in letter.text.split("\n")]
    kept = [line for line in lines if line and not line.startswith(("kopf:", "fuss:", "---", ":::"))]
    return [" ".join(line[_mark(line) :].replace("|", " ").split()) for line in kept]


def _mark(line: str) -> int:
    """How long the mark of a list before a line is."""
    mark = _MARK.match(line)
    return mark.end() if mark else 0


def wrapped(text: str, room: float, width: Callable[[str], float], hyphens: bool) -> list[str]:
    """A paragraph in lines; long words are parted where that fills a line."""
    lines, line = [], ""
    words = text.split()
    while words:
        word = words.pop(0)
        longer = f"{line} {word}".strip()
        if width(longer) <= room:
            line = longer
            continue
        part = _part(word, room - width(f"{line} "), width) if hyphens else 0
        if part:
            lines.append(f"{line} {word[:part]}-".strip())
            words.insert(0, word[part:])
        elif not line:
            lines.append(word)
        else:
            lines.append(line)
            words.insert(0, word)
        line = ""
    return [*lines, line] if line else lines


def _part(word: str, room: float, width: Callable[[str], float]) -> int:
    """Where a word is parted so that its beginning fits, 0 where nowhere."""
    if len(word) < 9 or not word.isalpha():
        return 0
    for at in range(len(word) - 3, 2, -1):
        if (
            word[at - 1] in _VOWELS
            and word[at] not in _VOWELS
            and word[at + 1] in _VOWELS
            and width(word[:at] + "-") <= room
        ):
            return at
    return 0


class _Page:
    def __init__(self, grid: Grid, head: list[str], foot: list[str]) -> None:
        self.grid, self.head, self.foot = grid, head, foot
        self.placed: list[Placed] = []
        self.page = 0
        self.turn()

    def turn(self) -> None:
        self.page += 1
        grid = self.grid
        for number, line in enumerate(self.head):
            self.placed.append(Placed(self.page, grid.left, grid.top + number * grid.step, line.format(n=self.page)))
        for number, line in enumerate(self.foot):
            self.placed.append(
                Placed(self.page, grid.left, grid.bottom + (number + 2) * grid.step, line.format(n=self.page))
            )
        self.y = grid.top + (len(self.head) + bool(self.head)) * grid.step

    def put(self, cells: list[tuple[float, str]]) -> None:
        if self.y + self.grid.step > self.grid.bottom:
            self.turn()
        for x, text in cells:
            if text:
                self.placed.append(Placed(self.page, x, self.y, text))
        self.y += self.grid.step


def placed(letter: Letter, grid: Grid, hyphens: bool = True) -> list[Placed]:
    """Every line of a letter with its place."""
    blocks = letter.text.strip().split("\n\n")
    first = blocks[0].split("\n")
    head = [line[5:].strip() for line in first if line.startswith("kopf:")]
    foot = [line[5:].strip() for line in first if line.startswith("fuss:")]
    blocks[0] = "\n".join(line for line in first if not line.startswith(("kopf:", "fuss:")))
    page = _Page(grid, head, foot)
    columns: list[str] | None = None
    for block in blocks:
        lines = [line for line in block.split("\n") if line.strip()]
        if lines and lines[0].startswith("---"):
            page.turn()
            lines = lines[1:]
        if lines and lines[0] == ":::":
            _put_columns(page, columns or [], hyphens)
            columns = [] if columns is None else None
            lines = lines[1:]
        if columns is not None:
            columns += [" ".join(lines)] * bool(lines)
        elif lines:
            _put_block(page, lines, hyphens)
    return page.placed


def _put_block(page: _Page, lines: list[str], hyphens: bool) -> None:
    grid = page.grid
    if "|" in lines[0]:
        _put_table(page, lines, hyphens)
        return
    for text in _paragraphs(lines):
        for line in wrapped(text, grid.right - grid.left, grid.width, hyphens):
            page.put([(grid.left, line)])
    page.y += grid.step * (0.7 if grid.step > 1 else 1)


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Lines joined, but for those that begin with a mark or are in the letter's head."""
    text = ""
    in_head = not any(line.endswith((".", ":", ",", ";", "!", "?")) for line in lines)
    for line in lines:
        if text and (_MARK.match(line) or in_head):
            yield text
            text = ""
        text = f"{text} {line}".strip()
    yield text


def _put_table(page: _Page, rows: list[str], hyphens: bool) -> None:
    grid = page.grid
    count = max(row.count("|") for row in rows) + 1
    room = (grid.right - grid.left) / count
    for row in rows:
        cells = [wrapped(cell.strip(), room - 2.5 * grid.width("mm"), grid.width, hyphens) for cell in row.split("|")]
        for number in range(max(map(len, cells))):
            line = [(grid.left + at * room, cell[number]) for at, cell in enumerate(cells) if number < len(cell)]
            page.put(line)
        page.y += 0.5 * grid.step if grid.step > 1 else 0
    page.y += 0.5 * grid.step if grid.step > 1 else 1


def _put_columns(page: _Page, paragraphs: list[str], hyphens: bool) -> None:
    if not paragraphs:
        return
    grid = page.grid
    room = (grid.right - grid.left) * 0.47
    lines: list[str] = []
    for text in paragraphs:
        lines += [*wrapped(text, room, grid.width, hyphens), ""]
    while lines and not lines[-1]:
        lines.pop()
    half = (len(lines) + 1) // 2
    right = grid.left + (grid.right - grid.left) * 0.53
    for number in range(half):
        line = [(grid.left, lines[number])]
        if half + number < len(lines):
            line.append((right, lines[half + number]))
        page.put(line)
    page.y += grid.step


def pdf(letter: Letter, encrypted: str = "", by_column: bool = False) -> bytes:
    """The letter as a PDF; ``by_column``: the right halves of all lines are written behind the left ones."""
    from fpdf import FPDF

    document = FPDF(unit="pt", format="A4")
    document.set_auto_page_break(False)
    document.add_font("letter", "", str(FONT))
    document.set_font("letter", size=10)
    lines = placed(letter, Grid(60, 535, 50, 740, 14, document.get_string_width))
    if by_column:
        lines.sort(key=lambda line: (line.page, line.x > 300, line.y))
    page = 0
    for line in lines:
        if line.page != page:
            document.add_page()
            page = line.page
        document.text(line.x, line.y, line.text)
    if encrypted:
        document.set_encryption("owner", encrypted)
    return bytes(document.output())


def txt(letter: Letter) -> str:
    """The letter as plain text, its pages parted by form feeds."""
    lines = placed(letter, Grid(0, 92, 0, 56, 1, len))
    pages: dict[int, dict[int, str]] = {}
    for line in lines:
        rows = pages.setdefault(line.page, {})
        row = round(line.y)
        while row in rows and len(rows[row]) > line.x:
            row += 1
        rows[row] = rows.get(row, "").ljust(round(line.x)) + line.text
    texts = []
    for rows in pages.values():
        texts.append("\n".join(rows.get(row, "") for row in range(max(rows) + 1)))
    return "\f".join(texts)


def docx(letter: Letter) -> bytes:
    """The letter as a document of Word, without head and foot."""
    parts = []
    for block in letter.text.strip().split("\n\n"):
        lines = [line for line in block.split("\n") if not line.startswith(("kopf:", "fuss:", ":::"))]
        if lines and lines[0].startswith("---"):
            parts.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
            lines = lines[1:]
        if not lines:
            continue
        if "|" in lines[0]:
            parts.append(f"<w:tbl>{''.join(map(_row, lines))}</w:tbl>")
        else:
            parts += [_word(text) for text in _paragraphs(lines)]
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<w:document xmlns:w="{namespace}"><w:body>{"".join(parts)}</w:body></w:document>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", body)
    return stream.getvalue()


def _word(text: str) -> str:
    middle = len(text) // 2
    runs = "".join(
        f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in (text[:middle], text[middle:])
    )
    return f"<w:p>{runs}</w:p>"


def _row(line: str) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{_word(cell.strip())}</w:tc>' for cell in line.split('|'))}</w:tr>"
