"""Edits of the register's text: the smallest there is, proved, and undone by their inverse to the byte."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foerder.editor import change
from foerder.editor.change import Append, Op, Refused, Remove, Set, Unset, apply
from foerder.toml import render, tree
from foerder.toml.parse import loads
from foerder.toml.splice import Edit, Splicer

MARGIN = st.sampled_from(["", "", "", "  # beside", "\t#beside", "   "])
ABOVE = st.sampled_from([[], [], [], ["# above"], ["# above", "  # two lines [[project]]"], [""], ["", "# loose", ""]])
INDENT = st.sampled_from(["", "  ", "\t", "    "])
TEXT = st.sampled_from(["x", "Straße „Ost“", 'with "quotes"', "back\\slash", "a # b", "[[project]]", "two\nlines", ""])


def written(draw: st.DrawFn, value: Any, deep: int = 0) -> str:
    """A value in one of the spellings that TOML allows."""
    if isinstance(value, str):
        styles = [render.literal(value)]
        if not any(char in value for char in "'\n"):
            styles.append(f"'{value}'")
        if '"' not in value and "\\" not in value and not deep:
            styles += [f'"""{value}"""', f'"""\n{value}"""'] if not value.startswith("\n") else []
        return draw(st.sampled_from(styles))
    if isinstance(value, dict):
        gap = draw(st.sampled_from(["", " "]))
        pairs = (f"{key}{gap}={gap}{written(draw, item, 1)}" for key, item in value.items())
        return "{" + gap + f",{draw(st.sampled_from(['', ' ']))}".join(pairs) + gap + "}"
    if isinstance(value, list):
        items = [written(draw, item, 1) for item in value]
        style = draw(st.integers(0, 3))
        if not items or style == 0:
            return "[" + ", ".join(items) + "]"
        if style == 1:
            return "[ " + " ,".join(items) + " , ]"
        comma = "," if style == 2 else ""
        lines = [f"   {item}{',' if n < len(items) - 1 else comma}{draw(MARGIN)}" for n, item in enumerate(items)]
        above = draw(st.sampled_from([[], ["   # in the list"]]))
        return "\n".join(["[" + draw(st.sampled_from(["", " # open"])), *above, *lines, draw(INDENT) + "]"])
    return render.literal(value)


def table(draw: st.DrawFn, names: tuple[str, ...], data: dict[str, Any], indent: str) -> list[str]:
    """A table with its header, comments anywhere."""
    lines = [*draw(ABOVE), f"{indent}[[{draw(st.sampled_from(['.', ' . '])).join(names)}]]{draw(MARGIN)}"]
    later = {}
    for key, value in data.items():
        if tree.is_tables(value) and draw(st.integers(0, 2)):
            later[key] = value
            continue
        lines += [
            *draw(ABOVE),
            f"{indent}{key}{draw(st.sampled_from([' = ', '=', '  =  ']))}{written(draw, value)}{draw(MARGIN)}",
        ]
    for key, value in later.items():
        for item in value:
            lines += table(draw, (*names, key), item, indent + draw(INDENT))
    return [*lines, *draw(ABOVE)]


DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
MONEY = (
    st.integers(0, 10**8).map(lambda cents: Decimal(cents) / 100).map(lambda amount: amount.quantize(Decimal("0.01")))
)
DONE = st.fixed_dictionaries({"deadline": st.just("2022/final-report")}, optional={"on": DAYS, "note": TEXT})
PERIOD = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from(["2022", "2025"]),
        "start": DAYS,
        "amount": MONEY,
        "rules": st.lists(TEXT, max_size=3),
        "source": TEXT,
        "payment": st.lists(st.fixed_dictionaries({"amount": MONEY}, optional={"received": DAYS}), max_size=2),
    },
)
PROJECT = st.fixed_dictionaries(
    {"id": st.sampled_from(["a", "b"]), "title": TEXT},
    optional={
        "tags": st.lists(TEXT, max_size=3),
        "notes": TEXT,
        "period": st.lists(PERIOD, max_size=3),
        "done": st.lists(DONE, max_size=3),
    },
)


@st.composite
def registers(draw: st.DrawFn) -> str:
    """The text of a register, written in any way that TOML allows."""
    lines = [*draw(ABOVE), "format = 1" + draw(MARGIN)]
    style = draw(st.integers(0, 3))
    if style == 1:
        lines += ["settings.within = 60", 'settings . language = "de"']
    elif style == 2:
        lines += ["settings = {within = 60}"]
    elif style == 3:
        lines += ["", "[settings]", "within = 60"]
    for name, items in (("programme", [{"id": "p", "title": "P"}]), ("project", draw(st.lists(PROJECT, max_size=3)))):
        for item in items:
            lines += table(draw, (name,), item, draw(INDENT))
    text = "\n".join(lines) + draw(st.sampled_from(["\n", "", "\n\n", "\n# the end", "\n# the end\n"]))
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


def places(data: dict[str, Any]) -> list[tuple[str | int, ...]]:
    """The paths of all tables."""
    found: list[tuple[str | int, ...]] = [("settings",)]
    for number, project in enumerate(data.get("project", [])):
        found.append(("project", number))
        for name in ("period", "done"):
            for inner, item in enumerate(project.get(name, [])):
                found.append(("project", number, name, inner))
                found += [("project", number, name, inner, "payment", n) for n in range(len(item.get("payment", [])))]
    return found


@st.composite
def changes(draw: st.DrawFn, data: dict[str, Any]) -> tuple[list[Op], list[Op]]:
    """A change that adds something, and its inverse."""
    path = draw(st.sampled_from(places(data)))
    new: dict[str, Any] = {"deadline": "x/y", "on": draw(DAYS), "note": draw(TEXT)}
    options: list[tuple[list[Op], list[Op]]] = []
    if len(path) == 2:
        inside = {"start": draw(DAYS), "payment": [{"amount": draw(MONEY)}]}
        for name, values in (("done", new), ("period", inside)):
            count = len(tree.get(data, (*path, name)) or ())
            options.append(([Append(path, name, values)], [Remove((*path, name, count))]))
        count = len(data["project"])
        options.append(([Append((), "project", {"id": "z", "period": [inside]})], [Remove(("project", count))]))
        options.append(([Set(path, "unit", draw(TEXT))], [Unset(path, "unit")]))
    elif path[0] == "settings":
        options.append(([Set(path, "track_from", draw(DAYS))], [Unset(path, "track_from")]))
    else:
        options.append(([Set(path, "by", draw(TEXT))], [Unset(path, "by")]))
        options.append(([Append(path, "year", {"year": 2026})], [Remove((*path, "year", 0))]))
    return draw(st.sampled_from(options))


def newline_of(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def touched_lines(old: str, new: str) -> int:
    """How many lines of the old text are not in the new one, above or below the one place that differs."""
    before, after = old.split(newline_of(old)), new.split(newline_of(old))
    above = next((n for n, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), len(before))
    rest = zip(reversed(before[above:]), reversed(after[above:]), strict=False)
    below = next((n for n, pair in enumerate(rest) if pair[0] != pair[1]), len(before) - above)
    return len(before) - above - below


@settings(max_examples=400, deadline=None)
@given(st.data(), st.booleans())
def test_a_change_and_its_inverse_leave_the_same_bytes(data: st.DataObject, windowed: bool) -> None:
    text = data.draw(registers())
    parsed = loads(text)
    forward, back = data.draw(changes(parsed))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(change, "WINDOW_FROM", 0 if windowed else 10**9)
        changed, after = apply(text, parsed, forward, newline_of(text))
        assert loads(changed) == after != parsed
        assert touched_lines(text, changed) <= 1
        if parsed.get("settings") is not None or forward[0].path != ("settings",):
            again, data_again = apply(changed, after, back, newline_of(text))
            assert again == text
            assert data_again == parsed


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_value_set_and_set_back_leaves_the_same_bytes(data: st.DataObject) -> None:
    text = data.draw(registers())
    parsed = loads(text)
    keys = [
        (path, key)
        for path in places(parsed)
        for key, value in (tree.get(parsed, path) or {}).items()
        if not tree.is_tables(value) and value != []
    ]
    if not keys:
        return
    path, key = data.draw(st.sampled_from(keys))
    old = tree.get(parsed, (*path, key))
    new = data.draw(st.lists(TEXT, max_size=3)) if isinstance(old, list) else data.draw(TEXT)
    if new == old:
        return
    changed, after = apply(text, parsed, [Set(path, key, new)], newline_of(text))
    entry = Splicer(text, newline_of(text)).layout.entry((*path, key))
    assert entry is not None
    written_as = text[entry.value : entry.end]
    if not isinstance(old, list):
        assert changed.startswith(text[: entry.value])
        assert changed.endswith(text[entry.end :])
    again, data_again = apply(changed, after, [Set(path, key, old)], newline_of(text))
    assert data_again == parsed
    if written_as == render.literal(old):
        assert again == text


LISTS = [
    ("[]", ["a"], '["a"]'),
    ('["a", "b"]', ["b"], '["b"]'),
    ('["a" , "b"]', [], "[]"),
    ('[\n  "a", # one\n  "b", # two\n]', ["b", "c"], '[\n  "b", # two\n  "c",\n]'),
    ('[\n  "a", # one\n  "b" # two\n]', ["a"], '[\n  "a" # one\n]'),
    ('[\n  "a", # one\n  "b" # two\n]', ["a", "b", "c"], '[\n  "a", # one\n  "b", # two\n  "c"\n]'),
    ('[ # open\n  "a",\n  "b"]', ["b"], '[ # open\n  "b"]'),
    ('["a", # one\n "b", "c"]', ["a", "c"], '["a", # one\n "c"]'),
    ('["a", # one\n "b"]', ["a"], '["a" # one\n ]'),
    ('["a" # one\n , # comma\n "b"]', ["b"], '[ # one\n  # comma\n "b"]'),
    ('["a",\n  "b", ]', ["a", "b", "c"], '["a",\n  "b",\n  "c", ]'),
]


@pytest.mark.parametrize(("old", "value", "new"), LISTS)
def test_of_a_list_over_several_lines_only_the_items_that_differ_are_written(
    old: str, value: list[str], new: str
) -> None:
    text = f"a = {old} # beside\nb = 1\n"
    changed, after = apply(text, loads(text), [Set((), "a", value)], "\n")
    assert changed == f"a = {new} # beside\nb = 1\n"
    assert after == {"a": value, "b": 1}


REMOVED = [
    # What is above a header, without a blank line between, goes with it; the neighbour's stays.
    (
        "# a\n[[project]]\nid = 1\n# own\n\n# ---- heading\n\n# b\n[[project]]\nid = 2\n\n# c\n[[project]]\nid = 3\n",
        1,
        "# a\n[[project]]\nid = 1\n# own\n\n# ---- heading\n\n# c\n[[project]]\nid = 3\n",
    ),
    ("[[project]]\nid = 1\n# b\n[[project]]\nid = 2\n", 1, "[[project]]\nid = 1\n"),
    ("[[project]]\nid = 1\n# b\n[[project]]\nid = 2\n", 0, "# b\n[[project]]\nid = 2\n"),
    ("[[project]]\nid = 1\n\n[[project]]\nid = 2", 1, "[[project]]\nid = 1"),
    ("[[project]]\nid = 1\n# note on 1\n\n[[project]]\nid = 2\n", 1, "[[project]]\nid = 1\n# note on 1\n"),
    ("[[project]]\nid = 1\n# note on 1\n\n[[project]]\nid = 2\n", 0, "# note on 1\n\n[[project]]\nid = 2\n"),
    (
        "[[project]]\nid = 1\n[[programme]]\nid = 5\n  # far\n  [[project.period]]\n  id = 6\n[[accept]]\ncode = 7\n",
        0,
        "[[programme]]\nid = 5\n[[accept]]\ncode = 7\n",
    ),
    ("project = [{id = 1}, {id = 2}]\n", 0, "project = [{id = 2}]\n"),
    ('[[project]]\nid = """\n# no comment"""\n[[project]]\nid = 2\n', 1, '[[project]]\nid = """\n# no comment"""\n'),
]


@pytest.mark.parametrize(("old", "number", "new"), REMOVED)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_table_goes_with_its_own_comment(old: str, number: int, new: str, newline: str) -> None:
    text = old.replace("\n", newline)
    changed, _after = apply(text, loads(text), [Remove(("project", number))], newline)
    assert changed == new.replace("\n", newline)


ADDED = [
    # A key comes behind the one before it in the format, above the comment of what follows.
    (
        '[[project]]\nid = "a" # id\ntitle = "A"\n# about the period\n[[project.period]]\nstart = 2026-01-01\n',
        Set(("project", 0), "owner", "x"),
        '[[project]]\nid = "a" # id\ntitle = "A"\nowner = "x"\n# about the period\n'
        "[[project.period]]\nstart = 2026-01-01\n",
    ),
    (
        "[[project]]\n\tid = 1\n\tnotes = 2\n",
        Set(("project", 0), "title", "A"),
        '[[project]]\n\tid = 1\n\ttitle = "A"\n\tnotes = 2\n',
    ),
    ("[[project]]\n  notes = 2", Set(("project", 0), "id", "a"), '[[project]]\n  id = "a"\n  notes = 2'),
    ("[[project]] # empty\n", Set(("project", 0), "id", "a"), '[[project]] # empty\nid = "a"\n'),
    (
        "format = 1\n\n# one\n[[project]]\n",
        Set(("settings",), "within", 5),
        "format = 1\n\n[settings]\nwithin = 5\n\n# one\n[[project]]\n",
    ),
    (
        "format = 1\nsettings.within = 5\n",
        Set(("settings",), "language", "de"),
        'format = 1\nsettings.within = 5\nsettings.language = "de"\n',
    ),
    (
        "settings = {within = 5} # x\n",
        Set(("settings",), "language", "de"),
        'settings = {within = 5, language = "de"} # x\n',
    ),
    (
        "[[project]]\nid = 1\ndone = [\n  {on = 1}, # first\n]\n",
        Append(("project", 0), "done", {"on": 2}),
        "[[project]]\nid = 1\ndone = [\n  {on = 1}, # first\n  {on = 2},\n]\n",
    ),
    (
        "[[project]]\nid = 1\n[[project.period]]\nid = 2\n# of the period\n\n# ---- next\n\n[[project]]\nid = 3\n",
        Append(("project", 0), "done", {"on": 2}),
        "[[project]]\nid = 1\n[[project.period]]\nid = 2\n# of the period\n\n[[project.done]]\non = 2\n\n"
        "# ---- next\n\n[[project]]\nid = 3\n",
    ),
    (
        "[[project]]\nid = 1\n[[project]]\nid = 2\n",
        Append((), "project", {"id": "c"}),
        '[[project]]\nid = 1\n[[project]]\nid = 2\n[[project]]\nid = "c"\n',
    ),
    ("format = 1\n", Append((), "project", {"id": "c"}), 'format = 1\n\n[[project]]\nid = "c"\n'),
]


@pytest.mark.parametrize(("old", "op", "new"), ADDED)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_where_something_new_is_put(old: str, op: Op, new: str, newline: str) -> None:
    text = old.replace("\n", newline)
    assert apply(text, loads(text), [op], newline)[0] == new.replace("\n", newline)


def test_a_text_that_would_mean_something_else_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "format = 1\n[[project]]\nid = 1\n"
    monkeypatch.setattr(Splicer, "set", lambda *_args: [Edit(0, 10, "format = 2")])
    with pytest.raises(Refused):
        apply(text, loads(text), [Set(("project", 0), "id", 2)], "\n")
    # True equals 1 in Python, but not in a register.
    monkeypatch.setattr(Splicer, "set", lambda *_args: [Edit(text.index("id = 1"), len(text) - 1, "id = true")])
    with pytest.raises(Refused):
        apply(text, loads(text), [Set(("project", 0), "id", 1)], "\n")


def test_headers_inside_a_text_do_not_deceive_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change, "WINDOW_FROM", 0)
    text = '[[project]]\nid = "a"\nnotes = """\n[[project]]\nid = "b"\n"""\n[[project]]\nid = "b"\n'
    changed, after = apply(text, loads(text), [Set(("project", 1), "id", "c")], "\n")
    assert changed == text[: text.rindex('"b"')] + '"c"\n'
    assert after["project"][1] == {"id": "c"}
