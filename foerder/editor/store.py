"""The register on the disk: locked against other runs, replaced in one step,
the old text kept once as .bak.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from foerder.editor.change import Refused
from foerder.editor.memory import REGISTER_LOCK, BusyError, Memory
from foerder.files import HELD_OPEN, Rights, sweep, write_atomic
from foerder.text.i18n import _

_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextmanager
def locked(paths: Iterable[Path], verb: str, now: datetime) -> Iterator[None]:
    """Keep other runs of foerder away from these registers.

    Raises `Refused` where one is at work for too long.
    """
    memories = {memory.folder: memory for memory in map(Memory, paths)}
    with ExitStack() as stack:
        for folder in sorted(memories):
            try:
                stack.enter_context(memories[folder].locked(REGISTER_LOCK, verb, now))
            except BusyError as busy:
                remedy = _("Try again when the other run has ended; nothing was changed.")
                raise Refused(str(busy), remedy) from None
            except OSError as fault:
                raise refusal(fault, memories[folder].root) from fault
        yield


def refusal(fault: OSError, path: Path) -> Refused:
    """A failure of the disk in words."""
    message = _("{path} cannot be written: {reason}")
    remedy = _("Nothing was changed. Check the path and the drive.")
    held = sys.platform == "win32" or getattr(fault, "winerror", None) in HELD_OPEN
    if fault.errno in _FULL:
        message = _("There is no room left on the drive of {path}.")
        remedy = _("Nothing was changed. Make room, then run the command again.")
    elif fault.errno in _FORBIDDEN or isinstance(fault, PermissionError):
        message = _("{path} may not be written.")
        remedy = _("Nothing was changed. Ask for the right to write in this folder.")
        if held:
            message = _(
                "{path} cannot be replaced: it is write-protected, or open in another program."
            )
            remedy = _(
                "Nothing was changed. Close Excel or the editor that holds it, then run the command again."
            )
    return Refused(message.format(path=path, reason=fault.strerror or str(fault)), remedy)


def check_writable(path: Path) -> None:
    """Respect a write-protected file, though replacing it would work. Raises `Refused`."""
    try:
        protected = not path.stat().st_mode & 0o222 or not os.access(path, os.W_OK)
    except OSError as fault:
        raise refusal(fault, path) from fault
    if protected:
        message = _("{path} is write-protected.").format(path=path)
        remedy = _("Nothing was changed. Remove the protection, or ask whoever set it.")
        raise Refused(message, remedy)


def backup(path: Path) -> Path:
    """Where the text before the last change is kept."""
    target = Path(os.path.realpath(path))
    return target.with_name(target.name + ".bak")


def replace(path: Path, old: bytes, new: bytes) -> None:
    """Put the new text in the place of the old one, which must still be there.

    Raises `Refused`.
    """
    check_writable(path)
    unchanged(path, old)
    try:
        sweep(Path(os.path.realpath(path)))
        sweep(backup(path))
        write_atomic(path, new, lambda: _keep(path, old))
    except OSError as fault:
        raise refusal(fault, path) from fault


def create(path: Path, new: bytes) -> None:
    """Write a register that does not exist yet. Raises `Refused` where one does by now."""

    def free() -> None:
        if path.exists():
            message = _("{path} exists already.").format(path=path)
            raise Refused(message, _("Nothing was changed."))

    write_atomic(path, new, free)


def _keep(path: Path, old: bytes) -> None:
    """Keep the old text as .bak; last of all make sure once more that it is
    still the one on the disk.
    """
    like = path.stat()
    rights = Rights(like.st_mode & 0o7777, like.st_gid, like.st_uid)
    write_atomic(backup(path), old, rights=rights)
    unchanged(path, old)


def unchanged(path: Path, old: bytes) -> None:
    """Make sure that the file on the disk is still the one that was read. Raises `Refused`."""
    try:
        now = path.read_bytes()
    except OSError as fault:
        raise refusal(fault, path) from fault
    if now != old:
        message = _("{path} was changed by somebody else in the meantime.").format(path=path)
        remedy = _(
            "Nothing was written. Run the command again: it then starts from the new text."
        )
        raise Refused(message, remedy)
