"""A letter's file (.pdf, .docx, .txt) → pages of runs of text, each with its place on the page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

from foerder.letters.unfolding import is_too_large
from foerder.spreadsheets.grid import Unreadable
from foerder.text.i18n import _

MOST_BYTES = 50_000_000
MOST_PAGES = 300
MOST_CHARACTERS = 100_000
"""Of one page."""
LEAST_HEIGHT = 1.0
"""Points; a damaged file has letters without any."""
FEWEST_LETTERS = 40
"""A file with fewer letters holds no text that a letter could consist of."""
FEWEST_GERMAN = 0.06
GERMAN = frozenset(
    "der die das des dem den und ist sind wird werden bis zum zur von mit nach für auf nicht".split()
)
_GAP_IN_TEXT = re.compile(r"\t+|\s*\|\s*| {3,}")
_WORD = re.compile("([^ \\t\\r\\n\ufffe\x02]+)([\ufffe\x02])?")
"""A word of a PDF; the library writes two characters of its own for a hyphen at
the end of a line.
"""


class Run(NamedTuple):
    """Characters on one line without a gap; points, or columns and lines of a plain text."""

    left: float
    right: float
    top: float
    height: float
    text: str


class UnreadableLetter(Unreadable):
    """Why a file cannot be read as a letter, and what to do."""


def pages_of(path: Path) -> list[list[Run]]:
    """The pages of a letter. Raises `UnreadableLetter`."""
    readers = {".pdf": _pdf, ".docx": _docx, ".txt": _txt}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise UnreadableLetter(
            _("{file} is no .pdf, .docx or .txt file.").format(file=path.name),
            _("Save the letter as PDF, or copy its text into a .txt file."),
        )
    _check_file(path)
    pages = reader(path)
    _check_text(path, pages)
    return pages


def _check_file(path: Path) -> None:
    """Refuses what is no file of a usual size."""
    try:
        size = path.stat().st_size
        if path.is_file():
            path.open("rb").close()
    except OSError as error:
        raise UnreadableLetter(
            _("{file} cannot be read ({why}).").format(file=path, why=error.strerror or error),
            _("Check the name and the right to read it."),
        ) from None
    if not path.is_file() or size == 0:
        raise UnreadableLetter(
            _("{file} is empty or no file.").format(file=path),
            _("Fetch the letter again from its source."),
        )
    if size > MOST_BYTES:
        raise UnreadableLetter(
            _("{file} is larger than 50 MB.").format(file=path),
            _("Save the letter alone, without its attachments."),
        )


def _too_large(path: Path) -> UnreadableLetter:
    return UnreadableLetter(
        _("{file} unfolds to more than any letter has.").format(file=path.name),
        _("Save the letter alone, without its attachments."),
    )


def _check_text(path: Path, pages: list[list[Run]]) -> None:
    """Refuses a scan without text and a letter in another language."""
    text = " ".join(run.text for page in pages for run in page)
    letters = sum(map(str.isalpha, text))
    if letters < FEWEST_LETTERS:
        raise UnreadableLetter(
            _("{file} holds no text: probably a scan, a picture of paper.").format(
                file=path.name
            ),
            _(
                "Let your scanner or PDF program recognise the text (OCR), or type: foerder add grant."
            ),
        )
    words = re.findall(r"[a-zäöüß]+", text.lower())
    german = sum(word in GERMAN for word in words)
    if len(words) >= 40 and german < FEWEST_GERMAN * len(words):
        raise UnreadableLetter(
            _("{file} is not written in German.").format(file=path.name),
            _("Only German letters are read. Type what it says: foerder add grant."),
        )


def _damaged(path: Path) -> UnreadableLetter:
    return UnreadableLetter(
        _("{file} is damaged or not what its name says.").format(file=path.name),
        _("Open it in its own program and save it again, or fetch it again from its source."),
    )


def _pdf(path: Path) -> list[list[Run]]:
    try:
        from pypdfium2 import PdfDocument, PdfiumError
    except ImportError:
        # The one-file program carries pure Python only.
        raise UnreadableLetter(
            _("{file}: this form of the program cannot read PDF.").format(file=path.name),
            _("Copy the letter's text into a .txt file, or install: pip install pypdfium2."),
        ) from None
    if is_too_large(path.read_bytes()):
        raise _too_large(path)
    try:
        document = PdfDocument(path)
    except PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableLetter(
                _("{file} is encrypted and asks for a password.").format(file=path.name),
                _("Open it with the password and save it without one (print as PDF)."),
            ) from None
        raise _damaged(path) from None
    try:
        count = min(len(document), MOST_PAGES)
        return [_pdf_page(document[number]) for number in range(count)]
    except PdfiumError:
        raise _damaged(path) from None
    except OverflowError:
        raise _too_large(path) from None
    finally:
        document.close()


def _pdf_page(page: Any) -> list[Run]:
    """The runs of a page: a line is cut at gaps wider than its letters are
    high, where no blank is written in them.
    """
    height = page.get_height()
    chars = page.get_textpage()
    if chars.count_chars() > MOST_CHARACTERS:
        raise OverflowError
    text = chars.get_text_range()
    runs: list[Run] = []
    last = 0
    for match in _WORD.finditer(text):
        start, stop = match.start(1), match.end(1)
        first, final = (
            chars.get_charbox(start, loose=True),
            chars.get_charbox(stop - 1, loose=True),
        )
        word = match[1] + "-" * bool(match[2])
        run = Run(
            first[0], final[2], height - first[3], max(first[3] - first[1], LEAST_HEIGHT), word
        )
        tied = (
            start - last == 1
            and text[last] == " "
            and _is_wide(chars.get_charbox(last, loose=True))
        )
        _add(runs, run, tied)
        last = stop
    return runs


def _is_wide(box: tuple[float, ...]) -> bool:
    """Whether a blank is written in the file; one that only stands for a gap has no width."""
    return box[2] - box[0] > 0.1


def _add(runs: list[Run], word: Run, tied: bool) -> None:
    """A word put to the run before it, where it goes on."""
    last = runs[-1] if runs else None
    if last and abs(last.top - word.top) < 0.5 * last.height:
        gap = word.left - last.right
        if -2 < gap < last.height or (tied and gap >= 0):
            runs[-1] = last._replace(right=word.right, text=f"{last.text} {word.text}")
            return
    runs.append(word)


def _txt(path: Path) -> list[list[Run]]:
    data = path.read_bytes()
    if b"\0" in data:
        raise _damaged(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\f\n")
    return [text_page(page.split("\n")) for page in text.split("\f")[:MOST_PAGES]]


def text_page(lines: list[str]) -> list[Run]:
    """The runs of a page of plain text: cut at tabs, bars and three blanks."""
    runs = []
    for number, line in enumerate(lines):
        at = len(line) - len(line.lstrip())
        moved = 0
        ends = [(gap.start(), gap.end()) for gap in _GAP_IN_TEXT.finditer(line, at)]
        for stop, start in [*ends, (len(line), len(line))]:
            cell = line[at:stop].strip()
            if cell:
                runs.append(Run(moved + at, moved + stop, number, 1, cell))
            if start - stop < 3:
                moved += 3
            at = start
    return runs


def _docx(path: Path) -> list[list[Run]]:
    from foerder.letters.docx import paragraphs
    from foerder.spreadsheets.formats.parts import DAMAGED

    try:
        pages = paragraphs(path)
    except (*DAMAGED, OverflowError):
        raise _damaged(path) from None
    return [_word_page(page) for page in pages[:MOST_PAGES]]


def _word_page(rows: list[list[str]]) -> list[Run]:
    """A page of a .docx file: blank lines are before each paragraph, none
    between the rows of a table.
    """
    lines: list[str] = []
    before = 1
    for cells in rows:
        if min(before, len(cells)) == 1:
            lines += ["", ""]
        lines += "\t".join(cells).split("\n")
        before = len(cells)
    return text_page(lines)
