"""`foerder extend`: a period is longer by an amendment (Änderungsbescheid), or a deadline by an extension."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated

import typer

from foerder.cli.change import DryRun, Plan, Yes, change, find_deadline
from foerder.cli.inputs import count_on
from foerder.cli.parser import complete
from foerder.cli.parser.commands import verb
from foerder.cli.session import Session, session, usage_error
from foerder.editor.state import State
from foerder.law.counting import WorkingDay, after_event, from_day
from foerder.model import Deadline, Period, Project, Span
from foerder.text.i18n import N_, _


@verb(
    N_("A period ends later (the amendment is noted with the old end), or a deadline was extended."),
    epilog=N_("What it would move, without writing: --dry-run, or foerder due --what-if."),
)
def extend(
    ctx: typer.Context,
    target: Annotated[
        str,
        typer.Argument(
            metavar=N_("PERIOD|DEADLINE"),
            help=N_("PROJECT/PERIOD, or a deadline: any part of its id that fits only one."),
            autocompletion=complete.periods_and_deadlines,
        ),
    ],
    to: Annotated[str | None, typer.Option(metavar=N_("DATE"), help=N_("The new last day."))] = None,
    by: Annotated[
        str | None,
        typer.Option(metavar=N_("SPAN"), help=N_('By how much: "6 months", 6m, 90d; counted on from the end.')),
    ] = None,
    date: Annotated[
        str | None, typer.Option(metavar=N_("DATE"), help=N_("Date of the amending letter (of a period)."))
    ] = None,
    granted: Annotated[
        str | None, typer.Option(metavar=N_("DATE"), help=N_("Day on which it was granted (of a deadline)."))
    ] = None,
    reference: Annotated[str | None, typer.Option(metavar=N_("TEXT"), help=N_("File number of the letter."))] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Write the new end and an amendment, or a ``[[project.extension]]``."""
    if (to is None) == (by is None):
        usage_error(_("Say until when, with --to DATE or --by SPAN."))
    run = session(ctx)

    def plan(state: State) -> Plan:
        from foerder.cli import pick

        # The day a period ends has no length of its own: whoever extends it extends the period.
        found = pick.period(state, target.removesuffix("/period-end"))
        if found is not None:
            if granted is not None:
                usage_error(_("--granted goes with a deadline; a period takes --date, the date of the letter."))
            return _period(run, state, *found, to, by, date, reference)
        if date is not None:
            usage_error(_("--date goes with a period; a deadline takes --granted."))
        wanted = find_deadline(run, state, target, pick.can_be_done)
        return _deadline(run, state, wanted, to, by, granted, reference)

    return change(run, "extend", plan, dry_run, yes)


def _period(
    run: Session,
    state: State,
    project: Project,
    period: Period,
    to: str | None,
    by: str | None,
    letter: str | None,
    reference: str | None,
) -> Plan:
    from foerder.cli import values
    from foerder.editor.change import Append, Op, Refused, Set, Unset
    from foerder.register.tables import PERIOD
    from foerder.register.working_days import AuthorityCalendars
    from foerder.text.i18n import fmt_date

    name, path = f"{project.id}/{period.id}", period.place.path
    if period.end is None:
        raise Refused(
            _("{id} has no end that could be extended.").format(id=name),
            _("Give it one: foerder set {id} end DATE").format(id=name),
        )
    # A length of time, whose first day counts (§ 187 Abs. 2 BGB).
    working = AuthorityCalendars(state.register).working_days(project, period)
    end = _new_day(run, period.end + timedelta(days=1), to, by, from_day, working)
    if end <= period.end:
        raise Refused(
            _("{new} is not later than the end so far, {old}.").format(new=fmt_date(end), old=fmt_date(period.end)),
            _("To correct the end: foerder set {id} end DATE").format(id=name),
        )
    given = {"date": letter, "reference": reference}
    amendment = {**values.record(PERIOD.tables["amendment"].keys, given, run.today), "old_end": period.end}
    ops: list[Op] = [Unset(path, "duration")] if period.duration else []
    ops += [Set(path, "end", end), Append(path, "amendment", amendment)]
    return Plan(period.place.file, ops, name)


def _deadline(
    run: Session,
    state: State,
    found: Deadline,
    to: str | None,
    by: str | None,
    granted: str | None,
    reference: str | None,
) -> Plan:
    from foerder.cli import pick, values
    from foerder.editor.change import Append, Refused
    from foerder.register.tables import EXTENSION
    from foerder.register.working_days import AuthorityCalendars
    from foerder.text.i18n import fmt_date

    project = found.project
    if project is None or not pick.can_be_done(found):
        raise Refused(_("{id} cannot be extended: it is not a duty of ours.").format(id=found.id))
    if found.nominal is None and by is not None:
        raise Refused(_("{id} has no date yet: say until when with --to.").format(id=found.id))
    # Of two tenable readings the earlier day: the last day so far is not counted (§ 187 Abs. 1, § 190 BGB).
    working = AuthorityCalendars(state.register).working_days(project, found.period) if found.period else None
    day = _new_day(run, found.nominal or run.today, to, by, after_event, working)
    if found.nominal is not None and day <= found.nominal:
        raise Refused(
            _("{new} is not later than the day so far, {old}.").format(new=fmt_date(day), old=fmt_date(found.nominal))
        )
    given = {"granted": granted, "reference": reference}
    record = {"deadline": found.id.removeprefix(f"{project.id}/"), "to": day}
    record |= values.record(EXTENSION.keys, given, run.today)
    remarks = [_("{id} is done already.").format(id=found.id)] if found.state == "done" else []
    return Plan(project.place.file, [Append(project.place.path, "extension", record)], found.id, remarks)


def _new_day(
    run: Session,
    start: date,
    to: str | None,
    by: str | None,
    count: Callable[[date, Span, WorkingDay], date],
    working: WorkingDay | None,
) -> date:
    """The new last day; a span is counted from the end of the old period (§ 190 BGB), by the authority's calendar."""
    from foerder.cli.values import value
    from foerder.editor.change import Refused
    from foerder.register import fields
    from foerder.register.values import FieldError

    if to is not None:
        found = value("--to", fields.day, [to], run.today)
        assert isinstance(found, date)
        return found
    try:
        return count_on(count, start, by or "", working)
    except FieldError as fault:
        raise Refused(f"--by: {fault}", fault.remedy) from None
    except OverflowError as fault:
        raise Refused(f"--by: {fault}") from None
