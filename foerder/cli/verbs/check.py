"""`foerder check`: every problem and risk at once."""

from __future__ import annotations

from typing import Annotated

from foerder.checks import check as find
from foerder.checks.codes import CODES
from foerder.cli import FINDINGS, INVALID, options
from foerder.cli.answers import answering, present
from foerder.cli.parser import complete
from foerder.cli.parser.commands import option, verb
from foerder.cli.session import Session, one_of
from foerder.text.i18n import _
from foerder.views import check as view

SEVERITIES = ("note", "warning", "error")


@verb(
    "Every problem and risk of the register. Silent when all is well.",
    epilog="What a code means and what to do: foerder help CODE.",
)
@answering
def check(
    run: Session,
    fail_on: Annotated[
        str, option("note|warning|error", "From which severity on the exit code is 1.")
    ] = "warning",
    code: Annotated[
        str | None, option("CODE", "Only findings with this code.", complete.codes)
    ] = None,
) -> int:
    """Print what was found."""
    fail_on = str(options.choice(fail_on, SEVERITIES, "--fail-on"))
    one_of(code, sorted(CODES), "--code")
    register = run.register()
    run.busy(_("Looking for problems and risks …"))
    problems = [
        problem for problem in find(register, run.today) if code in (None, problem.code)
    ]
    present(run, view, problems)
    if register.problems:
        return INVALID
    failing = SEVERITIES[SEVERITIES.index(fail_on) :]
    return FINDINGS if any(problem.severity in failing for problem in problems) else 0
