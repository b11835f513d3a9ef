"""The money of several periods in one line: of all, or by programme, funder or unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import TypeVar

from foerder.model import Period, Project
from foerder.money.account import Account, has_money
from foerder.money.plan import divided, grant_funders, known_sum, sums

Row = TypeVar("Row")

GROUPS = ("programme", "funder", "unit", "year")


@dataclass(frozen=True, slots=True)
class Sums:
    """Figures of several periods; None where no period knows the amount."""

    name: str
    periods: int
    approved: Decimal | None
    spent: Decimal | None
    left: Decimal | None
    grant: Decimal | None
    received: Decimal | None
    outstanding: Decimal | None = None
    not_drawn: Decimal | None = None
    to_draw: Decimal | None = None


SUMMED = {
    "approved": "plan.approved",
    "spent": "spent",
    "left": "plan.left",
    "grant": "grant",
    "received": "paid",
    "outstanding": "outstanding",
    "not_drawn": "not_drawn",
    "to_draw": "to_draw",
}
"""What is summed, and what it is in an account."""


def counted(accounts: Iterable[Account]) -> list[Account]:
    """Those that count in a sum: approved periods."""
    return [account for account in accounts if account.period.status == "approved"]


def refused(projects: Iterable[Project]) -> list[tuple[Project, Period]]:
    """The periods with money that were rejected or withdrawn: they count in no sum."""
    found = []
    for project in projects:
        for period in project.periods:
            if period.status in ("rejected", "withdrawn") and has_money(period):
                found.append((project, period))
    return found


def sums_of(name: str, accounts: Sequence[Account]) -> Sums:
    """Several periods in one."""
    return Sums(name, len(accounts), **sums(accounts, SUMMED))


def sums_by(group: str, accounts: Iterable[Account]) -> list[Sums]:
    """A line per programme, funder or unit, by name; what has none comes last,
    under an empty name.
    """
    if group == "funder":
        return _by_funder(accounts)
    groups = grouped(counted(accounts), _unit if group == "unit" else _programme)
    return [sums_of(title, found) for title, found in groups]


def grouped(rows: Iterable[Row], name: Callable[[Row], str]) -> list[tuple[str, list[Row]]]:
    """The rows of each name, by name; what has none comes last, under an empty name."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(name(row), []).append(row)
    return sorted(groups.items(), key=lambda group: (not group[0], group[0].casefold()))


def _unit(account: Account) -> str:
    return account.project.unit or ""


def _programme(account: Account) -> str:
    named = account.project.programme or ""
    return account.programme.title if account.programme else named


def _by_funder(accounts: Iterable[Account]) -> list[Sums]:
    """Grant and payments, divided as the funders share the grant."""
    parts: list[tuple[str, tuple[Decimal | None, ...]]] = []
    for account in counted(accounts):
        funders = grant_funders(account.programme, account.funding)
        parts += divided(funders, account.programme, account.grant, account.paid)
    found = []
    for name, shares in grouped(parts, itemgetter(0)):
        grants, payments = zip(*map(itemgetter(1), shares), strict=True)
        figures = {"grant": known_sum(grants), "received": known_sum(payments)}
        found.append(Sums(name, len(shares), approved=None, spent=None, left=None, **figures))
    return found
