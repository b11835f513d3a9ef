"""`export` as workbook, CSV and JSON: from a request to one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foerder.cli.exports.request import ExportRequest
from foerder.cli.exports.write import encoded, nothing, put
from foerder.cli.session import say_undated
from foerder.cli.terminal.output import say
from foerder.deadlines.calculator import Calculator
from foerder.deadlines.selection import in_order
from foerder.files import Content
from foerder.model import Deadline, Project
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

    def finish(self, data: Content) -> int:
        """Write the file and say how much went out. Raises `WriteError`."""
        run, target = self.request.run, self.request.target
        put(run, target, data)
        projects, deadlines = len(self.lists.projects), len(self.lists.deadlines)
        text = _("{file}: {deadlines} and {projects} written.").format(
            file=named(target),
            deadlines=ngettext("{n} deadline", "{n} deadlines", deadlines).format(n=deadlines),
            projects=ngettext("{n} project", "{n} projects", projects).format(n=projects),
        )
        say(text)
        if self.calculator.endless:
            ids = ", ".join(dict.fromkeys(self.calculator.endless))
            say(_("Recurring without an end, computed for five years: {ids}.").format(ids=ids))
        say_undated(self.calculator.missing(self.question.chosen))
        return run.finish(self.register)

    def nothing(self) -> int:
        """Say that nothing is written."""
        return nothing(self.request.run, self.register, self.request.target)


def xlsx(request: ExportRequest) -> int:
    """`foerder export FILE.xlsx`."""
    from foerder.spreadsheets.xlsx import workbook

    job = Job(request)
    if not job.lists.projects and not job.lists.deadlines:
        return job.nothing()
    with using(job.language):
        data = workbook(job.lists, _("Register of grants"))
    return job.finish(data)


def csv(request: ExportRequest) -> int:
    """`foerder export FILE.csv`."""
    from foerder.spreadsheets.csv import as_csv

    job = Job(request)
    if not job.lists.deadlines:
        return job.nothing()
    lines = as_csv(job.lists, request.dialect, job.calculator.ours)
    return job.finish(encoded(lines, job.language))


def json(request: ExportRequest) -> int:
    """`foerder export FILE.json`."""
    from foerder.views.register_json import document

    job = Job(request)
    lists = job.lists
    texts = document(
        job.register, job.today, lists.projects, lists.deadlines, job.calculator.ours
    )
    return job.finish(encoded(texts, job.language))
