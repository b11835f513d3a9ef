"""Answers the shell while somebody types: verbs, options, ids. Never an error,
never a word too much.

A shell's script calls the program with the words before the cursor as its arguments, the word
at the cursor in `WORD` and its own name in `SHELL`. The answer is a line per candidate: the
word, a tab, what it means; or a single line without a word whose second field is ``file`` or
``dir``: then the shell offers names of files or folders, and never else.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from foerder.cli.parser.commands import PLACES, PROGRAM
from foerder.text.i18n import _
from foerder.text.plain import clean

if TYPE_CHECKING:
    from click import Command

SHELL, WORD = "_FOERDER_COMPLETE", "_FOERDER_WORD"
SHELLS = {"bash": "bash", "zsh": "zsh", "fish": "fish", "powershell": "ps1", "pwsh": "ps1"}
"""The shells, and how their scripts end."""
QUOTES = "\"'"


def answer(command: Command, words: Sequence[str], environ: Mapping[str, str]) -> None:
    """Print what the words typed so far can go on with; nothing where anything is wrong."""
    lines: list[str] = []
    shell = environ[SHELL]
    with contextlib.suppress(Exception, SystemExit), contextlib.redirect_stderr(io.StringIO()):
        before, word = list(words), environ.get(WORD, "")
        if shell == "bash":
            before, word = [_unquoted(one) for one in before], _unquoted(word)
        for value, help in candidates(command, before, word.lstrip(QUOTES), shell != "bash"):
            # No key types control characters, and a shell takes a line break for the end of the word.
            if value.isprintable():
                means = "" if shell == "bash" and value else clean(" ".join(help.split()))
                lines.append(f"{value}\t{means}" if means else value)
    text = "".join(f"{line}\n" for line in lines)
    # Bytes, as PowerShell's own line ends would become part of the last word in a Unix shell in Windows.
    # Flushed here, as the process ends without it; silent where the shell no longer listens.
    with contextlib.suppress(OSError):
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()


def candidates(
    command: Command, words: list[str], word: str, whole: bool
) -> Iterator[tuple[str, str]]:
    """What a word can become, with its help; ``whole``: with the option that is
    before its value.
    """
    from click.shell_completion import ShellComplete

    option, equals, _value = word.partition("=")
    front = option + equals if whole and equals and option[:1] in ("", "-") else ""
    for item in ShellComplete(command, {}, PROGRAM, SHELL).get_completions(words, word):
        if item.type in PLACES.values():
            yield "", item.type
        else:
            yield front + item.value, _(item.help) if item.help else ""


def _unquoted(word: str) -> str:
    """A word as bash hands it over: with its quotes and backslashes, the last
    quote perhaps still open.
    """
    from click.shell_completion import split_arg_string

    return "".join(split_arg_string(word))


def script(shell: str) -> str:
    """What the shell has to run at its start."""
    path = Path(__file__).parent / "shells" / f"foerder.{SHELLS[shell]}"
    return path.read_text(encoding="utf-8")
