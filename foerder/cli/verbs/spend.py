"""`foerder spend`: money was spent on a type of cost."""

from __future__ import annotations

from typing import Annotated

from foerder.cli.change import OfPeriod, Plan, appending, planning
from foerder.cli.parser.commands import option, verb
from foerder.cli.session import Session
from foerder.cli.values import record
from foerder.editor.state import State
from foerder.register.find import find_period
from foerder.register.tables import COST_TYPES, PERIOD
from foerder.text.glossary import value_label
from foerder.text.i18n import _


@verb("Record what was spent when on a type of cost.")
@planning
def spend(
    run: Session,
    state: State,
    period: OfPeriod,
    type: Annotated[str, option("|".join(COST_TYPES), "The type of cost.")],
    amount: Annotated[str, option("AMOUNT", "Euros: 1200 or 1.200,50.")],
    on: Annotated[
        str, option("DATE", "The day; today where not given.", show_default=False)
    ] = "today",
) -> Plan:
    """Write a ``[[project.period.spending]]``."""
    project, found = find_period(state.register, period)
    name = f"{project.id}/{found.id}"
    given = {"type": type, "on": on, "amount": amount}
    spent = record(PERIOD.tables["spending"].keys, given, run.today)
    remarks = []
    if found.costs and spent["type"] not in {cost.type for cost in found.costs}:
        text = _("The financing plan of {id} has no costs of the type {type}.")
        remarks.append(text.format(id=name, type=value_label(spent["type"])))
    return appending(found.place, "spending", spent, name, remarks)
