"""`foerder use`: remember the register, so that it is found from every folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from foerder.cli import REFUSED, remembered
from foerder.cli.parser.commands import argument, flag, verb
from foerder.cli.session import Session, usage_error
from foerder.cli.terminal.output import say, write
from foerder.files import WriteError
from foerder.text.i18n import _


@verb(
    "Remember where the register is, for this user and from every folder.",
    epilog="Only where nothing nearer says so: -f, FOERDER_REGISTER and a register in this folder or above come first. "
    "Shares too: foerder use //server/office/projects.toml. Which register is in force: foerder where.",
)
def use(
    run: Session,
    path: Annotated[
        list[str] | None, argument("PATH", "The register: a file, several, or a folder.")
    ] = None,
    forget: Annotated[bool, flag("Remember none any more.", "--forget")] = False,
) -> int:
    """Write the path down in the user's configuration folder."""
    if forget == bool(path):
        text = _(
            "Name the register: foerder use PATH; or forget the remembered one: foerder use --forget."
        )
        usage_error(text)
    paths = [remembered.absolute(one) for one in path or []]
    unreachable = _unreachable(paths)
    try:
        file = remembered.remember(paths)
    except WriteError as error:
        say(f"foerder: {error}")
        return REFUSED
    if forget:
        say(_("Nothing is remembered any more ({file})."), file=file)
        return 0
    write("".join(f"{one}\n" for one in paths))
    say(_("Remembered in {file}. From now on: foerder due, from every folder."), file=file)
    for one in unreachable:
        say(_("{path} cannot be reached just now; it is remembered all the same."), path=one)
    _say_nearer(run, paths)
    return 0


def _unreachable(paths: list[str]) -> list[str]:
    """The paths on shares that cannot be reached; ends the program where
    another one does not exist.
    """
    found = [one for one in paths if not os.path.exists(one)]
    missing = [one for one in found if not remembered.is_share(one)]
    if missing:
        text = _("There is no register at {path}. A new one: foerder init.")
        usage_error(text, path=", ".join(missing))
    return found


def _say_nearer(run: Session, paths: list[str]) -> None:
    """Say what comes before the remembered register in this folder."""
    found, how = run.place.located()
    if how != "remembered" and not _same([path for path, _shown in found], paths):
        names = ", ".join(shown for _path, shown in found)
        say(_("Here, {path} comes first: see foerder where."), path=names)


def _same(found: list[Path], paths: list[str]) -> bool:
    """Whether what is in force here is what was just remembered."""
    return [os.path.realpath(one) for one in found] == [os.path.realpath(one) for one in paths]
