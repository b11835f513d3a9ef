"""What `costs` says, as sections of plain words: types of cost, sources, rules, payments, pace, years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from foerder.money.account import Account
from foerder.money.payments import Estimate, PaymentUse
from foerder.money.plan import Line, Source, pace_text
from foerder.money.reduction import Exceeded, Reduction
from foerder.money.years import APPROVED, YearRow
from foerder.text.glossary import key_label, value_label
from foerder.text.i18n import _, fmt_date, fmt_money, fmt_percent, heading


@dataclass(frozen=True, slots=True)
class Section:
    """A table: of one period (``id``) or of all."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    numbers: frozenset[int] = frozenset()
    """Columns of figures: never broken, to the right."""
    id: str = ""
    heading: str = ""
    total: bool = False
    """Whether the last row sums up."""
    remarks: frozenset[int] = frozenset()
    """Columns that a narrow table puts below the first one."""
    named: frozenset[int] = frozenset()
    """Those of them that say nothing without their heading."""


def period_id(account: Account) -> str:
    """PROJECT/PERIOD."""
    return f"{account.project.id}/{account.period.id}"


def account_sections(account: Account) -> Iterator[Section]:
    """Everything about one period, in the order in which a clerk asks for it."""
    for title, header, rows, numbers, total in (
        _lines(account),
        _sources(account),
        _single_lines(account),
        _grant(account),
        _payments(account),
        _pace_row(account),
    ):
        if rows:
            last = frozenset({len(header) - 1}) - frozenset(numbers)
            heads = tuple(map(heading, header))
            yield Section(
                heading(title), heads, rows, frozenset(numbers), period_id(account), account.project.title, total, last
            )


Part = tuple[str, tuple[str, ...], Sequence[tuple[str, ...]], Iterable[int], bool]


def line_title(line: Line) -> str:
    """What a line is called."""
    return line.title or (value_label(line.type) if line.type else _("without type"))


def _percent_of(part: Decimal | None, whole: Decimal | None) -> str:
    return fmt_percent(part / whole) if part is not None and whole else ""


def _lines(account: Account) -> Part:
    plan = account.plan
    rows = [
        (
            line_title(line),
            fmt_money(line.approved) if line.planned else _("not in the plan"),
            fmt_money(line.spent),
            fmt_money(line.left),
            _percent_of(line.approved, plan.approved),
            _flat_text(line),
        )
        for line in plan.lines
    ]
    if rows:
        rows.append(
            (heading(_("total")), fmt_money(plan.approved), fmt_money(plan.spent), fmt_money(plan.left), "", "")
        )
    header = (
        key_label("cost"),
        key_label("approved"),
        key_label("spent"),
        _("Unspent"),
        key_label("share"),
        _("Computed"),
    )
    return key_label("cost"), header, rows, range(1, 5), True


def _flat_text(line: Line) -> str:
    if line.rate is None:
        return ""
    base = ", ".join(value_label(kind) for kind in line.of)
    return _("{rate} of {base}").format(rate=fmt_percent(line.rate), base=base)


def _sources(account: Account) -> Part:
    rows = [
        (
            source.funder or "",
            fmt_percent(source.share) if source.share is not None else "",
            _span(source),
            fmt_money(source.amount),
        )
        for source in account.funding.sources
    ]
    total = account.funding.total()
    if rows:
        divided = {
            "months": _("shares change: divided by full months"),
            "days": _("shares change: divided by days"),
        }.get(account.funding.divided_by or "", "")
        rows.append((heading(_("total")), "", divided, fmt_money(total) if total is not None else ""))
    header = (key_label("funder"), key_label("share"), _("Time"), _("Amount"))
    return key_label("financing"), header, rows, (1, 3), True


def _span(source: Source) -> str:
    if source.start and source.until:
        return f"{fmt_date(source.start)}–{fmt_date(source.until)}"
    if source.start:
        return _("from {day}").format(day=fmt_date(source.start))
    return _("until {day}").format(day=fmt_date(source.until)) if source.until else ""


def _single_lines(account: Account) -> Part:
    rule = account.single_lines
    title = _("Single lines")
    header = (title, _("Over"), _("Judged"))
    if not rule.lines:
        return title, header, [], (), False
    rows = [
        (line_title(one.line), f"{fmt_money(one.over)} ({fmt_percent(one.rate)})", _judged(one, account))
        for one in rule.lines
    ]
    if not rule.why_not:
        text = (
            _("covered: {savings} are unspent elsewhere")
            if rule.covered
            else _("not covered: only {savings} are unspent elsewhere")
        )
        rows.append((heading(_("total")), fmt_money(rule.over), text.format(savings=fmt_money(rule.savings))))
    return title, header, rows, (1,), not rule.why_not


def _judged(one: Exceeded, account: Account) -> str:
    rule = account.single_lines
    if rule.why_not == "fixed-sum":
        return _("no limit for single lines: Festbetragsfinanzierung")
    if rule.limit is None:
        return _("no rule known: which conditions the award letter names is not recorded")
    text = _("within {rate}, {basis}") if one.allowed else _("more than {rate}, {basis}: ask the authority first")
    return text.format(rate=fmt_percent(rule.limit.value), basis=rule.limit.basis)


def _grant(account: Account) -> Part:
    rows: list[tuple[str, ...]] = []
    if account.grant is not None:
        rows.append((_("Grant"), fmt_money(account.grant), account.period.financing_type or ""))
    if account.reduction is not None:
        rows += _reduction_rows(account.reduction)
    after = account.reduction.left if isinstance(account.reduction, Reduction) else account.grant
    if account.received or account.period.payments:
        rows.append((_("Received"), fmt_money(account.received), ""))
    if after is not None:
        rest = after - account.received
        label = _("Still to come") if rest >= 0 else _("Received too much")
        rows.append((label, fmt_money(abs(rest)), ""))
    return _("Grant"), (_("Grant"), _("Amount"), key_label("basis")), rows, (1,), False


def _reduction_rows(found: Reduction | str) -> list[tuple[str, ...]]:
    if isinstance(found, str):
        reasons = {
            "no-rule": _("cannot be said: no rule set with Nr. 2 is named (rules)"),
            "no-type": _("cannot be said: the type of financing is not recorded (financing_type)"),
            "no-plan": _("cannot be said: the costs approved are not recorded"),
            "no-grant": _("cannot be said: the amount of the grant is not recorded"),
        }
        return [(_("Reduction"), "", reasons[found])]
    return [
        (_("Lower costs and more income"), fmt_money(found.change), ""),
        (_("Reduction"), fmt_money(found.amount), f"{found.basis}: {reduction_text(found)}"),
        (_("Grant afterwards"), fmt_money(found.left), ""),
    ]


def reduction_text(found: Reduction) -> str:
    """Why the grant falls by this amount."""
    texts = {
        "share": _("in proportion with the other means"),
        "full": _("by the whole amount"),
        "fixed-sum": _("a fixed sum stays as long as the costs reach it"),
        "below-threshold": _("not reduced: not more than {threshold}"),
        "below-unless-recurring": _(
            "not reduced: not more than {threshold}; as recurring funding it would be reduced all the same"
        ),
    }
    return texts[found.reason].format(threshold=fmt_money(found.threshold))


def _payments(account: Account) -> Part:
    rows = [_payment(funds, interest) for funds, interest in account.funds]
    header = (_("Received on"), _("Amount"), _("Use by"), _("Used"), _("Interest"))
    return key_label("payment"), header, rows, (1,), False


def _payment(funds: PaymentUse, interest: Estimate | None) -> tuple[str, ...]:
    name = f" ({funds.payment.id})" if funds.payment.id else ""
    use_by = fmt_date(funds.use_by) if funds.use_by else _("no rule known")
    if funds.used_on:
        used = _("all used on {day}").format(day=fmt_date(funds.used_on))
    else:
        used = _("{amount} not used yet").format(amount=fmt_money(funds.unused))
    return (
        (fmt_date(funds.payment.received) if funds.payment.received else "") + name,
        fmt_money(funds.amount),
        use_by,
        used,
        _("about {amount} for {days} days (estimate)").format(amount=fmt_money(interest.amount), days=interest.days)
        if interest
        else "",
    )


def _pace_row(account: Account) -> Part:
    rows = [(pace_text(account.pace), value_label(account.pace.level))] if account.pace else []
    return _("Pace"), (_("Pace"), _("Level")), rows, (), False


def overview(accounts: list[Account]) -> Section:
    """A line per project."""
    rows = [
        (
            period_id(account),
            account.project.title,
            fmt_money(account.plan.approved),
            fmt_money(account.plan.spent),
            fmt_money(account.plan.left),
            fmt_money(account.grant),
            fmt_money(account.received),
            value_label(account.pace.level) if account.pace else "",
        )
        for account in accounts
    ]
    header = (
        _("Id"),
        _("Project"),
        key_label("approved"),
        key_label("spent"),
        _("Unspent"),
        _("Grant"),
        _("Received"),
        _("Pace"),
    )
    return Section(
        "", tuple(map(heading, header)), rows, frozenset(range(2, 7)), remarks=frozenset((1, 7)), named=frozenset((7,))
    )


def pace_section(accounts: list[Account]) -> Section:
    """Time against money, a line per project."""
    rows = [
        (
            period_id(account),
            account.project.title,
            pace_text(account.pace) if account.pace else _("not known: no dates, no amount, or not begun"),
            value_label(account.pace.level) if account.pace else "",
        )
        for account in accounts
    ]
    return Section("", (_("Id"), _("Project"), _("Pace"), _("Level")), rows)


def year_section(accounts: list[Account], totals: list[YearRow]) -> Section:
    """A line per period and year, then the sum of each year."""
    basis = {APPROVED: _("as approved"), "days": _("spread by days"), "months": _("spread by full months")}
    rows = []
    for account in accounts:
        marks = (basis.get(account.budget.basis or "", ""), basis.get(account.budget.own_basis or "", ""))
        rows += [(period_id(account), *_year_cells(row, marks)) for row in account.budget.rows]
    rows += [(heading(_("total")), *_year_cells(row, ("", ""))) for row in totals] if len(accounts) > 1 else []
    header = (
        _("Id"),
        _("Year"),
        _("Grant"),
        _("how known"),
        _("Own funds"),
        _("how known"),
        _("Received"),
        key_label("spent"),
    )
    return Section("", tuple(map(heading, header)), rows, frozenset((2, 4, 6, 7)), remarks=frozenset((1, 3, 5)))


def _year_cells(row: YearRow, marks: tuple[str, str]) -> tuple[str, ...]:
    return (
        str(row.year) if row.year else _("without a day"),
        fmt_money(row.grant),
        marks[0] if row.grant is not None else "",
        fmt_money(row.own),
        marks[1] if row.own is not None else "",
        fmt_money(row.received),
        fmt_money(row.spent),
    )
