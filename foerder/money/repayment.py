"""What may be asked back of a grant that was given up or revoked (§ 49a VwVfG):
an estimate, never a claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from foerder.model import Period
from foerder.money.clauses import BaseRate
from foerder.money.payments import accrue, interest_of
from foerder.money.plan import ZERO

LAW = "§ 49a Abs. 1 VwVfG"
INTEREST_LAW = "§ 49a Abs. 3 VwVfG"


@dataclass(frozen=True, slots=True)
class Repayment:
    """What may be asked back, in euros."""

    amount: Decimal
    reason: str
    """``revoked``: all that was received; ``reduced``: what is over the reduced
    grant; ``unused``: what was not spent; ``unknown``: all that was received,
    because no spending is recorded."""
    interest: Decimal | None = None
    """From the day of the revocation up to today; None where nothing was
    revoked, or no base rate is known.
    """


def repayment(
    period: Period,
    received: Decimal,
    spent: Decimal | None,
    reduced: Decimal | None,
    rates: Sequence[BaseRate],
    today: date,
) -> Repayment | None:
    """What may be asked back of a grant that ended early; None where nothing can be.

    ``spent`` and ``reduced`` (the grant after a reduction) are None where they are not known.
    """
    ended = period.ended_on
    if ended is None or ended > today or period.closed or not received:
        return None
    if period.ended_why == "revoked":
        parts = accrue(received, ended, today, rates)
        return Repayment(received, "revoked", None if parts is None else interest_of(parts))
    if spent is None:
        return Repayment(received, "unknown")
    reason, kept = ("unused", spent) if reduced is None else ("reduced", reduced)
    amount = received - kept
    return Repayment(amount, reason) if amount > ZERO else None
