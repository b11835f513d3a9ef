"""`foerder schema VERB`: every JSON answer is as its schema says, and the schema is no empty promise."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import schemas
from generate import register as generated
from jsonschema import Draft202012Validator, FormatChecker
from program import EXAMPLE, REAL, ROOT, foerder

from foerder.views.schema import answer_schema, names, tables_of

SEVERAL = schemas.SEVERAL
WORDS = {
    "check": (["check"],),
    "costs": (["costs"], ["costs", "--by", "programme"], ["costs", "--pace"]),
    "due": (["due"], ["due", "--in", "2027"], ["due", "--all", "--type", "final-report"]),
    "export": (["export", "-"], ["export", "-", "--by", "2028-01-01"]),
    "list": (["list"], ["list", "--ending", "2027"]),
    "log": (["log"],),
    "notify": (["notify", "--dry-run"], ["notify", "--status"]),
    "report": (["report"], ["report", "--year", "2027"]),
    "rules": (["rules"],),
    "rules-check": (["rules", "--check"],),
    "timeline": (["timeline"], ["timeline", "--from", "2026", "--to", "2028"]),
    "where": (["where"],),
    "where-check": (["where", "--check"],),
}
"""Other questions than those that the schemas were read off; of `due`, `list` and `export` of several registers too."""


@pytest.fixture(scope="module", params=["example", "real", "generated", "faulty", "empty", "several"])
def register(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "several":
        return SEVERAL
    path = tmp_path_factory.mktemp("register") / "projects.toml"
    texts = {
        "example": EXAMPLE.read_text(encoding="utf-8"),
        "real": REAL.read_text(encoding="utf-8"),
        "generated": "".join(generated(20)),
        "faulty": "".join(chain(generated(5), ['[[project]]\nid = "x"\nend = 1\n[[project]\n'])),
        "empty": "format = 1\n",
    }
    path.write_text(texts[request.param], encoding="utf-8")
    return path


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(answer_schema(name), format_checker=FormatChecker())


def faults(name: str, answer: Any) -> list[str]:
    found = validator(name).iter_errors(answer)
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in found]


def asked(register: Path) -> Iterator[tuple[str, Any]]:
    for name, questions in WORDS.items():
        if register != SEVERAL or name in ("due", "list", "export"):
            for words in questions:
                yield name, foerder("-f", register, *words, "--format", "json").json


def test_every_answer_is_as_its_schema_says(register: Path) -> None:
    assert [(name, *found) for name, answer in asked(register) if (found := faults(name, answer))] == []


def test_answers_about_one_thing_are_too(register: Path) -> None:
    whole = foerder("-f", register, "export", "-", "--format", "json").json
    if register == SEVERAL:
        return
    for project in whole["projects"][:4]:
        assert faults("show", foerder("-f", register, "show", project["id"], "--format", "json").json) == []
    for deadline in whole["deadlines"][::25]:
        assert faults("explain", foerder("-f", register, "explain", deadline["id"], "--format", "json").json) == []


@pytest.mark.parametrize("name", names())
def test_what_is_missing_too_much_or_of_another_kind_is_refused(name: str) -> None:
    schema = answer_schema(name)
    Draft202012Validator.check_schema(schema)
    check = validator(name)
    assert schema["additionalProperties"] is False
    assert len(schema["required"]) == len(schema["properties"])
    for key, inner in schema["properties"].items():
        if key != "schema" and inner.get("type") in ("array", "object", "string", "integer"):
            wrong = dict.fromkeys(schema["properties"]) | {key: True}
            assert any(list(error.absolute_path) == [key] for error in check.iter_errors(wrong))
    assert "was unexpected" in str([error.message for error in check.iter_errors({"gibtesnicht": 1})])


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("due", ("deadlines", 0, "due"), "31.12.2026"),
        ("due", ("deadlines", 0, "days_left"), "3"),
        ("due", ("deadlines", 0, "gibtesnicht"), 1),
        ("list", ("projects", 0, "amount"), 5.0),
        ("list", ("projects", 0, "amount"), "5,00"),
        ("costs", ("accounts", 0, "lines"), None),
        ("check", ("problems", 0, "line"), "3"),
        ("report", ("grants", 0, "grant"), "viel"),
    ],
)
def test_a_wrong_value_deep_inside_is_refused(name: str, path: tuple[Any, ...], value: Any) -> None:
    answer = foerder("-f", EXAMPLE, *({"due": ("due", "--all")}.get(name, (name,))), "--format", "json").json
    assert faults(name, answer) == []
    target = answer
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    assert faults(name, answer)


def test_the_schemas_are_those_of_the_verbs_as_they_are() -> None:
    made = schemas.text()
    assert made == schemas.KEPT.read_text(encoding="utf-8"), "python tests/support/schemas.py"
    unknown = {verb: list(schemas.unknown(schema)) for verb, schema in json.loads(made).items()}
    assert {verb: paths for verb, paths in unknown.items() if paths} == {"costs": [".accounts[].reduction_why_not"]}


@pytest.mark.docs
@pytest.mark.parametrize("book", ["handbuch.d", "handbook.d"])
def test_the_handbook_names_every_key(book: str) -> None:
    text = (ROOT / "docs" / book / "json.md").read_text(encoding="utf-8")
    for name in names():
        part = text.split(f"## `foerder {name.replace('-', ' --')}`\n", 1)[1].split("\n## ", 1)[0]
        rows = [line.split("|") for line in part.splitlines() if line.startswith("| ") and "`" in line]
        found = {row[1].strip().strip("`–"): tuple(re.findall(r"`(\w+)`", row[2])) for row in rows}
        assert found == tables_of(answer_schema(name))
