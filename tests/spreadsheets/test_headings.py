"""What the head of a column means: the words of offices' own lists and of published ones."""

from __future__ import annotations

import pytest

from foerder.spreadsheets.columns import PROJECTS
from foerder.spreadsheets.headings import is_legend, is_total, known, meaning


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Projekt", "title"),
        ("Name des Vorhabens:", "title"),
        ("Bezeichnung \ndes Vorhabens", "title"),
        ("Bezeichnung des Vorhabens/operation name", "title"),
        ("Bezeichnung des Vorhabens - operation name", "title"),
        ("2. Bezeichnung des Vorhabens", "title"),
        ("Maßnahmebezeichnung", "title"),
        ("Thema des geförderten Vorhabens", "title"),
        ("Name des Begünstigten beneficiary name", "recipient"),
        ("Name des/der Begünstigten", "recipient"),
        ("Begünstigte/r", "recipient"),
        ("Zuwendungsempfänger /-in", "recipient"),
        ("Zuwendungs-\nempfänger", "recipient"),
        ("Träger", "final_recipient"),
        ("Projektträger", "agency"),
        ("Ressort", "authority"),
        ("Förderprogramm", "programme"),
        ("Förder-\nprogramm", "programme"),
        ("Laufzeit von", "start"),
        ("Datum des Beginns des Vorhabens", "start"),
        ("Beginn des Vor-\nhabens", "start"),
        ("Projekt-beginn", "start"),
        ("Projektbeginn/ start of project", "start"),
        ("Durchführungs-beginn", "start"),
        ("Zeitraum Von", "start"),
        ("LAUFZEIT_BIS", "end"),
        ("Ende der Laufzeit", "end"),
        ("Datum des \nEndes des \nVorhabens", "end"),
        ("Jahr Projektende", "end"),
        ("Beginn/Ende", "span"),
        ("Laufzeit (von - bis)", "span"),
        ("Bewilligungszeitraum", "span"),
        ("Bewilligte Summe (€)", "amount"),
        ("Zuwendung in EUR", "amount"),
        ("Gesamtzuwendung (in EURO)", "amount"),
        ("Fördersumme_EUR", "amount"),
        ("Bewilligter Betrag\nin Euro", "amount"),
        ("Gewährte/Bewilligte Beträge", "amount"),
        ("Förder- / Auftragssumme in EUR", "amount"),
        ("Zuwendung 2026 (T€)", "amount"),
        ("Gesamtbetrag der \nförderfähigen Ausgaben des \nVorhabens in €", "total"),
        ("bewilligte förderfähige Gesamtinvestition", "total"),
        ("Gesamtkosten", "total"),
        ("Eigenanteil", "own_funds"),
        ("Förderquote", "funding_rate"),
        ("Akten-\nzeichen", "reference"),
        ("FKZ", "reference"),
        ("Bearbeiter/in", "owner"),
        ("Bearbeiterin", "owner"),
        ("Ansprechpartner/in", "owner"),
        ("SB", "owner"),
        ("E-Mail", "owner"),
        ("Vertretung", "deputy"),
        ("FD", "unit"),
        ("Bescheid vom", "award_date"),
        ("Bewilligungsdatum", "award_date"),
        ("Richtlinie", "guideline"),
        ("ANBest", "rules"),
        ("Zusammenfassung des Vorhabens", "notes"),
        ("Verwendungsnachweis fällig am", "duty:final-report"),
        ("VN bis", "duty:final-report"),
        ("VN-Frist", "duty:final-report"),
        ("VWN", "duty:final-report"),
        ("Zwischennachweis\n(ZN)", "duty:interim-report"),
        ("Antragsfrist", "duty:application"),
        ("Frist Antrag", "duty:application"),
        ("Abruf bis", "duty:payment-request"),
        ("Zweckbindung bis", "duty:earmark-end"),
        ("Zweckbindungsfrist", "duty:earmark-end"),
        ("Aufbewahrung bis", "duty:retention-end"),
        ("Antrag", "applied"),
        ("end", "end"),
        *((head, "") for head in ("Adresse", "lfd. Nr.", "PLZ", "Land/country", "Jahr der Bewilligung", "Landkreis")),
        *((head, "") for head in ("Unions-Kofinanzierungssatz", "EU-Betrag", "Datum der letzten Aktualisierung")),
        *((head, "") for head in ("Bei Abschluss des Vorhabens gezahlte Gesamtbeträge", "Interventionskategorie")),
        *((head, "") for head in ("Zuwendung (beantragt)", "Fördersumme (abgerufen)", "Zuwendung - davon 2026")),
        *((head, None) for head in ("Mittelabruf", "Farbe", "Gesamtbetrag", "Ausführende Stelle")),
    ],
)
def test_heads(head: str, name: str | None) -> None:
    found = meaning(head, PROJECTS)
    assert (found.name if found else None) == name


def test_a_bare_word_means_more_in_a_list_of_operations() -> None:
    found = {head: meaning(head, PROJECTS, operations=True) for head in ("Name", "GESAMTBETRAG 1)", "BEZEICHNUNG")}
    assert {head: one and one.name for head, one in found.items()} == {
        "Name": "recipient",
        "GESAMTBETRAG 1)": "total",
        "BEZEICHNUNG": "title",
    }


@pytest.mark.parametrize(
    ("head", "factor"),
    [
        ("Zuwendung (T€)", 1000),
        ("Zuschuss in Tsd. Euro", 1000),
        ("Fördersumme in Mio. €", 1_000_000),
        ("Zuwendung", None),
    ],
)
def test_units(head: str, factor: int | None) -> None:
    found = meaning(head, PROJECTS)
    assert found is not None
    assert (found.name, found.factor) == ("amount", factor)


def test_no_word_means_two_columns() -> None:
    words = known(PROJECTS)
    assert len(words) > 300
    assert all(head.name for head in words.values())


@pytest.mark.parametrize("text", ["Summe", "Gesamt:", "Ergebnis", "Insgesamt", "Summe 2026", "Zwischensumme", "Total"])
def test_totals(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize("text", ["Gesamtschule Nord", "Ergebnisse sichern", "Summerhill", "Jugendtreff"])
def test_titles_that_begin_like_a_total(text: str) -> None:
    assert not is_total(text)


def test_what_stands_below_a_list() -> None:
    assert is_legend("Legende: gelb = in Bearbeitung")
    assert is_legend("1) einschließlich nationaler Mittel")
    assert not is_legend("Jugendtreff")
