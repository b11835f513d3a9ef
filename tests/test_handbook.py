"""The handbook is current: its output is real, its parts are joined, every key, verb and finding is in it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import handbook_blocks
import pytest
from program import ROOT, foerder

from foerder import chapters
from foerder.cli.main import VERBS
from foerder.cli.manual import page
from foerder.register.tables import ROOT as FORMAT
from foerder.views import handbook

BOOKS = {"de": ROOT / "docs" / "handbuch.md", "en": ROOT / "docs" / "handbook.md"}


@pytest.mark.parametrize(("lang", "path"), handbook_blocks.chapters(), ids=lambda value: Path(value).name)
def test_output_is_real(lang: str, path: Path) -> None:
    """To write it anew: python tests/handbook_blocks.py --write, then python docs/build.py."""
    text = path.read_text(encoding="utf-8")
    assert text == handbook_blocks.made(lang, text)


@pytest.mark.parametrize("lang", BOOKS)
def test_the_handbook_is_joined_from_its_chapters(lang: str) -> None:
    """To write it anew: python docs/build.py."""
    assert BOOKS[lang].read_text(encoding="utf-8") == chapters.joined(lang)


def test_the_man_page_is_written_from_the_program() -> None:
    """To write it anew: python docs/build.py."""
    text = (ROOT / "docs" / "foerder.1").read_text(encoding="utf-8")
    assert text == page()
    for verb in VERBS:
        assert f".SS {verb.replace('-', chr(92) + '-')}\n" in text


@pytest.mark.skipif(shutil.which("groff") is None, reason="no groff here")
def test_the_man_page_can_be_set() -> None:
    command = ["groff", "-man", "-Tutf8", "-K", "utf8", "-ww", str(ROOT / "docs" / "foerder.1")]
    run = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize("lang", BOOKS)
def test_no_chapter_is_left_out(lang: str) -> None:
    assert {path.stem for path in chapters.folder(lang).glob("*.md")} == {one.name for one in chapters.chapters(lang)}


@pytest.mark.parametrize("lang", BOOKS)
def test_links_inside_lead_somewhere(lang: str) -> None:
    text = BOOKS[lang].read_text(encoding="utf-8")
    outside = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    headings = {chapters.anchor(line.lstrip("# ").replace("`", "")) for line in outside.splitlines() if line[:1] == "#"}
    assert [link for link in re.findall(r"\]\(#([^)]+)\)", outside) if link not in headings] == []


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_its_section(verb: str) -> None:
    text = (chapters.folder("de") / "verben.md").read_text(encoding="utf-8")
    assert re.search(rf"^#+ `{verb}`|^#+ .*`{verb}`", text, re.MULTILINE)


def keys(table: object) -> set[str]:
    """Every key of the format, tables included."""
    found = set(getattr(table, "keys"))  # noqa: B009 (a field, not the method of a mapping)
    for name, inner in getattr(table, "tables").items():  # noqa: B009
        found |= {name, *(keys(inner) if name not in ("earlier_of", "later_of") else ())}
    return found


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_key_of_the_register_is_explained(lang: str) -> None:
    text = (chapters.folder(lang) / "register.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_]+", text))
    assert sorted(keys(FORMAT) - words) == []


def test_help_shows_the_chapters() -> None:
    listed = foerder("help", lang="de")
    assert listed.code == 0
    for one in chapters.chapters("de"):
        assert one.title in listed.out
        shown = foerder("help", one.name, lang="de").out
        assert shown.splitlines() == [line for line in one.text.splitlines() if not line.startswith("![")]
    assert foerder("help", "ten-minutes", lang="de").out == foerder("help", "zehn-minuten", lang="de").out


def test_help_of_a_command_and_of_nothing() -> None:
    assert "--within" in foerder("help", "due").out
    wrong = foerder("help", "verbn", lang="de")
    assert wrong.code == 2
    assert "verben" in wrong.err


def test_a_chapter_on_a_terminal_is_never_cut(capsys: pytest.CaptureFixture[str]) -> None:
    for one in (*chapters.chapters("de"), *chapters.chapters("en")):
        handbook.as_table(handbook.without_pictures(one.text), 80, color=False)
        shown = capsys.readouterr().out
        assert max(map(len, shown.splitlines())) <= 80
        assert shown.count("…") <= one.text.count("…")
