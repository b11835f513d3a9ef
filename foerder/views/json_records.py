"""Deadlines, projects and problems as records of plain values, in the order of the JSON contract."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from foerder.deadlines.explain import sentence, step_text, title_of
from foerder.deadlines.selection import current_period, requirements_of
from foerder.terms import Problem

if TYPE_CHECKING:
    from foerder.law.workdays import WorkCalendar
    from foerder.model import Deadline, Project, Register
    from foerder.money.plan import Pace

SCHEMA = 1


def iso(day: date | None) -> str | None:
    """A date as JSON and CSV have it."""
    return day.isoformat() if day else None


def money(amount: Decimal | None) -> str | None:
    """An amount with two decimals."""
    return None if amount is None else f"{amount:.2f}"


def deadline_record(deadline: Deadline, today: date, ours: WorkCalendar) -> dict[str, Any]:
    """One deadline; every key always there."""
    keys, due = deadline.keys, deadline.due
    done: dict[str, Any] | None = None
    if deadline.done:
        record = deadline.done
        done = {
            "on": iso(record.on),
            "by": record.by,
            "how": record.how,
            "proof": record.proof,
            "note": record.note,
            "fact": None,
        }
    elif deadline.done_by_fact:
        done = {"on": iso(deadline.done_on), "by": None, "how": None, "proof": None, "note": None}
        done["fact"] = deadline.done_by_fact
    return {
        "id": deadline.id,
        "project": deadline.project.id if deadline.project else None,
        "project_title": deadline.project.title if deadline.project else None,
        "period": deadline.period.id if deadline.period else None,
        "occurrence": deadline.occurrence,
        "kind": deadline.kind,
        "title": title_of(deadline),
        "due": iso(due),
        "nominal": iso(deadline.nominal),
        "latest": iso(deadline.latest),
        "ready_by": iso(deadline.ready_by),
        "days_left": (due - today).days if due else None,
        "working_days_left": ours.between(today, due) if due else None,
        "state": deadline.state,
        "programme": deadline.programme.id if deadline.programme else None,
        "authority": deadline.authority,
        "owner": deadline.owner,
        "basis": keys.get("basis"),
        "rule": deadline.rule,
        "version": keys.get("version"),
        "source": keys.get("source"),
        "grade": keys.get("grade"),
        "done": done,
        "time": keys.get("time"),
        "by": keys.get("by"),
        "provisional": deadline.provisional,
    }


def project_record(project: Project, register: Register, today: date, next_deadline: Deadline | None) -> dict[str, Any]:
    """One project as `list` has it."""
    from foerder.money.plan import pace_of

    period, status = current_period(project, today)
    programme = register.programme_of(project)
    # Of what was never granted nothing runs on but the remedy, which is the next deadline.
    end = period.end if period and status not in ("rejected", "withdrawn") else None
    return {
        "id": project.id,
        "kind": project.kind,
        "title": project.title,
        "status": status,
        "programme": project.programme,
        "funds": list(programme.funds) if programme else [],
        "level": list(programme.level) if programme else [],
        "recipient": project.recipient,
        "unit": project.unit,
        "owner": project.owner,
        "period": {"id": period.id, "start": iso(period.start), "end": iso(period.end)} if period else None,
        "days_left": (end - today).days if end else None,
        "amount": money(period.amount) if period else None,
        "next_deadline": {"id": next_deadline.id, "due": iso(next_deadline.due)} if next_deadline else None,
        "follows": project.follows,
        "requires": requirements_of(project, register),
        "tags": list(project.tags),
        "pace": pace_record(pace_of(period, today)) if period else None,
    }


def pace_record(pace: Pace | None) -> dict[str, Any] | None:
    """Time and money used, as shares from 0 to 1, and the level."""
    if pace is None:
        return None
    return {"time": f"{pace.time.normalize():f}", "money": f"{pace.money.normalize():f}", "level": pace.level}


def step_records(deadline: Deadline) -> list[dict[str, Any]]:
    """The steps to a date, in words."""
    return [{"step": step.step, "date": iso(step.date), "text": step_text(step, deadline)} for step in deadline.steps]


def explanation_record(deadline: Deadline, today: date, ours: WorkCalendar) -> dict[str, Any]:
    """What `explain` answers."""
    return {
        "schema": SCHEMA,
        "deadline": deadline_record(deadline, today, ours),
        "steps": step_records(deadline),
        "sentence": sentence(deadline),
    }


def problem_record(problem: Problem) -> dict[str, Any]:
    """One problem."""
    return dict(problem._asdict())
