"""Plain text for pipes, files and mails: one record a line, tab-separated,
nothing cut, nothing wrapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from foerder.terms import Problem
from foerder.text.i18n import _, again

# DEL, C1, line and paragraph separators, and the marks that turn the direction of writing.
BEYOND_C0 = (
    "\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
)
UNSAFE = f"[\x00-\x1f{BEYOND_C0}]"
_NAMED = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    number = ord(char)
    return _NAMED.get(char) or (f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}")


def named(target: str) -> str:
    """The file that was to be written; ``-`` is standard output."""
    return _("standard output") if target == "-" else clean(target)


def clean(text: object) -> str:
    """Text of the register with control characters shown, never sent to the terminal."""
    given = str(text)
    # What Python calls printable holds nothing unsafe, and is found out twenty times as fast.
    return given if given.isprintable() else re.sub(UNSAFE, _escape, given)


def line(values: Iterable[Any]) -> str:
    """One record."""
    texts = ["" if value is None else str(value) for value in values]
    if not "".join(texts).isprintable():
        texts = [clean(text) for text in texts]
    return "\t".join(texts) + "\n"


def lines(records: Iterable[Iterable[Any]]) -> str:
    """Several records."""
    return "".join(line(record) for record in records)


def where(problem: Problem) -> str:
    """File and line."""
    line = f":{problem.line}" if problem.line else ""
    return clean(problem.path) + line


def problem_lines(problem: Problem) -> str:
    """A problem as editors and people read it: PATH:LINE: message, and how to
    fix it on the next line.
    """
    return f"{where(problem)}: {clean(problem.message)}\n  → {clean(problem.remedy)}"


def in_language_of_now(problem: Problem) -> Problem:
    """A problem that was found in another language, said in the one of now."""
    return problem._replace(message=again(problem.message), remedy=again(problem.remedy))
