"""The values a key may hold: each function takes what TOML gave and returns what the model keeps.

They raise :class:`FieldError` with what is wrong and how to mend it, in words for people.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from foerder.i18n import _
from foerder.law.holidays import REGIONS
from foerder.model import ANCHORS, Amount, Span

Field = Callable[[Any], Any]

FIRST_YEAR, LAST_YEAR = 1900, 2199
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_AMOUNT = re.compile(r"(\d{1,5}) +(working +days?|days?|weeks?|months?|years?)(?: +|\Z)")
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)\Z")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z")
_GERMAN_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_LONGEST = {"days": 73_000, "working days": 50_000, "weeks": 10_400, "months": 2_400, "years": 200}
_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class FieldError(Exception):
    """A value that a key cannot hold."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


def shown(value: Any) -> str:
    """A value as it may stand in a message: short, one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        text = value if len(value) <= 60 else value[:59] + "…"
        return f'"{text}"'
    if isinstance(value, list):
        return _("a list")
    if isinstance(value, dict):
        return _("a table")
    return str(value)[:60]


def text(value: Any) -> str | None:
    """Any text; the empty one means: not given."""
    if isinstance(value, str):
        return value or None
    raise FieldError(_("{value} is not text").format(value=shown(value)), _('Put the value in straight quotes: "…".'))


def required_text(value: Any) -> str:
    """Text that may not be empty."""
    result = text(value)
    if result is None or not result.strip():
        raise FieldError(_("the value is empty"), _("Write a text between the quotes."))
    return result


def slug(value: Any) -> str:
    """A stable name: a-z, 0-9 and single hyphens."""
    if isinstance(value, str) and _SLUG.match(value):
        return value
    raise FieldError(
        _("{value} is not an id").format(value=shown(value)),
        _('Use small letters a-z, digits and single hyphens, in quotes, for example "social-plan-2".'),
    )


def optional_slug(value: Any) -> str | None:
    """A stable name, or nothing."""
    return None if value == "" else slug(value)


def duty_id(value: Any) -> str:
    """The id of a deadline: a slug that is no anchor word."""
    name = slug(value)
    if name in ANCHORS:
        raise FieldError(
            _('"{name}" is the name of an anchor and cannot be an id').format(name=name),
            _("Choose another id, for example {other}.").format(other=f'"{name}-2"'),
        )
    return name


def reference(value: Any) -> str | None:
    """The id of something else in the register, or nothing."""
    if value == "":
        return None
    if isinstance(value, str):
        return value
    raise FieldError(_("{value} is not an id").format(value=shown(value)), _("Write the id in straight quotes."))


def _plausible(day: date) -> date:
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    raise FieldError(
        _("the year {year} is not plausible").format(year=day.year),
        _("Years from {first} to {last} are read.").format(first=FIRST_YEAR, last=LAST_YEAR),
    )


def day(value: Any) -> date:
    """A TOML date."""
    if isinstance(value, datetime):
        raise FieldError(
            _("{value} is a date with a time").format(value=value.isoformat()),
            _("Write only the date: {date}.").format(date=value.date().isoformat()),
        )
    if isinstance(value, date):
        return _plausible(value)
    if isinstance(value, str):
        if _ISO_DATE.match(value):
            raise FieldError(
                _("the date {value} stands in quotes").format(value=shown(value)),
                _("Write it without quotes: {date}.").format(date=value),
            )
        german = _GERMAN_DATE.match(value.strip())
        if german:
            iso = f"{german[3]}-{int(german[2]):02d}-{int(german[1]):02d}"
            raise FieldError(
                _("{value} is not a date of the register").format(value=shown(value)),
                _("Write it without quotes, year first: {date}.").format(date=iso),
            )
    raise FieldError(
        _("{value} is not a date").format(value=shown(value)),
        _("Write year-month-day without quotes, for example 2027-03-31."),
    )


def money(value: Any) -> Decimal:
    """An amount in euros, zero or more."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | float):
        raise FieldError(
            _("{value} is not an amount").format(value=shown(value)),
            _("Write a number without quotes, point before the cents: 180000.00."),
        )
    amount = Decimal(value) if isinstance(value, int) else Decimal(str(value))
    if not amount.is_finite() or abs(amount) >= 10**15:
        raise FieldError(
            _("{value} is not an amount").format(value=shown(value)),
            _("Write a number without quotes, point before the cents: 180000.00."),
        )
    if amount < 0:
        raise FieldError(_("the amount {value} is negative").format(value=shown(value)), _("Amounts are zero or more."))
    if amount != amount.quantize(Decimal("0.01")):
        raise FieldError(
            _("the amount {value} has fractions of a cent").format(value=shown(value)),
            _("Write at most two digits after the point."),
        )
    return amount.quantize(Decimal("0.01"))


def share(value: Any) -> Decimal:
    """A share or rate from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | float):
        raise FieldError(
            _("{value} is not a share").format(value=shown(value)),
            _("Write a number from 0 to 1 without quotes: 0.60 for 60 percent."),
        )
    number = Decimal(value) if isinstance(value, int) else Decimal(str(value))
    if number.is_finite() and 0 <= number <= 1:
        return number
    remedy = _("Shares are written from 0 to 1.")
    if number.is_finite() and 1 < number <= 100:
        fraction = number / 100
        remedy = _("Write {share}.").format(share=f"{fraction:.2f}" if fraction * 100 % 1 == 0 else fraction)
    raise FieldError(_("{value} is not a share from 0 to 1").format(value=shown(value)), remedy)


def base_rate(value: Any) -> Decimal:
    """A base rate of interest (Basiszinssatz, § 247 BGB), which may be negative: 0.0127 for 1.27 percent."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | float):
        raise FieldError(
            _("{value} is not a rate of interest").format(value=shown(value)),
            _("Write a number without quotes: 0.0127 for 1.27 percent."),
        )
    number = Decimal(value) if isinstance(value, int) else Decimal(str(value))
    if number.is_finite() and abs(number) <= Decimal("0.25"):
        return number
    remedy = _("Write a number without quotes: 0.0127 for 1.27 percent.")
    if number.is_finite() and abs(number) <= 25:
        remedy = _("Write {share}.").format(share=f"{number / 100:f}")
    raise FieldError(_("{value} is not a plausible rate of interest").format(value=shown(value)), remedy)


def whole(least: int, most: int) -> Field:
    """A whole number between two bounds."""

    def check(value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        raise FieldError(
            _("{value} is not a whole number from {least} to {most}").format(
                value=shown(value), least=least, most=most
            ),
            _("Write a whole number without quotes."),
        )

    return check


def flag(value: Any) -> bool:
    """true or false."""
    if isinstance(value, bool):
        return value
    raise FieldError(
        _("{value} is neither true nor false").format(value=shown(value)),
        _("Write true or false, in small letters and without quotes."),
    )


def choice(*options: str) -> Field:
    """One of a few words."""

    def check(value: Any) -> str:
        if isinstance(value, str) and value in options:
            return value
        raise FieldError(
            _("{value} is not possible here").format(value=shown(value)),
            _("Possible: {options}.").format(options=", ".join(options)) + _nearest(value, options),
        )

    return check


def _nearest(value: Any, options: tuple[str, ...]) -> str:
    from foerder.register.nearest import nearest

    match = nearest(str(value), options)
    return " " + _('Did you mean "{word}"?').format(word=match) if match else ""


def optional_choice(*options: str) -> Field:
    """One of a few words, or an empty text for none."""
    check = choice(*options)
    return lambda value: None if value == "" else check(value)


def list_of(field: Field) -> Field:
    """A list, each value checked by ``field``."""

    def check(value: Any) -> tuple[Any, ...]:
        if isinstance(value, list):
            return tuple(field(item) for item in value)
        raise FieldError(
            _("{value} is not a list").format(value=shown(value)),
            _("Put the values in square brackets: [{value}].").format(value=shown(value)),
        )

    return check


def region(value: Any) -> str:
    """Whose public holidays count."""
    return str(choice(*REGIONS)(value))


def closed_day(value: Any) -> str | date:
    """A day on which our own office is shut: every year ("12-24") or once ("2026-05-15")."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return _plausible(value)
    if isinstance(value, str):
        if _month_day(value):
            return value
        if _ISO_DATE.match(value):
            try:
                return _plausible(date.fromisoformat(value))
            except ValueError:
                pass
    raise FieldError(
        _("{value} is not a day").format(value=shown(value)),
        _('Write "MM-DD" for every year or "YYYY-MM-DD" for one day.'),
    )


def _month_day(value: str) -> tuple[int, int] | None:
    match = _MONTH_DAY.match(value)
    if match is None:
        return None
    month, number = int(match[1]), int(match[2])
    return (month, number) if 1 <= month <= 12 and 1 <= number <= _DAYS_IN_MONTH[month - 1] else None


def span(value: Any) -> Span:
    """An offset such as "6 months" or "1 month 15 days"."""
    amounts: list[Amount] = []
    position = 0
    given = value.strip() if isinstance(value, str) else ""
    while position < len(given):
        match = _AMOUNT.match(given, position)
        if match is None:
            break
        unit = " ".join(match[2].split())
        unit = unit if unit.endswith("s") else unit + "s"
        amounts.append(Amount(int(match[1]), unit))
        position = match.end()
    if not amounts or position < len(given):
        raise FieldError(
            _("{value} is not a span of time").format(value=shown(value)),
            _('Write a whole number and days, working days, weeks, months or years: "6 months".'),
        )
    for amount in amounts:
        if amount.number > _LONGEST[amount.unit]:
            raise FieldError(
                _("{value} is too long").format(value=shown(value)),
                _("At most {number} {unit} can be counted.").format(number=_LONGEST[amount.unit], unit=amount.unit),
            )
    return tuple(amounts)


def positive_span(value: Any) -> Span:
    """A span of at least one day."""
    result = span(value)
    if all(amount.number == 0 for amount in result):
        raise FieldError(_("{value} is no time at all").format(value=shown(value)), _("Write at least 1 day."))
    return result


def interval(value: Any) -> Span:
    """The distance of a recurrence: a span, or just "year", "month", "week", "day"."""
    if isinstance(value, str) and value.strip() in ("year", "month", "week", "day"):
        return (Amount(1, value.strip() + "s"),)
    return positive_span(value)


def on(value: Any) -> tuple[str, int, int]:
    """The day of a yearly recurrence: ("day" or "last-workday-before", month, day)."""
    if isinstance(value, str):
        kind, rest = "day", value
        if value.startswith("last-workday-before "):
            kind, rest = "last-workday-before", value.removeprefix("last-workday-before ").strip()
        found = _month_day(rest)
        if found:
            return (kind, *found)
    raise FieldError(
        _("{value} is not a day of the year").format(value=shown(value)),
        _('Write "MM-DD", for example "11-15", or "last-workday-before 12-15".'),
    )


def day_or_anchor(value: Any) -> date | str:
    """A date, or the name of an anchor."""
    if isinstance(value, str) and _SLUG.match(value):
        return value
    return day(value)


def anchor(value: Any) -> str:
    """The name of an anchor, or the id of another deadline of the same period."""
    if isinstance(value, str) and _SLUG.match(value):
        return value
    raise FieldError(
        _("{value} is not an anchor").format(value=shown(value)),
        _("Possible: {options}, or the id of another deadline.").format(options=", ".join(ANCHORS)),
    )


def clock_time(value: Any) -> str:
    """A time of day, "HH:MM"."""
    if isinstance(value, str) and _TIME.match(value):
        return value
    raise FieldError(_("{value} is not a time").format(value=shown(value)), _('Write "HH:MM" in quotes: "12:00".'))


def recurrence_rule(value: Any) -> str:
    """A recurrence rule of RFC 5545, daily or coarser."""
    if not isinstance(value, str) or not value.strip():
        raise FieldError(_("{value} is not text").format(value=shown(value)), _('Write it in quotes: "FREQ=MONTHLY".'))
    rule = value.strip().removeprefix("RRULE:")
    parts = dict(part.partition("=")[::2] for part in rule.upper().split(";") if part)
    finer = {"BYHOUR", "BYMINUTE", "BYSECOND"} & parts.keys()
    if parts.get("FREQ") in ("HOURLY", "MINUTELY", "SECONDLY") or finer:
        raise FieldError(
            _("{value} is finer than daily").format(value=shown(value)),
            _("Use FREQ=DAILY, WEEKLY, MONTHLY or YEARLY; a clock time goes into time."),
        )
    try:
        if any(part in rule.upper() for part in ("DTSTART", "RDATE", "EXDATE", "\n")):
            raise ValueError("only the rule itself is read; the first day goes into from")
        if "INTERVAL" in parts and int(parts["INTERVAL"]) < 1:
            raise ValueError("INTERVAL must be 1 or more")
        from foerder.law.recurrence import parse_rule

        parse_rule(rule, date(2026, 1, 1))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as fault:
        raise FieldError(
            _("{value} is not a recurrence rule ({fault})").format(value=shown(value), fault=fault),
            _('Write a rule of RFC 5545, for example "FREQ=MONTHLY;BYMONTHDAY=15".'),
        ) from None
    return rule


def identity_part(value: Any) -> str:
    """The id of a deadline without the project: PERIOD/DEADLINE or PERIOD/DEADLINE/OCCURRENCE."""
    if isinstance(value, str) and value.count("/") >= 1 and all(value.split("/")):
        return value
    raise FieldError(
        _("{value} is not the id of a deadline").format(value=shown(value)),
        _('Write PERIOD/DEADLINE, for example "2022/final-report".'),
    )
