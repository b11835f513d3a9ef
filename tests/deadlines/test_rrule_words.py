"""Recurrence rules of RFC 5545 in words, in both languages; the rule is in brackets behind them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from helpers import duty, grant, written
from program import foerder

from foerder.deadlines.rrule_words import rule_words
from foerder.law.recurrence import by_rule
from foerder.text.i18n import using

FIRST = date(2026, 4, 30)
"""A Thursday."""
WEEK = "BYDAY=MO,TU,WE,TH,FR"
RULES = [
    ("FREQ=YEARLY", "every year, on 30 April", "jedes Jahr, am 30. April"),
    ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=1", "every year, on 1 February", "jedes Jahr, am 1. Februar"),
    ("FREQ=MONTHLY;INTERVAL=12", "every year, on 30 April", "jedes Jahr, am 30. April"),
    (
        f"FREQ=MONTHLY;INTERVAL=3;{WEEK};BYSETPOS=-1",
        "every 3 months, on the last weekday (Monday to Friday)",
        "alle 3 Monate, am letzten Arbeitstag (Montag bis Freitag)",
    ),
    (
        "FREQ=MONTHLY;BYMONTH=2,5,8,11;BYMONTHDAY=10",
        "every year in February, May, August and November, on day 10 of the month",
        "jedes Jahr im Februar, Mai, August und November, am 10. des Monats",
    ),
    (
        "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=5",
        "every 2 months, on day 5 of the month",
        "alle 2 Monate, am 5. des Monats",
    ),
    (
        "FREQ=MONTHLY",
        "every month, on day 30 of the month, only where the month has that day",
        "jeden Monat, am 30. des Monats, nur wo der Monat diesen Tag hat",
    ),
    (
        "FREQ=MONTHLY;BYMONTHDAY=1,15",
        "every month, on day 1 and 15 of the month",
        "jeden Monat, am 1. und 15. des Monats",
    ),
    ("FREQ=YEARLY;BYMONTHDAY=15", "every month, on day 15 of the month", "jeden Monat, am 15. des Monats"),
    (
        "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=5",
        "every month, on the last day of the month, 5 times in all",
        "jeden Monat, am letzten Tag des Monats, insgesamt 5-mal",
    ),
    ("FREQ=WEEKLY", "every week, on Thursday", "jede Woche, am Donnerstag"),
    ("FREQ=WEEKLY;BYDAY=TH,MO", "every week, on Monday and Thursday", "jede Woche, am Montag und Donnerstag"),
    (f"FREQ=DAILY;{WEEK}", "on every weekday (Monday to Friday)", "an jedem Arbeitstag (Montag bis Freitag)"),
    ("FREQ=DAILY;INTERVAL=10", "every 10 days", "alle 10 Tage"),
    ("FREQ=MONTHLY;BYDAY=MO", "every month, on every Monday", "jeden Monat, an jedem Montag"),
    (
        "FREQ=MONTHLY;BYDAY=2TU,4TU",
        "every month, on the second Tuesday and on the fourth Tuesday",
        "jeden Monat, am zweiten Dienstag und am vierten Dienstag",
    ),
    (
        "FREQ=YEARLY;BYMONTH=12;BYDAY=-1FR",
        "every year in December, on the last Friday",
        "jedes Jahr im Dezember, am letzten Freitag",
    ),
    (
        f"FREQ=YEARLY;{WEEK};BYSETPOS=-2",
        "every year, on the second to last weekday (Monday to Friday) of the year",
        "jedes Jahr, am vorletzten Arbeitstag (Montag bis Freitag) des Jahres",
    ),
    (
        "FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1",
        "every month, on the first Saturday or Sunday",
        "jeden Monat, am ersten Samstag oder Sonntag",
    ),
    (
        "FREQ=YEARLY;UNTIL=20400430T000000Z",
        "every year, on 30 April, until 2040-04-30 at the latest",
        "jedes Jahr, am 30. April, längstens bis 30.04.2040",
    ),
]
UNSPOKEN = [
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
    "FREQ=YEARLY;BYEASTER=-2",
    "FREQ=YEARLY;BYWEEKNO=20",
    "FREQ=YEARLY;BYYEARDAY=100",
    "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
    "FREQ=MONTHLY;INTERVAL=5;BYMONTH=3",
    f"FREQ=YEARLY;BYMONTH=3,9;{WEEK};BYSETPOS=-1",
    "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=9",
    "FREQ=MONTHLY;BYMONTHDAY=1,-1",
]


@pytest.mark.parametrize(("rule", "english", "german"), RULES, ids=lambda text: text if "FREQ" in text else "")
def test_a_rule_in_words(rule: str, english: str, german: str) -> None:
    assert list(by_rule(rule, FIRST, date(2032, 1, 1)))  # it is one
    for language, words in (("en", english), ("de", german)):
        with using(language):
            assert rule_words(rule, FIRST) == f"{words} ({rule})"


@pytest.mark.parametrize("rule", UNSPOKEN)
def test_a_rule_without_short_words_stands_alone(rule: str) -> None:
    assert rule_words(rule, FIRST) == rule


def test_explain_and_rules_say_the_words(tmp_path: Path) -> None:
    keys = f'rrule = "FREQ=MONTHLY;INTERVAL=3;{WEEK};BYSETPOS=-1"; from = 2026-03-01; until = 2026-12-31'
    sets = '[[rule_set]]\nid = "haus"\ntitle = "Haus"\n' + duty(keys, where="rule_set")
    path = written(tmp_path, grant("start = 2026-01-01", duty(keys), head=sets))
    words = "every 3 months, on the last weekday (Monday to Friday) (FREQ=MONTHLY;INTERVAL=3;"
    assert f"recurring {words}" in " ".join(foerder("-f", path, "explain", "p/z/duty/2026-06-30").out.split())
    assert words in " ".join(foerder("-f", path, "rules", "haus").out.split())
