"""No cell of a list is passed over in silence: taken, doubtful with its address, or named as not read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foerder.model import Register
from foerder.spreadsheets.compare import compare
from foerder.spreadsheets.grid import Broken, Grid, Row
from foerder.spreadsheets.result import Comparison
from foerder.spreadsheets.tables import Found, sheets_in

HEADS = st.sampled_from(
    "Projekt;Name;Beginn;Ende;Laufzeit;Zuwendung;Zuwendung (T€);Gesamtkosten;Eigenanteil;Förderquote;"
    "Status;Aktenzeichen;Projektträger;Träger;Zuwendungsempfänger;Förderprogramm;Mittelgeber;Richtlinie;ANBest;Bewilligungsbehörde;Amt;"
    "Bearbeiter/in;E-Mail;Vertretung;VN bis;Zwischennachweis;Zweckbindung;Aufbewahrung bis;Antragsfrist;Bescheid vom;"
    "Kennung;Zeitraum;Anschluss an;Farbe;PLZ;Anmerkungen;Dauer;Beantragt;Abgerufen;Ebene;Art;Internetadresse;"
    "Schlagwörter;Finanzierungsart;Tage;Nächste Frist".split(";")
)
TEXTS = (
    "Coaching;Kurs 1;Verein A;31.12.2026;01.01.2026 – 31.12.2027;05/06/2026;III/2026;3 Jahre;2026;45.000,00 €;"
    "1.500;50 %;bewilligt;abgeschlossen;k. A.;–;#REF!;Summe;Gesamt;AZ 1;ANBest-P;Land;iksp;2026-2;ja;Legende;1;gelb"
)
CELLS = st.one_of(
    st.none(),
    st.sampled_from(TEXTS.split(";")),
    st.integers(-5, 50_000),
    st.decimals(0, 1_000_000, places=3),
    st.booleans(),
    st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)),
    st.just(Broken("=A1", "a formula without a stored value")),
    st.text(max_size=8),
)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """A sheet with a title, a head and any rows."""
    width = draw(st.integers(2, 9))
    heads = ["Projekt", *draw(st.lists(HEADS, min_size=width, max_size=width))]
    rows = [Row(1, {0: "Fördermittel 2026"})] if draw(st.booleans()) else []
    rows.append(Row(3, dict(enumerate(heads))))
    number = 3
    for _row in range(draw(st.integers(1, 8))):
        number += draw(st.integers(1, 2))
        values = draw(st.lists(CELLS, min_size=len(heads) + 1, max_size=len(heads) + 1))
        cells = {column: value for column, value in enumerate(values) if value not in (None, "")}
        if cells:
            rows.append(Row(number, cells))
    return Grid("Liste", rows)


def silent(found: Found, result: Comparison) -> list[tuple[int, int, Any]]:
    """The cells of which nothing is said."""
    unread = {*found.unknown, *found.nowhere, *found.twice, *found.beside, *found.computed}
    rows = {number for passed in found.passed for number in passed.rows}
    rows |= {row.number for row in found.grid.rows[found.first : found.last + 1]}
    left = []
    for row in found.grid.rows:
        for column, value in row.cells.items():
            told = column in unread or row.number in rows or (found.grid.name, row.number, column) in result.seen
            if not told:
                left.append((row.number, column, value))
    return left


@given(grids())
@settings(max_examples=400, deadline=None)
def test_every_cell_is_taken_listed_or_named(grid: Grid) -> None:
    found, left = sheets_in([grid])
    result = compare(found, Register((), {}), date(2026, 11, 30), (str,))
    assert found or left
    assert [cell for one in found for cell in silent(one, result)] == []
    for new in result.new:
        assert new.data()


@pytest.mark.parametrize("place", ["above", "below", "beside"])
def test_the_account_notices_a_cell_of_which_nothing_is_said(place: str) -> None:
    grid = Grid("Liste", [Row(1, {0: "Projekt", 1: "Zuwendung"}), Row(2, {0: "Coaching", 1: 5})])
    found, _left = sheets_in([grid])
    result = compare(found, Register((), {}), date(2026, 11, 30), (str,))
    assert silent(found[0], result) == []
    cell = {"above": Row(0, {0: "x"}), "below": Row(9, {0: "x"}), "beside": Row(2, {7: "x"})}[place]
    grid.rows.append(cell)
    assert len(silent(found[0], result)) == 1
