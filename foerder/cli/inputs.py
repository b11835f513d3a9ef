"""What people type: days, amounts and spans, in German and English.

Anything unclear is refused, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import typer

from foerder.cli.parser.wording import shown
from foerder.cli.session import usage_error
from foerder.law.counting import add_months, snap
from foerder.terms import FIRST_YEAR, LAST_YEAR
from foerder.text.i18n import _, fmt_date

if TYPE_CHECKING:
    from foerder.deadlines.calculator import Calculator
    from foerder.model import Register

# foerder.text.values is loaded where something is typed: its patterns take a fifteenth of a short run.

_IN_DAYS = {"day": 1, "week": 7}
_IN_MONTHS = {"month": 1, "year": 12}
_NAMED: dict[str, Callable[[date], date]] = {
    "today heute": lambda today: today,
    "yesterday gestern": lambda today: today - timedelta(days=1),
    "tomorrow morgen": lambda today: today + timedelta(days=1),
    "eom monatsende": lambda today: snap(today, "month-end"),
    "eoq quartalsende": lambda today: snap(today, "quarter-end"),
    "eoy jahresende": lambda today: snap(today, "year-end"),
}
"""Days that have a name."""
_WINDOWS = {"month monat": 1, "quarter quartal": 3, "year jahr": 12}
_THIS, _NEXT, _LAST = (
    "this dieser dieses diesen diesem",
    "next nächst kommen",
    "last letzte vorige",
)
_WHICH = {
    word: number
    for words, number in ((_THIS, 0), (_NEXT, 1), (_LAST, -1))
    for word in words.split()
}
"""Windows that have a name, in months, and which of them; German words by their first letters."""
HAPPENED = frozenset(
    "on requested received applied award_date award_posted award_provided award_retrieved award_notified granted date "
    "resolved closed started early_start purpose_fulfilled checked guideline_date old_end request inspection "
    "final_approval ended_on ended_posted ended_provided ended_retrieved ended_notified".split()
)
"""Keys of days on which something has happened: of a day without a year the last one is meant."""
TO_COME = frozenset("due end until to by opens closes guideline_until".split())
"""Keys of days that are still to come: of a day without a year the next one is meant."""
FIRST_DAYS = frozenset("start from opens track_from".split())
LAST_DAYS = frozenset("due end until to by closes guideline_until".split())
"""Of a month, a quarter or a year these keys mean the first and the last day."""


def parse_date(text: str, today: date, key: str = "") -> date:
    """A date as people type it, for a key or an option.

    Raises ``typer.BadParameter`` for anything unclear.
    """
    with suppress(ValueError):
        return date.fromisoformat(
            text if len(text) == 10 and FIRST_YEAR <= int(text[:4]) <= LAST_YEAR else ""
        )
    from foerder.text.values import Ambiguous, Doubtful

    try:
        found = _day(
            " ".join(text.split()), today, key.lstrip("-").rpartition(".")[2].replace("-", "_")
        )
        if FIRST_YEAR <= found.year <= LAST_YEAR:
            return found
    except Ambiguous as doubt:
        usage_error(f"{doubt}. {_('Write the day in full.')}")
    except (Doubtful, ValueError, OverflowError):
        pass
    wrong = _(
        '"{text}" is not a date. Accepted: 2027-03-31, 31.03.2027, today, +14d, +2w, +6m, +1y (days, weeks, '
        "months, years), eom, eoq, eoy (end of month, quarter, year)."
    )
    raise typer.BadParameter(wrong.format(text=shown(text)))


def _day(given: str, today: date, key: str) -> date:
    """A date in one of the accepted forms.

    Raises `Doubtful`, ``ValueError`` where the calendar has no such day.
    """
    from foerder.text.values import Ambiguous, Doubtful, Habits, day, edges, without_year

    for names, day_of in _NAMED.items():
        if given.lower() in names.split():
            return day_of(today)
    if given.startswith("+"):
        return _after(today, given)
    yearless = without_year(given)
    if yearless:
        return _nearest(given, yearless, today, key)
    try:
        return day(given, Habits(years=(FIRST_YEAR, LAST_YEAR)))
    except Ambiguous:
        raise
    except Doubtful:
        named = _named_window(given, today) if key in ("from", "by") else None
        first, last = named or edges(given)
    if key in FIRST_DAYS or key in LAST_DAYS:
        return first if key in FIRST_DAYS else last
    raise Ambiguous(given, fmt_date(first), fmt_date(last))


def parse_window(text: str, today: date) -> tuple[date, date]:
    """A month, quarter or year: 2027, Q1/2027, III/2026, März 2027, this
    quarter, nächstes Jahr.

    Or a day by its name: heute; an end from today on: Monatsende.
    Raises ``typer.BadParameter`` for anything else.
    """
    from foerder.text.values import Doubtful, edges

    named = _named_window(text, today)
    if named:
        return named
    for names, day_of in _NAMED.items():
        if text.lower() in names.split():
            day = day_of(today)
            return today if names.endswith("ende") else day, day
    try:
        return edges(text)
    except (Doubtful, ValueError):
        wrong = _(
            '"{text}" is not a window. Accepted: 2027, Q1/2027, III/2026, 2027-03, March 2027, quarter, next year.'
        )
        usage_error(wrong, text=shown(text))


def _named_window(text: str, today: date) -> tuple[date, date] | None:
    """This, the next or the last month, quarter or year; None where the text names none."""
    *which, word = text.lower().split() or [""]
    length = next((months for names, months in _WINDOWS.items() if word in names.split()), 0)
    if not length or len(which) > 1 or any(one[:6] not in _WHICH for one in which):
        return None
    start = date(today.year, (today.month - 1) // length * length + 1, 1)
    start = add_months(start, length * sum(_WHICH[one[:6]] for one in which))
    return start, add_months(start, length) - timedelta(days=1)


def _nearest(given: str, yearless: tuple[int, int], today: date, key: str) -> date:
    """The last or the next such day, today included.

    Raises ``ValueError`` where there is none.
    """
    from foerder.text.values import Ambiguous

    days = []
    for year in range(today.year - 8, today.year + 9):
        with suppress(ValueError):
            days.append(date(year, *yearless))
    last = max(day for day in days if day <= today)
    following = min(day for day in days if day >= today)
    if key in HAPPENED or key in TO_COME or last == following:
        return last if key in HAPPENED else following
    raise Ambiguous(given, fmt_date(last), fmt_date(following))


def parse_money(text: str) -> Decimal:
    """An amount as people type it: 1500, 1500,00, 1.500,- €, 12,5 T€.

    Raises ``typer.BadParameter`` otherwise.
    """
    from foerder.text.values import Ambiguous, Doubtful, money

    try:
        return money(text)
    except Ambiguous as doubt:
        usage_error(f"{doubt}. {_('Write 1500, 1500,00 or 1.500,00.')}")
    except Doubtful:
        wrong = _('"{text}" is not an amount. Accepted: 1500, 1500.00, 1500,00 or 1.500,00.')
        usage_error(wrong, text=shown(text))


def after(today: date, text: str) -> date:
    """The last day of a span from today on: 90, 90d, 12w, 6m, 1y, 3 Monate,
    with or without a plus sign.
    """
    number = text.strip().removeprefix("+")
    try:
        found = today + timedelta(days=int(number)) if number.isdigit() else _after(today, text)
        if found.year <= LAST_YEAR:
            return found
    except (ValueError, OverflowError):
        pass
    wrong = _(
        '"{text}" is not a span of time. Accepted: 90, 90d, 12w, 6m, 1y (days, weeks, months, years), also with +.'
    )
    raise typer.BadParameter(wrong.format(text=shown(text)))


def calculate(register: Register, today: date, tracing: bool = False) -> Calculator:
    """The deadlines as of today, in the usual window."""
    from foerder.deadlines.calculator import Calculator

    return Calculator(register, today, after(today, str(register.settings.within)), tracing)


def _after(today: date, text: str) -> date:
    """The last day of a span of days, weeks, months and years.

    Raises ``ValueError`` where it is none.
    """
    from foerder.text.values import Doubtful, length

    try:
        words = iter(length(text).split())
    except Doubtful as fault:
        raise ValueError(text) from fault
    found = today
    for number, unit in zip(words, words, strict=True):
        name = unit.rstrip("s")
        if name in _IN_MONTHS:
            found = add_months(found, int(number) * _IN_MONTHS[name])
        elif name in _IN_DAYS:
            found += timedelta(days=int(number) * _IN_DAYS[name])
        else:
            raise ValueError(text)
    return found
