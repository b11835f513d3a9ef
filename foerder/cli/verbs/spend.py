"""`foerder spend`: money was spent on a type of cost."""

from __future__ import annotations

from typing import Annotated

import typer

from foerder.cli.change import DryRun, OfPeriod, Plan, Yes, change
from foerder.cli.parser.commands import verb
from foerder.cli.session import session
from foerder.editor.state import State
from foerder.register.tables import COST_TYPES
from foerder.text.i18n import N_, _


@verb(N_("Record what was spent when on a type of cost."))
def spend(
    ctx: typer.Context,
    period: OfPeriod,
    type: Annotated[str, typer.Option("--type", metavar="|".join(COST_TYPES), help=N_("The type of cost."))],
    amount: Annotated[str, typer.Option(metavar=N_("AMOUNT"), help=N_("Euros: 1200 or 1.200,50."))],
    on: Annotated[
        str, typer.Option(metavar=N_("DATE"), help=N_("The day; today where not given."), show_default=False)
    ] = "today",
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Write a ``[[project.period.spending]]``."""
    run = session(ctx)

    def plan(state: State) -> Plan:
        from foerder.cli import pick
        from foerder.cli.values import record
        from foerder.editor.change import Append
        from foerder.register.tables import PERIOD
        from foerder.text.glossary import value_label

        project, found = pick.the_period(state, period)
        spent = record(PERIOD.tables["spending"].keys, {"type": type, "on": on, "amount": amount}, run.today)
        remarks = []
        if found.costs and type not in {cost.type for cost in found.costs}:
            remarks.append(
                _("The financing plan of {id} has no costs of the type {type}.").format(
                    id=f"{project.id}/{found.id}", type=value_label(type)
                )
            )
        op = Append(found.place.path, "spending", spent)
        return Plan(found.place.file, [op], f"{project.id}/{found.id}", remarks)

    return change(run, "spend", plan, dry_run, yes)
