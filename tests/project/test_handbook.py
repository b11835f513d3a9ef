"""The handbook is current: its output is real, every chapter, key, verb and finding is in it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import handbook_blocks
import polib  # type: ignore[import-untyped]
import pytest
from program import ROOT, foerder

from foerder.cli.app import VERBS
from foerder.cli.parser.manual import page
from foerder.register.tables import ROOT as FORMAT
from foerder.text import handbook as chapters
from foerder.views import handbook
from foerder.views.table import Screen

pytestmark = pytest.mark.docs

BOOKS = {"de": ROOT / "docs" / "handbuch.d", "en": ROOT / "docs" / "handbook.d"}


@pytest.mark.parametrize(("lang", "path"), handbook_blocks.chapters(), ids=lambda value: Path(value).name)
def test_output_is_real(lang: str, path: Path) -> None:
    """To write it again: python tests/support/handbook_blocks.py --write."""
    text = path.read_text(encoding="utf-8")
    assert text == handbook_blocks.made(lang, text)


CATALOGUE = ROOT / "foerder" / "locale" / "de" / "LC_MESSAGES" / "foerder.po"
FENCES = {"console", "finding", "toml", "csv", "txt", "sh", "powershell", "sql", "python"}
"""The only kinds of fences: output of the program is in the first, which is played, and in the second, which
`finding_blocks` writes, and nowhere else."""
SAME_IN_POWERSHELL = re.compile(r"foerder [^|<>$~&;`\\\\]*")
"""A line that means the same in every shell."""
POSIX_ONLY = re.compile(r"export \w+=|^\w+=\S+ \w|\bbin/|~/|. && |\| (grep|head|tail|sort)\b|>>|\bcrontab\b")


def pages(lang: str) -> list[Path]:
    return sorted(path for path in chapters.folder(lang).glob("*.md") if path.name != "README.md")


def fences(text: str) -> list[tuple[str, str]]:
    """Each fence of a chapter: its first line without the quotes, and what is in it."""
    return re.findall(r"^[ ]*```([^`\n]*)\n(.*?)^[ ]*```$", text, re.DOTALL | re.MULTILINE)


PAGES = [path for lang in BOOKS for path in pages(lang)]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_output_comes_from_the_program(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for kind, inside in fences(text):
        assert kind.partition(" ")[0] in FENCES, f"{kind!r}: {inside}"
        assert kind.startswith("console") or not re.search(r"^\s*\$ ", inside, re.MULTILINE), inside
    assert re.findall(r"^ +```", text, re.MULTILINE) == [], "played are only fences that begin a line"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_powershell_stands_beside_every_shell_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for found in re.finditer(r"^```sh\n(.*?)^```\n(.*?\n)(?=\S)", text, re.DOTALL | re.MULTILINE):
        if not all(SAME_IN_POWERSHELL.fullmatch(line) for line in found[1].splitlines()):
            assert text[found.end() :].startswith("PowerShell:\n\n```powershell\n"), found[1]
            assert text[: found.start()].endswith("\nLinux, macOS:\n\n"), found[1]
    assert ("--install cron" in text) == ("--install windows" in text)
    outside = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    alone = [line for line in outside.splitlines() if not line.startswith("|")]
    assert [code for line in alone for code in re.findall(r"`([^`]+)`", line) if POSIX_ONLY.search(code)] == []
    assert [
        code
        for _kind, code in fences(text)
        if _kind.startswith("console") and re.search(r"^\$ .*[|<>]|^\$ \w+=", code, re.M)
    ] == []


@pytest.mark.parametrize("name", ["verben", "verbs"])
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_shown_with_its_output(name: str, verb: str) -> None:
    path = next(path for lang in BOOKS for path in pages(lang) if path.stem == name)
    played = [
        step
        for kind, text in fences(path.read_text("utf-8"))
        if kind.startswith("console")
        for step in handbook_blocks.steps(text)
    ]
    assert [step.line for step in played if handbook_blocks.verb(step.line) == verb and step.shown]


def test_a_chapter_that_shows_something_else_is_found() -> None:
    text = "```console\n$ foerder list --search spielplatz\n[…]\n1 Projekte. Mehr: foerder show KENNUNG\n```\n"
    new = handbook_blocks.made("de", text)
    assert new == text.replace("1 Projekte", "1 Projekt")
    assert handbook_blocks.made("de", new) == new


def test_what_was_typed_is_typed_again() -> None:
    text = "```console\n$ foerder init\nKennung: quer\n```\n```console\n$ foerder add project\n{}```\n"
    new = handbook_blocks.made("de", text.format("Kennung [id]: a\nTitel [title]: B\nSo schreiben? [J/n] n\n"))
    assert "Titel [title]: B\n" in new
    kept = "Das Eingegebene, um dort weiterzumachen: foerder add project --id a --title B"
    assert new.endswith(f"So schreiben? [J/n] n\nEs wurde nichts geändert.\n{kept}\n```\n")
    assert handbook_blocks.made("de", new) == new
    with pytest.raises(ValueError, match=r"Kennung \[id\]"):
        handbook_blocks.made("de", text.format(""))


@pytest.mark.parametrize(
    "block",
    [
        pytest.param("$ foerder due | head\n", id="a pipe"),
        pytest.param("$ ls\n", id="another program"),
        pytest.param("output\n", id="no command"),
        pytest.param("$ foerder list\nx\n[…]\nno such line\n[…]\n", id="left out around nothing"),
        pytest.param("# im Editor: nichts → etwas\n", id="not in the register"),
    ],
)
def test_what_cannot_be_played_is_refused(block: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (any)
        handbook_blocks.made("de", f"```console\n{block}```\n")


@pytest.mark.parametrize("name", ["fehler", "errors", "aendern", "changing"])
def test_a_quoted_message_is_one_of_the_programs(name: str) -> None:
    lang = "de" if name in chapters.ORDER["de"] else "en"
    said = [text for entry in polib.pofile(str(CATALOGUE)) for text in (entry.msgid, entry.msgstr)]
    rows = [line for line in (chapters.folder(lang) / f"{name}.md").read_text("utf-8").splitlines() if line[:1] == "|"]
    quoted = [text for row in rows for text in re.findall("[„“]([^“”]+)[“”]", row.split("|")[1])]
    pieces = [piece.strip() for text in quoted for piece in text.split("…") if piece.strip()]
    assert pieces
    assert [piece for piece in pieces if not any(piece in text for text in said)] == []


@pytest.mark.parametrize("lang", BOOKS)
def test_the_contents_name_every_chapter(lang: str) -> None:
    """To write them again: python docs/build.py."""
    assert (BOOKS[lang] / "README.md").read_text(encoding="utf-8") == chapters.contents(lang)


def test_the_man_page_is_written_from_the_program() -> None:
    """To write it again: python docs/build.py."""
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
    assert {path.stem for path in pages(lang)} == {one.name for one in chapters.chapters(lang)}


def outside_fences(path: Path) -> str:
    return re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def headings(path: Path) -> set[str]:
    lines = outside_fences(path).splitlines()
    return {chapters.anchor(line.lstrip("# ").replace("`", "")) for line in lines if line[:1] == "#"}


@pytest.mark.parametrize("lang", BOOKS)
def test_links_inside_lead_somewhere(lang: str) -> None:
    for path in BOOKS[lang].glob("*.md"):
        for link in re.findall(r"\]\(([^):]+)\)", outside_fences(path)):
            name, _, heading = link.partition("#")
            target = path.parent / name if name else path
            assert target.is_file(), f"{path.name}: {link}"
            assert not heading or heading in headings(target), f"{path.name}: {link}"


@pytest.mark.parametrize(("lang", "name"), [("de", "verben"), ("en", "verbs")])
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_its_section(lang: str, name: str, verb: str) -> None:
    text = (chapters.folder(lang) / f"{name}.md").read_text(encoding="utf-8")
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


def test_a_chapter_on_a_terminal_is_never_cut() -> None:
    for one in (*chapters.chapters("de"), *chapters.chapters("en")):
        screen = Screen(80, color=False)
        handbook.draw(handbook.without_pictures(one.text), screen)
        shown = screen.text
        assert max(map(len, shown.splitlines())) <= 80
        assert shown.count("…") <= one.text.count("…")
