"""Writes the contents of both handbooks and the man page docs/foerder.1.

``python docs/build.py`` (--check: only look).
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from foerder.cli.parser.manual import page  # noqa: E402
from foerder.text.handbook import contents  # noqa: E402 (the path comes first)

BOOKS = {
    "de": ROOT / "docs" / "handbuch.d" / "README.md",
    "en": ROOT / "docs" / "handbook.d" / "README.md",
}
MANUAL = ROOT / "docs" / "foerder.1"


def main() -> int:
    """Write the contents and the man page; 1 where --check finds an old one."""
    texts = {path: contents(lang) for lang, path in BOOKS.items()} | {MANUAL: page()}
    stale = [
        path
        for path, text in texts.items()
        if not path.is_file() or path.read_text("utf-8") != text
    ]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.name} is not current: python docs/build.py")
        return 1 if stale else 0
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
