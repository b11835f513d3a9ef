"""The records that everything above the reader works with: frozen, without I/O
and without the clock.

Named tuples, because making a dataclass costs seven times as much at every start of the
program; and without ``from __future__ import annotations``, because a named tuple then compiles
the text of every annotation again.

Money is ``Decimal`` in euros, shares and rates are ``Decimal`` between 0 and 1, dates are
``date``. Names follow the register's keys (see docs/handbook.d/register.md); the German legal
term is in the docstring.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from foerder.terms import ANCHORS as ANCHORS
from foerder.terms import DEADLINE_KINDS as DEADLINE_KINDS
from foerder.terms import DUTIES as DUTIES
from foerder.terms import EXPIRIES as EXPIRIES
from foerder.terms import OPPORTUNITIES as OPPORTUNITIES
from foerder.terms import PROJECT_KINDS as PROJECT_KINDS
from foerder.terms import RECURRING_ANCHORS as RECURRING_ANCHORS
from foerder.terms import STATUSES as STATUSES
from foerder.terms import UNVERIFIED_GRADES as UNVERIFIED_GRADES
from foerder.terms import Place as Place
from foerder.terms import Problem as Problem


class Amount(NamedTuple):
    """A span such as ``6 months``: a whole number and its unit (days, working
    days, Werktage, weeks, months, years).
    """

    number: int
    unit: str


Span = tuple[Amount, ...]
"""Several amounts, counted in this order (``1 month 15 days``, § 189 Abs. 2 BGB)."""


class Settings(NamedTuple):
    """``[settings]``."""

    language: str = "de"
    holidays: str = "DE"
    office_closed: tuple[str | date, ...] = ()
    within: int = 90
    warn: tuple[int, ...] = (90, 30, 14, 7, 1)
    track_from: date | None = None
    id: str | None = None
    """Tells this register from others, in the UID of every calendar entry."""


class Notify(NamedTuple):
    """``[notify]``: who is told by mail."""

    sender: str | None = None
    subject: str | None = None
    domains: tuple[str, ...] = ()
    smtp: str | None = None
    tls: str | None = None
    coordinator: str | None = None
    head: str | None = None
    deputy_from: int | None = None
    heartbeat: str | None = None
    attach: bool = False


class Authority(NamedTuple):
    """Bewilligungsbehörde, Zuwendungsgeber or portal; its seat decides which
    holidays move a deadline.
    """

    place: Place
    id: str
    name: str
    holidays: str | None = None
    extra_holidays: frozenset[str | date] = frozenset()
    """Further public holidays there: dates, "MM-DD" for every year, "easter+60"
    days from Easter Sunday.
    """
    email: str | None = None
    phone: str | None = None
    url: str | None = None
    source: str | None = None
    unreadable: bool = False
    """A key that moves dates could not be read: nothing that depends on this
    authority is dated.
    """


class Rule(NamedTuple):
    """One deadline table as it stands, in a rule set, programme, project or period.

    ``keys`` holds only what is written there, already checked; layers are merged key by key.
    """

    place: Place | None
    id: str
    layer: str
    """Prefix of the rule's public name: the rule set's id, ``programme``,
    ``project`` or ``period``.
    """
    keys: Mapping[str, Any]
    broken: bool = False
    """Something in the table could not be read: the duty is shown, never dated."""


class Review(NamedTuple):
    """A look at the source of a rule set, by a person: when, at what, and what came of it."""

    place: Place
    on: date | None = None
    source: str | None = None
    digest: str | None = None
    """Checksum of the wording as it was read."""
    grade: str | None = None
    result: str | None = None
    by: str | None = None


class RuleSet(NamedTuple):
    """A set of conditions, built in or local (Nebenbestimmungen,
    Dienstanweisung), named by version.
    """

    id: str
    title: str
    deadlines: tuple[Rule, ...]
    place: Place | None = None
    title_en: str | None = None
    version: str | None = None
    source: str | None = None
    grade: str | None = None
    checked: date | None = None
    note: str | None = None
    land: str | None = None
    """Whose conditions these are: ``DE-TH``; None: the federation's or the Union's."""
    level: str | None = None
    conditions: str | None = None
    """For whom: ``municipal``, ``project``, ``institutional``, ``cost-based``,
    or of one ``programme``.
    """
    year: int | None = None
    clauses: tuple[Mapping[str, Any], ...] = ()
    reviews: tuple[Review, ...] = ()
    """Oldest first; the last one counts."""

    @property
    def last_review(self) -> Review | None:
        """The latest look at the source; None where the set says nothing of one."""
        return max(self.reviews, key=lambda review: review.on or date.min, default=None)


class Requirement(NamedTuple):
    """``requires``: a plan that must be valid on every day of a period, and how old it may be."""

    place: Place
    project: str
    max_age: Span | None = None
    source: str | None = None


class Programme(NamedTuple):
    """Förderprogramm with its guideline (Richtlinie)."""

    place: Place
    id: str
    title: str
    funds: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    guideline: str | None = None
    guideline_date: date | None = None
    guideline_until: date | None = None
    url: str | None = None
    authority: str | None = None
    rules: tuple[str, ...] = ()
    source: str | None = None
    calls: tuple[Rule, ...] = ()
    requires: tuple[Requirement, ...] = ()
    deadlines: tuple[Rule, ...] = ()
    unreadable: frozenset[str] = frozenset()


class Cost(NamedTuple):
    """Kostenart in the approved financing plan (Finanzierungsplan)."""

    place: Place
    type: str | None = None
    title: str | None = None
    approved: Decimal | None = None
    spent: Decimal | None = None
    rate: Decimal | None = None
    of: tuple[str, ...] = ()
    source: str | None = None


class Financing(NamedTuple):
    """Who pays how much: a share or an amount, for the whole period or from a day until a day."""

    place: Place
    funder: str | None = None
    share: Decimal | None = None
    amount: Decimal | None = None
    start: date | None = None
    until: date | None = None
    source: str | None = None


class Payment(NamedTuple):
    """Mittelabruf: asked for, received."""

    place: Place
    id: str | None = None
    requested: date | None = None
    request: date | None = None
    """The day of the request that this payment answers, in whole or in part."""
    received: date | None = None
    amount: Decimal | None = None
    source: str | None = None


class Spending(NamedTuple):
    """What was spent when, by type of cost."""

    place: Place
    type: str | None = None
    on: date | None = None
    amount: Decimal | None = None
    source: str | None = None


class YearShare(NamedTuple):
    """Jahresscheibe: what is approved for a budget year (Haushaltsjahr)."""

    place: Place
    year: int | None = None
    amount: Decimal | None = None
    source: str | None = None


class Amendment(NamedTuple):
    """Änderungsbescheid: what it changed; the period's own values are the current ones."""

    place: Place
    day: date | None = None
    reference: str | None = None
    old_end: date | None = None
    old_amount: Decimal | None = None
    source: str | None = None


class Period(NamedTuple):
    """Bewilligungszeitraum, or the validity of a plan or certificate.

    ``start`` and ``end`` both count.
    """

    place: Place
    id: str
    status: str = "approved"
    start: date | None = None
    end: date | None = None
    duration: Span | None = None
    purpose_fulfilled: date | None = None
    resolved: date | None = None
    applied: date | None = None
    started: date | None = None
    inspection: date | None = None
    """Day on which the work was inspected and accepted (Abnahme)."""
    early_start: date | None = None
    authority: str | None = None
    rules: tuple[str, ...] | None = None
    award_date: date | None = None
    award_posted: date | None = None
    award_provided: date | None = None
    """The day on which the letter was provided in the mailbox of a user account (Nutzerkonto)."""
    award_retrieved: date | None = None
    award_notified: date | None = None
    remedy: str | None = None
    final_approval: date | None = None
    """Day on which the award became final (Bestandskraft), where it is known."""
    reference: str | None = None
    amount: Decimal | None = None
    total: Decimal | None = None
    """Zuwendungsfähige Gesamtausgaben, where no financing plan is entered."""
    financing_type: str | None = None
    ended_on: date | None = None
    """Day on which the grant ended before its time, given up or revoked;
    ``end`` stays as the letter has it.
    """
    ended_why: str | None = None
    ended_posted: date | None = None
    ended_provided: date | None = None
    ended_retrieved: date | None = None
    ended_notified: date | None = None
    ended_remedy: str | None = None
    closed: date | None = None
    source: str | None = None
    costs: tuple[Cost, ...] = ()
    financing: tuple[Financing, ...] = ()
    payments: tuple[Payment, ...] = ()
    spending: tuple[Spending, ...] = ()
    years: tuple[YearShare, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    deadlines: tuple[Rule, ...] = ()
    unreadable: frozenset[str] = frozenset()
    """Keys that are in the file but could not be read; what depends on them is not dated."""

    @property
    def last_day(self) -> date | None:
        """The end, or the day before it on which the grant ended early."""
        if self.ended_on and (self.end is None or self.ended_on < self.end):
            return self.ended_on
        return self.end


class Done(NamedTuple):
    """What has been handed in: proof that a duty was met."""

    place: Place
    deadline: str
    on: date | None = None
    by: str | None = None
    how: str | None = None
    proof: str | None = None
    note: str | None = None
    source: str | None = None


class Extension(NamedTuple):
    """An extended deadline (§ 31 Abs. 7 VwVfG); the rule stays."""

    place: Place
    deadline: str
    to: date | None = None
    granted: date | None = None
    shift: str | None = None
    """``none``: the letter names § 31 Abs. 3 Satz 2 VwVfG, the extended day does not move."""
    plan_by: date | None = None
    """The earlier reading of an extension by a span: counted from the end
    before the law moved it.
    """
    reference: str | None = None
    source: str | None = None


class Project(NamedTuple):
    """Vorhaben: a funded project, or a plan or certificate that expires as well."""

    place: Place
    id: str
    title: str
    kind: str = "grant"
    programme: str | None = None
    recipient: str | None = None
    authority: str | None = None
    rules: tuple[str, ...] | None = None
    final_recipient: str | None = None
    unit: str | None = None
    owner: str | None = None
    deputy: str | None = None
    follows: str | None = None
    tags: tuple[str, ...] = ()
    url: str | None = None
    notes: str | None = None
    source: str | None = None
    periods: tuple[Period, ...] = ()
    deadlines: tuple[Rule, ...] = ()
    requires: tuple[Requirement, ...] = ()
    done: tuple[Done, ...] = ()
    extensions: tuple[Extension, ...] = ()
    unreadable: frozenset[str] = frozenset()


class Accept(NamedTuple):
    """A finding of ``check`` that is known and in order, with the reason and until a day."""

    place: Place
    code: str
    project: str | None = None
    reason: str | None = None
    until: date | None = None


class Register(NamedTuple):
    """Everything that the files hold, and every problem met while reading them."""

    paths: tuple[str, ...]
    duties: Any = None
    """What every period owes, merged from its layers: `foerder.register.duties.Duties`."""
    settings: Settings = Settings()
    notify: Notify | None = None
    authorities: Mapping[str, Authority] = {}
    programmes: Mapping[str, Programme] = {}
    rule_sets: Mapping[str, RuleSet] = {}
    projects: tuple[Project, ...] = ()
    accepted: tuple[Accept, ...] = ()
    problems: tuple[Problem, ...] = ()
    settings_readable: bool = True
    unreadable: bool = False
    """At least one file could not be read at all."""
    hidden: frozenset[tuple[str, str | None]] = frozenset()
    """Blocks that are not TOML: (table, id)."""
    texts: tuple[str, ...] = ()
    """The files' texts, for line numbers; looked at only when there is something to report."""
    name: str | None = None
    """What tells it from the other registers that were read with it; None where
    there is no other.
    """

    @property
    def nothing_readable(self) -> bool:
        """Whether there is nothing to show because the files could not be read."""
        return self.unreadable and not self.projects

    @property
    def faulty(self) -> frozenset[str]:
        """Projects of which something could not be read."""
        return frozenset(
            p.project for p in self.problems if p.project and p.severity == "error"
        )

    def is_doubtful(self, project: str | None) -> bool:
        """Whether a fault can be the reason that something of a project is not there."""
        if self.unreadable or any(
            table != "project" or name is None for table, name in self.hidden
        ):
            return True
        faults = (problem for problem in self.problems if problem.table != "notify")
        return any(problem.project in (None, project) for problem in faults)

    def programme_of(self, project: Project) -> Programme | None:
        """The programme that pays for a project; None where it names none that exists."""
        return self.programmes.get(project.programme or "")

    def accepts(self, code: str, project: str | None, today: date) -> bool:
        """Whether it is written down that a finding is known and in order,
        until today or later.
        """
        for accept in self.accepted:
            meant = accept.code == code and accept.project in (None, project)
            if meant and (accept.until is None or today <= accept.until):
                return True
        return False


class Step(NamedTuple):
    """One step on the way to a date, for ``explain``: its kind, the day it
    leads to, and what it rests on.
    """

    step: str
    date: date | None
    what: str = ""
    data: Mapping[str, Any] = {}


class Deadline(NamedTuple):
    """One computed deadline with its three dates (see docs/handbook.d/dates.md).

    ``nominal``: the day as counted. ``latest``: the last day by law. ``due``:
    the day to plan for. All three are ``None`` for a duty without a date yet
    (state ``open``); ``why_open`` then says why.
    """

    id: str
    kind: str
    title: str
    state: str
    nominal: date | None = None
    latest: date | None = None
    due: date | None = None
    ready_by: date | None = None
    occurrence: str | None = None
    project: Project | None = None
    period: Period | None = None
    programme: Programme | None = None
    authority: str | None = None
    owner: str | None = None
    rule: str = ""
    keys: Mapping[str, Any] = {}
    """The merged keys of the rule: basis, version, source, grade, note, warn, time, by …"""
    done: Done | None = None
    done_by_fact: str | None = None
    """Why the duty is met without a record: ``applied``, ``successor`` or ``spent``."""
    done_on: date | None = None
    extension: Extension | None = None
    provisional: bool = False
    why_open: str | None = None
    steps: tuple[Step, ...] = ()
    """How the date comes about; filled only for ``explain``."""
