"""A grant that is given up or revoked (§ 49 VwVfG): which duties stay, what the proof of use is counted from."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import compute, dates, duty, grant, states, written
from program import foerder

PERIOD = "start = 2025-01-01\nend = 2027-12-31\naward_notified = 2024-12-02"
P2019, GK2019 = 'rules = ["anbest-p-bund-2019"]', 'rules = ["anbest-gk-bund-2024"]'
GIVEN_UP = 'ended_on = 2026-05-15\nended_why = "abandoned"'
REVOKED = 'ended_on = 2026-05-15\nended_why = "revoked"'
PAID = "[[project.period.payment]]\nreceived = 2026-03-02\namount = 1000.00\n"
MORE = (
    duty('after = "period-end"; offset = "5 years"', "bind", "earmark-end")
    + duty('before = "period-end"; offset = "20 months"', "renewal", "renewal-application")
    + duty("due = 2026-05-15", "last", "notice")
    + duty("due = 2026-05-16", "later", "notice")
    + duty('after = "inspection"; offset = "1 month"', "never", "notice")
    + duty("undated = true", "tell", "notice")
    + duty("due = 2026-06-30", "appeal", "remedy")
)
STAYS = {
    "z/period-end": "upcoming",
    "z/interim-report/2025": "overdue",
    "z/use-by/2026-03-02": "overdue",
    "z/final-report": "due",
    "z/retention-end": "open",
    "z/renewal": "overdue",
    "z/last": "overdue",
    "z/tell": "open",
}


@pytest.mark.parametrize(
    ("keys", "more"),
    [
        pytest.param(GIVEN_UP, {}, id="given up: opportunities, earmark and later duties go"),
        pytest.param(REVOKED, {"z/remedy-revocation": "open"}, id="§ 74 VwGO: a revocation brings its own remedy"),
        pytest.param("ended_on = 2026-05-15", {}, id="not said why"),
    ],
)
def test_what_stays(tmp_path: Path, keys: str, more: dict[str, str]) -> None:
    found = compute(tmp_path, grant(f"{PERIOD}\n{keys}\n{PAID}", MORE, P2019))
    assert states(found) == STAYS | more


def test_what_is_recorded_as_met_stays(tmp_path: Path) -> None:
    done = "".join(
        f'[[project.done]]\ndeadline = "z/{name}"\non = 2026-05-01\n' for name in ("later", "interim-report/2026")
    )
    path = written(tmp_path, grant(f"{PERIOD}\n{GIVEN_UP}\n{PAID}", MORE + done, P2019))
    found = states(compute(tmp_path, path.read_text(encoding="utf-8")))
    assert found == STAYS | {"z/later": "done", "z/interim-report/2026": "done"}
    assert "done-unmatched" not in foerder("-f", path, "check").out


def test_a_period_that_goes_on_has_all(tmp_path: Path) -> None:
    found = states(compute(tmp_path, grant(f"{PERIOD}\n{PAID}", MORE, P2019)))
    assert found.keys() > STAYS.keys()
    assert {"z/bind", "z/later", "z/never", "z/appeal", "z/remedy", "z/interim-report/2026"} <= found.keys()


@pytest.mark.parametrize(
    ("project", "keys", "nominal", "grade"),
    [
        pytest.param(P2019, GIVEN_UP, "2026-11-30", "U", id="ANBest-P Nr. 6.1: with the end of the sixth month"),
        pytest.param(GK2019, GIVEN_UP, "2027-05-15", "U", id="ANBest-Gk Nr. 6.1: one year after"),
        pytest.param(P2019, REVOKED, "2026-11-30", "U", id="revoked: the same"),
        pytest.param(
            P2019,
            GIVEN_UP.replace("2026-05-15", "2028-03-01"),
            "2028-06-30",
            "B",
            id="ended after the period: never after the regular day",
        ),
        pytest.param(
            P2019,
            f"purpose_fulfilled = 2025-06-30\n{GIVEN_UP}",
            "2025-12-30",
            "B",
            id="purpose fulfilled before: the regular day is earlier",
        ),
        pytest.param(
            duty('after = "purpose-fulfilled"; offset = "3 months"', "own", "final-report", "project"),
            GIVEN_UP,
            "2026-08-15",
            "U",
            id="counted from the purpose alone, which is not fulfilled any more",
        ),
        pytest.param(
            duty('year_of = "period-end"; year = 1; on = "03-31"', "own", "final-report", "project"),
            GIVEN_UP,
            "2027-03-31",
            "U",
            id="NKBest Nr. 6.1: 31 March of the year after",
        ),
        pytest.param(
            duty("due = 2026-07-31", "own", "final-report", "project"),
            GIVEN_UP,
            "2026-07-31",
            None,
            id="the decision names the day",
        ),
    ],
)
def test_the_day_of_the_proof(tmp_path: Path, project: str, keys: str, nominal: str, grade: str | None) -> None:
    found = compute(tmp_path, grant(f"{PERIOD}\n{keys}", "", project))
    [proof] = [each for each in found.values() if each.kind == "final-report"]
    assert (str(proof.nominal), proof.keys.get("grade")) == (nominal, grade)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param("ended_posted = 2026-05-18", "2026-06-22 2026-06-22 2026-06-22", id="§ 41 Abs. 2: fourth day"),
        pytest.param("ended_retrieved = 2026-05-18", "2026-06-19 2026-06-19 2026-06-19", id="§ 41 Abs. 2a: next day"),
        pytest.param("ended_provided = 2026-05-18", "2026-06-21 2026-06-22 2026-06-19", id="§ 9 OZG: third day"),
        pytest.param("ended_notified = 2026-05-18", "2026-06-18 2026-06-18 2026-06-18", id="received"),
        pytest.param(
            "ended_posted = 2026-05-18\nended_notified = 2026-05-26",
            "2026-06-26 2026-06-26 2026-06-26",
            id="§ 41 Abs. 2: received later than presumed",
        ),
        pytest.param(
            'ended_notified = 2026-05-20\nended_remedy = "none"',
            "2027-05-20 2027-05-20 2027-05-20",
            id="§ 58 Abs. 2 VwGO: one year without instruction",
        ),
        pytest.param("ended_notified = 2026-05-20", "2026-06-20 2026-06-22 2026-06-19", id="§ 31 Abs. 3: Saturday"),
    ],
)
def test_the_remedy_against_a_revocation(tmp_path: Path, keys: str, expected: str) -> None:
    found = compute(tmp_path, grant(f"{PERIOD}\n{REVOKED}\n{keys}"), today="2026-06-01")
    remedy = found["p/z/remedy-revocation"]
    assert (remedy.kind, dates(remedy)) == ("remedy", expected)


def test_explained(tmp_path: Path) -> None:
    path = written(tmp_path, grant(f"{PERIOD}\n{REVOKED}\nended_posted = 2026-05-18", "", P2019))
    said = foerder("-f", path, "--lang", "de", "explain", "p/z/final-report").out
    assert "15.05.2026 (an diesem Tag widerrufen; nur zur Planung, bis der Bescheid einen Tag nennt)" in said
    assert "Beleggrad\tU" in said
    said = foerder("-f", path, "--lang", "de", "explain", "p/z/remedy-revocation").out
    assert "Widerruf gilt am 4. Tag nach der Aufgabe zur Post als bekannt gegeben, § 41 Abs. 2 VwVfG" in said


NEXT = '[[project.period]]\nid = "y"\nstart = 2026-07-01\nend = 2028-06-30\n'


def test_the_next_period_may_begin_before_the_end_in_the_letter(tmp_path: Path) -> None:
    compute(tmp_path, grant(f"{PERIOD}\n{GIVEN_UP}", NEXT))
    compute(tmp_path, grant(PERIOD, NEXT), problems=("overlap",))


@pytest.mark.parametrize(
    ("keys", "status", "word"),
    [
        pytest.param(GIVEN_UP, "abandoned", "aufgegeben", id="given up"),
        pytest.param(REVOKED, "revoked", "widerrufen", id="revoked"),
        pytest.param("ended_on = 2026-05-15", "ended", "beendet", id="not said why"),
        pytest.param(GIVEN_UP.replace("2026", "2027"), "running", "läuft", id="not yet"),
    ],
)
def test_what_lists_say(tmp_path: Path, keys: str, status: str, word: str) -> None:
    path = written(tmp_path, grant(f"{PERIOD}\n{keys}"))
    [project] = foerder("-f", path, "list", "--format", "json").json["projects"]
    assert project["status"] == status
    assert word in foerder("-f", path, "--lang", "de", "list").out
    [project] = foerder("-f", path, "list", "--status", status, "--format", "json").json["projects"]
    over = foerder("-f", path, "list", "--status", "ended", "--format", "json").json["projects"]
    assert bool(over) == (status != "running")


def test_the_workbook_takes_the_early_end_out_and_in(tmp_path: Path) -> None:
    path, book = written(tmp_path, grant(f"{PERIOD}\n{GIVEN_UP}")), tmp_path / "liste.xlsx"
    assert foerder("-f", path, "export", book).code == 0
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace(GIVEN_UP + "\n", ""), encoding="utf-8")
    assert foerder("-f", path, "import", book, "--yes").code == 0
    text = path.read_text(encoding="utf-8")
    assert "ended_on = 2026-05-15" in text
    assert 'ended_why = "abandoned"' in text


def test_the_next_deadline_is_one_that_stays(tmp_path: Path) -> None:
    rules = duty("due = 2026-07-15", "later", "notice") + duty("due = 2026-08-15", "appeal", "remedy")
    path = written(tmp_path, grant(f"{PERIOD}\n{REVOKED}\nended_posted = 2026-05-18", rules, P2019))
    for day, following in (("2026-06-01", "p/z/remedy-revocation"), ("2026-07-01", "p/z/final-report")):
        found = foerder("-f", path, "due", "--within", "5", "--format", "json", today=day).json
        assert found["next"]["id"] == following
