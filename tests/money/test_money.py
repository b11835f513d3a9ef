"""The rules on money: worked examples with the paragraph as their id, and sums that always agree."""

from __future__ import annotations

import ast
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from program import EXAMPLE, ROOT, foerder

from foerder.deadlines.calculator import Calculator
from foerder.model import Cost, Financing, Payment, Period, Place, Project, Register, Spending, YearShare
from foerder.money import plan as money
from foerder.money import reduction
from foerder.money.clauses import BaseRate, base_rates
from foerder.money.payments import accrue, estimate, funds_of
from foerder.money.years import budget_of
from foerder.register.duties import Duties
from foerder.register.load import load
from foerder.register.rulesets import built_in

HERE = Place(0, ())
D = Decimal
PLAN = (
    Cost(HERE, "staff", approved=D("60000.00")),
    Cost(HERE, "material", approved=D("10000.00")),
    Cost(HERE, "travel", approved=D("30000.00")),
)


def period(**changes: Any) -> Period:
    """A grant of 80,000 on costs of 100,000, for the year 2026."""
    keys: dict[str, Any] = {
        "start": date(2026, 1, 1),
        "end": date(2026, 12, 31),
        "amount": D("80000.00"),
        "financing_type": "Anteilfinanzierung",
        "costs": PLAN,
        **changes,
    }
    return Period(HERE, "2026", **keys)


def spent(**amounts: int | str) -> tuple[Spending, ...]:
    """Spending by type of cost on one day."""
    return tuple(Spending(HERE, kind, date(2026, 6, 1), D(amount)) for kind, amount in amounts.items())


def world(one: Period, rules: str = "anbest-p-bund-2019") -> tuple[Register, Project]:
    """A register with one project under one rule set."""
    project = Project(HERE, "p", "P", periods=(one,), rules=(rules,))
    register = Register(("x",), rule_sets={rules: built_in(rules)}, projects=(project,))
    return register._replace(duties=Duties(register.programmes, register.rule_sets)), project


# ---------------------------------------------------------------- ANBest Nr. 1.2: single lines


@pytest.mark.parametrize(
    ("spending", "allowed", "covered"),
    [
        pytest.param({"material": 12000}, [True], True, id="ANBest-P Nr. 1.2 Satz 3: exactly 20 % over"),
        pytest.param({"material": "12000.01"}, [False], True, id="ANBest-P Nr. 1.2 Satz 3: one cent more"),
        pytest.param({"material": 10000}, [], True, id="ANBest-P Nr. 1.2: as planned"),
        pytest.param(
            {"staff": 61000, "material": 11000, "travel": 29000},
            [True, True],
            False,
            id="ANBest-P Nr. 1.2 Satz 2: the total is binding",
        ),
    ],
)
def test_single_lines(spending: dict[str, Any], allowed: list[bool], covered: bool) -> None:
    one = period(spending=spent(**spending))
    register, project = world(one)
    rule = reduction.single_lines(register, project, one, money.plan_of(one))
    assert [line.allowed for line in rule.lines] == allowed
    assert rule.covered is covered
    assert rule.why_not is None
    assert rule.limit is not None
    assert rule.limit.basis == "ANBest-P Nr. 1.2"


@pytest.mark.parametrize(
    ("kind", "rules", "why_not"),
    [
        pytest.param("Festbetragsfinanzierung", "anbest-gk-bund-2024", "fixed-sum", id="ANBest-Gk Nr. 1.2 Satz 5"),
        pytest.param("Anteilfinanzierung", "esf-plus-2021", "no-rule", id="no conditions named"),
    ],
)
def test_where_there_is_no_limit_for_single_lines(kind: str, rules: str, why_not: str) -> None:
    one = period(financing_type=kind, spending=spent(material=20000))
    register, project = world(one, rules)
    assert reduction.single_lines(register, project, one, money.plan_of(one)).why_not == why_not


def test_another_rate_where_the_programme_says_so() -> None:
    one = period(spending=spent(material=13000))
    register, project = world(one)
    local = built_in("anbest-p-bund-2019")._replace(id="bmz", clauses=({"nr": "1.2", "exceed_rate": D("0.30")},))
    register = register._replace(rule_sets={**register.rule_sets, "bmz": local})
    project = project._replace(rules=("anbest-p-bund-2019", "bmz"))
    rule = reduction.single_lines(register, project, one, money.plan_of(one))
    assert [line.allowed for line in rule.lines] == [True]
    assert rule.limit is not None
    assert (rule.limit.value, rule.limit.rule_set) == (D("0.30"), "bmz")


# ---------------------------------------------------------------- ANBest Nr. 2: reduction of the grant

S, F, V, X = "Anteilfinanzierung", "Fehlbedarfsfinanzierung", "Vollfinanzierung", "Festbetragsfinanzierung"


@pytest.mark.parametrize(
    ("kind", "grant", "saving", "income", "falls", "reason"),
    [
        pytest.param(S, 80000, 2000, 0, "1600.00", "share", id="Nr. 2.1.1: 80 % of a saving of 2,000"),
        pytest.param(S, 80000, 0, 1000, "800.00", "share", id="Nr. 2.1.1: 80 % of new income of 1,000"),
        pytest.param(S, 33333, "1000.01", 0, "333.33", "share", id="Nr. 2.1.1: rounded half up to the cent"),
        pytest.param(F, 80000, 2000, 0, "2000.00", "full", id="Nr. 2.1.2: Fehlbedarf, the whole saving"),
        pytest.param(F, 80000, 500, 600, "1100.00", "full", id="Nr. 2.1.2: saving and income together"),
        pytest.param(V, 100000, 2000, 0, "2000.00", "full", id="Nr. 2.1.2: Vollfinanzierung"),
        pytest.param(V, 100000, "0.01", 0, "0.01", "full", id="Nr. 2.2: no threshold for Vollfinanzierung"),
        pytest.param(S, 80000, 500, 0, "0.00", "below-threshold", id="Nr. 2.2: 500 is not more than 500"),
        pytest.param(S, 80000, "500.01", 0, "400.01", "share", id="Nr. 2.2: more than 500, then all of it"),
        pytest.param(F, 80000, "499.99", 0, "0.00", "below-threshold", id="Nr. 2.2: Fehlbedarf below 500"),
        pytest.param(X, 25000, 40000, 0, "0.00", "fixed-sum", id="Nr. 2.1: Festbetrag is not named, it stays"),
        pytest.param(X, 25000, 80000, 0, "5000.00", "fixed-sum", id="Festbetrag: never more than the costs"),
    ],
)
def test_reduction(kind: str, grant: int, saving: int | str, income: int, falls: str, reason: str) -> None:
    one = period(financing_type=kind, amount=D(grant).quantize(D("0.01")))
    register, project = world(one)
    found = reduction.reduction(register, project, one, money.plan_of(one), D(saving), D(income))
    assert isinstance(found, reduction.Reduction)
    assert (found.amount, found.reason) == (D(falls), reason)
    assert found.left == found.grant - found.amount
    assert found.basis.startswith("ANBest-P Nr. 2")


def test_recurring_funding_is_said_below_the_threshold() -> None:
    one, other = period(), period()._replace(id="2025", start=date(2025, 1, 1), end=date(2025, 12, 31))
    register, project = world(one)
    project = project._replace(periods=(other, one))
    found = reduction.reduction(register, project, one, money.plan_of(one), D(100))
    assert isinstance(found, reduction.Reduction)
    assert found.reason == "below-unless-recurring"


@pytest.mark.parametrize(
    ("changes", "rules", "reason"),
    [
        ({}, "esf-plus-2021", "no-rule"),
        ({"financing_type": None}, "anbest-gk-bund-2014", "no-type"),
        ({"costs": ()}, "anbest-gk-bund-2014", "no-plan"),
        ({"amount": None}, "anbest-gk-bund-2014", "no-grant"),
    ],
)
def test_what_is_missing_for_the_reduction_is_named(changes: dict[str, Any], rules: str, reason: str) -> None:
    one = period(**changes)
    register, project = world(one, rules)
    assert reduction.reduction(register, project, one, money.plan_of(one), D(1000)) == reason


# ---------------------------------------------------------------- ANBest Nr. 8.5, § 49a VwVfG: use and interest


@pytest.mark.parametrize(
    ("rules", "use_by"),
    [
        pytest.param("anbest-p-bund-2006", date(2026, 6, 1), id="ANBest-P 2006 Nr. 8.5: two months"),
        pytest.param("anbest-p-bund-2024", date(2026, 5, 13), id="ANBest-P 2024 Nr. 8.5: six weeks"),
        pytest.param("anbest-gk-bund-2024", date(2026, 5, 13), id="ANBest-Gk 2024 Nr. 8.5: six weeks"),
    ],
)
def test_use_by(rules: str, use_by: date) -> None:
    one = period(payments=(Payment(HERE, received=date(2026, 4, 1), amount=D("1000.00")),))
    register, project = world(one, rules)
    day = date(2026, 4, 2)
    (funds,) = funds_of(one, Calculator(register, day, day).of_project(project))
    assert funds.use_by == use_by
    assert (funds.unused, funds.used_on) == (D("1000.00"), None)


RATES = [
    BaseRate(date(2025, 7, 1), date(2025, 12, 31), D("0.0127"), None),
    BaseRate(date(2026, 1, 1), date(2026, 6, 30), D("0.0227"), None),
]


@pytest.mark.parametrize(
    ("paid", "used", "interest", "assumed"),
    [
        # 10,000 × 6.27 % × 73 / 365
        pytest.param(date(2025, 8, 1), date(2025, 10, 13), "125.40", False, id="§ 49a Abs. 3, 4 VwVfG: 73 days"),
        # 10,000 × (6.27 % × 31 + 7.27 % × 42) / 365 = 53.252… + 83.654… = 136.906…
        pytest.param(date(2025, 11, 30), date(2026, 2, 11), "136.91", False, id="§ 247 Abs. 1 BGB: a new rate"),
        # 10,000 × 7.27 % × 73 / 365, of which 43 days lie after the last known half-year
        pytest.param(date(2026, 5, 31), date(2026, 8, 12), "145.40", True, id="§ 247 BGB: the last rate carried on"),
    ],
)
def test_interest(paid: date, used: date, interest: str, assumed: bool) -> None:
    one = period(
        payments=(Payment(HERE, received=paid, amount=D("10000.00")),),
        spending=(Spending(HERE, "staff", used, D("10000.00")),),
    )
    register, project = world(one)
    day = date(2027, 1, 1)
    (funds,) = funds_of(one, Calculator(register, day, day).of_project(project))
    found = estimate(funds, day, RATES)
    assert found is not None
    assert (found.amount, found.assumed) == (D(interest), assumed)


def test_no_interest_in_time_and_none_without_a_rate() -> None:
    paid = date(2025, 8, 1)
    one = period(
        payments=(Payment(HERE, received=paid, amount=D("10.00")),),
        spending=(Spending(HERE, "staff", date(2025, 9, 12), D("10.00")),),
    )
    register, project = world(one)
    (funds,) = funds_of(one, Calculator(register, paid, paid).of_project(project))
    assert funds.use_by == date(2025, 9, 12)
    assert estimate(funds, date(2027, 1, 1), RATES) is None
    assert accrue(D(10), date(2020, 1, 1), date(2020, 2, 1), RATES) is None


def test_only_what_was_used_late_bears_interest() -> None:
    one = period(
        payments=(Payment(HERE, received=date(2025, 8, 1), amount=D("10000.00")),),
        spending=(
            Spending(HERE, "staff", date(2025, 8, 20), D("4000.00")),
            Spending(HERE, "staff", date(2025, 10, 13), D("5000.00")),
        ),
    )
    register, project = world(one)
    today = date(2025, 12, 24)
    (funds,) = funds_of(one, Calculator(register, today, today).of_project(project))
    found = estimate(funds, today, RATES)
    assert funds.unused == D("1000.00")
    assert found is not None
    # 5,000 × 6.27 % × 73 / 365 = 62.70 and 1,000 × 6.27 % × 145 / 365 = 24.908…
    assert found.amount == D("87.61")


def test_the_shipped_base_rates_follow_each_other_without_a_gap() -> None:
    rates = base_rates(Register(()))
    assert rates[0].start == date(2016, 7, 1)
    assert {(after.start - before.until).days for before, after in pairwise(rates)} == {1}
    assert all(rate.start.day == 1 and rate.start.month in (1, 7) for rate in rates)
    by_day = {rate.start: rate.rate for rate in rates}
    assert by_day[date(2024, 1, 1)] == D("0.0362")
    assert by_day[date(2016, 7, 1)] == D("-0.0088")


def test_a_register_extends_the_base_rates() -> None:
    known = base_rates(load([EXAMPLE]))
    assert known[-1].start == date(2026, 7, 1)
    assert known[-1].until == date(2027, 6, 30)


# ---------------------------------------------------------------- flat rates, sources, years


@pytest.mark.parametrize(
    ("rate", "of", "approved", "spending"),
    [
        pytest.param("0.40", ("staff",), "24000.00", "13333.33", id="Art. 56: 40 % of staff costs"),
        pytest.param("0.15", ("staff",), "9000.00", "5000.00", id="Art. 54 b: 15 % of staff costs"),
        pytest.param("0.07", ("staff", "material", "travel"), "7000.00", "2403.33", id="Art. 54 a: 7 % of direct"),
        pytest.param("0.25", ("material",), "2500.00", "250.00", id="Art. 54 c: 25 %"),
    ],
)
def test_flat_rates(rate: str, of: tuple[str, ...], approved: str, spending: str) -> None:
    flat = Cost(HERE, "flat-rate", rate=D(rate), of=of)
    plan = money.plan_of(period(costs=(*PLAN, flat), spending=spent(staff="33333.33", material=1000)))
    line = plan.lines[-1]
    assert (line.approved, line.spent) == (D(approved), D(spending))
    assert plan.spent == D("34333.33") + D(spending)


def test_undated_and_dated_spending_of_a_type_add_up_and_unplanned_is_shown() -> None:
    costs = (Cost(HERE, "staff", approved=D(100), spent=D(7)), Cost(HERE, "staff", approved=D(50)))
    plan = money.plan_of(period(costs=costs, spending=spent(staff=3, fees=2)))
    assert [(line.type, line.approved, line.spent, line.planned) for line in plan.lines] == [
        ("staff", D(150), D(10), True),
        ("fees", None, D(2), False),
    ]
    assert (plan.approved, plan.spent) == (D(150), D(12))


def test_shares_that_change_over_time_are_taken_by_full_months() -> None:
    one = next(p for p in load([EXAMPLE]).projects if p.id == "quartier").periods[1]
    funding = money.funding_of(one, money.plan_of(one).approved)
    assert [source.amount for source in funding.sources] == [D(n) for n in (72000, 30000, 36000, 24000, 18000)]
    assert funding.divided_by == "months"
    assert funding.total(own=False) == one.amount
    assert [row.own for row in budget_of(one).rows] == [D(n) for n in (6000, 12000, 15000, 9000)]


def test_by_year_the_approved_amounts_go_before_the_spreading() -> None:
    one = period(end=date(2027, 3, 31), financing=(Financing(HERE, "Eigenmittel", amount=D("455.00")),))
    spread = budget_of(one)
    assert (spread.basis, [row.grant for row in spread.rows]) == ("days", [D("64175.82"), D("15824.18")])
    assert [row.own for row in spread.rows] == [D("365.00"), D("90.00")]
    given = budget_of(one._replace(years=(YearShare(HERE, 2026, D(50000)), YearShare(HERE, 2027, D(30000)))))
    assert (given.basis, [row.grant for row in given.rows]) == ("approved", [D(50000), D(30000)])


@pytest.mark.parametrize(
    ("today", "used", "level"),
    [
        (date(2026, 9, 30), 45000, "low"),
        (date(2026, 9, 30), 70000, "medium"),
        (date(2026, 3, 31), 45000, "high"),
    ],
)
def test_pace(today: date, used: int, level: str) -> None:
    pace = money.pace_of(period(spending=spent(staff=used)), today)
    assert pace is not None
    assert pace.level == level
    assert pace.money == D(used) / 100000


def test_no_pace_where_nothing_is_known() -> None:
    assert money.pace_of(period(end=None), date(2026, 3, 1)) is None
    assert money.pace_of(period(), date(2025, 12, 31)) is None
    assert money.pace_of(period(costs=()), date(2026, 3, 1)) is None


# ---------------------------------------------------------------- properties

amounts = st.decimals(min_value=0, max_value=10**9, places=2)
shares = st.lists(st.decimals(min_value=0, max_value=1, places=4), min_size=1, max_size=12)


@given(amounts, shares)
def test_parts_always_make_the_sum(total: Decimal, weights: list[Decimal]) -> None:
    parts = money.allocate(total, weights)
    assert sum(parts) == total
    assert all(part >= 0 for part in parts)
    whole = sum(map(Fraction, weights))
    if whole:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(Fraction(part) - Fraction(total) * Fraction(weight) / whole) < Fraction(1, 100)


@given(amounts, st.lists(st.integers(0, 10_000), max_size=8), st.lists(st.integers(0, 365), max_size=3))
def test_sources_by_share_make_the_total(total: Decimal, cuts: list[int], days: list[int]) -> None:
    """Any shares that make 100 percent, held by turns in any stretches of the period."""
    bounds = [0, *sorted(cuts), 10_000]
    shares = [D(b - a) / 10_000 for a, b in pairwise(bounds)]
    first, last = date(2026, 1, 1).toordinal(), date(2026, 12, 31).toordinal()
    starts = sorted({first, *(min(first + day, last) for day in days)})
    ends = [start - 1 for start in starts[1:]] + [last]
    rows = [
        Financing(HERE, f"f{n}", share, start=date.fromordinal(start), until=date.fromordinal(end))
        for start, end in zip(starts, ends, strict=True)
        for n, share in enumerate(shares)
    ]
    assert money.funding_of(period(financing=tuple(rows)), total).total() == total


@given(amounts, amounts, st.integers(1, 1500), st.integers(0, 400))
def test_years_make_the_grant_and_the_own_funds(grant: Decimal, own: Decimal, days: int, offset: int) -> None:
    start = date.fromordinal(date(2024, 1, 1).toordinal() + offset)
    one = period(
        start=start,
        end=date.fromordinal(start.toordinal() + days),
        amount=grant,
        financing=(Financing(HERE, "Eigenmittel", amount=own),),
    )
    budget = budget_of(one)
    assert sum(row.grant for row in budget.rows if row.grant is not None) == grant
    assert sum(row.own for row in budget.rows if row.own is not None) == own


@given(st.lists(st.tuples(st.integers(1, 28), amounts), max_size=6), st.lists(amounts, max_size=4))
def test_what_is_used_and_what_is_left_make_every_payment(spending: list[Any], paid: list[Decimal]) -> None:
    one = period(
        payments=tuple(Payment(HERE, str(n), received=date(2026, 2, 1), amount=p) for n, p in enumerate(paid)),
        spending=tuple(Spending(HERE, "staff", date(2026, 3, day), amount) for day, amount in spending),
    )
    funds = funds_of(one, [])
    for one_payment in funds:
        assert sum(use.amount for use in one_payment.uses) == one_payment.amount
    used = sum(f.amount - f.unused for f in funds)
    assert used == min(sum(paid), sum(amount for _day, amount in spending))


@given(amounts, st.lists(amounts, min_size=1, max_size=4))
def test_flat_rates_are_spent_in_the_years_of_their_base(undated: Decimal, by_year: list[Decimal]) -> None:
    one = period(
        costs=(
            Cost(HERE, "staff", approved=D(1), spent=undated),
            Cost(HERE, "flat-rate", rate=D("0.07"), of=("staff",)),
        ),
        spending=tuple(Spending(HERE, "staff", date(2026 + n, 5, 5), a) for n, a in enumerate(by_year)),
    )
    assert sum(row.spent or 0 for row in budget_of(one).rows) == money.plan_of(one).spent


def test_no_float_touches_money() -> None:
    """No float literal and no call of float() in the modules that count money."""
    house = ROOT / "foerder"
    for path in (*(house / "money").glob("*.py"), house / "checks" / "money.py", house / "checks" / "payments.py"):
        tree = ast.parse(Path(path).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), (path, node.lineno)
            assert not (isinstance(node, ast.Name) and node.id in ("float", "round")), (path, node.lineno)


# ---------------------------------------------------------------- the command line


def test_the_closed_grant_of_the_example_as_the_handbook_counts_it() -> None:
    content = foerder("-f", EXAMPLE, "costs", "quartier", "--period", "2024", "--format", "json").json
    (account,) = content["accounts"]
    assert {key: account[key] for key in ("approved", "spent", "left", "grant", "received")} == {
        "approved": "110000.00",
        "spent": "108000.00",
        "left": "2000.00",
        "grant": "88000.00",
        "received": "86400.00",
    }
    assert account["reduction"] == {
        "change": "2000.00",
        "amount": "1600.00",
        "grant": "88000.00",
        "grant_after": "86400.00",
        "threshold": "500.00",
        "basis": "ANBest-P Nr. 2.1.1",
        "reason": "share",
    }
    assert [(y["year"], y["grant"], y["own"], y["received"], y["spent"]) for y in account["years"]] == [
        (2024, "58500.00", "14625.00", "57600.00", "71100.00"),
        (2025, "29500.00", "7375.00", "28800.00", "36900.00"),
    ]


def test_interest_of_unused_money_is_marked_as_estimate() -> None:
    result = foerder("-f", EXAMPLE, "costs", "begegnung", today="2026-12-31")
    assert "€7,000.00 not used yet\tabout €92.59 for 77 days (estimate)" in result.out
    assert "estimate, not a claim" in result.err


@pytest.mark.parametrize("style", ["table", "plain", "json", "csv"])
@pytest.mark.parametrize("words", [[], ["quartier"], ["--pace"], ["--by-year"], ["quartier", "--by-year"]])
def test_every_view_in_every_format(words: list[str], style: str) -> None:
    result = foerder("-f", EXAMPLE, "costs", *words, "--format", style)
    assert result.code == 0
    assert "uartier" in result.out


@pytest.mark.parametrize(
    "words",
    [
        ["nobody"],
        ["quartier", "--period", "1999"],
        ["--period", "2024"],
        ["--pace", "--by-year"],
        ["quartier", "--saving", "viel"],
        ["quartier", "--saving", "1.000"],
    ],
)
def test_what_cannot_be_meant_is_usage(words: list[str]) -> None:
    assert foerder("-f", EXAMPLE, "costs", *words).code == 2


@pytest.mark.parametrize(
    "text", ["1500", "1500.00", "1500,00", "1.500,00", "1,500.00", "1.500,- €", "1,5 T€", "1 500,00 €"]
)
def test_amounts_as_people_type_them(text: str) -> None:
    content = foerder("-f", EXAMPLE, "costs", "sprachpaten", "--saving", text, "--format", "json").json
    assert content["accounts"][0]["reduction"]["change"] == "1500.00"


def test_pace_stands_in_the_list() -> None:
    content = foerder("-f", EXAMPLE, "list", "--format", "json").json
    paces = {project["id"]: project["pace"] for project in content["projects"]}
    assert paces["sprachpaten"] == {"time": "0.8233", "money": "0.6300", "level": "low"}
    assert paces["radwerkstatt"] is None
    assert "82.33% of the time, 63% of the money: low" in foerder("-f", EXAMPLE, "list").out


def test_what_if_shows_the_sums_that_move_and_writes_nothing() -> None:
    before = EXAMPLE.read_bytes()
    change = "end sprachpaten/2025 2026-12-31"
    moved = foerder("-f", EXAMPLE, "due", "--what-if", change, "--format", "json").json["what_if"]
    assert {"period": "sprachpaten/2025", "what": "grant", "of": "2027", "old": "24657.53", "new": None} in moved[
        "sums"
    ]
    assert sum(Decimal(s["new"]) for s in moved["sums"] if s["what"] == "grant" and s["new"]) == D(200000)
    assert any(m["id"] == "sprachpaten/2025/final-report" for m in moved["moved"])
    plain = foerder("-f", EXAMPLE, "due", "--what-if", change)
    assert "€24,657.53\t→\t–\tGrant in 2027\tsprachpaten/2025" in plain.out
    assert "4 sums change" in plain.err
    assert EXAMPLE.read_bytes() == before


def test_the_overview_says_how_many_projects_have_no_amounts(tmp_path: Path) -> None:
    dates = "[[project.period]]\nstart = 2026-01-01\nend = 2026-12-31\n"
    kinds = {"a": "grant", "b": "grant", "c": "plan", "d": "grant"}
    heads = [f'[[project]]\nid = "{name}"\ntitle = "T"\nkind = "{kind}"\n{dates}' for name, kind in kinds.items()]
    text = "format = 1\n" + "".join(heads) + "amount = 1000.00\n"
    path = tmp_path / "projects.toml"
    path.write_text(text, encoding="utf-8")
    for words in ([], ["--pace"], ["--by-year"]):
        said = foerder("-f", path, "costs", *words).err
        assert "2 projects without amounts are left out" in said
    path.write_text(text.replace('id = "b"', 'id = "b"\nunit = "Amt"').replace('id = "d"', 'id = "d"\nunit = "Amt"'))
    assert "1 project without amounts is left out" in foerder("-f", path, "costs", "--unit", "Amt").err
    assert "left out" not in foerder("-f", path, "costs", "d").err
    assert "left out" not in foerder("-f", path, "costs", "--search", "d").err
