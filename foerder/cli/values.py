"""Values as people type them → values as the register holds them. What is unclear is refused, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import typer

from foerder.cli.inputs import parse_date
from foerder.editor.change import Refused
from foerder.law.counting import WorkingDay, has_working_days, no_weekend
from foerder.model import Span
from foerder.register import fields, values
from foerder.text.i18n import _
from foerder.toml.parse import UNREADABLE, loads

_PLAIN = re.compile(r"\d+(?:[.,]\d{1,2})?\Z")
_GROUPED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*([.,]\d{1,2})\Z")
_DAY = re.compile(r"(?:\d{4}-\d|\d{1,2}\.\d{1,2}\.)")
Keys = Mapping[str, values.Field]
"""The keys of a table, with what reads their values."""
YES, NO = ("true", "yes", "ja", "1"), ("false", "no", "nein", "0")


def value(key: str, field: values.Field, given: Sequence[str], today: date) -> Any:
    """What a key gets from the words typed. Raises `Refused` where it cannot hold them."""
    for text in given:
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise Refused(_("{key}: this is not valid text.").format(key=key))
    read = _READERS.get(field)
    try:
        if read is not None:
            return read(_single(key, given), today)
        last: values.FieldError | None = None
        for candidate in _candidates(field, given, today):
            try:
                field(candidate)
            except values.FieldError as fault:
                last = last or fault
            else:
                return candidate
    except (values.FieldError, typer.BadParameter) as fault:
        raise Refused(f"{key}: {fault}", getattr(fault, "remedy", "")) from None
    if len(given) > 1:
        _single(key, given)
    raise Refused(f"{key}: {last}", last.remedy if last else "") from None


def record(keys: Keys, given: Mapping[str, str | None], today: date) -> dict[str, Any]:
    """A table of what was typed after the options of the same names, in the order of the format.

    An empty text counts as not given.
    """
    found = {}
    for key, field in keys.items():
        text = given.get(key)
        new = "" if text is None else value(f"--{key}", field, [text], today)
        if new != "":
            found[key] = new
    return found


def _single(key: str, given: Sequence[str]) -> str:
    if len(given) != 1:
        raise Refused(
            _("{key} takes one value, not {n}.").format(key=key, n=len(given)),
            _("Put a value with blanks in quotation marks."),
        )
    return given[0]


def _candidates(field: values.Field, given: Sequence[str], today: date) -> Iterator[Any]:
    """The readings of the words, the nearest first."""
    if len(given) == 1:
        text = given[0]
        yield text
        if re.match(r"-?\d+\Z", text):
            yield int(text)
        if text.lstrip().startswith("["):
            yield from _written_list(text)
    items = [item.strip() for text in given for item in (text.split(",") if len(given) == 1 else [text])]
    items = [item for item in items if item]
    yield items
    if all(re.match(r"\d+\Z", item) for item in items):
        yield [int(item) for item in items]
    if items and all(_DAY.match(item) for item in items):
        yield [parse_date(item, today) for item in items]


def _written_list(text: str) -> list[Any]:
    """A list typed as TOML, alone; nothing where it is none."""
    try:
        return [loads(f"value = {text}")["value"]]
    except UNREADABLE:
        return []


def _day(text: str, today: date) -> date:
    return fields.day(parse_date(text, today))


def _day_or_anchor(text: str, today: date) -> date | str:
    return _day(text, today) if _DAY.match(text) or text.startswith("+") else fields.day_or_anchor(text)


def amount(text: str, today: date | None = None) -> Decimal:
    """An amount in euros: 180000, 180000.00, 180000,50, 180.000,00. "180.000" can mean two things and is refused."""
    given = text.strip().removesuffix("€").removesuffix("EUR").strip()
    grouped = _GROUPED.match(given)
    if grouped and grouped[2][0] != grouped[1]:
        whole, cents = given[: -len(grouped[2])], grouped[2][1:]
        return values.money(Decimal(re.sub(r"\D", "", whole) + "." + cents))
    if _PLAIN.match(given):
        return values.money(Decimal(given.replace(",", ".")))
    raise values.FieldError(
        _("{value} is not an amount, or can be read in two ways").format(value=values.shown(text)),
        _("Write 180000, 180000.00, 180000,00 or 180.000,00."),
    )


def _fraction(field: Callable[[Any], Decimal]) -> Callable[[str, date], Decimal]:
    """Reads 0.6, 0,6 and 60 % for a field that is a part of one."""

    def read(text: str, today: date) -> Decimal:
        given = text.strip().replace(",", ".")
        percent = given.endswith("%")
        try:
            number = Decimal(given.rstrip("% "))
        except ArithmeticError:
            return field(text)
        return field(number / 100 if percent else number)

    return read


def _flag(text: str, today: date) -> bool:
    given = text.strip().lower()
    if given in YES or given in NO:
        return given in YES
    return values.flag(text)


_READERS: dict[values.Field, Callable[[str, date], Any]] = {
    fields.day: _day,
    fields.day_or_anchor: _day_or_anchor,
    values.money: amount,
    values.share: _fraction(values.share),
    values.base_rate: _fraction(values.base_rate),
    values.flag: _flag,
}


Count = Callable[[date, Span, WorkingDay], date]
"""How a span is counted from a day on: a function of `foerder.law.counting`."""
_UNITS_IN_WORDS = {"d": "days", "w": "weeks", "m": "months", "y": "years"}


def span_in_words(span: str) -> str:
    """``6m`` as the register writes it, ``6 months``."""
    text = span.strip().lower().removeprefix("+")
    return f"{text[:-1]} {_UNITS_IN_WORDS[text[-1]]}" if text[:-1].isdigit() and text[-1] in _UNITS_IN_WORDS else span


def count_on(count: Count, start: date, length: str, working: WorkingDay | None) -> date:
    """The last day of a typed span from a day on; ``working``: the authority's days, None where they are not known.

    Raises ``FieldError`` where it is no span or cannot be counted, ``OverflowError`` outside the calendar.
    """
    found = fields.span(span_in_words(length))
    if working is None:
        if has_working_days(found):
            raise values.FieldError(
                _("the working days at the authority are not known: it or [settings] cannot be read"),
                _("Mend the register first (foerder check), or name the day itself."),
            )
        working = no_weekend
    return count(start, found, working)
