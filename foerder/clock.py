"""The one place that asks the clock."""

from datetime import date


def today() -> date:
    """The day on this machine."""
    return date.today()
