"""What people type: dates and spans. Anything unclear is refused with the accepted forms, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import typer

from foerder.cli.parser.wording import shown
from foerder.law.counting import WorkingDay, add_months, snap
from foerder.text.i18n import _

if TYPE_CHECKING:
    from foerder.model import Span

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z")
_SPAN = re.compile(r"\+?(\d{1,5})([dwmy]?)\Z")
FIRST_YEAR, LAST_YEAR = 1900, 2199
_MONEY = re.compile(r"(?:\d+|\d{1,3}(?:[. ]\d{3})+)(?:,\d{1,2})?\Z|\d+(?:\.\d{1,2})?\Z")
_ENDS = {"eom": "month-end", "eoq": "quarter-end", "eoy": "year-end"}


def parse_date(text: str, today: date) -> date:
    """A date as people type it. Raises ``typer.BadParameter`` for anything unclear."""
    given = text.strip().lower()
    try:
        found = _date(given, today)
        if found is not None and FIRST_YEAR <= found.year <= LAST_YEAR:
            return found
    except (ValueError, OverflowError):
        pass
    raise typer.BadParameter(
        _(
            '"{text}" is not a date. Accepted: 2027-03-31, 31.03.2027, today, +14d, +2w, +6m, +1y (days, weeks, '
            "months, years), eom, eoq, eoy (end of month, quarter, year)."
        ).format(text=shown(text))
    )


def _date(given: str, today: date) -> date | None:
    """A date in one of the accepted forms; ValueError where the calendar has no such day."""
    iso, german = _ISO.match(given), _GERMAN.match(given)
    if iso:
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if german:
        return date(int(german[3]), int(german[2]), int(german[1]))
    if given in ("today", "heute"):
        return today
    if given in _ENDS:
        return snap(today, _ENDS[given])
    if given.startswith("+") and _SPAN.match(given) and given[-1].isalpha():
        return after(today, given)
    return None


def parse_money(text: str) -> Decimal:
    """An amount as people type it: 1500, 1500.00, 1500,00 or 1.500,00. Raises ``typer.BadParameter`` otherwise."""
    given = text.strip().removesuffix("€").removesuffix("EUR").strip()
    if not _MONEY.match(given):
        raise typer.BadParameter(
            _('"{text}" is not an amount. Accepted: 1500, 1500.00, 1500,00 or 1.500,00.').format(text=shown(text))
        )
    if "," in given or re.search(r"[. ]\d{3}\Z", given):
        given = given.replace(".", "").replace(" ", "").replace(",", ".")
    return Decimal(given).quantize(Decimal("0.01"))


def after(today: date, text: str) -> date:
    """The last day of a span from today on: 90, 90d, 12w, 6m, 1y, with or without a plus sign."""
    match = _SPAN.match(text.strip().lower())
    try:
        if match:
            number, unit = int(match[1]), match[2]
            if unit in ("m", "y"):
                found = add_months(today, number * (12 if unit == "y" else 1))
            else:
                found = today + timedelta(days=number * (7 if unit == "w" else 1))
            if found.year <= LAST_YEAR:
                return found
    except (ValueError, OverflowError):
        pass
    raise typer.BadParameter(
        _(
            '"{text}" is not a span of time. Accepted: 90, 90d, 12w, 6m, 1y (days, weeks, months, years), also with +.'
        ).format(text=shown(text))
    )


_UNITS_IN_WORDS = {"d": "days", "w": "weeks", "m": "months", "y": "years"}


def span_in_words(span: str) -> str:
    """``6m`` as the register writes it, ``6 months``."""
    text = span.strip().lower().removeprefix("+")
    return f"{text[:-1]} {_UNITS_IN_WORDS[text[-1]]}" if text[:-1].isdigit() and text[-1] in _UNITS_IN_WORDS else span


def count_on(
    count: Callable[[date, Span, WorkingDay], date], start: date, length: str, working: WorkingDay | None
) -> date:
    """The last day of a typed span from a day on; ``working``: the authority's days, None where they are not known.

    Raises ``FieldError`` where it is no span or cannot be counted, ``OverflowError`` outside the calendar.
    """
    from foerder.law.counting import has_working_days
    from foerder.register.fields import FieldError, span

    found = span(span_in_words(length))
    if working is None:
        if has_working_days(found):
            raise FieldError(
                _("the working days at the authority are not known: it or [settings] cannot be read"),
                _("Mend the register first (foerder check), or name the day itself."),
            )
        working = _every_day
    return count(start, found, working)


def _every_day(day: date) -> bool:
    return True
