"""Lists, tables and pages: what is one sentence, one row, one column."""

from __future__ import annotations

import pytest

from foerder.letters.extract import text_page
from foerder.letters.proposal import Proposal, read_pages

LIST = """\
Folgende Nachweise sind vorzulegen:
– der Zwischennachweis bis zum 30. April 2027,
– der Verwendungsnachweis bis zum 31. März 2028,
a) ein Sachbericht jeweils zum 31. Januar eines Jahres.
"""
TABLE = """\
Nr.   Verpflichtung             Frist                            Grundlage
1     Mittelabruf               jährlich bis 30.11.              Nr. 1.4
2     Verwendungsnachweis       6 Monate nach Ende des           Nr. 6.1
                                Bewilligungszeitraums
3     Aufbewahrung der Belege   10 Jahre nach Vorlage des        Nr. 6.5
                                Verwendungsnachweises
4     Prüfung der Behörde       bis 31.12.2029                   Nr. 7
"""
PAGE_ONE = """\
Landesverwaltungsamt
Bescheid vom 1. April 2026          Seite 1

Der Verwendungsnachweis ist der Bewilligungsbehörde innerhalb von sechs Mona-
ten nach Ablauf des Bewilligungszeit-
"""
PAGE_TWO = """\
Landesverwaltungsamt
Bescheid vom 1. April 2026          Seite 2

raums vorzulegen. Änderungen der Haupt- und
Nebenkosten sind unverzüglich anzuzeigen.
"""
COLUMNS = """\
Die Mittel sind bis zum 15. November     Der Verwendungsnachweis ist bis zum
2026 abzurufen und nach den Regeln       31. März 2028 der Behörde auf dem
dieses Bescheids für das Vorhaben        Vordruck vorzulegen, der diesem
zu verwenden, und zwar vollständig.      Bescheid als Anlage beigefügt ist.
"""


def proposal(*pages: str) -> Proposal:
    return read_pages("letter.txt", [text_page(page.split("\n")) for page in pages])


def test_items_of_a_list_are_sentences_of_their_own() -> None:
    assert [(duty.kind, duty.sentence) for duty in proposal(LIST).duties] == [
        ("interim-report", "der Zwischennachweis bis zum 30. April 2027,"),
        ("final-report", "der Verwendungsnachweis bis zum 31. März 2028,"),
        ("content-report", "ein Sachbericht jeweils zum 31. Januar eines Jahres."),
    ]


def test_a_row_holds_all_its_lines() -> None:
    found = proposal(TABLE)
    assert [(duty.kind, duty.sentence) for duty in found.duties if duty.sure] == [
        ("payment-request", "1 Mittelabruf jährlich bis 30.11. Nr. 1.4"),
        ("final-report", "2 Verwendungsnachweis 6 Monate nach Ende des Bewilligungszeitraums Nr. 6.1"),
        ("retention-end", "3 Aufbewahrung der Belege 10 Jahre nach Vorlage des Verwendungsnachweises Nr. 6.5"),
    ]


def test_a_sentence_over_two_pages_is_whole_and_on_the_first() -> None:
    first, second = proposal(PAGE_ONE, PAGE_TWO).duties
    assert first.sentence == (
        "Der Verwendungsnachweis ist der Bewilligungsbehörde innerhalb von sechs Monaten nach Ablauf des "
        "Bewilligungszeitraums vorzulegen."
    )
    assert (first.page, second.page) == (1, 2)
    assert "Haupt- und Nebenkosten" in second.sentence


@pytest.mark.parametrize("start", [0, 1])
def test_two_columns_are_read_down(start: int) -> None:
    kinds = ("payment-request", "final-report")
    found = proposal(COLUMNS).duties
    assert [duty.kind for duty in found][start] == kinds[start]
    assert "Vordruck vorzulegen, der diesem Bescheid" in found[1].sentence
