"""The derived index: what `due` needs of a large register, kept in the user's cache folder between two runs.

It is never the truth and never needed. Its key is the contents of the register's files, the rule sets and the
program itself, never a time; every piece of it carries a checksum that is looked at before it is believed; where
anything is odd it counts as missing, and the register is read instead. It is written aside and put in place whole.
"""

from __future__ import annotations

import contextlib
import json
import marshal
import os
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from foerder.deadlines.cache_lines import Block, Lines, Written, from_record
from foerder.register.files import File
from foerder.terms import DUTIES, LISTED, Problem

if TYPE_CHECKING:
    from foerder.model import Deadline, Register

REACH = timedelta(days=400)
"""So far an index reaches beyond the day on which it is made; a question that reaches further reads the register."""
KEPT = 12
"""So many indexes stay in the cache folder; those written longest ago go first."""
FORM = b"foerder index 2"
PACKAGE = Path(__file__).parent.parent
DAMAGED = (sqlite3.Error, OSError, ValueError, LookupError, TypeError, AttributeError, OverflowError, MemoryError)
"""What reading a damaged index may raise."""
SCHEMA = """
CREATE TABLE head (text BLOB, sum BLOB);
CREATE TABLE lines (month INTEGER PRIMARY KEY, text BLOB);
CREATE TABLE records (month INTEGER PRIMARY KEY, text BLOB);
"""


class Key(NamedTuple):
    """Which index belongs to a register (its file), and what it must have been made from."""

    path: Path
    made_from: str


class Reach(NamedTuple):
    """Which questions an index answers; None: no bound."""

    today: date | None
    """Only those of this day, because the dates themselves hang on the day."""
    since: date | None
    """Only those of this day or later: what then lay before the beginning of tracking is left out."""
    until: date | None
    """Only those until this day: what comes later is left out."""


class Stored(NamedTuple):
    """What the index knows of a register beside its deadlines."""

    paths: tuple[str, ...]
    problems: tuple[Problem, ...]
    nothing_readable: bool
    projects: bool
    """Whether there is any project."""
    programmes: bool
    within: int
    track_from: date | None
    holidays: str
    office_closed: tuple[str | date, ...]


class Answer(NamedTuple):
    """What the index knows of a window: overdue first, then by the day to plan for."""

    blocks: list[Block]
    """The deadlines as plain lines."""
    deadlines: list[Deadline]
    """The same as deadlines, where they were asked for."""
    next: Deadline | None
    """The first one after the window; looked for only where it is said: with deadlines, or where nothing is due."""


def kept_until(today: date, until: date) -> date | None:
    """How far an index made today reaches; None where a question until this day reaches further."""
    last = today + REACH if today < date.max - REACH else date.max
    return last if until <= last else None


def cache_folder() -> Path | None:
    """The user's own cache folder for this program."""
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME", "")
        if not os.path.isabs(base):
            base = os.path.join(home, ".cache")
    return Path(base, "foerder") if os.path.isabs(base) else None


def key_of(files: Sequence[File], language: str) -> Key | None:
    """The index of these files, read once more where their bytes are not given; None where there is no place for it."""
    folder = cache_folder()
    if folder is None:
        return None
    name, made = blake2b(digest_size=16), blake2b(digest_size=32)
    for file in files:
        for text in (os.path.realpath(file.path), file.shown):
            name.update(b"%d:%b" % (len(os.fsencode(text)), os.fsencode(text)))
    name.update(language.encode())
    try:
        for part in (FORM, name.digest(), *_program()):
            _add(made, part)
        for file in files:
            if file.raw is None:
                _add_file(made, file.path)
            else:
                _add(made, file.raw)
    except (OSError, ValueError):
        return None
    return Key(folder / f"{name.hexdigest()}.sqlite", made.hexdigest())


def _add(made: blake2b, part: bytes) -> None:
    # The length before each part: no two lists of parts can read the same.
    made.update(b"%d:" % len(part))
    made.update(part)


def _add_file(made: blake2b, path: Path) -> None:
    """The same as adding its bytes, without holding them all at once. ValueError where the file grows meanwhile."""
    with open(path, "rb", buffering=0) as stream:
        left = os.fstat(stream.fileno()).st_size
        made.update(b"%d:" % left)
        buffer = bytearray(1 << 18)
        view = memoryview(buffer)
        while size := stream.readinto(buffer):
            made.update(view[:size])
            left -= size
    if left:
        raise ValueError(path)


def _program() -> Iterator[bytes]:
    """What the program is made of: its version, Python's, its files, and the contents of the rule sets."""
    from foerder import __version__

    yield f"{__version__} {sys.version}".encode()
    folders = [str(PACKAGE)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in sorted(entries, key=lambda e: e.name):
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != "__pycache__":
                        folders.append(entry.path)
                    continue
                found = entry.stat()
                yield os.fsencode(f"{entry.path} {found.st_size} {found.st_mtime_ns}")
                if entry.name.endswith(".toml"):
                    yield Path(entry.path).read_bytes()


def _sum(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()


class Index:
    """An index that has been opened and belongs to the register as it is."""

    def __init__(self, connection: sqlite3.Connection, head: dict[str, Any]) -> None:
        self._connection = connection
        self._months: dict[int, tuple[str, str]] = {month: (lines, records) for month, lines, records in head["months"]}
        self._records: dict[int, list[Any]] = {}
        self._reach = Reach(*(_day(day) for day in head["reach"]))
        self.register = _stored(head)

    def answer(self, today: date, until: date, full: bool = False) -> Answer | None:
        """What is overdue, and what is due until a day; ``full``: as deadlines too. It can be asked once.

        None where it is damaged, or does not reach so far.
        """
        try:
            return self._answer(today, until, full)
        except DAMAGED:
            return None
        finally:
            self._connection.close()

    def _answer(self, today: date, until: date, full: bool) -> Answer | None:
        reach = self._reach
        if (reach.today or today) != today or today < (reach.since or today) or until > (reach.until or until):
            return None
        blocks: dict[str, list[Block]] = {"overdue": [], "due": []}
        deadlines: dict[str, list[Deadline]] = {"overdue": [], "due": []}
        after: tuple[int, int] | None = None
        last = _month(max(until, today))
        for month in sorted(self._months):
            if month > last and after:
                break
            found = Lines(self._text("lines", month, self._months[month][0]))
            states = found.states(self.register.track_from, today, until)
            for state in LISTED:
                block = found.in_state(states, state)
                if block.lines:
                    blocks[state].append(block)
                if full and block.lines:
                    deadlines[state] += [self._deadline(month, n, state) for n in found.places(states, state)]
            if after is None:
                place = next(iter(found.places(states, "upcoming")), None)
                after = None if place is None else (month, place)
        shown = [block for state in LISTED for block in blocks[state]]
        coming = None
        if full or not shown:
            if after is None and reach.until:
                return None
            coming = self._deadline(*after, "upcoming") if after else None
        return Answer(shown, deadlines["overdue"] + deadlines["due"], coming)

    def _text(self, table: str, month: int, expected: str) -> bytes:
        (text,) = self._connection.execute(f"SELECT text FROM {table} WHERE month = ?", (month,)).fetchone()
        if not isinstance(text, bytes) or _sum(text).hex() != expected:
            raise ValueError(table)
        return text

    def _deadline(self, month: int, number: int, state: str) -> Deadline:
        if month not in self._records:
            self._records[month] = marshal.loads(self._text("records", month, self._months[month][1]))
        return from_record(self._records[month][number], state)


def open_index(key: Key) -> Index | None:
    """The index of a register; None where there is none, or any doubt."""
    try:
        if not _is_ours(key.path):
            return None
        connection = sqlite3.connect(_uri(key.path), uri=True)
        with contextlib.ExitStack() as unless_good:
            unless_good.callback(connection.close)
            text, checksum = connection.execute("SELECT text, sum FROM head").fetchone()
            head = json.loads(text) if _sum(text) == checksum else {}
            if head.get("made_from") != key.made_from:
                return None
            index = Index(connection, head)
            unless_good.pop_all()
        return index
    except DAMAGED:
        return None


def _uri(path: Path) -> str:
    """The file for SQLite, never to be written to, without locks and without looking for a journal."""
    text = str(path).replace("\\", "/") if sys.platform == "win32" else str(path)
    plain = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-:"
    quoted = "".join(chr(byte) if byte in plain else f"%{byte:02X}" for byte in os.fsencode(text))
    return f"file:{'' if quoted.startswith('/') else '/'}{quoted}?mode=ro&immutable=1"


def _is_ours(path: Path) -> bool:
    """Whether a file or folder is this user's own and nobody else may write to it; Windows keeps the profile so."""
    if sys.platform == "win32":
        return True
    found = os.stat(path)
    return found.st_uid == os.geteuid() and not found.st_mode & 0o022


def write_index(
    key: Key,
    register: Register,
    deadlines: Iterable[Deadline],
    rest: Callable[[Deadline], str],
    reach: Reach,
) -> bool:
    """Keep what `due` needs of a register; False where that is not possible, which does no harm.

    ``rest`` makes the part of a plain line that does not hang on the day.
    """
    try:
        key.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(key.path.parent):
            return False
        aside = key.path.with_name(f".{os.urandom(8).hex()}.tmp")
        try:
            os.close(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            _fill(aside, key, register, deadlines, rest, reach)
            os.replace(aside, key.path)
        finally:
            with contextlib.suppress(OSError):
                os.unlink(aside)
        _prune(key.path)
    except DAMAGED:
        return False
    return True


def _fill(
    path: Path,
    key: Key,
    register: Register,
    deadlines: Iterable[Deadline],
    rest: Callable[[Deadline], str],
    reach: Reach,
) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # Nobody sees the file before it is whole, and its checksums tell where the disk lost something.
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN; {SCHEMA}")
        sums = []
        written = Written(rest)
        for month, found in sorted(_by_month(deadlines, reach).items()):
            found.sort(key=lambda d: (d.due or date.max, d.id))
            lines, records = written.lines(found), marshal.dumps(written.records(found))
            connection.execute("INSERT INTO lines VALUES (?, ?)", (month, lines))
            connection.execute("INSERT INTO records VALUES (?, ?)", (month, records))
            sums.append((month, _sum(lines).hex(), _sum(records).hex()))
        head = json.dumps(_head(key, register, sums, reach)).encode("utf-8")
        connection.execute("INSERT INTO head VALUES (?, ?)", (head, _sum(head)))
        connection.execute("COMMIT")
    finally:
        connection.close()


def _by_month(deadlines: Iterable[Deadline], reach: Reach) -> dict[int, list[Deadline]]:
    """The deadlines that nothing has ended, by the month of the day to plan for."""
    first, last = reach.since or date.min, reach.until or date.max
    months: dict[int, list[Deadline]] = {}
    for deadline in deadlines:
        due, latest, period = deadline.due, deadline.latest, deadline.period
        closed = deadline.kind in DUTIES and period is not None and period.closed
        if due and latest and due <= last and latest >= first and deadline.state != "done" and not closed:
            months.setdefault(_month(due), []).append(deadline)
    return months


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _prune(path: Path) -> None:
    """Remove the indexes written longest ago, and what a run that was cut short left behind an hour ago."""
    now = path.stat().st_mtime
    aged = sorted(((p.stat().st_mtime, p) for p in path.parent.glob("*.sqlite")), reverse=True)
    left = [p for p in path.parent.glob(".*.tmp") if p.stat().st_mtime < now - 3600]
    for old in [*(p for _time, p in aged[KEPT:]), *left]:
        with contextlib.suppress(OSError):
            old.unlink()


def _head(key: Key, register: Register, months: list[Any], reach: Reach) -> dict[str, Any]:
    settings = register.settings
    return {
        "made_from": key.made_from,
        "reach": [_iso(day) for day in reach],
        "months": months,
        "paths": register.paths,
        "problems": [list(problem) for problem in register.problems],
        "nothing_readable": register.nothing_readable,
        "projects": bool(register.projects),
        "programmes": bool(register.programmes),
        "within": settings.within,
        "track_from": _iso(settings.track_from),
        "holidays": settings.holidays,
        "closed": [
            {"on": day.isoformat()} if isinstance(day, date) else {"every": day} for day in settings.office_closed
        ],
    }


def _stored(head: dict[str, Any]) -> Stored:
    return Stored(
        paths=tuple(head["paths"]),
        problems=tuple(Problem(*problem) for problem in head["problems"]),
        nothing_readable=head["nothing_readable"],
        projects=head["projects"],
        programmes=head["programmes"],
        within=head["within"],
        track_from=_day(head["track_from"]),
        holidays=head["holidays"],
        office_closed=tuple(_day(day["on"]) or "" if "on" in day else day["every"] for day in head["closed"]),
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
