"""The example messages in the handbook's chapter on `check`: python tests/support/finding_blocks.py --write

The section of every code shows what the program says in the language of the book where the code is found.
"""

from __future__ import annotations

import re
import sys
import tempfile
from contextlib import chdir
from pathlib import Path

from findings import provocation, register
from program import ROOT, foerder

from foerder.checks.codes import CODES

CHAPTERS = {"de": ROOT / "docs/handbuch.d/pruefung.md", "en": ROOT / "docs/handbook.d/checks.md"}
BEFORE = {"de": "**Schwere:**", "en": "**Severity:**"}
NAMES = {
    'id = "p"': 'id = "jugendtreff"',
    'title = "P"': 'title = "Jugendtreff Nord"',
    'follows = "q"': 'follows = "jugendhaus"',
    'title = "Q"': 'title = "Jugendtreff Süd"',
    "p@": "jugend@",
    'id = "x"': 'id = "sachstand"',
    "amount = 12000.01": "amount = 13500.00",
    "amount = 100000.01": "amount = 104200.00",
    "amount = 80000.01": "amount = 82500.00",
    'id = "prog"': 'id = "jugendfonds"',
    'programme = "prog"': 'programme = "jugendfonds"',
    'programme = "porg"': 'programme = "jugendfons"',
}
"""Names and amounts that read better than those of the tests."""


def example(code: str, lang: str) -> str:
    """What `check` says of a code at a terminal of 80 columns: the first finding, and how to fix it."""
    content = provocation(code)
    for short, name in NAMES.items():
        encoding = "cp1252" if code == "encoding" else "utf-8"
        content = content and content.replace(short.encode(encoding), name.encode(encoding))
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        register(Path(folder), content)
        words = ["-f", "projects.toml", "check", "--code", code, "--format", "table"]
        out = foerder(*words, lang=lang, COLUMNS="80").out
    said = out.rstrip().rpartition("\n\n")[0]
    first = re.split(r"\n(?=\S)", said)
    lines = first[: next(n for n, part in enumerate(first, 1) if f"[{code}]" in part)]
    return "\n".join(line.rstrip() for line in "\n".join(lines).split("\n"))


def with_examples(text: str, lang: str) -> str:
    """The chapter with an example in the section of every code."""
    for code in CODES:
        begin = text.index(f"### `{code}`\n")
        end = text.index(BEFORE[lang], begin)
        meaning = re.sub(r"\n```finding\n.*?\n```\n", "", text[begin:end], flags=re.DOTALL).rstrip()
        text = f"{text[:begin]}{meaning}\n\n```finding\n{example(code, lang)}\n```\n\n{text[end:]}"
    return text


def main() -> None:
    """Say whether the chapters are up to date; write them again with --write."""
    for lang, path in CHAPTERS.items():
        old = path.read_text(encoding="utf-8")
        new = with_examples(old, lang)
        if new != old and "--write" not in sys.argv[1:]:
            sys.exit(f"{path.name}: other messages than the program's: python tests/support/finding_blocks.py --write")
        path.write_text(new, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
