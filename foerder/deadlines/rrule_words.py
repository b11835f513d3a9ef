"""A recurrence rule of RFC 5545 (section 3.3.10) in words, for people who have never seen one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from foerder.deadlines.spans import interval_text
from foerder.law.recurrence import until_day
from foerder.model import Amount
from foerder.text.i18n import N_, _, fmt_date, fmt_month, fmt_weekday, language, ngettext

_UNITS = {"DAILY": "days", "WEEKLY": "weeks", "MONTHLY": "months", "YEARLY": "years"}
_SPOKEN = {
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "WKST",
    "BYDAY",
    "BYMONTHDAY",
    "BYMONTH",
    "BYSETPOS",
}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = re.compile(r"([+-]?\d+)?(MO|TU|WE|TH|FR|SA|SU)\Z")
_WORKING_WEEK = {0, 1, 2, 3, 4}
_MONDAY = date(2024, 1, 1)
_NTH = {
    1: N_("on the first {what}"),
    2: N_("on the second {what}"),
    3: N_("on the third {what}"),
    4: N_("on the fourth {what}"),
    5: N_("on the fifth {what}"),
    -1: N_("on the last {what}"),
    -2: N_("on the second to last {what}"),
}
_SHORTEST = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class _UnspeakableError(Exception):
    """There are no short words for a rule."""


class _Rule(NamedTuple):
    """A rule with what it leaves open taken from its first day."""

    unit: str
    interval: int
    months: list[int]
    numbers: list[int]
    """Days of the month; -1 is the last."""
    days: list[tuple[int, int]]
    """Days of the week from Monday (0), each with which of them it is (0: every one)."""
    position: int
    """Which of the days counts; 0: all of them."""


def rule_words(rule: str, first: date | None) -> str:
    """The rule in words, with itself in brackets; the rule alone where no short words say it.

    ``first`` is the day from which it counts: the rule may leave its own days open.
    """
    parts = dict(part.partition("=")[::2] for part in rule.upper().split(";"))
    try:
        return f"{', '.join([*_when(_read(parts, first)), *_end(parts)])} ({rule})"
    except (_UnspeakableError, ValueError, KeyError):
        return rule


def _read(parts: Mapping[str, str], first: date | None) -> _Rule:
    if not parts.keys() <= _SPOKEN:
        raise _UnspeakableError
    unit, interval = _UNITS[parts["FREQ"]], int(parts.get("INTERVAL", "1"))
    months, numbers = sorted(_numbers(parts, "BYMONTH")), _numbers(parts, "BYMONTHDAY")
    found = [_DAY.match(day) for day in parts.get("BYDAY", "").split(",") if day]
    days = [(int(match[1] or 0), _DAYS.index(match[2])) for match in found if match]
    positions = _numbers(parts, "BYSETPOS")
    if (
        len(days) < len(found)
        or len(positions) > 1
        or (days and numbers)
        or (positions and not days)
    ):
        raise _UnspeakableError
    if unit == "years" and len(months) > 1 and positions:
        raise _UnspeakableError  # RFC 5545: one day out of all these months together
    rule = _Rule(unit, interval, months, numbers, sorted(days), (positions or [0])[0])
    return _regular(_from_first_day(rule, first) if first else rule)


def _from_first_day(rule: _Rule, first: date) -> _Rule:
    """The same with what it leaves open taken from its first day."""
    if rule.unit == "months" and rule.interval % 12 == 0 and not rule.months:
        rule = rule._replace(unit="years", interval=rule.interval // 12, months=[first.month])
    if rule.days or rule.numbers:
        return rule
    if rule.unit == "weeks":
        return rule._replace(days=[(0, first.weekday())])
    if rule.unit == "years":
        rule = rule._replace(months=rule.months or [first.month])
    return rule._replace(numbers=[first.day]) if rule.unit in ("months", "years") else rule


def _regular(rule: _Rule) -> _Rule:
    """The same with the distance that people would name. Raises where there is none."""
    if rule.unit == "years" and rule.numbers and not rule.months:
        rule = rule._replace(unit="months")  # RFC 5545: on that day of every month of the year
        if rule.interval != 1:
            raise _UnspeakableError
    if rule.unit == "months" and rule.months:
        rule = rule._replace(unit="years")
        if rule.interval != 1:
            raise _UnspeakableError
    if rule.unit == "days" and (
        rule.months or rule.numbers or rule.position or (rule.days and rule.interval != 1)
    ):
        raise _UnspeakableError
    if rule.unit in ("days", "weeks") and (
        rule.numbers or rule.position or any(nth for nth, _day in rule.days)
    ):
        raise _UnspeakableError
    return rule


def _when(rule: _Rule) -> Iterator[str]:
    """How often, in which months, on which days."""
    how_often = interval_text((Amount(rule.interval, rule.unit),))
    if len(rule.months) == 1 and rule.numbers and min(rule.numbers) > 0:
        yield how_often
        month = fmt_month(rule.months[0])
        yield _("on {days} {month}").format(
            days=_listed(_ordinal(day) for day in rule.numbers), month=month
        )
    else:
        if rule.months:
            how_often += " " + _("in {months}").format(
                months=_listed(fmt_month(month) for month in rule.months)
            )
        if rule.unit != "days" or not rule.days:
            yield how_often
        if rule.numbers:
            yield _on_numbers(rule.numbers)
        if rule.days:
            yield _on_days(rule)
    months = rule.months or range(1, 13)
    if any(abs(number) > _SHORTEST[month - 1] for number in rule.numbers for month in months):
        yield _("only where the month has that day")


def _on_numbers(numbers: list[int]) -> str:
    if numbers == [-1]:
        return _("on the last day of the month")
    if min(numbers) < 1:
        raise _UnspeakableError
    return _("on day {days} of the month").format(
        days=_listed(_ordinal(day) for day in sorted(numbers))
    )


def _on_days(rule: _Rule) -> str:
    """Days of the week: all of them, or one out of a month or year."""
    whole = _(" of the year") if rule.unit == "years" and not rule.months else ""
    which = {nth for nth, _day in rule.days}
    if rule.position:
        if which != {0} or rule.position not in _NTH:
            raise _UnspeakableError
        return _(_NTH[rule.position]).format(what=_names(rule.days, _(" or "))) + whole
    if which == {0}:
        text = _("on {days}") if rule.unit == "weeks" else _("on every {days}")
        if {day for _nth, day in rule.days} == _WORKING_WEEK:
            text = _("on every {days}")
        return text.format(days=_names(rule.days, _(" and ")))
    if not which <= _NTH.keys():
        raise _UnspeakableError
    return (
        _listed(_(_NTH[nth]).format(what=_names([(nth, day)], "")) for nth, day in rule.days)
        + whole
    )


def _names(days: list[tuple[int, int]], joint: str) -> str:
    if {day for _nth, day in days} == _WORKING_WEEK:
        return _("weekday (Monday to Friday)")
    return _listed(
        (fmt_weekday(_MONDAY + timedelta(days=day), long=True) for _nth, day in days), joint
    )


def _end(parts: Mapping[str, str]) -> Iterator[str]:
    if "COUNT" in parts:
        count = int(parts["COUNT"])
        yield ngettext("{n} time in all", "{n} times in all", count).format(n=count)
    last = until_day(parts["UNTIL"]) if "UNTIL" in parts else None
    if last:
        yield _("until {day} at the latest").format(day=fmt_date(last))


def _numbers(parts: Mapping[str, str], key: str) -> list[int]:
    return [int(number) for number in parts.get(key, "").split(",") if number]


def _ordinal(number: int) -> str:
    """The number of a day: ``15`` or ``15.``."""
    return f"{number}." if language() == "de" else str(number)


def _listed(words: Iterable[str], joint: str = "") -> str:
    *others, last = words
    return ", ".join(others) + (joint or _(" and ")) + last if others else last
