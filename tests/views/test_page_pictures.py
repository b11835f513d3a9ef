"""The pictures that a page begins with: their numbers, made by hand, and that nothing is said by colour alone."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from program import EXAMPLE, foerder

from foerder.model import Deadline, Register
from foerder.text.i18n import using
from foerder.views.html.figures import figures_of
from foerder.views.html.pictures import month_picture

TODAY = date(2026, 11, 22)

REGISTER = """\
format = 1

[[programme]]
id = "p"
title = "Programm"
funds = ["ESF Plus", "Land"]

[[project]]
id = "haus"
title = "Haus"
programme = "p"

[[project.period]]
id = "2026"
start = 2026-01-01
end = 2027-12-31
amount = 8000.00
[[project.period.financing]]
funder = "ESF Plus"
amount = 6000.00
[[project.period.financing]]
funder = "Land"
amount = 2000.00
[[project.period.payment]]
received = 2026-05-01
amount = 1000.00
[[project.period.year]]
year = 2026
amount = 4000.00
[[project.period.year]]
year = 2027
amount = 4000.00

[[project.period]]
id = "2030"
status = "applied"
start = 2030-01-01
end = 2030-12-31
amount = 900000.00
"""
"""By hand: 4,000 a year, three quarters of it by ESF Plus; what is only applied for is in no picture."""


def titles(page: str) -> list[str]:
    """What the rectangles of the pictures say."""
    return [unescape(text) for text in re.findall(r"<rect[^>]*><title>([^<]*)</title>", page)]


@pytest.mark.parametrize("verb", ["export", "report"])
def test_bars_say_their_numbers(verb: str, tmp_path: Path) -> None:
    path, target = tmp_path / "projects.toml", tmp_path / "page.html"
    path.write_text(REGISTER, encoding="utf-8")
    assert foerder("--lang", "de", "-f", path, verb, target, lang="de").code == 0
    found = titles(target.read_text(encoding="utf-8"))
    for year in ("2026", "2027"):
        assert f"{year}, ESF Plus: 3.000 €" in found
        assert f"{year}, Land: 1.000 €" in found
    assert "Programm, Bewilligt: 8.000 €" in found
    assert "Programm, Eingegangen: 1.000 €" in found
    assert not any("900.000" in text or text.startswith("2030") for text in found)


def test_every_picture_has_a_name_and_its_values_as_a_table(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    foerder("-f", EXAMPLE, "export", target)
    page = target.read_text(encoding="utf-8")
    figures = re.findall(r"<figure.*?</figure>", page)
    assert len(figures) == 3
    for one in figures:
        assert re.search(r'aria-label="[^"]+"', one)
        assert "<figcaption>" in one
        assert "<table" in one


def test_the_order_of_the_page(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    foerder("-f", EXAMPLE, "export", target)
    sections = re.findall(r'<section id="([^"]+)"', target.read_text(encoding="utf-8"))
    assert sections == ["pictures", "timeline", "due", "projects", "problems", "rules"]


def deadline(state: str, due: date) -> Deadline:
    return Deadline(f"p/1/{due}", "final-report", "Nachweis", state, due=due)


def drawn(deadlines: list[Deadline]) -> str | None:
    """The squares of November 2026 and the months after it."""
    return month_picture(figures_of(Register(()), TODAY, deadlines, ()), TODAY)


def test_months_count_what_is_to_do_overdue_in_front() -> None:
    found = [
        deadline("overdue", date(2026, 3, 31)),
        deadline("due", date(2026, 12, 1)),
        deadline("upcoming", date(2026, 12, 31)),
        deadline("done", date(2026, 12, 2)),
        deadline("upcoming", date(2028, 10, 31)),
        deadline("upcoming", date(2028, 11, 1)),
    ]
    with using("en"):
        said = titles(str(drawn(found)))
    assert said[0] == "Overdue: 1 deadline"
    assert said[1] == "November 2026: 0 deadlines"
    assert said[2] == "December 2026: 2 deadlines"
    assert said[-1] == "October 2028: 1 deadline"
    assert len(said) == 25


def test_without_deadlines_there_is_no_picture() -> None:
    assert drawn([deadline("done", date(2026, 12, 2))]) is None


@pytest.mark.parametrize("amount", ["80.00", "999999999.00"])
def test_the_pieces_of_the_longest_bar_fill_its_width(amount: str, tmp_path: Path) -> None:
    path, target = tmp_path / "projects.toml", tmp_path / "page.html"
    path.write_text(REGISTER.replace("4000.00", amount), encoding="utf-8")
    assert foerder("-f", path, "report", target).code == 0
    [bar, _other] = re.findall(r"<li>20\d\d <b>.*?</li>", target.read_text("utf-8"))
    pieces = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', bar)
    assert pieces == [("0", "75"), ("75", "25")]


@pytest.mark.parametrize("amount", ["0.00", "-4000.00", "0.01"])
def test_odd_sums_make_no_fault(amount: str, tmp_path: Path) -> None:
    path, target = tmp_path / "projects.toml", tmp_path / "page.html"
    path.write_text(REGISTER.replace("4000.00", amount).replace("8000.00", amount), encoding="utf-8")
    assert "Traceback" not in foerder("-f", path, "export", target).err
    assert not re.search(r'(height|width)="-', target.read_text("utf-8"))


def test_a_hundred_years_fold(tmp_path: Path) -> None:
    path, target = tmp_path / "projects.toml", tmp_path / "page.html"
    years = "".join(f"[[project.period.year]]\nyear = {year}\namount = 100.00\n" for year in range(2000, 2100))
    text = REGISTER.partition("[[project.period.year]]")[0].replace("2027-12-31", "2099-12-31") + years
    path.write_text(text.replace("2026-01-01", "2000-01-01"), encoding="utf-8")
    foerder("-f", path, "export", target)
    assert "<summary>50 more years</summary>" in target.read_text("utf-8")


def test_a_year_without_a_grant_is_on_the_axis(tmp_path: Path) -> None:
    path, target = tmp_path / "projects.toml", tmp_path / "page.html"
    text = REGISTER.replace("year = 2027", "year = 2029").replace("2027-12-31", "2029-12-31")
    path.write_text(text, encoding="utf-8")
    foerder("-f", path, "report", target)
    picture = re.findall(r'<figure id="by-year">.*?</figure>', target.read_text("utf-8"))[0]
    assert re.findall(r"<li>(\d+) <b>", picture) == ["2026", "2027", "2028", "2029"]
    assert "<th>2027</th>" in picture


def test_the_squares_name_their_years() -> None:
    html = str(drawn([deadline("due", date(2026, 12, 1))]))
    assert re.findall(r"<b>([^<]*)</b>", html)[1:] == ["2026", "2027", "2028"]
