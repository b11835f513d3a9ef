"""Checks of periods and deadlines: gaps, open ends, missing reports, what is
handed in late or matches nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from foerder.checks.base import (
    CheckContext,
    Finder,
    PeriodCheck,
    PeriodFinder,
    ProjectCheck,
    for_periods,
)
from foerder.deadlines.explain import title_of
from foerder.deadlines.timeline import chains, gaps_of
from foerder.model import DUTIES, Deadline, Done, Extension, Problem
from foerder.register.duties import rule_names
from foerder.text.hints import nearest
from foerder.text.i18n import _, ngettext


def gaps(context: CheckContext) -> Iterator[Problem]:
    """Days between a period and its successor on which nothing is funded (Förderlücke)."""
    for chain in chains(context.register.projects):
        for gap in gaps_of(context.register, context.projects, chain, context.today):
            before, after = gap.before, gap.after
            yield ProjectCheck(context, after.project).risk(
                "gap",
                ngettext(
                    'gap of {n} day between "{earlier}" (until {end}) and "{later}" (from {start})',
                    'gap of {n} days between "{earlier}" (until {end}) and "{later}" (from {start})',
                    gap.days,
                ),
                _(
                    "If a period is missing, add it; if the gap is real, accept it with [[accept]] and the reason."
                ),
                after.period.place.key("start"),
                n=gap.days,
                earlier=f"{before.project.id}/{before.period.id}",
                end=before.end,
                later=f"{after.project.id}/{after.period.id}",
                start=after.start,
            )


@for_periods("approved")
def ends(case: PeriodCheck) -> Iterator[Problem]:
    """Approved periods without an end."""
    period = case.period
    if period.last_day is None and "end" not in period.unreadable:
        remedy = _("Enter end = DATE from the award letter.")
        if case.project.kind != "grant":
            remedy = _("Enter end = DATE: until when it is valid.")
        text = _("no end is recorded; nobody can be warned of it")
        yield case.risk("no-end", text, remedy)


def periods(case: ProjectCheck) -> Iterator[Problem]:
    """Projects without any period: nothing of them can be counted but days that are named."""
    if not case.project.periods:
        text = _("no period is recorded: no deadline is counted but a day that is named")
        remedy = _("Add it: foerder add period {id} --start DATE --end DATE")
        yield case.risk("no-period", text, remedy, id=case.project.id)


@for_periods("approved", kind="grant")
def reports(case: PeriodCheck) -> Iterator[Problem]:
    """Approved grants without any date for the final report, and without rule sets."""
    period = case.period
    if period.closed:
        return
    if not case.final_reports:
        text = _("no deadline for the final report (Verwendungsnachweis) is known")
        remedy = _(
            'Enter the day from the award letter: [[project.period.deadline]] with kind = "final-report".'
        )
        yield case.risk("no-final-report", text, remedy)
    project = case.project
    names = rule_names(case.register.programme_of(project), project, period)
    stated = period.rules is not None or project.rules is not None
    if names is not None and not stated and not _any_reports(case, names):
        text = _("which conditions (ANBest) the award letter names is not recorded")
        remedy = _(
            'Add rules = ["…"] as the letter names them (see foerder rules), or rules = [] for none.'
        )
        yield case.risk("no-rules", text, remedy)


def _any_reports(case: ProjectCheck, names: Iterable[str]) -> bool:
    """Whether a rule set says when to report; EU law alone does not.

    One that is not known may.
    """
    for name in names:
        rule_set = case.register.rule_sets.get(name)
        if rule_set is None:
            return True
        if any(rule.id == "final-report" for rule in rule_set.deadlines):
            return True
    return False


def owners(case: ProjectCheck) -> Iterator[Problem]:
    """Duties that nobody owns."""
    project, count = case.project, 0
    for d in case.deadlines:
        if d.kind in DUTIES and d.state not in ("done", "settled") and not d.owner:
            count += 1
    message = ngettext("{n} duty without owner", "{n} duties without owner", count)
    if not count:
        waits = any(p.status in ("idea", "applied", "approved") for p in project.periods)
        if project.owner is not None or case.deadlines or not waits:
            return
        message = _("no owner")
    remedy = _('Add owner = "…": an address or a function; until then the coordinator is told.')
    yield case.risk("no-owner", message, remedy, n=count)


def unmatched(case: ProjectCheck) -> Iterator[Problem]:
    """Records of what was handed in, and extensions, that match no deadline."""
    project = case.project
    if not project.done and not project.extensions:
        return
    known = {deadline.id.removeprefix(f"{project.id}/") for deadline in case.deadlines}
    withdrawn = tuple(f"{p.id}/" for p in project.periods if p.status == "withdrawn")
    records: list[Done | Extension] = [*project.done, *project.extensions]
    for record in records:
        name = record.deadline
        if name in known or name.startswith(withdrawn):
            continue
        code, text = "done-unmatched", _('the done record "{name}" matches no deadline')
        if isinstance(record, Extension):
            code, text = "extension-unmatched", _('the extension "{name}" matches no deadline')
        remedy = _("Correct the id; foerder show ID lists the deadlines of the project.")
        near = nearest(name, known)
        if near:
            remedy = _('Did you mean "{word}"?')
        place = record.place.key("deadline")
        yield case.risk(code, text, remedy, place, name=name, word=near)


def extended_ends(case: ProjectCheck) -> Iterator[Problem]:
    """Extensions of the day a period ends: they move that row only, an amendment
    (Änderungsbescheid) the period.
    """
    for deadline in case.deadlines:
        extension, period = deadline.extension, deadline.period
        if deadline.kind != "period-end" or not extension or not period:
            continue
        if extension.to and period.end and extension.to != period.end:
            yield PeriodCheck(case.context, case.project, period).risk(
                "extension-of-end",
                _(
                    "the extension moves only the day the period ends, to {day}; "
                    "everything that is counted from it still counts from {end}"
                ),
                _("Remove this [[project.extension]], then: foerder extend {id} --to {day}"),
                extension.place.key("deadline"),
                day=extension.to,
                end=period.end,
                id=f"{case.project.id}/{period.id}",
            )


def endless(context: CheckContext) -> Iterator[Problem]:
    """Duties of an ended period that recur without an end."""
    for identity in dict.fromkeys(context.calculator.endless):
        project = context.projects.get(identity.partition("/")[0])
        if identity.startswith("call:") or project is None:
            continue
        for period in project.periods:
            if period.end and identity.startswith(f"{project.id}/{period.id}/"):
                text = _("{id} recurs beyond the end of the period")
                remedy = _('Add until = "period-end" if it ends with the period.')
                case = PeriodCheck(context, project, period)
                yield case.risk("endless", text, remedy, id=identity.rpartition("/")[2])
                break


def late_reports(case: ProjectCheck) -> Iterator[Problem]:
    """Final and interim reports that were handed in after the last day."""
    track_from = case.register.settings.track_from
    for deadline in case.deadlines:
        period, latest, on = deadline.period, deadline.latest, deadline.done_on
        if deadline.kind not in ("final-report", "interim-report") or period is None:
            continue
        if latest is None or on is None or on <= latest:
            continue
        if track_from and latest < track_from:
            continue
        text = _("{title} was handed in on {day}, after the last day {latest}")
        remedy = _(
            "Ask for an extension, which is possible afterwards too, and record it as [[project.extension]]."
        )
        severity = "note" if period.closed else None
        place = deadline.done.place if deadline.done else None
        words = {"title": title_of(deadline), "day": on, "latest": latest}
        yield PeriodCheck(case.context, case.project, period).risk(
            "report-late", text, remedy, place, severity=severity, **words
        )


@for_periods("approved", kind="grant")
def early_reports(case: PeriodCheck) -> Iterator[Problem]:
    """Our final report due before its period ends: a period that was extended, or a wrong day."""
    period = case.period
    for report in case.final_reports:
        if report.keys.get("by") == "final-recipient" or report.state in ("done", "settled"):
            continue
        day, end = report.latest, period.last_day
        if day and end and day < end and not period.purpose_fulfilled:
            text = _("{title} is due on {day}, before the period ends on {end}")
            remedy = _(
                "Enter the day that the latest letter names, or count it from the end of the period."
            )
            words = {"title": title_of(report), "day": day, "end": end}
            yield case.risk("report-before-end", text, remedy, **words)


@for_periods()
def final_recipients(case: PeriodCheck) -> Iterator[Problem]:
    """The final recipient's report due when our own is due already."""
    ours: list[tuple[date, Deadline]] = []
    theirs: list[tuple[date, Deadline]] = []
    for deadline in case.final_reports:
        if deadline.due and not deadline.done_on:
            side = theirs if deadline.keys.get("by") == "final-recipient" else ours
            side.append((deadline.due, deadline))
    for day, own in ours:
        for their_day, other in theirs:
            if their_day < day:
                continue
            text = _("{theirs} is due on {day}, not before our own {own} on {ours}")
            remedy = _(
                "Agree an earlier day with the final recipient: their report is checked before ours goes out."
            )
            titles = {"theirs": title_of(other), "own": title_of(own)}
            yield case.risk(
                "final-recipient-late", text, remedy, day=their_day, ours=day, **titles
            )


@for_periods()
def closings(case: PeriodCheck) -> Iterator[Problem]:
    """Periods that are closed too early, or without a report."""
    period = case.period
    if not period.closed:
        return
    place = period.place.key("closed")
    if period.last_day and period.closed < period.last_day:
        text = _("closed on {day}, before the end {end}")
        remedy = _(
            "closed is the day on which the final check was finished: correct it or the end."
        )
        days = {"day": period.closed, "end": period.last_day}
        yield case.risk("closed-early", text, remedy, place, **days)
    handed_in = case.final_reports
    if handed_in and not any(d.done_on or d.done for d in handed_in):
        text = _("closed, but no final report is recorded as handed in")
        remedy = _(
            "Record it with [[project.done]]: the retention period is counted from that day."
        )
        yield case.risk("closed-without-report", text, remedy, place)


FINDERS: tuple[Finder, ...] = (periods, owners, unmatched, extended_ends, late_reports)
PERIOD_FINDERS: tuple[PeriodFinder, ...] = (
    ends,
    reports,
    early_reports,
    final_recipients,
    closings,
)
