"""`report`: which grants belong into a year, their money as of its end, reports on time or late, open claims."""

from __future__ import annotations

import re
import runpy
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from helpers import HEAD, duty, grant, written
from program import EXAMPLE, REAL, ROOT, foerder

from foerder.deadlines.calculator import Calculator
from foerder.money.yearly_report import ReportRow, by_funder, by_programme, report_rows, total_of, whole_year
from foerder.register.load import load

TODAY = "2026-11-22"
MONEY = """
amount = 90000.00
[[project.period.cost]]
type = "staff"
approved = 100000.00
[[project.period.financing]]
funder = "Land"
share = 0.60
[[project.period.financing]]
funder = "Bund"
share = 0.30
[[project.period.financing]]
funder = "Eigenmittel"
share = 0.10
"""


def rows(folder: Path, text: str, year: int = 2026, today: str = TODAY) -> list[ReportRow]:
    day = date.fromisoformat(today)
    register = load([written(folder, text)])
    calculator = Calculator(register, day, day)
    deadlines = {project.id: calculator.of_project(project) for project in register.projects}
    return report_rows(register, deadlines, register.projects, day, whole_year(year))


def payment(requested: str, received: str, amount: str) -> str:
    got = f"received = {received}\n" if received else ""
    return f"[[project.period.payment]]\nrequested = {requested}\n{got}amount = {amount}\n"


@pytest.mark.parametrize(
    ("period", "year", "listed"),
    [
        ("start = 2025-01-01\nend = 2025-12-31", 2025, True),
        ("start = 2025-01-01\nend = 2025-12-31", 2024, False),
        ("start = 2025-01-01\nend = 2025-12-31", 2026, False),
        ("start = 2025-12-31\nend = 2026-01-01", 2025, True),
        ("start = 2025-12-31\nend = 2026-01-01", 2026, True),
        ("start = 2025-01-01", 2030, True),
        ("end = 2025-12-31", 2025, True),
        ("end = 2025-12-31", 2026, False),
        ("", 2026, True),
        ('status = "applied"\nstart = 2026-01-01\nend = 2026-12-31', 2026, False),
        ('status = "rejected"\nstart = 2026-01-01\nend = 2026-12-31', 2026, False),
        # Ended, but money came in, a report is due, or a part of the grant is still to come.
        (
            "start = 2025-01-01\nend = 2025-12-31\namount = 9.00\n" + payment("2025-12-01", "2026-01-15", "9.00"),
            2026,
            True,
        ),
        (
            "start = 2025-01-01\nend = 2025-12-31\namount = 9.00\n" + payment("2025-11-01", "2025-11-15", "8.00"),
            2026,
            True,
        ),
        (
            "start = 2025-01-01\nend = 2025-12-31\namount = 9.00\n" + payment("2025-11-01", "2025-11-15", "9.00"),
            2026,
            False,
        ),
        ("start = 2025-01-01\nend = 2025-12-31\n" + duty("due = 2026-06-30", kind="final-report"), 2026, True),
        ("start = 2025-01-01\nend = 2025-12-31\n" + duty("due = 2026-06-30", kind="notice"), 2026, False),
    ],
)
def test_what_belongs_into_a_year(tmp_path: Path, period: str, year: int, listed: bool) -> None:
    assert bool(rows(tmp_path, grant(period), year)) == listed


def test_only_grants(tmp_path: Path) -> None:
    assert rows(tmp_path, grant("start = 2026-01-01\nend = 2026-12-31", project='kind = "plan"')) == []


def test_amounts_own_share_and_the_years_part(tmp_path: Path) -> None:
    """365 of 730 days fall into 2026."""
    (row,) = rows(tmp_path, grant("start = 2026-01-01\nend = 2027-12-31" + MONEY))
    assert (row.grant, row.costs, row.own) == (Decimal("90000.00"), Decimal("100000.00"), Decimal("10000.00"))
    assert row.own_share == Decimal("0.1")
    assert (row.year_grant, row.year_own) == (Decimal("45000.00"), Decimal("5000.00"))
    assert (row.year_received, row.year_spent) == (None, None)


def test_approved_yearly_amounts_count_before_days(tmp_path: Path) -> None:
    parts = ((2026, "70000.00"), (2027, "20000.00"))
    years = "".join(f"[[project.period.year]]\nyear = {year}\namount = {amount}\n" for year, amount in parts)
    (row,) = rows(tmp_path, grant("start = 2026-01-01\nend = 2027-12-31" + MONEY + years))
    assert row.year_grant == Decimal("70000.00")


@pytest.mark.parametrize(
    ("year", "today", "received", "year_received", "requested", "claim"),
    [
        (2025, "2026-11-22", "1000.00", "1000.00", "0.00", "89000.00"),
        (2026, "2026-11-22", "3000.00", "2000.00", "500.00", "87000.00"),
        (2025, "2025-06-30", "0.00", "1000.00", "1000.00", "90000.00"),
    ],
    ids=["a past year as of its end", "this year as of today", "as of today, before the payment"],
)
def test_claims(
    tmp_path: Path, year: int, today: str, received: str, year_received: str, requested: str, claim: str
) -> None:
    paid = payment("2025-06-01", "2025-07-01", "1000.00") + payment("2026-02-01", "2026-03-01", "2000.00")
    paid += payment("2026-11-01", "", "500.00")
    (row,) = rows(tmp_path, grant("start = 2025-01-01\nend = 2027-12-31" + MONEY + paid), year, today)
    assert row.received == Decimal(received)
    assert row.year_received == Decimal(year_received)
    assert row.requested == Decimal(requested)
    assert row.claim == Decimal(claim)


def test_a_closed_period_has_no_claim(tmp_path: Path) -> None:
    text = grant("start = 2026-01-01\nend = 2026-06-30\nclosed = 2026-10-01\namount = 5.00")
    (row,) = rows(tmp_path, text)
    assert row.claim == 0


def done(on: str) -> str:
    return f'\n[[project.done]]\ndeadline = "z/duty"\non = {on}\n' if on else ""


@pytest.mark.parametrize(
    ("due", "on", "year", "expected"),
    [
        ("2026-06-30", "2026-06-30", 2026, [("on-time", 0)]),
        ("2026-06-30", "2026-07-01", 2026, [("late", 1)]),
        ("2026-11-20", "", 2026, [("overdue", 2)]),
        ("2025-11-20", "", 2026, [("overdue", 367)]),
        ("2026-12-30", "", 2026, [("open", 0)]),
        ("2027-12-30", "", 2026, []),
        ("2025-12-30", "2026-01-10", 2026, [("late", 11)]),
        ("2025-12-30", "2026-01-10", 2025, [("late", 11)]),
    ],
)
def test_reports_on_time_or_late(tmp_path: Path, due: str, on: str, year: int, expected: list[tuple[str, int]]) -> None:
    text = grant("start = 2025-01-01\nend = 2027-12-31", duty(f"due = {due}", kind="final-report") + done(on))
    (row,) = rows(tmp_path, text, year)
    assert [(report.result, report.days_late) for report in row.reports] == expected


def test_sums_by_programme_and_funder(tmp_path: Path) -> None:
    one = grant("start = 2026-01-01\nend = 2026-12-31" + MONEY, project='programme = "m"')
    two = one.replace('id = "p"', 'id = "q"').replace('programme = "m"', "")
    third = grant("start = 2026-01-01\nend = 2026-12-31\namount = 7.00", project='programme = "m"').replace(
        '"p"', '"r"'
    )
    programme = '[[programme]]\nid = "m"\ntitle = "M"\nfunds = ["EU", "Land X"]\nlevel = ["eu"]\n'
    found = rows(tmp_path, HEAD + programme + one + two + third)
    totals = {total.name: (total.periods, total.grant) for total in by_programme(found)}
    assert totals == {"M": (2, Decimal("90007.00")), "": (1, Decimal("90000.00"))}
    assert {total.name: total.grant for total in by_funder(found)} == {
        "Land": Decimal("120000.00"),
        "Bund": Decimal("60000.00"),
        "EU + Land X": Decimal("7.00"),
    }
    whole = total_of("", found)
    assert whole.grant == sum((total.grant or 0 for total in by_funder(found)), Decimal(0))


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_sums_agree(year: int) -> None:
    found = foerder("-f", EXAMPLE, "report", "--year", str(year), "--format", "json").json
    for name in ("programmes", "funders"):
        for key in ("grant", "year_grant"):
            parts = sum((Decimal(total[key] or 0) for total in found[name]), Decimal(0))
            assert parts == Decimal(found["total"][key])
    assert sum((Decimal(row["grant"]) for row in found["grants"]), Decimal(0)) == Decimal(found["total"]["grant"])


def test_json_and_csv_have_a_record_per_grant() -> None:
    found = foerder("-f", EXAMPLE, "report", "--format", "json").json
    assert (found["schema"], found["year"], found["until"]) == (1, 2026, TODAY)
    csv = foerder("-f", EXAMPLE, "report", "--format", "csv").out.splitlines()
    assert len(csv) == len(found["grants"]) + 1
    assert csv[0].startswith("year,project,project_title,period,start,end,programme")


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_the_table_fits(width: int) -> None:
    for register in (EXAMPLE, REAL):
        result = foerder("-f", register, "report", "--format", "table", COLUMNS=str(width))
        assert result.code == 0
        assert max(map(len, result.out.splitlines())) <= width


def test_plain_names_the_section_first() -> None:
    lines = foerder("-f", EXAMPLE, "report").out.splitlines()
    assert list(dict.fromkeys(line.split("\t")[0] for line in lines)) == [
        "Grants",
        "By programme",
        "By funder",
        "Reports",
        "Not drawn yet",
    ]


def test_a_file_by_its_suffix(tmp_path: Path) -> None:
    target = tmp_path / "bericht.html"
    result = foerder("-f", EXAMPLE, "report", target, "--year", "2025")
    assert (result.code, result.out) == (0, "")
    assert "The report for 2025 is written to" in result.err
    assert "<h1>Grants in 2025</h1>" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["bericht.txt"], 2, "can be written as .html"),
        (["bericht.json"], 2, "other formats go to stdout"),
        (["-"], 2, "can be written as"),
        (["--year", "26"], 2, "1990"),
        (["--format", "pdf"], 2, "Possible"),
        (["no/such/folder/bericht.html"], 4, "does not exist"),
        (["--year", "1999"], 0, "No approved grant ran in 1999."),
        (["--tag", "nobody"], 0, "No grant of 2026 fits these filters."),
    ],
)
def test_what_cannot_be_done_is_said(words: list[str], code: int, said: str) -> None:
    result = foerder("-f", EXAMPLE, "report", *words)
    assert (result.code, result.out) == (code, "")
    assert said in result.err


YEARS = """
start = 2024-01-01
end = 2026-12-31
"""


@pytest.mark.parametrize(
    ("words", "name", "grant_part", "received", "spent"),
    [
        # By days 2024 366, 2025 365, 2026 365 of 1,096: 30,054.74 + 29,972.63 + 29,972.63.
        pytest.param(["--from", "2024"], "2024–2026", "90000.00", "45000.00", "30000.00", id="three years"),
        pytest.param(["--from", "2025", "--by", "2026"], "2025–2026", "59945.26", "30000.00", "20000.00", id="two"),
        pytest.param(["--in", "2025"], "2025", "29972.63", "10000.00", "12000.00", id="one"),
        pytest.param(
            ["--in", "Q2/2026"],
            "2026-04-01–2026-06-30",
            None,
            "20000.00",
            "8000.00",
            id="a quarter: no part of a grant",
        ),
        pytest.param(["--from", "2026-07-01"], "2026-07-01–2026-12-31", None, "0.00", "0.00", id="half a year"),
    ],
)
def test_a_window_of_any_length(
    tmp_path: Path, words: list[str], name: str, grant_part: str | None, received: str, spent: str
) -> None:
    paid = [("2024-05-02", "15000.00"), ("2025-05-02", "10000.00"), ("2026-05-04", "20000.00")]
    used = [("2024-06-01", "10000.00"), ("2025-06-01", "12000.00"), ("2026-06-01", "8000.00")]
    period = YEARS + MONEY + "".join(payment(day, day, amount) for day, amount in paid)
    for day, amount in used:
        period += f'[[project.period.spending]]\ntype = "staff"\non = {day}\namount = {amount}\n'
    path = written(tmp_path, grant(period))
    found = foerder("-f", path, "report", *words, "--format", "json").json
    total = found["totals"]
    assert (total["year_grant"], total["received"], total["spent"]) == (grant_part, received, spent)
    assert f"Grants {name}" in foerder("-f", path, "report", *words, "-", "--format", "html").out or len(name) == 4
    # What each funder paid: 60 of 90 from the Land, 30 of 90 from the Bund.
    shares = {one["name"]: Decimal(one["received"]) for one in found["funders"]}
    assert sum(shares.values()) == Decimal(received)
    assert shares["Land"] == pytest.approx(Decimal(received) * 2 / 3, abs=Decimal("0.01"))


def test_a_long_report_folds_with_its_sum_in_view(tmp_path: Path) -> None:
    generate = runpy.run_path(str(ROOT / "tests" / "bench" / "generate.py"))["register"]
    path, target = tmp_path / "projects.toml", tmp_path / "report.html"
    path.write_text("".join(generate(120)), encoding="utf-8")
    assert foerder("-f", path, "report", target, "--year", "2026").code == 0
    grants = re.findall(r"<section.*?</section>", target.read_text(encoding="utf-8"))[0]
    shown, _details, rest = grants.partition('<details class="fold whole">')
    assert shown.count("<tr") == 51
    assert "total" in shown
    assert "total" not in rest
    assert "more rows" in rest
