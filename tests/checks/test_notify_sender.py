"""`check` names a sender that cannot be read for what it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from program import foerder


@pytest.mark.parametrize(
    ("sender", "said"),
    [
        ("'Stadt Gera, Fristen <f@stadt.example>'", "needs quotation marks"),
        ("'Amt: Fristen <f@stadt.example>'", "needs quotation marks"),
        ("""'"Stadt Gera, Fristen" <f@stadt.example>'""", ""),
        ('"Fristen"', "is not a mail address"),
    ],
)
def test_a_sender(tmp_path: Path, sender: str, said: str) -> None:
    path = tmp_path / "r.toml"
    path.write_text(f"format = 1\n[notify]\nfrom = {sender}\n", encoding="utf-8")
    found = foerder("-f", path, "check", "--code", "notify-address").out
    assert (said in found) if said else found == ""
