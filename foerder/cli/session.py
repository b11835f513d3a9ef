"""What every verb needs: where the register is, which day it is, how to print; problems go to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, TypeVar

import typer

from foerder.cli.terminal import progress
from foerder.cli.terminal.output import (
    Copy,
    columns,
    print_again,
    say,
    takes_escapes,
    write,
    write_pieces,
)
from foerder.deadlines.undated import Undated, undated_remarks
from foerder.register.files import File, copies_in, files_in, registers_in, size_of, with_bytes
from foerder.text.i18n import _, language, ngettext

if TYPE_CHECKING:
    from foerder.cli.answers import Key
    from foerder.editor.memory import Memory
    from foerder.model import Register
    from foerder.views.table import Screen


class _Answer(Protocol):
    """What a view shows of a register."""

    @property
    def register(self) -> Register: ...


A = TypeVar("A", contravariant=True)
OfRegister = TypeVar("OfRegister", bound=_Answer, contravariant=True)

FINDINGS, USAGE, INVALID, REFUSED, NOT_SENT = 1, 2, 3, 4, 5
"""Exit codes beside 0."""
FORMATS = ("table", "plain", "json", "csv")
INDEXED_BYTES = 400_000
"""Registers from this size on (about 200 projects) gain from kept answers (measured, see docs/speed.md)."""
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
        day_given: bool = False,
        indexed: bool = True,
    ) -> None:
        self.today = today
        self.paths = paths
        self.color = color
        self.lang = lang
        """The language asked for with --lang; files follow it, else the register's setting."""
        self.day_given = day_given
        """Whether ``today`` was given, and not asked of the clock."""
        self.indexed = indexed
        """Whether answers of earlier runs may be used and kept."""
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

    def find(self) -> list[tuple[Path, str]]:
        """Where the register is, with the names to show."""
        return self.located()[0]

    def located(self) -> tuple[list[tuple[Path, str]], str]:
        """Where the register is and why: named, in ``FOERDER_REGISTER``, the nearest from here upward, remembered."""
        variable = [name for name in [os.environ.get("FOERDER_REGISTER", "")] if name]
        for named, why in ((self.paths, "-f"), (variable, "FOERDER_REGISTER")):
            if named:
                return [(Path(name), name) for name in named], why
        here = Path.cwd()
        for folder in (here, *here.parents):
            for candidate in (folder / "data" / "projects.toml", folder / "projects.toml"):
                if candidate.is_file():
                    try:
                        shown = str(candidate.relative_to(here))
                    except ValueError:
                        shown = str(candidate)
                    return [(candidate, shown)], "nearest"
        from foerder.cli.remembered import remembered

        known = [(Path(name), name) for name in remembered()]
        return known, "remembered" if known else "nothing"

    def files(self) -> list[tuple[Path, str]]:
        """The files of the register; ends the program where there are none."""
        found = self.find()
        if not found:
            say(
                _(
                    "No register found: neither data/projects.toml nor projects.toml from here upward."
                )
            )
            say(
                _(
                    "A new one: foerder init. One that exists: foerder use PATH, or foerder -f PATH for once."
                )
            )
            raise typer.Exit(INVALID)
        return found

    def contents(self) -> list[File]:
        """The files behind the register's paths with their bytes, read once; ends the program where there are none."""
        if self._contents is None:
            self._contents = [with_bytes(path, shown) for path, shown in self.located_files()]
        return self._contents

    def located_files(self) -> list[tuple[Path, str]]:
        """The files behind the register's paths, with the names to show; ends the program where there are none."""
        found = self.files()
        return files_in([path for path, _name in found], [name for _path, name in found])

    def register(self) -> Register:
        """The register, read once; ends the program where there is none."""
        if self._register is None:
            found, contents = self.files(), self.contents()
            self.busy(_("Reading the register …"))
            from foerder.register.load import load
            from foerder.register.read import CachedFiles

            paths, names = [path for path, _name in found], [name for _path, name in found]
            self._register = load(paths, names, CachedFiles(contents))
            self.busy(_("Counting the deadlines …"))
        return self._register

    def several(self) -> bool:
        """Whether several registers are read, each with settings of its own."""
        return len(self.located_files()) > 1 and len(registers_in(self.contents())) > 1

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
        """Print what these words were answered before, where nothing has changed; the exit code.

        None where it is not known; what is printed from then on is copied for `keep`.
        """
        if not self.indexed or os.environ.get("FOERDER_NO_INDEX") or not self.find():
            return None
        found = self.find()
        copies = copies_in([path for path, _name in found], [name for _path, name in found])
        if copies or self._bytes() < INDEXED_BYTES:
            return None
        from foerder.cli import answers

        shape = self.style(None), self.width(), self.colored, columns(sys.stderr)
        self._question = [*words, self.today, language(), *shape]
        files = [File(path, shown) for path, shown in self.located_files()]
        self._key = answers.key_of(files, self._question)
        answer = answers.read(self._key) if self._key else None
        if answer is None:
            Copy.current = Copy()
            return None
        for stream, text in answer.printed:
            print_again(stream, text)
        return answer.code

    def keep(self, code: int) -> None:
        """Keep what was printed for the next time, unless the register changed while it was read."""
        key, copy, Copy.current = self._key, Copy.current, None
        if key is None or copy is None or (self._register or self._apart[0]).nothing_readable:
            return
        from foerder.cli import answers

        sys.stdout.flush()
        paths = tuple(file.shown for file in self.contents())
        as_asked = self._register is None or self._register.paths == paths
        if as_asked and answers.key_of(self.contents(), self._question) == key:
            answers.write(key, code, copy)

    def _bytes(self) -> int:
        """How large the register is."""
        return sum(size_of(path) for path, _shown in self.located_files())

    def busy(self, text: str) -> None:
        """Say on a terminal what is done now where that may take a second, until something else is said."""
        if not progress.on_terminal():
            return
        if self.slow or self._bytes() >= SLOW_BYTES:
            progress.line.show(text)

    def readable(self) -> Register:
        """The register; ends the program where none of its files could be read: then there is nothing to say."""
        register = self.register()
        if register.nothing_readable:
            raise typer.Exit(self.finish(register))
        return register

    def folder(self) -> Path:
        """The folder in which the register is."""
        return self.memory().beside

    def memory(self) -> Memory:
        """What the program remembers of the register; of several files of the first."""
        from foerder.editor.memory import Memory

        found = self.find()
        return Memory(found[0][0] if found else Path.cwd())

    def file_language(self, register: Register) -> str:
        """The language of a file that is written: --lang, else the register's."""
        return self.lang or register.settings.language

    def finish(self, register: Register, code: int = 0) -> int:
        """Say what is wrong with the register; 3 where anything is, else the verb's own exit code."""
        report(register)
        if register.nothing_readable:
            self._hint()
        return INVALID if register.problems else code

    def _hint(self) -> None:
        """What may be wrong where nothing of the register can be read."""
        from foerder.cli.remembered import is_share

        found, how = self.located()
        if any(is_share(shown) and not os.path.exists(shown) for _path, shown in found):
            say(_("It is on a share. Is the network connected, or the VPN?"))
        if how == "remembered":
            say(
                _(
                    "This register is the one that foerder use remembered. Another one: foerder use PATH."
                )
            )

    def style(self, wanted: str | None) -> str:
        """The format to print in: as asked, else a table on a terminal and plain lines elsewhere."""
        return wanted or ("table" if sys.stdout.isatty() else "plain")

    @property
    def colored(self) -> bool:
        """Whether escape sequences may be written to stdout."""
        if self.color != "auto":
            return self.color == "always"
        if (
            not sys.stdout.isatty()
            or os.environ.get("NO_COLOR")
            or os.environ.get("TERM") == "dumb"
        ):
            return False
        return takes_escapes()

    def width(self) -> int:
        """Columns for a table: those of the terminal; wide where a table goes into a file."""
        columns = os.environ.get("COLUMNS", "")
        if columns.isdigit() and int(columns) >= 20:
            return int(columns)
        return os.get_terminal_size(sys.stdout.fileno()).columns if sys.stdout.isatty() else 160


def session(ctx: typer.Context) -> Session:
    """The session of this run."""
    found = ctx.find_root().obj
    assert isinstance(found, Session)
    return found


def report(register: Register) -> None:
    """Problems of the register, to stderr: what, where, how to fix."""
    from foerder.text.plain import problem_lines

    found = register.problems
    for problem in found:
        say(problem_lines(problem))
    shown = register.projects or register.programmes
    if found and shown and not register.nothing_readable:
        say(
            ngettext(
                "{n} problem in the register; everything else is shown.",
                "{n} problems in the register; everything else is shown.",
                len(found),
            ).format(n=len(found))
        )


def say_undated(found: Undated) -> None:
    """Say how much has no day; nothing where everything has one."""
    for text in undated_remarks(found):
        say(text)


def usage_error(message: str) -> NoReturn:
    """End the program: what was typed cannot be meant."""
    raise typer.BadParameter(message)


def one_of(value: str | None, options: Iterable[str], name: str) -> str | None:
    """A word out of a few; ends the program with the possible ones named."""
    known = list(options)
    if value is None or value in known:
        return value
    from foerder.cli.parser.wording import shown
    from foerder.text.hints import nearest

    near = nearest(value, known)
    hint = " " + _("Did you mean {words}?").format(words=near) if near else ""
    usage_error(
        _('{name}: "{value}" is not possible. Possible: {options}.').format(
            name=name, value=shown(value), options=", ".join(known)
        )
        + hint
    )


class View(Protocol[A]):
    """A module of `foerder.views` that shows one kind of answer."""

    def record(self, answer: A, /) -> dict[str, Any]: ...
    def as_csv(self, answer: A, /) -> str: ...
    def as_plain(self, answer: A, /) -> str: ...
    def draw(self, answer: A, screen: Screen, /) -> None: ...


class RemarkingView(View[OfRegister], Protocol[OfRegister]):
    """A view that says something beside the data as well."""

    def remarks(self, answer: OfRegister, style: str, /) -> list[str]: ...


def present(run: Session, format: str | None, view: View[A], answer: A) -> str:
    """Print in the format asked for, which is returned."""
    style = run.style(format)
    if style == "table":
        from foerder.views.table import Screen

        screen = Screen(run.width(), run.colored)
        view.draw(answer, screen)
        write(screen.text)
    elif style == "json":
        from foerder.views.formats import json_pieces

        write_pieces(json_pieces(view.record(answer)))
    else:
        write({"csv": view.as_csv, "plain": view.as_plain}[style](answer))
    return style


def respond(
    run: Session,
    format: str | None,
    view: RemarkingView[OfRegister],
    answer: OfRegister,
    code: int = 0,
) -> int:
    """Print an answer, what is to be said beside it, and what is wrong with the register; the exit code."""
    style = present(run, format, view, answer)
    return respond_beside(run, style, view, answer) or code


def respond_to_each(
    run: Session,
    format: str | None,
    view: RemarkingView[OfRegister],
    answers: Sequence[OfRegister],
    code: int = 0,
) -> int:
    """Print the answers of several registers, each after the name of its own; the exit code."""
    from foerder.text.plain import clean

    style = run.style(format)
    if style == "json":
        from foerder.views.formats import json_pieces
        from foerder.views.json_records import together

        write_pieces(json_pieces(together([view.record(answer) for answer in answers])))
    for number, (register, answer) in enumerate(zip(run.registers(), answers, strict=True)):
        name = clean(register.name)
        if style == "csv":
            header, rows = view.as_csv(answer).split("\r\n", 1)
            write(rows if number else f"{header}\r\n{rows}")
        elif style == "plain":
            lines = view.as_plain(answer).splitlines()
            write("".join(f"{line}\t{name}\n" for line in lines))
        elif style == "table":
            write(f"\n{name}\n")
            present(run, format, view, answer)
        code = max(code, respond_beside(run, style, view, answer))
    return code


def respond_beside(
    run: Session, style: str, view: RemarkingView[OfRegister], answer: OfRegister
) -> int:
    """Say what belongs beside the data, and what is wrong with the register; the exit code."""
    if style != "json" and not answer.register.nothing_readable:
        for text in view.remarks(answer, style):
            say(text)
    return run.finish(answer.register)
