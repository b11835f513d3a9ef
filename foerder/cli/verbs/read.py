"""`foerder read` (`foerder lesen`): an award letter into the register; `foerder
erfassen`: the same by answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from foerder.cli import USAGE, options
from foerder.cli import grant as grants
from foerder.cli.answers import present
from foerder.cli.change import DryRun, Into, Planner, Yes, change, changing, refuse
from foerder.cli.parser.commands import argument, verb
from foerder.cli.session import Session, one_of
from foerder.cli.terminal import ask
from foerder.cli.terminal.output import FORMATS, say
from foerder.letters import Proposal, UnreadableLetter
from foerder.letters import read as read_letter
from foerder.letters import words as view
from foerder.letters.duties import Duty
from foerder.letters.facts import Fact
from foerder.register.rulesets import NAMES
from foerder.register.tables import PERIOD
from foerder.text.i18n import _, fmt_date, fmt_money, language

TITLED = ("notice", "other", "publicity", "resolution", "application")
"""Kinds whose name does not say what is owed: the sentence's beginning is the title."""
LONGEST_TITLE = 70
OFFERED = (
    "reference",
    "start",
    "end",
    "amount",
    "total",
    "financing_type",
    "programme",
    "authority",
)
"""The facts of the letter that are offered at the questions of the same names."""


@verb(
    "Read an award letter (.pdf, .docx, .txt; German) and propose what it says: period, amount, and every duty "
    "with its sentence, page and how it is counted. Nothing leaves this machine, nothing is written "
    "without your yes.",
    epilog="Only look: foerder read LETTER.pdf --dry-run. German: foerder lesen.",
)
def read(
    run: Session,
    file: Annotated[str, argument("LETTER", "The letter: .pdf, .docx or .txt.")],
    format: options.Format = None,
    into: Into = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Read, show, ask, write."""
    one_of(format, FORMATS, "--format")
    run.format = format
    run.busy(_("The letter is read …"))
    try:
        proposal = read_letter(Path(file))
    except UnreadableLetter as fault:
        return refuse(fault.message, fault.remedy, USAGE)
    present(run, view, proposal)
    run.asking = ask.interactive() and not yes and not format
    if dry_run or not (run.asking or yes):
        return 0
    draft = _draft(proposal, list(_chosen(proposal, run.asking)))
    return change(run, "read", grants.planner(run, draft, False, into), dry_run, yes)


@verb(
    "Enter a grant by answering questions; every answer may be left out. The same as: foerder add grant."
)
@changing
def grant(run: Session, into: Into = None) -> Planner:
    """Ask for everything of one grant."""
    return grants.planner(run, grants.Draft(), True, into)


def _chosen(proposal: Proposal, asking: bool) -> Iterator[Duty]:
    """The duties that are taken over: the understood ones, and of the others
    those that somebody confirms.
    """
    sure = [duty for duty in proposal.duties if duty.sure]
    question = _("Take over the {n} understood deadlines?").format(n=len(sure))
    if sure and (not asking or ask.confirm(question, True)):
        yield from sure
    for duty in proposal.duties if asking else ():
        if duty.sure:
            continue
        say(_("p. {page}: “{sentence}”"), page=duty.page, sentence=duty.sentence)
        if ask.confirm(_("Take over: {duty}?").format(duty=view.duty_text(duty))):
            yield duty


def _draft(proposal: Proposal, duties: list[Duty]) -> grants.Draft:
    """The grant as the letter says it."""
    facts = {name: fact for name, fact in proposal.grant.items() if fact is not None}
    draft = grants.Draft()
    for name in OFFERED:
        if name in facts:
            draft.words[name] = _offered(name, facts[name])
    draft.words["title"] = _title(proposal)
    if "date" in facts:
        day = _offered("date", facts["date"])
        draft.words |= {"award_date": day, "way": str(_("posted")), "day": day}
    file = Path(proposal.file).name
    draft.given["source"] = str(_("Award letter {file}").format(file=file))
    _add_conditions(draft, facts.get("rules"))
    for duty in duties:
        if duty.kind == "remedy":
            draft.given["remedy"] = "objection" if "iderspruch" in duty.sentence else "action"
            continue
        left = _left_out(duty, duties, draft)
        if left:
            say(left, duty=view.duty_text(duty))
        else:
            draft.duties.append(_table(duty, file))
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
    named = fact.value if fact else ()
    draft.words["rules"] = ", ".join(name for name in named if name in NAMES)
    others = ", ".join(name for name in named if name not in NAMES)
    if others:
        text = _("Conditions in the award letter: {names}")
        draft.given["notes"] = str(text.format(names=others))
        draft.given.setdefault("rules", [])


def _left_out(duty: Duty, duties: Sequence[Duty], draft: grants.Draft) -> str:
    """Why the register cannot hold a duty; empty where it can."""
    deadline = PERIOD.tables["deadline"]
    is_reported = any(each.kind == "final-report" for each in duties)
    if duty.date.get("after") == "final-report" and not (is_reported or draft.words["rules"]):
        return _("Left out, because no final report is taken over: {duty}")
    if not duty.date.keys() <= {*deadline.keys, *deadline.tables}:
        return _("Left out, because the register has no such form of date: {duty}")
    return ""


def _table(duty: Duty, file: str) -> dict[str, Any]:
    """A deadline's table, with the sentence as its source."""
    more: dict[str, Any] = {}
    if duty.kind in TITLED:
        more["title"] = duty.sentence
        if len(duty.sentence) > LONGEST_TITLE:
            more["title"] = duty.sentence[: LONGEST_TITLE - 1] + "…"
    if duty.by != "recipient":
        more["by"] = duty.by
    if duty.time:
        more["time"] = duty.time
    source = _("{file}, p. {page}: “{sentence}”")
    more["source"] = str(source.format(file=file, page=duty.page, sentence=duty.sentence))
    return grants.duty_table(duty.kind, duty.date, more)
