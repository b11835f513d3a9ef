"""The folder of a web server: which calendars go there, and what only changes
where nothing is in doubt.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from foerder.calendars import entries as agenda
from foerder.calendars import event_text, ics, index_page, names, remarks, server
from foerder.calendars.edition import WHOLE, Calendar, Edition, Editor, without
from foerder.calendars.memory import Memory, Published, save, target_key
from foerder.calendars.own_files import OwnFiles
from foerder.calendars.server import Synced
from foerder.cli.exports.ics import YEARS, CalendarStore, remembering
from foerder.cli.session import Session
from foerder.deadlines.calculator import Calculator
from foerder.editor.journal import Journal, moment
from foerder.files import WriteError
from foerder.law.counting import add_months
from foerder.model import Register
from foerder.text import plain
from foerder.text.hints import no_project
from foerder.text.i18n import _, fmt_date, ngettext, slug, using
from foerder.text.plain import clean

LONG_AGO = timedelta(days=730)
OVERVIEW = ("uebersicht.html", "overview.html")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for."""

    base: str = ""
    """The folder's address."""
    secret: bool = False
    people: bool = False
    steps: tuple[int, ...] | None = None
    alarm: bool = True
    nudge: str = "weekly"
    name: str = index_page.WHOLE
    """What the files' names begin with."""
    forget: tuple[str, ...] = ()
    force: bool = False
    """Replace files of others too."""
    yes: bool = False
    """Go on where the register or the clock is in doubt."""


@dataclass
class Outcome:
    """How it went."""

    edition: Edition
    distrust: list[str] = field(default_factory=list)
    """Why nothing was touched."""
    foreign: list[str] = field(default_factory=list)
    """Files of others in the way."""
    removed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """Ours once, changed by others since."""
    busy: list[str] = field(default_factory=list)
    """Owners who were to be forgotten, but have open deadlines."""


class Publisher:
    """One run of `foerder publish`."""

    def __init__(self, run: Session, register: Register, wishes: Wishes) -> None:
        self.run = run
        self.register = register
        self.wishes = wishes
        self.language = run.file_language(register)
        options = agenda.CalendarOptions(
            self.language, wishes.steps, wishes.alarm, wishes.people
        )
        self.window = agenda.Range(run.today, add_months(run.today, 12 * YEARS))
        deadlines = Calculator(register, run.today, run.today, tracing=True).all()
        self.editor = Editor(register, deadlines, self.window, options, wishes.nudge)
        self.store: CalendarStore

    def to_folder(self, folder: Path) -> Outcome:
        """Write everything. Raises `WriteError`; the calendars written by then
        are whole and stay.
        """
        with self._remembering() as self.store:
            place = _place(self.store.memory, folder, self.store.home.beside)
            result = self._outcome(place)
            if result.distrust:
                return result
            result.busy = without(result.edition, place, self.wishes.forget)
            files = OwnFiles(folder, place.files)
            files.make()
            with using(self.language):
                contents = self._contents(result.edition, folder)
            result.foreign = [] if self.wishes.force else files.foreign(contents)
            if not result.foreign:
                files.announce(contents)
                self.store.save()
                files.write(contents)
                result.removed, result.left = files.remove(contents)
                self.remember(result.edition, place)
            return result

    def to_server(self, url: str) -> tuple[Outcome, Synced]:
        """Make a calendar on a server exact.

        Raises `ServerError`, `WriteError`; what was done by then is noted.
        """
        address, user = server.address(url)
        with self._remembering() as self.store:
            memory = self.store.memory
            place = memory.published.setdefault(f"caldav|{address}", Published())
            result = self._outcome(place)
            if result.distrust:
                return result, Synced()
            contents = {}
            for calendar in result.edition.calendars[:1]:
                for entry in calendar.entries:
                    name = f"{ics.uid(entry.key, memory.register)}.ics"
                    contents[name] = ics.calendar([entry], memory.register, "", self.language)
            collection = server.Collection(
                address, *server.credentials(user, os.environ), memory.register
            )
            try:
                synced = collection.sync(contents, place.files)
            finally:
                self.store.save()
            self.remember(result.edition, place)
            return result, synced

    def _remembering(self) -> AbstractContextManager[CalendarStore]:
        return remembering(self.run, self.register, "publish", stateless=False, needed=True)

    def _outcome(self, place: Published) -> Outcome:
        """What is to be published; nothing where register or clock cannot be trusted."""
        yes, store = self.wishes.yes, self.store
        distrust = list(self._doubts()) if place.entries and not yes else []
        if distrust:
            return Outcome(Edition([], agenda.Selection()), distrust)
        return Outcome(self.editor.edition(place, store.memory, store.now, yes))

    def remember(self, edition: Edition, place: Published) -> None:
        """Note what was published."""
        self.editor.remember(edition, place)
        if not self.run.day_given:
            self.store.memory.last_run = self.run.today
        self.store.save()

    def _doubts(self) -> Iterator[str]:
        register, today = self.register, self.run.today
        if register.nothing_readable or not register.settings_readable:
            yield _("The register cannot be read: what was published stays as it is.")
        elif not register.projects:
            yield _(
                "The register holds no project: what was published stays as it is. If that is right: --yes"
            )
        if self.run.day_given:
            return
        newest, last = self._newest_change(), self.store.memory.last_run
        if newest and today < newest:
            yield _(
                "The clock of this machine says {day}, but the register was changed on {newest}: "
                "what was published stays as it is. If the clock is right: --yes"
            ).format(day=fmt_date(today), newest=fmt_date(newest))
        if last and today > last + LONG_AGO:
            yield _(
                "The clock of this machine says {day}, more than two years after the last run on {last}: "
                "what was published stays as it is. If the clock is right: --yes"
            ).format(day=fmt_date(today), last=fmt_date(last))

    def _newest_change(self) -> date | None:
        """The day of the newest change in the journal."""
        days = []
        for path, _shown in self.run.place.files():
            times = map(moment, Journal(path).records())
            days += [when.date() for when in times if when]
        return max(days, default=None)

    def _contents(self, edition: Edition, folder: Path) -> dict[str, bytes]:
        """The files' names and bytes; the calendars get their names and labels."""
        memory, wishes = self.store.memory, self.wishes
        self._name(edition.calendars)
        contents = {}
        for calendar in edition.calendars:
            whose = calendar.label if calendar.owner else ""
            title = event_text.calendar_name(self.register, whose)
            contents[calendar.name] = ics.calendar(
                calendar.entries, memory.register, title, self.language, named=True
            )
        if edition.calendars and not wishes.secret:
            name = event_text.calendar_name(self.register)
            title = event_text.without_mail(name, wishes.people)
            overview = next((name for name in OVERVIEW if (folder / name).is_file()), "")
            contents[self.index] = index_page.index(
                edition.calendars, title, wishes.base, self.run.today, overview
            )
        return contents

    @property
    def index(self) -> str:
        """The page with the addresses."""
        name = self.wishes.name
        return index_page.INDEX if name == index_page.WHOLE else f"{name}.html"

    def _name(self, calendars: list[Calendar]) -> None:
        """File names that say no more than may be known, and labels."""
        memory, wishes = self.store.memory, self.wishes
        names.give(memory, [calendar.owner for calendar in calendars if calendar.reader])
        if wishes.secret and not memory.secret:
            if memory.state in ("newer", "unreadable"):
                text = _("The secret names cannot be remembered, nothing is published.")
                raise WriteError(text)
            memory.secret = secrets.token_hex(16)
            save(memory, self.store.home)
        labels = [index_page.label(calendar, wishes.people) for calendar in calendars]
        for calendar, label in zip(calendars, index_page.numbered(labels), strict=True):
            calendar.label = label
            calendar.name = f"{self._stem(calendar)}.ics"

    def _stem(self, calendar: Calendar) -> str:
        memory, wishes = self.store.memory, self.wishes
        name = memory.names.get(calendar.reader) or slug(_("without owner"))
        parts = [] if calendar.reader == WHOLE else [name]
        if wishes.secret:
            return names.secret("/".join([index_page.WHOLE, *parts]), memory.secret)
        if parts and not wishes.people:
            parts = [names.nameless(memory, calendar.reader, calendar.owner)]
        return "-".join([wishes.name, *parts])

    def lines(self, outcome: Outcome) -> str:
        """Whose calendar has which address."""
        if outcome.distrust or outcome.foreign:
            return ""
        return plain.lines(index_page.lines(outcome.edition.calendars, self.wishes.base))

    def remarks(self, outcome: Outcome, folder: str) -> Iterator[str]:
        """What is said after publishing."""
        edition, wishes = outcome.edition, self.wishes
        yield from outcome.distrust
        if edition.kept:
            yield _kept(len(edition.kept))
        yield from _refused(outcome, folder)
        if outcome.distrust or outcome.foreign:
            return
        if edition.calendars:
            yield from index_page.remarks(
                folder,
                edition.calendars,
                outcome.removed,
                wishes.base,
                wishes.secret,
                self.index,
            )
        else:
            yield _("Nothing to publish: a calendar without an entry is not valid.")
            if not self.register.projects:
                yield no_project()
        if edition.calendars or edition.selection.left:
            yield remarks.left_out(edition.selection.left, self.window, hint=False)

    def synced(self, outcome: Outcome, done: Synced) -> Iterator[str]:
        """What is said after a calendar on a server was made exact."""
        yield from outcome.distrust
        if outcome.distrust:
            return
        if outcome.edition.kept:
            yield _kept(len(outcome.edition.kept))
        for title in done.by_hand:
            text = _("Changed by hand on the server, put right again: {title}")
            yield text.format(title=clean(title))
        if done.created or done.changed or done.deleted:
            yield _(
                "Calendar on the server: {created} new, {changed} changed, {deleted} removed."
            ).format(created=done.created, changed=done.changed, deleted=done.deleted)
        else:
            yield _("Calendar on the server: nothing to change.")


def _place(memory: Memory, folder: Path, beside: Path) -> Published:
    """What is remembered of this folder; one that is reached by another way now
    is known by our files in it.
    """
    key = target_key(folder, beside)
    for other, place in [] if key in memory.published else list(memory.published.items()):
        old = beside / other
        if old.is_dir() and not (folder.is_dir() and old.samefile(folder)):
            continue
        files = OwnFiles(folder, place.files)
        if any((folder / name).is_file() and files.is_ours(name) for name in place.files):
            memory.published[key] = memory.published.pop(other)
            break
    return memory.published.setdefault(key, Published())


def _refused(outcome: Outcome, folder: str) -> Iterator[str]:
    """What did not go as asked for."""
    if outcome.foreign:
        yield _(
            "Not written by this register: {files} in {folder}. Nothing is published. "
            "Other names: --name NAME. To replace them: --force"
        ).format(files=", ".join(map(clean, outcome.foreign)), folder=clean(folder))
    if outcome.left:
        text = _("Changed by somebody else, left as it is: {files}.")
        yield text.format(files=", ".join(map(clean, outcome.left)))
    for owner in outcome.busy:
        yield _("{owner} has open deadlines: the calendar stays.").format(owner=clean(owner))


def _kept(n: int) -> str:
    return ngettext(
        "{n} entry stays as it was last published, because the register has faults.",
        "{n} entries stay as they were last published, because the register has faults.",
        n,
    ).format(n=n)
