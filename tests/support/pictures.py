"""Terminal pictures for README and handbook, from real output: python tests/support/pictures.py --write"""

from __future__ import annotations

import html
import io
import re
import sys
from pathlib import Path

from program import EXAMPLE, ROOT, foerder
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from foerder.cli.app import VERBS

FOLDER = ROOT / "docs" / "bilder"
WIDTH = 96
WANTED = {
    "list": ("list",),
    "due": ("due", "--within", "30"),
    "timeline": ("timeline",),
    "explain": ("explain", "quartier/2025/interim-report/2027"),
}
NO_FONTS = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
"""The format of rich without its fonts, which would be fetched from a server: a picture asks nobody."""


def wanted() -> dict[str, tuple[str, ...]]:
    """The pictures and the commands on them."""
    return {name: words for name, words in WANTED.items() if name in VERBS}


def picture(name: str) -> str:
    """One picture as SVG."""
    words = WANTED[name]
    result = foerder("--color", "always", "-f", EXAMPLE, *words, "--format", "table", lang="de", COLUMNS=str(WIDTH))
    assert result.code in (0, 3), result.err
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    console.print(Text.from_ansi(f"$ foerder {' '.join(words)}\n{result.out}"))
    return console.export_svg(title="foerder", code_format=NO_FONTS, unique_id=f"foerder-{name}")


def words_of(svg: str) -> str:
    """The text on a picture; how it is drawn depends on the version of rich."""
    body = re.sub(r"<style>.*?</style>", "", svg, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def main() -> None:
    """Say whether the pictures are current; draw them again with --write."""
    stale = []
    for name in wanted():
        path = FOLDER / f"{name}.svg"
        new = picture(name)
        if not path.exists() or words_of(path.read_text(encoding="utf-8")) != words_of(new):
            stale.append(path.name)
            if "--write" in sys.argv[1:]:
                path.parent.mkdir(exist_ok=True)
                path.write_text(new, encoding="utf-8", newline="\n")
    if stale and "--write" not in sys.argv[1:]:
        sys.exit(f"{', '.join(stale)}: python tests/support/pictures.py --write")


def kept() -> list[Path]:
    """The pictures as they stand."""
    return sorted(FOLDER.glob("*.svg"))


if __name__ == "__main__":
    main()
