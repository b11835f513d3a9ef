"""What each JSON answer may hold: python tests/support/schemas.py (--check: only look)

It is read off what the verbs write about registers in which everything occurs, and kept in foerder/views/answers.json,
from which ``foerder schema VERB`` takes it. A key that a verb writes and this file does not know makes a test red.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))

from generate import register
from program import EXAMPLE, REAL, ROOT, foerder

from foerder.views.json_records import RATIOS as RATIOS_OF_REGISTER

KEPT = ROOT / "foerder" / "views" / "answers.json"
LETTER = "01-land-eine-seite.txt"
SPECIMENS = Path(__file__).parent / "specimens"
SEVERAL = SPECIMENS / "several"
DATE, DECIMAL = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"-?\d+\.\d+")
OFTEN = 4
"""A value that was seen so often and never was null is never null."""
RATIOS = ("own_share", "time", "money", "over_rate", "reduced_share", *RATIOS_OF_REGISTER)
Schema = dict[str, Any]


class Reader:
    """Describes values; tables with the same keys are the same kind of record, wherever they are."""

    def __init__(self, answers: Iterable[Any]) -> None:
        self.alike: dict[frozenset[str], list[dict[str, Any]]] = {}
        self.by_key: dict[str, list[Any]] = {}
        for answer in answers:
            self._collect(answer)
        self.known: dict[frozenset[str], Schema] = {}
        self.kinds: dict[type, Callable[[list[Any], str], Schema]] = {
            str: _text,
            bool: lambda _values, _key: {"type": "boolean"},
            int: lambda _values, _key: {"type": "integer"},
            list: self._items,
            dict: self._tables,
        }

    def _collect(self, value: Any) -> None:
        if isinstance(value, list):
            for item in value:
                self._collect(item)
        if isinstance(value, dict):
            self.alike.setdefault(frozenset(value), []).append(value)
            for key, inner in value.items():
                if inner not in (None, [], {}):
                    self.by_key.setdefault(key, []).append(inner)
                self._collect(inner)

    def schema_of(self, values: Iterable[Any], key: str = "", often: int = OFTEN) -> Schema:
        """What all these values have in common; what was seen less often than this may be null as well."""
        seen = list(values)
        known = [value for value in seen if value not in (None, [])] or self.by_key.get(key, [])
        found: list[Schema] = []
        for kind, describe in self.kinds.items():
            mine = [value for value in known if type(value) is kind]
            if mine:
                found.append(describe(mine, key))
        if not known:
            return {"type": "array"} if [] in seen else {}
        if None in seen or (len(seen) < often and not any(isinstance(value, list) for value in seen)):
            found.append({"type": "null"})
        if all(set(one) == {"type"} for one in found):
            types = [one["type"] for one in found]
            return {"type": types if len(types) > 1 else types[0]}
        return found[0] if len(found) == 1 else {"anyOf": found}

    def _items(self, values: list[list[Any]], key: str) -> Schema:
        items = list(chain.from_iterable(values))
        return {"type": "array", "items": self.schema_of(items, key, often=0)}

    def _tables(self, values: list[dict[str, Any]], _key: str) -> Schema:
        """Records of one kind have all their keys always; others only those that are written."""
        shapes = {frozenset(value) for value in values}
        if len(shapes) > 1:
            return self._table(values)
        (shape,) = shapes
        if shape not in self.known:
            self.known[shape] = self._table(self.alike[shape])
        return self.known[shape]

    def _table(self, values: list[dict[str, Any]]) -> Schema:
        keys = dict.fromkeys(key for value in values for key in value)
        return {
            "type": "object",
            "properties": {key: self.schema_of((value[key] for value in values if key in value), key) for key in keys},
            "required": [key for key in keys if all(key in value for value in values)],
            "additionalProperties": False,
        }


def _text(values: list[str], key: str) -> Schema:
    if all(DATE.fullmatch(value) for value in values):
        return {"type": "string", "format": "date"}
    if all(DECIMAL.fullmatch(value) for value in values):
        return {"$ref": "#/$defs/ratio" if key in RATIOS else "#/$defs/money"}
    return {"type": "string"}


def answers() -> dict[str, list[Any]]:
    """What each verb writes, by the name of its schema."""
    found: dict[str, list[Any]] = {}
    with tempfile.TemporaryDirectory() as name:
        texts = [path.read_text(encoding="utf-8") for path in (EXAMPLE, REAL, *sorted(SPECIMENS.glob("*.toml")))]
        for number, text in enumerate([*texts, "".join(register(30)), "format = 1\n"]):
            copy = Path(name) / str(number) / "projects.toml"
            copy.parent.mkdir()
            copy.write_text(text, encoding="utf-8")
            for verb, answer in _answers_of(copy):
                found.setdefault(verb, []).append(answer)
        for words in (("due", "--all"), ("due",), ("list",), ("export", "-")):
            found[words[0]].append(_json(SEVERAL, *words))
    return found


def _answers_of(register: Path) -> Iterator[tuple[str, Any]]:
    whole = foerder("-f", register, "export", "-", "--format", "json").json
    yield "export", whole
    for words in COMMANDS:
        yield str(words[0]), _json(register, *words)
    for name, words in VARIANTS.items():
        yield name, _json(register, *words)
    for project in whole["projects"]:
        yield "show", _json(register, "show", project["id"])
        for period in project["periods"][-1:]:
            if period["end"]:
                yield "due", _json(register, "due", "--what-if", f"extend {project['id']}/{period['id']} 6 months")
    for deadline in whole["deadlines"][:300]:
        yield "explain", _json(register, "explain", deadline["id"])
    yield from _after_changes(register, whole)


def _after_changes(register: Path, whole: Any) -> Iterator[tuple[str, Any]]:
    """What is remembered: changes, mails, where the register is."""
    for way in (("--outbox", register.parent / "mails"), ()):
        for _again in range(2):
            yield "notify", _json(register, "notify", *way)
    yield "notify", _json(register, "notify", "--status")
    for project in whole["projects"][-1:]:
        foerder("-f", register, "set", project["id"], "title", "Neu", "--yes")
    for deadline in whole["deadlines"]:
        if deadline["state"] == "overdue" and register.parent.name < "4":
            foerder("-f", register, "done", deadline["id"], "--on", "2026-11-20", "--by", "x", "--yes")
            foerder("-f", register, "undo-done", deadline["id"], "--yes")
    yield "log", _json(register, "log")
    home = str(register.parent)
    foerder("use", register, XDG_CONFIG_HOME=home)
    yield "where", foerder("where", "--format", "json", XDG_CONFIG_HOME=home).json
    yield "where", foerder("-f", register, "where", "--format", "json", XDG_CONFIG_HOME=home).json


COMMANDS: tuple[tuple[str | Path, ...], ...] = (
    ("due", "--all"),
    ("due",),
    ("due", "--overdue"),
    ("due", "--from", "2026-01-01", "--by", "2026-06-30"),
    ("list",),
    ("timeline",),
    ("costs",),
    ("costs", "--by", "unit"),
    ("costs", "--by", "year"),
    ("report",),
    ("report", "--year", "2025"),
    ("report", "--by", "unit"),
    ("check",),
    ("rules",),
    ("rules", "anbest-p-bund-2024"),
    ("notify", "--dry-run"),
    ("read", ROOT / "tests" / "letters" / "texts" / LETTER),
)
VARIANTS = {
    "due-rules": ("due", "--rules", "anbest-p-bund-2019..anbest-p-bund-2024"),
    "rules-check": ("rules", "--check"),
    "where-check": ("where", "--check"),
}
"""Options that make another answer of a verb."""


def _json(register: Path, *words: str | Path) -> Any:
    """The answer of a command; None where it has nothing to say of this register."""
    out = foerder("-f", register, *words, "--format", "json").out
    return json.loads(out) if out else None


def text() -> str:
    """The file that is kept."""
    given = {verb: [one for one in found if one] for verb, found in sorted(answers().items())}
    reader = Reader(chain.from_iterable(given.values()))
    made = {verb: reader.schema_of(found) for verb, found in given.items()}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).replace('},"', '},\n"') + "\n"


def unknown(schema: Any, path: str = "") -> Iterator[str]:
    """The keys of which no value was ever seen."""
    if schema == {}:
        yield path
    if isinstance(schema, dict):
        for key, value in schema.get("properties", {}).items():
            yield from unknown(value, f"{path}.{key}")
        if "items" in schema:
            yield from unknown(schema["items"], f"{path}[]")
        for value in schema.get("anyOf", ()):
            yield from unknown(value, path)


def main() -> int:
    """Write the file; with --check only look whether it is current."""
    made = text()
    if "--check" in sys.argv[1:]:
        return int(made != KEPT.read_text(encoding="utf-8"))
    KEPT.write_text(made, encoding="utf-8", newline="\n")
    for verb, schema in json.loads(made).items():
        for path in unknown(schema):
            print(f"{verb}: no value of {path} was seen; let one of {SPECIMENS.name}/ have it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
