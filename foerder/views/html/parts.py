"""The part of each project: made when its deadlines arrive, so that these need not be kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from foerder.deadlines.selection import next_after
from foerder.deadlines.timeline import Row
from foerder.model import Deadline, Programme, Project
from foerder.views.html.content import Lane, Page, Part
from foerder.views.html.due import due_row
from foerder.views.html.figures import attributes, figures_of
from foerder.views.html.projects import Accounts, article
from foerder.views.html.timeline import lane_row


def project_part(
    page: Page,
    project: Project,
    deadlines: Sequence[Deadline],
    fitting: Iterable[Deadline],
    listed: Iterable[Deadline],
    accounts: Accounts,
) -> Part:
    """A project's part; ``fitting``: the deadlines that the filters leave,
    ``listed`` those in the window.
    """
    figures = figures_of(page.register, page.today, deadlines, accounts.values())
    marks = page.choices.marks(project, page.register.programme_of(project))
    data = {"data_k": marks, **attributes(figures, page.choices)}
    html = article(page, project, deadlines, accounts, data)
    return Part(
        project=project,
        programme=project.programme or "",
        marks=marks,
        article=html.encode("utf-8", "replace"),
        due=[due_row(page, one) for one in listed],
        next=next_after(fitting) if page.until else None,
        figures=figures,
    )


def bare_part(
    page: Page,
    owner: Project | Programme,
    fitting: Iterable[Deadline],
    listed: Iterable[Deadline],
) -> Part:
    """What is due of a programme itself, or of a project that is not on the page."""
    if isinstance(owner, Project):
        marks = page.choices.marks(owner, page.register.programme_of(owner))
        programme = owner.programme or ""
    else:
        programme = owner.id
        marks = page.choices.marks(None, owner)
    return Part(
        project=None,
        programme=programme,
        marks=marks,
        article=b"",
        due=[due_row(page, one, marks) for one in listed],
        next=next_after(fitting) if page.until else None,
        figures=None,
    )


def lane_part(page: Page, row: Row, home: str) -> Lane:
    """A row of the timeline; ``home``: the last of its projects that is on the page."""
    names = tuple(project.id for project in row.projects)
    gaps = sum(not gap.accepted for gap in row.gaps)
    html = lane_row(row, page.axis, detailed=page.detail.money)
    return Lane(names, home, gaps, html.encode("utf-8", "replace"))
