"""Whole files, replaced in one step: a reader finds the old one or the new one,
whatever happens in between.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from foerder.text.i18n import N_, _

HELD_OPEN = (5, 32, 33)
"""Windows: access denied, sharing violation, lock violation (winerror.h)."""

PAUSES = (0.02, 0.05, 0.1, 0.25, 0.5)
"""Seconds between attempts to replace a file that is held for a moment only."""
FORBIDDEN = '<>:"|?*'
"""What no name of a file holds in Windows, beside the dividers of folders."""


OWN_NAME_ONLY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
"""Open a file itself, never what a link of its name leads to."""


Content = bytes | Iterable[bytes]
"""What a file is to hold: at once, or in pieces, of which only one is held at a time."""


class Rights(NamedTuple):
    """Who may read and write a new file: its mode, and where the system lets it
    the group and the owner.
    """

    mode: int
    group: int
    owner: int


class WriteError(Exception):
    """A file could not be written; the old one is as it was.

    ``str()`` is a sentence for people.
    """


def read_file(path: Path | str) -> bytes:
    """The bytes of a regular file; a pipe or a device, which might never end, is not opened.

    Raises ``OSError``.
    """
    with open(path, "rb", opener=_without_waiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, _("it is no regular file"))
        return file.read()


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def may_write(path: Path | str) -> bool:
    """Whether a file, or what is in a folder, may be written.

    Windows does not answer for its access lists, so there it is tried: nothing of it stays.
    """
    if sys.platform != "win32":
        return os.access(path, os.W_OK)
    from tempfile import TemporaryFile

    try:
        with TemporaryFile(dir=path) if os.path.isdir(path) else open(path, "r+b"):
            return True
    except OSError:
        return False


def write_file(
    path: Path | str, data: Content, rights: Rights | None = None, private: bool = False
) -> None:
    """Put ``data`` into a file, whole or not at all. Raises `WriteError`.

    With ``rights`` the file gets these, and a link of its name is replaced, never followed.
    ``private``: a new file is for its owner alone.
    """
    shown = os.fspath(path)
    try:
        if rights is not None:
            write_atomic(Path(path), data, rights=rights)
            return
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
                stream.writelines(pieces_of(data))
            return
        if old is not None and not os.access(target, os.W_OK):
            # Only the folder decides whether a file can be replaced; who protects a file means it.
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        write_atomic(target, data, private=private)
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


def write_atomic(
    path: Path,
    content: Content,
    before: Callable[[], None] | None = None,
    rights: Rights | None = None,
    private: bool = False,
) -> None:
    """Write beside, fsync, replace, fsync the folder; mode, group and where
    allowed the owner stay.

    Goes through symlinks, but not with ``rights``, which the file then gets. ``before`` is
    called last of all and may still stop the replacement by raising. Raises ``OSError``; the
    old file is then untouched.
    """
    target = Path(os.path.realpath(path)) if rights is None else path
    beside = target.with_name(f".{target.name}.{os.getpid()}-{os.urandom(4).hex()}.tmp")
    old = target if rights is None and target.exists() else None
    try:
        _write(beside, content, 0o600 if old or rights or private else 0o666)
        if old is not None:
            _make_alike(beside, old)
        elif rights is not None:
            give(beside, rights)
        _replace(beside, target, before)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    sync_folder(target.parent)


def _replace(beside: Path, target: Path, before: Callable[[], None] | None) -> None:
    """Put a file in the place of another.

    Where readers or a virus scanner hold that one in Windows, soon again.
    """
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


def sweep(path: Path) -> None:
    """Remove what interrupted writes of a file left beside it; for who holds its lock."""
    left = re.compile(rf"\.{re.escape(path.name)}\.\d+-[0-9a-f]{{8}}\.tmp")
    with contextlib.suppress(OSError):
        for name in os.listdir(path.parent):
            if left.fullmatch(name):
                with contextlib.suppress(OSError):
                    path.with_name(name).unlink()


def append(path: Path, line: bytes, rights: Rights) -> None:
    """Add a line at the end of a file of lines; one that was broken off is ended first.

    Raises ``OSError``.
    """
    if path.is_symlink():
        path.unlink()
    is_new = not path.exists()
    number = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | OWN_NAME_ONLY, 0o600)
    with os.fdopen(number, "ab+") as file:
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                line = b"\n" + line
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        give(path, rights)


def pieces_of(content: Content) -> Iterable[bytes]:
    """The pieces to write."""
    return (content,) if isinstance(content, bytes) else content


def _write(path: Path, content: Content, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | OWN_NAME_ONLY
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        file.writelines(pieces_of(content))
        file.flush()
        os.fsync(file.fileno())


def give(path: Path, rights: Rights) -> None:
    """Give a file or folder these rights; what the system refuses stays, and no
    strange group gets in.
    """
    mode = rights.mode
    if sys.platform != "win32":
        mine = path.stat()
        if (mine.st_uid, mine.st_gid) != (rights.owner, rights.group):
            try:
                os.chown(path, rights.owner, rights.group)
            except OSError:
                with contextlib.suppress(OSError):
                    os.chown(path, -1, rights.group)
        if path.stat().st_gid != rights.group:
            mode &= ~0o070 | (mode & 0o007) << 3
    with contextlib.suppress(OSError):
        os.chmod(path, mode)


def _make_alike(path: Path, model: Path) -> None:
    """Give a file the group, owner and mode of another; what the system refuses stays as it is."""
    like = model.stat()
    if sys.platform == "linux":
        # Access lists of a share are extended attributes.
        with contextlib.suppress(OSError):
            for name in os.listxattr(model):
                with contextlib.suppress(OSError):
                    os.setxattr(path, name, os.getxattr(model, name))
    give(path, Rights(like.st_mode & 0o7777, like.st_gid, like.st_uid))


def sync_folder(folder: Path) -> None:
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
        if sys.platform == "win32":
            return _("another program holds it open, or it may not be read")
        return _("it may not be read")
    return error.strerror or str(error)


NO_PERMISSION = N_(
    "{file} cannot be written: permission is missing for the file or for its folder."
)
NO_ROOM = N_("{file} cannot be written: the disk is full, or a quota or size limit is reached.")
TOO_LONG = N_("{file} cannot be written: the name is too long.")
REASONS: Mapping[int, str] = {
    errno.EACCES: NO_PERMISSION,
    errno.EPERM: NO_PERMISSION,
    errno.EROFS: N_("{file} cannot be written: its drive is read-only."),
    errno.ENOSPC: NO_ROOM,
    errno.EDQUOT: NO_ROOM,
    errno.EFBIG: NO_ROOM,
    errno.EISDIR: N_("{file} cannot be written: it is a folder. Name a file in it."),
    errno.ENAMETOOLONG: TOO_LONG,
    # Windows says of a name that is too long that there is no such file (ERROR_FILENAME_EXCED_RANGE).
    errno.ENOENT: TOO_LONG,
}
"""Why a file cannot be written, by what the system says."""


def why(shown: str, error: OSError | ValueError) -> str:
    """What went wrong with a file, and what to do, in words."""
    number = getattr(error, "errno", None) or 0
    folder = os.path.dirname(shown) or "."
    text = REASONS.get(number, N_("{file} cannot be written: {reason}."))
    if number in (errno.ENOENT, errno.ENOTDIR) and not os.path.isdir(folder):
        text = N_(
            "{file} cannot be written: the folder {folder} does not exist. Create it first."
        )
    elif getattr(error, "winerror", None) in HELD_OPEN:
        text = N_(
            "{file} cannot be written: another program holds it open, or it is protected. Close it there."
        )
    elif number == errno.EINVAL and any(char in os.path.basename(shown) for char in FORBIDDEN):
        text = N_("{file} cannot be written: a name must not hold any of {characters}")
    reason, characters = getattr(error, "strerror", None) or str(error), " ".join(FORBIDDEN)
    return _(text).format(file=shown, folder=folder, characters=characters, reason=reason)
