"""`foerder schema`: what the schema of the register takes is what the reader takes."""

from __future__ import annotations

import copy
import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from generate import register as generated
from jsonschema import Draft202012Validator, FormatChecker
from program import EXAMPLE, REAL, ROOT, foerder

from foerder.register.fields import FieldError
from foerder.register.schema import register_schema, value_schema
from foerder.register.tables import ROOT as TABLES
from foerder.register.tables import Table, all_tables

SPECIMENS = ROOT / "tests" / "support" / "specimens"
SCHEMA = json.loads(foerder("schema").out)
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())


def as_json(value: Any) -> Any:
    """TOML as editors hand it to a schema: a date is a text."""
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def faults(data: Any) -> list[str]:
    return ["/".join(map(str, error.absolute_path)) + f": {error.message}" for error in VALIDATOR.iter_errors(data)]


def fences() -> Iterator[Any]:
    """Every whole register in the handbook."""
    chapters = sorted((ROOT / "docs").glob("hand*.d/*.md"))
    for path in [path for path in chapters if path.stem not in ("errors", "fehler")]:
        for text in re.findall(r"^```toml \S+\n(.*?)^```$", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
            if text.startswith("format = 1"):
                yield pytest.param(text, id=f"{path.stem}: {text[12:60]!r}")


VALID = [
    *(
        pytest.param(path.read_text(encoding="utf-8"), id=path.stem)
        for path in (EXAMPLE, REAL, SPECIMENS / "full.toml")
    ),
    pytest.param("".join(generated(20)), id="generated"),
    *fences(),
]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("text", VALID)
def test_every_valid_register_is_taken(text: str) -> None:
    assert faults(as_json(tomllib.loads(text))) == []


@pytest.mark.skipif(shutil.which("taplo") is None, reason="no taplo here (pip install taplo)")
def test_the_editors_checker_takes_them_and_finds_what_is_wrong(tmp_path: Path) -> None:
    schema = tmp_path / "foerder.schema.json"
    schema.write_text(json.dumps(SCHEMA), encoding="utf-8")
    text = (SPECIMENS / "full.toml").read_text(encoding="utf-8")
    for name, content, code in (("good", text, 0), ("bad", text.replace("\namount = ", "\namonut = "), 1)):
        path = tmp_path / f"{name}.toml"
        path.write_text("#:schema ./foerder.schema.json\n" + content, encoding="utf-8")
        run = subprocess.run(["taplo", "check", path], capture_output=True, cwd=tmp_path, encoding="utf-8")
        assert run.returncode == code, run.stderr
        assert ("amonut" in run.stderr) == bool(code)


def test_the_specimen_is_valid_and_has_every_table() -> None:
    path = SPECIMENS / "full.toml"
    assert foerder("-f", path, "list").code == 0
    text = path.read_text(encoding="utf-8")
    headers = [table.header for table in all_tables() if table.header and "_of]]" not in table.header]
    missing = [header for header in headers if header not in text]
    assert missing == ["[[programme.deadline]]"]


def tables_with_data() -> Iterator[tuple[str, Table, Any, dict[str, Any]]]:
    """Each table that the specimen has, in a copy of the specimen of its own."""
    whole = as_json(tomllib.loads((SPECIMENS / "full.toml").read_text(encoding="utf-8")))

    def walk(table: Table, path: tuple[Any, ...], data: Any) -> Iterator[tuple[str, Table, tuple[Any, ...]]]:
        yield table.header or "the head", table, path
        for name, inner in table.tables.items():
            found = data.get(name)
            if isinstance(found, list):
                yield from walk(inner, (*path, name, 0), found[0])
            elif found:
                yield from walk(inner, (*path, name), found)

    for header, table, path in walk(TABLES, (), whole):
        mine = copy.deepcopy(whole)
        target = mine
        for step in path:
            target = target[step]
        yield header, table, mine, target


EACH = [pytest.param(table, whole, target, id=header) for header, table, whole, target in tables_with_data()]


@pytest.mark.parametrize(("table", "whole", "target"), EACH)
def test_a_key_that_the_reader_does_not_know_is_refused(table: Table, whole: Any, target: dict[str, Any]) -> None:
    target["gibtesnicht"] = 1
    assert "gibtesnicht" in "".join(faults(whole))
    del target["gibtesnicht"]


@pytest.mark.parametrize(("table", "whole", "target"), EACH)
def test_a_required_key_is_required(table: Table, whole: Any, target: dict[str, Any]) -> None:
    for key in table.required:
        value = target.pop(key)
        assert f"'{key}' is a required property" in "".join(faults(whole))
        target[key] = value


KEYS = [
    pytest.param(key, field, id=f"{table.header} {key}")
    for table in all_tables()
    for key, field in table.keys.items()
    if not table.header.startswith(("[[programme.deadline", "[[project.deadline", "[[project.period.deadline"))
]
WRONG = ({"a": 1}, [{"a": 1}], None, -1.5, "\x00 ä/ö ?")


@pytest.mark.parametrize(("key", "field"), KEYS)
def test_what_the_schema_refuses_the_reader_refuses_too(key: str, field: Any) -> None:
    """And a table is never a value."""
    check = Draft202012Validator(value_schema(field), format_checker=FormatChecker())
    assert not check.is_valid({"a": 1})
    for value in (*WRONG, "", "x", "x/y", "6 months", "2027-01-01", 1, 0.5, True, ["x"], [], "12:00", "DE-TH"):
        if not check.is_valid(value):
            with pytest.raises(FieldError):
                field(value)


def test_keys_are_explained_in_the_words_of_glossary_and_handbook() -> None:
    for language, label, sentence in (("de", "Zuständig: ", "wer zuerst gewarnt wird"), ("en", "owner: ", "warned")):
        found = json.loads(foerder("schema", lang=language).out)
        text = found["properties"]["project"]["items"]["properties"]["owner"]["description"]
        assert text.startswith(label)
        assert sentence in text


def test_made_in_any_language_it_takes_the_same() -> None:
    def bare(schema: Any) -> Any:
        if isinstance(schema, dict):
            left = ("title", "description", "x-taplo") if "type" in schema or "enum" in schema else ()
            return {key: bare(value) for key, value in schema.items() if key not in left or not isinstance(value, str)}
        return schema

    german, english = (json.loads(foerder("schema", lang=language).out) for language in ("de", "en"))
    for one in (german, english):
        one.pop("title")
    assert json.dumps(bare(german)).count("pattern") == json.dumps(bare(english)).count("pattern")
    assert len(list(chain(register_schema("de")["properties"]))) == len(english["properties"])


def test_an_unknown_answer_is_a_usage_error(tmp_path: Path) -> None:
    assert foerder("schema", "nix").code == 2
