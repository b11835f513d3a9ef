"""A disk that is full from a chosen write on, or at that one only: every place where a run may find no room."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock


class FullDisk:
    """Counts what takes room below a folder, and refuses it at the given step, ``lasting``: and after it."""

    def __init__(self, folder: Path, step: int, lasting: bool) -> None:
        self.folder = os.path.realpath(folder)
        self.step = step
        self.lasting = lasting
        self.seen = 0
        self.files: dict[int, str] = {}

    @property
    def was_full(self) -> bool:
        """Whether a run came so far."""
        return self.seen >= self.step

    def take(self, path: Any) -> None:
        """Raise where there is no room for this. A number is a file that is open."""
        name = self.files.get(path, "") if isinstance(path, int) else os.path.abspath(os.fspath(path))
        if not name.startswith(self.folder + os.sep):
            return
        self.seen += 1
        if self.seen == self.step or (self.lasting and self.was_full):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)

    @contextmanager
    def around(self) -> Iterator[None]:
        """Full, as long as it lasts."""
        first: Any = {name: self._first(getattr(os, name)) for name in ("fsync", "replace", "rename", "mkdir")}
        with mock.patch.multiple(os, open=self._open(os.open), fdopen=self._fdopen(os.fdopen), **first):
            yield

    def _first(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def done(path: Any, *more: Any, **named: Any) -> Any:
            self.take(path)
            return real(path, *more, **named)

        return done

    def _open(self, real: Callable[..., int]) -> Callable[..., int]:
        def opened(path: Any, flags: int, *more: Any, **named: Any) -> int:
            if flags & os.O_CREAT and not os.path.lexists(path):
                self.take(path)
            number = real(path, flags, *more, **named)
            self.files[number] = os.path.abspath(os.fspath(path)) if flags & (os.O_WRONLY | os.O_RDWR) else ""
            return number

        return opened

    def _fdopen(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def opened(number: int, *more: Any, **named: Any) -> Any:
            try:
                self.take(number)
            except OSError:
                os.close(number)
                raise
            return real(number, *more, **named)

        return opened
