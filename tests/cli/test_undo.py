"""`foerder undo` takes a change back byte for byte; `set --where` changes every table at once."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from program import EXAMPLE, foerder

from foerder.editor.patch import Conflict, pieces, taken_back

CHANGES = {
    "a value": "set quartier unit Amt",
    "a value that goes": "set quartier unit --unset",
    "a new table": "spend quartier/2025 --type travel --amount 5",
    "a record": "done quartier/2025/use-by/2026-10-29 --on 2026-11-01",
    "a new project": "add project --id neu --title Neu",
    "a table that goes": "remove radwerkstatt",
    "an extension": "extend begegnung/2026 --to 2027-12-31",
    "every table": "set --where owner=quartier@musterstadt.example owner neu@musterstadt.example",
}


@pytest.fixture(params=["lf", "crlf with a mark"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "projects.toml"
    shutil.copy(EXAMPLE, path)
    if request.param != "lf":
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    return path


@pytest.mark.parametrize("words", CHANGES.values(), ids=CHANGES)
def test_undo_is_the_same_bytes(path: Path, words: str) -> None:
    before = path.read_bytes()
    changed = foerder("-f", path, *words.split(), "--yes")
    assert changed.code == 0, changed.err
    assert path.read_bytes() != before
    undone = foerder("-f", path, "undo", "--yes")
    assert undone.code == 0, undone.err
    assert path.read_bytes() == before
    assert "Taken back:" in undone.err


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return Path(shutil.copy(EXAMPLE, tmp_path / "projects.toml"))


def test_several_changes_of_one_second_in_their_order(register: Path) -> None:
    states = [register.read_bytes()]
    for unit in ("A", "B", "C"):
        assert foerder("-f", register, "set", "quartier", "unit", unit, "--yes").code == 0
        states.append(register.read_bytes())
    assert foerder("-f", register, "undo", "--yes").code == 0
    assert register.read_bytes() == states[2]
    assert foerder("-f", register, "undo", "--last", "2", "--yes").code == 0
    assert register.read_bytes() == states[0]
    nothing = foerder("-f", register, "undo", "--yes")
    assert (nothing.code, "no change that could be taken back" in nothing.err) == (4, True)
    assert register.read_bytes() == states[0]


def test_what_was_changed_elsewhere_since_stays(register: Path) -> None:
    foerder("-f", register, "set", "quartier", "unit", "A", "--yes")
    text = register.read_text(encoding="utf-8")
    register.write_text("# a line of its own\n" + text, encoding="utf-8", newline="\n")
    assert foerder("-f", register, "undo", "--yes").code == 0
    assert register.read_text(encoding="utf-8") == "# a line of its own\n" + EXAMPLE.read_text(encoding="utf-8")


def test_the_same_lines_changed_since_are_refused(register: Path) -> None:
    foerder("-f", register, "set", "quartier", "unit", "A", "--yes")
    register.write_text(register.read_text(encoding="utf-8").replace('unit = "A"', 'unit = "B"'), encoding="utf-8")
    before = register.read_bytes()
    refused = foerder("-f", register, "undo", "--yes")
    assert refused.code == 4
    assert "Something else has changed the same lines since: set quartier" in refused.err
    assert register.read_bytes() == before


def test_a_dry_run_and_the_log(register: Path) -> None:
    foerder("-f", register, "set", "quartier", "unit", "A", "--yes")
    before = register.read_bytes()
    shown = foerder("-f", register, "undo", "--dry-run")
    assert '-unit = "A"' in shown.out
    assert register.read_bytes() == before
    foerder("-f", register, "undo", "--yes")
    assert [one["verb"] for one in foerder("-f", register, "log", "--format", "json").json["entries"]] == [
        "set",
        "undo",
    ]


@pytest.mark.parametrize(
    ("old", "new", "now", "meant"),
    [
        ("a\nb\nc", "a\nB\nc", "x\na\nB\nc", "x\na\nb\nc"),
        ("a\nb", "a\nnew\nb", "a\nnew\nb", "a\nb"),
        ("a\na\na", "a\na", "a\na", "a\na\na"),
        ("a\nb", "b", "b\nend", "a\nb\nend"),
        ("a\nb\nc", "a\nB\nc", "a\nX\nc", None),
        ("a\nb\nc", "a\nB\nc", "0\na\nB\nc\na\nB\nc", None),
    ],
)
def test_pieces(old: str, new: str, now: str, meant: str | None) -> None:
    changed = pieces(old, new)
    assert taken_back(new, changed) == old
    if meant is None:
        with pytest.raises(Conflict):
            taken_back(now, changed)
    else:
        assert taken_back(now, changed) == meant


def test_set_where_names_every_table(register: Path) -> None:
    owner = "familie@musterstadt.example"
    count = EXAMPLE.read_text(encoding="utf-8").count(f'owner = "{owner}"')
    assert count > 1
    changed = foerder("-f", register, "set", "--where", f"owner={owner}", "owner", "neu@musterstadt.example", "--yes")
    assert changed.code == 0, changed.err
    text = register.read_text(encoding="utf-8")
    assert text.count('owner = "neu@musterstadt.example"') == count
    assert f'owner = "{owner}"' not in text
    assert len(foerder("-f", register, "log", "--format", "json").json["entries"]) == 1


def test_set_where_in_german_and_in_lists(register: Path) -> None:
    found = foerder(
        "-f", register, "set", "--where", "Regelwerke=anbest-p-bund-2014", "rules", "hausregel", "--dry-run"
    )
    assert 'rules = ["hausregel"]' in found.out
    status = foerder("-f", register, "set", "--where", "Status=abgelehnt", "source", "Akte", "--dry-run")
    assert '+  source = "Akte"' in status.out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("set --where owner owner x", 2),
        ("set --where owner=nobody owner x", 4),
        ("set --where owner=quartier@musterstadt.example owner", 2),
        ("set quartier", 2),
        ("undo --last 0", 2),
        ("undo --last 2", 4),
    ],
)
def test_what_is_refused(register: Path, words: str, code: int) -> None:
    assert foerder("-f", register, *words.split()).code == code
    assert register.read_bytes() == EXAMPLE.read_bytes()


def units(path: Path) -> list[str | None]:
    """The units of the first two projects."""
    projects = foerder("-f", path, "list", "--format", "json").json["projects"]
    return [project["unit"] for project in projects[:2]]


def test_a_change_by_its_number_in_the_log(register: Path) -> None:
    """The first of three goes, the later ones stay; a part of the log keeps the numbers of the whole."""
    first, second = (one["id"] for one in foerder("-f", register, "list", "--format", "json").json["projects"][:2])
    before = units(register)
    for project, unit in ((first, "A"), (second, "B"), (second, "C")):
        assert foerder("-f", register, "set", project, "unit", unit, "--yes").code == 0
    entries = foerder("-f", register, "log", second, "--format", "json").json["entries"]
    assert [(one["number"], one["id"]) for one in entries] == [(2, second), (3, second)]
    undone = foerder("-f", register, "undo", "1", "--yes")
    assert undone.code == 0, undone.err
    assert units(register) == [before[0], "C"]
    # Number 2 is under number 3; 1 is taken back already; 4 is the undo itself; 9 is nothing.
    assert "changed the same lines since" in foerder("-f", register, "undo", "2", "--yes").err
    for number in ("1", "4", "9"):
        refused = foerder("-f", register, "undo", number, "--yes")
        assert (refused.code, f"no change {number}" in refused.err) == (4, True)
    assert foerder("-f", register, "undo", "3", "--last", "2").code == 2
    assert units(register) == [before[0], "C"]
    assert "4" in foerder("-f", register, "log", "--format", "table").out.splitlines()[-1].split()[:1]


GRANT = '[[project]]\nid = "{id}"\ntitle = "T"\nowner = "alt@stadt.example"\n'


@pytest.fixture
def several(tmp_path: Path) -> list[Path]:
    """A register in two files."""
    paths = [tmp_path / name for name in ("a.toml", "b.toml")]
    for path in paths:
        path.write_text("format = 1\n" + GRANT.format(id=path.stem), encoding="utf-8")
    return paths


def test_set_where_changes_every_file_and_is_one_entry_in_each(several: list[Path]) -> None:
    before = [path.read_bytes() for path in several]
    files = [word for path in several for word in ("-f", str(path))]
    words = [*files, "set", "--where", "owner=alt@stadt.example", "owner", "neu@stadt.example"]
    shown = foerder(*words, "--dry-run").out
    assert shown.count('+owner = "neu@stadt.example"') == 2
    assert shown.count("No deadline changes.") == 1
    changed = foerder(*words, "--yes")
    assert changed.code == 0, changed.err
    assert changed.err.count("Written: ") == 2
    assert [path.read_bytes() for path in several] == [old.replace(b"alt@", b"neu@") for old in before]
    entries = foerder(*files, "log", "--format", "json").json["entries"]
    assert [(one["number"], one["file"], one["verb"]) for one in entries] == [
        (1, "a.toml", "set"),
        (2, "b.toml", "set"),
    ]
    undone = foerder(*files, "undo", "--last", "2", "--yes")
    assert undone.code == 0, undone.err
    assert [path.read_bytes() for path in several] == before


def test_nothing_is_written_where_one_file_cannot_be(several: list[Path]) -> None:
    several[1].chmod(0o444)
    if os.access(several[1], os.W_OK):
        pytest.skip("this user may write everything")
    before = [path.read_bytes() for path in several]
    files = [word for path in several for word in ("-f", str(path))]
    refused = foerder(*files, "set", "--where", "owner=alt@stadt.example", "owner", "neu@stadt.example", "--yes")
    assert refused.code == 4
    assert [path.read_bytes() for path in several] == before
