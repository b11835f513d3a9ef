"""Notification and remedy (§ 41 VwVfG, §§ 58, 70, 74 VwGO): from the letter's days to the last day of the remedy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from helpers import compute, dates, duty, grant, states, written
from hypothesis import given
from hypothesis import strategies as st
from program import foerder

from foerder.law.notification import presumed

POSTED_OLD = "award_posted = 2024-12-31"
POSTED_NEW = "award_posted = 2025-01-01"


@pytest.mark.parametrize(
    ("keys", "notified"),
    [
        pytest.param(POSTED_OLD, "2025-01-03", id="§ 41 Abs. 2 VwVfG until 2024: the third day"),
        pytest.param(POSTED_NEW, "2025-01-05", id="§ 41 Abs. 2 VwVfG since 2025: the fourth day, though a Sunday"),
        pytest.param("award_posted = 2026-04-30", "2026-05-04", id="§ 41 Abs. 2 VwVfG: over a holiday, not moved"),
        pytest.param(f"{POSTED_NEW}\naward_notified = 2025-01-03", "2025-01-05", id="§ 41 Abs. 2: received earlier"),
        pytest.param(f"{POSTED_NEW}\naward_notified = 2025-01-09", "2025-01-09", id="§ 41 Abs. 2: received later"),
        pytest.param("award_notified = 2025-01-04", "2025-01-04", id="received, no day of posting"),
        pytest.param("award_provided = 2026-04-30", "2026-05-03", id="§ 9 Abs. 1 OZG: the third day, a Sunday"),
        pytest.param(
            "award_provided = 2026-04-30\naward_retrieved = 2026-05-20",
            "2026-05-03",
            id="§ 9 Abs. 1 OZG: fetched later",
        ),
        pytest.param(
            "award_provided = 2026-04-30\naward_retrieved = 2026-04-30",
            "2026-05-03",
            id="§ 9 Abs. 1 OZG: fetched at once",
        ),
        pytest.param(
            "award_provided = 2026-04-30\naward_notified = 2026-05-06",
            "2026-05-06",
            id="Art. 24 Abs. 2 Satz 2 BayDiG: the message came later",
        ),
        pytest.param("award_retrieved = 2025-01-04", "2025-01-05", id="§ 41 Abs. 2a VwVfG: the day after retrieval"),
    ],
)
def test_day_of_notification(tmp_path: Path, keys: str, notified: str) -> None:
    rule = duty('after = "award"; offset = "0 days"; shift = "none"')
    found = compute(tmp_path, grant(keys, rule))
    assert found["p/z/duty"].nominal == date.fromisoformat(notified)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_presumption(posted: date) -> None:
    assert (presumed(posted) - posted).days == (4 if posted.year >= 2025 else 3)


@pytest.mark.parametrize(
    ("remedy", "nominal", "latest", "rule"),
    [
        pytest.param('remedy = "action"', "2026-05-01", "2026-05-04", "remedy/remedy-action", id="§ 74 Abs. 1 VwGO"),
        pytest.param(
            'remedy = "objection"', "2026-05-01", "2026-05-04", "remedy/remedy-objection", id="§ 70 Abs. 1 VwGO"
        ),
        pytest.param(
            'remedy = "none"',
            "2027-04-01",
            "2027-04-01",
            "remedy/remedy-without-instruction",
            id="§ 58 Abs. 2 VwGO",
        ),
        pytest.param("", "2026-05-01", "2026-05-04", "remedy/remedy", id="instruction not recorded"),
    ],
)
@pytest.mark.parametrize("status", ["approved", "rejected", "applied"])
def test_remedy(tmp_path: Path, remedy: str, nominal: str, latest: str, rule: str, status: str) -> None:
    found = compute(tmp_path, grant(f'status = "{status}"\naward_notified = 2026-04-01\n{remedy}'), today="2026-05-02")
    (one,) = found.values()
    assert (one.id, one.kind, one.rule) == ("p/z/remedy", "remedy", rule)
    assert dates(one).split()[:2] == [nominal, latest]
    assert one.state == ("due" if nominal < "2027" else "upcoming")
    assert one.keys["basis"] in (
        "§ 70 Abs. 1 VwGO",
        "§ 74 Abs. 1 VwGO",
        "§ 70 Abs. 1, § 74 Abs. 1 VwGO",
        "§ 58 Abs. 2 VwGO",
    )


def test_a_remedy_passes_and_is_never_overdue(tmp_path: Path) -> None:
    text = grant("award_notified = 2026-04-01")
    assert states(compute(tmp_path, text, today="2026-05-04")) == {"z/remedy": "due"}
    assert states(compute(tmp_path, text, today="2026-05-05")) == {"z/remedy": "past"}


def test_no_notification_no_remedy(tmp_path: Path) -> None:
    assert compute(tmp_path, grant("award_date = 2026-04-01")) == {}
    assert compute(tmp_path, grant('status = "withdrawn"\naward_notified = 2026-04-01')) == {}
    assert compute(tmp_path, grant('status = "idea"\naward_notified = 2026-04-01')) == {}


def test_a_rejected_period_has_the_remedy_alone(tmp_path: Path) -> None:
    period = 'status = "rejected"\nstart = 2026-01-01\nend = 2027-12-31\naward_posted = 2026-03-02'
    text = grant(period, duty("due = 2026-08-03"), 'rules = ["anbest-p-bund-2019"]')
    assert list(compute(tmp_path, text)) == ["p/z/remedy"]


def test_an_unreadable_day_gives_no_remedy(tmp_path: Path) -> None:
    found = compute(tmp_path, grant('award_posted = 2026-03-02\naward_notified = "später"'), problems=("bad-value",))
    assert states(found) == {"z/remedy": "open"}
    assert found["p/z/remedy"].why_open == "unreadable award_notified"


def test_the_set_of_remedies_named_in_rules_changes_nothing(tmp_path: Path) -> None:
    found = compute(tmp_path, grant('award_notified = 2026-04-01\nremedy = "action"', "", 'rules = ["remedy"]'))
    assert [(one.rule, dates(one)[:10]) for one in found.values()] == [("remedy/remedy-action", "2026-05-01")]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("due = 2026-04-20", "2026-04-20 2026-04-20 2026-04-20"),
        ('offset = "2 weeks"', "2026-04-15 2026-04-15 2026-04-15"),
        ('title = "Klage"', "2026-05-01 2026-05-04 2026-04-30"),
    ],
)
def test_a_letter_may_name_another_remedy(tmp_path: Path, rule: str, expected: str) -> None:
    found = compute(tmp_path, grant("award_notified = 2026-04-01", duty(rule, "remedy", "remedy")))
    assert dates(found["p/z/remedy"]) == expected


def test_a_remedy_can_be_switched_off(tmp_path: Path) -> None:
    text = grant("award_notified = 2026-04-01", '[[project.deadline]]\nid = "remedy"\noff = true')
    assert compute(tmp_path, text) == {}


PROGRAMME = """
[[authority]]
id = "amt"
name = "A"
holidays = "{land}"
[[programme]]
id = "p"
title = "P"
level = ["{level}"]
authority = "amt"
"""


@pytest.mark.parametrize(
    ("key", "level", "land", "law", "missing"),
    [
        ("award_provided", "state", "DE-BY", "Art. 24 Abs. 2 BayDiG", ""),
        ("award_provided", "state", "DE-HH", "§ 41 Abs. 2b HmbVwVfG", ""),
        ("award_provided", "state", "DE-TH", "§ 9 Abs. 1 OZG", "Thuringia"),
        ("award_provided", "state", "DE-NW", "§ 9 Abs. 1 OZG", "North Rhine-Westphalia"),
        ("award_provided", "federal", "DE-BY", "§ 9 Abs. 1 OZG", ""),
        ("award_retrieved", "state", "DE-BW", "§ 41 Abs. 2a LVwVfG", ""),
        ("award_retrieved", "state", "DE-SH", "§ 110 Abs. 2a LVwG", ""),
        ("award_retrieved", "state", "DE-TH", "§ 1 Abs. 1 ThürVwVfG mit § 41 Abs. 2a VwVfG", ""),
        ("award_retrieved", "state", "DE-SL", "§ 41 Abs. 2a VwVfG", "Saarland"),
        ("award_retrieved", "federal", "DE-SL", "§ 41 Abs. 2a VwVfG", ""),
    ],
)
def test_explain_names_the_law_of_the_portal(
    tmp_path: Path, key: str, level: str, land: str, law: str, missing: str
) -> None:
    """Where no rule of the Land was found, it says so instead of nothing."""
    text = grant(f"{key} = 2026-04-01", "", 'programme = "p"', PROGRAMME.format(land=land, level=level))
    answer = foerder("-f", written(tmp_path, text), "explain", "p/z/remedy", "--format", "json").json
    said = answer["steps"][0]["text"]
    assert f", {law}" in said
    not_found = "no rule was found: take the day from the letter"
    assert (not_found in said) == bool(missing)
    assert missing in said
    assert said in answer["sentence"]


def test_every_land_has_a_rule_for_portals_or_is_told_not_to() -> None:
    rows = foerder("rules", "--format", "json").json["lands"]
    found = {row["land"]: row["portals"] for row in rows}
    assert len(found) == 16
    assert {land for land, rules in found.items() if rules} == {"DE-BW", "DE-BY", "DE-HH", "DE-SH", "DE-TH"}
    for line in foerder("rules", "--format", "plain").out.splitlines()[-16:]:
        land, *_, portals = line.split("\t")
        assert portals == ("; ".join(found[land]) or "not found: take the day from the letter")
