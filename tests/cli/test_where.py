"""Finding the register: -f, FOERDER_REGISTER, the nearest upward, the remembered one; and saying which and why."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from helpers import grant, written
from program import foerder

from foerder.cli.remembered import absolute, is_share
from foerder.register.files import user_folder
from foerder.text.i18n import decide_language

ROOTED = Path("/x").absolute().as_posix()
"""An absolute path, in Windows with its drive."""


def test_a_remembered_register_is_found_from_every_folder(tmp_path: Path) -> None:
    register = written(tmp_path, grant("start = 2026-01-01\nend = 2027-06-30"))
    away = tmp_path / "away"
    away.mkdir()
    home = str(tmp_path / "config")
    with contextlib.chdir(away):
        assert foerder("-f", register, "list", XDG_CONFIG_HOME=home).code == 0
        result = foerder("use", "../projects.toml", XDG_CONFIG_HOME=home)
        assert (result.code, result.out) == (0, f"{register}\n")
    with contextlib.chdir("/"):
        found = foerder("where", "--format", "json", XDG_CONFIG_HOME=home).json
        assert (found["registers"], found["registers_why"]) == ([str(register)], "remembered")
        assert foerder("list", XDG_CONFIG_HOME=home).code == 0
        assert foerder("use", "--forget", XDG_CONFIG_HOME=home).code == 0
        result = foerder("list", XDG_CONFIG_HOME=home)
        assert result.code == 3
        assert "foerder init" in result.err
        assert "foerder use PATH" in result.err


def test_what_is_nearer_comes_first(tmp_path: Path) -> None:
    for name in ("a", "b", "c", "d"):
        (tmp_path / name).mkdir()
        written(tmp_path / name, grant("start = 2026-01-01"))
    home = str(tmp_path / "config")
    assert foerder("use", tmp_path / "d" / "projects.toml", XDG_CONFIG_HOME=home).code == 0
    seen = []
    with contextlib.chdir("/"):
        seen.append(foerder("where", "--format", "json", XDG_CONFIG_HOME=home).json)
    with contextlib.chdir(tmp_path / "c"):
        seen.append(foerder("where", "--format", "json", XDG_CONFIG_HOME=home).json)
        variable = str(tmp_path / "b" / "projects.toml")
        seen.append(foerder("where", "--format", "json", XDG_CONFIG_HOME=home, FOERDER_REGISTER=variable).json)
        named = tmp_path / "a" / "projects.toml"
        run = foerder("-f", named, "where", "--format", "json", XDG_CONFIG_HOME=home, FOERDER_REGISTER=variable)
        seen.append(run.json)
    assert [one["registers_why"] for one in seen] == ["remembered", "nearest", "FOERDER_REGISTER", "-f"]
    assert [Path(one["registers"][0]).parent.name for one in seen] == ["d", "c", "b", "a"]


def test_a_share_is_remembered_even_where_it_cannot_be_reached(tmp_path: Path) -> None:
    result = foerder("use", "//server/amt/projects.toml", XDG_CONFIG_HOME=str(tmp_path))
    assert (result.code, result.out) == (0, "//server/amt/projects.toml\n")
    assert "cannot be reached" in result.err
    with contextlib.chdir("/"):
        away = foerder("due", XDG_CONFIG_HOME=str(tmp_path))
    assert away.code == 3
    assert "foerder use PATH" in away.err
    assert "Is the network connected" in away.err
    assert (tmp_path / "foerder" / "register.txt").read_text(encoding="utf-8") == "//server/amt/projects.toml\n"


def test_use_says_what_comes_first_here_only_where_it_is_another(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for folder in (tmp_path, other):
        written(folder, grant("start = 2026-01-01"))
    with contextlib.chdir(tmp_path):
        assert "comes first" not in foerder("use", "projects.toml", XDG_CONFIG_HOME=str(tmp_path / "home")).err
        said = foerder("use", other / "projects.toml", XDG_CONFIG_HOME=str(tmp_path / "home")).err
    assert "Here, projects.toml comes first" in said


@pytest.mark.parametrize(
    ("path", "memory"),
    [
        ("//server/amt/projects.toml", "//server/amt/.foerder"),
        (r"\\server\amt\projects.toml", r"\\server\amt\.foerder"),
        ("//server/amt/jugend/projects.toml", "//server/amt/jugend/.foerder"),
        ("//server/amt", "//server/amt/.foerder"),
    ],
)
def test_where_names_a_share_as_it_was_typed(path: str, memory: str, tmp_path: Path) -> None:
    foerder("use", path, XDG_CONFIG_HOME=str(tmp_path))
    with contextlib.chdir("/"):
        found = foerder("where", "--format", "json", XDG_CONFIG_HOME=str(tmp_path)).json
        shown = foerder("where", "--format", "plain", XDG_CONFIG_HOME=str(tmp_path)).out
    assert found["registers"] == [path]
    assert (found["memory"], found["memory_state"]) == (memory, "unreachable")
    assert "cannot be reached just now" in shown


@pytest.mark.parametrize("words", [("use",), ("use", "nowhere.toml"), ("use", "x", "--forget")])
def test_what_use_cannot_do(words: tuple[str, ...], tmp_path: Path) -> None:
    assert foerder(*words, XDG_CONFIG_HOME=str(tmp_path)).code == 2


def test_a_configuration_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    register = written(tmp_path, grant("start = 2026-01-01"))
    result = foerder("use", register, XDG_CONFIG_HOME=str(tmp_path / "file"))
    assert result.code == 4
    assert "cannot be written" in result.err


@pytest.mark.parametrize(
    ("environ", "platform", "folder"),
    [
        ({"HOME": "/home/a"}, "linux", "/home/a/.config/foerder"),
        ({"HOME": "/home/a"}, "freebsd", "/home/a/.config/foerder"),
        ({"HOME": "/home/a", "XDG_CONFIG_HOME": ROOTED}, "linux", f"{ROOTED}/foerder"),
        ({"HOME": "/home/a", "XDG_CONFIG_HOME": "relative"}, "linux", "/home/a/.config/foerder"),
        ({"HOME": "/Users/a"}, "darwin", "/Users/a/Library/Application Support/foerder"),
        ({"APPDATA": "C:/Users/a/AppData/Roaming"}, "win32", "C:/Users/a/AppData/Roaming/foerder"),
        ({"USERPROFILE": "C:/Users/a"}, "win32", "C:/Users/a/AppData/Roaming/foerder"),
    ],
)
def test_the_usual_configuration_folder(environ: dict[str, str], platform: str, folder: str) -> None:
    assert user_folder("config", environ, platform).as_posix() == folder


@pytest.mark.parametrize(
    ("environ", "platform", "folder"),
    [
        ({"HOME": "/home/a"}, "linux", "/home/a/.cache/foerder"),
        ({"HOME": "/home/a", "XDG_CACHE_HOME": ROOTED}, "linux", f"{ROOTED}/foerder"),
        ({"HOME": "/Users/a"}, "darwin", "/Users/a/Library/Caches/foerder"),
        ({"LOCALAPPDATA": "C:/Users/a/AppData/Local"}, "win32", "C:/Users/a/AppData/Local/foerder"),
        ({"USERPROFILE": "C:/Users/a"}, "win32", "C:/Users/a/AppData/Local/foerder"),
    ],
)
def test_the_usual_cache_folder(environ: dict[str, str], platform: str, folder: str) -> None:
    assert user_folder("cache", environ, platform).as_posix() == folder


def test_shares_stay_as_they_were_typed() -> None:
    assert [is_share(path) for path in ("//s/a.toml", r"\\s\a.toml", "/a", "///a", "a")] == [True, True, *[False] * 3]
    assert absolute(r"\\server\amt\projects.toml") == r"\\server\amt\projects.toml"


@pytest.mark.parametrize(
    ("argv", "environ", "decided"),
    [
        (["--lang", "en"], {"FOERDER_LANG": "de"}, ("en", "--lang")),
        ([], {"FOERDER_LANG": "en", "LANG": "de_DE"}, ("en", "FOERDER_LANG")),
        ([], {"LC_ALL": "C", "LANG": "en_GB"}, ("de", "LC_ALL")),
        ([], {"LANG": "en_GB"}, ("en", "LANG")),
        ([], {}, ("de", "default")),
    ],
)
def test_the_language_and_why(
    argv: list[str], environ: dict[str, str], decided: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert decide_language(argv, environ) == decided


@pytest.mark.parametrize("style", ["table", "plain", "csv"])
def test_where_in_every_format(style: str, tmp_path: Path) -> None:
    register = written(tmp_path, grant("start = 2026-01-01"))
    result = foerder("-f", register, "where", "--format", style, COLUMNS="200")
    assert result.code == 0
    assert str(register) in result.out
    assert str(tmp_path / ".foerder") in result.out
    assert "DE-TH" in result.out
