"""An answer on its way out: data to stdout in the format asked for, what
belongs beside it to stderr.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from foerder.cli.options import Format
from foerder.cli.parser.commands import around
from foerder.cli.session import Session, one_of
from foerder.cli.terminal.output import FORMATS, say, write, write_pieces

if TYPE_CHECKING:
    from foerder.model import Register
    from foerder.views.table import Screen


class _Answer(Protocol):
    """What a view shows of a register."""

    @property
    def register(self) -> Register: ...


A = TypeVar("A", contravariant=True)
OfRegister = TypeVar("OfRegister", bound=_Answer, contravariant=True)


class View(Protocol[A]):
    """A module of `foerder.views` that shows one kind of answer."""

    def record(self, answer: A, /) -> dict[str, Any]: ...
    def as_csv(self, answer: A, /) -> str: ...
    def as_plain(self, answer: A, /) -> str: ...
    def draw(self, answer: A, screen: Screen, /) -> None: ...


class RemarkingView(View[OfRegister], Protocol[OfRegister]):
    """A view that says something beside the data as well."""

    def remarks(self, answer: OfRegister, style: str, /) -> list[str]: ...


def answering(verb: Callable[..., int]) -> Callable[..., int]:
    """Give a verb that answers the option --format; its first parameter is the session."""

    def call(run: Session, format: Format = None, **given: Any) -> int:
        one_of(format, FORMATS, "--format")
        run.format = format
        return verb(run=run, **given)

    return around(verb, call)


def present(run: Session, view: View[A], answer: A) -> None:
    """Print in the format asked for."""
    if run.style == "table":
        from foerder.views.table import Screen

        screen = Screen(run.display.width(), run.display.colored)
        view.draw(answer, screen)
        write(screen.text)
    elif run.style == "json":
        from foerder.views.formats import json_pieces

        write_pieces(json_pieces(view.record(answer)))
    else:
        write({"csv": view.as_csv, "plain": view.as_plain}[run.style](answer))


def respond(
    run: Session, view: RemarkingView[OfRegister], answer: OfRegister, code: int = 0
) -> int:
    """Print an answer, what is to be said beside it, and what is wrong with the
    register; the exit code.
    """
    present(run, view, answer)
    return respond_beside(run, view, answer) or code


def respond_to_each(
    run: Session,
    view: RemarkingView[OfRegister],
    answers: Sequence[OfRegister],
    code: int = 0,
) -> int:
    """Print the answers of several registers, each after the name of its own; the exit code."""
    from foerder.text.plain import clean

    style = run.style
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
            present(run, view, answer)
        code = max(code, respond_beside(run, view, answer))
    return code


def respond_beside(run: Session, view: RemarkingView[OfRegister], answer: OfRegister) -> int:
    """Say what belongs beside the data, and what is wrong with the register; the exit code."""
    if run.style != "json" and not answer.register.nothing_readable:
        for text in view.remarks(answer, run.style):
            say(text)
    return run.finish(answer.register)
