"""The output shown in the handbook: python tests/support/handbook_blocks.py --write [CHAPTER …]

A chapter is played through from top to bottom, in a folder of its own:

- a fence with a language and a file name (```toml projects.toml) is that file, and is written there;
- a ```console fence holds commands after "$ " and what a terminal of 80 columns shows of them; ```console 130 is a
  wider one. What somebody types is behind the question, as on the screen; a question without an answer gets Enter;
- ``# im Editor: OLD → NEW`` changes the register by hand; right below ``$ foerder edit`` its editor does it;
- ``# in Excel: liste.xlsx Projekte!B2 → TEXT`` types into a cell;
- ``# Der Mailserver antwortet nicht.`` and ``# Der Mailserver antwortet wieder.``
- ``[…]`` on a line of its own leaves lines out: as many lines are shown as are above the first and below the last of
  them; a part between two of them begins with the line that begins like its first one.

A chapter that neither makes a register with ``foerder init`` first nor writes projects.toml begins with the shipped
example, in the English book with English mails and files. The clock stands still; ``--today`` moves it.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest import mock

from mailserver import Certificates, serving
from program import EXAMPLE, ROOT
from terminal import on_terminal, zone

from foerder import clock
from foerder.cli.app import VERBS
from foerder.cli.inputs import parse_date
from foerder.cli.terminal import output

BOOKS = {"de": ROOT / "docs" / "handbuch.d", "en": ROOT / "docs" / "handbook.d"}
LOCALES = {"de": "de_DE.UTF-8", "en": "en_GB.UTF-8"}
TODAY = date(2026, 11, 22)
HOME = "/home/amt"
PYTHON = "/home/amt/foerder/bin/python"
MAILSERVER = "mail.musterstadt.example"
FENCE = re.compile(r"^```(?P<language>\w+)(?: (?P<word>\S+))?\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
EDITED = re.compile(r"# (?:im Editor|in the editor): (?P<old>.+?) → (?P<new>.*)")
TYPED = re.compile(r"# in Excel: (?P<file>\S+\.xlsx) (?P<sheet>[^!]+)!(?P<cell>[A-Z]+\d+) → (?P<new>.*)")
DOWN = ("# Der Mailserver antwortet nicht.", "# The mail server does not answer.")
UP = ("# Der Mailserver antwortet wieder.", "# The mail server answers again.")
LEFT_OUT = "[…]"
ANCHOR = 12
COPY = re.compile(r"/\S*/foerder-\w{8}/")
EDITOR = """\
import sys
from pathlib import Path
file = Path(sys.argv[-1])
text = file.read_text("utf-8")
for old, new in {changes!r}:
    if old not in text:
        sys.exit(f"not in the file: {{old}}")
    text = text.replace(old, new, 1)
file.write_text(text, "utf-8", newline="")
"""


@dataclass
class Step:
    """A line of a console block that does something, and the lines below it."""

    line: str
    shown: list[str] = field(default_factory=list)
    edits: list[tuple[str, str]] = field(default_factory=list)


def chapters() -> list[tuple[str, Path]]:
    """Every chapter that shows output, with its language."""
    found = [(lang, path) for lang, folder in BOOKS.items() for path in sorted(folder.glob("*.md"))]
    return [(lang, path) for lang, path in found if "\n```console" in path.read_text(encoding="utf-8")]


def steps(block: str) -> list[Step]:
    """What happens in a console block, in its order."""
    found: list[Step] = []
    for line in block.splitlines():
        edit = EDITED.fullmatch(line)
        if edit and found and found[-1].line.startswith("$ foerder edit") and not found[-1].shown:
            found[-1].edits.append((edit["old"], edit["new"]))
        elif edit or TYPED.fullmatch(line) or line in (*DOWN, *UP) or line.startswith("$ "):
            found.append(Step(line))
        elif found:
            found[-1].shown.append(line)
        else:
            raise ValueError(f"a console block begins with a command: {line}")
    return found


def made(lang: str, text: str) -> str:
    """The chapter with what its commands print now."""
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        home = Path(os.path.realpath(name))
        folder = home / "foerderung"
        book = Book(lang, home, folder)
        (folder / "kalender").mkdir(parents=True)
        (home / ".tmp").mkdir()
        if not _brings_its_register(text):
            _copy_example(lang, folder / "projects.toml")
        stack.enter_context(zone())
        stack.enter_context(contextlib.chdir(folder))
        stack.enter_context(mock.patch.object(tempfile, "tempdir", str(home / ".tmp")))
        stack.enter_context(mock.patch.object(socket, "create_connection", book.connect))
        with contextlib.closing(book):
            return FENCE.sub(book.played, text)


def _copy_example(lang: str, path: Path) -> None:
    """The shipped example, with mails and files in the book's language: foerder set settings language en."""
    text = EXAMPLE.read_text(encoding="utf-8")
    assert text.count('language = "de"') == 1
    path.write_text(text.replace('language = "de"', f'language = "{lang}"'), encoding="utf-8", newline="\n")


def _brings_its_register(text: str) -> bool:
    """Whether a chapter makes its register, or shows it."""
    first = next((step.line for one in FENCE.finditer(text) for step in _console(one)), "")
    return "```toml projects.toml" in text or verb(first) == "init"


def _console(fence: re.Match[str]) -> list[Step]:
    return steps(fence["text"]) if fence["language"] == "console" else []


def verb(line: str) -> str:
    """The verb of a command line."""
    words = line.removeprefix("$ foerder ").split()
    return next((word for word in words if word in VERBS), "")


class Book:
    """A chapter being played: its folder, its language, its mail server."""

    def __init__(self, lang: str, home: Path, folder: Path) -> None:
        self.lang, self.home, self.folder = lang, home, folder
        self.answers = True
        self._stack = contextlib.ExitStack()
        self._port = 0
        self._connect: Callable[..., socket.socket] = socket.create_connection

    def close(self) -> None:
        self._stack.close()

    def played(self, fence: re.Match[str]) -> str:
        """A fence with what is to are in it."""
        head = f"```{fence['language']}" + (f" {fence['word']}" if fence["word"] else "")
        if fence["language"] == "console":
            body = "".join(self._played(step, fence["word"] or "80") for step in steps(fence["text"]))
            return f"{head}\n{body}```"
        if fence["word"]:
            self.folder.joinpath(fence["word"]).write_text(fence["text"], encoding="utf-8", newline="\n")
        return fence[0]

    def _played(self, step: Step, columns: str) -> str:
        edit, typed = EDITED.fullmatch(step.line), TYPED.fullmatch(step.line)
        if edit:
            self._edit([(edit["old"], edit["new"])])
        elif typed:
            _type(self.folder / typed["file"], typed["sheet"], typed["cell"], typed["new"])
        elif step.line in (*DOWN, *UP):
            self.answers = step.line in UP
        else:
            return self._run(step, columns)
        return "".join(f"{line}\n" for line in [step.line, *step.shown])

    def _edit(self, changes: list[tuple[str, str]]) -> None:
        file = next(
            path for path in map(self.folder.joinpath, ("data/projects.toml", "projects.toml")) if path.exists()
        )
        text = file.read_text(encoding="utf-8")
        for old, new in changes:
            if old not in text:
                raise ValueError(f"not in the register: {old}")
            text = text.replace(old, new, 1)
        file.write_text(text, encoding="utf-8", newline="")
        moment = _now([]).timestamp()
        os.utime(file, (moment, moment))

    def _run(self, step: Step, columns: str) -> str:
        program, *words = shlex.split(step.line.removeprefix("$ "))
        if program != "foerder" or {"|", ">", "<", "&&"} & set(words):
            raise ValueError(f"only foerder is played: {step.line}")
        if verb(step.line) == "notify" and not self._port:
            self._serve()
        editor = self.home / ".editor.py"
        editor.write_text(EDITOR.format(changes=step.edits), encoding="utf-8")
        now = _now(words)
        wrapped = output.wrapped
        with (
            # A message is as long as the town hall's paths, not as this machine's.
            mock.patch.object(output, "wrapped", lambda text, stream: wrapped(self._as_elsewhere(text, words), stream)),
            mock.patch.object(clock, "now", return_value=now),
            mock.patch.object(clock, "today", return_value=now.date()),
        ):
            shown = on_terminal(
                words,
                step.shown,
                COLUMNS=columns,
                LANG=LOCALES[self.lang],
                HOME=str(self.home),
                XDG_CONFIG_HOME=str(self.home / ".config"),
                LOGNAME="amt",
                USER="amt",
                EDITOR=f"{shlex.quote(sys.executable)} {shlex.quote(str(editor))}",
                SSL_CERT_FILE=str(self.home / ".tmp" / "authority.pem"),
            )
        lines = [line.rstrip() for line in self._as_elsewhere(shown, words).splitlines()]
        edits = [_edited(self.lang, *change) for change in step.edits]
        return "".join(f"{line}\n" for line in [step.line, *edits, *_shortened(lines, step.shown)])

    def _as_elsewhere(self, shown: str, words: list[str]) -> str:
        """The paths of this machine as those of a town hall's."""
        shown = COPY.sub("/tmp/foerder-4k2m7x1a/", shown)
        shown = shown.replace(str(self.home), HOME).replace(sys.executable, PYTHON)
        if "windows" not in words:
            return shown
        shown = shown.replace(PYTHON, f"{HOME}/foerder/Scripts/python.exe")
        return re.sub(rf"{HOME}(/[\w./-]*)?", lambda path: r"C:\Users\amt" + (path[1] or "").replace("/", "\\"), shown)

    def connect(self, address: tuple[str, int], *more: Any, **options: Any) -> socket.socket:
        """A line to the mail server of the example, which runs on this machine."""
        if address[0] == MAILSERVER:
            if not self.answers:
                raise ConnectionRefusedError
            address = ("127.0.0.1", self._port)
        return self._connect(address, *more, **options)

    def _serve(self) -> None:
        certificates = Certificates(self.home / ".tmp", MAILSERVER)
        _post, self._port = self._stack.enter_context(serving(certificates))


def _now(words: list[str]) -> datetime:
    """The moment of a command: half past nine, of the day that it names."""
    named = dict(pairwise(words)).get("--today")
    day = parse_date(named, TODAY) if named else TODAY
    return datetime(day.year, day.month, day.day, 9, 30).astimezone()


def _edited(lang: str, old: str, new: str) -> str:
    return f"# {'im Editor' if lang == 'de' else 'in the editor'}: {old} → {new}"


def _shortened(lines: list[str], before: list[str]) -> list[str]:
    """The lines without those that the chapter leaves out."""
    if LEFT_OUT not in before:
        return lines
    parts: list[list[str]] = [[]]
    for line in before:
        parts[-1].append(line) if line != LEFT_OUT else parts.append([])
    first, *middle, last = parts
    shown, at = lines[: len(first)], len(first)
    for part in middle:
        begins = [number for number, line in enumerate(lines) if number >= at and line[:ANCHOR] == part[0][:ANCHOR]]
        if not begins:
            raise ValueError(f"not in the output: {part[0]}")
        at = begins[0] + len(part)
        shown += [LEFT_OUT, *lines[begins[0] : at]]
    if at + len(last) >= len(lines):
        raise ValueError(f"nothing to leave out: {before}")
    return [*shown, LEFT_OUT, *lines[len(lines) - len(last) :]]


def _type(file: Path, sheet: str, cell: str, text: str) -> None:
    """Type into a cell; an amount becomes a number, as a German or an English Excel makes it."""
    from openpyxl import load_workbook

    amount = re.fullmatch(r"(-?\d{1,3}(?:[.,]\d{3})*)[.,](\d\d)", text)
    workbook = load_workbook(file)
    workbook[sheet][cell] = Decimal(re.sub(r"[.,]", "", amount[1]) + f".{amount[2]}") if amount else text
    workbook.save(file)


def stale() -> Iterator[tuple[Path, str]]:
    """Every chapter that shows other output than the program's, with its new text."""
    named = [word for word in sys.argv[1:] if not word.startswith("-")]
    for lang, path in chapters():
        text = path.read_text(encoding="utf-8")
        if named and path.stem not in named:
            continue
        new = made(lang, text)
        if new != text:
            yield path, new


def main() -> None:
    """Say whether the chapters are up to date; write them again with --write."""
    found = dict(stale())
    if "--write" in sys.argv[1:]:
        for path, new in found.items():
            path.write_text(new, encoding="utf-8", newline="\n")
    elif found:
        names = ", ".join(path.name for path in found)
        sys.exit(f"{names}: other output than the program's: python tests/support/handbook_blocks.py --write")


if __name__ == "__main__":
    main()
