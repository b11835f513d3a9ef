"""Files replaced in one step: a reader finds the old one or the new one, whole, whatever happens in between."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path


def write_atomic(path: Path, content: bytes, before: Callable[[], None] | None = None) -> None:
    """Write beside, fsync, replace, fsync the folder; mode, group and where allowed the owner stay.

    Goes through symlinks. ``before`` is called last of all and may still stop the replacement by raising.
    Raises ``OSError``; the old file is then untouched.
    """
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        _write(beside, content)
        if target.exists():
            _make_alike(beside, target)
        if before is not None:
            before()
        os.replace(beside, target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    _sync_folder(target.parent)


def leftovers(path: Path) -> list[Path]:
    """Files that an interrupted `write_atomic` left beside the real file of a path."""
    target = Path(os.path.realpath(path))
    start = f".{target.name}."
    with contextlib.suppress(OSError):
        return [each for each in target.parent.iterdir() if each.name.startswith(start) and each.suffix == ".tmp"]
    return []


def _write(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o666), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _make_alike(path: Path, model: Path) -> None:
    """Give a file the group, owner and mode of another; what the system refuses stays as it is."""
    stat = model.stat()
    if sys.platform != "win32":
        mine = path.stat()
        if (stat.st_uid, stat.st_gid) != (mine.st_uid, mine.st_gid):
            try:
                os.chown(path, stat.st_uid, stat.st_gid)
            except OSError:
                with contextlib.suppress(OSError):
                    os.chown(path, -1, stat.st_gid)
    if sys.platform == "linux":
        # Access lists of a share are extended attributes.
        with contextlib.suppress(OSError):
            for name in os.listxattr(model):
                with contextlib.suppress(OSError):
                    os.setxattr(path, name, os.getxattr(model, name))
    os.chmod(path, stat.st_mode & 0o7777)


def _sync_folder(folder: Path) -> None:
    """Make the new name last; Windows and some network drives have nothing for it."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
