"""Lines and offsets of everything that is in a TOML text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import tomli
from helpers import assert_linear
from hypothesis import given, settings
from hypothesis import strategies as st

from foerder.toml.positions import Layout, Path

REGISTER = """\
format = 1   # first
[settings]
warn = [
  90, # days
  30,
]

[[project]]
id = "a"
done = [{deadline = "2022/x", on = 2025-01-01},
        {deadline = "2022/y", by = {name = "z", unit.no = 3}}]
  [[project.period]]
  start = 2022-07-01 10:00:00
  [[project.period.cost]]
  type = "staff"
  [project.period.extra]
  a.b = 1
  a . "c d" = 2
[[project]]
notes = \"""
[[project]]
id = "not me"
\"""\"\"
'id' = 'b\\'
[[project.period]]
end = {
  # TOML 1.1
  year = 2026,
}
["quoted.name"]
"k\\u00e9y" = '''it's ''' # comment
"""

PLACES: list[tuple[Path, int, str, str]] = [
    (("format",), 1, "key", "format = 1"),
    (("settings",), 2, "table", "[settings]"),
    (("settings", "warn"), 3, "key", "warn = [\n  90, # days\n  30,\n]"),
    (("settings", "warn", 1), 5, "item", "30"),
    (("project",), 8, "table", "[[project]]"),
    (("project", 0), 8, "table", "[[project]]"),
    (("project", 0, "id"), 9, "key", 'id = "a"'),
    (("project", 0, "done", 1), 11, "item", '{deadline = "2022/y", by = {name = "z", unit.no = 3}}'),
    (("project", 0, "done", 1, "deadline"), 11, "key", 'deadline = "2022/y"'),
    (("project", 0, "done", 1, "by", "unit", "no"), 11, "key", "unit.no = 3"),
    (("project", 0, "period", 0), 12, "table", "[[project.period]]"),
    (("project", 0, "period", 0, "start"), 13, "key", "start = 2022-07-01 10:00:00"),
    (("project", 0, "period", 0, "cost", 0, "type"), 15, "key", 'type = "staff"'),
    (("project", 0, "period", 0, "extra", "a", "b"), 17, "key", "a.b = 1"),
    (("project", 0, "period", 0, "extra", "a", "c d"), 18, "key", 'a . "c d" = 2'),
    (("project", 1), 19, "table", "[[project]]"),
    (("project", 1, "id"), 24, "key", "'id' = 'b\\'"),
    (("project", 1, "period", 0, "end", "year"), 28, "key", "year = 2026"),
    (("quoted.name",), 30, "table", '["quoted.name"]'),
    (("quoted.name", "kéy"), 31, "key", "\"k\\u00e9y\" = '''it's '''"),
]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("path", "line", "kind", "written"), PLACES, ids=lambda value: str(value)[:40])
def test_places(path: Path, line: int, kind: str, written: str, newline: str) -> None:
    layout = Layout(REGISTER.replace("\n", newline))
    entry = layout.entry(path)
    assert entry is not None
    assert (entry.line, entry.kind) == (line, kind)
    assert layout.text[entry.start : entry.end] == written.replace("\n", newline)
    assert layout.line(path) == line


def test_value_offset() -> None:
    layout = Layout(REGISTER)
    entry = layout.entry(("project", 1, "id"))
    assert entry is not None
    assert layout.text[entry.value : entry.end] == "'b\\'"


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("project", 0, "period", 0, "end"), 12),
        (("project", 7, "id"), 8),
        (("nothing",), 1),
        ((), 1),
    ],
)
def test_line_of_what_is_missing_is_that_of_the_table_around_it(path: Path, line: int) -> None:
    assert Layout(REGISTER).line(path) == line


def test_header_of_a_table_goes_before_where_it_was_implied() -> None:
    layout = Layout("[a.b]\nx = 1\n[a]\ny = 2\n")
    assert layout.line(("a",)) == 3
    assert layout.line(("a", "b")) == 1


def test_what_cannot_be_followed_is_left_out_until_the_next_line() -> None:
    layout = Layout('a = \nb = "x\nc 1\n[d\ne = [1\nf = 2\ng = {h = 1,\n= 2\n[i]\nj = """\n')
    assert layout.line(("i",)) == 9
    assert layout.openings[-1].delimiter == '"""'
    assert layout.openings[-1].at_end


@given(st.text(alphabet="[]{}=.,#\"'\\ \r\nab1ä"))
def test_any_text_can_be_scanned(text: str) -> None:
    Layout(text)


def test_deep_nesting_is_not_followed() -> None:
    assert Layout("a = " + "[" * 5000 + "\nb = 1").line(("b",)) == 2


def test_a_longer_text_takes_longer_in_proportion() -> None:
    block = REGISTER.partition("]\n\n")[2].partition('["quoted')[0]
    assert_linear(lambda blocks: Layout("format = 1\n" + block * blocks), 50)


def test_two_megabytes() -> None:
    text = "format = 1\n" + REGISTER.partition("]\n\n")[2].partition('["quoted')[0] * 5200
    assert len(text) > 2_000_000
    assert len(Layout(text).entries) > 100_000


BARE = st.text(alphabet="abcxyz019_-", min_size=1, max_size=4)
SPACE = st.sampled_from(["", " ", "\t", "   "])
COMMENT = st.sampled_from(["", " # note", "# [x] = 1", " # \"'"])
GAP = st.sampled_from(["", " ", "\n", " # [c]\n", "\n\n\t"])


@st.composite
def keys(draw: st.DrawFn) -> str:
    quote = draw(st.sampled_from(["", "'", '"']))
    text = draw(BARE) if not quote else draw(BARE) + draw(st.sampled_from(["", ".", " = ", "]", "ü", "#"]))
    return quote + text + quote


SCALARS = st.sampled_from(
    [
        "1",
        "-1_000.5",
        "true",
        "2026-01-31",
        "2026-01-31 12:00:00",
        "12:00:00",
        '"text # [no] = \\" \\\\"',
        "'C:\\temp\\'",
        '"""\n[[table]]\n a = 1 "" \\\n """',
        "'''\n[table]\n b = '' '''''",
        '""',
        '""""""',
        "inf",
    ]
)


@st.composite
def arrays(draw: st.DrawFn, items: st.SearchStrategy[str]) -> str:
    values = [draw(GAP) + value + draw(GAP) for value in draw(st.lists(items, max_size=3))]
    comma = draw(st.sampled_from(["", ","])) if values else ""
    return "[" + ",".join(values) + comma + draw(GAP) + "]"


@st.composite
def inline_tables(draw: st.DrawFn, items: st.SearchStrategy[str]) -> str:
    names = draw(st.lists(BARE, max_size=3, unique=True))
    return "{" + ", ".join(f"{name}{draw(SPACE)}={draw(SPACE)}{draw(items)}" for name in names) + " }"


VALUES = st.recursive(SCALARS, lambda items: arrays(items) | inline_tables(items), max_leaves=5)


@st.composite
def documents(draw: st.DrawFn) -> str:
    lines = []
    for _ in range(draw(st.integers(0, 8))):
        if draw(st.integers(0, 2)) == 0:
            opening, closing = draw(st.sampled_from([("[", "]"), ("[[", "]]")]))
            parts = draw(st.lists(st.sampled_from(["t", "u", '"v w"']), min_size=1, max_size=3))
            statement = opening + (draw(SPACE) + "." + draw(SPACE)).join(parts) + closing
        else:
            name = (draw(SPACE) + "." + draw(SPACE)).join(draw(st.lists(keys(), min_size=1, max_size=2)))
            statement = f"{name}{draw(SPACE)}={draw(SPACE)}{draw(VALUES)}"
        lines.append(draw(SPACE) + statement + draw(SPACE) + draw(COMMENT))
        try:
            tomli.loads("\n".join(lines))
        except tomli.TOMLDecodeError:
            lines.pop()
    return "\n".join(lines).replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def paths(data: Any, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        if isinstance(value, dict | list):
            yield from paths(value, (*path, key))
        else:
            yield (*path, key)


@settings(max_examples=300, deadline=None)
@given(documents())
def test_every_path_has_its_line(text: str) -> None:
    layout = Layout(text)
    lines = text.split("\n")
    for path in paths(tomli.loads(text)):
        entry = layout.entry(path)
        assert entry is not None, path
        if isinstance(path[-1], str):
            assert path[-1] in lines[entry.line - 1]
        if entry.kind != "table":
            value = tomli.loads("x = " + text[entry.value : entry.end])["x"]
            expected: Any = tomli.loads(text)
            for part in path:
                expected = expected[part]
            assert value == expected
