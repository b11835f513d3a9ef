"""Rows that the register does not take: they are left out and listed, the rest of the list stays."""

from __future__ import annotations

from collections.abc import Iterable

from foerder.editor.change import Refused, apply
from foerder.editor.state import State, new_problems
from foerder.model import Problem
from foerder.spreadsheets.result import Comparison, Doubt, New

ROUNDS = 8
"""A row left out may bring another clash to light; after so many rounds the editor refuses the rest."""


def leave_out(result: Comparison, state: State) -> None:
    """Take out of what would be changed all that the register refuses, and list it with its row."""
    for _round in range(ROUNDS):
        problems = list(_problems(result, state))
        if not problems or not sum(_leave(result, problem) for problem in problems):
            return


def _problems(result: Comparison, state: State) -> Iterable[Problem]:
    """What would be wrong with the register afterwards."""
    for file, ops in result.ops().items():
        source = state.source(file)
        if source is None:
            continue
        try:
            text, data = apply(source.text, state.data(file), ops, source.newline)
        except Refused:
            continue
        yield from new_problems(state, state.with_text(file, text, data))


def _leave(result: Comparison, problem: Problem) -> bool:
    """Leave out the period, or else the project, that a problem is about; whether there is one."""
    names = _subjects(result, problem.project or "")
    told = [(problem.message.find(f'"{name.partition("/")[2]}"'), name) for name in names if "/" in name]
    named = sorted(each for each in told if each[0] >= 0)
    subject = named[0][1] if named else problem.project
    new = _taken_out(result, subject or "")
    why = problem.message.partition('": ')[2] or problem.message
    found = False
    if new is not None:
        where = new.cells.get(why.partition(" ")[0], new.where)
        result.doubts.append(Doubt(where, "", new.subject, why))
        found = True
    for place in [place for place, change in result.changed.items() if change.subject == subject]:
        change = result.changed.pop(place)
        result.doubts.append(Doubt(change.where, change.key, str(change.new), why))
        found = True
    return found


def _subjects(result: Comparison, project: str) -> list[str]:
    """The project and its periods, as far as the list touches them."""
    names = [change.subject for change in result.changed.values()]
    for new in result.new:
        names.append(new.subject)
        names += [inner.subject for items in new.inner.values() for inner in items]
    return [name for name in names if name == project or name.startswith(f"{project}/")]


def _taken_out(result: Comparison, subject: str) -> New | None:
    """Remove a new table from what the list brings."""
    for items in (
        result.new,
        *(items for new in result.new for items in new.inner.values()),
    ):
        for new in items:
            if new.subject == subject:
                items.remove(new)
                return new
    return None
