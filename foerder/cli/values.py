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
from foerder.register import fields, values
from foerder.text.i18n import _
from foerder.toml.parse import UNREADABLE, loads

_PLAIN = re.compile(r"\d+(?:[.,]\d{1,2})?\Z")
_GROUPED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*([.,]\d{1,2})\Z")
_DAY = re.compile(r"(?:\d{4}-\d|\d{1,2}\.\d{1,2}\.)")
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


def record(keys: Mapping[str, values.Field], given: Mapping[str, str | None], today: date) -> dict[str, Any]:
    """A table of what was typed after the options of the same names. An empty text counts as not given."""
    found = {key: value(f"--{key}", keys[key], [text], today) for key, text in given.items() if text is not None}
    return {key: new for key, new in found.items() if new != ""}


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
