"""A recurrence rule as RFC 5545 (section 3.3.10) allows it; anything else is
refused with the right spelling.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from typing import Any

from foerder.register.values import FieldError, shown
from foerder.text.i18n import _

FINER = ("HOURLY", "MINUTELY", "SECONDLY", "BYHOUR", "BYMINUTE", "BYSECOND")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
GERMAN_WEEKDAYS: Mapping[str, str] = {"DI": "TU", "MI": "WE", "DO": "TH", "SO": "SU"}
LARGEST: Mapping[str, int] = {
    "BYMONTH": 12,
    "BYMONTHDAY": 31,
    "BYYEARDAY": 366,
    "BYWEEKNO": 53,
    "BYSETPOS": 366,
}
"""The largest number of each list; all but months are counted from the end too."""
FORBIDDEN: Mapping[str, tuple[str, ...]] = {
    "BYMONTHDAY": ("WEEKLY",),
    "BYYEARDAY": ("DAILY", "WEEKLY", "MONTHLY"),
    "BYWEEKNO": ("DAILY", "WEEKLY", "MONTHLY"),
}
"""Parts that the RFC forbids beside a FREQ."""
WHOLE = {"INTERVAL": (9999, "INTERVAL=2"), "COUNT": (99_999, "COUNT=3")}
"""The largest number of each part that is one, and an example."""
_SHAPE = re.compile(r"[\w-]+=[^;=]+(?:;[\w-]+=[^;=]+)*\Z")
_BYDAY = re.compile(rf"([+-]?\d{{1,2}})?({'|'.join(WEEKDAYS)})\Z")
_NUMBER = re.compile(r"[+-]?\d{1,3}\Z")
_DIGITS = re.compile(r"\d{8}")

Parts = Mapping[str, str]


def read_rule(value: Any) -> str:
    """A recurrence rule of RFC 5545, daily or coarser."""
    rule = value.strip().removeprefix("RRULE:") if isinstance(value, str) else ""
    _finer(value, rule)
    parts = _parts(value, rule)
    for name, text in parts.items():
        READERS[name](name, text)
    _together(parts)
    from foerder.law.recurrence import can_come_true

    if not can_come_true(rule):
        remedy = _(
            'Compare its parts with one another, for example "FREQ=MONTHLY;BYMONTHDAY=15".'
        )
        raise FieldError(_never(shown(value)), remedy)
    return rule


def _never(text: str) -> str:
    return _("{value} never comes to a day").format(value=text)


def _finer(value: Any, rule: str) -> None:
    if any(word in re.split("[;=]", rule.upper()) for word in FINER):
        message = _("{value} is finer than daily").format(value=shown(value))
        remedy = _("Use FREQ=DAILY, WEEKLY, MONTHLY or YEARLY; a clock time goes into time.")
        raise FieldError(message, remedy)


def _parts(value: Any, rule: str) -> dict[str, str]:
    """The parts by name. Raises where they are not written as NAME=VALUE,
    separated by semicolons.
    """
    tidy = ";".join(part for part in "".join(rule.split()).split(";") if part)
    if not _SHAPE.match(tidy) or "FREQ=" not in tidy.upper():
        message = _("{value} is not a recurrence rule").format(value=shown(value))
        remedy = _(
            'Write a rule of RFC 5545, for example "FREQ=MONTHLY;BYMONTHDAY=15"; its first day goes into from.'
        )
        raise FieldError(message, remedy)
    if tidy != rule:
        raise _wrong(rule, f'"{tidy}"')
    parts: dict[str, str] = {}
    for part in rule.upper().split(";"):
        name, _equals, text = part.partition("=")
        if name not in READERS:
            raise _unknown(part, name)
        if name in parts:
            message = _("{name} is written twice").format(name=name)
            remedy = _("Write it once; several values are separated by commas: {text}.")
            raise FieldError(message, remedy.format(text=f"{name}={parts[name]},{text}"))
        parts[name] = text
    return parts


def _unknown(part: str, name: str) -> FieldError:
    from foerder.text.hints import nearest

    message = _("{part} is no part of a recurrence rule (RFC 5545)").format(part=part)
    near = nearest(name, READERS)
    remedy = _("Possible: {options}.").format(options=", ".join(READERS))
    if near:
        remedy = _('Did you mean "{word}"?').format(word=near)
    return FieldError(message, remedy)


def _wrong(part: str, right: str) -> FieldError:
    message = _("{part} is not allowed in a recurrence rule (RFC 5545)").format(part=part)
    remedy = _("Write {text}.").format(text=right)
    return FieldError(message, remedy)


def _frequency(name: str, text: str) -> None:
    if text not in FREQUENCIES:
        raise _wrong(f"{name}={text}", _("FREQ=DAILY, WEEKLY, MONTHLY or YEARLY"))


def _whole(name: str, text: str) -> None:
    most, example = WHOLE[name]
    if not text.isdecimal() or not 1 <= int(text) <= most:
        right = _("a whole number from 1 on: {example}").format(example=example)
        raise _wrong(f"{name}={text}", right)


def _count(name: str, text: str) -> None:
    if text.isdecimal() and int(text) == 0:
        remedy = _(
            "Write COUNT=1 or more, or leave COUNT out; a duty that does not apply is switched off: off = true."
        )
        raise FieldError(_never(f"{name}={text}"), remedy)
    _whole(name, text)


def _until(name: str, text: str) -> None:
    from foerder.law.recurrence import until_day

    try:
        until_day(text)
    except ValueError:
        raise _wrong(f"{name}={text}", _spelling(text)) from None


def _spelling(text: str) -> str:
    """How to write the day that an UNTIL was meant to name."""
    from foerder.toml.german_values import DATE, iso_date

    found = _DIGITS.match(text.replace("-", ""))
    digits = found[0] if found else ""
    if DATE.fullmatch(text):
        digits = (iso_date(text) or "").replace("-", "")
    year, month, day = (int(part or 0) for part in (digits[:4], digits[4:6], digits[6:]))
    if 1 <= month <= 12 and year:
        last = monthrange(year, month)[1]
        return f"UNTIL={year:04d}{month:02d}{min(max(day, 1), last):02d}"
    right = _("year, month and day without anything between: {example}")
    return right.format(example=f"UNTIL={digits[:4] or 2026}1231")


def _numbers(name: str, text: str) -> None:
    most = LARGEST[name]
    for number in text.split(","):
        fits = _NUMBER.match(number) and 1 <= abs(int(number)) <= most
        if not fits or (name == "BYMONTH" and not number.isdecimal()):
            raise _wrong(f"{name}={number}", _range(name, most))


def _range(name: str, most: int) -> str:
    text = _("numbers from {least} to {most}, or from -{most} to -1 counted from the end")
    if name == "BYMONTH":
        text = _("numbers from {least} to {most}")
    return text.format(least=f"{name}=1", most=most)


def _days(name: str, text: str) -> None:
    for day in text.split(","):
        found = _BYDAY.match(day)
        if found is None:
            raise _wrong(f"{name}={day}", _weekday(name, day))
        if found[1] and not 1 <= abs(int(found[1])) <= 53:
            right = _("numbers from {least} to {most}")
            raise _wrong(f"{name}={day}", right.format(least=f"1{found[2]}", most=53))


def _weekday(name: str, day: str) -> str:
    english = GERMAN_WEEKDAYS.get(day[-2:])
    if english:
        return f"{name}={day[:-2]}{english}"
    return _("days as {options}").format(options=", ".join(WEEKDAYS))


def _week_start(name: str, text: str) -> None:
    if text not in WEEKDAYS:
        raise _wrong(f"{name}={text}", _weekday(name, text))


READERS: Mapping[str, Callable[[str, str], None]] = {
    "FREQ": _frequency,
    "INTERVAL": _whole,
    "COUNT": _count,
    "UNTIL": _until,
    "BYMONTH": _numbers,
    "BYMONTHDAY": _numbers,
    "BYYEARDAY": _numbers,
    "BYWEEKNO": _numbers,
    "BYDAY": _days,
    "BYSETPOS": _numbers,
    "WKST": _week_start,
}
"""Every part of a rule with its check; those below a day are refused before."""


def _together(parts: Parts) -> None:
    """What the RFC forbids of parts that are right each by itself."""
    frequency = parts["FREQ"]
    given = f"FREQ={frequency}"
    if parts.keys() >= {"COUNT", "UNTIL"}:
        message = _("COUNT and UNTIL exclude each other (RFC 5545)")
        raise FieldError(message, _("Keep one of them."))
    for name, frequencies in FORBIDDEN.items():
        if name in parts and frequency in frequencies:
            fits = "MONTHLY" if name == "BYMONTHDAY" else "YEARLY"
            raise _does_not_go(name, given, f"FREQ={fits}")
    days = f"BYDAY={parts.get('BYDAY', '')}"
    if re.search(r"\d", days) and frequency not in ("MONTHLY", "YEARLY"):
        raise _does_not_go(days, given, "FREQ=MONTHLY")
    if re.search(r"\d", days) and "BYWEEKNO" in parts:
        raise _does_not_go(days, "BYWEEKNO", _("BYDAY without numbers"))
    lists = [name for name in parts if name.startswith("BY")]
    if lists == ["BYSETPOS"]:
        second = _("a second part such as {part}").format(part="BYDAY=MO")
        raise _does_not_go("BYSETPOS", given, second)


def _does_not_go(part: str, other: str, instead: str) -> FieldError:
    message = _("{part} does not go with {other} (RFC 5545)").format(part=part, other=other)
    remedy = _("Use it with {instead}.").format(instead=instead)
    return FieldError(message, remedy)
