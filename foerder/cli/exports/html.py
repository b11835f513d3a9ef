"""`foerder export FILE.html`: the page."""

from __future__ import annotations

from foerder.calendars.event_text import calendar_name
from foerder.checks import check
from foerder.cli.exports.programme_files import ProgrammeFiles
from foerder.cli.exports.request import ExportRequest
from foerder.cli.exports.write import STDOUT, nothing, put
from foerder.cli.session import Session, say_undated
from foerder.cli.terminal.output import say
from foerder.deadlines.calculator import Calculator
from foerder.deadlines.timeline import chains, gaps_of, lane_of, span_of_projects
from foerder.model import Deadline, Problem, Programme, Project
from foerder.money.account import Account, account_of, has_money
from foerder.money.clauses import base_rates
from foerder.text.i18n import ngettext, using
from foerder.text.plain import named
from foerder.views.html.content import Contents, Lane, Page, Part, detail_of
from foerder.views.html.front import front
from foerder.views.html.page import document
from foerder.views.html.parts import bare_part, lane_part, project_part
from foerder.views.html.split import files, is_too_large
from foerder.views.html.timeline import Axis
from foerder.views.show import relations

MOST_CHECKED = 1000
"""Up to so many projects are checked for risks, which takes longer than all the rest."""


def export(request: ExportRequest) -> int:
    """Write the page; nothing where no project and no deadline is asked for.
    Raises `WriteError`.
    """
    run, register, target = request.run, request.register, request.target
    with using(run.file_language(register)):
        contents = PageMaker(request).contents()
        projects, listed = len(contents.projects), len(contents.due)
        if not (projects or listed):
            return nothing(run, register, target)
        beside = _write(run, target, contents)
    text = ngettext(
        "{n} project written to {file}; overdue or due: {deadlines}.",
        "{n} projects written to {file}; overdue or due: {deadlines}.",
        projects,
    )
    say(text.format(n=projects, deadlines=listed, file=named(target)))
    if beside:
        more = ngettext(
            "Beside it {n} file of a programme: {first}.",
            "Beside it {n} files, one per programme: {first} …",
            len(beside),
        )
        say(more.format(n=len(beside), first=beside[0]))
    say_undated(contents.undated)
    return run.finish(register)


def _write(run: Session, target: str, contents: Contents) -> list[str]:
    """Write the page, and where it is too large one file per programme; returns
    the names of these.

    All of them are made before the first is written, the page itself is written last, and only
    then what a former run left is removed: whatever fails, nothing that a page leads to is
    withdrawn. Raises `WriteError`.
    """
    if target == STDOUT:
        put(run, target, document(contents))
        return []
    place = ProgrammeFiles(target)
    if not is_too_large(contents):
        put(run, target, document(contents))
        place.clear(())
        return []
    found = files(contents, place.stem)
    place.refuse_foreign(file.name for file in found)
    page = front(contents, found)
    for file in found:
        put(run, place.path(file.name), place.sealed(document(file.contents, place.front)))
    put(run, target, page)
    names = [file.name for file in found]
    place.clear(names)
    return names


class PageMaker:
    """Makes the parts of the page, project by project, for the filters and the
    window of a request.
    """

    def __init__(self, request: ExportRequest) -> None:
        register, today = request.register, request.run.today
        self.register = register
        self.today = today
        self.question = request.question._replace(windowed=not request.all)
        chosen = self.question.chosen
        shown = []
        for project in register.projects:
            if chosen.project(project, register.programme_of(project), today):
                shown.append(project)
        detail = detail_of(len(shown))
        self.calculator = Calculator(
            register, today, self.question.until, tracing=bool(detail.explained)
        )
        self.page = Page(
            register=register,
            today=today,
            until=None if request.all else self.question.until,
            calculator=self.calculator,
            relations=relations(register),
            faulty=register.faulty,
            axis=Axis(*span_of_projects(shown, today), today),
            detail=detail,
        )
        self.rates = base_rates(register)

    def contents(self) -> Contents:
        """Everything that the page says."""
        result = Contents(self.page, calendar_name(self.register))
        lanes = _Lanes(self.page)
        for owner, deadlines in self.calculator.by_owner():
            part = self._part(owner, deadlines)
            if part.project or part.due or part.next:
                result.parts.append(part)
            if isinstance(owner, Project):
                lanes.add(owner, deadlines, wanted=part.project is not None)
        result.lanes = lanes.rows()
        result.problems = self._problems(result)
        result.undated = self.calculator.missing(self.question.chosen)
        return result

    def _part(self, owner: Project | Programme, deadlines: list[Deadline]) -> Part:
        """What the page says of a project or of a programme's own deadlines."""
        chosen, today = self.question.chosen, self.today
        fitting = [one for one in deadlines if one.due and chosen.deadline(one, today)]
        listed = [one for one in fitting if self.question.asks(one, today)]
        if isinstance(owner, Project) and chosen.fits(owner, self.register, deadlines, today):
            accounts = self._accounts(owner, deadlines)
            return project_part(self.page, owner, deadlines, fitting, listed, accounts)
        return bare_part(self.page, owner, fitting, listed)

    def _accounts(self, project: Project, deadlines: list[Deadline]) -> dict[str, Account]:
        """The money of every period that has any."""
        accounts = {}
        for period in project.periods:
            if has_money(period):
                accounts[period.id] = account_of(
                    self.register, project, period, deadlines, self.today, self.rates
                )
        return accounts

    def _problems(self, result: Contents) -> list[Problem]:
        """What is wrong or risky of the projects on the page, and of all where
        nothing is left out.
        """
        wanted = frozenset(result.projects)
        result.checked = len(wanted) <= MOST_CHECKED
        found = list(self.register.problems)
        if result.checked:
            found = check(self.register, self.today)
        if not self.question.chosen.active:
            return found
        return [one for one in found if one.project in wanted]


class _Lanes:
    """Draws each row of the timeline as soon as the deadlines of all its
    projects have arrived.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.known = {project.id: project for project in page.register.projects}
        self.chains: dict[str, tuple[Project, ...]] = {}
        for chain in chains(page.register.projects):
            for project in chain:
                self.chains[project.id] = chain
        self.marks: dict[str, list[Deadline]] = {}
        """The deadlines of the projects of rows that are not complete yet."""
        self.drawn: dict[str, Lane] = {}
        self.wanted: set[str] = set()

    def add(self, project: Project, deadlines: list[Deadline], wanted: bool) -> None:
        """Take in one project; ``wanted``: it is on the page."""
        chain = self.chains[project.id]
        self.marks[project.id] = deadlines
        if wanted:
            self.wanted.add(project.id)
        if all(one.id in self.marks for one in chain):
            marks = [one for each in chain for one in self.marks.pop(each.id)]
            if any(one.id in self.wanted for one in chain):
                gaps = gaps_of(self.page.register, self.known, chain, self.page.today)
                row = lane_of(chain, marks, gaps)
                home = [one.id for one in chain if one.id in self.wanted][-1]
                self.drawn[chain[0].id] = lane_part(self.page, row, home)

    def rows(self) -> list[Lane]:
        """All rows, in the order of the file."""
        order = dict.fromkeys(chain[0].id for chain in self.chains.values())
        return [self.drawn[head] for head in order if head in self.drawn]
