"""Ready lines for cron, systemd and the Windows task scheduler: printed, never installed."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from foerder.notify.watchers import PING
from foerder.text.i18n import _

KINDS = ("cron", "systemd", "windows")
HOUR, MINUTE = 6, 15
WORKING_DAYS = "Monday,Tuesday,Wednesday,Thursday,Friday"
SECRETS = {
    "notify": (
        "FOERDER_SMTP=smtp://mail.example.org:587",
        "FOERDER_SMTP_USER=…",
        "FOERDER_SMTP_PASSWORD=…",
    ),
    "publish": ("FOERDER_CALDAV_USER=…", "FOERDER_CALDAV_PASSWORD=…"),
}
"""Verb → the variables that a server's password needs."""
SECRETS_FILES = {"notify": "mail.env", "publish": "caldav.env"}


@dataclass(frozen=True, slots=True)
class Job:
    """What runs each working day."""

    verb: str
    words: Sequence[str]
    """The whole command."""
    folder: str
    """Where it runs."""
    secrets: str
    """The file with the variables that nobody else may read."""
    ping: str | None = None
    """The address that a good run calls; a secret."""


def own_command() -> list[str]:
    """How this program is started: as a module, as one file, or as the program
    of a folder without Python.
    """
    started = Path(sys.argv[0])
    if getattr(sys, "frozen", False):
        return [sys.executable]
    if started.suffix == ".pyz":
        return [sys.executable, str(started.resolve())]
    return [sys.executable, "-m", "foerder"]


def lines(kind: str, job: Job) -> str:
    """The lines for one scheduler."""
    return {"cron": _cron, "systemd": _systemd, "windows": _windows}[kind](job)


def _purpose(verb: str) -> str:
    if verb == "notify":
        return _("Warnings of grant deadlines by mail")
    return _("Calendars of grant deadlines")


def _comment(*texts: str) -> str:
    return "".join(f"# {text}\n" for text in texts)


def _about_secrets(job: Job) -> list[str]:
    password = _(
        "Only where the server asks for a password: put these lines into {file} (chmod 600)."
    )
    texts = [password.format(file=job.secrets), *_variables(job)]
    if job.ping:
        ping = _(
            "The address to call is a secret and stays out of the logs: put this line into {file} (chmod 600)."
        )
        texts += [ping.format(file=job.secrets), f"  {PING}={shlex.quote(job.ping)}"]
    return texts


def _variables(job: Job) -> list[str]:
    return [f"  {line}" for line in SECRETS[job.verb]]


def _cron(job: Job) -> str:
    source = shlex.quote(job.secrets)
    command = f"cd {shlex.quote(job.folder)} && {{ [ ! -r {source} ] || {{ set -a; . {source}; set +a; }}; }}"
    # In a crontab a percent sign ends the command.
    command = f"{command} && {shlex.join(job.words)} >/dev/null".replace("%", "\\%")
    how = _(
        "Add with: crontab -e. What goes wrong is written to stderr, and cron mails that to MAILTO."
    )
    return f"{_comment(how, *_about_secrets(job))}{MINUTE} {HOUR} * * 1-5 {command}\n"


SERVICE = """\
[Unit]
Description={purpose}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={folder}
EnvironmentFile=-{secrets}
ExecStart={command}

"""
TIMER = f"""\
[Unit]
Description={{purpose}}

[Timer]
OnCalendar=Mon..Fri {HOUR:02}:{MINUTE:02}
Persistent=true

[Install]
WantedBy=timers.target
"""


def _systemd(job: Job) -> str:
    unit, purpose = f"foerder-{job.verb}", _purpose(job.verb)
    service = SERVICE.format(
        purpose=purpose,
        folder=job.folder.replace("%", "%%"),
        secrets=job.secrets.replace("%", "%%"),
        command=" ".join(_systemd_word(word) for word in job.words),
    )
    how = _comment(
        _("Put the two parts into the files named, then:"),
        f"  systemctl --user daemon-reload && systemctl --user enable --now {unit}.timer",
        _("and once, so that it also runs while you are logged out: loginctl enable-linger"),
        *_about_secrets(job),
    )
    place = "# ~/.config/systemd/user/"
    timer = TIMER.format(purpose=purpose)
    return f"{how}{place}{unit}.service\n{service}{place}{unit}.timer\n{timer}"


def _systemd_word(word: str) -> str:
    """One word of ExecStart: quoted, with specifiers and variables taken literally."""
    escaped = re.sub(r'[\\"]', r"\\\g<0>", re.sub(r"[%$]", r"\g<0>\g<0>", word))
    return f'"{escaped}"' if re.search(r"[ \t'\"\\;]", escaped) else escaped


TASK = f"""\
$action = New-ScheduledTaskAction -Execute {{program}} `
  -Argument {{arguments}} `
  -WorkingDirectory {{folder}}
$trigger = New-ScheduledTaskTrigger -Weekly -DaysOfWeek {WORKING_DAYS} -At {HOUR:02}:{MINUTE:02}
$settings = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew `
  -ExecutionTimeLimit (New-TimeSpan -Hours 1) -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries
Register-ScheduledTask -TaskName {{name}} -Action $action `
  -Trigger $trigger -Settings $settings
"""


def _windows(job: Job) -> str:
    import subprocess

    how = _comment(
        _(
            "Paste into PowerShell. A run that was missed is made up as soon as the machine is on."
        ),
        _(
            "Only where the server asks for a password: set these environment variables for this account:"
        ),
        *_variables(job),
        _("Better without the last one: pip install keyring, then: keyring set foerder USER"),
    )
    if job.ping:
        how += _comment(
            _("The address to call is a secret: this account keeps it, the task does not.")
        )
        how += f"[Environment]::SetEnvironmentVariable('{PING}', {_powershell(job.ping)}, 'User')\n"
    # One argument after the other as Windows programs take their command line apart.
    arguments = " ".join(subprocess.list2cmdline([word]) for word in job.words[1:])
    return how + TASK.format(
        program=_powershell(job.words[0]),
        arguments=_powershell(arguments),
        folder=_powershell(job.folder),
        name=_powershell(f"foerder {job.verb}"),
    )


def _powershell(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
