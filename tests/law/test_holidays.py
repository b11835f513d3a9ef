"""Public holidays: the PyPI package `holidays` is the oracle from 1995 on, the laws are before."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from datetime import date, timedelta

import holidays as oracle
import pytest

from foerder.law.holidays import REGIONS, holiday_name, holidays, region_name

STATES = [region for region in REGIONS if region != "DE"]
WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")

LIBERATION = "Jahrestag der Befreiung vom Nationalsozialismus und der Beendigung des Zweiten Weltkriegs in Europa"
ORACLE_KEYS = {
    "Neujahr": "new-year",
    "Heilige Drei Könige": "epiphany",
    "Frauentag": "womens-day",
    "Internationaler Frauentag": "womens-day",
    "Karfreitag": "good-friday",
    "Ostersonntag": "easter-sunday",
    "Ostermontag": "easter-monday",
    "Erster Mai": "labour-day",
    f"75. {LIBERATION}": "liberation",
    f"80. {LIBERATION}": "liberation",
    "Christi Himmelfahrt": "ascension",
    "Pfingstsonntag": "whit-sunday",
    "Pfingstmontag": "whit-monday",
    "75. Jahrestag des Aufstandes vom 17. Juni 1953": "uprising-1953",
    "Fronleichnam": "corpus-christi",
    "Mariä Himmelfahrt": "assumption",
    "Weltkindertag": "world-childrens-day",
    "Tag der Deutschen Einheit": "german-unity",
    "Reformationstag": "reformation",
    "Allerheiligen": "all-saints",
    "Buß- und Bettag": "repentance",
    "Erster Weihnachtstag": "christmas-1",
    "Zweiter Weihnachtstag": "christmas-2",
}


def expected(region: str, years: Iterable[int]) -> dict[date, set[str]]:
    """The package's days with our keys; two holidays on one day give two keys."""
    subdivision = None if region == "DE" else region.removeprefix("DE-")
    found = oracle.country_holidays("DE", subdiv=subdivision, years=years, expand=False, language="de")
    return {day: {ORACLE_KEYS[name] for name in names.split("; ")} for day, names in found.items()}


def differences(region: str, years: range) -> list[str]:
    """One line for each day on which we and the package are not of one mind."""
    ours = {day: key for year in years for day, key in holidays(region, year).items()}
    theirs = expected(region, years)
    return [
        f"{region} {day}: ours {ours.get(day)}, package {sorted(theirs.get(day, set()))}"
        for day in sorted(ours.keys() | theirs.keys())
        if ours.get(day) not in theirs.get(day, set())
    ]


def days(region: str, key: str, years: range = range(1990, 2101)) -> list[date]:
    """All days on which a region has that holiday."""
    return [day for year in years for day, found in holidays(region, year).items() if found == key]


@pytest.mark.parametrize("region", REGIONS)
def test_agrees_with_the_package_day_by_day(region: str) -> None:
    assert differences(region, range(1995, 2101)) == []


@pytest.mark.parametrize("region", REGIONS)
def test_agrees_with_the_package_before_1995_but_for_epiphany_in_saxony_anhalt(region: str) -> None:
    known = [f"DE-ST {year}-01-06: ours None, package ['epiphany']" for year in (1991, 1992)]
    assert differences(region, range(1991, 1995)) == (known if region == "DE-ST" else [])


STATE_LAW = "§ 2 Abs. 1 ThürFGtG"
TREATY = "Art. 2 Abs. 2 EinigVtr"
THURINGIA = (
    # key, law, then 2024 to 2028
    ("new-year", STATE_LAW, "Mo 01.01.", "Mi 01.01.", "Do 01.01.", "Fr 01.01.", "Sa 01.01."),
    ("good-friday", STATE_LAW, "Fr 29.03.", "Fr 18.04.", "Fr 03.04.", "Fr 26.03.", "Fr 14.04."),
    ("easter-monday", STATE_LAW, "Mo 01.04.", "Mo 21.04.", "Mo 06.04.", "Mo 29.03.", "Mo 17.04."),
    ("labour-day", STATE_LAW, "Mi 01.05.", "Do 01.05.", "Fr 01.05.", "Sa 01.05.", "Mo 01.05."),
    ("ascension", STATE_LAW, "Do 09.05.", "Do 29.05.", "Do 14.05.", "Do 06.05.", "Do 25.05."),
    ("whit-monday", STATE_LAW, "Mo 20.05.", "Mo 09.06.", "Mo 25.05.", "Mo 17.05.", "Mo 05.06."),
    ("world-childrens-day", STATE_LAW, "Fr 20.09.", "Sa 20.09.", "So 20.09.", "Mo 20.09.", "Mi 20.09."),
    ("german-unity", TREATY, "Do 03.10.", "Fr 03.10.", "Sa 03.10.", "So 03.10.", "Di 03.10."),
    ("reformation", STATE_LAW, "Do 31.10.", "Fr 31.10.", "Sa 31.10.", "So 31.10.", "Di 31.10."),
    ("christmas-1", STATE_LAW, "Mi 25.12.", "Do 25.12.", "Fr 25.12.", "Sa 25.12.", "Mo 25.12."),
    ("christmas-2", STATE_LAW, "Do 26.12.", "Fr 26.12.", "Sa 26.12.", "So 26.12.", "Di 26.12."),
)


@pytest.mark.parametrize(
    ("key", "year", "written"),
    [
        pytest.param(key, year, written, id=f"{written}{year} {key}, {law}")
        for key, law, *row in THURINGIA
        for year, written in zip(range(2024, 2029), row, strict=True)
    ],
)
def test_thuringia(key: str, year: int, written: str) -> None:
    assert [f"{WEEKDAYS[day.weekday()]} {day:%d.%m.}" for day in days("DE-TH", key, range(year, year + 1))] == [written]


@pytest.mark.parametrize("year", range(2024, 2029))
def test_thuringia_has_no_further_holidays(year: int) -> None:
    assert list(holidays("DE-TH", year).values()) == [row[0] for row in THURINGIA]


@pytest.mark.parametrize(
    ("region", "day", "key"),
    [
        pytest.param("DE-TH", date(2018, 9, 20), None, id="ThürFGtG before 2019: no Weltkindertag"),
        pytest.param("DE-TH", date(2019, 9, 20), "world-childrens-day", id="ThürFGtG since 2019, GVBl. S. 22"),
        pytest.param("DE-SN", date(2019, 9, 20), None, id="Weltkindertag in Thuringia only"),
        pytest.param("DE-TH", date(2026, 6, 4), None, id="§ 2 Abs. 2 ThürFGtG: Corpus Christi is local"),
        pytest.param("DE-BE", date(2018, 3, 8), None, id="Berlin before 2019"),
        pytest.param("DE-BE", date(2019, 3, 8), "womens-day", id="Berlin since 2019"),
        pytest.param("DE-MV", date(2022, 3, 8), None, id="Mecklenburg before 2023"),
        pytest.param("DE-MV", date(2023, 3, 8), "womens-day", id="Mecklenburg since 2023"),
        pytest.param("DE-BE", date(2020, 5, 8), "liberation", id="Berlin 08.05.2020"),
        pytest.param("DE-BE", date(2021, 5, 8), None, id="Berlin 08.05.2021"),
        pytest.param("DE-BE", date(2025, 5, 8), "liberation", id="Berlin 08.05.2025"),
        pytest.param("DE-BB", date(2025, 5, 8), None, id="Brandenburg 08.05.2025"),
        pytest.param("DE-BE", date(2028, 6, 17), "uprising-1953", id="Berlin 17.06.2028"),
        pytest.param("DE-NI", date(2016, 10, 31), None, id="Lower Saxony before 2017"),
        pytest.param("DE-NI", date(2018, 10, 31), "reformation", id="Lower Saxony since 2018"),
        pytest.param("DE-BY", date(2018, 10, 31), None, id="Bavaria after 2017"),
        pytest.param("DE-BY", date(2025, 8, 15), None, id="BayFTG: Assumption Day is municipal"),
        pytest.param("DE-SL", date(2025, 8, 15), "assumption", id="Saarland: Assumption Day"),
        pytest.param("DE-ST", date(1992, 1, 6), None, id="FeiertG LSA before 1993"),
        pytest.param("DE-ST", date(1993, 1, 6), "epiphany", id="FeiertG LSA since 1993"),
        pytest.param("DE-NW", date(1990, 6, 17), "june-17", id="17 June in the West till 1990"),
        pytest.param("DE-NW", date(1991, 6, 17), None, id="17 June no more since 1991"),
        pytest.param("DE-TH", date(1990, 6, 17), None, id="17 June never in the East"),
        pytest.param("DE-TH", date(1990, 5, 24), "ascension", id="FeiertEV of 16.05.1990: Ascension Day"),
        pytest.param("DE-TH", date(1990, 10, 31), "reformation", id="FeiertEV of 16.05.1990: Reformation Day"),
        pytest.param("DE-TH", date(1990, 11, 21), "repentance", id="FeiertEV of 16.05.1990: Buß- und Bettag"),
        pytest.param("DE", date(2008, 5, 1), "labour-day", id="Ascension Day on 1 May 2008"),
    ],
)
def test_single_day(region: str, day: date, key: str | None) -> None:
    assert holidays(region, day.year).get(day) == key


@pytest.mark.parametrize("region", REGIONS)
def test_christmas_eve_and_new_years_eve_are_none(region: str) -> None:
    for year in range(1990, 2101):
        assert not {date(year, 12, 24), date(year, 12, 31)} & holidays(region, year).keys()


@pytest.mark.parametrize("region", REGIONS)
def test_unity_day_since_1990(region: str) -> None:
    assert days(region, "german-unity", range(1985, 2101)) == [date(year, 10, 3) for year in range(1990, 2101)]


@pytest.mark.parametrize("region", REGIONS)
def test_reformation_day_of_2017_is_everywhere(region: str) -> None:
    assert holidays(region, 2017)[date(2017, 10, 31)] == "reformation"


def test_all_saints_is_none_in_thuringia() -> None:
    assert days("DE-TH", "all-saints") == []
    assert all(date(year, 11, 1) not in holidays("DE-TH", year) for year in range(1990, 2101))


@pytest.mark.parametrize("region", REGIONS)
def test_repentance_everywhere_till_1994_then_in_saxony_only(region: str) -> None:
    found = days(region, "repentance")
    last = 2100 if region == "DE-SN" else 1994
    assert [day.year for day in found] == list(range(1990, last + 1))
    assert all(day.weekday() == 2 and date(day.year, 11, 16) <= day <= date(day.year, 11, 22) for day in found)


@pytest.mark.parametrize("region", STATES)
def test_nationwide_days_are_holidays_in_every_state(region: str) -> None:
    for year in range(1990, 2101):
        assert holidays("DE", year).items() <= holidays(region, year).items()


@pytest.mark.parametrize("year", [1900, 1989, 2101, 2200, 9999])
def test_other_years_are_computed_too(year: int) -> None:
    found = holidays("DE-TH", year)
    assert list(found) == sorted(found)
    assert {day.year for day in found} == {year}
    friday = next(day for day, key in found.items() if key == "good-friday")
    assert found[friday + timedelta(days=3)] == "easter-monday"


@pytest.mark.parametrize("region", ["", "TH", "de-th", "DE-XX", "AT"])
def test_unknown_region(region: str) -> None:
    with pytest.raises(ValueError, match="unknown region"):
        holidays(region, 2026)


@pytest.mark.parametrize("year", [0, 10000])
def test_year_without_dates(year: int) -> None:
    with pytest.raises(ValueError, match="year"):
        holidays("DE", year)


def test_result_is_shared_and_read_only() -> None:
    found = holidays("DE-TH", 2026)
    assert holidays("DE-TH", 2026) is found
    with pytest.raises(TypeError):
        found[date(2026, 1, 2)] = "new-year"  # type: ignore[index]


def test_every_holiday_has_two_names() -> None:
    keys = {key for region in REGIONS for year in range(1990, 2101) for key in holidays(region, year).values()}
    for key in keys:
        assert holiday_name(key, "de") != holiday_name(key, "en")


@pytest.mark.parametrize(
    ("key", "german", "english"),
    [
        ("labour-day", "Tag der Arbeit", "Labour Day"),
        ("ascension", "Christi Himmelfahrt", "Ascension Day"),
        ("german-unity", "Tag der Deutschen Einheit", "Day of German Unity"),
        ("world-childrens-day", "Weltkindertag", "World Children's Day"),
        ("christmas-1", "1. Weihnachtsfeiertag", "Christmas Day"),
        ("repentance", "Buß- und Bettag", "Day of Repentance and Prayer"),
    ],
)
def test_holiday_name(key: str, german: str, english: str) -> None:
    assert (holiday_name(key, "de"), holiday_name(key, "en")) == (german, english)


@pytest.mark.parametrize(
    ("region", "german", "english"),
    [
        ("DE", "bundesweit", "nationwide"),
        ("DE-TH", "Thüringen", "Thuringia"),
        ("DE-BY", "Bayern", "Bavaria"),
        ("DE-NI", "Niedersachsen", "Lower Saxony"),
    ],
)
def test_region_name(region: str, german: str, english: str) -> None:
    assert (region_name(region, "de"), region_name(region, "en")) == (german, english)


def test_unknown_key_or_language() -> None:
    for key, language in (("no-such-day", "de"), ("new-year", "fr")):
        with pytest.raises(ValueError, match="no name"):
            holiday_name(key, language)
    with pytest.raises(ValueError, match="no name"):
        region_name("DE-XX", "en")


def test_import_is_light() -> None:
    """Neither the PyPI package nor the heavy parts of dateutil come in with our module."""
    code = "import sys; import foerder.law.holidays; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "dateutil.easter" in loaded
    assert "holidays" not in loaded
    assert not loaded & {f"dateutil.{part}" for part in ("parser", "relativedelta", "rrule", "tz")}
