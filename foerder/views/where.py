"""What is in force, and why: register, settings, memory, language, day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from foerder.model import Register, Settings
from foerder.text import plain
from foerder.text.glossary import key_label
from foerder.text.i18n import _, fmt_date
from foerder.views import csv, json
from foerder.views.json_records import SCHEMA

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
    return {each: _value(getattr(settings, each)) for each in KEYS}


def _value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return [_value(one) for one in value] if isinstance(value, tuple) else value


def _record(answer: Answer) -> dict[str, Any]:
    return {
        "registers": list(answer.paths),
        "registers_why": answer.how,
        "readable": bool(answer.register and not answer.register.nothing_readable),
        "remembered": list(answer.remembered),
        "config": answer.config,
        "settings": _settings(answer),
        "memory": answer.memory,
        "memory_state": answer.memory_state,
        "language": answer.language,
        "language_why": answer.language_why,
        "files_language": answer.files_language,
        "files_language_why": answer.files_why,
        "today": answer.today.isoformat(),
        "today_why": answer.today_why,
    }


def as_json(answer: Answer) -> str:
    """Everything, with the reasons as fixed words."""
    return json.document({"schema": SCHEMA, **_record(answer)})


def as_csv(answer: Answer) -> str:
    """A row per fact."""
    record = _record(answer)
    settings: Mapping[str, Any] = record.pop("settings")
    facts = {**record, **{f"settings.{key}": value for key, value in settings.items()}}
    return csv.table(("what", "value"), facts.items())


def as_plain(answer: Answer) -> str:
    """A line per fact: what, which, why."""
    return plain.lines(_rows(answer))


def as_table(answer: Answer, width: int, color: bool) -> None:
    """The facts below each other."""
    from rich.table import Table

    from foerder.views.table import cell, console

    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for label, value, why in _rows(answer):
        grid.add_row(cell(label, "dim"), cell(value, "", (f"\n{why}", "dim")) if why else cell(value))
    console(width, color).print(grid)


def _rows(answer: Answer) -> list[tuple[str, str, str]]:
    rows = [(_("Register"), path, _how(answer)) for path in answer.paths]
    if not rows:
        rows = [(_("Register"), _("none found"), _("Next: foerder init, or foerder use PATH."))]
    rows.append(
        (
            _("Remembered"),
            ", ".join(answer.remembered) or _("nothing"),
            _("in {file}, written by foerder use").format(file=answer.config),
        )
    )
    rows += [
        (_("Setting {key}").format(key=key), text, label)
        for key, label, text in ((key, key_label(key), _text(value)) for key, value in _settings(answer).items())
    ]
    if answer.memory:
        rows.append((_("Memory"), answer.memory, _memory(answer.memory_state)))
    rows += [
        (_("Language"), answer.language, _why_language(answer.language_why)),
        (_("Language of files"), answer.files_language, _why_files(answer.files_why)),
        (_("Today"), fmt_date(answer.today, weekday=True), _why_today(answer.today_why)),
    ]
    return rows


def _text(value: Any) -> str:
    if value is None or value == []:
        return "–"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


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
        "read-only": _("beside the register; cannot be written: reading and exporting work all the same"),
        "none yet": _("beside the register; made with the first change"),
        "unreachable": _("beside the register; cannot be reached just now"),
    }[state or "none yet"]


def _why_language(why: str) -> str:
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
    return _("this machine's clock") if why == "clock" else _("given with --today or FOERDER_TODAY")
