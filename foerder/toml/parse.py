"""TOML text to data, with exact numbers: toml_rs (Rust) for speed, tomli or Python's tomllib for everything odd.

toml_rs answers only where it is sure to answer like tomli; what it refuses, tomli reads again and says why.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

_fast_loads: Callable[..., dict[str, Any]] | None
try:
    from toml_rs import loads as _fast_loads
except ImportError:
    _fast_loads = None

UNREADABLE = (ValueError, RecursionError, ArithmeticError)
"""What a TOML parser raises: its own error is a ValueError, so is an integer of more than 4300 digits;
RecursionError for deep nesting, ArithmeticError where Decimal refuses an exponent."""
DEEPEST = 40
"""toml_rs nests on the machine's stack, which ends the program at some thousand levels; Windows has an eighth of it."""
LONGEST = 2100
"""Below twice this length, no line holds an integer of more than 4300 digits, which Python takes but cannot print."""
PIECE = 500_000
"""Characters that toml_rs is given at once, more or less."""
HEADER = "\n[[project]]"
_INLINE = re.compile(rb"""\{(?:[^{}"'#\n]|"[^"\\\n]*"|'[^'\n]*')*\}""")
"""A table in braces on one line: in those that go on, toml_rs takes line breaks where TOML has none."""
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def loads(text: str) -> dict[str, Any]:
    """Parse TOML 1.1 with decimals. Raises one of ``UNREADABLE``."""
    if _fast_loads is not None and _is_plain(text):
        try:
            return _in_pieces(text)
        except (KeyboardInterrupt, MemoryError):
            raise
        except (
            BaseException
        ):  # a panic in Rust is not an Exception; tomli has the last word on all of them
            pass
    return _exact_loads(text)


def _in_pieces(text: str) -> dict[str, Any]:
    """Parse a text piece by piece: toml_rs needs five times a piece's size beside the answer. Raises ValueError."""
    assert _fast_loads is not None
    first = text.find("\n[") + 1 if len(text) > PIECE else 0
    whole = _fast_loads(text[:first], parse_float=Decimal)
    # Nothing can be added to an array that is written as a value.
    closed = frozenset(whole)
    while first < len(text):
        # A cut inside a string of several lines leaves it without its end: the piece before is refused.
        last = text.find(HEADER, first + PIECE) + 1 or len(text)
        for key, value in _fast_loads(text[first:last], parse_float=Decimal).items():
            if key not in whole:
                whole[key] = value
            elif key not in closed and isinstance(value, list) and isinstance(whole[key], list):
                whole[key] += value
            else:
                raise ValueError(key)
        first = last
    return whole


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
    if b"{" in raw and b"{" in _INLINE.sub(b"", raw):
        return False
    brackets = raw.translate(None, _NO_BRACKETS)
    for _level in range(DEEPEST):
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    return len(brackets) < DEEPEST
