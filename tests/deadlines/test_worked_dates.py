"""The worked dates of rules.md: every row through `due --all --format json` and `explain --format json`."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from helpers import HEAD, written
from program import foerder


class Row(NamedTuple):
    """One worked date: what is entered, and the days that must come out (``due`` alone where all are one day)."""

    law: str
    period: str
    deadline: str
    nominal: str
    latest: str
    due: str
    project: str = ""


def same(day: str) -> tuple[str, str, str]:
    """All three dates are one day."""
    return day, day, day


def event(law: str, day: str, offset: str, nominal: str, latest: str, due: str, count: str = "event") -> Row:
    """A period counted from a day, by offset."""
    anchor, key = ("award", "award_notified") if count == "event" else ("period-start", "start")
    rule = f'after = "{anchor}"\noffset = "{offset}"\ncount = "{count}"\nbasis = "{law}"'
    return Row(law, f"{key} = {day}\n{other(rule)}", "frist", nominal, latest, due)


def other(rule: str) -> str:
    return f'[[project.period.deadline]]\nid = "frist"\nkind = "other"\n{rule}'


def named(law: str, day: str, latest: str, due: str) -> Row:
    return Row(law, other(f'due = {day}\nshift = "next"\nbasis = "{law}"'), "frist", day, latest, due)


def ruled(law: str, rules: str, period: str, deadline: str, nominal: str, latest: str, due: str) -> Row:
    return Row(law, period, deadline, nominal, latest, due, f'rules = ["{rules}"]')


def remedy(law: str, posted: str, nominal: str) -> Row:
    return Row(law, f"award_posted = {posted}", "remedy", nominal, nominal, nominal)


P, GK = "anbest-p-bund-2014", "anbest-gk-bund-2024"
DONE = '[[project.done]]\ndeadline = "z/final-report"\non = 2026-06-15'
EXTENDED = '[[project.extension]]\ndeadline = "z/frist"\nto = 2026-07-14'
LAST_WORKDAY = 'every = "year"\non = "last-workday-before 12-15"\nfrom = 2024-01-01\nuntil = 2024-12-31'
ROWS = (
    event("§ 188 Abs. 3 BGB, 31. fehlt", "2025-01-31", "1 month", "2025-02-28", "2025-02-28", "2025-02-28"),
    event("§ 188 Abs. 2 BGB, kein Kleben", "2025-02-28", "1 month", "2025-03-28", "2025-03-28", "2025-03-28"),
    event("§ 188 Abs. 3 BGB, AnwZ (Brfg) 5-16", "2015-12-30", "2 months", "2016-02-29", "2016-02-29", "2016-02-29"),
    event("§ 31 Abs. 3 VwVfG, Sonntag", "2026-08-31", "6 months", "2027-02-28", "2027-03-01", "2027-02-26"),
    event("§ 32 Abs. 2 VwVfG", "2026-04-20", "2 weeks", "2026-05-04", "2026-05-04", "2026-05-04"),
    event("§ 2 Abs. 1 ThürFGtG, Karfreitag", "2026-03-20", "2 weeks", "2026-04-03", "2026-04-07", "2026-04-02"),
    Row("§ 187 Abs. 2 BGB, 3 Jahre", 'start = 2018-10-01\nduration = "3 years"', "period-end", *same("2021-09-30")),
    event("§ 188 Abs. 2, 3 BGB, 30.01.", "2025-01-30", "1 month", *same("2025-02-28"), count="day"),
    ruled("ANBest-P 6.1, Ende des 6. Monats", P, "end = 2025-06-30", "final-report", *same("2025-12-31")),
    ruled(
        "ANBest-P 6.1, Zweck erfüllt",
        P,
        "end = 2025-12-31\npurpose_fulfilled = 2025-06-30",
        "final-report",
        *same("2025-12-30"),
    ),
    ruled("ANBest-P 6.1, mitten im Monat", P, "end = 2026-03-15", "final-report", *same("2026-09-30")),
    ruled(
        "ANBest-P 6.1, 31.12. Sonntag", P, "end = 2028-06-30", "final-report", "2028-12-31", "2029-01-02", "2028-12-29"
    ),
    ruled("ANBest-Gk 6.1", GK, "end = 2025-06-30", "final-report", *same("2026-06-30")),
    ruled("ANBest-Gk 6.1, § 187 Abs. 1 BGB", GK, "end = 2023-02-28", "final-report", *same("2024-02-28")),
    ruled(
        "ANBest-P 6.1 S. 2, 2025",
        P,
        "start = 2025-01-01\nend = 2028-12-31",
        "interim-report/2025",
        *same("2026-04-30"),
    ),
    ruled(
        "ANBest-P 6.1 S. 2, 2027",
        P,
        "start = 2025-01-01\nend = 2028-12-31",
        "interim-report/2027",
        "2028-04-30",
        "2028-05-02",
        "2028-04-28",
    ),
    ruled(
        "ANBest-P 8.5 S. 2",
        P,
        "[[project.period.payment]]\nreceived = 2026-04-01\namount = 1.00",
        "use-by/2026-04-01",
        *same("2026-05-13"),
    ),
    remedy("§ 41 Abs. 2 VwVfG a. F.", "2024-12-20", "2025-01-23"),
    remedy("§ 41 Abs. 2 VwVfG n. F.", "2025-01-02", "2025-02-06"),
    remedy("§ 41 Abs. 2 VwVfG n. F., Fiktionstag Sonntag", "2025-05-28", "2025-07-01"),
    named("§ 2 Abs. 1 ThürFGtG, 20.09.", "2024-09-20", "2024-09-23", "2024-09-19"),
    named("§ 2 Abs. 1 ThürFGtG, 31.10.", "2025-10-31", "2025-11-03", "2025-10-30"),
    named("§ 2 Abs. 1 ThürFGtG, 24.12.", "2026-12-24", "2026-12-24", "2026-12-24"),
    ruled("ANBest-P 6.5", P, f"end = 2025-12-31\n{DONE}", "retention-end", *same("2031-06-15")),
    Row("§ 188 BGB, Zertifikat", "end = 2018-06-12", "period-end", *same("2018-06-12"), 'kind = "certificate"'),
    Row(
        "Aktivierungsrichtlinie, 8 Wochen vor Beginn",
        'start = 2027-07-01\n[[project.period.deadline]]\nid = "antrag"\nkind = "application"\n'
        'before = "period-start"\noffset = "8 weeks"\nbasis = "Aktivierungsrichtlinie"',
        "antrag",
        "2027-05-06",
        "2027-05-06",
        "2027-05-05",
    ),
    Row("BMBF 01-2015, letzter Arbeitstag", other(LAST_WORKDAY), "frist/2024", *same("2024-12-13")),
    named("§ 192 BGB, Mitte Februar", "2026-02-15", "2026-02-16", "2026-02-13"),
    event("§ 189 Abs. 2 BGB", "2026-01-31", "1 month 15 days", "2026-03-15", "2026-03-16", "2026-03-13"),
    Row("§ 190 BGB, § 31 Abs. 7 VwVfG", f"{other('due = 2026-06-30')}\n{EXTENDED}", "frist", *same("2026-07-14")),
    event("§ 190 BGB, 14 Tage", "2026-06-30", "14 days", *same("2026-07-14")),
)


@cache
def entered() -> str:
    """All rows in one register: the project "r1" is the first row, and so on."""
    text = HEAD
    for number, row in enumerate(ROWS, start=1):
        text += f'[[project]]\nid = "r{number}"\ntitle = "{row.law}"\nauthority = "tlvwa"\n{row.project}\n'
        text += f'[[project.period]]\nid = "z"\n{row.period}\n'
    return text


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("worked"), entered())


@pytest.fixture(scope="module")
def records(register: Path) -> dict[str, Any]:
    answer = foerder("-f", register, "due", "--all", "--format", "json")
    assert answer.code == 0, answer.err
    return {record["id"]: record for record in answer.json["deadlines"]}


NUMBERED = [pytest.param(f"r{number}/z/{row.deadline}", row, id=row.law) for number, row in enumerate(ROWS, start=1)]


@pytest.mark.parametrize(("identity", "row"), NUMBERED)
def test_due(records: dict[str, Any], identity: str, row: Row) -> None:
    record = records[identity]
    assert (record["nominal"], record["latest"], record["due"]) == (row.nominal, row.latest, row.due)


@pytest.mark.parametrize(("identity", "row"), NUMBERED)
def test_explain(register: Path, records: dict[str, Any], identity: str, row: Row) -> None:
    answer = foerder("-f", register, "explain", identity, "--format", "json", lang="de").json
    titles = {"title": answer["deadline"]["title"]}
    assert answer["deadline"] == records[identity] | titles
    found = {step["step"]: step["date"] for step in answer["steps"]}
    counted = [step["date"] for step in answer["steps"] if step["step"] not in ("shift", "plan")]
    assert counted[-1] == row.nominal
    assert found.get("shift") == (row.latest if row.latest != row.nominal else None)
    expiry = answer["deadline"]["kind"] in ("period-end", "retention-end")
    assert found.get("plan") == (None if expiry else row.due)
    days = re.findall(r"\d\d\.\d\d\.\d{4}", answer["sentence"])
    assert {f"{date.fromisoformat(day):%d.%m.%Y}" for day in row[3:6]} <= set(days)
    assert (answer["deadline"]["basis"] or "") in answer["sentence"]


def test_the_sentence_for_the_file(register: Path) -> None:
    words = ("explain", "r16/z/interim-report/2027", "--format", "json")
    answer = foerder("-f", register, *words, lang="de").json
    assert answer["sentence"] == (
        "Zwischennachweis „ANBest-P 6.1 S. 2, 2027“: 31.12.2027 (Ende des Haushaltsjahres 2027) + 4 Monate "
        "= Sonntag, 30.04.2028; 30.04.2028 ist ein Sonntag, Montag, 01.05.2028 ist gesetzlicher Feiertag "
        "(Tag der Arbeit, Thüringen); letzter Tag nach Gesetz: Dienstag, 02.05.2028 (§ 31 Abs. 3 VwVfG); "
        "einplanen bis Freitag, 28.04.2028; ANBest-P Nr. 6.1 Satz 2."
    )
    assert [(step["step"], step["date"]) for step in answer["steps"]] == [
        ("anchor", "2027-12-31"),
        ("offset", "2028-04-30"),
        ("shift", "2028-05-02"),
        ("plan", "2028-04-28"),
    ]
