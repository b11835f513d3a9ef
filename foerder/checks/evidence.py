"""Checks of what the register rests on: sources, grades of evidence, rules not
looked at for long, days not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from foerder.checks.base import CheckContext, Finder, ProjectCheck, finding
from foerder.deadlines.explain import title_of, why_open_text
from foerder.deadlines.undated import needs_date
from foerder.law.counting import add_months
from foerder.model import (
    DUTIES,
    UNVERIFIED_GRADES,
    Deadline,
    Place,
    Problem,
    Programme,
)
from foerder.register.duties import rule_names
from foerder.register.rule_choice import looked_at
from foerder.text.i18n import _

LOW_GRADES = ("C", *UNVERIFIED_GRADES)

TOLD_AS_FAULTS = ("broken", "settings", "authority", "unverified")
"""Why a duty has no date, where another finding says so already."""


def programme_facts(context: CheckContext, programme: Programme) -> Iterator[Problem]:
    """A programme without a source, or whose guideline has ended."""
    if programme.source is None:
        what = _('programme "{name}"').format(name=programme.id)
        yield _no_source(programme.place, None, what)
    until = programme.guideline_until
    if until and until < context.today and "guideline_until" not in programme.unreadable:
        yield finding(
            "guideline-ended",
            programme.place.key("guideline_until"),
            _('programme "{name}": the guideline ended on {day}'),
            _(
                "Enter the new guideline and its guideline_until, or ask the authority what follows."
            ),
            name=programme.id,
            day=until,
        )


def _no_source(place: Place, project: str | None, what: str) -> Problem:
    text = _("{what}: no source")
    remedy = _('Add source = "…": letter, page or file where the facts come from.')
    return finding("no-source", place, text, remedy, about=project, what=what)


def sources(case: ProjectCheck) -> Iterator[Problem]:
    """Facts without a source; a project's source also speaks for its periods."""
    project = case.project
    if project.source is None and not all(
        period.source for period in project.periods or (project,)
    ):
        what = _('project "{name}"').format(name=project.id)
        yield _no_source(project.place, project.id, what)


def evidence(case: ProjectCheck) -> Iterator[Problem]:
    """Rules with low grade in use, rules not looked at for over a year, duties without a date."""
    seen: set[tuple[str, str]] = set()
    for deadline in case.deadlines:
        if deadline.state in ("done", "settled", "past"):
            continue
        place = deadline.period.place if deadline.period else case.project.place
        if deadline.period and deadline.period.ended_on and deadline.kind == "final-report":
            # Its own check says that it is only counted for planning.
            continue
        for code, text, remedy, words in _doubts(case.context, deadline):
            if (code, deadline.rule) not in seen:
                seen.add((code, deadline.rule))
                yield case.risk(code, text, remedy, place, **words)
        yield from _open(case, deadline, place)


def calls(
    context: CheckContext, programme: Programme, deadlines: list[Deadline]
) -> Iterator[Problem]:
    """Weak or old evidence behind a programme's calls."""
    for deadline in deadlines:
        for code, text, remedy, words in _doubts(context, deadline):
            yield finding(code, programme.place, text, remedy, **words)


def _doubts(
    context: CheckContext, deadline: Deadline
) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Weak evidence behind a deadline, or a rule that nobody has looked at for long.

    Code, message, remedy, and what the two name.
    """
    grade, checked = deadline.keys.get("grade"), deadline.keys.get("checked")
    if grade in LOW_GRADES:
        text = _("{title}: the rule {rule} rests on weak evidence (grade {grade})")
        remedy = _("Look it up in the award letter and enter the day there.")
        if deadline.kind == "call":
            remedy = _("Look it up in the call or the guideline and enter the day there.")
        words = {"title": title_of(deadline), "rule": deadline.rule, "grade": grade}
        severity = None if grade in UNVERIFIED_GRADES else "note"
        yield "low-grade", text, remedy, {**words, "severity": severity}
    if _is_stale(checked, context.today) and not _in_a_set(context, deadline):
        text = _("{title}: last looked up on {day}, more than a year ago")
        remedy = _("Look at the source again and enter checked = DATE.")
        yield "rule-stale", text, remedy, {"title": title_of(deadline), "day": checked}


def _in_a_set(context: CheckContext, deadline: Deadline) -> bool:
    """Whether its rule is one of a rule set, which is looked at as a whole."""
    layer = deadline.rule.partition("/")[0]
    return layer == "remedy" or layer in context.register.rule_sets


@cache
def _is_stale(checked: date | None, today: date) -> bool:
    return checked is not None and add_months(checked, 12) < today


def _open(case: ProjectCheck, deadline: Deadline, place: Place) -> Iterator[Problem]:
    why = deadline.why_open or ""
    if not needs_date(deadline) or deadline.kind not in DUTIES:
        return
    if why in TOLD_AS_FAULTS or why.startswith("unreadable "):
        return
    yield case.risk(
        "open-date",
        "{id}: {title} – {why}",
        _("Enter the day as soon as it is known."),
        place,
        id=deadline.id.removeprefix(case.project.id + "/"),
        title=title_of(deadline),
        why=why_open_text(deadline),
    )


def stale_rule_sets(context: CheckContext) -> Iterator[Problem]:
    """Rule sets in use that nobody has looked at for over a year."""
    for rule_set in context.register.rule_sets.values():
        oldest = looked_at(rule_set)
        if not _is_stale(oldest, context.today):
            continue
        place = rule_set.place
        if place is None or place.file < 0:
            place = _place_of_user(context, rule_set.id)
        if place is None:
            continue
        text = _('rule set "{name}": last looked at on {day}, more than a year ago')
        remedy = _(
            "Compare it with the current text of the source; a newer version of foerder may have done so."
        )
        yield finding("rule-stale", place, text, remedy, name=rule_set.id, day=oldest)


def _place_of_user(context: CheckContext, name: str) -> Place | None:
    """The first project that names a rule set."""
    for project in context.register.projects:
        programme = context.register.programme_of(project)
        for period in project.periods:
            if name in (rule_names(programme, project, period) or ()):
                return project.place
    return None


FINDERS: tuple[Finder, ...] = (evidence, sources)
