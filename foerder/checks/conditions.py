"""Checks of the rule sets that a grant is counted by: the Land's own
conditions, and the edition of the letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from foerder.checks.base import CheckContext, finding
from foerder.law.holidays import region_name
from foerder.law.seats import Seat, seat_of
from foerder.model import Authority, Period, Place, Problem, Programme, Project, RuleSet
from foerder.register.duties import rule_names
from foerder.register.rule_choice import edition_in_force, land_of, of_land, series
from foerder.text.i18n import _, language


class Use(NamedTuple):
    """A rule set in use: who names it, for which letter."""

    rule_set: RuleSet
    programme: Programme | None
    project: Project
    period: Period
    place: Place


def conditions(context: CheckContext) -> Iterator[Problem]:
    """Federal conditions for a Land's money, and editions that were not in
    force when the letter was written.
    """
    asked: set[tuple[str, str, int | None]] = set()
    told: set[tuple[str, str]] = set()
    for use in _uses(context):
        # Once for each programme, however many projects it has.
        owner, letter = (use.programme or use.project).id, _letter(use.period)
        question = owner, use.rule_set.id, letter.year if letter else None
        if question in asked:
            continue
        asked.add(question)
        for risk in (*_land(context, use), *_edition(use)):
            if (owner, risk.message) not in told:
                told.add((owner, risk.message))
                yield risk


def _uses(context: CheckContext) -> Iterator[Use]:
    """Every rule set that an approved grant is counted by, with the innermost
    place that names it.
    """
    register = context.register
    for project in register.projects:
        programme = register.programme_of(project)
        for period in project.periods:
            if project.kind != "grant" or period.status != "approved" or period.closed:
                continue
            place = _place(programme, project, period)
            for name in rule_names(programme, project, period) or ():
                if name in register.rule_sets:
                    yield Use(register.rule_sets[name], programme, project, period, place)


def _place(programme: Programme | None, project: Project, period: Period) -> Place:
    for owner in (period, project):
        if owner.rules is not None:
            return owner.place.key("rules")
    return programme.place.key("rules") if programme else project.place


def _land(context: CheckContext, use: Use) -> Iterator[Problem]:
    """A Land's money under federal conditions: the Land's own may ask for the
    proof half a year earlier.
    """
    programme, named = use.programme, use.rule_set
    if programme is None or named.level != "federal" or named.conditions in (None, "programme"):
        return
    register = context.register
    authority = register.authorities.get(programme.authority or "")
    land = land_of(
        programme, authority.holidays if authority else None, register.settings.holidays
    )
    if land is None:
        return
    fitting = of_land(land, named.conditions)
    words = {"name": programme.id, "land": region_name(land, language()), "set": named.id}
    if fitting:
        yield finding(
            "land-rules",
            use.place,
            _(
                'programme "{name}": money of {land} is counted by the federal {set}; its own conditions differ'
            ),
            _(
                "Compare with the award letter; it may name {own}: the proof may be due half a year earlier."
            ),
            own=", ".join(one.id for one in fitting),
            **words,
        )
    else:
        yield finding(
            "land-rules",
            use.place,
            _(
                'programme "{name}": money of {land} is counted by the federal {set}; no conditions of {land} are known'
            ),
            _(
                "Take the day from the award letter: the Land may ask for the proof earlier than the federation."
            ),
            severity="note",
            **words,
        )


def _letter(period: Period) -> date | None:
    return period.award_date or period.award_posted or period.award_notified


def _edition(use: Use) -> Iterator[Problem]:
    """A rule set that is younger than the letter, or had been replaced before it was written."""
    letter, named = _letter(use.period), use.rule_set
    if letter is None or named.year is None or named.conditions in (None, "programme"):
        return
    known = series(named.id)
    # An edition of the letter's own year may have come after it.
    fitting = {
        edition_in_force(named, known, year).id for year in (letter.year - 1, letter.year)
    }
    if named.id in fitting or len(known) < 2:
        return
    yield finding(
        "rule-edition",
        use.place,
        _(
            "the letter is from {year}, the rule set {set} from {edition}; then in force: {fitting}"
        ),
        _(
            "The letter decides: correct rules where it names another edition, else accept this finding."
        ),
        year=str(letter.year),
        set=named.id,
        edition=str(named.year),
        fitting=", ".join(sorted(fitting)),
    )


def seats(context: CheckContext) -> Iterator[Problem]:
    """Authorities whose known seat has other public holidays than those that are counted by."""
    settings = context.register.settings
    for authority in context.register.authorities.values():
        seat = seat_of(authority.name)
        counted = authority.holidays or settings.holidays
        if seat is None or counted == seat.region or authority.unreadable:
            continue
        if seat.region is None:
            if authority.holidays is None:
                yield _unknown_seat(authority, seat)
            continue
        yield finding(
            "seat-differs",
            authority.place,
            _(
                'authority "{name}" sits in {town} ({land}), but the holidays of {counted} are counted'
            ),
            _('Add holidays = "{region}", unless the letter was sent by another office.'),
            name=authority.id,
            town=seat.town,
            land=region_name(seat.region, language()),
            counted=region_name(counted, language()),
            region=seat.region,
        )


def _unknown_seat(authority: Authority, seat: Seat) -> Problem:
    """Our own public holidays stand in for those of an authority that is not in one place."""
    return finding(
        "seat-differs",
        authority.place,
        _('authority "{name}": {reason}; our own public holidays are counted'),
        _('Take the office from the letter and add its holidays, such as holidays = "DE-BE".'),
        severity="note",
        name=authority.id,
        reason=_(seat.reason),
    )
