"""What a newcomer types and sees: verbs by other names, registers with nothing in them, `init` off a terminal."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import pytest
from program import EXAMPLE, ROOT, foerder
from terminal import on_terminal

from foerder.cli.app import VERBS
from foerder.cli.parser.synonyms import WORDS, meant

TYPED = {
    "faellig": "due",
    "fällig": "due",
    "Fällig": "due",
    "fristen": "due",
    "duw": "due",
    "liste": "list",
    "lsit": "list",
    "projekte": "list",
    "zeige": "show",
    "shwo": "show",
    "prüfe": "check",
    "pruefen": "check",
    "chek": "check",
    "kosten": "costs",
    "regeln": "rules",
    "neu": "add",
    "add-project": "add",
    "erledigt": "done",
    "doen": "done",
    "verlängern": "extend",
    "warum": "explain",
    "explian": "explain",
    "kalender": "export",
    "exprot": "export",
    "exportieren": "export",
    "löschen": "remove",
    "ändern": "set",
    "verlauf": "log",
    "rückgängig": "undo",
    "udo-done": "undo-done",
    "warnen": "notify",
    "notfy": "notify",
    "hilfe": "help",
    "handbuch": "help",
    "bericht": "report",
    "inti": "init",
    "einrichten": "init",
    "version": "--version",
}


@pytest.mark.parametrize(("typed", "verb"), TYPED.items(), ids=TYPED)
def test_a_wrong_verb_suggests_the_right_one(typed: str, verb: str) -> None:
    result = foerder(typed)
    assert result.code == 2
    assert f"Did you mean {verb}?" in result.err


def test_a_word_that_means_nothing_suggests_nothing() -> None:
    assert meant("xyzzy", VERBS) == []
    assert "Help: foerder --help" in foerder("xyzzy").err


def test_every_verb_has_other_names_and_they_are_no_verbs() -> None:
    assert set(VERBS) - set(WORDS) == set()
    for words in WORDS.values():
        assert set(words.split()) & set(VERBS) == set()


def test_help_knows_the_other_names_too() -> None:
    assert foerder("help", "fällig").out.startswith("Usage: foerder due ")


def test_help_finds_words() -> None:
    found = foerder("--lang", "de", "help", "Zweckbindung")
    assert "fristen " in found.out
    assert "foerder help " in found.err
    only = foerder("help", "aiosmtpd")
    assert (only.code, only.out) == (2, "")


EMPTY = {"no line at all": "", "settings only": 'format = 1\n[settings]\nholidays = "DE-TH"\n'}
NEXT = "There is no project in the register yet. Next: foerder add project"
ASKED = (
    "list",
    "due",
    "due --all",
    "timeline",
    "costs",
    "report",
    "show x",
    "explain x/y",
    "done x/y",
    "extend x/y --to 2027-01-01",
    "set x title Y",
    "remove x --yes",
    "export -o.ics",
    "export -o.xlsx",
    "export -o.csv",
    "export -o.html",
    "export - --format ics",
    "export - --format xlsx",
    "publish .",
)


@pytest.mark.parametrize("words", ASKED)
@pytest.mark.parametrize("text", EMPTY.values(), ids=EMPTY)
def test_an_empty_register_says_what_to_do_next(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "projects.toml"
    path.write_text(text, encoding="utf-8")
    with chdir(tmp_path):
        result = foerder("-f", path, *words.replace("-o.", "liste.").split())
    assert NEXT in result.err
    assert result.out == ""
    assert "everything else is shown" not in result.err
    assert sorted(each.name for each in tmp_path.iterdir() if each.name != ".foerder") == ["projects.toml"]


NO_PERIOD = 'Project "a" has no period yet: foerder add period a'


WITHOUT = (
    "show a",
    "costs a",
    "explain a",
    "done a",
    "undo-done a",
    "extend a --by 6m",
    "pay a --requested today --amount 5",
    "due --what-if 'end a 2026-12-31'",
)


@pytest.mark.parametrize("words", WITHOUT)
def test_a_project_without_a_period_says_what_to_do_next(tmp_path: Path, words: str) -> None:
    path = tmp_path / "projects.toml"
    path.write_text('format = 1\n[[project]]\nid = "a"\ntitle = "A"\n', encoding="utf-8")
    said = foerder("-f", path, *shlex.split(words)).err
    assert NO_PERIOD in said
    assert NEXT not in said


def test_a_name_that_fits_nothing_is_not_blamed_on_an_empty_register(tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    path.write_text(
        'format = 1\n[[project]]\nid = "a"\ntitle = "A"\n[[project.period]]\nstart = 2026-01-01\nend = 2026-12-31\n',
        encoding="utf-8",
    )
    said = foerder("-f", path, "done", "period-e").err
    assert "All ids: foerder due --all." in said
    assert "no project" not in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("list", "No project fits these filters. All projects: foerder list"),
        ("due", "No deadline fits these filters. All deadlines: foerder due --all"),
        ("timeline", "No project fits these filters. All projects: foerder list"),
        ("costs", "No project with money fits. All projects: foerder list"),
        ("report", "No grant of 2026 fits these filters."),
        ("export - --format xlsx", "Nothing to export.\nNo project fits these filters. All projects: foerder list"),
        ("export - --format html", "Nothing to export.\nNo project fits these filters. All projects: foerder list"),
        ("export - --format ics", "Nothing to export: a calendar without an entry is not valid. Left out: "),
    ],
)
def test_filters_that_nothing_fits(words: str, said: str) -> None:
    result = foerder("-f", EXAMPLE, *words.split(), "--owner", "niemand@musterstadt.example")
    assert (result.code, result.out) == (0, "")
    assert said in result.err


@pytest.mark.parametrize("words", ["notify", "notify --status", "notify --dry-run", "notify --test a@b.example"])
def test_notify_says_that_the_register_is_missing(tmp_path: Path, words: str) -> None:
    result = foerder("-f", tmp_path / "nirgends.toml", *words.split())
    assert result.code == 3
    assert "there is no such file" in result.err
    assert "foerder init" in result.err
    assert "[notify]" not in result.err
    assert list(tmp_path.iterdir()) == []


def test_notify_without_a_register_answers_json_too(tmp_path: Path) -> None:
    result = foerder("-f", tmp_path / "nirgends.toml", "notify", "--format", "json")
    assert result.code == 3
    assert (result.json["sent"], result.json["failed"]) == ([], [])
    assert [problem["code"] for problem in result.json["problems"]] == ["unreadable"]


def test_a_list_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    result = foerder("-f", EXAMPLE, "import", tmp_path / "liste.xlsx")
    assert result.code == 2
    assert "cannot be read: there is no such file" in result.err


def test_init_off_a_terminal_names_its_options(tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    result = foerder("-f", path, "init")
    assert result.code == 0
    assert "Off a terminal nothing is asked. Taken: --holidays DE, --language en, --within 90." in result.err
    assert "To be given too: --track-from DATE, --coordinator MAIL." in result.err
    assert foerder("-f", path, "check") == (0, "", "")


OPTIONS = {
    "holidays": ("DE-TH", 'holidays = "DE-TH"'),
    "language": ("de", 'language = "de"'),
    "within": ("60", "within = 60"),
    "track-from": ("01.01.2026", "track_from = 2026-01-01"),
    "coordinator": ("foerderung@stadt.example", 'coordinator = "foerderung@stadt.example"'),
}


@pytest.mark.parametrize("names", [*([name] for name in OPTIONS), list(OPTIONS)], ids=" ".join)
def test_init_takes_options_off_a_terminal(tmp_path: Path, names: list[str]) -> None:
    path = tmp_path / "projects.toml"
    words = [word for name in names for word in (f"--{name}", OPTIONS[name][0])]
    result = foerder("-f", path, "init", *words)
    assert (result.code, result.out) == (0, f"{path}\n")
    assert "Off a terminal" not in result.err
    assert all(OPTIONS[name][1] in path.read_text(encoding="utf-8") for name in names)
    assert foerder("-f", path, "check") == (0, "", "")


@pytest.mark.parametrize(
    "words", ["--holidays Thueringen", "--language fr", "--within bald", "--track-from irgendwann", "--coordinator amt"]
)
def test_init_refuses_what_would_not_pass(tmp_path: Path, words: str) -> None:
    path = tmp_path / "projects.toml"
    result = foerder("-f", path, "init", *words.split())
    assert result.code == 2
    assert words.split()[0] in result.err
    assert not path.exists()


def test_init_in_a_pipe_waits_for_nobody(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "foerder", "--lang", "en", "-f", str(tmp_path / "projects.toml"), "init"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0
    assert b"--track-from DATE" in done.stderr


@pytest.mark.parametrize("width", ["40", "80", "200"])
@pytest.mark.parametrize(("lang", "day"), [("de", "22.11.2026"), ("en", "2026-11-22")])
def test_questions_are_broken_between_words(tmp_path: Path, width: str, lang: str, day: str) -> None:
    with chdir(tmp_path):
        shown = on_terminal(
            ["--today", "2026-11-22", "init"], ["[DE]: DE-TH"], COLUMNS=width, FOERDER_LANG=lang, HOME=str(tmp_path)
        )
    assert max(map(len, shown.splitlines())) <= int(width)
    assert f"[{day}]: " in shown
    assert shown.count("[") == 5
    assert "track_from = 2026-11-22" in (tmp_path / "data" / "projects.toml").read_text(encoding="utf-8")
