"""What the program remembers of a register: the folder ``.foerder/NAME/``
beside it, its rights, locks and files.

As private as the register, as shared as its folder. Links that somebody planted there are
replaced, never followed.
"""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from foerder.files import Content, Rights, give, read_file, sweep, sync_folder, write_atomic
from foerder.register.files import files_in
from foerder.text.i18n import _
from foerder.text.records import DAMAGED

FOLDER = ".foerder"
WHOLE = "_"
"""The name of a memory where the register is a folder."""
JOURNAL, SEEN, INTENDED = "journal.jsonl", "seen", "change.json"
"""The changes; the register after the last one; the one that is just being made."""
CALENDARS = "calendar.json"
DELIVERIES, GOOD = "notify.json", "notify-good.json"
REGISTER_LOCK, CALENDAR_LOCK, NOTIFY_LOCK = "lock", "calendar.lock", "notify.lock"
"""Held while the register is changed, while calendars are written, while mails are sent."""
TIMEOUT = 15.0
"""Seconds to wait for another run of foerder."""
STALE_AFTER = 3600.0
"""Seconds after which a lock that is only a file is taken for forgotten."""


class BusyError(Exception):
    """Another run holds a lock for too long. ``str()`` says who, since when."""


class Memory:
    """The memory of one register: of a file, or of a folder that is read as one.

    Nothing is made before `make`.
    """

    def __init__(self, register: Path) -> None:
        self.register = Path(os.path.realpath(register))
        whole = os.path.isdir(self.register)
        self.beside = self.register if whole else self.register.parent
        self.root = self.beside / FOLDER
        name = self.register.name
        self.folder = self.root / (WHOLE if whole else name.removesuffix(".toml") or name)

    def _own_mode(self) -> int:
        """What everybody may do with every file of the register."""
        mode = 0o666 if os.path.exists(self.register) else 0o666 & ~_umask()
        for path, _shown in files_in([self.register], [""]):
            with contextlib.suppress(OSError):
                mode &= path.stat().st_mode
        return mode

    @property
    def is_private(self) -> bool:
        """Whether the register itself is for its owner alone, wherever it is."""
        return not self._own_mode() & 0o077

    @property
    def rights(self) -> Rights:
        """Those of a file in the memory: who may read the register reads it,
        who may write beside it writes it.
        """
        around = self.beside.stat()
        own = self._own_mode()
        mode = 0o600
        for group in (0o070, 0o007):
            if own & group & 0o444 and around.st_mode & group & 0o111:
                mode |= group & 0o444 | (own | around.st_mode) & group & 0o222
        owner = around.st_uid
        with contextlib.suppress(OSError):
            owner = self.register.stat().st_uid
        return Rights(mode, around.st_gid, owner)

    def make(self) -> Path:
        """Make the folder where it is missing, with what an older layout remembers.

        Raises ``OSError``.
        """
        if self.folder.is_dir() and not self.folder.is_symlink():
            return self.folder
        rights = self.rights
        self._make_root()
        if self.folder.is_symlink() or self.folder.is_file():
            self.folder.unlink()
        beside = self.root / f".{self.folder.name}.{os.urandom(4).hex()}.tmp"
        beside.mkdir(mode=0o700)
        try:
            for name, old in self._old_files().items():
                write_atomic(beside / name, read_file(old), rights=rights)
            passable = (
                rights.mode | (rights.mode & 0o444) >> 2 | self.beside.stat().st_mode & 0o2000
            )
            give(beside, rights._replace(mode=passable | 0o700))
            os.rename(beside, self.folder)
            sync_folder(self.root)
            self._forget_old()
        except OSError:
            if not self.folder.is_dir():  # else another run was faster
                raise
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        return self.folder

    def _make_root(self) -> None:
        """The folder of all memories: open to whoever may write beside it."""
        around = self.beside.stat()
        if self.root.is_symlink() and not _is_ours(self.root):
            self.root.unlink()
        if not self.root.is_dir():
            self.root.mkdir(exist_ok=True)
            give(self.root, Rights(around.st_mode & 0o7777, around.st_gid, around.st_uid))
            sync_folder(self.beside)

    def _old_files(self) -> dict[str, Path]:
        """What versions before remembered, of all registers of a folder
        together, by its name of today.
        """
        found = {}
        for name in (JOURNAL, CALENDARS, DELIVERIES, GOOD, SEEN):
            old = self.root / (f"{self.register.name}.seen" if name == SEEN else name)
            if old.is_file() and not old.is_symlink():
                found[name] = old
        return found

    def _forget_old(self) -> None:
        """Remove the old layout, but not as long as another register beside
        this one may still need it.
        """
        registers = map(Memory, filter(Path.is_file, self.beside.glob("*.toml")))
        if all(memory.folder.is_dir() for memory in registers):
            locks = [self.root / name for name in (REGISTER_LOCK, CALENDAR_LOCK, NOTIFY_LOCK)]
            for old in [*self._old_files().values(), *filter(Path.is_file, locks)]:
                old.unlink()

    def read(self, name: str) -> bytes | None:
        """A file of the memory, or what the older layout has for it; None where there is none.

        Raises ``OSError``.
        """
        path = self.folder / name
        if not self.folder.is_dir():
            path = self._old_files().get(name, path)
        try:
            return None if path.is_symlink() else read_file(path)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, name: str, content: Content) -> None:
        """Replace a file of the memory. Raises ``OSError``."""
        path = self.make() / name
        sweep(path)
        write_atomic(path, content, rights=self.rights)

    def remove(self, name: str) -> None:
        """Remove a file of the memory that may be gone already."""
        with contextlib.suppress(OSError):
            (self.folder / name).unlink()

    def set_aside(self, name: str, today: date) -> Path:
        """Keep a damaged file under another name, which is returned. Raises ``OSError``."""
        path = self.make() / name
        start = f"{name}.damaged-{today.isoformat()}"
        aside, number = path.with_name(start), 0
        while os.path.lexists(aside):
            number += 1
            aside = path.with_name(f"{start}-{number}")
        os.replace(path, aside)
        return aside

    @contextmanager
    def locked(
        self, name: str, verb: str, now: datetime, patience: float | None = None
    ) -> Iterator[None]:
        """Hold a lock for this run alone, ``patience`` seconds waited for.

        Raises `BusyError` where another run holds it, ``OSError`` where there can be none.
        """
        import warnings

        from filelock import FileLock, SoftFileLock, Timeout

        path, holder = self.make() / name, f"{name}.json"
        rights, wait = self.rights, TIMEOUT if patience is None else patience
        if path.is_symlink():
            path.unlink()
        lock = FileLock(path, mode=rights.mode)
        try:
            with warnings.catch_warnings():
                # On a drive that cannot lock, filelock says so and falls back on a file that only exists while held.
                warnings.simplefilter("ignore")
                try:
                    lock.acquire(timeout=wait, poll_interval=0.02)
                except Timeout:
                    if not (isinstance(lock, SoftFileLock) and _is_stale(path, now)):
                        raise
                    lock.break_lock()
                    lock.acquire(timeout=wait, poll_interval=0.02)
        except Timeout:
            raise BusyError(self._held(name)) from None
        try:
            for left in self.root.glob(f".{self.folder.name}.????????.tmp"):
                shutil.rmtree(left, ignore_errors=True)
            with contextlib.suppress(OSError):
                give(path, rights)
                about = {"who": user(), "host": host(), "pid": os.getpid(), "verb": verb}
                self.write(holder, json.dumps({**about, "since": now.isoformat()}).encode())
            yield
        finally:
            self.remove(holder)
            lock.release()

    def _held(self, name: str) -> str:
        """Who holds a lock, and since when, as far as is known."""
        known, unknown = _held_texts()[name]
        try:
            about = json.loads(self.read(f"{name}.json") or b"")
            since = datetime.fromisoformat(about["since"])
            return known.format(**about, day=since.date(), time=f"{since:%H:%M:%S}")
        except (OSError, *DAMAGED):
            return unknown


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _is_ours(link: Path) -> bool:
    """Whether we ourselves or the administrator made a link."""
    return sys.platform == "win32" or link.lstat().st_uid in (0, os.getuid())


def user() -> str:
    """Who works here: the name at the machine."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"


def host() -> str:
    """This machine's name. Of the system itself: Windows takes long to say all that
    ``platform`` asks it for.
    """
    import socket

    return socket.gethostname()


def _held_texts() -> Mapping[str, tuple[str, str]]:
    return {
        REGISTER_LOCK: (
            _(
                "{who} on {host} has been changing the register since {day}, {time} (foerder {verb}, process {pid})."
            ),
            _("Another run of foerder is changing the register."),
        ),
        CALENDAR_LOCK: (
            _(
                "{who} on {host} has been writing the calendars since {day}, {time} (foerder {verb}, process {pid})."
            ),
            _("Another run of foerder is writing the calendars."),
        ),
        NOTIFY_LOCK: (
            _(
                "{who} on {host} has been sending mails since {day}, {time} (foerder {verb}, process {pid})."
            ),
            _("Another run of foerder is sending mails."),
        ),
    }


def _is_stale(lock: Path, now: datetime) -> bool:
    """Whether a lock that is only a file has outlived any change: its run died
    on another machine.

    Where the drive can lock, the system frees the lock with the run, and this is never asked.
    """
    try:
        return now.timestamp() - lock.stat().st_mtime > STALE_AFTER
    except OSError:
        return False
