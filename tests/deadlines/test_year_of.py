"""A day in the year of an event, the anchors of letters (start, inspection, final award), and duties without a day."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import compute, dates, duty, grant, nominals, written
from program import foerder

AWARD = "start = 2026-02-15\nend = 2027-06-30\naward_notified = 2025-12-20"
PAYMENTS = "".join(
    f"[[project.period.payment]]\nreceived = {day}\namount = 1.00\n"
    for day in ("2026-03-01", "2026-09-01", "2027-03-01")
)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        pytest.param('year_of = "award"; on = "04-30"', "2025-04-30", id="30.4. des Bewilligungsjahres"),
        pytest.param('year_of = "award"; on = "11-20"', "2025-11-20", id="bis 20. November des Bewilligungsjahres"),
        pytest.param('year_of = "period-end"; year = 1; on = "03-31"', "2028-03-31", id="31. März des Folgejahres"),
        pytest.param('year_of = "period-start"; year = -1; on = "11-15"', "2025-11-15", id="15.11. des Vorjahres"),
        pytest.param('year_of = "period-end"; on = "end"', "2027-12-31", id="Ende des Jahres"),
        pytest.param('year_of = "period-end"; year = 10; on = "end"', "2037-12-31", id="zehn Jahre später"),
        pytest.param('year_of = "period-end"; on = "02-29"', "2027-02-28", id="29. Februar im Gemeinjahr"),
        pytest.param(
            'year_of = "period-start"; on = "last-workday-before 12-15"', "2026-12-14", id="letzter Arbeitstag davor"
        ),
        pytest.param('year_of = "period-end"; on = "06-05"; snap = "quarter-end"', "2027-06-30", id="bis Quartalsende"),
    ],
)
def test_one_day(tmp_path: Path, form: str, expected: str) -> None:
    found = compute(tmp_path, grant(AWARD, duty(form)))
    assert str(found["p/z/duty"].nominal) == expected


@pytest.mark.parametrize(
    ("form", "names", "expected"),
    [
        pytest.param(
            'year_of = "year-end"; year = 1; on = "03-31"', ["duty/2026"], ["2027-03-31"], id="31. März des Folgejahres"
        ),
        pytest.param(
            'year_of = "payment"; on = "11-30"',
            ["duty/2026", "duty/2027"],
            ["2026-11-30", "2027-11-30"],
            id="one for each year in which money came",
        ),
    ],
)
def test_one_for_each_year(tmp_path: Path, form: str, names: list[str], expected: list[str]) -> None:
    found = compute(tmp_path, grant(AWARD, PAYMENTS + duty(form)))
    assert [name.removeprefix("p/z/") for name in found if "/duty" in name] == names
    assert nominals(found, "p/z/duty") == expected


def test_each_year_of_an_open_period_up_to_five_years_from_today(tmp_path: Path) -> None:
    text = grant("start = 2025-03-01", duty('year_of = "year-end"; year = 1; on = "04-30"'))
    assert nominals(compute(tmp_path, text, today="2026-04-29"), "p/z/duty")[-1] == "2030-04-30"
    assert "p/z/duty" in foerder("-f", written(tmp_path, text), "due", "--all").err


@pytest.mark.parametrize(
    ("shift", "expected"),
    [
        ("", "2026-10-31 2026-10-31 2026-10-30"),
        ('; shift = "next"', "2026-10-31 2026-11-02 2026-10-30"),
    ],
)
def test_it_moves_like_a_fixed_day(tmp_path: Path, shift: str, expected: str) -> None:
    """31.10.2026 is a Saturday, and Reformation Day in Thuringia."""
    found = compute(tmp_path, grant(AWARD, duty(f'year_of = "period-start"; on = "10-31"{shift}')))
    assert dates(found["p/z/duty"]) == expected


def test_explain_says_what_the_law_would_grant(tmp_path: Path) -> None:
    path = written(tmp_path, grant(AWARD, duty('year_of = "period-start"; on = "10-31"')))
    shown = foerder("-f", path, "explain", "p/z/duty", lang="de").out
    assert "am 31.10. desselben Jahres" in shown
    assert "§ 31 Abs. 3 Satz 2 VwVfG" in shown
    assert "02.11.2026" in shown


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ('year_of = "quarter-end"; on = "03-31"', "recurring-anchor"),
        ('year_of = "half-year-end"; on = "03-31"', "recurring-anchor"),
        ('year_of = "period-end"', "missing-key"),
        ('year_of = "period-end"; on = "03-31"; offset = "1 month"', "stray-key"),
        ('year_of = "period-end"; on = "03-31"; due = 2027-03-31', "two-forms"),
        ('year_of = "nowhere"; on = "03-31"', "unknown-anchor"),
        ('year_of = "period-end"; year = 11; on = "03-31"', "bad-value"),
        ('year_of = "period-end"; year = -3; on = "03-31"', "bad-value"),
        ("undated = false", "bad-value"),
        ("undated = true; due = 2027-03-31", "two-forms"),
        ("due = 2027-03-31; year = 1", "stray-key"),
    ],
)
def test_what_is_refused(tmp_path: Path, form: str, code: str) -> None:
    path = written(tmp_path, grant(AWARD, duty(form)))
    found = foerder("-f", path, "check", "--format", "json").json["problems"]
    assert [one["code"] for one in found if one["severity"] == "error"] == [code]


REMEDY = "start = 2026-02-01\naward_posted = 2026-01-05"
"""Notified on 09.01.2026 (§ 41 Abs. 2 VwVfG); one month later is Monday, 09.02.2026."""


@pytest.mark.parametrize(
    ("period", "form", "expected", "provisional"),
    [
        pytest.param(
            "started = 2026-03-02", 'after = "started"; offset = "2 weeks"', "2026-03-16", False, id="started"
        ),
        pytest.param(
            "inspection = 2026-05-29", 'after = "inspection"; offset = "3 months"', "2026-08-29", False, id="inspection"
        ),
        pytest.param("", 'after = "final-approval"; offset = "1 month"', "2026-03-09", True, id="final by the remedy"),
        pytest.param(
            "final_approval = 2026-01-20",
            'after = "final-approval"; offset = "1 month"',
            "2026-02-20",
            False,
            id="final by the day entered",
        ),
        pytest.param(
            'remedy = "none"', 'after = "final-approval"; offset = "1 day"', "2027-01-12", True, id="one year without"
        ),
        pytest.param(
            "",
            'after = "remedy"; offset = "2 weeks"; provisional = true',
            "2026-02-23",
            True,
            id="from the planned remedy",
        ),
        pytest.param("", 'year_of = "final-approval"; on = "06-30"', "2026-06-30", True, id="in its year"),
    ],
)
def test_anchors(tmp_path: Path, period: str, form: str, expected: str, provisional: bool) -> None:
    found = compute(tmp_path, grant(f"{REMEDY}\n{period}", duty(form)), today="2026-01-10")["p/z/duty"]
    assert (str(found.nominal), found.provisional) == (expected, provisional)


def test_a_remedy_counts_from_its_last_day_by_law_not_from_the_day_to_plan_for(tmp_path: Path) -> None:
    """Notified on 09.04.2026; one month later is a Saturday: in time until Monday, planned for Friday."""
    rules = duty('after = "remedy"; offset = "1 month"; provisional = true') + duty(
        'after = "final-approval"; offset = "1 month"', "final"
    )
    text = grant("start = 2026-02-01\naward_notified = 2026-04-09", rules)
    found = compute(tmp_path, text, today="2026-04-10")
    assert dates(found["p/z/remedy"]) == "2026-05-09 2026-05-11 2026-05-08"
    assert [str(found[f"p/z/{name}"].nominal) for name in ("duty", "final")] == ["2026-06-11", "2026-06-11"]
    shown = foerder("-f", written(tmp_path, text), "explain", "p/z/final", lang="en", today="2026-04-10").out
    assert "not the day to plan for" in shown
    assert "only without a remedy or after a waiver" in shown


@pytest.mark.parametrize(
    ("period", "missing"),
    [("start = 2026-02-01", "award"), ("start = 2026-02-01\naward_date = 2026-01-05", "award")],
)
def test_without_a_notification_nothing_is_final(tmp_path: Path, period: str, missing: str) -> None:
    found = compute(tmp_path, grant(period, duty('after = "final-approval"; offset = "1 month"')))["p/z/duty"]
    assert (found.nominal, found.why_open) == (None, missing)


def test_a_duty_without_a_day_is_shown_and_never_due(tmp_path: Path) -> None:
    rules = duty('undated = true; title = "Mitteilen"', kind="notice")
    path = written(tmp_path, grant(AWARD, rules))
    assert "p/z/duty" not in foerder("-f", path, "due", "--all").out
    shown = foerder("-f", path, "show", "p", lang="de").out
    assert "ohne festen Tag: unverzüglich" in shown
    codes = [one["code"] for one in foerder("-f", path, "check", "--format", "json").json["problems"]]
    assert "open-date" not in codes
    assert foerder("-f", path, "done", "p/z/duty", "--yes").code == 0
    assert compute(tmp_path, path.read_text(encoding="utf-8"))["p/z/duty"].state == "done"


def test_the_own_fixed_days_of_a_project_without_periods_count(tmp_path: Path) -> None:
    rules = duty("due = 2026-12-15", "antrag", "application", "project") + duty(
        'after = "period-end"; offset = "6 months"', "bericht", "final-report", "project"
    )
    text = f'[[project]]\nid = "p"\ntitle = "P"\n{rules}'
    found = compute(tmp_path, text)
    assert list(found) == ["p/-/antrag"]
    path = written(tmp_path, text)
    assert "p/-/antrag" in foerder("-f", path, "due", "--within", "400").out
    calendar = tmp_path / "out.ics"
    assert foerder("-f", path, "export", calendar).code == 0
    assert "20261215" in calendar.read_text(encoding="utf-8")
    assert foerder("-f", path, "done", "p/-/antrag", "--yes").code == 0
    assert compute(tmp_path, path.read_text(encoding="utf-8"))["p/-/antrag"].state == "done"
