"""What may be on the disk after a power loss: a run's writes are recorded, and every state they allow is made again.

The model is that of POSIX file systems at their worst: data is certain after fsync of the file; a name made, moved or
removed is certain after fsync of its folder; until then each may be lost, alone or with others.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock


class Op(NamedTuple):
    """One thing that a run did to the disk; paths are relative to the folder that is watched."""

    kind: str
    """``create``, ``write``, ``sync``, ``sync-folder``, ``move``, ``remove`` or ``mkdir``."""
    path: str
    data: bytes = b""
    to: str = ""


Tree = dict[str, bytes | None]
"""Every path with its content; None for a folder."""


class Recorder:
    """Stands between a run and the disk, and notes what passes."""

    def __init__(self, folder: Path) -> None:
        self.folder = os.path.realpath(folder)
        self.ops: list[Op] = []
        self.open_files: dict[int, str] = {}

    def inside(self, path: Any) -> str | None:
        """The path below the folder; None for one elsewhere."""
        whole = os.path.abspath(os.fspath(path))
        return os.path.relpath(whole, self.folder) if whole.startswith(self.folder + os.sep) else None

    def note(self, kind: str, path: Any, data: bytes = b"", to: Any = None) -> None:
        """Note one thing, where it is in the folder."""
        name = self.inside(path)
        if name is not None:
            self.ops.append(Op(kind, name, data, self.inside(to) or "" if to is not None else ""))

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note all that is done inside."""
        names = ("open", "fdopen", "fsync", "replace", "rename", "unlink", "mkdir", "rmdir")
        with mock.patch.multiple(os, **{name: getattr(self, f"_{name}")(getattr(os, name)) for name in names}):
            yield

    def _open(self, real: Callable[..., int]) -> Callable[..., int]:
        def opened(path: Any, flags: int, *more: Any, **named: Any) -> int:
            is_new = flags & os.O_CREAT and not os.path.lexists(path)
            number = real(path, flags, *more, **named)
            self.open_files[number] = os.fspath(path)
            if is_new:
                self.note("create", path)
            return number

        return opened

    def _fdopen(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def opened(number: int, *more: Any, **named: Any) -> Any:
            file = real(number, *more, **named)
            path = self.open_files.get(number)
            if path is None or self.inside(path) is None:
                return file
            return _Watched(file, lambda data: self.note("write", path, bytes(data)))

        return opened

    def _fsync(self, real: Callable[[int], None]) -> Callable[[int], None]:
        def synced(number: int) -> None:
            real(number)
            path = self.open_files.get(number)
            if path is not None:
                kind = "sync-folder" if os.path.isdir(path) else "sync"
                whole = os.path.abspath(path)
                if whole == self.folder:
                    self.ops.append(Op(kind, "."))
                else:
                    self.note(kind, path)

        return synced

    def _moved(self, real: Callable[..., None]) -> Callable[..., None]:
        def moved(source: Any, target: Any, **named: Any) -> None:
            real(source, target, **named)
            self.note("move", source, to=target)

        return moved

    _replace = _rename = _moved

    def _single(self, kind: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
        def around(real: Callable[..., None]) -> Callable[..., None]:
            def done(path: Any, *more: Any, **named: Any) -> None:
                real(path, *more, **named)
                self.note(kind, path)

            return done

        return around

    def _unlink(self, real: Callable[..., None]) -> Callable[..., None]:
        return self._single("remove")(real)

    def _rmdir(self, real: Callable[..., None]) -> Callable[..., None]:
        return self._single("remove")(real)

    def _mkdir(self, real: Callable[..., None]) -> Callable[..., None]:
        return self._single("mkdir")(real)


class _Watched:
    """A file that tells what is written to it."""

    def __init__(self, file: Any, tell: Callable[[bytes], None]) -> None:
        self._file = file
        self._tell = tell

    def write(self, data: bytes) -> int:
        """Write and tell."""
        self._tell(data)
        return int(self._file.write(data))

    def writelines(self, pieces: Iterable[bytes]) -> None:
        """Write and tell, piece by piece."""
        for piece in pieces:
            self.write(piece)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _Watched:
        self._file.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._file.__exit__(*error)


def tree_of(folder: Path) -> Tree:
    """What is in a folder now."""
    found: Tree = {}
    for path in sorted(folder.rglob("*")):
        found[path.relative_to(folder).as_posix()] = None if path.is_dir() else path.read_bytes()
    return found


def replayed(before: Tree, ops: list[Op]) -> Tree:
    """The tree after some of the operations."""
    tree = dict(before)
    for op in ops:
        if op.kind == "mkdir":
            tree[op.path] = None
        elif op.kind == "create":
            tree[op.path] = b""
        elif op.kind == "write" and op.path in tree:
            tree[op.path] = (tree[op.path] or b"") + op.data
        elif op.kind == "move":
            _move(tree, op)
        elif op.kind == "remove":
            tree.pop(op.path, None)
    return {path: data for path, data in tree.items() if _has_its_folder(tree, path)}


def _move(tree: Tree, op: Op) -> None:
    for path in [path for path in tree if path == op.path or path.startswith(f"{op.path}/")]:
        tree[op.to + path[len(op.path) :]] = tree.pop(path)


def _has_its_folder(tree: Tree, path: str) -> bool:
    folder = os.path.dirname(path)
    return not folder or folder in tree


def states(before: Tree, ops: list[Op], most_lost: int = 2) -> Iterator[Tree]:
    """Every tree that a power loss can leave: after each operation, with up to so many uncertain ones lost or torn."""
    seen: set[tuple[tuple[str, bytes | None], ...]] = set()
    for length in range(len(ops) + 1):
        done = ops[:length]
        loose = [number for number in range(length) if _uncertain(done, number)]
        for left in _what_is_left(done, loose, most_lost):
            tree = replayed(before, left)
            key = tuple(sorted(tree.items()))
            if key not in seen:
                seen.add(key)
                yield tree


def _what_is_left(done: list[Op], loose: list[int], most_lost: int) -> Iterator[list[Op]]:
    """The operations that reached the disk: some uncertain ones lost, or a write of which only a part arrived."""
    for count in range(min(most_lost, len(loose)) + 1):
        for lost in combinations(loose, count):
            yield [op for number, op in enumerate(done) if number not in lost]
    for torn in loose:
        if done[torn].kind == "write":
            half = done[torn]._replace(data=done[torn].data[: len(done[torn].data) // 2])
            yield [half if number == torn else op for number, op in enumerate(done)]


def _uncertain(done: list[Op], number: int) -> bool:
    """Whether an operation may be lost although it was done."""
    op, later = done[number], done[number + 1 :]
    if op.kind == "write":
        names = {op.path}
        for one in later:
            if one.kind == "move" and one.path in names:
                names.add(one.to)
        return not any(one.kind == "sync" and one.path in names for one in later)
    if op.kind in ("move", "remove", "mkdir"):
        folder = os.path.dirname(op.to or op.path) or "."
        return not any(one.kind == "sync-folder" and one.path == folder for one in later)
    return False


def made(tree: Tree, folder: Path) -> Path:
    """The tree in a new folder."""
    folder.mkdir(parents=True)
    for path, data in sorted(tree.items()):
        if data is None:
            (folder / path).mkdir(parents=True, exist_ok=True)
        else:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    return folder
