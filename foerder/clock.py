"""The one place that asks the clock."""

from datetime import UTC, date, datetime


def today() -> date:
    """The day on this machine."""
    return date.today()


def now() -> datetime:
    """This second, in UTC."""
    return datetime.now(UTC).replace(microsecond=0)
