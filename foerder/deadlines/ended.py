"""What is left of a period's duties where the grant ended before its time:
given up, or revoked (§ 49 VwVfG).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from foerder.deadlines.occurrences import AnchorDay, NoDate, Occurrence
from foerder.model import Period
from foerder.register.duties import REVOCATION, Duty
from foerder.terms import DUTY_KINDS, OPPORTUNITIES

Days = list[Occurrence] | NoDate
Anchors = Callable[[str], list[AnchorDay] | NoDate]
ENDS = ("period-end", "purpose-fulfilled")
UNKNOWN = ("broken", "unverified", "undated", "no-date", "authority", "settings", "award")
"""Why a duty has no date although it may be owed; any other reason is an event
that had not come before the end.
"""


def is_gone(duty: Duty) -> bool:
    """Whether a duty goes with the grant, whatever its day is: opportunities
    and the earmark (Zweckbindung).
    """
    if duty.kind in OPPORTUNITIES:
        return duty.id != REVOCATION
    return duty.kind == "earmark-end"


def is_unknown(days: Days) -> bool:
    """Whether there is no date for another reason than an event that had not come."""
    if not isinstance(days, NoDate):
        return False
    return days.why in UNKNOWN or days.why.startswith("unreadable ")


def days_left(
    duty: Duty, days: Days, ended: date, is_recorded: Callable[[Occurrence], bool]
) -> Days:
    """The days that stay: of a duty those up to the day the grant ended or
    recorded as met, and the proof of use.
    """
    single_proof = duty.kind == "final-report" and not duty.recurring
    if duty.kind not in DUTY_KINDS or single_proof:
        return days
    if isinstance(days, NoDate):
        return days if is_unknown(days) else []
    kept = [day for day in days if day.nominal <= ended or is_recorded(day)]
    if duty.kind == "final-report":
        # Of a proof for every year the next one is owed for what was drawn last.
        kept += [day for day in days if day.nominal > ended][:1]
    return kept


def anchors_at_end(anchors: Anchors, duty: Duty, period: Period) -> Anchors:
    """The anchors of a proof of use that is counted from the day on which the grant ended."""
    ended = period.ended_on
    assert ended
    # Where the conditions name the end of the period, that one counts: the purpose is not fulfilled.
    replaced = ENDS[:1] if ENDS[0] in duty.anchors else ENDS

    def anchor(name: str) -> list[AnchorDay] | NoDate:
        days = anchors(name)
        later = isinstance(days, NoDate) or days[0].day > ended
        if name in replaced and later:
            return [AnchorDay(ended, None, {"ended": period})]
        return days

    return anchor


def earlier_proof(duty: Duty, regular: Days, counted: Days) -> tuple[Duty, Days]:
    """The proof of use on the day counted from the early end, unverified (grade
    U), never after the regular one.
    """
    if isinstance(counted, NoDate) or not counted:
        return duty, regular
    if not isinstance(regular, NoDate) and regular and regular[0].nominal <= counted[0].nominal:
        return duty, regular
    return duty._replace(keys={**duty.keys, "grade": "U"}), counted
