"""Ready lines for cron, systemd and the Windows task scheduler: printed, never installed."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from foerder.notify.watchers import PING
from foerder.text.i18n import _

KINDS = ("cron", "systemd", "windows")
HOUR, MINUTE = 6, 15
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
    """How this program is started: as a module, as one file, or as the program of a folder without Python."""
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
    return (
        _("Warnings of grant deadlines by mail")
        if verb == "notify"
        else _("Calendars of grant deadlines")
    )


def _comment(sign: str, *texts: str) -> str:
    return "".join(f"{sign} {text}\n" for text in texts)


def _about_secrets(job: Job) -> list[str]:
    texts = [
        _(
            "Only where the server asks for a password: put these lines into {file} (chmod 600)."
        ).format(file=job.secrets),
        *(f"  {line}" for line in SECRETS[job.verb]),
    ]
    if job.ping:
        texts += [
            _(
                "The address to call is a secret and stays out of the logs: put this line into {file} (chmod 600)."
            ).format(file=job.secrets),
            f"  {PING}={shlex.quote(job.ping)}",
        ]
    return texts


def _cron(job: Job) -> str:
    source = shlex.quote(job.secrets)
    command = f"cd {shlex.quote(job.folder)} && {{ [ ! -r {source} ] || {{ set -a; . {source}; set +a; }}; }}"
    # In a crontab a percent sign ends the command.
    command = f"{command} && {shlex.join(job.words)} >/dev/null".replace("%", "\\%")
    return (
        _comment(
            "#",
            _(
                "Add with: crontab -e. What goes wrong is written to stderr, and cron mails that to MAILTO."
            ),
            *_about_secrets(job),
        )
        + f"{MINUTE} {HOUR} * * 1-5 {command}\n"
    )


def _systemd(job: Job) -> str:
    quoted = " ".join(_systemd_word(word) for word in job.words)
    where = job.folder.replace("%", "%%")
    file = job.secrets.replace("%", "%%")
    verb = job.verb
    return (
        _comment(
            "#",
            _("Put the two parts into the files named, then:"),
            f"  systemctl --user daemon-reload && systemctl --user enable --now foerder-{verb}.timer",
            _(
                "and once, so that it also runs while you are logged out: loginctl enable-linger"
            ),
            *_about_secrets(job),
            f"~/.config/systemd/user/foerder-{verb}.service",
        )
        + f"""\
[Unit]
Description={_purpose(verb)}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={where}
EnvironmentFile=-{file}
ExecStart={quoted}

"""
        + _comment("#", f"~/.config/systemd/user/foerder-{verb}.timer")
        + f"""\
[Unit]
Description={_purpose(verb)}

[Timer]
OnCalendar=Mon..Fri {HOUR:02}:{MINUTE:02}
Persistent=true

[Install]
WantedBy=timers.target
"""
    )


def _systemd_word(word: str) -> str:
    """One word of ExecStart: quoted, with specifiers and variables taken literally."""
    escaped = (
        word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    )
    return f'"{escaped}"' if any(char in escaped for char in " \t'\"\\;") else escaped


def _windows(job: Job) -> str:
    arguments = " ".join(_windows_word(word) for word in job.words[1:])
    days = "Monday,Tuesday,Wednesday,Thursday,Friday"
    comment = _comment(
        "#",
        _(
            "Paste into PowerShell. A run that was missed is made up as soon as the machine is on."
        ),
        _(
            "Only where the server asks for a password: set these environment variables for this account:"
        ),
        *(f"  {line}" for line in SECRETS[job.verb]),
        _("Better without the last one: pip install keyring, then: keyring set foerder USER"),
    )
    return (
        comment
        + _windows_ping(job)
        + (
            f"$action = New-ScheduledTaskAction -Execute {_powershell(job.words[0])} `\n"
            f"  -Argument {_powershell(arguments)} `\n"
            f"  -WorkingDirectory {_powershell(job.folder)}\n"
            f"$trigger = New-ScheduledTaskTrigger -Weekly -DaysOfWeek {days} -At {HOUR:02}:{MINUTE:02}\n"
            "$settings = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew `\n"
            "  -ExecutionTimeLimit (New-TimeSpan -Hours 1) -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries\n"
            f"Register-ScheduledTask -TaskName {_powershell(f'foerder {job.verb}')} -Action $action `\n"
            "  -Trigger $trigger -Settings $settings\n"
        )
    )


def _windows_ping(job: Job) -> str:
    if not job.ping:
        return ""
    address = _powershell(job.ping)
    return (
        _comment(
            "#", _("The address to call is a secret: this account keeps it, the task does not.")
        )
        + f"[Environment]::SetEnvironmentVariable('{PING}', {address}, 'User')\n"
    )


def _powershell(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _windows_word(word: str) -> str:
    """One argument as Windows programs take their command line apart."""
    import subprocess

    return subprocess.list2cmdline([word])
