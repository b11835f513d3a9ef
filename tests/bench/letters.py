"""How right letters are read: ``tests/bench/letters.py [--cold] [--verbose]`` prints the handbook's figures.

Of the dated duties that are proposed as understood: how many are right; of the duties in the letters: how many
are found and how many understood; traps that were given a day; facts right, wrong and invented; sentences that no
list holds.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import award_letters as sources

from foerder.letters.elements import MONTHS
from foerder.letters.proposal import read, record

FORM = (
    "due",
    "after",
    "before",
    "offset",
    "year_of",
    "year",
    "on",
    "every",
    "rrule",
    "earlier_of",
    "later_of",
    "undated",
    "snap",
)
HELD = re.compile(
    rf"(?<![\d.])\d{{1,2}}\.\s?(?:\d{{1,2}}\.(?!\d\.)|{'|'.join(MONTHS)})|"
    r"\b(?:Tage|Woche|Monat|Jahre|Quartal)(?:n|en|s|es)?\b|spätestens|innerhalb|unverzüglich|bis zum|umgehend|"
    r"\w+zu(?:legen|reichen|zeigen|teilen|weisen|fordern|rufen|bewahren|stellen)\b"
)


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def form_of(duty: dict[str, Any]) -> dict[str, Any]:
    return {key: plain(duty[key]) for key in FORM if duty.get(key) is not None}


def measured(letter: sources.Letter, got: dict[str, Any]) -> tuple[Counter[str], list[str]]:
    """The figures of one letter, and what was wrong."""
    figures: Counter[str] = Counter()
    wrong: list[str] = []
    _found(letter.truth["duties"], got["duties"], figures, wrong)
    _sure(letter.truth["duties"], got["duties"], figures, wrong)
    _traps(letter, got, figures, wrong)
    _facts(letter.truth["grant"], got["grant"], figures, wrong)
    _held(letter, got, figures, wrong)
    return figures, wrong


def _found(wanted: list[dict[str, Any]], duties: list[dict[str, Any]], figures: Counter[str], wrong: list[str]) -> None:
    for want in wanted:
        figures["duties"] += 1
        hits = [duty for duty in duties if _is(duty, want)]
        figures["found"] += bool(hits)
        figures["understood"] += any(duty["list"] == "understood" for duty in hits)
        if not hits:
            wrong.append(f"not found: {want}")
        elif hits[0]["list"] != "understood":
            wrong.append(f"only to check: {want['sentence']} ({hits[0]['why']})")


def _sure(wanted: list[dict[str, Any]], duties: list[dict[str, Any]], figures: Counter[str], wrong: list[str]) -> None:
    for duty in duties:
        if duty["list"] != "understood" or duty.get("undated"):
            continue
        right = any(_is(duty, want) for want in wanted)
        figures.update({"sure": 1, "right": int(right)})
        if not right:
            wrong.append(f"WRONG: {duty}")


def _held(letter: sources.Letter, got: dict[str, Any], figures: Counter[str], wrong: list[str]) -> None:
    held = {entry["sentence"] for part in ("duties", "open") for entry in got[part]}
    for sentence in filter(HELD.search, sources.sentences(letter)):
        figures.update({"sentences": 1, "held": int(sentence in held)})
        if sentence not in held:
            wrong.append(f"PASSED OVER: {sentence}")


def _is(duty: dict[str, Any], want: dict[str, Any]) -> bool:
    if duty["kind"] != want["kind"] or want["sentence"] not in duty["sentence"]:
        return False
    return form_of(duty) == form_of(want) and duty["by"] == want.get("by", "recipient")


def _traps(letter: sources.Letter, got: dict[str, Any], figures: Counter[str], wrong: list[str]) -> None:
    for trap in letter.truth["traps"]:
        figures["traps"] += 1
        own = any(want["sentence"] in trap or trap in want["sentence"] for want in letter.truth["duties"])
        dated = [duty for duty in got["duties"] if trap in duty["sentence"] and not duty.get("undated")]
        if dated and not own:
            figures["caught"] += 1
            wrong.append(f"TRAP: {dated[0]}")


def _facts(want: dict[str, Any], got: dict[str, Any], figures: Counter[str], wrong: list[str]) -> None:
    for name, value in want.items():
        found = plain(got[name] and got[name]["value"])
        if value is not None:
            figures["facts"] += 1
            figures["facts right"] += found == value
        elif found is not None:
            figures["facts invented"] += 1
        if found != value:
            wrong.append(f"fact {name}: {found!r} for {value!r}")


def proposals(letter: sources.Letter, folder: Path) -> dict[str, dict[str, Any]]:
    """What is read from a letter in each kind of file."""
    files = {
        "pdf": sources.pdf(letter),
        "columns.pdf": sources.pdf(letter, by_column=True),
        "txt": sources.txt(letter).encode(),
        "docx": sources.docx(letter),
    }
    found = {}
    for kind, data in files.items():
        path = folder / f"{letter.name}.{kind}"
        path.write_bytes(data)
        found[kind] = record(read(path))
    return found


def main(arguments: list[str]) -> None:
    folder = sources.COLD if "--cold" in arguments else sources.FOLDER
    totals: dict[str, Counter[str]] = {}
    names = [name for name in arguments if not name.startswith("--")]
    with tempfile.TemporaryDirectory() as place:
        for letter in sources.letters(folder):
            if names and not any(name in letter.name for name in names):
                continue
            for kind, got in proposals(letter, Path(place)).items():
                figures, wrong = measured(letter, got)
                totals.setdefault(kind, Counter()).update(figures)
                if "--verbose" in arguments and (kind == "pdf" or "--all" in arguments):
                    print(letter.name, kind, *wrong, sep="\n  ")
    for kind, total in totals.items():
        print(kind, dict(total))


if __name__ == "__main__":
    main(sys.argv[1:])
