"""What is in force, and why: register, settings, memory, language, day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from foerder.model import Register, Settings
from foerder.text import plain
from foerder.text.glossary import key_label
from foerder.text.i18n import _, fmt_date
from foerder.views.formats import csv_table
from foerder.views.json_records import SCHEMA, iso, texts, tree
from foerder.views.sections import below, commas

if TYPE_CHECKING:
    from foerder.views.table import Screen

KEYS = ("language", "holidays", "office_closed", "within", "warn", "track_from")
"""The keys of ``[settings]``."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the program found when it started."""

    paths: tuple[str, ...]
    how: str
    register: Register | None
    memory: str | None
    memory_state: str | None
    config: str
    remembered: tuple[str, ...]
    language: str
    language_why: str
    files_language: str
    files_why: str
    today: date
    today_why: str


def sets_language(register: Register) -> bool:
    """Whether the register names a language other than the default."""
    return register.settings.language != Settings().language


def _settings(answer: Answer) -> dict[str, Any]:
    settings = answer.register.settings if answer.register else Settings()
    return {key: tree(getattr(settings, key)) for key in KEYS}


def _record(answer: Answer) -> dict[str, Any]:
    register = answer.register
    return {
        "registers": list(answer.paths),
        "registers_why": answer.how,
        "readable": register is not None and not register.nothing_readable,
        "remembered": list(answer.remembered),
        "config": answer.config,
        "settings": _settings(answer),
        **texts(answer, "memory", "memory_state", "language", "language_why", "files_language"),
        "files_language_why": answer.files_why,
        "today": iso(answer.today),
        "today_why": answer.today_why,
    }


def record(answer: Answer) -> dict[str, Any]:
    """Everything, with the reasons as fixed words."""
    return {"schema": SCHEMA, **_record(answer)}


def as_csv(answer: Answer) -> str:
    """A row per fact."""
    facts = _record(answer)
    for key, value in facts.pop("settings").items():
        facts[f"settings.{key}"] = value
    return csv_table(("what", "value"), facts.items())


def as_plain(answer: Answer) -> str:
    """A line per fact: what, which, why."""
    return plain.lines(_facts(answer))


def draw(answer: Answer, screen: Screen) -> None:
    """The facts below each other."""
    rows = [[(label, "dim"), (value, "", *below(why))] for label, value, why in _facts(answer)]
    screen.console.print(screen.cells(rows))


def _facts(answer: Answer) -> Iterator[tuple[str, str, str]]:
    """What, which, why."""
    for path in answer.paths:
        yield _("Register"), path, why_text(answer.how)
    if not answer.paths:
        yield _("Register"), _("none found"), _("Next: foerder init, or foerder use PATH.")
    written = _("in {file}, written by foerder use").format(file=answer.config)
    yield _("Remembered"), ", ".join(answer.remembered) or _("nothing"), written
    for key, value in _settings(answer).items():
        yield _("Setting {key}").format(key=key), _setting_text(value), key_label(key)
    if answer.memory:
        yield _("Memory"), answer.memory, why_text(answer.memory_state or "none yet")
    yield _("Language"), answer.language, why_text(answer.language_why)
    yield _("Language of files"), answer.files_language, why_text(answer.files_why)
    yield _("Today"), fmt_date(answer.today, weekday=True), why_text(answer.today_why)


def _setting_text(value: Any) -> str:
    if value is None or value == []:
        return "–"
    return commas(*value) if isinstance(value, list) else str(value)


def why_text(why: str) -> str:
    """What decided, in words; a name that is no other word is that of a variable."""
    texts = {
        "-f": _("named with -f"),
        "FOERDER_REGISTER": _("named in the variable FOERDER_REGISTER"),
        "nearest": _("the nearest from this folder upward"),
        "remembered": _("remembered by foerder use"),
        "writable": _("beside the register; can be written"),
        "read-only": _(
            "beside the register; cannot be written: reading and exporting work all the same"
        ),
        "none yet": _("beside the register; made with the first change"),
        "unreachable": _("beside the register; cannot be reached just now"),
        "--lang": _("asked for with --lang"),
        "windows": _("the language of Windows"),
        "settings": _("language in the register's [settings]"),
        "default": _("nothing says otherwise"),
        "clock": _("this machine's clock"),
        "--today": _("given with --today or FOERDER_TODAY"),
    }
    return texts.get(why) or _("from the variable {name}").format(name=why)
