"""Who is told what, on which day; and that nothing is lost when things break."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock
from helpers import assert_linear
from notifying import ANNA, BODO, DESK, HEAD, HEADER, Basket, Office, project, text_of

from foerder.model import Notify, Register
from foerder.notify.memory import DeliveryLog
from foerder.notify.plan import Planner
from foerder.notify.snapshot import Snapshot, WatchedDeadline
from foerder.notify.transport import DownError, LaterError, NotSentError, UncertainError
from foerder.text import i18n

NAME = "iksp/p/report"


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr("os.fsync", lambda handle: None)  # hundreds of runs; the disk is not what is tested
    return Office(tmp_path)


def steps(*numbers: int) -> list[tuple[str | None, int | None, str]]:
    return [(NAME, number, "step") for number in numbers]


OVERDUE = (NAME, None, "overdue")
ESCALATED = (NAME, None, "escalated")

DUE_WEDNESDAY = "2027-03-31"


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-12-30", {}),
        # 90 days before is Thursday 31 December.
        ("2026-12-31", {ANNA: steps(90)}),
        # 30 days before is Monday 1 March.
        ("2027-03-01", {ANNA: steps(90, 30)}),
        ("2027-03-17", {ANNA: steps(90, 30, 14), BODO: steps(14)}),
        ("2027-03-24", {ANNA: steps(90, 30, 14, 7), BODO: steps(14, 7)}),
        ("2027-03-31", {ANNA: steps(90, 30, 14, 7, 1), BODO: steps(14, 7, 1)}),
        ("2027-04-01", {ANNA: [OVERDUE], BODO: [OVERDUE], HEAD: [ESCALATED]}),
        # A register that begins with something long overdue tells it once, not its old steps.
        ("2027-06-30", {ANNA: [OVERDUE], BODO: [OVERDUE], HEAD: [ESCALATED]}),
    ],
)
def test_the_first_run_ever(office: Office, day: str, told: object) -> None:
    office.write(project("iksp", DUE_WEDNESDAY))
    assert office.told(day) == told


def test_a_step_on_a_weekend_or_holiday_comes_on_the_working_day_before(office: Office) -> None:
    # 7 days before Monday 5 April 2027 is Easter Monday, 29 March; the working day before is Thursday, 25 March.
    office.write(project("iksp", "2027-04-05", "warn = [7]", deputy=""))
    assert office.told("2027-03-24") == {}
    assert office.told("2027-03-25") == {ANNA: steps(7)}
    assert office.told("2027-03-29") == {}


def test_each_step_once(office: Office) -> None:
    office.write(project("iksp", DUE_WEDNESDAY, deputy=""))
    days = {day: told for day in _days("2026-12-01", "2027-03-31") if (told := office.told(day))}
    assert days == {
        "2026-12-31": {ANNA: steps(90)},
        "2027-03-01": {ANNA: steps(30)},
        "2027-03-17": {ANNA: steps(14)},
        "2027-03-24": {ANNA: steps(7)},
        "2027-03-30": {ANNA: steps(1)},
    }


def _days(first: str, last: str) -> list[str]:
    from datetime import date, timedelta

    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [(begin + timedelta(days=n)).isoformat() for n in range((end - begin).days + 1)]


def test_overdue_each_working_day_for_a_week_then_weekly(office: Office) -> None:
    office.write(project("iksp", DUE_WEDNESDAY, deputy=""))
    days = [day for day in _days("2027-03-31", "2027-04-30") if OVERDUE in office.told(day).get(ANNA, [])]
    assert days == [
        *("2027-04-01", "2027-04-02", "2027-04-05", "2027-04-06", "2027-04-07"),
        *("2027-04-14", "2027-04-21", "2027-04-28"),
    ]


def test_what_nobody_was_told_yet_is_not_counted_as_reported(office: Office) -> None:
    # On Saturday the report of Friday is overdue; it is told on Monday.
    office.write(project("alt", "2027-01-11", deputy=""), project("neu", "2027-03-19", deputy=""))
    assert {to: [name for name, _step, _reason in items] for to, items in office.told("2027-03-20").items()} == {
        ANNA: ["alt/p/report"],
        HEAD: ["alt/p/report"],
    }
    assert not [body for body in office.bodies() if "reported before" in body]
    assert "neu/p/report" in str(office.told("2027-03-22")[ANNA])


def test_what_was_reported_comes_back_on_one_day_a_week_and_is_counted_in_between(office: Office) -> None:
    """Who gets ten old duties with every mail learns to ignore the new one."""
    old = [project(f"alt{number}", f"2027-01-{day}", deputy="") for number, day in enumerate((11, 13, 21))]
    office.write("".join([*old, project("neu", "2027-03-17", "warn = [7]", deputy="")]))
    told: dict[str, list[str]] = {}
    counted: dict[str, str] = {}
    for day in _days("2027-03-01", "2027-03-30"):
        names = [str(name).partition("/")[0] for name, _step, _reason in office.told(day).get(ANNA, [])]
        if names:
            told[day] = names
            text = next(text_of(content) for to, _id, content in reversed(office.basket.mails) if to == ANNA)
            counted[day] = next((line for line in text.splitlines() if "reported before" in line), "")
    every = ["alt0", "alt1", "alt2"]
    assert told == {
        "2027-03-01": every,
        "2027-03-08": every,
        "2027-03-10": ["neu"],  # the warning step: nothing that was reported rides along
        "2027-03-15": every,
        "2027-03-18": ["neu"],
        "2027-03-19": ["neu"],
        "2027-03-22": [*every, "neu"],
        "2027-03-23": ["neu"],
        "2027-03-24": ["neu"],
        "2027-03-25": [*every, "neu"],  # a week later is Easter Monday
    }
    assert counted["2027-03-10"] == "3 overdue, reported before; once a week all of them stand here"
    assert counted["2027-03-18"] == "and 3 more overdue, reported before; once a week all of them stand here"
    assert (counted["2027-03-01"], counted["2027-03-22"]) == ("", "")


def test_overdue_on_a_weekend_is_told_to_the_head_on_monday(office: Office) -> None:
    office.write(project("iksp", "2027-04-09"))  # a Friday
    office.told("2027-04-09")
    assert office.told("2027-04-10") == {}
    assert office.told("2027-04-12") == {ANNA: [OVERDUE], BODO: [OVERDUE], HEAD: [ESCALATED]}


def test_the_last_day_by_law_is_no_overdue_yet(office: Office) -> None:
    """Due on Saturday 3 April 2027: planned for Friday, by law until Monday."""
    office.write(project("iksp", "2027-04-03", 'shift = "next"\nwarn = []'))
    assert office.told("2027-04-05") == {ANNA: [ESCALATED], BODO: [ESCALATED], HEAD: [ESCALATED]}
    assert "last day by law" in office.bodies()[0]
    assert office.told("2027-04-06") == {ANNA: [OVERDUE], BODO: [OVERDUE], HEAD: [ESCALATED]}


def test_what_is_done_is_silent(office: Office) -> None:
    done = '[[project.done]]\ndeadline = "p/report"\non = 2027-03-20\n'
    office.write(project("iksp", DUE_WEDNESDAY))
    assert office.told("2027-03-17")
    office.write(project("iksp", DUE_WEDNESDAY) + done)
    assert [office.told(day) for day in ("2027-03-24", "2027-03-30", "2027-04-01")] == [{}, {}, {}]


def test_a_moved_date_arms_the_steps_again(office: Office) -> None:
    office.write(project("iksp", DUE_WEDNESDAY, deputy=""))
    assert office.told("2027-03-01") == {ANNA: steps(90, 30)}
    office.write(project("iksp", "2027-06-30", deputy=""))
    assert office.told("2027-03-02") == {ANNA: [(NAME, None, "moved")]}
    assert "moved from Wed 2027-03-31 to Wed 2027-06-30" in office.bodies()[-1]
    assert office.told("2027-03-03") == {}
    assert office.told("2027-04-01") == {ANNA: steps(90)}
    office.write(project("iksp", DUE_WEDNESDAY, deputy=""))
    assert office.told("2027-04-02")[ANNA] == [(NAME, None, "moved"), OVERDUE]


def test_a_gap_is_made_up_and_said(office: Office) -> None:
    office.write(project("iksp", DUE_WEDNESDAY))
    office.told("2027-03-12")
    report = office.told("2027-03-29")
    assert report == {ANNA: steps(14, 7), BODO: steps(14, 7)}
    text = office.bodies()[-2]
    assert "You could not be told for some days (last run: Fri 2027-03-12)" in text
    assert "told late, meant for Wed 2027-03-17" in text


def test_an_expiry_that_passed_in_a_gap_is_told_once(office: Office) -> None:
    office.write(_ending("2027-03-31"))
    office.told("2027-03-22")
    told = office.told("2027-04-12")
    assert ("ende/p/period-end", 7, "step") in told[ANNA]
    assert "PASSED IN THE MEANTIME" in office.bodies()[-1]
    assert office.told("2027-04-13") == {}


def _ending(end: str) -> str:
    return (
        f'[[project]]\nid = "ende"\ntitle = "Endet"\nowner = "{ANNA}"\n'
        f'[[project.period]]\nid = "p"\nstart = 2026-01-01\nend = {end}\n'
    )


@pytest.mark.parametrize(
    ("owner", "said"),
    [
        (None, "nobody is in charge of this in the register"),
        ("Sachgebiet Soziales", "for Sachgebiet Soziales, for whom there is no address"),
        ("anna@other.example", "for anna@other.example, whose address lies outside"),
        ("anna@example.org\\nBcc: evil@other.example", "there is no address"),
    ],
)
def test_without_an_address_the_coordinator_is_told_and_why(office: Office, owner: str | None, said: str) -> None:
    office.write(project("iksp", DUE_WEDNESDAY, owner=owner, deputy=""))
    assert office.told("2027-03-17") == {DESK: steps(90, 30, 14)}
    assert said in office.bodies()[0]


@pytest.mark.parametrize(
    ("begin", "told"),
    [("deputy_from = 14", [14, 7]), ("deputy_from = 10", [7]), ("", []), ("deputy_from = 0", [])],
)
def test_the_deputy_comes_in_before_it_is_too_late(office: Office, begin: str, told: list[int]) -> None:
    office.write(project("iksp", DUE_WEDNESDAY), header=HEADER.replace("deputy_from = 14", begin))
    assert office.told("2027-03-24").get(BODO, []) == steps(*told)
    # In any case the last step before the day.
    assert (NAME, 1, "step") in office.told("2027-03-30")[BODO]


def test_owner_and_deputy_in_one_person(office: Office) -> None:
    office.write(project("iksp", DUE_WEDNESDAY, deputy=ANNA.upper()))
    assert office.told("2027-03-24") == {ANNA: steps(90, 30, 14, 7)}


def test_one_mail_a_day_the_rest_tomorrow(office: Office) -> None:
    office.write(project("iksp", DUE_WEDNESDAY, deputy=""))
    assert office.told("2027-03-01") == {ANNA: steps(90, 30)}
    office.write(project("iksp", DUE_WEDNESDAY, deputy=""), project("neu", "2027-03-10", deputy=""))
    assert office.told("2027-03-01") == {}
    assert list(office.told("2027-03-02")) == [ANNA]


@pytest.mark.parametrize("weekday", ["monday", "friday"])
def test_a_heartbeat_once_a_week_even_if_nothing_is_due(office: Office, weekday: str) -> None:
    office.write(project("iksp", "2028-03-31"), header=HEADER.replace('"off"', f'"{weekday}"'))
    beats = [day for day in _days("2027-03-01", "2027-04-12") if office.told(day)]
    # The first run beats at once; Good Friday is 26 March, Easter Monday 29 March 2027.
    expected = {
        "monday": ["2027-03-01", "2027-03-08", "2027-03-15", "2027-03-22", "2027-03-25", "2027-04-05", "2027-04-12"],
        "friday": ["2027-03-01", "2027-03-05", "2027-03-12", "2027-03-19", "2027-03-25", "2027-04-02", "2027-04-09"],
    }
    assert beats == expected[weekday]
    assert "foerder is running. Next deadline: Fri 2028-03-31" in office.bodies()[-1]


def test_a_refused_recipient_does_not_stop_the_others(office: Office) -> None:
    office.write(project("iksp", DUE_WEDNESDAY))
    office.basket.errors[ANNA] = NotSentError("550 no such mailbox")
    report = office.run("2027-03-17")
    assert [mail.to for mail in report.sent] == [BODO]
    assert [(failed.to, failed.error) for failed in report.failed] == [(ANNA, "550 no such mailbox")]
    office.basket.errors.clear()
    assert office.told("2027-03-18") == {ANNA: steps(90, 30, 14)}


def test_when_the_server_is_down_nothing_counts_as_told(office: Office) -> None:
    office.write(project("iksp", DUE_WEDNESDAY))
    office.basket.errors = {ANNA: DownError("no route"), BODO: DownError("no route")}
    report = office.run("2027-03-17")
    assert (report.sent, {failed.to for failed in report.failed}) == ([], {ANNA, BODO})
    assert report.last_success is None
    office.basket.errors.clear()
    assert office.told("2027-03-18") == {ANNA: steps(90, 30, 14), BODO: steps(14)}
    assert office.run("2027-03-18").last_success is not None


def test_what_failed_over_its_day_is_still_told(office: Office) -> None:
    """A first mail that fails until the deadline has passed: an expiry says nothing afterwards by itself."""
    office.write(_ending("2027-03-31"))
    office.basket.errors[ANNA] = NotSentError("full")
    for day in ("2027-03-24", "2027-03-30", "2027-04-01", "2027-04-05"):
        assert office.run(day).failed
    office.basket.errors.clear()
    assert office.told("2027-04-06") == {ANNA: [("ende/p/period-end", step, "step") for step in (90, 30, 14, 7, 1)]}


class CrashError(Exception):
    """The power is gone."""


def crash() -> None:
    raise CrashError


def test_a_crash_between_acceptance_and_memory_repeats_the_same_mail(office: Office) -> None:
    office.write(project("iksp", DUE_WEDNESDAY, deputy=""))
    office.basket.taken = crash
    with pytest.raises(CrashError):
        office.run("2027-03-17")
    office.basket.taken = None
    assert office.told("2027-03-17") == {ANNA: steps(90, 30, 14)}
    (first, again) = office.basket.mails
    assert first == again
    assert office.told("2027-03-18") == {}


def test_an_uncertain_mail_is_repeated_the_next_day_as_it_was(office: Office) -> None:
    office.write(project("iksp", DUE_WEDNESDAY, deputy=""))
    kept: list[bytes] = []
    office.basket.errors[ANNA] = UncertainError("line broke")
    assert office.run("2027-03-17").failed
    assert office.job("2027-03-17").status().uncertain
    memory = json.loads((office.folder / ".foerder" / "projects" / "notify.json").read_text(encoding="utf-8"))
    kept.append(memory["pending"][ANNA]["message"].encode())
    office.basket.errors.clear()
    assert office.told("2027-03-18") == {ANNA: steps(90, 30, 14)}
    assert office.basket.mails[0][2] == kept[0]


def test_an_uncertain_mail_with_news_since_becomes_one_new_mail(office: Office) -> None:
    """Never two mails on a day, never a step that waits: what may be lost is told again with what is new."""
    office.write(project("iksp", DUE_WEDNESDAY, deputy=""))
    office.basket.errors[ANNA] = UncertainError("line broke")
    office.run("2027-03-23")
    office.basket.errors.clear()
    assert office.told("2027-03-24") == {ANNA: steps(90, 30, 14, 7)}
    assert office.told("2027-03-25") == {}


def test_an_uncertain_mail_about_what_is_done_is_dropped(office: Office) -> None:
    office.write(project("iksp", DUE_WEDNESDAY, deputy=""))
    office.basket.errors[ANNA] = UncertainError("line broke")
    office.run("2027-03-23")
    office.basket.errors.clear()
    office.write(project("iksp", DUE_WEDNESDAY, deputy="") + '[[project.done]]\ndeadline = "p/report"\n')
    assert office.told("2027-03-24") == {}
    assert not office.job("2027-03-24").status().pending


def test_a_second_run_steps_aside(office: Office) -> None:
    office.write(project("iksp", DUE_WEDNESDAY))
    (office.folder / ".foerder" / "projects").mkdir(parents=True)
    with FileLock(office.folder / ".foerder" / "projects" / "notify.lock"):
        report = office.job("2027-03-17").send(office.basket.way, patience=0.05)
    assert "Another run" in report.failed[0].error
    assert office.basket.mails == []


def test_without_a_memory_nothing_is_sent(office: Office) -> None:
    """Else every run would tell everything again."""
    office.write(project("iksp", DUE_WEDNESDAY))
    (office.folder / ".foerder").write_text("a file")
    report = office.run("2027-03-17")
    assert "without it nothing is sent" in report.failed[0].error
    assert office.basket.mails == []


@pytest.mark.parametrize("damage", ["", "{", '{"schema": 1}', "[]", '{"schema": 1, "people": 3}', "\x00\x00"])
def test_a_damaged_memory_is_set_aside_and_rebuilt_without_flooding(office: Office, damage: str) -> None:
    office.write(project("iksp", DUE_WEDNESDAY), project("zwei", "2027-04-30"))
    office.run("2027-03-17")
    memory = office.folder / ".foerder" / "projects" / "notify.json"
    memory.write_text(damage)
    report = office.run("2027-03-24")
    told = {mail.to: [item for item in mail.items if item.reason == "step"] for mail in report.sent}
    assert {to: [(item.id, item.step) for item in items] for to, items in told.items()} == {
        ANNA: [(NAME, 7)],
        BODO: [(NAME, 7)],
        DESK: [],
    }
    aside = memory.with_name("notify.json.damaged-2027-03-24")
    assert aside.read_text() == damage
    assert "is damaged" in report.remarks[0]
    assert "notify.json is damaged" in text_of(next(c for to, _id, c in office.basket.mails if to == DESK))
    assert office.told("2027-03-25") == {}


def test_memory_and_last_good_state_both_damaged(office: Office) -> None:
    """One week is told again; nothing that is older, nothing that comes later is lost."""
    office.write(project("iksp", DUE_WEDNESDAY, deputy=""))
    office.run("2027-03-17")
    for name in ("notify.json", "notify-good.json"):
        (office.folder / ".foerder" / "projects" / name).write_text("damaged")
    assert office.told("2027-03-22")[ANNA] == steps(14)
    assert office.told("2027-03-24")[ANNA] == steps(7)


def test_a_memory_of_a_newer_program_is_left_alone(office: Office) -> None:
    office.write(project("iksp", DUE_WEDNESDAY))
    office.run("2027-03-17")
    memory = office.folder / ".foerder" / "projects" / "notify.json"
    memory.write_text('{"schema": 2}')
    assert "newer version" in office.run("2027-03-24").failed[0].error
    assert memory.read_text() == '{"schema": 2}'


TYPO = '\n[[project]]\nid = "iksp"\ntitle = "Vorhaben\n'


def test_a_broken_project_is_told_from_its_last_good_state(office: Office) -> None:
    office.write(project("iksp", DUE_WEDNESDAY, deputy=""), project("gut", "2027-04-07", deputy=""))
    office.run("2027-03-17")
    office.write(TYPO, project("gut", "2027-04-07", deputy=""))
    told = office.told("2027-03-24")
    assert told == {ANNA: [*steps(7), ("gut/p/report", 14, "step")], DESK: [(None, None, "fault")]}
    desk, anna = (text_of(next(c for to, _id, c in office.basket.mails[1:] if to == who)) for who in (DESK, ANNA))
    line = office.path.read_text(encoding="utf-8").splitlines().index('title = "Vorhaben') + 1
    assert f"projects.toml:{line}: " in desk
    assert "from the register as it stood on 2027-03-17" in anna
    # The fault is told once, then weekly as long as it is there; deadlines go on.
    assert office.told("2027-03-25") == {}
    assert office.told("2027-03-30")[ANNA] == steps(1)
    assert OVERDUE in office.told("2027-04-01")[ANNA]


@pytest.mark.parametrize(
    "broken",
    [
        lambda text: text.replace('from = "Fristen', "from = Fristen"),
        lambda text: text.replace("[notify]", "[notify"),
        lambda text: text.replace('holidays = "DE-TH"', 'holidays = "DE-XX"'),
        lambda text: text.replace('language = "en"', 'language = "en'),
        lambda text: "",
        lambda text: None,
    ],
    ids=["from", "header", "holidays", "quote", "empty", "gone"],
)
def test_broken_settings_do_not_mute_the_alarm(office: Office, broken: object) -> None:
    assert callable(broken)
    office.write(project("iksp", DUE_WEDNESDAY, deputy=""))
    office.run("2027-03-17")
    text = broken(office.path.read_text(encoding="utf-8"))
    if text is None:
        os.unlink(office.path)
    else:
        office.path.write_text(text, encoding="utf-8")
    assert office.told("2027-03-24")[ANNA] == steps(7)


def test_a_deadline_taken_out_of_a_sound_register_is_silent(office: Office) -> None:
    office.write(project("iksp", DUE_WEDNESDAY), project("gut", "2027-06-30"))
    office.run("2027-03-17")
    office.write(project("gut", "2027-06-30", "bogus = 1"))
    told = office.told("2027-03-24")
    assert told == {DESK: [(None, None, "fault")]}


def test_no_coordinator_is_said_and_nothing_lost(office: Office) -> None:
    header = HEADER.replace(f'coordinator = "{DESK}"\n', "")
    office.write(project("iksp", DUE_WEDNESDAY, owner=None, deputy=""), header=header)
    report = office.run("2027-03-17")
    assert report.failed[0].to is None
    assert "no coordinator" in report.failed[0].error
    office.write(project("iksp", DUE_WEDNESDAY, owner=None, deputy=""))
    assert office.told("2027-03-18") == {DESK: steps(90, 30, 14)}


def test_no_sender_is_said_and_a_mail_under_way_is_kept(office: Office) -> None:
    office.write(project("iksp", DUE_WEDNESDAY, deputy=""))
    office.basket.errors[ANNA] = UncertainError("line broke")
    office.run("2027-03-17")
    office.basket.errors.clear()
    header = HEADER.replace('from = "Fristen <foerder@example.org>"\n', "")
    office.write(project("iksp", DUE_WEDNESDAY, deputy=""), header=header)
    assert "names no sender" in office.run("2027-03-18").failed[0].error
    office.write(project("iksp", DUE_WEDNESDAY, deputy=""))
    assert office.told("2027-03-19") == {ANNA: steps(90, 30, 14)}


def test_the_memory_says_who_was_told_what_when_in_which_mail(office: Office) -> None:
    office.write(project("iksp", DUE_WEDNESDAY))
    office.run("2027-03-17")
    memory = json.loads((office.folder / ".foerder" / "projects" / "notify.json").read_text(encoding="utf-8"))
    told = memory["people"][ANNA]["told"][NAME]
    _to, identity, _content = next(mail for mail in office.basket.mails if mail[0] == ANNA)
    assert told["due"] == DUE_WEDNESDAY
    assert told["steps"]["14"] == {"on": "2027-03-17", "at": "2027-01-04T06:15:00+00:00", "message_id": identity}


def test_preview_writes_nothing(office: Office) -> None:
    office.write(project("iksp", DUE_WEDNESDAY))
    assert len(office.job("2027-03-17").preview().sent) == 2
    assert [path.name for path in office.folder.iterdir()] == ["projects.toml"]


def test_an_empty_basket_needs_no_server(office: Office) -> None:
    office.write(project("iksp", "2028-03-31"))
    office.basket = Basket(errors=dict.fromkeys([ANNA, DESK], DownError("never asked")))
    report = office.run("2027-03-17")
    assert (report.sent, report.failed, report.last_success) == ([], [], report.today)


def test_planning_is_linear_however_many_people_are_told() -> None:
    """Every person has a deadline of their own, and addresses are read once."""
    notify = Notify(sender="foerder@example.org", domains=("example.org",), coordinator=DESK, heartbeat="off")
    register = Register((), notify=notify)

    def plan(people: int) -> None:
        watched = []
        for number in range(people):
            day = date(2027, 3, 31)
            name, owner = f"p{number}/p/report", f"person{number}@example.org"
            watched.append(
                WatchedDeadline(
                    id=name,
                    kind="final-report",
                    title="Nachweis",
                    project=f"p{number}",
                    project_title="P",
                    due=day,
                    latest=day,
                    ready_by=None,
                    time=None,
                    owner=owner,
                    deputy=None,
                    warn=(30, 7),
                )
            )
        planner = Planner(Snapshot(register, tuple(watched)), DeliveryLog(), date(2027, 3, 24))
        assert len(list(planner.digests())) == people

    assert_linear(plan, 50)


def test_greylisting_is_tried_again_where_there_is_patience(office: Office) -> None:
    """A server that knows nobody yet answers 450 at first and takes the mail a minute later."""
    office.write(project("iksp", "2027-03-31"))
    office.basket.errors[ANNA] = LaterError("the server refuses anna@example.org: 450 greylisted")
    waited: list[float] = []

    def pause(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 2:
            office.basket.errors.clear()

    report = office.job("2027-03-24").send(office.basket.way, patience=5, pause=pause)
    assert waited == [60, 300]
    assert report.failed == []
    assert [to for to, _identity, _content in office.basket.mails] == [BODO, ANNA]
    assert office.run("2027-03-24").sent == []


def test_without_patience_the_next_run_makes_up_for_it(office: Office) -> None:
    office.write(project("iksp", "2027-03-31"))
    office.basket.errors[ANNA] = LaterError("450 greylisted")
    assert [failed.to for failed in office.run("2027-03-24").failed] == [ANNA]
    office.basket.errors.clear()
    assert list(office.told("2027-03-25")) == [ANNA]
