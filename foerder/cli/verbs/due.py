"""`foerder due`: what is due, and how long there is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from foerder.cli import options as o
from foerder.cli.session import FINDINGS, Session, emit, say, session, usage_error
from foerder.cli.usage import verb
from foerder.i18n import N_, _
from foerder.selection import LISTED, Filter

if TYPE_CHECKING:
    from foerder.index import Key
    from foerder.views.due import Answer


@verb(N_("What is due, overdue first. Without options: everything overdue, and what is due in the next 90 days."))
def due(
    ctx: typer.Context,
    within: o.Within = None,
    by: o.By = None,
    all: Annotated[bool, typer.Option("--all", help=N_("Every deadline with a date, done and past ones too."))] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help=N_("Only what is overdue."))] = False,
    what_if: Annotated[
        str | None,
        typer.Option(
            metavar=N_("CHANGE"),
            help=N_('What would move, without touching the file: "extend ID 6 months" or "end ID 2026-12-31".'),
        ),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help=N_("Exit code 1 when anything is due or overdue."))] = False,
    programme: o.Programme = None,
    funds: o.Funds = None,
    level: o.Level = None,
    unit: o.Unit = None,
    owner: o.Owner = None,
    tag: o.Tag = None,
    status: o.Status = None,
    kind: o.Kind = None,
    search: o.Search = None,
    type: o.Type = None,
    format: o.Format = None,
) -> int:
    """Compute and print the deadlines of the window."""
    from foerder.views import due as view

    o.check_format(format)
    if within and by:
        usage_error(_("--within and --by say the same thing: use one of them."))
    if all and (within or by):
        usage_error(
            _("--all lists every deadline with a date and has no window: leave out --within and --by, or --all.")
        )
    chosen = o.make_filter(
        programme=programme,
        funds=funds,
        level=level,
        unit=unit,
        owner=owner,
        tag=tag,
        status=status,
        kind=kind,
        search=search,
        type=type,
    )
    run = session(ctx)
    style = run.style(format)
    # The index knows what is still to come of all projects, nothing else; --overdue names more than it keeps.
    key = None if what_if or all or overdue or chosen.active else run.index_key()
    answer = _from_index(run, key, style, within, by) if key else None
    keep = None
    if answer is None:
        answer, keep = _computed(run, chosen, within, by, what_if, all, overdue)
    emit(
        run,
        style,
        {
            "json": lambda: view.as_json(answer),
            "csv": lambda: view.as_csv(answer),
            "plain": lambda: view.as_plain(answer),
            "table": lambda: view.as_table(answer, run.width(), run.colored),
        },
    )
    if style != "json" and not answer.register.nothing_readable:
        for text in view.remarks(answer, style):
            say(text)
    pressing = check and any(state in LISTED for state in answer.states)
    code = run.finish(answer.register, FINDINGS if pressing else 0)
    if key and keep:
        sys.stdout.flush()
        keep(key)
    return code


def _from_index(run: Session, key: Key, style: str, within: str | None, by: str | None) -> Answer | None:
    """The answer of the derived index; None where it has none."""
    from foerder.index import open_index
    from foerder.law.workdays import WorkCalendar
    from foerder.views import due as view

    index = open_index(key, run.today)
    if index is None:
        return None
    known = index.register
    until = o.window(known.within, run.today, within, by)
    found = index.answer(run.today, until, full=style != "plain")
    if found is None:
        return None
    return view.Answer(
        register=known,
        today=run.today,
        until=until,
        shown=found.deadlines,
        next=found.next,
        ours=WorkCalendar((known.holidays,), (), known.office_closed),
        lines=found.rows,
    )


def _computed(
    run: Session,
    chosen: Filter,
    within: str | None,
    by: str | None,
    what_if: str | None,
    all: bool,
    overdue: bool,
) -> tuple[Answer, Callable[[Key], None]]:
    """The answer of the register itself, and how to keep it in an index."""
    from foerder.deadlines import Calculator
    from foerder.selection import in_order, next_after
    from foerder.views import due as view

    register = run.register()
    until = o.window(register, run.today, within, by)
    moved = None
    if what_if:
        from foerder.cli.what_if import imagine, sums
        from foerder.views.moves import moved as compare

        before, money = Calculator(register, run.today, until), sums(register, run.today)
        register, what = imagine(register, what_if, run.today)
        after = Calculator(register, run.today, until)
        moved = compare(what, before.all(), after.all(), money, sums(register, run.today))
    calculator = Calculator(register, run.today, until)
    with run.busy(_("Counting the deadlines …")):
        every = calculator.all()
    found = [d for d in every if d.due and chosen.deadline(d, run.today)]
    states = ("overdue",) if overdue else LISTED
    shown = in_order(d for d in found if all or d.state in states)
    if all and overdue:
        shown = [d for d in shown if d.state == "overdue"]
    inside = in_order(d for d in found if d.state in ("due", "upcoming")) if overdue else []

    def keep(key: Key) -> None:
        from foerder.index import write_index

        if register.paths != tuple(file.shown for file in run.contents()):
            return  # a file came or went while the folder was read
        with run.busy(_("Keeping the deadlines for the next time …")):
            write_index(key, register, every, view.plain_rest, run.today if calculator.rolling else None)

    answer = view.Answer(
        register=register,
        today=run.today,
        until=None if all else until,
        shown=shown,
        next=None if all else next_after(found),
        ours=calculator.ours,
        endless=tuple(calculator.endless) if all else (),
        moved=moved,
        overdue=overdue,
        inside=inside[0] if inside else None,
        filtered=chosen.active,
    )
    return answer, keep
