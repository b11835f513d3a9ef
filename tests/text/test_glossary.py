"""Every word of the register that a person may choose has a German and an English name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from foerder.law.holidays import REGION_NAMES, REGIONS
from foerder.register.tables import ROOT, Table
from foerder.register.values import Choice, ListOf
from foerder.terms import ANCHORS, DEADLINE_KINDS, STATUSES
from foerder.text.glossary import KEYS, VALUES, key_of, meant

GERMAN_LAW = {
    "Anteilfinanzierung",
    "Fehlbedarfsfinanzierung",
    "Festbetragsfinanzierung",
    "Vollfinanzierung",
}
"""Terms of German grant law, which stay German."""
TECHNICAL = {"starttls", "tls", "none", "de", "en", "off", "A", "B", "C", "D", "U"}
"""Settings and grades that have one name in every language."""


def choices(table: Table) -> Iterator[tuple[str, str]]:
    """Each key of a table and of those inside it that takes one of a few words, with each word."""
    for key, check in table.keys.items():
        field = check.field if isinstance(check, ListOf) else check
        if isinstance(field, Choice):
            yield from ((key, word) for word in field.options)
    for inner in table.tables.values():
        yield from choices(inner)


WORDS = sorted(set(choices(ROOT)))


def test_there_are_choices() -> None:
    wanted = {"type", "kind", "status", "financing_type", "level", "snap", "count", "of", "remedy", "heartbeat"}
    assert wanted <= {key for key, _word in WORDS}


@pytest.mark.parametrize(("key", "word"), WORDS, ids=lambda value: str(value))
def test_every_choice_has_both_words(key: str, word: str) -> None:
    if word not in GERMAN_LAW | TECHNICAL:
        german, english = VALUES[word]
        assert german.strip()
        assert english.strip()


@pytest.mark.parametrize("word", [*DEADLINE_KINDS, *STATUSES, *ANCHORS])
def test_every_kind_state_and_anchor_has_both_words(word: str) -> None:
    assert all(name.strip() for name in VALUES[word])


def test_every_key_has_both_words() -> None:
    assert [key for key, (german, english, _more) in KEYS.items() if not (german and english)] == []


def test_every_land_has_both_words() -> None:
    assert [code for code in REGIONS if not all(REGION_NAMES[code])] == []


@pytest.mark.parametrize("options", [DEADLINE_KINDS, STATUSES, ANCHORS])
def test_no_label_stands_for_two_values(options: tuple[str, ...]) -> None:
    for value in options:
        assert meant(value, options) == [value]
        assert [meant(label, options) for label in VALUES[value]] == [[value], [value]]


@pytest.mark.parametrize(
    ("word", "options", "values"),
    [
        ("Zweckbindung", DEADLINE_KINDS, ["earmark-end"]),
        ("Verwendungsnachweis", DEADLINE_KINDS, ["final-report"]),
        ("Nachweis", DEADLINE_KINDS, ["interim-report", "final-report"]),
        ("Ende", ANCHORS, ["period-end"]),
        ("BESCHEID", ANCHORS, ["award"]),
        ("zurückgezogen", STATUSES, ["withdrawn"]),
        ("läuft", ("approved", "running"), ["running"]),
        ("läuft", STATUSES, ["approved"]),
        ("Unfug", STATUSES, []),
        ("", STATUSES, []),
    ],
)
def test_what_a_word_means(word: str, options: tuple[str, ...], values: list[str]) -> None:
    assert meant(word, options) == values


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("Förderprogramm", "programme"),
        ("foerderprogramm", "programme"),
        ("schliesstage", "office_closed"),
        ("nie", None),
    ],
)
def test_a_key_is_known_by_its_words_with_umlauts_or_without(word: str, key: str | None) -> None:
    assert key_of(word) == key
