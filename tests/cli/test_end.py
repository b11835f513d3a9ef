"""`foerder end`: what is written of a grant given up or revoked, what is refused, what is asked and hinted at."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import grant, written
from program import foerder, typed

PERIOD = """\
start = 2025-01-01
end = 2027-12-31
amount = 90000.00
financing_type = "Anteilfinanzierung"
[[project.period.cost]]
type = "staff"
approved = 100000.00
[[project.period.payment]]
received = 2026-03-02
amount = 30000.00
"""
SPENT = '[[project.period.spending]]\ntype = "staff"\non = 2026-03-20\namount = 20000.00\n'
P2019 = 'rules = ["anbest-p-bund-2019"]'


@pytest.mark.parametrize(
    ("verb", "words", "keys"),
    [
        pytest.param(
            "end",
            "--on 2026-05-15 --why abandoned",
            'ended_on = 2026-05-15\nended_why = "abandoned"\n',
            id="given up",
        ),
        pytest.param(
            "beenden",
            "--on 15.05.2026 --why widerrufen --posted 18.05.2026 --remedy Klage",
            'ended_on = 2026-05-15\nended_why = "revoked"\nended_posted = 2026-05-18\nended_remedy = "action"\n',
            id="§ 41 Abs. 2 VwVfG: revoked, in German",
        ),
    ],
)
def test_written(tmp_path: Path, verb: str, words: str, keys: str) -> None:
    path = written(tmp_path, grant(PERIOD))
    before = path.read_text(encoding="utf-8")
    assert foerder("-f", path, verb, "p", *words.split(), "--yes").code == 0
    after = path.read_text(encoding="utf-8")
    line = 'financing_type = "Anteilfinanzierung"\n'
    assert after == before.replace(line, line + keys)
    # Said again with another reason, what belongs to the first one goes.
    assert foerder("-f", path, "end", "p/z", "--on", "2026-05-15", "--why", "abandoned", "--yes").code in (0, 4)
    assert "ended_posted" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("period", "words", "code", "said"),
    [
        pytest.param(PERIOD, "", 2, "--on DATE --why abandoned|revoked", id="nothing said"),
        pytest.param(PERIOD, "--on 2026-05-15", 2, "--on DATE --why abandoned|revoked", id="no reason"),
        pytest.param(PERIOD, "--on 2026-05-15 --why bored", 4, "--why", id="no such reason"),
        pytest.param(PERIOD, "--on 2024-12-31 --why abandoned", 4, "before the beginning", id="before it began"),
        pytest.param(
            PERIOD, "--on 2026-05-15 --why abandoned --posted 2026-05-18", 2, "--posted goes with", id="no revocation"
        ),
        pytest.param(
            f'status = "applied"\n{PERIOD}', "--on 2026-05-15 --why abandoned", 4, "status withdrawn", id="applied for"
        ),
    ],
)
def test_refused(tmp_path: Path, period: str, words: str, code: int, said: str) -> None:
    path = written(tmp_path, grant(period))
    result = foerder("-f", path, "end", "p", *words.split(), "--yes")
    assert result.code == code
    assert said in result.err
    assert "ended_on" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("more", "why", "rules", "said"),
    [
        pytest.param("", "abandoned", "", "€30,000.00 is possible (received; no spending", id="nothing booked"),
        pytest.param(SPENT, "abandoned", "", "€10,000.00 is possible (received and not spent", id="in part spent"),
        # 80,000 of 100,000 are not spent: of 90,000 the share of 80 % falls away, 18,000 are left.
        pytest.param(
            SPENT, "abandoned", P2019, "€12,000.00 is possible (more than the grant that is left", id="ANBest Nr. 2.1"
        ),
        # 30,000 × (5 % + 1.27 %) × 191 / 365 = 984.30: the base rate from 1 January 2026 on.
        pytest.param(SPENT, "revoked", P2019, "€30,000.00 is possible (up to all", id="§ 49a Abs. 1 VwVfG"),
    ],
)
def test_repayment_is_hinted_at(tmp_path: Path, more: str, why: str, rules: str, said: str) -> None:
    path = written(tmp_path, grant(PERIOD + more, "", rules))
    result = foerder("-f", path, "end", "p", "--on", "2026-05-15", "--why", why, "--yes")
    assert said in result.err
    costs = foerder("-f", path, "costs", "p").out
    assert "Repayment possible" in costs
    assert said.partition(" is")[0] in costs
    assert "Still to come" not in costs
    assert "\tended-repayment\t" in foerder("-f", path, "check").out
    totals = foerder("-f", path, "report", "--format", "json").json["totals"]
    assert (totals["not_drawn"], totals["to_draw"], totals["outstanding"]) == (None, None, "0.00")


def test_asked_for_on_a_terminal(tmp_path: Path) -> None:
    path = written(tmp_path, grant(PERIOD))
    answers = "widerrufen\n15.05.2026\n\n\n18.05.2026\n\nklage\nj\n"
    result = typed(answers, "-f", path, "end", "p", lang="de")
    assert "Wie wurde der Widerruf bekannt gegeben?" in result.err
    text = path.read_text(encoding="utf-8")
    assert 'ended_why = "revoked"\nended_retrieved = 2026-05-18\nended_remedy = "action"\n' in text
