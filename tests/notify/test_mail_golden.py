"""The mails of a year, whole, as a clerk reads them: python tests/notify/test_mail_golden.py writes them again."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from notifying import Office, parsed, text_of

from foerder.text import i18n

GOLDEN = Path(__file__).parent / "mails"
REGISTER = """\
format = 1
[settings]
language = "de"
holidays = "DE-TH"
[notify]
from = "Fristen <foerder@stadt.example>"
subject = "[Förderfristen]"
domains = ["stadt.example"]
smtp = "smtp://127.0.0.1:1"
coordinator = "fristen@stadt.example"
head = "leitung@stadt.example"
deputy_from = 14
heartbeat = "monday"
[[authority]]
id = "landesamt"
name = "Landesamt für Soziales"
url = "https://portal.land.example/antraege"
holidays = "DE-TH"
[[project]]
id = "lesestart"
title = "Lesestart"
owner = "anna@stadt.example"
deputy = "bodo@stadt.example"
authority = "landesamt"
[[project.period]]
id = "2026"
start = 2026-01-01
reference = "AZ 4711/26"
[[project.period.deadline]]
id = "bericht"
kind = "final-report"
due = 2027-03-31
{done}[[project]]
id = "quartier"
title = "Quartiersbüro"
owner = "anna@stadt.example"
authority = "landesamt"
[[project.period]]
id = "2027"
start = 2027-01-01
[[project.period.deadline]]
id = "mittel"
kind = "payment-request"
due = 2027-04-15
"""
DONE = '[[project.done]]\ndeadline = "2026/bericht"\non = 2027-04-06\n'
DAYS = ("2027-01-04", "2027-03-17", "2027-03-24", "2027-03-31", "2027-04-01", "2027-04-05", "2027-04-08", "2027-04-16")


def play(folder: Path) -> dict[str, str]:
    """Every mail of the days, by day and recipient; one day without a run, the report done on 6 April."""
    office, found = Office(folder), {}
    for day in DAYS:
        office.path.write_text(REGISTER.format(done=DONE if day > "2027-04-06" else ""), encoding="utf-8")
        office.basket.mails.clear()
        office.run(day)
        for to, _identity, content in office.basket.mails:
            text = text_of(content).replace("\r\n", "\n")
            found[f"{day}-{to.partition('@')[0]}.txt"] = f"Betreff: {parsed(content)['Subject']}\n\n{text}"
    return found


def test_the_mails_of_a_year(tmp_path: Path) -> None:
    i18n.use("de")
    assert play(tmp_path) == {path.name: path.read_text(encoding="utf-8") for path in GOLDEN.iterdir()}


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.stem)
def test_every_duty_has_its_own_line_to_record_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("wenn erledigt: foerder done ") == text.count("zu tun: ")


if __name__ == "__main__":
    i18n.use("de")
    GOLDEN.mkdir(exist_ok=True)
    for old in GOLDEN.glob("*.txt"):
        old.unlink()
    with tempfile.TemporaryDirectory() as place:
        for name, text in play(Path(place)).items():
            (GOLDEN / name).write_text(text, encoding="utf-8")
