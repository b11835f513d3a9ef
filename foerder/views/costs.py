"""The money of projects: JSON, CSV and plain lines; the table is drawn from the same sections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from foerder.model import Period, Project, Register
from foerder.money.account import Account
from foerder.money.payments import Accrued, Estimate, PaymentUse
from foerder.money.plan import Line, Source
from foerder.money.reduction import Reduction
from foerder.money.totals import GROUPS, Sums, counted, refused, sums_by, sums_of
from foerder.money.years import YearRow, total_row
from foerder.text import plain
from foerder.text.hints import no_project
from foerder.text.i18n import _, ngettext
from foerder.views.costs_sections import (
    account_sections,
    group_section,
    overview,
    pace_section,
    refused_records,
    refused_remarks,
    total_section,
    year_section,
    years_section,
)
from foerder.views.formats import csv_records
from foerder.views.json_records import (
    computed,
    envelope,
    iso,
    money,
    pace_record,
    texts,
    values,
    written,
)
from foerder.views.sections import Section, plain_rows, share_of

if TYPE_CHECKING:
    from foerder.views.table import Screen


@dataclass(frozen=True, slots=True)
class Answer:
    """What `costs` shows: ``one`` project in full or many in a line each;
    ``show`` is costs, pace, years or a group.
    """

    register: Register
    today: date
    accounts: list[Account]
    one: bool
    show: str = "costs"
    project: str | None = None
    """The project asked for."""
    left_out: int = 0
    """So many projects are not shown because no amounts are recorded for them."""
    refused: Sequence[tuple[Project, Period]] = ()
    """What is left out because it was rejected or withdrawn."""

    def without(self, asked: Sequence[Project]) -> Answer:
        """The same, with what of the projects asked for is left out."""
        shown = {account.project.id for account in self.accounts}
        refusals = refused(asked)
        named = shown.union(project.id for project, _period in refusals)
        missing = [project for project in asked if project.id not in named]
        return replace(self, left_out=len(missing), refused=refusals)

    def sections(self) -> list[Section]:
        """What is to be shown, in the language in use."""
        if self.show == "years":
            return [year_section(self.accounts, self.year_totals())]
        if self.show == "pace":
            return [pace_section(self.accounts)]
        if self.show == "year":
            to_draw = sums_of("", counted(self.accounts)).to_draw
            return [years_section(self.year_totals(), self.today.year, to_draw)]
        if self.show in GROUPS:
            return [group_section(self.show, self.groups(), self.accounts)]
        if not self.one:
            return [overview(self.accounts)]
        found = [section for account in self.accounts for section in account_sections(account)]
        return [*found, total_section(self.accounts)] if len(self.accounts) > 1 else found

    def groups(self) -> list[Sums]:
        """The sums asked for with --by."""
        if self.show not in GROUPS or self.show == "year":
            return []
        return sums_by(self.show, self.accounts)

    def year_totals(self) -> list[YearRow]:
        """Every year summed up over all projects, what has no day last."""
        years: dict[int | None, list[YearRow]] = {}
        for account in counted(self.accounts):
            for row in account.budget.rows:
                years.setdefault(row.year, []).append(row)
        order = sorted(years, key=lambda year: (year is None, year))
        return [total_row(years[year], year) for year in order]


CLAIMS = "outstanding", "not_drawn", "to_draw"


def _line(line: Line, account: Account) -> dict[str, Any]:
    rule = account.single_lines
    over = next((one for one in rule.lines if one.line is line), None)
    allowed = over.allowed if over and not rule.why_not else None
    return {
        **values(line, "type", "title", "approved", "spent", "left"),
        "share": computed(share_of(line.approved, account.plan.approved)),
        **values(line, "rate", "of", "planned", "over"),
        "over_rate": computed(getattr(over, "rate", None)),
        "over_allowed": allowed,
    }


def _single_lines(account: Account) -> dict[str, Any]:
    rule = account.single_lines
    return {
        "rate": written(getattr(rule.limit, "value", None)),
        **texts(rule.limit, "basis", "rule_set"),
        **values(rule, "over", "savings"),
        "covered": None if rule.why_not else rule.covered,
        "why_not": rule.why_not,
    }


def _reductions(found: Reduction | str | None) -> dict[str, Any]:
    if not isinstance(found, Reduction):
        return {"reduction": None, "reduction_why_not": found}
    record = {
        **values(found, "change", "amount", "grant"),
        "grant_after": money(found.left),
        **values(found, "threshold", "basis", "reason"),
    }
    return {"reduction": record, "reduction_why_not": None}


def _estimate(found: Estimate | None) -> dict[str, Any] | None:
    if found is None:
        return None
    parts = []
    for part in found.parts:
        span = {"after": iso(part.start), "until": iso(part.end)}
        rate = {"rate": computed(part.rate), "assumed": part.assumed}
        parts.append({**span, "amount": money(part.amount), **rate})
    return {**values(found, "amount", "days", "assumed"), "parts": parts}


def _payment(use: PaymentUse, interest: Estimate | None) -> dict[str, Any]:
    return {
        "id": use.occurrence,
        **values(use.payment, "requested", "received"),
        **values(use, "amount", "use_by", "basis", "unused", "used_on"),
        "interest_estimate": _estimate(interest),
    }


def _source(source: Source) -> dict[str, Any]:
    funded = values(source, "funder", "share", "amount")
    return {**funded, "from": iso(source.start), **values(source, "until", "own")}


def _year(row: YearRow) -> dict[str, Any]:
    return values(row, "year", "grant", "own", "received", "spent")


def _sums(sums: Sums) -> dict[str, Any]:
    kept = "periods", "approved", "spent", "left", "grant", "received"
    return values(sums, *kept, *CLAIMS)


def _group(sums: Sums) -> dict[str, Any]:
    return {"name": sums.name or None, **_sums(sums)}


def account_record(account: Account) -> dict[str, Any]:
    """Everything about the money of one period; every key always there."""
    period, plan, back = account.period, account.plan, account.repayment
    return {
        "project": account.project.id,
        "project_title": account.project.title,
        "period": period.id,
        **values(period, "start", "end", "ended_on", "ended_why"),
        "repayment": back and values(back, "amount", "interest", "reason"),
        "financing_type": period.financing_type,
        "grant": money(account.grant),
        **values(plan, "approved", "spent", "left"),
        **values(account, "received", *CLAIMS),
        "lines": [_line(line, account) for line in plan.lines],
        "financing": list(map(_source, account.funding.sources)),
        "divided_by": account.funding.divided_by,
        "single_lines": _single_lines(account),
        **_reductions(account.reduction),
        "payments": [_payment(*one) for one in account.funds],
        "pace": pace_record(account.pace),
        "years": list(map(_year, account.budget.rows)),
        "years_basis": account.budget.basis,
        "own_basis": account.budget.own_basis,
    }


def record(answer: Answer) -> dict[str, Any]:
    """All accounts in full, whatever part was asked for."""
    content = {
        "accounts": list(map(account_record, answer.accounts)),
        "years": list(map(_year, answer.year_totals())),
        "totals": _sums(sums_of("", counted(answer.accounts))),
        "groups": list(map(_group, answer.groups())),
        "left_out": refused_records(answer.refused),
    }
    return envelope(answer.today, answer.register.problems, content)


HEADERS = {
    "pace": "project period start end pace.time pace.money pace.level",
    "year": "year grant own received spent",
    "years": "project period year grant years_basis own own_basis received spent",
    "costs": "project period type title approved spent left share rate of planned",
}
GROUP_HEADER = "name periods approved spent left grant received"


def as_csv(answer: Answer) -> str:
    """A row per type of cost; with --pace per period, with --by-year per year,
    with --by per group.
    """
    header = HEADERS.get(answer.show, GROUP_HEADER).split()
    return csv_records(_csv_rows(answer), header)


def _csv_rows(answer: Answer) -> Iterable[dict[str, Any]]:
    if answer.show == "year":
        return map(_year, answer.year_totals())
    if answer.show in GROUPS:
        return map(_group, answer.groups())
    records = map(account_record, answer.accounts)
    if answer.show == "pace":
        return records
    key = "years" if answer.show == "years" else "lines"
    return ({**record, **row} for record in records for row in record[key])


def as_plain(answer: Answer) -> str:
    """One figure, payment or year a line, each with the period it belongs to."""
    return plain.lines(plain_rows(answer.sections()))


def draw(answer: Answer, screen: Screen) -> None:
    """The same for a terminal; what is too wide for it is stacked, no figure is ever broken."""
    screen.sections(answer.sections())


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
    """What is not counted, so that nobody takes the overview for complete."""
    found, count = refused_remarks(answer.refused), answer.left_out
    if count:
        text = ngettext(
            "{n} project without amounts is left out. All projects: foerder list",
            "{n} projects without amounts are left out. All projects: foerder list",
            count,
        )
        found.append(text.format(n=count))
    return found


def remarks(answer: Answer, _style: str) -> list[str]:
    """What is said beside the figures: that interest is an estimate, what it
    rests on, or that there is nothing.
    """
    if not any(section.rows for section in answer.sections()):
        return [_no_money(answer)]
    if answer.show == "costs" and answer.one:
        return [*_interest(answer), *_left_out(answer)]
    if answer.show in ("years", "year") and any(
        one.budget.basis == "days" for one in answer.accounts
    ):
        spread = _(
            "Spread by days: no yearly amounts are recorded there ([[project.period.year]])."
        )
        return [spread, *_left_out(answer)]
    return _left_out(answer)


def _interest(answer: Answer) -> list[str]:
    """That interest is an estimate, and from which day on its rate is one."""
    parts: list[Accrued] = []
    for account in answer.accounts:
        for _use, interest in account.funds:
            parts += interest.parts if interest else ()
    if not parts:
        return []
    found = [
        _(
            "Interest is an estimate, not a claim: five percentage points over the base rate (§ 49a Abs. 3 and 4 "
            "VwVfG, § 247 BGB) from the payment until its use, days over 365. The authority decides."
        )
    ]
    assumed = [part.start for part in parts if part.assumed]
    if assumed:
        unknown = _(
            "No base rate is recorded after {day}: the last known one was carried on. Add it to a rule set of your "
            "own: [[rule_set.clause]] with base_rate and from."
        )
        found.append(unknown.format(day=min(assumed)))
    return found
