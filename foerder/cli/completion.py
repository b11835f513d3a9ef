"""Answers the shell while somebody types: verbs, options, ids. Never an error, never a word too much."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from foerder.cli.usage import PROGRAM

if TYPE_CHECKING:
    from typer._click.core import Command

VARIABLE = "_FOERDER_COMPLETE"
SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


def answer(command: Command, environ: Mapping[str, str]) -> None:
    """Print what the words typed so far can go on with; nothing where anything is wrong."""
    out = io.StringIO()
    with contextlib.suppress(Exception, SystemExit), contextlib.redirect_stderr(io.StringIO()):
        from typer._completion_classes import completion_init
        from typer.completion import shell_complete

        completion_init()
        with contextlib.redirect_stdout(out):
            shell_complete(command, {}, PROGRAM, VARIABLE, environ[VARIABLE])
    sys.stdout.write(out.getvalue())


def script(shell: str) -> str:
    """What the shell has to run at its start."""
    from typer._completion_shared import get_completion_script

    return get_completion_script(prog_name=PROGRAM, complete_var=VARIABLE, shell=shell)
