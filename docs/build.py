"""Writes the contents of both handbooks, the columns of exported tables and the keys of JSON answers in them,
and the man page docs/foerder.1.

``python docs/build.py`` (--check: only look).
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from foerder.cli.parser.manual import page  # noqa: E402
from foerder.spreadsheets.relations import RELATIONS  # noqa: E402
from foerder.text.handbook import contents  # noqa: E402 (the path comes first)
from foerder.views.schema import answer_schema, names, tables_of  # noqa: E402

BOOKS = {
    "de": ROOT / "docs" / "handbuch.d" / "README.md",
    "en": ROOT / "docs" / "handbook.d" / "README.md",
}
MANUAL = ROOT / "docs" / "foerder.1"


def columns(path: Path) -> str:
    """The chapter on exports, with the tables and columns as they are."""
    text = path.read_text(encoding="utf-8")
    for relation in RELATIONS:
        names = [column.name for column in relation.columns if column.name not in relation.key]
        key, others = (
            ", ".join(f"`{name}`" for name in group) for group in (relation.key, names)
        )
        record = f"`{relation.one}`" if relation.one else "–"
        row = f"| `{relation.name}` | {record} | {key} | {others} |"
        text = re.sub(rf"^\| `{relation.name}` \| .*$", row, text, count=1, flags=re.MULTILINE)
    return text


def keys(path: Path) -> str:
    """The chapter on JSON answers, with the keys of each as they are: below its first heading of an answer."""
    head = path.read_text(encoding="utf-8").split("\n## `foerder", 1)[0].rstrip("\n")
    words = ("in", "keys") if path.parent.name == "handbook.d" else ("in", "Schlüssel")
    parts = [head]
    for name in names():
        rows = [
            f"## `foerder {name.replace('-', ' --')}`",
            "",
            f"| {words[0]} | {words[1]} |",
            "|---|---|",
        ]
        for place, found in tables_of(answer_schema(name)).items():
            where = f"`{place}`" if place else "–"
            rows.append(f"| {where} | {', '.join(f'`{key}`' for key in found)} |")
        parts.append("\n".join(rows))
    return "\n\n".join(parts) + "\n"


def main() -> int:
    """Write the contents and the man page; 1 where --check finds an old one."""
    texts = {path: contents(lang) for lang, path in BOOKS.items()} | {MANUAL: page()}
    for path in BOOKS.values():
        chapter = path.with_name("excel.md")
        texts[chapter] = columns(chapter)
        chapter = path.with_name("json.md")
        texts[chapter] = keys(chapter)
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
