"""The handbook's chapter for counties: its queries run, and answer what the registers say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from generate import register as generated
from program import ROOT, foerder

from foerder.files import read_file

FULL = bool(os.environ.get("FOERDER_FULL"))
OFFICES, PROJECTS = (300, 100) if FULL else (4, 20)
CHAPTERS = {"de": ROOT / "docs" / "handbuch.d" / "kreis.md", "en": ROOT / "docs" / "handbook.d" / "county.md"}
FOLDERS = {"de": "ablage", "en": "share"}
BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if sys.platform == "linux" else []


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the offices put down at night, every register with its own id, one of them with hostile text."""
    folder = tmp_path_factory.mktemp("county")
    share = folder / "ablage"
    share.mkdir()
    (folder / "share").symlink_to(share)
    for number in range(1, OFFICES + 1):
        text = "".join(generated(PROJECTS + number % 3))
        text = text.replace("[settings]\n", f'[settings]\nid = "gemeinde-{number:03}"\n')
        if number == 2:
            text = text.replace("Begegnungsstätte", 'Stätte \\\\ \\"1\\" \\t, \' ; \\u0001')
        source = folder / "projects.toml"
        source.write_text(text, encoding="utf-8")
        assert foerder("-f", source, "export", share / f"g{number:03}.jsonl").code == 0
    return folder


def fence(language: str, name: str) -> str:
    """A file that the chapter shows."""
    text = CHAPTERS[language].read_text(encoding="utf-8")
    found = re.search(rf"^```sql {name}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert found, name
    return found[1]


def questions(language: str) -> list[str]:
    text = fence(language, {"de": "fragen.sql", "en": "questions.sql"}[language])
    return [query for query in re.sub(r"^--.*\n", "", text, flags=re.MULTILINE).split(";") if query.strip()]


def lines(folder: Path) -> Iterator[dict[str, Any]]:
    import json

    for path in sorted((folder / "ablage").glob("*.jsonl")):
        yield from map(json.loads, read_file(path).decode("utf-8").splitlines())


def expected(folder: Path) -> list[list[tuple[Any, ...]]]:
    """The answers, counted by hand."""
    overdue: Counter[str] = Counter()
    soon: Counter[str] = Counter()
    reports: list[tuple[Any, ...]] = []
    programmes: dict[tuple[str, str], str] = {}
    approved: dict[str, list[tuple[str, Decimal]]] = {}
    received: dict[str, list[Decimal]] = {}
    for line in lines(folder):
        office = line["register"]
        if line["record"] == "project":
            programmes[office, line["id"]] = line["programme"]
        if line["record"] == "period" and line["status"] == "approved":
            name = programmes[office, line["project"]]
            approved.setdefault(name, []).append((office, Decimal(line["amount"])))
        if line["record"] == "payment":
            received.setdefault(office, []).append(Decimal(line["amount"]))
        if line["record"] == "deadline":
            overdue[office] += line["state"] == "overdue"
            soon[office] += line["state"] in ("due", "upcoming") and 0 <= line["days_left"] <= 30
            waiting = line["state"] in ("overdue", "due", "upcoming") and line["days_left"] <= 90
            if line["kind"] in ("final-report", "interim-report") and waiting:
                reports.append((office, line["id"], line["due"], line["owner"]))
    offices = sorted(received, key=lambda name: (-overdue[name], name))
    sums = [(name, len({o for o, _a in found}), sum(a for _o, a in found)) for name, found in sorted(approved.items())]
    return [
        [(name, overdue[name], soon[name]) for name in offices],
        sums,
        sorted(reports, key=lambda row: (row[2], row[0], row[1])),
        [(name, len(found), sum(found)) for name, found in sorted(received.items())],
    ]


def plain(rows: Any) -> list[tuple[str, ...]]:
    return [tuple(str(value) for value in row) for row in rows]


@pytest.mark.parametrize("language", CHAPTERS)
def test_on_duckdb(language: str, exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    monkeypatch.chdir(exports)
    with duckdb.connect() as base:
        base.execute(fence(language, "duckdb.sql"))
        found = [plain(base.execute(query).fetchall()) for query in questions(language)]
    wanted = expected(exports)
    assert found == [plain(rows) for rows in wanted]
    assert all(wanted)
    assert len(wanted[0]) == OFFICES


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    """A PostgreSQL of the distribution, for this test alone: the folder of its socket."""
    if not FULL:
        pytest.skip("PostgreSQL is asked in the full run")
    if not BINARIES or shutil.which("psql") is None:
        pytest.skip("no PostgreSQL here (apt-get install postgresql)")
    # It does not run as root, and pytest's own folders are for root alone then.
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if user:
            shutil.chown(folder, user)

        def run(program: str, *words: str | Path) -> None:
            command = [BINARIES[-1] / program, "-D", folder / "data", *words]
            subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

        run("initdb", "-A", "trust", "-U", "kreis", "-E", "UTF8", "--locale=C.UTF-8")
        run("pg_ctl", "-w", "-l", folder / "log", "-o", f"-k {folder} -c listen_addresses=''", "start")
        yield folder
        run("pg_ctl", "-m", "fast", "stop")


@pytest.mark.parametrize("language", CHAPTERS)
def test_on_postgresql(language: str, server: Path, exports: Path) -> None:
    def ask(*words: str, text: str, base: str = language) -> str:
        command = ["psql", "-X", "-q", "-h", str(server), "-U", "kreis", "-v", "ON_ERROR_STOP=1", *words, base]
        return subprocess.run(
            command, input=text, capture_output=True, check=True, cwd=exports, encoding="utf-8"
        ).stdout

    ask(text=f"create database {language}", base="postgres")
    ask(text=fence(language, "postgresql.sql"))
    found = []
    for query in questions(language):
        rows = ask("-t", "-A", "-F", "\t", text=query).splitlines()
        found.append([tuple(row.split("\t")) for row in rows])
    assert found == [plain(rows) for rows in expected(exports)]


def test_both_books_ask_the_same() -> None:
    german, english = (list(chain(questions(language))) for language in CHAPTERS)
    assert len(german) == len(english) == 4
