"""The rule sets: what they say, where it stands, when somebody last looked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from foerder.deadlines.spans import interval_text, is_zero, span_text
from foerder.model import Rule, RuleSet
from foerder.register.rulesets import NAMES
from foerder.text import plain
from foerder.text.glossary import key_label, value_label
from foerder.text.i18n import _, fmt_date, heading, language
from foerder.views import csv, json
from foerder.views.json_records import SCHEMA, iso


class Answer(NamedTuple):
    """The rule sets to show, ``detailed`` with what is known of each."""

    sets: list[RuleSet]
    detailed: bool


def _wording(keys: Any, name: str) -> str:
    """A text of a rule in the language of the screen."""
    if language() == "en" and keys.get(f"{name}_en"):
        return str(keys[f"{name}_en"])
    return str(keys.get(name) or "")


def _set_title(rule_set: RuleSet) -> str:
    return rule_set.title_en if language() == "en" and rule_set.title_en else rule_set.title


def _rule_record(rule: Rule) -> dict[str, Any]:
    keys = rule.keys
    return {
        "id": rule.id,
        "rule": f"{rule.layer}/{rule.id}",
        "kind": keys.get("kind"),
        "title": _wording(keys, "title") or value_label(str(keys.get("kind") or "")),
        "date": date_text(keys),
        "basis": keys.get("basis"),
        "version": keys.get("version"),
        "source": keys.get("source"),
        "grade": keys.get("grade"),
        "checked": iso(keys.get("checked")),
        "text": _wording(keys, "text") or None,
    }


def _set_record(rule_set: RuleSet) -> dict[str, Any]:
    return {
        "id": rule_set.id,
        "title": _set_title(rule_set),
        "built_in": rule_set.id in NAMES,
        "version": rule_set.version,
        "source": rule_set.source,
        "grade": rule_set.grade,
        "checked": iso(rule_set.checked),
        "note": rule_set.note,
        "deadlines": [_rule_record(rule) for rule in rule_set.deadlines],
        "clauses": [
            {"nr": clause.get("nr"), "text": _wording(clause, "text"), "grade": clause.get("grade")}
            for clause in rule_set.clauses
        ],
    }


def date_text(keys: Any) -> str:
    """The form of date of a rule in a few words."""
    if "due" in keys:
        return fmt_date(keys["due"])
    for form, word in (
        ("earlier_of", _("the earlier of: {parts}")),
        ("later_of", _("the later of: {parts}")),
    ):
        if form in keys:
            return word.format(parts="; ".join(date_text(part) for part in keys[form]))
    if "after" in keys or "before" in keys:
        anchor = _anchor_words(keys.get("after") or keys["before"])
        pattern = _("{span} after {anchor}") if "after" in keys else _("{span} before {anchor}")
        if is_zero(keys["offset"]):
            pattern = _("with {anchor}")
        text = pattern.format(span=span_text(keys["offset"]), anchor=anchor)
        ends = {
            "month-end": _("to the end of the month"),
            "quarter-end": _("to the end of the quarter"),
            "year-end": _("to the end of the year"),
        }
        return f"{text}, {ends[keys['snap']]}" if "snap" in keys else text
    if "rrule" in keys:
        from foerder.deadlines.rrule_words import rule_words

        return rule_words(keys["rrule"], keys["from"] if isinstance(keys.get("from"), date) else None)
    return interval_text(keys["every"]) if "every" in keys else ""


def _anchor_words(name: str) -> str:
    """What a rule counts from, as it stands after "after", "before" and "with" (in German in the dative)."""
    words = {
        "period-start": _("the start of the funding period"),
        "period-end": _("the end of the funding period"),
        "purpose-fulfilled": _("the fulfilment of the purpose"),
        "award": _("the notification of the award"),
        "payment": _("the receipt of a payment"),
        "last-payment": _("the receipt of the last payment"),
        "year-end": _("the end of the budget year"),
        "quarter-end": _("the end of the quarter"),
        "resolved": _("the resolution"),
        "closed": _("the final check"),
    }
    return words.get(name) or _('the handing in of "{name}"').format(name=value_label(name))


def as_json(answer: Answer) -> str:
    """Every rule set with every rule."""
    return json.document({"schema": SCHEMA, "rule_sets": [_set_record(rule_set) for rule_set in answer.sets]})


def as_csv(answer: Answer) -> str:
    """A row per rule."""
    header = ("rule", "kind", "title", "date", "basis", "version", "grade", "checked", "source", "text")
    return csv.records((_rule_record(rule) for one in answer.sets for rule in one.deadlines), header)


def _lines(rule_set: RuleSet) -> Iterator[tuple[str, str, str]]:
    """Name, what, evidence of every rule and clause."""
    for rule in rule_set.deadlines:
        record = _rule_record(rule)
        evidence = _evidence(record["basis"], record["grade"], rule.keys.get("checked"))
        text = record["text"] or record["date"]
        yield record["rule"], f"{record['title']}: {text}", evidence
    for clause in rule_set.clauses:
        number = str(clause.get("nr") or "")
        if clause.get("from") and number == str(clause["from"]):
            number = _("from {day}").format(day=fmt_date(clause["from"]))
        title, text = _wording(clause, "title"), _wording(clause, "text")
        yield (
            f"{rule_set.id} Nr. {number}" if number[:1].isdigit() else f"{rule_set.id} {number}".rstrip(),
            f"{title}: {text}" if title else text,
            _evidence(
                clause.get("basis"),
                clause.get("grade") or rule_set.grade,
                clause.get("checked") or rule_set.checked,
            ),
        )


def _evidence(basis: Any, grade: Any, checked: Any) -> str:
    parts = [str(basis or "")]
    if grade:
        parts.append(_("grade {grade}").format(grade=grade))
    if checked:
        parts.append(_("checked {day}").format(day=fmt_date(checked)))
    return ", ".join(part for part in parts if part)


def as_plain(answer: Answer) -> str:
    """A line per rule; one set alone with its title, source and note."""
    text = ""
    for rule_set in answer.sets:
        if answer.detailed:
            text += plain.lines(_head(rule_set))
        text += plain.lines(_lines(rule_set))
    return text


def _head(rule_set: RuleSet) -> list[tuple[str, str]]:
    rows = [
        (rule_set.id, _set_title(rule_set)),
        (heading(key_label("version")), rule_set.version or ""),
        (heading(key_label("source")), rule_set.source or ""),
        (heading(key_label("grade")), rule_set.grade or ""),
        (heading(key_label("checked")), fmt_date(rule_set.checked) if rule_set.checked else ""),
        (heading(key_label("note")), rule_set.note or ""),
    ]
    return [row for row in rows if row[1]]


def as_table(answer: Answer, width: int, color: bool) -> None:
    """A table per rule set."""
    from rich.padding import Padding
    from rich.table import Table

    from foerder.views.table import Column, cell, console, print_table

    for rule_set in answer.sets:
        out = console(width, color)
        if answer.detailed:
            grid = Table.grid(padding=(0, 2))
            grid.add_column(no_wrap=True)
            grid.add_column(overflow="fold")
            for label, value in _head(rule_set):
                grid.add_row(cell(label, "bold" if label == rule_set.id else "dim"), cell(value))
            out.print(Padding(grid, (0, 0, 1, 0)))
            columns = [Column(_("Rule"), most=26), Column(_("What"), ratio=2), Column(_("Evidence"), ratio=1)]
            rows = [
                [cell(name.removeprefix(rule_set.id)[1:]), cell(text), cell(basis)]
                for name, text, basis in _lines(rule_set)
            ]
            print_table(columns, rows, width, color)
        else:
            out.print(cell(rule_set.id, "bold", (f"  {_set_title(rule_set)}", "")))
            grid = Table.grid(padding=(0, 2))
            grid.add_column(no_wrap=True)
            grid.add_column(overflow="fold")
            for rule in rule_set.deadlines:
                record = _rule_record(rule)
                evidence = _evidence(record["basis"], record["grade"], rule.keys.get("checked"))
                grid.add_row(cell(rule.id), cell(f"{record['title']}: {record['date']}", "", (f"\n{evidence}", "dim")))
            if not rule_set.deadlines:
                grid.add_row(cell(_("No deadlines; the text: foerder rules {id}").format(id=rule_set.id)))
            out.print(Padding(grid, (0, 0, 1, 2)))
