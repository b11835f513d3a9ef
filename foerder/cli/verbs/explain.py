"""`foerder explain`: why this date."""

from __future__ import annotations

from typing import Annotated

import typer

from foerder.cli import complete
from foerder.cli import options as o
from foerder.cli.session import present, session, usage_error
from foerder.cli.usage import verb
from foerder.i18n import N_, _


@verb(N_("Why a deadline falls on its day: anchor, offset, shift, paragraph, source, and one sentence for the file."))
def explain(
    ctx: typer.Context,
    deadline: Annotated[
        str,
        typer.Argument(
            metavar=N_("DEADLINE"),
            help=N_("Id of the deadline, or any part of it that fits only one."),
            autocompletion=complete.deadlines,
        ),
    ],
    format: o.Format = None,
) -> int:
    """Find the deadline and tell its steps."""
    from foerder.deadlines import Calculator
    from foerder.selection import find_deadlines
    from foerder.views import explain as view

    o.check_format(format)
    run = session(ctx)
    register = run.readable()
    until = o.window(register, run.today, None, None)
    known = Calculator(register, run.today, until, tracing=True)
    candidates = known.all()
    found = find_deadlines(deadline, candidates)
    if len(found) != 1:
        run.finish(register)
        if found:
            usage_error(
                _('"{name}" can mean several deadlines: {ids}').format(
                    name=deadline, ids=", ".join(d.id for d in found[:20]) + (" …" if len(found) > 20 else "")
                )
            )
        from foerder.nothing import hint, no_deadline

        near = hint(deadline, (d.id for d in candidates), none=no_deadline(register.projects))
        usage_error(_('There is no deadline "{name}". All ids: foerder due --all.').format(name=deadline) + near)
    answer = view.Answer(register, found[0], run.today, known)
    present(run, format, view, answer)
    return run.finish(register)
