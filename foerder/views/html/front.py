"""The front page of a register that has a file per programme: pictures,
programmes, what is due.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from foerder.text.glossary import key_label, value_label
from foerder.text.i18n import _, fmt_date, fmt_money, fmt_number, heading, ngettext
from foerder.text.markup import Html, joined, tag
from foerder.views.html.content import Contents
from foerder.views.html.due import due_section
from foerder.views.html.figures import attributes, total_of
from foerder.views.html.page import assembled, due_rows, pictures, problems
from foerder.views.html.split import File, due_elsewhere, places
from foerder.views.html.tables import heads, table

MOST = 5000
"""So many rows of what is due are on the front page; the others in the
files of the programmes.
"""


def front(contents: Contents, files: Sequence[File]) -> bytes:
    """The front page; ``contents`` is everything, ``files`` are what it links to."""
    where = places(files)
    sections = {
        "pictures": (_("At a glance"), joined(pictures(contents), _figures(contents))),
        "programmes": (_("Programmes"), _table(contents, files)),
        "due": (_("Overdue and due"), _due(contents, where)),
        "problems": (_("Problems found"), problems(contents, linked=())),
    }
    return assembled(contents, sections)


def _due(contents: Contents, where: Mapping[str, str]) -> Html:
    """The most urgent rows; what is left out is said."""
    parts = []
    for part in contents.parts:
        file = where[part.project.id] if part.project else ""
        parts.append(due_elsewhere(part, file))
    rows = due_rows(replace(contents, parts=parts))
    left = len(rows) - MOST
    remark = None
    if left > 0:
        text = ngettext(
            "{n} later deadline is in the file of its programme.",
            "{n} later deadlines are in the files of the programmes.",
            left,
        )
        remark = tag("p", text.format(n=fmt_number(left)))
    return joined(due_section(contents, rows[:MOST]), remark)


def _figures(contents: Contents) -> Html:
    """The figures of all projects, added up by what can be chosen, for the
    page's script.
    """
    groups: dict[str, Contents] = {}
    for part in contents.parts:
        groups.setdefault(part.marks, Contents(contents.page, "")).parts.append(part)
    items = []
    for marks, group in groups.items():
        states = group.states
        numbers = f"{states['overdue']} {states['due']} {len(group.projects)}"
        data = attributes(total_of(group.figures), contents.page.choices)
        items.append(tag("li", data_k=marks, data_n=numbers, **data))
    return tag("ul", *items, id="figures", hidden=True)


def _table(contents: Contents, files: Sequence[File]) -> Html:
    """A row per file."""
    labels = [
        heading(key_label("programme")),
        _("Projects"),
        heading(value_label("overdue")),
        heading(value_label("due")),
        _("Next deadline"),
        heading(value_label("approved")),
        _("Received"),
    ]
    rows = [_row(contents, file, labels) for file in files]
    caption = _("A file for each programme, with all its projects")
    return table(caption, heads(labels), rows, "parts sortable n2 n3 n4 n6 n7")


def _row(contents: Contents, file: File, labels: Sequence[str]) -> Html:
    inside = file.contents
    states = inside.states
    days = [row.order[1] for row in inside.due if row.state == "due"]
    days += [part.next.due for part in inside.parts if part.next and part.next.due]
    approved, received, _spent = total_of(inside.figures).sums
    name = inside.title.removeprefix(f"{contents.title}: ")
    cells = (
        fmt_number(len(inside.projects)),
        fmt_number(states["overdue"]),
        fmt_number(states["due"]),
        fmt_date(min(days, default=None)),
        fmt_money(approved),
        fmt_money(received),
    )
    row = [tag("th", tag("a", name, href=file.name))]
    for label, cell in zip(labels[1:], cells, strict=True):
        row.append(tag("td", cell, data_l=label))
    return tag("tr", *row, data_k=" ".join(inside.marks))
