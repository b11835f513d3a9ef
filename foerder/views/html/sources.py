"""What several projects share, written once: the programmes, and the sets of
rules that the reasons name.
"""

from __future__ import annotations

from collections.abc import Iterable

from foerder.deadlines.explain import review_text
from foerder.model import Programme, Register, RuleSet
from foerder.text.glossary import key_label
from foerder.text.i18n import _, fmt_date, heading, language
from foerder.text.markup import Content, Html, joined, link, tag
from foerder.views.html.tables import definitions
from foerder.views.show import programme_facts


def programme_section(register: Register, names: Iterable[str]) -> Html:
    """The programmes with who pays, guideline and authority."""
    found = filter(None, map(register.programmes.get, names))
    return joined(*(_programme(register, one) for one in found))


def _programme(register: Register, programme: Programme) -> Html:
    facts = definitions(programme_facts(register, programme))
    return tag(
        "div", tag("h3", programme.title), tag("small", programme.id), facts, class_="plain"
    )


def rule_set_section(register: Register, names: Iterable[str]) -> Html:
    """The sets that were named, with version, source, grade and last review."""
    return joined(*(_rule_set(register.rule_sets[name]) for name in sorted(names)))


def _rule_set(one: RuleSet) -> Html:
    title = one.title_en if one.title_en and language() == "en" else one.title
    known: list[tuple[str, Content]] = [
        (key_label("version"), one.version),
        (key_label("source"), link(one.source or "", one.source)),
        (key_label("grade"), one.grade),
        (key_label("checked"), fmt_date(one.checked)),
        (key_label("note"), one.note),
    ]
    if one.last_review:
        known.append((_("last review"), review_text(one.last_review)))
    facts = definitions((heading(label), value) for label, value in known if value)
    head = tag("h3", title), tag("small", one.id)
    return tag("div", *head, facts, id=f"r-{one.id}", class_="plain")
