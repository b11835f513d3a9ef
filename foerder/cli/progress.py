"""How far a longer run is: one line on stderr, only on a terminal, gone when it ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

PATIENCE = 1.0
"""Seconds before anything is said."""


class Progress:
    """A line that is written over and over."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.begun = self.last = monotonic()
        self.shown = self.off = False

    def __call__(self, done: int = 0, total: int = 0) -> None:
        """Say how far it is, at most five times a second."""
        now = monotonic()
        if self.off or now - self.begun < PATIENCE or now - self.last < 0.2:
            return
        self.last, self.shown = now, True
        share = f" {done * 100 // total} %" if total else ""
        sys.stderr.write(f"\r{self.what}{share} … ")
        sys.stderr.flush()


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """Something that takes a while; off a terminal nothing is said."""
    line = Progress(what)
    if sys.stderr is None or not sys.stderr.isatty():
        line.off = True
    try:
        yield line
    finally:
        if line.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
