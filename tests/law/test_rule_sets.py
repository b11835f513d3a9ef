"""The built-in rule sets: each with worked dates, and what the table of the Länder says."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import compute, grant, written
from program import foerder

from foerder.law.holidays import REGIONS
from foerder.register.rule_choice import chosen, edition_in_force, editions, of_land, offered, series
from foerder.register.rulesets import NAMES, built_in, read_rule_set

PERIOD = """start = 2025-01-01
end = 2026-12-31
[[project.period.payment]]
received = 2025-04-01
amount = 1.00
"""
"""Two calendar years, no purpose fulfilled before the end, 1 euro paid on 01.04.2025."""
SIX_MONTHS = "final-report 2027-06-30"
ONE_YEAR = "final-report 2027-12-31"
INTERIM = "interim-report/2025 2026-04-30"
SIX_WEEKS, TWO_MONTHS = "use-by/2025-04-01 2025-05-13", "use-by/2025-04-01 2025-06-01"
KEPT = "retention-end 2032-03-15"
"""Five years after the proof was handed in on 15.03.2027."""
FEDERAL = f"{SIX_MONTHS} {INTERIM} {SIX_WEEKS} {KEPT}"

WORKED = {
    # federal conditions (rules.md)
    "anbest-gk-bund-2006": f"{ONE_YEAR} {TWO_MONTHS}",
    "anbest-gk-bund-2014": f"{ONE_YEAR} {SIX_WEEKS}",
    "anbest-gk-bund-2024": f"{ONE_YEAR} {SIX_WEEKS} {KEPT}",
    "anbest-gk-bund-2025": f"{ONE_YEAR} {SIX_WEEKS} {KEPT}",
    "anbest-p-bund-2006": f"{SIX_MONTHS} {INTERIM} {TWO_MONTHS} {KEPT}",
    "anbest-p-bund-2014": FEDERAL,
    "anbest-p-bund-2019": FEDERAL,
    "anbest-p-bund-2024": FEDERAL,
    "anbest-p-bund-2025": FEDERAL,
    "anbest-p-kosten-bund-2019": FEDERAL,
    "anbest-p-kosten-bund-2024": FEDERAL,
    "anbest-p-kosten-bund-2025": FEDERAL,
    "anbest-i-bund-2019": f"{SIX_MONTHS} {SIX_WEEKS} {KEPT}",
    "anbest-i-bund-2024": f"{SIX_MONTHS} {SIX_WEEKS} {KEPT}",
    "anbest-i-bund-2025": f"{SIX_MONTHS} {SIX_WEEKS} {KEPT}",
    "bnbest-bmbf-98": "content-report/2025 2026-04-30 final-content-report 2027-06-30 publication 2027-09-30",
    "nkbf-98": f"{SIX_MONTHS} content-report 2027-06-30 {INTERIM} half-year/2025-08-11 2025-08-11 "
    f"half-year/2026-02-11 2026-02-11 half-year/2026-08-11 2026-08-11 publication 2027-09-30 {KEPT}",
    "lukifg-2025": "payment-request 2043-12-31",
    # the Länder (rules-more.md)
    "anbest-g-nw-2012": f"{SIX_MONTHS} {TWO_MONTHS}",
    "anbest-gk-st-2014": f"{SIX_MONTHS} {TWO_MONTHS}",
    "anbest-k-by-2021": f"{ONE_YEAR} {KEPT}",
    "anbest-k-rp-2023": f"{ONE_YEAR} {TWO_MONTHS}",
    "anbest-i-rp-2023": SIX_MONTHS,
    "anbest-p-be-2019": SIX_MONTHS,
    "anbest-p-hb-2018": SIX_MONTHS,
    "anbest-p-hh-2014": SIX_MONTHS,
    "anbest-p-mv-2020": TWO_MONTHS,
    "anbest-p-rp-2023": SIX_MONTHS,
    # programmes
    "amif-2021": "payment-request/2025-07-01 2025-07-01 payment-request/2026-01-01 2026-01-01 "
    "payment-request/2026-07-01 2026-07-01 interim-report 2026-01-01",
    "bnbest-efre-he-2023": f"{SIX_MONTHS} {TWO_MONTHS} retention-end 2035-12-31",
    "by-2230-7-k-15361": f"{SIX_MONTHS} settlement 2035-07-31 {KEPT}",
    "kommwfp-by-2024": "",
    "lap-th-2016": SIX_MONTHS,
    "lgvfg-bw-2019": "",
    "nkominvfoeg-ni-2021": "payment-proof/2025-04-01 2025-07-01",
    "staedtebau-mv-2020": "",
    "staedtebau-nw-2023": "use-by/2025-04-01 2026-10-01",
    "strassenbau-he-2015": "",
    "zinsbeihilfe-th-2015": SIX_MONTHS,
    "esf-plus-2021": "publicity 2025-01-01",
    "remedy": "",
    "basiszins": "",
    "bekanntgabe-portal": "",
}
FULFILLED = {
    "kommwfp-by-2024": ONE_YEAR,
    "lgvfg-bw-2019": ONE_YEAR,
    "staedtebau-mv-2020": ONE_YEAR,
    "strassenbau-he-2015": ONE_YEAR,
    "staedtebau-nw-2023": SIX_MONTHS,
    "anbest-p-mv-2020": SIX_MONTHS,
}
"""What is counted from the day on which the purpose was fulfilled, here 31.12.2026."""


def days(folder: Path, name: str, period: str) -> dict[str, str]:
    """The nominal days that come from the rule set, by id."""
    done = '[[project.done]]\ndeadline = "z/final-report"\non = 2027-03-15\n'
    found = compute(folder, grant(period, done, f'rules = ["{name}"]'), today="2026-11-30")
    return {
        identity.removeprefix("p/z/"): str(one.nominal)
        for identity, one in found.items()
        if one.rule.startswith(f"{name}/") and one.nominal
    }


def pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


def test_every_set_has_worked_dates() -> None:
    assert set(WORKED) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_worked_dates(tmp_path: Path, name: str) -> None:
    assert days(tmp_path, name, PERIOD) == pairs(WORKED[name])


@pytest.mark.parametrize("name", FULFILLED)
def test_worked_dates_from_the_purpose(tmp_path: Path, name: str) -> None:
    found = days(tmp_path, name, f"purpose_fulfilled = 2026-12-31\n{PERIOD}")
    assert pairs(FULFILLED[name]).items() <= found.items()


@pytest.mark.parametrize(
    ("name", "period", "expected"),
    [
        ("anbest-p-hb-2018", "end = 2027-02-28", "2027-08-31"),
        ("anbest-p-hh-2014", "end = 2027-02-28", "2027-08-28"),
        ("anbest-gk-st-2014", "end = 2026-03-15", "2026-09-30"),
        ("anbest-gk-st-2014", "end = 2026-03-15\npurpose_fulfilled = 2026-01-31", "2026-07-31"),
        ("anbest-k-rp-2023", "end = 2026-03-15\npurpose_fulfilled = 2026-01-31", "2027-01-31"),
        ("by-2230-7-k-15361", "end = 2026-03-15", "2026-09-15"),
        ("lap-th-2016", "end = 2026-09-30", "2027-06-30"),
        ("zinsbeihilfe-th-2015", "end = 2026-09-30", "2027-06-30"),
    ],
)
def test_the_end_of_the_period_within_a_year(tmp_path: Path, name: str, period: str, expected: str) -> None:
    found = compute(tmp_path, grant(f"start = 2026-01-01\n{period}", "", f'rules = ["{name}"]'))
    assert str(found["p/z/final-report"].nominal) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param("2025-01-15", "2025-12-31", "2025-08-11", id="30 June inside"),
        pytest.param("2025-07-15", "2026-06-30", "2026-02-11", id="begins before 11 August"),
        pytest.param("2025-01-15", "2026-07-31", "2025-08-11 2026-02-11 2026-08-11", id="ends before 11 August"),
    ],
)
def test_half_years_that_end_inside_the_period(tmp_path: Path, start: str, end: str, expected: str) -> None:
    """NKBF 98 no. 8.1: nothing is owed for the half-year before the start; the last one is the final report's."""
    found = days(tmp_path, "nkbf-98", f"start = {start}\nend = {end}")
    assert [day for name, day in found.items() if name.startswith("half-year")] == expected.split()


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_has_its_evidence_and_a_review(name: str) -> None:
    rule_set = built_in(name)
    assert rule_set.last_review
    for rule in rule_set.deadlines:
        assert {"basis", "version", "source", "grade", "checked"} <= rule.keys.keys(), rule.id
        assert rule.keys["grade"] in "ABC" or name == "esf-plus-2021"
    if rule_set.conditions:
        assert rule_set.level
        assert rule_set.year


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_set_names_its_land_and_its_series(name: str) -> None:
    rule_set = built_in(name)
    if rule_set.land and rule_set.conditions:
        assert rule_set in of_land(rule_set.land, rule_set.conditions)
    if rule_set.conditions not in (None, "programme"):
        assert list(series(name)) == editions(rule_set, map(built_in, NAMES))


def test_every_land_has_a_row() -> None:
    rows = {row["land"]: row for row in foerder("rules", "--format", "json").json["lands"]}
    assert list(rows) == list(REGIONS[1:])
    found = {land for land, row in rows.items() if row["found"]}
    assert found == {f"DE-{code}" for code in ("BY", "RP", "ST", "NW", "BE", "HH", "HB")}
    assert "nicht gefunden: den Tag aus dem Bescheid übernehmen" in foerder("rules", lang="de").out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("--land TH --level state", "lap-th-2016 zinsbeihilfe-th-2015"),
        ("--land Thüringen --level state", "lap-th-2016 zinsbeihilfe-th-2015"),
        ("--land ST --level state", "anbest-gk-st-2014"),
        ("--land BY --level state", "anbest-k-by-2021 by-2230-7-k-15361 kommwfp-by-2024"),
        ("--land SN --level state", ""),
        ("--level eu", "amif-2021 bnbest-efre-he-2023 esf-plus-2021"),
    ],
)
def test_choosing_by_land_and_funder(words: str, expected: str) -> None:
    answer = foerder("rules", *words.split(), "--format", "json").json
    assert [one["id"] for one in answer["rule_sets"]] == expected.split()


@pytest.mark.parametrize(
    ("year", "expected"),
    [(2005, 2006), (2010, 2006), (2014, 2014), (2023, 2014), (2024, 2024), (2025, 2025), (2030, 2025)],
)
def test_the_edition_in_force(year: int, expected: int) -> None:
    sets = [built_in(name) for name in NAMES]
    assert edition_in_force(built_in("anbest-gk-bund-2014"), sets, year).year == expected
    assert sum(one.conditions == "municipal" for one in chosen(sets, level="federal", year=year)) == 1


def test_what_is_offered() -> None:
    assert [one.id for one in offered("DE-ST", ["state"])] == ["anbest-gk-st-2014"]
    federal = [one.id for one in offered("DE-TH", ["federal"], 2023)]
    assert federal[:2] == ["anbest-gk-bund-2014", "anbest-p-bund-2019"]


@pytest.mark.parametrize(
    ("today", "code", "names"),
    [("2026-12-01", 0, 0), ("2027-11-22", 0, 0), ("2027-11-24", 1, 10), ("2028-01-01", 1, 43)],
)
def test_reviews_older_than_a_year(tmp_path: Path, today: str, code: int, names: int) -> None:
    for words in (("--today", today, "rules", "--check"), ("rules", "--check", "--today", today)):
        answer = foerder("-f", written(tmp_path, ""), *words, "--format", "json")
        assert answer.code == code
        assert len({one["rule"].partition("/")[0] for one in answer.json["rules"]}) == names


@pytest.mark.parametrize(
    ("result", "code"), [("read", 0), ("unchanged", 0), ("changed", 1), ("unavailable", 1), ("unclear", 0)]
)
def test_what_a_review_found(tmp_path: Path, result: str, code: int) -> None:
    head = '[[rule_set]]\nid = "haus"\n[[rule_set.review]]\non = 2025-01-01\nresult = "changed"\n'
    head += f'[[rule_set.review]]\non = 2026-11-01\nresult = "{result}"\nby = "Rechtsamt"\n'
    answer = foerder("-f", written(tmp_path, head), "rules", "--check", "--format", "json", today="2026-11-30")
    assert answer.code == code
    assert [one["rule"] for one in answer.json["rules"]] == (["haus"] if result not in ("read", "unchanged") else [])


def test_explain_names_the_version_and_the_last_review(tmp_path: Path) -> None:
    path = written(tmp_path, grant("start = 2026-01-01\nend = 2026-12-31", "", 'rules = ["anbest-gk-st-2014"]'))
    shown = foerder("-f", path, "explain", "p/z/final-report", lang="de").out
    assert "Stand 2014" in shown
    assert "zuletzt mit der Quelle verglichen: 30.11.2026: gelesen" in shown


GRANTS = """
[[programme]]
id = "land"
title = "L"
rules = ["anbest-gk-bund-2024"]
{projects}
"""
ONE = """
[[project]]
id = "{0}"
title = "T"
programme = "land"
{1}
[[project.period]]
id = "z"
start = 2025-01-01
end = 2026-12-31
[[project.period.payment]]
received = 2025-04-01
amount = 1.00
[[project.period.payment]]
received = 2026-04-01
amount = 1.00
"""


def changes(folder: Path, more: str, new: str, projects: str = "") -> dict[str, str]:
    projects = projects or ONE.format("a", "") + ONE.format("b", 'rules = ["anbest-p-bund-2024"]')
    path = written(folder, more + GRANTS.format(projects=projects))
    answer = foerder(
        "-f", path, "due", "--rules", f"anbest-gk-bund-2024..{new}", "--format", "json", today="2026-11-30"
    )
    assert answer.code == 0, answer.err
    return {one["id"]: one["change"] for one in answer.json["changes"]}


def doctored(folder: Path, old: str, new: str) -> str:
    text = (Path(read_rule_set.__code__.co_filename).parents[1] / "law/rules/anbest-gk-bund-2024.toml").read_text(
        "utf-8"
    )
    assert text.count(old) == 1
    path = folder / "neu.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return str(path)


def test_a_doctored_set_moves_exactly_its_payments(tmp_path: Path) -> None:
    new = doctored(tmp_path, 'offset = "6 weeks"', 'offset = "2 months"')
    assert changes(tmp_path, "", new) == {"a/z/use-by/2025-04-01": "moved", "a/z/use-by/2026-04-01": "moved"}


def test_days_before_the_register_was_kept_are_left_out(tmp_path: Path) -> None:
    new = doctored(tmp_path, 'offset = "6 weeks"', 'offset = "2 months"')
    assert changes(tmp_path, "format = 1\n[settings]\ntrack_from = 2026-01-01\n", new) == {
        "a/z/use-by/2026-04-01": "moved"
    }


def test_another_set_names_what_moves_comes_and_goes(tmp_path: Path) -> None:
    found = changes(tmp_path, "", "anbest-p-bund-2024", ONE.format("a", ""))
    assert found == {"a/z/interim-report/2025": "new", "a/z/final-report": "moved"}
    back = changes(tmp_path, "", "anbest-g-nw-2012", ONE.format("a", ""))
    assert back["a/z/final-report"] == "moved"


@pytest.mark.parametrize("new", ["nirgends.toml", "anbest-gk-2024", "", "projects.toml"])
def test_what_is_no_rule_set_is_said(tmp_path: Path, new: str) -> None:
    path = written(tmp_path, grant())
    if new == "projects.toml":
        new = str(path)
    answer = foerder("-f", path, "due", "--rules", f"anbest-gk-bund-2024..{new}")
    assert answer.code == 2
    assert "Traceback" not in answer.err


STATE = """
[[authority]]
id = "amt"
name = "A"
holidays = "{region}"
[[programme]]
id = "land"
title = "L"
source = "S"
authority = "amt"
level = {level}
rules = ["{rules}"]
[[project]]
id = "a"
title = "A"
programme = "land"
owner = "a@stadt.example"
source = "S"
[[project.period]]
start = 2026-01-01
end = 2026-12-31
award_date = {award}
"""


@pytest.mark.parametrize(
    ("region", "level", "rules", "expected"),
    [
        pytest.param("DE-ST", '["state"]', "anbest-gk-bund-2025", "warning", id="it has conditions of its own"),
        pytest.param("DE-NW", '["state"]', "anbest-gk-bund-2025", "warning", id="for investments"),
        pytest.param("DE-TH", '["state"]', "anbest-gk-bund-2025", "note", id="none are known"),
        pytest.param("DE-TH", '["eu", "state"]', "anbest-p-bund-2025", "note", id="with EU money"),
        pytest.param("DE-ST", '["federal"]', "anbest-gk-bund-2025", None, id="federal money"),
        pytest.param("DE-ST", '["state"]', "anbest-gk-st-2014", None, id="its own conditions"),
        pytest.param("DE", '["state"]', "anbest-gk-bund-2025", None, id="no Land known"),
    ],
)
def test_a_lands_money_under_federal_conditions(
    tmp_path: Path, region: str, level: str, rules: str, expected: str | None
) -> None:
    text = STATE.format(region=region, level=level, rules=rules, award="2025-12-01")
    found = foerder("-f", written(tmp_path, text), "check", "--code", "land-rules", "--format", "json").json["problems"]
    assert [one["severity"] for one in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("award", "rules", "told"),
    [
        ("2025-12-01", "anbest-gk-bund-2025", False),
        ("2025-02-01", "anbest-gk-bund-2024", False),
        ("2026-02-01", "anbest-gk-bund-2024", True),
        ("2023-02-01", "anbest-gk-bund-2014", False),
        ("2022-02-01", "anbest-gk-bund-2024", True),
        ("2005-02-01", "anbest-gk-bund-2006", False),
        ("2016-02-01", "anbest-gk-st-2014", False),
    ],
)
def test_the_edition_and_the_letter(tmp_path: Path, award: str, rules: str, told: bool) -> None:
    text = STATE.format(region="DE-TH", level='["federal"]', rules=rules, award=award)
    found = foerder("-f", written(tmp_path, text), "check", "--code", "rule-edition", "--format", "json").json[
        "problems"
    ]
    assert [one["severity"] for one in found] == (["note"] if told else [])
