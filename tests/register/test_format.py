"""File format 1: every table and key, what each may hold, and what happens where it holds something else."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from program import EXAMPLE

from foerder.checks import check
from foerder.deadlines.calculator import Calculator
from foerder.model import Register
from foerder.register.load import load
from foerder.register.tables import ROOT, Table, all_tables
from foerder.text import i18n

TODAY = date(2026, 11, 22)
DEADLINE = """id kind title due after before offset count every from until on rrule year_of year undated
snap shift time by lead basis version source grade checked note warn owner off provisional"""
PART = "after offset count snap provisional basis note source"
WORDING = "title_en text text_en"
RECURRING = "every on from until rrule"
LISTING = {
    "": "format",
    "[settings]": "id language holidays office_closed within warn track_from source",
    "[notify]": "from subject domains smtp tls coordinator head deputy_from heartbeat attach source",
    "[[authority]]": "id name holidays extra_holidays email phone url source",
    "[[programme]]": "id title funds level guideline guideline_date guideline_until url authority rules source",
    "[[programme.call]]": f"id title opens closes url {RECURRING} shift time lead basis version source grade checked "
    "note warn owner",
    "[[programme.requires]]": "project max_age source",
    "[[programme.deadline]]": DEADLINE,
    "[[rule_set]]": "id title title_en version source url grade checked note land level conditions year",
    "[[rule_set.review]]": "on source digest grade result by",
    "[[rule_set.deadline]]": f"{DEADLINE} {WORDING}",
    "[[rule_set.clause]]": f"nr land by title {WORDING} grade source basis note checked exceed_rate reduction_from "
    "base_rate from until",
    "[[project]]": "id kind title programme recipient authority rules final_recipient unit owner deputy follows tags "
    "url notes source",
    "[[project.period]]": """id status start end duration purpose_fulfilled resolved applied started inspection
    early_start authority rules award_date award_posted award_provided award_retrieved award_notified remedy
    final_approval reference amount total financing_type ended_on ended_why ended_posted ended_provided ended_retrieved
    ended_notified ended_remedy closed source""",
    "[[project.period.cost]]": "type title approved spent rate of source",
    "[[project.period.financing]]": "funder share amount from until source",
    "[[project.period.payment]]": "id requested request received amount source",
    "[[project.period.spending]]": "type on amount source",
    "[[project.period.year]]": "year amount source",
    "[[project.period.amendment]]": "date reference old_end old_amount source",
    "[[project.period.deadline]]": DEADLINE,
    "[[project.deadline]]": DEADLINE,
    "[[project.requires]]": "project max_age source",
    "[[project.done]]": "deadline on by how proof note source",
    "[[project.extension]]": "deadline to granted shift plan_by reference source",
    "[[accept]]": "code project reason until source",
}
"""Every table of the format and its keys, as agreed; besides them only ``earlier_of`` and ``later_of``."""
REQUIRED = {
    "": "format",
    "[[authority]]": "id name",
    "[[programme]]": "id title",
    "[[programme.call]]": "id",
    "[[programme.requires]]": "project",
    "[[rule_set]]": "id",
    "[[rule_set.review]]": "on result",
    "[[project]]": "id title",
    "[[project.requires]]": "project",
    "[[project.done]]": "deadline",
    "[[project.extension]]": "deadline to",
    "[[accept]]": "code",
}
"""``kind`` of a deadline is required too, but may be inherited: it is asked for after the layers are merged."""
TABLES = {table.header: table for table in all_tables()}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with i18n.using("en"):
        yield


def parts(header: str) -> bool:
    return header.endswith((".earlier_of]]", ".later_of]]"))


@pytest.mark.parametrize("header", LISTING, ids=lambda header: header or "head")
def test_keys_are_those_agreed(header: str) -> None:
    assert set(TABLES[header].keys) == set(LISTING[header].split())
    required = "id" if header.endswith(".deadline]]") else REQUIRED.get(header, "")
    assert set(TABLES[header].required) == set(required.split())


def test_tables_are_those_agreed() -> None:
    whole = set(LISTING) | {
        f"{h[:-2]}.{part}]]" for h in LISTING if "deadline" in h for part in ("earlier_of", "later_of")
    }
    assert set(TABLES) == whole
    for header, table in TABLES.items():
        if parts(header):
            assert set(table.keys) == set(PART.split())
            assert table.required == ("after", "offset")


def test_source_is_allowed_in_every_table() -> None:
    assert [header for header, table in TABLES.items() if header and "source" not in table.keys] == []


def used(table: Table, data: dict[str, Any], found: dict[str, set[str]]) -> dict[str, set[str]]:
    """The keys that are in each kind of table; all deadlines count as one."""
    name = table.header.rpartition(".")[2] if "deadline" in table.header else table.header
    for key, value in data.items():
        if key in table.tables:
            for item in value if isinstance(value, list) else [value]:
                used(table.tables[key], item, found)
        else:
            found.setdefault(name, set()).add(key)
    return found


def test_the_example_shows_every_key_and_has_no_problem() -> None:
    found = used(ROOT, tomllib.loads(EXAMPLE.read_text("utf-8")), {})
    unused = {*WORDING.split(), "ended_on", "ended_why", *(f"ended_{how}" for how in ENDED), "plan_by"}
    missing = {
        header: keys - found.get(header.rpartition(".")[2] if "deadline" in header else header, set())
        for header, keys in ((h, set(LISTING[h].split())) for h in LISTING if h != "[[rule_set.clause]]")
    }
    assert {header: keys - unused for header, keys in missing.items() if keys - unused} == {}
    assert load([EXAMPLE]).problems == ()


BY_KEY = {
    "format": "1",
    "id": '"soziales-gera"',
    "language": '"en"',
    "holidays": '"DE-BE"',
    "office_closed": '["12-24", "2026-05-15", 2026-05-16]',
    "within": "30",
    "warn": "[30, 7]",
    "domains": '["example.org"]',
    "tls": '"tls"',
    "deputy_from": "14",
    "heartbeat": '"off"',
    "attach": "true",
    "extra_holidays": "[2026-05-15]",
    "funds": '["Land"]',
    "level": '["eu", "federal", "state", "municipal", "foundation"]',
    "rules": "[]",
    "tags": '["a"]',
    "status": '"approved"',
    "remedy": '"none"',
    "financing_type": '"Festbetragsfinanzierung"',
    "of": '["staff"]',
    "type": '"staff"',
    "year": "2026",
    "count": '"day"',
    "snap": '"quarter-end"',
    "shift": '"next"',
    "time": '"12:00"',
    "every": '"year"',
    "rrule": '"FREQ=YEARLY"',
    "grade": '"A"',
    "off": "true",
    "provisional": "true",
    "after": '"period-end"',
    "before": '"period-end"',
    "base_rate": "0.0127",
    "year_of": '"period-end"',
    "undated": "true",
    "land": '"DE-TH"',
    "conditions": '"municipal"',
    "result": '"unchanged"',
    "ended_why": '"abandoned"',
    "ended_remedy": '"none"',
}
ENDED = ("posted", "provided", "retrieved", "notified", "remedy")
DATES = """track_from guideline_date guideline_until opens closes start end purpose_fulfilled resolved applied
started early_start award_date award_posted award_provided award_retrieved award_notified inspection final_approval
ended_on ended_posted ended_provided ended_retrieved ended_notified closed requested request received date old_end
due
checked to plan_by granted from until on"""
SPANS = "offset lead duration max_age"
AMOUNTS = "amount total approved spent old_amount reduction_from"
SHARES = "share rate exceed_rate"


def value_of(header: str, key: str) -> str:
    """A value that the key may hold."""
    deadline = header.endswith((".deadline]]", ".call]]"))
    special = {
        ("[[project]]", "kind"): '"plan"',
        ("[[project]]", "follows"): '"b"',
        ("[[rule_set]]", "level"): '"state"',
        ("[[project.done]]", "deadline"): '"2026/x"',
        ("[[project.extension]]", "deadline"): '"2026/x"',
        ("[notify]", "from"): '"a@example.org"',
        ("[[project.extension]]", "shift"): '"none"',
        ("[[rule_set.clause]]", "by"): '"provided"',
    }
    if (header, key) in special:
        return special[header, key]
    if deadline and key in ("kind", "by", "on", "year"):
        return {"kind": '"other"', "by": '"final-recipient"', "on": '"11-15"', "year": "1"}[key]
    if key in BY_KEY:
        return BY_KEY[key]
    for names, value in ((DATES, "2026-05-05"), (SPANS, '"1 month 15 days"'), (AMOUNTS, "5.50"), (SHARES, "0.40")):
        if key in names.split():
            return value
    return '"a"'


def frame(header: str, line: str) -> tuple[str, int]:
    """A register with one table of this kind, its required keys and one more line; and the number of that line."""
    names = header.strip("[]").split(".")
    text = ["format = 1"] if header else []
    for length in range(1, len(names) + 1):
        path = ".".join(names[:length])
        table = TABLES.get(f"[[{path}]]") or TABLES.get(f"[{path}]") or ROOT
        if table.header:
            text.append(table.header)
        key = line.partition(" = ")[0] if length == len(names) else ""
        text += [f"{name} = {value_of(table.header, name)}" for name in table.required if name != key]
        if table.header == "[[project.period]]" and key not in ("id", "start"):
            text.append('id = "2026"')
    return "\n".join([*text, line, ""]), len(text) + 1


def read(tmp_path: Path, text: str) -> Register:
    path = tmp_path / "projects.toml"
    path.write_text(text, "utf-8")
    return load([path])


EVERY_KEY = [(header, key) for header, table in TABLES.items() for key in table.keys]
INCOMPLETE = {"missing-key", "no-date", "stray-key", "unknown-project", "unknown-programme", "unknown-authority"}


@pytest.mark.parametrize(("header", "key"), EVERY_KEY, ids=lambda part: part or "head")
def test_every_key_takes_what_it_should(header: str, key: str, tmp_path: Path) -> None:
    text, line = frame(header, f"{key} = {value_of(header, key)}")
    found = [problem for problem in read(tmp_path, text).problems if problem.code not in INCOMPLETE]
    assert found == []
    assert text.splitlines()[line - 1].startswith(key)


WRONG = ["-1.5", "true", '"?? !"', "2026-05-05T10:00:00", "12:00:00", "[{}]", "[[1]]", "{a = 1}", "nan", "[]", "''"]


@pytest.mark.parametrize(("header", "key"), EVERY_KEY, ids=lambda part: part or "head")
def test_no_key_stumbles_over_what_it_should_not_hold(header: str, key: str, tmp_path: Path) -> None:
    told = 0
    for value in WRONG:
        text, line = frame(header, f"{key} = {value}")
        register = read(tmp_path, text)
        for problem in register.problems:
            assert problem.remedy
            if problem.code == "bad-value":
                assert (problem.line, f"{key}: " in problem.message) == (line, True)
                told += 1
        Calculator(register, TODAY, TODAY, tracing=True).all()
        check(register, TODAY)
        assert len(register.projects) == (header.startswith("[[project"))
    assert told >= 6
