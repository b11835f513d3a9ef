"""What a calendar's entries say: short titles for a month view, and a
description that answers the usual questions.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from foerder.deadlines.explain import long_date, sentence, title_of, with_hour
from foerder.model import EXPIRIES, Deadline, Register
from foerder.text.glossary import key_label, value_label
from foerder.text.i18n import _, fmt_date, heading, language, ngettext, said_once
from foerder.text.markup import MAIL, safe_link

WHAT = 36
"""Characters for what is due, where the project needs the rest."""
TITLE = 60
"""Characters of a title: two lines of a day in a month view."""
JOINERS = ("\u200d", "\ufe0e", "\ufe0f")
HIDDEN = "…"


def cut(text: str, length: int) -> str:
    """The text in one line of so many characters at most, with an ellipsis
    where it is cut, no character torn apart.
    """
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    end = length - 1
    while end > 0 and (_continues(text[end]) or text[end - 1] in JOINERS):
        end -= 1
    return text[: end or length - 1].rstrip() + "…"


def _continues(char: str) -> bool:
    """Whether a character belongs to the one before it: an accent, a skin tone,
    a joined emoji.
    """
    return (
        char in JOINERS
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or unicodedata.category(char) in ("Mn", "Me", "Mc")
    )


def without_mail(text: str, people: bool) -> str:
    """The text, its mail addresses blotted out where people are not to be named."""
    return text if people or "@" not in text else MAIL.sub(HIDDEN, text)


def title(deadline: Deadline, people: bool = True) -> str:
    """``What: project``, with the hour where one is set."""
    what = " ".join(_what(deadline).split())
    subject, time = deadline.project or deadline.programme, deadline.keys.get("time")
    name = " ".join(subject.title.split()) if subject else ""
    behind = f": {name}" if name else ""
    hour = len(with_hour("", time))
    if len(what) + hour + len(behind) > TITLE:
        what = cut(what, max(WHAT, TITLE - len(behind)) - hour)
    return cut(without_mail(with_hour(what, time) + behind, people), TITLE)


def step_title(title: str, days: int) -> str:
    """The title of a warning step."""
    left = ngettext("in {n} day", "in {n} days", days).format(n=days)
    return f"{left}: {title}"


def title_in_state(deadline: Deadline, title: str) -> str:
    """The title, with what has become of the deadline before it."""
    if deadline.state in ("done", "settled"):
        return f"{heading(value_label(deadline.state))}: {title}"
    if deadline.state == "overdue" and deadline.latest:
        return _("OVERDUE since {day}: {title}").format(
            day=short_day(deadline.latest), title=title
        )
    return title


def short_day(day: date) -> str:
    """A day without its year, where the year is plain."""
    return f"{day.day:02}.{day.month:02}." if language() == "de" else fmt_date(day)


def nudge_title(titles: Sequence[str]) -> str:
    """The title of the entry that reminds of everything overdue."""
    n = len(titles)
    return cut(
        ngettext("{n} overdue: {titles}", "{n} overdue: {titles}", n).format(
            n=n, titles=", ".join(titles)
        ),
        TITLE,
    )


def cancelled_title(reason: str, title: str) -> str:
    """The title of an entry that is to be deleted by hand; what is done was not
    dropped.
    """
    text = _("DONE: {title}") if reason == "done" else _("CANCELLED: {title}")
    return text.format(title=title)


def cancelled_description(reason: str, description: str) -> str:
    """Why an entry is to be deleted, then what it said."""
    text = {
        "done": _("Done: this entry can be deleted."),
        "elsewhere": _("No longer in this calendar's selection: this entry can be deleted."),
        "dropped": _("No longer a deadline: this entry can be deleted."),
    }[reason]
    return f"{text}\n{description}" if description else text


@said_once
def _label(key: str) -> str:
    return heading(key_label(key))


def description(deadline: Deadline, register: Register, people: bool) -> str:
    """Due, latest and why, paragraph, file reference, portal, link; a line each."""
    rows = (*_dates(deadline), *_file(deadline, register, people))
    lines = [f"{label}: {value}" for label, value in rows if value]
    return without_mail("\n".join([_heading(deadline), *lines]), people)


def _heading(deadline: Deadline) -> str:
    subject = deadline.project or deadline.programme
    return f"{_what(deadline)} – {subject.title}" if subject else _what(deadline)


def _what(deadline: Deadline) -> str:
    return title_of(deadline) if deadline.title else heading(title_of(deadline))


def _dates(deadline: Deadline) -> Iterator[tuple[str, str | None]]:
    due, latest = deadline.due, deadline.latest
    if due and deadline.kind in EXPIRIES:
        yield _label("end"), long_date(due)
    elif due and latest:
        yield _("Plan by"), long_date(due)
        yield _("Last day by law"), long_date(latest)
    time = deadline.keys.get("time")
    yield _("Time of day"), str(time) if time else None
    if deadline.ready_by:
        yield _("Ready in house by"), long_date(deadline.ready_by)
    yield _("Why"), sentence(deadline)
    if deadline.done_on:
        yield _label("done"), fmt_date(deadline.done_on)


def _file(
    deadline: Deadline, register: Register, people: bool
) -> Iterator[tuple[str, str | None]]:
    keys, period, project = deadline.keys, deadline.period, deadline.project
    authority = register.authorities.get(deadline.authority or "")
    yield _label("basis"), keys.get("basis")
    yield _label("reference"), period.reference if period else None
    yield (
        _label("programme"),
        deadline.programme.title if deadline.programme and project else None,
    )
    yield _label("authority"), authority.name if authority else None
    yield _("Portal"), safe_link(authority.url, people) if authority else None
    yield _("Link"), link(deadline, people)
    if people:
        done = deadline.done
        yield _label("owner"), deadline.owner
        yield _label("note"), keys.get("note")
        if done:
            yield (
                _("Handed in"),
                ", ".join(part for part in (done.by, done.how, done.proof, done.note) if part),
            )
    yield _label("id"), deadline.id


def link(deadline: Deadline, people: bool) -> str:
    """The web address of the project, else of its programme; empty where there
    is none that can be opened safely.
    """
    for subject in (deadline.project, deadline.programme):
        if subject and subject.url:
            return safe_link(subject.url, people)
    return ""


def categories(deadline: Deadline) -> tuple[str, ...]:
    """What Outlook colours by."""
    return (_("Grant deadline"), value_label(deadline.kind))


def calendar_name(register: Register, whose: str = "") -> str:
    """What the calendar is called where it is subscribed to."""
    from foerder.calendars.memory import first_recipient

    subject = whose or first_recipient(register)
    return f"{_('Grant deadlines')} {subject}".strip()


def digest(*parts: object) -> str:
    """A short mark that changes whenever the parts do."""
    return hashlib.blake2b(
        repr(parts).encode("utf-8", "backslashreplace"), digest_size=8
    ).hexdigest()
