"""Counting of periods and dates: §§ 187–193 BGB, § 31 VwVfG.

All functions take and give plain dates; a *calendar* is anything that says
whether a day is a working day.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from foerder.model import Amount, Span


ONE_DAY = timedelta(days=1)
MONTHS = {"months": 1, "years": 12}
WORKING_UNITS = ("working days", "Werktage")
"""Units whose length depends on a calendar: Monday to Friday, and Monday to
Saturday (§ 3 Abs. 2 BUrlG).
"""


class WorkingDay(Protocol):
    """Whether a day is a working day; with ``saturdays`` whether it is a
    Werktag (Monday to Saturday).
    """

    def __call__(self, day: date, saturdays: bool = False) -> bool:
        """Whether people work on this day."""


def no_weekend(day: date, saturdays: bool = False) -> bool:
    """Whether a day is a working day where nothing is known of holidays."""
    return day.weekday() < (6 if saturdays else 5)


def last_day_of_month(year: int, month: int) -> int:
    """Number of the last day of a month (28 to 31)."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def add_months(day: date, months: int) -> date:
    """The day with the same number, or the month's last where that is missing
    (§ 188 Abs. 2 Alt. 1, Abs. 3 BGB).

    Raises OverflowError outside the years 1 to 9999.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not 1 <= year <= 9999:
        raise OverflowError(f"year {year}")
    if day.day <= 28:
        return date(year, month, day.day)
    return date(year, month, min(day.day, last_day_of_month(year, month)))


def add_working_days(
    day: date, number: int, is_working_day: WorkingDay, saturdays: bool = False
) -> date:
    """The ``number``-th working day after ``day``, which itself is not counted;
    before it where negative.

    ``saturdays``: Saturdays count, except public holidays (Werktage).
    """
    step = ONE_DAY if number >= 0 else -ONE_DAY
    for _ in range(abs(number)):
        day += step
        while not is_working_day(day, saturdays):
            day += step
    return day


def has_working_days(span: Span) -> bool:
    """Whether a span is counted in working days, so that its end depends on a calendar."""
    return any(amount.unit in WORKING_UNITS for amount in span)


def _add(day: date, amount: Amount, sign: int, is_working_day: WorkingDay) -> date:
    number, unit = sign * amount.number, amount.unit
    if unit in MONTHS:
        return add_months(day, number * MONTHS[unit])
    if unit in WORKING_UNITS:
        return add_working_days(day, number, is_working_day, unit == "Werktage")
    return day + timedelta(number * 7 if unit == "weeks" else number)


def after_event(day: date, span: Span, is_working_day: WorkingDay) -> date:
    """End of a period begun by an event, whose day is not counted
    (Ereignisfrist, § 187 Abs. 1, § 188 BGB).
    """
    for amount in span:
        day = _add(day, amount, 1, is_working_day)
    return day


def before_event(day: date, span: Span, is_working_day: WorkingDay) -> date:
    """Last day of a period that is counted backward; the day of the event is
    not counted (Rückwärtsfrist).
    """
    for amount in span:
        day = _add(day, amount, -1, is_working_day)
    return day


def from_day(first: date, span: Span, is_working_day: WorkingDay) -> date:
    """End of a period whose first day counts (Tagesbeginnfrist, § 187 Abs. 2, §
    188 Abs. 2 Alt. 2, Abs. 3 BGB).

    The period ends on the day before the one with the same number. Where the month has no such
    day, it ends with the month (§ 188 Abs. 3): from 30.01.2025 one month ends on 28.02.2025.
    """
    end = first - ONE_DAY
    for amount in span:
        start = end + ONE_DAY
        if amount.unit in MONTHS:
            same = add_months(start, amount.number * MONTHS[amount.unit])
            end = same - ONE_DAY if same.day == start.day else same
        else:
            end = _add(end, amount, 1, is_working_day)
    return end


def snap(day: date, to: str) -> date:
    """Roll forward to the end of the month, quarter or year ("mit Ablauf des sechsten Monats")."""
    month = {"month-end": day.month, "quarter-end": (day.month + 2) // 3 * 3, "year-end": 12}[
        to
    ]
    return date(day.year, month, last_day_of_month(day.year, month))


def next_working_day(day: date, is_working_day: WorkingDay) -> date:
    """The day itself, or the next working day (§ 193 BGB, § 31 Abs. 3 Satz 1 VwVfG)."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def last_working_day(day: date, is_working_day: WorkingDay) -> date:
    """The day itself, or the last working day before it: the day to plan for."""
    while not is_working_day(day):
        day -= ONE_DAY
    return day
