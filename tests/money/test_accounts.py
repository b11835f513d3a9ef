"""Four grants with accounts made by hand, on 22 November 2026: what the program says of them is compared to the cent.

**jahre** – yearly amounts (Jahresscheiben). Costs 100,000 + 20,000 = 120,000; Land 75 % = 90,000, own 25 % = 30,000.
Received 20,000 + 5,000 (2025) + 15,000 (2026) = 40,000. Asked for and not come: 10,000. Not drawn 90,000 − 40,000 −
10,000 = 40,000. Of 2026's 45,000: 45,000 − 15,000 − 10,000 = 20,000 still to draw. Own by year as the grant,
30 : 45 : 15 → 10,000, 15,000, 5,000. Spent 33,000 + 27,000 = 60,000, half of the costs. Time: 365 + 326 = 691 of 1,095
days.

**tage** – no yearly amounts: split by days. 1 July 2026 to 30 June 2027 are 365 days, 184 of them in 2026. Costs 60,000
and 15 % of it = 69,000; ESF Plus 60 % = 41,400, Land 20 % = 13,800, own 20 % = 13,800. Grant 41,400 + 13,800 = 55,200;
2026: 55,200 × 184 / 365 = 27,826.85, 2027: 27,373.15; own 6,956.71 and 6,843.29. Received 10,000, of it ESF Plus
60 : 80 = 7,500. Not drawn 45,200; still to draw in 2026 27,826.85 − 10,000 = 17,826.85. Spent 12,000 + 15 % = 13,800.
Time: 145 of 365 days.

**ende** – given up on 31 March 2026. Costs 50,000; Land 80 % = 40,000, own 10,000. Received 16,000 + 4,000 = 20,000,
spent 12,000 + 8,000 = 20,000. 30,000 of 50,000 were not spent: the grant falls by the same 3/5, 24,000, to 16,000
(ANBest Nr. 2.1); received is 4,000 more than that. Nothing is to be drawn any more. By days 365 : 365 → 20,000 a year.

**teile** – two periods, requests answered in parts. 2024: 30,000 granted; of 20,000 asked for came 12,000 and 8,000,
then 10,000: all received. 2025–2026: 60,000 granted, 30,000 a year; 25,000 came in 2025; of 24,000 asked for in 2026
came 9,000 and 6,000: 9,000 outstanding. Received 40,000, not drawn 60,000 − 40,000 − 9,000 = 11,000; of 2026's 30,000:
30,000 − 15,000 − 9,000 = 6,000 still to draw (the 5,000 left of 2025 are not this year's). Own 7,500 of 37,500 and
15,000 of 75,000: 20 %.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from program import foerder


def tables(name: str, *rows: str) -> str:
    """Tables of a period, one a row: ``key = value; key = value``."""
    return "".join(f"[[project.period.{name}]]\n" + "\n".join(row.split("; ")) + "\n" for row in rows)


def project(name: str, *periods: str, keys: str = "") -> str:
    return f'[[project]]\nid = "{name}"\ntitle = "{name.title()}"\n{keys}\n' + "".join(periods)


def period(keys: str, *parts: str) -> str:
    lines = "\n".join(keys.split("; "))
    return f"[[project.period]]\n{lines}\n" + "".join(parts)


JAHRE = project(
    "jahre",
    period(
        'id = "a"; start = 2025-01-01; end = 2027-12-31; amount = 90000.00',
        tables("cost", 'type = "staff"; approved = 100000.00', 'type = "material"; approved = 20000.00'),
        tables("financing", 'funder = "Land"; share = 0.75', 'funder = "Eigenmittel"; share = 0.25'),
        tables(
            "payment",
            "received = 2025-06-02; amount = 20000.00",
            "requested = 2025-11-03; received = 2025-12-01; amount = 5000.00",
            "requested = 2026-03-02; received = 2026-04-01; amount = 15000.00",
            "requested = 2026-10-01; amount = 10000.00",
        ),
        tables(
            "spending",
            'type = "staff"; on = 2025-12-31; amount = 33000.00',
            'type = "staff"; on = 2026-06-30; amount = 22000.00',
            'type = "material"; on = 2026-09-30; amount = 5000.00',
        ),
        tables("year", *(f"year = {year}; amount = {amount}.00" for year, amount in ((2025, 30000), (2026, 45000)))),
        tables("year", "year = 2027; amount = 15000.00"),
    ),
)
TAGE = project(
    "tage",
    period(
        'id = "b"; start = 2026-07-01; end = 2027-06-30',
        tables("cost", 'type = "staff"; approved = 60000.00', 'type = "flat-rate"; rate = 0.15; of = ["staff"]'),
        tables(
            "financing",
            'funder = "ESF Plus"; share = 0.60',
            'funder = "Land"; share = 0.20',
            'funder = "Eigenmittel"; share = 0.20',
        ),
        tables("payment", "requested = 2026-08-03; received = 2026-09-01; amount = 10000.00"),
        tables(
            "spending",
            'type = "staff"; on = 2026-09-30; amount = 9000.00',
            'type = "staff"; on = 2026-10-31; amount = 3000.00',
        ),
    ),
)
ENDE = project(
    "ende",
    period(
        'id = "c"; start = 2025-01-01; end = 2026-12-31; amount = 40000.00; financing_type = "Anteilfinanzierung"; '
        'ended_on = 2026-03-31; ended_why = "abandoned"',
        tables("cost", 'type = "staff"; approved = 50000.00'),
        tables("financing", 'funder = "Land"; share = 0.80', 'funder = "Eigenmittel"; share = 0.20'),
        tables("payment", "received = 2025-05-02; amount = 16000.00", "received = 2026-02-02; amount = 4000.00"),
        tables(
            "spending",
            'type = "staff"; on = 2025-12-31; amount = 12000.00',
            'type = "staff"; on = 2026-03-15; amount = 8000.00',
        ),
    ),
    keys='rules = ["anbest-p-bund-2019"]',
)
TEILE = project(
    "teile",
    period(
        'id = "d1"; start = 2024-01-01; end = 2024-12-31; amount = 30000.00',
        tables("cost", 'type = "material"; approved = 37500.00'),
        tables("financing", 'funder = "Land"; amount = 30000.00', 'funder = "Eigenmittel"; amount = 7500.00'),
        tables(
            "payment",
            "requested = 2024-03-01; amount = 20000.00",
            "request = 2024-03-01; received = 2024-04-02; amount = 12000.00",
            "request = 2024-03-01; received = 2024-05-02; amount = 8000.00",
            "requested = 2024-10-01; received = 2024-11-04; amount = 10000.00",
        ),
        tables("spending", 'type = "material"; on = 2024-12-15; amount = 37500.00'),
    ),
    period(
        'id = "d2"; start = 2025-01-01; end = 2026-12-31; amount = 60000.00',
        tables("cost", 'type = "material"; approved = 75000.00'),
        tables("financing", 'funder = "Land"; amount = 60000.00', 'funder = "Eigenmittel"; amount = 15000.00'),
        tables(
            "payment",
            "requested = 2025-04-01; received = 2025-05-02; amount = 25000.00",
            "requested = 2026-02-02; amount = 24000.00",
            "request = 2026-02-02; received = 2026-03-02; amount = 9000.00",
            "request = 2026-02-02; received = 2026-06-01; amount = 6000.00",
        ),
        tables(
            "spending",
            'type = "material"; on = 2025-12-15; amount = 37500.00',
            'type = "material"; on = 2026-05-15; amount = 20000.00',
        ),
        tables("year", "year = 2025; amount = 30000.00", "year = 2026; amount = 30000.00"),
    ),
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("accounts") / "projects.toml"
    path.write_text("format = 1\n" + JAHRE + TAGE + ENDE + TEILE, encoding="utf-8")
    return path


def costs(path: Path, *words: str) -> Any:
    return foerder("-f", path, "costs", *words, "--format", "json").json


def report(path: Path, *words: str) -> Any:
    return foerder("-f", path, "report", *words, "--format", "json").json


def taken(record: Mapping[str, Any], expected: Mapping[str, Any]) -> dict[str, Any]:
    """What a record says of the keys that are expected."""
    return {key: record[key] for key in expected}


ACCOUNTS: dict[str, dict[str, str | None]] = {
    "jahre/a": {"grant": "90000.00", "approved": "120000.00", "spent": "60000.00", "received": "40000.00"},
    "tage/b": {"grant": "55200.00", "approved": "69000.00", "spent": "13800.00", "received": "10000.00"},
    "ende/c": {"grant": "40000.00", "approved": "50000.00", "spent": "20000.00", "received": "20000.00"},
    "teile/d1": {"grant": "30000.00", "approved": "37500.00", "spent": "37500.00", "received": "30000.00"},
    "teile/d2": {"grant": "60000.00", "approved": "75000.00", "spent": "57500.00", "received": "40000.00"},
}
LEFT: dict[str, dict[str, str | None]] = {
    "jahre/a": {"outstanding": "10000.00", "not_drawn": "40000.00", "to_draw": "20000.00"},
    "tage/b": {"outstanding": "0.00", "not_drawn": "45200.00", "to_draw": "17826.85"},
    "ende/c": {"outstanding": "0.00", "not_drawn": None, "to_draw": None},
    "teile/d1": {"outstanding": "0.00", "not_drawn": "0.00", "to_draw": None},
    "teile/d2": {"outstanding": "9000.00", "not_drawn": "11000.00", "to_draw": "6000.00"},
}


@pytest.mark.parametrize("name", ACCOUNTS)
def test_an_account(path: Path, name: str) -> None:
    one, number = name.split("/")
    found = costs(path, one, "--period", number)
    [account] = found["accounts"]
    assert taken(account, ACCOUNTS[name]) == ACCOUNTS[name]
    assert taken(found["totals"], LEFT[name]) == LEFT[name]


@pytest.mark.parametrize(
    ("name", "time", "money"),
    [("jahre", "0.6311", "0.5000"), ("tage", "0.3973", "0.2000")],
)
def test_the_pace(path: Path, name: str, time: str, money: str) -> None:
    pace = costs(path, name)["accounts"][0]["pace"]
    assert (pace["time"], pace["money"]) == (time, money)


@pytest.mark.parametrize(
    ("name", "basis", "rows"),
    [
        (
            "jahre",
            "approved",
            {
                2025: ("30000.00", "10000.00", "25000.00", "33000.00"),
                2026: ("45000.00", "15000.00", "15000.00", "27000.00"),
                2027: ("15000.00", "5000.00", "0.00", "0.00"),
            },
        ),
        (
            "tage",
            "days",
            {2026: ("27826.85", "6956.71", "10000.00", "13800.00"), 2027: ("27373.15", "6843.29", "0.00", "0.00")},
        ),
        (
            "ende",
            "days",
            {
                2025: ("20000.00", "5000.00", "16000.00", "12000.00"),
                2026: ("20000.00", "5000.00", "4000.00", "8000.00"),
            },
        ),
        (
            "teile",
            "approved",
            {
                2025: ("30000.00", "7500.00", "25000.00", "37500.00"),
                2026: ("30000.00", "7500.00", "15000.00", "20000.00"),
            },
        ),
    ],
)
def test_by_year(path: Path, name: str, basis: str, rows: dict[int, tuple[str, ...]]) -> None:
    account = costs(path, name)["accounts"][0]
    assert account["years_basis"] == basis
    found = {row["year"]: (row["grant"], row["own"], row["received"], row["spent"]) for row in account["years"]}
    assert found == rows


def test_given_up_what_is_over_the_reduced_grant_may_be_asked_back(path: Path) -> None:
    [account] = costs(path, "ende")["accounts"]
    assert taken(account["reduction"], {"amount": 0, "grant_after": 0}) == {
        "amount": "24000.00",
        "grant_after": "16000.00",
    }
    assert account["repayment"] == {"amount": "4000.00", "interest": None, "reason": "reduced"}
    assert (account["ended_on"], account["ended_why"], account["pace"]) == ("2026-03-31", "abandoned", None)


def test_requests_answered_in_parts(path: Path) -> None:
    claims = report(path)["due_claims"]
    assert claims == [
        {"project": "jahre", "period": "a", "requested": "2026-10-01"}
        | {"amount": "10000.00", "paid": "0.00", "open": "10000.00"},
        {"project": "teile", "period": "d2", "requested": "2026-02-02"}
        | {"amount": "24000.00", "paid": "15000.00", "open": "9000.00"},
    ]


def test_all_together(path: Path) -> None:
    """Grants 90,000 + 55,200 + 40,000 + 30,000 + 60,000; received 40,000 + 10,000 + 20,000 + 70,000; and so on."""
    total = costs(path, "--by", "unit")["totals"]
    expected = {
        "periods": 5,
        "grant": "275200.00",
        "received": "140000.00",
        "spent": "188800.00",
        "outstanding": "19000.00",
        "not_drawn": "96200.00",
        "to_draw": "43826.85",
    }
    assert taken(total, expected) == expected
    # The same two sums of this year stand below each other on the screen: 45,000 + 27,826.85 + 20,000 + 30,000.
    [row] = [line for line in foerder("-f", path, "costs", "--by", "year").out.splitlines() if line[:4] == "2026"]
    assert row.split("\t")[1:] == ["€122,826.85", "€34,456.71", "€44,000.00", "€68,800.00", "€43,826.85"]


def test_the_report_of_the_year(path: Path) -> None:
    """teile/d1 ended in 2024; the grant of ende counts with the 16,000 that are left of it."""
    found = report(path)
    assert [f"{one['project']}/{one['period']}" for one in found["grants"]] == [
        "jahre/a",
        "tage/b",
        "ende/c",
        "teile/d2",
    ]
    assert [one["own_share"] for one in found["grants"]] == ["0.2500", "0.2000", "0.2000", "0.2000"]
    expected = {
        "grant": "221200.00",
        "own": "68800.00",
        "year_grant": "122826.85",
        "received": "44000.00",
        "spent": "68800.00",
        "outstanding": "19000.00",
        "not_drawn": "96200.00",
        "to_draw": "43826.85",
    }
    assert taken(found["totals"], expected) == expected


def test_what_each_funder_paid_since_2024(path: Path) -> None:
    """ESF Plus 7,500; Land 40,000 + 2,500 + 20,000 + 70,000."""
    funders = {one["name"]: one["received"] for one in report(path, "--from", "2024")["funders"]}
    assert funders == {"ESF Plus": "7500.00", "Land": "132500.00"}
    assert sum(map(Decimal, funders.values())) == Decimal("140000.00")
