"""Spans of time in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foerder.text.i18n import _, ngettext, said_once

if TYPE_CHECKING:
    from foerder.model import Span


@said_once
def span_text(span: Span) -> str:
    """A span in words: "6 months", "1 month 15 days"."""
    return " ".join([_amount(each.unit, each.number) for each in span])


def _amount(unit: str, n: int) -> str:
    text = {
        "days": ngettext("{n} day", "{n} days", n),
        "working days": ngettext("{n} working day", "{n} working days", n),
        "Werktage": ngettext("{n} Werktag", "{n} Werktage", n),
        "weeks": ngettext("{n} week", "{n} weeks", n),
        "months": ngettext("{n} month", "{n} months", n),
        "years": ngettext("{n} year", "{n} years", n),
    }[unit]
    return text.format(n=n)


def is_zero(span: Span) -> bool:
    """Whether a span is no time at all: the duty is due on the very day of its anchor."""
    return all(amount.number == 0 for amount in span)


@said_once
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
