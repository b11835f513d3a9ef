"""`foerder end`: a grant is given up (aufgegeben), or the authority revokes it (widerrufen)."""

from __future__ import annotations

from typing import Any

import typer

from foerder.cli.change import OfPeriod, Plan, Planner, changing
from foerder.cli.parser.commands import Words, gathered, verb
from foerder.cli.session import Session, usage_error
from foerder.cli.terminal import ask
from foerder.cli.terminal.output import say
from foerder.cli.values import value
from foerder.deadlines.calculator import Calculator
from foerder.editor.change import Op, Refused, Set, Unset
from foerder.editor.state import State
from foerder.model import Period, Project
from foerder.money.account import account_of
from foerder.money.clauses import base_rates
from foerder.register.find import find_period
from foerder.register.tables import PERIOD, REMEDIES
from foerder.terms import ENDED_WHY
from foerder.text.glossary import key_label, value_label
from foerder.text.i18n import N_, _, fmt_date, fmt_money, heading
from foerder.views.costs_sections import repayment_text

KEYS = {
    "on": typer.Option(metavar=N_("DATE"), help=N_("The day from which on it is ended.")),
    "why": typer.Option(
        metavar="|".join(ENDED_WHY), help=N_("Given up by us, or revoked by the authority.")
    ),
    "posted": typer.Option(
        metavar=N_("DATE"), help=N_("The revocation was posted or sent electronically.")
    ),
    "provided": typer.Option(
        metavar=N_("DATE"),
        help=N_("The revocation was provided in the mailbox of a user account."),
    ),
    "retrieved": typer.Option(
        metavar=N_("DATE"), help=N_("The revocation was fetched from a portal.")
    ),
    "notified": typer.Option(metavar=N_("DATE"), help=N_("The revocation was received.")),
    "remedy": typer.Option(
        metavar="|".join(REMEDIES),
        help=N_("Which remedy the revocation names; none: it names none."),
    ),
}
"""How it ended, each with an option."""
OF_REVOCATION = ("posted", "provided", "retrieved", "notified", "remedy")
"""What there is only of a revocation, asked in this order."""


@verb(
    N_("A grant is given up, or revoked: what is left of its duties, and what may be repaid."),
    epilog=N_(
        "Of a revocation say how it was notified: the period for a remedy is counted from that."
    ),
)
@gathered(KEYS)
@changing
def end(run: Session, period: OfPeriod, *, words: Words) -> Planner:
    """Write the early end into the period."""

    def plan(state: State) -> Plan:
        project, found = find_period(state.register, period)
        if found.status != "approved":
            raise Refused(
                _("{id} is not approved, so nothing of it can be given up or revoked.").format(
                    id=f"{project.id}/{found.id}"
                ),
                _("An application is withdrawn: foerder set {id} status withdrawn").format(
                    id=f"{project.id}/{found.id}"
                ),
            )
        ending = Ending(run, dict(words))
        ops = [*ending.ops(found)]
        return Plan(
            found.place.file,
            ops,
            f"{project.id}/{found.id}",
            ending.remarks(state, project, found),
        )

    return plan


class Ending:
    """What was typed of an early end, and asked for where it is missing."""

    def __init__(self, run: Session, words: dict[str, str | None]) -> None:
        self.run = run
        self.words = words
        for key in ("why", "on"):
            self._need(key)
        self.values = {key: self._value(key, text) for key, text in words.items() if text}
        revoked = self.values["why"] == "revoked"
        given = [f"--{key}" for key in OF_REVOCATION if words[key]]
        if given and not revoked:
            usage_error(_("{options} goes with --why revoked.").format(options=given[0]))
        if revoked and not given and run.asking:
            self._ask_notification()

    def _need(self, key: str) -> None:
        if self.words[key]:
            return
        if not self.run.asking:
            usage_error(_("Say when and why: --on DATE --why abandoned|revoked."))
        self.words[key] = self._asked(key, required=True)

    def _asked(self, key: str, required: bool) -> str:
        options = {"why": ENDED_WHY, "remedy": REMEDIES}.get(key, ())
        label = f"{heading(key_label(f'ended_{key}'))} [--{key}]"
        shown = [value_label(option) for option in options]
        return ask.text(label, shown, required, lambda text: self._refusal(key, text))

    def _ask_notification(self) -> None:
        say(_("How was the revocation notified? From that the period for a remedy is counted."))
        for key in OF_REVOCATION:
            text = self._asked(key, required=False)
            if text:
                self.words[key], self.values[key] = text, self._value(key, text)

    def _value(self, key: str, text: str) -> Any:
        name = f"ended_{key}"
        return value(f"--{key}", PERIOD.keys[name], [text], self.run.today)

    def _refusal(self, key: str, text: str) -> str | None:
        """Why an answer is not possible."""
        try:
            self._value(key, text)
        except Refused as fault:
            return fault.message
        return None

    def ops(self, period: Period) -> list[Op]:
        """The keys to write; raises `Refused` where the day is before the period."""
        day = self.values["on"]
        if period.start and day < period.start:
            text = _("{day} is before the beginning of the period, {start}.")
            raise Refused(text.format(day=fmt_date(day), start=fmt_date(period.start)))
        path = period.place.path
        ops: list[Op] = []
        for key in self.words:
            name = f"ended_{key}"
            if key in self.values:
                ops.append(Set(path, name, self.values[key]))
            elif getattr(period, name) is not None:
                ops.append(Unset(path, name))
        return ops

    def remarks(self, state: State, project: Project, period: Period) -> list[str]:
        """What may be repaid, and what is to be entered yet."""
        day, why = self.values["on"], self.values["why"]
        ended = period._replace(ended_on=day, ended_why=why)
        today = max(self.run.today, day)
        register, found = state.register, []
        deadlines = Calculator(register, today, today).of_project(project)
        account = account_of(register, project, ended, deadlines, today, base_rates(register))
        if account.repayment:
            text = _("Repayment of {amount} is possible ({why}).")
            amount, reason = account.repayment.amount, repayment_text(account.repayment)
            found.append(text.format(amount=fmt_money(amount), why=reason))
        if why == "revoked" and not any(self.values.get(key) for key in OF_REVOCATION[:-1]):
            found.append(
                _(
                    "Enter the notification as soon as it is known; until then no remedy is dated."
                )
            )
        return found
