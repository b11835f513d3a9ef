"""The whole register as one page: no network, no script needed; for the intranet and the head of department."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from foerder import __version__
from foerder.calendars.event_text import calendar_name
from foerder.deadlines.explain import title_of
from foerder.deadlines.undated import undated_remarks
from foerder.model import Problem, Register
from foerder.text.glossary import value_label
from foerder.text.i18n import _, fmt_date, language, ngettext
from foerder.text.markup import Content, Html, joined, tag
from foerder.views.check import law_text, where
from foerder.views.due import project_name
from foerder.views.html.content import Page
from foerder.views.html.pictures import money_pictures, month_picture
from foerder.views.html.projects import article, duty_table
from foerder.views.html.style import LANDSCAPE, SCRIPT, STYLE, policy
from foerder.views.html.tables import heads, table
from foerder.views.html.timeline import Axis, lanes_table

FOLDED = 50
"""So many rows are shown at once; what is more, on click."""


def document(page: Page) -> bytes:
    """The page in the language in use."""
    title = calendar_name(page.register)
    sections = {
        "timeline": (_("Timeline"), _timeline(page)),
        "due": (_("Overdue and due"), _due(page)),
        "projects": (_("Projects"), _projects(page)),
        "problems": (_("Problems found"), _problems(page.problems)),
    }
    pictures = _pictures(page)
    if pictures:
        sections = {"pictures": (_("At a glance"), joined(*pictures)), **sections}
    links, parts = [], []
    for key, (name, content) in sections.items():
        identity = f"h-{key}"
        links.append(tag("li", tag("a", name, href=f"#{key}")))
        parts.append(
            tag(
                "section",
                tag("h2", name, id=identity),
                content,
                id=key,
                aria_labelledby=identity,
            )
        )
    as_of = _("As of {day}.").format(day=fmt_date(page.today, weekday=True))
    head = tag("header", tag("h1", title), tag("p", as_of), _sums(page))
    nav = tag("nav", tag("ul", *links), aria_label=_("Sections"))
    main = tag("main", *parts, id="main", tabindex=-1)
    return whole(title, joined(head, nav, main, footer(page.register, page.today)))


def whole(title: str, body: Html, landscape: bool = False) -> bytes:
    """A complete page around its parts; ``landscape`` where its tables are wide on paper."""
    style = STYLE + LANDSCAPE if landscape else STYLE
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy(style)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="robots", content="noindex"),
        tag("meta", name="generator", content=f"foerder {__version__}"),
        tag("title", title),
        # Without it browsers ask the web server for one.
        tag("link", rel="icon", href="data:,"),
        Html(f"<style>{style}</style>"),
    )
    skip = tag("a", _("Skip to the content"), href="#main", class_="skip")
    script = Html(f"<script>{SCRIPT}</script>")
    page = joined(head, tag("body", skip, body, script))
    return f"<!DOCTYPE html>\n{tag('html', page, lang=language())}\n".encode("utf-8", "replace")


def _sums(page: Page) -> Html:
    states = Counter(deadline.state for deadline in page.listed)
    gaps = sum(not gap.accepted for lane in page.lanes for gap in lane.gaps)
    projects, problems = len(page.projects), len(page.problems)
    due = value_label("due")
    if page.until:
        due = _("due until {day}").format(day=fmt_date(page.until))
    items = [
        _sum(states["overdue"], value_label("overdue"), "overdue"),
        _sum(states["due"], due, "due"),
        _sum(projects, ngettext("project on this page", "projects on this page", projects)),
        _sum(gaps, ngettext("gap between periods", "gaps between periods", gaps), "overdue"),
        _sum(problems, ngettext("problem found", "problems found", problems)),
    ]
    return tag("ul", *items, class_="sums")


def _sum(number: int, label: str, kind: str | None = None) -> Html:
    return tag("li", tag("strong", number), label, class_=kind if number else None)


def _due(page: Page) -> Html:
    parts: list[Content] = [_filter()]
    if page.listed:
        parts.append(
            duty_table(page, page.listed[:FOLDED], _("Overdue first, then by date"), whose=True)
        )
        rest = page.listed[FOLDED:]
        if rest:
            label = ngettext("{n} more deadline", "{n} more deadlines", len(rest)).format(
                n=len(rest)
            )
            more = duty_table(page, rest, label, whose=True)
            parts.append(tag("details", tag("summary", label), tag("div", more)))
    elif page.until:
        parts.append(
            tag("p", _("Nothing is due until {day}.").format(day=fmt_date(page.until)))
        )
    else:
        parts.append(tag("p", _("There is no deadline with a date.")))
    following = page.next
    if following and following.due:
        day, title = fmt_date(following.due, weekday=True), title_of(following)
        text = _("Next deadline: {day} – {title}, {project}")
        parts.append(
            tag("p", text.format(day=day, title=title, project=project_name(following)))
        )
    parts += [tag("p", text) for text in undated_remarks(page.undated)]
    return joined(*parts)


def _filter() -> Html:
    """The search field, which only the script brings to light."""
    field = tag("input", id="filter", type="search", autocomplete="off")
    count = tag("output", for_="filter", data_unit=_("projects shown"), aria_live="polite")
    label = tag("label", _("Show only what contains"), for_="filter")
    return tag("div", label, field, " ", count, class_="filter", hidden=True, role="search")


def _pictures(page: Page) -> list[Html]:
    found = money_pictures(page.accounts.values(), page.register)
    months = month_picture(
        (one for mine in page.deadlines.values() for one in mine), page.today
    )
    return [months, *found] if months else found


def _timeline(page: Page) -> Html:
    if not page.lanes:
        return tag("p", _("There is nothing to draw."))
    return lanes_table(page.lanes, Axis(page.first, page.last, page.today))


def _projects(page: Page) -> Html:
    if not page.projects:
        return tag("p", _("There is no project."))
    return joined(*(article(page, project) for project in page.projects))


def _problems(problems: Sequence[Problem]) -> Html:
    if not problems:
        return tag("p", _("No problem was found."))
    rows = []
    for one in problems:
        cells = [
            tag("td", value_label(one.severity), class_="state"),
            tag("th", one.message, law_text(one), scope="row"),
            tag("td", one.remedy),
            tag("td", where(one), tag("div", one.code, class_="id"), class_="wide"),
        ]
        rows.append(tag("tr", *cells, class_=one.severity))
    caption = _("Errors, warnings and notes of foerder check")
    labels = _("Severity"), _("What was found"), _("How to fix it"), _("Where")
    return table(caption, heads(labels), rows, _("Problems found"), kind="sortable")


def footer(register: Register, today: date) -> Html:
    """What the page was made from."""
    text = _(
        "Made by foerder {version} on {day} from {files}. A copy: the register itself may have changed since."
    )
    files = ", ".join(register.paths)
    return tag(
        "footer", tag("p", text.format(version=__version__, day=fmt_date(today), files=files))
    )
