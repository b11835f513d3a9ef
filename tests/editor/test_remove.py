"""What goes with a table that is removed: what introduces it, never what speaks of something else."""

from __future__ import annotations

from pathlib import Path

import pytest
from program import foerder

A = '[[project]]\nid = "a"\ntitle = "A"\n'
B = '[[project]]\nid = "b"\ntitle = "B"\n'
C = '[[project]]\nid = "c"\ntitle = "C"\n'
PERIOD = '  [[project.period]]\n  id = "1"\n'
HEAD = "# Register der Stadt\n\nformat = 1\n"

CASES = {
    "the lines directly above": (f"{HEAD}\n{A}\n# B seit 2024\n# mit Partnern\n{B}\n{C}", f"{HEAD}\n{A}\n{C}"),
    "a heading with no other table below it": (
        f"{HEAD}\n# --- Kitas ---\n\n{A}\n# --- Schulen ---\n\n{B}\n# --- Höfe ---\n\n{C}",
        f"{HEAD}\n# --- Kitas ---\n\n{A}\n# --- Höfe ---\n\n{C}",
    ),
    "a heading in a frame, at the end": (
        f"{HEAD}\n{A}\n########\n# Schulen\n########\n\n{B}",
        f"{HEAD}\n{A}",
    ),
    "not a heading with another table below it": (
        f"{HEAD}\n{A}\n# --- Schulen ---\n\n{B}\n{C}",
        f"{HEAD}\n{A}\n# --- Schulen ---\n\n{C}",
    ),
    "not a heading whose second table has a comment of its own": (
        f"{HEAD}\n{A}\n# --- Schulen ---\n\n{B}\n# C zuletzt\n{C}",
        f"{HEAD}\n{A}\n# --- Schulen ---\n\n# C zuletzt\n{C}",
    ),
    "not a text of several lines that is set apart": (
        f"{HEAD}\n{A}\n# Hier fehlt noch das Projekt X.\n# Siehe Akte 4711.\n\n{B}",
        f"{HEAD}\n{A}\n# Hier fehlt noch das Projekt X.\n# Siehe Akte 4711.\n",
    ),
    "not the head of the file": (f"# Register\n\n{B}\n{C}", f"# Register\n\n{C}"),
    "not a comment below it at the margin": (
        f"{HEAD}\n{A}\n{B}# Stand: geprüft am 01.02.2026\n\n{C}",
        f"{HEAD}\n{A}\n# Stand: geprüft am 01.02.2026\n\n{C}",
    ),
    "not a comment below it at the end of the file": (
        f"{HEAD}\n{A}\n{B}# Ende des Registers\n",
        f"{HEAD}\n{A}\n# Ende des Registers\n",
    ),
    "but one below it that is indented": (
        f"{HEAD}\n{A}\n{B}{PERIOD}  # läuft aus\n\n{C}",
        f"{HEAD}\n{A}\n{C}",
    ),
    "not what introduces the next one": (f"{HEAD}\n{A}\n{B}\n# C zuletzt\n{C}", f"{HEAD}\n{A}\n# C zuletzt\n{C}"),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("much", [0, 3000], ids=["short", "windowed"])
def test_remove_takes(tmp_path: Path, before: str, after: str, newline: str, much: int) -> None:
    filler = "".join(f'\n[[accept]]\ncode = "x{number}"\n' for number in range(much))
    if much and (after.endswith("Registers\n") or before.endswith(B)):
        pytest.skip("it would no longer be at the end")
    path = tmp_path / "projects.toml"
    path.write_bytes((before + filler).replace("\n", newline).encode())
    assert foerder("-f", path, "remove", "b", "--yes").code == 0
    assert path.read_bytes().decode() == (after + filler).replace("\n", newline)


@pytest.mark.parametrize("word", ["rename", "umbenennen"])
def test_a_new_name_is_no_removal(word: str) -> None:
    said = foerder(word, "a", "b").err
    assert "foerder set" in said or "Did you mean set?" in said
    assert "remove" not in said
