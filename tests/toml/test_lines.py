"""Lines for messages are those of the whole layout, found without reading the whole text."""

from __future__ import annotations

import pytest
import tomli
from generate import register as blocks
from helpers import work
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from program import EXAMPLE
from test_layout import REGISTER

from foerder.toml.lines import LineFinder
from foerder.toml.positions import Layout, Path

APART = '[[project]]\nid = "a"\n[[accept]]\ncode = "gap"\n[[project.period]]\nend = 2026-01-01\n[[project]]\n'
TABLES = 'format = 1\n[settings]\nwithin = 30\n[settings.more]\na = 1\n[notify]\nfrom = "a@b.example"\n'
PARTED = "[settings]\na = 1\n[notify]\nb = 2\n[settings.more]\nc = 3\n"
INLINE = 'accept = [\n  {code = "gap"},\n  {code = "endless"},\n]\n[[project]]\nid = "a"\n'
QUOTED = '["a.b"]\nc = 1\n[ "d" . e ]\nf = 2\n[[\'g\']]\n"h" = 3\n'
IN_STRING = 'format = 1 # it\'s """\n[[project]]\nnotes = """\n[[project]]\n"""\n[[project]]\nid = \'"""\'\n'
UNENDED = '[[project]]\nid = "a"\nnotes = """\n[[project]]\nid = "b"'


def _compare(text: str) -> None:
    layout, finder = Layout(text), LineFinder(text)
    paths: list[Path] = [(), ("nothing",), *(entry.path for entry in layout.entries)]
    paths += [path[:-1] for path in paths if path]
    for path in [*paths, *((*path, "nothing") for path in paths), *((*path, 7) for path in paths)]:
        assert finder.line(path) == layout.line(path), path


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "text",
    [REGISTER, APART, TABLES, PARTED, INLINE, QUOTED, IN_STRING, UNENDED, "", "[[a]]", EXAMPLE.read_text("utf-8")],
    ids="register apart tables parted inline quoted string unended empty header example".split(),
)
def test_lines_are_those_of_the_layout(text: str, newline: str) -> None:
    _compare(text.replace("\n", newline))


LINES = st.sampled_from(
    [
        *(
            "[[project]]",
            "[[project.period]]",
            "[project.extra]",
            "[settings]",
            "[[accept]]",
            "  [[project.period.cost]]",
        ),
        *(
            'id = "a" # b',
            "end = 2026-01-01",
            "a.b = 1",
            "'c' = 2",
            'd = [1, "x"]',
            "e = [",
            "]",
            "f = {g = 1}",
            "# [x]",
        ),
        *("[[ project . period ]]", '[[project."period"]]', 'j = [\n  ["a"],\n  ["project"],\n]'),
        *('n = """', '"""', "h = '''it's'''", "", "[[ project ]] # c", "warn = [\n  90,\n]", "i = {\n  end = 1,\n}"),
    ]
)


@settings(max_examples=300)
@given(st.lists(LINES, max_size=12, unique=True))
def test_lines_of_any_valid_blocks(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        tomli.loads(text)
    except tomli.TOMLDecodeError:
        reject()
    _compare(text)


def test_a_line_in_each_block_costs_a_tenth_of_the_layout() -> None:
    text = "".join(blocks(50))

    def lines() -> None:
        finder = LineFinder(text)
        assert finder.line(("project", 49, "period", 0, "end")) > finder.line(("project", 48, "period", 0))

    assert work(lines) < work(lambda: Layout(text)) / 10
