"""Whole files, replaced in one step: a reader finds the old one or the new one, whatever happens in between."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

from foerder.text.i18n import _

HELD_OPEN = (5, 32, 33)
"""Windows: access denied, sharing violation, lock violation (winerror.h)."""

PAUSES = (0.02, 0.05, 0.1, 0.25, 0.5)
"""Seconds between attempts to replace a file that is held for a moment only."""
FORBIDDEN = '<>:"|?*'
"""What no name of a file holds in Windows, beside the dividers of folders."""


class WriteError(Exception):
    """A file could not be written; the old one is as it was. ``str()`` is a sentence for people."""


def write_file(path: Path | str, data: bytes) -> None:
    """Put ``data`` into a file, whole or not at all. Raises `WriteError`."""
    shown = os.fspath(path)
    try:
        target = Path(os.path.realpath(path))
        try:
            old = target.stat()
        except FileNotFoundError:
            old = None
        if old is not None and stat.S_ISDIR(old.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if old is not None and not stat.S_ISREG(old.st_mode):
            # A device or a pipe cannot be replaced, only fed.
            with open(target, "wb") as stream:
                stream.write(data)
            return
        if old is not None and not os.access(target, os.W_OK):
            # Only the folder decides whether a file can be replaced; who protects a file means it.
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        write_atomic(target, data)
    except (OSError, ValueError) as error:
        raise WriteError(why(shown, error)) from error


def remove_file(path: Path | str) -> None:
    """Remove a file that may be gone already. Raises `WriteError`."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise WriteError(why(os.fspath(path), error)) from error


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
        _replace(beside, target, before)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    _sync_folder(target.parent)


def _replace(beside: Path, target: Path, before: Callable[[], None] | None) -> None:
    """Put a file in the place of another. Where readers or a virus scanner hold that one in Windows, soon again."""
    for pause in (*PAUSES, None) if sys.platform == "win32" else (None,):
        if before is not None:
            before()
        try:
            os.replace(beside, target)
            return
        except PermissionError as error:
            if pause is None or getattr(error, "winerror", None) not in HELD_OPEN:
                raise
        time.sleep(pause)


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


def unread(error: OSError) -> str:
    """Why a file cannot be read, in a few words."""
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return _("there is no such file")
    if isinstance(error, PermissionError):
        # Windows refuses to open a folder, and what another program has opened for itself.
        held = sys.platform == "win32"
        return _("another program holds it open, or it may not be read") if held else _("it may not be read")
    return error.strerror or str(error)


def why(shown: str, error: OSError | ValueError) -> str:
    """What went wrong with a file, and what to do, in words."""
    number = getattr(error, "errno", None)
    held = getattr(error, "winerror", None) in HELD_OPEN
    folder = os.path.dirname(shown) or "."
    if number in (errno.ENOENT, errno.ENOTDIR) and not os.path.isdir(folder):
        return _("{file} cannot be written: the folder {folder} does not exist. Create it first.").format(
            file=shown, folder=folder
        )
    if held:
        return _("{file} cannot be written: another program holds it open, or it is protected. Close it there.").format(
            file=shown
        )
    if number in (errno.EACCES, errno.EPERM):
        return _("{file} cannot be written: permission is missing for the file or for its folder.").format(file=shown)
    if number == errno.EROFS:
        return _("{file} cannot be written: its drive is read-only.").format(file=shown)
    if number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _("{file} cannot be written: the disk is full, or a quota or size limit is reached.").format(file=shown)
    if number == errno.EISDIR:
        return _("{file} cannot be written: it is a folder. Name a file in it.").format(file=shown)
    # Windows says of a name that is too long that there is no such file (ERROR_FILENAME_EXCED_RANGE).
    if number in (errno.ENAMETOOLONG, errno.ENOENT):
        return _("{file} cannot be written: the name is too long.").format(file=shown)
    if number == errno.EINVAL and any(char in os.path.basename(shown) for char in FORBIDDEN):
        return _("{file} cannot be written: a name must not hold any of {characters}").format(
            file=shown, characters=" ".join(FORBIDDEN)
        )
    return _("{file} cannot be written: {reason}.").format(
        file=shown, reason=getattr(error, "strerror", None) or str(error)
    )
