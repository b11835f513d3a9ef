"""`foerder export FILE.html`: the page."""

from __future__ import annotations

from foerder.calendars.remarks import nothing_to_export
from foerder.checks import check
from foerder.cli import options
from foerder.cli.exports.order import STDOUT, Order
from foerder.cli.exports.picked import pick
from foerder.cli.session import REFUSED
from foerder.cli.terminal.output import say, write_bytes
from foerder.deadlines.selection import LISTED, in_order, next_after
from foerder.deadlines.timeline import lanes_of, span_of
from foerder.files import WriteError, write_file
from foerder.model import Deadline
from foerder.money.account import account_of, has_money
from foerder.money.clauses import base_rates
from foerder.text.i18n import ngettext, using
from foerder.text.plain import named
from foerder.views.html.content import Page
from foerder.views.html.page import document


def export(order: Order) -> int:
    """Write the page; nothing where no project and no deadline is asked for."""
    run, register = order.run, order.register
    page = page_of(order)
    if not page.projects and not page.listed:
        for text in nothing_to_export(register, order.target):
            say(text)
        return run.finish(register)
    with using(run.file_language(register)):
        data = document(page)
    try:
        write_bytes(data) if order.target == STDOUT else write_file(order.target, data)
    except WriteError as error:
        say(str(error))
        run.finish(register)
        return REFUSED
    say(
        ngettext(
            "{n} project written to {file}; overdue or due: {deadlines}.",
            "{n} projects written to {file}; overdue or due: {deadlines}.",
            len(page.projects),
        ).format(
            n=len(page.projects),
            deadlines=len(page.listed),
            file=named(order.target),
        )
    )
    return run.finish(register)


def page_of(order: Order) -> Page:
    """Everything that the page says, for the order's filters and window."""
    run, register, wanted = order.run, order.register, order.wanted
    until = None if order.all else options.window(register, run.today, order.within, order.by)
    found = pick(register, run.today, wanted, until, tracing=True)
    everything = [d for mine in found.deadlines.values() for d in mine]
    for programme in register.programmes.values():
        everything += found.calculator.of_programme(programme)
    fitting = [d for d in everything if d.due and wanted.deadline(d, run.today)]
    listed = [d for d in fitting if _listed(d, order)]
    lanes = lanes_of(register, found.deadlines, (project.id for project in found.projects), run.today)
    first, last = span_of(lanes, run.today)
    rates = base_rates(register)
    ids = {project.id for project in found.projects}
    with using(run.file_language(register)):
        problems = check(register, run.today)
    return Page(
        register=register,
        today=run.today,
        until=until,
        projects=found.projects,
        deadlines={name: mine for name, mine in found.deadlines.items() if name in ids},
        listed=in_order(listed),
        next=None if order.all else next_after(fitting),
        lanes=lanes,
        first=first,
        last=last,
        accounts={
            (project.id, period.id): account_of(
                register, project, period, found.deadlines[project.id], run.today, rates
            )
            for project in found.projects
            for period in project.periods
            if has_money(period)
        },
        problems=[p for p in problems if not wanted.active or p.project in ids],
        calculator=found.calculator,
    )


def _listed(deadline: Deadline, order: Order) -> bool:
    if order.overdue:
        return deadline.state == "overdue"
    return order.all or deadline.state in LISTED
