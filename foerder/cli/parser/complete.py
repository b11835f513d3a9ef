"""Completion of ids in the shell: computed when asked for, silent whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import typer

from foerder.cli.session import Session

if TYPE_CHECKING:
    from foerder.editor.state import State


def _quiet(find: Callable[[Session, State], Iterable[str]]) -> Callable[[typer.Context, str], list[str]]:
    """The ids that begin with what was typed. Never an error."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        try:
            from foerder import clock
            from foerder.editor.state import State

            run = Session(today=clock.today(), paths=list(ctx.find_root().params.get("register") or []))
            return [each for each in dict.fromkeys(find(run, State(run.find()))) if each.startswith(incomplete)]
        except Exception:
            return []

    return complete


@_quiet
def open_deadlines(run: Session, state: State) -> Iterable[str]:
    """Deadlines that can still be done."""
    from foerder.cli.pick import calculate, can_be_done

    return (d.id for d in calculate(run, state).all() if can_be_done(d) and d.state not in ("done", "settled"))


@_quiet
def deadlines(run: Session, state: State) -> Iterable[str]:
    """All deadlines."""
    from foerder.cli.pick import calculate

    return (d.id for d in calculate(run, state).all())


@_quiet
def done_deadlines(run: Session, state: State) -> Iterable[str]:
    """Deadlines that are recorded as done."""
    return (f"{project.id}/{done.deadline}" for project in state.register.projects for done in project.done)


@_quiet
def periods(run: Session, state: State) -> Iterable[str]:
    """Periods."""
    return (f"{project.id}/{period.id}" for project in state.register.projects for period in project.periods)


@_quiet
def periods_and_deadlines(run: Session, state: State) -> Iterable[str]:
    """What can be extended."""
    from foerder.cli.pick import calculate, can_be_done

    yield from (f"{project.id}/{period.id}" for project in state.register.projects for period in project.periods)
    yield from (d.id for d in calculate(run, state).all() if can_be_done(d) and d.state not in ("done", "settled"))


@_quiet
def tables(run: Session, state: State) -> Iterable[str]:
    """What can be set or removed: projects, periods, programmes, authorities, settings."""
    register = state.register
    yield from (project.id for project in register.projects)
    yield from (f"{project.id}/{period.id}" for project in register.projects for period in project.periods)
    yield from (*register.programmes, *register.authorities, "settings", "notify")


@_quiet
def projects(run: Session, state: State) -> Iterable[str]:
    """Projects."""
    return (project.id for project in state.register.projects)
