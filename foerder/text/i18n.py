"""The program's two languages: German (the default) and English; how each
writes dates, money and shares.

English sentences in the code are the msgids, the German catalogue translates
them. `_` looks at the language in use when it is called: a text fixed at import
time is marked with `N_` and translated by whoever shows it. No locale module:
what a machine has installed must not change the output.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache, lru_cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from decimal import Decimal

LANGUAGES = ("de", "en")
DEFAULT = "de"
CATALOGUES = Path(__file__).parent.with_name("locale")
MO_MAGIC = b"\xde\x12\x04\x95"
"""How a compiled catalogue begins that was written on a little-endian machine, as ours is."""
LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
WINDOWS_ENGLISH = 0x09
"""Primary language identifier of English (LANG_ENGLISH, winnt.h)."""

WEEKDAYS = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "en": "January February March April May June July August September October November December".split(),
}
GERMAN_SEPARATORS = str.maketrans(",.", ".,")

_current = DEFAULT


def choose_language(argv: Sequence[str], environ: Mapping[str, str]) -> str:
    """``de`` or ``en``: the option --lang, then FOERDER_LANG, then the locale, then German."""
    return decide_language(argv, environ)[0]


def decide_language(argv: Sequence[str], environ: Mapping[str, str]) -> tuple[str, str]:
    """The language and what decided it: ``--lang``, the name of a variable,
    ``windows`` or ``default``.
    """
    wanted = [(value, "--lang") for value in reversed(_lang_options(argv))]
    for value, why in (*wanted, (environ.get("FOERDER_LANG", ""), "FOERDER_LANG")):
        if value.lower() in LANGUAGES:
            return value.lower(), why
    # POSIX: the first of the three that is not empty decides, be it only "C".
    for name in LOCALE_VARIABLES:
        if environ.get(name):
            return ("en" if environ[name].lower().startswith("en") else DEFAULT), name
    found = _windows_language()
    return (found, "windows") if found else (DEFAULT, "default")


def _lang_options(argv: Sequence[str]) -> list[str]:
    """The values of every --lang before a double dash."""
    words = list(argv[: argv.index("--")] if "--" in argv else argv)
    values = []
    for word, following in zip(words, [*words[1:], ""], strict=False):
        if word == "--lang":
            values.append(following)
        elif word.startswith("--lang="):
            values.append(word.removeprefix("--lang="))
    return values


def _windows_language() -> str | None:
    """The language of the user's Windows surface, None on other systems."""
    if sys.platform != "win32":
        return None
    import ctypes

    primary = ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF
    return "en" if primary == WINDOWS_ENGLISH else DEFAULT


def use(language: str) -> None:
    """Speak this language from now on. Raises ValueError for one that is not known."""
    global _current
    if language not in LANGUAGES:
        raise ValueError(language)
    _current = language


def language() -> str:
    """The language spoken now: ``de`` or ``en``."""
    return _current


def said_once(write: Callable[..., str]) -> Callable[..., str]:
    """Make a function say the same words only once in each language: for what
    many deadlines have in common.
    """

    @lru_cache(maxsize=4096)
    def known(language: str, *words: Any) -> str:
        return write(*words)

    @wraps(write)
    def say(*words: Any) -> str:
        return known(_current, *words)

    return say


@contextmanager
def using(language: str) -> Iterator[None]:
    """Speak this language inside the block."""
    before = _current
    use(language)
    try:
        yield
    finally:
        use(before)


@cache
def _catalogue(language: str) -> bytes:
    """The compiled catalogue of a language; empty where it is English or the
    catalogue is missing or broken.
    """
    if language == "en":
        return b""
    try:
        raw = (CATALOGUES / language / "LC_MESSAGES" / "foerder.mo").read_bytes()
    except OSError:
        return b""
    return raw if raw.startswith(MO_MAGIC) else b""


@cache
def _translated(language: str, msgid: str) -> str:
    """What the catalogue has for a msgid; the msgid itself where it has nothing.

    Looked up where it is in the file: of two thousand sentences a run says a
    few, and Python's ``gettext`` reads all. The msgids are in order (GNU
    gettext manual, "The Format of GNU MO Files").
    """
    raw, wanted = _catalogue(language), msgid.encode()
    if not raw:
        return msgid
    count, ids, texts = (int.from_bytes(raw[at : at + 4], "little") for at in (8, 12, 16))

    def entry(table: int, number: int) -> bytes:
        at = table + 8 * number
        length = int.from_bytes(raw[at : at + 4], "little")
        start = int.from_bytes(raw[at + 4 : at + 8], "little")
        return raw[start : start + length]

    place = bisect_left(range(count), wanted, key=lambda number: entry(ids, number))
    if place == count or entry(ids, place) != wanted:
        return msgid
    return entry(texts, place).decode()


class Text(str):
    """A text that knows its msgid and what was put into it: it can be said
    again in another language.
    """

    __slots__ = ("source", "words")
    source: Any
    """The msgid; for things that are counted singular, plural and number."""
    words: Mapping[str, Any] | None

    def __new__(
        cls, said: str, source: Any = None, words: Mapping[str, Any] | None = None
    ) -> Text:
        """A text as it is said now."""
        self = str.__new__(cls, said)
        self.source, self.words = source or said, words
        return self

    def format(self, *values: object, **words: object) -> str:
        """The text with its blanks filled; days are written as the language has them."""
        return self.format_map(words)

    def format_map(self, words: Any, /) -> str:
        """The same, from a mapping."""
        written = {}
        for name, word in words.items():
            written[name] = word if type(word) is str else _written(word)
        said = str.format_map(self, written)
        return Text(said, self.source, words) if self.words is None else Text(said)

    def __add__(self, other: str) -> str:
        return joined("", (self, other))

    def __radd__(self, other: str) -> str:
        return joined("", (other, self))

    def again(self) -> str:
        """The text in the language of now."""
        said = ngettext(*self.source) if isinstance(self.source, tuple) else _(self.source)
        if self.words is None:
            return said
        return said.format_map({name: again(word) for name, word in self.words.items()})


def filled(text: str, words: Mapping[str, Any]) -> str:
    """A text, put together from several perhaps, with its blanks filled."""
    whole = text if isinstance(text, Text) else Text(text)
    return whole.format_map(words)


def again(word: Any) -> Any:
    """A text in the language of now; anything else as it is."""
    return word.again() if isinstance(word, Text) else word


def joined(between: str, texts: Iterable[str]) -> str:
    """Several texts in a row as one that can be said again."""
    words = {f"_{number}": text for number, text in enumerate(texts)}
    return Text(between.join(words.values()), _blanks(between, len(words)), words)


@cache
def _blanks(between: str, number: int) -> str:
    return between.join(f"{{_{place}}}" for place in range(number))


def _written(word: Any) -> Any:
    """What is put into a text, as the language writes it: days, amounts
    (Decimals), and what a function says.
    """
    if isinstance(word, str):
        return word
    if word is None:
        return ""
    if type(word) is date:
        return fmt_date(word)
    if callable(word):
        return word()
    return fmt_money(word) if hasattr(word, "quantize") else word


@cache
def _said(language: str, msgid: str) -> Text:
    return Text(_translated(language, msgid), msgid)


def _(msgid: str) -> str:
    """The sentence in the language of now."""
    # The empty msgid is the catalogue's header.
    return _said(_current, msgid) if msgid else Text(msgid)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The sentence for n things in the language of now."""
    one, several = _translated(_current, f"{singular}\0{plural}").split("\0")
    return Text(one if n == 1 else several, (singular, plural, n))


def N_(msgid: str) -> str:  # noqa: N802 (gettext's own name for it)
    """Mark a sentence for the catalogue without translating it yet."""
    return msgid


def fmt_weekday(day: date, long: bool = False) -> str:
    """``Mi`` or ``Mittwoch``, ``Wed`` or ``Wednesday``."""
    name = WEEKDAYS[_current][day.weekday()]
    if long:
        return name
    return name[:2] if _current == "de" else name[:3]


def fmt_month(number: int) -> str:
    """The name of a month, from 1 for January."""
    return MONTHS[_current][number - 1]


def fmt_date(day: date | None, weekday: bool = False) -> str:
    """``31.03.2027`` or ``2027-03-31``, ``weekday`` with it before; empty where
    there is no day.
    """
    if day is None:
        return ""
    text = _day_text(day, _current)
    return f"{fmt_weekday(day)} {text}" if weekday else text


@lru_cache(maxsize=4096)
def _day_text(day: date, language: str) -> str:
    if language == "de":
        return f"{day.day:02}.{day.month:02}.{day.year:04}"
    return day.isoformat()[:10]


def fmt_number(number: int | Decimal) -> str:
    """``1.234`` or ``1,234``; a Decimal keeps its decimals."""
    return _separated(f"{number:,}")


def fmt_money(amount: Decimal | None) -> str:
    """``12.345,67 €`` or ``€12,345.67``, rounded half up to cents; empty where
    there is no amount.
    """
    if amount is None:
        return ""
    text = f"{_two_decimals(amount):,}"
    if _current == "de":
        return f"{_separated(text)} €"
    return f"-€{text[1:]}" if text.startswith("-") else f"€{text}"


def fmt_percent(share: Decimal | None, decimals: int = 2) -> str:
    """A share between 0 and 1 as ``33,33 %`` or ``33.33%``, two decimals at
    most; empty without one.
    """
    if share is None:
        return ""
    scale = 10 ** (decimals - 2)
    text = f"{_two_decimals(share * 100 * scale) / scale:,f}".rstrip("0").rstrip(".")
    return f"{_separated(text)} %" if _current == "de" else f"{text}%"


def fmt_above(share: Decimal, limit: Decimal) -> str:
    """A share with as many decimals as it takes to tell it from a limit."""
    decimals = 2
    while (
        share != limit
        and decimals < 12
        and fmt_percent(share, decimals) == fmt_percent(limit, decimals)
    ):
        decimals += 1
    return fmt_percent(share, decimals)


def _two_decimals(number: Decimal) -> Decimal:
    """The number rounded half up to two decimals, never a negative zero."""
    from decimal import ROUND_HALF_UP, Decimal

    rounded = number.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return rounded or abs(rounded)


def _separated(text: str) -> str:
    """An English number with the separators of the language in use."""
    return text.translate(GERMAN_SEPARATORS) if _current == "de" else text


TRANSLITERATED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def slug(text: str) -> str:
    """Lower-case ASCII letters, digits and hyphens: safe in UIDs, addresses and
    file names everywhere.
    """
    import re

    parts = re.findall("[a-z0-9]+", text.lower().translate(TRANSLITERATED))
    name = "-".join(parts)[:60].strip("-")
    if name:
        return name
    import hashlib

    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


@lru_cache(maxsize=1024)
def heading(label: str) -> str:
    """A label as it is at the head of a line, a column or a sentence."""
    return label[:1].upper() + label[1:]
