"""`foerder export`: the deadlines as a file."""

from __future__ import annotations

from typing import Annotated

from foerder.cli import options
from foerder.cli.exports.request import DIALECTS, EXCEL, RFC4180, ExportRequest
from foerder.cli.exports.write import STDOUT, by_suffix, refuse_source, refused
from foerder.cli.parser.commands import Words, argument, flag, load, option, verb
from foerder.cli.session import Session, one_of, usage_error
from foerder.deadlines.selection import Filter
from foerder.files import WriteError
from foerder.text.i18n import _

WRITERS = {
    "ics": "foerder.cli.exports.ics:export",
    "html": "foerder.cli.exports.html:export",
    "xlsx": "foerder.cli.exports.lists:xlsx",
    "csv": "foerder.cli.exports.lists:csv",
    "json": "foerder.cli.exports.lists:json",
    "jsonl": "foerder.cli.exports.rows:jsonl",
    "sqlite": "foerder.cli.exports.rows:sqlite",
}
"""Format, which is the file's suffix as well → the function that takes a
request and returns the exit code.
"""
MACHINES = ("json", "jsonl", "sqlite")
"""Formats that hold several registers, as CSV for machines does."""

Format = Annotated[
    str | None, option("|".join(WRITERS), "The format, where no suffix says it.")
]
Changes = Annotated[
    bool, flag(".ics: only what changed since the last export of this file.", "--changes")
]
Steps = Annotated[
    str | None,
    option("30,7,1", ".ics: an entry for every warning step as well, or for those named."),
]
NoAlarm = Annotated[bool, flag(".ics: no reminders.", "--no-alarm")]
Per = Annotated[str | None, option("owner", ".ics: one file per owner, into the folder FILE.")]
Stateless = Annotated[
    bool, flag(".ics: without the memory of earlier exports, for pipelines.", "--stateless")
]
Force = Annotated[
    bool, flag(".ics with --per: replace files that others wrote, too.", "--force")
]
Dialect = Annotated[
    str | None,
    option(
        "excel|rfc4180",
        ".csv: for Excel, or for machines (commas, ISO dates).",
        name="--csv-dialect",
    ),
]


@verb(
    "The register as a file; its suffix names the format. .ics: what is open in the next two years, and expiries; "
    ".xlsx, .csv, .json, .jsonl and .sqlite: all deadlines, where no window is given.",
    epilog="Into Outlook: foerder export fristen.ics, then open the file. Into Excel: foerder export fristen.xlsx. "
    "Step by step: foerder help outlook.",
)
@options.windowed
@options.filtered_by_type
def export(
    run: Session,
    file: Annotated[str, argument("FILE", "The file; - for stdout; a folder with --per.")],
    window: Words,
    format: Format = None,
    all: options.All = False,
    overdue: options.Overdue = False,
    changes: Changes = False,
    steps: Steps = None,
    no_alarm: NoAlarm = False,
    per: Per = None,
    stateless: Stateless = False,
    force: Force = False,
    csv_dialect: Dialect = None,
    *,
    chosen: Filter,
) -> int:
    """Find the writer of the format and hand it the request."""
    style = _style(file, format, per)
    only_ics = any((changes, steps, no_alarm, per, stateless, force))
    _check_style(style, only_ics, csv_dialect)
    if changes and stateless:
        usage_error(
            _("--changes needs the memory that --stateless does without: use one of them.")
        )
    several = style in MACHINES or csv_dialect == RFC4180
    register = run.registers()[0] if several else run.readable()
    question = options.question(register, run.today, chosen, window)
    windowed = not all and any(window.values())
    request = ExportRequest(
        run=run,
        register=register,
        target=file,
        question=question._replace(windowed=windowed, overdue=overdue),
        all=all,
        changes=changes,
        steps=options.warning_steps(steps),
        alarm=not no_alarm,
        per=per,
        stateless=stateless,
        force=force,
        dialect=csv_dialect or EXCEL,
    )
    run.busy(_("Writing the deadlines …"))
    try:
        refuse_source(run, file)
        return int(load(WRITERS[style])(request))
    except WriteError as error:
        return refused(run, register, error)


def _check_style(style: str, only_ics: bool, dialect: str | None) -> None:
    """End the program where an option is for another format; ``only_ics``:
    whether one for .ics was given.
    """
    if style != "ics" and only_ics:
        usage_error(
            _(
                "--changes, --steps, --no-alarm, --per, --stateless and --force belong to .ics files."
            )
        )
    one_of(dialect, DIALECTS, "--csv-dialect")
    if style != "csv" and dialect:
        usage_error(_("--csv-dialect belongs to .csv files."))


def _style(file: str, format: str | None, per: str | None) -> str:
    """The format: as asked for, by the suffix, or .ics where several files are asked for."""
    one_of(per, ("owner",), "--per")
    one_of(format, WRITERS, "--format")
    if per and file == STDOUT:
        usage_error(_("--per writes several files: name a folder, not -."))
    if format or per:
        return format or "ics"
    if file == STDOUT:
        usage_error(_("The format is missing: --format {formats}"), formats="|".join(WRITERS))
    text = _("{file}: the suffix names no format. Possible: {suffixes}; or --format.")
    return by_suffix(file, None, WRITERS, text)
