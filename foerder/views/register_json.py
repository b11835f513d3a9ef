"""The whole register with its computed deadlines as JSON: the keys of the file, every one always there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from foerder.deadlines.selection import current_period
from foerder.law.workdays import WorkCalendar
from foerder.model import Amount, Deadline, Project, Register, Rule
from foerder.views import json
from foerder.views.json_records import SCHEMA, deadline_record, money, problem_record

HIDDEN = ("place", "unreadable", "broken")
NAMES = {
    "Financing": {"start": "from"},
    "Amendment": {"day": "date"},
    "Notify": {"sender": "from"},
}
"""Where the model's name of a value is not the key of the file."""
RATIOS = ("share", "rate", "exceed_rate", "base_rate")


def document(
    register: Register, today: date, projects: Sequence[Project], deadlines: Sequence[Deadline], ours: WorkCalendar
) -> str:
    """The register as JSON; ``projects`` and ``deadlines`` are those that are asked for."""
    return json.document(
        {
            "schema": SCHEMA,
            "today": today.isoformat(),
            "registers": list(register.paths),
            "settings": tree(register.settings),
            "notify": tree(register.notify),
            "authorities": [tree(authority) for authority in register.authorities.values()],
            "programmes": [tree(programme) for programme in register.programmes.values()],
            "rule_sets": [tree(each) for each in register.rule_sets.values() if each.place and each.place.file >= 0],
            "projects": [_project(project, today) for project in projects],
            "deadlines": [deadline_record(deadline, today, ours) for deadline in deadlines],
            "accepted": [tree(accept) for accept in register.accepted],
            "problems": [problem_record(problem) for problem in register.problems],
        }
    )


def _project(project: Project, today: date) -> dict[str, Any]:
    record: dict[str, Any] = tree(project)
    period, status = current_period(project, today)
    return {**record, "status": status, "current_period": period.id if period else None}


def tree(value: Any, name: str = "") -> Any:
    """A value of the model as plain values."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if name in RATIOS else money(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Rule):
        return {"id": value.id, **{key: tree(item, key) for key, item in value.keys.items() if key != "id"}}
    if isinstance(value, tuple) and value and all(isinstance(item, Amount) for item in value):
        return " ".join(f"{n} {unit.removesuffix('s') if n == 1 else unit}" for n, unit in value)
    if hasattr(value, "_fields"):
        names = NAMES.get(type(value).__name__, {})
        known = [name for name in value._fields if name not in HIDDEN]
        return {names.get(name, name): tree(getattr(value, name), name) for name in known}
    if isinstance(value, Mapping):
        return {str(key): tree(item, str(key)) for key, item in value.items()}
    if isinstance(value, frozenset):
        return [tree(item) for item in sorted(value)]
    if isinstance(value, list | tuple):
        return [tree(item) for item in value]
    return str(value)
