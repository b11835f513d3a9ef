"""The yearly list for council and auditors: every grant that ran in a year, its
money, its reports, open claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import itemgetter

from foerder.model import Deadline, Period, Programme, Project, Register
from foerder.money.account import Account, account_of
from foerder.money.clauses import base_rates
from foerder.money.payments import Request, requests_of
from foerder.money.plan import (
    ZERO,
    Source,
    divided,
    grant_funders,
    is_booked,
    known_sum,
    received,
    sums,
)
from foerder.money.totals import grouped, refused
from foerder.money.years import YearRow, spent_between, total_row

REPORTS = ("interim-report", "final-report", "content-report")
"""Zwischennachweis, Verwendungsnachweis, Sachbericht."""


@dataclass(frozen=True, slots=True)
class ReportDuty:
    """A report that was due or handed in in the year, or is still missing from an earlier one."""

    deadline: Deadline
    result: str
    """``on-time``, ``late``, ``done`` (no day is known), ``overdue``, ``open``,
    or ``settled`` (not tracked).
    """
    days_late: int = 0
    """Calendar days after the last day by law; of what is overdue, up to today."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One period of a grant (Zuwendung) in one year; an amount is None where
    the register does not know it.
    """

    project: Project
    period: Period
    programme: Programme | None
    account: Account
    grant: Decimal | None
    """The whole grant, after a reduction where the period has ended."""
    costs: Decimal | None
    """All costs in the financing plan (zuwendungsfähige Ausgaben)."""
    own: Decimal | None
    """Own funds (Eigenmittel) over the whole period."""
    year_grant: Decimal | None
    year_own: Decimal | None
    year_received: Decimal | None
    """None where no payment is recorded at all."""
    year_spent: Decimal | None
    """None where no spending is recorded at all."""
    received: Decimal
    """Everything received up to the end of the year, or today."""
    requested: Decimal
    """Asked for (Mittelabruf) and not received by then."""
    claim: Decimal | None
    """What of the grant is still to come (offene Forderung); below zero where
    too much was received.
    """
    reports: tuple[ReportDuty, ...]
    not_drawn: Decimal | None
    """What of the grant is neither received nor asked for; None where it is not
    known or no longer to come.
    """
    to_draw: Decimal | None
    """What may still be asked for of the year's part of the grant (Jahresscheibe)."""
    requests: tuple[Request, ...]
    """What was asked for and has not come: due claims (offene Forderungen)."""

    @property
    def own_share(self) -> Decimal | None:
        """Own funds as a share of all costs, from 0 to 1 (Eigenanteil)."""
        return self.own / self.costs if self.own is not None and self.costs else None

    @property
    def funders(self) -> list[Source]:
        """Who pays the grant."""
        return grant_funders(self.programme, self.account.funding)


@dataclass(frozen=True, slots=True)
class ReportWindow:
    """The days that a report is about, both included; most often a year."""

    first: date
    last: date

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years, where the window is made of whole ones."""
        begin, end = (self.first.month, self.first.day), (self.last.month, self.last.day)
        whole = (begin, end) == ((1, 1), (12, 31))
        return tuple(range(self.first.year, self.last.year + 1)) if whole else ()

    def holds(self, day: date | None) -> bool:
        """Whether a day is in the window."""
        return day is not None and self.first <= day <= self.last


def whole_year(year: int) -> ReportWindow:
    """A calendar year."""
    return ReportWindow(date(year, 1, 1), date(year, 12, 31))


def report_rows(
    register: Register,
    deadlines: Mapping[str, Sequence[Deadline]],
    projects: Iterable[Project],
    today: date,
    window: ReportWindow,
) -> list[ReportRow]:
    """The approved periods of grants that belong into the list of a window, in file order.

    ``deadlines`` by the project's id. A period belongs there that ran in the window, had money
    in it, has a report in it, or has an open claim at its end. Figures are as of its last day,
    or today where that is earlier.
    """
    until = min(today, window.last)
    rates = base_rates(register)
    rows = []
    for project in projects:
        for period in project.periods:
            if project.kind != "grant" or period.status != "approved":
                continue
            if period.start and period.start > window.last:
                continue
            mine = [each for each in deadlines.get(project.id, ()) if each.period is period]
            account = account_of(register, project, period, mine, until, rates)
            row = _row(account, tuple(_reports(mine, window, today)), until, window)
            if _belongs(row, window):
                rows.append(row)
    return rows


def refused_in(
    projects: Iterable[Project], window: ReportWindow
) -> list[tuple[Project, Period]]:
    """What of a window was rejected or withdrawn, so that it is not in its list."""
    found = []
    for project, period in refused(projects):
        begun = period.start is None or period.start <= window.last
        if begun and (period.end is None or period.end >= window.first):
            found.append((project, period))
    return found


def _row(
    account: Account,
    reports: tuple[ReportDuty, ...],
    until: date,
    window: ReportWindow,
) -> ReportRow:
    period, grant, asked_for = account.period, account.whole, account.outstanding
    got, claim = received(period, until), None
    if period.closed is not None and period.closed <= until:
        claim = ZERO
    elif period.ended_on and period.ended_on <= until:
        claim = asked_for
    elif grant is not None:
        claim = grant - got
    inside = _in_window(account, window)
    year_received = (inside.received or ZERO) if period.payments else None
    year_spent = (inside.spent or ZERO) if is_booked(period) else None
    return ReportRow(
        project=account.project,
        period=period,
        programme=account.programme,
        account=account,
        grant=grant,
        costs=account.plan.approved,
        own=account.funding.total(own=True),
        year_grant=inside.grant,
        year_own=inside.own,
        year_received=year_received,
        year_spent=year_spent,
        received=got,
        requested=asked_for,
        not_drawn=_not_drawn(period, grant, got + asked_for),
        to_draw=account.to_draw,
        requests=tuple(one for one in requests_of(period, until) if one.open),
        claim=claim,
        reports=reports,
    )


def _in_window(account: Account, window: ReportWindow) -> YearRow:
    """The figures of the window; the parts of grant and own funds are known for
    whole years only.
    """
    if window.years:
        return total_row((row for row in account.budget.rows if row.year in window.years), None)
    payments = (each for each in account.period.payments if window.holds(each.received))
    spent = spent_between(account.period, account.plan, window.first, window.last)
    return YearRow(
        None, None, None, sum((each.amount or ZERO for each in payments), ZERO), spent
    )


def _not_drawn(period: Period, grant: Decimal | None, drawn: Decimal) -> Decimal | None:
    if grant is None or period.closed or period.ended_on:
        return None
    return max(grant - drawn, ZERO)


def _reports(
    deadlines: Iterable[Deadline], window: ReportWindow, today: date
) -> Iterable[ReportDuty]:
    for deadline in deadlines:
        if deadline.kind not in REPORTS:
            continue
        due, on = deadline.latest, deadline.done_on
        overdue = deadline.state == "overdue" and due is not None and due <= window.last
        if overdue or window.holds(due) or window.holds(on):
            yield _judged(deadline, today)


def _judged(deadline: Deadline, today: date) -> ReportDuty:
    latest, on = deadline.latest, deadline.done_on
    if on and latest and on > latest:
        return ReportDuty(deadline, "late", (on - latest).days)
    if on:
        return ReportDuty(deadline, "on-time")
    if deadline.state in ("done", "settled"):
        return ReportDuty(deadline, deadline.state)
    if latest and latest < today:
        return ReportDuty(deadline, "overdue", (today - latest).days)
    return ReportDuty(deadline, "open")


def _belongs(row: ReportRow, window: ReportWindow) -> bool:
    period = row.period
    if period.start is None and period.end is None:
        # Nobody knows when it ran: until it is closed it belongs into every list.
        return period.closed is None or period.closed >= window.first
    ran = period.last_day is None or period.last_day >= window.first
    money = row.year_received or row.year_spent or row.requested or (row.claim and row.received)
    return ran or bool(money) or bool(row.reports)


@dataclass(frozen=True, slots=True)
class Total:
    """A programme's, a funder's or all figures of a year; None where no period
    knows the amount.
    """

    name: str
    periods: int
    grant: Decimal | None
    year_grant: Decimal | None
    own: Decimal | None = None
    received: Decimal | None = None
    """In the year."""
    spent: Decimal | None = None
    """In the year."""
    claim: Decimal | None = None
    outstanding: Decimal | None = None
    not_drawn: Decimal | None = None
    to_draw: Decimal | None = None
    costs: Decimal | None = None
    on_time: int = 0
    late: int = 0
    missing: int = 0
    """Reports that are overdue."""


SUMMED = {
    "grant": "grant",
    "year_grant": "year_grant",
    "own": "own",
    "received": "year_received",
    "spent": "year_spent",
    "claim": "claim",
    "outstanding": "requested",
    "not_drawn": "not_drawn",
    "to_draw": "to_draw",
    "costs": "costs",
}
"""What is summed, and what it is in a row."""


def total_of(name: str, rows: Sequence[ReportRow]) -> Total:
    """Several rows in one."""
    results = [report.result for row in rows for report in row.reports]
    return Total(
        name=name,
        periods=len(rows),
        **sums(rows, SUMMED),
        on_time=results.count("on-time"),
        late=results.count("late"),
        missing=results.count("overdue"),
    )


def by_programme(rows: Iterable[ReportRow]) -> list[Total]:
    """A total per programme, by its title; what has no programme comes last,
    under an empty name.
    """
    groups = grouped(rows, lambda row: row.programme.title if row.programme else "")
    return [total_of(name, found) for name, found in groups]


def by_funder(rows: Iterable[ReportRow]) -> list[Total]:
    """A total per funder. What a period has of its year is divided as the
    funders share the whole grant.

    Where the register does not say who pays how much, all who may pay are named together.
    """
    parts: list[tuple[str, tuple[Decimal | None, ...]]] = []
    for row in rows:
        amounts = row.grant, row.year_grant, row.year_received
        parts += divided(row.funders, row.programme, *amounts)
    totals = []
    for name, shares in grouped(parts, itemgetter(0)):
        grant, year, got = map(known_sum, zip(*map(itemgetter(1), shares), strict=True))
        totals.append(Total(name, len(shares), grant, year, received=got))
    return totals
