"""Files of some kilobytes that unfold to gigabytes: refused in a few megabytes and a bounded number of elements."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bombs import BOMBS, HEAD, ONE, xlsx
from helpers import assert_linear, work
from program import EXAMPLE, foerder

from foerder.spreadsheets.files import read
from foerder.spreadsheets.formats import parts
from foerder.spreadsheets.formats.parts import Budget
from foerder.spreadsheets.grid import MOST_ROWS

pytestmark = pytest.mark.slow

ROOM = 400_000_000
"""Bytes of memory that a run may take beyond what the tests have."""
REASONS = ("larger than any list", "unfolds to more than any letter has", "is damaged")
READ = "spaces.ods"
"""What is cut to the length of a cell, and then is an ordinary list."""


def in_little_memory(succeeds: Callable[[], bool]) -> bool:
    """Whether something succeeds in a process with little memory."""
    import resource

    child = os.fork()
    if not child:
        code = 1
        try:
            used = int(re.findall(r"VmSize:\s+(\d+)", Path("/proc/self/status").read_text())[0]) * 1024
            resource.setrlimit(resource.RLIMIT_AS, (used + ROOM, used + ROOM))
            code = 0 if succeeds() else 1
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits the memory of a process as Linux does")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_little_memory(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not os.environ.get("FOERDER_FULL"):
        monkeypatch.setattr(parts, "MOST_ELEMENTS", 400_000)
    BOMBS[name](tmp_path / name)
    register = tmp_path / "projects.toml"
    register.write_bytes(EXAMPLE.read_bytes())
    is_letter = name.endswith((".docx", ".pdf"))
    words = ("read",) if is_letter else ("-f", register, "import", "--dry-run")

    def refused() -> bool:
        result = foerder(*words, tmp_path / name)
        said = any(reason in result.err for reason in REASONS)
        print(result.code, result.err[:300], file=sys.stderr)
        return (result.code, said) == ((0, False) if name == READ else (2, True))

    assert in_little_memory(refused)


def test_no_more_elements_are_read_than_the_budget_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    budgets: list[Budget] = []

    class Counted(Budget):
        def __init__(self) -> None:
            super().__init__()
            self.elements = 5_000
            budgets.append(self)

    monkeypatch.setattr("foerder.spreadsheets.formats.xlsx.Budget", Counted)
    xlsx(tmp_path / "l.xlsx", HEAD + ONE + "<row/>" * 100, sheets=300)
    grids = read(tmp_path / "l.xlsx")
    assert [grid.unread == "" for grid in (grids[0], grids[-1])] == [True, False]
    assert budgets[0].elements < 0


def test_rows_of_one_sheet_cost_in_proportion_to_their_number(tmp_path: Path) -> None:
    def read_rows(count: int) -> None:
        path = tmp_path / f"{count}.xlsx"
        if not path.exists():
            xlsx(path, HEAD + ONE * count)
        read(path)

    for count in (200, 800):
        read_rows(count)
    assert_linear(read_rows, 200)


def test_a_formatted_cell_in_the_last_row_costs_nothing(tmp_path: Path) -> None:
    """Excel writes one where somebody once jumped to the end of the sheet."""
    xlsx(tmp_path / "l.xlsx", HEAD + ONE + '<row r="1048576"><c r="XFD1048576" s="1"/></row>')
    assert len(read(tmp_path / "l.xlsx")[0].rows) == 2


def test_a_csv_is_read_whole_or_not_at_all(tmp_path: Path) -> None:
    """Blank lines between the rows are no rows."""
    (tmp_path / "l.csv").write_text("Projekt;Ende\n\n" + "a;b\n\n" * (MOST_ROWS - 1))
    assert len(read(tmp_path / "l.csv")[0].rows) == MOST_ROWS
    (tmp_path / "l.csv").write_text("Projekt;Ende\n\n" + "a;b\n\n" * MOST_ROWS)
    large = read(tmp_path / "l.csv")[0]
    assert (large.rows, bool(large.unread)) == ([], True)


def test_a_row_of_an_old_workbook_is_as_long_as_its_cells() -> None:
    """One cell in the last column of the last row must not make sixteen million of them."""
    path = Path(__file__).parent / "files" / "weit.xls"
    assert [row.number for row in read(path)[0].rows] == [1, 2, 65_536]
    assert work(lambda: read(path)) < 20 * 65_536


@pytest.mark.parametrize("number", ["1E+1000000", "-1E+999999", "1E-999999", "Infinity", "9" * 5000])
def test_a_number_that_no_spreadsheet_holds_is_no_number(tmp_path: Path, number: str) -> None:
    register = tmp_path / "projects.toml"
    register.write_bytes(EXAMPLE.read_bytes())
    row = f'<row r="2"><c r="A2"><v>{number}</v></c></row>'
    xlsx(tmp_path / "l.xlsx", HEAD + row)
    result = foerder("-f", register, "import", tmp_path / "l.xlsx", "--dry-run")
    assert result.code == 2
    assert "is damaged" in result.err
