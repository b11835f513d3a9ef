"""Questions to a person at a terminal, in the language in use; off a terminal nothing is asked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from foerder.cli.terminal import progress
from foerder.cli.terminal.output import columns, say, wrapped
from foerder.text.i18n import _

ROOM = 20
"""Columns left for an answer beside its question."""

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


def enter(prompt: str) -> None:
    """Wait until somebody presses Enter. Raises ``EOFError`` where the input ends."""
    _line(prompt)


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


def _prompt(question: str, offer: str, room: int) -> str:
    """The question and what Enter means; broken between words where the answer
    would run over the terminal's edge.
    """
    end = f" {offer}: " if offer else ": "
    width = columns(sys.stderr)
    if not width or len(question) + len(end) + room <= width:
        return question + end
    question = wrapped(question, sys.stderr)
    last = question.rpartition("\n")[2]
    if offer and len(last) + len(end) + room > width:
        end = f"\n{offer}: "
    return question + end


def text(
    label: str,
    options: Sequence[str] = (),
    required: bool = True,
    refuse: Callable[[str], str | None] = lambda answer: None,
    default: str = "",
) -> str:
    """A text; ``options`` are shown; asked again until ``refuse`` finds nothing wrong.

    An empty answer means ``default``, which is shown; empty where that is empty: nothing given.
    """
    if options:
        label = f"{label} ({', '.join(options)})"
    optional = f"[{default}]" if default else _("[Enter: leave out]")
    while True:
        answer = _line(
            _prompt(label, "" if required else optional, max(map(len, options), default=ROOM))
        )
        if not answer and not required:
            return default
        wrong: str | None = _("Please type something.")
        if answer:
            wrong = refuse(answer)
        if wrong is None:
            return answer
        say(wrong)
