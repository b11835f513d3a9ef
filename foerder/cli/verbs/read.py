"""`foerder read` (`foerder lesen`): an award letter into the register; `foerder erfassen`: the same by answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from foerder.cli import USAGE, options
from foerder.cli import grant as grants
from foerder.cli.answers import present
from foerder.cli.change import DryRun, Into, Planner, Yes, change, changing, refuse
from foerder.cli.parser.commands import argument, verb
from foerder.cli.session import Session, session
from foerder.cli.terminal import ask
from foerder.cli.terminal.output import say
from foerder.letters import Proposal, UnreadableLetter
from foerder.letters import read as read_letter
from foerder.letters import words as view
from foerder.letters.duties import Duty
from foerder.letters.facts import Fact
from foerder.register.rulesets import built_in
from foerder.register.tables import PERIOD
from foerder.text.i18n import N_, _, fmt_date, fmt_money, language

TITLED = ("notice", "other", "publicity", "resolution", "application")
"""Kinds whose name does not say what is owed: the sentence's beginning is the title."""
LONGEST_TITLE = 70


@verb(
    N_(
        "Read an award letter (.pdf, .docx, .txt; German) and propose what it says: period, amount, and every duty "
        "with its sentence, page and how it is counted. Nothing leaves this machine, nothing is written "
        "without your yes."
    ),
    epilog=N_("Only look: foerder read LETTER.pdf --dry-run. German: foerder lesen."),
)
def read(
    ctx: typer.Context,
    file: Annotated[str, argument(N_("LETTER"), N_("The letter: .pdf, .docx or .txt."))],
    format: options.Format = None,
    into: Into = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Read, show, ask, write."""
    options.check_format(format)
    run = session(ctx)
    run.busy(_("The letter is read …"))
    try:
        proposal = read_letter(Path(file))
    except UnreadableLetter as fault:
        refuse(fault.message, fault.remedy)
        return USAGE
    present(run, format, view, proposal)
    asking = ask.interactive() and not yes and not format
    if dry_run or not (asking or yes):
        return 0
    run.asking = asking
    draft = _draft(proposal, list(_chosen(proposal, asking)))
    return change(run, "read", grants.planner(run, draft, False, into), dry_run, yes)


@verb(
    N_(
        "Enter a grant by answering questions; every answer may be left out. The same as: foerder add grant."
    )
)
@changing
def grant(run: Session, into: Into = None) -> Planner:
    """Ask for everything of one grant."""
    return grants.planner(run, grants.Draft(), True, into)


def _chosen(proposal: Proposal, asking: bool) -> Iterator[Duty]:
    """The duties that are taken over: the understood ones, and of the others those that somebody confirms."""
    sure = [duty for duty in proposal.duties if duty.sure]
    if sure and (
        not asking
        or ask.confirm(_("Take over the {n} understood deadlines?").format(n=len(sure)), True)
    ):
        yield from sure
    if not asking:
        return
    for duty in proposal.duties:
        if duty.sure:
            continue
        say(_("p. {page}: “{sentence}”"), page=duty.page, sentence=duty.sentence)
        if ask.confirm(_("Take over: {duty}?").format(duty=view.duty_text(duty))):
            yield duty


def _draft(proposal: Proposal, duties: list[Duty]) -> grants.Draft:
    """The grant as the letter says it."""
    facts = {name: fact for name, fact in proposal.grant.items() if fact is not None}
    draft = grants.Draft()
    for name in (
        "reference",
        "start",
        "end",
        "amount",
        "total",
        "financing_type",
        "programme",
        "authority",
    ):
        if name in facts:
            draft.words[name] = _offered(name, facts[name])
    draft.words["title"] = _title(proposal)
    if "date" in facts:
        draft.words |= {
            "award_date": _offered("date", facts["date"]),
            "way": str(_("posted")),
            "day": _offered("date", facts["date"]),
        }
    draft.given["source"] = str(_("Award letter {file}").format(file=Path(proposal.file).name))
    _add_conditions(draft, facts.get("rules"))
    final = any(duty.kind == "final-report" for duty in duties) or bool(
        draft.words.get("rules")
    )
    for duty in duties:
        if duty.kind == "remedy":
            draft.given["remedy"] = "objection" if "iderspruch" in duty.sentence else "action"
        elif _can_be_written(duty, final):
            draft.duties.append(_table(duty, Path(proposal.file).name))
    return draft


def _title(proposal: Proposal) -> str:
    """The project's name, else the programme's, else the file's."""
    programme = proposal.grant["programme"]
    return proposal.title or str(programme.value if programme else Path(proposal.file).stem)


def _offered(name: str, fact: Fact) -> str:
    """A fact as it is offered at a question."""
    german = language() == "de"
    if isinstance(fact.value, date):
        return fmt_date(fact.value) if german else fact.value.isoformat()
    if name in ("amount", "total") and german:
        return fmt_money(Decimal(fact.value))
    return str(fact.value)


def _add_conditions(draft: grants.Draft, fact: Fact | None) -> None:
    """Rule sets that the program has are taken; others are noted."""
    known, others = [], []
    for name in fact.value if fact else ():
        try:
            built_in(name)
        except (KeyError, ValueError):
            others.append(name)
        else:
            known.append(name)
    draft.words["rules"] = ", ".join(known)
    if others:
        draft.given["notes"] = str(
            _("Conditions in the award letter: {names}").format(names=", ".join(others))
        )
        draft.given.setdefault("rules", [])


def _can_be_written(duty: Duty, final: bool) -> bool:
    """Whether the register can hold a duty; says so where it cannot."""
    keys = {*PERIOD.tables["deadline"].keys, *PERIOD.tables["deadline"].tables}
    if duty.date.get("after") == "final-report" and not final:
        say(
            _("Left out, because no final report is taken over: {duty}"),
            duty=view.duty_text(duty),
        )
        return False
    if not set(duty.date) <= keys:
        say(
            _("Left out, because the register has no such form of date: {duty}"),
            duty=view.duty_text(duty),
        )
        return False
    return True


def _table(duty: Duty, file: str) -> dict[str, Any]:
    """A deadline's table, with the sentence as its source."""
    more: dict[str, Any] = {}
    if duty.kind in TITLED:
        more["title"] = (
            duty.sentence
            if len(duty.sentence) <= LONGEST_TITLE
            else duty.sentence[: LONGEST_TITLE - 1] + "…"
        )
    if duty.by != "recipient":
        more["by"] = duty.by
    if duty.time:
        more["time"] = duty.time
    source = _("{file}, p. {page}: “{sentence}”").format(
        file=file, page=duty.page, sentence=duty.sentence
    )
    more["source"] = str(source)
    return grants.duty_table(duty.kind, duty.date, more)
