"""Print a register of many projects, the same for the same number: python tests/bench/generate.py 1000 > big.toml

Every project is about 2 KB of TOML with eight dated duties: every kind of duty, every form of date, and money.
Three in four stand under a programme whose rule set adds its own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

RULES = (
    '["anbest-gk-bund-2024"]',
    '["anbest-p-bund-2019"]',
    '["anbest-p-bund-2014", "esf-plus-2021"]',
    "[]",
)
STATES = ("DE-TH", "DE-BE", "DE-HE", "DE")
PROGRAMMES = 8
FIRST_YEAR = 2024
YEARS = 4

HEAD = """\
format = 1

[settings]
holidays = "DE-TH"
office_closed = ["12-24", "12-31"]
track_from = 2026-01-01
"""
NOTIFY = """
[notify]
from = "foerder@musterstadt.example"
smtp = "mail.musterstadt.example"
domains = ["musterstadt.example"]
coordinator = "koordination@musterstadt.example"
"""
PROGRAMME = """
[[authority]]
id = "behoerde-{n}"
name = "Bewilligungsbehörde {n}"
holidays = "{state}"

[[programme]]
id = "programm-{n}"
title = "Förderprogramm {n}: Gute Nachbarschaft"
funds = ["Land Musterland"]
level = ["state"]
authority = "behoerde-{n}"
rules = {rules}
source = "erfunden"
"""
PROJECT = """
[[project]]
id = "vorhaben-{n:05}"
title = "Begegnungsstätte Süd, Vorhaben {n}"
programme = "programm-{programme}"
unit = "Fachdienst {unit}"
owner = "fachdienst-{unit}@musterstadt.example"
tags = ["quartier", "gruppe-{group}"]
source = "erfunden"

[[project.period]]
start = {start}
end = {end}
award_posted = {posted}
remedy = "action"
reference = "AZ {n:05}/{year}"
amount = {amount}.00
financing_type = "Anteilfinanzierung"

[[project.period.cost]]
type = "staff"
approved = {amount}.00
spent = {spent}.50

[[project.period.financing]]
funder = "Land Musterland"
share = 0.80

[[project.period.financing]]
funder = "Eigenmittel"
share = 0.20

[[project.period.payment]]
requested = {paid}
received = {paid}
amount = {spent}.50
"""
DEADLINE = """
[[project.period.deadline]]
id = "{id}"
kind = "{kind}"
title = "{title}"
{form}
basis = "{basis}"
"""
DONE = """
[[project.done]]
deadline = "{year}/{id}"
on = {day}
proof = "Upload {n}"
"""
# Kind, title, the form of its date. A project takes eight in a row, the next one starts one further on.
DUTIES = (
    ("application", "Antrag", 'before = "period-start"\noffset = "12 weeks"'),
    ("renewal-application", "Antrag auf Anschlussförderung", 'before = "period-end"\noffset = "3 months"'),
    ("payment-request", "Mittelabruf", 'every = "year"\non = "11-15"\nuntil = "period-end"'),
    ("use-by", "Verbrauch der Mittel", 'after = "payment"\noffset = "8 weeks"'),
    ("interim-report", "Zwischennachweis", 'after = "year-end"\noffset = "4 months"'),
    ("final-report", "Verwendungsnachweis", 'after = "period-end"\noffset = "6 months"'),
    ("content-report", "Sachbericht", 'every = "6 months"\nfrom = "period-start"\nuntil = "period-end"'),
    ("notice", "Mitteilung an die Behörde", "due = {notice}"),
    ("publicity", "Hinweis auf die Förderung", 'after = "award"\noffset = "20 working days"'),
    ("resolution", "Beschluss des Rates", 'before = "period-end"\noffset = "30 working days"'),
    ("other", "Gespräch mit der Behörde", 'after = "period-start"\noffset = "1 month 15 days"'),
)
PER_PROJECT = 8


def register(projects: int) -> Iterator[str]:
    """The blocks of a register with this many projects."""
    yield HEAD
    for n in range(1, PROGRAMMES + 1):
        yield PROGRAMME.format(n=n, rules=RULES[n % len(RULES)], state=STATES[n % len(STATES)])
    for n in range(1, projects + 1):
        yield from project(n)


def with_mails(projects: int) -> str:
    """The text of a register whose mails can be sent as well."""
    head, *rest = register(projects)
    return "".join([head, NOTIFY, *rest])


def project(n: int) -> Iterator[str]:
    """One project with its duties; every third one has handed one in."""
    year = FIRST_YEAR + n % YEARS
    month = 1 + n * 7 % 12
    amount = 10_000 + n * 7919 % 90_000
    yield PROJECT.format(
        n=n,
        programme=1 + n % PROGRAMMES,
        unit=1 + n % 12,
        group=1 + n % 20,
        year=year,
        start=f"{year}-{month:02}-01",
        end=f"{year + 1 + n % 3}-{1 + n * 5 % 12:02}-28",
        posted=f"{year - 1}-11-{1 + n % 28:02}",
        paid=f"{year}-{month:02}-{2 + n % 27:02}",
        amount=amount,
        spent=amount // 3,
    )
    duties = [DUTIES[(n + offset) % len(DUTIES)] for offset in range(PER_PROJECT)]
    notice = f"{year + 1}-{1 + n * 11 % 12:02}-{1 + n * 13 % 28:02}"
    for kind, title, form in duties:
        basis = f"Zuwendungsbescheid Nr. {1 + n % 9}"
        yield DEADLINE.format(id=kind, kind=kind, title=title, form=form.format(notice=notice), basis=basis)
    single = [kind for kind, _title, form in duties if "every" not in form and "year-end" not in form]
    if n % 3 == 0:
        yield DONE.format(year=year, id=next(k for k in single if k != "use-by"), day=f"{year}-06-15", n=n)


def main() -> None:
    """Print the register to stdout as UTF-8."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.writelines(register(int(sys.argv[1])))


if __name__ == "__main__":
    main()
