"""The mail itself: subject, headers, text, HTML, attachment; and text from the register that wants to be more."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import pytest
from notifying import ANNA, DESK, HEADER, NOW, Office, parsed, project

from foerder.model import Problem
from foerder.notify import mail, message
from foerder.notify.addresses import plain_address
from foerder.notify.memory import NotificationItem
from foerder.notify.plan import Digest, DigestEntry, Role
from foerder.notify.snapshot import WatchedDeadline
from foerder.text import i18n

TODAY = date(2027, 3, 1)
OWNER = Role("owner", (30,))


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


def row(
    due: str,
    reason: str = "step",
    kind: str = "final-report",
    latest: str | None = None,
    title: str = "Verwendungsnachweis",
    project_title: str = "Spielplatz Nordviertel",
    old: str | None = None,
) -> DigestEntry:
    day = date.fromisoformat(due)
    watch = WatchedDeadline(
        id="spielplatz/2026/final-report",
        kind=kind,
        title=title,
        project="spielplatz",
        project_title=project_title,
        due=day,
        latest=date.fromisoformat(latest or due),
        ready_by=None,
        time=None,
        owner=ANNA,
        deputy=None,
        warn=(30,),
    )
    step = (day - TODAY).days if reason == "step" else None
    return DigestEntry(
        watch, OWNER, (NotificationItem(watch.id, day, step, reason, TODAY),), date.fromisoformat(old) if old else None
    )


def digest(
    *rows: DigestEntry, heartbeat: bool = False, faults: tuple[Problem, ...] = (), next: WatchedDeadline | None = None
) -> Digest:
    news = [NotificationItem(None, None, None, "heartbeat", TODAY)] if heartbeat else []
    news += [NotificationItem(None, None, None, "fault", TODAY)] if faults else []
    return Digest(ANNA, rows, (), (), tuple(news), next, date(2027, 2, 26), False, faults)


NAMED = "[Grant deadlines] Verwendungsnachweis Spielplatz Nordviertel"
FAULT = Problem("projects.toml", 12, None, "error", "syntax", "quote missing", "Add it.")


@pytest.mark.parametrize(
    ("content", "subject"),
    [
        (digest(row("2027-03-08")), f"{NAMED}: in 7 days, 2027-03-08"),
        (digest(row("2027-03-01")), f"{NAMED}: today, 2027-03-01"),
        (
            digest(row("2027-03-31"), row("2027-03-02"), row("2027-03-31")),
            f"{NAMED}: tomorrow, 2027-03-02 (and 2 more)",
        ),
        (
            digest(row("2027-03-08"), row("2027-02-02", "overdue"), row("2027-02-01", "overdue")),
            f"{NAMED}: 28 days overdue, 2027-02-01 (and 2 more)",
        ),
        (
            digest(row("2027-02-26", "escalated", latest="2027-03-01"), row("2027-03-08")),
            f"{NAMED}: last day by law: Mon 2027-03-01, 2027-02-26 (and 1 more)",
        ),
        (digest(row("2027-08-01", "moved", old="2027-07-01")), f"{NAMED}: moved, 2027-08-01"),
        (digest(row("2027-02-24", kind="period-end")), f"{NAMED}: 5 days ago, 2027-02-24"),
        (
            digest(row("2027-03-08"), faults=(FAULT,)),
            f"[Grant deadlines] register faulty; {NAMED[18:]}: in 7 days, 2027-03-08",
        ),
        (digest(heartbeat=True, faults=(FAULT,)), "[Grant deadlines] register faulty"),
        (digest(heartbeat=True), "[Grant deadlines] running; no deadline ahead"),
        (
            digest(heartbeat=True, next=row("2027-03-31").watch),
            "[Grant deadlines] running; next deadline Wed 2027-03-31",
        ),
    ],
)
def test_the_subject_says_the_worst(content: Digest, subject: str) -> None:
    assert mail.letter(content, None, TODAY).subject == subject


def composed(content: Digest, prefix: str = "[Frist]", calendar: str | None = None) -> EmailMessage:
    letter = mail.letter(content, prefix, TODAY)
    envelope = message.envelope("Fördermittel <foerder@example.org>", ANNA, letter.subject, "<1@example.org>", NOW)
    return parsed(message.compose(envelope, letter, calendar))


def parts(message: EmailMessage) -> tuple[str, str]:
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    return str(plain.get_content()), str(html.get_content())


def test_headers() -> None:
    message = composed(digest(row("2027-03-08")))
    assert {name: str(message[name]) for name in message if not name.startswith(("MIME", "Content-Type"))} == {
        "From": "Fördermittel <foerder@example.org>",
        "To": ANNA,
        "Subject": "[Frist] Verwendungsnachweis Spielplatz Nordviertel: in 7 days, 2027-03-08",
        "Date": "Mon, 04 Jan 2027 06:15:00 +0000",
        "Message-ID": "<1@example.org>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": "en",
    }
    assert message.get_content_type() == "multipart/alternative"


def test_umlauts_in_subject_text_html_and_attachment() -> None:
    text = "Ausflüge für Größere – 5.000 € „Straße“ ẞ"
    calendar = "BEGIN:VCALENDAR\r\nX-NAME:Förderfristen\r\nEND:VCALENDAR\r\n"
    message = composed(digest(row("2027-03-08", title=text, project_title="Çelik Łódź")), "[Förderfristen]", calendar)
    plain, html = parts(message)
    assert str(message["Subject"]).startswith(
        "[Förderfristen] Ausflüge für Größere – 5.000 € „Straße“ ẞ Çelik Łódź: in 7"
    )
    assert f"{text} – Çelik Łódź" in plain
    assert f"{text} – Çelik Łódź" in html
    (attached,) = message.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_filename() == "Grant deadlines.ics"
    assert attached.get_payload(decode=True) == calendar.encode("utf-8")
    assert message.as_bytes().isascii()


EVIL = "Titel\r\nBcc: evil@other.example\r\n\r\n<script>alert(1)</script>\x1b[31m \u202egnip"


def test_a_title_cannot_write_headers_or_markup() -> None:
    content = digest(row("2027-03-08", title=EVIL, project_title=EVIL))
    message = composed(content, f"[Frist] {EVIL}")
    plain, html = parts(message)
    assert message["Bcc"] is None
    assert len(message.get_all("Subject") or []) == 1
    assert "\\r\\nBcc: evil@other.example" in str(message["Subject"])
    assert "\nBcc:" not in plain
    assert "\x1b" not in plain + html
    assert "\u202e" not in plain + html
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("name", ["Frist\r\nBcc: x@example.org <a@example.org>", "a@example.org\r\nBcc: x@y.org"])
def test_a_sender_cannot_write_headers(name: str) -> None:
    try:
        found = parsed(message.envelope(name, ANNA, "x", "<1@example.org>", NOW).as_bytes())
    except ValueError:
        return
    assert found["Bcc"] is None


def test_a_very_long_title_stays_one_mail() -> None:
    message = composed(digest(row("2027-03-08", title="Ä" * 5000)), "[Frist] " + "ö" * 900)
    assert "Ä" * 5000 in parts(message)[0]
    assert all(len(line) <= 998 for line in message.as_bytes().split(b"\r\n"))


@pytest.mark.parametrize("title", ["Verwendungsnachweis", "Ä" * 500, "=" * 200, "a b " * 100, "." * 90])
def test_no_line_of_a_body_is_too_long(title: str) -> None:
    """RFC 2045, 6.7 (5) and 6.8: at most 76 characters; the mail is all ASCII, its lines end with CRLF."""
    letter = mail.letter(digest(row("2027-03-08", title=title)), None, TODAY)
    envelope = message.envelope("foerder@example.org", ANNA, letter.subject, "<1@example.org>", NOW)
    whole = message.compose(envelope, letter, "BEGIN:VCALENDAR\r\nX-NAME:" + title)
    _head, _blank, body = whole.decode("ascii").partition("\r\n\r\n")
    assert max(map(len, body.split("\r\n"))) <= 76
    assert "\n" not in body.replace("\r\n", "")
    assert title in parts(parsed(whole))[0]


class Tags(HTMLParser):
    """Which elements are open, and what Outlook would not show."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_html_is_made_for_outlook() -> None:
    """Tables and inline styles; nothing is loaded, no scripts, no classes, every element closed."""
    html = parts(composed(digest(row("2027-02-01", "overdue"), row("2027-03-08"), heartbeat=True)))[1]
    tags = Tags()
    tags.feed(html)
    assert tags.open == []
    assert not tags.seen & {"script", "img", "link", "style", "div"}
    assert not re.search(r"class=|https?://|flex|float|position:", html)


def test_colour_never_carries_meaning_alone() -> None:
    html = parts(composed(digest(row("2027-02-01", "overdue"))))[1]
    without = re.sub(r'(color|bgcolor)="?[^";]*', "", html)
    assert "Overdue (1)" in without
    assert "28 days overdue" in without


@pytest.mark.parametrize(
    ("told", "before", "line", "heading"),
    [
        ([row("2027-03-08")], 1, "1 overdue, reported before; once a week it stands here again", "Overdue</h2>"),
        ([row("2027-03-08")], 9, "9 overdue, reported before; once a week all of them stand here", "Overdue</h2>"),
        ([row("2027-02-26", "overdue")], 9, "and 9 more overdue, reported before; once a week", "Overdue (1)</h2>"),
        ([row("2027-02-26", "overdue")], 0, "", "Overdue (1)</h2>"),
    ],
)
def test_what_was_reported_before_is_one_line(told: list[DigestEntry], before: int, line: str, heading: str) -> None:
    reported = (replace(row("2027-01-11", "overdue", title="Alter Bericht"), items=()),) * before
    text, html = parts(composed(replace(digest(*told), overdue=reported)))[:2]
    assert "OVERDUE" in text
    assert ("reported before" in text) == bool(before)
    assert line in text
    assert line in html
    assert heading in html
    assert "Alter Bericht" not in text + html


def test_a_message_id_is_the_same_for_the_same_and_safe() -> None:
    items = digest(row("2027-03-08")).items
    first = message.message_id(ANNA, TODAY, items, "foerder@example.org")
    assert first == message.message_id(ANNA, TODAY, items, "Fristen <foerder@example.org>")
    assert first != message.message_id(DESK, TODAY, items, "foerder@example.org")
    assert re.fullmatch(r"<foerder-2027-03-01-[0-9a-f]{24}@example\.org>", first)


def test_the_language_of_the_register(tmp_path: Path) -> None:
    """Whatever the screen speaks."""
    office = Office(tmp_path)
    office.write(project("iksp", "2027-03-31"), header=HEADER.replace('"en"', '"de"'))
    office.run("2027-03-24")
    message = parsed(office.basket.mails[0][2])
    assert message["Content-Language"] == "de"
    assert "Mi 31.03.2027" in parts(message)[0]
    assert i18n.language() == "en"


def test_the_test_mail() -> None:
    found = parsed(message.trial(None, "foerder@example.org", ANNA, NOW).content)
    assert found["Subject"] == "[Grant deadlines] test"
    assert "ä ö ü ß €" in parts(found)[0]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("anna@example.org", ANNA),
        (" Anna@Example.ORG ", ANNA),
        ("post@müsterstadt.example", "post@xn--msterstadt-9db.example"),
        ("sekretariat", None),
        ("", None),
        (None, None),
        ("anna@example.org, bodo@example.org", None),
        ("Anna <anna@example.org>", None),
        ("anna@example.org\nBcc: x@y.org", None),
        ("-f@example.org", None),
        ("a b@example.org", None),
        ("änna@example.org", None),
        ("anna@", None),
        ("@example.org", None),
        ("a@b@example.org", None),
    ],
)
def test_addresses(text: str | None, address: str | None) -> None:
    assert plain_address(text) == address
