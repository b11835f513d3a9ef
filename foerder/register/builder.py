"""From parsed TOML to the model: every value checked, every problem collected, nothing raised."""

import contextlib
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from foerder import model
from foerder.model import Place, Problem
from foerder.register.tables import FORMS, Table
from foerder.register.values import FieldError, ListError, short, shown
from foerder.terms import problem_at
from foerder.text.i18n import N_, Text, _, joined

DATE_KEYS = frozenset(key for keys in FORMS.values() for key in keys) | {
    "id",
    "kind",
    "snap",
    "shift",
    "off",
    "provisional",
    "grade",
}


MOST_SAME = 2000
"""So many different deadline tables are remembered, to know them again: more
would cost more than it gains.
"""
FIELDS = {"from": "start", "date": "day"}
"""Keys of plain tables that are called otherwise in the records."""
NONE_BAD: frozenset[str] = frozenset()
_OF_ONE_KIND = frozenset((str, date))
"""Types of which no value equals one of another type."""


_LOOKED_AT = ("due", "every", "rrule", "closes")
"""Forms of date that not every other key goes with, or that have two days that
may be turned round.
"""


class Subject(NamedTuple):
    """Whose table is being read, for messages: the project's id and the words
    that name the table.
    """

    project: str | None = None
    words: tuple[tuple[str, Any], ...] = ()
    """What each table around is, a msgid or a header, and its id, or its number
    where it has none.
    """

    def inside(self, kind: str, name: Any) -> "Subject":
        """The same, one table further in."""
        return Subject(self.project, (*self.words, (kind, name)))

    def said(self) -> str:
        """The words before a message."""
        labels = []
        for word, name in self.words:
            kind = _(word)
            if isinstance(name, str) and name.strip():
                kind = Text('{kind} "{name}"').format(kind=kind, name=short(name))
            elif isinstance(name, int):
                kind = Text("{kind} {name}").format(kind=kind, name=name)
            labels.append(kind)
        return joined(", ", labels)


class Written(NamedTuple):
    """A table as it is in the file: its form, what is written in it, where that
    is, and whose it is.
    """

    table: Table
    data: Mapping[str, Any]
    place: Place
    who: Subject


class Builder:
    """Reads tables and keeps what was wrong with them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._makeshift: dict[str, int] = {}
        self._same: dict[Any, tuple[str, Mapping[str, Any], tuple[type, ...]]] = {}
        """Id, values and types of deadline tables without a fault, by all that
        is written there.
        """

    def state(self) -> tuple[int, dict[str, int]]:
        """How far it has come, for `reset`."""
        return len(self.problems), dict(self._makeshift)

    def reset(self, state: tuple[int, dict[str, int]]) -> None:
        """Forget what was found since then."""
        del self.problems[state[0] :]
        self._makeshift = dict(state[1])

    def report(
        self, place: Place | None, who: Subject, code: str, message: str, remedy: str
    ) -> None:
        """Note an error."""
        text = joined(": ", (who.said(), message)) if who.words else message
        self.problems.append(problem_at(place, who.project, "error", code, text, remedy))

    def makeshift(self, *words: Any) -> str:
        """An id for a project whose own cannot be read, different from every other."""
        stem = makeshift(0, *words, "project")
        self._makeshift[stem] = self._makeshift.get(stem, 0) + 1
        return makeshift(self._makeshift[stem], *words, "project")

    def read(self, written: Written) -> tuple[dict[str, Any], frozenset[str]]:
        """The checked values of a table's own keys, and the names of the keys
        that could not be read.
        """
        table, data, place, who = written
        sound = _sound(table, data)
        if sound is not None:
            return sound, NONE_BAD
        values: dict[str, Any] = {}
        bad: set[str] = set()
        keys, tables = table.keys, table.tables
        for key, value in data.items():
            if key in keys:
                try:
                    values[key] = keys[key](value)
                except FieldError as fault:
                    bad.add(key)
                    self._bad_value(written, key, fault)
            elif key not in tables:
                bad.add(key)
                bad |= self._unknown_key(written, key)
        for key in table.required:
            if key not in data and key not in bad:
                bad.add(key)
                message = _('the key "{key}" is missing').format(key=key)
                remedy = _("Add a line {line} below {header}.").format(
                    line=f"{key} = …", header=table.header or _("the head of the file")
                )
                self.report(place, who, "missing-key", message, remedy)
        return values, frozenset(bad)

    def _bad_value(self, written: Written, key: str, fault: FieldError) -> None:
        faults = fault.faults if isinstance(fault, ListError) else [(None, fault)]
        for number, one in faults:
            place = written.place.key(*((key,) if number is None else (key, number)))
            message = joined(": ", (key, one.message))
            self.report(place, written.who, "bad-value", message, one.remedy)

    def _unknown_key(self, written: Written, key: str) -> set[str]:
        """Report a key; the key that was probably meant cannot be read either."""
        from foerder.register.unknown import meant, remedy_for

        table, data, place, who = written
        message = _('unknown key "{key}"').format(key=key)
        remedy = remedy_for(table, key, data[key])
        self.report(place.key(key), who, "unknown-key", message, remedy)
        word = meant(table, key, data[key])
        return {word} if word and word not in data else set()

    def tables(self, parent: Written, name: str) -> list[tuple[Mapping[str, Any], Place]]:
        """The tables of an array, each with its place; slips such as ``[project]`` are named."""
        table, data, place, who = parent
        value = data.get(name)
        if value is None:
            return []
        found: list[tuple[Mapping[str, Any], Place]] = []
        if isinstance(value, list):
            file, path = place.file, (*place.path, name)
            found = [
                (item, tuple.__new__(Place, (file, (*path, index))))
                for index, item in enumerate(value)
                if isinstance(item, dict)
            ]
            if len(found) == len(value):
                return found
        header = table.tables[name].header
        if (
            isinstance(value, dict)
            and value
            and all(_is_table(item) for item in value.values())
        ):
            first = next(iter(value))
            message = _("{header} is before any {parent}").format(
                header=f"{header[:-2]}.{first}]]", parent=header
            )
            remedy = _("Put {parent} with its id above it.").format(parent=header)
            self.report(place.key(name, first), who, "orphan-table", message, remedy)
            return []
        if isinstance(value, dict):
            message = _("{wrong} is a single table").format(wrong=header[1:-1])
            remedy = _("Write {right} with double brackets: there may be several.").format(
                right=header
            )
            self.report(place.key(name), who, "single-brackets", message, remedy)
            return [(value, place.key(name))]
        message = _("{name} is {value}, not a table").format(name=name, value=shown(value))
        remedy = _("Write a header {right} and the keys below it.").format(right=header)
        self.report(place.key(name), who, "bad-value", message, remedy)
        return found

    def records(
        self,
        parent: Written,
        name: str,
        make: Callable[..., Any],
        essential: tuple[str, ...] = (),
    ) -> tuple[Any, ...]:
        """The plain tables of an array as records; one that lacks an essential key is left out."""
        if name not in parent.data:
            return ()
        result = []
        table = parent.table.tables[name]
        for number, (item, place) in enumerate(self.tables(parent, name), start=1):
            values = _sound(table, item)
            if values is None or "until" in values:
                named = item.get("deadline") or item.get("id") or number
                who = parent.who.inside(f"[[{name}]]", named)
                values, bad = self.read(Written(table, item, place, who))
                if not bad.isdisjoint(essential):
                    continue
                self.in_order(Written(table, item, place, who), values, "from", "until")
            for key, field in FIELDS.items():
                if key in values:
                    values[field] = values.pop(key)
            result.append(make(place=place, **values))
        return tuple(result)

    def rules(
        self, parent: Written, layer: str, name: str = "deadline"
    ) -> tuple[model.Rule, ...]:
        """The deadline tables of one layer."""
        if name not in parent.data:
            return ()
        result: dict[str, model.Rule] = {}
        table = parent.table.tables[name]
        label = N_("call") if name == "call" else N_("deadline")
        for number, (item, place) in enumerate(self.tables(parent, name), start=1):
            rule: model.Rule | None
            known = self._read_before(table, item)
            if known:
                rule = model.Rule(place, known[0], layer, known[1])
            else:
                inner = parent.who.inside(label, item.get("id") or number)
                rule = self._rule(Written(table, item, place, inner), layer)
            if rule is None:
                continue
            if rule.id in result:
                inner = parent.who.inside(label, item.get("id") or number)
                self.duplicate(place.key("id"), inner, rule.id)
                continue
            result[rule.id] = rule
        return tuple(result.values())

    def _read_before(
        self, table: Table, data: Mapping[str, Any]
    ) -> tuple[str, Mapping[str, Any]] | None:
        """What a table before says in which the same is written; most projects
        of a programme have such.
        """
        try:
            identity, values, types = self._same[table.header, *data, *data.values()]
        except (KeyError, TypeError):  # TypeError: there are lists in it
            return None
        if types and types != _types(data):
            return None
        return identity, values

    def _rule(self, written: Written, layer: str) -> model.Rule | None:
        table, data, place, _who = written
        before = len(self.problems)
        values, bad = self.read(written)
        if "id" in bad:
            return None
        broken = not bad.isdisjoint(DATE_KEYS) or "closes" in bad
        for name in ("earlier_of", "later_of"):
            if name in data and name in table.tables:
                values[name], readable = self._parts(written, name)
                broken = broken or not readable
        broken = self._faulty_forms(written, values) or broken
        identity = values.pop("id")
        if not broken and len(self.problems) == before and len(self._same) < MOST_SAME:
            with contextlib.suppress(TypeError):
                content = table.header, *data, *data.values()
                self._same[content] = identity, values, _types(data)
        return model.Rule(place, identity, layer, values, broken)

    def _faulty_forms(self, written: Written, values: Mapping[str, Any]) -> bool:
        """Whether the forms of date that are written do not go together; each
        fault is reported.
        """
        forms = [form for form in (*FORMS, "closes") if form in values]
        if len(forms) == 1 and forms[0] not in _LOOKED_AT and "opens" not in values:
            return False
        faulty = False
        for check in (self._two_forms, self._stray, self._turned_round):
            faulty = check(written, values) or faulty
        return faulty

    def _parts(self, written: Written, name: str) -> tuple[tuple[dict[str, Any], ...], bool]:
        """The tables of ``earlier_of`` or ``later_of``, and whether all of them could be read."""
        parts = []
        table, value, who = written.table.tables[name], written.data[name], written.who
        found = self.tables(written, name)
        readable = isinstance(value, list) and len(found) == len(value)
        for number, (item, place) in enumerate(found, start=1):
            inner = who.inside(f"[[{name}]]", number)
            part, bad = self.read(Written(table, item, place, inner))
            readable = readable and bad.isdisjoint(DATE_KEYS)
            parts.append(part)
        if value == []:
            message = _("{name} names no date").format(name=name)
            remedy = _("Write a header {right} and the keys below it.").format(
                right=table.header
            )
            self.report(written.place.key(name), who, "no-date", message, remedy)
        return tuple(parts), readable and bool(parts)

    def _two_forms(self, written: Written, values: Mapping[str, Any]) -> bool:
        forms = [key for key in written.data if key in values and key in (*FORMS, "closes")]
        if len(forms) < 2:
            return False
        message = _("{first} and {second} are two forms of date").format(
            first=forms[0], second=forms[1]
        )
        remedy = _(
            "Keep one of them; the earlier or later of several dates is written with earlier_of or later_of."
        )
        place = written.place.key(forms[1])
        self.report(place, written.who, "two-forms", message, remedy)
        return True

    def _stray(self, written: Written, values: Mapping[str, Any]) -> bool:
        """Keys that no later layer can give a meaning: what goes with a form is
        looked at after the merge.
        """
        if "closes" not in values:
            return False
        found = [key for key in ("from", "until", "on") if key in values]
        for key in found:
            message = _("{key} does not go with {form}").format(key=key, form="closes")
            remedy = _("Remove it, or use the form of date that it belongs to.")
            self.report(written.place.key(key), written.who, "stray-key", message, remedy)
        return bool(found)

    def _turned_round(self, written: Written, values: Mapping[str, Any]) -> bool:
        spans = self.in_order(written, values, "from", "until")
        return not self.in_order(written, values, "opens", "closes") or not spans

    def in_order(
        self, written: Written, values: Mapping[str, Any], first: str, last: str
    ) -> bool:
        """Whether one day does not lie before another; reported at the one that stands later."""
        begin, end = values.get(first), values.get(last)
        if not isinstance(begin, date) or not isinstance(end, date) or begin <= end:
            return True
        message = _("{last} ({end}) is before {first} ({start})").format(
            last=last, end=end, first=first, start=begin
        )
        remedy = _("Correct one of the two days.")
        place = written.place.key(max(first, last, key=list(written.data).index))
        self.report(place, written.who, "end-before-start", message, remedy)
        return False

    def duplicate(self, place: Place, who: Subject, name: str, where: str = "") -> None:
        """Note an id that is taken."""
        message = _('the id "{name}" is already taken; the first one counts').format(name=name)
        if where:
            message = _(
                'the id "{name}" is already taken {where}; the first one counts'
            ).format(name=name, where=where)
        remedy = _("Choose another id, or remove one of the two.")
        self.report(place, who, "duplicate-id", message, remedy)


def _sound(table: Table, data: Mapping[str, Any]) -> dict[str, Any] | None:
    """The checked values of a table's own keys; None where anything is wrong."""
    values: dict[str, Any] = {}
    keys, tables = table.keys, table.tables
    try:
        for key, value in data.items():
            read = keys.get(key)
            if read:
                values[key] = read(value)
            elif key not in tables:
                return None
    except FieldError:
        return None
    for key in table.required:
        if key not in values:
            return None
    return values


def _types(data: Mapping[str, Any]) -> tuple[type, ...]:
    """The types of what is written, where they matter: true and 1 are equal,
    and are not the same.
    """
    types = tuple(map(type, data.values()))
    return () if _OF_ONE_KIND.issuperset(types) else types


def makeshift(number: int, *words: Any) -> str:
    """An id made of words and a number; no id that is written can be the same."""
    texts = (_slugged(word) for word in words if isinstance(word, str))
    return f"{next((text for text in texts if text), '')}--{number}"


def _slugged(text: str) -> str:
    plain = text.lower().translate(
        {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ß"): "ss"}
    )
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].rstrip("-")


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and isinstance(value[0], dict)
    )
