"""The fast TOML parser gives what the exact one gives, or is not asked: values, order of keys, refusals."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from generate import register as blocks
from hypothesis import given, settings
from hypothesis import strategies as st
from program import EXAMPLE, REAL, ROOT

from foerder.toml import parse as toml

BROKEN = sorted((ROOT / "tests" / "toml" / "broken").glob("**/*.toml"))
FAULTY = sorted((ROOT / "tests" / "register" / "faulty").glob("**/*.toml"))
RULES = sorted((ROOT / "foerder" / "law" / "rules").glob("*.toml"))


def outcome(text: str, parse: Any) -> Any:
    """What a parser makes of a text: the data written out, keys in their order; or that it refuses."""
    try:
        return repr(parse(text))
    except toml.UNREADABLE:
        return "refused"


def agree(text: str) -> bool:
    return bool(outcome(text, toml.loads) == outcome(text, toml._exact_loads))


@pytest.mark.parametrize("path", [REAL, EXAMPLE, *RULES, *BROKEN, *FAULTY], ids=lambda path: path.name)
def test_every_register_reads_the_same(path: Path) -> None:
    text = path.read_bytes().decode("utf-8-sig", "replace")
    assert agree(text)
    with mock.patch.object(toml, "PIECE", 50):
        assert agree(text)


@pytest.mark.parametrize(
    "text",
    [
        "a = 0.10",
        "a = 1234567890123456.78",
        "a = 0.1000000000000000055511151231257827",
        "a = 1_0.5_0",
        "a = 1e400",
        "a = -1e-400",
        "a = 1e99999999999999999999",
        "a = inf\nb = -nan",
        "a = .5",
        "a = 5.",
        "a = 9223372036854775808",
        "a = " + "9" * 4301,
        "a = " + "9" * 4200,
        "a = 2025-02-30",
        "a = 0000-01-01",
        "a = 30.06.2025",
        "a = 2025-1-1",
        "a = 1979-05-27 07:32:00.123456789+01:00",
        "a = 2025-01-01T00:00",
        "a = 12:30",
        "a = 23:59:60",
        "\ufeffa = 1",
        "a = 1\r",
        "a = 1\r\nb = 2\r\n",
        "a = '''x\r\ny'''",
        'a = "\\e\\x41\\u00e4"',
        'a = "\\ud800"',
        'a = "„x“"',
        "a = {b = 1,}",
        "a = {b\n = 1}",
        "a = {b # c\n = 1}",
        'a = {b = "}",\n c\n = 1}',
        "a = {b = '{'}\nc = {d = 1}",
        "a = {b = {c\n = 1}}",
        "a = [{ # }\n b\n = 1}]",
        'a = "{"\nb = {c\n = 1}',
        "a = {b = 1,\n c = 2}",
        "a = [1,\n# c\n2,]",
        "ä = 1",
        "a.b = 1\na.c = 2\n[a]\nd = 1",
        "[a]\n[a]",
        "[[a]]\n[a]",
        "a = [{x = 1}]\n[[a]]\nx = 3",
        "[a.b]\nx = 1\n[a]\ny = 2\n[a.c]",
        "[[a]]\n[a.b]\nx = 1\n[[a]]\n[[a.b]]\nx = 2",
        "# \x01",
        "a = '\x7f'",
        "[ a . b ]",
        "a = " + "[" * 50 + "]" * 50,
        "a = " + "[" * 100_000,
        "a = " + "[" * 100_000 + "]" * 100_000,
        "a = " + "[[]," * 20_000 + "]" * 20_000,
        "a = " + "{x = " * 5_000 + "1" + "}" * 5_000,
        "a = '" + "[" * 1_000 + "'",
    ],
    ids=lambda text: repr(text[:40]),
)
def test_what_parsers_differ_in_is_read_as_the_exact_one_reads_it(text: str) -> None:
    assert agree(text)


@pytest.mark.parametrize(
    "text",
    [
        'note = """\n[[project]]\n"""\n[[project]]\nid = "a"',
        '[[project]]\nid = """\n[[project]]\n"""\n[[project]]\nid = "b"',
        'project = [{id = "a"}]\n[[project]]\nid = "b"',
        'project.id = "a"\n[[project]]\nid = "b"',
        '[project]\nid = "a"\n[[project]]\nid = "b"',
        '[[project]]\nid = "a"\n[project]\nid = "b"',
        '[settings]\nx = 1\n[[project]]\nid = "a"\n[settings]\ny = 2',
        '[[project]]\nid = "a"\n[[programme]]\nid = "p"\n[[project]]\nid = "b"\n[[programme]]\nid = "q"',
        '[[programme]]\nid = "p"\n[[project]]\nid = "b"\n[[programme.deadline]]\nid = "q"',
        '[[project]]\nid = "a"\n[[project.period]]\nid = 1\n[[project]]\n[[project.period]]\nid = 2',
        "[[project]]\nid = [\n[[project]]\n]\n[[project]]",
        "[[project]]\n# [[project]]\n[[project]]\r\n[[project]]\n",
    ],
    ids=lambda text: repr(text[:40]),
)
def test_a_text_read_in_pieces_is_read_as_one(text: str) -> None:
    for size in (1, 10, 20, 40):
        with mock.patch.object(toml, "PIECE", size):
            assert agree(text)


PARTS = (
    *"\n\n\n\r\n =.,#\"'[]{}\\",
    *("[[project]]\n", "[project]\n", "[[project.period]]\n", "[a.b]\n", '"""', "'''", "\t", "\x00", "ä", "true"),
    *("{a = 1}\n", "{b\n = 1}\n", "{b = 1,\n", "# c\n"),
    *("a = 1\n", "b = 0.10\n", "c = 2025-06-30\n", 'd = "x"\n', "e = [1, 2]\n", "f = {g = 1}\n", "1_000.5", "-0.0"),
)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PARTS), max_size=40), st.integers(1, 60))
def test_any_text_is_read_the_same(parts: list[str], size: int) -> None:
    with mock.patch.object(toml, "PIECE", size):
        assert agree("".join(parts))


def test_a_large_register_is_read_in_pieces_by_the_fast_parser_alone() -> None:
    text = "".join(blocks(100))
    with mock.patch.object(toml, "PIECE", 20_000), mock.patch.object(toml, "_exact_loads", side_effect=AssertionError):
        projects = toml.loads(text)["project"]
    assert projects == toml._exact_loads(text)["project"]
    assert isinstance(projects[0]["period"][0]["amount"], Decimal)


def test_without_the_fast_parser_all_is_read_all_the_same() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    with mock.patch.object(toml, "_fast_loads", None):
        alone = toml.loads(text)
    assert alone == toml.loads(text)


def test_a_panic_of_the_fast_parser_is_no_crash() -> None:
    class Panic(BaseException):
        """What a panic in Rust becomes."""

    with mock.patch.object(toml, "_fast_loads", side_effect=Panic):
        assert toml.loads("a = 1") == {"a": 1}
