"""Questions to a person at a terminal, in the language of the moment; off a terminal nothing is asked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from foerder.cli import progress
from foerder.cli.session import say, wrapped
from foerder.i18n import _

YES, NO = ("j", "ja", "y", "yes"), ("n", "nein", "no")


def interactive() -> bool:
    """Whether somebody sits there who can answer."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _line(prompt: str) -> str:
    """One line typed by a person. Raises ``EOFError`` where the input ends."""
    progress.line.clear()
    sys.stderr.write(f"{wrapped(prompt.rstrip(), sys.stderr)} ")
    sys.stderr.flush()
    text = sys.stdin.readline()
    if not text:
        raise EOFError
    return text.strip()


def confirm(question: str, default: bool = False) -> bool:
    """Yes or no."""
    hint = _("[Y/n]") if default else _("[y/N]")
    while True:
        answer = _line(f"{question} {hint} ").lower()
        if not answer:
            return default
        if answer in YES or answer in NO:
            return answer in YES
        say(_("Please answer yes or no."))


def text(
    label: str,
    options: Sequence[str] = (),
    required: bool = True,
    refuse: Callable[[str], str | None] = lambda answer: None,
    default: str = "",
) -> str:
    """A text; asked again until it is one of the options and ``refuse`` finds nothing wrong.

    An empty answer means ``default``, which is shown; empty where that is empty: nothing given.
    """
    hint = f" ({', '.join(options)})" if options else ""
    optional = "" if required else " " + (f"[{default}]" if default else _("[Enter: leave out]"))
    while True:
        answer = _line(f"{label}{hint}{optional}: ")
        if not answer and not required:
            return default
        wrong = refuse(answer) if answer else _("Please type something.")
        if options and answer and answer not in options:
            wrong = _("Possible: {options}.").format(options=", ".join(options))
        if wrong is None:
            return answer
        say(wrong)
