"""What people type: dates and spans. Anything unclear is refused with the accepted forms, never guessed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import typer

from foerder.cli.parser.wording import shown
from foerder.law.counting import add_months, snap
from foerder.terms import FIRST_YEAR, LAST_YEAR
from foerder.text.i18n import _

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z")
_SPAN = re.compile(r"\+?(\d{1,5})([dwmy]?)\Z")
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
