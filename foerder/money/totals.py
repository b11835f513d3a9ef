"""The money of several periods in one line: of all, or by programme, funder or unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from foerder.model import Register
from foerder.money.account import Account
from foerder.money.plan import divided, grant_funders, known_sum

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


def counted(accounts: Iterable[Account]) -> list[Account]:
    """Those that count in a sum: approved periods."""
    return [account for account in accounts if account.period.status == "approved"]


def sums_of(name: str, accounts: Sequence[Account]) -> Sums:
    """Several periods in one."""
    return Sums(
        name,
        len(accounts),
        approved=known_sum(account.plan.approved for account in accounts),
        spent=known_sum(account.spent for account in accounts),
        left=known_sum(account.plan.left for account in accounts),
        grant=known_sum(account.grant for account in accounts),
        received=known_sum(account.paid for account in accounts),
    )


def sums_by(group: str, accounts: Iterable[Account], register: Register) -> list[Sums]:
    """A line per programme, funder or unit, by name; what has none comes last, under an empty name."""
    if group == "funder":
        return _by_funder(accounts, register)
    name = _unit if group == "unit" else _programme
    groups: dict[str, list[Account]] = {}
    for account in counted(accounts):
        groups.setdefault(name(account, register), []).append(account)
    return [sums_of(title, groups[title]) for title in sorted(groups, key=_order)]


def _unit(account: Account, _register: Register) -> str:
    return account.project.unit or ""


def _programme(account: Account, register: Register) -> str:
    programme = register.programme_of(account.project)
    return programme.title if programme else account.project.programme or ""


def _by_funder(accounts: Iterable[Account], register: Register) -> list[Sums]:
    """Grant and payments, divided as the funders share the grant."""
    parts: dict[str, list[Sequence[Decimal | None]]] = {}
    for account in counted(accounts):
        programme = register.programme_of(account.project)
        funders = grant_funders(programme, account.funding)
        for name, *amounts in divided(funders, programme, account.grant, account.paid):
            parts.setdefault(str(name), []).append(amounts)
    found = []
    for name in sorted(parts, key=_order):
        grants, payments = zip(*parts[name], strict=True)
        sums = {"grant": known_sum(grants), "received": known_sum(payments)}
        found.append(Sums(name, len(grants), approved=None, spent=None, left=None, **sums))
    return found


def _order(name: str) -> tuple[bool, str]:
    return not name, name.casefold()
