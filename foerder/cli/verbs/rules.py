"""`foerder rules`: the rule sets behind the dates."""

from __future__ import annotations

from typing import Annotated

import typer

from foerder.cli import options, pick
from foerder.cli.answers import answering, present
from foerder.cli.inputs import parse_date
from foerder.cli.parser import complete
from foerder.cli.parser.commands import argument, flag, option, verb
from foerder.cli.session import Session, usage_error
from foerder.cli.terminal.output import say
from foerder.model import Register, RuleSet
from foerder.register import rule_choice
from foerder.register.rulesets import NAMES
from foerder.register.values import FieldError, land_code
from foerder.terms import LEVELS
from foerder.text.i18n import N_, _
from foerder.views import rule_reviews
from foerder.views import rules as view


@verb("The built-in and local rule sets with paragraph, source and date of the last check.")
@answering
def rules(
    run: Session,
    id: Annotated[
        str | None,
        argument(
            "ID", "Only this rule set, with the wording of every rule.", complete.rule_sets
        ),
    ] = None,
    land: Annotated[
        str | None,
        option("LAND", "Only what fits money of this Land: TH, Thüringen.", complete.lands),
    ] = None,
    level: Annotated[
        str | None, option("|".join(LEVELS), "Only conditions of this funder.")
    ] = None,
    year: Annotated[
        int | None, option("YEAR", "Only the editions in force in the year of the letter.")
    ] = None,
    check: Annotated[
        bool,
        flag("List the rules whose source has to be looked at again; exit code 1.", "--check"),
    ] = False,
    today: Annotated[str | None, typer.Option(metavar=N_("DATE"), hidden=True)] = None,
) -> int:
    """Print the rule sets; works without a register too."""
    level = options.choice(level, LEVELS, "--level")
    code = _land(land)
    if today is not None:  # as an auditor types it: rules --check --today DATE
        run.today = parse_date(today, run.today)
    register = run.register() if run.place.find() else None
    known = [*rule_choice.all_built_in(), *_local(register)]
    sets = rule_choice.chosen(known, code, level, year)
    if check:
        return _check(run, sets)
    lands = [row for row in rule_choice.lands(known) if code in (None, row.land)]
    if id is not None:
        sets, lands = _named(sets, id), []
    present(run, view, view.Answer(sets, detailed=id is not None, lands=lands))
    return run.finish(register) if register else 0


def _local(register: Register | None) -> list[RuleSet]:
    if register is None:
        return []
    return [one for one in register.rule_sets.values() if one.id not in NAMES]


def _land(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return land_code(text)
    except FieldError as fault:
        usage_error(f"--land: {fault.message} {fault.remedy}")


def _named(sets: list[RuleSet], id: str) -> list[RuleSet]:
    found = [one for one in sets if one.id == id]
    if not found:
        pick.no_rule_set(id, [one.id for one in sets])
    return found


def _check(run: Session, sets: list[RuleSet]) -> int:
    """List what has to be looked at again; 1 where a review is old or failed."""
    verdicts = [found for one in sets if (found := rule_choice.verdict(one, run.today))]
    present(run, rule_reviews, rule_reviews.Answer(verdicts))
    if not verdicts and run.style in ("plain", "table"):
        say(_("Every rule was compared with its source within the last year."))
    return int(any(one.failed for one in verdicts))
