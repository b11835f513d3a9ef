"""`foerder rules`: the rule sets behind the dates."""

from __future__ import annotations

from typing import Annotated

import typer

from foerder.cli import options
from foerder.cli.parser.commands import verb
from foerder.cli.session import present, session, usage_error
from foerder.register.rulesets import NAMES, built_in
from foerder.text.hints import nearest
from foerder.text.i18n import N_, _
from foerder.views import rules as view


@verb(N_("The built-in and local rule sets with paragraph, source and date of the last check."))
def rules(
    ctx: typer.Context,
    id: Annotated[
        str | None,
        typer.Argument(metavar=N_("ID"), help=N_("Only this rule set, with the wording of every rule.")),
    ] = None,
    format: options.Format = None,
) -> int:
    """Print the rule sets; works without a register too."""
    options.check_format(format)
    run = session(ctx)
    register = run.register() if run.find() else None
    local = [s for s in register.rule_sets.values() if s.id not in NAMES] if register else []
    sets = [*(built_in(name) for name in NAMES), *local]
    if id is not None:
        known = [one.id for one in sets]
        sets = [one for one in sets if one.id == id]
        if not sets:
            near = nearest(id, known)
            hint = _("Did you mean {words}?").format(words=near) if near else _("All: foerder rules.")
            usage_error(_('There is no rule set "{name}".').format(name=id) + " " + hint)
    present(run, format, view, view.Answer(sets, detailed=id is not None))
    return run.finish(register) if register else 0
