"""What is overdue and due: rows of one table, each project's own made with its
part of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from foerder.deadlines.explain import state_text, title_of, titled
from foerder.deadlines.undated import undated_remarks
from foerder.model import Deadline
from foerder.text.glossary import key_label
from foerder.text.i18n import _, fmt_date, heading, ngettext
from foerder.text.markup import Content, Html, joined, tag
from foerder.views.due import project_name
from foerder.views.html.content import Contents, DueRow, Page
from foerder.views.html.tables import folded, heads, table


def due_row(page: Page, deadline: Deadline, marks: str | None = None) -> DueRow:
    """A row; with ``marks`` to be chosen by where its project, which has them,
    is not on the page.
    """
    day = fmt_date(deadline.due, weekday=True) if deadline.due else "–"
    name: Content = project_name(deadline)
    project = deadline.project
    if project and marks is None:
        name = tag("a", name, href=f"#p-{project.id}")
    row = tag(
        "tr",
        tag("td", day),
        tag("td", state_text(deadline, page.today)),
        tag("th", titled(deadline), tag("small", deadline.id)),
        tag("td", name),
        tag("td", deadline.owner or "–"),
        class_=deadline.state,
        data_k=marks,
    )
    order = deadline.state != "overdue", deadline.due or date.max, deadline.id
    return DueRow(order, deadline.state, row.encode("utf-8", "replace"))


def due_section(contents: Contents, rows: Sequence[Html]) -> Html:
    """All rows, and what comes after them."""
    until = contents.page.until
    parts: list[Content] = []
    if rows:
        parts += folded(rows, _table, _more)
    elif until:
        parts.append(tag("p", _("Nothing is due until {day}.").format(day=fmt_date(until))))
    else:
        parts.append(tag("p", _("There is no deadline with a date.")))
    following = [part.next for part in contents.parts if part.next]
    if following:
        parts.append(_next(min(following, key=lambda one: (one.due or date.max, one.id))))
    parts += [tag("p", text) for text in undated_remarks(contents.undated)]
    return joined(*parts)


def _table(rows: Sequence[Html]) -> Html:
    labels = (
        heading(key_label("due")),
        _("State"),
        _("What"),
        _("Project"),
        heading(key_label("owner")),
    )
    caption = _("Overdue first, then by date")
    return table(caption, heads(labels), rows, "dues sortable")


def _more(number: int) -> str:
    return ngettext("{n} more deadline", "{n} more deadlines", number).format(n=number)


def _next(deadline: Deadline) -> Html:
    text = _("Next deadline: {day} – {title}, {project}")
    day = fmt_date(deadline.due, weekday=True)
    name = project_name(deadline)
    return tag("p", text.format(day=day, title=title_of(deadline), project=name))
