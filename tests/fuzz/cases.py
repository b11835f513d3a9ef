"""Cases of the fuzzer, each from its seed alone: registers, typed values, and lists to import, made wrong at random."""

from __future__ import annotations

import io
import random
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import award_letters
from lists import workbook
from program import EXAMPLE, ROOT

BYTES = (
    b"\x00",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\r",
    b"\n",
    b'"',
    b"'''",
    b"[[",
    b"]]",
    b"=",
    b"{",
    b"\\",
    b"\xe2\x80\xae",
    b"#",
)
SNIPPETS = (
    "2026-02-30", "31.12.26", "31.02.2026", "III/2026", "Q5/2027", "heute", "morgen", "+14d", "+9999999999d", "-1w",
    "12.500,- €", "1.000", "1,000", "12,5 T€", "1e999", "-5", "NaN", "∞", "60 %", "160 %", "0,6", "½",
    "6 Monate", "0 Tage", "12 Werktage", "999999 years", "1 Monat 15 Tage", "Ende", "award", "period-end", "",
    " ", "\t", "\u202e", "\x07", "ä", "𝟛", "=1+1", "'", '"', "<b>", "[[project]]", "../..", "%s", "{0}", "a" * 3000,
)  # fmt: skip
"""Words that people, programs and enemies type."""
VERBS = (
    ("due", "--within"), ("due", "--by"), ("due", "--type"), ("list", "--status"), ("show",), ("explain",), ("costs",),
    ("rules",), ("set", "quartier"), ("set", "quartier", "unit"), ("set", "quartier/2025", "amount"),
    ("set", "quartier/2025", "end"), ("set", "quartier", "status"), ("done",),
    ("done", "lesestart/2024/final-report", "--on"), ("pay", "quartier/2025", "--amount"),
    ("pay", "quartier/2025", "--received"),
    ("spend", "quartier/2025", "--amount"),
    ("extend", "quartier/2025", "--to"), ("extend", "quartier/2025", "--by"), ("remove",), ("timeline", "--by"),
    ("report", "--year"), ("add", "deadline", "quartier/2025", "--id", "neu", "--kind", "notice", "--due"),
    ("add", "deadline", "quartier/2025", "--id", "neu", "--kind", "notice", "--after", "award", "--offset"), ("help",),
)  # fmt: skip
"""What is typed before a random word."""

HEADS = (
    "Projekt",
    "Bezeichnung",
    "Laufzeit",
    "von",
    "bis",
    "Zuwendung",
    "Zuwendung (T€)",
    "VN-Frist",
    "Status",
    "Abruf",
)
"""What is above the columns of a list."""


OLD = (ROOT / "tests" / "spreadsheets" / "files" / "alt.xls").read_bytes()
"""A workbook of Excel 97."""


class Case(NamedTuple):
    """Files by name, and what is typed; ``register`` is in the folder in any case."""

    files: dict[str, bytes]
    words: tuple[str, ...]


def register_bytes(chance: random.Random) -> Case:
    """The example with bytes changed, cut or put in."""
    data = bytearray(EXAMPLE.read_bytes())
    for _turn in range(chance.randrange(1, 6)):
        place = chance.randrange(len(data))
        change = chance.choice(("set", "insert", "cut", "double"))
        if change == "set":
            data[place] = chance.randrange(256)
        elif change == "insert":
            data[place:place] = chance.choice(BYTES)
        elif change == "cut":
            del data[place : place + chance.randrange(1, 400)]
        else:
            data[place:place] = data[place : place + chance.randrange(1, 400)]
    return Case({"projects.toml": bytes(data)}, chance.choice((("due",), ("check",), ("list", "--format", "json"))))


def register_tokens(chance: random.Random) -> Case:
    """The example with words put in the place of others."""
    words = EXAMPLE.read_text(encoding="utf-8").split(" ")
    for _turn in range(chance.randrange(1, 8)):
        words[chance.randrange(len(words))] = chance.choice(SNIPPETS)
    text = " ".join(words)
    verb = chance.choice((("due", "--all"), ("check",), ("costs",), ("timeline",), ("export", "-", "--format", "json")))
    return Case({"projects.toml": text.encode("utf-8", "replace")}, verb)


def typed(chance: random.Random) -> Case:
    """A verb with a word that it does not expect."""
    word = chance.choice(SNIPPETS)
    if chance.random() < 0.3:
        word += chance.choice(SNIPPETS)
    words = (*chance.choice(VERBS), word.replace("\0", ""))
    return Case({}, (*words, "--yes") if words[0] in ("remove", "set", "done") else words)


def csv_list(chance: random.Random) -> Case:
    """A CSV list with cells, dividers and encodings that do not fit."""
    heads = [
        "Projekt",
        "Bezeichnung",
        "Laufzeit",
        "von",
        "bis",
        "Zuwendung",
        "Zuwendung (T€)",
        "VN-Frist",
        "Status",
        "Abruf",
    ]
    chance.shuffle(heads)
    rows = [heads[: chance.randrange(1, len(heads))]]
    rows += [[chance.choice(SNIPPETS) for _head in rows[0]] for _row in range(chance.randrange(0, 6))]
    divider = chance.choice((";", ",", "\t", "|"))
    text = chance.choice(("\n", "\r\n", "\r")).join(divider.join(row) for row in rows)
    encoding = chance.choice(("utf-8", "utf-8-sig", "cp1252", "cp850", "utf-16", "mac-roman"))
    return Case({"liste.csv": text.encode(encoding, "replace")}, ("import", "liste.csv", "--dry-run"))


def damaged_list(chance: random.Random) -> Case:
    """A workbook of any kind with bytes changed, parts missing, or cut."""
    name, whole = chance.choice((("liste.xlsx", sound_workbook()), ("liste.ods", sound_document()), ("alt.xls", OLD)))
    return Case({name: damaged(whole, chance)}, ("import", name, "--dry-run"))


def damaged_letter(chance: random.Random) -> Case:
    """A letter with bytes changed, parts missing, or cut."""
    name = chance.choice(("brief.pdf", "brief.docx", "brief.txt"))
    return Case({name: damaged(sound_letter(name), chance)}, ("read", name))


def damaged(whole: bytes, chance: random.Random) -> bytes:
    """A file with something wrong in it; an archive perhaps in one of its parts."""
    change = chance.choice(("bytes", "cut", "part", "text"))
    if change in ("part", "text") and whole.startswith(b"PK"):
        return _other_part(whole, chance, change)
    data = bytearray(whole)
    if change == "cut":
        del data[chance.randrange(len(data)) :]
    else:
        for _turn in range(chance.randrange(1, 5)):
            data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


@cache
def sound_document() -> bytes:
    """A document of LibreOffice that is read without a doubt."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.write(ROOT / "tests" / "spreadsheets" / "files" / "content.xml", "content.xml")
    return out.getvalue()


@cache
def sound_letter(name: str) -> bytes:
    """A letter that is read without a doubt."""
    letter = award_letters.letters()[0]
    if name.endswith(".txt"):
        return award_letters.txt(letter).encode()
    return award_letters.pdf(letter) if name.endswith(".pdf") else award_letters.docx(letter)


@cache
def sound_workbook() -> bytes:
    """A list that is read without a doubt."""
    rows = [["Projekt", "Beginn", "Ende", "Zuwendung"], ["Kita", "01.01.2026", "31.12.2026", "1.000,00 €"]]
    with tempfile.TemporaryDirectory() as folder:
        return workbook(Path(folder) / "liste.xlsx", {"Liste": rows}).read_bytes()


def _other_part(whole: bytes, chance: random.Random, change: str) -> bytes:
    """The archive with a part left out, or with other text in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        chosen = chance.choice(names)
        for name in names:
            if name != chosen:
                new.writestr(name, old.read(name))
            elif change == "text":
                text = old.read(name)
                place = chance.randrange(len(text))
                new.writestr(name, text[:place] + chance.choice(SNIPPETS).encode("utf-8", "replace") + text[place:])
    return out.getvalue()


MAKERS: tuple[Callable[[random.Random], Case], ...] = (
    register_bytes,
    register_tokens,
    typed,
    csv_list,
    damaged_list,
    damaged_letter,
)


def case(seed: int) -> Case:
    """The case of a seed: the same on every machine."""
    chance = random.Random(seed)
    return MAKERS[seed % len(MAKERS)](chance)


def written(made: Case, folder: Path) -> Path:
    """The case's files in a folder, the example as the register where it has none; the register."""
    register = folder / "projects.toml"
    register.write_bytes(made.files.get("projects.toml") or EXAMPLE.read_bytes())
    for name, data in made.files.items():
        (folder / name).write_bytes(data)
    return register
