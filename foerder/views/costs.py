"""The money of projects: JSON, CSV and plain lines; the table is drawn from the same sections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from foerder.model import Project, Register
from foerder.money.account import Account
from foerder.money.payments import Estimate, PaymentUse
from foerder.money.plan import Line
from foerder.money.reduction import Reduction
from foerder.money.years import YearRow, total_row
from foerder.text import plain
from foerder.text.hints import no_project
from foerder.text.i18n import _, fmt_date, ngettext
from foerder.views import csv, json
from foerder.views.costs_sections import Section, account_sections, overview, pace_section, year_section
from foerder.views.json_records import SCHEMA, iso, money, pace_record, problem_record


@dataclass(frozen=True, slots=True)
class Answer:
    """What `costs` shows: ``one`` project in full or many in a line each; ``show`` is costs, pace or years."""

    register: Register
    today: date
    accounts: list[Account]
    one: bool
    show: str = "costs"
    project: str | None = None
    """The project asked for."""
    left_out: int = 0
    """So many projects are not shown because no amounts are recorded for them."""

    def without(self, asked: Iterable[Project]) -> Answer:
        """The same, with the number of the projects asked for that have no amounts."""
        shown = {account.project.id for account in self.accounts}
        return replace(self, left_out=sum(project.id not in shown for project in asked))

    def sections(self) -> list[Section]:
        """What is to be shown, in the language of the moment."""
        if self.show == "years":
            return [year_section(self.accounts, self.year_totals())]
        if self.show == "pace":
            return [pace_section(self.accounts)]
        if not self.one:
            return [overview(self.accounts)]
        return [section for account in self.accounts for section in account_sections(account)]

    def year_totals(self) -> list[YearRow]:
        """Every year summed up over all projects, what has no day last."""
        rows = [row for account in self.accounts for row in account.budget.rows]
        years = sorted({row.year for row in rows if row.year is not None})
        totals = [total_row((row for row in rows if row.year == year), year) for year in years]
        undated = [row for row in rows if row.year is None]
        return [*totals, total_row(undated, None)] if undated else totals


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def _line(line: Line, account: Account) -> dict[str, Any]:
    over = next((one for one in account.single_lines.lines if one.line is line), None)
    total = account.plan.approved
    share = (line.approved / total).quantize(Decimal("0.0001")) if line.approved is not None and total else None
    return {
        "type": line.type,
        "title": line.title,
        "approved": money(line.approved),
        "spent": money(line.spent),
        "left": money(line.left),
        "share": _number(share),
        "rate": _number(line.rate),
        "of": list(line.of),
        "planned": line.planned,
        "over": money(line.over),
        "over_rate": _number(over.rate) if over else None,
        "over_allowed": over.allowed if over and not account.single_lines.why_not else None,
    }


def _single_lines(account: Account) -> dict[str, Any]:
    rule = account.single_lines
    return {
        "rate": _number(rule.limit.value) if rule.limit else None,
        "basis": rule.limit.basis if rule.limit else None,
        "rule_set": rule.limit.rule_set if rule.limit else None,
        "over": money(rule.over),
        "savings": money(rule.savings),
        "covered": rule.covered if not rule.why_not else None,
        "why_not": rule.why_not,
    }


def _reduction(found: Reduction | str | None) -> dict[str, Any] | None:
    if not isinstance(found, Reduction):
        return None
    return {
        "change": money(found.change),
        "amount": money(found.amount),
        "grant": money(found.grant),
        "grant_after": money(found.left),
        "threshold": money(found.threshold),
        "basis": found.basis,
        "reason": found.reason,
    }


def _estimate(found: Estimate | None) -> dict[str, Any] | None:
    if found is None:
        return None
    parts = [
        {"after": iso(p.start), "until": iso(p.end), "amount": money(p.amount), "rate": _number(p.rate)}
        | {"assumed": p.assumed}
        for p in found.parts
    ]
    return {"amount": money(found.amount), "days": found.days, "assumed": found.assumed, "parts": parts}


def _payment(funds: PaymentUse, interest: Estimate | None) -> dict[str, Any]:
    return {
        "id": funds.occurrence,
        "requested": iso(funds.payment.requested),
        "received": iso(funds.payment.received),
        "amount": money(funds.amount),
        "use_by": iso(funds.use_by),
        "basis": funds.basis,
        "unused": money(funds.unused),
        "used_on": iso(funds.used_on),
        "interest_estimate": _estimate(interest),
    }


def _year(row: YearRow) -> dict[str, Any]:
    return {
        "year": row.year,
        "grant": money(row.grant),
        "own": money(row.own),
        "received": money(row.received),
        "spent": money(row.spent),
    }


def account_record(account: Account) -> dict[str, Any]:
    """Everything about the money of one period; every key always there."""
    period, plan = account.period, account.plan
    return {
        "project": account.project.id,
        "project_title": account.project.title,
        "period": period.id,
        "start": iso(period.start),
        "end": iso(period.end),
        "financing_type": period.financing_type,
        "grant": money(account.grant),
        "approved": money(plan.approved),
        "spent": money(plan.spent),
        "left": money(plan.left),
        "received": money(account.received),
        "lines": [_line(line, account) for line in plan.lines],
        "financing": [
            {"funder": s.funder, "share": _number(s.share), "amount": money(s.amount)}
            | {"from": iso(s.start), "until": iso(s.until), "own": s.own}
            for s in account.funding.sources
        ],
        "divided_by": account.funding.divided_by,
        "single_lines": _single_lines(account),
        "reduction": _reduction(account.reduction),
        "reduction_why_not": account.reduction if isinstance(account.reduction, str) else None,
        "payments": [_payment(*one) for one in account.funds],
        "pace": pace_record(account.pace),
        "years": [_year(row) for row in account.budget.rows],
        "years_basis": account.budget.basis,
        "own_basis": account.budget.own_basis,
    }


def as_json(answer: Answer) -> str:
    """All accounts in full, whatever part was asked for."""
    return json.document(
        {
            "schema": SCHEMA,
            "today": answer.today.isoformat(),
            "accounts": [account_record(account) for account in answer.accounts],
            "years": [_year(row) for row in answer.year_totals()],
            "problems": [problem_record(problem) for problem in answer.register.problems],
        }
    )


LINE_HEADER = ("project", "period", "type", "title", "approved", "spent", "left", "share", "rate", "of", "planned")
PACE_HEADER = ("project", "period", "start", "end", "pace.time", "pace.money", "pace.level")
YEAR_HEADER = ("project", "period", "year", "grant", "years_basis", "own", "own_basis", "received", "spent")


def as_csv(answer: Answer) -> str:
    """A row per type of cost; with --pace per period, with --by-year per year."""
    records = [account_record(account) for account in answer.accounts]
    if answer.show == "pace":
        return csv.records(records, PACE_HEADER)
    inner, header = ("years", YEAR_HEADER) if answer.show == "years" else ("lines", LINE_HEADER)
    return csv.records(({**record, **row} for record in records for row in record[inner]), header)


def as_plain(answer: Answer) -> str:
    """One figure, payment or year a line, each with the period it belongs to."""
    return plain.lines(
        (*((section.id, section.title) if section.id else ()), *row)
        for section in answer.sections()
        for row in section.rows
    )


def as_table(answer: Answer, width: int, color: bool) -> None:
    """The same for a terminal; what is too wide for it is stacked, no figure is ever broken."""
    from foerder.views.costs_table import draw

    draw(answer.sections(), width, color)


def _no_money(answer: Answer) -> str:
    """What to do where no amount is recorded."""
    if not answer.register.projects:
        return no_project()
    if answer.project is None:
        return _("No project with money fits. All projects: foerder list")
    return _(
        "No amounts are recorded for {project}. Enter them: foerder set {project}/PERIOD amount AMOUNT, and the types "
        "of cost: foerder add cost {project}/PERIOD"
    ).format(project=plain.clean(answer.project))


def _left_out(answer: Answer) -> list[str]:
    """How many projects have no amounts, so that nobody takes the overview for complete."""
    count = answer.left_out
    if not count:
        return []
    return [
        ngettext(
            "{n} project without amounts is left out. All projects: foerder list",
            "{n} projects without amounts are left out. All projects: foerder list",
            count,
        ).format(n=count)
    ]


def remarks(answer: Answer, _style: str) -> list[str]:
    """What is said beside the figures: that interest is an estimate, what it rests on, or that there is nothing."""
    if not answer.accounts:
        return [_no_money(answer)]
    if not any(section.rows for section in answer.sections()):
        return [_no_money(answer)]
    left_out = _left_out(answer)
    if answer.show == "years" and any(account.budget.basis == "days" for account in answer.accounts):
        return [_("Spread by days: no yearly amounts are recorded there ([[project.period.year]])."), *left_out]
    estimates = [interest for account in answer.accounts for _funds, interest in account.funds if interest]
    if answer.show != "costs" or not answer.one or not estimates:
        return left_out
    texts = [
        _(
            "Interest is an estimate, not a claim: five percentage points over the base rate (§ 49a Abs. 3 and 4 "
            "VwVfG, § 247 BGB) from the payment until its use, days over 365. The authority decides."
        )
    ]
    unknown = [part for interest in estimates for part in interest.parts if part.assumed]
    if unknown:
        first = min(part.start for part in unknown)
        texts.append(
            _(
                "No base rate is recorded after {day}: the last known one was carried on. Add it to a rule set of your "
                "own: [[rule_set.clause]] with base_rate and from."
            ).format(day=fmt_date(first))
        )
    return texts
