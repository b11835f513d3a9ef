"""Checks of what the register rests on: sources, grades of evidence, rules not looked at for long, days not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from foerder.checks.base import CheckContext, Finder, Risk
from foerder.deadlines.explain import title_of, why_open_text
from foerder.law.counting import add_months
from foerder.model import DUTIES, UNVERIFIED_GRADES, Deadline, Place, Programme, Project
from foerder.register.duties import rule_names
from foerder.text.i18n import _, fmt_date

LOW_GRADES = ("C", *UNVERIFIED_GRADES)

WAITING_ANCHORS = ("payment", "last-payment", "closed")
"""Anchors that lie in the future by nature: that they are not known yet is no finding."""


def programme_facts(case: CheckContext, programme: Programme) -> Iterator[Risk]:
    """A programme without a source, or whose guideline has ended."""
    if programme.source is None:
        yield _no_source(case, programme.place, None, _('programme "{name}"').format(name=programme.id))
    until = programme.guideline_until
    if until and until < case.today and "guideline_until" not in programme.unreadable:
        yield Risk(
            programme.place.key("guideline_until"),
            None,
            "warning",
            "guideline-ended",
            _('programme "{name}": the guideline ended on {day}').format(name=programme.id, day=fmt_date(until)),
            _("Enter the new guideline and its guideline_until, or ask the authority what follows."),
        )


def _no_source(case: CheckContext, place: Place, project: str | None, what: str) -> Risk:
    return Risk(
        place,
        project,
        "note",
        "no-source",
        _("{what}: no source").format(what=what),
        _('Add source = "…": letter, page or file where the facts come from.'),
    )


def sources(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Facts without a source; a project's source also speaks for its periods."""
    if project.source is None and not all(period.source for period in project.periods or (project,)):
        yield _no_source(case, project.place, project.id, _('project "{name}"').format(name=project.id))


def evidence(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Rules with low grade in use, rules not looked at for over a year, duties without a date."""
    seen: set[tuple[str, str]] = set()
    for deadline in deadlines:
        if deadline.state in ("done", "settled", "past"):
            continue
        for risk in rule_evidence(case, deadline, deadline.period.place if deadline.period else project.place, project):
            key = (risk.code, deadline.rule if risk.code != "open-date" else deadline.id)
            if key not in seen:
                seen.add(key)
                yield risk
        yield from _open(case, deadline, project)


def rule_evidence(case: CheckContext, deadline: Deadline, place: Place, project: Project | None) -> Iterator[Risk]:
    """Weak evidence behind a deadline, or a rule that nobody has looked at for long."""
    keys = deadline.keys
    name = project.id if project else None
    prefix = f'{_("project")} "{project.id}": ' if project else ""
    grade = keys.get("grade")
    if grade in LOW_GRADES:
        yield Risk(
            place,
            name,
            "warning" if grade in UNVERIFIED_GRADES else "note",
            "low-grade",
            prefix
            + _("{title}: the rule {rule} rests on weak evidence (grade {grade})").format(
                title=title_of(deadline), rule=deadline.rule, grade=grade
            ),
            _("Look it up in the call or the guideline and enter the day there.")
            if deadline.kind == "call"
            else _("Look it up in the award letter and enter the day there."),
        )
    checked = keys.get("checked")
    if checked and add_months(checked, 12) < case.today and deadline.rule.partition("/")[0] not in _set_names(case):
        yield Risk(
            place,
            name,
            "warning",
            "rule-stale",
            prefix
            + _("{title}: last looked up on {day}, more than a year ago").format(
                title=title_of(deadline), day=fmt_date(checked)
            ),
            _("Look at the source again and enter checked = DATE."),
        )


def _set_names(case: CheckContext) -> Iterable[str]:
    return [*case.register.rule_sets, "remedy"]


def _open(case: CheckContext, deadline: Deadline, project: Project) -> Iterator[Risk]:
    why = deadline.why_open
    if deadline.state != "open" or why is None or why in ("broken", "settings", "authority", "unverified"):
        return
    if why.startswith("unreadable ") or why in WAITING_ANCHORS or deadline.kind not in DUTIES:
        return
    yield case.risk(
        deadline.period.place if deadline.period else project.place,
        project,
        "note",
        "open-date",
        f"{deadline.id.removeprefix(project.id + '/')}: {title_of(deadline)} – {why_open_text(deadline)}",
        _("Enter the day as soon as it is known."),
    )


def stale_rule_sets(case: CheckContext) -> Iterator[Risk]:
    """Rule sets in use that nobody has looked at for over a year."""
    for rule_set in case.register.rule_sets.values():
        dates = [rule.keys["checked"] for rule in rule_set.deadlines if rule.keys.get("checked")]
        oldest = min([*dates, *([rule_set.checked] if rule_set.checked else [])], default=None)
        if oldest is None or add_months(oldest, 12) >= case.today:
            continue
        user = next((p for p in case.register.projects if _uses(case, p, rule_set.id)), None)
        place = rule_set.place if rule_set.place and rule_set.place.file >= 0 else user.place if user else None
        if place is None:
            continue
        yield Risk(
            place,
            None,
            "warning",
            "rule-stale",
            _('rule set "{name}": last looked at on {day}, more than a year ago').format(
                name=rule_set.id, day=fmt_date(oldest)
            ),
            _("Compare it with the current text of the source; a newer version of foerder may have done so."),
        )


def _uses(case: CheckContext, project: Project, name: str) -> bool:
    programme = case.register.programme_of(project)
    return any(name in (rule_names(programme, project, period) or ()) for period in project.periods)


FINDERS: tuple[Finder, ...] = (evidence, sources)
