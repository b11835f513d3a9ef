"""`foerder export FILE.html`: the page."""

from __future__ import annotations

from itertools import chain

from foerder.checks import check
from foerder.cli.exports.request import ExportRequest, Selected, select
from foerder.cli.exports.write import nothing, put
from foerder.cli.session import say_undated
from foerder.cli.terminal.output import say
from foerder.deadlines.selection import in_order, next_after
from foerder.deadlines.timeline import lanes_of, span_of
from foerder.model import Deadline
from foerder.money.account import Account, account_of, has_money
from foerder.money.clauses import base_rates
from foerder.text.i18n import ngettext, using
from foerder.text.plain import named
from foerder.views.html.content import Page
from foerder.views.html.page import document


def export(request: ExportRequest) -> int:
    """Write the page; nothing where no project and no deadline is asked for. Raises `WriteError`."""
    run, register = request.run, request.register
    page = page_of(request)
    if not page.projects and not page.listed:
        return nothing(run, register, request.target)
    with using(run.file_language(register)):
        data = document(page)
    put(run, request.target, data)
    text = ngettext(
        "{n} project written to {file}; overdue or due: {deadlines}.",
        "{n} projects written to {file}; overdue or due: {deadlines}.",
        len(page.projects),
    )
    say(
        text.format(
            n=len(page.projects), deadlines=len(page.listed), file=named(request.target)
        )
    )
    say_undated(page.undated)
    return run.finish(register)


def page_of(request: ExportRequest) -> Page:
    """Everything that the page says, for the filters and the window of the request."""
    run, register, today = request.run, request.register, request.run.today
    question = request.question._replace(windowed=not request.all)
    found = select(register, today, question, tracing=True)
    fitting = [
        each for each in _every(found) if each.due and question.chosen.deadline(each, today)
    ]
    lanes = lanes_of(
        register, found.deadlines, (project.id for project in found.projects), today
    )
    first, last = span_of(lanes, today)
    ids = {project.id for project in found.projects}
    with using(run.file_language(register)):
        problems = check(register, today)
    until, following = None, None
    if not request.all:
        until, following = question.until, next_after(fitting)
    return Page(
        register=register,
        today=today,
        until=until,
        projects=found.projects,
        deadlines={name: found.deadlines[name] for name in found.deadlines if name in ids},
        listed=in_order(each for each in fitting if question.asks(each, today)),
        next=following,
        lanes=lanes,
        first=first,
        last=last,
        accounts=_accounts(found),
        problems=[
            each for each in problems if not question.chosen.active or each.project in ids
        ],
        calculator=found.calculator,
        undated=found.calculator.missing(question.chosen),
    )


def _every(found: Selected) -> list[Deadline]:
    """The deadlines of all projects, then those of the programmes."""
    calculator = found.calculator
    everything = list(chain.from_iterable(found.deadlines.values()))
    for programme in calculator.register.programmes.values():
        everything += calculator.of_programme(programme)
    return everything


def _accounts(found: Selected) -> dict[tuple[str, str], Account]:
    """The money of every period that has any."""
    register, today = found.calculator.register, found.calculator.today
    rates = base_rates(register)
    accounts = {}
    for project in found.projects:
        mine = found.deadlines[project.id]
        for period in project.periods:
            if has_money(period):
                account = account_of(register, project, period, mine, today, rates)
                accounts[project.id, period.id] = account
    return accounts
