"""Payments received: which, and what each is called."""

from __future__ import annotations

from foerder.model import Payment, Period


def received_payments(period: Period) -> list[Payment]:
    """The payments received, oldest first."""
    found = [payment for payment in period.payments if payment.received]
    if len(found) > 1:
        found.sort(key=lambda payment: (payment.received, payment.id or ""))
    return found


def occurrence_of(payment: Payment) -> str:
    """What names a payment's deadline: the day received, and the payment's id where it has one."""
    assert payment.received is not None
    day = payment.received.isoformat()
    return f"{day}/{payment.id}" if payment.id else day
