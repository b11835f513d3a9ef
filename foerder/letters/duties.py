"""A sentence → the duties that it sets, how sure each is, or why it is left open.

Rules are in patterns.toml.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from foerder.letters import elements
from foerder.letters.patterns import Form, Kind, Pattern, patterns
from foerder.letters.sentences import Sentence
from foerder.terms import RECURRING_ANCHORS

Date = Mapping[str, Any]
"""A form of date with the keys of the register, ``{"after": "period-end",
"offset": "6 months"}``.
"""
UNDATED: Date = {"undated": True}
UNSAID = ("earmark-end", "retention-end", "remedy", "use-by")
"""What passes by itself, or is of course to be done: the letter need not say that it is owed."""
TOGETHER = {
    frozenset(("final-report", "content-report")),
    frozenset(("interim-report", "content-report")),
    frozenset(("renewal-application", "application")),
    frozenset(("notice", "application")),
    frozenset(("payment-request", "application")),
    frozenset(("remedy", "application")),
}
"""Kinds that are named in one sentence without a doubt which is meant: the first is."""
_TIME = re.compile(r"\b(\d{1,2})(?:[:.](\d{2}))? Uhr\b")
_DAYS = re.compile(
    f"{elements.DAY}|{elements.MONTH_DAY}|{elements.SPAN}|{elements.END_OF_MONTH}",
    re.IGNORECASE,
)
_ONE_DAY = re.compile(elements.DAY, re.IGNORECASE)
_SPANS = re.compile(elements.SPAN, re.IGNORECASE)
_YEARS = re.compile(r"\b20\d\d\b")
_EACH = re.compile(
    r"\b(?:jeweils|jährlich|alljährlich|jede[nsmr]?|jeweilige[nsmr]?)\b", re.IGNORECASE
)
_LATEST = re.compile(r"\b(?:spätestens|längstens|höchstens)\b", re.IGNORECASE)
_LATER = re.compile(r"\b(?:später|spätere[rnms]?|zuletzt)\b", re.IGNORECASE)
_LISTED = re.compile(
    r"[\s,]*(?:(?:und|sowie|bis|zum|am|den|dem|spätestens|jeweils|dann|weiterhin|für (?:das (?:\w*jahr )?)?\d{4})"
    r"[\s,]*)*\Z",
    re.IGNORECASE,
)
_DUE_HEAD = re.compile(
    r"frist|termin|\bbis\b|spätestens|fällig|vorlage|vorzulegen|einzureichen|abgabe|abruf",
    re.IGNORECASE,
)
_ITEM = re.compile(r"[^.!?]{0,60}:\s*\Z")


@dataclass(frozen=True)
class Duty:
    """A duty as the letter says it."""

    kind: str
    date: Date
    sentence: str
    page: int
    sure: bool
    by: str = "recipient"
    time: str | None = None
    why: str = ""
    """Why it is to be checked."""

    @property
    def list(self) -> str:
        return "understood" if self.sure else "check"


class Open(NamedTuple):
    """A sentence with a day, a span or a word of duty that no duty was made of."""

    sentence: str
    page: int
    why: str


class _Found(NamedTuple):
    start: int
    stop: int
    date: Date
    form: Form
    sure: bool
    other: Date | None
    """What the same words may mean as well."""

    @property
    def undated(self) -> bool:
        return bool(self.date.get("undated"))


class _Pair(NamedTuple):
    """A day, and what is owed by then."""

    day: _Found
    kind: Kind | None
    sure: bool


def read(sentence: Sentence, before: str, fact: bool) -> tuple[list[Duty], str]:
    """The duties of a sentence; where there are none, why it is left open:
    empty where it says nothing of the kind.

    ``before``: the sentence before it; ``fact``: whether something of the grant
    was read from it.
    """
    if not is_relevant(sentence.text):
        return [], ""
    return Reader(sentence, before, fact).duties()


def is_relevant(text: str) -> bool:
    """Whether a sentence holds a day, a span or a word of duty."""
    rules = patterns()
    return bool(
        _DAYS.search(text) or rules.words.search(text) or rules.infinitives.search(text)
    )


def date_of(text: str, kind: str) -> Date | None:
    """The form of date that somebody typed for a kind of duty, None where it is
    not understood for sure.
    """
    found = Reader(Sentence(text, 1, row=True)).days()
    if len(found) == 1 and found[0].other is None:
        return found[0].date
    if found:
        return None
    if _ONE_DAY.fullmatch(text.strip()):
        return {"due": elements.day(text)}
    spans = _SPANS.findall(text)
    if _ONE_DAY.search(text) or len(spans) != 1:
        return None
    for each in patterns().kinds:
        if each.name == kind and each.unstated:
            return _after(each.unstated, spans[0])
    return None


def _after(event: str, span: str) -> Date:
    return {"after": event, "offset": elements.span(span)}


class Reader:
    def __init__(self, sentence: Sentence, before: str = "", fact: bool = False) -> None:
        self.rules = patterns()
        self.sentence, self.before, self.fact = sentence, before, fact
        self.text = sentence.text
        self.lead = sentence.lead if sentence.lead.endswith(":") else ""
        """What an item of a list goes on with."""
        self.by = "recipient"
        self.doubts: list[str] = []
        self.bare = _masked(self.text, self.rules.ranges)
        """The text without ranges of days, which are no deadlines."""

    def duties(self) -> tuple[list[Duty], str]:
        why = self._somebody_else()
        if why:
            return [], why
        if self.rules.blank.search(self.text):
            kind = kind_of(self.text)
            return ([self._unsure(kind, UNDATED, "blank")], "") if kind else ([], "blank")
        found = self.days()
        rest = _without(found, self.bare)
        if not found:
            return self._without_form(rest)
        pairs = self._paired(found, rest)
        if not pairs:
            return [], self._why_open()
        if pairs[0].kind is None and self._is_of_others():
            return [], "somebody else"
        self._doubt(pairs, rest)
        if {"past", "no word of duty"} <= set(self.doubts):
            return [], "past"
        return _limited([duty for pair in pairs for duty in self._made(pair)]), ""

    def _somebody_else(self) -> str:
        """Why a sentence is no duty of the grantee's, empty where it may be one."""
        lead = "" if self.rules.provisions.search(self.lead) else self.lead
        for text in (self.text, lead):
            for other in self.rules.others:
                if not other.pattern.search(text) or other.unless.search(text):
                    continue
                if not other.by:
                    return other.why
                self.by = other.by
                self.doubts.append(other.why)
        return ""

    def _is_of_others(self) -> bool:
        """Whether the sentence says that somebody has to do something who is
        not known as a grantee.
        """
        known = self.rules.grantees.search(self.text)
        return not known and bool(self.rules.subjects.search(self.text))

    def _unsure(self, kind: Kind, date: Date, why: str) -> Duty:
        """A duty whose day is not said in full."""
        page = self.sentence.page
        return Duty(kind.name, date, self.text, page, False, self.by, None, why)

    def days(self) -> list[_Found]:
        """The days that are said in the sentence, none overlapping."""
        first = self.rules.first.search(self.bare)
        if first is None:
            return _together(self._said(), self.text)
        self.bare = _masked(self.bare, self.rules.first)
        found = self._said()
        if len(found) == 1 and "every" in found[0].date:
            day = elements.day(first["day"])
            return [found[0]._replace(date={**found[0].date, "from": day})]
        self.doubts.append("alternative")
        return _together(found, self.text)

    def _said(self) -> list[_Found]:
        matches = []
        for form in self.rules.forms:
            if not form.only or self._name in form.only:
                matches += [(form, match) for match in form.pattern.finditer(self.bare)]
        matches.sort(key=lambda each: (each[1].start(), -each[1].end()))
        found: list[_Found] = []
        stop = 0
        for form, match in matches:
            one = self.found(form, match) if match.start() >= stop else None
            if one is not None:
                found.append(one)
                stop = match.end()
        return self._with_more_days(self._dated(found)) or self._day_of_row()

    @cached_property
    def _name(self) -> str:
        """What the sentence seems to be about."""
        kind = kind_of(self.text)
        return kind.name if kind else ""

    def _dated(self, found: list[_Found]) -> list[_Found]:
        """Without "at once" where a day is said as well, but for one that is
        said in a condition behind it.
        """
        dated = [one for one in found if not one.undated]
        at_once = [one for one in found if one.undated]
        if not dated or not at_once:
            return found
        condition = self.rules.conditions.search(self.bare, at_once[0].stop)
        if condition and dated[0].start > condition.start():
            return at_once[:1]
        return dated

    def _with_more_days(self, found: list[_Found]) -> list[_Found]:
        """A second day of the year behind one: jeweils zum 30. Juni und zum 31. Dezember."""
        result = list(found)
        for one in found:
            if one.date.get("on", "")[:1].isdigit():
                result += self._days_beside(one)
        return sorted(result, key=lambda one: one.start)

    def _days_beside(self, one: _Found) -> Iterator[_Found]:
        before = self.rules.days_before.search(self.bare[: one.start])
        behind = self.rules.more_days.match(self.bare, one.stop)
        for more in (before, behind):
            if more:
                date = {**one.date, "on": elements.month_day(more["month_day"])}
                yield one._replace(start=more.start(), stop=more.end(), date=date)

    def found(self, form: Form, match: re.Match[str]) -> _Found | None:
        """The day that a form says; None where the calendar has none."""
        groups = {name: text for name, text in match.groupdict().items() if text is not None}
        each = bool(_EACH.search(self.text))
        gives, instead = self._gives(form, each)
        second = None
        try:
            event, other = self._event(groups)
            date = _filled(gives, groups, event)
            if other or instead:
                second = _filled(instead or gives, groups, other or event)
        except (ValueError, KeyError):
            self.doubts.append("no such day")
            return None
        sure = form.sure and second is None and (each or not form.each)
        start = match.start("day") if form.around else match.start()
        return _Found(start, match.end(), date, form, sure, second)

    def _gives(self, form: Form, each: bool) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """What a form gives, and what it may mean instead where nothing says
        whether it is so every year.
        """
        if each or form.once == form.gives or self._name == "interim-report":
            return form.gives, {}
        if self._name == "final-report":
            return form.once, {}
        return form.gives, form.once

    def _event(self, groups: Mapping[str, str]) -> tuple[str, str]:
        """What is counted from, and what else the words may mean."""
        tables = {
            "anchor": self.rules.anchors,
            "following": self.rules.following,
            "which": self.rules.which,
        }
        said = False
        for name, text in groups.items():
            for anchor in tables.get(name.partition("_")[0], ()):
                said = True
                if anchor.pattern.fullmatch(text):
                    return anchor.name, anchor.other
        if said:
            raise ValueError(groups)
        return "period-end", ""

    def _day_of_row(self) -> list[_Found]:
        """The only day in the row of a table that names a duty, or behind a colon."""
        days = list(_ONE_DAY.finditer(self.bare))
        if len(days) != 1 or _named(self.text) is None:
            return []
        day = days[0]
        behind = _ITEM.match(self.bare[: day.start()])
        if not (self.sentence.row or behind) or self.rules.reference.search(self.bare):
            return []
        head = " ".join(self.sentence.head)
        sure = bool(_DUE_HEAD.search(head)) and not _DAYS.search(head)
        form = self.rules.forms[0]
        return [_Found(day.start(), day.end(), {"due": elements.day(day[0])}, form, sure, None)]

    def _paired(self, found: list[_Found], rest: str) -> list[_Pair]:
        """Each day with what is owed by then; empty where nothing is."""
        enumerated = self._is_list(found)
        pairs = [] if enumerated else _each_its_own(found, rest)
        if pairs:
            return pairs
        kinds = _kinds(rest, found[0].date)
        kind = kinds[0] if kinds else self._kind_around(found[0].date)
        if kind is None and not self.sentence.row and not self._is_owed(rest):
            return []
        if enumerated:
            clear = _is_clear(kinds, rest)
            return [_Pair(one, kind, clear and one.sure) for one in found]
        self.doubts.append("several days")
        return [_Pair(one, kind, False) for one in found[:2]]

    def _kind_around(self, date: Date) -> Kind | None:
        """What the heading, the beginning of the list or the sentence before is about."""
        if not self.lead and not self.rules.about_before.search(self.text):
            return None
        return kind_of(self.sentence.lead, date) or kind_of(self.before, date)

    def _is_list(self, found: list[_Found]) -> bool:
        """Whether days only follow one another: zum 30. April und zum 31. Oktober."""
        for one, two in itertools.pairwise(found):
            between = self.text[one.stop : two.start]
            if not _LISTED.match(between) or tuple(one.date) != tuple(two.date):
                return False
        return True

    def _is_owed(self, rest: str) -> bool:
        if self.fact:
            return False
        return bool(self.rules.infinitives.search(rest)) or bool(
            re.search(r"\b(?:muss|müssen|bitten?|wird|werden)\b", rest)
            and re.search(r"\w+(?:en|t)\b", rest)
            and self.rules.owed.search(rest)
        )

    def _doubt(self, pairs: list[_Pair], rest: str) -> None:
        """Notes what makes the sentence's readings doubtful."""
        words = _clause_of(rest, pairs[0].day.start)
        for pair in pairs:
            if pair.kind:
                words = _masked(words, pair.kind.usual)
        if not pairs[0].day.undated:
            self._doubt_words(words)
            self._doubt_recurrence(pairs[0].day.date, words)
        if not self._is_said_as_duty(pairs):
            self.doubts.append("no word of duty")

    def _doubt_words(self, words: str) -> None:
        for why, pattern in self.rules.doubts:
            if pattern.search(words):
                self.doubts.append(why)
        if _DAYS.search(_masked(words, self.rules.reference)):
            self.doubts.append("another day or span")

    def _doubt_recurrence(self, date: Date, words: str) -> None:
        often = self.rules.recurs
        if _recurs(date):
            often = self.rules.more_often
            if _YEARS.search(_masked(words, self.rules.reference)):
                self.doubts.append("a year is named")
        if often.search(words) and date.get("after") != "quarter-end":
            self.doubts.append("recurs")

    def _is_said_as_duty(self, pairs: list[_Pair]) -> bool:
        """Whether the sentence obliges; a row or an item of a list does by its
        word for what is owed.
        """
        if self.sentence.row or any(pair.kind and pair.kind.name in UNSAID for pair in pairs):
            return True
        about = f"{self.lead} {self.text}".lstrip()
        if self.text.endswith((".", "!")):
            return bool(self.rules.strong.search(about) or self.rules.infinitives.search(about))
        return bool(self.rules.owed.search(about))

    def _made(self, pair: _Pair) -> Iterator[Duty]:
        kind = pair.kind
        name = kind.name if kind else "other"
        whys = list(dict.fromkeys(self.doubts))
        if kind is None:
            whys.append("kind")
        elif not pair.sure and not whys:
            whys.append("two readings")
        date, second = pair.day.date, pair.day.other
        if name == "application" and second and "period-start" in second.values():
            date, second = second, None
        page, time, why = self.sentence.page, _time(self.text), ", ".join(whys)
        duty = Duty(name, date, self.text, page, not whys, self.by, time, why)
        yield duty
        if second is not None:
            yield replace(duty, date=second, sure=False)
        if kind is not None and kind.other:
            yield replace(duty, kind=kind.other, sure=False)

    def _without_form(self, rest: str) -> tuple[list[Duty], str]:
        """A duty of a bare span, counted from what is usual; to be checked."""
        kind = kind_of(rest)
        spans = _SPANS.findall(rest)
        if kind is None or self.fact or len(spans) != 1 or not self._says_so(kind, rest):
            return [], self._why_open()
        if not kind.unstated and kind.name != "notice":
            return [], self._why_open()
        event = kind.unstated or self._subject()
        date = _after(event, spans[0]) if event else UNDATED
        return [self._unsure(kind, date, "event not named")], ""

    def _subject(self) -> str:
        """The event that the sentence begins with: der Baubeginn ist innerhalb
        von zwei Wochen anzuzeigen.
        """
        after = self.text.partition(" ")[2]
        for anchor in self.rules.anchors:
            if anchor.pattern.match(after):
                return anchor.name
        return ""

    def _says_so(self, kind: Kind, rest: str) -> bool:
        return kind.name in UNSAID or bool(
            self.rules.owed.search(rest) or self.rules.infinitives.search(rest)
        )

    def _why_open(self) -> str:
        if self.fact:
            return "fact"
        if self.rules.reference.search(self.text) or self.rules.ranges.search(self.text):
            return "reference"
        for why, pattern in self.rules.doubts:
            if why in ("negation", "past") and pattern.search(self.text):
                return why
        if not _DAYS.search(self.text):
            return "no day"
        return "not understood"


def kind_of(text: str, date: Date | None = None) -> Kind | None:
    """What is owed, with the first of its names."""
    return next(iter(_kinds(text, date or {})), None)


def _kinds(text: str, date: Date) -> list[Kind]:
    """What may be owed, the likeliest first."""
    found = []
    for kind in patterns().kinds:
        named = kind.noun.search(text) or kind.verb.search(text)
        if named and _fits(kind, text) and _may_follow(kind, date):
            found.append(kind)
    if date.get("after") == "payment":
        found.sort(key=lambda kind: kind.name != "use-by")
    return found


def _named(text: str) -> Kind | None:
    """What is owed, where a noun says it."""
    for kind in patterns().kinds:
        if kind.noun.search(text) and _fits(kind, text):
            return kind
    return None


def _fits(kind: Kind, text: str) -> bool:
    return not kind.unless.search(text) and bool(kind.needs.search(text))


def _may_follow(kind: Kind, date: Date) -> bool:
    """Whether a kind of duty is counted from the event of a date."""
    if not kind.events or not date:
        return True
    return not date.get("undated") and date.get("after", "") in kind.events


def _is_clear(kinds: list[Kind], text: str) -> bool:
    """Whether the first of the kinds is meant without a doubt."""
    if not kinds:
        return False
    first, *others = kinds
    if first.name in ("retention-end", "remedy"):
        return True
    return not first.other and not any(_contradicts(first, other, text) for other in others)


def _contradicts(first: Kind, other: Kind, text: str) -> bool:
    """Whether a sentence names a second kind of duty that does not go with the first."""
    pair = frozenset((first.name, other.name))
    return len(pair) == 2 and pair not in TOGETHER and bool(other.noun.search(text))


def _recurs(date: Date) -> bool:
    """Whether a form of date has an occurrence for each year, quarter or payment."""
    events = {date.get("after"), date.get("before"), date.get("year_of")}
    return "every" in date or not events.isdisjoint(RECURRING_ANCHORS)


def _without(found: list[_Found], text: str) -> str:
    """The sentence with its days blanked, as long as before."""
    for one in found:
        text = text[: one.start] + "~" * (one.stop - one.start) + text[one.stop :]
    return text


def _clause_of(text: str, at: int) -> str:
    """The part of a sentence between semicolons that a place is in."""
    start = text.rfind(";", 0, at) + 1
    return text[start:].partition(";")[0]


def _masked(text: str, pattern: Pattern) -> str:
    """The text with what a pattern finds made unreadable, as long as before."""
    return pattern.sub(lambda match: "~" * len(match[0]), text)


def _time(text: str) -> str | None:
    found = _TIME.search(text)
    if found is None or int(found[1]) > 24:
        return None
    return f"{int(found[1]):02}:{found[2] or '00'}"


def _filled(gives: Mapping[str, str], groups: Mapping[str, str], event: str) -> Date:
    """The keys of a form with what was said.

    Raises ``ValueError`` where the calendar has no such day.
    """
    date: dict[str, Any] = {}
    for key, text in gives.items():
        date[key] = _value(text, groups, event)
    if "year" in date:
        date["year"] = int(date["year"])
    return UNDATED if "undated" in date else date


_WORDS: dict[str, Callable[[str], Any]] = {
    "span": elements.span,
    "years": elements.span,
    "month_day": elements.month_day,
    "ordinal": elements.ordinal,
    "number": int,
}


def _value(text: str, groups: Mapping[str, str], event: str) -> Any:
    if text in ("{day}", "{end_of_month}", "{end_of_year}"):
        return elements.day(_group(groups, text[1:-1]))
    if text in ("{anchor}", "{which}"):
        return event
    for name, read_text in _WORDS.items():
        if f"{{{name}}}" in text:
            text = text.replace(f"{{{name}}}", str(read_text(_group(groups, name))))
    if text.startswith("1 ") and text.endswith("s"):
        text = text[:-1]
    return text


def _group(groups: Mapping[str, str], name: str) -> str:
    for key, text in groups.items():
        if re.fullmatch(rf"{name}(?:_\d)?", key):
            return text
    raise KeyError(name)


def _together(found: list[_Found], text: str) -> list[_Found]:
    """Two spans of which the earlier or the later day counts become one reading."""
    if len(found) != 2 or not all({"after", "offset"} <= set(one.date) for one in found):
        return found
    first, second = found
    if first.date == second.date:
        return [first]
    between = text[first.stop : second.start]
    which, sure = "later_of", False
    if not _LATER.search(text[second.stop :]):
        if not _LATEST.search(between):
            return found
        which, sure = "earlier_of", first.sure and second.sure and len(between) < 60
    days = {which: [first.date, second.date]}
    return [_Found(first.start, second.stop, days, first.form, sure, None)]


def _each_its_own(found: list[_Found], rest: str) -> list[_Pair]:
    """Days with a duty of its own for each; empty where the sentence has not as many."""
    named = [kind for kind in map(_named, _clauses(found, rest)) if kind]
    if len({kind.name for kind in named}) < len(found):
        return []
    return [_Pair(one, kind, one.sure) for one, kind in zip(found, named, strict=True)]


def _clauses(found: list[_Found], rest: str) -> list[str]:
    """The part of a sentence that belongs to each of its days: what is before it, or behind it."""
    parts = [rest[: found[0].start]]
    parts += [rest[one.stop : two.start] for one, two in itertools.pairwise(found)]
    if any(kind.noun.search(parts[0]) for kind in patterns().kinds):
        return parts
    return [*parts[1:], rest[found[-1].stop :]]


def _limited(duties: list[Duty]) -> list[Duty]:
    """Every sure duty, and at most two readings of a sentence that are not."""
    kept: list[Duty] = []
    for duty in sorted(duties, key=lambda duty: not duty.sure):
        if duty.sure or len(kept) < 2:
            kept.append(duty)
    return kept
