"""Spans of time in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from foerder.text.i18n import _, ngettext

if TYPE_CHECKING:
    from foerder.model import Span


def span_text(span: Span) -> str:
    """A span in words: "6 months", "1 month 15 days"."""
    words: dict[str, Callable[[int], str]] = {
        "days": lambda n: ngettext("{n} day", "{n} days", n),
        "working days": lambda n: ngettext("{n} working day", "{n} working days", n),
        "Werktage": lambda n: ngettext("{n} Werktag", "{n} Werktage", n),
        "weeks": lambda n: ngettext("{n} week", "{n} weeks", n),
        "months": lambda n: ngettext("{n} month", "{n} months", n),
        "years": lambda n: ngettext("{n} year", "{n} years", n),
    }
    return " ".join(
        words[amount.unit](amount.number).format(n=amount.number) for amount in span
    )


def is_zero(span: Span) -> bool:
    """Whether a span is no time at all: the duty is due on the very day of its anchor."""
    return all(amount.number == 0 for amount in span)


def interval_text(span: Span) -> str:
    """The distance of what recurs, in words: "every year", "every 3 months"."""
    single = {
        "days": _("every day"),
        "working days": _("every working day"),
        "Werktage": _("every Werktag"),
        "weeks": _("every week"),
        "months": _("every month"),
        "years": _("every year"),
    }
    if len(span) == 1 and span[0].number == 1:
        return single[span[0].unit]
    return _("every {span}").format(span=span_text(span))
