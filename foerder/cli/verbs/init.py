"""`foerder init`: a new register."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from foerder import clock
from foerder.cli.change import refuse
from foerder.cli.inputs import parse_date
from foerder.cli.parser import complete
from foerder.cli.parser.commands import Words, flag, gathered, option, verb
from foerder.cli.session import Session, usage_error
from foerder.cli.terminal import ask
from foerder.cli.terminal.output import say, write
from foerder.cli.values import value
from foerder.editor import store
from foerder.editor.change import Refused
from foerder.editor.journal import Journal, differences
from foerder.law.holidays import region_name
from foerder.register import rule_choice
from foerder.register.files import id_of
from foerder.register.tables import NOTIFY, SETTINGS
from foerder.text.i18n import _, fmt_date, language
from foerder.toml.parse import loads

DEFAULT = Path("data", "projects.toml")
MAIL = re.compile(r"[^@\s\"\\]+@[^@\s\"\\]+\.[^@\s\"\\]+")
KEYS = {
    "holidays": option(
        "DE-TH", "Whose public holidays count for us: DE-BB … DE-TH, DE.", complete.regions
    ),
    "language": option("de|en", "Language of mails and files."),
    "within": option("DAYS", "How far foerder due looks."),
    "track_from": option("DATE", "Duties due before this day are history, never overdue."),
    "coordinator": option("MAIL", "Who is told where a duty has no owner."),
}
"""The settings that are asked for, each with an option."""


@verb(
    "Begin a register: empty, or with a made-up example to learn from. Asks five questions on a terminal.",
    epilog="Where: as given by -f PATH or FOERDER_REGISTER, else data/projects.toml in this folder.",
)
@gathered(KEYS)
def init(
    run: Session,
    example: Annotated[bool, flag("With the projects of a made-up town.", "--example")] = False,
    *,
    words: Words,
    dry_run: Annotated[bool, flag("Only show it; write nothing.", "--dry-run")] = False,
) -> int:
    """Write a register that passes reading."""
    path = _where(run)
    if path.exists() or path.is_symlink():
        return refuse(
            _("{path} exists already.").format(path=path),
            _("Nothing was changed. Name another file with -f PATH."),
        )
    given = {key: text for key, text in words.items() if text is not None}
    asking = ask.interactive() and not dry_run
    answers = {} if example else _answers(run, given, asking)
    text = _example(given) if example else _empty(answers, id_of(path))
    if dry_run:
        write(text)
        say(_("Dry run: nothing was written."))
        return 0
    code = _create(run, path, text, example)
    if code == 0:
        _say_taken(answers, is_asked=asking or any(given.values()))
    return code


def _say_taken(answers: dict[str, str], is_asked: bool) -> None:
    """Say what follows from the settings, and what was taken for granted;
    nothing of the example's.
    """
    if answers and not is_asked:
        say(_unasked(answers))
    if answers.get("holidays") in rule_choice.LANDS:
        say(_conditions(answers["holidays"]))


def _conditions(land: str) -> str:
    """Which rule sets fit money of this Land, or that none is known."""
    names = ", ".join(one.id for one in rule_choice.offered(land, ["state"]))
    text = _("No rule sets for money of {land} are known: take the days from the letter.")
    if names:
        text = _(
            "Rule sets for money of {land}: {names}. What they say: foerder rules --land {code}"
        )
    name, code = region_name(land, language()), land.removeprefix("DE-")
    return text.format(land=name, names=names, code=code)


def _unasked(answers: dict[str, str]) -> str:
    """What was taken for granted because nobody could be asked, and how to say it."""
    taken = ", ".join(
        f"--{name} {answers[name]}" for name in ("holidays", "language", "within")
    )
    text = _("Off a terminal nothing is asked. Taken: {taken}. To be given too: {more}.")
    return text.format(taken=taken, more=f"--track-from {_('DATE')}, --coordinator MAIL")


def _create(run: Session, path: Path, text: str, example: bool) -> int:
    """Write the register and begin its journal."""
    raw = text.encode("utf-8")
    changes = [] if example else list(differences({}, loads(text)))
    now = clock.now().astimezone()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with store.locked([path], "init", now):
            store.create(path, raw)
            journal = Journal(path)
            journal.intend("init", None, changes, raw, now)
            journal.enter(raw)
    except (Refused, OSError) as fault:
        wrong = fault if isinstance(fault, Refused) else store.refusal(fault, path)
        return refuse(wrong.message, wrong.remedy)
    write(f"{path}\n")
    found, why = run.place.located()
    is_found = why == "nearest" and found[0][0].resolve() == path.resolve()
    named = "" if is_found else f" -f {path}"
    next_step = _("A new register. Next: foerder{option} add project")
    if example:
        next_step = _("A register with an example. Next: foerder{option} due")
    say(next_step, option=named)
    return 0


def _answers(run: Session, given: dict[str, str], asking: bool) -> dict[str, str]:
    """The settings: as given, else asked for on a terminal, else the defaults."""
    questions = {
        "holidays": (
            _(
                "Whose public holidays count for you? DE-TH for Thuringia, DE for the nationwide ones"
            ),
            "DE",
        ),
        "language": (_("Language of mails and files"), language()),
        "within": (_("How many days ahead should foerder due look?"), "90"),
        "track_from": (
            _("From which day on is the register kept? What was due before is history"),
            fmt_date(run.today),
        ),
        "coordinator": (_("Mail address for duties without an owner"), ""),
    }
    found = {}
    for key, (question, default) in questions.items():
        answer = given.get(key)
        if answer is None and asking:
            refuse = partial(_refusal, run, key)
            answer = ask.text(question, required=False, refuse=refuse, default=default)
        if answer is None and key == "track_from":
            continue
        text = answer or default
        if not text:
            continue
        wrong = _refusal(run, key, text)
        if wrong:
            usage_error(f"--{key.replace('_', '-')}: {wrong}")
        found[key] = str(_typed(run, key, text))
    return found


def _typed(run: Session, key: str, text: str) -> str:
    """An answer in the words of the register. Raises `Refused`, ``typer.BadParameter``."""
    if key == "track_from":
        return parse_date(text, run.today, key).isoformat()
    field = (NOTIFY if key == "coordinator" else SETTINGS).keys[key]
    return str(value(key, field, [text], run.today))


def _refusal(run: Session, key: str, text: str) -> str | None:
    """What is wrong with an answer."""
    try:
        _typed(run, key, text)
    except Refused as fault:
        return f"{fault.message}. {fault.remedy}"
    except typer.BadParameter as fault:
        return fault.message
    if key == "coordinator" and not MAIL.fullmatch(text):
        return _("This is no mail address.")
    return None


def _where(run: Session) -> Path:
    named, _why = run.place.asked_for()
    path = Path(named[0]) if named else DEFAULT
    # A register that lies right here would be hidden by a new one in data/.
    if not named and Path(DEFAULT.name).is_file():
        path = Path(DEFAULT.name)
    return path / DEFAULT.name if path.is_dir() else path


def _example(given: dict[str, str]) -> str:
    """The example's text; ends the program where settings are given, as it has its own."""
    for key, text in given.items():
        if text:
            message = _("The example has its own settings: leave out --{option}.")
            usage_error(message, option=key.replace("_", "-"))
    return (Path(__file__).parents[2] / "beispiel.toml").read_text(encoding="utf-8")


def _empty(answers: dict[str, str], name: str) -> str:
    """The head of a register, with what to do next as comments."""
    head = _(
        """\
# The register of funded projects. What a line means: the handbook; a complete example: foerder init --example
# After changes by hand: foerder check
"""
    )
    tracked = f"track_from = {answers['track_from']}\n" if "track_from" in answers else ""
    mails = ""
    if "coordinator" in answers:
        address = answers["coordinator"]
        domain = address.rpartition("@")[2]
        mails = f'\n[notify]\nfrom = "{address}"\ncoordinator = "{address}"\ndomains = ["{domain}"]\n'
    return (
        f'{head}\nformat = 1\n\n[settings]\nid = "{name}"\nlanguage = "{answers["language"]}"\n'
        f'holidays = "{answers["holidays"]}"\nwithin = {answers["within"]}\n{tracked}{mails}'
    )
