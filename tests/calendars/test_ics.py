"""The calendar file byte by byte, and what `foerder export FILE.ics` does around it."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from calendars import REGISTER, events, titles, unfolded, write
from hypothesis import given
from hypothesis import strategies as st
from program import EXAMPLE, ROOT, Result, foerder, process

from foerder import __version__, clock
from foerder.calendars import event_text, ics, names
from foerder.calendars.entry import Entry
from foerder.calendars.memory import Memory
from foerder.text.markup import safe_link
from foerder.text.plain import clean

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, 6, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fixed_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return write(tmp_path)


def export(register: Path, *words: str | Path, target: str = "out.ics", **more: Any) -> Result:
    """One export beside the register."""
    return foerder("-f", register, "export", register.parent / target, *words, **more)


def exported(register: Path, *words: str | Path, target: str = "out.ics", **more: Any) -> bytes:
    """The file of one export."""
    result = export(register, *words, target=target, **more)
    assert result.code == 0, result.err
    return (register.parent / target).read_bytes()


def change(register: Path, old: str, new: str) -> None:
    """Edit the register by hand."""
    text = register.read_text(encoding="utf-8")
    assert old in text
    register.write_text(text.replace(old, new), encoding="utf-8")


# ---------------------------------------------------------------- the file


def test_the_whole_file(register: Path) -> None:
    lines = unfolded(exported(register, "--search", "quartier", "--type", "other"))
    description = (
        "Gespräch – Quartiersbüro Nord\\nPlan by: Monday\\, 2027-03-01\\nLast day by law: Monday\\, 2027-03-01"
        "\\nTime of day: 12:00\\nWhy: "
    )
    place = next(number for number, line in enumerate(lines) if line.startswith("DESCRIPTION"))
    assert lines[place].startswith(f"DESCRIPTION:{description}")
    for part in (
        "Reference: AZ 4711\\; Teil 2",
        "Programme: Sozialrichtlinie",
        "Authority: Landesamt",
        "Portal: https://portal.example.org/start",
        "Link: https://example.org/quartier",
        "Owner: nord@musterstadt.example",
        "Id: quartier/2026/gespraech",
    ):
        assert f"\\n{part}" in lines[place]
    lines[place] = "DESCRIPTION:…"
    assert lines == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//foerder//foerder {__version__}//EN",
        "CALSCALE:GREGORIAN",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
        "BEGIN:VEVENT",
        "UID:quartier.2026.gespraech@musterstadt.foerder",
        "DTSTAMP:20261122T061500Z",
        "LAST-MODIFIED:20261122T061500Z",
        "SEQUENCE:0",
        "DTSTART;VALUE=DATE:20270301",
        "DTEND;VALUE=DATE:20270302",
        "SUMMARY:Gespräch\\, until 12:00: Quartiersbüro Nord",
        "DESCRIPTION:…",
        "URL:https://example.org/quartier",
        "CATEGORIES:Grant deadline,other duty",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "CLASS:PUBLIC",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Gespräch\\, until 12:00: Quartiersbüro Nord",
        "TRIGGER:-P29DT15H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


@pytest.mark.parametrize("words", [[], ["--all"], ["--steps"], ["--all", "--steps"], ["--no-alarm"], ["--overdue"]])
def test_two_strict_readers_take_the_example(tmp_path: Path, words: list[str]) -> None:
    register = Path(shutil.copy(EXAMPLE, tmp_path))
    data = exported(register, *words)
    found = events(data)
    lines = unfolded(data)
    assert [line for line in lines if line.startswith("X-WR-CALNAME")] == ["X-WR-CALNAME:Grant deadlines Musterstadt"]
    assert not [
        line for line in lines if line.startswith(("METHOD", "ORGANIZER", "ATTENDEE", "X-MICROSOFT-CDO-ALLDAY"))
    ]
    assert all(event["UID"].endswith("@beispiel.foerder") for event in found.values())
    days = [(event["DTSTART;VALUE=DATE"], event["UID"]) for event in found.values()]
    assert days == sorted(days)
    if "--no-alarm" in words:
        assert not any("VALARM TRIGGER" in event for event in found.values())


def test_the_alarm_is_the_last_of_its_event(register: Path) -> None:
    lines = unfolded(exported(register))
    ends = [number for number, line in enumerate(lines) if line == "END:VALARM"]
    assert ends
    assert {lines[number + 1] for number in ends} == {"END:VEVENT"}


@pytest.mark.parametrize(
    ("days", "trigger"),
    [(14, "-P13DT15H"), (1, "-PT15H"), (2, "-P1DT15H"), (90, "-P89DT15H"), (0, "-PT15H"), (7, "-P6DT15H")],
)
def test_the_alarm_rings_at_nine_so_many_days_before(days: int, trigger: str) -> None:
    assert ics.duration_before(days) == trigger
    if days:
        moment = datetime(2027, 3, 31) + _duration(trigger)
        assert moment == datetime(2027, 3, 31, 9) - timedelta(days=days)


def _duration(text: str) -> timedelta:
    reader: Any = icalendar.vDuration
    found = reader.from_ical(text)
    assert isinstance(found, timedelta)
    return found


def test_the_alarm_rings_at_the_first_warning_step(register: Path) -> None:
    change(register, 'time = "12:00"', "warn = [3, 60, 10]")
    found = events(exported(register))
    assert found["quartier.2026.gespraech@musterstadt.foerder"]["VALARM TRIGGER"] == "-P59DT15H"
    assert found["quartier.2026.final-report@musterstadt.foerder"]["VALARM TRIGGER"] == "-P29DT15H"


def test_steps_are_days_of_their_own(register: Path) -> None:
    found = events(exported(register, "--steps", "--type", "other"))
    assert [(event["DTSTART;VALUE=DATE"], event["SUMMARY"][:12]) for event in found.values()] == [
        ("20270130", "in 30 days: "),
        ("20270215", "in 14 days: "),
        ("20270228", "in 1 day: Ge"),
        ("20270301", "Gespräch\\, u"),
    ]
    assert [event for event in found.values() if "VALARM TRIGGER" in event] == [list(found.values())[-1]]


@given(st.lists(st.text(), max_size=4))
def test_no_line_is_longer_than_75_octets_and_no_character_is_torn(texts: list[str]) -> None:
    lines = ["X:" + ics.escape(text).decode() for text in texts]
    folded = ics.fold("\r\n".join(lines))
    for line in folded.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")
    assert folded.decode("utf-8").replace("\r\n ", "").split("\r\n") == ("\r\n".join(lines)).split("\r\n")


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=600),
)
def test_any_text_comes_out_as_it_went_in(title: str, description: str) -> None:
    entry = Entry("a/b/c", date(2027, 3, 31), title, description, stamp="20261122T061500Z", alarm=1)
    data = ics.calendar([entry], "town", "", "de")
    assert unfolded(data)
    (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert event.errors == []
    expected = ["\n".join(map(clean, _broken(text))) for text in (title, description)]
    assert [str(event["SUMMARY"]), str(event.get("DESCRIPTION", ""))] == expected


def _broken(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@given(st.text(), st.text())
def test_no_two_deadlines_share_a_uid(one: str, two: str) -> None:
    assert (ics.uid(one, "t") == ics.uid(two, "t")) == (one == two)
    assert set(ics.uid(one, "t")) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~=@")


@given(st.text(), st.integers(2, 80))
def test_titles_are_cut_to_one_line(text: str, length: int) -> None:
    short = event_text.cut(text, length)
    assert len(short) <= length
    assert short == " ".join(short.split())


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("Verwendungsnachweis", 8, "Verwend…"),
        ("kurz", 8, "kurz"),
        ("zwei\nZeilen", 20, "zwei Zeilen"),
        ("abc👩‍👩‍👧d", 6, "abc…"),
        ("abcde\u0301fg", 6, "abcd…"),
        ("👍🏽👍🏽👍🏽", 4, "👍🏽…"),
    ],
)
def test_an_emoji_is_never_cut_in_two(text: str, length: int, short: str) -> None:
    assert event_text.cut(text, length) == short


HOSTILE = {
    "emoji": "🎉 Fest 👩‍👩‍👧‍👦 der Familien",
    "quotes": "\"Doppelt\" 'einfach' „deutsch“",
    "semicolon and comma": "Eins; zwei, drei: vier",
    "backslash": "C:\\neu\\Ordner\\;\\n",
    "line break": "Zeile eins\nZeile zwei\r\nZeile drei",
    "injection": "x\r\nBEGIN:VEVENT\r\nUID:evil\r\nATTENDEE:mailto:a@b.example",
    "controls": "\x1b[31mrot\x07 \x85 \u2028 \u202e",
    "500 characters": "Ä" * 500,
    "500 emoji": "🏛️" * 250,
}


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE)
def test_hostile_titles(register: Path, title: str) -> None:
    written = json.dumps(title, ensure_ascii=False)
    change(register, 'title = "Quartiersbüro Nord"', f"title = {written}")
    change(register, 'title = "Gespräch"', f"title = {written}")
    data = exported(register)
    assert len(events(data)) == 6
    assert not [line for line in unfolded(data) if line.startswith(("ATTENDEE", "UID:evil"))]
    for text in titles(data):
        assert len(text) <= event_text.TITLE
        assert "\n" not in text
    (event,) = [e for e in icalendar.Calendar.from_ical(data).walk("VEVENT") if "gespraech" in str(e["UID"])]
    whole = "\n".join(map(clean, title.replace("\r\n", "\n").split("\n")))
    assert str(event["DESCRIPTION"]).startswith(f"{whole} – {whole}\nPlan by")


def test_links_are_only_what_can_be_opened_safely(register: Path) -> None:
    for address, kept in (
        ("https://a.example/ä?x=1,2;3", "https://a.example/%C3%A4?x=1,2;3"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("mailto:x@y.example", "mailto:x@y.example"),
        (" http://a b.example/\r\nX:1", "http://a%20b.example/%0D%0AX:1"),
        ("http://[", ""),
    ):
        assert safe_link(address) == kept
    change(register, "https://example.org/quartier", "javascript:alert(1)")
    assert b"javascript" not in exported(register)


# ---------------------------------------------------------------- what goes out


def test_the_default_is_two_years_and_every_expiry(register: Path) -> None:
    result = export(register)
    data = (register.parent / "out.ics").read_bytes()
    assert titles(data) == [
        "Gespräch, until 12:00: Quartiersbüro Nord",
        "End of funding period: Quartiersbüro Nord",
        "Final report: Quartiersbüro Nord",
        "Resolution: Sozialplan",
        "End of validity: Sozialplan",
        "End of guideline: Sozialrichtlinie",
    ]
    assert result.out == ""
    count, left, way = result.err.splitlines()
    assert count == f"6 entries written to {register.parent / 'out.ics'}: 2027-03-01 to 2031-12-31."
    assert left == "Nothing is left out."
    assert way.startswith("Outlook: open the file")


@pytest.mark.parametrize(
    ("words", "number", "left"),
    [
        (["--within", "1y"], 2, "4 later than 2027-11-22"),
        (["--by", "2027-03-01"], 1, "5 later than 2027-03-01"),
        (["--owner", "sozialplanung"], 2, "4 not asked for"),
        (["--type", "other"], 1, "5 not asked for"),
        (["--unit", "soziales"], 3, "3 not asked for"),
        (["--all"], 6, "Nothing is left out"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_filters(register: Path, words: list[str], number: int, left: str) -> None:
    result = export(register, *words)
    assert len(titles((register.parent / "out.ics").read_bytes())) == number
    assert left in result.err


def test_what_is_done_overdue_or_undated_is_left_out_and_said(tmp_path: Path) -> None:
    register = Path(shutil.copy(EXAMPLE, tmp_path))
    default = export(register).err.splitlines()[1]
    for part in (
        "done or settled",
        "past (with them: --all)",
        "later than 2028-11-22",
        "without a date yet",
    ):
        assert part in default
    everything = titles(exported(register, "--all"))
    assert any(title.startswith("Done: ") for title in everything)
    assert any(title.startswith("Settled: ") for title in everything)


def test_what_is_over_rings_no_more(tmp_path: Path) -> None:
    register = Path(shutil.copy(EXAMPLE, tmp_path))
    found = events(exported(register, "--all"))
    ringing = {event["DTSTART;VALUE=DATE"] for event in found.values() if "VALARM TRIGGER" in event}
    assert ringing
    assert min(ringing) >= "20261122"


def test_nothing_to_export_is_one_line_and_no_file(register: Path) -> None:
    result = export(register, "--owner", "nobody")
    assert (result.code, result.out, len(result.err.splitlines())) == (0, "", 1)
    assert "Nothing to export" in result.err
    assert "6 not asked for" in result.err
    assert not (register.parent / "out.ics").exists()
    assert not (register.parent / ".foerder").exists()


def test_nothing_to_export_leaves_the_old_file(register: Path) -> None:
    before = exported(register)
    assert export(register, "--owner", "nobody").code == 0
    assert (register.parent / "out.ics").read_bytes() == before


def test_stdout_gets_the_calendar_and_nothing_else(register: Path) -> None:
    done = process("-f", register, "--today", "2026-11-22", "--lang", "en", "export", "-", "--format", "ics")
    assert done.returncode == 0
    assert len(events(done.stdout)) == 6
    assert len(done.stderr.splitlines()) == 3
    assert b"6 entries written to standard output" in done.stderr


def test_one_file_per_owner(register: Path, tmp_path: Path) -> None:
    folder = tmp_path / "per"
    folder.mkdir()
    result = foerder("-f", register, "export", "--per", "owner", folder)
    assert result.code == 0
    assert {path.name: len(titles(path.read_bytes())) for path in folder.iterdir()} == {
        "nord-musterstadt-example.ics": 3,
        "sozialplanung.ics": 2,
        "without-owner.ics": 1,
    }
    assert result.err.splitlines()[0].startswith(f"6 entries written, in 3 files in {folder}")
    assert b"X-WR-CALNAME:Grant deadlines Sozialplanung\r\n" in (folder / "sozialplanung.ics").read_bytes()


def test_owners_never_share_a_file() -> None:
    memory = Memory("stadt")
    names.give(memory, ["a.b@x.example", "a-b@x.example", "con", "Ämter", "日本"])
    first = dict(memory.names)
    assert len({name.casefold() for name in first.values()}) == 5
    assert "con" not in first.values()
    assert all(name.isascii() for name in first.values())
    names.give(memory, ["Amter", "a b@x.example", "Joerg"])
    assert memory.names.items() >= first.items()
    assert len(set(memory.names.values())) == 8


@pytest.mark.parametrize(
    "words",
    [
        ["out.xml"],
        ["out"],
        ["-"],
        ["-", "--format", "xml"],
        ["-", "--per", "owner"],
        ["out.ics", "--per", "unit"],
        ["out.ics", "--changes", "--stateless"],
        ["out.ics", "--within", "90", "--by", "2027-01-01"],
        ["out.ics", "--within", "bald"],
        ["out.ics", "--type", "report"],
        [],
    ],
    ids=" ".join,
)
def test_what_cannot_be_meant_is_code_2(register: Path, words: list[str]) -> None:
    assert foerder("-f", register, "export", *words).code == 2
    assert sorted(path.name for path in register.parent.iterdir()) == ["projects.toml"]


def test_a_faulty_register_still_gives_its_good_deadlines(register: Path) -> None:
    register.write_text(REGISTER + '[[project]]\nid = "kaputt"\ntitle = "Kaputt\n', encoding="utf-8")
    result = export(register)
    assert result.code == 3
    assert "projects.toml:" in result.err
    assert len(titles((register.parent / "out.ics").read_bytes())) == 6


def test_the_language_is_the_registers_or_the_one_asked_for(register: Path) -> None:
    english = exported(register, target="a.ics")
    assert b"//EN\r\n" in english
    change(register, 'language = "en"', 'language = "de"')
    words = ["-f", str(register), "--today", "2026-11-22"]
    done = process(*words, "export", register.parent / "b.ics", FOERDER_LANG="en")
    assert done.returncode == 0
    assert "Ende der Gültigkeit: Sozialplan" in titles((register.parent / "b.ics").read_bytes())
    assert b"//DE\r\n" in (register.parent / "b.ics").read_bytes()
    process(*words, "--lang", "en", "export", register.parent / "c.ics")
    assert "End of validity: Sozialplan" in titles((register.parent / "c.ics").read_bytes())


# ---------------------------------------------------------------- the same bytes


def test_the_same_bytes_on_every_hash_seed_and_in_every_time_zone(register: Path) -> None:
    results = set()
    for seed, zone in (("0", "Europe/Berlin"), ("1", "America/Los_Angeles"), ("77", "Pacific/Auckland")):
        done = process(
            *("-f", register, "--today", "2026-11-22", "export", "-", "--format", "ics", "--stateless", "--steps"),
            PYTHONHASHSEED=seed,
            TZ=zone,
            SOURCE_DATE_EPOCH="1763791200",
        )
        assert done.returncode == 0
        results.add(done.stdout)
    (data,) = results
    assert b"DTSTAMP:20251122T060000Z" in data
    found = events(data)
    assert found["quartier.2026.gespraech@musterstadt.foerder"]["DTSTART;VALUE=DATE"] == "20270301"
    assert found["quartier.2026.gespraech@musterstadt.foerder"]["DTEND;VALUE=DATE"] == "20270302"


def test_the_same_register_and_memory_give_the_same_bytes(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = exported(register)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=3))
    assert exported(register) == first
    elsewhere = register.parent / "elsewhere" / "data"
    shutil.copytree(register.parent / ".foerder", elsewhere / ".foerder")
    shutil.copy(register, elsewhere)
    assert exported(elsewhere / "projects.toml", target="other name.ics") == first


def test_a_second_target_gets_the_same_bytes(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exported(register)
    change(register, "due = 2027-03-01", "due = 2027-03-15")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=3))
    first = exported(register)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=9))
    assert exported(register, target="second.ics") == first
    exported(register, "--no-alarm", target="third.ics", lang="de")
    assert exported(register) == first


def test_stateless_takes_the_registers_own_time_and_remembers_nothing(register: Path) -> None:
    moment = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC).timestamp()
    os.utime(register, (moment, moment))
    data = exported(register, "--stateless")
    assert b"DTSTAMP:20260504T030201Z" in data
    assert not (register.parent / ".foerder").exists()
    assert {event["SEQUENCE"] for event in events(data).values()} == {"0"}


def test_uids_do_not_hang_on_the_path_or_the_memory(register: Path, tmp_path: Path) -> None:
    first = list(events(exported(register)))
    other = tmp_path / "far" / "away"
    other.mkdir(parents=True)
    assert list(events(exported(write(other), "--stateless"))) == first


def test_the_registers_name_in_the_uids_stays(register: Path) -> None:
    first = list(events(exported(register)))
    change(register, 'recipient = "Musterstadt"', 'recipient = "Neue Stadt"')
    assert list(events(exported(register))) == first


# ---------------------------------------------------------------- SEQUENCE

UID = "quartier.2026.gespraech@musterstadt.foerder"
EDITS = {
    "nothing": ("format = 1", "format = 1 # a comment", 0, False),
    "another project": ('title = "Sozialplan"', 'title = "Sozialplan neu"', 0, False),
    "the owner": ('owner = "nord@musterstadt.example"', 'owner = "sued@musterstadt.example"', 0, True),
    "the reference": ("AZ 4711; Teil 2", "AZ 4712", 0, True),
    "the warning steps": ("warn = [30, 14, 1]", "warn = [60]", 0, True),
    "the date": ("due = 2027-03-01", "due = 2027-03-02", 1, True),
    "the title": ('title = "Gespräch"', 'title = "Termin"', 1, True),
    "the project's title": ('title = "Quartiersbüro Nord"', 'title = "Quartiersbüro Süd"', 1, True),
    "the hour": ('time = "12:00"', 'time = "13:00"', 1, True),
    "the status": (
        '[[project]]\nid = "plan"',
        '[[project.done]]\ndeadline = "2026/gespraech"\non = 2026-11-20\n[[project]]\nid = "plan"',
        1,
        True,
    ),
}


@pytest.mark.parametrize(("old", "new", "more", "newer"), EDITS.values(), ids=EDITS)
def test_sequence_grows_exactly_when_date_title_or_status_change(
    register: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, more: int, newer: bool
) -> None:
    before = events(exported(register, "--all"))[UID]
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    change(register, old, new)
    after = events(exported(register, "--all"))[UID]
    assert int(after["SEQUENCE"]) - int(before["SEQUENCE"]) == more
    stamp = "20261123T061500Z" if newer else "20261122T061500Z"
    assert (after["DTSTAMP"], after["LAST-MODIFIED"]) == (stamp, stamp)
    again = events(exported(register, "--all"))[UID]
    assert again == after


def test_the_passing_of_time_is_no_change(register: Path) -> None:
    first = events(exported(register, "--all"))
    later = events(exported(register, "--all", today="2029-06-01"))
    assert set(later) == set(first)
    for event in later.values():
        if event["SUMMARY"].startswith("OVERDUE since"):
            assert (event["SEQUENCE"], event["DTSTAMP"][:8]) == ("1", "20261122")
        else:
            assert (event["SEQUENCE"], event["DTSTAMP"]) == ("0", "20261122T061500Z")


# ---------------------------------------------------------------- --changes


def changed(register: Path, *words: str, **more: Any) -> tuple[dict[str, dict[str, str]], str]:
    """The events of an export with --changes, none where no file was written, and what was said."""
    target = register.parent / "out.ics"
    target.unlink(missing_ok=True)
    result = export(register, "--changes", *words, **more)
    assert result.code in (0, 3)
    return (events(target.read_bytes()) if target.exists() else {}), result.err


def test_changes_without_an_earlier_export_are_everything(register: Path) -> None:
    found, said = changed(register)
    assert len(found) == 6
    assert "No earlier export is remembered: everything counts as new." in said
    assert changed(register)[0] == {}


def test_no_change_is_no_file(register: Path) -> None:
    exported(register)
    memory = (register.parent / ".foerder" / "projects" / "calendar.json").read_bytes()
    found, said = changed(register)
    assert found == {}
    assert said.startswith("Nothing has changed since the last export of")
    assert len(said.splitlines()) == 1
    assert (register.parent / ".foerder" / "projects" / "calendar.json").read_bytes() == memory


def test_a_moved_deadline_is_told_once_with_the_old_entry_to_delete(register: Path) -> None:
    exported(register)
    change(register, "due = 2027-03-01", "due = 2027-03-15")
    found, said = changed(register)
    assert list(found) == [UID]
    assert found[UID]["DTSTART;VALUE=DATE"] == "20270315"
    assert found[UID]["SEQUENCE"] == "1"
    assert found[UID]["STATUS"] == "CONFIRMED"
    assert "  Mon 2027-03-01  Gespräch, until 12:00: Quartiersbüro Nord  (now Mon 2027-03-15)" in said.splitlines()
    assert said.splitlines()[-1].startswith("Outlook: first delete by hand what is listed above")
    assert changed(register)[0] == {}


def test_a_deadline_that_moved_out_of_the_window_is_told(register: Path) -> None:
    exported(register)
    change(register, "due = 2027-03-01", "due = 2029-03-01")
    found, said = changed(register)
    assert found[UID]["DTSTART;VALUE=DATE"] == "20290301"
    assert "now Thu 2029-03-01" in said


def test_a_new_deadline_is_told_and_nothing_is_to_be_deleted(register: Path) -> None:
    exported(register)
    change(register, "end = 2027-06-30", 'end = 2027-06-30\namount = 1\n[[project.period.deadline]]\nid = "neu"\n'
           'kind = "notice"\ndue = 2027-05-05')  # fmt: skip
    found, said = changed(register)
    assert list(found) == ["quartier.2026.neu@musterstadt.foerder"]
    assert "elete" not in said.splitlines()[0]


DONE = '[[project.done]]\ndeadline = "2026/gespraech"\non = 2026-11-20\n[[project]]\nid = "plan"'


def test_what_is_done_is_cancelled_once(register: Path) -> None:
    exported(register)
    change(register, '[[project]]\nid = "plan"', DONE)
    found, said = changed(register)
    assert list(found) == [UID]
    event = found[UID]
    assert event["STATUS"] == "CANCELLED"
    assert event["SUMMARY"] == "DONE: Gespräch\\, until 12:00: Quartiersbüro Nord"
    assert event["SEQUENCE"] == "1"
    assert "VALARM TRIGGER" not in event
    assert "(done)" in said
    assert changed(register)[0] == {}
    change(register, DONE, '[[project]]\nid = "plan"')
    found, said = changed(register)
    assert (found[UID]["STATUS"], found[UID]["SEQUENCE"]) == ("CONFIRMED", "2")


def test_what_is_dropped_is_cancelled_with_its_steps(register: Path) -> None:
    exported(register, "--steps")
    change(register, 'title = "Gespräch"\ndue = 2027-03-01\ntime = "12:00"\n', "off = true\n")
    text = register.read_text(encoding="utf-8")
    text = text.replace('id = "gespraech"\nkind = "other"\noff = true\n', 'id = "x"\noff = true\n')
    register.write_text(text, encoding="utf-8")
    found, said = changed(register, "--steps")
    assert {event["STATUS"] for event in found.values()} == {"CANCELLED"}
    assert [event["DTSTART;VALUE=DATE"] for event in found.values()] == ["20270130", "20270215", "20270228", "20270301"]
    assert {event["SEQUENCE"] for event in found.values()} == {"1"}
    assert said.count("(dropped)") == 4


def test_what_went_to_another_owner_is_cancelled_here_and_new_there(register: Path) -> None:
    exported(register, "--owner", "nord@")
    change(register, 'title = "Gespräch"', 'title = "Gespräch"\nowner = "sued@musterstadt.example"')
    found, said = changed(register, "--owner", "nord@")
    assert found[UID]["STATUS"] == "CANCELLED"
    assert "(no longer in this selection)" in said
    there = events(exported(register, "--owner", "sued@", target="sued.ics"))
    assert (there[UID]["STATUS"], there[UID]["SEQUENCE"]) == ("CONFIRMED", "0")


def test_what_has_passed_or_become_overdue_stays_quietly(register: Path) -> None:
    exported(register)
    assert changed(register, today="2028-01-10")[0] == {}


def test_nothing_is_cancelled_while_the_register_has_faults(register: Path) -> None:
    exported(register)
    change(register, 'title = "Sozialplan"', 'title = "Sozialplan')
    found, said = changed(register)
    assert found == {}
    assert "2 entries are not in the register as far as it can be read" in said
    change(register, 'title = "Sozialplan', 'title = "Sozialplan"')
    assert changed(register)[0] == {}


def per_owner(register: Path, *words: str) -> tuple[dict[str, dict[str, dict[str, str]]], Result]:
    """The events of every file that an export per owner writes, by the file's name."""
    folder = register.parent / "team"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    result = foerder("-f", register, "export", "--per", "owner", folder, *words)
    return {path.stem: events(path.read_bytes()) for path in folder.iterdir()}, result


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param('owner = "{a}"', 'owner = "{b}"', "No longer in this calendar's selection", id="another owner"),
        pytest.param("[[project.period.deadline]]", "[[project.period.deadline]]\noff = true", "", id="dropped"),
    ],
)
def test_an_owner_without_any_deadline_left_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    owners = {"a": "anna@stadt.example", "b": "bert@stadt.example"}
    text = "format = 1\n"
    for name, owner in owners.items():
        text += f'[[project]]\nid = "{name}"\ntitle = "{name}"\nrules = []\nowner = "{owner}"\n'
        text += f'[[project.period]]\nid = "x"\n[[project.period.deadline]]\nid = "{name}"\nkind = "other"\n'
        text += "due = 2027-03-01\n"
    register = tmp_path / "projects.toml"
    register.write_text(text, encoding="utf-8")
    files = per_owner(register)[0]
    assert sorted(files) == ["anna-stadt-example", "bert-stadt-example"]
    export(register, target="team/all.ics")  # everybody's, in the same folder
    register.write_text(text.replace(old.format(**owners), new.format(**owners), 1), encoding="utf-8")

    files, result = per_owner(register, "--changes")
    gone = files.pop("anna-stadt-example")
    assert result.code == 0
    assert [(event["STATUS"], event["SUMMARY"].split(":")[0]) for event in gone.values()] == [
        ("CANCELLED", "CANCELLED")
    ]
    assert said in " ".join(event["DESCRIPTION"] for event in gone.values())
    assert sorted(files) == (["bert-stadt-example"] if "owner" in old else [])
    assert "all" not in files
    # Told once; who gets something again is told again.
    assert per_owner(register, "--changes")[0] == {}
    register.write_text(text, encoding="utf-8")
    assert "anna-stadt-example" in per_owner(register, "--changes")[0]


# ---------------------------------------------------------------- the memory


def memory_of(register: Path) -> Path:
    return register.parent / ".foerder" / "projects" / "calendar.json"


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b"null", b'{"schema": 1}', b'{"schema": "x"}', b"\xff\xfe", b"[" * 100_000],
    ids=["empty", "cut", "list", "null", "bare", "odd", "no utf-8", "deep"],
)
def test_a_damaged_memory_is_said_and_begun_anew(register: Path, damage: bytes) -> None:
    first = exported(register)
    memory_of(register).write_bytes(damage)
    result = export(register)
    assert result.code == 0
    assert "is damaged" in result.err
    assert (register.parent / "out.ics").read_bytes() == first
    assert memory_of(register).with_name("calendar.json.damaged").read_bytes() == damage
    assert "is damaged" not in export(register).err


def test_what_is_sound_in_a_damaged_memory_is_kept(register: Path) -> None:
    exported(register)
    change(register, "due = 2027-03-01", "due = 2027-03-15")
    exported(register)
    text = memory_of(register).read_text(encoding="utf-8")
    text = text.replace('"quartier/2026/final-report": {"sequence": 0', '"x": {"sequence": -1')
    memory_of(register).write_text(text, encoding="utf-8")
    result = export(register)
    assert "is damaged" in result.err
    found = events((register.parent / "out.ics").read_bytes())
    assert found[UID]["SEQUENCE"] == "1"
    assert len(found) == 6


def test_a_memory_of_a_newer_program_is_left_alone(register: Path) -> None:
    exported(register)
    newer = memory_of(register).read_text(encoding="utf-8").replace('"schema": 1', '"schema": 2')
    memory_of(register).write_text(newer, encoding="utf-8")
    result = export(register)
    assert result.code == 0
    assert "newer program" in result.err
    assert memory_of(register).read_text(encoding="utf-8") == newer


def test_a_lost_memory_is_said(register: Path) -> None:
    exported(register)
    shutil.rmtree(memory_of(register).parent)
    assert "There is no memory of the earlier export" in export(register).err


def test_a_memory_that_cannot_be_written_does_not_keep_the_calendar_back(register: Path) -> None:
    (register.parent / ".foerder").write_text("a file in its place", encoding="utf-8")
    result = export(register)
    assert result.code == 0
    assert len(events((register.parent / "out.ics").read_bytes())) == 6
    assert "the next export will not know of it" in result.err


# ---------------------------------------------------------------- targets that cannot be written


def test_a_missing_folder_is_a_message(register: Path) -> None:
    result = export(register, target="missing/out.ics")
    assert result.code == 4
    assert "does not exist" in result.err
    assert not memory_of(register).exists()
    result = foerder("-f", register, "export", "--per", "owner", register.parent / "missing")
    assert result.code == 4
    assert "does not exist" in result.err


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_a_message_and_nothing_is_remembered(register: Path) -> None:
    (register.parent / "out.ics").symlink_to("/dev/full")
    result = export(register)
    assert result.code == 4
    assert "disk is full" in result.err
    assert not memory_of(register).exists()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_behind_stdout_is_a_message(register: Path) -> None:
    words = [sys.executable, "-m", "foerder", "-f", str(register), "--lang", "en", "export", "-", "--format", "ics"]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(words, cwd=ROOT, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 4
    assert done.stderr.decode().splitlines()[-1].startswith("standard output cannot be written: the disk is full")
    assert not memory_of(register).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_a_size_limit_leaves_the_old_file_and_no_rest(register: Path) -> None:
    exported(register)
    before = (register.parent / "out.ics").read_bytes()
    memory = memory_of(register).read_bytes()
    change(register, 'title = "Sozialplan"', f'title = "Sozialplan"\nnotes = "{"x" * 10}"')
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000));"
        "from foerder.cli.app import main; main()"
    )
    words = ["-f", str(register), "--lang", "en", "export", str(register.parent / "out.ics")]
    done = subprocess.run([sys.executable, "-Bc", script, *words], cwd=ROOT, capture_output=True)
    assert done.returncode == 4
    assert b"the disk is full, or a quota or size limit is reached" in done.stderr
    assert (register.parent / "out.ics").read_bytes() == before
    assert memory_of(register).read_bytes() == memory
    assert sorted(path.name for path in register.parent.iterdir()) == [".foerder", "out.ics", "projects.toml"]


def test_a_protected_file_stays(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = exported(register)
    change(register, "due = 2027-03-01", "due = 2027-03-15")
    # Root may write everything: what the system would say to others.
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    result = export(register)
    assert result.code == 4
    assert "permission is missing" in result.err
    assert (register.parent / "out.ics").read_bytes() == before


# ---------------------------------------------------------------- the library


def test_the_library_is_known_in_one_place_and_imported_late() -> None:
    users = []
    for path in (ROOT / "foerder").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            if any(name.split(".")[0] in ("ics", "arrow") for name in names):
                users.append((path.name, node in tree.body))
    assert set(users) == {("ics.py", False)}
    script = (
        "import sys, foerder.cli.verbs.export, foerder.cli.exports.ics; assert not {'ics', 'arrow'} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT).returncode == 0
