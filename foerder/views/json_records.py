"""The JSON contract: the register's own keys, every one always there, ISO
dates, money with two decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from foerder.deadlines.explain import sentence, step_text, title_of
from foerder.deadlines.selection import current_period, requirements_of
from foerder.terms import Problem

if TYPE_CHECKING:
    from foerder.law.workdays import WorkCalendar
    from foerder.model import Amount, Deadline, Period, Project, Register
    from foerder.money.plan import Pace

SCHEMA = 1
HIDDEN = ("place", "unreadable", "broken")
NAMES = {
    ("Financing", "start"): "from",
    ("Amendment", "day"): "date",
    ("Notify", "sender"): "from",
}
"""Where the model's name of a value is not the key of the file."""
PROBLEM = ("path", "line", "project", "severity", "code", "message", "remedy")
DONE = ("on", "by", "how", "proof", "note", "fact")
RATIOS = ("share", "rate", "exceed_rate", "base_rate")


def envelope(
    today: date, problems: Iterable[Problem], content: Mapping[str, Any]
) -> dict[str, Any]:
    """What every answer about a register says around its content."""
    head = {"schema": SCHEMA, "today": iso(today)}
    return {**head, **content, "problems": [problem_record(one) for one in problems]}


def iso(day: date | None) -> str | None:
    """A date as JSON and CSV have it."""
    return None if day is None else day.isoformat()


def money(amount: Decimal | None) -> str | None:
    """An amount with two decimals."""
    return None if amount is None else f"{amount:.2f}"


def written(ratio: Decimal | None) -> str | None:
    """A ratio as the file has it."""
    return None if ratio is None else f"{ratio:f}"


def computed(ratio: Decimal | None) -> str | None:
    """A ratio that was computed, with four decimals."""
    return None if ratio is None else f"{ratio:.4f}"


def values(record: object, *keys: str) -> dict[str, Any]:
    """Days, amounts and texts of a record under their own names, as JSON has them."""
    return {key: tree(getattr(record, key), key) for key in keys}


def texts(record: object, *keys: str) -> dict[str, Any]:
    """Values of a record under their own names; all None where there is no record."""
    return {key: getattr(record, key, None) for key in keys}


def days_until(day: date | None, today: date) -> int | None:
    """Calendar days from today."""
    return None if day is None else (day - today).days


def tree(value: Any, key: str = "") -> Any:
    """A value of the model, with everything in it, as the file names it."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, Decimal):
        return written(value) if key in RATIOS else money(value)
    if isinstance(value, date):
        return iso(value)
    if isinstance(value, (list, tuple, frozenset)):
        return _record(value) if hasattr(value, "_fields") else _items(value)
    if isinstance(value, Mapping):
        return {str(name): tree(item, str(name)) for name, item in value.items()}
    return str(value)


def _record(value: Any) -> Any:
    kind: Any = type(value)
    if kind.__name__ == "Rule":
        return {"id": value.id, **tree(value.keys)}
    return {key: tree(getattr(value, name), name) for name, key in _keys(kind)}


@cache
def _keys(kind: Any) -> list[tuple[str, str]]:
    """The names of a record's values, each with its key in the file."""
    found = [name for name in kind._fields if name not in HIDDEN]
    return [(name, NAMES.get((kind.__name__, name), name)) for name in found]


def _amount(amount: Amount) -> str:
    """A span as the register writes it: "6 months", "1 Werktag"."""
    unit = amount.unit
    if amount.number == 1:
        unit = unit.removesuffix("e" if unit == "Werktage" else "s")
    return f"{amount.number} {unit}"


def _items(items: Iterable[Any]) -> Any:
    found = sorted(items, key=str) if isinstance(items, frozenset) else list(items)
    if found and type(found[0]).__name__ == "Amount":
        return " ".join(map(_amount, found))
    return [tree(item) for item in found]


def deadline_record(deadline: Deadline, today: date, ours: WorkCalendar) -> dict[str, Any]:
    """One deadline."""
    keys, due, project = deadline.keys, deadline.due, deadline.project
    return {
        "id": deadline.id,
        "project": _id(project),
        "project_title": getattr(project, "title", None),
        "period": _id(deadline.period),
        "occurrence": deadline.occurrence,
        "kind": deadline.kind,
        "title": title_of(deadline),
        "due": iso(due),
        "nominal": iso(deadline.nominal),
        "latest": iso(deadline.latest),
        "ready_by": iso(deadline.ready_by),
        "days_left": days_until(due, today),
        "working_days_left": ours.between(today, due) if due else None,
        "state": deadline.state,
        "programme": _id(deadline.programme),
        "authority": deadline.authority,
        "owner": deadline.owner,
        "basis": keys.get("basis"),
        "rule": deadline.rule,
        "version": keys.get("version"),
        "source": keys.get("source"),
        "grade": keys.get("grade"),
        "done": _done_record(deadline),
        "time": keys.get("time"),
        "by": keys.get("by"),
        "provisional": deadline.provisional,
    }


def _id(thing: object) -> str | None:
    return getattr(thing, "id", None)


def _done_record(deadline: Deadline) -> dict[str, Any] | None:
    """By whom and how; of what is met without a record the fact that says so."""
    done, fact = deadline.done, None
    if not done:
        fact = deadline.done_by_fact
    if not (done or fact):
        return None
    day = done.on if done else deadline.done_on
    return {"on": iso(day), **texts(done, *DONE[1:-1]), "fact": fact}


def project_record(
    project: Project, register: Register, today: date, coming: Deadline | None
) -> dict[str, Any]:
    """One project as `list` has it; ``coming`` is its next deadline."""
    from foerder.money.plan import pace_of

    period, status = current_period(project, today)
    programme = register.programme_of(project)
    left = pace = following = None
    if period:
        pace = pace_record(pace_of(period, today))
    # Of what was never granted nothing runs on but the remedy, which is the next deadline.
    if period and status not in ("rejected", "withdrawn"):
        left = days_until(period.last_day, today)
    if coming:
        following = {"id": coming.id, "due": iso(coming.due)}
    return {
        "id": project.id,
        "kind": project.kind,
        "title": project.title,
        "status": status,
        "programme": project.programme,
        "funds": list(getattr(programme, "funds", ())),
        "level": list(getattr(programme, "level", ())),
        **texts(project, "recipient", "unit", "owner"),
        "period": _period_record(period),
        "days_left": left,
        "amount": money(getattr(period, "amount", None)),
        "next_deadline": following,
        "follows": project.follows,
        "requires": requirements_of(project, register),
        "tags": list(project.tags),
        "pace": pace,
    }


def _period_record(period: Period | None) -> dict[str, Any] | None:
    if period is None:
        return None
    return {"id": period.id, "start": iso(period.start), "end": iso(period.end)}


def pace_record(pace: Pace | None) -> dict[str, Any] | None:
    """Time and money used, as shares from 0 to 1, and the level."""
    if pace is None:
        return None
    return {"time": computed(pace.time), "money": computed(pace.money), "level": pace.level}


def step_records(deadline: Deadline) -> list[dict[str, Any]]:
    """The steps to a date, in words."""
    return [
        {"step": step.step, "date": iso(step.date), "text": step_text(step, deadline)}
        for step in deadline.steps
    ]


def explanation_record(deadline: Deadline, today: date, ours: WorkCalendar) -> dict[str, Any]:
    """What `explain` answers."""
    return {
        "schema": SCHEMA,
        "deadline": deadline_record(deadline, today, ours),
        "steps": step_records(deadline),
        "sentence": sentence(deadline),
    }


def names_among(register: Register) -> tuple[str, ...]:
    """A name for each file, where a register has several or is one of several; else nothing."""
    if len(register.paths) < 2 and not getattr(register, "name", None):
        return ()
    from foerder.register.load import names_of

    return names_of(register)


def registered(names: Sequence[str], holder: Any, record: dict[str, Any]) -> dict[str, Any]:
    """A record with the register that its holder, a table of it, is from; where
    there are names.
    """
    if not names:
        return record
    return {"register": names[holder.place.file], **record}


def together(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The answers of several registers as one: lists one after the other,
    deadlines by their day.
    """
    found = dict(records[0])
    for key in ("registers", "projects", "deadlines", "problems"):
        if key in found:
            found[key] = list(chain.from_iterable(record[key] for record in records))
    if "deadlines" in found:
        found["deadlines"].sort(key=itemgetter("due"))
        coming = [record["next"] for record in records if record["next"]]
        found["next"] = min(coming, key=itemgetter("due"), default=None)
    sums = zip(*(record["undated"].values() for record in records), strict=True)
    found["undated"] = dict(zip(found["undated"], map(sum, sums), strict=True))
    return found


def problem_record(problem: Problem) -> dict[str, Any]:
    """One problem."""
    return texts(problem, *PROBLEM)
