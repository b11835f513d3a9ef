"""`foerder publish https://…`: a calendar on a real server stays exact, whatever fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from program import Result
from program import foerder as program

pytest.importorskip("caldav", reason="needs the extra caldav")
pytest.importorskip("radicale", reason="needs the server radicale")

from radicale_server import PASSWORD, CalendarServer, serving

pytestmark = pytest.mark.slow

HEAD = 'format = 1\n[settings]\nlanguage = "de"\nid = "amt"\nholidays = "DE-TH"\n'


def project(name: str, due: str = "2027-03-31", done: str = "") -> str:
    more = f'[[project.done]]\ndeadline = "x/bericht"\non = {done}\n' if done else ""
    return (
        f'[[project]]\nid = "{name}"\ntitle = "{name.title()}"\n[[project.period]]\nid = "x"\nstart = 2026-01-01\n'
        f'[[project.period.deadline]]\nid = "bericht"\nkind = "interim-report"\ndue = {due}\n{more}'
    )


@pytest.fixture
def server(tmp_path: Path) -> Iterator[CalendarServer]:
    folder = tmp_path / "radicale"
    folder.mkdir()
    with serving(folder) as found:
        yield found


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "amt.toml"
    path.write_text(HEAD + project("eins") + project("zwei", "2027-04-30"), encoding="utf-8")
    return path


def publish(
    register: Path,
    server: CalendarServer,
    *words: str,
    day: str = "2026-11-30",
    code: int = 0,
    url: str = "",
    **env: str,
) -> Result:
    server.requests.clear()
    env = {"FOERDER_CALDAV_PASSWORD": PASSWORD, **env}
    result = program("--lang", "de", "-f", register, "--today", day, "publish", url or server.url, *words, **env)
    assert result.code == code, result
    return result


EINS = "eins.x.bericht@amt.foerder.ics"
BOTH = ["Zwischennachweis: Eins", "Zwischennachweis: Zwei"]


def test_it_creates_changes_deletes_and_then_sends_nothing(register: Path, server: CalendarServer) -> None:
    assert "2 neu, 0 geändert, 0 entfernt" in publish(register, server).err
    assert server.titles() == BOTH
    assert "nichts zu ändern" in publish(register, server, day="2026-12-01").err
    assert server.requests == []
    register.write_text(HEAD + project("eins", "2027-03-30") + project("drei"), encoding="utf-8")
    assert "1 neu, 1 geändert, 1 entfernt" in publish(register, server).err
    assert len(server.requests) == 3
    assert server.titles() == ["Zwischennachweis: Drei", "Zwischennachweis: Eins"]
    assert "DTSTART;VALUE=DATE:20270330" in server.items[EINS]
    publish(register, server)
    assert server.requests == []


def test_entries_of_others_stay(register: Path, server: CalendarServer) -> None:
    place = server.folder / "collection-root" / "fristen" / "amt"
    text = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:{0}\nDTSTAMP:20260101T000000Z\n"
    text += "DTSTART;VALUE=DATE:20270101\nSUMMARY:Urlaub\nEND:VEVENT\nEND:VCALENDAR\n"
    for name in ("urlaub", "eins.x.bericht@bau.foerder"):
        (place / f"{name}.ics").write_text(text.format(name), encoding="utf-8")
    publish(register, server)
    register.write_text(HEAD + project("zwei"), encoding="utf-8")
    publish(register, server)
    assert server.titles() == ["Urlaub", "Urlaub", "Zwischennachweis: Zwei"]


def test_what_was_changed_by_hand_is_put_right_only_where_it_is_ours(register: Path, server: CalendarServer) -> None:
    publish(register, server)
    server.change(EINS, "SUMMARY:Zwischennachweis: Eins", "SUMMARY:Kaffee\nLOCATION:Raum 5\nCOMMENT:mit Frau X")
    said = publish(register, server, day="2026-12-01").err
    assert "Von Hand auf dem Server geändert, wieder richtig gestellt: Zwischennachweis: Eins" in said
    assert server.titles() == BOTH
    assert "LOCATION:Raum 5" in server.items[EINS]
    assert "COMMENT:mit Frau X" in server.items[EINS]
    publish(register, server)
    assert server.requests == []
    server.change(EINS, "LOCATION:Raum 5", "LOCATION:Raum 6")
    assert "Von Hand" not in publish(register, server).err
    assert server.requests == []
    register.write_text(HEAD + project("eins", "2027-03-30") + project("zwei", "2027-04-30"), encoding="utf-8")
    publish(register, server)
    assert "LOCATION:Raum 6" in server.items[EINS]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (403, "kein Recht, in diesen Kalender zu schreiben"),
        (404, "unter dieser Adresse gibt es nichts"),
        (412, "im selben Augenblick"),
        (500, "der Server antwortet mit einem Fehler (500"),
        (507, "auf dem Server ist kein Platz mehr"),
    ],
)
def test_a_refusal_is_told_in_words_and_the_next_run_finishes(
    register: Path, server: CalendarServer, status: int, words: str
) -> None:
    failing = iter((None, status))
    server.fail = lambda method, path: next(failing, status) if method == "PUT" else None
    assert words in publish(register, server, code=5).err
    assert len(server.titles()) == 1
    server.fail = lambda method, path: None
    publish(register, server)
    assert server.titles() == BOTH
    publish(register, server)
    assert server.requests == []


def test_a_wrong_password_is_told(register: Path, server: CalendarServer) -> None:
    said = publish(register, server, code=5, FOERDER_CALDAV_PASSWORD="falsch").err
    assert "der Server weist Benutzer oder Kennwort zurück (401" in said
    assert "falsch" not in said


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:9/amt/", "der Server ist nicht erreichbar"),
        ("https:///amt", "das ist keine Adresse eines Kalenders"),
        ("https://a:geheim@cloud.example/amt", "das Kennwort gehört nicht in die Adresse"),
        ("http://cloud.example/amt", "nie unverschlüsselt"),
    ],
)
def test_a_wrong_address_is_told(register: Path, server: CalendarServer, url: str, words: str) -> None:
    said = publish(register, server, code=5, url=url).err
    assert words in said
    assert "geheim" not in said


def test_options_of_a_folder_are_refused(register: Path, server: CalendarServer) -> None:
    assert "gehören zu einem Ordner" in publish(register, server, "--secret", code=2).err
    assert server.items == {}


def test_an_address_that_is_no_calendar(register: Path, server: CalendarServer) -> None:
    url = server.url.replace("/amt/", "/")
    assert "gibt es keinen Kalender" in publish(register, server, code=5, url=url).err


def test_a_fault_withdraws_nothing_on_a_server_either(register: Path, server: CalendarServer) -> None:
    publish(register, server)
    text = register.read_text(encoding="utf-8").replace('title = "Eins"', 'title = "Eins')
    register.write_text(text, encoding="utf-8")
    publish(register, server, code=3)
    assert server.titles() == BOTH
    register.write_text("", encoding="utf-8")
    publish(register, server, code=3)
    assert server.titles() == BOTH


def test_a_lost_memory_doubles_nothing(register: Path, server: CalendarServer) -> None:
    publish(register, server)
    (register.parent / ".foerder" / "amt" / "calendar.json").unlink()
    publish(register, server)
    assert server.titles() == BOTH
