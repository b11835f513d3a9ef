"""What RFC 5545 (section 3.3.10) forbids in a recurrence rule is refused with the right spelling."""

from __future__ import annotations

import pytest

from foerder.register.rrule import read_rule
from foerder.register.values import FieldError
from foerder.text import i18n

GENERIC = 'Write a rule of RFC 5545, for example "FREQ=MONTHLY;BYMONTHDAY=15"; its first day goes into from.'
NEVER = 'Compare its parts with one another, for example "FREQ=MONTHLY;BYMONTHDAY=15".'


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "freq=monthly;bymonthday=15",
        "FREQ=WEEKLY;BYDAY=MO,FR;WKST=SU",
        "FREQ=MONTHLY;BYDAY=+1MO,-1FR",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=YEARLY;BYYEARDAY=366",
        "FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=MONTHLY;COUNT=3",
        "FREQ=MONTHLY;UNTIL=20260705",
        "FREQ=MONTHLY;UNTIL=20260705T215959Z",
        "INTERVAL=2;FREQ=YEARLY",
    ],
)
def test_what_the_rfc_allows_is_taken_as_it_is(rule: str) -> None:
    assert read_rule(rule) == rule


@pytest.mark.parametrize(
    ("rule", "remedy"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=05.07.2026", "Write UNTIL=20260705."),
        ("FREQ=MONTHLY;UNTIL=5.7.26", "Write UNTIL=20260705."),
        ("FREQ=MONTHLY;UNTIL=2026-07-05", "Write UNTIL=20260705."),
        ("FREQ=MONTHLY;UNTIL=20260705Z", "Write UNTIL=20260705."),
        ("FREQ=MONTHLY;UNTIL=20260705T000000", "Write UNTIL=20260705."),
        ("FREQ=MONTHLY;UNTIL=2026-07-05T00:00:00Z", "Write UNTIL=20260705."),
        ("FREQ=MONTHLY;UNTIL=20260231", "Write UNTIL=20260228."),
        ("FREQ=MONTHLY;UNTIL=20261301", "Write year, month and day without anything between: UNTIL=20261231."),
        ("FREQ=MONTHLY;UNTIL=2026", "Write year, month and day without anything between: UNTIL=20261231."),
        ("FREQ=MONTHLY;UNTIL=Juli", "Write year, month and day without anything between: UNTIL=20261231."),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "Write numbers from BYMONTHDAY=1 to 31, or from -31 to -1 counted from the end."),
        ("FREQ=MONTHLY;BYMONTHDAY=15,32", "Write numbers from BYMONTHDAY=1 to 31, or from -31 to -1"),
        ("FREQ=YEARLY;BYMONTH=0", "Write numbers from BYMONTH=1 to 12."),
        ("FREQ=YEARLY;BYMONTH=-1", "Write numbers from BYMONTH=1 to 12."),
        ("FREQ=YEARLY;BYYEARDAY=367", "Write numbers from BYYEARDAY=1 to 366"),
        ("FREQ=YEARLY;BYWEEKNO=54", "Write numbers from BYWEEKNO=1 to 53"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "Write numbers from BYSETPOS=1 to 366"),
        ("FREQ=WEEKLY;BYDAY=DI", "Write BYDAY=TU."),
        ("FREQ=MONTHLY;BYDAY=1DO", "Write BYDAY=1TH."),
        ("FREQ=WEEKLY;BYDAY=Montag", "Write days as MO, TU, WE, TH, FR, SA, SU."),
        ("FREQ=YEARLY;BYDAY=54MO", "Write numbers from 1MO to 53."),
        ("FREQ=WEEKLY;WKST=SO", "Write WKST=SU."),
        ("FREQ=WEEKLY;BYDAY=1MO", "Use it with FREQ=MONTHLY."),
        ("FREQ=WEEKLY;BYMONTHDAY=15", "Use it with FREQ=MONTHLY."),
        ("FREQ=MONTHLY;BYYEARDAY=100", "Use it with FREQ=YEARLY."),
        ("FREQ=MONTHLY;BYWEEKNO=20", "Use it with FREQ=YEARLY."),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", "Use it with BYDAY without numbers."),
        ("FREQ=MONTHLY;BYSETPOS=1", "Use it with a second part such as BYDAY=MO."),
        ("FREQ=MONTHLY;COUNT=3;UNTIL=20261231", "Keep one of them."),
        ("FREQ=MONTHLY;BYDAY=MO;BYDAY=TU", "several values are separated by commas: BYDAY=MO,TU."),
        ("FREQ=MONTHLY;INTERVAL=0", "Write a whole number from 1 on: INTERVAL=2."),
        ("FREQ=MONTHLY;INTERVAL=+2", "Write a whole number from 1 on: INTERVAL=2."),
        ("FREQ=MONTHLY;COUNT=-1", "Write a whole number from 1 on: COUNT=3."),
        ("FREQ=MONTHLY;COUNT=0", "Write COUNT=1 or more"),
        ("FREQ=MONTHLY; BYMONTHDAY=15", 'Write "FREQ=MONTHLY;BYMONTHDAY=15".'),
        ("FREQ=MONTHLY;BYMONTHDAY=15;", 'Write "FREQ=MONTHLY;BYMONTHDAY=15".'),
        ("FREQ=YEARLY;BYEASTER=0", "Possible: FREQ, INTERVAL"),
        ("FREQ=MONTHLY;BYMONTDAY=15", 'Did you mean "BYMONTHDAY"?'),
        ("FREQ=JEDEN MONAT", 'Write "FREQ=JEDENMONAT".'),
        ("FREQ=HOURLY", "Use FREQ=DAILY"),
        ("FREQ=DAILY;BYHOUR=9", "Use FREQ=DAILY"),
        ("BYMONTHDAY=15", GENERIC),
        ("FREQ=MONTHLY;BYMONTHDAY", GENERIC),
        ("FREQ=MONTHLY;BYMONTHDAY=", GENERIC),
        ("jeden Monat", GENERIC),
        ("", GENERIC),
        (15, GENERIC),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", NEVER),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1", NEVER),
        ("FREQ=YEARLY;BYWEEKNO=20;BYMONTH=1", NEVER),
    ],
)
def test_what_it_forbids_is_refused_with_the_remedy(rule: object, remedy: str) -> None:
    with i18n.using("en"), pytest.raises(FieldError) as fault:
        read_rule(rule)
    assert remedy in fault.value.remedy


@pytest.mark.parametrize("rule", ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", "FREQ=YEARLY;BYYEARDAY=366;BYDAY=SU"])
def test_what_comes_true_once_in_28_years_is_a_rule(rule: str) -> None:
    assert read_rule(rule) == rule
