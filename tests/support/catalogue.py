"""Run by hand after a sentence was added or changed: ``python tests/support/catalogue.py``.

Takes every msgid from the package (`_`, `N_`, `ngettext`, the help of verbs and options), brings the German
catalogue up to date with them, keeping translations and dropping what is no longer used, and compiles it. Says what
is left to translate.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import polib  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "foerder"
PO = PACKAGE / "locale" / "de" / "LC_MESSAGES" / "foerder.po"
MO = PO.with_suffix(".mo")
TEXTS = {"_": 1, "N_": 1, "ngettext": 2}
"""How many msgids each function takes."""
HELPS = {"option": 2, "argument": 2, "flag": 1, "verb": 2}
"""The same of the functions of the command line that say what their msgids are."""
METADATA = {
    "Project-Id-Version": "foerder",
    "PO-Revision-Date": "2026-12-01 00:00+0000",
    "Last-Translator": "foerder",
    "Language-Team": "foerder",
    "Language": "de",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


class Msgid(NamedTuple):
    """A sentence of the program."""

    text: str
    plural: str
    """Empty where there is no form for several."""


def text_calls(tree: ast.AST) -> Iterator[tuple[ast.Call, list[ast.expr]]]:
    """Every call of one of the text functions, with the arguments that are msgids."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
            if name in TEXTS:
                yield node, node.args[: TEXTS[name]]


def help_texts(tree: ast.AST) -> Iterator[ast.expr]:
    """Every help and every metavar that is given to a function of the command line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in HELPS:
            yield from node.args[: HELPS[node.func.id]]
            yield from (keyword.value for keyword in node.keywords if keyword.arg == "epilog")


def msgids(tree: ast.AST) -> Iterator[Msgid]:
    """The msgids of a module; what is only known when the program runs was marked with N_ elsewhere."""
    for _call, args in text_calls(tree):
        texts = [arg.value for arg in args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if texts and len(texts) == len(args) and texts[0]:
            yield Msgid(texts[0], texts[1] if len(texts) > 1 else "")
    for text in help_texts(tree):
        if isinstance(text, ast.Constant) and isinstance(text.value, str) and not _is_typed(text.value):
            yield Msgid(text.value, "")


def _is_typed(metavar: str) -> bool:
    """Whether a metavar is typed as it is, in every language: ``de|en``."""
    return metavar == metavar.lower() and " " not in metavar


def unextractable(tree: ast.AST) -> Iterator[int]:
    """Lines where a msgid is put together before it is looked up: f-strings, sums, formatted texts."""
    for text in chain(help_texts(tree), chain.from_iterable(args for _call, args in text_calls(tree))):
        if isinstance(text, (ast.JoinedStr, ast.BinOp)) or _is_formatted(text):
            yield text.lineno


def _is_formatted(node: ast.expr) -> bool:
    """Whether this is ``"…".format(…)``."""
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "format"


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the package, by its path from the root."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def collect() -> dict[Msgid, list[str]]:
    """All msgids of the package and the files they are in."""
    found: dict[Msgid, list[str]] = {}
    for path, tree in sources():
        for msgid in msgids(tree):
            files = found.setdefault(msgid, [])
            if path not in files:
                files.append(path)
    return found


def updated(old: Any, found: dict[Msgid, list[str]]) -> Any:
    """A catalogue with exactly these msgids and the translations that the old one has for them."""
    new = polib.POFile(wrapwidth=110)
    new.metadata = dict(METADATA)
    known = {Msgid(entry.msgid, entry.msgid_plural): entry for entry in old if not entry.obsolete}
    for msgid, files in sorted(found.items(), key=lambda item: (item[1], item[0])):
        entry = known.get(msgid) or polib.POEntry(msgid=msgid.text, msgid_plural=msgid.plural)
        if msgid.plural and not entry.msgstr_plural:
            entry.msgstr_plural = {0: "", 1: ""}
        # No line numbers: they would change with every edit of the code.
        entry.occurrences = [(path, "") for path in files]
        new.append(entry)
    return new


def main() -> int:
    """Bring the catalogue up to date; 1 where something is left to translate."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    catalogue = updated(polib.pofile(str(PO)) if PO.exists() else [], collect())
    catalogue.save(str(PO))
    catalogue.save_as_mofile(str(MO))
    left = [entry.msgid for entry in catalogue if not entry.translated()]
    print(f"{len(catalogue)} msgids, {len(left)} without a translation")
    for msgid in left:
        print(f"  {msgid!r}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
