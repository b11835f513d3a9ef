"""Rows that the register does not take: they are left out and listed, the rest
of the list stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from foerder.editor.change import Refused, apply
from foerder.editor.state import State, new_problems
from foerder.model import Problem
from foerder.spreadsheets.result import Comparison, Doubt, New

ROUNDS = 8
"""A row left out may bring another clash to light; after so many rounds the
editor refuses the rest.
"""


def leave_out(result: Comparison, state: State) -> None:
    """Take out of what would be changed all that the register refuses, and list
    it with its row.
    """
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
    subject = _subject(result, problem)
    new = _taken_out(result, subject)
    why = problem.message.partition('": ')[2] or problem.message
    found = False
    if new is not None:
        where = new.cells.get(why.partition(" ")[0], new.where)
        result.doubts.append(Doubt(where, "", new.subject, why))
        found = True
    for place, change in list(result.changed.items()):
        if change.subject == subject:
            del result.changed[place]
            result.doubts.append(Doubt(change.where, change.key, str(change.new), why))
            found = True
    return found


def _subject(result: Comparison, problem: Problem) -> str:
    """The period that a problem is about, as the first that its message names;
    else the project.
    """
    project = problem.project or ""
    subject, first = project, len(problem.message)
    for name in _subjects(result):
        owner, _slash, period = name.partition("/")
        place = problem.message.find(f'"{period}"')
        if owner == project and period and 0 <= place < first:
            subject, first = name, place
    return subject


def _subjects(result: Comparison) -> Iterator[str]:
    """The projects and periods that the list touches."""
    for change in result.changed.values():
        yield change.subject
    for items in _tables(result):
        for new in items:
            yield new.subject


def _tables(result: Comparison) -> Iterator[list[New]]:
    """The lists of tables that the list brings."""
    yield result.new
    for new in result.new:
        yield from new.inner.values()


def _taken_out(result: Comparison, subject: str) -> New | None:
    """Remove a new table from what the list brings."""
    for items in _tables(result):
        for new in items:
            if new.subject == subject:
                items.remove(new)
                return new
    return None
