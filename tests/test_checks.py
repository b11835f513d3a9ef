"""Every finding of `check`: what provokes it, its paragraph, and its page in the handbook."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from pathlib import Path

import pytest
from program import EXAMPLE, ROOT, foerder

from foerder.checks.codes import CODES, READING, RISKS

HANDBOOK = ROOT / "docs" / "handbuch.d" / "pruefung.md"

CLEAN = """
format = 1
[settings]
holidays = "DE-TH"
[notify]
domains = ["stadt.example"]
[[programme]]
id = "prog"
title = "Programm"
source = "Bescheid"
rules = ["anbest-p-bund-2019"]
[[project]]
id = "p"
title = "P"
programme = "prog"
owner = "p@stadt.example"
source = "Bescheid"
[[project.period]]
start = 2026-01-01
end = 2026-12-31
applied = 2025-08-01
award_notified = 2025-12-01
amount = 80000.00
financing_type = "Anteilfinanzierung"
[[project.period.cost]]
type = "staff"
approved = 90000.00
[[project.period.cost]]
type = "material"
approved = 10000.00
[[project.period.financing]]
funder = "Land"
share = 0.80
[[project.period.financing]]
funder = "Eigenmittel"
share = 0.20
[[project.period.payment]]
requested = 2026-02-20
received = 2026-03-02
amount = 20000.00
[[project.period.spending]]
type = "staff"
on = 2026-03-20
amount = 25000.00
"""
PERIOD, AFTER = "award_notified = 2025-12-01", "\n[[project.period.spending]]\n"
OWN = 'funder = "Eigenmittel"\nshare = 0.20'
SPENT = 'type = "staff"\non = 2026-03-20\namount = 25000.00'


def more(text: str) -> tuple[str, str]:
    """Something behind the last table; a semicolon ends a line."""
    return SPENT, SPENT + "\n" + text.replace("; ", "\n")


def needs(keys: str, plan: str) -> list[tuple[str, str]]:
    """A grant that requires a plan."""
    head = '[[project]]; id = "plan"; kind = "plan"; title = "Plan"'
    return [('owner = "p@', f'requires = [{{project = "plan"{keys}}}]\nowner = "p@'), more(f"{head}; {plan}")]


def flat(rate: str, of: str, more: str = "") -> tuple[str, str]:
    """A flat rate in the plan; the financing follows its total, so only the flat rate can be found."""
    table = f'[[project.period.cost]]\ntype = "flat-rate"\nrate = {rate}\nof = {of}\n{more}\n'
    return '[[project.period.financing]]\nfunder = "Land"', table + '[[project.period.financing]]\nfunder = "Land"'


PROVOKED: dict[str, list[tuple[str, str]]] = {
    "gap": [("[[project.period]]\n", "[[project.period]]\nstart = 2024-01-01\nend = 2025-11-30\n[[project.period]]\n")],
    "no-end": [("end = 2026-12-31\n", "")],
    "no-final-report": [('rules = ["anbest-p-bund-2019"]', "rules = []")],
    "no-rules": [('rules = ["anbest-p-bund-2019"]', "")],
    "no-owner": [('owner = "p@stadt.example"\n', "")],
    "done-unmatched": [more('[[project.done]]; deadline = "2026/finalreport"; on = 2026-05-01')],
    "extension-unmatched": [more('[[project.extension]]; deadline = "2026/finalreport"; to = 2026-05-01')],
    "extension-of-end": [more('[[project.extension]]; deadline = "2026/period-end"; to = 2027-03-31')],
    "endless": [more('[[project.period.deadline]]; id = "x"; kind = "other"; every = "1 year"; from = 2026-01-01')],
    "report-late": [
        (PERIOD, PERIOD + "\npurpose_fulfilled = 2026-01-31"),
        more('[[project.done]]; deadline = "2026/final-report"; on = 2026-08-03'),
    ],
    "final-recipient-late": [
        more('[[project.deadline]]; id = "x"; kind = "final-report"; by = "final-recipient"; due = 2027-06-30')
    ],
    "closed-early": [(PERIOD, PERIOD + "\nclosed = 2026-10-01")],
    "closed-without-report": [(PERIOD, PERIOD + "\nclosed = 2026-10-01")],
    "plan-missing": needs("", ""),
    "plan-expired": needs("", "[[project.period]]; start = 2024-01-01; end = 2026-11-30"),
    "plan-too-old": needs(', max_age = "2 years"', "[[project.period]]; start = 2024-01-01; resolved = 2024-06-01"),
    "plan-age-unknown": needs(', max_age = "5 years"', "[[project.period]]; start = 2024-01-01"),
    "no-source": [('owner = "p@stadt.example"\nsource = "Bescheid"', 'owner = "p@stadt.example"')],
    "low-grade": [more('[[project.deadline]]; id = "x"; kind = "other"; due = 2026-12-01; grade = "C"')],
    "rule-stale": [more('[[project.deadline]]; id = "x"; kind = "other"; due = 2026-12-01; checked = 2024-01-01')],
    "open-date": [more('[[project.deadline]]; id = "x"; kind = "other"; after = "resolved"; offset = "1 month"')],
    "guideline-ended": [('rules = ["anbest', 'guideline_until = 2026-01-31\nrules = ["anbest')],
    "award-before-application": [("applied = 2025-08-01", "applied = 2025-12-24")],
    "purpose-after-end": [(PERIOD, PERIOD + "\npurpose_fulfilled = 2027-01-01")],
    "early-start": [(PERIOD, PERIOD + "\nstarted = 2025-11-30")],
    "future-fact": [("on = 2026-03-20", "on = 2026-11-23")],
    "owner-address": [("p@stadt.example", "p@stadt")],
    "owner-domain": [("p@stadt.example", "p@anderswo.example")],
    "accept-unknown": [more('[[accept]]; code = "gab"')],
    "accept-expired": [more('[[accept]]; code = "gap"; until = 2026-01-01')],
    "accept-reason": [more('[[accept]]; code = "gap"')],
    "notify-server": [('domains = ["stadt', 'smtp = "http://x"\ndomains = ["stadt')],
    "notify-address": [('domains = ["stadt', 'coordinator = "Fristenstelle"\ndomains = ["stadt')],
    "notify-domain": [('domains = ["stadt', 'head = "leitung@anderswo.example"\ndomains = ["stadt')],
    "shares-incomplete": [(OWN, 'funder = "Eigenmittel"\nshare = 0.15')],
    "financing-mismatch": [(OWN, 'funder = "Eigenmittel"\namount = 19000.00')],
    "amount-mismatch": [("amount = 80000.00", "amount = 81000.00")],
    "years-mismatch": [more("[[project.period.year]]; year = 2026; amount = 79000.00")],
    "year-outside": [more("[[project.period.year]]; year = 2027; amount = 80000.00")],
    "flat-rate-base": [flat("0.15", '["fees"]')],
    "flat-rate-fixed": [flat("0.15", '["staff"]', "approved = 100.00")],
    "rate-range": [flat("0.45", '["staff"]')],
    "line-exceeded": [(SPENT, SPENT + AFTER + 'type = "material"\non = 2026-04-01\namount = 12000.01')],
    "total-exceeded": [("amount = 25000.00", "amount = 100000.01")],
    "spending-unplanned": [('type = "staff"\non', 'type = "fees"\non')],
    "cost-twice": [('type = "material"', 'type = "staff"')],
    "spending-outside": [("on = 2026-03-20", "on = 2025-12-31")],
    "spending-twice": [(SPENT, SPENT + AFTER + SPENT)],
    "payment-before-request": [("requested = 2026-02-20", "requested = 2026-03-20")],
    "payment-before-award": [(PERIOD, "award_notified = 2026-03-03")],
    "payment-after-closing": [(PERIOD, PERIOD + "\nclosed = 2026-03-01")],
    "used-late": [("amount = 25000.00", "amount = 15000.00")],
    "base-rate-missing": [("amount = 25000.00", "amount = 15000.00")],
    "drawn-ahead": [("amount = 25000.00", "amount = 20000.00")],
    "financing-type-missing": [('financing_type = "Anteilfinanzierung"\n', "")],
    "grant-reduced": [(PERIOD, PERIOD + "\npurpose_fulfilled = 2026-10-31")],
    "overpaid": [("amount = 20000.00", "amount = 80000.01")],
    "last-payment-missing": [more('[[project.done]]; deadline = "2026/final-report"; on = 2026-11-01')],
}


def register(tmp_path: Path, changes: list[tuple[str, str]]) -> Path:
    """The clean register with some texts replaced."""
    text = CLEAN
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = tmp_path / "projects.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_clean_register_is_silent(tmp_path: Path) -> None:
    assert foerder("-f", register(tmp_path, []), "check") == (0, "", "")


@pytest.mark.parametrize("code", [f"{code}: {law}" if law else code for code, law in RISKS.items()])
def test_every_finding_can_be_provoked(tmp_path: Path, code: str) -> None:
    code = code.partition(":")[0]
    path = register(tmp_path, PROVOKED[code])
    result = foerder("-f", path, "check", "--code", code, "--format", "json", "--fail-on", "note")
    assert result.code == 1, result
    found = result.json["problems"]
    assert {problem["code"] for problem in found} == {code}
    for problem in found:
        assert problem["message"]
        assert problem["remedy"]
        assert problem["line"]
        assert problem["paragraph"] == RISKS[code]
        assert problem["handbook"] == f"docs/handbuch.md#{code}"


def test_a_finding_can_be_accepted_until_a_day(tmp_path: Path) -> None:
    known = more('[[accept]]; code = "early-start"; project = "p"; reason = "zugesagt"; until = 2026-11-30')
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
    path = register(tmp_path, [*PROVOKED["early-start"], more(f"[[accept]]; {keys}")])
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
    for folder in ("checks", "register"):
        for path in (ROOT / "foerder" / folder).glob("*.py"):
            if path.name != "codes.py":
                tree = ast.parse(path.read_text(encoding="utf-8"))
                found |= {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    tree = ast.parse((ROOT / "foerder" / "duties.py").read_text(encoding="utf-8"))
    return found | {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def test_every_listed_code_exists_in_the_source() -> None:
    built = {"unknown-programme", "unknown-project"}  # put together from "unknown-" and the kind of table
    assert set(CODES) - built - codes_in_the_source() == set()


def reported(call: ast.Call) -> str | None:
    """The code of a call that reports a finding: the word behind the severity, or the third of ``report``."""
    words = [arg.value if isinstance(arg, ast.Constant) else None for arg in call.args]
    for before, word in pairwise(words):
        if before in ("error", "warning", "note") and isinstance(word, str):
            return word
    if getattr(call.func, "attr", "") == "report" and len(words) > 2 and isinstance(words[2], str):
        return words[2]
    return None


def test_every_reported_code_is_listed() -> None:
    found = set()
    # What is wrong with the memory of `notify` is told by notify, not by check.
    for path in set((ROOT / "foerder").rglob("*.py")) - {ROOT / "foerder" / "notify_run.py"}:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                code = reported(node)
                found |= {code} if code else set()
    assert len(found) > 40
    assert found - set(CODES) == set()


def test_the_handbook_explains_every_code_and_no_other() -> None:
    text = HANDBOOK.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ `([a-z0-9-]+)`$", text, re.MULTILINE)
    assert len(headings) == len(set(headings))
    assert set(headings) == set(RISKS)
    listed = set(re.findall(r"^\| `([a-z0-9-]+)` \|", text, re.MULTILINE))
    assert listed == set(READING)
    for code, law in RISKS.items():
        section = text.split(f" `{code}`\n", 1)[1].split("\n#", 1)[0]
        assert "**Abhilfe:**" in section, code
        assert law is None or law in section, (code, law)


def test_there_are_at_least_twenty_checks() -> None:
    assert len(RISKS) >= 20
