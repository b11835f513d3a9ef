"""Files that are no letters are said so with the way out; a long letter costs little."""

from __future__ import annotations

import errno
import os
import sys
import zipfile
from pathlib import Path
from unittest import mock

import award_letters
import pytest
from helpers import assert_linear
from program import foerder

from foerder.letters import read
from foerder.letters.extract import Run
from foerder.letters.proposal import read_pages

LETTER = award_letters.letters()[0]


def scan() -> bytes:
    from fpdf import FPDF

    document = FPDF()
    document.add_page()
    document.rect(20, 20, 100, 100, style="F")
    return bytes(document.output())


def not_word(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")


FOREIGN = "The grant is awarded for the period named above and the report shall be sent to us within six months. " * 5
FILES = {
    "scan.pdf": (scan(), "holds no text"),
    "locked.pdf": (award_letters.pdf(LETTER, encrypted="secret"), "asks for a password"),
    "damaged.pdf": (award_letters.pdf(LETTER)[:200], "is damaged"),
    "picture.pdf": (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "is damaged"),
    "damaged.docx": (award_letters.docx(LETTER)[:-200], "is damaged"),
    "binary.txt": (b"\x00\x01" * 100, "is damaged"),
    "empty.txt": (b"", "is empty"),
    "foreign.txt": (FOREIGN.encode(), "is not written in German"),
    "letter.doc": (b"x" * 100, "is no .pdf, .docx or .txt file"),
}


@pytest.mark.parametrize(("name", "data", "said"), [(name, *rest) for name, rest in FILES.items()], ids=list(FILES))
def test_what_cannot_be_read_is_said_with_the_way_out(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    result = foerder("read", path)
    assert result.code == 2
    assert said in result.err
    assert "→" in result.err
    assert result.out == ""


@pytest.mark.parametrize("name", ["brief.pdf", "brief.docx", "brief.txt"])
def test_a_letter_that_may_not_be_read(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / name
    path.write_bytes(b"x")
    refusal = PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    monkeypatch.setattr(Path, "open", mock.Mock(side_effect=refusal))
    result = foerder("read", path)
    assert result.code == 2
    assert "cannot be read (Permission denied)" in result.err


def test_a_missing_file_and_a_document_of_another_kind(tmp_path: Path) -> None:
    assert foerder("read", tmp_path / "none.pdf").code == 2
    path = tmp_path / "other.docx"
    not_word(path)
    assert "is damaged" in foerder("read", path).err


def test_a_text_of_windows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    path.write_bytes(award_letters.txt(LETTER).replace("\n", "\r\n").encode("cp1252", errors="replace"))
    assert [duty.kind for duty in read(path).duties][:2] == ["payment-request", "use-by"]


def test_a_long_letter_costs_in_proportion_to_its_pages() -> None:
    lines = award_letters.sentences(LETTER)

    def pages(count: int) -> object:
        page = [Run(0, len(line), 2 * row, 1, line) for row, line in enumerate(lines)]
        return read_pages("letter.txt", [page] * count)

    assert_linear(pages, 3)


def test_a_text_without_a_full_stop_costs_in_proportion_to_its_length() -> None:
    words = "der Verwendungsnachweis ist nach Abschluss der Maßnahme innerhalb von sechs Monaten vorzulegen und "

    def page(count: int) -> object:
        return read_pages("letter.txt", [[Run(0, 100, 0, 1, words * 30 * count)]])

    assert_linear(page, 2)


def test_without_the_reader_of_pdf_the_way_out_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one-file program carries pure Python only."""
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    path = tmp_path / "letter.pdf"
    path.write_bytes(award_letters.pdf(LETTER))
    result = foerder("read", path)
    assert result.code == 2
    assert "cannot read PDF" in result.err
