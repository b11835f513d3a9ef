"""What ends duties: done, facts, a closed period, the day the register began; the status of a period; plans."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import compute, duty, grant, states, written
from program import foerder

PERIOD = "start = 2025-01-01\nend = 2026-06-30"
P2019 = 'rules = ["anbest-p-bund-2019"]'


def done(deadline: str, keys: str = "on = 2026-08-01") -> str:
    return f'[[project.done]]\ndeadline = "{deadline}"\n{keys}\n'


def test_done(tmp_path: Path) -> None:
    found = compute(tmp_path, grant(PERIOD, done("z/final-report"), P2019))
    assert states(found) == {
        "z/period-end": "past",
        "z/final-report": "done",
        "z/interim-report/2025": "overdue",
        "z/use-by": "open",
        "z/retention-end": "upcoming",
    }
    report = found["p/z/final-report"]
    assert (report.done and report.done.on, report.done_by_fact) == (report.done_on, None)
    assert str(found["p/z/retention-end"].nominal) == "2031-08-01"


def test_done_of_one_occurrence(tmp_path: Path) -> None:
    text = grant("start = 2024-01-01\nend = 2026-06-30", done("z/interim-report/2024"), P2019)
    found = states(compute(tmp_path, text))
    assert (found["z/interim-report/2024"], found["z/interim-report/2025"]) == ("done", "overdue")


def test_done_without_a_date_and_without_a_deadline(tmp_path: Path) -> None:
    text = grant("", duty('after = "award"; offset = "1 month"') + done("z/duty", "") + done("z/gone"))
    found = compute(tmp_path, text)
    assert states(found) == {"z/duty": "done"}


APPLICATION = duty('before = "period-start"; offset = "12 weeks"', "application", "application", "project")
RENEWAL = duty('before = "period-end"; offset = "3 months"', "renewal", "renewal-application", "project")


def test_an_application_handed_in_ends_the_application_duties(tmp_path: Path) -> None:
    found = compute(tmp_path, grant(f"{PERIOD}\napplied = 2024-09-01", APPLICATION + RENEWAL))
    assert states(found) == {"z/period-end": "past", "z/application": "done", "z/renewal": "overdue"}
    application = found["p/z/application"]
    assert (application.done, application.done_by_fact, str(application.done_on)) == (None, "applied", "2024-09-01")


@pytest.mark.parametrize(
    ("more", "state", "on"),
    [
        ("", "overdue", None),
        (
            '[[project.period]]\nid = "y"\nstatus = "applied"\nstart = 2026-07-01\napplied = 2026-03-01\n',
            "done",
            "2026-03-01",
        ),
        ('[[project.period]]\nid = "y"\nstart = 2026-07-01\nend = 2027-06-30\n', "done", None),
        ('[[project.period]]\nid = "y"\nstatus = "applied"\n', "done", None),
        ('[[project.period]]\nid = "y"\nstatus = "idea"\nstart = 2026-07-01\n', "overdue", None),
        ('[[project.period]]\nid = "y"\nstatus = "rejected"\nstart = 2026-07-01\n', "overdue", None),
        ('[[project.period]]\nid = "y"\nstatus = "withdrawn"\nstart = 2026-07-01\n', "overdue", None),
        ('[[project.period]]\nid = "y"\nstatus = "applied"\nstart = 2024-01-01\n', "overdue", None),
        (
            '[[project]]\nid = "q"\ntitle = "Q"\nfollows = "p"\n[[project.period]]\nid = "y"\nstatus = "applied"',
            "done",
            None,
        ),
        (
            '[[project]]\nid = "q"\ntitle = "Q"\nfollows = "p"\n[[project.period]]\nid = "y"\nstatus = "idea"',
            "overdue",
            None,
        ),
        ('[[project]]\nid = "q"\ntitle = "Q"\nfollows = "p"', "overdue", None),
    ],
)
def test_a_successor_ends_the_renewal(tmp_path: Path, more: str, state: str, on: str | None) -> None:
    rule = RENEWAL.replace("project.deadline", "project.period.deadline")
    text = grant(PERIOD, f"{rule}\n{more}")
    found = compute(tmp_path, text)["p/z/renewal"]
    assert (found.state, found.done_by_fact) == (state, "successor" if state == "done" else None)
    assert (found.done_on and found.done_on.isoformat()) == on


PAYMENTS = (("2026-01-10", 1000), ("2026-02-10", 500), ("2026-03-10", 500))


@pytest.mark.parametrize(
    ("spent", "met"),
    [
        ([], [None, None, None]),
        ([("2026-01-20", 999)], [None, None, None]),
        ([("2026-01-20", 1000)], ["2026-01-20", None, None]),
        ([("2026-03-20", 400), ("2026-01-20", 700), ("2026-02-20", 400)], ["2026-02-20", "2026-03-20", None]),
        ([("2026-01-05", 5000)], ["2026-01-05"] * 3),
    ],
)
def test_dated_spending_uses_up_the_oldest_payment_first(
    tmp_path: Path, spent: list[tuple[str, int]], met: list[str | None]
) -> None:
    tables = "".join(f"[[project.period.payment]]\nreceived = {day}\namount = {euros}.00\n" for day, euros in PAYMENTS)
    tables += "".join(
        f'[[project.period.spending]]\ntype = "staff"\non = {day}\namount = {euros}.00\n' for day, euros in spent
    )
    found = compute(tmp_path, grant(f"{PERIOD}\n{tables}", "", P2019))
    for (day, _euros), on in zip(PAYMENTS, met, strict=True):
        one = found[f"p/z/use-by/{day}"]
        assert (one.state, one.done_by_fact) == (("done", "spent") if on else ("overdue", None))
        assert (one.done_on and one.done_on.isoformat()) == on


def test_undated_spending_ends_nothing(tmp_path: Path) -> None:
    tables = "[[project.period.payment]]\nreceived = 2026-01-10\namount = 10.00\n"
    tables += '[[project.period.cost]]\ntype = "staff"\napproved = 10.00\nspent = 10.00\n'
    assert states(compute(tmp_path, grant(f"{PERIOD}\n{tables}", "", P2019)))["z/use-by/2026-01-10"] == "overdue"


def test_a_closed_period_is_settled_but_keeps_its_papers(tmp_path: Path) -> None:
    more = done("z/interim-report/2025") + duty("due = 2026-10-01", "appeal", "remedy")
    kept = duty('after = "closed"; offset = "5 years"', "kept", "retention-end")
    found = compute(tmp_path, grant(f"{PERIOD}\nclosed = 2026-11-01", more + kept, P2019))
    assert states(found) == {
        "z/period-end": "past",
        "z/final-report": "settled",
        "z/interim-report/2025": "done",
        "z/use-by": "settled",
        "z/retention-end": "open",
        "z/appeal": "past",
        "z/kept": "upcoming",
    }


TRACKED = 'format = 1\n[settings]\nholidays = "DE-TH"\ntrack_from = 2026-03-02\n'


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        # By law until Monday 02.03.: not before the register began. Friday 27.02.: before it.
        ("2026-02-20", {"z/old": "upcoming", "z/border": "upcoming", "z/kept": "upcoming"}),
        ("2026-03-01", {"z/old": "overdue", "z/border": "due", "z/kept": "past"}),
        ("2026-03-02", {"z/old": "settled", "z/border": "due", "z/kept": "past"}),
        ("2026-03-03", {"z/old": "settled", "z/border": "overdue", "z/kept": "past"}),
    ],
)
def test_what_was_due_before_the_register_began_is_history(
    tmp_path: Path, today: str, expected: dict[str, str]
) -> None:
    rules = duty("due = 2026-02-27", "old") + duty("due = 2026-02-27", "kept", "earmark-end")
    rules += duty('due = 2026-02-28; shift = "next"', "border")
    assert states(compute(tmp_path, TRACKED + grant("", rules), today=today, within=2)) == expected


EVERYTHING = (
    APPLICATION
    + RENEWAL
    + duty("due = 2027-03-31", "fixed", where="project")
    + duty('after = "period-end"; offset = "6 months"', "counted", "final-report", "project")
    + duty('every = "year"; from = 2026-01-01; until = 2027-12-31', "yearly", where="project")
    + duty('after = "period-end"; offset = "5 years"', "kept", "retention-end", "project")
    + '[[project.requires]]\nproject = "plan"\n'
)
PLAN = """
[[project]]
id = "plan"
title = "Plan"
kind = "plan"
[[project.period]]
start = 2020-01-01
end = 2026-12-31
"""


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("idea", {"application"}),
        ("applied", {"period-end", "application", "renewal", "fixed", "remedy"}),
        (
            "approved",
            {"period-end", "application", "renewal", "fixed", "remedy", "counted", "yearly", "kept", "basis-plan"},
        ),
        ("rejected", {"remedy"}),
        ("withdrawn", set()),
    ],
)
def test_the_status_of_a_period_decides_what_it_has(tmp_path: Path, status: str, expected: set[str]) -> None:
    period = f'status = "{status}"\nstart = 2026-01-01\nend = 2027-06-30\naward_notified = 2026-02-02'
    found = compute(tmp_path, grant(period, EVERYTHING) + PLAN)
    assert {name.split("/")[2] for name in found if name.startswith("p/")} == expected


def plan(*periods: str) -> str:
    head = '[[project]]\nid = "plan"\ntitle = "Plan"\nkind = "plan"\n'
    return head + "".join(f"[[project.period]]\n{keys}\n" for keys in periods)


OLD = "start = 2020-01-01\nend = 2026-12-31\nresolved = 2019-10-01"
NEW = "start = 2027-01-01\nend = 2031-12-31\nresolved = 2026-09-01"


@pytest.mark.parametrize(
    ("plans", "max_age", "expected"),
    [
        pytest.param(plan(OLD), "", "2026-12-31", id="ends inside the period"),
        pytest.param(plan(OLD, NEW), "", None, id="the next plan follows at once"),
        pytest.param(plan(OLD, NEW.replace("2027-01-01", "2027-02-01")), "", "2026-12-31", id="a gap between plans"),
        pytest.param(plan(OLD.replace("2026-12-31", "2028-06-30")), "", None, id="ends after the period"),
        pytest.param(plan(OLD.replace("2026-12-31", "2027-12-31")), "", "2027-12-31", id="ends on the last day"),
        pytest.param(plan(OLD.replace("2026-12-31", "2025-12-31")), "", None, id="ended before the period"),
        pytest.param(plan(OLD), 'max_age = "6 years 6 months"', "2026-04-01", id="too old before its end"),
        pytest.param(plan(OLD), 'max_age = "10 years"', "2026-12-31", id="young enough until its end"),
        pytest.param(plan(OLD, NEW), 'max_age = "7 years"', "2026-10-01", id="too old before the next begins"),
        pytest.param(plan(OLD.replace("resolved = 2019-10-01", "")), 'max_age = "1 year"', "2026-12-31", id="no day"),
        pytest.param(plan(f'{OLD}\nstatus = "applied"'), "", None, id="not approved"),
        pytest.param("", "", None, id="nothing of the plan is known"),
    ],
)
def test_the_end_of_the_basis(tmp_path: Path, plans: str, max_age: str, expected: str | None) -> None:
    requires = f'[[project.requires]]\nproject = "plan"\n{max_age}\n'
    text = grant("start = 2026-01-01\nend = 2027-12-31", requires) + plans
    found = compute(tmp_path, text, problems=() if plans else ("unknown-project",))
    basis = found.get("p/z/basis-plan")
    assert (basis and str(basis.nominal)) == expected
    if basis:
        assert (basis.kind, basis.rule, basis.latest, basis.due) == (
            "basis-end",
            "project/basis-plan",
            basis.nominal,
            basis.nominal,
        )


def test_a_plan_required_by_the_programme(tmp_path: Path) -> None:
    head = '[[programme]]\nid = "prog"\ntitle = "Prog"\n[[programme.requires]]\nproject = "plan"\n'
    text = grant("start = 2026-01-01", "", 'programme = "prog"', head) + plan(OLD)
    assert compute(tmp_path, text)["p/z/basis-plan"].rule == "programme/basis-plan"
    own = grant(
        "start = 2026-01-01", '[[project.requires]]\nproject = "plan"\nmax_age = "7 years"', 'programme = "prog"', head
    )
    found = compute(tmp_path, own + plan(OLD))["p/z/basis-plan"]
    assert (found.rule, str(found.nominal)) == ("project/basis-plan", "2026-10-01")


@pytest.mark.parametrize("key", ["start", "end", "resolved"])
def test_an_unreadable_plan_gives_no_end_of_the_basis(tmp_path: Path, key: str) -> None:
    lines = [f'{key} = "2026?"' if line.startswith(key) else line for line in OLD.splitlines()]
    requires = '[[project.requires]]\nproject = "plan"\nmax_age = "7 years"\n'
    text = grant("start = 2026-01-01\nend = 2027-12-31", requires) + plan(NEW, 'id = "old"\n' + "\n".join(lines))
    found = compute(tmp_path, text, problems=("bad-value",))["p/z/basis-plan"]
    assert (found.nominal, found.state, found.why_open) == (None, "open", f"unreadable {key}")


def follower(identity: str, follows: str, period: str, kind: str = "plan") -> str:
    """A project that continues another one."""
    head = f'[[project]]\nid = "{identity}"\ntitle = "{identity}"\nkind = "{kind}"\nfollows = "{follows}"\n'
    return f"{head}[[project.period]]\n{period}\n"


SHORT = NEW.replace("2031-12-31", "2027-06-30")
LATER = "start = 2027-07-01\nend = 2032-12-31\nresolved = 2027-05-01"


@pytest.mark.parametrize(
    ("plans", "max_age", "expected", "code"),
    [
        pytest.param(follower("two", "plan", NEW), "", None, None, id="the successor carries on"),
        pytest.param(follower("two", "plan", SHORT), "", "2027-06-30", "plan-expired", id="until its own end"),
        pytest.param(follower("two", "plan", SHORT) + follower("x3", "two", LATER), "", None, None, id="two steps"),
        pytest.param(follower("two", "plan", NEW, "grant"), "", "2026-12-31", "plan-expired", id="a grant is no plan"),
        pytest.param(follower("two", "other", NEW), "", "2026-12-31", "plan-expired", id="it follows another"),
        pytest.param(follower("two", "plan", NEW), "6 months", "2027-03-01", "plan-expired", id="its own age"),
        pytest.param(
            follower("two", "plan", NEW.replace("resolved = 2026-09-01", "")),
            "8 years",
            None,
            "plan-age-unknown",
            id="its age is not known",
        ),
    ],
)
def test_a_plan_continued_by_another_project(
    tmp_path: Path, plans: str, max_age: str, expected: str | None, code: str | None
) -> None:
    requires = '[[project.requires]]\nproject = "plan"\n' + (f'max_age = "{max_age}"\n' if max_age else "")
    text = grant("start = 2026-01-01\nend = 2027-12-31", requires) + plan(OLD) + plans
    text += '[[project]]\nid = "other"\ntitle = "O"\nkind = "plan"\n'
    found = compute(tmp_path, text)
    basis = found.get("p/z/basis-plan")
    assert (basis and str(basis.nominal)) == expected
    result = foerder("-f", written(tmp_path, text), "check", "--format", "json")
    codes = [problem["code"] for problem in result.json["problems"] if problem["code"].startswith("plan-")]
    assert codes == ([code] if code else [])


def test_the_plan_that_ends_is_named_and_moves_what_rests_on_it(tmp_path: Path) -> None:
    requires = '[[project.requires]]\nproject = "plan"\n'
    text = grant("start = 2026-01-01\nend = 2027-12-31", requires) + plan(OLD) + follower("two", "plan", SHORT)
    path = written(tmp_path, text)
    assert 'the plan "two" ends' in foerder("-f", path, "explain", "p/z/basis-plan").out
    moved = foerder("-f", path, "set", "two/2027", "end", "2027-09-30", "--dry-run").out
    assert "2027-06-30 → Thu 2027-09-30" in moved
    assert "[p/z/basis-plan]" in moved


@pytest.mark.parametrize(
    ("keys", "left", "due"),
    [
        pytest.param('status = "approved"', 39, "2026-12-31", id="approved"),
        pytest.param('status = "applied"', 39, "2026-12-31", id="applied"),
        pytest.param('status = "rejected"', None, None, id="rejected"),
        pytest.param('status = "rejected"\naward_notified = 2026-11-02', None, "2026-12-02", id="§ 74 VwGO: a remedy"),
        pytest.param('status = "rejected"\naward_notified = 2026-08-03', None, None, id="§ 74 VwGO: remedy over"),
        pytest.param('status = "withdrawn"', None, None, id="withdrawn"),
    ],
)
def test_what_was_never_granted_has_no_days_left(tmp_path: Path, keys: str, left: int | None, due: str | None) -> None:
    path = written(tmp_path, grant(f"start = 2026-01-01\nend = 2026-12-31\n{keys}"))
    project = foerder("-f", path, "list", "--format", "json").json["projects"][0]
    assert (project["days_left"], (project["next_deadline"] or {}).get("due")) == (left, due)
    assert ("days left" in foerder("-f", path, "list").out) == (keys == 'status = "approved"')
    assert foerder("-f", path, "show", "p", "--format", "json").json["project"]["days_left"] == left
