"""`export` as workbook, CSV and JSON: from a request to one file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from foerder.cli.exports.request import RFC4180, ExportRequest
from foerder.cli.exports.write import encoded, nothing, put
from foerder.cli.session import say_undated
from foerder.cli.terminal.output import say
from foerder.deadlines.calculator import Calculator
from foerder.deadlines.selection import in_order
from foerder.deadlines.undated import Undated
from foerder.files import Content
from foerder.model import Deadline, Project, Register
from foerder.spreadsheets.columns import Lists
from foerder.text.i18n import _, ngettext, using
from foerder.text.plain import named


class Job:
    """One export: what is asked for, computed once."""

    def __init__(self, request: ExportRequest) -> None:
        self.request = request
        self.question = request.question
        self.register, self.today = request.register, request.run.today
        self.calculator = Calculator(self.register, self.today, self.question.until)
        self.language = request.run.file_language(self.register)
        # Without a window every deadline goes out, those without a date too.
        deadlines = self.calculator.all()
        chosen = in_order(each for each in deadlines if self.question.asks(each, self.today))
        by_project: dict[str, list[Deadline]] = {}
        for deadline in deadlines:
            if deadline.project:
                by_project.setdefault(deadline.project.id, []).append(deadline)
        self.lists = Lists(
            self.register, self.today, self._projects(by_project), chosen, by_project
        )

    def _projects(self, deadlines: Mapping[str, Sequence[Deadline]]) -> list[Project]:
        """The projects asked for; with --type those that have such a deadline."""
        wanted, today = self.question.chosen, self.today
        found = []
        for project in self.register.projects:
            mine = deadlines.get(project.id, [])
            if wanted.type and not any(wanted.deadline(each, today) for each in mine):
                continue
            if wanted.fits(project, self.register, mine, today):
                found.append(project)
        return found


class Tally:
    """What went out, of one register after the other."""

    def __init__(self, request: ExportRequest) -> None:
        self.request = request
        self.registers: list[Register] = []
        self.projects = self.deadlines = 0
        self.endless: dict[str, None] = {}
        self.undated = Undated()

    def jobs(self, registers: Iterable[Register]) -> Iterator[Job]:
        """The exports of these registers, counted."""
        for register in registers:
            job = Job(replace(self.request, register=register))
            self.registers.append(register)
            self.projects += len(job.lists.projects)
            self.deadlines += len(job.lists.deadlines)
            self.endless |= dict.fromkeys(job.calculator.endless)
            self.undated = self.undated.plus(job.calculator.missing(job.question.chosen))
            yield job

    def finish(self, data: Content) -> int:
        """Write the file and say how much went out. Raises `WriteError`."""
        run, target = self.request.run, self.request.target
        put(run, target, data)
        text = _("{file}: {deadlines} and {projects} written.").format(
            file=named(target),
            deadlines=ngettext("{n} deadline", "{n} deadlines", self.deadlines).format(
                n=self.deadlines
            ),
            projects=ngettext("{n} project", "{n} projects", self.projects).format(
                n=self.projects
            ),
        )
        say(text)
        if self.endless:
            ids = ", ".join(self.endless)
            say(_("Recurring without an end, computed for five years: {ids}.").format(ids=ids))
        say_undated(self.undated)
        return max([run.finish(register) for register in self.registers])

    def nothing(self) -> int:
        """Say that nothing is written."""
        return nothing(self.request.run, self.request.register, self.request.target)


def xlsx(request: ExportRequest) -> int:
    """`foerder export FILE.xlsx`."""
    from foerder.spreadsheets.xlsx import workbook

    tally = Tally(request)
    (job,) = tally.jobs([request.register])
    if not job.lists.projects and not job.lists.deadlines:
        return tally.nothing()
    with using(job.language):
        data = workbook(job.lists, _("Register of grants"))
    return tally.finish(data)


def csv(request: ExportRequest) -> int:
    """`foerder export FILE.csv`."""
    from foerder.spreadsheets.csv import for_excel, for_machines

    tally = Tally(request)
    language = request.run.file_language(request.register)
    if request.dialect == RFC4180:
        jobs = tally.jobs(request.run.registers())
        lines = for_machines((job.lists, job.calculator.ours) for job in jobs)
    else:
        (job,) = tally.jobs([request.register])
        lines = for_excel(job.lists)
    pieces = encoded(lines, language)
    first = next(pieces)
    if not tally.deadlines:
        return tally.nothing()
    return tally.finish(chain([first], pieces))


def json(request: ExportRequest) -> int:
    """`foerder export FILE.json`."""
    from foerder.views.register_json import Part, document

    tally = Tally(request)
    parts = []
    for job in tally.jobs(request.run.registers()):
        lists = job.lists
        parts.append(Part(job.register, lists.projects, lists.deadlines, job.calculator.ours))
    language = request.run.file_language(request.register)
    return tally.finish(encoded(document(parts, request.run.today), language))
