"""The values of time a key may hold: days, spans, anchors, recurrences (see
``values`` for the plain ones).
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import cache
from typing import Any

from foerder.model import ANCHORS, Amount, Span
from foerder.register.values import SLUG, shown
from foerder.register.values import FieldError as FieldError
from foerder.terms import FIRST_YEAR, LAST_YEAR
from foerder.text.i18n import _

_AMOUNT = re.compile(
    r"(\d{1,5}) +(working +days?|Werktage?|days?|weeks?|months?|years?)(?: +|\Z)"
)
SPAN = rf"(?:{_AMOUNT.pattern})+\Z".replace("(working", "(?:working")
_GERMAN_UNITS = {
    "tag": "day",
    "tage": "days",
    "arbeitstag": "working day",
    "arbeitstage": "working days",
    "werktag": "Werktag",
    "werktage": "Werktage",
    "werktagen": "Werktage",
    "woche": "week",
    "wochen": "weeks",
    "monat": "month",
    "monate": "months",
    "jahr": "year",
    "jahre": "years",
}
UNITS = {
    "day": "days",
    "working day": "working days",
    "Werktag": "Werktage",
    "week": "weeks",
    "month": "months",
    "year": "years",
}
"""The units by their singular."""
_GERMAN_UNIT = rf"(?i)\b(?:{'|'.join(_GERMAN_UNITS)})\b"
_GERMAN_DAY = r"(\d{1,2})\.\s*(\d{1,2})\.\Z"
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)\Z")
_EASTER = r"(?i)(easter|ostern|ostersonntag)\s*((?:[+-]\s*)?\d{0,3})\Z"
EASTER_EARLIEST, EASTER_LATEST = 80, 250
"""The days before and after Easter Sunday that always lie in its own year."""
TIME = r"([01]\d|2[0-3]):[0-5]\d\Z"
_ISO_DATE = r"\d{4}-\d\d-\d\d\Z"
LONGEST_YEARS = 200
_DAYS = {"days": 2, "working days": 3, "Werktage": 3, "weeks": 14, "months": 61, "years": 732}
"""About how long each unit is, in half days."""
_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _plausible(day: date) -> date:
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    message = _("the year {year} is not plausible").format(year=day.year)
    remedy = _("Years from {first} to {last} are read.").format(
        first=FIRST_YEAR, last=LAST_YEAR
    )
    raise FieldError(message, remedy)


def day(value: Any) -> date:
    """A TOML date."""
    if type(value) is date:
        return _plausible(value)
    if isinstance(value, datetime):
        message = _("{value} is a date with a time").format(value=value.isoformat())
        remedy = _("Write only the date: {date}.").format(date=value.date().isoformat())
        raise FieldError(message, remedy)
    if isinstance(value, str):
        _written_date(value)
    message = _("{value} is not a date").format(value=shown(value))
    remedy = _("Write year-month-day without quotes, for example 2027-03-31.")
    raise FieldError(message, remedy)


def _written_date(text: str) -> None:
    """Complain of a date that is written as text."""
    from foerder.toml.german_values import DATE, iso_date, last_day

    text = text.strip()
    if not DATE.fullmatch(text):
        return
    iso = iso_date(text)
    if iso is None:
        raise FieldError(
            _("{date} is not a day of the calendar").format(date=shown(text)), last_day(text)
        )
    if iso == text:
        message = _("the date {value} is in quotes").format(value=shown(text))
        remedy = _("Write it without quotes: {value}.").format(value=iso)
        raise FieldError(message, remedy)
    message = _("{value} is not a date of the register").format(value=shown(text))
    remedy = _("Write it without quotes, year first: {date}.").format(date=iso)
    raise FieldError(message, remedy)


def closed_day(value: Any) -> str | date:
    """A day on which our own office is shut: every year ("12-24") or once ("2026-05-15")."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return _plausible(value)
    if isinstance(value, str):
        if _month_day(value):
            return value
        if re.match(_ISO_DATE, value):
            try:
                return _plausible(date.fromisoformat(value))
            except ValueError:
                pass
    raise FieldError(
        _("{value} is not a day").format(value=shown(value)),
        _german_day(value) or _('Write "MM-DD" for every year or "YYYY-MM-DD" for one day.'),
    )


def holiday(value: Any) -> str | date:
    """A public holiday: of one year (a date), of every year ("08-15"), or by
    its distance from Easter ("easter+60").
    """
    if not isinstance(value, str):
        return day(value)
    found = re.match(_EASTER, value.strip())
    if found:
        return _by_easter(value, found)
    if _month_day(value):
        return value
    _written_date(value)
    raise FieldError(
        _("{value} is not a public holiday").format(value=shown(value)),
        _german_day(value)
        or _(
            'Write a date, "08-15" for every year, or "easter+60" for days from Easter Sunday.'
        ),
    )


def _by_easter(text: str, found: re.Match[str]) -> str:
    days = int(found[2].replace(" ", "") or "0")
    if not -EASTER_EARLIEST <= days <= EASTER_LATEST:
        message = _("{value} is not a day of Easter's year").format(value=shown(text))
        remedy = _("Write from easter-{least} to easter+{most}.").format(
            least=EASTER_EARLIEST, most=EASTER_LATEST
        )
        raise FieldError(message, remedy)
    written = f"easter{days:+d}"
    if text != written:
        remedy = _("Write {text}.").format(text=f'"{written}"')
        raise FieldError(_("{value} is not a public holiday").format(value=shown(text)), remedy)
    return written


def _german_day(value: Any) -> str | None:
    """How to write ``24.12.``, where the value is that."""
    match = re.match(_GERMAN_DAY, value.strip()) if isinstance(value, str) else None
    iso = f"{int(match[2]):02d}-{int(match[1]):02d}" if match else ""
    return _("Write {text}.").format(text=f'"{iso}"') if _month_day(iso) else None


def _month_day(value: str) -> tuple[int, int] | None:
    match = _MONTH_DAY.match(value)
    if match is None:
        return None
    month, number = int(match[1]), int(match[2])
    return (
        (month, number)
        if 1 <= month <= 12 and 1 <= number <= _DAYS_IN_MONTH[month - 1]
        else None
    )


def span(value: Any) -> Span:
    """An offset such as "6 months" or "1 month 15 days"."""
    if isinstance(value, str):
        return _span(value)
    raise _no_span(value)


@cache
def _span(text: str) -> Span:
    amounts: list[Amount] = []
    position, given = 0, text.strip()
    while match := _AMOUNT.match(given, position):
        unit = " ".join(match[2].split())
        amounts.append(Amount(int(match[1]), UNITS.get(unit, unit)))
        position = match.end()
    if not amounts or position < len(given):
        raise _no_span(text)
    if (
        sum(amount.number * _DAYS[amount.unit] for amount in amounts)
        > _DAYS["years"] * LONGEST_YEARS
    ):
        message = _("{value} is too long").format(value=shown(text))
        remedy = _("At most {years} years can be counted.").format(years=LONGEST_YEARS)
        raise FieldError(message, remedy)
    return tuple(amounts)


def _no_span(value: Any) -> FieldError:
    written = value.strip() if isinstance(value, str) else ""
    english = re.sub(_GERMAN_UNIT, lambda match: _GERMAN_UNITS[match[0].lower()], written)
    return FieldError(
        _("{value} is not a span of time").format(value=shown(value)),
        _("Write {text}.").format(text=f'"{english}"')
        if english != written and re.match(SPAN, english)
        else _(
            'Write a whole number and days, working days, Werktage, weeks, months or years: "6 months".'
        ),
    )


def positive_span(value: Any) -> Span:
    """A span of at least one day."""
    result = span(value)
    if all(amount.number == 0 for amount in result):
        raise FieldError(
            _("{value} is no time at all").format(value=shown(value)),
            _("Write at least 1 day."),
        )
    return result


def interval(value: Any) -> Span:
    """The distance of a recurrence: a span, or just "year", "month", "week", "day"."""
    if isinstance(value, str) and value.strip() in ("year", "month", "week", "day"):
        return (Amount(1, value.strip() + "s"),)
    return positive_span(value)


def on(value: Any) -> tuple[str, int, int]:
    """The day of a year: ("day" or "last-workday-before", month, day); "end" is 31 December."""
    if value == "end":
        return ("day", 12, 31)
    if isinstance(value, str):
        kind, rest = "day", value
        if value.startswith("last-workday-before "):
            kind, rest = (
                "last-workday-before",
                value.removeprefix("last-workday-before ").strip(),
            )
        found = _month_day(rest)
        if found:
            return (kind, *found)
    raise FieldError(
        _("{value} is not a day of the year").format(value=shown(value)),
        _german_day(value)
        or _('Write "MM-DD", for example "11-15", "end" or "last-workday-before 12-15".'),
    )


def day_or_anchor(value: Any) -> date | str:
    """A date, or the name of an anchor."""
    if isinstance(value, str) and SLUG.match(value):
        return value
    return day(value)


def anchor(value: Any) -> str:
    """The name of an anchor, or the id of another deadline of the same period."""
    if isinstance(value, str) and SLUG.match(value):
        return value
    message = _("{value} is not an anchor").format(value=shown(value))
    remedy = _("Possible: {options}, or the id of another deadline.").format(
        options=", ".join(ANCHORS)
    )
    raise FieldError(message, remedy)


def undated(value: Any) -> bool:
    """``true``: a duty without a day, to be done at once (unverzüglich)."""
    if value is True:
        return True
    message = _("{value} is not possible here").format(value=shown(value))
    remedy = _("Write undated = true, or leave the key out and give the duty a date.")
    raise FieldError(message, remedy)


def clock_time(value: Any) -> str:
    """A time of day, "HH:MM"."""
    if isinstance(value, str) and re.match(TIME, value):
        return value
    example = f"{value:%H:%M}" if isinstance(value, time) else "12:00"
    message = _("{value} is not a time").format(value=shown(value))
    remedy = _('Write "HH:MM" in quotes: {time}.').format(time=f'"{example}"')
    raise FieldError(message, remedy)


def recurrence_rule(value: Any) -> str:
    """A recurrence rule of RFC 5545, daily or coarser."""
    from foerder.register.rrule import read_rule  # few registers have one

    return read_rule(value)
