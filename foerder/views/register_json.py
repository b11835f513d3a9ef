"""The whole register with its computed deadlines as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from foerder.deadlines.selection import current_period
from foerder.law.workdays import WorkCalendar
from foerder.model import Deadline, Project, Register
from foerder.views.formats import json_pieces
from foerder.views.json_records import deadline_record, envelope, tree


def document(
    register: Register,
    today: date,
    projects: Sequence[Project],
    deadlines: Sequence[Deadline],
    ours: WorkCalendar,
) -> Iterator[str]:
    """The register as JSON, in pieces; ``projects`` and ``deadlines`` are those that are asked for."""
    own = [each for each in register.rule_sets.values() if each.place and each.place.file >= 0]
    content = {
        "registers": list(register.paths),
        "settings": tree(register.settings),
        "notify": tree(register.notify),
        "authorities": tree(list(register.authorities.values())),
        "programmes": tree(list(register.programmes.values())),
        "rule_sets": tree(own),
        "projects": (_project(project, today) for project in projects),
        "deadlines": (deadline_record(one, today, ours) for one in deadlines),
        "accepted": tree(register.accepted),
    }
    return json_pieces(envelope(today, register.problems, content))


def _project(project: Project, today: date) -> dict[str, Any]:
    record: dict[str, Any] = tree(project)
    period, status = current_period(project, today)
    return {**record, "status": status, "current_period": getattr(period, "id", None)}
