"""Lists as authorities and offices write them: heads, titles and number forms are real, the rows are invented.

The numbered ones follow published lists of operations; ``office-`` ones were written before the reader had seen them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lists import register, take
from program import foerder

FOLDER = Path(__file__).parent / "lists"
LISTS = sorted(FOLDER.glob("*.expected.json"))
EMPTY = 'format = 1\n[settings]\nholidays = "DE-TH"\n'


def rows_in(path: Path, money: str) -> list[dict[str, Any]]:
    """Title, days and money of every project of a register."""
    found = []
    for project in foerder("-f", path, "export", "-", "--format", "json").json["projects"]:
        for period in project["periods"] or [dict.fromkeys(("start", "end", money))]:
            days = {"start": period["start"], "end": period["end"]}
            found.append({"title": project["title"], **days, "amount": period[money]})
    return found


@pytest.mark.parametrize("expected", LISTS, ids=lambda path: path.name.partition(".")[0])
def test_every_row_of_a_list_is_read_and_none_misread(tmp_path: Path, expected: Path) -> None:
    told = json.loads(expected.read_text(encoding="utf-8"))
    path = register(tmp_path, EMPTY)
    result = take(path, FOLDER / told["file"], "--yes")
    assert result.code == 0, result.err
    assert [row for row in rows_in(path, told["money"]) if row in told["rows"]] == told["rows"]
    assert {row["title"] for row in rows_in(path, told["money"])} == {row["title"] for row in told["rows"]}
    other = "amount" if told["money"] == "total" else "total"
    mine = {row["amount"] for row in told["rows"]} - {None}
    assert not mine & {row["amount"] for row in rows_in(path, other)}
    before = path.read_bytes()
    assert "Nothing to change" in take(path, FOLDER / told["file"], "--yes").err
    assert path.read_bytes() == before
