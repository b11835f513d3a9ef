"""The plain values a key may hold: text, ids, numbers, words out of a few, lists.

Each function takes what TOML gave and returns what the model keeps. They raise
:class:`FieldError` with what is wrong and how to fix it, in words for people.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from foerder.law.holidays import REGION_NAMES, REGIONS
from foerder.model import ANCHORS
from foerder.text.i18n import _

Field = Callable[[Any], Any]

CENT = Decimal("0.01")
MOST_MONEY = Decimal(10**15)
"""Amounts are below this."""
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


class FieldError(Exception):
    """A value that a key cannot hold."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class ListError(FieldError):
    """Values of a list that it cannot hold, each with its number."""

    def __init__(self, faults: list[tuple[int, FieldError]]) -> None:
        super().__init__(faults[0][1].message, faults[0][1].remedy)
        self.faults = faults


def short(text: str) -> str:
    """A text as it may be in a message."""
    return text if len(text) <= 60 else text[:59] + "…"


def shown(value: Any) -> str:
    """A value as it may be in a message: short, one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{short(value)}"'
    if isinstance(value, list):
        return _("a list")
    if isinstance(value, dict):
        return _("a table")
    written = str(value)[:60]
    return (
        written
        if not isinstance(value, Decimal)
        else written.lower().replace("infinity", "inf")
    )


def text(value: Any) -> str | None:
    """Any text; the empty one means: not given."""
    if isinstance(value, str):
        return value or None
    example = "…" if isinstance(value, bool | list | dict) else shown(value)
    message = _("{value} is not text").format(value=shown(value))
    remedy = _("Put the value in straight quotes: {text}.").format(text=f'"{example}"')
    raise FieldError(message, remedy)


def required_text(value: Any) -> str:
    """Text that may not be empty."""
    if isinstance(value, str) and value.strip():
        return value
    text(value)
    raise FieldError(_("the value is empty"), _("Write a text between the quotes."))


def slug(value: Any) -> str:
    """A stable name: a-z, 0-9 and single hyphens."""
    if isinstance(value, str) and SLUG.match(value):
        return value
    message = _("{value} is not an id").format(value=shown(value))
    remedy = _(
        'Use small letters a-z, digits and single hyphens, in quotes, for example "social-plan-2".'
    )
    raise FieldError(message, remedy)


def optional_slug(value: Any) -> str | None:
    """A stable name, or nothing."""
    return None if value == "" else slug(value)


def duty_id(value: Any) -> str:
    """The id of a deadline: a slug that is no anchor word."""
    name = slug(value)
    if name in ANCHORS:
        message = _('"{name}" is the name of an anchor and cannot be an id').format(name=name)
        remedy = _("Choose another id, for example {other}.").format(other=f'"{name}-2"')
        raise FieldError(message, remedy)
    return name


def reference(value: Any) -> str | None:
    """The id of something else in the register, or nothing."""
    if value == "":
        return None
    if isinstance(value, str):
        return value
    raise FieldError(
        _("{value} is not an id").format(value=shown(value)),
        _("Write the id in straight quotes."),
    )


def money(value: Any) -> Decimal:
    """An amount in euros, zero or more."""
    amount = _number(value)
    if amount is None or not amount.is_finite() or abs(amount) >= MOST_MONEY:
        meant = _number_in(value)
        remedy = _("Write a number without quotes, point before the cents: 180000.00.")
        if meant is not None:
            remedy = _("Write it without quotes: {value}.").format(value=str(meant))
        raise FieldError(_("{value} is not an amount").format(value=shown(value)), remedy)
    if amount < 0:
        raise FieldError(
            _("the amount {value} is negative").format(value=shown(value)),
            _("Amounts are zero or more."),
        )
    cents = amount.quantize(CENT)
    if amount != cents:
        message = _("the amount {value} has fractions of a cent").format(value=shown(value))
        remedy = _("Write at most two digits after the point.")
        raise FieldError(message, remedy)
    return cents


def _number(value: Any) -> Decimal | None:
    """A number as it is written in TOML; None for anything else."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Decimal(str(value))


def _number_in(value: Any) -> Decimal | None:
    """The number that a text such as ``"180.000,00 €"`` means."""
    from foerder.toml.german_values import plain_number

    written = plain_number(value.strip()) if isinstance(value, str) else None
    return Decimal(written) if written is not None else None


def share(value: Any) -> Decimal:
    """A share or rate from 0 to 1."""
    number = _number(value)
    if number is None:
        meant = _number_in(value)
        remedy = _("Write a number from 0 to 1 without quotes: 0.60 for 60 percent.")
        if meant is not None and 0 <= meant <= 1:
            remedy = _("Write it without quotes: {value}.").format(value=_hundredths(meant))
        raise FieldError(_("{value} is not a share").format(value=shown(value)), remedy)
    if number.is_finite() and 0 <= number <= 1:
        return number
    remedy = _("Shares are written from 0 to 1.")
    if number.is_finite() and 1 < number <= 100:
        remedy = _("Write {share}.").format(share=_hundredths(number / 100))
    raise FieldError(_("{value} is not a share from 0 to 1").format(value=shown(value)), remedy)


def _hundredths(share: Decimal) -> str:
    return f"{share:.2f}" if share * 100 % 1 == 0 else f"{share:f}"


def base_rate(value: Any) -> Decimal:
    """A base rate of interest (Basiszinssatz, § 247 BGB), which may be
    negative: 0.0127 for 1.27 percent.
    """
    number = _number(value)
    if number is None:
        message = _("{value} is not a rate of interest").format(value=shown(value))
        remedy = _("Write a number without quotes: 0.0127 for 1.27 percent.")
        raise FieldError(message, remedy)
    if number.is_finite() and abs(number) <= Decimal("0.25"):
        return number
    remedy = _("Write a number without quotes: 0.0127 for 1.27 percent.")
    if number.is_finite() and abs(number) <= 25:
        remedy = _("Write {share}.").format(share=f"{number / 100:f}")
    raise FieldError(
        _("{value} is not a plausible rate of interest").format(value=shown(value)), remedy
    )


class Whole:
    """A whole number between two bounds."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, value: Any) -> int:
        """The number. Raises `FieldError`."""
        least, most = self.least, self.most
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        raise FieldError(
            _("{value} is not a whole number from {least} to {most}").format(
                value=shown(value), least=least, most=most
            ),
            _("Write a whole number without quotes."),
        )


def whole(least: int, most: int) -> Whole:
    """A whole number between two bounds."""
    return Whole(least, most)


def flag(value: Any) -> bool:
    """true or false."""
    if isinstance(value, bool):
        return value
    message = _("{value} is neither true nor false").format(value=shown(value))
    remedy = _("Write true or false, in small letters and without quotes.")
    raise FieldError(message, remedy)


class Choice:
    """One of a few words; with ``optional`` an empty text too, for none."""

    def __init__(self, options: tuple[str, ...], optional: bool = False) -> None:
        self.options, self.optional = options, optional

    def __call__(self, value: Any) -> str | None:
        """The word. Raises `FieldError`."""
        if isinstance(value, str) and value in self.options:
            return value
        if self.optional and value == "":
            return None
        raise FieldError(
            _("{value} is not possible here").format(value=shown(value)),
            _("Possible: {options}.").format(options=", ".join(self.options))
            + _nearest(value, self.options),
        )


def choice(*options: str) -> Choice:
    """One of a few words."""
    return Choice(options)


def _nearest(value: Any, options: tuple[str, ...]) -> str:
    from foerder.text.glossary import VALUES
    from foerder.text.hints import nearest

    word = str(value).strip()
    german = [
        option
        for option in options
        if option in VALUES and VALUES[option][0].lower() == word.lower()
    ]
    match = german[0] if german else nearest(word, options)
    return " " + _('Did you mean "{word}"?').format(word=match) if match else ""


def optional_choice(*options: str) -> Choice:
    """One of a few words, or an empty text for none."""
    return Choice(options, optional=True)


class ListOf:
    """A list, each value checked by ``field``."""

    def __init__(self, field: Field) -> None:
        self.field = field

    def __call__(self, value: Any) -> tuple[Any, ...]:
        """The values. Raises `ListError`."""
        if isinstance(value, list):
            return _items(self.field, value)
        raise FieldError(
            _("{value} is not a list").format(value=shown(value)),
            _("Put the values in square brackets: [{value}].").format(
                value="…" if isinstance(value, dict) else shown(value)
            ),
        )


def list_of(field: Field) -> ListOf:
    """A list, each value checked by ``field``."""
    return ListOf(field)


def _items(field: Field, values: list[Any]) -> tuple[Any, ...]:
    try:
        return tuple(map(field, values))
    except FieldError:
        faults: list[tuple[int, FieldError]] = []
    for number, item in enumerate(values):
        try:
            field(item)
        except FieldError as fault:
            faults.append((number, fault))
    raise ListError(faults)


LANDS = {name.lower(): code for code, names in REGION_NAMES.items() for name in names}
"""The codes of the Länder by their names."""
_region = choice(*REGIONS)


def region(value: Any) -> str:
    """Whose public holidays count; the name of the Land is told its code."""
    word = value.strip() if isinstance(value, str) else ""
    code = _code(word)
    if word not in REGIONS and code in REGIONS:
        message = _("{value} is not possible here").format(value=shown(value))
        remedy = _("Write {text}.").format(text=f'"{code}"')
        raise FieldError(message, remedy)
    return str(_region(value))


def land_code(word: str) -> str:
    """The code of a Land that is typed: ``TH``, ``DE-TH`` or its name."""
    code = _code(word.strip())
    if code in REGIONS[1:]:
        return code
    raise FieldError(
        _("{value} is no Land").format(value=shown(word)),
        _("Possible: {options}.").format(options=", ".join(REGIONS[1:])),
    )


def _code(word: str) -> str:
    return LANDS.get(word.lower(), f"DE-{word.upper().removeprefix('DE-')}")


def identity_part(value: Any) -> str:
    """The id of a deadline without the project: PERIOD/DEADLINE or PERIOD/DEADLINE/OCCURRENCE."""
    if isinstance(value, str) and value.count("/") >= 1 and all(value.split("/")):
        return value
    message = _("{value} is not the id of a deadline").format(value=shown(value))
    remedy = _('Write PERIOD/DEADLINE, for example "2022/final-report".')
    raise FieldError(message, remedy)
