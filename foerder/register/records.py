"""The records of the model from their tables: one function for each kind of table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from foerder import model
from foerder.law.counting import from_day, no_weekend
from foerder.model import Place
from foerder.register import tables
from foerder.register.builder import Builder, Subject, Written, makeshift
from foerder.register.values import SLUG
from foerder.text.i18n import N_, _

MOVING = ("holidays", "office_closed")
"""The keys of [settings] that move dates."""


def settings(
    build: Builder, data: Mapping[str, Any], place: Place
) -> tuple[model.Settings, bool]:
    """``[settings]``, and whether all that moves dates could be read."""
    who = Subject(words=(("[settings]", None),))
    values, bad = build.read(Written(tables.SETTINGS, data, place, who))
    values.pop("source", None)
    return model.Settings(**values), bad.isdisjoint(MOVING)


def notify(
    build: Builder, data: Mapping[str, Any], place: Place
) -> tuple[model.Notify, frozenset[str]]:
    """``[notify]``, and the names of the keys that could not be read."""
    who = Subject(words=(("[notify]", None),))
    values, bad = build.read(Written(tables.NOTIFY, data, place, who))
    values.pop("source", None)
    if "from" in values:
        values["sender"] = values.pop("from")
    return model.Notify(**values), bad


def authority(build: Builder, data: Mapping[str, Any], place: Place) -> model.Authority | None:
    """``[[authority]]``; None where it has no id."""
    who = Subject(words=((N_("authority"), data.get("id")),))
    values, bad = build.read(Written(tables.AUTHORITY, data, place, who))
    if "id" in bad:
        return None
    values.setdefault("name", values["id"])
    values["extra_holidays"] = frozenset(values.get("extra_holidays", ()))
    unreadable = not bad.isdisjoint(("holidays", "extra_holidays"))
    return model.Authority(place=place, unreadable=unreadable, **values)


def _requirements(build: Builder, parent: Written) -> tuple[model.Requirement, ...]:
    """``requires`` of a programme or project."""
    return build.records(parent, "requires", model.Requirement, ("project", "max_age"))


def programme(build: Builder, data: Mapping[str, Any], place: Place) -> model.Programme | None:
    """``[[programme]]``; None where it has no id."""
    who = Subject(words=((N_("programme"), data.get("id")),))
    written = Written(tables.PROGRAMME, data, place, who)
    values, bad = build.read(written)
    inside: dict[str, Any] = {
        "calls": tuple(map(_call, build.rules(written, "programme", "call"))),
        "requires": _requirements(build, written),
        "deadlines": build.rules(written, "programme"),
    }
    if "id" in bad:
        return None
    values.setdefault("title", values["id"])
    return model.Programme(place=place, unreadable=bad, **inside, **values)


def _call(rule: model.Rule) -> model.Rule:
    keys = dict(rule.keys)
    if "closes" in keys:
        keys["due"] = keys["closes"]
    return model.Rule(rule.place, rule.id, rule.layer, keys, rule.broken)


def rule_set(build: Builder, data: Mapping[str, Any], place: Place) -> model.RuleSet | None:
    """``[[rule_set]]`` or a built-in set; None where it has no id."""
    who = Subject(words=((N_("rule set"), data.get("id")),))
    written = Written(tables.RULE_SET, data, place, who)
    values, bad = build.read(written)
    clauses = []
    for item, item_place in build.tables(written, "clause"):
        inner = who.inside("[[clause]]", item.get("nr"))
        clauses.append(build.read(Written(tables.CLAUSE, item, item_place, inner))[0])
    inherited: dict[str, Any] = {
        key: values[key] for key in ("version", "source", "grade", "checked") if key in values
    }
    deadlines = tuple(
        model.Rule(rule.place, rule.id, rule.layer, {**inherited, **rule.keys}, rule.broken)
        for rule in build.rules(written, values.get("id", ""))
    )
    if "id" in bad:
        return None
    values.setdefault("title", values["id"])
    values.pop("url", None)
    reviews = build.records(written, "review", model.Review, ("on", "result"))
    return model.RuleSet(
        place=place, deadlines=deadlines, clauses=tuple(clauses), reviews=reviews, **values
    )


def project(build: Builder, data: Mapping[str, Any], place: Place) -> model.Project:
    """``[[project]]`` with all that is in it; one without a readable id is
    shown under a makeshift one.
    """
    identity, named = data.get("id"), data.get("title")
    if isinstance(identity, str):
        named = identity
    if not isinstance(identity, str) or not SLUG.match(identity):
        identity = build.makeshift(identity, data.get("title"))
    who = Subject(identity, ((N_("project"), named),))
    written = Written(tables.PROJECT, data, place, who)
    values, bad = build.read(written)
    values["id"] = identity
    values.setdefault("title", identity)
    values["periods"], renamed = _periods(build, written)
    done = build.records(written, "done", model.Done, ("deadline",))
    values["done"] = _found_again(done, renamed)
    extensions = build.records(written, "extension", model.Extension, ("deadline", "to"))
    values["extensions"] = _found_again(extensions, renamed)
    values["deadlines"] = build.rules(written, "project")
    values["requires"] = _requirements(build, written)
    return model.Project(place=place, unreadable=bad, **values)


def _periods(
    build: Builder, parent: Written
) -> tuple[tuple[model.Period, ...], dict[str, str]]:
    """The periods, and the makeshift ids of those whose own cannot be read."""
    periods: dict[str, model.Period] = {}
    renamed: dict[str, str] = {}
    for number, (item, place) in enumerate(build.tables(parent, "period"), start=1):
        one = _period(build, item, place, parent.who, number)
        written = item.get("id")
        if one.id in periods:
            message = _('the id "{name}" is already taken').format(name=one.id)
            remedy = _("Give this period an id of its own: {line}.").format(
                line=f'id = "{one.id}-2"'
            )
            who = parent.who.inside(N_("period"), one.id)
            at = place.key("start" if written is None else "id")
            build.report(at, who, "duplicate-id", message, remedy)
            one = one._replace(id=makeshift(number, one.id))
        elif isinstance(written, str) and written != one.id:
            renamed[written] = one.id
        periods[one.id] = one
    return tuple(periods.values()), renamed


def _found_again(records: tuple[Any, ...], renamed: Mapping[str, str]) -> tuple[Any, ...]:
    """Records of what was done or extended, with the makeshift ids of their periods."""
    if not renamed:
        return records
    found = []
    for record in records:
        for written, identity in renamed.items():
            if record.deadline.startswith(f"{written}/"):
                rest = record.deadline.removeprefix(written)
                record = record._replace(deadline=identity + rest)
                break
        found.append(record)
    return tuple(found)


def _period_id(data: Mapping[str, Any]) -> str | None:
    """The id that is written, else the year of the start, as far as it can be
    made out; None where neither can.
    """
    written, start = data.get("id"), data.get("start")
    if written is not None:
        return written if isinstance(written, str) and SLUG.match(written) else None
    if isinstance(start, date) and 1900 <= start.year <= 2199:
        return str(start.year)
    year = (
        re.search(r"(?<!\d)(?:19|20|21)\d\d(?!\d)", str(start))
        if isinstance(start, date | str)
        else None
    )
    return year[0] if year else None


_PARTS: Mapping[str, tuple[str, Callable[..., Any], tuple[str, ...]]] = {
    "cost": ("costs", model.Cost, ()),
    "financing": ("financing", model.Financing, ()),
    "payment": ("payments", model.Payment, ("received", "id")),
    "spending": ("spending", model.Spending, ("on", "amount")),
    "year": ("years", model.YearShare, ()),
    "amendment": ("amendments", model.Amendment, ()),
}
"""The plain tables of a period: the field that keeps them, their record, and
what none of them can do without.
"""


def _period(
    build: Builder, data: Mapping[str, Any], place: Place, who: Subject, number: int
) -> model.Period:
    named, identity = data.get("id"), _period_id(data)
    inner = who.inside(N_("period"), named or identity or number)
    written = Written(tables.PERIOD, data, place, inner)
    values, bad = build.read(written)
    if identity is None and bad.isdisjoint(("id", "start")):
        message = _("a period without start needs an id")
        remedy = _('Add a line id = "…", or the start.')
        build.report(place, inner, "missing-key", message, remedy)
    values["id"] = identity or makeshift(number, named, "period")
    bad = _period_end(build, written, values, bad)
    for name, (field, make, essential) in _PARTS.items():
        if name in data:
            values[field] = build.records(written, name, make, essential)
    values["deadlines"] = build.rules(written, "period")
    payments = data.get("payment")
    if isinstance(payments, list) and len(values["payments"]) < len(payments):
        bad |= {"payment"}
    return model.Period(place=place, unreadable=bad, **values)


def _period_end(
    build: Builder, written: Written, values: dict[str, Any], bad: frozenset[str]
) -> frozenset[str]:
    """Compute the end from ``duration`` (§ 187 Abs. 2 BGB: the start counts)
    and check it against the start.
    """
    place, who = written.place, written.who
    if "duration" in bad:
        bad |= {"end"}
    start, end, duration = values.get("start"), values.get("end"), values.get("duration")
    if duration and end:
        message = _("end and duration are both given")
        remedy = _("Keep one of them; end counts.")
        later = max("duration", "end", key=list(written.data).index)
        build.report(place.key(later), who, "two-ends", message, remedy)
        del values["duration"]
    elif duration and start and "end" not in bad:
        try:
            values["end"] = from_day(start, duration, no_weekend)
        except OverflowError:
            bad |= {"end"}
    elif duration and "start" not in bad:
        message = _("duration is counted from the start, and there is none")
        remedy = _("Add start, or write end instead of duration.")
        build.report(place.key("duration"), who, "missing-key", message, remedy)
    if not build.in_order(written, values, "start", "end"):
        del values["end"]
        bad |= {"end"}
    return bad
