"""Time against money, in words."""

from __future__ import annotations

from foerder.money.plan import Pace
from foerder.text.i18n import _, fmt_percent


def pace_text(pace: Pace) -> str:
    """Time against money in a few words."""
    return _("{time} of the time, {money} of the money").format(
        time=fmt_percent(pace.time), money=fmt_percent(pace.money)
    )
