"""The folder of a web server: which calendars go there, written so that no reader sees half of anything."""

from __future__ import annotations

import secrets
from pathlib import Path

from foerder.calendars import entries as agenda
from foerder.calendars import event_text, ics, index_page, remarks
from foerder.calendars.memory import Published, save, target_key
from foerder.cli.exports.ics import YEARS, CalendarStore, per_owner, remembering
from foerder.cli.session import Session
from foerder.deadlines.calculator import Calculator
from foerder.deadlines.selection import Filter
from foerder.files import WriteError, remove_file, write_file
from foerder.law.counting import add_months
from foerder.model import Deadline, Register
from foerder.text.i18n import _, using


class WebFolder:
    """One run of `foerder publish`."""

    def __init__(
        self,
        run: Session,
        register: Register,
        folder: Path,
        secret: bool = False,
        people: bool = False,
        steps: bool = False,
        alarm: bool = True,
    ) -> None:
        self.run = run
        self.register = register
        self.folder = folder
        self.secret = secret
        self.language = run.file_language(register)
        self.wishes = agenda.CalendarOptions(self.language, steps, alarm, people)
        self.window = agenda.Range(run.today, add_months(run.today, 12 * YEARS))
        self.deadlines = Calculator(register, run.today, run.today, tracing=True).all()
        self.selection = agenda.choose(self.deadlines, Filter(), self.window)
        self.shelf: CalendarStore
        self.calendars: list[index_page.Calendar] = []
        self.removed: list[str] = []

    def publish(self, base: str) -> None:
        """Write everything. Raises `WriteError`; the calendars written by then are whole and stay."""
        if not self.folder.is_dir():
            raise WriteError(remarks.no_folder(str(self.folder)))
        with remembering(self.run, self.register, "publish", stateless=False, needed=True) as self.shelf:
            self._publish(base)

    def _publish(self, base: str) -> None:
        place = self._place()
        with using(self.language):
            self.calendars = self._calendars(place.secret)
            for calendar in self.calendars:
                whose = calendar.label if calendar.owner else ""
                name = event_text.calendar_name(self.register, whose)
                data = ics.calendar(calendar.entries, self.shelf.memory.register, name, self.language)
                write_file(self.folder / calendar.name, data)
            files = [calendar.name for calendar in self.calendars]
            if self.calendars and not self.secret:
                title = event_text.without_mail(event_text.calendar_name(self.register), self.wishes.people)
                write_file(
                    self.folder / index_page.INDEX, index_page.index(self.calendars, title, base, self.run.today)
                )
                files.append(index_page.INDEX)
        gone = sorted(set(place.files) - set(files))
        for name in gone:
            remove_file(self.folder / name)
        self.removed = [name for name in gone if name.endswith(".ics")]
        place.files = files
        self.shelf.save()

    def _place(self) -> Published:
        """What is remembered of this folder. A new secret is kept before any name is made from it."""
        memory = self.shelf.memory
        place = memory.published.setdefault(target_key(self.folder, self.shelf.home.beside), Published())
        if self.secret and not place.secret:
            place.secret = secrets.token_hex(16)
            if memory.state in ("newer", "unreadable"):
                raise WriteError(_("The secret names cannot be remembered, nothing is published."))
            save(memory, self.shelf.home)
        return place

    def _calendars(self, secret: str) -> list[index_page.Calendar]:
        """The whole calendar, then one for each owner who has anything; only SEQUENCE knows which came first."""
        whole = self._entries(self.selection.chosen)
        if not whole:
            return []
        stem = index_page.secret_name(index_page.WHOLE, secret) if self.secret else index_page.WHOLE
        result = [index_page.Calendar(f"{stem}.ics", _("All deadlines"), "", whole)]
        parts = [part for part in per_owner(self.deadlines, self.selection, self.language) if part[2].chosen]
        labels = index_page.numbered(
            [index_page.label(owner, part.chosen, self.wishes.people) for _name, owner, part in parts]
        )
        for (name, owner, part), label in zip(parts, labels, strict=True):
            entries = self._entries(part.chosen)
            result.append(index_page.Calendar(f"{self._stem(name, owner, secret)}.ics", label, owner, entries))
        return result

    def _stem(self, name: str, owner: str, secret: str) -> str:
        """A file name that says no more than may be known."""
        if self.secret:
            return index_page.secret_name(f"{index_page.WHOLE}/{name}", secret)
        shown = name if self.wishes.people else index_page.nameless(owner, self.shelf.memory.register)
        return f"{index_page.WHOLE}-{shown}"

    def _entries(self, deadlines: list[Deadline]) -> list[agenda.Entry]:
        return self.shelf.stamped(agenda.entries(deadlines, self.register, self.window, self.wishes))
