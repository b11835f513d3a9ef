"""The rule sets: what they say, where it stands, when somebody last looked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from foerder.deadlines.explain import day_of_year, review_text
from foerder.deadlines.spans import interval_text, is_zero, span_text
from foerder.law.holidays import region_name
from foerder.model import Rule, RuleSet
from foerder.register.rule_choice import LandRules
from foerder.register.rulesets import NAMES
from foerder.text import plain
from foerder.text.glossary import key_label, value_label
from foerder.text.i18n import _, fmt_date, heading, language
from foerder.views.formats import csv_records
from foerder.views.json_records import SCHEMA, iso, values
from foerder.views.sections import Styled, TableColumn, commas

if TYPE_CHECKING:
    from foerder.views.table import Screen

Keys = Mapping[str, Any]
REVIEW = ("on", "source", "digest", "grade", "result", "by")


class Answer(NamedTuple):
    """The rule sets to show, ``detailed`` with what is known of each, and what
    was found for the Länder.
    """

    sets: list[RuleSet]
    detailed: bool
    lands: Sequence[LandRules] = ()


def _wording(keys: Keys, name: str) -> str:
    """A text of a rule in the language of the screen."""
    english = keys.get(f"{name}_en")
    if english and language() == "en":
        return str(english)
    return str(keys.get(name) or "")


def _set_title(rule_set: RuleSet) -> str:
    return _wording({"title": rule_set.title, "title_en": rule_set.title_en}, "title")


def _rule_record(rule: Rule) -> dict[str, Any]:
    keys = rule.keys
    return {
        "id": rule.id,
        "rule": f"{rule.layer}/{rule.id}",
        "kind": keys.get("kind"),
        "title": _wording(keys, "title") or value_label(keys.get("kind") or ""),
        "date": date_text(keys),
        **{key: keys.get(key) for key in ("basis", "version", "source", "grade")},
        "checked": iso(keys.get("checked")),
        "text": _wording(keys, "text") or None,
    }


def _clause_record(clause: Keys) -> dict[str, Any]:
    text = _wording(clause, "text")
    return {"nr": clause.get("nr"), "text": text, "grade": clause.get("grade")}


def _set_record(rule_set: RuleSet) -> dict[str, Any]:
    return {
        "id": rule_set.id,
        "title": _set_title(rule_set),
        "built_in": rule_set.id in NAMES,
        **values(rule_set, "version", "source", "grade", "checked"),
        **values(rule_set, "land", "level", "conditions", "note", "year"),
        "reviews": [values(one, *REVIEW) for one in rule_set.reviews],
        "deadlines": list(map(_rule_record, rule_set.deadlines)),
        "clauses": list(map(_clause_record, rule_set.clauses)),
    }


def _land_record(row: LandRules) -> dict[str, Any]:
    return {
        "land": row.land,
        "name": region_name(row.land, language()),
        "found": bool(row.general),
        "municipal": [one.id for one in row.municipal],
        "others": [one.id for one in row.others],
        "programmes": [one.id for one in row.programmes],
        "portals": row.portals,
    }


def _land_cells(row: LandRules) -> tuple[str, ...]:
    """Code, name, the general conditions or that they were not found, what else
    there is, and portals.
    """
    missing = _("not found: take the day from the letter")
    general = commas(*(one.id for one in row.general)) or missing
    more = [one.id for one in (*row.municipal, *row.others) if one not in row.general]
    if row.programmes:
        names = commas(*(one.id for one in row.programmes))
        more.append(_("single programmes: {names}").format(names=names))
    name, portals = region_name(row.land, language()), "; ".join(row.portals)
    return row.land, name, general, commas(*more), portals or missing


def date_text(keys: Keys) -> str:
    """The form of date of a rule in a few words."""
    if "due" in keys:
        return fmt_date(keys["due"])
    for form, text in (
        ("earlier_of", _("the earlier of: {parts}")),
        ("later_of", _("the later of: {parts}")),
    ):
        if form in keys:
            return text.format(parts="; ".join(map(date_text, keys[form])))
    if "after" in keys or "before" in keys:
        return _counted_text(keys)
    if "rrule" in keys:
        from foerder.deadlines.rrule_words import rule_words

        first = keys.get("from")
        return rule_words(keys["rrule"], first if isinstance(first, date) else None)
    if "undated" in keys:
        return _("at once (unverzüglich)")
    if "year_of" in keys:
        return _year_of_words(keys)
    return interval_text(keys["every"]) if "every" in keys else ""


def _counted_text(keys: Keys) -> str:
    """A span before or after another day."""
    anchor = _anchor_words(keys.get("after") or keys["before"])
    pattern = _("{span} before {anchor}")
    if is_zero(keys["offset"]):
        pattern = _("with {anchor}")
    elif "after" in keys:
        pattern = _("{span} after {anchor}")
    text = pattern.format(span=span_text(keys["offset"]), anchor=anchor)
    ends = {
        "month-end": _("to the end of the month"),
        "quarter-end": _("to the end of the quarter"),
        "year-end": _("to the end of the year"),
    }
    return commas(text, ends.get(keys.get("snap", "")))


def _year_of_words(keys: Keys) -> str:
    """A day in the year of an event."""
    day, anchor, years = (
        day_of_year(keys["on"]),
        _anchor_words(keys["year_of"]),
        keys.get("year", 0),
    )
    texts = {
        -1: _("{day} of the year before {anchor}"),
        0: _("{day} of the year of {anchor}"),
        1: _("{day} of the year after {anchor}"),
    }
    text = texts.get(years, _("{day} of the year of {anchor} {years:+d}"))
    return text.format(day=day, anchor=anchor, years=years)


def _anchor_words(name: str) -> str:
    """What a rule counts from, as it stands after "after", "before" and "with"
    (in German in the dative).
    """
    words = {
        "period-start": _("the start of the funding period"),
        "period-end": _("the end of the funding period"),
        "purpose-fulfilled": _("the fulfilment of the purpose"),
        "award": _("the notification of the award"),
        "payment": _("the receipt of a payment"),
        "last-payment": _("the receipt of the last payment"),
        "year-end": _("the end of the budget year"),
        "half-year-end": _("the end of the half-year"),
        "quarter-end": _("the end of the quarter"),
        "started": _("the start of the work"),
        "inspection": _("the inspection of the work"),
        "final-approval": _("the day on which the award became final"),
        "resolved": _("the resolution"),
        "closed": _("the final check"),
    }
    return words.get(name) or _('the handing in of "{name}"').format(name=value_label(name))


def record(answer: Answer) -> dict[str, Any]:
    """Every rule set with every rule."""
    lands = list(map(_land_record, answer.lands))
    return {"schema": SCHEMA, "rule_sets": list(map(_set_record, answer.sets)), "lands": lands}


def as_csv(answer: Answer) -> str:
    """A row per rule."""
    header = "rule kind title date basis version grade checked source text"
    rules = [rule for one in answer.sets for rule in one.deadlines]
    return csv_records(map(_rule_record, rules), header.split())


def _lines(rule_set: RuleSet) -> Iterator[tuple[str, str, str]]:
    """Name, what, evidence of every rule and clause."""
    for rule in rule_set.deadlines:
        record = _rule_record(rule)
        text = record["text"] or record["date"]
        yield record["rule"], f"{record['title']}: {text}", _evidence(rule.keys)
    for clause in rule_set.clauses:
        title, text = _wording(clause, "title"), _wording(clause, "text")
        if title:
            text = f"{title}: {text}"
        known = {"grade": rule_set.grade, "checked": rule_set.checked}
        own = {key: value for key, value in clause.items() if value}
        yield _clause_name(rule_set, clause), text, _evidence(known | own)


def _clause_name(rule_set: RuleSet, clause: Keys) -> str:
    number = str(clause.get("nr") or "")
    if clause.get("from") and number == str(clause["from"]):
        number = _("from {day}").format(day=fmt_date(clause["from"]))
    if number[:1].isdigit():
        number = f"Nr. {number}"
    return f"{rule_set.id} {number}".rstrip()


def _evidence(keys: Keys) -> str:
    """The paragraph, how sure it is, and when somebody last looked."""
    parts = [str(keys.get("basis") or "")]
    if keys.get("grade"):
        parts.append(_("grade {grade}").format(grade=keys["grade"]))
    if keys.get("checked"):
        parts.append(_("checked {day}").format(day=keys["checked"]))
    return commas(*parts)


def as_plain(answer: Answer) -> str:
    """A line per rule; one set alone with its title, source and note."""
    text = ""
    for rule_set in answer.sets:
        if answer.detailed:
            text += plain.lines(_head(rule_set))
        text += plain.lines(_lines(rule_set))
    return text + plain.lines(map(_land_cells, answer.lands))


def _head(rule_set: RuleSet) -> list[tuple[str, str]]:
    rows = [(rule_set.id, _set_title(rule_set))]
    known = rule_set._asdict() | {"checked": fmt_date(rule_set.checked)}
    for key in ("version", "source", "grade", "checked", "note"):
        rows.append((heading(key_label(key)), known[key] or ""))
    review = rule_set.last_review
    if review:
        rows.append((heading(key_label("review")), review_text(review)))
    return [row for row in rows if row[1]]


def draw(answer: Answer, screen: Screen) -> None:
    """A table per rule set."""
    draw_set = _draw_whole if answer.detailed else _draw_brief
    for rule_set in answer.sets:
        draw_set(rule_set, screen)
    wide = _("For municipalities"), _("Besides"), _("Notified by portal")
    columns = [TableColumn(_("Land")), TableColumn("")]
    columns += [TableColumn(title, ratio=1) for title in wide]
    screen.table(columns, list(map(_land_cells, answer.lands)))


def _draw_whole(rule_set: RuleSet, screen: Screen) -> None:
    """What is known of a rule set, then every rule and clause."""
    (name, title), *others = _head(rule_set)
    facts = [((label, "dim"), value) for label, value in others]
    screen.grid([((name, "bold"), title), *facts], by=0)
    columns = [
        TableColumn(_("Rule"), most=26),
        TableColumn(_("What"), ratio=2),
        TableColumn(_("Evidence"), ratio=1),
    ]
    rows = []
    for rule, what, evidence in _lines(rule_set):
        rows.append((rule.removeprefix(rule_set.id)[1:], what, evidence))
    screen.table(columns, rows)


def _draw_brief(rule_set: RuleSet, screen: Screen) -> None:
    """The days of a rule set."""
    screen.print(rule_set.id, "bold", (f"  {_set_title(rule_set)}", ""))
    rows: list[Sequence[Styled]] = []
    for rule in rule_set.deadlines:
        record = _rule_record(rule)
        text = f"{record['title']}: {record['date']}"
        rows.append((rule.id, (text, "", (f"\n{_evidence(rule.keys)}", "dim"))))
    if not rows:
        text = _("No deadlines; the text: foerder rules {id}").format(id=rule_set.id)
        rows.append((text,))
    screen.grid(rows)
