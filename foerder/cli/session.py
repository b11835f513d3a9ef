"""What every verb knows of its run: the day, the register and where it is, the screen."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, NoReturn

import typer

from foerder.cli import INVALID
from foerder.cli.place import RegisterPlace
from foerder.cli.terminal import progress
from foerder.cli.terminal.output import Copy, Display, columns, print_again, say
from foerder.deadlines.undated import Undated, undated_remarks
from foerder.register.files import File, copies_in, registers_in, with_bytes
from foerder.text.i18n import _, language, ngettext

if TYPE_CHECKING:
    from foerder.cli.kept import Key
    from foerder.model import Register


INDEXED_BYTES = 400_000
"""Registers from this size on (about 200 projects) gain from kept answers
(measured, see docs/speed.md).
"""
SLOW_BYTES = 1_500_000
"""From this size on reading and counting take about a second."""


class Session:
    """One run of the program."""

    def __init__(
        self,
        today: date,
        paths: list[str],
        color: str = "auto",
        lang: str | None = None,
        indexed: bool = True,
    ) -> None:
        self.today = today
        self.place = RegisterPlace(paths)
        self.display = Display(color)
        self.lang = lang
        """The language asked for with --lang; files follow it, else the register's setting."""
        self.day_given = False
        """Whether ``today`` was given, and not asked of the clock."""
        self.indexed = indexed
        """Whether answers of earlier runs may be used and kept."""
        self.verb = ""
        """The verb's name, as it was typed."""
        self.format: str | None = None
        """The format that was asked for with --format."""
        self.slow = False
        """Whether what is done may take a second however small the register is."""
        self.asking = False
        """Whether somebody can answer what a verb asks."""
        self.typed: Callable[[], str] | None = None
        """Makes a command of what was answered, so that nothing of it is lost."""
        self._register: Register | None = None
        self._contents: list[File] | None = None
        self._apart: list[Register] = []
        self._question: list[object] = []
        self._key: Key | None = None

    @property
    def style(self) -> str:
        """The format to print in."""
        return self.display.style(self.format)

    def contents(self) -> list[File]:
        """The files behind the register's paths with their bytes, read once;
        ends the program where there are none.
        """
        if self._contents is None:
            self._contents = [
                with_bytes(path, shown) for path, shown in self.place.located_files()
            ]
            if self._key:
                from foerder.cli import kept

                # What changed since it was asked for is not kept as the answer to that.
                same = kept.key_of(self._contents, self._question) == self._key
                self._key = self._key if same else None
        return self._contents

    def register(self) -> Register:
        """The register, read once; ends the program where there is none."""
        if self._register is None:
            found, contents = self.place.files(), self.contents()
            shown = tuple(file.shown for file in contents)
            self.busy(_("Reading the register …"))
            from foerder.register.load import load
            from foerder.register.read import CachedFiles

            paths, names = [path for path, _name in found], [name for _path, name in found]
            disk = CachedFiles(contents)
            del contents
            self._contents = None  # large, and not needed once it is text
            self._register = load(paths, names, disk)
            self._key = self._key if self._register.paths == shown else None
            self.busy(_("Counting the deadlines …"))
        return self._register

    def several(self) -> bool:
        """Whether several registers are read, each with settings of its own."""
        return len(self.place.located_files()) > 1 and len(registers_in(self.contents())) > 1

    def registers(self) -> list[Register]:
        """The register; where several files have settings of their own, each as a register.

        Ends the program where nothing can be read.
        """
        found = registers_in(self.contents())
        if len(found) == 1:
            return [self.readable()]
        if not self._apart:
            from foerder.register.load import load_apart

            self.busy(_("Reading the register …"))
            self._apart = load_apart(found)
        return self._apart

    def answered(self, *words: str) -> int | None:
        """Print what these words were answered before, where nothing has
        changed; the exit code.

        None where it is not known; what is printed from then on is copied for `keep`.
        """
        if not self.indexed or os.environ.get("FOERDER_NO_INDEX") or not self.place.find():
            return None
        found = self.place.find()
        copies = copies_in([path for path, _name in found], [name for _path, name in found])
        if copies or self.place.size() < INDEXED_BYTES:
            return None
        from foerder.cli import kept

        screen = self.display
        shape = screen.style(None), screen.width(), screen.colored, columns(sys.stderr)
        self._question = [*words, self.today, language(), *shape]
        files = [File(path, shown) for path, shown in self.place.located_files()]
        self._key = kept.key_of(files, self._question)
        answer = kept.read(self._key) if self._key else None
        if answer is None:
            Copy.current = Copy()
            return None
        for stream, text in answer.printed:
            print_again(stream, text)
        return answer.code

    def keep(self, code: int) -> None:
        """Keep what was printed for the next time, unless the register changed
        while it was read.
        """
        copy, Copy.current = Copy.current, None
        read = [self._register] if self._register else self._apart
        readable = any(not register.nothing_readable for register in read)
        if self._key and copy is not None and readable:
            from foerder.cli import kept

            sys.stdout.flush()
            kept.write(self._key, code, copy)

    def busy(self, text: str) -> None:
        """Say on a terminal what is done now where that may take a second,
        until something else is said.
        """
        if not progress.on_terminal():
            return
        if self.slow or self.place.size() >= SLOW_BYTES:
            progress.line.show(text)

    def readable(self) -> Register:
        """The register; ends the program where none of its files could be read:
        then there is nothing to say.
        """
        register = self.register()
        if register.nothing_readable:
            raise typer.Exit(self.finish(register))
        return register

    def file_language(self, register: Register) -> str:
        """The language of a file that is written: --lang, else the register's."""
        return self.lang or register.settings.language

    def finish(self, register: Register, code: int = 0) -> int:
        """Say what is wrong with the register; 3 where anything is, else the
        verb's own exit code.
        """
        report(register)
        if register.nothing_readable:
            self.place.hint()
        return INVALID if register.problems else code


def report(register: Register) -> None:
    """Problems of the register, to stderr: what, where, how to fix."""
    from foerder.text.plain import problem_lines

    for problem in register.problems:
        say(problem_lines(problem))
    found = len(register.problems)
    shown = register.projects or register.programmes
    if found and shown and not register.nothing_readable:
        text = ngettext(
            "{n} problem in the register; everything else is shown.",
            "{n} problems in the register; everything else is shown.",
            found,
        )
        say(text, n=found)


def say_undated(found: Undated) -> None:
    """Say how much has no day; nothing where everything has one."""
    for text in undated_remarks(found):
        say(text)


def usage_error(message: str, /, **words: object) -> NoReturn:
    """End the program: what was typed cannot be meant; ``words``: what the
    message's places hold.
    """
    raise typer.BadParameter(message.format(**words) if words else message)


def one_of(value: str | None, options: Iterable[str], name: str) -> str | None:
    """A word out of a few; ends the program with the possible ones named."""
    known = list(options)
    if value is None or value in known:
        return value
    from foerder.cli.parser.wording import shown
    from foerder.text.hints import hint

    text = _('{name}: "{value}" is not possible. Possible: {options}.')
    text = text.format(name=name, value=shown(value), options=", ".join(known))
    usage_error(text + hint(value, known))
