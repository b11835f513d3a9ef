"""What `costs` says, as sections: types of cost, sources, rules, payments, pace, years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from foerder.model import Cost, Period, Project
from foerder.money.account import Account
from foerder.money.payments import Estimate, PaymentUse
from foerder.money.plan import Line, pace_text
from foerder.money.reduction import Exceeded, Reduction
from foerder.money.repayment import INTEREST_LAW, LAW, Repayment
from foerder.money.totals import Sums, counted, sums_of
from foerder.money.years import APPROVED, YearRow
from foerder.text.glossary import key_label, value_label
from foerder.text.i18n import _, fmt_date, fmt_money, fmt_percent, heading, ngettext
from foerder.views.list import period_status
from foerder.views.sections import (
    Cell,
    Column,
    Row,
    Section,
    figure,
    remark,
    share,
    share_of,
    span_text,
    text,
)


def period_id(account: Account) -> str:
    """PROJECT/PERIOD."""
    return f"{account.project.id}/{account.period.id}"


def account_sections(account: Account) -> Iterator[Section]:
    """Everything about one period, in the order in which a clerk asks for it."""
    for part in (_lines, _sources, _single_lines, _grant, _payments, _pace):
        section = part(account)
        if section.rows:
            yield replace(section, id=period_id(account), heading=account.project.title)


def total_label() -> str:
    """What a row is called that sums up."""
    return heading(_("total"))


def line_title(line: Line) -> str:
    """What a line is called."""
    return line.title or value_label(line.type or "") or _("without type")


def unless(amount: Decimal | None) -> Cell:
    """The amount, or that nobody has entered one."""
    return _("not entered") if amount is None else amount


def _lines(account: Account) -> Section:
    plan = account.plan
    rows: list[Row] = []
    for line in plan.lines:
        approved = line.approved if line.planned else _("not in the plan")
        part = share_of(line.approved, plan.approved)
        spent = unless(None if account.spent is None else line.spent)
        rows.append((line_title(line), approved, spent, line.left, part, flat_text(line)))
    if rows:
        rows.append(
            (total_label(), plan.approved, unless(account.spent), plan.left, None, None)
        )
    columns = (
        text(key_label("cost")),
        figure(key_label("approved")),
        figure(key_label("spent")),
        figure(_("Unspent")),
        figure(key_label("share")),
        remark(_("Computed")),
    )
    return Section(heading(key_label("cost")), columns, rows, total=True)


def flat_text(line: Line | Cost) -> str:
    """The flat rate of a line, and what it is a share of."""
    if line.rate is None:
        return ""
    base = ", ".join(map(value_label, line.of))
    return _("{rate} of {base}").format(rate=fmt_percent(line.rate), base=base)


def _sources(account: Account) -> Section:
    funding = account.funding
    rows: list[Row] = []
    for source in funding.sources:
        span = span_text(source.start, source.until)
        rows.append((source.funder, share(source.share), span, source.amount))
    if rows:
        divided = {
            "months": _("shares change: divided by full months"),
            "days": _("shares change: divided by days"),
        }
        how = divided.get(funding.divided_by or "")
        rows.append((total_label(), None, how, funding.total()))
    columns = (
        text(key_label("funder")),
        figure(key_label("share")),
        text(_("Time")),
        figure(_("Amount")),
    )
    return Section(heading(key_label("financing")), columns, rows, total=True)


def _single_lines(account: Account) -> Section:
    rule = account.single_lines
    rows: list[Row] = []
    for one in rule.lines:
        over = f"{fmt_money(one.over)} ({fmt_percent(one.rate)})"
        rows.append((line_title(one.line), over, _judged(one, account)))
    summed = bool(rows) and not rule.why_not
    if summed:
        judged = _("not covered: only {savings} are unspent elsewhere")
        if rule.covered:
            judged = _("covered: {savings} are unspent elsewhere")
        rows.append((total_label(), rule.over, judged.format(savings=fmt_money(rule.savings))))
    title = _("Single lines")
    columns = text(title), figure(_("Over")), remark(_("Judged"))
    return Section(heading(title), columns, rows, total=summed)


def _judged(one: Exceeded, account: Account) -> str:
    rule = account.single_lines
    if rule.why_not == "fixed-sum":
        return _("no limit for single lines: Festbetragsfinanzierung")
    if rule.limit is None:
        return _("no rule known: which conditions the award letter names is not recorded")
    judged = _("more than {rate}, {basis}: ask the authority first")
    if one.allowed:
        judged = _("within {rate}, {basis}")
    return judged.format(rate=fmt_percent(rule.limit.value), basis=rule.limit.basis)


def _grant(account: Account) -> Section:
    rows: list[Row] = []
    period = account.period
    if account.grant is not None:
        rows.append((_("Grant"), account.grant, period.financing_type))
    if isinstance(account.reduction, Reduction):
        rows += _reduced(account.reduction)
    elif account.reduction is not None:
        rows.append((_("Reduction"), None, _not_reduced(account.reduction)))
    if account.received or period.payments:
        rows.append((_("Received"), account.received, None))
    rows += _ended(account, period.ended_on) if period.ended_on else _to_come(account)
    if account.outstanding:
        rows.append((_("of that requested"), account.outstanding, None))
        rows.append((_("of that not drawn yet"), account.not_drawn, None))
    if account.to_draw:
        rows.append((_("to draw this budget year"), account.to_draw, None))
    columns = text(_("Grant")), figure(_("Amount")), remark(key_label("basis"))
    return Section(heading(_("Grant")), columns, rows)


def _to_come(account: Account) -> Iterator[Row]:
    if account.whole is not None:
        rest = account.whole - account.received
        yield _("Still to come") if rest >= 0 else _("Received too much"), abs(rest), None


def _ended(account: Account, day: date) -> Iterator[Row]:
    """The early end, what does not come any more, and what may be asked back."""
    yield period_status(account.period).capitalize(), None, fmt_date(day)
    if account.grant is not None and account.grant > account.received:
        yield _("No longer to come"), account.grant - account.received, None
    back = account.repayment
    if back:
        yield _("Repayment possible"), back.amount, repayment_text(back)


def repayment_text(back: Repayment) -> str:
    """Why money may be asked back, and with what interest."""
    reasons = {
        "revoked": _("up to all that was received"),
        "reduced": _("more than the grant that is left"),
        "unused": _("received and not spent"),
        "unknown": _("received; no spending is recorded"),
    }
    text = f"{reasons[back.reason]}, {LAW}"
    if back.interest:
        more = _("{text}; interest up to today of about {amount}, {law} (estimate)")
        text = more.format(text=text, amount=fmt_money(back.interest), law=INTEREST_LAW)
    return text


def _not_reduced(why: str) -> str:
    return {
        "no-rule": _("cannot be said: no rule set with Nr. 2 is named (rules)"),
        "no-type": _("cannot be said: the type of financing is not recorded (financing_type)"),
        "no-plan": _("cannot be said: the costs approved are not recorded"),
        "no-grant": _("cannot be said: the amount of the grant is not recorded"),
    }[why]


def _reduced(found: Reduction) -> list[Row]:
    return [
        (_("Lower costs and more income"), found.change, None),
        (_("Reduction"), found.amount, f"{found.basis}: {reduction_text(found)}"),
        (_("Grant afterwards"), found.left, None),
    ]


def reduction_text(found: Reduction) -> str:
    """Why the grant falls by this amount."""
    reasons = {
        "share": _("in proportion with the other means"),
        "full": _("by the whole amount"),
        "fixed-sum": _("a fixed sum stays as long as the costs reach it"),
        "below-threshold": _("not reduced: not more than {threshold}"),
        "below-unless-recurring": _(
            "not reduced: not more than {threshold}; as recurring funding it would be reduced all the same"
        ),
    }
    return reasons[found.reason].format(threshold=fmt_money(found.threshold))


def _payments(account: Account) -> Section:
    columns = (
        text(_("Received on")),
        figure(_("Amount")),
        text(_("Use by")),
        text(_("Used")),
        remark(_("Interest")),
    )
    rows = [_payment(*one) for one in account.funds]
    return Section(heading(key_label("payment")), columns, rows)


def _payment(use: PaymentUse, interest: Estimate | None) -> Row:
    name = fmt_date(use.payment.received)
    if use.payment.id:
        name += f" ({use.payment.id})"
    used = _("{amount} not used yet").format(amount=fmt_money(use.unused))
    if use.used_on:
        used = _("all used on {day}").format(day=fmt_date(use.used_on))
    claim = ""
    if interest:
        about = _("about {amount} for {days} days (estimate)")
        claim = about.format(amount=interest.amount, days=interest.days)
    return name, use.amount, use.use_by or _("no rule known"), used, claim


def _pace(account: Account) -> Section:
    rows: list[Row] = []
    if account.pace:
        rows.append((pace_text(account.pace), value_label(account.pace.level)))
    return Section(_("Pace"), (text(_("Pace")), remark(_("Level"))), rows)


def _level(account: Account) -> str:
    return value_label(account.pace.level) if account.pace else ""


def overview(accounts: Sequence[Account]) -> Section:
    """A line per project, then the sum of what is approved."""
    rows: list[Row] = []
    for account in accounts:
        plan = account.plan
        costs = plan.approved, unless(account.spent), plan.left
        title = account.project.title
        if account.period.ended_on:
            title = f"{title}, {period_status(account.period)}"
        grant = account.grant, unless(account.paid)
        rows.append((period_id(account), title, *costs, *grant, _level(account)))
    if len(rows) > 1:
        rows.append((_sum_label(accounts), None, *_sums(sums_of("", counted(accounts))), None))
    columns = (
        text(_("Id")),
        text(_("Project"), drop=4),
        *_sum_columns(),
        text(_("Pace"), drop=3),
    )
    return Section("", columns, rows, total=len(rows) > 1)


def _sum_label(accounts: Sequence[Account]) -> str:
    """What is summed up: an application, or what was refused, counts in no sum."""
    if len(counted(accounts)) == len(accounts):
        return total_label()
    return heading(_("total approved"))


def _sum_columns() -> tuple[Column, ...]:
    """Costs, then grant and payments."""
    return (
        figure(key_label("approved")),
        figure(key_label("spent")),
        figure(_("Unspent"), drop=2),
        figure(_("Grant")),
        figure(_("Received"), drop=1),
    )


def _sums(sums: Sums) -> Row:
    return sums.approved, unless(sums.spent), sums.left, sums.grant, unless(sums.received)


def total_section(accounts: Sequence[Account]) -> Section:
    """The sum of several periods of one project."""
    sums = sums_of("", counted(accounts))
    columns = text(_sum_label(accounts)), *(one._replace(drop=0) for one in _sum_columns())
    periods = ngettext("{n} period", "{n} periods", sums.periods).format(n=sums.periods)
    return Section(_sum_label(accounts), columns, [(periods, *_sums(sums))])


def group_section(group: str, groups: Sequence[Sums], accounts: Sequence[Account]) -> Section:
    """A line per programme, funder or unit, then the sum of all; only grants
    and payments are shared by funders.
    """
    total = sums_of(_sum_label(accounts), counted(accounts))
    first = 3 if group == "funder" else 0
    rows: list[Row] = []
    for sums in (*groups, total) if len(groups) > 1 else groups:
        rows.append((sums.name or _("not entered"), sums.periods, *_sums(sums)[first:]))
    names = text(key_label(group)), figure(_("Periods"), drop=3)
    return Section("", (*names, *_sum_columns()[first:]), rows, total=len(groups) > 1)


MOST_NAMED = 5


def refused_remarks(found: Sequence[tuple[Project, Period]]) -> list[str]:
    """That what was rejected or withdrawn is not counted, by name; nothing where there is none."""
    names = [f"{project.id}/{one.id} ({value_label(one.status)})" for project, one in found]
    if len(names) > MOST_NAMED:
        rest = len(names) - MOST_NAMED
        more = ngettext("{n} more", "{n} more", rest).format(n=rest)
        names = [*names[:MOST_NAMED], more]
    return [_("Not counted: {names}.").format(names=", ".join(names))] if names else []


def refused_records(found: Sequence[tuple[Project, Period]]) -> list[dict[str, str]]:
    """The same as records."""
    return [
        {"project": project.id, "period": one.id, "status": one.status}
        for project, one in found
    ]


def years_section(totals: Sequence[YearRow], this: int, to_draw: Decimal | None) -> Section:
    """The sum of each year, and what is still to be drawn of ``this`` one."""
    rows: list[Row] = []
    for row in totals:
        got, spent = unless(row.received), unless(row.spent)
        draw = to_draw if row.year == this else None
        rows.append((_year_name(row), row.grant, row.own, got, spent, draw))
    columns = (
        text(_("Year")),
        figure(_("Grant")),
        figure(_("Own funds"), drop=1),
        figure(_("Received")),
        figure(key_label("spent")),
        figure(_("Still to draw")),
    )
    return Section("", columns, rows)


def pace_section(accounts: Sequence[Account]) -> Section:
    """Time against money, a line per project."""
    rows: list[Row] = []
    for account in accounts:
        pace = _("not known: no dates, no amount, or not begun")
        if account.pace:
            pace = pace_text(account.pace)
        rows.append((period_id(account), account.project.title, pace, _level(account)))
    columns = text(_("Id")), text(_("Project")), text(_("Pace")), text(_("Level"))
    return Section("", columns, rows)


def year_section(accounts: Sequence[Account], totals: Sequence[YearRow]) -> Section:
    """A line per period and year, then the sum of each year."""
    how = {
        APPROVED: _("as approved"),
        "days": _("spread by days"),
        "months": _("spread by full months"),
    }
    rows: list[Row] = []
    for account in accounts:
        budget = account.budget
        marks = how.get(budget.basis or ""), how.get(budget.own_basis or "")
        for row in budget.rows:
            rows.append((period_id(account), *_year(row, *marks)))
    if len(accounts) > 1:
        for row in totals:
            rows.append((total_label(), *_year(row, None, None)))
    columns = (
        text(_("Id")),
        remark(_("Year")),
        figure(_("Grant")),
        remark(_("how known")),
        figure(_("Own funds")),
        remark(_("how known")),
        figure(_("Received")),
        figure(key_label("spent")),
    )
    return Section("", columns, rows)


def _year(row: YearRow, grant_basis: str | None, own_basis: str | None) -> Row:
    grant = row.grant, None if row.grant is None else grant_basis
    own = row.own, None if row.own is None else own_basis
    return _year_name(row), *grant, *own, unless(row.received), unless(row.spent)


def _year_name(row: YearRow) -> str:
    return str(row.year or _("without a day"))
