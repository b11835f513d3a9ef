"""`foerder completion`: ids and verbs completed by the shell."""

from __future__ import annotations

from typing import Annotated

from foerder.cli.parser.commands import argument, verb
from foerder.cli.parser.completion import SHELLS, script
from foerder.cli.session import one_of
from foerder.cli.terminal.output import write_bytes


@verb(
    "Print what makes a shell complete verbs, options and ids.",
    epilog="bash: foerder completion bash >> ~/.bashrc – "
    "PowerShell: foerder completion powershell | Out-File -Append -Encoding utf8 $PROFILE",
)
def completion(shell: Annotated[str, argument("|".join(SHELLS), "The shell.")]) -> None:
    """Print the script."""
    one_of(shell, SHELLS, "SHELL")
    # Bytes: a Unix shell in Windows takes no other line ends than its own.
    write_bytes([script(shell).encode("utf-8")])
