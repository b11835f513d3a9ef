"""The yearly list as a page that prints well."""

from __future__ import annotations

from foerder.calendars.event_text import calendar_name
from foerder.text.i18n import _
from foerder.text.markup import joined, tag
from foerder.views.costs_sections import refused_remarks
from foerder.views.html.figures import Figures, figures_of, total_of
from foerder.views.html.page import footer, whole
from foerder.views.html.pictures import programme_picture, year_picture
from foerder.views.html.tables import section_table
from foerder.views.report import Answer, as_of, sections, title


def document(answer: Answer) -> bytes:
    """The page in the language in use."""
    name = title(answer)
    programmes: dict[str, list[Figures]] = {}
    for row in answer.rows:
        figures = figures_of(answer.register, answer.today, (), [row.account])
        programmes.setdefault(row.programme.title if row.programme else "", []).append(figures)
    sums = {
        key: (key or _("no programme"), total_of(found)) for key, found in programmes.items()
    }
    total = total_of(figures for _name, figures in sums.values())
    pictures = [year_picture(total.years, {}), programme_picture(sums)]
    parts = [one for one in pictures if one]
    for number, section in enumerate(sections(answer)):
        identity = f"h-{number}"
        head = tag("h2", section.title, id=identity)
        parts.append(
            tag("section", head, section_table(section, titled=False), aria_labelledby=identity)
        )
    if not parts:
        parts = [tag("p", _("No approved grant ran in {year}.").format(year=answer.year))]
    head = tag(
        "header",
        tag("h1", name),
        tag("p", calendar_name(answer.register)),
        tag("p", " ".join([as_of(answer), *refused_remarks(answer.refused)])),
    )
    main = tag("main", *parts, id="main", tabindex=-1)
    return whole(
        name, joined(head, main, footer(answer.register, answer.today)), landscape=True
    )
