"""Whole files, written whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from foerder.files import WriteError, remove_file, why, write_file
from foerder.text.i18n import using

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights and links")


def test_a_new_file_has_the_rights_of_any_new_file(tmp_path: Path) -> None:
    write_file(tmp_path / "a", b"new")
    (tmp_path / "b").write_bytes(b"")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode
    assert len(list(tmp_path.iterdir())) == 2


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o2664])
def test_mode_and_group_stay(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    if os.geteuid() == 0:
        os.chown(path, 12345, 54321)
    path.chmod(mode)
    before = path.stat()
    write_file(path, b"new")
    after = path.stat()
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(after.st_mode) == mode
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)


@posix
def test_links_are_followed_and_stay(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "file").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real/file")
    (tmp_path / "again").symlink_to("link")
    (tmp_path / "dangling").symlink_to("real/new")
    write_file(tmp_path / "again", b"new")
    write_file(tmp_path / "dangling", b"first")
    assert (tmp_path / "again").is_symlink()
    assert (tmp_path / "real" / "file").read_bytes() == b"new"
    assert (tmp_path / "real" / "new").read_bytes() == b"first"


def test_what_fails_leaves_the_old_file_and_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with using("en"), pytest.raises(WriteError, match="the disk is full"):
        write_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing/a", "the folder .*missing does not exist"),
        ("file/a", "the folder .*file does not exist"),
        ("folder", "it is a folder"),
        ("x" * 300, "the name is too long"),
        ("nul\0l", "embedded null"),
    ],
    ids=["missing folder", "file as folder", "folder", "long name", "null"],
)
def test_messages(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    with using("en"), pytest.raises(WriteError, match=message):
        write_file(tmp_path / name, b"new")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (PermissionError(13, "x"), "permission is missing"),
        (OSError(30, "x"), "read-only"),
        (OSError(5, "Input/output error"), "Input/output error"),
    ],
)
def test_other_messages(error: OSError, message: str) -> None:
    with using("en"):
        assert message in why("a.ics", error)


def test_what_windows_says_of_an_open_file() -> None:
    error = PermissionError(13, "The process cannot access the file")
    error.winerror = 32  # type: ignore[attr-defined,unused-ignore]
    with using("en"):
        assert "another program holds it open" in why("a.ics", error)


def test_removing_what_is_gone_is_no_error(tmp_path: Path) -> None:
    remove_file(tmp_path / "gone")
    with pytest.raises(WriteError):
        remove_file(tmp_path)
