"""A terminal in this process: what a command shows there, and what somebody types at its questions."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
import time
from collections.abc import Iterator, Sequence
from unittest import mock

from foerder.cli.app import main
from foerder.text import i18n

ZONE = "Europe/Berlin"
MOST_QUESTIONS = 50


class Screen(io.StringIO):
    """Takes what is printed, and says that it is a terminal."""

    def isatty(self) -> bool:
        return True

    @property
    def seen(self) -> str:
        """What is there in the end."""
        return "\n".join(overwritten(line) for line in self.getvalue().split("\n"))


def overwritten(line: str) -> str:
    """A line in which each carriage return goes back to the beginning."""
    first, *others = line.split("\r")
    for piece in others:
        first = (piece + first[len(piece) :]).rstrip()
    return first


class Keyboard:
    """Answers each question as in the lines of an earlier run, ``Question: answer``; else with Enter."""

    def __init__(self, screen: Screen, earlier: Sequence[str]) -> None:
        self._screen, self._earlier = screen, list(earlier)
        self._asked = 0

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        """What is typed now; the terminal shows it."""
        self._asked += 1
        if self._asked > MOST_QUESTIONS:
            raise ValueError(f"asked again and again, no answer is behind it: {self._prompt()!r}")
        typed = self._typed(self._prompt())
        self._screen.write(f"{typed}\n")
        return f"{typed}\n"

    def _prompt(self) -> str:
        return self._screen.getvalue().rpartition("\n")[2]

    def _typed(self, prompt: str) -> str:
        for number, line in enumerate(self._earlier):
            if line.startswith(prompt.rstrip()):
                del self._earlier[: number + 1]
                return line[len(prompt) :].strip()
        return ""


@contextlib.contextmanager
def zone() -> Iterator[None]:
    """The time of day as in Germany, wherever this runs."""
    with contextlib.ExitStack() as stack:
        stack.callback(_set_zone)
        stack.enter_context(mock.patch.dict(os.environ, {"TZ": ZONE}))
        _set_zone()
        yield


def _set_zone() -> None:
    if sys.platform != "win32":
        time.tzset()


def on_terminal(words: Sequence[str], earlier: Sequence[str], **env: str) -> str:
    """What a terminal shows of a run, messages and questions included."""
    screen = Screen()
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("FOERDER_", "LC_"))}
    with (
        mock.patch.object(sys, "argv", ["foerder", *words]),
        mock.patch.object(sys, "stdin", Keyboard(screen, earlier)),
        mock.patch.dict(os.environ, {**environ, "NO_COLOR": "1", "TERM": "dumb", **env}, clear=True),
        contextlib.redirect_stdout(screen),
        contextlib.redirect_stderr(screen),
    ):
        try:
            main()
        except SystemExit:
            pass
        finally:
            gc.enable()  # the program switches it off for its short run
            i18n.use("en")
    return screen.seen
