"""The whole register as one page: no network, no script needed; for the
intranet and the head of department.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from foerder import __version__
from foerder.deadlines.selection import LISTED
from foerder.model import Register
from foerder.text import markup
from foerder.text.glossary import value_label
from foerder.text.i18n import _, fmt_date, fmt_number, ngettext
from foerder.text.markup import Html, joined, tag
from foerder.views.html.choices import PAYERS
from foerder.views.html.content import Contents
from foerder.views.html.due import due_section
from foerder.views.html.figures import Figures, total_of
from foerder.views.html.pictures import month_picture, programme_picture, year_picture
from foerder.views.html.problems import problem_section
from foerder.views.html.script import SCRIPT
from foerder.views.html.sources import programme_section, rule_set_section
from foerder.views.html.split import programme_name
from foerder.views.html.style import LANDSCAPE, STYLE
from foerder.views.html.tables import folded
from foerder.views.html.timeline import lanes_table, legend, shapes

Sections = Mapping[str, tuple[str, Html | None]]
"""Name and content of each section, by its id."""


def document(contents: Contents, back: str = "") -> bytes:
    """The page in the language in use; ``back``: the page that leads to it."""
    page = contents.page
    rules = rule_set_section(page.register, page.rule_sets)
    sections = {
        "pictures": (_("At a glance"), pictures(contents)),
        "timeline": (_("Timeline"), _timeline(contents)),
        "due": (_("Overdue and due"), due_section(contents, due_rows(contents))),
        "projects": (_("Projects"), _projects(contents)),
        "programmes": (_("Programmes"), _programmes(contents)),
        "problems": (_("Problems found"), problems(contents, contents.projects)),
        "rules": (_("Where the rules come from"), rules),
    }
    return assembled(contents, sections, back)


def assembled(contents: Contents, sections: Sections, back: str = "") -> bytes:
    """A page of these sections; those without content are left out."""
    page, title = contents.page, contents.title
    links, parts = [], []
    if back:
        links.append(tag("li", tag("a", _("All programmes"), href=back)))
    for key, (name, content) in sections.items():
        if not content:
            continue
        identity = f"h-{key}"
        links.append(tag("li", tag("a", name, href=f"#{key}")))
        head = tag("h2", name, id=identity)
        parts.append(tag("section", head, content, id=key, aria_labelledby=identity))
    as_of = _("As of {day}.").format(day=fmt_date(page.today, weekday=True))
    header = tag("header", tag("h1", title), tag("p", as_of), _sums(contents))
    nav = tag("nav", tag("ul", *links), aria_label=_("Sections"))
    main = tag("main", _filters(contents), *parts, id="main", tabindex=-1)
    return whole(title, joined(header, nav, main, footer(page.register, page.today)))


def whole(title: str, body: Html, landscape: bool = False) -> bytes:
    """A complete page around its parts; ``landscape`` where its tables are wide
    on paper.
    """
    skip = tag("a", _("Skip to the content"), href="#main", class_="skip")
    style = STYLE + LANDSCAPE if landscape else STYLE
    return markup.page(title, joined(skip, body), style, SCRIPT)


def _html(part: bytes) -> Html:
    return Html(part.decode())


def _sums(contents: Contents) -> Html:
    states = contents.states
    gaps = sum(lane.gaps for lane in contents.lanes)
    projects, found = len(contents.projects), len(contents.problems)
    due = value_label("due")
    if contents.page.until:
        due = _("due until {day}").format(day=fmt_date(contents.page.until))
    items = [
        _sum(states["overdue"], value_label("overdue"), "overdue"),
        _sum(states["due"], due, "due"),
        _sum(projects, ngettext("registered project", "registered projects", projects)),
        _sum(gaps, ngettext("gap between periods", "gaps between periods", gaps), "overdue"),
    ]
    if contents.checked or found:
        items.append(_sum(found, ngettext("problem found", "problems found", found)))
    return tag("ul", *items, class_="sums")


def _sum(number: int, label: str, kind: str | None = None) -> Html:
    return tag("li", tag("strong", fmt_number(number)), label, class_=kind if number else None)


def _filters(contents: Contents) -> Html:
    """The choices and the search field, which only the script brings to light."""
    choices = contents.page.choices.fields(_("all"), contents.marks)
    field = tag("input", type="search", autocomplete="off")
    label = tag("label", _("Show only what contains"), " ", field)
    count = tag("output", data_unit=_("projects shown"), aria_live="polite")
    return tag("form", *choices, label, count, class_="filter", hidden=True, role="search")


def due_rows(contents: Contents) -> Sequence[Html]:
    """All rows of what is due, in order."""
    return [_html(row.html) for row in contents.due]


def pictures(contents: Contents) -> Html:
    """The pictures of everything on the page."""
    total = total_of(contents.figures)
    payers = contents.page.choices.names[PAYERS]
    return joined(
        month_picture(total, contents.page.today),
        year_picture(total.years, payers),
        programme_picture(_by_programme(contents)),
    )


def _by_programme(contents: Contents) -> dict[str, tuple[str, Figures]]:
    """Name and figures of each programme, by its mark; what has none has no mark."""
    groups: dict[tuple[str, str], list[Figures]] = {}
    for part in contents.parts:
        if part.figures:
            name = programme_name(contents, part.programme)
            mark = contents.page.choices.mark("p", name) if part.programme else ""
            groups.setdefault((mark, name), []).append(part.figures)
    return {mark: (name, total_of(found)) for (mark, name), found in groups.items()}


def _timeline(contents: Contents) -> Html:
    if not contents.lanes:
        return tag("p", _("There is nothing to draw."))
    axis = contents.page.axis
    rows = [_html(lane.html) for lane in contents.lanes]

    def drawn(some: Sequence[Html]) -> Html:
        return lanes_table(some, axis)

    return joined(shapes(axis), *folded(rows, drawn, _more), legend())


def _projects(contents: Contents) -> Html:
    articles = [_html(part.article) for part in contents.parts if part.project]
    if not articles:
        return tag("p", _("There is no project."))
    detail, texts = contents.page.detail, []
    if not detail.money:
        texts.append(_("The money in detail: foerder costs ID; all facts: foerder show ID."))
    if detail.explained == LISTED:
        texts.append(_("Why a later day is due: foerder explain ID."))
    elif not detail.explained:
        texts.append(
            _("What is done or past: foerder show ID; why a day is due: foerder explain ID.")
        )
    short = tag("p", " ".join(texts), class_="soft") if texts else None
    return joined(short, *folded(articles, lambda some: joined(*some), _more))


def _programmes(contents: Contents) -> Html | None:
    """What the cards leave to their programmes."""
    if contents.page.detail.money:
        return None
    names = dict.fromkeys(part.programme for part in contents.parts)
    return programme_section(contents.page.register, names)


def _more(number: int) -> str:
    return ngettext("{n} more project", "{n} more projects", number).format(n=number)


def problems(contents: Contents, linked: Iterable[str]) -> Html:
    """What was found; ``linked``: the ids of the projects on this page."""
    remark = None
    if not contents.checked:
        text = _(
            "With so many projects only what cannot be read is here. Every risk: foerder check."
        )
        remark = tag("p", text)
        if not contents.problems:
            return remark
    paths = contents.page.register.paths
    return joined(remark, problem_section(contents.problems, linked, paths))


def footer(register: Register, today: date) -> Html:
    """What the page was made from."""
    text = _(
        "Made by foerder {version} on {day} from {files}. A copy: the register itself may have changed since."
    )
    files = ", ".join(register.paths)
    return tag(
        "footer", tag("p", text.format(version=__version__, day=fmt_date(today), files=files))
    )
