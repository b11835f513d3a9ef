"""Where duties come from: rule sets, programme, project, period; grades; what an unreadable place takes with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers import compute, dates, duty, grant, states, written
from program import foerder

HEAD = """
[[rule_set]]
id = "haus"
title = "Dienstanweisung"
version = "2026"
source = "Rathaus"
grade = "B"
  [[rule_set.deadline]]
  id = "report"
  kind = "final-report"
  title = "Bericht"
  after = "period-end"
  offset = "6 months"
  snap = "month-end"
  lead = "2 weeks"
  basis = "Nr. 1"
[[programme]]
id = "prog"
title = "Prog"
rules = ["haus"]
"""
PERIOD = "start = 2026-01-01\nend = 2026-12-31"
UNDER = 'programme = "prog"'


def changed(where: str, keys: str, identity: str = "report") -> str:
    """A table that changes an inherited duty, without its kind."""
    lines = keys.replace("; ", "\n")
    return f'[[{where}.deadline]]\nid = "{identity}"\n{lines}\n'


@pytest.mark.parametrize(
    ("more", "nominal", "rule"),
    [
        ("", "2027-06-30", "haus/report"),
        (changed("project.period", 'title = "Anderer"'), "2027-06-30", "haus/report"),
        (changed("project.period", 'lead = "4 weeks"'), "2027-06-30", "haus/report"),
        (changed("project.period", 'owner = "amt"'), "2027-06-30", "haus/report"),
        (changed("project", 'offset = "3 months"'), "2027-03-31", "project/report"),
        (changed("project.period", 'offset = "3 months"'), "2027-03-31", "period/report"),
        (changed("project.period", 'snap = "year-end"'), "2027-12-31", "period/report"),
        (changed("project.period", 'after = "period-start"'), "2026-07-31", "period/report"),
        (changed("project.period", "due = 2027-03-15"), "2027-03-15", "period/report"),
        (changed("project.period", 'before = "period-end"; offset = "1 month"'), "2026-11-30", "period/report"),
        (
            changed("project", "due = 2027-03-15") + changed("project.period", 'note = "x"'),
            "2027-03-15",
            "project/report",
        ),
        (
            changed("project", 'offset = "1 month"') + changed("project.period", 'snap = "quarter-end"'),
            "2027-03-31",
            "period/report",
        ),
    ],
)
def test_key_by_key(tmp_path: Path, more: str, nominal: str, rule: str) -> None:
    found = compute(tmp_path, grant(PERIOD, more, UNDER, HEAD))["p/z/report"]
    assert (str(found.nominal), found.rule, found.kind) == (nominal, rule, "final-report")
    assert found.keys["basis"] == "Nr. 1"


def test_the_programme_changes_the_set(tmp_path: Path) -> None:
    programme = HEAD + changed("programme", 'offset = "2 months"') + duty("due = 2026-05-04", "more", where="programme")
    found = compute(tmp_path, grant(PERIOD, "", UNDER, programme))
    assert {name: (str(one.nominal), one.rule) for name, one in found.items() if "/z/period" not in name} == {
        "p/z/report": ("2027-02-28", "programme/report"),
        "p/z/more": ("2026-05-04", "programme/more"),
    }


def test_a_new_form_of_date_brings_its_own_evidence(tmp_path: Path) -> None:
    found = compute(tmp_path, grant(PERIOD, changed("project.period", "due = 2027-03-15"), UNDER, HEAD))["p/z/report"]
    assert [found.keys.get(key) for key in ("version", "source", "grade")] == [None, None, None]
    assert (found.title, found.ready_by and found.ready_by.isoformat()) == ("Bericht", "2027-03-01")


@pytest.mark.parametrize(
    ("project", "period", "expected"),
    [
        (UNDER, "", {"report"}),
        (f"{UNDER}\nrules = []", "", set()),
        (f'{UNDER}\nrules = ["anbest-gk-bund-2006"]', "", {"final-report", "use-by"}),
        (UNDER, "rules = []", set()),
        (f"{UNDER}\nrules = []", 'rules = ["haus"]', {"report"}),
        (f'{UNDER}\nrules = ["haus"]', 'rules = ["anbest-gk-bund-2006"]', {"final-report", "use-by"}),
        ('rules = ["haus", "anbest-gk-bund-2006"]', "", {"report", "final-report", "use-by"}),
    ],
)
def test_the_rules_of_the_innermost_place_count(tmp_path: Path, project: str, period: str, expected: set[str]) -> None:
    found = compute(tmp_path, grant(f"{PERIOD}\n{period}", "", project, HEAD))
    assert {name.removeprefix("p/z/") for name in found} - {"period-end"} == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("[[project.deadline]]\nid = 'report'\noff = true", None),
        ("[[project.period.deadline]]\nid = 'report'\noff = true", None),
        ("[[project.deadline]]\nid = 'report'\noff = true\n" + duty("due = 2027-05-03", "report"), "2027-05-03"),
        (
            "[[project.deadline]]\nid = 'report'\noff = true\n[[project.period.deadline]]\nid = 'report'\noff = false",
            "2027-06-30",
        ),
        (
            "[[project.period.deadline]]\nid = 'report'\noff = false\noffset = '1 month'",
            "2027-01-31",
        ),
    ],
)
def test_off(tmp_path: Path, more: str, expected: str | None) -> None:
    # The tables of the project are before those of the period.
    found = compute(tmp_path, grant(PERIOD, more, UNDER, HEAD))
    assert ("p/z/report" in found) == (expected is not None)
    if expected:
        assert str(found["p/z/report"].nominal) == expected


def test_a_project_deadline_counts_in_every_period(tmp_path: Path) -> None:
    periods = "".join(f"[[project.period]]\nstart = {year}-01-01\nend = {year}-12-31\n" for year in (2026, 2027))
    text = grant(periods, duty('after = "period-end"; offset = "3 months"', where="project"))
    found = compute(tmp_path, text)
    assert [str(found[f"p/{year}/duty"].nominal) for year in (2026, 2027)] == ["2027-03-31", "2028-03-31"]


@pytest.mark.parametrize("grade", ["A", "B", "C", "D", "U"])
def test_grades(tmp_path: Path, grade: str) -> None:
    found = compute(tmp_path, grant("", duty(f'due = 2027-05-03; grade = "{grade}"')))["p/z/duty"]
    verified = grade in "ABC"
    assert (found.nominal is not None, found.why_open) == (verified, None if verified else "unverified")
    assert found.keys["grade"] == grade


@pytest.mark.parametrize("own", ["due = 2033-12-31", 'after = "period-end"; offset = "7 years"'])
def test_the_users_own_day_goes_before_an_unverified_rule(tmp_path: Path, own: str) -> None:
    sets = 'rules = ["anbest-p-bund-2019", "esf-plus-2021"]'
    unverified = compute(tmp_path, grant(PERIOD, "", sets))["p/z/retention-end"]
    assert (unverified.nominal, unverified.why_open, unverified.keys["grade"]) == (None, "unverified", "U")
    found = compute(tmp_path, grant(PERIOD, changed("project.period", own, "retention-end"), sets))["p/z/retention-end"]
    assert dates(found) == " ".join(["2033-12-31"] * 3)
    assert found.keys.get("grade") is None


def test_the_day_of_an_unverified_rule_in_the_same_form(tmp_path: Path) -> None:
    head = HEAD.replace('grade = "B"', 'grade = "D"')
    assert compute(tmp_path, grant(PERIOD, "", UNDER, head))["p/z/report"].why_open == "unverified"
    more = changed("project.period", 'offset = "3 months"')
    assert str(compute(tmp_path, grant(PERIOD, more, UNDER, head))["p/z/report"].nominal) == "2027-03-31"


BY_CALENDARS = (
    duty("due = 2027-05-03", "fixed")
    + duty('after = "period-end"; offset = "1 month"', "after")
    + duty('every = "year"; from = 2027-01-01; until = 2027-01-01', "yearly")
    + duty('after = "period-end"; offset = "5 years"', "kept", "retention-end")
    + duty('after = "period-end"; offset = "5 working days"', "kept-days", "earmark-end")
)


@pytest.mark.parametrize(
    ("broken", "open_", "why"),
    [
        pytest.param('[settings]\nholidays = "TH"', {"fixed", "after", "yearly"}, "settings", id="holidays"),
        pytest.param("[settings]\noffice_closed = [24]", {"fixed", "after", "yearly"}, "settings", id="office_closed"),
        pytest.param("[settings]\nwithin = -1", set(), None, id="a key of [settings] that moves no date"),
        pytest.param("[settings]\nholidays = ", {"fixed", "after", "yearly"}, "settings", id="[settings] is not TOML"),
        pytest.param('[[authority]]\nid = "a"\nname = ""', set(), None, id="a key of the authority that moves no date"),
    ],
)
def test_unreadable_calendars_leave_only_what_does_not_need_them(
    tmp_path: Path, broken: str, open_: set[str], why: str | None
) -> None:
    authority = "" if "[[authority]]" in broken else '[[authority]]\nid = "a"\nname = "A"\n'
    path = written(tmp_path, f"format = 1\n{broken}\n{authority}" + grant(PERIOD, BY_CALENDARS, 'authority = "a"'))
    answer = foerder("-f", path, "due", "--all", "--format", "json")
    assert answer.code == 3
    dated = {record["id"].split("/")[2] for record in answer.json["deadlines"]}
    every = {"fixed", "after", "yearly", "kept", "kept-days", "period-end"}
    assert dated == every - open_ - ({"kept-days"} if open_ else set())
    if why:
        shown = foerder("-f", path, "explain", "z/fixed", "--format", "json", today="2026-11-22").json
        assert shown["deadline"]["due"] is None
        assert "[settings]" in shown["sentence"]


@pytest.mark.parametrize(
    "authority",
    [
        pytest.param('id = "a"\nname = "A"\nholidays = "TH"', id="seat"),
        pytest.param('id = "a"\nname = "A"\nextra_holidays = [1]', id="extra_holidays"),
        pytest.param('id = "a"\nname = "A"\nextra_holidays = ["31.02."]', id="no such day"),
        pytest.param('id = "a"\nname = "A', id="not TOML"),
        pytest.param('id = "Amt A"\nname = "A"', id="its id"),
        pytest.param('id = "b"\nname = "B"', id="unknown"),
    ],
)
def test_a_fault_in_an_authority_hides_no_duty(tmp_path: Path, authority: str) -> None:
    """Only what is counted in its working days has no day; everything else is dated, and nothing is moved by law."""
    text = f"format = 1\n[[authority]]\n{authority}\n\n" + grant(PERIOD, BY_CALENDARS, 'authority = "a"')
    path = written(tmp_path, text)
    answer = foerder("-f", path, "due", "--all", "--format", "json")
    assert answer.code == 3
    found = {record["id"].split("/")[2]: record for record in answer.json["deadlines"]}
    assert set(found) == {"fixed", "after", "yearly", "kept", "period-end"}
    assert all(record["latest"] == record["nominal"] for record in found.values())
    shown = foerder("-f", path, "explain", "z/fixed", "--format", "json", today="2026-11-22").json
    assert "holidays cannot be read" in shown["sentence"]
    assert "authority cannot be read" in foerder("-f", path, "explain", "z/kept-days", today="2026-11-22").out


@pytest.mark.parametrize(
    ("project", "dated"),
    [
        ('programme = "nirgends"', {"period-end"}),
        ('programme = "nirgends"\nauthority = "tlvwa"', {"period-end", "own", "report-2"}),
        ('programme = 7\nauthority = "tlvwa"', {"period-end", "own", "report-2"}),
    ],
)
def test_an_unreadable_programme_takes_its_authority_and_its_duties(
    tmp_path: Path, project: str, dated: set[str]
) -> None:
    rules = (
        duty("due = 2027-05-03", "own")
        + duty('after = "period-end"; offset = "3 months"', "report-2")
        + changed("project.period", 'lead = "4 weeks"')
    )
    code = "unknown-programme" if "nirgends" in project else "bad-value"
    found = compute(tmp_path, grant(PERIOD, rules, project, HEAD), problems=(code,))
    assert {name.removeprefix("p/z/") for name, one in found.items() if one.nominal} == dated
    assert found["p/z/report"].why_open in ("broken", "authority")


FAULTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("cycle", duty('after = "b"; offset = "1 day"', "a") + duty('after = "a"; offset = "1 day"', "b"), ("a", "b")),
    ("cycle", duty('after = "a"; offset = "1 day"', "a"), ("a",)),
    ("unknown-anchor", duty('after = "perod-end"; offset = "1 day"', "a"), ("a",)),
    (
        "recurring-anchor",
        duty('every = "year"; from = 2026-01-01; until = 2026-06-01', "y") + duty('after = "y"; offset = "1 day"', "a"),
        ("a",),
    ),
    (
        "recurring-anchor",
        duty('after = "payment"; offset = "1 day"', "y") + duty('before = "y"; offset = "1 day"', "a"),
        ("a",),
    ),
    ("missing-key", duty('after = "period-end"', "a"), ("a",)),
    ("no-date", duty('title = "x"', "a"), ("a",)),
    ("two-forms", duty('due = 2027-01-01; every = "year"', "a"), ("a",)),
    ("stray-key", duty('before = "period-end"; offset = "1 day"; count = "day"', "a"), ("a",)),
    ("bad-value", duty('due = 2027-01-01; shift = "later"', "a"), ("a",)),
)


@pytest.mark.parametrize(("code", "rules", "hit"), FAULTS)
def test_faulty_duties_are_shown_without_a_date(tmp_path: Path, code: str, rules: str, hit: tuple[str, ...]) -> None:
    text = grant(PERIOD, rules + duty("due = 2027-05-03", "good") + duty('after = "a"; offset = "1 day"', "waits"))
    found = compute(tmp_path, text, problems=(code,))
    for name in (*hit, "waits"):
        assert found[f"p/z/{name}"].nominal is None
    assert all(found[f"p/z/{name}"].why_open == "broken" for name in hit)
    assert states(found)["z/good"] == "upcoming"


def test_a_long_chain_with_many_ways_is_computed_quickly(tmp_path: Path) -> None:
    def both(name: str, other: str) -> str:
        return f'[[project.period.deadline]]\nid = "{name}"\nkind = "other"\n' + "".join(
            f'[[project.period.deadline.later_of]]\nafter = "{other}"\noffset = "{number} day"\n' for number in (1, 2)
        )

    chain = "".join(both(f"d{number}", f"d{number + 1}") for number in range(40))
    found = compute(tmp_path, grant("", chain + duty("due = 2026-01-05", "d40")))
    assert len(found) == 41


def test_json_names_rule_version_source_and_grade(tmp_path: Path) -> None:
    path = written(tmp_path, grant(PERIOD, "", 'rules = ["anbest-p-bund-2014"]'))
    records: dict[str, Any] = {
        r["id"]: r for r in foerder("-f", path, "due", "--all", "--format", "json").json["deadlines"]
    }
    record = records["p/z/final-report"]
    assert (record["rule"], record["version"], record["grade"]) == ("anbest-p-bund-2014/final-report", "2014", "B")
    assert "foerderportal.bund.de" in record["source"]
    assert record["basis"] == "ANBest-P Nr. 6.1 Satz 1"
