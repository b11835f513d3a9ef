"""The register on the disk: locked against other runs, replaced in one step, the old text kept once as .bak."""

from __future__ import annotations

import contextlib
import errno
import getpass
import json
import os
import platform
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from foerder.editor.change import Refused
from foerder.files import HELD_OPEN, leftovers, write_atomic
from foerder.text.i18n import _, fmt_date

MEMORY = ".foerder"
CALENDAR_LOCK = "calendar.lock"
"""Held while calendars are written: what they remember is not the register."""
TIMEOUT = 15.0
"""Seconds to wait for another run of foerder."""
STALE_AFTER = 3600.0
"""Seconds after which a lock that is only a file is taken for forgotten."""
_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


def user() -> str:
    """Who works here: the name at the machine."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"


def memory(path: Path) -> Path:
    """The program's own folder beside a register (beside the real file, where the path is a link)."""
    return Path(os.path.realpath(path)).parent / MEMORY


def make_memory(path: Path) -> Path:
    """The same, made where it is missing: open to whoever may write beside it. Raises ``OSError``."""
    folder = memory(path)
    _make(folder)
    return folder


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(exist_ok=True)
        with contextlib.suppress(OSError):
            folder.chmod(folder.parent.stat().st_mode & 0o7777)


def shared_mode(path: Path) -> int:
    """The mode of a new file in the memory: who may write the register may write it."""
    try:
        return path.stat().st_mode & 0o666 | 0o600
    except OSError:
        return 0o644


@contextmanager
def locked(paths: Iterable[Path], verb: str, now: datetime) -> Iterator[None]:
    """Keep other runs of foerder away from these registers. Raises `Refused` where one is at work for too long."""
    firsts = {memory(path): path for path in sorted(paths)}
    with ExitStack() as stack:
        for folder in sorted(firsts):
            stack.enter_context(_locked(folder, firsts[folder], verb, now))
        yield


@contextmanager
def _locked(folder: Path, path: Path, verb: str, now: datetime) -> Iterator[None]:
    with ExitStack() as stack:
        try:
            stack.enter_context(hold(folder, path, verb, now))
        except OSError as fault:
            raise refusal(fault, folder) from fault
        yield


@contextmanager
def hold(folder: Path, like: Path, verb: str, now: datetime, name: str = "lock") -> Iterator[None]:
    """Hold a lock in a memory; who may write ``like`` may take it too.

    Raises `Refused` where another run is at work for too long, OSError where there can be no lock.
    """
    import warnings

    from filelock import FileLock, SoftFileLock, Timeout

    holder = folder / f"{name}.json"
    try:
        _make(folder)
        lock = FileLock(folder / name, mode=shared_mode(like))
        with warnings.catch_warnings():
            # On a drive that cannot lock, filelock says so and falls back on a file that only exists while held.
            warnings.simplefilter("ignore")
            try:
                lock.acquire(timeout=TIMEOUT, poll_interval=0.02)
            except Timeout:
                if not (isinstance(lock, SoftFileLock) and _is_stale(folder / name, now)):
                    raise
                lock.break_lock()
                lock.acquire(timeout=TIMEOUT, poll_interval=0.02)
    except Timeout:
        raise Refused(_held(holder), _("Try again when the other run has ended; nothing was changed.")) from None
    try:
        with contextlib.suppress(OSError):
            about = {"who": user(), "host": platform.node(), "pid": os.getpid(), "verb": verb}
            holder.write_text(json.dumps({**about, "since": now.isoformat()}), encoding="utf-8")
            holder.chmod(shared_mode(like))
        yield
    finally:
        with contextlib.suppress(OSError):
            holder.unlink()
        lock.release()


def _is_stale(lock: Path, now: datetime) -> bool:
    """Whether a lock that is only a file has outlived any change: its run died on another machine.

    Where the drive can lock, the system frees the lock with the run, and this is never asked.
    """
    try:
        return now.timestamp() - lock.stat().st_mtime > STALE_AFTER
    except OSError:
        return False


def _held(holder: Path) -> str:
    """Who holds the lock, and since when, as far as is known."""
    try:
        about: dict[str, Any] = json.loads(holder.read_text(encoding="utf-8"))
        since = datetime.fromisoformat(about["since"])
        text = (
            _("{who} on {host} has been writing the calendars since {day}, {time} (foerder {verb}, process {pid}).")
            if holder.stem == CALENDAR_LOCK
            else _(
                "{who} on {host} has been changing the register since {day}, {time} (foerder {verb}, process {pid})."
            )
        )
        return text.format(
            who=about["who"],
            host=about["host"],
            day=fmt_date(since.date()),
            time=f"{since:%H:%M:%S}",
            verb=about["verb"],
            pid=about["pid"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        if holder.stem == CALENDAR_LOCK:
            return _("Another run of foerder is writing the calendars.")
        return _("Another run of foerder is changing the register.")


def refusal(fault: OSError, path: Path) -> Refused:
    """A failure of the disk in words."""
    if fault.errno in _FULL:
        return Refused(
            _("There is no room left on the drive of {path}.").format(path=path),
            _("Nothing was changed. Make room, then run the command again."),
        )
    if fault.errno in _FORBIDDEN or isinstance(fault, PermissionError):
        if sys.platform == "win32" or getattr(fault, "winerror", None) in HELD_OPEN:
            return Refused(
                _("{path} cannot be replaced: it is write-protected, or open in another program.").format(path=path),
                _("Nothing was changed. Close Excel or the editor that holds it, then run the command again."),
            )
        return Refused(
            _("{path} may not be written.").format(path=path),
            _("Nothing was changed. Ask for the right to write in this folder."),
        )
    return Refused(
        _("{path} cannot be written: {reason}").format(path=path, reason=fault.strerror or str(fault)),
        _("Nothing was changed. Check the path and the drive."),
    )


def check_writable(path: Path) -> None:
    """Respect a write-protected file, though replacing it would work. Raises `Refused`."""
    try:
        protected = not path.stat().st_mode & 0o222 or not os.access(path, os.W_OK)
    except OSError as fault:
        raise refusal(fault, path) from fault
    if protected:
        raise Refused(
            _("{path} is write-protected.").format(path=path),
            _("Nothing was changed. Remove the protection, or ask whoever set it."),
        )


def backup(path: Path) -> Path:
    """Where the text before the last change is kept."""
    target = Path(os.path.realpath(path))
    return target.with_name(target.name + ".bak")


def replace(path: Path, old: bytes, new: bytes) -> None:
    """Put the new text in the place of the old one, which must still be there. Raises `Refused`."""
    check_writable(path)
    unchanged(path, old)
    try:
        for left in [*leftovers(path), *leftovers(backup(path))]:
            with contextlib.suppress(OSError):
                left.unlink()
        write_atomic(path, new, lambda: _keep(path, old))
    except OSError as fault:
        raise refusal(fault, path) from fault


def create(path: Path, new: bytes) -> None:
    """Write a register that does not exist yet. Raises `Refused` where one does by now."""

    def free() -> None:
        if path.exists():
            raise Refused(_("{path} exists already.").format(path=path), _("Nothing was changed."))

    write_atomic(path, new, free)


def _keep(path: Path, old: bytes) -> None:
    """Keep the old text as .bak; last of all make sure once more that it is still the one on the disk."""
    write_atomic(backup(path), old)
    with contextlib.suppress(OSError):
        backup(path).chmod(path.stat().st_mode & 0o7777)
    unchanged(path, old)


def unchanged(path: Path, old: bytes) -> None:
    """Make sure that the file on the disk is still the one that was read. Raises `Refused`."""
    try:
        now = path.read_bytes()
    except OSError as fault:
        raise refusal(fault, path) from fault
    if now != old:
        raise Refused(
            _("{path} was changed by somebody else in the meantime.").format(path=path),
            _("Nothing was written. Run the command again: it then starts from the new text."),
        )
