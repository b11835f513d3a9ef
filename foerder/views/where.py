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
from foerder.views.sections import below

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
        yield _("Register"), path, _how(answer)
    if not answer.paths:
        yield _("Register"), _("none found"), _("Next: foerder init, or foerder use PATH.")
    names = ", ".join(answer.remembered) or _("nothing")
    yield (
        _("Remembered"),
        names,
        _("in {file}, written by foerder use").format(file=answer.config),
    )
    for key, value in _settings(answer).items():
        yield _("Setting {key}").format(key=key), _setting_text(value), key_label(key)
    if answer.memory:
        yield _("Memory"), answer.memory, _memory(answer.memory_state)
    yield _("Language"), answer.language, why_language(answer.language_why)
    yield _("Language of files"), answer.files_language, _why_files(answer.files_why)
    yield _("Today"), fmt_date(answer.today, weekday=True), _why_today(answer.today_why)


def _setting_text(value: Any) -> str:
    if value is None or value == []:
        return "–"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _how(answer: Answer) -> str:
    return {
        "-f": _("named with -f"),
        "FOERDER_REGISTER": _("named in the variable FOERDER_REGISTER"),
        "nearest": _("the nearest from this folder upward"),
        "remembered": _("remembered by foerder use"),
    }[answer.how]


def _memory(state: str | None) -> str:
    return {
        "writable": _("beside the register; can be written"),
        "read-only": _(
            "beside the register; cannot be written: reading and exporting work all the same"
        ),
        "none yet": _("beside the register; made with the first change"),
        "unreachable": _("beside the register; cannot be reached just now"),
    }[state or "none yet"]


def why_language(why: str) -> str:
    """What decided the language, in words."""
    if why == "default":
        return _("nothing says otherwise")
    if why == "windows":
        return _("the language of Windows")
    if why == "--lang":
        return _("asked for with --lang")
    return _("from the variable {name}").format(name=why)


def _why_files(why: str) -> str:
    return {
        "--lang": _("asked for with --lang"),
        "settings": _("language in the register's [settings]"),
        "default": _("nothing says otherwise"),
    }[why]


def _why_today(why: str) -> str:
    return (
        _("this machine's clock")
        if why == "clock"
        else _("given with --today or FOERDER_TODAY")
    )
