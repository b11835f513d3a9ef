"""Problems and risks of a register that can be read: gaps, missing duties, shares, plans, evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from foerder.deadlines import Calculator
from foerder.duties import rule_names
from foerder.explain import title_of, why_open_text
from foerder.i18n import _, fmt_date, fmt_percent, ngettext
from foerder.law.counting import add_months
from foerder.model import (
    DUTIES,
    UNVERIFIED_GRADES,
    Deadline,
    Period,
    Place,
    Problem,
    Programme,
    Project,
    Register,
)
from foerder.plans import Coverage, coverage, uncovered
from foerder.register.read import Lines
from foerder.register.references import shares_by_day
from foerder.selection import requirements_of

LOW_GRADES = ("C", *UNVERIFIED_GRADES)

WAITING_ANCHORS = ("payment", "last-payment", "closed")
"""Anchors that lie in the future by nature: that they are not known yet is no finding."""


class Risk(NamedTuple):
    """A finding that knows its place, not yet its line."""

    place: Place
    project: str | None
    severity: str
    code: str
    message: str
    remedy: str


def check(register: Register, today: date) -> list[Problem]:
    """Every finding: what is wrong with the file, then every risk that is not accepted, in file order."""
    case = Check(register, today)
    lines = Lines(register)
    risks = (
        Problem(register.paths[risk.place.file], lines.line(risk.place), *risk[1:])
        for risk in case.all()
        if not accepted(register, risk, today)
    )
    order = {path: number for number, path in enumerate(register.paths)}
    rank = {"error": 0, "warning": 1, "note": 2}
    return sorted(
        {*register.problems, *risks},
        key=lambda p: (order.get(p.path, 0), p.line or 0, rank[p.severity], p.code, p.message),
    )


def accepted(register: Register, risk: Risk, today: date) -> bool:
    """Whether somebody has written down that this finding is known and in order, until today or later."""
    return any(
        accept.code == risk.code
        and (accept.project is None or accept.project == risk.project)
        and (accept.until is None or today <= accept.until)
        for accept in register.accepted
    )


class Check:
    """All checks of one register on one day."""

    def __init__(self, register: Register, today: date) -> None:
        self.register = register
        self.today = today
        self.calculator = Calculator(register, today, today)
        self.projects = {project.id: project for project in register.projects}

    def all(self) -> Iterator[Risk]:
        """Every risk, in no particular order."""
        for programme in self.register.programmes.values():
            yield from self._programme(programme)
        for project in self.register.projects:
            deadlines = self.calculator.of_project(project)
            for finder in FINDERS:
                yield from finder(self, project, deadlines)
        for programme in self.register.programmes.values():
            for deadline in self.calculator.of_programme(programme):
                yield from self._evidence(deadline, programme.place, None)
        yield from self._stale_rule_sets()
        yield from self._endless()

    def _programme(self, programme: Programme) -> Iterator[Risk]:
        if programme.source is None:
            yield self._no_source(programme.place, None, _('programme "{name}"').format(name=programme.id))
        until = programme.guideline_until
        if until and until < self.today and "guideline_until" not in programme.unreadable:
            yield Risk(
                programme.place.key("guideline_until"),
                None,
                "warning",
                "guideline-ended",
                _('programme "{name}": the guideline ended on {day}').format(name=programme.id, day=fmt_date(until)),
                _("Enter the new guideline and its guideline_until, or ask the authority what follows."),
            )

    def _no_source(self, place: Place, project: str | None, what: str) -> Risk:
        return Risk(
            place,
            project,
            "note",
            "no-source",
            _("{what}: no source").format(what=what),
            _('Add source = "…": letter, page or file where the facts come from.'),
        )

    def sources(self, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
        """Facts without a source; a project's source also speaks for its periods."""
        if project.source is None and not all(period.source for period in project.periods or (project,)):
            yield self._no_source(project.place, project.id, _('project "{name}"').format(name=project.id))

    def gaps(self, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
        """Days between a period and its successor on which nothing is funded (Förderlücke)."""
        approved = [p for p in project.periods if p.status == "approved" and (p.start or p.end)]
        approved.sort(key=lambda p: p.start or date.min)
        pairs = [(project, a, b) for a, b in pairwise(approved)]
        before = self.projects.get(project.follows or "")
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
                yield self._risk(
                    later.place.key("start"),
                    project,
                    "warning",
                    "gap",
                    message,
                    _("If a period is missing, add it; if the gap is real, accept it with [[accept]] and the reason."),
                )

    def ends(self, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
        """Approved periods without an end."""
        for period in project.periods:
            if period.status == "approved" and period.end is None and "end" not in period.unreadable:
                yield self._period_risk(
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

    def reports(self, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
        """Approved grants without any date for the final report, and without rule sets."""
        if project.kind != "grant":
            return
        programme = self.register.programmes.get(project.programme or "")
        for period in project.periods:
            if period.status != "approved" or period.closed:
                continue
            mine = [d for d in deadlines if d.period is period]
            if not any(d.kind == "final-report" for d in mine):
                yield self._period_risk(
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
            if names is not None and not stated and not self._reporting_sets(names):
                yield self._period_risk(
                    project,
                    period,
                    period.place,
                    "warning",
                    "no-rules",
                    _("which conditions (ANBest) the award letter names is not recorded"),
                    _('Add rules = ["…"] as the letter names them (see foerder rules), or rules = [] for none.'),
                )

    def _reporting_sets(self, names: Iterable[str]) -> list[str]:
        """The rule sets among ``names`` that say when to report; EU law alone does not."""
        sets = self.register.rule_sets
        return [n for n in names if n not in sets or any(rule.id == "final-report" for rule in sets[n].deadlines)]

    def owners(self, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
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
            yield self._risk(
                project.place,
                project,
                "warning",
                "no-owner",
                message,
                _('Add owner = "…": an address or a function; until then the coordinator is told.'),
            )

    def shares(self, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
        """Shares of financing that do not make 100 percent on every day."""
        for period in project.periods:
            if not period.financing or period.status in ("rejected", "withdrawn"):
                continue
            rows = [row for row in period.financing if row.share is not None]
            if not rows or len(rows) < len(
                [r for r in period.financing if r.share is not None or r.amount is not None]
            ):
                continue
            first, last = period.start or date.min, period.end or date.max
            for day, total in shares_by_day(rows, first, last):
                if total < 1:
                    on = _(" from {day} on").format(day=fmt_date(day)) if day != date.min else ""
                    yield self._period_risk(
                        project,
                        period,
                        rows[0].place,
                        "warning",
                        "shares-incomplete",
                        _("the shares add up to {total}{on}, not to 100 percent").format(
                            total=fmt_percent(Decimal(total)), on=on
                        ),
                        _('Add who pays the rest, for example funder = "Eigenmittel".'),
                    )
                    break

    def plans(self, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
        """Required plans that are missing, expired or too old for a day of a period."""
        if not requirements_of(project, self.register):
            return
        from foerder.deadlines import Case

        for period in project.periods:
            if period.status not in ("approved", "applied", "idea"):
                continue
            for name, (requirement, _layer) in Case(self.calculator, project, period).requirements.items():
                plan = self.projects.get(name)
                if plan is None:
                    continue
                risk = self._plan_risk(project, period, plan, coverage(plan, requirement))
                if risk:
                    yield risk

    def _plan_risk(self, project: Project, period: Period, plan: Project, stretches: list[Coverage]) -> Risk | None:
        gap = uncovered(period, stretches, self.today)
        if gap is None:
            return None
        first, last = gap
        carrying = [s for s in stretches if s.end and first and s.end == first - timedelta(days=1)]
        if not stretches or (not carrying and not any(s.end and first and s.end < first for s in stretches)):
            code, text = "plan-missing", _('the required plan "{plan}" is missing{days}')
        elif any(s.too_old for s in carrying):
            code, text = "plan-too-old", _('the required plan "{plan}" is too old{days}')
        else:
            code, text = "plan-expired", _('the required plan "{plan}" is not valid{days}')
        days = _(" from {first} on").format(first=fmt_date(first))
        if last:
            days = _(" from {first} to {last}").format(first=fmt_date(first), last=fmt_date(last))
        return self._period_risk(
            project,
            period,
            period.place,
            "warning",
            code,
            text.format(plan=plan.title, days=days),
            _("Enter the plan's next period, or have it renewed before that day."),
        )

    def evidence(self, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
        """Rules with low grade in use, rules not looked at for over a year, duties without a date."""
        seen: set[tuple[str, str]] = set()
        for deadline in deadlines:
            if deadline.state in ("done", "settled", "past"):
                continue
            for risk in self._evidence(deadline, deadline.period.place if deadline.period else project.place, project):
                key = (risk.code, deadline.rule if risk.code != "open-date" else deadline.id)
                if key not in seen:
                    seen.add(key)
                    yield risk
            yield from self._open(deadline, project)

    def _evidence(self, deadline: Deadline, place: Place, project: Project | None) -> Iterator[Risk]:
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
                _("Look it up in the award letter and enter the day there."),
            )
        checked = keys.get("checked")
        if checked and add_months(checked, 12) < self.today and deadline.rule.partition("/")[0] not in self._sets:
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

    @property
    def _sets(self) -> Iterable[str]:
        return [*self.register.rule_sets, "remedy"]

    def _open(self, deadline: Deadline, project: Project) -> Iterator[Risk]:
        why = deadline.why_open
        if deadline.state != "open" or why is None or why in ("broken", "settings", "authority", "unverified"):
            return
        if why.startswith("unreadable ") or why in WAITING_ANCHORS or deadline.kind not in DUTIES:
            return
        yield self._risk(
            deadline.period.place if deadline.period else project.place,
            project,
            "note",
            "open-date",
            f"{deadline.id.removeprefix(project.id + '/')}: {title_of(deadline)} – {why_open_text(deadline)}",
            _("Enter the day as soon as it is known."),
        )

    def unmatched(self, project: Project, deadlines: list[Deadline]) -> Iterator[Risk]:
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
                yield self._risk(
                    record.place.key("deadline"),
                    project,
                    "warning",
                    code,
                    text.format(name=record.deadline),
                    self._near(record.deadline, [name.removeprefix(project.id + "/") for name in known]),
                )

    def _near(self, name: str, known: list[str]) -> str:
        from foerder.register.nearest import nearest

        near = nearest(name, known)
        if near:
            return _('Did you mean "{word}"?').format(word=near)
        return _("Correct the id; foerder show ID lists the deadlines of the project.")

    def _stale_rule_sets(self) -> Iterator[Risk]:
        """Rule sets in use that nobody has looked at for over a year."""
        for rule_set in self.register.rule_sets.values():
            dates = [rule.keys["checked"] for rule in rule_set.deadlines if rule.keys.get("checked")]
            oldest = min([*dates, *([rule_set.checked] if rule_set.checked else [])], default=None)
            if oldest is None or add_months(oldest, 12) >= self.today:
                continue
            user = next((p for p in self.register.projects if self._uses(p, rule_set.id)), None)
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

    def _uses(self, project: Project, name: str) -> bool:
        programme = self.register.programmes.get(project.programme or "")
        return any(name in (rule_names(programme, project, period) or ()) for period in project.periods)

    def _endless(self) -> Iterator[Risk]:
        """Duties of an ended period that recur without an end."""
        for identity in dict.fromkeys(self.calculator.endless):
            project = self.projects.get(identity.partition("/")[0])
            if identity.startswith("call:") or project is None:
                continue
            period = next((p for p in project.periods if identity.startswith(f"{project.id}/{p.id}/")), None)
            if period and period.end:
                yield self._period_risk(
                    project,
                    period,
                    period.place,
                    "note",
                    "endless",
                    _("{id} recurs beyond the end of the period").format(id=identity.rpartition("/")[2]),
                    _('Add until = "period-end" if it ends with the period.'),
                )

    def _risk(self, place: Place, project: Project, severity: str, code: str, message: str, remedy: str) -> Risk:
        return Risk(place, project.id, severity, code, f'{_("project")} "{project.id}": {message}', remedy)

    def _period_risk(
        self,
        project: Project,
        period: Period,
        place: Place,
        severity: str,
        code: str,
        message: str,
        remedy: str,
    ) -> Risk:
        text = f'{_("project")} "{project.id}", {_("period")} "{period.id}": {message}'
        return Risk(place, project.id, severity, code, text, remedy)


Finder = Callable[[Check, Project, list[Deadline]], Iterator[Risk]]
FINDERS: tuple[Finder, ...] = (
    Check.gaps,
    Check.ends,
    Check.reports,
    Check.owners,
    Check.shares,
    Check.plans,
    Check.evidence,
    Check.unmatched,
    Check.sources,
)
