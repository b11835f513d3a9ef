"""What is said after calendars were written: how many entries, what is not in
them and why, how to bring them in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from foerder.calendars.entries import Change, Range
from foerder.calendars.memory import LastExport
from foerder.model import Register
from foerder.text.hints import no_match, no_project
from foerder.text.i18n import _, fmt_date, ngettext
from foerder.text.plain import clean, named


class File(NamedTuple):
    """One calendar that was written."""

    target: str
    days: Sequence[date]
    """Of its entries."""
    changes: Sequence[Change] = ()
    known: bool = False
    """The memory knows of an earlier export of this target."""
    existed: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """All that an export did."""

    files: Sequence[File]
    untouched: Sequence[str]
    left: Mapping[str, str]
    window: Range
    changes: bool = False
    several: str = ""
    """The folder, where there is a file per owner."""
    memory_lost: bool = False
    uncertain: int = 0
    missing: Mapping[str, LastExport] = field(default_factory=dict)
    """Files that are not there, though they were written once: when, by whom,
    on which computer.
    """
    endless: Sequence[str] = field(default=())


def memory_trouble(state: str, path: str) -> str:
    """What is wrong with the memory; empty where nothing is."""
    texts = {
        "damaged": _(
            "{file} is damaged: what can be read of it is kept, the rest is started again. "
            "The damaged file stays beside it as calendar.json.damaged."
        ),
        "newer": _("{file} was written by a newer program: it is neither used nor changed."),
        "unreadable": _("{file} cannot be read: it is neither used nor changed."),
    }
    return texts[state].format(file=clean(path)) if state in texts else ""


def no_folder(folder: str) -> str:
    """The folder to write into is missing."""
    return _("The folder {folder} does not exist. Create it first.").format(
        folder=clean(folder)
    )


def foreign(file: str) -> str:
    """A file in the way that is not ours."""
    return _(
        "{file} was not written by this register. Name another folder, or replace it with --force."
    ).format(file=named(file))


def left_out(
    left: Mapping[str, str], window: Range, endless: Sequence[str] = (), hint: bool = True
) -> str:
    """What did not go out, and why, in one line; ``hint``: there is --all to
    have it all the same.
    """
    counted = Counter(left.values())
    found = []
    for reason in ("done", "past", "later", "undated", "other"):
        if counted[reason]:
            found.append(_reason(reason, counted[reason], window, hint))
    text = _("Nothing is left out.")
    if found:
        text = _("Left out: {reasons}.").format(reasons=", ".join(found))
    if endless:
        text += " " + _("Recurring without an end, computed for five years: {ids}.").format(
            ids=", ".join(dict.fromkeys(endless))
        )
    return text


def _reason(reason: str, n: int, window: Range, hint: bool) -> str:
    texts = {
        "done": ngettext("{n} done or settled", "{n} done or settled", n),
        "past": ngettext("{n} past", "{n} past", n),
        "later": ngettext("{n} later than {day}", "{n} later than {day}", n),
        "undated": ngettext("{n} without a date yet", "{n} without a date yet", n),
        "other": ngettext("{n} not asked for", "{n} not asked for", n),
    }
    if hint:
        texts["past"] = ngettext(
            "{n} past (with them: --all)", "{n} past (with them: --all)", n
        )
    return texts[reason].format(n=n, day=fmt_date(window.until))


def remarks(done: Exported) -> list[str]:
    """Everything that is said; three lines at the end, one where nothing was written."""
    lines = []
    if done.changes and any(not file.known for file in done.files):
        lines.append(_("No earlier export is remembered: everything counts as new."))
    elif done.memory_lost and any(file.existed for file in done.files):
        lines.append(
            _("There is no memory of the earlier export of this file: it is started again.")
        )
    if done.uncertain:
        lines.append(
            ngettext(
                "{n} entry is not in the register as far as it can be read; "
                "it is not cancelled while there are faults.",
                "{n} entries are not in the register as far as it can be read; "
                "they are not cancelled while there are faults.",
                done.uncertain,
            ).format(n=done.uncertain)
        )
    missing = [_missing(target, last) for target, last in done.missing.items()]
    if not done.files:
        return [*lines, " ".join([_nothing(done), *missing])]
    lines += missing
    for file in done.files:
        lines += to_delete(file, bool(done.several))
    return [*lines, _count(done), left_out(done.left, done.window, done.endless), _way(done)]


def _missing(target: str, last: LastExport) -> str:
    """That a file is not where it was written; another computer may have another disk."""
    return _(
        "{file} is not here; it was last exported on {day} by {who} on {host}. Without --changes everything is written."
    ).format(file=named(target), day=fmt_date(last.on), who=last.by, host=last.host)


def nothing_to_export(register: Register, target: str) -> list[str]:
    """That a file was not written, and why; ``-`` is standard output."""
    text = _("Nothing to export, {file} is not written.").format(file=clean(target))
    if target == "-":
        text = _("Nothing to export.")
    return [text, no_match() if register.projects else no_project()]


def _nothing(done: Exported) -> str:
    """That no file was written, in one line."""
    target = named(done.several or done.untouched[0]) if done.several or done.untouched else ""
    if done.changes and not done.memory_lost:
        return _(
            "Nothing has changed since the last export of {file}: nothing is written."
        ).format(file=target)
    text = _(
        "Nothing to export, {file} is not written: a calendar without an entry is not valid."
    ).format(file=target)
    if done.untouched == ["-"]:
        text = _("Nothing to export: a calendar without an entry is not valid.")
    return f"{text} {left_out(done.left, done.window)}" if done.left else text


def _count(done: Exported) -> str:
    days = [day for file in done.files for day in file.days]
    words = {"n": len(days), "first": fmt_date(min(days)), "last": fmt_date(max(days))}
    if done.several:
        text = ngettext(
            "{n} entry written, in {files} files in {folder}: {first} to {last}.",
            "{n} entries written, in {files} files in {folder}: {first} to {last}.",
            len(days),
        ).format(files=len(done.files), folder=clean(done.several), **words)
        if done.untouched:
            text += " " + ngettext(
                "{n} file has nothing to tell and is not written.",
                "{n} files have nothing to tell and are not written.",
                len(done.untouched),
            ).format(n=len(done.untouched))
        return text
    return ngettext(
        "{n} entry written to {file}: {first} to {last}.",
        "{n} entries written to {file}: {first} to {last}.",
        len(days),
    ).format(file=named(done.files[0].target), **words)


def _way(done: Exported) -> str:
    """Which of the three ways into Outlook fits."""
    if done.changes and any(change.old for file in done.files for change in file.changes):
        return _(
            "Outlook: first delete by hand what is listed above, then import the file into the calendar of last time. "
            "To have it always up to date: foerder publish, and subscribe."
        )
    if done.changes and any(file.known for file in done.files):
        return _(
            "Outlook: import the file into the calendar of last time, nothing is to be deleted. "
            "To have it always up to date: foerder publish, and subscribe."
        )
    if any(file.known or file.existed for file in done.files):
        return _(
            "Outlook: delete the calendar of last time, then open the file as a new one; importing it again doubles "
            "every entry. Next time only what is new: --changes. Always up to date: foerder publish, and subscribe."
        )
    return _(
        "Outlook: open the file, it becomes a calendar of its own. Next time replace that calendar, or take only what "
        "is new: --changes. Always up to date: foerder publish, and subscribe."
    )


def to_delete(file: File, several: bool) -> list[str]:
    """The entries of last time that Outlook keeps: to be deleted by hand."""
    old = [change for change in file.changes if change.old]
    if not old:
        return []
    head = ngettext(
        "Delete this entry by hand, Outlook does not do it:",
        "Delete these entries by hand, Outlook does not do it:",
        len(old),
    )
    lines = [f"{named(file.target)}: {head}" if several else head]
    for change in old:
        assert change.old is not None
        lines.append(
            f"  {fmt_date(change.old.day, weekday=True)}  {clean(change.old.title)}  ({_what_became(change)})"
        )
    return lines


def _what_became(change: Change) -> str:
    assert change.old is not None
    entry = change.entry
    if entry.gone:
        texts = {
            "done": _("done"),
            "dropped": _("dropped"),
            "elsewhere": _("no longer in this selection"),
        }
        return texts[entry.gone]
    if entry.day != change.old.day:
        return _("now {day}").format(day=fmt_date(entry.day, weekday=True))
    return _("now: {title}").format(title=clean(entry.title))
