"""The whole register with its computed deadlines as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from foerder.deadlines.selection import current_period
from foerder.law.workdays import WorkCalendar
from foerder.model import Deadline, Project, Register
from foerder.views.formats import json_pieces
from foerder.views.json_records import (
    deadline_record,
    envelope,
    names_among,
    registered,
    tree,
)


class Part(NamedTuple):
    """What goes out of one register: the projects and deadlines that are asked for."""

    register: Register
    projects: Sequence[Project]
    deadlines: Sequence[Deadline]
    ours: WorkCalendar


def document(parts: Sequence[Part], today: date) -> Iterator[str]:
    """The registers as JSON, in pieces; settings are null where there are
    several, each with its own.
    """
    registers = [part.register for part in parts]
    settings = notify = None
    if len(registers) == 1:
        settings, notify = registers[0].settings, registers[0].notify
    content = {
        "registers": [path for register in registers for path in register.paths],
        "settings": tree(settings),
        "notify": tree(notify),
        "authorities": _named(registers, lambda register: register.authorities.values()),
        "programmes": _named(registers, lambda register: register.programmes.values()),
        "rule_sets": _named(registers, _own_sets),
        "projects": _projects(parts, today),
        "deadlines": _deadlines(parts, today),
        "accepted": _named(registers, lambda register: register.accepted),
    }
    problems = chain.from_iterable(register.problems for register in registers)
    return json_pieces(envelope(today, problems, content))


def _own_sets(register: Register) -> list[Any]:
    return [each for each in register.rule_sets.values() if each.place and each.place.file >= 0]


def _named(
    registers: Iterable[Register], held: Callable[[Register], Iterable[Any]]
) -> Iterator[dict[str, Any]]:
    for register in registers:
        names = names_among(register)
        for record in held(register):
            yield registered(names, record, tree(record))


def _projects(parts: Iterable[Part], today: date) -> Iterator[dict[str, Any]]:
    for part in parts:
        names = names_among(part.register)
        for project in part.projects:
            yield registered(names, project, _project(project, today))


def _deadlines(parts: Iterable[Part], today: date) -> Iterator[dict[str, Any]]:
    for part in parts:
        names = names_among(part.register)
        for one in part.deadlines:
            record = deadline_record(one, today, part.ours)
            yield registered(names, one.project or one.programme, record)


def _project(project: Project, today: date) -> dict[str, Any]:
    record: dict[str, Any] = tree(project)
    period, status = current_period(project, today)
    return {**record, "status": status, "current_period": getattr(period, "id", None)}
