"""`foerder pay`: a payment (Mittelabruf) was asked for, or has come."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import typer

from foerder.cli.change import DryRun, OfPeriod, Plan, Yes, change
from foerder.cli.parser.commands import verb
from foerder.cli.session import session, usage_error
from foerder.editor.state import State
from foerder.model import Payment, Period
from foerder.text.i18n import N_, _


@verb(
    N_("Record a payment asked for (--requested) or received (--received)."),
    epilog=N_("What was received completes the payment that was asked for, where there is exactly one that fits."),
)
def pay(
    ctx: typer.Context,
    period: OfPeriod,
    amount: Annotated[str | None, typer.Option(metavar=N_("AMOUNT"), help=N_("Euros: 25000 or 25.000,00."))] = None,
    requested: Annotated[
        str | None, typer.Option(metavar=N_("DATE"), help=N_("The day on which it was asked for."))
    ] = None,
    received: Annotated[str | None, typer.Option(metavar=N_("DATE"), help=N_("The day on which it came in."))] = None,
    id: Annotated[
        str | None, typer.Option(metavar="ID", help=N_("A name of its own, where two come on one day."))
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Write a ``[[project.period.payment]]``, or complete one."""
    if requested is None and received is None:
        usage_error(_("Say when: --requested DATE or --received DATE."))
    run = session(ctx)

    def plan(state: State) -> Plan:
        from foerder.cli import pick
        from foerder.cli.values import record
        from foerder.editor.change import Append, Op, Set
        from foerder.register.tables import PERIOD

        project, found = pick.the_period(state, period)
        given = {"id": id, "requested": requested, "received": received, "amount": amount}
        paid = record(PERIOD.tables["payment"].keys, given, run.today)
        name = f"{project.id}/{found.id}"
        waiting = _waiting(found, paid) if received else []
        if len(waiting) > 1:
            usage_error(
                _("Several payments asked for fit. Name one with --requested: {days}.").format(
                    days=", ".join(str(each.requested) for each in waiting)
                )
            )
        paid |= _second_of_a_day(found, paid)
        if waiting:
            old = {"amount": waiting[0].amount, "requested": waiting[0].requested}
            ops: list[Op] = [Set(waiting[0].place.path, key, new) for key, new in paid.items() if new != old.get(key)]
            return Plan(found.place.file, ops, name)
        if amount is None:
            usage_error(_("Which amount? --amount AMOUNT"))
        return Plan(found.place.file, [Append(found.place.path, "payment", paid)], name)

    return change(run, "pay", plan, dry_run, yes)


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
    same = [each for each in period.payments if each.received and each.received == record.get("received")]
    return {"id": str(len(same) + 1)} if same and "id" not in record else {}
