"""`timeline`: chains on one line, gaps, marks; readable without colour, in a pipe and on narrow screens."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from helpers import duty, grant, read, written
from program import EXAMPLE, REAL, foerder

from foerder.deadlines.calculator import Calculator
from foerder.deadlines.timeline import Row, chains, lanes_of, span_of
from foerder.register.load import load

TODAY = date(2026, 11, 22)
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def period(identity: str, keys: str) -> str:
    return f'[[project.period]]\nid = "{identity}"\n' + keys.replace("; ", "\n") + "\n"


def lanes(folder: Path, text: str) -> list[Row]:
    # What overlaps is an error of the register, and is drawn all the same.
    register = load([written(folder, text)])
    calculator = Calculator(register, TODAY, TODAY)
    deadlines = {project.id: calculator.of_project(project) for project in register.projects}
    return lanes_of(register, deadlines, (project.id for project in register.projects), TODAY)


def project(identity: str, follows: str = "", periods: str = "") -> str:
    line = f'follows = "{follows}"\n' if follows else ""
    return f'[[project]]\nid = "{identity}"\ntitle = "{identity.upper()}"\n{line}{periods}'


A_YEAR = period("1", "start = 2026-01-01; end = 2026-12-31")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (project("a") + project("b"), [("a",), ("b",)]),
        (project("a") + project("b", "a"), [("a", "b")]),
        (project("b", "a") + project("x") + project("a"), [("a", "b"), ("x",)]),
        (project("a") + project("b", "a") + project("c", "b"), [("a", "b", "c")]),
        # Two follow one: the first goes on with its line.
        (project("a") + project("b", "a") + project("c", "a"), [("a", "b"), ("c",)]),
    ],
    ids=["two", "chain", "chain out of order", "three", "branch"],
)
def test_projects_that_follow_each_other_share_a_lane(
    tmp_path: Path, text: str, expected: list[tuple[str, ...]]
) -> None:
    register = read(tmp_path, text)
    assert [tuple(p.id for p in chain) for chain in chains(register.projects)] == expected


def test_a_circle_is_drawn_all_the_same(tmp_path: Path) -> None:
    text = project("a", "b", A_YEAR) + project("b", "a", A_YEAR)
    result = foerder("-f", written(tmp_path, text), "timeline")
    assert "a/1" in result.out
    assert "b/1" in result.out


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        (["start = 2024-01-01; end = 2024-12-31", "start = 2025-01-01; end = 2025-12-31"], []),
        (["start = 2024-01-01; end = 2024-12-30", "start = 2025-01-01"], ["2024-12-31 2024-12-31 1"]),
        (["start = 2018-10-01; end = 2021-09-30", "start = 2022-07-01"], ["2021-10-01 2022-06-30 273"]),
        (["start = 2024-01-01", "start = 2025-01-01"], []),
        # A longer period covers what lies between two shorter ones.
        (
            [
                "start = 2024-01-01; end = 2026-12-31",
                "start = 2024-02-01; end = 2024-03-31",
                "start = 2025-01-01; end = 2025-12-31",
            ],
            [],
        ),
        (["start = 2024-01-01; end = 2024-12-31", 'status = "applied"; start = 2026-01-01'], []),
    ],
    ids=["touching", "one day", "273 days", "open end", "covered", "only applied for"],
)
def test_gaps(tmp_path: Path, periods: list[str], expected: list[str]) -> None:
    text = project("p", periods="".join(period(str(n), keys) for n, keys in enumerate(periods)))
    (lane,) = lanes(tmp_path, text)
    assert [f"{gap.start} {gap.end} {gap.days}" for gap in lane.gaps] == expected


def test_a_gap_reaches_over_projects_and_can_be_accepted(tmp_path: Path) -> None:
    text = project("a", periods=period("1", "start = 2024-01-01; end = 2024-12-31"))
    text += project("b", "a", period("1", "start = 2025-03-01; end = 2026-12-31"))
    (lane,) = lanes(tmp_path, text)
    assert [(gap.days, gap.accepted) for gap in lane.gaps] == [(59, False)]
    accepted = '\n[[accept]]\ncode = "gap"\nproject = "b"\nreason = "R"\nuntil = {}\n'
    (lane,) = lanes(tmp_path, text + accepted.format("2026-11-22"))
    assert [gap.accepted for gap in lane.gaps] == [True]
    (lane,) = lanes(tmp_path, text + accepted.format("2026-11-21"))
    assert [gap.accepted for gap in lane.gaps] == [False]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        pytest.param(
            project("a", periods=period("1", "start = 2020-01-01; end = 2021-12-31"))
            + project("b", "a", period("1", "start = 2022-03-01"))
            + project("c", "a", period("1", "start = 2022-06-01; end = 2022-12-31")),
            ["59", "151"],
            id="two that follow one",
        ),
        pytest.param(
            project(
                "p",
                periods=period("lang", "start = 2020-01-01; end = 2022-12-31")
                + period("kurz", "start = 2021-01-01; end = 2021-06-30")
                + period("danach", "start = 2023-01-01"),
            ),
            [],
            id="one inside another",
        ),
        pytest.param(
            project("a", periods=period("1", "start = 2020-01-01; end = 2021-12-31"))
            + project("b", "a", period("1", "start = 2022-02-01; end = 2022-12-31"))
            + project("c", "b", period("1", "start = 2023-01-11")),
            ["31", "10"],
            id="a chain of three",
        ),
        pytest.param(
            project(
                "a", periods=period("1", "start = 2020-01-01; end = 2021-12-31") + period("2", "start = 2024-01-01")
            )
            + project("b", "a", period("1", "start = 2022-01-01; end = 2023-12-31")),
            [],
            id="a successor in between",
        ),
    ],
)
def test_check_timeline_and_page_count_the_same_gaps(tmp_path: Path, text: str, days: list[str]) -> None:
    path = written(tmp_path, text)
    found = foerder("-f", path, "check", "--code", "gap", "--format", "json").json["problems"]
    assert sorted(re.findall(r"gap of (\d+)", " ".join(p["message"] for p in found)), key=int) == sorted(days, key=int)
    lanes_shown = foerder("-f", path, "timeline", "--format", "json").json["lanes"]
    assert [str(gap["days"]) for lane in lanes_shown for gap in lane["gaps"]] == days
    page = foerder("-f", path, "export", "-", "--format", "html").out
    label = "gap between periods" if len(days) == 1 else "gaps between periods"
    assert f"<strong>{len(days)}</strong>{label}" in page


def test_the_axis_is_whole_years_ten_back_and_five_ahead_at_most(tmp_path: Path) -> None:
    assert span_of([], TODAY) == (date(2026, 1, 1), date(2026, 12, 31))
    found = lanes(tmp_path, grant("start = 2001-05-01\nend = 2090-01-01"))
    assert span_of(found, TODAY) == (date(2016, 1, 1), date(2031, 12, 31))


def chart(*args: str | Path, width: int = 80, color: str = "never") -> str:
    result = foerder("--color", color, "-f", *args, "timeline", "--format", "table", COLUMNS=str(width))
    assert result.code == 0
    return result.out


@pytest.mark.parametrize("register", [REAL, EXAMPLE], ids=["real", "example"])
@pytest.mark.parametrize("width", [40, 80, 119, 120, 200, 300])
def test_nothing_is_wider_than_the_terminal(register: Path, width: int) -> None:
    lines = chart(register, width=width).splitlines()
    assert max(map(len, lines)) <= width


def test_colour_only_repeats_what_the_characters_say() -> None:
    plain, coloured = chart(EXAMPLE), chart(EXAMPLE, color="always")
    assert "\x1b[" not in plain
    assert ESCAPE.sub("", coloured) == plain
    # The gap of the real register, in warning colour.
    assert re.search(r"\x1b\[1;31mx+", chart(REAL, color="always"))


def test_the_chart_of_a_chain(tmp_path: Path) -> None:
    text = project("a", periods=period("1", "start = 2025-01-01; end = 2025-06-30"))
    text += project("b", "a", period("1", "start = 2025-10-01; end = 2026-12-31"))
    text += duty("due = 2026-12-15")
    text += period("2", 'status = "applied"; start = 2027-01-01; end = 2027-12-31')
    text += duty("due = 2026-03-02", "late") + duty("due = 2027-03-01", "a") + duty("due = 2027-03-02", "b")
    lines = [line.rstrip() for line in chart(written(tmp_path, text), width=80).splitlines()]
    bars = next(line for line in lines if "█" in line)
    assert bars.index("x") == 12
    assert bars.count("x") == 6
    assert bars.index("┃") == 45
    assert bars.count("▓") == 24
    marks = lines[lines.index(bars) + 1]
    assert marks.index("!") == 28
    assert marks.index("2") == 52
    assert "gap of 92 days: 2025-07-01–2025-09-30" in lines


def test_open_ends_are_arrows(tmp_path: Path) -> None:
    text = project("a", periods=period("1", "start = 2026-01-01")) + project(
        "b", periods=period("1", "end = 2026-06-30")
    )
    out = chart(written(tmp_path, text))
    bars = [line.rstrip() for line in out.splitlines() if "█" in line]
    assert bars[0].endswith("▸")
    assert bars[1].lstrip().startswith("◂")


def test_the_plain_form_is_a_record_a_line() -> None:
    result = foerder("-f", REAL, "timeline")
    rows = [line.split("\t") for line in result.out.splitlines()]
    assert {len(row) for row in rows} == {7}
    assert ["iksp", "Gap", "2021-10-01", "2022-06-30", "not funded", "273 days"] in [row[:6] for row in rows]
    assert ["agathe", "no period"] in [row[:2] for row in rows]


def test_json_has_everything() -> None:
    found = foerder("-f", EXAMPLE, "timeline", "--format", "json").json
    assert found["schema"] == 1
    assert (found["from"], found["to"]) == ("2018-01-01", "2031-12-31")
    lane = next(lane for lane in found["lanes"] if lane["projects"] == ["sprachpaten", "sprachpaten-plus"])
    assert [p["status"] for p in lane["periods"]] == ["approved", "idea"]
    assert {d["state"] for d in lane["deadlines"]} == {"overdue", "due", "upcoming"}


def test_csv_is_a_row_per_thing() -> None:
    rows = foerder("-f", EXAMPLE, "timeline", "--format", "csv").out.splitlines()
    assert rows[0].replace(chr(34), "") == "lane,what,id,start,end,state,title"
    assert {row.split(",")[1].strip(chr(34)) for row in rows[1:]} == {"period", "gap", "deadline"}


def test_a_line_is_shown_whole_where_one_of_its_projects_fits() -> None:
    found = foerder("-f", EXAMPLE, "timeline", "--status", "idea", "--format", "json").json
    assert [lane["projects"] for lane in found["lanes"]] == [["sprachpaten", "sprachpaten-plus"]]


def test_from_and_to() -> None:
    result = foerder("-f", EXAMPLE, "timeline", "--from", "2026-01-01", "--to", "2026-12-31", "--format", "json")
    assert (result.json["from"], result.json["to"]) == ("2026-01-01", "2026-12-31")
    wrong = foerder("-f", EXAMPLE, "timeline", "--from", "2027-01-01", "--to", "2026-12-31")
    assert wrong.code == 2
    assert "--from is after --to" in wrong.err


def test_nothing_to_show_is_said() -> None:
    result = foerder("-f", EXAMPLE, "timeline", "--tag", "nobody")
    assert (result.code, result.out) == (0, "")
    assert "No project fits" in result.err


def test_control_characters_are_shown(tmp_path: Path) -> None:
    text = grant("start = 2026-01-01\nend = 2026-12-31").replace('"P"', '"P\\u001b[31m [red]"')
    for style in ("table", "plain", "json", "csv"):
        out = foerder("-f", written(tmp_path, text), "timeline", "--format", style).out
        assert "\x1b" not in out
        assert "[red]" in out
