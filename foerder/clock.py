"""The one place that asks the clock."""

from datetime import date, datetime


def today() -> date:
    """The day on this machine."""
    return date.today()


def now() -> datetime:
    """The moment on this machine, to the second, with its distance from UTC."""
    return datetime.now().astimezone().replace(microsecond=0)
