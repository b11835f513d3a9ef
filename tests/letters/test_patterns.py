"""Every pattern of patterns.toml reads its own examples."""

from __future__ import annotations

from typing import Any

import pytest

from foerder.letters import duties, facts
from foerder.letters.patterns import data, patterns
from foerder.letters.sentences import Sentence

ANCHORS = [(table["name"], table.get("or", ""), text) for table in data()["anchor"] for text in table["examples"]]
FORMS = [(table["name"], text, want) for table in data()["form"] for text, want in table["examples"]]
KINDS = [(table["name"], text) for table in data()["kind"] for text in table["examples"]]
OTHERS = [(table["why"], text) for table in data()["other"] for text in table["examples"]]
DOUBTS = [(table["why"], text) for table in data()["doubt"] for text in table["examples"]]
FACTS = [(number, text, want) for number, table in enumerate(data()["fact"]) for text, want in table["examples"]]


def read(text: str) -> list[duties.Duty]:
    return duties.read(Sentence(text, 1), "", False)[0]


@pytest.mark.parametrize(("name", "other", "text"), ANCHORS)
def test_anchor(name: str, other: str, text: str) -> None:
    fitting = [anchor for anchor in patterns().anchors if anchor.pattern.fullmatch(text)]
    assert (fitting[0].name, fitting[0].other) == (name, other)


@pytest.mark.parametrize(("name", "text", "want"), FORMS)
def test_form_of_date(name: str, text: str, want: dict[str, str]) -> None:
    (form,) = [each for each in patterns().forms if each.name == name]
    reader = duties.Reader(Sentence(text, 1))
    match = form.pattern.search(reader.bare)
    assert match is not None
    found = reader.found(form._replace(once=form.gives), match)
    assert found is not None
    assert {key: str(value).lower() if value is True else str(value) for key, value in found.date.items()} == want
    assert [each.form.name for each in reader.days()][:1] == [name]


@pytest.mark.parametrize(("name", "text"), KINDS)
def test_kind(name: str, text: str) -> None:
    kind = duties.kind_of(text)
    assert kind is not None
    assert kind.name == name


@pytest.mark.parametrize(("why", "text"), OTHERS)
def test_what_is_no_duty_of_the_grantee_is_never_understood(why: str, text: str) -> None:
    assert not [duty for duty in read(text) if duty.sure]
    fitting = [each for each in patterns().others if each.pattern.search(text) and each.why == why]
    assert fitting


@pytest.mark.parametrize(("why", "text"), DOUBTS)
def test_doubt(why: str, text: str) -> None:
    assert why in [each for each, pattern in patterns().doubts if pattern.search(text)]


@pytest.mark.parametrize("text", [text for table in data()["blank"] for text in table["examples"]])
def test_blank(text: str) -> None:
    assert patterns().blank.search(text)
    assert not [duty for duty in read(f"Der Verwendungsnachweis ist {text}") if not duty.date.get("undated")]


@pytest.mark.parametrize("text", data()["reference"]["examples"])
def test_day_that_names_something(text: str) -> None:
    assert patterns().reference.search(text)
    assert read(f"Grundlage ist die {text}.") == []


@pytest.mark.parametrize(("number", "text", "want"), FACTS)
def test_fact(number: int, text: str, want: Any) -> None:
    rule = facts.rules()[number]
    values, _sentence = next(facts.matches(rule, [Sentence(text, 1)]))
    assert [str(value) for value in values] == (want if isinstance(want, list) else [want])


@pytest.mark.parametrize(("text", "want"), data()["title"]["examples"])
def test_title(text: str, want: str) -> None:
    assert facts.title_of([Sentence(text, 1)]) == want


PHRASES = [
    ("Vorlagefrist des Verwendungsnachweises endet sechs Monate nach Abschluss des Vorhabens", "final-report"),
    ("spätestens sechs Monate nach Abschluss des Projektes muss abgerechnet werden", "final-report"),
    ("Gesamtverwendungsnachweis bis spätestens 31. März 2026 vorzulegen", "final-report"),
    ("Förderbetrag innerhalb von drei Monaten nach der Auszahlung verwenden", "use-by"),
    ("Abruffrist 31.10.2025: Abrufunterlagen müssen vollständig im Original vorliegen", "payment-request"),
    ("Antragstermin ist der 15.5. des jeweiligen Antragsjahres", "application"),
    ("Verlängerungsanträge müssen bis spätestens 30. November 2022 gestellt werden", "notice"),
    ("unverbrauchte Zuwendung ist umgehend zu erstatten", "notice"),
    ("Belege zehn Jahre nach Vorlage des Verwendungsnachweises aufzubewahren", "retention-end"),
]
NONE = [
    "Förderbehörde berichtet dem Staatsministerium jeweils zum 10. März",
    "Liste der Vorhaben wird alle sechs Monate aktualisiert",
    "Richtlinie vom 21. März 2022, Runderlass",
    "Einzelansätze dürfen bis zu 20 v. H. überschritten werden",
    "Zuwendungen bis 5.000,00 EUR: von den Auszahlungsregeln kann abgesehen werden",
    "Der Verwendungsnachweis wurde am 3. Februar 2026 vorgelegt.",
    "Die Stadt hat den Mittelabruf bis zum 15. November 2025 eingereicht.",
    "Die Prüfung des Verwendungsnachweises erfolgt bis zum 31. Dezember 2027.",
    "Die Belege können fünf Jahre nach Vorlage des Verwendungsnachweises vernichtet werden.",
    "Der Bewilligungszeitraum endet am 31. Dezember 2027; der Verwendungsnachweis ist sechs Monate später vorzulegen.",
    "Ihrer Verpflichtung, den Verwendungsnachweis bis zum 31. März 2025 vorzulegen, sind Sie nachgekommen.",
    "Für Maßnahmen bis 50.000 Euro ist der Verwendungsnachweis bis zum 31. März 2027 vorzulegen.",
    "Der Verwendungsnachweis des Vorprojekts ist bis zum 31. März 2026 vorzulegen.",
    "Der Verwendungsnachweis ist nicht bis zum 31. März 2027, sondern bis zum 30. Juni 2027 vorzulegen.",
]


@pytest.mark.parametrize(("text", "kind"), PHRASES)
def test_phrases_of_real_letters(text: str, kind: str) -> None:
    assert [duty.kind for duty in read(text) if duty.sure] == [kind]


@pytest.mark.parametrize("text", NONE)
def test_nothing_of_these_is_understood(text: str) -> None:
    assert not [duty for duty in read(text) if duty.sure]
