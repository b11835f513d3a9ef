"""`export` as workbook, CSV and JSON: from an order to one file."""

from __future__ import annotations

from foerder.calendars.remarks import nothing_to_export
from foerder.cli import options
from foerder.cli.exports.order import STDOUT, Order
from foerder.cli.session import REFUSED
from foerder.cli.terminal.output import say, write_bytes
from foerder.deadlines.calculator import Calculator
from foerder.deadlines.selection import in_order
from foerder.files import WriteError, write_file
from foerder.model import Deadline, Project
from foerder.spreadsheets.columns import Lists
from foerder.text.i18n import _, ngettext, using
from foerder.text.plain import named


class Job:
    """One export: what is asked for, computed once."""

    def __init__(self, order: Order) -> None:
        run, self.order = order.run, order
        register = order.register
        until = options.window(register, run.today, order.within, order.by)
        self.calculator = Calculator(register, run.today, until)
        self.deadlines = self.calculator.all()
        chosen = in_order(d for d in self.deadlines if self._asked(d))
        by_project: dict[str, list[Deadline]] = {}
        for deadline in self.deadlines:
            if deadline.project:
                by_project.setdefault(deadline.project.id, []).append(deadline)
        projects = [p for p in register.projects if self._wanted(p, by_project.get(p.id, []))]
        self.lists = Lists(register, run.today, projects, chosen, by_project)
        self.language = run.file_language(register)

    def _asked(self, deadline: Deadline) -> bool:
        """Without a window every deadline goes out, those without a date too."""
        order = self.order
        if not order.wanted.deadline(deadline, order.run.today):
            return False
        if order.overdue:
            return deadline.state == "overdue"
        windowed = not order.all and (order.within is not None or order.by is not None)
        return not windowed or deadline.state in ("overdue", "due")

    def _wanted(self, project: Project, deadlines: list[Deadline]) -> bool:
        wanted, today = self.order.wanted, self.order.run.today
        if wanted.type and not any(wanted.deadline(d, today) for d in deadlines):
            return False
        return wanted.fits(project, self.order.register, deadlines, today)

    def finish(self, data: bytes | None) -> int:
        """Write the file and say how much went out; nothing is written where there is nothing."""
        order, run = self.order, self.order.run
        if data is None:
            for text in nothing_to_export(order.register, order.target):
                say(text)
            return run.finish(order.register)
        try:
            if order.target == STDOUT:
                write_bytes(data)
            else:
                write_file(order.target, data)
        except WriteError as error:
            say(str(error))
            run.finish(order.register)
            return REFUSED
        say(self._count())
        if self.calculator.endless:
            say(
                _("Recurring without an end, computed for five years: {ids}.").format(
                    ids=", ".join(dict.fromkeys(self.calculator.endless))
                )
            )
        return run.finish(order.register)

    def _count(self) -> str:
        projects, deadlines = len(self.lists.projects), len(self.lists.deadlines)
        return _("{file}: {deadlines} and {projects} written.").format(
            file=named(self.order.target),
            deadlines=ngettext("{n} deadline", "{n} deadlines", deadlines).format(n=deadlines),
            projects=ngettext("{n} project", "{n} projects", projects).format(n=projects),
        )


def xlsx(order: Order) -> int:
    """`foerder export FILE.xlsx`."""
    from foerder.spreadsheets.xlsx import workbook

    job = Job(order)
    if not job.lists.projects and not job.lists.deadlines:
        return job.finish(None)
    with using(job.language):
        data = workbook(job.lists, _("Register of grants"))
    return job.finish(data)


def csv(order: Order) -> int:
    """`foerder export FILE.csv`."""
    from foerder.spreadsheets.csv import as_csv

    job = Job(order)
    if not job.lists.deadlines:
        return job.finish(None)
    with using(job.language):
        data = as_csv(job.lists, order.dialect, job.calculator.ours)
    return job.finish(data)


def json(order: Order) -> int:
    """`foerder export FILE.json`."""
    from foerder.views.register_json import document

    job = Job(order)
    with using(job.language):
        text = document(order.register, order.run.today, job.lists.projects, job.lists.deadlines, job.calculator.ours)
    return job.finish(text.encode("utf-8"))
