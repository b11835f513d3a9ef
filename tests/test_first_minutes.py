"""What a newcomer types and sees: verbs by other names, registers with nothing in them, `init` off a terminal."""

from __future__ import annotations

import pytest
from program import foerder

from foerder.cli.main import VERBS
from foerder.cli.synonyms import WORDS, meant

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
    "undo": "undo-done",
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
    assert "Did you mean due?" in foerder("help", "fällig").err
