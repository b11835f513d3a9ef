"""One grant in one conversation: every answer may be left out, taken back or
filled in by a letter before.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import chain, count
from typing import Any

from foerder.cli import pick
from foerder.cli.change import Plan, Planner
from foerder.cli.session import Session, usage_error
from foerder.cli.terminal import ask
from foerder.cli.terminal.output import say
from foerder.cli.values import refusal, value
from foerder.editor.change import Append, Op, Refused
from foerder.editor.state import State
from foerder.law.seats import holidays_at
from foerder.letters.duties import Date, date_of
from foerder.model import Register
from foerder.register.rule_choice import offered
from foerder.register.rulesets import NAMES
from foerder.register.tables import PERIOD, PROJECT
from foerder.register.values import Field
from foerder.text.glossary import key_label
from foerder.text.i18n import N_, _, heading, slug
from foerder.toml.parse import UNREADABLE, loads

MOST_OFFERED = 4
"""Rule sets that are named at the question for them."""
BACK = ("<", "zurück", "back")
NONE = ("-", "keine", "none")
WAYS = {
    "post": ("award_posted", N_("posted"), N_("On which day was it posted?")),
    "portal": (
        "award_retrieved",
        N_("portal"),
        N_("On which day was it fetched from the portal?"),
    ),
    "account": (
        "award_provided",
        N_("user account"),
        N_("On which day was it provided in the mailbox of the user account?"),
    ),
    "received": ("award_notified", N_("received"), N_("On which day did it come?")),
}
"""How a letter may come: key of the period, word, question for the day."""
OF_PROJECT = ("title", "owner", "deputy", "unit", "recipient", "notes", "url")
OF_PERIOD = ("start", "end", "reference", "amount", "total", "financing_type", "award_date")
DUTIES = {
    "final-report": N_(
        "Final report: until when? A day, or for example: 6 Monate nach Ende des Bewilligungszeitraums"
    ),
    "interim-report": N_("Interim report: until when? For example: 30. April des Folgejahres"),
    "payment-request": N_(
        "Request for payment: until when? For example: 15. November jedes Jahres"
    ),
    "earmark-end": N_(
        "Earmarked until when? For example: 10 Jahre nach Abschluss der Maßnahme"
    ),
    "retention-end": N_(
        "Papers kept until when? For example: 5 Jahre nach Vorlage des Verwendungsnachweises"
    ),
}


@dataclass
class Draft:
    """A grant that is being entered: typed texts by key, and duties as tables of the register."""

    words: dict[str, str] = field(default_factory=dict)
    duties: list[dict[str, Any]] = field(default_factory=list)
    given: dict[str, Any] = field(default_factory=dict)
    """Values of the register as a letter or a fragment of TOML gives them; what
    was typed goes before them.
    """

    @property
    def title(self) -> str:
        return self.words.get("title") or str(self.given.get("title", ""))


@dataclass(frozen=True)
class Question:
    """One question: what is asked, and what an answer would be refused for."""

    key: str
    label: str
    refuse: Callable[[str], str | None] = lambda answer: None
    options: Sequence[str] = ()


class Conversation:
    """Asks for a grant; what is known already is offered."""

    def __init__(self, run: Session, state: State, draft: Draft, with_duties: bool) -> None:
        self.run = run
        self.register = state.register
        self.draft = draft
        self.with_duties = with_duties

    def hold(self) -> None:
        """Ask one question after the other; < goes back one."""
        say(
            _(
                "Enter takes what is offered or leaves out, - leaves out, < goes back one question."
            )
        )
        asked: list[str] = []
        while True:
            question = self._next(asked)
            if question is None:
                return
            answer = self._answer(question)
            if answer in BACK:
                if asked:
                    asked.pop()
                continue
            asked.append(question.key)
            self.draft.words[question.key] = "" if answer in NONE else answer

    def _next(self, asked: Sequence[str]) -> Question | None:
        """The first question that was not asked yet."""
        return next((one for one in self._questions() if one.key not in asked), None)

    def _questions(self) -> Iterator[Question]:
        yield Question("title", _("Title of the project"), partial(self._wrong, "title"))
        yield Question("programme", _("Programme: its id, or the title of a new one"))
        if self._new_programme():
            yield Question("authority", _("Authority: its id, or the name of a new one"))
        for key in ("reference", "award_date"):
            yield self._of_period(key)
        words = [str(_(word)) for _key, word, _day in WAYS.values()]
        yield Question("way", _("How did the letter come?"), options=words)
        way = _way(self.draft)
        if way:
            yield Question("day", _(way[2]), partial(self._wrong, way[0]))
        for key in ("start", "end", "amount", "total", "financing_type"):
            yield self._of_period(key)
        yield Question("rules", self._rules_label(), self._wrong_rules)
        if self.with_duties:
            for kind, label in DUTIES.items():
                yield Question(kind, _(label), partial(_wrong_date, kind))
        yield Question(
            "owner", _("Who is in charge (address or function)?"), partial(self._wrong, "owner")
        )
        yield Question("deputy", _("Who is the deputy?"), partial(self._wrong, "deputy"))

    def _rules_label(self) -> str:
        """The question for the conditions, with those that fit the Land and the letter's year."""
        label = _("Conditions (rule sets, with commas between them)")
        programme = self.register.programmes.get(self.draft.words.get("programme", ""))
        levels = (programme and programme.level) or ("state", "federal")
        year = re.search(r"\b20\d\d\b", self.draft.words.get("award_date", ""))
        land = self.register.settings.holidays
        fitting = offered(land, levels, int(year[0]) if year else None)
        names = ", ".join(rule_set.id for rule_set in fitting[:MOST_OFFERED])
        return f"{label}: {names} …" if names else str(label)

    def _of_period(self, key: str) -> Question:
        return Question(key, heading(key_label(key)), partial(self._wrong, key))

    def _new_programme(self) -> bool:
        given = self.draft.words.get("programme", "")
        return bool(given) and _known(self.register.programmes, given, "title") is None

    def _answer(self, question: Question) -> str:
        default = self.draft.words.get(question.key, "")

        def refuse(answer: str) -> str | None:
            return None if answer in (*BACK, *NONE) else question.refuse(answer)

        required = question.key == "title" and not default
        known = ", ".join(question.options)
        label = f"{question.label} ({known})" if known else question.label
        answer = ask.text(label, (), required, refuse, default)
        if known and answer and answer not in (*question.options, *BACK, *NONE):
            say(_("Possible: {options}."), options=known)
            return self._answer(question)
        return answer

    def _wrong(self, key: str, answer: str) -> str | None:
        return refusal(key, _field(key), answer, self.run.today)

    def _wrong_rules(self, answer: str) -> str | None:
        unknown = [name for name in _items(answer) if not self._is_rule(name)]
        if not unknown:
            return None
        text = _(
            "There is no rule set {name}. All: foerder rules. Leave out what you do not know."
        )
        return text.format(name=", ".join(unknown))

    def _is_rule(self, name: str) -> bool:
        return name in self.register.rule_sets or name in NAMES


def _way(draft: Draft) -> tuple[str, str, str] | None:
    """How the letter came, said by its key or by its word."""
    given = draft.words.get("way", "")
    for key, way in WAYS.items():
        if given and given.lower() in (key, str(_(way[1])).lower()):
            return way
    return None


def _wrong_date(kind: str, answer: str) -> str | None:
    if date_of(answer, kind) is None:
        return _(
            '"{text}" is not understood. A day (31.03.2028), or: 6 Monate nach Ende des Bewilligungszeitraums'
        ).format(text=answer)
    return None


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _field(key: str) -> Field:
    """What reads a key of the project, else of the period."""
    return PROJECT.keys[key] if key in OF_PROJECT else PERIOD.keys[key]


def _typed(key: str, text: str, today: date) -> Any:
    """The value of a key of the project or period that was typed. Raises `Refused`."""
    return value(key, _field(key), [text], today)


def _known(tables: Mapping[str, Any], given: str, name: str) -> str | None:
    """The id of a programme or authority that is named by its id or its name."""
    for each, table in tables.items():
        if given in (each, getattr(table, name)):
            return each
    return None


def planner(run: Session, draft: Draft, with_duties: bool, into: str | None) -> Planner:
    """What adds the grant; asks first where somebody can answer."""

    def plan(state: State) -> Plan:
        if run.asking:
            Conversation(run, state, draft, with_duties).hold()
        return _plan(run.today, state, draft, into)

    return plan


def _plan(today: date, state: State, draft: Draft, into: str | None) -> Plan:
    """The one change that writes a grant. Raises `Refused`."""
    if not draft.title:
        usage_error(_("A grant needs a title: --title TEXT."))
    file = pick.file(state, "project", into)
    ops: list[Op] = []
    programme = _programme(state.register, draft, ops)
    taken = [each.id for each in state.register.projects]
    project = {
        "id": _free(slug(draft.title), taken),
        **_only(draft.given, (key for key in PROJECT.keys if key != "rules")),
        **_table(today, draft, OF_PROJECT),
    }
    if programme:
        project["programme"] = programme
    period = _period(today, draft)
    if period:
        project["period"] = [period]
    ops.append(Append((), "project", _only(project, (*PROJECT.keys, "period"))))
    return Plan(file, ops, str(project["id"]))


def _table(today: date, draft: Draft, keys: Iterable[str]) -> dict[str, Any]:
    """The values of these keys, as far as they were typed. Raises `Refused`."""
    given = {key: draft.words.get(key) for key in keys}
    return {key: _typed(key, text, today) for key, text in given.items() if text}


def _only(table: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """A table with these keys, in their order."""
    return {key: table[key] for key in keys if key in table}


def _programme(register: Register, draft: Draft, ops: list[Op]) -> str:
    """The programme's id; a new one, and its authority, are added."""
    given = draft.words.get("programme", "")
    known = _known(register.programmes, given, "title")
    if known or not given:
        return known or ""
    name = _free(slug(given), register.programmes)
    new = {"id": name, "title": given, **_only(draft.given, ["source"])}
    authority = _authority(register, draft.words.get("authority", ""), ops)
    if authority:
        new["authority"] = authority
    ops.append(Append((), "programme", new))
    return name


def _authority(register: Register, given: str, ops: list[Op]) -> str:
    """The authority's id; a new one is added."""
    known = _known(register.authorities, given, "name")
    if known or not given:
        return known or ""
    name = _free(slug(given), register.authorities)
    ops.append(Append((), "authority", {"id": name, "name": given, **holidays_at(given)}))
    return name


def _free(wanted: str, taken: Container[str]) -> str:
    """An id that is not taken yet, not longer than forty letters."""
    short = wanted[:40].strip("-") or "projekt"
    names = chain([short], (f"{short}-{number}" for number in count(2)))
    return next(name for name in names if name not in taken)


def _period(today: date, draft: Draft) -> dict[str, Any]:
    """The period with its duties."""
    own = [key for key in PERIOD.keys if key == "rules" or key not in PROJECT.keys]
    found = {**_only(draft.given, own), **_table(today, draft, (*OF_PERIOD, "rules"))}
    way, day = _way(draft), draft.words.get("day")
    if way and day:
        found[way[0]] = _typed(way[0], day, today)
    duties = [*draft.duties, *draft.given.get("deadline", ()), *_typed_duties(draft)]
    if not found and not duties:
        return {}
    if "start" not in found:
        found["id"] = str(today.year)
    ordered = _only(found, PERIOD.keys)
    if duties:
        ordered["deadline"] = [_numbered(duty, duties) for duty in duties]
    return ordered


def _typed_duties(draft: Draft) -> Iterator[dict[str, Any]]:
    """The duties that were answered in the conversation or given as options."""
    for kind in DUTIES:
        given = date_of(draft.words.get(kind, ""), kind)
        if given is not None:
            yield duty_table(kind, given, {})


def duty_table(kind: str, given: Date, more: Mapping[str, Any]) -> dict[str, Any]:
    """A deadline's table."""
    return {"id": kind, "kind": kind, **given, **more}


def _numbered(duty: dict[str, Any], duties: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The duty with an id of its own."""
    same = [each for each in duties if each["kind"] == duty["kind"]]
    number = [each is duty for each in same].index(True)
    return {**duty, "id": f"{duty['kind']}-{number + 1}"} if number else duty


def typed_draft(words: Mapping[str, str], where: str | None) -> Draft:
    """A grant of options, or of a fragment of TOML on stdin where ``-`` was typed."""
    if where is None:
        return Draft(dict(words))
    if where != "-":
        text = _("{what} takes no place; remove {where}.")
        usage_error(text, what="grant", where=repr(where))
    try:
        given = loads(sys.stdin.read())
    except UNREADABLE as fault:
        text = _("What came on stdin is not TOML: {why}.")
        raise Refused(text.format(why=fault)) from None
    known = {*PROJECT.keys, *PERIOD.keys, "deadline"}
    for key in given:
        if key not in known:
            usage_error(_("{what} has no key {key}."), what="grant", key=key)
    return Draft(dict(words), given=given)
