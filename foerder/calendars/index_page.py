"""What is put on a web server: the names of the calendars, whom they are for, and a page with their addresses."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from foerder.calendars import event_text
from foerder.calendars.entries import Entry
from foerder.model import Deadline
from foerder.text.i18n import _, fmt_date, language, ngettext
from foerder.text.plain import clean

WHOLE = "fristen"
INDEX = "index.html"
STYLE = (
    "body{font-family:sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;line-height:1.5}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .8rem .4rem 0;vertical-align:top}"
    "th,td{border-bottom:1px solid #767676}code{overflow-wrap:anywhere}"
)


class Calendar(NamedTuple):
    """One calendar of a web folder."""

    name: str
    """Its file."""
    label: str
    """Whose it is, as the public may know."""
    owner: str
    """Whose it is, for who publishes; empty for the whole calendar."""
    entries: Sequence[Entry]


def secret_name(name: str, secret: str) -> str:
    """A file name that nobody can guess: 128 bits that stay the same as long as the secret does."""
    return hmac.new(secret.encode(), name.encode(), hashlib.sha256).hexdigest()[:32]


def nameless(owner: str, register_id: str) -> str:
    """A file name for an owner who is not to be named."""
    return event_text.digest(register_id, owner.casefold())[:8]


def label(owner: str, deadlines: Iterable[Deadline], people: bool) -> str:
    """Whom a calendar is for: the owner, or only the units whose projects are in it."""
    if people:
        return owner
    units = {d.project.unit for d in deadlines if d.project and d.project.unit}
    return event_text.without_mail(", ".join(sorted(units)), False) or _("Further deadlines")


def numbered(labels: Sequence[str]) -> list[str]:
    """Labels with a number behind those that occur more than once."""
    seen: dict[str, int] = {}
    result = []
    for text in labels:
        seen[text] = seen.get(text, 0) + 1
        result.append(f"{text} ({seen[text]})" if labels.count(text) > 1 else text)
    return result


def address(name: str, base: str) -> str:
    """The address of a file under the folder's address; its name alone where that is not known."""
    return f"{base.rstrip('/')}/{quote(name)}" if base else name


def index(calendars: Sequence[Calendar], title: str, base: str, today: date) -> bytes:
    """The page with the addresses to subscribe to. Plain HTML, no script, nothing from elsewhere."""
    rows = "".join(_row(calendar, base) for calendar in calendars)
    head = "".join(
        f"<th scope=col>{escape(text)}</th>" for text in (_("Calendar"), _("Entries"), _("Next"), _("Address"))
    )
    steps = "".join(f"<li>{escape(text)}</li>" for text in _steps())
    return f"""<!DOCTYPE html>
<html lang="{language()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{_text(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<h1>{_text(title)}</h1>
<p>{escape(_("As of {day}.").format(day=fmt_date(today)))} {escape(_copy())}</p>
<table>
<thead><tr>{head}</tr></thead>
<tbody>
{rows}</tbody>
</table>
<h2>{escape(_("How to subscribe"))}</h2>
<ul>{steps}</ul>
<p>{escape(_("Do not download and import the file: that is a copy that never changes again."))}</p>
</body>
</html>
""".encode("utf-8", "replace")


def _row(calendar: Calendar, base: str) -> str:
    where = address(calendar.name, base)
    first = min((entry.day for entry in calendar.entries), default=None)
    cells = [
        _text(calendar.label),
        str(len(calendar.entries)),
        fmt_date(first, weekday=True) if first else "",
        f'<a href="{escape(where)}"><code>{_text(where)}</code></a>',
    ]
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"


def _text(text: str) -> str:
    return escape(clean(text))


def _copy() -> str:
    return _("Copy the address of a calendar (right click on it, copy link) and enter it in your calendar program.")


def _steps() -> list[str]:
    return [
        _("New Outlook and Outlook on the web: Calendar, Add calendar, Subscribe from web."),
        _("Classic Outlook: Calendar, Add calendar, From Internet."),
        _("Thunderbird: Calendar, New calendar, On the network."),
        _("Nextcloud: Calendar, New calendar, New subscription from link."),
    ]


def lines(calendars: Sequence[Calendar], base: str) -> Iterable[tuple[str, str]]:
    """Whose calendar and its address, for who publishes."""
    return ((calendar.owner or calendar.label, address(calendar.name, base)) for calendar in calendars)


def remarks(folder: str, calendars: Sequence[Calendar], removed: Sequence[str], base: str, secret: bool) -> list[str]:
    """What is said after publishing."""
    where = clean(folder)
    texts = [
        ngettext("{n} calendar published in {folder}.", "{n} calendars published in {folder}.", len(calendars)).format(
            n=len(calendars), folder=where
        )
    ]
    if removed:
        texts[0] += " " + _("Removed, because nothing is in them any more or their names changed: {files}.").format(
            files=", ".join(map(clean, removed[:3])) + (" …" if len(removed) > 3 else "")
        )
    if secret:
        texts.append(
            _("There is no page with the addresses: hand them out one by one. The web server must not list the folder.")
        )
    else:
        texts.append(_("The addresses to subscribe to stand in {file}.").format(file=address(INDEX, base)))
    if not base:
        texts.append(_("With --url https://… the addresses are written out in full."))
    return texts
