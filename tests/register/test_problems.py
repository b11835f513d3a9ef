"""A problem that was found in one language is said in the other one without reading the register again."""

from __future__ import annotations

from pathlib import Path

import pytest
from program import foerder

from foerder.model import Problem
from foerder.register.load import load
from foerder.text.i18n import using
from foerder.text.plain import in_language_of_now

HERE = Path(__file__).parent
FAULTY = sorted([*HERE.glob("faulty/*.toml"), *HERE.parent.glob("toml/broken/*.toml")])


def problems(path: Path, language: str) -> tuple[Problem, ...]:
    with using(language):
        return load([path], ["projects.toml"]).problems


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_said_again(path: Path) -> None:
    english, german = problems(path, "en"), problems(path, "de")
    assert english
    with using("de"):
        assert tuple(in_language_of_now(problem) for problem in english) == german
    with using("en"):
        assert tuple(in_language_of_now(problem) for problem in german) == english


def test_every_problem_knows_its_table(tmp_path: Path) -> None:
    path = tmp_path / "projects.toml"
    path.write_text('format = 1\n[settings]\nwithin = "x"\n[notify]\nfrom = 1\n[[project]]\nid = 3\n', encoding="utf-8")
    assert {problem.table for problem in load([path]).problems} == {"settings", "notify", "project"}


@pytest.mark.parametrize("value", ["1e400", "1.5", "0", "-1", '"1"'])
def test_another_format_is_shown_as_it_is(tmp_path: Path, value: str) -> None:
    path = tmp_path / "projects.toml"
    path.write_text(f"format = {value}\n", encoding="utf-8")
    result = foerder("-f", path, "check")
    shown = "1e+400" if value == "1e400" else value
    assert (result.code, f"format: {shown} is not a format of the register" in result.out) == (3, True)
