"""Files that go out: their format, where they are written, and what is said where that fails."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from foerder.calendars.remarks import nothing_to_export
from foerder.cli.session import REFUSED, Session, usage_error
from foerder.cli.terminal.output import say, write_bytes
from foerder.files import WriteError, write_file
from foerder.model import Register

STDOUT = "-"


def by_suffix(file: str, given: str | None, formats: Iterable[str], refusal: str) -> str:
    """The format that is given, else the one that a file's suffix names; ends the program where it is not possible."""
    known = list(formats)
    found = given or PurePath(file).suffix.lower().removeprefix(".")
    if found not in known:
        usage_error(refusal.format(file=file, suffixes=", ".join(f".{name}" for name in known)))
    return found


def put(target: str, data: bytes) -> None:
    """Write a file, or to stdout. Raises `WriteError`."""
    if target == STDOUT:
        write_bytes(data)
    else:
        write_file(target, data)


def nothing(run: Session, register: Register, target: str) -> int:
    """Say why no file is written; the exit code."""
    for text in nothing_to_export(register, target):
        say(text)
    return run.finish(register)


def refused(run: Session, register: Register, error: WriteError) -> int:
    """Say why a file could not be written; the exit code."""
    say(str(error))
    run.finish(register)
    return REFUSED
