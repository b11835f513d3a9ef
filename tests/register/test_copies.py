"""In a folder that is one register, copies that other programs left never win, and nothing is written into one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from helpers import assert_linear
from program import foerder

from foerder.register.load import load

ORIGINAL = """\
format = 1
[[project]]
id = "kita"
title = "Kita (aktuell)"
[[project.period]]
id = "1"
start = 2026-01-01
end = 2027-06-30
[[project.period.deadline]]
id = "bericht"
kind = "content-report"
due = 2027-03-31
"""
OLD = ORIGINAL.replace("aktuell", "alt")
DAY = ("--today", "2026-11-30")
CONFLICTS = [
    "projects (conflicted copy 2026-11-30 101010).toml",  # Nextcloud
    "projects (In Konflikt stehende Kopie von PC01 2026-11-30).toml",  # Dropbox
    "projects (PC01's conflicted copy 2026-11-30).toml",
    "projects (Case Conflict).toml",
    "projects.sync-conflict-20261130-101010-ABCDEFG.toml",  # Syncthing
]
COPIES = [
    "projects-PC01.toml",  # OneDrive
    "projects-DESKTOP-7AB12CD.toml",
    "projects (1).toml",
    "projects - Kopie.toml",
    "projects - Copy (2).toml",
    "Kopie von projects.toml",
    "projects.bak.toml",
    "projects~.toml",
]


def folder_with(tmp_path: Path, *names: str, text: str = OLD) -> Path:
    for name in names:
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.toml"))}


@pytest.mark.parametrize("name", [*CONFLICTS, *COPIES])
def test_a_copy_is_left_out_and_named(tmp_path: Path, name: str) -> None:
    folder = folder_with(tmp_path, name)
    (folder / "projects.toml").write_text(ORIGINAL, encoding="utf-8")
    result = foerder("-f", folder, *DAY, "list")
    assert "Kita (aktuell)" in result.out
    assert "(alt)" not in result.out
    assert name in result.err
    assert "delete this file" in result.err
    assert foerder("-f", folder, *DAY, "done", "kita/1/bericht", "--yes").code == 0
    assert contents(folder)[name] == OLD
    assert "[[project.done]]" in contents(folder)["projects.toml"]


def test_without_the_original_both_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    names = [CONFLICTS[0], "projects-PC01.toml"]
    folder = folder_with(tmp_path, *names)
    before = contents(folder)
    for words in (["list"], ["done", "kita/1/bericht", "--yes"]):
        result = foerder("-f", folder, *DAY, *words)
        assert result.code == 3
        remedy = next(line for line in result.err.splitlines() if "→ There is no projects.toml here" in line)
        assert all(name in remedy for name in names)
    assert contents(folder) == before


@pytest.mark.parametrize("name", ["projects-ESF.toml", "projects (2).toml", "projects-2027.toml", "jugend-PC01.toml"])
def test_another_register_is_no_copy(tmp_path: Path, name: str) -> None:
    folder = folder_with(tmp_path, "projects.toml")
    (folder / name).write_text(ORIGINAL.replace('"kita"', '"hort"'), encoding="utf-8")
    result = foerder("-f", folder, *DAY, "list")
    assert (result.code, result.err) == (0, "")
    assert "hort" in result.out


def test_of_an_unknown_copy_the_original_wins_all_the_same(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "projects-Annas-Laptop.toml")
    (folder / "projects.toml").write_text(ORIGINAL, encoding="utf-8")
    result = foerder("-f", folder, *DAY, "list")
    assert result.code == 3
    assert "Kita (aktuell)" in result.out


def test_a_copy_that_is_named_itself_is_read(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, CONFLICTS[0])
    assert foerder("-f", folder / CONFLICTS[0], *DAY, "list").code == 0


def test_ids_doubled_by_pasting_stay_linear(tmp_path: Path) -> None:
    def paste(projects: int) -> None:
        once = "".join(ORIGINAL.removeprefix("format = 1\n").replace('"kita"', f'"p{n}"') for n in range(projects))
        path = tmp_path / f"{projects}.toml"
        path.write_text("format = 1\n" + once + once, encoding="utf-8")
        register = load([path])
        assert len(register.problems) == projects
        assert register.problems[0].line == projects * 11 + 3

    assert_linear(paste, 40)


@pytest.mark.parametrize("depth", [200, 10_000])
@pytest.mark.parametrize("form", ["{key} = 1", "[{key}]\nx = 1", "tags = {{{key} = 1}}"])
def test_keys_nested_deeply_end_in_words(tmp_path: Path, form: str, depth: int) -> None:
    deep = form.format(key=".".join(["a"] * depth))
    (tmp_path / "projects.toml").write_text(ORIGINAL + deep + "\n", encoding="utf-8")
    for words in (["due"], ["check"], ["list", "--format", "json"], ["set", "kita", "notes", "x", "--yes"]):
        result = foerder("-f", tmp_path / "projects.toml", *DAY, *words)
        assert result.code in (0, 2, 3)
        assert "projects.toml:" in result.out + result.err or result.code == 0
        assert "Traceback" not in result.err


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
@pytest.mark.parametrize("verb", ["due", "list", "check", "done", "export"])
def test_a_pipe_or_device_in_place_of_the_register_ends_in_words(tmp_path: Path, verb: str) -> None:
    words = {
        "done": ["done", "kita/1/bericht", "--yes"],
        "export": ["export", str(tmp_path / "out.ics")],
    }.get(verb, [verb])
    os.mkfifo(tmp_path / "projects.toml")
    (tmp_path / "device.toml").symlink_to("/dev/zero")
    for name in ("projects.toml", "device.toml"):
        result = foerder("-f", tmp_path / name, *words)
        assert result.code == 3
        assert "no regular file" in result.out + result.err


@pytest.mark.parametrize("verb", ["due", "check", "where", "log", "done", "notify", "export", "publish", "edit", "set"])
def test_a_name_that_is_too_long_ends_in_words(tmp_path: Path, verb: str) -> None:
    words = {
        "done": ["done", "kita/1/bericht"],
        "export": ["export", str(tmp_path / "out.ics")],
        "publish": ["publish", str(tmp_path)],
        "set": ["set", "kita", "title", "x", "--yes"],
    }.get(verb, [verb])
    for name in ("a" * 300, str(tmp_path / ("a" * 300 + ".toml")), "a/" * 3000):
        result = foerder("-f", name, *words, EDITOR="true")
        assert result.code == 3
        assert "Traceback" not in result.err
        assert "foerder" not in result.err or "→" in result.err
