"""Nothing that went out is withdrawn because of a fault, and nothing of others is touched."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from calendars import titles
from program import Result
from program import foerder as program

from foerder import clock
from foerder.cli.app import main


def foerder(*words: str | Path) -> Result:
    """One run in German."""
    return program("--lang", "de", *words)


HEAD = 'format = 1\n[settings]\nlanguage = "de"\nid = "amt"\nholidays = "DE-TH"\n'


def project(name: str, due: str = "2027-03-31", owner: str = "", kind: str = "interim-report") -> str:
    return (
        f'[[project]]\nid = "{name}"\ntitle = "{name.title()}"\nowner = "{owner or name + "@stadt.example"}"\n'
        f'unit = "Amt"\n[[project.period]]\nid = "x"\nstart = 2026-01-01\n'
        f'[[project.period.deadline]]\nid = "bericht"\nkind = "{kind}"\ndue = {due}\n'
    )


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "amt.toml"
    path.write_text(HEAD + project("eins") + project("zwei", "2027-04-30"), encoding="utf-8")
    return path


def publish(register: Path, *words: str, day: str = "2026-11-30", code: int = 0, web: str = "web") -> Result:
    target = Path(web) if os.path.isabs(web) else register.parent / web
    result = foerder("-f", register, "--today", day, "publish", target, *words)
    assert result.code == code, result.err
    return result


def web(register: Path, name: str = "web") -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((register.parent / name).iterdir())}


def whole(register: Path) -> list[str]:
    return titles(web(register)["fristen.ics"])


def edit(register: Path, old: str, new: str) -> None:
    text = register.read_text(encoding="utf-8")
    assert old in text
    register.write_text(text.replace(old, new, 1), encoding="utf-8")


BOTH = ["Zwischennachweis: Eins", "Zwischennachweis: Zwei"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('title = "Eins"', 'title = "Eins', id="a quotation mark is lost"),
        pytest.param("due = 2027-03-31", "due = 2027-02-30", id="a day that does not exist"),
        pytest.param('id = "eins"', 'id = "Ein s"', id="an id that cannot be"),
        pytest.param('holidays = "DE-TH"', 'holidays = "TH"', id="settings that cannot be read"),
    ],
)
def test_a_fault_withdraws_nothing(register: Path, old: str, new: str) -> None:
    publish(register)
    before = {name: data for name, data in web(register).items() if name != "index.html"}
    edit(register, old, new)
    publish(register, day="2026-12-01", code=3)
    assert {name: data for name, data in web(register).items() if name != "index.html"} == before
    publish(register, "--yes", day="2026-12-01", code=3)
    assert "Zwischennachweis: Eins" not in whole(register)


def test_what_is_readable_is_renewed_beside_a_fault(register: Path) -> None:
    publish(register)
    edit(register, 'title = "Eins"', 'title = "Eins')
    edit(register, "due = 2027-04-30", "due = 2027-05-31")
    assert "1 Termin bleibt, wie er zuletzt veröffentlicht war" in publish(register, day="2026-12-01", code=3).err
    assert whole(register) == BOTH
    assert b"20270531" in web(register)["fristen.ics"]
    edit(register, 'title = "Zwei"', 'title = "Zwei"\ndone = [{ deadline = "x/bericht", on = 2026-12-01 }]')
    publish(register, day="2026-12-02", code=3)
    assert whole(register) == BOTH[:1]


def test_a_missing_file_of_several_withdraws_nothing(register: Path) -> None:
    second = register.with_name("zwei.toml")
    second.write_text("format = 1\n" + project("drei"), encoding="utf-8")
    words = ("-f", register, "-f", second, "--today")
    assert foerder(*words, "2026-11-30", "publish", register.parent / "web").code == 0
    second.unlink()
    assert foerder(*words, "2026-12-01", "publish", register.parent / "web").code == 3
    assert whole(register) == ["Zwischennachweis: Drei", *BOTH]


@pytest.mark.parametrize("text", ["", HEAD, "format = 1\n", "nur ein Satz\n", "\x00" * 512])
def test_a_register_without_a_project_withdraws_nothing(register: Path, text: str) -> None:
    publish(register)
    before = web(register)
    register.write_text(text, encoding="utf-8")
    publish(register, day="2026-12-01", code=3)
    assert web(register) == before


@pytest.mark.parametrize("now", ["2026-11-29", "2029-01-01"])
def test_a_clock_that_is_wrong_withdraws_nothing(
    register: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], now: str
) -> None:
    def run(day: str, *words: object) -> tuple[int, str]:
        moment = datetime.fromisoformat(f"{day}T06:15:00").replace(tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setattr(clock, "today", moment.date)
        monkeypatch.setattr(sys, "argv", ["foerder", "--lang", "de", "-f", str(register), *map(str, words)])
        with pytest.raises(SystemExit) as leave:
            main()
        return int(leave.value.code or 0), capsys.readouterr().err

    assert run("2026-11-30", "publish", register.parent / "web")[0] == 0
    assert run("2026-11-30", "set", "zwei", "notes", "x", "--yes")[0] == 0
    before = web(register)
    code, said = run(now, "publish", register.parent / "web")
    assert code == 3
    assert "Die Uhr dieses Rechners" in said
    assert web(register) == before
    publish(register, day=now)
    assert run(now, "publish", register.parent / "web", "--yes")[0] == 0


@pytest.mark.parametrize("name", ["index.html", "fristen.ics"])
def test_files_of_others_stay(register: Path, name: str) -> None:
    (register.parent / "web").mkdir()
    (register.parent / "web" / name).write_text("Startseite des Intranets")
    refused = publish(register, code=4)
    assert name in refused.err
    assert "--force" in refused.err
    assert web(register) == {name: b"Startseite des Intranets"}
    publish(register, "--name", "soziales")
    assert web(register)[name] == b"Startseite des Intranets"
    assert {"soziales.ics", "soziales.html"} <= web(register).keys()
    publish(register, "--force")
    assert b"Startseite" not in web(register)[name]


def test_what_others_changed_since_is_neither_replaced_nor_removed(register: Path) -> None:
    publish(register, "--with-people")
    page = register.parent / "web" / "fristen-eins-stadt-example.ics"
    page.write_text("von Hand")
    assert page.name in publish(register, "--with-people", code=4).err
    kept = publish(register, "--secret")
    assert f"Von anderen geändert, bleibt stehen: {page.name}." in kept.err
    assert page.read_text() == "von Hand"
    assert "fristen.ics" not in web(register)


def test_a_link_is_replaced_never_followed(register: Path) -> None:
    publish(register)
    target = register.parent / "secret.txt"
    target.write_text("bleibt")
    link = register.parent / "web" / "fristen.ics"
    link.unlink()
    link.symlink_to(target)
    publish(register, "--force", day="2026-12-01")
    assert target.read_text() == "bleibt"
    assert not link.is_symlink()


def test_two_registers_in_one_folder(tmp_path: Path) -> None:
    first, second = tmp_path / "a.toml", tmp_path / "b.toml"
    first.write_text(HEAD + project("eins", owner="leitung@stadt.example"), encoding="utf-8")
    text = HEAD.replace("amt", "bau") + project("zwei", owner="leitung@stadt.example")
    second.write_text(text, encoding="utf-8")
    publish(first)
    before = web(first)
    publish(second, code=4)
    assert web(first) == before
    publish(second, "--name", "bau")
    edit(first, "leitung@", "andere@")
    publish(first, day="2026-12-01")
    publish(first, "--forget", "leitung@stadt.example", day="2026-12-01")
    assert titles(web(first)["bau.ics"]) == ["Zwischennachweis: Zwei"]
    assert titles(web(first)["fristen.ics"]) == ["Zwischennachweis: Eins"]


def test_a_killed_run_blocks_nothing(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that were written before the memory heard that they are there are ours all the same."""
    publish(register)
    edit(register, "due = 2027-03-31", "due = 2027-03-30")

    def die(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("foerder.calendars.own_files.OwnFiles.remove", die)
    with contextlib.suppress(KeyboardInterrupt):
        foerder("-f", register, "--today", "2026-12-01", "publish", register.parent / "web")
    monkeypatch.undo()
    (register.parent / "web" / ".fristen.ics.4711-0123abcd.tmp").write_text("half")
    publish(register, day="2026-12-01")
    assert not [name for name in web(register) if name.endswith(".tmp")]


def test_bytes_that_are_the_same_are_not_written_again(register: Path) -> None:
    publish(register)
    for path in (register.parent / "web").iterdir():
        os.utime(path, (1, 1))
    publish(register)
    assert {path.stat().st_mtime for path in (register.parent / "web").iterdir()} == {1.0}
    edit(register, "due = 2027-03-31", "due = 2027-03-30")
    publish(register)
    changed = {path.name for path in (register.parent / "web").iterdir() if path.stat().st_mtime != 1.0}
    assert "fristen.ics" in changed
    assert len(changed) == 3  # the whole one, that of one owner, the page; not that of the other


@pytest.mark.parametrize("words", [("--secret",), ("--with-people",), ()])
def test_addresses_stay_when_a_namesake_comes(register: Path, words: tuple[str, ...]) -> None:
    edit(register, "eins@stadt.example", "Jörg Müller")
    before = publish(register, *words).out.splitlines()
    register.write_text(register.read_text(encoding="utf-8") + project("drei", owner="Joerg Mueller"), encoding="utf-8")
    after = publish(register, *words, day="2026-12-01").out.splitlines()
    assert set(before) <= set(after)
    assert len({line.split("\t")[1] for line in after}) == 4


def test_addresses_stay_when_the_register_moves(register: Path, tmp_path: Path) -> None:
    out = tmp_path / "server" / "web"
    out.parent.mkdir()
    home = tmp_path / "alt"
    home.mkdir()
    moved = register.rename(home / "amt.toml")
    before = publish(moved, "--secret", web=str(out)).out
    names = sorted(os.listdir(out))
    deeper = tmp_path / "neu" / "amt"
    deeper.parent.mkdir()
    home.rename(deeper)
    after = publish(deeper / "amt.toml", "--secret", day="2026-12-01", web=str(out)).out
    assert (after, sorted(os.listdir(out))) == (before, names)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2027-03-31", BOTH),
        (
            "2027-04-01",
            ["ÜBERFÄLLIG seit 31.03.: Zwischennachweis: Eins", "1 überfällig: Zwischennachweis: Eins", BOTH[1]],
        ),
    ],
)
def test_overdue_stays(register: Path, day: str, expected: list[str]) -> None:
    publish(register, day=day)
    assert sorted(whole(register)) == sorted(expected)


@pytest.mark.parametrize(
    ("nudge", "day", "on"),
    [
        ("weekly", "2027-04-07", "20270405"),  # Monday
        ("weekly", "2027-05-20", "20270518"),  # Whit Monday is no working day
        ("daily", "2027-04-07", "20270407"),
        ("daily", "2027-04-10", "20270412"),
        ("off", "2027-04-07", None),
    ],
)
def test_the_reminder_of_what_is_overdue(register: Path, nudge: str, day: str, on: str | None) -> None:
    publish(register, "--nudge", nudge, day=day)
    text = web(register)["fristen.ics"].decode().replace("\r\n ", "")
    found = [event for event in text.split("BEGIN:VEVENT") if "überfällig:" in event]
    assert len(found) == (1 if on else 0)
    if on:
        assert f"DTSTART;VALUE=DATE:{on}" in found[0]


def test_an_owners_address_lives_on(register: Path) -> None:
    publish(register, "--with-people")
    edit(register, 'title = "Eins"', 'title = "Eins"\ndone = [{ deadline = "x/bericht", on = 2026-12-01 }]')
    for day, expected in [
        ("2026-12-01", ["ERLEDIGT: Zwischennachweis: Eins"]),
        ("2027-03-01", ["ERLEDIGT: Zwischennachweis: Eins"]),
        ("2027-03-02", ["keine offene Frist"]),
        ("2027-09-01", ["keine offene Frist"]),
    ]:
        publish(register, "--with-people", day=day)
        data = web(register)["fristen-eins-stadt-example.ics"]
        assert titles(data) == expected
        assert b"X-WR-CALNAME:" in data


def test_alarms_are_at_a_step_still_to_come(tmp_path: Path) -> None:
    """30.11. for a day 11 days ahead: of 90, 30, 14, 7 and 1 the next is 7; later runs leave it as it is."""
    path = tmp_path / "r.toml"
    path.write_text(HEAD + project("eins", "2026-12-11") + project("zwei", "2026-12-01"), encoding="utf-8")
    alarms = []
    for day in ("2026-11-30", "2026-12-05"):
        assert foerder("-f", path, "--today", day, "export", tmp_path / "k.ics").code == 0
        text = (tmp_path / "k.ics").read_text(encoding="utf-8")
        alarms.append([line for line in text.splitlines() if line.startswith("TRIGGER")])
    assert alarms == [["TRIGGER:-P6DT15H"], ["TRIGGER:-P6DT15H"]]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("stamp", "20260230T000000Z"),
        ("stamp", "99991331T000000Z"),
        ("stamp", "jetzt"),
        ("sequence", -1),
        ("sequence", 2**40),
        ("sequence", True),
        ("sequence", "1"),
        ("day", "2026-02-30"),
        ("title", None),
    ],
)
def test_a_memory_with_impossible_values_is_set_aside_and_named(register: Path, key: str, value: object) -> None:
    target = register.parent / "k.ics"
    export = ("-f", register, "--today", "2026-11-30", "export", target)
    assert foerder(*export).code == 0
    before = target.read_bytes()
    memory = register.parent / ".foerder" / "amt" / "calendar.json"
    content = json.loads(memory.read_text(encoding="utf-8"))
    content["events"]["eins/x/bericht"][key] = value
    memory.write_text(json.dumps(content), encoding="utf-8")
    damaged = memory.read_bytes()
    result = foerder(*export)
    assert result.code == 0
    assert "calendar.json ist beschädigt" in result.err
    assert memory.with_name("calendar.json.damaged").read_bytes() == damaged
    assert titles(target.read_bytes()) == titles(before)


def test_a_stamp_never_goes_back_with_the_clock(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamps = []
    for day, due in [("2027-01-10", "2027-03-31"), ("2026-12-01", "2027-03-30"), ("2027-01-11", "2027-03-29")]:
        moment = datetime.fromisoformat(f"{day}T06:15:00").replace(tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        text = HEAD + project("eins", due)
        register.write_text(text, encoding="utf-8")
        assert foerder("-f", register, "--today", "2026-12-01", "export", register.parent / "k.ics").code == 0
        lines = (register.parent / "k.ics").read_text(encoding="utf-8").splitlines()
        stamps.append(next(line for line in lines if line.startswith("DTSTAMP:"))[8:16])
    assert stamps == ["20270110", "20270110", "20270111"]


@pytest.mark.parametrize(
    ("epoch", "stamp"),
    [
        ("253402300799", "99991231T235959Z"),
        ("0", "19700101T000000Z"),
        ("253402300800", None),
        ("9999999999999999999", None),
        ("-1", None),
    ],
)
def test_an_epoch_beyond_the_calendar_is_no_stamp(
    register: Path, monkeypatch: pytest.MonkeyPatch, epoch: str, stamp: str | None
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    os.utime(register, (1_700_000_000, 1_700_000_000))
    foerder("-f", register, "--today", "2026-11-30", "export", register.parent / "k.ics", "--stateless")
    assert f"DTSTAMP:{stamp or '20231114T221320Z'}\r\n".encode() in (register.parent / "k.ics").read_bytes()


def test_a_file_that_is_not_here_is_said_with_its_last_export(register: Path) -> None:
    target = register.parent / "k.ics"
    assert foerder("-f", register, "--today", "2026-11-30", "export", target).code == 0
    target.unlink()
    result = foerder("-f", register, "--today", "2026-12-01", "export", target, "--changes")
    assert "k.ics ist nicht da; zuletzt exportiert hat" in result.err
    assert "am 30.11.2026" in result.err
    assert "Ohne --changes wird alles geschrieben" in result.err
    assert not target.exists()


def test_each_computer_remembers_its_own_targets(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = register.parent / "k.ics"
    for day, host, entries in [
        ("2026-11-30", "amt-1", 2),
        ("2026-12-01", "amt-2", 2),
        ("2026-12-02", "amt-1", 0),
        ("2026-12-02", "amt-2", 0),
    ]:
        target.unlink(missing_ok=True)
        monkeypatch.setattr("socket.gethostname", lambda host=host: host)
        assert foerder("-f", register, "--today", day, "export", target, "--changes").code == 0
        assert (len(titles(target.read_bytes())) if target.exists() else 0) == entries


def test_a_part_of_the_register_calls_nothing_off(register: Path) -> None:
    second, target = register.with_name("zwei.toml"), register.parent / "k.ics"
    second.write_text("format = 1\n" + project("drei"), encoding="utf-8")
    assert foerder("-f", register, "-f", second, "--today", "2026-11-30", "export", target).code == 0
    target.unlink()
    result = foerder("-f", register, "--today", "2026-12-01", "export", target, "--changes")
    assert "1 Termin steht nicht im lesbaren Teil des Registers" in result.err
    assert not target.exists()


@pytest.mark.parametrize("how", ["undone", "put back"])
def test_what_is_revived_names_the_entry_to_delete(register: Path, how: str) -> None:
    target = register.parent / "k.ics"
    before = register.read_text(encoding="utf-8")

    def export(day: str, *words: str) -> str:
        return foerder("-f", register, "--today", day, "export", target, *words).err

    export("2026-11-30")
    gone = HEAD + project("zwei", "2027-04-30")
    done = before.replace('title = "Eins"', 'title = "Eins"\ndone = [{ deadline = "x/bericht", on = 2026-12-01 }]')
    register.write_text(done if how == "undone" else gone, encoding="utf-8")
    export("2026-12-01", "--changes")
    (old,) = titles(target.read_bytes())
    register.write_text(before, encoding="utf-8")
    said = export("2026-12-02", "--changes")
    assert f"31.03.2027  {old}" in said
    assert titles(target.read_bytes()) == BOTH[:1]


def test_a_file_of_others_stays_in_a_folder_per_owner(register: Path) -> None:
    folder = register.parent / "team"
    folder.mkdir()
    (folder / "eins-stadt-example.ics").write_text("fremd")
    words = ("-f", register, "--today", "2026-11-30", "export", folder, "--per", "owner")
    refused = foerder(*words)
    assert refused.code == 4
    assert "eins-stadt-example.ics stammt nicht aus diesem Register" in refused.err
    assert (folder / "eins-stadt-example.ics").read_text() == "fremd"
    assert foerder(*words, "--force").code == 0
    assert foerder(*words).code == 0
