"""Which files a register is made of: files as they are named, folders for the ``*.toml`` in them."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from foerder.text.i18n import slug

EVERYDAY = ("data", "daten", "foerder", "foerderung", "projects", "projekte", "register")
"""Names that tell no register from another."""


class File(NamedTuple):
    """A file of a register: where it is, as people see it, and its bytes where they have been read already."""

    path: Path
    shown: str
    raw: bytes | None = None


def files_in(paths: Iterable[Path], shown: Iterable[str]) -> list[tuple[Path, str]]:
    """The files behind the paths, each once, with the names that people see."""
    files: dict[str, tuple[Path, str]] = {}
    for path, name in zip(paths, shown, strict=True):
        for entry in _inside(path) or [path]:
            label = name if entry is path else os.path.join(name, entry.name)
            files.setdefault(os.path.realpath(entry), (entry, label))
    return list(files.values())


def with_bytes(path: Path, shown: str) -> File:
    """A file with its bytes; without them where it cannot be read."""
    try:
        return File(path, shown, path.read_bytes())
    except (OSError, ValueError):
        return File(path, shown)


def id_of(path: Path) -> str:
    """An id for a new register, from its own name, or that of the first folder above it that says more."""
    real = path.absolute()
    names = [slug(name) for name in (real.stem, *(folder.name for folder in real.parents)) if name]
    return next((name for name in names if name not in EVERYDAY), "register")


def size_of(path: Path) -> int:
    """The size of a file in bytes; 0 where it cannot be looked at."""
    try:
        return os.stat(path).st_size
    except (OSError, ValueError):
        return 0


def _inside(folder: Path) -> list[Path]:
    """The registers in a folder; none where it is a file, or may not be looked into."""
    if not folder.is_dir():
        return []
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    return [e for e in entries if e.suffix.lower() == ".toml" and not e.name.startswith(".") and not e.is_dir()]
