"""What the keys of the register may hold, for other programs."""

from __future__ import annotations

from collections.abc import Mapping

from foerder.register import fields, values
from foerder.register.values import Field, ListOf, Whole

HELD: Mapping[Field, str] = {
    fields.day: "date",
    values.money: "money",
    values.share: "ratio",
    values.base_rate: "ratio",
    values.flag: "flag",
}


def holds(field: Field) -> str:
    """What a key holds: ``text date money ratio number flag list``."""
    if isinstance(field, ListOf):
        return "list"
    return "number" if isinstance(field, Whole) else HELD.get(field, "text")
