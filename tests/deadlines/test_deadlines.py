"""The three dates: every form of date, snap and count, what the law moves, what the office plans, extensions, steps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers import compute, dates, duty, grant, written
from program import foerder

from foerder.model import DUTIES
from foerder.register.load import load
from foerder.register.working_days import with_counted_ends

PERIOD = (
    "start = 2026-01-15\nend = 2027-06-30\npurpose_fulfilled = 2027-05-31\nresolved = 2025-12-10\nclosed = 2028-02-01"
)


@pytest.mark.parametrize(
    ("rule", "nominal"),
    [
        pytest.param("due = 2027-03-31", "2027-03-31", id="fixed"),
        pytest.param('after = "period-end"; offset = "6 months"', "2027-12-30", id="after"),
        pytest.param('after = "period-end"; offset = "6 months"; snap = "month-end"', "2027-12-31", id="month-end"),
        pytest.param('after = "period-end"; offset = "10 weeks"; snap = "quarter-end"', "2027-09-30", id="quarter-end"),
        pytest.param('after = "period-end"; offset = "1 day"; snap = "year-end"', "2027-12-31", id="year-end"),
        pytest.param('after = "period-start"; offset = "1 month"; count = "day"', "2026-02-14", id="§ 187 Abs. 2"),
        pytest.param('after = "period-start"; offset = "1 month"; count = "event"', "2026-02-15", id="§ 187 Abs. 1"),
        pytest.param('after = "purpose-fulfilled"; offset = "1 month"', "2027-06-30", id="purpose-fulfilled"),
        pytest.param('after = "resolved"; offset = "5 years"', "2030-12-10", id="resolved"),
        pytest.param('after = "closed"; offset = "5 years"', "2033-02-01", id="closed"),
        pytest.param('after = "period-start"; offset = "3 working days"', "2026-01-20", id="working days"),
        pytest.param('before = "period-start"; offset = "12 weeks"', "2025-10-23", id="before"),
        pytest.param('before = "period-end"; offset = "3 months"', "2027-03-30", id="before, months"),
        pytest.param('before = "period-end"; offset = "5 working days"', "2027-06-23", id="before, working days"),
        pytest.param('before = "period-end"; offset = "3 months"; snap = "month-end"', "2027-03-31", id="before, snap"),
    ],
)
def test_forms(tmp_path: Path, rule: str, nominal: str) -> None:
    assert dates(compute(tmp_path, grant(PERIOD, duty(rule)))["p/z/duty"]).split()[0] == nominal


def parts(form: str, *rules: str) -> str:
    """A deadline with several candidates."""
    lines = "".join(f"[[project.period.deadline.{form}]]\n" + rule.replace("; ", "\n") + "\n" for rule in rules)
    return f'[[project.period.deadline]]\nid = "duty"\nkind = "final-report"\n{{more}}\n{lines}'


PURPOSE = 'after = "purpose-fulfilled"; offset = "6 months"'
END = 'after = "period-end"; offset = "6 months"; snap = "month-end"'


@pytest.mark.parametrize(
    ("form", "period", "more", "nominal"),
    [
        ("earlier_of", "purpose_fulfilled = 2027-05-31\nend = 2027-06-30", "", "2027-11-30"),
        ("earlier_of", "end = 2027-06-30", "", "2027-12-31"),
        ("earlier_of", "purpose_fulfilled = 2027-05-31", "", "2027-11-30"),
        ("earlier_of", "", "", None),
        ("later_of", "purpose_fulfilled = 2027-05-31\nend = 2027-06-30", "", "2027-12-31"),
        ("later_of", "end = 2027-06-30", "", None),
        ("later_of", "purpose_fulfilled = 2027-05-31", "", None),
        ("earlier_of", "purpose_fulfilled = 2027-05-31\nend = 2027-06-30", 'snap = "year-end"', "2027-12-31"),
    ],
)
def test_earlier_and_later_of(tmp_path: Path, form: str, period: str, more: str, nominal: str | None) -> None:
    found = compute(tmp_path, grant(period, parts(form, PURPOSE, END).format(more=more)))["p/z/duty"]
    assert (found.nominal and found.nominal.isoformat()) == nominal
    assert found.state == ("upcoming" if nominal else "open")


def test_an_unreadable_candidate_leaves_no_date(tmp_path: Path) -> None:
    text = grant('purpose_fulfilled = "bald"\nend = 2027-06-30', parts("earlier_of", PURPOSE, END).format(more=""))
    assert compute(tmp_path, text, problems=("bad-value",))["p/z/duty"].why_open == "unreadable purpose_fulfilled"


SUNDAY = 'after = "period-end"; offset = "2 months"'


@pytest.mark.parametrize(
    ("rule", "kind", "expected"),
    [
        # 28.02.2027 is a Sunday.
        (SUNDAY, "other", "2027-02-28 2027-03-01 2027-02-26"),
        (SUNDAY, "remedy", "2027-02-28 2027-03-01 2027-02-26"),
        (SUNDAY, "use-by", "2027-02-28 2027-02-28 2027-02-26"),
        (f'{SUNDAY}; shift = "none"', "other", "2027-02-28 2027-02-28 2027-02-26"),
        (f'{SUNDAY}; shift = "next"', "use-by", "2027-02-28 2027-03-01 2027-02-26"),
        ("due = 2027-02-28", "other", "2027-02-28 2027-02-28 2027-02-26"),
        ("due = 2027-02-28", "remedy", "2027-02-28 2027-02-28 2027-02-26"),
        ('due = 2027-02-28; shift = "next"', "other", "2027-02-28 2027-03-01 2027-02-26"),
        ('before = "period-end"; offset = "8 months"', "application", "2026-04-28 2026-04-28 2026-04-28"),
        ('before = "period-end"; offset = "34 days"', "application", "2026-11-24 2026-11-24 2026-11-24"),
        ('before = "period-end"; offset = "36 days"', "application", "2026-11-22 2026-11-22 2026-11-20"),
        (
            'before = "period-end"; offset = "36 days"; shift = "next"',
            "application",
            "2026-11-22 2026-11-23 2026-11-20",
        ),
        (SUNDAY, "retention-end", "2027-02-28 2027-02-28 2027-02-28"),
        (f'{SUNDAY}; shift = "next"', "earmark-end", "2027-02-28 2027-02-28 2027-02-28"),
        ("due = 2027-02-28", "earmark-end", "2027-02-28 2027-02-28 2027-02-28"),
    ],
)
def test_what_the_law_moves(tmp_path: Path, rule: str, kind: str, expected: str) -> None:
    found = compute(tmp_path, grant("end = 2026-12-28", duty(rule, "duty", kind)))
    assert dates(found["p/z/duty"]) == expected


@pytest.mark.parametrize("kind", DUTIES)
def test_every_duty_counted_after_an_event_moves_but_use_by(tmp_path: Path, kind: str) -> None:
    found = compute(tmp_path, grant("end = 2026-12-28", duty(SUNDAY, "duty", kind)))["p/z/duty"]
    assert (found.latest != found.nominal) == (kind != "use-by")


def test_candidates_count_as_after(tmp_path: Path) -> None:
    for form in ("earlier_of", "later_of"):
        text = grant("end = 2026-12-28", parts(form, 'after = "period-end"; offset = "2 months"').format(more=""))
        assert dates(compute(tmp_path, text)["p/z/duty"]) == "2027-02-28 2027-03-01 2027-02-26"


def test_recurring_days_do_not_move(tmp_path: Path) -> None:
    rules = duty('every = "year"; on = "02-28"; from = 2027-01-01; until = 2027-12-31', "one")
    rules += duty('rrule = "FREQ=YEARLY;COUNT=1"; from = 2027-02-28', "two")
    found = compute(tmp_path, grant("", rules))
    assert [dates(one) for one in found.values()] == ["2027-02-28 2027-02-28 2027-02-26"] * 2


BERLIN = '[[authority]]\nid = "bln"\nname = "B"\nholidays = "DE-BE"\nextra_holidays = [2027-06-17]\n'


@pytest.mark.parametrize(
    ("law", "day", "expected"),
    [
        ("§ 31 Abs. 3 VwVfG: Weltkindertag is none in Berlin", "2027-09-20", "2027-09-20 2027-09-20 2027-09-17"),
        ("§ 31 Abs. 3 VwVfG: Reformationstag is none in Berlin", "2028-10-31", "2028-10-31 2028-10-31 2028-10-30"),
        ("§ 31 Abs. 3 VwVfG: Frauentag is one in Berlin", "2027-03-08", "2027-03-08 2027-03-09 2027-03-05"),
        ("one-off holiday at the seat", "2027-06-17", "2027-06-17 2027-06-18 2027-06-16"),
        ("office_closed moves the plan, never the law", "2027-12-24", "2027-12-24 2027-12-24 2027-12-23"),
        ("office_closed on one day", "2027-05-14", "2027-05-14 2027-05-14 2027-05-13"),
        ("1 May 2027 is a Saturday", "2027-05-01", "2027-05-01 2027-05-03 2027-04-30"),
    ],
    ids=lambda value: value if " " in value and "20" not in value[:2] else None,
)
def test_both_calendars(tmp_path: Path, law: str, day: str, expected: str) -> None:
    settings = 'format = 1\n[settings]\nholidays = "DE-TH"\noffice_closed = ["12-24", "2027-05-14"]\n'
    text = settings + BERLIN + grant("", duty(f'due = {day}; shift = "next"'), 'authority = "bln"')
    assert dates(compute(tmp_path, text)["p/z/duty"]) == expected


def test_the_authority_of_the_innermost_place_counts(tmp_path: Path) -> None:
    head = BERLIN + '[[programme]]\nid = "prog"\ntitle = "Prog"\nauthority = "bln"\n'
    rule = duty('due = 2027-09-20; shift = "next"')
    shown = {}
    for name, project, period in (
        ("programme", "", ""),
        ("project", 'authority = "tlvwa"', ""),
        ("period", 'authority = "bln"', 'authority = "tlvwa"'),
        ("period back", 'authority = "tlvwa"', 'authority = "bln"'),
    ):
        found = compute(tmp_path, grant(period, rule, f'programme = "prog"\n{project}', head))["p/z/duty"]
        shown[name] = (found.authority, dates(found).split()[1])
    assert shown == {
        "programme": ("bln", "2027-09-20"),
        "project": ("tlvwa", "2027-09-21"),
        "period": ("tlvwa", "2027-09-21"),
        "period back": ("bln", "2027-09-20"),
    }


def test_an_authority_without_holidays_has_ours(tmp_path: Path) -> None:
    head = '[[authority]]\nid = "a"\nname = "A"\n'
    text = grant("", duty('due = 2027-09-20; shift = "next"'), 'authority = "a"', head)
    assert dates(compute(tmp_path, text)["p/z/duty"]) == "2027-09-20 2027-09-21 2027-09-17"
    nationwide = "format = 1\n" + grant("", duty('due = 2027-09-20; shift = "next"'))
    assert dates(compute(tmp_path, nationwide)["p/z/duty"]) == "2027-09-20 2027-09-20 2027-09-20"


def test_offsets_count_the_authoritys_working_days_and_lead_ours(tmp_path: Path) -> None:
    rule = duty('after = "period-start"; offset = "2 working days"; lead = "2 working days"')
    text = BERLIN + grant("start = 2027-09-17", rule, 'authority = "bln"')
    found = compute(tmp_path, 'format = 1\n[settings]\nholidays = "DE-TH"\n' + text)["p/z/duty"]
    # Friday 17.09.; in Berlin Monday 20.09. counts, in Gera it does not.
    assert dates(found) == "2027-09-21 2027-09-21 2027-09-21"
    assert found.ready_by is not None
    assert found.ready_by.isoformat() == "2027-09-16"


def test_ready_in_house_is_counted_back_from_the_plan(tmp_path: Path) -> None:
    found = compute(tmp_path, grant("end = 2026-12-28", duty(f'{SUNDAY}; lead = "6 weeks"')))["p/z/duty"]
    assert found.ready_by is not None
    assert (dates(found), found.ready_by.isoformat()) == ("2027-02-28 2027-03-01 2027-02-26", "2027-01-15")


EXTENSION = '[[project.extension]]\ndeadline = "z/duty"\nto = 2027-05-01\ngranted = 2027-02-01\nreference = "GZ 1"\n'


@pytest.mark.parametrize("rule", [SUNDAY, 'due = 2027-02-28; shift = "next"'])
def test_an_extension_replaces_the_day_and_moves_as_the_deadline_does(tmp_path: Path, rule: str) -> None:
    text = grant("end = 2026-12-28", duty(f'{rule}; lead = "1 week"') + EXTENSION)
    found = compute(tmp_path, text)["p/z/duty"]
    # 01.05.2027 is a holiday and a Saturday (OLG Stuttgart, 11.09.2014, 2 U 46/14).
    assert dates(found) == "2027-05-01 2027-05-03 2027-04-30"
    assert found.ready_by is not None
    assert found.ready_by.isoformat() == "2027-04-23"


@pytest.mark.parametrize(
    ("rule", "more", "expected"),
    [
        pytest.param("due = 2027-02-28", "", "2027-05-01 2027-05-01 2027-04-30", id="a named day stays"),
        pytest.param(
            'after = "period-end"; offset = "2 months"',
            'shift = "none"',
            "2027-05-01 2027-05-01 2027-04-30",
            id="Satz 2",
        ),
    ],
)
def test_an_extension_does_not_move(tmp_path: Path, rule: str, more: str, expected: str) -> None:
    text = grant("end = 2026-12-28", duty(rule) + EXTENSION + more)
    assert dates(compute(tmp_path, text)["p/z/duty"]) == expected


BY_A_SPAN = [
    # end of the period, rule, by, new day, the earlier reading, the three dates
    pytest.param(
        "2026-12-28",
        SUNDAY,
        "1 month",
        ("2027-04-01", "2027-03-28"),
        "2027-04-01 2027-04-01 2027-03-25",
        id="BGH, 14.12.2005, IX ZB 198/04: Sunday, 28.02.2027, in time until Monday",
    ),
    pytest.param(
        "2026-12-28",
        SUNDAY,
        "14 days",
        ("2027-03-15", "2027-03-14"),
        "2027-03-15 2027-03-15 2027-03-12",
        id="§ 190 BGB: days as well as months",
    ),
    pytest.param(
        "2026-10-31",
        'after = "period-end"; offset = "3 months"',
        "1 month",
        ("2027-03-01", "2027-02-28"),
        "2027-03-01 2027-03-01 2027-02-26",
        id="§ 188 Abs. 3 BGB: Sunday, 31.01.2027",
    ),
    pytest.param(
        "2026-12-26",
        SUNDAY,
        "1 month",
        ("2027-03-26", None),
        "2027-03-26 2027-03-30 2027-03-25",
        id="§ 31 Abs. 3 VwVfG: from a working day to Good Friday",
    ),
    pytest.param(
        "2026-12-28",
        "due = 2027-02-28",
        "1 month",
        ("2027-03-28", None),
        "2027-03-28 2027-03-28 2027-03-25",
        id="§ 31 Abs. 3 Satz 2 VwVfG: a named day has not moved",
    ),
    pytest.param(
        "2026-12-28",
        SUNDAY + '; shift = "none"',
        "1 month",
        ("2027-03-28", None),
        "2027-03-28 2027-03-28 2027-03-25",
        id="§ 31 Abs. 3 VwVfG: a deadline that does not move",
    ),
]


@pytest.mark.parametrize(("end", "rule", "by", "written_down", "expected"), BY_A_SPAN)
def test_an_extension_by_a_span(
    tmp_path: Path, end: str, rule: str, by: str, written_down: tuple[str, str | None], expected: str
) -> None:
    """It goes on from the moved end where the law had moved it; planned for is the earlier reading."""
    text = grant(f"end = {end}", duty(rule))
    path = written(tmp_path, text)
    imagined = foerder("-f", path, "due", "--all", "--what-if", f"extend p/z/duty {by}", "--format", "json").json
    answer = foerder("-f", path, "extend", "p/z/duty", "--by", by, "--yes")
    assert answer.code == 0, answer.err
    extension = load([path]).projects[0].extensions[0]
    to, careful = written_down
    assert (str(extension.to), extension.plan_by and str(extension.plan_by)) == (to, careful)
    assert careful is None or careful in answer.out + answer.err
    found = compute(tmp_path, path.read_text(encoding="utf-8"))["p/z/duty"]
    assert dates(found) == expected
    duties = {one["id"]: one for one in imagined["deadlines"]}
    keys = ("nominal", "latest", "due")
    assert " ".join(duties["p/z/duty"][key] for key in keys) == expected


def test_a_second_extension_keeps_to_the_earlier_reading(tmp_path: Path) -> None:
    """28.02.2027 is a Sunday: by law 01.03., 01.04. and 01.05.2027, a Saturday; planned for are 28.03. and 28.04."""
    path = written(tmp_path, grant("end = 2026-12-28", duty(SUNDAY)))
    for _ in range(2):
        assert foerder("-f", path, "extend", "p/z/duty", "--by", "1 month", "--yes").code == 0
    found = compute(tmp_path, path.read_text(encoding="utf-8"))["p/z/duty"]
    assert dates(found) == "2027-05-01 2027-05-03 2027-04-28"


@pytest.mark.parametrize(("end", "longer"), [("2027-02-27", "2027-03-27"), ("2027-05-01", "2027-06-01")])
def test_a_period_goes_on_from_its_own_end(tmp_path: Path, end: str, longer: str) -> None:
    """§ 31 Abs. 4 VwVfG: a Saturday, and a holiday on a Saturday; a period does not move."""
    path = written(tmp_path, grant(f"end = {end}"))
    assert foerder("-f", path, "extend", "p/z", "--by", "1 month", "--yes").code == 0
    assert str(load([path]).projects[0].periods[0].end) == longer


def test_the_earlier_reading_never_moves_the_plan_forward(tmp_path: Path) -> None:
    later = EXTENSION + "plan_by = 2027-06-01\n"
    text = grant("end = 2026-12-28", duty(SUNDAY) + later)
    assert dates(compute(tmp_path, text)["p/z/duty"]) == "2027-05-01 2027-05-03 2027-04-30"


def test_explain_gives_the_reason_for_the_later_day(tmp_path: Path) -> None:
    earlier = '[[project.extension]]\ndeadline = "z/duty"\nto = 2027-04-01\nplan_by = 2027-03-28\n'
    answer = explain(tmp_path, grant("end = 2026-12-28", duty(SUNDAY) + earlier))
    plan = answer["steps"][-1]
    assert (plan["step"], plan["date"]) == ("plan", "2027-03-25")
    for text in (plan["text"], answer["sentence"]):
        assert "Sunday, 2027-03-28" in text
        assert "BGH, 14.12.2005, IX ZB 198/04" in text
    assert "extended to this day: Thursday, 2027-04-01" in answer["sentence"]


def test_of_several_extensions_the_last_counts(tmp_path: Path) -> None:
    text = grant("", duty("due = 2027-02-26") + EXTENSION + EXTENSION.replace("2027-05-01", "2027-06-30"))
    assert dates(compute(tmp_path, text)["p/z/duty"]).startswith("2027-06-30")


def test_an_extension_gives_a_day_where_none_is_known(tmp_path: Path) -> None:
    text = grant("", duty('after = "period-end"; offset = "6 months"') + EXTENSION)
    assert dates(compute(tmp_path, text)["p/z/duty"]) == "2027-05-01 2027-05-03 2027-04-30"
    recurring = grant("", duty('after = "payment"; offset = "6 weeks"', "duty", "use-by") + EXTENSION)
    assert dates(compute(tmp_path, recurring)["p/z/duty"]) == "- - -"


def test_an_extension_of_one_occurrence(tmp_path: Path) -> None:
    text = grant(
        "start = 2025-01-01\nend = 2028-12-31",
        EXTENSION.replace("z/duty", "z/interim-report/2026"),
        'rules = ["anbest-p-bund-2019"]',
    )
    found = compute(tmp_path, text)
    assert dates(found["p/z/interim-report/2026"]).startswith("2027-05-01 2027-05-03")
    assert dates(found["p/z/interim-report/2025"]).startswith("2026-04-30")


def explain(folder: Path, text: str, identity: str = "p/z/duty") -> Any:
    answer = foerder("-f", written(folder, text), "explain", identity, "--format", "json")
    assert answer.code == 0, answer.err
    return answer.json


def test_explain_shows_the_rule_and_the_extension(tmp_path: Path) -> None:
    answer = explain(tmp_path, grant("end = 2026-12-28", duty(SUNDAY) + EXTENSION))
    assert [(step["step"], step["date"]) for step in answer["steps"]] == [
        ("anchor", "2026-12-28"),
        ("offset", "2027-02-28"),
        ("fixed", "2027-05-01"),
        ("shift", "2027-05-03"),
        ("plan", "2027-04-30"),
    ]
    assert "2027-02-28" in answer["sentence"]
    assert "GZ 1" in answer["sentence"]


@pytest.mark.parametrize(
    ("rule", "granted"),
    [
        pytest.param("due = 2027-02-28", "2027-03-01", id="§ 31 Abs. 3 Satz 2 VwVfG: a named day"),
        pytest.param('every = "year"; on = "02-28"; from = 2027-01-01; until = 2027-12-31', "2027-03-01", id="every"),
        pytest.param('rrule = "FREQ=YEARLY;COUNT=1"; from = 2027-02-28', "2027-03-01", id="rrule"),
        pytest.param('due = 2027-02-28; shift = "next"', None, id="it moves already"),
        pytest.param("due = 2027-02-26", None, id="a working day"),
        pytest.param('before = "period-end"; offset = "36 days"', None, id="§ 31 Abs. 3 VwVfG: never backward"),
        pytest.param(f"due = 2027-02-28\n{EXTENSION}", "2027-05-03", id="§ 31 Abs. 7 VwVfG: extended"),
    ],
)
def test_explain_says_what_the_law_would_grant(tmp_path: Path, rule: str, granted: str | None) -> None:
    text = grant("end = 2026-12-28", duty(rule))
    identity = "duty/2027" if "FREQ" in rule or "every" in rule else "z/duty"
    answer = explain(tmp_path, text, identity)
    said = "§ 31 Abs. 3 Satz 2 VwVfG" in answer["sentence"]
    assert said == (granted is not None)
    assert granted is None or granted in answer["sentence"]
    assert [step["step"] for step in answer["steps"]].count("plan") == 1


def test_explain_names_the_holiday_and_its_place(tmp_path: Path) -> None:
    answer = explain(
        tmp_path,
        BERLIN + grant("end = 2026-12-22", duty('after = "period-end"; offset = "76 days"'), 'authority = "bln"'),
    )
    shift = next(step for step in answer["steps"] if step["step"] == "shift")
    assert shift["date"] == "2027-03-09"
    assert "International Women's Day, Berlin" in shift["text"]


def test_explain_of_several_candidates(tmp_path: Path) -> None:
    answer = explain(tmp_path, grant(PERIOD, parts("earlier_of", PURPOSE, END).format(more="")))
    assert [(step["step"], step["date"]) for step in answer["steps"]] == [
        ("anchor", "2027-05-31"),
        ("offset", "2027-11-30"),
        ("earlier-of", "2027-11-30"),
        ("plan", "2027-11-30"),
    ]


def test_a_duration_counts_from_the_start(tmp_path: Path) -> None:
    answer = explain(tmp_path, grant('start = 2026-01-31\nduration = "1 month"'), "p/z/period-end")
    assert [(step["step"], step["date"]) for step in answer["steps"]] == [
        ("anchor", "2026-01-31"),
        ("offset", "2026-02-28"),
    ]
    both = foerder(
        "-f",
        written(tmp_path, grant('start = 2026-01-01\nend = 2026-05-31\nduration = "1 year"')),
        "explain",
        "period-end",
        "--format",
        "json",
    )
    assert both.code == 3
    assert [(step["step"], step["date"]) for step in both.json["steps"]] == [("fixed", "2026-05-31")]


@pytest.mark.parametrize(
    ("change", "moved"),
    [
        ("extend p/z 6 months", {"period-end": "2027-06-30", "final-report": "2027-12-31"}),
        ("end p/z 2027-03-15", {"period-end": "2027-03-15", "final-report": "2027-09-30"}),
        ("extend p/z/final-report 14 days", {"period-end": "2026-12-31", "final-report": "2027-07-14"}),
        ("extend p 1 year", {"period-end": "2027-12-31", "final-report": "2028-06-30"}),
        ("extend p/z +6m", {"period-end": "2027-06-30", "final-report": "2027-12-31"}),
        ("extend p/z/period-end 6 months", {"period-end": "2027-06-30", "final-report": "2027-12-31"}),
    ],
)
def test_what_if(tmp_path: Path, change: str, moved: dict[str, str]) -> None:
    path = written(tmp_path, grant("start = 2026-01-01\nend = 2026-12-31", "", 'rules = ["anbest-p-bund-2019"]'))
    before = path.read_bytes()
    answer = foerder("-f", path, "due", "--all", "--what-if", change, "--format", "json")
    found = {record["id"].removeprefix("p/z/"): record["nominal"] for record in answer.json["deadlines"]}
    assert {name: found[name] for name in moved} == moved
    assert path.read_bytes() == before


SEAT = '[[authority]]\nid = "be"\nname = "Berlin"\nholidays = "DE-BE"\nextra_holidays = [2026-09-23]'
WORKING_DAYS = [
    # 25 and 26 December and New Year are holidays, 24 and 31 December are not.
    pytest.param("2026-12-23", "5 working days", "", "2026-12-31", id="§ 31 Abs. 3 VwVfG: Christmas"),
    pytest.param("2026-12-28", "4 working days", "", "2027-01-04", id="§ 31 Abs. 3 VwVfG: New Year"),
    pytest.param("2019-09-18", "2 working days", "", "2019-09-23", id="§ 2 Abs. 1 ThürFGtG: 20 September"),
    pytest.param(
        "2019-09-18", "2 working days", 'authority = "be"', "2019-09-20", id="§ 193 BGB: the authority's seat"
    ),
    pytest.param("2026-09-21", "2 working days", 'authority = "be"', "2026-09-24", id="extra holiday at the seat"),
    pytest.param("2026-12-23", "1 week 1 working day", "", "2026-12-31", id="§ 190 BGB: in the order written"),
    pytest.param("2026-04-01", "1 working day", "", "2026-04-02", id="no holiday between"),
    pytest.param("2026-04-02", "1 working day", "", "2026-04-07", id="§ 2 Abs. 1 ThürFGtG: Easter"),
]


@pytest.mark.parametrize(("last", "span", "more", "expected"), WORKING_DAYS)
def test_working_days_of_an_extension_are_those_of_the_seat(
    tmp_path: Path, last: str, span: str, more: str, expected: str
) -> None:
    text = grant(f"end = {last}\n{more}", duty(f"due = {last}"), head=SEAT)
    for target in ("p/z", "p/z/duty"):
        imagined = foerder(
            "-f", written(tmp_path, text), "due", "--all", "--what-if", f"extend {target} {span}", "--format", "json"
        )
        found = {record["id"]: record["nominal"] for record in imagined.json["deadlines"]}
        assert found["p/z/duty" if target == "p/z/duty" else "p/z/period-end"] == expected
        path = written(tmp_path, text)
        assert foerder("-f", path, "extend", target, "--by", span).code == 0
        assert f"{'to' if target == 'p/z/duty' else 'end'} = {expected}" in path.read_text(encoding="utf-8")


def test_working_days_that_are_not_known_are_not_counted(tmp_path: Path) -> None:
    broken = '[[authority]]\nid = "be"\nname = "Berlin"\nholidays = "DE-XX"'
    path = written(tmp_path, grant('end = 2026-12-23\nauthority = "be"', duty("due = 2026-12-23"), head=broken))
    before = path.read_bytes()
    refused = foerder("-f", path, "extend", "p/z", "--by", "5 working days")
    assert (refused.code, "not known" in refused.err) == (4, True), refused
    assert foerder("-f", path, "due", "--what-if", "extend p/z 5 working days").code == 2
    assert path.read_bytes() == before
    assert foerder("-f", path, "extend", "p/z", "--by", "5 days").code == 0


@pytest.mark.parametrize(
    ("start", "duration", "more", "end"),
    [
        pytest.param("2026-12-21", "5 working days", "", "2026-12-28", id="§ 187 Abs. 2 BGB: Christmas"),
        pytest.param("2019-09-19", "2 working days", "", "2019-09-23", id="§ 2 Abs. 1 ThürFGtG: 20 September"),
        pytest.param("2019-09-19", "2 working days", 'authority = "be"', "2019-09-20", id="§ 193 BGB: the seat"),
        pytest.param("2026-01-31", "1 month", "", "2026-02-28", id="§ 188 Abs. 3 BGB: months"),
    ],
)
def test_working_days_of_a_duration_are_those_of_the_seat(
    tmp_path: Path, start: str, duration: str, more: str, end: str
) -> None:
    answer = explain(tmp_path, grant(f'start = {start}\nduration = "{duration}"\n{more}', head=SEAT), "p/z/period-end")
    assert [(step["step"], step["date"]) for step in answer["steps"]] == [("anchor", start), ("offset", end)]


def test_a_duration_in_working_days_that_are_not_known_has_no_end(tmp_path: Path) -> None:
    text = grant(
        'start = 2026-12-21\nduration = "5 working days"\nauthority = "be"',
        duty('after = "period-end"; offset = "1 day"'),
    )
    found = compute(tmp_path, text, problems=("unknown-authority",))
    assert {name: deadline.nominal for name, deadline in found.items()} == {"p/z/duty": None}


TWO_PERIODS = """format = 1
[settings]
holidays = "DE-TH"
[[project]]
id = "a"
title = "A"
[[project.period]]
id = "one"
start = {start}
{length}
[[project.period]]
id = "two"
start = 2026-10-12
duration = "10 working days"
"""


@pytest.mark.parametrize(
    ("start", "length", "codes"),
    [
        ("2026-01-01", 'duration = "190 working days"', []),
        ("2026-01-01", 'duration = "200 working days"', ["overlap"]),
        ("2026-01-01", 'end = 2026-06-30\nduration = "200 working days"', ["two-ends"]),
    ],
    ids=["before the next", "by holidays into the next", "two ends, of which one counts"],
)
def test_periods_that_are_counted_in_working_days_are_compared_and_counted_each(
    start: str, length: str, codes: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.toml"
    path.write_text(TWO_PERIODS.format(start=start, length=length), encoding="utf-8")
    register = load([path])
    assert [problem.code for problem in register.problems] == codes
    assert str(register.projects[0].periods[1].end) == "2026-10-23"


def test_durations_in_working_days_are_counted_again_where_the_settings_are_known_after_all(tmp_path: Path) -> None:
    text = TWO_PERIODS.format(start="2026-01-01", length='duration = "190 working days"')
    path = tmp_path / "a.toml"
    path.write_text(text, encoding="utf-8")
    good = load([path])
    path.write_text(text.replace("DE-TH", "DE-XX"), encoding="utf-8")
    bad = load([path])
    assert [period.end for period in bad.projects[0].periods] == [None, None]
    again = with_counted_ends(bad._replace(settings=good.settings, settings_readable=True))
    assert again.projects == good.projects
