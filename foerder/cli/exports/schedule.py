"""The lines for a scheduler of this machine: `notify --install`, `publish --install`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from foerder.cli.session import Session
from foerder.cli.terminal.output import write
from foerder.notify import scheduler
from foerder.register.files import user_folder


def print_schedule(
    run: Session, kind: str, words: Sequence[str], ping: str | None = None
) -> int:
    """Print the lines that run a verb each working day; a folder to write into
    is named in full.
    """
    paths = [path.resolve() for path, _shown in run.place.files()]
    command = scheduler.own_command()
    for path in paths:
        command += ["-f", str(path)]
    verb, *more = words
    for place, word in enumerate(more):
        if not word.startswith(("-", "http://", "https://")):
            more[place] = str(Path(word).resolve())
    folder = paths[0] if paths[0].is_dir() else paths[0].parent
    secrets = user_folder("config") / scheduler.SECRETS_FILES[verb]
    job = scheduler.Job(verb, [*command, verb, *more], str(folder), str(secrets), ping)
    write(scheduler.lines(kind, job))
    return 0
