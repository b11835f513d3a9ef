"""What the head of a column means: its words against those that are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from foerder.model import DUTIES as DUTY_KINDS
from foerder.spreadsheets.columns import DEADLINES, PROJECTS, Sheet
from foerder.spreadsheets.words import vocabulary
from foerder.text.glossary import HEADS, KEYS, VALUES

LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "\u00a0": " ", "_": " "}
)
LABEL, WORD, PART, WEAK, PATTERN, WEAKEST = range(6)
"""How near a head is to a column; the lower the nearer."""
DUTY = "duty:"
DATED = ("start", "end", "award_date")
SPAN = "span"
OPERATIONS = (
    "begünstigt förderfähig vorhabens kofinanz intervention zusammenfassung beneficiary"
).split()
"""Parts of the heads of a list of operations."""
NOWHERE = ""
"""The name of a column that is known and has no place in the register."""
_GENDER = re.compile(r"\s*(?:[/*:_]-?|\(-?)\s?(?:in|innen|r|n)\b\)?")
_ARTICLES = re.compile(r"\b(de[rs]|die)\s*(?:/|bzw\.?|oder)\s*(?:de[rs]|die)\b")
_FACTORS = (
    (
        re.compile(
            r"\bt\s?€|\bteur\b|\btsd\.?(?:\s?(?:€|eur|euro)\b)?|\btausend\b(?:\s?(?:€|eur|euro)\b)?"
        ),
        1_000,
    ),
    (re.compile(r"\bmio\.?(?:\s?(?:€|eur|euro)\b)?|\bmillionen\b"), 1_000_000),
)
_UNIT = re.compile(
    r"[\[(]?\s*(?:in\s+)?(?:€|eur|euro|%|prozent|brutto|netto|tt\.mm\.jjjj|dd\.mm\.yyyy|pflicht|required)"
    r"\s*[\])]?\s*$|\(datum\)$|[\[(]\s*(?:in)?\s*[\])]$"
)
_YEAR = re.compile(r"[\s(,]+(?:19|20)\d\d\)?$|^(?:19|20)\d\d\s+")
_FOOTNOTE = re.compile(r"\s*(?:\(?\d\)|\(gerundet\)|[*¹²³⁴]+|\bin)$|[\s:.,;?*(\[]+$")
_NUMBERING = re.compile(r"^\(?(?:\d{1,2}|[a-z])[.)]\s+(?=\D)|^[\s(\[*]+")
_PARTS = re.compile(r"\s+[-–—|]\s+|\s+-(?=\w)|(?<=\w)-\s+|\s*[/;()|]\s*|\s[–—]|\n")


class Head(NamedTuple):
    """The meaning of a head."""

    name: str
    """The column's, or ``duty:`` and the kind of a duty, or nothing for what
    has no place in the register.
    """
    level: int
    factor: int | None = None
    percent: bool = False


class Plain(NamedTuple):
    """A head without what stands around its words."""

    text: str
    factor: int | None
    percent: bool
    year: bool


def key(text: str) -> str:
    """Letters and digits alone: how words are compared."""
    return re.sub(r"[^a-z0-9]", "", text.lower().translate(LETTERS))


def plain(head: str) -> Plain:
    """The words of a head: no numbering, unit, year, footnote, no second gender."""
    # A hyphen between small letters divides a word at the end of a line that is gone.
    text = " ".join(
        re.sub(r"-\s*\n\s*(?=[a-zäöüß])|(?<=[a-zäöüß])-(?=[a-zäöüß])", "", head).split()
    ).lower()
    text = _GENDER.sub("", _ARTICLES.sub(r"\1", text))
    factor = None
    for pattern, number in _FACTORS:
        if pattern.search(text):
            factor, text = number, pattern.sub("", text)
    percent = text.rstrip(" )]").endswith("%")
    year = False
    before = ""
    while text != before:
        before = text
        year = year or bool(_YEAR.search(text))
        for pattern in (_NUMBERING, _UNIT, _YEAR, _FOOTNOTE):
            # What would leave nothing is the head itself.
            text = pattern.sub("", text).strip() or text
    return Plain(text, factor, percent, year)


@cache
def known(sheet: Sheet) -> dict[str, Head]:
    """Every word for the columns of a sheet; one that means two of them is not in it."""
    found: dict[str, Head] = {}
    clashing: set[str] = set()
    for name in names_of(sheet):
        for word, level in _words(name):
            mine = found.get(word)
            if mine is None or level < mine.level:
                found[word] = Head(name, level)
                clashing.discard(word)
            elif mine.level == level and mine.name != name:
                clashing.add(word)
    for word in clashing:
        del found[word]
    if sheet is PROJECTS:
        _add_duties(found)
    return found


def _add_duties(found: dict[str, Head]) -> None:
    """The words for the last days of duties."""
    for kind, duties in vocabulary().duties.items():
        for word in duties:
            found.setdefault(key(word), Head(DUTY + kind, WORD))


def names_of(sheet: Sheet) -> list[str]:
    """The names of the columns that can be read; what is typed into foerder's own deadlines is."""
    every = sheet is DEADLINES
    return [
        column.name
        for column in (*sheet.columns, *sheet.read_only)
        if every or not column.computed
    ]


def labels_of(name: str) -> list[str]:
    """What foerder itself writes at the head of a column, in both languages."""
    return [key(word) for word in HEADS.get(name) or KEYS.get(name, (name, name, ()))[:2]]


def _words(name: str) -> Iterator[tuple[str, int]]:
    for word in labels_of(name):
        yield word, LABEL
    german, english, synonyms = KEYS.get(name, (name, name, ()))
    if name == "period":
        # Elsewhere than in foerder's own list these words head a period of time, not its id.
        german, english, synonyms = "", "", ()
    words = vocabulary()
    weak = {key(word) for word in words.weak.get(name, ())}
    for word in (name, german, english, *synonyms, *words.words.get(name, ())):
        if word and key(word) not in weak:
            yield key(word), WORD
    for word in weak:
        yield word, WEAK
    for word in words.weakest.get(name, ()):
        yield key(word), WEAKEST


def meaning(head: str, sheet: Sheet, operations: bool = False) -> Head | None:
    """What a head means; None where nobody knows it.

    ``operations``: in a list of operations.
    """
    given = plain(head)
    found = _meaning(given.text, sheet, operations)
    if found is None:
        return None
    if found.name in ("amount", "total") and vocabulary().other_amounts.search(given.text):
        return Head(NOWHERE, PATTERN)
    level = found.level
    if given.year and found.name == "amount":
        # The grant of one year is the grant only where no column says it better.
        level = max(level, WEAK)
    return Head(found.name, level, given.factor, given.percent)


def _meaning(text: str, sheet: Sheet, operations: bool) -> Head | None:
    found = _whole(text, sheet, operations) or _parts(text, sheet, operations)
    if sheet is not PROJECTS or (found is not None and found.level < WEAK):
        return found
    last = _pattern(text)
    if found is not None and (last is None or last.name != NOWHERE):
        return found
    return _duty(text) or last


def _whole(text: str, sheet: Sheet, operations: bool) -> Head | None:
    """A head that is known as it stands, with a translation right behind it, or
    with words around it.
    """
    word = key(text)
    if not word:
        return None
    if operations and sheet is PROJECTS:
        for name, special in vocabulary().operations.items():
            if word in map(key, special):
                return Head(name, WEAK)
    table = known(sheet)
    if word in table:
        return table[word]
    return _twofold(word, table) or _without_qualifier(text, sheet, operations)


def _twofold(word: str, table: Mapping[str, Head]) -> Head | None:
    """A word that is cut short at its beginning, or two that mean the same."""
    for short, long in vocabulary().abbreviations.items():
        whole = long + word.removeprefix(short)
        if word.startswith(short) and whole in table:
            return Head(table[whole].name, PART)
    for cut in range(4, len(word) - 3):
        first, second = table.get(word[:cut]), table.get(word[cut:])
        if first and second and first.name == second.name:
            return Head(first.name, PART)
    return None


def _without_qualifier(text: str, sheet: Sheet, operations: bool) -> Head | None:
    """A head without the words around it that add nothing."""
    plain_text = text.translate(LETTERS)
    for qualifier in vocabulary().qualifiers:
        shorter = re.sub(qualifier, "", plain_text).strip(" -")
        if key(shorter) == key(text):
            continue
        found = _whole(shorter, sheet, operations)
        if found and (not qualifier.startswith("^") or found.name in DATED):
            return Head(found.name, max(found.level, PART))
    return None


def _parts(text: str, sheet: Sheet, operations: bool) -> Head | None:
    """A head in two languages, or of two words: all that is known of it must mean the same."""
    found: dict[str, Head] = {}
    # What is in brackets says more of the head, and is not one itself.
    for part in _PARTS.split(re.sub(r"\(.*?\)", " ", text)):
        one = _whole(part.strip(), sheet, operations)
        if one is not None:
            found.setdefault(one.name, one)
    if set(found) == {"start", "end"}:
        return Head(SPAN, PART)
    if len(found) == 1:
        one = next(iter(found.values()))
        return Head(one.name, max(one.level, PART))
    return None


def _pattern(text: str) -> Head | None:
    spaced = re.sub(r"[^a-z0-9]+", " ", text.translate(LETTERS)).strip()
    for name, pattern in vocabulary().patterns:
        if pattern.search(spaced):
            return Head(name, PATTERN)
    return None


def _duty(text: str) -> Head | None:
    """The duty whose last day is in a column: ``Verwendungsnachweis fällig am``."""
    markers = vocabulary().markers
    phrase, is_marked = "", False
    for word in re.split(r"[\s:,.\-]+", text):
        if word in markers:
            is_marked = True
        else:
            phrase += key(word)
    if not phrase or not is_marked:
        return None
    for kind in DUTY_KINDS:
        names = [kind, *VALUES[kind], *vocabulary().duties.get(kind, ())]
        if phrase in map(key, names):
            return Head(DUTY + kind, PART)
    return None


def is_total(text: str) -> bool:
    """Whether a cell begins a row that adds up others: ``Summe 2026:``."""
    return re.sub(r"[0-9]+$", "", key(text.split("(")[0])) in {
        key(word) for word in vocabulary().totals
    }


def is_legend(text: str) -> bool:
    """Whether a cell begins what is below a list: a legend, a source, a footnote."""
    begins = text.strip().lower()
    return begins.startswith(vocabulary().legends) or bool(
        re.match(r"\(?\d{1,2}\)\s|[¹²³]", begins)
    )


def operations_in(heads: Iterable[str], title: str) -> bool:
    """Whether these are the heads of a list of operations of the Structural Funds."""
    marks = 0
    for head in heads:
        marks += any(sign in head.lower() for sign in OPERATIONS)
    named = "liste der vorhaben" in title.lower() or "list of operations" in title.lower()
    return marks >= 3 or (named and marks >= 1)
