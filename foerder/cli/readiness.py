"""Looks at what the program needs on this machine: nothing is changed, nothing
is sent, nobody is called.
"""

from __future__ import annotations

import codecs
import locale
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

from foerder.cli.session import Session
from foerder.cli.terminal.editors import command_words, installed_editor, named_editor
from foerder.files import may_write
from foerder.model import Notify, Register
from foerder.notify.addresses import reachable, sender_fault
from foerder.notify.transport import DownError, choose_server
from foerder.register.files import user_folder
from foerder.text.i18n import DEFAULT, _, decide_language, ngettext
from foerder.views.readiness import Need
from foerder.views.where import why_text

OFFSETS = {1: timedelta(hours=1), 7: timedelta(hours=2)}
"""Month → how far Germany's time is ahead of UTC."""


def needs(run: Session) -> Iterator[Need]:
    """What is needed to read and change a register, and to send mails."""
    register = run.register() if run.place.find() else None
    yield _register(run, register)
    if register and not register.nothing_readable:
        yield _writable(run)
        yield _memory(run)
        yield from _mail(register.notify)
    yield _cache()
    yield _language()
    yield _encoding()
    yield _time_zone()
    yield _editor()
    yield from _extras()


def _register(run: Session, register: Register | None) -> Need:
    if register is None:
        return Need(
            "register",
            _("none found"),
            _("A new one: foerder init. One that exists: foerder use PATH."),
        )
    found = ", ".join(shown for _path, shown in run.place.find())
    if not register.problems:
        return Need("register", found)
    text = ngettext(
        "{n} problem in it: foerder check",
        "{n} problems in it: foerder check",
        len(register.problems),
    )
    return Need("register", found, text.format(n=len(register.problems)))


def _writable(run: Session) -> Need:
    """Files are replaced: the right to write is needed for them and for their folders."""
    paths = [path for path, _shown in run.place.located_files()]
    locked = [str(path) for path in (*paths, run.place.folder()) if not may_write(path)]
    if not locked:
        return Need("register-writable", _("allowed"))
    return Need(
        "register-writable",
        _("not allowed: {files}").format(files=", ".join(dict.fromkeys(locked))),
        _("Ask for the right to write in this folder; reading works without it."),
    )


def _memory(run: Session) -> Need:
    """Journal, notifications sent and calendars: beside the register, made with
    the first change.
    """
    memory = run.place.memory()
    return _folder("memory", memory.folder, _("Ask for the right to write in this folder."))


def _cache() -> Need:
    remedy = _("Large registers are read anew each time.")
    return _folder("cache", user_folder("cache"), remedy, True)


def _folder(name: str, folder: Path, remedy: str, is_optional: bool = False) -> Need:
    """A folder that can be written, or made."""
    nearest = folder
    while not nearest.is_dir() and nearest != nearest.parent:
        nearest = nearest.parent
    if may_write(nearest):
        return Need(name, str(folder))
    found = _("{folder}: may not be written").format(folder=folder)
    return Need(name, found, remedy, is_optional)


def _language() -> Need:
    language, why = decide_language(sys.argv[1:], os.environ)
    remedy = ""
    if language != DEFAULT:
        remedy = _("German: set the variable FOERDER_LANG to de.")
    return Need("language", f"{language}, {why_text(why)}", remedy, is_optional=True)


def _encoding() -> Need:
    """Whether the terminal shows umlauts; that of Windows always does."""
    name = "utf-8" if sys.platform == "win32" else codecs.lookup(locale.getencoding()).name
    if name == "utf-8":
        return Need("encoding", name)
    remedy = _("Set a locale with UTF-8, for example: export LC_ALL=C.UTF-8")
    return Need("encoding", name, remedy)


def _time_zone() -> Need:
    """Whether this machine has Germany's time, in winter and in summer: "today" depends on it."""
    names = []
    for month, offset in OFFSETS.items():
        day = datetime(2026, month, 15, 12).astimezone()
        names.append(f"{day:%Z %z}")
        if day.utcoffset() != offset:
            remedy = _(
                "Set the time zone of this machine, or the variable TZ, to Europe/Berlin; on Linux the package "
                "tzdata is needed."
            )
            return Need("time-zone", names[-1], remedy)
    return Need("time-zone", ", ".join(names))


def _unnamed_editor() -> Need:
    found = installed_editor()
    if found:
        return Need("editor", found)
    remedy = _("Install nano, or name another one in the variable EDITOR.")
    return Need("editor", _("no text editor"), remedy)


def _editor() -> Need:
    named = named_editor()
    if named is None:
        return _unnamed_editor()
    try:
        program = command_words(named)[0]
    except (ValueError, IndexError):
        program = ""
    if shutil.which(program):
        return Need("editor", named)
    return Need(
        "editor",
        _("{command}: there is no such program").format(command=named),
        _("Name another one in the variable VISUAL or EDITOR."),
    )


def _mail(notify: Notify | None) -> Iterator[Need]:
    """What `notify` would need; the server is not called."""
    how = _("How: foerder help mail")
    if notify is None:
        yield Need("mail", _("The register has no [notify]."), how)
        return
    yield Need("mail-sender", notify.sender or "–", sender_fault(notify.sender))
    wrong = ""
    if not reachable(notify.coordinator, notify):
        wrong = _('Write coordinator = "…" in [notify], an address in its domains.')
    yield Need("mail-coordinator", notify.coordinator or "–", wrong)
    try:
        server = choose_server(notify, os.environ)
    except DownError as error:
        yield Need("mail-server", notify.smtp or "–", f"{error}. {how}")
        return
    yield Need("mail-server", f"{server.host}:{server.port} ({server.tls})")


def _extras() -> Iterator[Need]:
    """Packages that some commands use where they are installed."""
    extras = {
        "keyring": _("Only for a mail server's password in a keyring: pip install keyring"),
        "caldav": _("Only for foerder publish https://…: pip install caldav"),
    }
    for name, remedy in extras.items():
        if find_spec(name):
            yield Need(name, _("installed"))
        else:
            yield Need(name, _("not installed"), remedy, is_optional=True)
