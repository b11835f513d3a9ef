"""Blocks → sentences, each with the page on which it begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from foerder.letters.layout import MARKER, ORDINALS_OF, Block, clean, glue

LONGEST = 2_000
"""Letters of a sentence; what is longer has lost its full stops, and rules for
sentences do not fit it.
"""
_ABBREVIATIONS = frozenset(
    (
        "nr nrn abs art bzw ggf vgl az gz tel fax str inkl exkl einschl ca evtl usw usf etc rd lfd max min mio mrd tsd "
        "anl ziff lit buchst ff f s i v z b d h m a u o p dr prof dipl ing st hrsg bek erl rderl gmbl mbl abl gvbl "
        "bgbl stk jan feb mrz apr jun jul aug sep sept okt nov dez kap tit hj hhj sog gem zzgl abzgl jew entspr bspw "
        "insb insbes std mind tz rn e hd verw grds vorl zul zw"
    ).split()
)
_ORDINALS_OF = re.compile("|".join(ORDINALS_OF.split()))
_STARTING = (
    "Der Die Das Den Dem Des Ein Eine Einen Einer Eines Sie Es Er Wir Ich Für Im In Bei Beim Mit Nach Auf Dies "
    "Diese Dieser Dieses Dabei Dazu Hierzu Hierbei Sofern Soweit Wird Werden Ist Sind Zum Zur Zu Bis Vor Von Aus "
    "Ab An Am Als Alle Alles Wenn Falls Nur Nicht Spätestens Innerhalb Binnen Unverzüglich Gegen Über Unter "
    "Während Zusätzlich Abweichend Ferner Außerdem Darüber Weitere Ihr Ihre Ihren Ihrem Jede Jeder Jedes Jeden "
    "Änderungen Mittel Danach Hierfür Dafür Davon Daher Bitte Eventuelle Etwaige Kann Können Haben Hat So Später "
    "Vorzulegen Gemäß Zuwendungsempfänger"
)
_STARTERS = re.compile(rf"(?:{'|'.join(_STARTING.split())})\b")
"""How a sentence begins behind a number with a full stop."""
_END = re.compile(r"[.!?][”“\"'’)\]»«]*(?=\s)")


class Sentence(NamedTuple):
    """A sentence, or the row of a table, as printed."""

    text: str
    page: int
    row: bool = False
    head: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    lead: str = ""
    """The sentence with a colon that an item of a list belongs to, or the heading above."""


def sentences_of(blocks: list[Block]) -> list[Sentence]:
    """The sentences of a letter in their order."""
    found: list[Sentence] = []
    lead = ""
    for block in blocks:
        text, pages = _text_of(block)
        bounds = [(0, len(text))] if block.row else _bounds(text)
        for start, stop in _in_pieces(text, bounds):
            sentence = text[start:stop].strip()
            if not any(map(str.isalnum, sentence)):
                continue
            page = max(number for offset, number in pages if offset <= start)
            found.append(Sentence(sentence, page, block.row, block.head, block.cells, lead))
        if found and not block.row:
            lead = _lead(found[-1].text, lead, item=bool(MARKER.match(text)))
    return found


def _in_pieces(text: str, bounds: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The bounds of sentences; what is too long for one is cut at blanks."""
    for start, stop in bounds:
        while stop - start > LONGEST:
            cut = max(text.rfind(" ", start, start + LONGEST), start + 1)
            yield start, cut
            start = cut
        yield start, stop


def _lead(text: str, before: str, item: bool) -> str:
    """What the items after a block belong to: a sentence that ends with a colon, or a heading."""
    if text.endswith(":"):
        return text
    if len(text) < 80 and not text.endswith((".", ",", ";", "!", "?")) and not item:
        return text
    return before if item else ""


def _text_of(block: Block) -> tuple[str, list[tuple[int, int]]]:
    """The text of a block, and where in it the lines of another page begin."""
    text = ""
    pages = []
    for line, page in block.lines:
        added = clean(line)
        text = glue(text, added)
        pages.append((max(0, len(text) - len(added)), page))
    pages[0] = (0, pages[0][1])
    return text, pages


def _bounds(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a text begin and end."""
    start = _begin(text, 0)
    for end in _END.finditer(text, start):
        if _is_end(text, end):
            yield start, end.end()
            start = _begin(text, end.end())
    if start < len(text):
        yield start, len(text)


def _begin(text: str, at: int) -> int:
    """Where a sentence begins; the mark of a list or number before it does not belong to it."""
    while text.startswith(" ", at):
        at += 1
    marker = MARKER.match(text, at)
    return marker.end() if marker else at


def _is_end(text: str, end: re.Match[str]) -> bool:
    """Whether a full stop ends a sentence."""
    after = text[end.end() :].lstrip()
    if not after or after[0].islower():
        return False
    if end[0][0] != ".":
        return True
    before = text[: end.start()]
    word = re.search(r"(\w+)\Z", before)
    if word is None:
        return True
    if word[1].lower() in _ABBREVIATIONS:
        return False
    number = re.search(r"(?<![\d.,])(\d{1,2})\Z|(?<=\d\.)(\d{1,2})\Z|\b([IVX]{1,4})\Z", before)
    if number is None or re.search(r"\d\.\d{1,2}\Z", before):
        return not after[0].isdigit() or bool(re.search(r"\d{4}\Z|[a-zäöüß)]\Z", before))
    return bool(_STARTERS.match(after)) and not _ORDINALS_OF.match(after)
