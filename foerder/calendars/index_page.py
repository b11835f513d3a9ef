"""The page of a web folder: the addresses of its calendars, whom they are for,
and how to subscribe.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import quote

from foerder.calendars import event_text
from foerder.calendars.edition import WHOLE as WHOLE_READER
from foerder.calendars.edition import Calendar
from foerder.text.i18n import _, fmt_date, ngettext
from foerder.text.markup import Content, Html, page, tag
from foerder.text.plain import clean

WHOLE = "fristen"
INDEX = "index.html"
STYLE = """
@media screen and (prefers-color-scheme:dark){
:root{color-scheme:dark}
body{color:#e8eaed;background:#15181c}
a{color:#8ab8f5}
}
body{font-family:sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;line-height:1.5;overflow-wrap:break-word}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.4rem .8rem .4rem 0;vertical-align:top;border-bottom:1px solid #767676}
tbody th{font-weight:400}
code{overflow-wrap:anywhere}
@media screen and (max-width:46rem){
table,tbody,tr,tbody th,td{display:block}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{border:0;padding:.1rem 0}
tr{border-bottom:1px solid #767676;padding:.4rem 0}
td:empty{display:none}
td::before{content:attr(data-l) ": "}
}
"""


def label(calendar: Calendar, people: bool) -> str:
    """Whom a calendar is for: the owner, or only the units whose projects are in it."""
    if calendar.reader == WHOLE_READER:
        return _("All deadlines")
    if people:
        return calendar.owner or _("without owner")
    return event_text.without_mail(", ".join(calendar.units), False) or _("Further deadlines")


def numbered(labels: Sequence[str]) -> list[str]:
    """Labels with a number behind those that occur more than once."""
    seen: Counter[str] = Counter()
    result = []
    for text in labels:
        seen[text] += 1
        result.append(f"{text} ({seen[text]})" if labels.count(text) > 1 else text)
    return result


def address(name: str, base: str) -> str:
    """The address of a file under the folder's address; its name alone where
    that is not known.
    """
    return f"{base.rstrip('/')}/{quote(name)}" if base else name


def index(
    calendars: Sequence[Calendar], title: str, base: str, today: date, overview: str = ""
) -> bytes:
    """The page with the addresses to subscribe to. Plain HTML, no script,
    nothing from elsewhere.
    """
    labels = (_("Calendar"), _("Entries"), _("Next"), _("Address"))
    heads = [tag("th", text, scope="col") for text in labels]
    rows = [_row(calendar, labels, base, today) for calendar in calendars]
    more = None
    if overview:
        more = tag(
            "p", tag("a", _("Overview of projects and deadlines"), href=address(overview, base))
        )
    main = tag(
        "main",
        tag("h1", title),
        tag("p", _("As of {day}.").format(day=fmt_date(today)), " ", _copy()),
        more,
        tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *rows)),
        tag("h2", _("How to subscribe")),
        tag("ul", *(tag("li", text) for text in _steps())),
        tag(
            "p",
            _("Do not download and import the file: that is a copy that never changes again."),
        ),
    )
    return page(title, main, STYLE)


def _row(calendar: Calendar, labels: Sequence[str], base: str, today: date) -> Html:
    where = address(calendar.name, base)
    ahead = [entry.day for entry in calendar.entries if entry.day >= today and not entry.gone]
    first = fmt_date(min(ahead), weekday=True) if ahead else ""
    cells: tuple[Content, ...] = (
        len(calendar.entries),
        first,
        tag("a", tag("code", where), href=where),
    )
    row = [tag("th", calendar.label)]
    for name, cell in zip(labels[1:], cells, strict=True):
        row.append(tag("td", cell, data_l=name if cell else None))
    return tag("tr", *row)


def _copy() -> str:
    return _(
        "Copy the address of a calendar (right click on it, copy link) and enter it in your calendar program."
    )


def _steps() -> list[str]:
    return [
        _("New Outlook and Outlook on the web: Calendar, Add calendar, Subscribe from web."),
        _("Classic Outlook: Calendar, Add calendar, From Internet."),
        _("Thunderbird: Calendar, New calendar, On the network."),
        _("Nextcloud: Calendar, New calendar, New subscription from link."),
    ]


def lines(calendars: Sequence[Calendar], base: str) -> Iterable[tuple[str, str]]:
    """Whose calendar and its address, for who publishes."""
    return (
        (calendar.owner or calendar.label, address(calendar.name, base))
        for calendar in calendars
    )


def remarks(
    folder: str,
    calendars: Sequence[Calendar],
    removed: Sequence[str],
    base: str,
    secret: bool,
    page: str = INDEX,
) -> list[str]:
    """What is said after publishing."""
    n, gone = len(calendars), [name for name in removed if name.endswith(".ics")]
    text = ngettext(
        "{n} calendar published in {folder}.", "{n} calendars published in {folder}.", n
    )
    texts = [text.format(n=n, folder=clean(folder))]
    if gone:
        texts[0] += " " + _(
            "Removed, because their names changed or their owners are forgotten: {files}."
        ).format(files=", ".join(map(clean, gone[:3])) + (" …" if len(gone) > 3 else ""))
    if secret:
        texts.append(
            _(
                "There is no page with the addresses: hand them out one by one. "
                "The web server must not list the folder."
            )
        )
    else:
        texts.append(
            _("The addresses to subscribe to are in {file}.").format(file=address(page, base))
        )
    if not base:
        texts.append(_("With --url https://… the addresses are written out in full."))
    return texts
