"""From parsed TOML to the model: every value checked, every problem collected, nothing raised."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from foerder import model as m
from foerder.i18n import _
from foerder.law.counting import from_day
from foerder.model import Place
from foerder.register import tables as t
from foerder.register.fields import FieldError, shown
from foerder.register.tables import FORMS, Table

DATE_KEYS = frozenset(key for keys in FORMS.values() for key in keys) | {
    "id",
    "kind",
    "snap",
    "shift",
    "off",
    "provisional",
    "grade",
}


class Finding(NamedTuple):
    """A problem that knows its place, not yet its line."""

    place: Place | None
    project: str | None
    severity: str
    code: str
    message: str
    remedy: str


class Who(NamedTuple):
    """Whose table is being read, for messages: the project's id and the words that name the table."""

    project: str | None = None
    words: tuple[str, ...] = ()

    def inside(self, kind: str, name: Any, project: str | None = None) -> Who:
        """The same, one table further in."""
        label = f'{kind} "{name}"' if name is not None else kind
        return Who(project or self.project, (*self.words, label))


class Builder:
    """Reads tables and keeps what was wrong with them."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def report(self, place: Place | None, who: Who, code: str, message: str, remedy: str) -> None:
        """Note an error."""
        prefix = ", ".join(who.words)
        self.findings.append(
            Finding(place, who.project, "error", code, f"{prefix}: {message}" if prefix else message, remedy)
        )

    def read(
        self, table: Table, data: Mapping[str, Any], place: Place, who: Who
    ) -> tuple[dict[str, Any], frozenset[str]]:
        """The checked values of a table's own keys, and the names of the keys that could not be read."""
        values: dict[str, Any] = {}
        bad: set[str] = set()
        for key, value in data.items():
            check = table.keys.get(key)
            if check is None:
                if key not in table.tables:
                    bad.add(key)
                    self._unknown_key(table, key, value, place, who)
                continue
            try:
                values[key] = check(value)
            except FieldError as fault:
                bad.add(key)
                self.report(
                    place.key(key),
                    who,
                    "bad-value",
                    f"{key}: {fault.message}",
                    fault.remedy,
                )
        for key in table.required:
            if key not in data:
                bad.add(key)
                self.report(
                    place,
                    who,
                    "missing-key",
                    _('the key "{key}" is missing').format(key=key),
                    _("Add a line {line} below {header}.").format(
                        line=f"{key} = …", header=table.header or _("the head of the file")
                    ),
                )
        return values, frozenset(bad)

    def _unknown_key(self, table: Table, key: str, value: Any, place: Place, who: Who) -> None:
        from foerder.register.unknown import remedy_for

        self.report(
            place.key(key),
            who,
            "unknown-key",
            _('unknown key "{key}"').format(key=key),
            remedy_for(table, key, value),
        )

    def tables(
        self, table: Table, name: str, data: Mapping[str, Any], place: Place, who: Who
    ) -> list[tuple[Mapping[str, Any], Place]]:
        """The tables of an array inside ``data``, each with its place; slips such as ``[project]`` are named."""
        value = data.get(name)
        if value is None:
            return []
        header = table.tables[name].header
        if isinstance(value, dict):
            self.report(
                place.key(name),
                who,
                "single-brackets",
                _("{wrong} is a single table").format(wrong=header[1:-1]),
                _("Write {right} with double brackets: there may be several.").format(right=header),
            )
            return [(value, place.key(name))]
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.report(
                place.key(name),
                who,
                "bad-value",
                _("{name} is {value}, not a table").format(name=name, value=shown(value)),
                _("Write a header {right} and the keys below it.").format(right=header),
            )
            value = value if isinstance(value, list) else []
        return [(item, place.key(name, index)) for index, item in enumerate(value) if isinstance(item, dict)]

    def records(
        self,
        parent: Table,
        name: str,
        data: Mapping[str, Any],
        place: Place,
        who: Who,
        make: Callable[..., Any],
        essential: tuple[str, ...] = (),
        rename: Mapping[str, str] | None = None,
    ) -> tuple[Any, ...]:
        """The plain tables of an array as records; one that lacks an essential key is left out."""
        result = []
        for number, (item, item_place) in enumerate(self.tables(parent, name, data, place, who), start=1):
            inner = who.inside(f"[[{name}]]", item.get("deadline") or item.get("id") or number)
            values, bad = self.read(parent.tables[name], item, item_place, inner)
            if not bad.isdisjoint(essential):
                continue
            for old, new in (rename or {}).items():
                if old in values:
                    values[new] = values.pop(old)
            result.append(make(place=item_place, **values))
        return tuple(result)

    def rules(
        self,
        parent: Table,
        data: Mapping[str, Any],
        place: Place,
        who: Who,
        layer: str,
        name: str = "deadline",
    ) -> tuple[m.Rule, ...]:
        """The deadline tables of one layer."""
        result: dict[str, m.Rule] = {}
        label = _("call") if name == "call" else _("deadline")
        for number, (item, item_place) in enumerate(self.tables(parent, name, data, place, who), start=1):
            inner = who.inside(label, item.get("id", number))
            rule = self._rule(parent.tables[name], item, item_place, inner, layer)
            if rule is None:
                continue
            if rule.id in result:
                self.duplicate(item_place.key("id"), inner, rule.id)
                continue
            result[rule.id] = rule
        return tuple(result.values())

    def _rule(self, table: Table, data: Mapping[str, Any], place: Place, who: Who, layer: str) -> m.Rule | None:
        values, bad = self.read(table, data, place, who)
        if "id" in bad:
            return None
        broken = not bad.isdisjoint(DATE_KEYS) or "closes" in bad
        for name in ("earlier_of", "later_of"):
            if name in data and name in table.tables:
                parts = []
                for number, (item, item_place) in enumerate(self.tables(table, name, data, place, who), start=1):
                    part, part_bad = self.read(table.tables[name], item, item_place, who.inside(f"[[{name}]]", number))
                    broken = broken or not part_bad.isdisjoint(DATE_KEYS)
                    parts.append(part)
                values[name] = tuple(parts)
                broken = broken or not parts
        forms = [form for form in FORMS if form in values]
        if len(forms) > 1:
            broken = True
            self.report(
                place.key(forms[1]),
                who,
                "two-forms",
                _("{first} and {second} are two forms of date").format(first=forms[0], second=forms[1]),
                _("Keep one of them; the earlier or later of several dates is written with earlier_of or later_of."),
            )
        identity = values.pop("id")
        return m.Rule(place, identity, layer, values, broken)

    def duplicate(self, place: Place, who: Who, name: str) -> None:
        """Note an id that is taken."""
        self.report(
            place,
            who,
            "duplicate-id",
            _('the id "{name}" is already taken; the first one counts').format(name=name),
            _("Choose another id, or remove one of the two."),
        )


def settings(build: Builder, data: Mapping[str, Any], place: Place) -> tuple[m.Settings, bool]:
    """``[settings]``, and whether all that moves dates could be read."""
    values, bad = build.read(t.SETTINGS, data, place, Who(words=("[settings]",)))
    values.pop("source", None)
    return m.Settings(**values), bad.isdisjoint(("holidays", "office_closed"))


def notify(build: Builder, data: Mapping[str, Any], place: Place) -> m.Notify:
    """``[notify]``."""
    values, _bad = build.read(t.NOTIFY, data, place, Who(words=("[notify]",)))
    values.pop("source", None)
    if "from" in values:
        values["sender"] = values.pop("from")
    return m.Notify(**values)


def authority(build: Builder, data: Mapping[str, Any], place: Place) -> m.Authority | None:
    """``[[authority]]``; None where it has no id."""
    who = Who().inside(_("authority"), data.get("id"))
    values, bad = build.read(t.AUTHORITY, data, place, who)
    if "id" in bad:
        return None
    values.setdefault("name", values["id"])
    values["extra_holidays"] = frozenset(values.get("extra_holidays", ()))
    unreadable = not bad.isdisjoint(("holidays", "extra_holidays"))
    return m.Authority(place=place, unreadable=unreadable, **values)


def requirements(
    build: Builder, parent: Table, data: Mapping[str, Any], place: Place, who: Who
) -> tuple[m.Requirement, ...]:
    """``requires`` of a programme or project."""
    return build.records(parent, "requires", data, place, who, m.Requirement, ("project", "max_age"))


def programme(build: Builder, data: Mapping[str, Any], place: Place) -> m.Programme | None:
    """``[[programme]]``; None where it has no id."""
    who = Who().inside(_("programme"), data.get("id"))
    values, bad = build.read(t.PROGRAMME, data, place, who)
    if "id" in bad:
        return None
    values.setdefault("title", values["id"])
    return m.Programme(
        place=place,
        calls=tuple(_call(rule) for rule in build.rules(t.PROGRAMME, data, place, who, "programme", "call")),
        requires=requirements(build, t.PROGRAMME, data, place, who),
        deadlines=build.rules(t.PROGRAMME, data, place, who, "programme"),
        unreadable=bad,
        **values,
    )


def _call(rule: m.Rule) -> m.Rule:
    keys = dict(rule.keys)
    if "closes" in keys:
        keys["due"] = keys["closes"]
    return m.Rule(rule.place, rule.id, rule.layer, keys, rule.broken)


def rule_set(build: Builder, data: Mapping[str, Any], place: Place) -> m.RuleSet | None:
    """``[[rule_set]]`` or a built-in set; None where it has no id."""
    who = Who().inside(_("rule set"), data.get("id"))
    values, bad = build.read(t.RULE_SET, data, place, who)
    if "id" in bad:
        return None
    values.setdefault("title", values["id"])
    clauses = tuple(
        build.read(t.CLAUSE, item, item_place, who.inside("[[clause]]", item.get("nr")))[0]
        for item, item_place in build.tables(t.RULE_SET, "clause", data, place, who)
    )
    inherited: dict[str, Any] = {key: values[key] for key in ("version", "source", "grade", "checked") if key in values}
    deadlines = tuple(
        m.Rule(rule.place, rule.id, rule.layer, {**inherited, **rule.keys}, rule.broken)
        for rule in build.rules(t.RULE_SET, data, place, who, values["id"])
    )
    values.pop("url", None)
    return m.RuleSet(place=place, deadlines=deadlines, clauses=clauses, **values)


def project(build: Builder, data: Mapping[str, Any], place: Place) -> m.Project | None:
    """``[[project]]`` with all that is in it; one without a readable id cannot be addressed and is left out."""
    identity = data.get("id") if isinstance(data.get("id"), str) else None
    who = Who().inside(_("project"), identity, identity)
    values, bad = build.read(t.PROJECT, data, place, who)
    if "id" in bad:
        return None
    values.setdefault("title", values["id"])
    periods: dict[str, m.Period] = {}
    for number, (item, item_place) in enumerate(build.tables(t.PROJECT, "period", data, place, who), start=1):
        one = _period(build, item, item_place, who, number)
        if one is None:
            continue
        if one.id in periods:
            key = "id" if "id" in item else "start"
            build.duplicate(item_place.key(key), who.inside(_("period"), one.id), one.id)
            continue
        periods[one.id] = one
    result: dict[str, Any] = {
        "periods": tuple(periods.values()),
        "deadlines": build.rules(t.PROJECT, data, place, who, "project"),
        "requires": requirements(build, t.PROJECT, data, place, who),
        "done": build.records(t.PROJECT, "done", data, place, who, m.Done, ("deadline",)),
        "extensions": build.records(t.PROJECT, "extension", data, place, who, m.Extension, ("deadline", "to")),
    }
    return m.Project(place=place, unreadable=bad, **values, **result)


def _period(build: Builder, data: Mapping[str, Any], place: Place, who: Who, number: int) -> m.Period | None:
    start = data.get("start")
    name = data.get("id") or getattr(start, "year", number)
    inner = who.inside(_("period"), name)
    values, bad = build.read(t.PERIOD, data, place, inner)
    if "id" in bad:
        return None
    if "id" not in values:
        if values.get("start") is None:
            if "start" not in bad:
                build.report(
                    place,
                    inner,
                    "missing-key",
                    _("a period without start needs an id"),
                    _('Add a line id = "…", or the start.'),
                )
            return None
        values["id"] = str(values["start"].year)
    bad = _period_end(build, values, bad, place, inner)
    simple: dict[str, Any] = {
        "costs": build.records(t.PERIOD, "cost", data, place, inner, m.Cost),
        "financing": build.records(t.PERIOD, "financing", data, place, inner, m.Financing, (), {"from": "start"}),
        "payments": build.records(t.PERIOD, "payment", data, place, inner, m.Payment, ("received", "id")),
        "spending": build.records(t.PERIOD, "spending", data, place, inner, m.Spending, ("on", "amount")),
        "years": build.records(t.PERIOD, "year", data, place, inner, m.YearShare),
        "amendments": build.records(t.PERIOD, "amendment", data, place, inner, m.Amendment, (), {"date": "day"}),
        "deadlines": build.rules(t.PERIOD, data, place, inner, "period"),
    }
    if isinstance(data.get("payment"), list) and len(simple["payments"]) < len(data["payment"]):
        bad |= {"payment"}
    return m.Period(place=place, unreadable=bad, **values, **simple)


def _period_end(build: Builder, values: dict[str, Any], bad: frozenset[str], place: Place, who: Who) -> frozenset[str]:
    """Compute the end from ``duration`` (§ 187 Abs. 2 BGB: the start counts) and check it against the start."""
    if "duration" in bad:
        bad |= {"end"}
    start, end, duration = values.get("start"), values.get("end"), values.get("duration")
    if duration and end:
        build.report(
            place.key("duration"),
            who,
            "two-ends",
            _("end and duration are both given"),
            _("Keep one of them; end counts."),
        )
    elif duration and start:
        try:
            values["end"] = from_day(start, duration, lambda day: day.weekday() < 5)
        except OverflowError:
            bad |= {"end"}
    elif duration and "start" not in bad:
        build.report(
            place.key("duration"),
            who,
            "missing-key",
            _("duration is counted from the start, and there is none"),
            _("Add start, or write end instead of duration."),
        )
    if start and end and end < start:
        from foerder.i18n import fmt_date

        build.report(
            place.key("end"),
            who,
            "end-before-start",
            _("end ({end}) is before start ({start})").format(end=fmt_date(end), start=fmt_date(start)),
            _("Correct one of the two days."),
        )
        del values["end"]
        bad |= {"end"}
    return bad
