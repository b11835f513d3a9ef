"""Values as people type them → values as the register holds them.

What is unclear is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import typer

from foerder.cli.inputs import parse_date, parse_money
from foerder.editor.change import Refused
from foerder.law.counting import WorkingDay, has_working_days, no_weekend
from foerder.model import ANCHORS, Span
from foerder.register import fields, values
from foerder.register.values import Choice, Field, FieldError, ListOf
from foerder.text import values as written
from foerder.text.i18n import _
from foerder.text.values import Doubtful, word
from foerder.toml.parse import UNREADABLE, loads

Keys = Mapping[str, Field]
"""The keys of a table, with what reads their values."""
Reader = Callable[[str], Any]
YES, NO = ("true", "yes", "ja", "1", "an", "on"), ("false", "no", "nein", "0", "aus", "off")
_BEFORE = re.compile(
    r"(?:last-workday-before|(?:der )?letzter? (?:arbeits|werk)tag vor(?: dem)?) +(.+)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d{1,2})(?:[.:](\d\d))?\s*(?:uhr|h)?\Z", re.IGNORECASE)


def value(key: str, field: Field, given: Sequence[str], today: date) -> Any:
    """What a key gets from the words typed. Raises `Refused` where it cannot hold them."""
    for text in given:
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise Refused(_("{key}: this is not valid text.").format(key=key))
    try:
        if isinstance(field, ListOf):
            return _list(key, field, given, today)
        if len(given) != 1:
            raise Refused(
                _("{key} takes one value, not {n}.").format(key=key, n=len(given)),
                _("Put a value with blanks in quotation marks."),
            )
        return _single(key, field, today)(given[0])
    except FieldError as fault:
        raise Refused(f"{key}: {fault}", fault.remedy) from None
    except (Doubtful, typer.BadParameter) as fault:
        raise Refused(f"{key}: {fault}") from None


def refusal(key: str, field: Field, text: str, today: date) -> str | None:
    """Why a key cannot hold what was typed, and the way out; None where it can."""
    try:
        value(key, field, [text], today)
    except Refused as fault:
        return f"{fault.message}\n  → {fault.remedy}" if fault.remedy else fault.message
    return None


def record(keys: Keys, given: Mapping[str, str | None], today: date) -> dict[str, Any]:
    """A table of what was typed after the options of the same names, in the
    order of the format.

    An empty text counts as not given.
    """
    found = {}
    for key, field in keys.items():
        text = given.get(key)
        new = "" if text is None else value(f"--{key}", field, [text], today)
        if new != "":
            found[key] = new
    return found


def _single(key: str, field: Field, today: date) -> Reader:
    """What reads one value of a key."""
    if isinstance(field, Choice):
        return lambda text: _checked(field, word(text, field.options))
    if field in (fields.day, fields.day_or_anchor, fields.closed_day, fields.holiday):
        return partial(_day, key, field, today)
    return _READERS.get(field) or partial(_plain, field)


def _checked(field: Field, candidate: Any) -> Any:
    """A value that the field accepts. Raises `FieldError`."""
    field(candidate)
    return candidate


def _plain(field: Field, text: str) -> Any:
    """A text or a number. Raises `FieldError`."""
    try:
        return _checked(field, text)
    except FieldError:
        if not re.match(r"-?\d+\Z", text):
            raise
        return _checked(field, int(text))


def _list(key: str, field: ListOf, given: Sequence[str], today: date) -> list[Any]:
    """A list: several values, one with commas, or one as TOML. Raises `FieldError`."""
    if len(given) == 1 and given[0].lstrip().startswith("["):
        for candidate in _as_toml(given[0]):
            return list(_checked(field, candidate))
    texts = given[0].split(",") if len(given) == 1 else given
    read = _single(key, field.field, today)
    items = [read(text.strip()) for text in texts if text.strip()]
    return list(_checked(field, items))


def _as_toml(text: str) -> Iterator[Any]:
    """A list typed as TOML; nothing where it is none."""
    try:
        yield loads(f"value = {text}")["value"]
    except UNREADABLE:
        return


def _day(key: str, field: Field, today: date, text: str) -> date | str:
    """A day, or a name or a day of every year where the field takes those."""
    yearless = written.without_year(text)
    if yearless and field in (fields.closed_day, fields.holiday):
        return str(_checked(field, "{:02d}-{:02d}".format(*yearless)))
    if field is not fields.day and not re.match(r"\+|\d{4}-\d\d?-|\d\d?\.\s?[\d\w]", text):
        return str(_checked(field, _anchor(text)))
    try:
        found = parse_date(text, today, key)
    except typer.BadParameter:
        if field is fields.day:
            raise
        return str(_checked(field, text))
    field(found)
    return found


def _anchor(text: str) -> str:
    """An anchor by its name in either language, or the id of another deadline.

    Raises `FieldError`.
    """
    return fields.anchor(word(text, ANCHORS))


def _length(field: Field, text: str) -> str:
    """A length of time, in the words of the register. Raises `FieldError`."""
    try:
        return str(_checked(field, text))
    except FieldError:
        try:
            found = written.interval(text) if field is fields.interval else written.length(text)
        except Doubtful:
            found = text
        return str(_checked(field, found))


def _of_the_year(text: str) -> str:
    """``15.11.`` as ``11-15``. Raises `FieldError`."""
    before = _BEFORE.match(text)
    day = before[1] if before else text
    yearless = written.without_year(day)
    if yearless:
        day = "{:02d}-{:02d}".format(*yearless)
    return str(_checked(fields.on, f"last-workday-before {day}" if before else day))


def _region(text: str) -> str:
    """Whose holidays count, by code or by the name of the Land. Raises `FieldError`."""
    return values.region(values.LANDS.get(text.strip().lower(), text))


def _time(text: str) -> str:
    """``12 Uhr`` as ``12:00``. Raises `FieldError`."""
    match = _CLOCK.match(text.strip())
    return fields.clock_time(f"{int(match[1]):02d}:{match[2] or '00'}" if match else text)


def amount(text: str) -> Decimal:
    """An amount in euros: 180000, 180.000,00, 12,5 T€.

    "180.000" can mean two things and is refused.
    """
    return values.money(parse_money(text))


def _part(field: Callable[[Any], Decimal], text: str) -> Decimal:
    """0.6, 0,6 and 60 % for a field that is a part of one."""
    try:
        return field(written.share(text))
    except Doubtful:
        return field(text)


def _flag(text: str) -> bool:
    given = text.strip().lower()
    if given in YES or given in NO:
        return given in YES
    return values.flag(text)


_READERS: dict[Field, Reader] = {
    values.money: amount,
    values.share: partial(_part, values.share),
    values.base_rate: partial(_part, values.base_rate),
    values.flag: _flag,
    fields.undated: _flag,
    values.region: _region,
    fields.anchor: _anchor,
    fields.span: partial(_length, fields.span),
    fields.positive_span: partial(_length, fields.positive_span),
    fields.interval: partial(_length, fields.interval),
    fields.on: _of_the_year,
    fields.clock_time: _time,
}
Count = Callable[[date, Span, WorkingDay], date]
"""How a span is counted from a day on: a function of `foerder.law.counting`."""


def count_on(count: Count, start: date, text: str, working: WorkingDay | None) -> date:
    """The last day of a typed span from a day on; ``working``: the authority's
    days, None where they are not known.

    Raises ``FieldError`` where it is no span or cannot be counted,
    ``OverflowError`` outside the calendar.
    """
    found = fields.span(_length(fields.span, text))
    if working is None:
        if has_working_days(found):
            raise FieldError(
                _(
                    "the working days at the authority are not known: it or [settings] cannot be read"
                ),
                _("Fix the register first (foerder check), or name the day itself."),
            )
        working = no_weekend
    return count(start, found, working)
