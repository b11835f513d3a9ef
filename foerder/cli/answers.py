"""An answer on its way out: data to stdout in the format asked for, what
belongs beside it to stderr.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from foerder.cli.session import Session
from foerder.cli.terminal.output import say, write, write_pieces

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


def present(run: Session, format: str | None, view: View[A], answer: A) -> str:
    """Print in the format asked for, which is returned."""
    style = run.display.style(format)
    if style == "table":
        from foerder.views.table import Screen

        screen = Screen(run.display.width(), run.display.colored)
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
    """Print an answer, what is to be said beside it, and what is wrong with the
    register; the exit code.
    """
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

    style = run.display.style(format)
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
