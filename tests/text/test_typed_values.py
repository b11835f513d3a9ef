"""What people type, in German and English, and what it means; or why nothing is guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from foerder.text import i18n, values
from foerder.text.values import Doubtful, Habits

ANY_YEAR = Habits(years=(1900, 2199))
DAYS = {
    "31.12.26": date(2026, 12, 31),
    "1.3.26": date(2026, 3, 1),
    "01. 03. 2026": date(2026, 3, 1),
    "2026-3-1": date(2026, 3, 1),
    "20260301": date(2026, 3, 1),
    "1. März 2026": date(2026, 3, 1),
    "1. Mrz. 26": date(2026, 3, 1),
    "01-Mrz-26": date(2026, 3, 1),
    "1st": None,
    "Do, 01.01.2026": date(2026, 1, 1),
    "March 1, 2026": date(2026, 3, 1),
    "13/2/2026": date(2026, 2, 13),
    "30.02.2026": None,
    "31.12.70": None,
    "01.01.1899": None,
}
EDGES = {
    "III. Quartal 2026": (date(2026, 7, 1), date(2026, 9, 30)),
    "III/2026": (date(2026, 7, 1), date(2026, 9, 30)),
    "Q1/2027": (date(2027, 1, 1), date(2027, 3, 31)),
    "2. Quartal 2027": (date(2027, 4, 1), date(2027, 6, 30)),
    "Februar 2028": (date(2028, 2, 1), date(2028, 2, 29)),
    "02/2027": (date(2027, 2, 1), date(2027, 2, 28)),
    "2027": (date(2027, 1, 1), date(2027, 12, 31)),
    "13/2027": None,
    "V/2027": None,
}
AMOUNTS = {
    "12.500,- €": "12500.00",
    "12.500,-- EUR": "12500.00",
    "12,5 T€": "12500.00",
    "12 TEUR": "12000.00",
    "1,25 Mio. €": "1250000.00",
    "1500": "1500.00",
    "1500,5": "1500.50",
    "1.500,00": "1500.00",
    "180'000,00": "180000.00",
    "1,500.00": "1500.00",
    "-5": None,
    "1.500,001": None,
    "viel": None,
}
LENGTHS = {
    "3 Monate": "3 months",
    "drei Monaten": "3 months",
    "einem Jahr": "1 year",
    "1 Jahr und 6 Monate": "1 year 6 months",
    "6m": "6 months",
    "+90d": "90 days",
    "2 Wochen": "2 weeks",
    "10 Arbeitstage": "10 working days",
    "14 Werktage": "14 Werktage",
    "1 month 15 days": "1 month 15 days",
    "Monate": None,
    "3 Monde": None,
}


@pytest.mark.parametrize(("text", "meant"), DAYS.items())
def test_days(text: str, meant: date | None) -> None:
    if meant is None:
        with pytest.raises(Doubtful):
            values.day(text, ANY_YEAR if "1899" not in text else values.UNKNOWN)
    else:
        assert values.day(text, ANY_YEAR) == meant


@pytest.mark.parametrize(("text", "meant"), EDGES.items())
def test_months_quarters_and_years(text: str, meant: tuple[date, date] | None) -> None:
    if meant is None:
        with pytest.raises(Doubtful):
            values.edges(text)
    else:
        assert values.edges(text) == meant


@pytest.mark.parametrize(("text", "meant"), AMOUNTS.items())
def test_amounts(text: str, meant: str | None) -> None:
    if meant is None:
        with pytest.raises(Doubtful):
            values.money(text)
    else:
        assert values.money(text) == Decimal(meant)


@pytest.mark.parametrize(("text", "meant"), LENGTHS.items())
def test_lengths_of_time(text: str, meant: str | None) -> None:
    if meant is None:
        with pytest.raises(Doubtful):
            values.length(text)
    else:
        assert values.length(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    {"jährlich": "year", "Jahr": "year", "vierteljährlich": "3 months", "2 Monate": "2 months"}.items(),
)
def test_intervals(text: str, meant: str) -> None:
    assert values.interval(text) == meant


@pytest.mark.parametrize(("text", "meant"), {"60 %": "0.6", "60%": "0.6", "0,6": "0.6", "0.60": "0.60"}.items())
def test_shares(text: str, meant: str) -> None:
    assert values.share(text) == Decimal(meant)


@pytest.mark.parametrize(("text", "meant"), {"31.12.": (12, 31), "1. März": (3, 1), "31.12.2026": None}.items())
def test_days_without_a_year(text: str, meant: tuple[int, int] | None) -> None:
    assert values.without_year(text) == meant


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (values.day, "1/2/2026", "„1/2/2026“ kann 01.02.2026 oder 02.01.2026 heißen"),
        (values.money, "180.000", "„180.000“ kann 180.000,00 € oder 180,00 € heißen"),
    ],
)
def test_what_has_two_readings_is_refused_with_both(read: object, text: str, said: str) -> None:
    assert callable(read)
    with i18n.using("de"), pytest.raises(Doubtful) as refusal:
        read(text)
    assert str(refusal.value).replace("\u00a0", " ") == said
