"""The output shown in the handbook: python tests/handbook_blocks.py --write

Every ```console block of a chapter holds commands after "$ " and what they print. The commands of a chapter run
one after the other in a folder of their own that holds the shipped example as projects.toml; the clock stands still.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from program import EXAMPLE, ROOT, foerder
from readme_blocks import BLOCK, COLUMNS, commands

from foerder import clock
from foerder.cli.main import VERBS

BOOKS = {"de": ROOT / "docs" / "handbuch.d", "en": ROOT / "docs" / "handbook.d"}
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HOME = "/home/amt/foerderung"
BY_HAND = ("aendern", "changing")
"""Chapters that show a register of their own, which is not shipped."""
TABLES = ("list", "due", "show", "explain", "check", "costs", "rules", "log", "timeline", "report")
"""Verbs that draw a table on a terminal."""


def chapters() -> list[tuple[str, Path]]:
    """Every chapter that shows output, with its language."""
    found = [
        (lang, path)
        for lang, folder in BOOKS.items()
        for path in sorted(folder.glob("*.md"))
        if path.stem not in BY_HAND
    ]
    return [(lang, path) for lang, path in found if BLOCK.search(path.read_text(encoding="utf-8"))]


def made(lang: str, text: str) -> str:
    """The chapter with what its commands print now."""
    begins_empty = "$ foerder use data/projects.toml" in text
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(os.path.realpath(name))
        (folder / "kalender").mkdir()
        if not begins_empty:
            shutil.copy(EXAMPLE, folder / "projects.toml")
        stack.enter_context(contextlib.chdir(folder))
        stack.enter_context(mock.patch.object(clock, "now", return_value=NOW))
        return BLOCK.sub(lambda match: "".join(_run(lang, one, folder) for one in commands(match[0])), text)


def _run(lang: str, command: str, folder: Path) -> str:
    program, *words = shlex.split(command)
    if program != "foerder":
        raise ValueError(command)
    verb = next((word for word in words if word in VERBS), "")
    style = ["--format", "table"] if verb in TABLES and "--format" not in words else []
    config = {"XDG_CONFIG_HOME": str(folder / ".config"), "USER": "amt", "LOGNAME": "amt", "COLUMNS": COLUMNS}
    result = foerder(*words, *style, lang=lang, **config)
    shown = (result.out + result.err).replace(str(folder), HOME)
    return f"$ {command}\n" + "".join(f"{line.rstrip()}\n" for line in shown.splitlines())


def main() -> None:
    """Say whether the chapters are up to date; write them anew with --write."""
    stale = []
    for lang, path in chapters():
        text = path.read_text(encoding="utf-8")
        new = made(lang, text)
        if new != text:
            stale.append(path.name)
            if "--write" in sys.argv[1:]:
                path.write_text(new, encoding="utf-8", newline="\n")
    if stale and "--write" not in sys.argv[1:]:
        sys.exit(f"{', '.join(stale)}: other output than the program's: python tests/handbook_blocks.py --write")


if __name__ == "__main__":
    main()
