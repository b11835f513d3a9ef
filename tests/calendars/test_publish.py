"""`foerder publish`: what is in the web folder, what must not, and what happens to what stood there before."""

from __future__ import annotations

import hashlib
import os
import re
from base64 import b64encode
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from calendars import events, titles, write
from program import Result, foerder

from foerder import clock


@pytest.fixture(autouse=True)
def _fixed_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 22, 6, 15, tzinfo=UTC))


@pytest.fixture
def register(tmp_path: Path) -> Path:
    (tmp_path / "web").mkdir()
    return write(tmp_path)


def publish(register: Path, *words: str, code: int = 0) -> Result:
    result = foerder("-f", register, "publish", register.parent / "web", *words)
    assert result.code == code, result.err
    return result


def folder(register: Path) -> dict[str, bytes]:
    """Everything in the web folder."""
    return {path.name: path.read_bytes() for path in sorted((register.parent / "web").iterdir())}


class Page(HTMLParser):
    """The links of a page, and that every element is closed."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(data.decode("utf-8"))
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "img", "iframe")
        if tag not in ("meta", "link"):
            self.open.append(tag)
        links = [value or "" for name, value in attrs if name in ("href", "src")]
        self.links += [link for link in links if link != "data:,"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_whole_calendar_one_per_owner_and_a_page(register: Path) -> None:
    result = publish(register, "--url", "https://example.org/fristen/")
    content = folder(register)
    calendars = [name for name in content if name.endswith(".ics")]
    assert len(calendars) == 4
    assert len(titles(content["fristen.ics"])) == 6
    assert sum(len(titles(content[name])) for name in calendars) == 12
    for name in calendars:
        events(content[name])
    page = Page(content["index.html"])
    assert sorted(page.links) == sorted(f"https://example.org/fristen/{name}" for name in calendars)
    assert [line.split("\t")[0] for line in result.out.splitlines()] == [
        "All deadlines",
        "nord@musterstadt.example",
        "Sozialplanung",
        "without owner",
    ]
    assert result.out.splitlines()[0].split("\t")[1] == "https://example.org/fristen/fristen.ics"
    assert "4 calendars published" in result.err
    assert "--all" not in result.err


def test_the_page_lets_in_only_its_own_style(register: Path) -> None:
    """The same policy as the page of `export`."""
    publish(register)
    page = folder(register)["index.html"].decode()
    [style] = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    [policy] = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    assert policy.replace("&#x27;", "'") == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_the_same_files_on_every_run(register: Path) -> None:
    publish(register)
    first = folder(register)
    publish(register)
    assert folder(register) == first


def test_the_calendar_and_the_export_agree_on_what_changed_when(register: Path) -> None:
    publish(register)
    foerder("-f", register, "export", register.parent / "out.ics")
    exported = events((register.parent / "out.ics").read_bytes())
    published = events(folder(register)["fristen.ics"])
    for uid, event in published.items():
        assert (event["SEQUENCE"], event["DTSTAMP"]) == (exported[uid]["SEQUENCE"], exported[uid]["DTSTAMP"])


@pytest.mark.parametrize("words", [[], ["--secret"], ["--url", "https://example.org/x"]], ids=" ".join)
def test_people_are_not_published(register: Path, words: list[str]) -> None:
    text = register.read_text(encoding="utf-8")
    text = text.replace('title = "Gespräch"', 'title = "Gespräch mit jemand@musterstadt.example"')
    text = text.replace('unit = "Fachdienst Soziales"', 'unit = "Soziales, amt@musterstadt.example"')
    text = text.replace("https://example.org/quartier", "mailto:leitung@musterstadt.example")
    register.write_text(text, encoding="utf-8")
    publish(register, *words)
    for name, data in folder(register).items():
        joined = f"{name}\n{data.decode()}".replace("\r\n ", "")
        assert not re.search(r"@musterstadt\.(?!foerder)", joined)
        assert "Frau X" not in joined
        assert "nord" not in name
        assert "Sozialplanung" not in joined


def test_people_are_published_when_asked_for(register: Path) -> None:
    publish(register, "--with-people")
    content = folder(register)
    assert "fristen-nord-musterstadt-example.ics" in content
    assert "nord@musterstadt.example" in content["index.html"].decode()
    whole = content["fristen.ics"].decode().replace("\r\n ", "")
    assert "Mit Frau X besprochen" in whole
    assert "Owner: nord@musterstadt.example" in whole


def test_secret_names_cannot_be_guessed_and_stay(register: Path) -> None:
    first = publish(register, "--secret", "--url", "https://example.org/x")
    names = set(folder(register))
    assert len(names) == 4
    assert all(re.fullmatch(r"[0-9a-f]{32}\.ics", name) for name in names)
    addresses = [line.split("\t")[1] for line in first.out.splitlines()]
    assert {address.removeprefix("https://example.org/x/") for address in addresses} == names
    assert publish(register, "--secret", "--url", "https://example.org/x").out == first.out
    (register.parent / ".foerder" / "projects" / "calendar.json").unlink()
    publish(register, "--secret")
    assert names.isdisjoint({line.split("\t")[1] for line in publish(register, "--secret").out.splitlines()})


def test_what_was_open_goes_when_it_becomes_secret(register: Path) -> None:
    (register.parent / "web" / "logo.svg").write_text("<svg/>")
    publish(register)
    result = publish(register, "--secret")
    content = folder(register)
    assert "index.html" not in content
    assert "fristen.ics" not in content
    assert "logo.svg" in content
    assert "Removed" in result.err


def test_no_secret_name_without_a_memory_for_it(register: Path) -> None:
    (register.parent / ".foerder").write_text("a file in its place")
    result = publish(register, "--secret", code=4)
    assert "cannot be written" in result.err
    assert folder(register) == {}


def test_the_calendar_of_an_owner_stays_until_it_is_forgotten(register: Path) -> None:
    publish(register, "--with-people")
    assert "fristen-sozialplanung.ics" in folder(register)
    text = register.read_text(encoding="utf-8").replace('owner = "Sozialplanung"', "")
    register.write_text(text, encoding="utf-8")
    publish(register, "--with-people")
    assert titles(folder(register)["fristen-sozialplanung.ics"]) == ["no open deadline"]
    kept = publish(register, "--with-people", "--forget", "nord@musterstadt.example")
    assert "nord@musterstadt.example has open deadlines: the calendar stays." in kept.err
    result = publish(register, "--with-people", "--forget", "sozialplanung")
    assert "fristen-sozialplanung.ics" not in folder(register)
    assert "fristen-sozialplanung.ics" in result.err
    publish(register, "--with-people")
    assert "fristen-sozialplanung.ics" not in folder(register)


def test_nothing_to_publish_is_said_and_code_0(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    register = write(tmp_path, 'format = 1\n[[project]]\nid = "a"\ntitle = "A"\n')
    result = publish(register)
    assert "Nothing to publish" in result.err
    assert result.out == ""
    assert folder(register) == {}


def test_only_the_last_missing_folder_is_made(register: Path) -> None:
    result = foerder("-f", register, "publish", register.parent / "nowhere" / "web")
    assert result.code == 4
    assert "does not exist" in result.err
    assert not (register.parent / "nowhere").exists()
    assert foerder("-f", register, "publish", register.parent / "new").code == 0
    assert "fristen.ics" in os.listdir(register.parent / "new")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x", "fristen", "mailto:a@b.example"])
def test_an_address_nobody_can_subscribe_to_is_refused(register: Path, url: str) -> None:
    assert "is not a web address" in publish(register, "--url", url, code=2).err


def test_the_page_shows_hostile_text_as_text(register: Path) -> None:
    text = register.read_text(encoding="utf-8")
    text = text.replace("Fachdienst Soziales", "<script>alert(1)</script> & \\u001b[31m")
    text = text.replace('recipient = "Musterstadt"', 'recipient = "<b>Muster</b>stadt"')
    register.write_text(text, encoding="utf-8")
    publish(register)
    page = folder(register)["index.html"].decode()
    Page(page.encode())
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; \\x1b[31m" in page
    assert "&lt;b&gt;Muster&lt;/b&gt;stadt" in page


def test_a_reader_never_sees_half_a_file(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(register)
    before = folder(register)
    seen: list[dict[str, bytes]] = []
    replace = os.replace

    def watched(source: str, target: str) -> None:
        seen.append({name: data for name, data in folder(register).items() if not name.startswith(".")})
        replace(source, target)

    text = register.read_text(encoding="utf-8").replace('title = "Gespräch"', 'title = "Termin"')
    register.write_text(text, encoding="utf-8")
    monkeypatch.setattr(os, "replace", watched)
    publish(register)
    after = folder(register)
    assert set(after) == set(before)
    assert len(seen) > 4
    for state in seen:
        for name, data in state.items():
            assert data in (before[name], after[name])
