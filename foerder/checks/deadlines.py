"""Checks of periods and deadlines: gaps, open ends, missing reports, what is handed in late or matches nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from foerder.checks.base import CheckContext, Finder, Risk
from foerder.deadlines.explain import title_of
from foerder.model import DUTIES, Deadline, Project
from foerder.register.duties import rule_names
from foerder.text.i18n import _, fmt_date, ngettext


def gaps(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Days between a period and its successor on which nothing is funded (Förderlücke)."""
    approved = [p for p in project.periods if p.status == "approved" and (p.start or p.end)]
    approved.sort(key=lambda p: p.start or date.min)
    pairs = [(project, a, b) for a, b in pairwise(approved)]
    before = case.projects.get(project.follows or "")
    if before and approved:
        ends = [p for p in before.periods if p.status == "approved" and p.end]
        if ends and all(p.end or p.status != "approved" for p in before.periods):
            pairs.insert(0, (before, max(ends, key=lambda p: p.end or date.min), approved[0]))
    for owner, earlier, later in pairs:
        if earlier.end is None or later.start is None:
            continue
        days = (later.start - earlier.end).days - 1
        if days > 0:
            message = ngettext(
                'gap of {n} day between "{earlier}" (until {end}) and "{later}" (from {start})',
                'gap of {n} days between "{earlier}" (until {end}) and "{later}" (from {start})',
                days,
            ).format(
                n=days,
                earlier=f"{owner.id}/{earlier.id}",
                end=fmt_date(earlier.end),
                later=f"{project.id}/{later.id}",
                start=fmt_date(later.start),
            )
            yield case.risk(
                later.place.key("start"),
                project,
                "warning",
                "gap",
                message,
                _("If a period is missing, add it; if the gap is real, accept it with [[accept]] and the reason."),
            )


def ends(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Approved periods without an end."""
    for period in project.periods:
        if period.status == "approved" and period.end is None and "end" not in period.unreadable:
            yield case.period_risk(
                project,
                period,
                period.place,
                "warning",
                "no-end",
                _("no end is recorded; nobody can be warned of it"),
                _("Enter end = DATE from the award letter.")
                if project.kind == "grant"
                else _("Enter end = DATE: until when it is valid."),
            )


def reports(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Approved grants without any date for the final report, and without rule sets."""
    if project.kind != "grant":
        return
    programme = case.register.programme_of(project)
    for period in project.periods:
        if period.status != "approved" or period.closed:
            continue
        mine = [d for d in deadlines if d.period is period]
        if not any(d.kind == "final-report" for d in mine):
            yield case.period_risk(
                project,
                period,
                period.place,
                "warning",
                "no-final-report",
                _("no deadline for the final report (Verwendungsnachweis) is known"),
                _('Enter the day from the award letter: [[project.period.deadline]] with kind = "final-report".'),
            )
        names = rule_names(programme, project, period)
        stated = period.rules is not None or project.rules is not None
        if names is not None and not stated and not _reporting_sets(case, names):
            yield case.period_risk(
                project,
                period,
                period.place,
                "warning",
                "no-rules",
                _("which conditions (ANBest) the award letter names is not recorded"),
                _('Add rules = ["…"] as the letter names them (see foerder rules), or rules = [] for none.'),
            )


def _reporting_sets(case: CheckContext, names: Iterable[str]) -> list[str]:
    """The rule sets among ``names`` that say when to report; EU law alone does not."""
    sets = case.register.rule_sets
    return [n for n in names if n not in sets or any(rule.id == "final-report" for rule in sets[n].deadlines)]


def owners(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Duties that nobody owns."""
    mine = [d for d in deadlines if d.kind in DUTIES and d.state not in ("done", "settled") and not d.owner]
    pending = project.owner is None and any(p.status in ("idea", "applied", "approved") for p in project.periods)
    if mine or (pending and not deadlines):
        count = len(mine)
        message = (
            ngettext("{n} duty without owner", "{n} duties without owner", count).format(n=count)
            if count
            else _("no owner")
        )
        yield case.risk(
            project.place,
            project,
            "warning",
            "no-owner",
            message,
            _('Add owner = "…": an address or a function; until then the coordinator is told.'),
        )


def unmatched(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Records of what was handed in, and extensions, that match no deadline."""
    known = {deadline.id for deadline in deadlines}
    withdrawn = {f"{project.id}/{p.id}/" for p in project.periods if p.status == "withdrawn"}
    for code, records, text in (
        ("done-unmatched", project.done, _('the done record "{name}" matches no deadline')),
        ("extension-unmatched", project.extensions, _('the extension "{name}" matches no deadline')),
    ):
        for record in records:
            identity = f"{project.id}/{record.deadline}"
            if identity in known or any(identity.startswith(prefix) for prefix in withdrawn):
                continue
            yield case.risk(
                record.place.key("deadline"),
                project,
                "warning",
                code,
                text.format(name=record.deadline),
                _near(case, record.deadline, [name.removeprefix(project.id + "/") for name in known]),
            )


def extended_ends(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Extensions of the day a period ends: they move that row only, an amendment (Änderungsbescheid) the period."""
    for deadline in deadlines:
        extension, period = deadline.extension, deadline.period
        if deadline.kind != "period-end" or not extension or not extension.to or not period or not period.end:
            continue
        if extension.to != period.end:
            yield case.period_risk(
                project,
                period,
                extension.place.key("deadline"),
                "warning",
                "extension-of-end",
                _(
                    "the extension moves only the day the period ends, to {day}; "
                    "everything that is counted from it still counts from {end}"
                ).format(day=fmt_date(extension.to), end=fmt_date(period.end)),
                _("Remove this [[project.extension]], then: foerder extend {id} --to {day}").format(
                    id=f"{project.id}/{period.id}", day=fmt_date(extension.to)
                ),
            )


def _near(case: CheckContext, name: str, known: list[str]) -> str:
    from foerder.text.hints import nearest

    near = nearest(name, known)
    if near:
        return _('Did you mean "{word}"?').format(word=near)
    return _("Correct the id; foerder show ID lists the deadlines of the project.")


def endless(case: CheckContext) -> Iterator[Risk]:
    """Duties of an ended period that recur without an end."""
    for identity in dict.fromkeys(case.calculator.endless):
        project = case.projects.get(identity.partition("/")[0])
        if identity.startswith("call:") or project is None:
            continue
        period = next((p for p in project.periods if identity.startswith(f"{project.id}/{p.id}/")), None)
        if period and period.end:
            yield case.period_risk(
                project,
                period,
                period.place,
                "note",
                "endless",
                _("{id} recurs beyond the end of the period").format(id=identity.rpartition("/")[2]),
                _('Add until = "period-end" if it ends with the period.'),
            )


def late_reports(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Final and interim reports that were handed in after the last day."""
    track_from = case.register.settings.track_from
    for deadline in deadlines:
        late = deadline.latest and deadline.done_on and deadline.done_on > deadline.latest
        if not late or deadline.kind not in ("final-report", "interim-report") or deadline.period is None:
            continue
        if track_from and deadline.latest and deadline.latest < track_from:
            continue
        yield case.period_risk(
            project,
            deadline.period,
            deadline.done.place if deadline.done else deadline.period.place,
            "note" if deadline.period.closed else "warning",
            "report-late",
            _("{title} was handed in on {day}, after the last day {latest}").format(
                title=title_of(deadline), day=_day(deadline.done_on), latest=_day(deadline.latest)
            ),
            _("Ask for an extension, which is possible afterwards too, and record it as [[project.extension]]."),
        )


def _day(day: date | None) -> str:
    return fmt_date(day) if day else ""


def final_recipients(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """The final recipient's report due when our own is due already."""
    for own in (d for d in deadlines if d.kind == "final-report" and d.keys.get("by") != "final-recipient"):
        for theirs in deadlines:
            if theirs.keys.get("by") != "final-recipient" or theirs.kind != "final-report":
                continue
            if theirs.period is not own.period or not theirs.due or not own.due or theirs.done_on or own.done_on:
                continue
            if theirs.due >= own.due and own.period:
                yield case.period_risk(
                    project,
                    own.period,
                    own.period.place,
                    "warning",
                    "final-recipient-late",
                    _("{theirs} is due on {day}, not before our own {own} on {ours}").format(
                        theirs=title_of(theirs), day=_day(theirs.due), own=title_of(own), ours=_day(own.due)
                    ),
                    _("Agree an earlier day with the final recipient: their report is checked before ours goes out."),
                )


def closings(case: CheckContext, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
    """Periods that are closed too early, or without a report."""
    for period in project.periods:
        if not period.closed:
            continue
        if period.end and period.closed < period.end:
            yield case.period_risk(
                project,
                period,
                period.place.key("closed"),
                "warning",
                "closed-early",
                _("closed on {day}, before the end {end}").format(day=_day(period.closed), end=_day(period.end)),
                _("closed is the day on which the final check was finished: correct it or the end."),
            )
        reports = [d for d in deadlines if d.period is period and d.kind == "final-report"]
        if reports and not any(d.done_on or d.done for d in reports):
            yield case.period_risk(
                project,
                period,
                period.place.key("closed"),
                "note",
                "closed-without-report",
                _("closed, but no final report is recorded as handed in"),
                _("Record it with [[project.done]]: the retention period is counted from that day."),
            )


FINDERS: tuple[Finder, ...] = (
    gaps,
    ends,
    reports,
    owners,
    unmatched,
    extended_ends,
    late_reports,
    final_recipients,
    closings,
)
