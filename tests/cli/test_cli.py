"""The command line: exit codes, messages, where things are printed, formats, and text that wants to be markup."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from program import EXAMPLE, REAL, ROOT, TODAY, foerder, process
from terminal import on_terminal

NOTHING_READABLE = (
    ("list",),
    ("due",),
    ("show", "x"),
    ("explain", "x"),
    ("costs",),
    ("check",),
    ("export", "x.ics"),
    ("publish", "."),
    ("set", "x", "title", "y"),
    ("done", "x"),
)

GOOD = """\
format = 1
[settings]
holidays = "DE-TH"
[[project]]
id = "spielplatz"
title = "Spielplatz Nordviertel"
owner = "gruen@example.org"
rules = []
source = "letter"
[[project.period]]
start = 2026-01-01
end = 2027-06-30
[[project.period.deadline]]
id = "final-report"
kind = "final-report"
due = 2027-12-31
"""
TYPO = GOOD + '\n[[project]]\nid = "kaputt"\ntitle = "Kaputt\n\n[[project]]\nid = "danach"\ntitle = "Danach"\n'


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A small register in which all is well."""
    path = tmp_path / "projects.toml"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A register with one broken project."""
    path = tmp_path / "faulty.toml"
    path.write_text(TYPO, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["list"], 0),
        (["due"], 0),
        (["due", "--check"], 0),
        (["due", "--within", "2y", "--check"], 1),
        (["show", "spielplatz"], 0),
        (["explain", "final-report"], 0),
        (["check"], 0),
        (["rules"], 0),
        (["rules", "anbest-p-bund-2019"], 0),
        (["show", "spielplats"], 2),
        (["explain", "nirgends"], 2),
        (["rules", "anbest"], 2),
        (["due", "--within", "bald"], 2),
        (["due", "--by", "31.02.2027"], 2),
        (["due", "--by", "+14d", "--within", "90"], 2),
        (["due", "--all", "--within", "30"], 2),
        (["due", "--all", "--by", "31.12.2027"], 2),
        (["due", "--all", "--overdue"], 0),
        (["due", "--format", "xml"], 2),
        (["list", "--status", "laufend"], 2),
        (["due", "--type", "report"], 2),
        (["due", "--what-if", "shorten spielplatz"], 2),
        (["due", "--what-if", "extend spielplatz/2026/retention-end 1 year"], 2),
        (["dew"], 2),
        (["due", "--nope"], 2),
        (["check", "--fail-on", "all"], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_exit_codes(register: Path, words: list[str], code: int) -> None:
    assert foerder("-f", register, *words).code == code


def test_a_span_that_is_none_is_told_how_to_write_it(register: Path) -> None:
    said = foerder("-f", register, "due", "--what-if", "extend spielplatz sometime").err
    assert '"6 months"' in said


@pytest.mark.parametrize("window", [["--within", "30"], ["--by", "31.12.2027"]])
def test_all_has_no_window_and_says_what_to_leave_out(register: Path, window: list[str]) -> None:
    result = foerder("-f", register, "due", "--all", *window)
    assert (result.code, result.out) == (2, "")
    assert "leave out --within and --by, or --all" in " ".join(result.err.split())


@pytest.mark.parametrize("verb", ["list", "due", "costs", "timeline"])
def test_of_several_wrong_options_the_format_is_named(register: Path, verb: str) -> None:
    result = foerder("-f", register, verb, "--kind", "nix", "--format", "nix")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith('foerder: --format: "nix" is not possible.')


def test_a_register_in_which_all_is_well_is_silent(register: Path) -> None:
    assert foerder("-f", register, "check", today="2026-05-01") == (0, "", "")


def test_a_broken_project_never_hides_the_others(faulty: Path) -> None:
    result = foerder("-f", faulty, "list")
    assert result.code == 3
    assert [line.split("\t")[0] for line in result.out.splitlines()] == ["spielplatz", "danach"]
    assert f'{faulty}:20: project "kaputt"' in result.err


@pytest.mark.parametrize("verb", ["list", "due", "check"])
@pytest.mark.parametrize("style", ["plain", "json", "csv", "table"])
def test_a_broken_register_is_exit_3_in_every_format(faulty: Path, verb: str, style: str) -> None:
    assert foerder("-f", faulty, verb, "--format", style).code == 3


def test_problems_stand_in_the_json_too(faulty: Path) -> None:
    (problem,) = foerder("-f", faulty, "due", "--format", "json").json["problems"]
    assert problem["line"] == 20
    assert problem["project"] == "kaputt"
    assert set(problem) == {"path", "line", "project", "severity", "code", "message", "remedy"}


@pytest.mark.parametrize("content", [None, ""], ids=["missing", "empty"])
def test_no_register_is_a_message_not_a_traceback(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "projects.toml"
    if content is not None:
        path.write_text(content)
    for verb in ("list", "due", "check"):
        result = foerder("-f", path, verb)
        assert result.code == 3
        assert str(path) in result.err + result.out
        assert "Traceback" not in result.err


def test_nothing_found_upward_names_the_way_out(tmp_path: Path) -> None:
    done = process("--lang", "en", "due", cwd=tmp_path)
    assert done.returncode == 3
    assert b"No register found" in done.stderr
    assert b"foerder -f PATH" in done.stderr


def test_the_register_is_found_from_a_folder_below(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "projects.toml").write_text(GOOD, encoding="utf-8")
    below = tmp_path / "amt" / "fachdienst"
    below.mkdir(parents=True)
    assert process("list", cwd=below).stdout.startswith(b"spielplatz\t")


def test_the_register_of_the_environment_and_several_files(register: Path, tmp_path: Path) -> None:
    second = tmp_path / "second.toml"
    second.write_text('format = 1\n[[project]]\nid = "zwei"\ntitle = "Zwei"\n', encoding="utf-8")
    assert foerder("list", FOERDER_REGISTER=str(register)).out.startswith("spielplatz\t")
    both = foerder("-f", register, "-f", second, "list")
    assert [line.split("\t")[0] for line in both.out.splitlines()] == ["spielplatz", "zwei"]
    (tmp_path / "folder").mkdir()
    for path in (register, second):
        path.rename(tmp_path / "folder" / path.name)
    folder = foerder("-f", tmp_path / "folder", "due", "--format", "json")
    assert [Path(name).name for name in folder.json["registers"]] == ["projects.toml", "second.toml"]


def test_the_day_of_the_environment(register: Path) -> None:
    done = process("-f", register, "due", "--format", "json", FOERDER_TODAY="01.10.2027")
    assert b'"today": "2027-10-01"' in done.stdout


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("2027-03-31", "2027-03-31"),
        ("31.03.2027", "2027-03-31"),
        ("31.3.27", "2027-03-31"),
        ("31.03.", "2027-03-31"),
        ("31. März 2027", "2027-03-31"),
        ("20270331", "2027-03-31"),
        ("I. Quartal 2027", "2027-03-31"),
        ("März 2027", "2027-03-31"),
        ("2027", "2027-12-31"),
        ("morgen", "2026-11-23"),
        ("Monatsende", "2026-11-30"),
        ("today", TODAY),
        ("heute", TODAY),
        ("+14d", "2026-12-06"),
        ("+2w", "2026-12-06"),
        ("+6m", "2027-05-22"),
        ("+1y", "2027-11-22"),
        ("eom", "2026-11-30"),
        ("eoq", "2026-12-31"),
        ("eoy", "2026-12-31"),
    ],
)
def test_dates_as_people_type_them(register: Path, text: str, until: str) -> None:
    assert foerder("-f", register, "due", "--by", text, "--format", "json").json["until"] == until


@pytest.mark.parametrize(
    "text", ["irgendwann", "1.2.70", "2/2027/01", "31.02.2027", "2027-13-01", "+14", "", "2027-0331"]
)
def test_unclear_dates_are_refused_with_the_accepted_forms(register: Path, text: str) -> None:
    result = foerder("-f", register, "due", "--by", text)
    assert result.code == 2
    assert "2027-03-31, 31.03.2027" in result.err


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("drei Monate", "2027-02-22"),
        ("2 Wochen", "2026-12-06"),
        ("90", "2027-02-20"),
        ("+90d", "2027-02-20"),
        ("12w", "2027-02-14"),
        ("6m", "2027-05-22"),
        ("1y", "2027-11-22"),
    ],
)
def test_spans(register: Path, text: str, until: str) -> None:
    assert foerder("-f", register, "due", "--within", text, "--format", "json").json["until"] == until


def test_when_nothing_is_due_the_next_deadline_is_named(register: Path) -> None:
    result = foerder("-f", register, "due")
    assert result.out == ""
    assert "Nothing is due until 2027-02-20." in result.err
    assert "Next deadline: Wed 2027-06-30 (in 220 days)" in result.err
    record = foerder("-f", register, "due", "--format", "json").json
    assert record["deadlines"] == []
    assert record["next"]["id"] == "spielplatz/2026/period-end"


@pytest.mark.parametrize("words", [[], ["--all"]], ids=["window", "all"])
def test_where_nothing_is_overdue_nobody_says_that_nothing_is_due(register: Path, words: list[str]) -> None:
    result = foerder("-f", register, "--today", "2027-06-01", "due", "--overdue", *words)
    assert result.out == ""
    assert result.err.splitlines() == [
        "Nothing is overdue.",
        "Next deadline: Wed 2027-06-30 (in 29 days) – End of funding period, Spielplatz Nordviertel "
        "[spielplatz/2026/period-end]",
    ]


UNDATED = """\
format = 1
[[project]]
id = "offen"
title = "Offen"
[[project.period]]
id = "2026"
start = 2026-01-01
[[project.period.deadline]]
id = "nach-beschluss"
kind = "other"
after = "resolved"
offset = "1 month"
[[project.period.deadline]]
id = "verwendung"
kind = "use-by"
after = "payment"
offset = "6 weeks"
[[project]]
id = "leer"
title = "Leer"
unit = "Amt"
"""
MISSING = "1 period without an end, 1 project without a period, 1 deadline without a date"
MISSING = f"Not counted, because a day is missing: {MISSING}. Which: foerder check."


@pytest.mark.parametrize("words", [("due",), ("list",), ("due", "--all"), ("due", "--overdue")], ids=" ".join)
@pytest.mark.parametrize("style", ["plain", "json", "csv", "table"])
def test_what_has_no_day_is_counted_and_said(words: tuple[str, ...], style: str, tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    path.write_text(UNDATED, encoding="utf-8")
    result = foerder("-f", path, *words, "--format", style)
    assert result.err.splitlines()[-1] == MISSING
    if style == "json":
        counted = {"periods_without_end": 1, "projects_without_period": 1, "deadlines_without_date": 1}
        assert result.json["undated"] == counted


@pytest.mark.parametrize("suffix", ["html", "csv", "json", "xlsx", "ics"])
def test_an_export_says_what_has_no_day(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    path.write_text(UNDATED + more_days(), encoding="utf-8")
    result = foerder("-f", path, "export", tmp_path / f"x.{suffix}")
    assert MISSING in result.err.splitlines()
    if suffix == "html":
        page = (tmp_path / "x.html").read_text(encoding="utf-8")
        assert "1 period without an end, 1 project without a period, 1 deadline without a date" in page


def more_days() -> str:
    """A duty with a day, so that there is something to export."""
    period = '[[project]]\nid = "p"\ntitle = "P"\n[[project.period]]\nid = "1"\nend = 2027-12-31\n'
    return period + '[[project.period.deadline]]\nid = "d"\nkind = "other"\ndue = 2027-01-11\n'


def test_only_what_is_asked_for_is_missed(tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    path.write_text(UNDATED, encoding="utf-8")
    said = foerder("-f", path, "due", "--unit", "Amt").err
    assert "Not counted, because a day is missing: 1 project without a period. Which" in said
    assert foerder("-f", EXAMPLE, "due").err == ""


def test_due_has_every_key_of_the_contract() -> None:
    content = foerder("-f", EXAMPLE, "due", "--all", "--format", "json").json
    assert list(content)[:7] == ["schema", "today", "until", "registers", "deadlines", "next", "problems"]
    assert content["until"] is None
    keys = [
        "id",
        "project",
        "project_title",
        "period",
        "occurrence",
        "kind",
        "title",
        "due",
        "nominal",
        "latest",
        "ready_by",
        "days_left",
        "working_days_left",
        "state",
        "programme",
        "authority",
        "owner",
        "basis",
        "rule",
        "version",
        "source",
        "grade",
        "done",
    ]
    for deadline in content["deadlines"]:
        assert list(deadline)[: len(keys)] == keys
        assert deadline["due"]
    states = [deadline["state"] for deadline in content["deadlines"]]
    assert {"done", "settled", "past", "overdue", "due", "upcoming"} == set(states)


def test_list_has_every_key_of_the_contract() -> None:
    content = foerder("-f", EXAMPLE, "list", "--format", "json").json
    assert list(content) == ["schema", "today", "projects", "problems", "undated"]
    keys = [
        "id",
        "kind",
        "title",
        "status",
        "programme",
        "funds",
        "level",
        "recipient",
        "unit",
        "owner",
        "period",
        "days_left",
        "amount",
        "next_deadline",
        "follows",
        "requires",
        "tags",
    ]
    for project in content["projects"]:
        assert list(project)[: len(keys)] == keys
        assert project["status"] in ["idea", "applied", "approved", "running", "ended", "rejected", "withdrawn"]


def test_csv_is_rfc_4180_with_iso_dates() -> None:
    text = foerder("-f", EXAMPLE, "due", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert rows
    assert all(row["due"][4] == "-" for row in rows)
    assert text.count("\r\n") == len(rows) + 1


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--programme", "sozialraum", {"quartier"}),
        ("--kind", "plan", {"sozialplan"}),
        ("--kind", "certificate", {"kinderfreundlich"}),
        ("--status", "idea", {"sprachpaten-plus"}),
        ("--status", "withdrawn", {"radwerkstatt"}),
        ("--search", "SPIELPLATZ", {"spielplatz"}),
        ("--owner", "gruen@", {"spielplatz"}),
    ],
)
def test_filters_of_list(option: str, value: str, expected: set[str]) -> None:
    content = foerder("-f", EXAMPLE, "list", option, value, "--format", "json").json
    found = {project["id"] for project in content["projects"]}
    assert expected <= found
    assert len(found) < 12


def test_filters_of_due_leave_out_the_rest() -> None:
    content = foerder("-f", EXAMPLE, "due", "--all", "--type", "final-report", "--format", "json").json
    assert {deadline["kind"] for deadline in content["deadlines"]} == {"final-report"}
    overdue = foerder("-f", EXAMPLE, "due", "--overdue", "--format", "json").json
    assert {deadline["state"] for deadline in overdue["deadlines"]} == {"overdue"}


HOSTILE = r"[/] Mail [bold] \u001b[31mrot\u001b[0m \u0007 \u009b31m \u202etxt.exe"


@pytest.mark.parametrize("style", ["plain", "table", "json", "csv"])
@pytest.mark.parametrize(
    "verb", [["list"], ["due", "--all"], ["show", "x"], ["explain", "x/2026/period-end"], ["check"]]
)
def test_text_of_the_register_is_never_markup(tmp_path: Path, style: str, verb: list[str]) -> None:
    path = tmp_path / "projects.toml"
    path.write_text(
        f'format = 1\n[[project]]\nid = "x"\ntitle = "{HOSTILE}"\n'
        "[[project.period]]\nstart = 2026-01-01\nend = 2026-12-31\n",
        encoding="utf-8",
    )
    result = foerder("-f", path, "--color", "never", *verb, "--format", style, COLUMNS="250")
    for text in (result.out, result.err):
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text)
    if verb != ["check"] and (verb[0], style) != ("explain", "csv"):
        assert "[/] Mail [bold]" in result.out


def test_off_a_terminal_nothing_is_cut_or_wrapped() -> None:
    result = foerder("-f", REAL, "list", COLUMNS="40")
    assert len(result.out.splitlines()) == len(foerder("-f", REAL, "list", "--format", "json").json["projects"])
    assert "Planungskoordination zur Entwicklung von Armutspräventionsstrategien" in result.out


def test_umlauts_survive_the_c_locale() -> None:
    done = process("--today", TODAY, "--lang", "de", "list", LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="")
    assert "Armutspräventionsstrategien" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("words", [["--color", "never"], []], ids=["--color never", "NO_COLOR"])
def test_no_colour_means_no_escape_sequence(words: list[str]) -> None:
    result = foerder("-f", EXAMPLE, *words, "due", "--format", "table", NO_COLOR="1")
    assert "\x1b" not in result.out
    assert "\x1b" in foerder("-f", EXAMPLE, "--color", "always", "due", "--format", "table").out


@pytest.mark.parametrize("columns", [80, 100, 130, 200])
@pytest.mark.parametrize(
    "verb",
    [
        ["list"],
        ["due", "--all"],
        ["show", "quartier"],
        ["rules", "remedy"],
        ["check"],
        ["costs"],
        ["costs", "quartier"],
        ["costs", "--by-year"],
    ],
)
def test_tables_keep_to_the_width(columns: int, verb: list[str]) -> None:
    result = foerder("-f", EXAMPLE, *verb, "--format", "table", COLUMNS=str(columns))
    assert max(map(len, result.out.splitlines())) <= columns


def test_a_closed_pipe_ends_quietly() -> None:
    import subprocess
    import sys

    words = f"{sys.executable} -m foerder -f {EXAMPLE} due --all | head -n 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", words], cwd=ROOT, capture_output=True)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr


@pytest.mark.parametrize("words", NOTHING_READABLE, ids=lambda words: words[0])
def test_a_missing_file_is_said_and_nothing_else(tmp_path: Path, words: tuple[str, ...]) -> None:
    result = foerder("-f", tmp_path / "none.toml", *words)
    said = result.out + result.err
    assert result.code == 3
    assert "there is no such file" in said
    assert "There is no" not in said
    assert "everything else is shown" not in said


def test_only_overdue_names_what_is_due_next(register: Path) -> None:
    result = foerder("-f", register, "due", "--overdue", "--within", "2y")
    assert result.err.startswith("Nothing is overdue.\n")
    assert "[spielplatz/2026/period-end]" in result.err


def test_filters_that_fit_nothing_are_named(register: Path) -> None:
    assert "fits these filters" in foerder("-f", register, "due", "--programme", "none").err


def test_costs_of_a_project_without_amounts_say_so(register: Path) -> None:
    result = foerder("-f", register, "costs", "spielplatz")
    assert (result.code, result.out) == (0, "")
    assert "No amounts are recorded for spielplatz" in result.err


def test_a_refusal_is_written_in_lines(register: Path) -> None:
    result = foerder("-f", register, "set", "spielplatz/2026", "end", "2025-01-01", "--yes")
    assert result.code == 4
    assert "\\n" not in result.err


def test_no_address_and_no_id_is_broken_in_a_wide_table() -> None:
    result = foerder("-f", EXAMPLE, "due", "--format", "table", COLUMNS="200")
    assert "familie@musterstadt.example " in result.out
    assert " begegnung/2025/besucherstatistik/2025-11-10" in result.out


@pytest.mark.parametrize("verb", ["list", "due", "timeline", "costs", "export", "report"])
def test_the_verbs_that_filter_take_the_same_options_in_the_same_order(verb: str) -> None:
    options = [line.split()[0] for line in foerder(verb, "--help").out.splitlines() if line.startswith("  --")]
    first = options.index("--programme")
    expected = [f"--{name}" for name in "programme funds level unit owner tag status kind search".split()]
    assert options[first : first + len(expected)] == expected
    assert options[-1] == "--help"


def test_a_project_without_any_period_has_no_status_that_anybody_knows() -> None:
    rows = [line.split("\t") for line in foerder("-f", REAL, "list", "--format", "plain").out.splitlines()]
    assert [row[2] for row in rows if row[0] in ("agathe", "iksp")] == ["running", "–"]
    assert "–" in foerder("-f", REAL, "show", "agathe", "--format", "plain").out


def test_what_was_typed_wrong_is_said_between_words_at_a_terminal() -> None:
    seen = on_terminal(["-f", str(EXAMPLE), "--lang", "en", "explain", "spielplatz"], [], COLUMNS="80")
    lines = seen.splitlines()
    assert len(lines) > 3
    assert all(len(line) <= 80 for line in lines)
    assert "spielplatz/2026/final-report" in " ".join(lines)


WINDOWS = {
    "a quarter": ("Q1/2027", "2027-01-01", "2027-03-31"),
    "a quarter in Roman numbers": ("III/2027", "2027-07-01", "2027-09-30"),
    "a month": ("2027-03", "2027-03-01", "2027-03-31"),
    "a month by name": ("März 2027", "2027-03-01", "2027-03-31"),
    "a year": ("2027", "2027-01-01", "2027-12-31"),
    "this quarter": ("Quartal", "2026-10-01", "2026-12-31"),
    "the next quarter": ("nächstes Quartal", "2027-01-01", "2027-03-31"),
    "the coming month": ("kommenden Monat", "2026-12-01", "2026-12-31"),
    "the last year": ("last year", "2025-01-01", "2025-12-31"),
    "the year before": ("voriges Jahr", "2025-01-01", "2025-12-31"),
}


@pytest.mark.parametrize(("text", "first", "last"), WINDOWS.values(), ids=WINDOWS)
def test_windows_by_name(text: str, first: str, last: str) -> None:
    found = foerder("-f", EXAMPLE, "due", "--in", text, "--format", "json").json
    assert (found["from"], found["until"]) == (first, last)
    assert all(first <= one["due"] <= last for one in found["deadlines"])


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        (["--by", "Quartal"], None, "2026-12-31"),
        (["--by", "Monat"], None, "2026-11-30"),
        (["--by", "nächstes Quartal"], None, "2027-03-31"),
        (["--from", "nächstes Jahr", "--by", "2027"], "2027-01-01", "2027-12-31"),
        (["--from", "Q1/2027", "--by", "III/2027"], "2027-01-01", "2027-09-30"),
        (["--from", "heute", "--by", "Jahresende"], "2026-11-22", "2026-12-31"),
    ],
)
def test_the_first_and_the_last_day_of_a_window(words: list[str], first: str | None, last: str) -> None:
    found = foerder("-f", EXAMPLE, "due", *words, "--format", "json").json
    assert (found["from"], found["until"]) == (first, last)


def test_a_window_from_a_day_on() -> None:
    known = foerder("-f", EXAMPLE, "due", "--by", "31.03.2027", "--format", "json").json["deadlines"]
    found = foerder("-f", EXAMPLE, "due", "--from", "01.01.2027", "--by", "31.03.2027", "--format", "json").json
    assert found["deadlines"] == [one for one in known if one["due"] >= "2027-01-01"]
    assert found["deadlines"]
    empty = foerder("-f", EXAMPLE, "due", "--in", "2036-05")
    assert "Nothing is due from 2036-05-01 to 2036-05-31." in empty.err


@pytest.mark.parametrize(
    "words",
    [
        ["due", "--in", "irgendwann"],
        ["due", "--in", "2027", "--by", "today"],
        ["due", "--all", "--in", "2027"],
        ["due", "--from", "2027-01-01", "--by", "2026-12-31"],
        ["timeline", "--in", "2027", "--to", "2028-01-01"],
        ["report", "--in", "irgendwann"],
        ["report", "--in", "2027", "--from", "2022"],
        ["report", "--year", "2027", "--by", "2028"],
        ["report", "--from", "2027", "--by", "2026"],
        ["list", "--ending", "bald"],
    ],
    ids=" ".join,
)
def test_windows_that_are_none(words: list[str]) -> None:
    assert foerder("-f", EXAMPLE, *words).code == 2


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("heute", "2026-11-22", "2026-11-22"),
        ("morgen", "2026-11-23", "2026-11-23"),
        ("Monatsende", "2026-11-22", "2026-11-30"),
        ("Jahresende", "2026-11-22", "2026-12-31"),
        ("III/2026", "2026-07-01", "2026-09-30"),
        ("Quartal", "2026-10-01", "2026-12-31"),
        ("2027", "2027-01-01", "2027-12-31"),
    ],
)
def test_the_same_window_for_every_verb(text: str, first: str, last: str) -> None:
    due = foerder("-f", EXAMPLE, "due", "--in", text, "--format", "json").json
    export = foerder("-f", EXAMPLE, "export", "-", "--format", "json", "--in", text).json
    report = foerder("-f", EXAMPLE, "report", "--in", text, "--format", "json").json
    timeline = foerder("-f", EXAMPLE, "timeline", "--in", text, "--format", "json").json
    assert (due["from"], due["until"]) == (first, last)
    assert [one["id"] for one in export["deadlines"]] == [one["id"] for one in due["deadlines"]]
    assert (report["from"], report["by"], report["until"]) == (first, last, min(last, "2026-11-22"))
    assert (timeline["from"], timeline["to"]) == (first, last)
    for lane in timeline["lanes"]:
        assert all(first <= one["due"] <= last for one in lane["deadlines"])
        assert all((one["start"] or first) <= last and (one["end"] or last) >= first for one in lane["periods"])


def test_an_export_of_a_window(tmp_path: Path) -> None:
    found = foerder("-f", EXAMPLE, "export", "-", "--format", "json", "--in", "2027-01").json
    assert {one["due"][:7] for one in found["deadlines"]} == {"2027-01"}
    foerder("-f", EXAMPLE, "export", tmp_path / "f.ics", "--in", "2027-01", "--stateless")
    days = re.findall(r"DTSTART;VALUE=DATE:(\d{6})", (tmp_path / "f.ics").read_text(encoding="utf-8"))
    # What is overdue stays in a calendar until there is proof, but not where a first day is named.
    assert set(days) == {"202701"}


def test_what_ends_and_what_nothing_follows() -> None:
    ends = [
        one["id"] for one in foerder("-f", EXAMPLE, "list", "--ending", "2025", "--format", "json").json["projects"]
    ]
    alone = foerder("-f", EXAMPLE, "list", "--ending", "2025", "--without-successor", "--format", "json").json[
        "projects"
    ]
    assert "quartier" in ends
    assert "quartier" not in [one["id"] for one in alone]
    assert {one["id"] for one in alone} <= set(ends)
    running = foerder("-f", EXAMPLE, "list", "--in", "2019", "--format", "json").json["projects"]
    assert [one["id"] for one in running] == ["elterncafe"]


@pytest.mark.parametrize(
    ("words", "english"),
    [
        (
            ["due", "--what-if", "verlängern quartier/2025 drei Monate"],
            ["due", "--what-if", "extend quartier/2025 3 months"],
        ),
        (["list", "--level", "Land", "--status", "läuft"], ["list", "--level", "state", "--status", "running"]),
        (["rules", "--land", "Thüringen", "--level", "Land"], ["rules", "--land", "TH", "--level", "state"]),
        (["due", "--type", "Zweckbindung", "--all"], ["due", "--type", "earmark-end", "--all"]),
        (["check", "--fail-on", "Fehler"], ["check", "--fail-on", "error"]),
        (["costs", "quartier", "--saving", "12,5 T€"], ["costs", "quartier", "--saving", "12500"]),
        (["due", "--within", "drei Monate"], ["due", "--within", "3m"]),
    ],
    ids=lambda words: " ".join(words),
)
def test_options_in_german_say_the_same(words: list[str], english: list[str]) -> None:
    german, plain = foerder("-f", EXAMPLE, *words), foerder("-f", EXAMPLE, *english)
    assert german == plain
    assert german.out


@pytest.mark.parametrize(
    "words", ["quartier 2025 Verwendungsnachweis", "quartier/2025/Verwendungsnachweis", "2025 verwendungs quartier"]
)
def test_a_deadline_is_found_by_its_words_too(words: str) -> None:
    found = foerder("--lang", "de", "-f", EXAMPLE, "explain", words, "--format", "json").json
    assert found["deadline"]["id"] == "quartier/2025/final-report"
    several = foerder("--lang", "de", "-f", EXAMPLE, "explain", "Verwendungsnachweis quartier")
    assert several.code == 2
    assert "quartier/2024/final-report, quartier/2025/final-report" in several.err
    assert foerder("-f", EXAMPLE, "explain", "quartier Unfug").code == 2
