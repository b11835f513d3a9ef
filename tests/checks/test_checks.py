"""Every finding of `check`: what provokes it, its paragraph, and its page in the handbook."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from finding_blocks import with_examples
from findings import PROVOKED, READ, accepted, more, needs, provocation, register
from program import EXAMPLE, ROOT, foerder

from foerder.checks.codes import CODES, READING, RISKS
from foerder.cli.app import VERBS
from foerder.text.handbook import ORDER, anchor, section


def test_the_clean_register_is_silent(tmp_path: Path) -> None:
    assert foerder("-f", register(tmp_path, []), "check") == (0, "", "")


@pytest.mark.parametrize("code", [f"{code}: {kind.paragraph or ''}" for code, kind in RISKS.items()])
def test_every_finding_can_be_provoked(tmp_path: Path, code: str) -> None:
    code = code.partition(":")[0]
    path = register(tmp_path, provocation(code))
    result = foerder("-f", path, "check", "--code", code, "--format", "json", "--fail-on", "note")
    assert result.code == 1, result
    found = result.json["problems"]
    assert {problem["code"] for problem in found} == {code}
    for problem in found:
        assert problem["message"]
        assert problem["remedy"]
        assert problem["line"]
        assert problem["paragraph"] == RISKS[code].paragraph
        assert problem["handbook"] == f"docs/handbook.d/checks.md#{code}"


@pytest.mark.parametrize("code", READING)
def test_every_fault_of_the_file_can_be_provoked(tmp_path: Path, code: str) -> None:
    path = register(tmp_path, provocation(code))
    result = foerder("-f", path, "check", "--code", code, "--format", "json")
    assert result.code == 3, result
    found = result.json["problems"]
    assert {(problem["code"], problem["severity"]) for problem in found} == {(code, "error")}
    assert all(problem["message"] and problem["remedy"] for problem in found)
    assert {problem["handbook"] for problem in found} == {f"docs/handbook.d/checks.md#{code}"}


@pytest.mark.parametrize(("lang", "book"), [("de", "handbuch.d/pruefung.md"), ("en", "handbook.d/checks.md")])
def test_a_finding_names_the_book_of_the_language_in_force(tmp_path: Path, lang: str, book: str) -> None:
    path = register(tmp_path, PROVOKED["gap"])
    (problem,) = foerder("-f", path, "check", "--code", "gap", "--format", "json", lang=lang).json["problems"]
    assert problem["handbook"] == f"docs/{book}#gap"
    assert foerder("-f", path, "check", "--code", "gap", "--format", "csv", lang=lang).out.count(book) == 1


def test_a_finding_can_be_accepted_until_a_day(tmp_path: Path) -> None:
    known = accepted('code = "early-start", project = "p", reason = "zugesagt", until = 2026-11-30')
    path = register(tmp_path, [*PROVOKED["early-start"], known])
    assert foerder("-f", path, "check", "--code", "early-start") == (0, "", "")
    assert foerder("-f", path, "check", "--code", "early-start", today="2026-12-01").code == 1


@pytest.mark.parametrize(
    ("extension", "found"),
    [
        pytest.param('"2026/period-end"; to = 2027-03-31', True, id="§ 31 Abs. 4 VwVfG: the period's end"),
        pytest.param('"2026/period-end"; to = 2026-12-31', False, id="the same day"),
        pytest.param('"2026/period-end"; reference = "GZ 1"', False, id="no day"),
        pytest.param('"2026/final-report"; to = 2027-09-30', False, id="§ 31 Abs. 7 VwVfG: a deadline"),
    ],
)
def test_an_extension_of_a_period_s_end_moves_nothing_else(tmp_path: Path, extension: str, found: bool) -> None:
    path = register(tmp_path, [more(f"[[project.extension]]; deadline = {extension}")])
    out = foerder("-f", path, "check", "--code", "extension-of-end").out
    assert ("still counts from 2026-12-31" in out) == found
    assert ("foerder extend p/2026 --to 2027-03-31" in out) == found


@pytest.mark.parametrize(
    ("keys", "hinted"),
    [
        pytest.param('code = "early-start"', True, id="no reason"),
        pytest.param('code = "early-start"; reason = " "', True, id="blank"),
        pytest.param('code = "early-start"; reason = "zugesagt"', False, id="reason"),
    ],
)
def test_an_acceptance_without_a_reason_counts_and_is_hinted_at(tmp_path: Path, keys: str, hinted: bool) -> None:
    path = register(tmp_path, [*PROVOKED["early-start"], accepted(keys.replace(";", ","))])
    result = foerder("-f", path, "check")
    assert result.code == 0  # silenced all the same
    assert ("\tnote\taccept-reason\t" in result.out) == hinted
    assert bool(result.out) == hinted


@pytest.mark.parametrize(
    ("keys", "line", "told"),
    [
        ('smtp = "http://x"', 5, "smtp: the mail server 'http://x' cannot be read"),
        ('smtp = "mail.stadt.example"', 5, "smtp: the mail server 'mail.stadt.example' cannot be read"),
        ('smtp = "smtp://mail.stadt.example:hundert"', 5, "cannot be read"),
        ('smtp = "smtp://wer:geheim@mail.stadt.example"', 5, "user and password do not belong"),
        ('smtp = "smtp://wer:geheim@[mail"', 5, "the mail server 'smtp://…@[mail' cannot be read"),
        ('tls = "none"\nsmtp = "smtps://mail.stadt.example"', 5, 'smtps:// and tls = "none" contradict each other'),
        ('from = "Förderfristen"', 5, 'from: "Förderfristen" is not a mail address'),
        ('coordinator = "a@stadt.example, b@stadt.example"', 5, "coordinator:"),
        ('head = "chef@anderswo.example"', 5, 'head: no mail goes to "chef@anderswo.example"'),
        ('domains = ["stadt.example", "https://stadt.example/"]', 5, '"https://stadt.example/" is not a domain'),
        ('from = "Fristen <a@stadt.example>"\nsmtp = "smtps://mail.stadt.example"\ntls = "tls"', None, ""),
        ('smtp = "smtp://mail.stadt.example:25"\ntls = "none"\nhead = "a@stadt.example"', None, ""),
        ('domains = ["größe.example", "@stadt.example"]\nhead = "a@größe.example"', None, ""),
        ('domains = []\nfrom = "a@stadt.example"\nhead = "b@stadt.example"', None, ""),
    ],
)
def test_what_is_impossible_in_notify_is_named(tmp_path: Path, keys: str, line: int | None, told: str) -> None:
    text = "format = 1\n\n\n[notify]\n" + keys + "\n"
    text += 'domains = ["stadt.example"]\n' if "domains" not in keys else ""
    path = tmp_path / "projects.toml"
    path.write_text(text, encoding="utf-8")
    result = foerder("-f", path, "check", "--format", "json")
    found = result.json["problems"]
    assert [(problem["line"], problem["severity"]) for problem in found] == ([(line, "warning")] if line else []), found
    assert told in (found[0]["message"] if found else "")
    assert all(problem["remedy"] for problem in found)
    assert "geheim" not in result.out
    assert result.code == (1 if line else 0)


LEAP_DAYS = 'rrule = "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29"'
OVER = 'rrule = "FREQ=DAILY;UNTIL=20251231"'
RECURS = 'every = "1 year"; from = 2027-06-01'


@pytest.mark.parametrize(
    ("where", "form", "lines"),
    [
        pytest.param("project.period.deadline", f"{RECURS}; until = 2027-06-01", [], id="the day itself"),
        pytest.param("project.period.deadline", f'{RECURS}; until = "period-end"', ["until"], id="an anchor"),
        pytest.param("project.period.deadline", RECURS, [], id="without an end"),
        pytest.param("project.period.deadline", 'every = "1 year"; from = 2040-01-01', [], id="far away"),
        pytest.param("project.deadline", f'{RECURS}; until = "period-end"', [], id="a short period"),
        pytest.param("project.deadline", f"{OVER}; from = 2026-01-01", ["rrule"], id="UNTIL"),
        pytest.param(
            "project.deadline", 'rrule = "FREQ=DAILY;UNTIL=20260101"; from = 2026-01-01', [], id="UNTIL the day"
        ),
        pytest.param("programme.deadline", f"{OVER}; from = 2026-01-01", ["rrule"], id="of the programme"),
        pytest.param("programme.call", f"{OVER}; from = 2026-01-01", ["rrule"], id="a call"),
        pytest.param("project.deadline", f"{LEAP_DAYS}; from = 2026-01-01", ["rrule"], id="no day fits"),
        pytest.param("project.deadline", f"{LEAP_DAYS}; from = 2028-01-01", [], id="days fit"),
        pytest.param("project.period.deadline", LEAP_DAYS, ["rrule"], id="no day fits from the period on"),
        pytest.param("programme.call", f"{LEAP_DAYS}; from = 2026-01-01", ["rrule"], id="a call that no day fits"),
        pytest.param("project.deadline", 'rrule = "FREQ=YEARLY"; from = 2040-01-01', [], id="a rule far away"),
        pytest.param("programme.call", 'every = "year"; on = "03-31"; until = 2024-12-31', [], id="a call long over"),
    ],
)
def test_what_recurs_and_ends_before_its_first_day_is_named(
    tmp_path: Path, where: str, form: str, lines: list[str]
) -> None:
    kind = 'title = "Runde"' if where == "programme.call" else 'kind = "other"'
    table = f'[[{where}]]; id = "x"; {kind}; {form}\n'.replace("; ", "\n")
    before = "[[project]]" if where.startswith("programme") else "[[project.period]]"
    change = more(table) if where == "project.period.deadline" else (f"{before}\n", f"{table}{before}\n")
    path = register(tmp_path, [change])
    text = path.read_text(encoding="utf-8").splitlines()
    found = foerder("-f", path, "check", "--code", "no-day", "--format", "json").json["problems"]
    assert [text[problem["line"] - 1].partition(" =")[0] for problem in found] == lines
    assert all(problem["severity"] == "warning" and "from" in problem["remedy"] for problem in found)


@pytest.mark.parametrize(
    ("end", "reason"),
    [("", "no day fits"), (";COUNT=3", "no day fits"), (";UNTIL=20301231", "no day fits")],
)
def test_a_rule_without_a_day_is_named_with_its_reason(tmp_path: Path, end: str, reason: str) -> None:
    """29.02.2026, 2030, 2034 … are no days of the calendar: it is not the rule's end that is wrong."""
    rule = f'rrule = "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29{end}"'
    table = f'[[project.deadline]]; id = "x"; kind = "other"; {rule}; from = 2026-01-01\n'.replace("; ", "\n")
    path = register(tmp_path, [("[[project.period]]\n", f"{table}[[project.period]]\n")])
    (found,) = foerder("-f", path, "check", "--code", "no-day", "--format", "json").json["problems"]
    assert reason in found["message"]


def test_the_same_table_of_two_periods_is_named_where_it_is(tmp_path: Path) -> None:
    """Both periods share the merged duty: each finding is about the line of its own period."""
    table = '[[project.period.deadline]]\nid = "x"\nkind = "other"\nevery = "year"\nuntil = 2020-01-01\n'
    blocks = [f"[[project.period]]\nstart = {year}-01-01\nend = {year}-12-31\n{table}" for year in (2025, 2026)]
    path = tmp_path / "projects.toml"
    path.write_text("\n".join(['format = 1\n\n[[project]]\nid = "p"', *blocks]), encoding="utf-8")
    lines = path.read_text(encoding="utf-8").splitlines()
    found = foerder("-f", path, "check", "--code", "no-day", "--format", "json").json["problems"]
    written = [number for number, line in enumerate(lines, start=1) if line.startswith("until")]
    assert [problem["line"] for problem in found] == written


FROM = 'every = "3 months"; from = 2026-01-15; until = 2026-12-31'


@pytest.mark.parametrize(
    ("done", "told"),
    [
        pytest.param([], 0, id="nothing recorded"),
        pytest.param(["2026-04-15"], 1, id="only a later one"),
        pytest.param(["2026-01-15", "2026-04-15"], 0, id="both"),
        pytest.param(["2026-01-15"], 0, id="only the first"),
    ],
)
def test_a_first_day_without_proof_is_noted_where_later_ones_have_one(
    tmp_path: Path, done: list[str], told: int
) -> None:
    text = f'[[project.period.deadline]]; id = "x"; kind = "other"; {FROM}; '
    text += "".join(f'[[project.done]]; deadline = "2026/x/{day}"; on = 2026-04-10; ' for day in done)
    path = register(tmp_path, [more(text)])
    found = foerder("-f", path, "check", "--code", "first-day", "--format", "json").json["problems"]
    assert [(one["severity"], "2026/x/2026-01-15" in one["message"]) for one in found] == [("note", True)] * told


YOUNG = 'max_age = "5 years"'


@pytest.mark.parametrize(
    ("more", "plan", "lines"),
    [
        pytest.param(YOUNG, "start = 2024-01-01", 1, id="no day of resolution"),
        pytest.param(YOUNG, "start = 2024-01-01; resolved = 2023-06-28", 0, id="resolved"),
        pytest.param("", "start = 2024-01-01", 0, id="may have any age"),
        pytest.param(YOUNG, "start = 2015-01-01; end = 2020-12-31", 0, id="not on a day of the period"),
        pytest.param(YOUNG, 'start = 2024-01-01; status = "applied"', 0, id="not in force"),
        pytest.param(YOUNG, 'start = 2024-01-01; resolved = "?"', 0, id="unreadable: told as an error"),
    ],
)
def test_a_plan_whose_age_is_not_known(tmp_path: Path, more: str, plan: str, lines: int) -> None:
    needed = f'\n[[project]]\nid = "q"\ntitle = "Q"\n[[project.requires]]\nproject = "plan"\n{YOUNG}'
    needed += "\n[[project.period]]\nstart = 2026-01-01\nend = 2026-12-31"
    changes = needs(f", {more}" if more else "", f"[[project.period]]; {plan}")
    text = register(tmp_path, changes).read_text(encoding="utf-8")
    path = tmp_path / "projects.toml"
    path.write_text(text + (needed if more else ""), encoding="utf-8")
    out = foerder("-f", path, "check", "--code", "plan-age-unknown").out
    assert len(out.splitlines()) == lines, out
    assert ("at most 5 years old" in out) == bool(lines)


def test_a_code_that_does_not_exist_is_usage() -> None:
    result = foerder("-f", EXAMPLE, "check", "--code", "gab")
    assert result.code == 2
    assert "gap" in result.err


def test_the_paragraph_stands_behind_the_message() -> None:
    out = foerder("-f", EXAMPLE, "check").out
    assert re.search(r" \(ANBest-P Nr\. 1\.4.*§ 49a Abs\. 4 Satz 2 VwVfG\)\t\w+\tdrawn-ahead\t", out)


def codes_in_the_source() -> set[str]:
    """Every literal that may be a code: in the checks, and where the reader reports."""
    found: set[str] = set()
    for folder in ("checks", "register", "toml"):
        for path in (ROOT / "foerder" / folder).glob("*.py"):
            if path.name != "codes.py":
                tree = ast.parse(path.read_text(encoding="utf-8"))
                found |= {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return found


def test_every_listed_code_exists_in_the_source() -> None:
    built = {f"unknown-{table}" for table in ("authority", "programme", "project", "rule-set")}  # put together
    assert set(CODES) - built - codes_in_the_source() == set()
    assert set(RISKS) == set(PROVOKED)
    assert set(READING) == set(READ)


def reported(call: ast.Call) -> str | None:
    """The code of a call that reports a finding: the fifth word of a problem, the first or third of a report."""
    words = [arg.value if isinstance(arg, ast.Constant) else None for arg in call.args]
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    place = {"Problem": 4, "report": 2, "finding": 0, "risk": 0}.get(name, len(words))
    word = words[place] if place < len(words) else None
    return word if isinstance(word, str) else None


def test_every_reported_code_is_listed() -> None:
    found = set()
    # The list itself; and what is wrong with the memory of `notify` is told by notify, not by check.
    others = {ROOT / "foerder" / name for name in ("checks/codes.py", "notify/run.py")}
    for path in set((ROOT / "foerder").rglob("*.py")) - others:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                code = reported(node)
                found |= {code} if code else set()
    assert len(found) > 40
    assert found - set(CODES) == set()


BOOKS = {
    "de": ("handbuch.d/pruefung.md", "Schwere", "Rechtsgrundlage", "Abhilfe"),
    "en": ("handbook.d/checks.md", "Severity", "Legal basis", "Remedy"),
}


@pytest.mark.parametrize("lang", BOOKS)
def test_the_handbook_explains_every_code_and_no_other(lang: str) -> None:
    chapter, severity, basis, remedy = BOOKS[lang]
    text = (ROOT / "docs" / chapter).read_text(encoding="utf-8")
    headings = re.findall(r"^### `([a-z0-9-]+)`$", text, re.MULTILINE)
    assert len(headings) == len(set(headings))
    assert set(headings) == set(CODES)
    for code, (_severity, law) in CODES.items():
        part = section(text, code)
        assert part is not None
        assert part.count("```finding\n") == 1, code
        assert f"[{code}] →" in part
        assert f"**{severity}:**" in part
        assert f"\n**{remedy}:** " in part
        assert law is None or f"**{basis}:** {law}." in part, (code, law)


@pytest.mark.parametrize("lang", BOOKS)
def test_every_code_has_one_anchor_in_the_book(lang: str) -> None:
    text = (ROOT / "docs" / BOOKS[lang][0]).read_text(encoding="utf-8")
    plain = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    anchors = [anchor(title) for title in re.findall(r"^#+ (.*)$", plain, re.MULTILINE)]
    assert {code: anchors.count(code) for code in CODES} == dict.fromkeys(CODES, 1)


@pytest.mark.parametrize("lang", BOOKS)
def test_the_examples_are_what_the_program_says(lang: str) -> None:
    path = ROOT / "docs" / BOOKS[lang][0]
    text = path.read_text(encoding="utf-8")
    assert with_examples(text, lang) == text, "python tests/support/finding_blocks.py --write"


@pytest.mark.parametrize("lang", BOOKS)
def test_help_finds_every_code(lang: str) -> None:
    for code in CODES:
        result = foerder("help", code, lang=lang)
        assert (result.code, result.err) == (0, "")
        assert result.out.startswith(f"### `{code}`\n")
        assert f"**{BOOKS[lang][3]}:**" in result.out


def test_no_code_is_the_name_of_a_chapter_or_a_verb() -> None:
    names = {name for order in ORDER.values() for name in order}
    assert set(CODES) & (names | set(VERBS)) == set()


def test_there_are_at_least_twenty_checks() -> None:
    assert len(RISKS) >= 20
