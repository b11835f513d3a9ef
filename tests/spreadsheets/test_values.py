"""Days, spans of time and amounts as people write them: what is read, and what is doubtful."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foerder.spreadsheets import spans
from foerder.spreadsheets.cells import Reader, habits_of, is_empty
from foerder.spreadsheets.columns import Column
from foerder.text import values
from foerder.text.i18n import using
from foerder.text.values import Doubtful, Habits

MONEY, DAY = Column("amount", "money"), Column("end", "date")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (date(2026, 12, 31), "2026-12-31"),
        ("31.12.2026", "2026-12-31"),
        ("1.2.2026", "2026-02-01"),
        ("31. 12. 2026", "2026-12-31"),
        ("1 . 1 . 2026", "2026-01-01"),
        ("31.12.26", "2026-12-31"),
        ("2026-12-31", "2026-12-31"),
        ("2026/12/31", "2026-12-31"),
        ("2026-12-31 00:00:00", "2026-12-31"),
        ("2026-12-31T00:00:00Z", "2026-12-31"),
        ("2026-12-31T00:00:00+01:00", "2026-12-31"),
        ("31. Dezember 2026", "2026-12-31"),
        ("1. März 2026", "2026-03-01"),
        ("01-Mrz-26", "2026-03-01"),
        ("01.Jan.2026", "2026-01-01"),
        ("1. Jänner 2026", "2026-01-01"),
        ("31 Dec 2026", "2026-12-31"),
        ("December 31, 2026", "2026-12-31"),
        ("Do, 01.01.2026", "2026-01-01"),
        ("31/12/2026", "2026-12-31"),
        ("12/31/2026", "2026-12-31"),
        ("05/05/2026", "2026-05-05"),
        ("31-12-2026", "2026-12-31"),
        ("20261231", "2026-12-31"),
        ("31.12.2026 (verlängert)", "2026-12-31"),
        ("bis 31.12.2026", "2026-12-31"),
        (46387, "a number, not a date"),
        (Decimal("46387.5"), "a number, not a date"),
        ("46387", "not a date"),
        ("05/06/2026", "can mean"),
        ("5-6-2026", "can mean"),
        ("31.12.85", "either century"),
        ("31.02.2026", "no such day"),
        ("31.12.1926", "not plausible"),
        ("01.01.2127", "not plausible"),
        (date(1926, 1, 1), "not plausible"),
        ("2026", "only a year"),
        ("Ende 2026", "only a month or quarter"),
        ("12/2026", "only a month or quarter"),
        ("Mrz 26", "only a month or quarter"),
        ("III/2026", "only a month or quarter"),
        ("unbefristet", "not a date"),
        ("01.01.2026 – 31.12.2026", "not a date"),
        ("01.01.2026 08:30", "time of day"),
        (datetime(2026, 12, 31, 12, 0), "time of day"),
        (True, "true or false"),
        *((error, "error of the spreadsheet") for error in ("#REF!", "#BEZUG!", "#SPILL!", "#ÜBERLAUF!", "#CALC!")),
        *((error, "error of the spreadsheet") for error in ("#NV", "#DIV/0!", "Err:508", "#N/A")),
    ],
    ids=str,
)
def test_days(cell: Any, expected: str) -> None:
    if expected[:1].isdigit():
        assert Reader(DAY).read(cell) == date.fromisoformat(expected)
    else:
        with using("en"), pytest.raises(Doubtful, match=expected):
            Reader(DAY).read(cell)


def test_what_stands_behind_a_day_is_told() -> None:
    assert values.day_and_remark("31.12.2026 (verlängert)") == (date(2026, 12, 31), "verlängert")


@pytest.mark.parametrize(
    ("others", "expected"),
    [(["05/06/2026", "05/13/2026"], "2026-05-06"), (["05/06/2026", "13/05/2026"], "2026-06-05")],
)
def test_the_other_days_of_the_column_say_which_number_is_the_month(others: list[str], expected: str) -> None:
    assert Reader(DAY, habits_of(DAY, others)).read(others[0]) == date.fromisoformat(expected)


def test_a_column_with_both_orders_says_nothing() -> None:
    habits = habits_of(DAY, ["05/06/2026", "05/13/2026", "13/05/2026"])
    with pytest.raises(Doubtful):
        Reader(DAY, habits).read("05/06/2026")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("01.01.2026 – 31.12.2027", "2026-01-01", "2027-12-31"),
        ("01.01.2026-31.12.2027", "2026-01-01", "2027-12-31"),
        ("1.4.27 bis 31.3.29", "2027-04-01", "2029-03-31"),
        ("vom 01.01.2026 bis zum 31.12.2026", "2026-01-01", "2026-12-31"),
        ("2026-01-01 - 2027-12-31", "2026-01-01", "2027-12-31"),
        ("1.4. – 31.12.2026", "2026-04-01", "2026-12-31"),
        ("04/2027-03/2030", "2027-04-01", "2030-03-31"),
        ("Januar 2026 bis März 2027", "2026-01-01", "2027-03-31"),
        ("III/2026", "2026-07-01", "2026-09-30"),
        ("III/2026 – II/2027", "2026-07-01", "2027-06-30"),
        ("01.01.2026 (36 Monate)", "2026-01-01", "2028-12-31"),
        ("36 Monate ab 01.01.2026", "2026-01-01", "2028-12-31"),
        ("01.01.2026 – 31.12.2027 (2 Jahre)", "2026-01-01", "2027-12-31"),
        ("ab 01.07.2022", "2022-07-01", None),
        ("bis 31.12.2026", None, "2026-12-31"),
        ("3 Jahre", None, None),
    ],
)
def test_periods_of_time(text: str, start: str | None, end: str | None) -> None:
    found = spans.span(text)
    assert [day and day.isoformat() for day in found[:2]] == [start, end]


@pytest.mark.parametrize(
    "text",
    ["2026", "2026/27", "2026-2027", "01.01.2026", "01.01.2026 – 31.12.2027 (3 Jahre)", "Abschnitt A", "Mai–Juli"],
)
def test_periods_of_time_that_are_doubtful(text: str) -> None:
    with pytest.raises(Doubtful):
        spans.span(text)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (180000, "180000.00"),
        (Decimal(str(0.1 + 0.2)), "0.30"),
        (Decimal("49534418.61999999"), "49534418.62"),
        ("180.000,00", "180000.00"),
        ("180.000,00 €", "180000.00"),
        ("EUR 1.234.567", "1234567.00"),
        ("180000,5", "180000.50"),
        ("180 000,50", "180000.50"),
        ("180\u202f000,50 Euro", "180000.50"),
        ("5.000,-", "5000.00"),
        ("12.500,- €", "12500.00"),
        ("180,000.50", "180000.50"),
        ("1'234.50", "1234.50"),
        ("45'000.00", "45000.00"),
        ("180000", "180000.00"),
        ("5 TEUR", "5000.00"),
        ("T€ 120", "120000.00"),
        ("120,5 T€", "120500.00"),
        ("1,2 Mio. €", "1200000.00"),
        ("180.000", "can mean"),
        ("180,000", "can mean"),
        ("1,2345", "not an amount"),
        (-5, "below zero"),
        ("-5,00", "below zero"),
        (Decimal("1.005"), "parts of a cent"),
        ("ca. 5000", "not an amount"),
        ("99999999999999999999999999999,00", "too large"),
        (Decimal("1e28"), "too large"),
        (Decimal("inf"), "too large"),
        (date(2026, 1, 1), "not an amount"),
    ],
    ids=str,
)
def test_amounts(cell: Any, expected: str) -> None:
    if expected[:1].isdigit():
        assert str(Reader(MONEY).read(cell)) == expected
    else:
        with using("en"), pytest.raises(Doubtful, match=expected):
            Reader(MONEY).read(cell)


@pytest.mark.parametrize(("others", "expected"), [(["1.500,00"], "180000.00"), (["1,500.25", "1.5"], "180.00")])
def test_the_other_amounts_of_the_column_say_what_a_point_means(others: list[str], expected: str) -> None:
    reader = Reader(MONEY, habits_of(MONEY, others))
    if expected == "180.00":
        with pytest.raises(Doubtful):
            reader.read("180.000")
    else:
        assert reader.read("180.000") == Decimal(expected)


@pytest.mark.parametrize(("cell", "expected"), [(120, "120000.00"), ("120,5", "120500.00"), ("1.200 T€", None)])
def test_the_unit_in_the_head_counts(cell: Any, expected: str | None) -> None:
    reader = Reader(MONEY, Habits(factor=1000))
    if expected is None:
        with pytest.raises(Doubtful):
            reader.read(cell)
    else:
        assert str(reader.read(cell)) == expected


def test_a_cell_with_another_unit_than_the_head_is_doubtful() -> None:
    with pytest.raises(Doubtful):
        Reader(MONEY, Habits(factor=1000)).read("45.000,00 €")


@given(st.decimals(min_value=0, max_value=10**9, places=2))
@settings(max_examples=200, deadline=None)
def test_every_amount_comes_back_from_german_and_from_plain_text(amount: Decimal) -> None:
    german = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
    assert Reader(MONEY).read(german) == Reader(MONEY).read(f"{amount:.2f}") == amount


@given(st.dates(date(1970, 1, 1), date(2099, 12, 31)))
@settings(max_examples=200, deadline=None)
def test_every_day_comes_back_in_every_form(day: date) -> None:
    forms = [
        f"{day:%d.%m.%Y}",
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%Y/%m/%d}",
        f"{day:%Y%m%d}",
    ]
    assert {Reader(DAY).read(form) for form in forms} == {day}


@given(st.text(max_size=30))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_doubtful(text: str) -> None:
    for holds in ("date", "money", "share", "span", "length", "number", "text", "list", "url"):
        with suppress(Doubtful):
            Reader(Column("x", holds)).read(text)


@pytest.mark.parametrize("word", ["k. A.", "offen", "–", "n/a", "./."])
def test_words_for_what_is_not_known_are_empty(word: str) -> None:
    assert is_empty(word, "money")
    assert is_empty(word, "date")
