"""`foerder read`: the three lists, the JSON, and the way into the register in few keystrokes."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from unittest import mock

import award_letters
import pytest
from helpers import HEAD
from program import foerder
from terminal import on_terminal

LETTER = award_letters.letters()[0]
REGISTER = 'format = 1\n[settings]\nid = "gera"\nlanguage = "de"\nholidays = "DE-TH"\n'
FACTS = {
    "reference",
    "date",
    "start",
    "end",
    "amount",
    "total",
    "share",
    "financing_type",
    "rules",
    "programme",
    "authority",
}


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "bescheid.pdf"
    path.write_bytes(award_letters.pdf(LETTER))
    return path


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "projects.toml"
    path.write_text(REGISTER, encoding="utf-8")
    return path


def test_json_has_every_key(letter: Path) -> None:
    answer = foerder("read", letter, "--format", "json").json
    assert (answer["schema"], answer["file"], answer["pages"]) == (1, str(letter), 1)
    assert set(answer["grant"]) == FACTS
    assert answer["grant"]["amount"] == {
        "value": "148500.00",
        "sentence": next(line for line in award_letters.sentences(LETTER) if "148.500,00" in line),
        "page": 1,
    }
    assert answer["grant"]["start"]["value"] == "2026-04-01"
    assert answer["grant"]["rules"]["value"] == ["ANBest-Gk 2022"]
    final = next(duty for duty in answer["duties"] if duty["kind"] == "final-report")
    assert (final["after"], final["offset"], final["list"], final["by"]) == (
        "period-end",
        "6 months",
        "understood",
        "recipient",
    )
    assert {"time", "count", "snap", "sentence", "page"} <= set(final)
    assert all(set(entry) == {"sentence", "page", "why"} for entry in answer["open"])


def test_german_name_and_three_lists(letter: Path) -> None:
    with mock.patch.dict("os.environ", {"COLUMNS": "100"}):
        said = foerder("lesen", letter, "--format", "table", lang="de").out
    for title in ("Was der Bescheid zur Zuwendung sagt:", "Verstanden (7):", "Bitte prüfen (0):", "Nicht verstanden"):
        assert title in said
    assert "Verwendungsnachweis: 6 Monate nach dem Ende des Bewilligungszeitraums" in said
    assert "S. 1: „Der Verwendungsnachweis ist innerhalb von sechs Monaten" in said


def test_nothing_is_written_without_yes(letter: Path, register: Path) -> None:
    for words in (("--dry-run",), (), ("--format", "json")):
        assert foerder("-f", register, "read", letter, *words).code == 0
        assert register.read_text(encoding="utf-8") == REGISTER


@pytest.mark.parametrize("verb", [("erfassen",), ("add", "grant")])
def test_what_is_refused_without_a_way_out_has_no_arrow(register: Path, verb: tuple[str, ...]) -> None:
    keyboard = io.StringIO("\n".join(["Quartier", "", "", "irgendwann", ""]))
    keyboard.isatty = lambda: True  # type: ignore[method-assign]
    with mock.patch("terminal.Keyboard", return_value=keyboard):
        shown = on_terminal(["-f", str(register), "--lang", "de", *verb], (), COLUMNS="100")
    assert "award_date: „irgendwann“ ist kein Datum" in shown
    assert "→" not in shown


def test_a_usual_letter_takes_at_most_forty_keystrokes(letter: Path, register: Path) -> None:
    answers = ["" for _question in range(19)]
    strokes = sum(len(answer) + 1 for answer in answers) + len("j") + 1
    keyboard = io.StringIO("\n".join([*answers, "j", ""]))
    keyboard.isatty = lambda: True  # type: ignore[method-assign]
    with mock.patch("terminal.Keyboard", return_value=keyboard):
        shown = on_terminal(["-f", str(register), "--lang", "de", "read", str(letter)], (), COLUMNS="100")
    assert strokes <= 40
    assert "Geschrieben" in shown, shown[-2000:]
    text = register.read_text(encoding="utf-8")
    assert 'reference = "5090-64-1217/2026"' in text
    assert 'after = "period-end"\n    offset = "6 months"' in text
    assert "bescheid.pdf, S. 1: „Der Verwendungsnachweis ist innerhalb von sechs Monaten" in text
    found = json.loads(foerder("-f", register, "check", "--format", "json").out)
    assert not [problem for problem in found["problems"] if problem["severity"] == "error"]


def test_yes_writes_what_is_understood(letter: Path, register: Path) -> None:
    result = foerder("-f", register, "read", letter, "--yes")
    assert result.code == 0, result.err
    due = json.loads(foerder("-f", register, "due", "--all", "--format", "json", today="2026-04-01").out)
    days = {deadline["id"].rpartition("2026/")[2]: deadline["due"] for deadline in due["deadlines"]}
    assert days["final-report"] == "2028-09-29"
    assert "remedy" in days


def test_add_grant_by_options_and_by_a_fragment(tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    path.write_text(HEAD, encoding="utf-8")
    given = ["--title", "Neue Mitte", "--start", "2026-01-01", "--end", "2027-12-31", "--amount", "5000"]
    more = ["--set", "final-report=6 Monate nach Ende des Bewilligungszeitraums", "--set", "earmark-end=31.12.2037"]
    result = foerder("-f", path, "add", "grant", *given, *more, "--yes")
    assert result.code == 0, result.err
    text = path.read_text(encoding="utf-8")
    assert 'id = "neue-mitte"' in text
    assert "due = 2037-12-31" in text
    fragment = 'title = "Alte Mitte"\nstart = 2026-01-01\n[[deadline]]\nid = "x"\nkind = "notice"\ndue = 2026-05-05\n'
    with mock.patch.object(sys, "stdin", io.StringIO(fragment)):
        result = foerder("-f", path, "add", "grant", "-", "--yes")
    assert result.code == 0, result.err
    assert "due = 2026-05-05" in path.read_text(encoding="utf-8")


def test_the_conversation_goes_back_and_leaves_out(tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    path.write_text(HEAD, encoding="utf-8")
    answers = ["Erste", "<", "Zweite", "", "AZ 1", "-", "<", "12.03.2026", "", *[""] * 20]
    keyboard = io.StringIO("\n".join([*answers[:24], "j", "j", "j", "j"]))
    keyboard.isatty = lambda: True  # type: ignore[method-assign]
    with mock.patch("terminal.Keyboard", return_value=keyboard):
        shown = on_terminal(["-f", str(path), "--lang", "de", "erfassen"], (), COLUMNS="100")
    text = path.read_text(encoding="utf-8")
    assert 'title = "Zweite"' in text, shown
    assert 'reference = "AZ 1"' in text
    assert "award_date = 2026-03-12" in text


@pytest.mark.parametrize("what", ["period", "cost", "financing", "year"])
def test_no_empty_table_is_written(tmp_path: Path, what: str) -> None:
    path = tmp_path / "projects.toml"
    text = f'{HEAD}[[project]]\nid = "a"\ntitle = "A"\n[[project.period]]\nstart = 2026-01-01\n'
    path.write_text(text, encoding="utf-8")
    where = "a" if what == "period" else "a/2026"
    assert foerder("-f", path, "add", what, where, "--yes").code == 2
    assert path.read_text(encoding="utf-8") == text


def test_a_cost_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    text = f'{HEAD}[[project]]\nid = "a"\ntitle = "A"\n[[project.period]]\nstart = 2026-01-01\n'
    path.write_text(text, encoding="utf-8")
    keyboard = io.StringIO("staff\n\n1200\ny\n")
    keyboard.isatty = lambda: True  # type: ignore[method-assign]
    with mock.patch("terminal.Keyboard", return_value=keyboard):
        shown = on_terminal(["-f", str(path), "--lang", "en", "add", "cost", "a/2026"], (), COLUMNS="100")
    assert 'type = "staff"' in path.read_text(encoding="utf-8"), shown
    assert "approved = 1200" in path.read_text(encoding="utf-8")
