"""`foerder pay`: a payment (Mittelabruf) was asked for, or has come."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from foerder.cli.change import OfPeriod, Plan, appending, planning
from foerder.cli.parser.commands import Words, gathered, option, verb
from foerder.cli.session import Session, usage_error
from foerder.cli.values import record
from foerder.editor.change import Op, Set
from foerder.editor.state import State
from foerder.model import Payment, Period
from foerder.money.payments import Request, requests_of
from foerder.register.find import find_period
from foerder.register.tables import PERIOD
from foerder.text.i18n import _, fmt_date, fmt_money

KEYS = {
    "amount": option("AMOUNT", "Euros: 25000 or 25.000,00."),
    "requested": option("DATE", "The day on which it was asked for."),
    "received": option("DATE", "The day on which it came in."),
    "id": option("ID", "A name of its own, where two come on one day."),
}
"""What is known of a payment, each with an option."""


def _dated(words: Words) -> Words:
    """What was typed; ends the program where no day is."""
    if words["requested"] is None and words["received"] is None:
        usage_error(_("Say when: --requested DATE or --received DATE."))
    return words


@verb(
    "Record a payment asked for (--requested) or received (--received).",
    epilog="What was received completes the payment that was asked for, where there is exactly one that fits.",
)
@gathered(KEYS, make=_dated)
@planning
def pay(run: Session, state: State, period: OfPeriod, *, words: Words) -> Plan:
    """Write a ``[[project.period.payment]]``, or complete one."""
    project, found = find_period(state.register, period)
    paid = record(PERIOD.tables["payment"].keys, words, run.today)
    name = f"{project.id}/{found.id}"
    waiting = _waiting(found, paid) if words["received"] else []
    if len(waiting) > 1:
        days = ", ".join(str(each.requested) for each in waiting)
        text = _("Several payments asked for fit. Name one with --requested: {days}.")
        usage_error(text, days=days)
    paid |= _second_of_a_day(found, paid)
    request = _partly(found, paid) if words["received"] else None
    if request:
        paid.pop("requested", None)
        part = {**paid, "request": request.day, "amount": paid.get("amount", request.open)}
        remarks = [_still_open(request, part["amount"])]
        return appending(found.place, "payment", part, name, remarks)
    if waiting:
        return Plan(found.place.file, _completed(waiting[0], paid), name)
    if words["amount"] is None:
        usage_error(_("Which amount? --amount AMOUNT"))
    return appending(found.place, "payment", paid, name)


def _partly(period: Period, paid: dict[str, Any]) -> Request | None:
    """The request that this payment answers in part: the one named or the only
    one, if it is larger.
    """
    day, amount = paid.get("requested"), paid.get("amount")
    found = [one for one in requests_of(period) if one.open and day in (None, one.day)]
    if len(found) != 1:
        return None
    [request] = found
    begun = request.paid > 0
    smaller = amount is not None and amount < request.open
    return request if smaller or (begun and amount in (None, request.open)) else None


def _still_open(request: Request, amount: Decimal) -> str:
    rest = request.open - amount
    if not rest:
        return _("The request of {day} is answered in full.").format(day=fmt_date(request.day))
    text = _("Of the request of {day}, {amount} are still open.")
    return text.format(day=fmt_date(request.day), amount=fmt_money(rest))


def _completed(payment: Payment, paid: dict[str, Any]) -> list[Op]:
    """What is new of a payment that was asked for."""
    old = {"amount": payment.amount, "requested": payment.requested}
    return [
        Set(payment.place.path, key, new) for key, new in paid.items() if new != old.get(key)
    ]


def _waiting(period: Period, record: dict[str, Any]) -> list[Payment]:
    """The payments asked for and not yet received that this one can be."""
    day: date | None = record.get("requested")
    amount: Decimal | None = record.get("amount")
    found = [each for each in period.payments if each.requested and each.received is None]
    if day is not None:
        return [each for each in found if each.requested == day]
    return [each for each in found if amount is None or each.amount in (None, amount)]


def _second_of_a_day(period: Period, record: dict[str, Any]) -> dict[str, str]:
    """An id for what comes on a day on which something came already: deadlines are known by it."""
    same = [
        each
        for each in period.payments
        if each.received and each.received == record.get("received")
    ]
    return {"id": str(len(same) + 1)} if same and "id" not in record else {}
