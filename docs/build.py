"""Joins the chapters into docs/handbuch.md and docs/handbook.md: python docs/build.py (--check: only look)."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from foerder.chapters import joined  # noqa: E402 (the path comes first)

BOOKS = {"de": ROOT / "docs" / "handbuch.md", "en": ROOT / "docs" / "handbook.md"}


def main() -> int:
    """Write both handbooks; 1 where --check finds an old one."""
    stale = [path for lang, path in BOOKS.items() if not path.is_file() or path.read_text("utf-8") != joined(lang)]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.name} is not current: python docs/build.py")
        return 1 if stale else 0
    for lang, path in BOOKS.items():
        path.write_text(joined(lang), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
