"""`foerder end`: a grant is given up (aufgegeben), or the authority revokes it (widerrufen)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from foerder.cli.change import OfPeriod, Plan, planning
from foerder.cli.parser.commands import Words, gathered, option, verb
from foerder.cli.session import Session, usage_error
from foerder.cli.terminal import ask
from foerder.cli.terminal.output import say
from foerder.cli.values import value
from foerder.deadlines.calculator import Calculator
from foerder.editor.change import Op, Refused, Set, Unset
from foerder.editor.state import State
from foerder.law.notification import HOW_NOTIFIED
from foerder.model import Period, Project
from foerder.money.account import account_of
from foerder.money.clauses import base_rates
from foerder.register.find import find_period
from foerder.register.tables import PERIOD, REMEDIES
from foerder.terms import ENDED_WHY
from foerder.text.glossary import key_label, value_label
from foerder.text.i18n import _, fmt_date, fmt_money, heading
from foerder.views.costs_sections import repayment_text

KEYS = {
    "on": option("DATE", "The day from which on it is ended."),
    "why": option("|".join(ENDED_WHY), "Given up by us, or revoked by the authority."),
    "posted": option("DATE", "The revocation was posted or sent electronically."),
    "provided": option("DATE", "The revocation was provided in the mailbox of a user account."),
    "retrieved": option("DATE", "The revocation was fetched from a portal."),
    "notified": option("DATE", "The revocation was received."),
    "remedy": option(
        "|".join(REMEDIES), "Which remedy the revocation names; none: it names none."
    ),
}
"""How it ended, each with an option."""
OF_REVOCATION = ("posted", "provided", "retrieved", "notified", "remedy")
"""What there is only of a revocation, asked in this order."""


@verb(
    "A grant is given up, or revoked: what is left of its duties, and what may be repaid.",
    epilog="Of a revocation say how it was notified: the period for a remedy is counted from that.",
)
@gathered(KEYS)
@planning
def end(run: Session, state: State, period: OfPeriod, *, words: Words) -> Plan:
    """Write the early end into the period."""
    project, found = find_period(state.register, period)
    name = f"{project.id}/{found.id}"
    if found.status != "approved":
        text = _("{id} is not approved, so nothing of it can be given up or revoked.")
        remedy = _("An application is withdrawn: foerder set {id} status withdrawn")
        raise Refused(text.format(id=name), remedy.format(id=name))
    given = Answers(run, words).complete()
    remarks = [*_remarks(run.today, state, project, found, given)]
    return Plan(found.place.file, _ops(found, given), name, remarks)


class Answers:
    """How a grant ended: what was typed after the options, else at a question."""

    def __init__(self, run: Session, words: Words) -> None:
        self.run = run
        self.words = words

    def complete(self) -> dict[str, Any]:
        """The values by option, without what is not known; ends the program
        where day or reason are missing.
        """
        given = {key: self._value(key, text) for key, text in self.words.items() if text}
        for key in ("why", "on"):
            if key not in given:
                given[key] = self._needed(key)
        known = next((key for key in OF_REVOCATION if key in given), None)
        if given["why"] != "revoked" and known:
            usage_error(_("{options} goes with --why revoked."), options=f"--{known}")
        if given["why"] == "revoked" and not known and self.run.asking:
            given |= self._notified()
        return given

    def _needed(self, key: str) -> Any:
        """What is asked for; ends the program where nobody can be asked."""
        if not self.run.asking:
            usage_error(_("Say when and why: --on DATE --why abandoned|revoked."))
        return self._value(key, self._asked(key, required=True))

    def _notified(self) -> dict[str, Any]:
        say(_("How was the revocation notified? From that the period for a remedy is counted."))
        texts = {key: self._asked(key, required=False) for key in OF_REVOCATION}
        return {key: self._value(key, text) for key, text in texts.items() if text}

    def _asked(self, key: str, required: bool) -> str:
        options = {"why": ENDED_WHY, "remedy": REMEDIES}.get(key, ())
        label = f"{heading(key_label(f'ended_{key}'))} [--{key}]"
        shown = [value_label(option) for option in options]
        return ask.text(label, shown, required, partial(self._refusal, key))

    def _refusal(self, key: str, text: str) -> str | None:
        """Why an answer is not possible."""
        try:
            self._value(key, text)
        except Refused as fault:
            return fault.message
        return None

    def _value(self, key: str, text: str) -> Any:
        return value(f"--{key}", PERIOD.keys[f"ended_{key}"], [text], self.run.today)


def _ops(period: Period, given: Mapping[str, Any]) -> list[Op]:
    """The keys to write, and those of an earlier entry to take out. Raises `Refused`."""
    if period.start and given["on"] < period.start:
        text = _("{day} is before the beginning of the period, {start}.")
        day, start = fmt_date(given["on"]), fmt_date(period.start)
        raise Refused(text.format(day=day, start=start))
    ops: list[Op] = []
    for key in KEYS:
        name = f"ended_{key}"
        if key in given:
            ops.append(Set(period.place.path, name, given[key]))
        elif getattr(period, name) is not None:
            ops.append(Unset(period.place.path, name))
    return ops


def _remarks(
    today: date, state: State, project: Project, period: Period, given: Mapping[str, Any]
) -> Iterator[str]:
    """What may be repaid, and what is to be entered yet."""
    ended = period._replace(ended_on=given["on"], ended_why=given["why"])
    day, register = max(today, given["on"]), state.register
    deadlines = Calculator(register, day, day).of_project(project)
    account = account_of(register, project, ended, deadlines, day, base_rates(register))
    if account.repayment:
        text = _("Repayment of {amount} is possible ({why}).")
        amount, why = account.repayment.amount, repayment_text(account.repayment)
        yield text.format(amount=fmt_money(amount), why=why)
    if given["why"] == "revoked" and given.keys().isdisjoint(HOW_NOTIFIED):
        yield _("Enter the notification as soon as it is known; until then no remedy is dated.")
