"""What provokes each finding of `check`, from a register in which there is nothing to find."""

from __future__ import annotations

from pathlib import Path

CLEAN = """\
accept = [{code = "no-follow-up", reason = "einmalig"}]
format = 1
[settings]
holidays = "DE-TH"
[notify]
domains = ["stadt.example"]
[[programme]]
id = "prog"
title = "Programm"
source = "Bescheid"
rules = ["anbest-p-bund-2025"]
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
ACCEPT = 'accept = [{code = "no-follow-up", reason = "einmalig"}'
PERIOD, AFTER = "award_notified = 2025-12-01", "\n[[project.period.spending]]\n"
OWN = 'funder = "Eigenmittel"\nshare = 0.20'
SPENT = 'type = "staff"\non = 2026-03-20\namount = 25000.00'


def more(text: str) -> tuple[str, str]:
    """Something behind the last table; a semicolon ends a line."""
    return SPENT, SPENT + "\n" + text.replace("; ", "\n")


def accepted(keys: str) -> tuple[str, str]:
    """One more finding that is accepted."""
    return ACCEPT, f"{ACCEPT}, {{{keys}}}"


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
    "no-period": [more('[[project]]; id = "q"; title = "Q"; source = "Bescheid"; owner = "q@stadt.example"')],
    "no-final-report": [('rules = ["anbest-p-bund-2025"]', "rules = []")],
    "no-rules": [('rules = ["anbest-p-bund-2025"]', "")],
    "no-owner": [('owner = "p@stadt.example"\n', "")],
    "done-unmatched": [more('[[project.done]]; deadline = "2026/finalreport"; on = 2026-05-01')],
    "extension-unmatched": [more('[[project.extension]]; deadline = "2026/finalreport"; to = 2026-05-01')],
    "extension-of-end": [more('[[project.extension]]; deadline = "2026/period-end"; to = 2027-03-31')],
    "no-day": [
        more(
            '[[project.period.deadline]]; id = "x"; kind = "other"; every = "1 year"; from = 2027-06-01; '
            'until = "period-end"'
        )
    ],
    "first-day": [
        more(
            '[[project.period.deadline]]; id = "abruf"; kind = "other"; every = "3 months"; from = 2026-01-15; '
            'until = 2026-12-31; [[project.done]]; deadline = "2026/abruf/2026-04-15"; on = 2026-04-10'
        )
    ],
    "endless": [more('[[project.period.deadline]]; id = "x"; kind = "other"; every = "1 year"; from = 2026-01-01')],
    "report-before-end": [
        more('[[project.period.deadline]]; id = "final-report"; kind = "final-report"; due = 2026-12-30')
    ],
    "report-late": [
        (PERIOD, PERIOD + "\npurpose_fulfilled = 2026-01-31"),
        more('[[project.done]]; deadline = "2026/final-report"; on = 2026-08-03'),
    ],
    "final-recipient-late": [
        more('[[project.deadline]]; id = "x"; kind = "final-report"; by = "final-recipient"; due = 2027-06-30')
    ],
    "closed-early": [(PERIOD, PERIOD + "\nclosed = 2026-10-01")],
    "closed-without-report": [(PERIOD, PERIOD + "\nclosed = 2026-10-01")],
    "no-follow-up": [('accept = [{code = "no-follow-up", reason = "einmalig"}]\n', "\n")],
    "ended-unclear": [(PERIOD, PERIOD + "\nended_on = 2026-10-01")],
    "ended-proof": [(PERIOD, PERIOD + '\nended_on = 2026-10-01\nended_why = "abandoned"')],
    "ended-repayment": [
        (PERIOD, PERIOD + '\nended_on = 2026-10-01\nended_why = "revoked"\nended_notified = 2026-10-05')
    ],
    "plan-missing": needs("", ""),
    "plan-expired": needs("", "[[project.period]]; start = 2024-01-01; end = 2026-11-30"),
    "plan-too-old": needs(', max_age = "2 years"', "[[project.period]]; start = 2024-01-01; resolved = 2024-06-01"),
    "plan-age-unknown": needs(', max_age = "5 years"', "[[project.period]]; start = 2024-01-01"),
    "no-source": [('owner = "p@stadt.example"\nsource = "Bescheid"', 'owner = "p@stadt.example"')],
    "low-grade": [more('[[project.deadline]]; id = "x"; kind = "other"; due = 2026-12-01; grade = "C"')],
    "rule-stale": [more('[[project.deadline]]; id = "x"; kind = "other"; due = 2026-12-01; checked = 2024-01-01')],
    "land-rules": [('source = "Bescheid"\nrules', 'level = ["state"]\nsource = "Bescheid"\nrules')],
    "seat-differs": [
        more('[[authority]]; id = "bamf"; name = "Bundesamt für Migration und Flüchtlinge"; holidays = "DE-TH"')
    ],
    "rule-edition": [("award_notified = 2025-12-01", "award_notified = 2025-12-01\naward_date = 2016-12-01")],
    "open-date": [more('[[project.deadline]]; id = "x"; kind = "other"; after = "resolved"; offset = "1 month"')],
    "guideline-ended": [('rules = ["anbest', 'guideline_until = 2026-01-31\nrules = ["anbest')],
    "award-before-application": [("applied = 2025-08-01", "applied = 2025-12-24")],
    "purpose-after-end": [(PERIOD, PERIOD + "\npurpose_fulfilled = 2027-01-01")],
    "early-start": [(PERIOD, PERIOD + "\nstarted = 2025-11-30")],
    "future-fact": [("on = 2026-03-20", "on = 2026-11-23")],
    "owner-address": [("p@stadt.example", "p@stadt")],
    "owner-domain": [("p@stadt.example", "p@anderswo.example")],
    "accept-unknown": [accepted('code = "gab"')],
    "accept-expired": [accepted('code = "gap", until = 2026-01-01')],
    "accept-reason": [accepted('code = "gap"')],
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

Change = tuple[str, str]
DEADLINE = '[[project.period.deadline]]; id = "bericht"; kind = "other"'
ANOTHER = '[[project.period.deadline]]; id = "notiz"; kind = "other"'
READ: dict[str, list[Change] | str | bytes | None] = {
    "bad-value": [("end = 2026-12-31", 'end = "31.12.2026"')],
    "cycle": [
        more('[[project]]; id = "a"; title = "A"; follows = "b"; [[project]]; id = "b"; title = "B"; follows = "a"')
    ],
    "double-brackets": [("[settings]", "[[settings]]")],
    "duplicate-id": [more('[[project]]; id = "p"; title = "Q"')],
    "duplicate-payment": [more("[[project.period.payment]]; received = 2026-03-02; amount = 5000.00")],
    "empty": "",
    "encoding": CLEAN.replace('title = "P"', 'title = "Grüne Mitte"').encode("cp1252"),
    "end-before-start": [("end = 2026-12-31", "end = 2025-12-31")],
    "missing-key": [('title = "P"\n', "")],
    "newer-format": [("format = 1", "format = 2")],
    "no-date": [more(DEADLINE)],
    "open-end": [("end = 2026-12-31\n", ""), more("[[project.period]]; start = 2027-01-01; end = 2027-12-31")],
    "orphan-table": [("[[programme]]\n", '[[rule_set.deadline]]\nid = "bericht"\n[[programme]]\n')],
    "overlap": [more("[[project.period]]; start = 2026-10-01; end = 2027-09-30")],
    "recurring-anchor": [
        more(f'{DEADLINE}; every = "3 months"; from = 2026-01-01; {ANOTHER}; after = "bericht"; offset = "1 month"')
    ],
    "second-table": [("[settings]", "[[settings]]\nwithin = 60\n[[settings]]")],
    "shares-over-100": [(OWN, 'funder = "Eigenmittel"\nshare = 0.30')],
    "single-brackets": [("[[programme]]", "[programme]")],
    "stray-key": [more(f'{DEADLINE}; due = 2027-01-31; offset = "1 month"')],
    "syntax": [("end = 2026-12-31", "end = 31.12.2026")],
    "two-ends": [("end = 2026-12-31", 'end = 2026-12-31\nduration = "1 year"')],
    "two-forms": [more(f'{DEADLINE}; due = 2027-01-31; after = "period-end"; offset = "1 month"')],
    "unknown-anchor": [more(f'{DEADLINE}; after = "bewilligung"; offset = "1 month"')],
    "unknown-authority": [('source = "Bescheid"\nrules', 'authority = "landesamt"\nsource = "Bescheid"\nrules')],
    "unknown-key": [('owner = "p@', 'ovner = "p@')],
    "unknown-programme": [('programme = "prog"', 'programme = "porg"')],
    "unknown-project": [('owner = "p@', 'follows = "q"\nowner = "p@')],
    "unknown-rule-set": [('rules = ["anbest-p-bund-2025"]', 'rules = ["anbest-p-2019"]')],
    "unreadable": None,
}
"""What is wrong with the file itself: changes of the clean register, another file, or none at all."""


def changed(changes: list[Change] | str | bytes) -> bytes:
    """The clean register with some texts replaced, or another file."""
    if isinstance(changes, bytes):
        return changes
    if isinstance(changes, str):
        return changes.encode("utf-8")
    text = CLEAN
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text.encode("utf-8")


def provocation(code: str) -> bytes | None:
    """A register in which a code is found; None: there is no file."""
    changes = PROVOKED[code] if code in PROVOKED else READ[code]
    return None if changes is None else changed(changes)


def register(tmp_path: Path, content: list[Change] | bytes | None) -> Path:
    """The register as a file."""
    path = tmp_path / "projects.toml"
    if content is not None:
        path.write_bytes(changed(content) if isinstance(content, list) else content)
    return path
