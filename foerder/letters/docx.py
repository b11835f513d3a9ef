"""The text of a .docx file: its pages as far as Word wrote down where they
break, paragraphs, rows of tables.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element

from foerder.spreadsheets.formats.parts import Budget, opened, tree

MOST_XML = 30_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACES = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def paragraphs(path: Path) -> list[list[list[str]]]:
    """Pages of paragraphs; one of several cells is the row of a table.

    Raises ``OverflowError``, and `DAMAGED` where it is no document of Word.
    """
    with (
        zipfile.ZipFile(path) as archive,
        opened(archive, "word/document.xml", MOST_XML) as stream,
    ):
        body = tree(stream, Budget()).find(f"{_W}body")
    pages: list[list[list[str]]] = [[]]
    for block in body if body is not None else ():
        if block.tag == f"{_W}tbl":
            pages[-1] += [_cells(row) for row in block.iter(f"{_W}tr")]
        else:
            _add_paragraph(pages, block)
    return pages


def _cells(row: Element) -> list[str]:
    texts = []
    for cell in row.iter(f"{_W}tc"):
        parts = [_text(paragraph) for paragraph in cell.iter(f"{_W}p")]
        texts.append(" ".join(" ".join(parts).replace("\f", " ").split()))
    return texts


def _add_paragraph(pages: list[list[list[str]]], block: Element) -> None:
    """A paragraph, on its page; one that runs over the end of a page is cut there."""
    for paragraph in block.iter(f"{_W}p"):
        first, *others = _text(paragraph).split("\f")
        pages[-1].append([first])
        for rest in others:
            pages.append([[rest]])


def _text(paragraph: Element) -> str:
    """The text of a paragraph, with a form feed where a page ends."""
    parts: list[str] = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag == f"{_W}lastRenderedPageBreak" or node.get(f"{_W}type") == "page":
            parts.append("\f")
        else:
            parts.append(_SPACES.get(node.tag, ""))
    return "".join(parts)
