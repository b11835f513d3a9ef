"""Files that go out: their format, where they are written, and what is said where that fails."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath

from foerder.calendars.remarks import nothing_to_export
from foerder.cli import REFUSED
from foerder.cli.session import Session, usage_error
from foerder.cli.terminal.output import say, write_bytes
from foerder.editor.memory import Memory
from foerder.editor.store import backup
from foerder.files import Content, WriteError, pieces_of, write_file
from foerder.model import Register
from foerder.register.files import files_in
from foerder.text.i18n import _, using
from foerder.text.plain import named

STDOUT = "-"
PIECE = 200_000
"""About so many characters are written at a time."""


def by_suffix(file: str, given: str | None, formats: Iterable[str], refusal: str) -> str:
    """The format that is given, else the one that a file's suffix names; ends
    the program where it is not possible.
    """
    known = list(formats)
    found = given or PurePath(file).suffix.lower().removeprefix(".")
    if found not in known:
        usage_error(refusal.format(file=file, suffixes=", ".join(f".{name}" for name in known)))
    return found


def refuse_source(run: Session, target: str) -> None:
    """Make sure that nothing is written over what it is made from. Raises `WriteError`.

    The register's files, the copies beside them and all that the program remembers are no
    target, by whatever name or link; nor is a new file in a folder that is read as a register.
    """
    if target == STDOUT:
        return
    real = Path(os.path.realpath(target))
    for path, _shown in run.place.find():
        if _belongs(real, path) or any(_is_same(real, each) for each in _sources(path)):
            raise WriteError(_is_source(target))


def _belongs(real: Path, register: Path) -> bool:
    """Whether a file is the program's memory, or would be read as a part of the register."""
    memory = Memory(register)
    if real == memory.root or memory.root in real.parents:
        return True
    in_folder = register.is_dir() and real.parent == memory.beside
    return in_folder and real.suffix.lower() == ".toml"


def _sources(register: Path) -> Iterator[Path]:
    for file, _name in files_in([register], [""]):
        yield Path(os.path.realpath(file))


def _is_same(real: Path, source: Path) -> bool:
    """Whether a file is this one, by whatever name or link, or the copy beside it."""
    if real in (source, backup(source)):
        return True
    return real.exists() and source.exists() and real.samefile(source)


def _is_source(target: str) -> str:
    return _(
        "{file} belongs to the register itself, or to what the program remembers of it: nothing is written. "
        "Name another file."
    ).format(file=named(target))


def put(run: Session, target: str, data: Content) -> None:
    """Write a file, or to stdout; what comes from a private register is private.

    Raises `WriteError`.
    """
    if target == STDOUT:
        write_bytes(pieces_of(data))
    else:
        write_file(
            target, data, private=bool(run.place.find()) and run.place.memory().is_private
        )


def encoded(texts: Iterable[str], language: str) -> Iterator[bytes]:
    """Texts as UTF-8, many in a piece; each is made in this language, and nothing else."""
    remaining = iter(texts)
    while True:
        with using(language):
            piece = _next_piece(remaining)
        if not piece:
            return
        yield piece


def _next_piece(texts: Iterator[str]) -> bytes:
    gathered, room = [], PIECE
    for text in texts:
        gathered.append(text)
        room -= len(text)
        if room < 0:
            break
    return "".join(gathered).encode("utf-8")


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


def is_refused(run: Session, register: Register, *targets: str | None) -> bool:
    """Whether one of these files or folders belongs to the register itself, which is then said."""
    try:
        for target in filter(None, targets):
            refuse_source(run, target)
    except WriteError as error:
        refused(run, register, error)
        return True
    return False
