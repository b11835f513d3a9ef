"""Both languages: which is spoken, how it writes dates and money, what the command line says in it."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import pytest
import typer

from foerder.cli.parser import commands
from foerder.cli.parser.commands import LazyGroup, Verb
from foerder.text import i18n

# The toy's help texts are msgids that the real catalogue knows, so that their translation shows.
TOY_DUE = """
from typing import Annotated
import typer
from foerder.cli.parser.commands import verb
from foerder.cli.parser.wording import WholeNumber
from foerder.text.i18n import N_

@verb(N_("A command is missing."), epilog=N_("Aborted."))
def due(
    project: Annotated[str, typer.Argument(metavar=N_("DATE"), help=N_("Options"))],
    extra: Annotated[str, typer.Argument()] = "",
    number: Annotated[int, typer.Option("-n", "--number", click_type=WholeNumber(1, 9), help=N_("Commands"))] = 3,
    format: Annotated[str, typer.Option("--format", metavar="table|json")] = "table",
    many: Annotated[list[str] | None, typer.Option("--many")] = None,
    flag: Annotated[bool, typer.Option("--flag")] = False,
) -> int:
    print("due", project, number, format, many)
    return number

@verb(N_("Aborted."))
def needs(to: Annotated[str, typer.Option("--to", metavar="table|json")]) -> None:
    pass

@verb(N_("Aborted."))
def stop(how: str) -> None:
    raise {"ctrl-c": KeyboardInterrupt(), "abort": typer.Abort(), "exit": typer.Exit(3),
           "refuse": typer.BadParameter("said\\x1bhere"), "end": EOFError()}[how]
"""
TOY_BROKEN = "raise AssertionError('imported though not named')"
VERBS = {
    "due": Verb("toy_due:due", "Aborted."),
    "needs": Verb("toy_due:needs", "Arguments"),
    "stop": Verb("toy_due:stop", "Commands"),
    "broken": Verb("toy_broken:broken", "Options"),
}
ENGLISH = ("Usage", "Options", "OPTIONS", "Arguments", "Commands", "COMMAND", "default", "required", "Show")


def root(lang: Annotated[str, typer.Option("--lang", help="Options")] = "de") -> None:
    """Take the toy's global options."""


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LazyGroup]:
    (tmp_path / "toy_due.py").write_text(TOY_DUE, encoding="utf-8")
    (tmp_path / "toy_broken.py").write_text(TOY_BROKEN, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    importlib.invalidate_caches()
    yield commands.group(root, VERBS, "Aborted.")
    for name in ("toy_due", "toy_broken"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize(
    ("argv", "environ", "expected"),
    [
        ([], {}, "de"),
        (["--lang", "en", "due"], {"FOERDER_LANG": "de"}, "en"),
        (["due", "--lang=en"], {}, "en"),
        (["--lang=de"], {"FOERDER_LANG": "en", "LC_ALL": "en_US.UTF-8"}, "de"),
        (["--lang", "de", "--lang", "en"], {}, "en"),
        (["--lang", "fr"], {"FOERDER_LANG": "en"}, "en"),
        (["--lang"], {"LANG": "en_GB"}, "en"),
        (["due", "--", "--lang", "en"], {}, "de"),
        ([], {"FOERDER_LANG": "EN"}, "en"),
        ([], {"FOERDER_LANG": "xx", "LANG": "en_US"}, "en"),
        ([], {"FOERDER_LANG": "de", "LC_ALL": "en_US"}, "de"),
        ([], {"LC_ALL": "C", "LANG": "en_US.UTF-8"}, "de"),
        ([], {"LC_ALL": "", "LC_MESSAGES": "en_US.UTF-8", "LANG": "de_DE.UTF-8"}, "en"),
        ([], {"LANG": "POSIX"}, "de"),
        ([], {"LANG": "fr_FR.UTF-8"}, "de"),
        ([], {"LANG": "de_DE.UTF-8"}, "de"),
    ],
)
def test_choose_language(
    argv: list[str], environ: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "_windows_language", lambda: None)
    assert i18n.choose_language(argv, environ) == expected


def test_the_windows_language_counts_where_nothing_else_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_windows_language", lambda: "en")
    assert i18n.choose_language([], {}) == "en"
    assert i18n.choose_language([], {"LANG": "C"}) == "de"


def test_the_language_is_that_of_the_call() -> None:
    with i18n.using("en"):
        assert i18n._("Usage") == "Usage"
        with i18n.using("de"):
            assert i18n.language() == "de"
            assert i18n._("Usage") == "Aufruf"
            assert i18n._("") == ""
        assert i18n.language() == "en"
    with pytest.raises(ValueError, match="fr"):
        i18n.use("fr")


def test_plural() -> None:
    forms = ("Unexpected argument: {arguments}", "Unexpected arguments: {arguments}")
    with i18n.using("de"):
        assert i18n.ngettext(*forms, 1).startswith("Überzähliges ")
        assert i18n.ngettext(*forms, 2).startswith("Überzählige ")
    with i18n.using("en"):
        assert i18n.ngettext(*forms, 2) == forms[1]


def test_without_a_catalogue_the_sentences_are_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    caches = (i18n._catalogue, i18n._translated, i18n._said)
    monkeypatch.setattr(i18n, "CATALOGUES", tmp_path)
    for each in caches:
        each.cache_clear()
    try:
        with i18n.using("de"):
            assert i18n._("Usage") == "Usage"
            assert i18n.ngettext("{n} day", "{n} days", 2) == "{n} days"
    finally:
        for each in caches:
            each.cache_clear()


WEDNESDAY = date(2027, 3, 31)


@pytest.mark.parametrize(
    ("german", "english", "write"),
    [
        ("31.03.2027", "2027-03-31", lambda: i18n.fmt_date(WEDNESDAY)),
        ("Mi 31.03.2027", "Wed 2027-03-31", lambda: i18n.fmt_date(WEDNESDAY, weekday=True)),
        ("Mi", "Wed", lambda: i18n.fmt_weekday(WEDNESDAY)),
        ("Mittwoch", "Wednesday", lambda: i18n.fmt_weekday(WEDNESDAY, long=True)),
        ("12.345,67 €", "€12,345.67", lambda: i18n.fmt_money(Decimal("12345.67"))),
        ("-0,50 €", "-€0.50", lambda: i18n.fmt_money(Decimal("-0.5"))),
        ("0,13 €", "€0.13", lambda: i18n.fmt_money(Decimal("0.125"))),
        ("0,00 €", "€0.00", lambda: i18n.fmt_money(Decimal("-0.001"))),
        ("", "", lambda: i18n.fmt_money(None)),
        ("60 %", "60%", lambda: i18n.fmt_percent(Decimal("0.60"))),
        ("100 %", "100%", lambda: i18n.fmt_percent(Decimal(1))),
        ("0 %", "0%", lambda: i18n.fmt_percent(Decimal(0))),
        ("33,33 %", "33.33%", lambda: i18n.fmt_percent(Decimal(1) / 3)),
        ("12,5 %", "12.5%", lambda: i18n.fmt_percent(Decimal("0.125"))),
        ("1.234", "1,234", lambda: i18n.fmt_number(1234)),
        ("1.234,5", "1,234.5", lambda: i18n.fmt_number(Decimal("1234.5"))),
    ],
)
def test_formats(german: str, english: str, write: object) -> None:
    assert callable(write)
    with i18n.using("de"):
        assert write() == german
    with i18n.using("en"):
        assert write() == english


@pytest.mark.parametrize("args", [["--help"], ["due", "--help"]])
def test_german_help_has_no_english_word(toy: LazyGroup, args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with i18n.using("de"):
        assert commands.run(toy, args) == 0
    out = capsys.readouterr().out
    assert [word for word in ENGLISH if word in out] == []
    assert "Diese Hilfe anzeigen." in out


def test_help_of_a_verb(toy: LazyGroup, capsys: pytest.CaptureFixture[str]) -> None:
    with i18n.using("de"):
        assert commands.run(toy, ["due", "--help"]) == 0
    german = capsys.readouterr().out
    assert german.startswith("Aufruf: foerder due [OPTIONEN] DATUM [EXTRA]\n\n  Es fehlt ein Befehl.\n\nArgumente:\n")
    squeezed = re.sub(" +", " ", german)
    for part in (
        "DATUM Optionen [erforderlich]",
        "-n, --number NUMBER Befehle [Vorgabe: 3; 1 bis 9]",
        "--format table|json [Vorgabe: table]",
        "--flag\n",
        "\n Abgebrochen.\n",
    ):
        assert part in squeezed
    with i18n.using("en"):
        assert commands.run(toy, ["due", "--help"]) == 0
    english = capsys.readouterr().out
    assert english.startswith("Usage: foerder due [OPTIONS] DATE [EXTRA]\n")
    assert "Commands  [default: 3; 1 to 9]" in english
    assert "Show this help and exit." in english


def test_the_overview_names_every_verb_and_imports_none(toy: LazyGroup, capsys: pytest.CaptureFixture[str]) -> None:
    with i18n.using("de"):
        assert commands.run(toy, ["--help"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Aufruf: foerder [OPTIONEN] BEFEHL [ARGUMENTE]...\n")
    assert "Befehle:\n  due     Abgebrochen.\n  needs   Argumente\n" in out
    assert "toy_due" not in sys.modules
    assert "toy_broken" not in sys.modules


def test_only_the_named_verb_is_imported(toy: LazyGroup, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.run(toy, ["due", "a", "-n", "4", "--many", "1", "--many", "2"]) == 4
    assert capsys.readouterr().out == "due a 4 table ['1', '2']\n"
    assert "toy_due" in sys.modules
    assert "toy_broken" not in sys.modules


USAGE_ERRORS = [
    (
        ["duo"],
        'There is no command "duo". Did you mean due?',
        "Den Befehl „duo“ gibt es nicht. Meinten Sie due?",
    ),
    (["xyzzy"], 'There is no command "xyzzy".', "Den Befehl „xyzzy“ gibt es nicht."),
    (["x\x1by"], 'There is no command "x\\x1by".', "Den Befehl „x\\x1by“ gibt es nicht."),
    (["--lang", "en"], "A command is missing.", "Es fehlt ein Befehl."),
    (["--xyzzy"], "There is no option --xyzzy.", "Die Option --xyzzy gibt es nicht."),
    (
        ["due", "a", "--numbr", "4"],
        "There is no option --numbr. Did you mean --number?",
        "Die Option --numbr gibt es nicht. Meinten Sie --number?",
    ),
    (["due", "a", "-x"], "There is no option -x.", "Die Option -x gibt es nicht."),
    (
        ["due", "a", "--lang", "en"],
        "--lang is a global option; put it before the command: foerder --lang … due",
        "Die Option --lang steht vor dem Befehl: foerder --lang … due",
    ),
    (["due"], "The argument DATE is missing.", "Das Argument DATUM fehlt."),
    (
        ["needs"],
        "The option --to is missing. Possible: table, json.",
        "Die Option --to fehlt. Möglich: table, json.",
    ),
    (
        ["due", "a", "--number"],
        "The option --number needs a value.",
        "Die Option --number braucht einen Wert.",
    ),
    (
        ["due", "a", "--flag=1"],
        "The option --flag takes no value.",
        "Die Option --flag nimmt keinen Wert an.",
    ),
    (["due", "a", "b", "c"], "Unexpected argument: c", "Überzähliges Argument: c"),
    (["due", "a", "b", "c", "d"], "Unexpected arguments: c d", "Überzählige Argumente: c d"),
    (
        ["due", "a", "-n", "x\x1b{y}"],
        '--number: "x\\x1b{y}" is not a whole number.',
        "--number: „x\\x1b{y}“ ist keine ganze Zahl.",
    ),
    (
        ["due", "a", "--number", "10"],
        "--number: 10 is out of range: 1 to 9.",
        "--number: 10 liegt außerhalb des Bereichs: 1 bis 9.",
    ),
    (["stop", "refuse"], "said\\x1bhere", "said\\x1bhere"),
]


@pytest.mark.parametrize(("args", "english", "german"), USAGE_ERRORS, ids=[str(case[0]) for case in USAGE_ERRORS])
def test_usage_errors(
    toy: LazyGroup, args: list[str], english: str, german: str, capsys: pytest.CaptureFixture[str]
) -> None:
    verb = f" {args[0]}" if args[0] in VERBS else ""
    for language, sentence, word in (("en", english, "Help"), ("de", german, "Hilfe")):
        with i18n.using(language):
            assert commands.run(toy, args) == 2
        captured = capsys.readouterr()
        assert captured.err == f"foerder: {sentence}\n{word}: foerder{verb} --help\n"
        assert captured.out == ""


@pytest.mark.parametrize(
    ("how", "code", "said"),
    [("ctrl-c", 130, ""), ("abort", 1, "Abgebrochen.\n"), ("end", 1, "Abgebrochen.\n"), ("exit", 3, "")],
)
def test_other_endings(toy: LazyGroup, how: str, code: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with i18n.using("de"):
        assert commands.run(toy, ["stop", how]) == code
    assert capsys.readouterr().err == said


def test_no_arguments_show_the_help_on_stderr(toy: LazyGroup, capsys: pytest.CaptureFixture[str]) -> None:
    toy.no_args_is_help = True
    with i18n.using("de"):
        assert commands.run(toy, []) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("Aufruf: foerder ")
    assert captured.out == ""


SPEAK = """
import sys
from foerder.cli.parser import commands
@commands.verb("Aborted.")
def speak(times: int) -> None:
    for _ in range(times):
        print("Förderfrist \\udcff")
sys.exit(commands.run(speak, sys.argv[1:]))
"""


@pytest.mark.parametrize("times", ["1", "100000"])
def test_a_closed_pipe_ends_quietly(times: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        result = subprocess.run(
            [sys.executable, "-c", SPEAK, times], stdout=writer, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(writer)
    assert (result.returncode, result.stderr) == (0, b"")


def test_output_is_utf8_whatever_the_locale_says(tmp_path: Path) -> None:
    script = tmp_path / "speak.py"
    script.write_text(SPEAK, encoding="utf-8")
    environ = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    result = subprocess.run([sys.executable, script, "1"], capture_output=True, env=environ, check=True)
    assert result.stdout.decode("utf-8").rstrip() == "Förderfrist \\udcff"
