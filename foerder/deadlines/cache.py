"""The derived index: what `due` needs of a large register, kept in the user's cache folder between two runs.

It is never the truth and never needed. Its key is the contents of the register's files, the rule sets and the
program itself, never a time; every piece of it carries a checksum that is looked at before it is believed; where
anything is odd it counts as missing, and the register is read instead. It is written aside and put in place whole.

For each month there are two pieces: plain lines by the day to plan for, each behind the days from which its state
comes, and the same deadlines as records. Behind them come the head, its place and its checksum.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from hashlib import blake2b, file_digest
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from foerder.deadlines.undated import Undated, count_undated
from foerder.register.files import File, user_folder
from foerder.terms import DUTY_KINDS, LISTED, Problem, state_of
from foerder.text.records import from_plain, to_plain

if TYPE_CHECKING:
    from foerder.deadlines.calculator import Calculator
    from foerder.model import Deadline

REACH = timedelta(days=400)
"""So far an index reaches beyond the day on which it is made; a question that reaches further reads the register."""
KEPT = 12
"""So many indexes stay in the cache folder; those written longest ago go first."""
FORM = "foerder index 3"
PACKAGE = Path(__file__).parent.parent
DAMAGED = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    MemoryError,
    RecursionError,
)
"""What reading a damaged index may raise."""
HEAD = 21
"""Characters before a line: the day to plan for, the last day by law, whether it is a duty."""
END = 16 + 32
"""Bytes at the end of the file: the place of the head, and its checksum."""
DAYS = ("nominal", "latest", "due", "ready_by")
FIELDS = (
    "id",
    "kind",
    "title",
    "occurrence",
    "authority",
    "owner",
    "rule",
    "provisional",
    *DAYS,
)
KEYS = ("title_en", "basis", "version", "source", "grade", "time", "by")
"""What the views of `due` show of a deadline, and of its rule's keys."""
_fields = attrgetter(*FIELDS)
Begin = Callable[[str, date, date], str]
"""State, day to plan for and last day by law → how a plain line begins today."""


class Known(NamedTuple):
    """What the index knows of a register beside its deadlines, and which questions it answers (None: no bound)."""

    made_from: str
    paths: tuple[str, ...]
    problems: tuple[Problem, ...]
    nothing_readable: bool
    projects: bool
    programmes: bool
    within: int
    track_from: date | None
    holidays: str
    office_closed: tuple[str | date, ...]
    undated: Undated
    today: date | None
    """Only those of this day, because the dates themselves depend on the day."""
    since: date | None
    """Only those of this day or later: what then lay before the beginning of tracking is left out."""
    until: date | None
    """Only those until this day: what comes later is left out."""


class Answer(NamedTuple):
    """What the index knows of a window: plain lines or the deadlines themselves, by state."""

    known: Known
    until: date
    shown: dict[str, list[Any]]
    next: Deadline | None
    """The first one after the window; with plain lines only where there are none."""


def kept_until(today: date, until: date) -> date | None:
    """How far an index made today reaches; None where a question until this day reaches further."""
    last = today + REACH if today < date.max - REACH else date.max
    return last if until <= last else None


def cache_folder() -> Path | None:
    """The user's own cache folder for this program."""
    folder = user_folder("cache")
    return folder if folder.is_absolute() else None


def key_of(files: Sequence[File], language: str) -> tuple[Path, str] | None:
    """The index of these files, and what it must be made from; None where there is no place for it.

    Files whose bytes are not given are read once more.
    """
    folder, names = cache_folder(), [FORM, language]
    for file in files:
        names += (os.path.realpath(file.path), file.shown)
    name = _sum(*map(os.fsencode, names))
    try:
        made_from = _sum(name.encode(), *_program(), *map(_digest, files))
    except (OSError, ValueError):
        return None
    return (folder / f"{name}.index", made_from) if folder else None


def _sum(*parts: bytes) -> str:
    whole = blake2b(digest_size=16)
    for part in parts:
        whole.update(blake2b(part).digest())
    return whole.hexdigest()


def _digest(file: File) -> bytes:
    if file.raw is not None:
        return blake2b(file.raw).digest()
    with open(file.path, "rb", buffering=0) as stream:
        return file_digest(stream, "blake2b").digest()


def _program() -> Iterator[bytes]:
    """What the program is made of: its version, Python's, its files, and the contents of the rule sets."""
    from foerder import __version__

    yield f"{__version__} {sys.version}".encode()
    folders = [str(PACKAGE)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in sorted(entries, key=lambda e: e.name):
                if not entry.is_dir(follow_symlinks=False):
                    found = entry.stat()
                    yield os.fsencode(f"{entry.path} {found.st_size} {found.st_mtime_ns}")
                    if entry.name.endswith(".toml"):
                        yield Path(entry.path).read_bytes()
                elif entry.name != "__pycache__":
                    folders.append(entry.path)


def _is_ours(found: os.stat_result) -> bool:
    """Whether a file or folder is this user's own and nobody else may write to it; Windows keeps the profile so."""
    return sys.platform == "win32" or (
        found.st_uid == os.geteuid() and not found.st_mode & 0o022
    )


def ask(
    path: Path,
    made_from: str,
    today: date,
    until_of: Callable[[int], date],
    begin: Begin | None,
) -> Answer | None:
    """What is overdue or due, from the index: plain lines, whose beginning ``begin`` writes, else deadlines.

    ``until_of`` makes the end of the window from ``within`` of the settings. None where there is no index, it is
    damaged, not this user's or made from something else, or does not reach so far.
    """
    try:
        with open(path, "rb") as file:
            place = file.seek(-END, os.SEEK_END)
            end = file.read().decode("ascii")
            start = int(end[:16], 16)
            head = json.loads(_piece(file, start, place - start, end[16:]))
            known = from_plain(Known, head["known"])
            until = until_of(known.within)
            if known.made_from != made_from or not _is_ours(os.fstat(file.fileno())):
                return None
            if (
                known.today not in (None, today)
                or today < (known.since or today)
                or until > (known.until or until)
            ):
                return None
            return _answer(file, head["months"], known, today, until, begin)
    except DAMAGED:
        return None


def _answer(
    file: BinaryIO,
    months: list[Any],
    known: Known,
    today: date,
    until: date,
    begin: Begin | None,
) -> Answer | None:
    shown: dict[str, list[Any]] = {state: [] for state in LISTED}
    after = None
    for month, lines_at, rows_at in months:
        if after and month > f"{max(until, today)}"[:7]:
            break
        lines = _piece(file, *lines_at).split("\n")
        heads = [line[:HEAD] for line in lines]
        days = {
            h: (date.fromisoformat(h[:10]), date.fromisoformat(h[10:20])) for h in set(heads)
        }
        states = {
            h: state_of(h[20:] == "1", *days[h], known.track_from, today, until) for h in days
        }
        for state in LISTED:
            wanted = {h: days[h] for h in days if states[h] == state}
            if wanted and begin:
                shown[state] += _lines(lines, {h: begin(state, *wanted[h]) for h in wanted})
            elif wanted:
                rows = json.loads(_piece(file, *rows_at))
                shown[state] += [
                    _deadline(row, state)
                    for h, row in zip(heads, rows, strict=True)
                    if h in wanted
                ]
        if after is None and "upcoming" in states.values():
            after = rows_at, [states[h] for h in heads].index("upcoming")
    wants_next = not (begin and any(shown.values()))
    if wants_next and after is None and known.until:
        return None
    return Answer(known, until, shown, _row_at(file, *after) if wants_next and after else None)


def _row_at(file: BinaryIO, rows_at: tuple[int, int, str], number: int) -> Deadline:
    return _deadline(json.loads(_piece(file, *rows_at))[number], "upcoming")


def _lines(lines: list[str], begins: dict[str, str]) -> list[str]:
    """The lines with one of these heads, each with its beginning of today in the head's place."""
    return [begins[line[:HEAD]] + line[HEAD:] for line in lines if line[:HEAD] in begins]


def _piece(file: BinaryIO, place: int, size: int, checksum: str) -> str:
    file.seek(place)
    data = file.read(size)
    if _sum(data) != checksum:
        raise ValueError(place)
    return data.decode("utf-8")


def _deadline(row: list[Any], state: str) -> Deadline:
    """A deadline again, with what the views of `due` show of it."""
    from foerder.model import Deadline, Period, Place, Programme, Project

    *fields, project, period, programme, keys = row
    given = dict(zip(FIELDS, fields, strict=True))
    for name in DAYS:
        given[name] = date.fromisoformat(given[name]) if given[name] else None
    for name, kind, parts in (
        ("project", Project, project),
        ("period", Period, period),
        ("programme", Programme, programme),
    ):
        given[name] = kind(Place(0, ()), *parts) if parts else None
    return Deadline(state=state, keys=keys, **given)


def _row(deadline: Deadline) -> tuple[Any, ...]:
    project, period, programme = deadline.project, deadline.period, deadline.programme
    keys = {key: deadline.keys[key] for key in KEYS if key in deadline.keys}
    parts = project and project[1:4], period and period[1:2], programme and programme[1:3]
    return (*_fields(deadline), *parts, keys)


def write_index(
    path: Path,
    made_from: str,
    calculator: Calculator,
    deadlines: Iterable[Deadline],
    rest: Callable[[Deadline], str],
) -> bool:
    """Keep what `due` needs of a register; False where that is not possible, which does no harm.

    ``rest`` makes the part of a plain line that does not depend on the day.
    """
    aside = path.with_name(f".{os.urandom(8).hex()}.tmp")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(os.stat(path.parent)):
            return False
        try:
            with open(aside, "xb", opener=partial(os.open, mode=0o600)) as file:
                _fill(file, _known(made_from, calculator), deadlines, rest)
            os.replace(aside, path)
        finally:
            aside.unlink(missing_ok=True)
        _prune(path)
    except DAMAGED:
        return False
    return True


def _known(made_from: str, calculator: Calculator) -> Known:
    register, settings, window = (
        calculator.register,
        calculator.register.settings,
        calculator.keep,
    )
    tracked, until = settings.track_from, None
    facts = register.paths, register.problems, register.nothing_readable
    there = bool(register.projects), bool(register.programmes)
    within, holidays, closed = settings.within, settings.holidays, settings.office_closed
    undated = count_undated(register.projects, calculator.undated.values())
    today = since = None
    if calculator.rolling:
        today = calculator.today
    if tracked and tracked <= calculator.today:
        since = tracked
    if window and window.left_out:
        until = window.until
    return Known(
        made_from,
        *facts,
        *there,
        within,
        tracked,
        holidays,
        closed,
        undated,
        today,
        since,
        until,
    )


def _fill(
    file: BinaryIO, known: Known, deadlines: Iterable[Deadline], rest: Callable[[Deadline], str]
) -> None:
    first, last = known.since or date.min, known.until or date.max
    months: dict[str, list[Deadline]] = {}
    for deadline in deadlines:
        if (
            deadline.due
            and deadline.latest
            and deadline.due <= last
            and deadline.latest >= first
        ):
            months.setdefault(f"{deadline.due}"[:7], []).append(deadline)
    places = []
    for month, found in sorted(months.items()):
        found.sort(key=lambda d: (d.due or date.max, d.id))
        lines = [f"{d.due}{d.latest}{d.kind in DUTY_KINDS:d}{rest(d)}" for d in found]
        if any("\n" in line for line in lines):
            raise ValueError(month)
        rows = json.dumps([_row(d) for d in found], default=date.isoformat)
        places.append((month, _put(file, "\n".join(lines)), _put(file, rows)))
    place, _size, checksum = _put(
        file, json.dumps({"known": to_plain(known), "months": places})
    )
    file.write(f"{place:016x}{checksum}".encode())


def _put(file: BinaryIO, text: str) -> tuple[int, int, str]:
    """Write a piece; its place, its size and its checksum."""
    place, data = file.tell(), text.encode("utf-8")
    file.write(data)
    return place, len(data), _sum(data)


def _prune(path: Path) -> None:
    """Remove the indexes written longest ago, and what a run that was cut short left behind an hour ago."""
    now = path.stat().st_mtime
    aged = sorted(path.parent.glob("*.index"), key=lambda p: p.stat().st_mtime, reverse=True)
    left = [p for p in path.parent.glob(".*.tmp") if p.stat().st_mtime < now - 3600]
    # Earlier versions kept theirs as databases.
    for old in [*aged[KEPT:], *left, *path.parent.glob("*.sqlite")]:
        old.unlink(missing_ok=True)
