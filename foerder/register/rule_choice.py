"""Which rule sets fit a grant: by Land, by who pays and by the year of the
award letter; and which are out of date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from foerder.law.counting import add_months
from foerder.law.holidays import REGIONS
from foerder.model import Programme, Review, RuleSet
from foerder.register.rulesets import NAMES, built_in

LANDS = REGIONS[1:]
CITY_STATES = ("DE-BE", "DE-HB", "DE-HH")
"""They have no municipalities: their conditions for projects are the general ones."""
REVIEW_MONTHS = 12
"""How old a review may be."""
FAILED = ("changed", "unavailable")
"""Results of a review after which nobody can rely on a rule set."""


class LandRules(NamedTuple):
    """What is known of one Land: the rule sets for municipalities, others, and
    those of single programmes.
    """

    land: str
    municipal: list[RuleSet]
    others: list[RuleSet]
    programmes: list[RuleSet]
    portals: list[str]
    """The paragraphs on notification by portals."""

    @property
    def general(self) -> list[RuleSet]:
        """The conditions that say when a municipality has to report; empty
        where none were found.
        """
        return self.others if self.land in CITY_STATES else self.municipal


def all_built_in() -> list[RuleSet]:
    """Every rule set of the package, by id."""
    return [built_in(name) for name in NAMES]


@cache
def of_land(land: str, conditions: str) -> tuple[RuleSet, ...]:
    """The built-in sets of a Land for such recipients; only files that name the Land are read."""
    code = land.removeprefix("DE-").lower()
    sets = [built_in(name) for name in NAMES if code in name.split("-")]
    return tuple(one for one in sets if one.land == land and one.conditions == conditions)


@cache
def series(name: str) -> tuple[RuleSet, ...]:
    """The built-in editions of the conditions that a rule set is one of: the
    same name but for the year.
    """
    stem = name.rstrip("0123456789")
    return tuple(built_in(other) for other in NAMES if other.rstrip("0123456789") == stem)


def lands(sets: Iterable[RuleSet]) -> list[LandRules]:
    """A row for each of the 16 Länder, also where nothing was found."""
    rows = {land: LandRules(land, [], [], [], []) for land in LANDS}
    for one in sets:
        if one.land in rows:
            row = rows[one.land]
            kinds = {"municipal": row.municipal, "programme": row.programmes}
            kinds.get(one.conditions or "", row.others).append(one)
    for clause in portal_clauses():
        if "land" in clause:
            rows[clause["land"]].portals.append(clause["nr"])
    return list(rows.values())


@cache
def portal_clauses() -> tuple[Mapping[str, Any], ...]:
    """What is known of notification by portals: ``nr``, ``by`` (provided,
    retrieved) and ``land``.
    """
    return built_in("bekanntgabe-portal").clauses


def portal_rule(by: str, land: str | None) -> str | None:
    """The paragraph on a letter that was ``provided`` in a portal or
    ``retrieved`` from it; None: not found.
    """
    for clause in portal_clauses():
        if (clause["by"], clause.get("land")) == (by, land):
            return str(clause["nr"])
    return None


def chosen(
    sets: Iterable[RuleSet],
    land: str | None = None,
    level: str | None = None,
    year: int | None = None,
) -> list[RuleSet]:
    """The rule sets of a Land (``DE-TH``), a level (``state``) and an award
    letter's year; None: of all.

    Of several editions of the same conditions only the one in force in that year is left.
    """
    places = (land,) if level == "state" else (land, None)
    found = []
    for one in sets:
        if land and one.land not in places:
            continue
        if (level and one.level != level) or ((land or level) and not one.conditions):
            continue
        found.append(one)
    if year:
        found = [one for one in found if edition_in_force(one, found, year).id == one.id]
    return found


def offered(land: str, levels: Iterable[str], year: int | None = None) -> list[RuleSet]:
    """What `init`, `add grant` and the import offer: general conditions that
    fit, the municipal ones first.
    """
    levels = tuple(levels)
    found = []
    for level in levels:
        fitting = chosen(all_built_in(), land if level == "state" else None, level, year)
        found += [
            one for one in fitting if one.conditions != "programme" or one.land in (land, None)
        ]
    order = ("municipal", "project", "institutional", "cost-based", "programme")
    return sorted(
        found,
        key=lambda one: (order.index(one.conditions or "programme"), -(one.year or 0), one.id),
    )


def fitting_names(names: Iterable[str], region: str) -> list[str]:
    """Those of the names that are not another Land's: ``region`` is whose
    public holidays are ours.
    """
    foreign = {one.id for one in all_built_in() if one.land not in (None, region)}
    return [name for name in names if region not in LANDS or name not in foreign]


def editions(rule_set: RuleSet, sets: Iterable[RuleSet]) -> list[RuleSet]:
    """The editions of the same conditions, oldest first: the set alone where it
    is of a single programme.
    """
    if rule_set.conditions in (None, "programme"):
        return [rule_set]
    same = (rule_set.land, rule_set.level, rule_set.conditions)
    found = [one for one in sets if (one.land, one.level, one.conditions) == same and one.year]
    return sorted(found, key=lambda one: one.year or 0) or [rule_set]


def edition_in_force(rule_set: RuleSet, sets: Iterable[RuleSet], year: int) -> RuleSet:
    """The newest edition that is not younger than an award letter's year; the
    oldest where all are.
    """
    known = editions(rule_set, sets)
    fitting = [one for one in known if one.year is None or one.year <= year]
    return fitting[-1] if fitting else known[0]


def land_of(programme: Programme, holidays: str | None, default: str) -> str | None:
    """Whose money a programme is: the Land at its authority's seat, else ours;
    None where no Land alone pays it.
    """
    if "state" not in programme.level or "federal" in programme.level:
        return None
    region = holidays or default
    return region if region in LANDS else None


def looked_at(rule_set: RuleSet) -> date | None:
    """When somebody last compared a rule set with its source."""
    review = rule_set.last_review
    if review and review.on:
        return review.on
    dates = [rule.keys["checked"] for rule in rule_set.deadlines if rule.keys.get("checked")]
    if rule_set.checked:
        dates.append(rule_set.checked)
    return min(dates, default=None)


class Verdict(NamedTuple):
    """What the last review of a rule set says about it on a day: ``old``,
    ``never`` or the review's result.
    """

    rule_set: RuleSet
    on: date | None
    result: str
    review: Review | None

    @property
    def failed(self) -> bool:
        """Whether somebody has to look at the source again."""
        return self.result in ("old", *FAILED)


def verdict(rule_set: RuleSet, today: date) -> Verdict | None:
    """What is wrong with the last review of a rule set; None where it is recent and clear."""
    review, on = rule_set.last_review, looked_at(rule_set)
    if review and review.result in (*FAILED, "unclear"):
        return Verdict(rule_set, on, review.result, review)
    if on is None:
        return Verdict(rule_set, None, "never", review)
    if add_months(on, REVIEW_MONTHS) < today:
        return Verdict(rule_set, on, "old", review)
    return None
