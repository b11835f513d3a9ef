"""A deadline that is extended by a span of time: from which day it counts on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from foerder.model import Deadline


def extended(found: Deadline, counted: Callable[[date], date]) -> tuple[date, date | None]:
    """The new last day, and the earlier day to plan for where there are two readings.

    The last day so far is not counted (§ 187 Abs. 1, § 190 BGB). Where the law had moved it,
    the new period goes on from the moved day (BGH, 14.12.2005, IX ZB 198/04); who plans counts
    from the day before it moved. ``found`` has a date.
    """
    assert found.nominal
    assert found.latest
    day = counted(found.latest)
    unmoved = found.nominal
    if found.extension and found.extension.plan_by:
        unmoved = min(unmoved, found.extension.plan_by)
    careful = counted(unmoved)
    return day, careful if careful < day else None
