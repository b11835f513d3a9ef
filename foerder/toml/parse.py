"""TOML text to data, with exact numbers: toml_rs (Rust) for speed, tomli or
Python's tomllib for everything odd.

toml_rs answers only where it is sure to answer like tomli; what it refuses,
tomli reads again and says why.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Protocol

_fast_loads: Callable[..., dict[str, Any]] | None
try:
    from toml_rs import loads as _fast_loads
except ImportError:
    _fast_loads = None

UNREADABLE = (ValueError, RecursionError, ArithmeticError)
"""What a TOML parser raises: its own error is a ValueError, so is an integer of more than 4300
digits; RecursionError for deep nesting, ArithmeticError where Decimal refuses an exponent."""
DEEPEST = 40
"""toml_rs nests on the machine's stack, which ends the program at some thousand
levels; Windows has an eighth of it.
"""
LONGEST = 2100
"""Below twice this length, no line holds an integer of more than 4300 digits,
which Python takes but cannot print.
"""
PIECE = 500_000
"""Characters that toml_rs is given at once, more or less."""
HEADER = "\n[[project]]"
_INLINE = rb"""\{(?:[^{}"'#\n]|"[^"\\\n]*"|'[^'\n]*')*\}"""
"""A table in braces on one line: in those that go on, toml_rs takes line breaks
where TOML has none.
"""
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


class Taker(Protocol):
    """Whoever uses the data of a text while it is read, so that it need not be held."""

    def take(self, piece: dict[str, Any]) -> None:
        """Use what the next piece holds; a list that is used up is left empty."""

    def forget(self) -> None:
        """Nothing was taken: the text is read as a whole, and all of it is in the answer."""


def loads(text: str, taker: Taker | None = None) -> dict[str, Any]:
    """Parse TOML 1.1 with decimals; ``taker`` uses it piece by piece.

    Raises one of ``UNREADABLE``.
    """
    if _fast_loads is not None:
        try:
            return _in_pieces(text, taker)
        except (KeyboardInterrupt, MemoryError):
            raise
        except (
            BaseException
        ):  # a panic in Rust is not an Exception; tomli has the last word on all of them
            pass
    if taker:
        taker.forget()
    return _exact_loads(text)


def _in_pieces(text: str, taker: Taker | None) -> dict[str, Any]:
    """Parse a text piece by piece: toml_rs needs five times a piece's size beside the answer.

    Raises ValueError.
    """
    first = text.find("\n[") + 1 if len(text) > PIECE else 0
    whole = _piece(text[:first], taker)
    # Nothing can be added to an array that is written as a value.
    closed = frozenset(whole)
    while first < len(text):
        # A cut inside a string of several lines leaves it without its end: the piece before is refused.
        last = text.find(HEADER, first + PIECE) + 1 or len(text)
        for key, value in _piece(text[first:last], taker).items():
            if key not in whole:
                whole[key] = value
            elif key not in closed and isinstance(value, list) and isinstance(whole[key], list):
                whole[key] += value
            else:
                raise ValueError(key)
        first = last
    return whole


def _piece(text: str, taker: Taker | None) -> dict[str, Any]:
    """What a piece holds that nobody has taken.

    Raises ValueError where toml_rs may answer unlike tomli.
    """
    assert _fast_loads is not None
    if not _is_plain(text):
        raise ValueError(text[:40])
    data = _fast_loads(text, parse_float=Decimal)
    if taker:
        taker.take(data)
    return data


def _exact_loads(text: str) -> dict[str, Any]:
    try:
        from tomli import loads as parse
    except ImportError:
        from tomllib import loads as parse
    return parse(text, parse_float=Decimal)


def _is_plain(text: str) -> bool:
    """Whether a text holds nothing that the two parsers take differently."""
    raw = text.encode("utf-8", "replace")
    if raw.startswith(b"\xef\xbb\xbf"):
        return False
    if not all(
        b"\n" in raw[start : start + LONGEST] for start in range(0, len(raw) - LONGEST, LONGEST)
    ):
        return False
    if b"{" in raw and b"{" in re.sub(_INLINE, b"", raw):
        return False
    brackets = raw.translate(None, _NO_BRACKETS)
    for _level in range(DEEPEST):
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    return len(brackets) < DEEPEST
