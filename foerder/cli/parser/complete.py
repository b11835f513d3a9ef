"""Completion of ids in the shell: computed when asked for, silent whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import typer

from foerder import clock
from foerder.cli.pick import calculate, can_be_done
from foerder.cli.session import Session
from foerder.editor.state import State
from foerder.model import Register


def _quiet(
    find: Callable[[Session, State], Iterable[str]],
) -> Callable[[typer.Context, str], list[str]]:
    """The ids that begin with what was typed. Never an error."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        try:
            run = Session(
                today=clock.today(), paths=list(ctx.find_root().params.get("register") or [])
            )
            return [
                each
                for each in dict.fromkeys(find(run, State(run.find())))
                if each.startswith(incomplete)
            ]
        except Exception:
            return []

    return complete


@_quiet
def open_deadlines(run: Session, state: State) -> Iterable[str]:
    """Deadlines that can still be done."""
    return _open(run, state)


@_quiet
def deadlines(run: Session, state: State) -> Iterable[str]:
    """All deadlines."""
    return (deadline.id for deadline in calculate(run, state).all())


@_quiet
def done_deadlines(run: Session, state: State) -> Iterator[str]:
    """Deadlines that are recorded as done."""
    for project in state.register.projects:
        for done in project.done:
            yield f"{project.id}/{done.deadline}"


@_quiet
def periods(run: Session, state: State) -> Iterable[str]:
    """Periods."""
    return _periods(state.register)


@_quiet
def periods_and_deadlines(run: Session, state: State) -> Iterator[str]:
    """What can be extended."""
    yield from _periods(state.register)
    yield from _open(run, state)


@_quiet
def tables(run: Session, state: State) -> Iterator[str]:
    """What can be set or removed: projects, periods, programmes, authorities, settings."""
    register = state.register
    yield from (project.id for project in register.projects)
    yield from _periods(register)
    yield from (*register.programmes, *register.authorities, "settings", "notify")


@_quiet
def projects(run: Session, state: State) -> Iterable[str]:
    """Projects."""
    return (project.id for project in state.register.projects)


def _periods(register: Register) -> Iterator[str]:
    for project in register.projects:
        for period in project.periods:
            yield f"{project.id}/{period.id}"


def _open(run: Session, state: State) -> Iterator[str]:
    for deadline in calculate(run, state).all():
        if can_be_done(deadline) and deadline.state not in ("done", "settled"):
            yield deadline.id
