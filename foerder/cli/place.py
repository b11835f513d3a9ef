"""Where the register is: its paths, the files behind them, and what the program
remembers beside it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from foerder.cli import INVALID
from foerder.cli.terminal.output import say
from foerder.register.files import files_in, size_of
from foerder.text.i18n import _

if TYPE_CHECKING:
    from foerder.editor.memory import Memory


class RegisterPlace:
    """The paths that were named with ``-f``, or where the register is found without."""

    def __init__(self, named: list[str]) -> None:
        self.named = named

    def find(self) -> list[tuple[Path, str]]:
        """Where the register is, with the names to show."""
        return self.located()[0]

    def asked_for(self) -> tuple[list[str], str]:
        """The paths that are named for this run, none where it is none, and by what."""
        if self.named:
            return self.named, "-f"
        return list(filter(None, [os.environ.get("FOERDER_REGISTER")])), "FOERDER_REGISTER"

    def located(self) -> tuple[list[tuple[Path, str]], str]:
        """Where the register is and why: named, in ``FOERDER_REGISTER``, the
        nearest from here upward, remembered.
        """
        named, why = self.asked_for()
        if named:
            return [(Path(name), name) for name in named], why
        found = _nearest(Path.cwd())
        if found:
            return [found], "nearest"
        from foerder.cli.remembered import remembered

        known = [(Path(name), name) for name in remembered()]
        return known, "remembered" if known else "nothing"

    def files(self) -> list[tuple[Path, str]]:
        """The files of the register; ends the program where there are none."""
        found = self.find()
        if not found:
            nothing = _(
                "No register found: neither data/projects.toml nor projects.toml from here upward."
            )
            remedy = _(
                "A new one: foerder init. One that exists: foerder use PATH, or foerder -f PATH for once."
            )
            say(f"{nothing}\n{remedy}")
            raise typer.Exit(INVALID)
        return found

    def located_files(self) -> list[tuple[Path, str]]:
        """The files behind the register's paths, with the names to show; ends
        the program where there are none.
        """
        found = self.files()
        return files_in([path for path, _name in found], [name for _path, name in found])

    def size(self) -> int:
        """How large the register is, in bytes."""
        return sum(size_of(path) for path, _shown in self.located_files())

    def folder(self) -> Path:
        """The folder in which the register is."""
        return self.memory().beside

    def memory(self) -> Memory:
        """What the program remembers of the register; of several files of the first."""
        from foerder.editor.memory import Memory

        found = self.find()
        return Memory(found[0][0] if found else Path.cwd())

    def hint(self) -> None:
        """What may be wrong where nothing of the register can be read."""
        from foerder.cli.remembered import is_share

        found, how = self.located()
        if any(is_share(shown) and not os.path.exists(shown) for _path, shown in found):
            say(_("It is on a share. Is the network connected, or the VPN?"))
        if how == "remembered":
            say(
                _(
                    "This register is the one that foerder use remembered. Another one: foerder use PATH."
                )
            )


def _nearest(here: Path) -> tuple[Path, str] | None:
    """The register in this folder, or in the next one above, with the name to show."""
    for folder in (here, *here.parents):
        for candidate in (folder / "data" / "projects.toml", folder / "projects.toml"):
            if candidate.is_file():
                shown = candidate.relative_to(here) if folder == here else candidate
                return candidate, str(shown)
    return None
