"""The verbs that change the register: what they write, what they leave alone, what they refuse."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers import assert_linear
from program import EXAMPLE, REAL, foerder, process, typed

from foerder.register.load import load
from foerder.register.tables import ROOT, Table
from foerder.text.glossary import KEYS

PLAIN = """\
format = 1

[settings]
holidays = "DE-TH"

[[authority]]
id = "amt"
name = "Amt"

[[programme]]
id = "topf"
title = "Topf"
authority = "amt"

# about iksp
[[project]]
id = "iksp"
title = "Sozialplanung"
programme = "topf"
rules = []

  [[project.period]]
  id = "2022"
  start = 2022-07-01
  end = 2025-06-30   # so far
  amount = 180000.00

    [[project.period.deadline]]
    id = "final-report"
    kind = "final-report"
    after = "period-end"
    offset = "6 months"

    [[project.period.payment]]
    requested = 2025-02-01
    amount = 25000.00

# about the playground
[[project]]
id = "spielplatz"
title = "Spielplatz"
rules = []

  [[project.period]]
  start = 2026-01-01
  end = 2027-06-30

    [[project.period.deadline]]
    id = "final-report"
    kind = "final-report"
    due = 2027-12-31
"""
EVERYWHERE = re.sub(r"(?m)^(.+)$", r"# above: [[project]]\n\1 # beside", PLAIN.replace("   # so far", ""))
INLINE = """\
format = 1
settings = {holidays = "DE-TH"}
programme = [{id = "topf", title = "Topf"}]
# all in one line
project = [
  {id = "iksp", title = "Sozialplanung", rules = [], period = [{id = "2022", start = 2022-07-01, end = 2025-06-30, \
amount = 180000.00, deadline = [{id = "final-report", kind = "final-report", after = "period-end", \
offset = "6 months"}], payment = [{requested = 2025-02-01, amount = 25000.00}]}]}, # iksp
  {id = "spielplatz", title = "Spielplatz", rules = []} # no comma
]
"""
DONE_INLINE = PLAIN.replace(
    'title = "Sozialplanung"\n',
    'title = "Sozialplanung"\ndone = [{deadline = "2022/x", on = 2025-01-01},   # first\n'
    '        {deadline = "2022/y", on = 2025-01-02}] # last\n',
)
DOTTED = PLAIN.replace('[settings]\nholidays = "DE-TH"', 'settings.holidays = "DE-TH" # dotted\nsettings . within = 90')
MULTILINE = PLAIN.replace(
    'title = "Sozialplanung"\n',
    'title = "Sozialplanung"\nnotes = """\n[[project]]\nid = "falle"\n# no comment\n"""\n'
    'tags = [\n  "a", # one\n  "b"\n]\n',
)
TABS = re.sub(r"(?m)^ +", lambda match: "\t" * (len(match[0]) // 2), PLAIN)
FAR = PLAIN.replace("    [[project.period.payment]]", '[[accept]]\ncode = "x"\n\n    [[project.period.payment]]')
GALLERY = {
    "plain": PLAIN,
    "comments-everywhere": EVERYWHERE,
    "inline": INLINE,
    "done-inline": DONE_INLINE,
    "dotted": DOTTED,
    "multi-line": MULTILINE,
    "tabs": TABS,
    "compact": PLAIN.replace("\n\n", "\n"),
    "wide": PLAIN.replace("\n\n", "\n\n\n").replace(" = ", "  =  "),
    "tables-apart": FAR,
}
BYTES: dict[str, Callable[[str], bytes]] = {
    "lf": lambda text: text.encode(),
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "bom": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "no-end": lambda text: text.rstrip("\n").encode(),
    "all": lambda text: b"\xef\xbb\xbf" + text.rstrip("\n").replace("\n", "\r\n").encode(),
}
PAIRS: list[tuple[list[str], list[list[str]]]] = [
    (["done", "iksp/2022/final-report", "--how", "Portal"], [["undo-done", "iksp/2022/final-report"]]),
    (
        ["extend", "iksp/2022", "--by", "6 months", "--date", "02.05.2025"],
        [["set", "iksp/2022", "end", "2025-06-30"], ["remove", "iksp/2022/amendment/2025-05-02", "--yes"]],
    ),
    (["extend", "iksp/2022/final-report", "--to", "2026-09-30"], [["remove", "iksp/extension/1", "--yes"]]),
    (["pay", "iksp", "--received", "20.02.2025"], [["set", "iksp", "2022.payment.1.received", "--unset"]]),
    (["pay", "iksp", "--requested", "heute", "--amount", "1.000,00"], [["remove", "iksp/2022/payment/2", "--yes"]]),
    (
        ["spend", "iksp", "--type", "staff", "--amount", "12,50"],
        [["remove", "iksp/2022/spending/1", "--yes"]],
    ),
    (["set", "iksp", "owner", "a@example.org"], [["set", "iksp", "owner", "--unset"]]),
    (["set", "iksp/2022", "amount", "200.000,00"], [["set", "iksp/2022", "amount", "180000"]]),
    (["set", "settings", "track_from", "2026-01-01"], [["set", "settings", "track_from", "--unset"]]),
    (["add", "project", "--id", "neu", "--title", "Neu", "--start", "2026-01-01"], [["remove", "neu", "--yes"]]),
    (["add", "authority", "--id", "bund", "--name", "Bund"], [["remove", "authority:bund", "--yes"]]),
    (["add", "period", "iksp", "--start", "01.01.2026"], [["remove", "iksp/2026", "--yes"]]),
    (
        ["add", "deadline", "iksp/2022", "--id", "bericht", "--kind", "content-report", "--due", "2026-12-31"],
        [["remove", "iksp/2022/deadline/bericht", "--yes"]],
    ),
    (
        ["add", "call", "programme:topf", "--id", "runde", "--set", "closes=2027-01-31"],
        [["remove", "programme:topf/call/runde", "--yes"]],
    ),
]


@pytest.fixture(autouse=True)
def without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written is looked at here, not how safely (see test_store)."""
    monkeypatch.setattr("os.fsync", lambda number: None)


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "projects.toml"
    path.write_text(PLAIN, encoding="utf-8")
    return path


def comments(raw: bytes) -> list[str]:
    """All comments of a text, in order."""
    text = raw.decode("utf-8-sig")
    return re.findall(r"#[^\"\r\n]*(?=\r?\n|\Z)", text)


@pytest.mark.parametrize(
    ("name", "kind"), [(name, kind) for name in GALLERY for kind in BYTES if name == "plain" or kind in ("lf", "all")]
)
def test_every_change_works_on_every_valid_file_and_its_inverse_restores_it(
    tmp_path: Path, name: str, kind: str
) -> None:
    path = tmp_path / "projects.toml"
    before = BYTES[kind](GALLERY[name])
    path.write_bytes(before)
    assert load([path]).problems == ()
    for forward, back in PAIRS:
        result = foerder("-f", path, *forward)
        assert result.code == 0, (forward, result)
        changed = path.read_bytes()
        assert changed != before
        assert comments(changed) == comments(before)
        assert (b"\r\n" in changed, b"\n" in changed.replace(b"\r\n", b"")) == (
            b"\r\n" in before,
            b"\n" in before.replace(b"\r\n", b""),
        )
        assert load([path]).problems == ()
        for words in back:
            result = foerder("-f", path, *words)
            assert result.code == 0, (words, result)
        assert path.read_bytes() == before, forward
    assert foerder("-f", path, "log").code == 0


CODES: list[tuple[list[str], int, str]] = [
    (["done", "nichts"], 2, "There is no deadline"),
    (["done", "final-report"], 2, "iksp/2022/final-report, spielplatz/2026/final-report"),
    (["done", "iksp/2022/period-end"], 4, "passes by itself"),
    (["done", "iksp/2022/final-report", "--on", "31.02.2026"], 4, "is not a date"),
    (["undo-done", "iksp/2022/final-report"], 4, "not recorded as done"),
    (["undo-done", "nichts"], 2, "There is no deadline"),
    (["set", "nichts", "title", "x"], 2, "nothing called"),
    (["set", "iksb", "title", "x"], 2, "Did you mean iksp?"),
    (["set", "iksp/2030", "end", "x"], 2, 'has no period "2030"'),
    (["set", "iksp", "titl", "x"], 2, "title"),
    (["set", "iksp", "title"], 2, "--unset"),
    (["set", "iksp", "title", ""], 4, "the value is empty"),
    (["set", "iksp", "title", "zwei", "Worte"], 4, "quotation marks"),
    (["set", "iksp", "id", "spielplatz"], 4, "already taken"),
    (["set", "iksp", "programme", "nirgends"], 4, "nirgends"),
    (["set", "iksp", "title", "Sozialplanung"], 4, "Nothing to change"),
    (["set", "iksp", "owner", "--unset"], 4, "is not set"),
    (["set", "iksp/2022", "amount", "180.000"], 4, '"180.000" can mean €180,000.00 or €180.00'),
    (["set", "iksp/2022", "amount", "-5"], 2, "no option -5"),
    (["set", "iksp/2022", "end", "2021-01-01"], 4, "before start"),
    (["set", "iksp/2022", "status", "bewiligt"], 4, "approved"),
    (["set", "iksp/2022", "financing.ESF.share", "60"], 2, "no financing"),
    (["extend", "iksp/2022"], 2, "--by"),
    (["extend", "iksp/2022", "--to", "2024-01-01"], 4, "not later"),
    (["extend", "iksp/2022", "--by", "ein Weilchen"], 4, "not a span"),
    (["extend", "nichts", "--to", "2024-01-01"], 2, "There is no deadline"),
    (["pay", "iksp"], 2, "--received"),
    (["pay", "spielplatz", "--received", "2026-02-01"], 2, "--amount"),
    (["pay", "nichts", "--received", "2026-02-01", "--amount", "5"], 2, "no project"),
    (["spend", "iksp", "--type", "bier", "--amount", "5"], 4, "staff"),
    (["add", "project", "--id", "neu"], 2, "--title"),
    (["add", "projekt"], 2, "project"),
    (["add", "project", "--id", "iksp", "--title", "x"], 4, "already taken"),
    (["add", "project", "--id", "Neu Ä", "--title", "x"], 4, "not an id"),
    (["add", "project", "--id", "neu", "--title", "x", "--due", "2026-01-01"], 2, "no key"),
    (["add", "period"], 2, "where it belongs"),
    (["add", "period", "iksp", "--start", "2023-01-01", "--end", "2024-01-01"], 4, "overlap"),
    (["remove", "nichts", "--yes"], 2, "nothing called"),
    (["remove", "settings", "--yes"], 2, "--unset"),
    (["remove", "iksp"], 4, "--yes"),
    (["remove", "topf", "--yes"], 4, "topf"),
    (["log", "nichts"], 2, "nothing called"),
    (["init"], 4, "exists already"),
]


@pytest.mark.parametrize(
    ("words", "code", "said"), CODES, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_what_is_refused_changes_nothing(register: Path, words: list[str], code: int, said: str) -> None:
    before = register.read_bytes()
    result = foerder("-f", register, *words)
    assert (result.code, said in result.err) == (code, True), result
    assert register.read_bytes() == before
    assert not register.with_name("projects.toml.bak").exists()


def test_what_is_recorded_already_is_refused(register: Path) -> None:
    assert foerder("-f", register, "done", "iksp").code == 0
    again = foerder("-f", register, "done", "iksp")
    assert again.code == 4
    assert "undo-done" in again.err


@pytest.mark.parametrize("words", [forward for forward, _back in PAIRS] + [["remove", "iksp"]], ids=" ".join)
def test_a_dry_run_shows_all_and_writes_nothing(register: Path, words: list[str]) -> None:
    before = register.read_bytes()
    result = foerder("-f", register, *words, "--dry-run")
    assert result.code == 0
    assert result.out.startswith(f"--- {register}\n+++ {register}\n@@ ")
    assert "deadline" in result.out.lower()
    assert register.read_bytes() == before
    assert [each.name for each in register.parent.iterdir()] == ["projects.toml"]


def test_an_extension_says_what_moves_and_notes_the_old_end(register: Path) -> None:
    result = foerder("-f", register, "extend", "iksp/2022", "--by", "6m", "--date", "2025-05-02", "--reference", "AZ 7")
    assert result.out.lower().endswith(
        "deadlines:\n"
        "  mon 2025-06-30 → wed 2025-12-31  end of funding period  [iksp/2022/period-end]\n"
        "  tue 2025-12-30 → tue 2026-06-30  final report  [iksp/2022/final-report]\n"
    )
    text = register.read_text(encoding="utf-8")
    assert "end = 2025-12-31   # so far\n" in text
    assert 'date = 2025-05-02\n    reference = "AZ 7"\n    old_end = 2025-06-30\n' in text
    log = foerder("-f", register, "log", "iksp", lang="de").out
    assert "Ende des Zeitraums 2022: 30.06.2025 → 31.12.2025" in log


def test_the_history_tells_spans_in_words(register: Path) -> None:
    words = ["--id", "bericht", "--kind", "content-report", "--after", "period-start", "--offset", "1 month 15 days"]
    assert foerder("-f", register, "add", "deadline", "iksp/2022", *words).code == 0
    assert foerder("-f", register, "set", "iksp/2022", "deadline.bericht.lead", "6 weeks").code == 0
    log = foerder("-f", register, "log", lang="de").out
    assert "Abstand 1 Monat 15 Tage" in log
    assert "6 Wochen" in log


def test_an_extended_deadline_keeps_its_rule(register: Path) -> None:
    result = foerder("-f", register, "extend", "iksp/2022/final", "--to", "2026-09-30", "--granted", "2025-12-01")
    assert result.code == 0
    assert "Tue 2025-12-30 → Wed 2026-09-30" in result.out
    assert 'offset = "6 months"' in register.read_text(encoding="utf-8")


def test_of_two_readings_of_an_extension_the_earlier_day_counts(register: Path) -> None:
    assert foerder("-f", register, "extend", "iksp/2022/final", "--to", "2026-06-30").code == 0
    imagined = foerder("-f", register, "due", "--all", "--what-if", "extend iksp/2022/final-report 2 months")
    result = foerder("-f", register, "extend", "iksp/2022/final", "--by", "2m")
    assert "to = 2026-08-30" in register.read_text(encoding="utf-8"), result
    assert "2026-08-28" in imagined.out
    assert "2026-08-28" in result.out


FIXED = """\
format = 1
[[project]]
id = "quartier"
title = "Quartier"
[[project.period]]
id = "2026"
start = 2026-01-01
end = 2026-12-31
[[project.period.deadline]]
id = "final-report"
kind = "final-report"
due = 2027-06-30
[[project.period.deadline]]
id = "aufbewahrung"
kind = "other"
after = "period-end"
offset = "5 years"
"""


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("de", "Fester Tag, bleibt stehen: Verwendungsnachweis 30.06.2027"),
        ("en", "A day that is named stays as it is: Final report 2027-06-30"),
    ],
)
def test_who_extends_a_period_is_told_which_days_stay(lang: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    path.write_text(FIXED, encoding="utf-8")
    result = foerder("-f", path, "extend", "quartier/2026", "--to", "2027-12-31", "--yes", lang=lang)
    assert result.code == 0
    assert said in result.out + result.err
    # And what is now wrong is a finding: the report is due before the period ends.
    codes = [problem["code"] for problem in foerder("-f", path, "check", "--format", "json").json["problems"]]
    assert "report-before-end" in codes


def test_where_no_day_is_named_nothing_is_said_to_stay(tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    path.write_text(FIXED.replace("due = 2027-06-30", 'after = "period-end"\noffset = "6 months"'), encoding="utf-8")
    result = foerder("-f", path, "extend", "quartier/2026", "--to", "2027-12-31", "--yes")
    assert "stays as it is" not in result.out + result.err


@pytest.mark.parametrize("verb", [("extend", "--by", "6m"), ("done",), ("explain",)], ids=lambda words: words[0])
@pytest.mark.parametrize("part", ["quart", "Quartie", "artier"])
def test_a_part_of_a_projects_id_is_never_one_of_its_duties(verb: tuple[str, ...], part: str, tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    lone = FIXED.partition('[[project.period.deadline]]\nid = "aufbewahrung"')[0].replace("end = 2026-12-31\n", "")
    path.write_text(lone, encoding="utf-8")
    name, *options = verb
    result = foerder("-f", path, name, part, *options)
    assert result.code == 2
    assert f'"{part}" is a part of a project\'s id' in result.err
    assert "quartier/2026/final-report" in result.err
    assert path.read_text(encoding="utf-8") == lone
    # A part of what is behind it still names the duty.
    assert (
        foerder("-f", path, name, "final", *options, "--dry-run" if name != "explain" else "--format=plain").code == 0
    )


def test_who_extends_the_day_a_period_ends_extends_the_period(register: Path) -> None:
    result = foerder("-f", register, "extend", "iksp/2022/period-end", "--to", "2025-12-31")
    assert result.code == 0
    assert "old_end = 2025-06-30" in register.read_text(encoding="utf-8")


def test_a_period_given_by_its_duration_gets_an_end(register: Path) -> None:
    text = PLAIN.replace("end = 2025-06-30   # so far", 'duration = "3 years"')
    register.write_text(text, encoding="utf-8")
    assert foerder("-f", register, "extend", "iksp/2022", "--to", "31.12.2025").code == 0
    assert "end = 2025-12-31" in register.read_text(encoding="utf-8")
    assert "duration" not in register.read_text(encoding="utf-8")


def test_the_second_payment_of_a_day_gets_an_id(register: Path) -> None:
    for _time in range(2):
        assert foerder("-f", register, "pay", "spielplatz", "--received", "2026-03-01", "--amount", "5").code == 0
    ids = [payment.id for payment in load([register]).projects[1].periods[0].payments]
    assert ids == [None, "2"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("done", "iksp/2022/final-report", "--on", ""), '--on: "" is not a date'),
        (("pay", "iksp", "--requested", "", "--amount", "5"), '--requested: "" is not a date'),
        (("spend", "iksp", "--type", "staff", "--amount", ""), '--amount: "" is not an amount'),
        (("extend", "iksp/2022/final-report", "--to", "2026-09-30", "--granted", ""), '--granted: "" is not a date'),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_an_empty_day_or_amount_is_refused(register: Path, words: tuple[str, ...], said: str) -> None:
    before = register.read_bytes()
    result = foerder("-f", register, *words, "--yes")
    assert (result.code, register.read_bytes()) == (4, before)
    assert said in result.err


@pytest.mark.parametrize(
    "words",
    [("done", "iksp/2022/final-report", "--by", ""), ("extend", "iksp/2022", "--by", "6m", "--reference", "")],
    ids=lambda words: words[0],
)
def test_an_empty_text_is_not_written(register: Path, words: tuple[str, ...]) -> None:
    assert foerder("-f", register, *words, "--yes").code == 0
    assert '""' not in register.read_text(encoding="utf-8")


def test_the_change_goes_to_the_file_of_the_project(tmp_path: Path) -> None:
    head, _middle, rest = PLAIN.partition("# about the playground\n")
    (tmp_path / "a.toml").write_text(head, encoding="utf-8")
    (tmp_path / "b.toml").write_text("format = 1\n" + rest, encoding="utf-8")
    assert foerder("-f", tmp_path, "done", "spielplatz").code == 0
    assert (tmp_path / "a.toml").read_text(encoding="utf-8") == head
    assert "[[project.done]]" in (tmp_path / "b.toml").read_text(encoding="utf-8")
    assert foerder("-f", tmp_path, "add", "project", "--id", "n", "--title", "N", "--into", "b.toml").code == 0
    assert 'id = "n"' in (tmp_path / "b.toml").read_text(encoding="utf-8")
    assert (tmp_path / ".foerder" / "b" / "journal.jsonl").exists()


def test_a_file_that_is_not_toml_is_not_touched_but_other_faults_do_not_hinder(register: Path) -> None:
    register.write_text(PLAIN + '\n[[project]]\nid = "kaputt"\ntitle = "Kaputt\n', encoding="utf-8")
    broken = foerder("-f", register, "done", "iksp")
    assert broken.code == 3
    assert "foerder edit" in broken.err
    register.write_text(PLAIN + '\n[[project]]\nid = "kaputt"\ntitel = "Kaputt"\n', encoding="utf-8")
    result = foerder("-f", register, "done", "iksp")
    assert result.code == 0
    assert "still has 1 problem" in result.err
    assert foerder("-f", register.with_name("none.toml"), "done", "iksp").code == 3
    register.write_bytes(PLAIN.encode("utf-16"))
    assert [foerder("-f", register, *words, "iksp").code for words in (["done"], ["remove", "--yes"])] == [3, 3]


def test_control_characters_are_shown_and_never_sent(register: Path) -> None:
    result = foerder("-f", register, "set", "iksp", "notes", "a\x1b[31mb\u202ec")
    assert result.code == 0
    assert not set("\x1b\u202e") & set(result.out + foerder("-f", register, "log").out)
    assert load([register]).projects[0].notes == "a\x1b[31mb\u202ec"


VALUES = [
    ("iksp", "tags", ["a, b"], ("a", "b")),
    ("iksp", "tags", ["a", "b c"], ("a", "b c")),
    ("iksp", "tags", ['["a, b"]'], ("a, b",)),
    ("iksp", "tags", [""], ()),
    ("iksp", "notes", ["2026-01-01"], "2026-01-01"),
    ("iksp", "notes", ["[x]"], "[x]"),
]


@pytest.mark.parametrize(("name", "key", "words", "value"), VALUES)
def test_values_as_people_type_them(register: Path, name: str, key: str, words: list[str], value: object) -> None:
    if value == ():
        assert foerder("-f", register, "set", name, key, "x").code == 0
    assert foerder("-f", register, "set", name, key, *words).code == 0
    assert getattr(load([register]).projects[0], key) == value


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("180000", "180000.00"),
        ("180000.5", "180000.50"),
        ("180000,50 €", "180000.50"),
        ("180.000,00", "180000.00"),
        ("1,234,567.89", "1234567.89"),
        ("1 234,50", "1234.50"),
    ],
)
def test_amounts(register: Path, text: str, amount: str) -> None:
    assert foerder("-f", register, "set", "spielplatz", "period.2026.amount", text).code == 0
    assert f"amount = {amount}\n" in register.read_text(encoding="utf-8")


# At a terminal


@pytest.mark.parametrize(
    ("answers", "code", "written"),
    [("y\n", 0, True), ("J\n", 0, True), ("\n", 0, True), ("?\nn\n", 4, False), ("nein\n", 4, False), ("", 1, False)],
)
def test_at_a_terminal_a_change_is_asked_for(register: Path, answers: str, code: int, written: bool) -> None:
    result = typed(answers, "-f", register, "done", "iksp")
    assert result.code == code
    assert "Write this? [Y/n]" in result.err
    assert ("[[project.done]]" in register.read_text(encoding="utf-8")) is written


def test_removing_is_no_by_default(register: Path) -> None:
    declined = typed("\n", "-f", register, "remove", "iksp")
    assert declined.code == 4
    assert "Remove this? [y/N]" in declined.err
    assert register.read_text(encoding="utf-8") == PLAIN
    assert typed("ja\n", "-f", register, "remove", "iksp", lang="de").code == 0
    text = register.read_text(encoding="utf-8")
    assert "about iksp" not in text
    assert "# about the playground\n[[project]]" in text


def test_what_is_still_named_is_not_removed_and_its_place_in_the_file_is_said(register: Path) -> None:
    line = 1 + register.read_text(encoding="utf-8").splitlines().index('programme = "topf"')
    refused = foerder("-f", register, "remove", "programme:topf", "--yes")
    assert refused.code == 4
    assert refused.err.splitlines()[0] == "foerder: programme:topf is still needed; without it:"
    assert re.search(rf'^\S*projects\.toml:{line}: .*there is no programme "topf"$', refused.err, re.MULTILINE)
    assert "Did you mean" not in refused.err
    assert "First change or remove the entries that refer to it" in refused.err


def test_removing_names_the_deadlines_that_are_gone_and_no_others(register: Path) -> None:
    out = foerder("-f", register, "remove", "iksp", "--yes").out
    assert re.findall(r"\[(.+)\]$", out.partition("Deadlines:")[2], re.MULTILINE) == [
        "iksp/2022/period-end",
        "iksp/2022/final-report",
    ]
    assert out.count("gone: ") == 2


def test_with_yes_nothing_is_asked(register: Path) -> None:
    assert typed("", "-f", register, "done", "iksp", "--yes").code == 0


def test_add_asks_for_what_is_missing_and_again_where_it_is_wrong(register: Path) -> None:
    answers = "Neu Ä\nneu\nNeues Projekt\nplans\nplan\n\n\n\n\n01.01.2027\nbald\n\ny\n"
    result = typed(answers, "-f", register, "add", "project")
    assert result.code == 0, result
    assert "not an id" in result.err
    assert "(grant, plan, certificate)" in result.err
    project = load([register]).projects[-1]
    assert (project.id, project.title, project.kind) == ("neu", "Neues Projekt", "plan")
    assert str(project.periods[0].start) == "2027-01-01"
    result = typed("bericht\nother\n\n\nperiod-start\n3 months\ny\n", "-f", register, "add", "deadline", "neu")
    assert result.code == 0, result
    assert '  after = "period-start"\n  offset = "3 months"\n' in register.read_text(encoding="utf-8")


# init, edit, log


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("example", [False, True])
def test_init_leaves_a_register_that_passes_reading(tmp_path: Path, lang: str, example: bool) -> None:
    path = tmp_path / "new" / "projects.toml"
    result = foerder("-f", path, "init", *(["--example"] if example else []), lang=lang)
    assert result.code == 0
    assert load([path]).problems == ()
    if example:
        assert path.read_bytes() == EXAMPLE.read_bytes()
    assert foerder("-f", path, "add", "project", "--id", "a", "--title", "A").code == 0
    assert foerder("-f", path, "init").code == 4


def test_the_history_of_an_example_begins_with_it(tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    assert foerder("-f", path, "init", "--example").code == 0
    assert foerder("-f", path, "log").out.endswith("\tinit\ta new register, with the example\t1\n")


def test_init_hides_no_register_that_lies_right_here(register: Path) -> None:
    before = register.read_bytes()
    with contextlib.chdir(register.parent):
        result = foerder("init", "--holidays", "DE-TH")
    assert (result.code, "projects.toml exists already" in result.err) == (4, True), result
    assert [path.name for path in register.parent.iterdir()] == ["projects.toml"]
    assert register.read_bytes() == before


def test_init_without_a_path(tmp_path: Path) -> None:
    done = process("init", cwd=tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "data" / "projects.toml").exists()
    assert process("due", cwd=tmp_path).returncode == 0
    assert process("init", "--dry-run", cwd=tmp_path).returncode == 4


def editor(tmp_path: Path, code: str) -> str:
    """An editor that does one thing with the text."""
    script = tmp_path / "editor.py"
    script.write_text(
        f"import sys, pathlib\npath = pathlib.Path(sys.argv[1])\ntext = path.read_bytes().decode()\n{code}\n"
        "path.write_bytes(text.encode())\n",
        encoding="utf-8",
    )
    return f'"{sys.executable}" "{script}"'


def test_edit_takes_what_passes(register: Path, tmp_path: Path) -> None:
    change = editor(tmp_path, 'text = text.replace("Sozialplanung", "Soziales") + "# mine\\n"')
    result = foerder("-f", register, "edit", EDITOR=change, VISUAL="")
    assert result.code == 0, result
    assert '+title = "Soziales"' in result.out
    assert register.read_text(encoding="utf-8") == PLAIN.replace("Sozialplanung", "Soziales") + "# mine\n"
    assert "title: Sozialplanung → Soziales" in foerder("-f", register, "log", "iksp").out
    assert foerder("-f", register, "edit", EDITOR=editor(tmp_path, ""), VISUAL="").code == 0


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('text = text.replace("2025-06-30", "2021-06-30")', "before start"),
        ('text += "[[project"', "project"),
        ("sys.exit(7)", "code 7"),
    ],
)
def test_edit_refuses_what_does_not_pass_and_keeps_it(register: Path, tmp_path: Path, code: str, said: str) -> None:
    result = foerder("-f", register, "edit", EDITOR=editor(tmp_path, code), VISUAL="")
    assert result.code == 4
    assert said in result.err
    assert "\\n" not in result.err
    assert register.read_text(encoding="utf-8") == PLAIN
    if "sys.exit" not in code:
        kept = re.search(r"kept in (.+)", result.err)
        assert kept
        assert Path(kept[1].strip()).read_text(encoding="utf-8") != PLAIN


def test_edit_mends_a_broken_register(register: Path, tmp_path: Path) -> None:
    register.write_text(PLAIN.replace('"Spielplatz"', '"Spielplatz'), encoding="utf-8")
    change = editor(tmp_path, "text = text.replace('\"Spielplatz', '\"Spielplatz\"')")
    assert foerder("-f", register, "edit", EDITOR=change, VISUAL="").code == 0
    assert register.read_text(encoding="utf-8") == PLAIN


def test_edit_is_refused_where_the_file_was_changed_meanwhile(register: Path, tmp_path: Path) -> None:
    change = editor(tmp_path, f'text += "# mine\\n"\npathlib.Path({str(register)!r}).write_text("format = 1\\n")')
    result = foerder("-f", register, "edit", EDITOR=change, VISUAL="")
    assert result.code == 4
    assert "in the meantime" in result.err
    assert register.read_text(encoding="utf-8") == "format = 1\n"


def test_changes_by_hand_are_noticed_with_the_next_change(register: Path) -> None:
    assert foerder("-f", register, "done", "iksp").code == 0
    text = register.read_text(encoding="utf-8").replace("amount = 180000.00", "amount = 190000.00")
    register.write_text(text, encoding="utf-8")
    assert foerder("-f", register, "set", "iksp", "unit", "Amt").code == 0
    entries = foerder("-f", register, "log", "iksp", "--format", "json").json["entries"]
    assert [entry["verb"] for entry in entries] == ["done", "by-hand", "set"]
    assert entries[1]["who"] is None
    assert entries[1]["changes"] == [
        {
            "where": [["project", "iksp"], ["period", "2022"]],
            "key": "amount",
            "old": "180000.00",
            "new": "190000.00",
        }
    ]
    german = foerder("-f", register, "log", "iksp", lang="de").out
    assert "von Hand\tiksp: Zuwendung des Zeitraums 2022: 180.000,00 € → 190.000,00 €" in german
    assert len(foerder("-f", register, "log", "spielplatz").out.splitlines()) == 0
    assert foerder("-f", register, "log", "--format", "csv").out.startswith(
        "when,who,verb,file,table,key,old,new,number\r\n"
    )


def test_changes_by_hand_are_noticed_in_every_file(tmp_path: Path) -> None:
    folder = tmp_path / "register"
    folder.mkdir()
    first, second = folder / "a.toml", folder / "b.toml"
    first.write_text('format = 1\n[[project]]\nid = "eins"\ntitle = "Eins"\n', encoding="utf-8")
    second.write_text('format = 1\n[[project]]\nid = "zwei"\ntitle = "Zwei"\n', encoding="utf-8")
    for name in ("eins", "zwei"):
        assert foerder("-f", folder, "set", name, "unit", "Amt").code == 0
    first.write_text(first.read_text(encoding="utf-8").replace("Eins", "Uno"), encoding="utf-8")
    assert foerder("-f", folder, "set", "zwei", "unit", "Haus").code == 0
    entries = foerder("-f", folder, "log", "eins", "--format", "json").json["entries"]
    assert [(entry["verb"], entry["file"]) for entry in entries] == [("set", "a.toml"), ("by-hand", "a.toml")]
    assert entries[1]["text"] == ["eins: title: Eins → Uno"]


RATES = """
[[rule_set]]
id = "basiszins"
title = "Nachtrag"

  [[rule_set.clause]]
  nr = "2026"
  base_rate = 0.0127
  from = 2026-07-01
"""


@pytest.mark.parametrize(
    ("words", "written", "logged"),
    [
        (["basiszins", "clause.2026.base_rate", "1,52 %"], "base_rate = 0.0152", "1,27 % → 1,52 %"),
        (["basiszins", "clause.2026.base_rate", "-0.0088"], "base_rate = -0.0088", "1,27 % → -0,88 %"),
        (["basiszins", "clause.2026.exceed_rate", "0,3"], "exceed_rate = 0.3", "– → 30 %"),
        (["basiszins", "clause.2026.reduction_from", "250"], "reduction_from = 250.00", "– → 250,00 €"),
    ],
)
def test_the_figures_of_a_clause(register: Path, words: list[str], written: str, logged: str) -> None:
    register.write_text(PLAIN + RATES, encoding="utf-8")
    result = foerder("-f", register, "set", *words[:2], "--yes", "--", words[2])
    assert result.code == 0, result.err
    assert f"  {written}\n" in register.read_text(encoding="utf-8")
    assert logged in foerder("-f", register, "log", lang="de").out


@pytest.mark.skipif(sys.platform == "win32", reason="knows no TZ of this form")
def test_the_history_is_told_in_local_time(register: Path) -> None:
    journal = register.parent / ".foerder" / "projects" / "journal.jsonl"
    journal.parent.mkdir(parents=True)
    record = {"when": "2026-07-01T22:30:00+00:00", "who": "x", "verb": "set", "file": register.name, "changes": []}
    journal.write_text(json.dumps(record) + "\n", encoding="utf-8")
    for zone, told in (("Europe/Berlin", b"2026-07-02 00:30"), ("America/Los_Angeles", b"2026-07-01 15:30")):
        assert process("--lang", "en", "-f", register, "log", TZ=zone).stdout.startswith(told)


def test_the_history_is_in_order_across_the_end_of_summer_time(register: Path) -> None:
    journal = register.parent / ".foerder" / "projects" / "journal.jsonl"
    journal.parent.mkdir(parents=True)
    moments = ("2026-10-25T02:40:00+02:00", "2026-10-25T02:10:00+01:00", "nonsense")
    records = [{"when": when, "verb": "set", "file": register.name, "changes": []} for when in moments]
    journal.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    entries = foerder("-f", register, "log", "--format", "json").json["entries"]
    assert [entry["when"] for entry in entries] == [moments[2], moments[0], moments[1]]


def test_every_key_has_a_word_in_the_history() -> None:
    def keys(table: Table) -> set[str]:
        return {*table.keys, *table.tables}.union(*(keys(inner) for inner in table.tables.values()))

    assert keys(ROOT) - KEYS.keys() == set()


# Large registers, and the one that is shipped


def many(projects: int) -> str:
    """A register of so many playgrounds, p0 and up."""
    head, _middle, project = PLAIN.partition("# about the playground\n")
    return head + "".join("# note\n" + project.replace("spielplatz", f"p{n}") for n in range(projects))


def test_a_change_takes_longer_in_proportion_to_the_register(tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"

    def done(projects: int) -> None:
        path.write_text(many(projects), encoding="utf-8")
        assert foerder("-f", path, "done", f"p{projects // 2}/2026/final-report").code == 0

    assert_linear(done, 50)


def test_two_thousand_projects(tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    text = many(2000)
    path.write_text(text, encoding="utf-8")
    assert foerder("-f", path, "done", "p1234/2026/final-report").code == 0
    lines = path.read_text(encoding="utf-8").splitlines()
    position = lines.index('id = "p1235"') - 2
    assert lines[position - 3 : position] == [
        "  [[project.done]]",
        '  deadline = "2026/final-report"',
        "  on = 2026-11-22",
    ]
    assert foerder("-f", path, "undo-done", "p1234/").code == 0
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("source", [EXAMPLE, REAL], ids=lambda path: path.name)
def test_the_shipped_registers(tmp_path: Path, source: Path) -> None:
    path = tmp_path / "projects.toml"
    path.write_bytes(source.read_bytes())
    name = load([path]).projects[0].id
    assert foerder("-f", path, "set", name, "unit", "Neu").code == 0
    assert foerder("-f", path, "add", "period", name, "--set", "id=neu", "--status", "idea").code == 0
    assert foerder("-f", path, "remove", f"{name}/neu", "--yes").code == 0
    unit = load([source]).projects[0].unit
    assert foerder("-f", path, "set", name, "unit", *([unit] if unit else ["--unset"])).code == 0
    assert path.read_bytes() == source.read_bytes()


GERMAN = {
    "a status": (["set", "iksp/2022", "Status", "zurückgezogen"], 'status = "withdrawn"   (zurückgezogen)'),
    "a kind, an anchor and a length": (
        [*"add Frist iksp/2022 --id neu --kind Verwendungsnachweis --after Ende".split(), "--offset", "3 Monate"],
        'kind = "final-report"   (Verwendungsnachweis)',
    ),
    "a type of cost and an amount": (
        ["spend", "iksp/2022", "--type", "Sachausgaben", "--amount", "12,5 T€", "--on", "31.12."],
        "on = 2025-12-31",
    ),
    "an amount with a dash": (["set", "iksp/2022", "Zuwendung", "12.500,- €"], "amount = 12500.00"),
    "a short day": (["set", "iksp/2022", "closed", "1.3.26"], "closed = 2026-03-01"),
    "the last such day for what has happened": (["set", "iksp/2022", "closed", "31.12."], "closed = 2025-12-31"),
    "the next such day for what is to come": (
        "add deadline iksp/2022 --id neu --kind notice --due 31.12.".split(),
        "due = 2026-12-31",
    ),
    "the last day of a quarter": (
        ["add", "deadline", "iksp/2022", "--id", "neu", "--kind", "Mitteilung", "--due", "III. Quartal 2027"],
        "due = 2027-09-30",
    ),
    "a Land": (["set", "Einstellungen", "Feiertage", "Bayern"], 'holidays = "DE-BY"'),
    "a share": (["add", "Finanzierung", "iksp/2022", "--set", "Geldgeber=Land", "--set", "Anteil=60 %"], "share = 0.6"),
    "a day of every year": (
        [
            *"add deadline iksp/2022 --id neu --kind notice --set every=Jahr --set from=2022-01-01".split(),
            "--set",
            "on=letzter Arbeitstag vor 15.11.",
        ],
        'on = "last-workday-before 11-15"',
    ),
}


@pytest.mark.parametrize(("words", "line"), GERMAN.values(), ids=GERMAN)
def test_german_is_typed_and_the_files_own_words_are_written(register: Path, words: list[str], line: str) -> None:
    result = foerder("--lang", "de", "-f", register, *words, "--dry-run")
    assert result.code == 0, result.err
    assert f"+{line}" in re.sub(r"(?m)^\+\s+", "+", result.out)


TWO_READINGS = {
    "an amount": (["set", "iksp/2022", "amount", "180.000"], ["180.000,00 €", "180,00 €"]),
    "day or month first": (["set", "iksp/2022", "closed", "1/2/2026"], ["01.02.2026", "02.01.2026"]),
    "a quarter for one day": (["set", "iksp/2022", "closed", "III. Quartal 2025"], ["01.07.2025", "30.09.2025"]),
    "a day of which year": (["set", "iksp/2022", "start", "1.3."], ["01.03.2026", "01.03.2027"]),
    "a kind": (
        ["add", "deadline", "iksp/2022", "--id", "neu", "--kind", "Nachweis"],
        ["Zwischennachweis (interim-report)", "Verwendungsnachweis (final-report)"],
    ),
}


@pytest.mark.parametrize(("words", "readings"), TWO_READINGS.values(), ids=TWO_READINGS)
def test_what_has_two_readings_is_refused_with_both(register: Path, words: list[str], readings: list[str]) -> None:
    before = register.read_bytes()
    result = foerder("--lang", "de", "-f", register, *words)
    assert result.code == 4
    said = result.err.replace("\u202f", " ").replace("\u00a0", " ")
    assert [reading for reading in readings if reading not in said] == [], said
    assert register.read_bytes() == before


def test_a_key_of_the_only_period_is_meant_by_the_project(tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    period = "[[project.period]]\nstart = {year}-01-01\nend = {year}-12-31\n"
    head = 'format = 1\n[[project]]\nid = "kita"\ntitle = "Kita"\n'
    path.write_text(head + period.format(year=2026), encoding="utf-8")
    assert foerder("-f", path, "set", "kita", "status", "zurückgezogen", lang="de").code == 0
    assert 'status = "withdrawn"\n' in path.read_text(encoding="utf-8")
    path.write_text(head + period.format(year=2025) + period.format(year=2026), encoding="utf-8")
    result = foerder("-f", path, "set", "kita", "status", "zurückgezogen", lang="de")
    assert result.code == 2
    assert "2025, 2026" in result.err
