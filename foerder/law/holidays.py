"""Public holidays (gesetzliche Feiertage): nationwide and in the 16 states, from 1990 on.

Holidays are state law (Art. 70 GG), except 3 October (Art. 2 Abs. 2
Einigungsvertrag). What rests on what:

- 1995 to 2100: the states' holiday acts. The tests compare every state and year with the PyPI package
  ``holidays`` (category public). Thuringia: § 2 Abs. 1 ThürFGtG of 21.12.1994, as amended on 19.03.2019.
- Buß- und Bettag: all states until 1994, then only Saxony (§ 58 Abs. 2 SGB XI).
- 17 June: federal act of 04.08.1953, the West until 1990 (a Sunday in that year).
- The new states until their own acts: Verordnung über die Einführung gesetzlicher Feiertage of 16.05.1990
  (GBl. DDR I S. 248), kept in force by Anlage II of the Einigungsvertrag. It gave Reformation Day and
  Buß- und Bettag to "territories with a mainly Protestant population", as agreed in each district: here they
  count for the whole state. It does not name Easter Monday; that this was a holiday there in 1990 rests on
  secondary sources.
- Epiphany in Saxony-Anhalt: from 1993 (press); the package has it from 1991.

Left out, since no state-wide law: Corpus Christi in parts of Saxony and Thuringia, Assumption
Day in Catholic municipalities of Bavaria, the Augsburg Peace Festival; Sundays as such. Years
before 1990 and after 2100 are computed by the same table and not checked against anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from dateutil.easter import easter

When = Callable[[int, date], date]
Years = tuple[int, int | None]

LANGUAGES = ("de", "en")

REGION_NAMES: dict[str, tuple[str, str]] = {
    "DE": ("bundesweit", "nationwide"),
    "DE-BB": ("Brandenburg", "Brandenburg"),
    "DE-BE": ("Berlin", "Berlin"),
    "DE-BW": ("Baden-Württemberg", "Baden-Württemberg"),
    "DE-BY": ("Bayern", "Bavaria"),
    "DE-HB": ("Bremen", "Bremen"),
    "DE-HE": ("Hessen", "Hesse"),
    "DE-HH": ("Hamburg", "Hamburg"),
    "DE-MV": ("Mecklenburg-Vorpommern", "Mecklenburg-Western Pomerania"),
    "DE-NI": ("Niedersachsen", "Lower Saxony"),
    "DE-NW": ("Nordrhein-Westfalen", "North Rhine-Westphalia"),
    "DE-RP": ("Rheinland-Pfalz", "Rhineland-Palatinate"),
    "DE-SH": ("Schleswig-Holstein", "Schleswig-Holstein"),
    "DE-SL": ("Saarland", "Saarland"),
    "DE-SN": ("Sachsen", "Saxony"),
    "DE-ST": ("Sachsen-Anhalt", "Saxony-Anhalt"),
    "DE-TH": ("Thüringen", "Thuringia"),
}

REGIONS: tuple[str, ...] = tuple(REGION_NAMES)

_HOLIDAY_NAMES: dict[str, tuple[str, str]] = {
    "new-year": ("Neujahr", "New Year's Day"),
    "epiphany": ("Heilige Drei Könige", "Epiphany"),
    "womens-day": ("Internationaler Frauentag", "International Women's Day"),
    "good-friday": ("Karfreitag", "Good Friday"),
    "easter-sunday": ("Ostersonntag", "Easter Sunday"),
    "easter-monday": ("Ostermontag", "Easter Monday"),
    "labour-day": ("Tag der Arbeit", "Labour Day"),
    "liberation": (
        "Jahrestag der Befreiung vom Nationalsozialismus",
        "Anniversary of the Liberation from National Socialism",
    ),
    "ascension": ("Christi Himmelfahrt", "Ascension Day"),
    "whit-sunday": ("Pfingstsonntag", "Whit Sunday"),
    "whit-monday": ("Pfingstmontag", "Whit Monday"),
    "june-17": ("Tag der deutschen Einheit (17. Juni)", "Day of German Unity (17 June)"),
    "uprising-1953": (
        "Jahrestag des Aufstandes vom 17. Juni 1953",
        "Anniversary of the Uprising of 17 June 1953",
    ),
    "corpus-christi": ("Fronleichnam", "Corpus Christi"),
    "assumption": ("Mariä Himmelfahrt", "Assumption Day"),
    "world-childrens-day": ("Weltkindertag", "World Children's Day"),
    "german-unity": ("Tag der Deutschen Einheit", "Day of German Unity"),
    "reformation": ("Reformationstag", "Reformation Day"),
    "all-saints": ("Allerheiligen", "All Saints' Day"),
    "repentance": ("Buß- und Bettag", "Day of Repentance and Prayer"),
    "christmas-1": ("1. Weihnachtsfeiertag", "Christmas Day"),
    "christmas-2": ("2. Weihnachtsfeiertag", "Second Day of Christmas"),
}

_ALWAYS: Years = (0, None)
_WEST = (
    "DE-BE",
    "DE-BW",
    "DE-BY",
    "DE-HB",
    "DE-HE",
    "DE-HH",
    "DE-NI",
    "DE-NW",
    "DE-RP",
    "DE-SH",
    "DE-SL",
)
_NEW = ("DE-BB", "DE-MV", "DE-SN", "DE-ST", "DE-TH")


def _on(month: int, day: int) -> When:
    return lambda year, _: date(year, month, day)


def _easter(days: int) -> When:
    offset = timedelta(days=days)
    return lambda _, sunday: sunday + offset


def from_easter(year: int, days: int) -> date:
    """The day so many days after Easter Sunday, or before it where negative."""
    return easter(year) + timedelta(days=days)


def _repentance(year: int, _: date) -> date:
    """Buß- und Bettag: the last Wednesday before 23 November."""
    last = date(year, 11, 22)
    return last - timedelta(days=(last.weekday() - 2) % 7)


def _in(regions: Iterable[str], years: Years = _ALWAYS) -> dict[str, Years]:
    return dict.fromkeys(regions, years)


# Holiday, its day, and who has it from which year to which. Of two on one day the upper one names it.
_RULES: tuple[tuple[str, When, dict[str, Years]], ...] = (
    ("new-year", _on(1, 1), _in(REGIONS)),
    ("epiphany", _on(1, 6), {**_in(("DE-BW", "DE-BY")), "DE-ST": (1993, None)}),
    ("womens-day", _on(3, 8), {"DE-BE": (2019, None), "DE-MV": (2023, None)}),
    ("good-friday", _easter(-2), _in(REGIONS)),
    ("easter-sunday", _easter(0), _in(("DE-BB",))),
    ("easter-monday", _easter(1), _in(REGIONS)),
    ("labour-day", _on(5, 1), _in(REGIONS)),
    # Berlin, once each; likewise the uprising in 2028.
    ("liberation", _on(5, 8), {"DE-BE": (2020, 2020)}),
    ("liberation", _on(5, 8), {"DE-BE": (2025, 2025)}),
    ("ascension", _easter(39), _in(REGIONS)),
    ("whit-sunday", _easter(49), _in(("DE-BB",))),
    ("whit-monday", _easter(50), _in(REGIONS)),
    ("june-17", _on(6, 17), _in(_WEST, (1954, 1990))),
    ("uprising-1953", _on(6, 17), {"DE-BE": (2028, 2028)}),
    (
        "corpus-christi",
        _easter(60),
        _in(("DE-BW", "DE-BY", "DE-HE", "DE-NW", "DE-RP", "DE-SL")),
    ),
    ("assumption", _on(8, 15), _in(("DE-SL",))),
    ("world-childrens-day", _on(9, 20), {"DE-TH": (2019, None)}),
    ("german-unity", _on(10, 3), _in(REGIONS, (1990, None))),
    # 2017, the 500th year of the Reformation: everywhere; the north kept the day from 2018 on.
    (
        "reformation",
        _on(10, 31),
        {
            **_in(REGIONS, (2017, 2017)),
            **_in(("DE-HB", "DE-HH", "DE-NI", "DE-SH"), (2017, None)),
            **_in(_NEW),
        },
    ),
    ("all-saints", _on(11, 1), _in(("DE-BW", "DE-BY", "DE-NW", "DE-RP", "DE-SL"))),
    ("repentance", _repentance, {**_in(REGIONS, (0, 1994)), "DE-SN": _ALWAYS}),
    ("christmas-1", _on(12, 25), _in(REGIONS)),
    ("christmas-2", _on(12, 26), _in(REGIONS)),
)


@cache
def holidays(region: str, year: int) -> Mapping[date, str]:
    """Public holidays of a region in a year, in order of date: day → stable key.

    ``region`` is one of `REGIONS`; "DE": the days that all states have. The result is cached
    and read-only. Raises ValueError for an unknown region and for years outside 1 to 9999.
    """
    if region not in REGION_NAMES:
        raise ValueError(f"unknown region {region!r}")
    sunday = easter(year)
    days: dict[date, str] = {}
    for key, when, where in _RULES:
        years = where.get(region)
        if years is not None and years[0] <= year and (years[1] is None or year <= years[1]):
            days.setdefault(when(year, sunday), key)
    return MappingProxyType(dict(sorted(days.items())))


def _name(names: Mapping[str, tuple[str, str]], key: str, language: str) -> str:
    if key not in names or language not in LANGUAGES:
        raise ValueError(f"no name for {key!r} in language {language!r}")
    return names[key][LANGUAGES.index(language)]


def holiday_name(key: str, language: str) -> str:
    """Name of a holiday by its key, in "de" or "en"; ValueError for an unknown key or language."""
    return _name(_HOLIDAY_NAMES, key, language)


def region_name(region: str, language: str) -> str:
    """Name of a region by its code, in "de" or "en"; ValueError for an unknown
    region or language.
    """
    return _name(REGION_NAMES, region, language)
