"""Requests and payments: what was asked for, what came of it at once or in parts, what is left to draw."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from program import foerder

from foerder.checks import check
from foerder.register.load import load
from foerder.text.i18n import fmt_above, using

REGISTER = """\
format = 1

[[project]]
id = "haus"
title = "Haus"

[[project.period]]
id = "2026"
start = 2026-01-01
end = 2027-12-31
amount = 100000.00
[[project.period.payment]]
requested = 2026-03-01
received = 2026-04-01
amount = 20000.00
[[project.period.payment]]
requested = 2026-09-01
amount = 30000.00
[[project.period.payment]]
request = 2026-09-01
received = 2026-10-01
amount = 12000.00
[[project.period.year]]
year = 2026
amount = 60000.00
[[project.period.year]]
year = 2027
amount = 40000.00
"""
"""By hand: received 32,000; open of the second request 18,000; not drawn 50,000; of 2026 still to draw 10,000."""
SUMS = {"received": "32000.00", "outstanding": "18000.00", "not_drawn": "50000.00", "to_draw": "10000.00"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "projects.toml"
    path.write_text(REGISTER, encoding="utf-8")
    return path


def answer(path: Path, *words: str) -> Any:
    return foerder("-f", path, *words, "--format", "json").json


def test_costs_knows_what_is_outstanding_and_what_is_left_to_draw(path: Path) -> None:
    (account,) = answer(path, "costs", "haus")["accounts"]
    assert {key: account[key] for key in SUMS} == SUMS


def test_the_report_claims_only_what_was_requested(path: Path) -> None:
    found = answer(path, "report")
    (grant,) = found["grants"]
    assert {key: grant[key] for key in SUMS} == SUMS
    request = {"requested": "2026-09-01", "amount": "30000.00", "paid": "12000.00", "open": "18000.00"}
    assert found["due_claims"] == [{"project": "haus", "period": "2026", **request}]
    assert (found["outstanding"], found["not_drawn"]) == ("18000.00", "50000.00")
    assert found["totals"]["to_draw"] == "10000.00"


def test_the_report_divides_due_claims_from_what_is_not_drawn(path: Path) -> None:
    lines = foerder("-f", path, "report", "--format", "plain", lang="de").out.splitlines()
    name = "Haus [haus/2026]"
    claim = [name, "01.09.2026", "30.000,00 €", "12.000,00 €", "18.000,00 €"]
    rest = [name, "100.000,00 €", "32.000,00 €", "18.000,00 €", "50.000,00 €", "10.000,00 €", ""]
    assert "\t".join(["Offene Forderungen", *claim]) in lines
    assert "\t".join(["Noch nicht abgerufen", *rest]) in lines


def test_in_an_earlier_year_later_answers_do_not_count(path: Path) -> None:
    found = foerder("-f", path, "report", "--format", "json", today="2026-09-15").json
    assert (found["outstanding"], found["not_drawn"]) == ("30000.00", "50000.00")


def test_pay_answers_a_request_in_parts_and_says_what_is_open(path: Path) -> None:
    first = foerder("-f", path, "pay", "haus", "--received", "2026-11-20", "--amount", "8000", "--yes", lang="de")
    assert first.code == 0
    assert "Vom Mittelabruf vom 01.09.2026 sind noch 10.000,00 € offen." in first.err + first.out
    last = foerder("-f", path, "pay", "haus", "--received", "2026-11-21", "--yes", lang="de")
    assert "Der Mittelabruf vom 01.09.2026 ist vollständig ausgezahlt." in last.err + last.out
    assert path.read_text(encoding="utf-8").count("request = 2026-09-01") == 3
    assert answer(path, "report")["outstanding"] == "0.00"


def test_pay_completes_a_request_that_comes_at_once(tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    path.write_text(
        REGISTER.replace("[[project.period.payment]]\nrequest = 2026-09-01", "[[project.period.payment]]\n")
    )
    foerder("-f", path, "pay", "haus", "--received", "2026-11-20", "--amount", "30000", "--yes")
    assert answer(path, "report")["outstanding"] == "0.00"
    assert "request =" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("share", "limit", "shown"),
    [
        ("0.2000", "0.20", "20 %"),
        ("0.20004", "0.20", "20,004 %"),
        ("0.200001", "0.20", "20,0001 %"),
        ("0.25", "0.20", "25 %"),
    ],
)
def test_a_share_above_its_limit_never_reads_like_it(share: str, limit: str, shown: str) -> None:
    with using("de"):
        assert fmt_above(Decimal(share), Decimal(limit)) == shown


def test_check_says_by_how_much_a_line_is_really_exceeded(tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    costs = '[[project.period.cost]]\ntype = "staff"\napproved = 1000000\nspent = 1200040\n'
    text = REGISTER.replace('id = "2026"\n', 'id = "2026"\nrules = ["anbest-p-bund-2014"]\n') + costs
    path.write_text(text, encoding="utf-8")
    register = load([path], [str(path)])
    with using("de"):
        found = [str(one.message) for one in check(register, date(2026, 11, 22)) if one.code == "line-exceeded"]
    assert found
    assert "20,004 %; zulässig sind 20 %" in found[0]
