"""Answers of earlier runs: what a question of a large register printed, in the
user's cache folder.

An answer is never the truth and never needed. Its key is all that it depends
on, never a time: the contents of the register's files, the rule sets, the
program itself, the day, the language, the question and the width of the
terminal. What is damaged, half-written, another user's or open to others counts
as missing, and the register is read instead. It is text, and nothing in it is
run.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from hashlib import file_digest, sha256
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from foerder.register.files import File, user_folder

KEPT = 20
"""So many answers stay in the cache folder; those written longest ago go first."""
FORM = "foerder answer 1"
PACKAGE = Path(__file__).parent.parent
SUM = 64
"""Characters of the checksum at the beginning of the file."""
DAMAGED = (OSError, ValueError, LookupError, TypeError, MemoryError, RecursionError)
"""What reading a damaged answer may raise."""


class Key(NamedTuple):
    """The file of an answer, and what it must be made from."""

    path: Path
    made_from: str


class Answer(NamedTuple):
    """The exit code, and what was printed in its order: ``out`` or ``err``, and
    a text in UTF-8.
    """

    code: int
    printed: list[tuple[str, bytes]]


def key_of(files: Sequence[File], question: Iterable[object]) -> Key | None:
    """The key of a question about files, whose bytes are read where they are
    not given; None where they cannot be.
    """
    named = [FORM, *map(str, question)]
    for file in files:
        named += (os.path.realpath(file.path), file.shown)
    name = _sum(map(os.fsencode, named))
    try:
        made_from = _sum([name.encode(), *_program(), *map(_digest, files)])
    except (OSError, ValueError):
        return None
    return Key(user_folder("cache") / f"{name}.answer", made_from)


def _sum(parts: Iterable[bytes]) -> str:
    whole = sha256()  # in hardware: the fastest there is of those without a known collision
    for part in parts:
        whole.update(b"%d:" % len(part))
        whole.update(part)
    return whole.hexdigest()


def _digest(file: File) -> bytes:
    if file.raw is not None:
        return sha256(file.raw).digest()
    with open(file.path, "rb", buffering=0) as stream:
        return file_digest(stream, "sha256").digest()


def _program() -> Iterator[bytes]:
    """What the program is made of: its version, Python's, its files, and the
    contents of the rule sets.
    """
    from foerder import __version__

    yield f"{__version__} {sys.version}".encode()
    for folder, folders, names in os.walk(PACKAGE):
        folders[:] = sorted(set(folders) - {"__pycache__"})
        for name in sorted(names):
            path = os.path.join(folder, name)
            found = os.stat(path)
            yield os.fsencode(f"{path} {found.st_size} {found.st_mtime_ns}")
            if name.endswith(".toml"):
                yield Path(path).read_bytes()


def _is_ours(found: os.stat_result) -> bool:
    """Whether a file or folder is this user's own and nobody else may write to
    it; Windows keeps the profile so.
    """
    if sys.platform == "win32":
        return True
    return found.st_uid == os.geteuid() and not found.st_mode & 0o022


def read(key: Key) -> Answer | None:
    """The answer that was kept; None where there is none, or it cannot be believed."""
    try:
        with open(key.path, "rb") as file:
            if not _is_ours(os.fstat(file.fileno())):
                return None
            checksum, head, body = file.read(SUM), file.readline(), file.read()
        known = json.loads(head)
        if _sum([head, body]).encode() != checksum or known["made_from"] != key.made_from:
            return None
        printed, start = [], 0
        for stream, size in known["printed"]:
            printed.append((str(stream), body[start : start + size]))
            start += size
        return Answer(int(known["code"]), printed)
    except DAMAGED:
        return None


def write(key: Key, code: int, printed: Sequence[tuple[str, str]]) -> None:
    """Keep an answer, stream and text of all that was printed; that this is not
    possible does no harm.
    """
    from foerder.files import write_atomic

    texts: list[tuple[str, bytes]] = []
    for stream, pieces in groupby(printed, key=itemgetter(0)):
        whole = "".join(text for _stream, text in pieces)
        texts.append((stream, whole.encode("utf-8", "backslashreplace")))
    sizes = [(stream, len(text)) for stream, text in texts]
    head = json.dumps({"made_from": key.made_from, "code": code, "printed": sizes}) + "\n"
    body, folder = b"".join(text for _stream, text in texts), key.path.parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _is_ours(os.stat(folder)):
            key.path.unlink(missing_ok=True)
            checksum = _sum([head.encode(), body])
            write_atomic(key.path, [checksum.encode(), head.encode(), body], private=True)
            aged = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)
            for old in aged[:-KEPT]:
                old.unlink(missing_ok=True)
    except DAMAGED:
        return
