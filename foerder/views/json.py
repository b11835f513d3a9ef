"""JSON: UTF-8, ISO dates, every key always present, money as strings with two decimals."""

from __future__ import annotations

import re
from typing import Any

# json escapes C0 itself; the others would reach the terminal.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def document(content: Any) -> str:
    """A JSON document, indented, with a line break at its end."""
    import json

    text = json.dumps(content, ensure_ascii=False, indent=2)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"
