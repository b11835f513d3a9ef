"""Which text editor is opened: the one that is named, else the friendliest that is installed."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

from foerder.text.i18n import N_

WAYS_OUT = {
    "nano": N_("nano: Ctrl+X leaves it; it asks whether to save."),
    "micro": N_("micro: Ctrl+Q leaves it; it asks whether to save."),
    "mcedit": N_("mcedit: F10 leaves it; it asks whether to save."),
    "vi": N_(
        "vi: Esc, then :wq and Enter saves and leaves; Esc, then :q! leaves without saving."
    ),
}
"""The editors for a terminal, the friendliest first, and how to leave each."""


def named_editor() -> str | None:
    """The command in ``VISUAL`` or ``EDITOR``."""
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or None


def installed_editor() -> str | None:
    """The editor to use where none is named; None where there is none."""
    if sys.platform == "win32":
        return "notepad"
    for name in WAYS_OUT:
        if shutil.which(name):
            return name
    return None


def command_words(command: str) -> list[str]:
    """The words of an editor's command. Raises ``ValueError`` where a quote is not closed.

    In Windows a path may hold blanks and backslashes, and programs like ``code`` are batch
    files, which are only run by their full name.
    """
    if sys.platform != "win32":
        return shlex.split(command)
    if Path(command).exists():
        return [command]
    words = [word.strip('"') for word in shlex.split(command, posix=False)]
    return [shutil.which(words[0]) or words[0], *words[1:]] if words else [command]
