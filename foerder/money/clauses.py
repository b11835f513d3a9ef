"""Which limits the conditions of a period set: how far a single line may be
exceeded, from when a grant falls.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from foerder.model import Period, Project, Register
from foerder.register.duties import rule_names

CITED = {
    "anbest-p-": "ANBest-P",
    "anbest-gk-": "ANBest-Gk",
    "esf-plus-2021": "VO (EU) 2021/1060",
}


class Limit(NamedTuple):
    """A figure from a rule set, with the paragraph that it rests on."""

    value: Decimal
    basis: str
    rule_set: str
    general: bool = False
    """Whether the basis is a number of the general conditions (ANBest), whose
    sub-numbers are known.
    """


def limit(register: Register, project: Project, period: Period, key: str) -> Limit | None:
    """The figure that counts for a period; of several rule sets the one named last.

    None where no set has one.
    """
    programme = register.programme_of(project)
    found = None
    for name in rule_names(programme, project, period) or ():
        rule_set = register.rule_sets.get(name)
        for clause in rule_set.clauses if rule_set else ():
            if key in clause:
                basis = clause.get("basis") or f"{short_name(name)} Nr. {clause.get('nr')}"
                found = Limit(clause[key], basis, name, name.startswith("anbest-"))
    return found


def short_name(rule_set: str) -> str:
    """A rule set as people cite it: ``ANBest-P``, ``ANBest-Gk``; a local one by its id."""
    return next((word for start, word in CITED.items() if rule_set.startswith(start)), rule_set)


class BaseRate(NamedTuple):
    """A base rate of interest (Basiszinssatz, § 247 BGB) and the days on which it held."""

    start: date
    until: date
    rate: Decimal
    source: str | None


def base_rates(register: Register) -> list[BaseRate]:
    """All base rates that are known, in order: the built-in ones, changed and
    extended by those of the register.
    """
    from foerder.register.rulesets import built_in

    local = [rule_set for rule_set in register.rule_sets.values() if rule_set.id != "basiszins"]
    rates: dict[date, BaseRate] = {}
    for rule_set in (built_in("basiszins"), *local):
        for clause in rule_set.clauses:
            if "base_rate" in clause and "from" in clause:
                rates[clause["from"]] = _base_rate(clause, rule_set.source)
    return sorted(rates.values())


def _base_rate(clause: Any, source: str | None) -> BaseRate:
    start: date = clause["from"]
    # § 247 Abs. 1 Satz 2 BGB: it may change on 1 January and 1 July, so without `until` it is known for a half-year.
    half = date(start.year, 6, 30) if start.month <= 6 else date(start.year, 12, 31)
    return BaseRate(
        start, clause.get("until", half), clause["base_rate"], clause.get("source") or source
    )
