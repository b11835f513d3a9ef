"""Sums over several periods, against accounts made by hand: what counts, who paid what, what nobody has entered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from program import foerder

REGISTER = """\
format = 1

[[programme]]
id = "esf"
title = "ESF-Richtlinie"
funds = ["ESF Plus", "Land"]

[[project]]
id = "eins"
title = "Eins"
programme = "esf"
unit = "Jugend"

[[project.period]]
id = "2025"
start = 2025-01-01
end = 2025-12-31
amount = 80000.00
[[project.period.cost]]
type = "staff"
approved = 100000.00
spent = 90000.00
[[project.period.financing]]
funder = "ESF Plus"
share = 0.60
[[project.period.financing]]
funder = "Land"
share = 0.20
[[project.period.financing]]
funder = "Eigenmittel"
share = 0.20
[[project.period.payment]]
received = 2025-06-01
amount = 40000.00

[[project.period]]
id = "2026"
start = 2026-01-01
end = 2026-12-31
amount = 1000.00

[[project]]
id = "zwei"
title = "Zwei"
unit = "Soziales"

[[project.period]]
id = "2026"
start = 2026-01-01
end = 2026-12-31
amount = 5000.00
[[project.period.payment]]
requested = 2026-10-01
amount = 500.00

[[project]]
id = "drei"
title = "Drei"
unit = "Soziales"

[[project.period]]
id = "2026"
status = "rejected"
amount = 700000.00
"""
"""By hand: grants 80,000 + 1,000 + 5,000; paid 40,000 to Eins, three quarters of it by ESF Plus (60 of 80 %)."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "projects.toml"
    path.write_text(REGISTER, encoding="utf-8")
    return path


def groups(path: Path, by: str) -> dict[str | None, tuple[Any, ...]]:
    found = foerder("-f", path, "costs", "--by", by, "--format", "json").json["groups"]
    return {
        one["name"]: (one["periods"], one["approved"], one["spent"], one["grant"], one["received"]) for one in found
    }


def test_by_programme_rejected_grants_count_nowhere(path: Path) -> None:
    assert groups(path, "programme") == {
        "ESF-Richtlinie": (2, "100000.00", "90000.00", "81000.00", "40000.00"),
        None: (1, None, None, "5000.00", "0.00"),
    }


def test_by_unit(path: Path) -> None:
    assert groups(path, "unit") == {
        "Jugend": (2, "100000.00", "90000.00", "81000.00", "40000.00"),
        "Soziales": (1, None, None, "5000.00", "0.00"),
    }


def test_by_funder_as_the_funders_share_the_grant(path: Path) -> None:
    assert groups(path, "funder") == {
        "ESF Plus": (1, None, None, "60000.00", "30000.00"),
        "ESF Plus + Land": (1, None, None, "1000.00", None),
        "Land": (1, None, None, "20000.00", "10000.00"),
        None: (1, None, None, "5000.00", "0.00"),
    }


def test_totals_of_one_project_count_all_its_periods(path: Path) -> None:
    found = foerder("-f", path, "costs", "eins", "--format", "json").json
    assert [account["period"] for account in found["accounts"]] == ["2026", "2025"]
    sums = {"approved": "100000.00", "spent": "90000.00", "left": "10000.00", "grant": "81000.00"}
    # Of the 81,000: 40,000 came, nothing is asked for; of this year's 1,000 nothing was drawn.
    left = {"outstanding": "0.00", "not_drawn": "41000.00", "to_draw": "1000.00"}
    assert found["totals"] == {"periods": 2, **sums, "received": "40000.00", **left}


@pytest.mark.parametrize(("lang", "words"), [("de", "keine Angabe"), ("en", "not entered")])
def test_what_nobody_entered_is_not_zero(lang: str, words: str, path: Path) -> None:
    lines = foerder("-f", path, "costs", "--format", "plain", lang=lang).out.splitlines()
    zero = {"de": "0,00 €", "en": "€0.00"}[lang]
    assert lines[0].split("\t")[2:] == ["", words, "", {"de": "1.000,00 €", "en": "€1,000.00"}[lang], words, ""]
    assert lines[1].split("\t")[6] == zero  # a request is recorded, nothing came
    assert {"de": "Summe", "en": "Total"}[lang] == lines[-1].split("\t")[0]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_years_in_which_nobody_entered_anything(lang: str, path: Path) -> None:
    """2025: 80,000 granted, 40,000 came; 2026: 6,000 granted, 500 asked for, 0 came, nothing booked: 5,500 to draw."""
    found = foerder("-f", path, "costs", "--by", "year", "--format", "json").json["years"]
    assert [(one["year"], one["grant"], one["received"], one["spent"]) for one in found] == [
        (2025, "80000.00", "40000.00", "0.00"),
        (2026, "6000.00", "0.00", None),
        (None, None, None, "90000.00"),
    ]
    rows = [line.split("\t") for line in foerder("-f", path, "costs", "--by", "year", lang=lang).out.splitlines()]
    none, draw = {"de": ("keine Angabe", "5.500,00 €"), "en": ("not entered", "€5,500.00")}[lang]
    assert rows[1][4:] == [none, draw]
    assert rows[2][3] == none


@pytest.mark.parametrize(
    ("words", "named"),
    [
        pytest.param(("costs",), True, id="overview"),
        pytest.param(("costs", "--by", "programme"), True, id="groups"),
        pytest.param(("costs", "--by", "year"), True, id="years"),
        pytest.param(("costs", "--unit", "Jugend"), False, id="not asked for"),
        pytest.param(("report",), True, id="report"),
        pytest.param(("report", "--unit", "Jugend"), False, id="report, not asked for"),
    ],
)
def test_what_was_rejected_is_named_as_left_out(words: tuple[str, ...], named: bool, path: Path) -> None:
    result = foerder("-f", path, *words)
    assert ("Not counted: drei/2026 (rejected)." in result.err) == named
    assert "700,000" not in result.out
    left = foerder("-f", path, *words, "--format", "json").json["left_out"]
    assert left == ([{"project": "drei", "period": "2026", "status": "rejected"}] if named else [])
    withdrawn = path.read_text(encoding="utf-8").replace("rejected", "withdrawn")
    path.write_text(withdrawn, encoding="utf-8")
    assert ("Not counted: drei/2026 (withdrawn)." in foerder("-f", path, *words).err) == named


@pytest.mark.parametrize("width", [80, 100, 160])
def test_a_line_per_project_from_80_columns_on(width: int, path: Path) -> None:
    lines = foerder("-f", path, "costs", "--format", "table", COLUMNS=str(width)).out.splitlines()
    assert [line.split()[0] for line in lines[2:]] == ["eins/2026", "zwei/2026", "Total"]


def test_words_for_groups_in_german(path: Path) -> None:
    german = foerder("-f", path, "costs", "--by", "Geldgeber")
    assert german.out == foerder("-f", path, "costs", "--by", "funder").out
    assert german.code == 0
