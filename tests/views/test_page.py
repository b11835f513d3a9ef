"""`export FILE.html`: one page that stands alone, well formed, harmless, accessible; and its yearly list."""

from __future__ import annotations

import hashlib
import json
import re
import runpy
from base64 import b64encode
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from helpers import assert_linear, duty, grant, written
from program import EXAMPLE, REAL, ROOT, Result, foerder

VOID = {"br", "col", "hr", "input", "link", "meta"}


class Page(HTMLParser):
    """A page read strictly: what is opened is closed in order, no id twice."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.faults: list[str] = []
        self.texts: list[str] = []
        self.feed(source)
        self.close()
        self.faults += [f"{name} is never closed" for name in self.open]
        ids = self.values("id")
        self.faults += [f"id {one} is there twice" for one in {one for one in ids if ids.count(one) > 1}]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if len(dict(attrs)) < len(attrs):
            self.faults.append(f"an attribute of {tag} is there twice")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"line {self.getpos()[0]}: {tag} closes what is not open")

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style", "script"):
            self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def values(self, name: str) -> list[str]:
        return [value for _tag, attrs in self.elements if (value := attrs.get(name)) is not None]

    def all(self, wanted: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.elements if tag == wanted]


def export(register: Path, *args: str, **env: str) -> str:
    result = foerder("-f", register, "export", "-", "--format", "html", *args, **env)
    assert result.code == 0, result.err
    return result.out


@cache
def example(lang: str = "en") -> Page:
    result = foerder("-f", EXAMPLE, "export", "-", "--format", "html", lang=lang)
    return Page(result.out)


PAGES = [(REAL, "export"), (EXAMPLE, "export"), (EXAMPLE, "report")]


def make(register: Path, verb: str, lang: str = "en") -> Result:
    return foerder("-f", register, verb, "-", "--format", "html", lang=lang)


@pytest.mark.parametrize(("register", "verb"), PAGES, ids=lambda value: getattr(value, "name", value))
@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_page_is_well_formed(register: Path, verb: str, lang: str) -> None:
    result = make(register, verb, lang)
    page = Page(result.out)
    assert result.code == 0
    assert result.out.startswith("<!DOCTYPE html>\n")
    assert page.faults == []
    assert page.all("html") == [{"lang": lang}]


@pytest.mark.parametrize(("register", "verb"), PAGES, ids=lambda value: getattr(value, "name", value))
def test_a_page_fetches_nothing(register: Path, verb: str) -> None:
    source = make(register, verb).out
    page = Page(source)
    loads = {"script": "src", "img": "src", "iframe": "src", "link": "href", "use": "href", "object": "data"}
    assert [
        a for tag, a in page.elements if tag in loads and not (a.get(loads[tag]) or "#").startswith(("data:", "#"))
    ] == []
    assert "@import" not in source
    assert re.findall(r"url\((?!#)", source) == []
    assert [
        attrs for _tag, attrs in page.elements if any(key.startswith("on") or key == "style" for key in attrs)
    ] == []


@pytest.mark.parametrize(("register", "verb"), PAGES, ids=lambda value: getattr(value, "name", value))
def test_the_policy_lets_in_only_the_pages_own_style_and_script(register: Path, verb: str) -> None:
    source = make(register, verb).out
    policy = next(a["content"] or "" for a in Page(source).all("meta") if "http-equiv" in a)
    assert policy.startswith("default-src 'none'")
    for name in ("style", "script"):
        (inside,) = re.findall(rf"<{name}>(.*?)</{name}>", source, re.DOTALL)
        digest = b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy


def test_landmarks_headings_and_links() -> None:
    page = example()
    tags = [tag for tag, _attrs in page.elements]
    for landmark in ("header", "nav", "main", "footer"):
        assert tags.count(landmark) == 1
    headings = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))
    ids = set(page.values("id"))
    inner = {value[1:] for value in page.values("href") if value.startswith("#")}
    assert inner <= ids
    assert set(" ".join(page.values("aria-labelledby")).split()) <= ids


def test_heads_have_a_scope_and_drawings_a_name() -> None:
    """The first cell of a row is its head by HTML's own rule; only those of columns need to say so."""
    for source in (make(EXAMPLE, "export").out, make(EXAMPLE, "report").out):
        for head in re.findall(r"<thead>.*?</thead>", source):
            assert head.count("<th ") == head.count('scope="col"') > 0
        for opening, inside in re.findall(r"<svg([^>]*)>(<title>)?", source):
            assert "aria-hidden" in opening or ('role="img"' in opening and (inside or "aria-label" in opening))


def test_what_is_said_by_colour_is_said_in_words() -> None:
    text = example().text
    assert "377 days overdue" in text
    assert "gap of 329 days: 15.08.2026–09.07.2027 (accepted)" in text or "2026-08-15–2027-07-09 (accepted)" in text


def test_every_project_is_there_with_periods_money_duties_and_reasons() -> None:
    page = example()
    text = page.text
    assert len(page.all("article")) == 12
    assert "All facts of period 2025" in text
    assert "€138,000.00" in text
    assert "Where the rules come from" in text
    assert "Why?" in text
    assert "Problems found" in text


def test_the_register_decides_the_language_unless_asked() -> None:
    result = foerder("-f", EXAMPLE, "export", "-", "--format", "html", lang="de")
    assert Page(result.out).all("html") == [{"lang": "de"}]
    assert Page(export(EXAMPLE)).all("html") == [{"lang": "en"}]


def test_it_is_written_into_a_file(tmp_path: Path) -> None:
    target = tmp_path / "seite.html"
    result = foerder("-f", EXAMPLE, "export", target)
    assert (result.code, result.out) == (0, "")
    assert "12 projects written to" in result.err
    assert Page(target.read_text(encoding="utf-8")).faults == []


def test_filters_and_window(tmp_path: Path) -> None:
    page = Page(export(EXAMPLE, "--unit", "Fachdienst Soziales"))
    names = {one.removeprefix("p-") for one in page.values("id") if one.startswith("p-")}
    assert "quartier" in names
    assert "spielplatz" not in names
    nothing = foerder("-f", EXAMPLE, "export", tmp_path / "x.html", "--tag", "nobody")
    assert (nothing.code, (tmp_path / "x.html").exists()) == (0, False)
    assert "is not written" in nothing.err
    overdue = Page(export(EXAMPLE, "--overdue"))
    assert {a.get("class") for a in overdue.all("tr")} & {"overdue", "due"} == {"overdue"}


def test_a_faulty_register_says_so_and_shows_the_rest(tmp_path: Path) -> None:
    path = written(tmp_path, grant("start = 2026-01-01\nend = 2025-01-01") + '[[project]]\nid = "q"\ntitle = "Q"\n')
    result = foerder("-f", path, "export", "-", "--format", "html")
    assert result.code == 3
    page = Page(result.out)
    assert page.faults == []
    assert "Something of this project could not be read." in page.text
    assert len(page.all("article")) == 2


HOSTILE = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "]]><!-- </style></script>",
    "&lt;b&gt; &amp; {{7*7}} ${x}",
    "x" * 10_000,
    "\x00\x1b[31m\x07\x9b\u202e\u2028\ufeff",
    "a\u0301\U0001f469\u200d\U0001f4bb",
)


def quoted(text: str) -> str:
    return re.sub("[\x7f-\x9f]", lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


@pytest.mark.parametrize(
    "text", HOSTILE, ids=["script", "attribute", "comment", "entities", "long", "control", "joined"]
)
@pytest.mark.parametrize("verb", ["export", "report"])
def test_hostile_text_is_only_text(tmp_path: Path, text: str, verb: str) -> None:
    project = "\n".join(f"{key} = {quoted(text)}" for key in ("owner", "unit", "notes", "recipient", "url", "source"))
    period = f"start = 2026-01-01\nend = 2026-12-31\namount = 5.00\nreference = {quoted(text)}\n"
    costs = f'[[project.period.cost]]\ntype = "staff"\ntitle = {quoted(text)}\napproved = 5.00\nspent = 1.00\n'
    funder = f"[[project.period.financing]]\nfunder = {quoted(text)}\nshare = 1.00\n"
    words = "\n".join(f"{key} = {quoted(text)}" for key in ("title", "note", "basis"))
    what = duty("due = 2026-11-30", kind="final-report") + words
    register = grant(period + costs + funder, what, project).replace('title = "P"', f"title = {quoted(text)}")
    result = foerder("-f", written(tmp_path, register), verb, "-", "--format", "html")
    page = Page(result.out)
    assert page.faults == []
    assert result.out.count("<script") == 1
    assert page.all("img") == []
    assert [value for value in page.values("href") if not value.startswith(("#", "data:,"))] == []
    # Line breaks of the page itself apart, nothing that steers a terminal or turns the writing.
    assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\ufeff]", result.out) is None
    if text.isprintable():
        assert text in page.text


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://example.org/a?b=1&c=2", True),
        ("mailto:a@example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_safe_addresses_become_links(tmp_path: Path, address: str, linked: bool) -> None:
    register = grant("start = 2026-01-01\nend = 2026-12-31", project=f"url = {quoted(address)}")
    page = Page(foerder("-f", written(tmp_path, register), "export", "-", "--format", "html").out)
    assert (address in page.values("href")) == linked
    assert address in page.text


def test_more_projects_take_longer_in_proportion(tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    generate = runpy.run_path(str(ROOT / "tests" / "bench" / "generate.py"))["register"]

    def page(projects: int) -> None:
        path.write_text("".join(generate(projects)), encoding="utf-8")
        result = foerder("-f", path, "export", tmp_path / "page.html")
        assert result.code == 0, result.err

    assert_linear(page, 50)


def many(tmp_path: Path, projects: int) -> Path:
    """A register of so many projects under eight programmes."""
    path = tmp_path / "projects.toml"
    generate = runpy.run_path(str(ROOT / "tests" / "bench" / "generate.py"))["register"]
    path.write_text("".join(generate(projects)), encoding="utf-8")
    return path


@pytest.mark.parametrize(("projects", "most"), [(150, 1_000_000), (1000, 5_000_000)])
def test_a_page_of_many_projects_stays_small(projects: int, most: int, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    assert foerder("-f", many(tmp_path, projects), "export", target, lang="de").code == 0
    assert target.stat().st_size < most
    page = Page(target.read_text(encoding="utf-8"))
    assert page.faults == []
    assert len(page.all("article")) == projects


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a page of sixty kilobytes were too large."""
    monkeypatch.setattr("foerder.views.html.split.LARGEST", 60_000)


def test_a_page_that_is_too_large_has_a_file_per_programme(small: None, tmp_path: Path) -> None:
    path, target = many(tmp_path, 120), tmp_path / "page.html"
    result = foerder("-f", path, "export", target)
    pages = {page.name: Page(page.read_text(encoding="utf-8")) for page in tmp_path.glob("*.html")}
    front = pages.pop("page.html")
    assert "one per programme" in result.err
    assert set(pages) > {"page-programm-1-1.html", "page-programm-2-1.html"}
    assert [page.faults for page in (front, *pages.values())] == [[]] * (1 + len(pages))
    assert max((tmp_path / name).stat().st_size for name in pages) < 250_000
    assert sum(len(page.all("article")) for page in pages.values()) == 120
    assert {one.partition("#")[0] for one in front.values("href")} - {"", "data:,"} == set(pages)
    for page in (front, *pages.values()):
        for link in page.values("href"):
            name, _hash, place = link.partition("#")
            if place and name in pages:
                assert place in pages[name].values("id")


def test_the_front_page_counts_everything(small: None, tmp_path: Path) -> None:
    path, target = many(tmp_path, 120), tmp_path / "page.html"
    due = json.loads(foerder("-f", path, "due", "--format", "json").out)["deadlines"]
    foerder("-f", path, "export", target)
    front = Page(target.read_text(encoding="utf-8"))
    states = [attrs.get("class") for attrs in front.all("tr")]
    assert states.count("overdue") + states.count("due") == len(due)
    assert "120registered projects" in front.text


def test_only_our_own_files_are_replaced_or_removed(small: None, tmp_path: Path) -> None:
    path, target = many(tmp_path, 120), tmp_path / "page.html"
    foerder("-f", path, "export", target)
    changed, ours = tmp_path / "page-programm-2-1.html", tmp_path / "page-programm-1-1.html"
    before = target.read_bytes()
    changed.write_text("mine", encoding="utf-8")
    (tmp_path / "page-draft.html").write_text("mine", encoding="utf-8")
    refused = foerder("-f", path, "export", target)
    assert (refused.code, changed.read_text(encoding="utf-8")) == (4, "mine")
    assert "page-programm-2-1.html" in refused.err
    assert target.read_bytes() == before
    path = many(tmp_path, 2)
    foerder("-f", path, "export", target)
    assert not ours.exists()
    assert {page.name for page in tmp_path.glob("page-*.html")} == {"page-programm-2-1.html", "page-draft.html"}


def test_nothing_is_withdrawn_where_a_file_cannot_be_written(small: None, tmp_path: Path) -> None:
    path, target = many(tmp_path, 120), tmp_path / "page.html"
    foerder("-f", path, "export", target)
    before = {page.name for page in tmp_path.glob("*.html")}
    blocked = sorted(before)[4]
    (tmp_path / blocked).unlink()
    (tmp_path / blocked).mkdir()
    assert foerder("-f", path, "export", target).code == 4
    assert {page.name for page in tmp_path.glob("*.html")} == before
