"""The German catalogue is complete, keeps every placeholder, and is compiled."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
from string import Formatter
from typing import Any

import catalogue
import polib  # type: ignore[import-untyped]
import pytest

from foerder.text import i18n

HINT = "run: python tests/support/catalogue.py, and translate what it names"


@pytest.fixture(scope="module")
def german() -> Any:
    return polib.pofile(str(catalogue.PO))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_msgid_is_in_the_catalogue_and_no_other(german: Any) -> None:
    listed = {catalogue.Msgid(entry.msgid, entry.msgid_plural) for entry in german}
    assert listed == set(catalogue.collect()), HINT


def test_everything_is_translated(german: Any) -> None:
    assert [entry.msgid for entry in german if not entry.translated()] == [], HINT


def test_nothing_is_fuzzy_or_obsolete(german: Any) -> None:
    assert [entry.msgid for entry in german if entry.fuzzy or entry.obsolete] == []


def test_one_msgid_is_not_both_plain_and_plural(german: Any) -> None:
    texts = [entry.msgid for entry in german]
    assert sorted(texts) == sorted(set(texts))


def test_translations_keep_the_placeholders(german: Any) -> None:
    wrong = []
    for entry in german:
        pairs = [(entry.msgid, entry.msgstr)]
        if entry.msgid_plural:
            pairs = [(entry.msgid, entry.msgstr_plural[0]), (entry.msgid_plural, entry.msgstr_plural[1])]
        wrong += [pair for pair in pairs if pair[1] and placeholders(pair[0]) != placeholders(pair[1])]
    assert wrong == []


def test_the_compiled_catalogue_is_the_one_in_the_source(german: Any) -> None:
    assert catalogue.MO.read_bytes() == german.to_binary(), HINT


def test_every_sentence_is_found_in_the_compiled_catalogue(german: Any) -> None:
    for entry in german:
        forms = f"{entry.msgid}\0{entry.msgid_plural}" if entry.msgid_plural else entry.msgid
        said = "\0".join(entry.msgstr_plural.values()) if entry.msgid_plural else entry.msgstr
        assert i18n._translated("de", forms) == said
    assert i18n._translated("de", "not in it") == "not in it"


def test_no_msgid_is_put_together_at_run_time() -> None:
    """A translated f-string is never found in the catalogue: use ``_("…{x}…").format(x=…)``."""
    bad = [f"{path}:{line}" for path, tree in catalogue.sources() for line in catalogue.unextractable(tree)]
    assert bad == []


@pytest.mark.parametrize(
    ("code", "found", "bad"),
    [
        ('_("a {b}").format(b=1)', [("a {b}", "")], 0),
        ('_("a " "b")', [("a b", "")], 0),
        ('i18n._("a")', [("a", "")], 0),
        ('N_("a")', [("a", "")], 0),
        ('ngettext("a", "{n} a", n)', [("a", "{n} a")], 0),
        ('option("DATE", "a day", days)', [("DATE", ""), ("a day", "")], 0),
        ('argument("|".join(ids), "an id")', [("an id", "")], 0),
        ('option("de|en", "a language")', [("a language", "")], 0),
        ('flag("not one left out", "--all", "-a")', [("not one left out", "")], 0),
        ('@verb("A.", epilog="B.")\ndef c(): ...', [("A.", ""), ("B.", "")], 0),
        ('values.flag("a")', [], 0),
        ('flag(f"a {b}")', [], 1),
        ("_(text)", [], 0),
        ('_(f"a {b}")', [], 1),
        ('_("a " f"{b}")', [], 1),
        ('_("a {b}".format(b=1))', [], 1),
        ('_("a" + b)', [], 1),
        ('ngettext("a", f"{n} a", n)', [], 1),
    ],
)
def test_what_the_extraction_finds(code: str, found: list[tuple[str, str]], bad: int) -> None:
    tree = ast.parse(code)
    assert list(catalogue.msgids(tree)) == found
    assert len(list(catalogue.unextractable(tree))) == bad


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="needs msgfmt (apt install gettext)")
def test_gettext_finds_nothing_to_warn_of() -> None:
    words = ["msgfmt", "--check", f"--output-file={os.devnull}", str(catalogue.PO)]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
