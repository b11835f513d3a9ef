"""The whole register as one page: no network, no script needed; for the intranet and the head of department."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from foerder import __version__
from foerder.calendars.event_text import calendar_name
from foerder.checks.codes import paragraph
from foerder.deadlines.explain import title_of
from foerder.model import Problem, Register
from foerder.text.glossary import value_label
from foerder.text.i18n import _, fmt_date, language, ngettext
from foerder.views.check import where
from foerder.views.due import project_name
from foerder.views.html.content import Page
from foerder.views.html.markup import Content, Html, head_row, joined, tag
from foerder.views.html.projects import article, duty_table
from foerder.views.html.style import LANDSCAPE, SCRIPT, STYLE, policy
from foerder.views.html.timeline import Axis, table


def document(page: Page) -> bytes:
    """The page in the language of the moment."""
    title = calendar_name(page.register)
    sections = [
        ("due", _("Overdue and due"), _due(page)),
        ("timeline", _("Timeline"), _timeline(page)),
        ("projects", _("Projects"), _projects(page)),
        ("problems", _("Problems found"), _problems(page.problems)),
    ]
    links = tag("ul", *(tag("li", tag("a", name, href=f"#{key}")) for key, name, _content in sections))
    main = tag(
        "main",
        *(_section(key, name, content) for key, name, content in sections),
        id="main",
        tabindex=-1,
    )
    head = tag(
        "header",
        tag("h1", title),
        tag("p", _("As of {day}.").format(day=fmt_date(page.today, weekday=True))),
        _sums(page),
    )
    return whole(
        title, joined(head, tag("nav", links, aria_label=_("Sections")), main, footer(page.register, page.today))
    )


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


def _section(key: str, name: str, content: Html) -> Html:
    return tag("section", tag("h2", name, id=f"h-{key}"), content, id=key, aria_labelledby=f"h-{key}")


def _sums(page: Page) -> Html:
    late = sum(d.state == "overdue" for d in page.listed)
    due = sum(d.state == "due" for d in page.listed)
    gaps = sum(not gap.accepted for lane in page.lanes for gap in lane.gaps)
    until = fmt_date(page.until) if page.until else ""
    found = [
        (late, value_label("overdue"), "overdue" if late else None),
        (due, _("due until {day}").format(day=until) if until else value_label("due"), "due" if due else None),
        (len(page.projects), ngettext("project on this page", "projects on this page", len(page.projects)), None),
        (gaps, ngettext("gap between periods", "gaps between periods", gaps), "overdue" if gaps else None),
        (len(page.problems), ngettext("problem found", "problems found", len(page.problems)), None),
    ]
    return tag("ul", *(tag("li", tag("strong", n), label, class_=kind) for n, label, kind in found), class_="sums")


def _due(page: Page) -> Html:
    parts: list[Content] = [_filter()]
    if page.listed:
        caption = _("Overdue first, then by date")
        parts.append(duty_table(page, page.listed, caption, whose=True))
    elif page.until:
        parts.append(tag("p", _("Nothing is due until {day}.").format(day=fmt_date(page.until))))
    else:
        parts.append(tag("p", _("There is no deadline with a date.")))
    if page.next and page.next.due:
        text = _("Next deadline: {day} – {title}, {project}").format(
            day=fmt_date(page.next.due, weekday=True), title=title_of(page.next), project=project_name(page.next)
        )
        parts.append(tag("p", text))
    return joined(*parts)


def _filter() -> Html:
    """The search field, which only the script brings to light."""
    field = tag("input", id="filter", type="search", autocomplete="off")
    count = tag("output", for_="filter", data_unit=_("projects shown"), aria_live="polite")
    label = tag("label", _("Show only what contains"), for_="filter")
    return tag("div", label, field, " ", count, class_="filter", hidden=True, role="search")


def _timeline(page: Page) -> Html:
    if not page.lanes:
        return tag("p", _("There is nothing to draw."))
    return table(page.lanes, Axis(page.first, page.last, page.today))


def _projects(page: Page) -> Html:
    if not page.projects:
        return tag("p", _("There is no project."))
    return joined(*(article(page, project) for project in page.projects))


def _problems(problems: Iterable[Problem]) -> Html:
    rows = [
        tag(
            "tr",
            tag("td", value_label(p.severity), class_="state"),
            tag("th", p.message, _law(p), scope="row"),
            tag("td", p.remedy),
            tag("td", where(p), tag("div", p.code, class_="id"), class_="wide"),
            class_=p.severity,
        )
        for p in problems
    ]
    if not rows:
        return tag("p", _("No problem was found."))
    caption = tag("caption", _("Errors, warnings and notes of foerder check"))
    heads = head_row(_("Severity"), _("What was found"), _("How to mend it"), _("Where"))
    table_ = tag("table", caption, heads, tag("tbody", *rows), class_="sortable")
    return tag("div", table_, class_="scroll", role="group", tabindex=0, aria_label=_("Problems found"))


def _law(problem: Problem) -> str:
    law = paragraph(problem.code)
    return f" ({law})" if law else ""


def footer(register: Register, today: date) -> Html:
    """What the page was made from."""
    text = _("Made by foerder {version} on {day} from {files}. A copy: the register itself may have changed since.")
    files = ", ".join(register.paths)
    return tag("footer", tag("p", text.format(version=__version__, day=fmt_date(today), files=files)))
