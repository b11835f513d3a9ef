"""A sentence → the duties that it sets, how sure each is, or why it is left open. Rules are in patterns.toml."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from foerder.letters import elements
from foerder.letters.patterns import Form, Kind, patterns
from foerder.letters.sentences import Sentence
from foerder.terms import RECURRING_ANCHORS

Date = Mapping[str, Any]
"""A form of date with the keys of the register, ``{"after": "period-end", "offset": "6 months"}``."""
UNDATED: Date = {"undated": True}
ENDS = ("earmark-end", "retention-end", "remedy")
"""What passes by itself: the letter need not say that it is owed."""
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
    """The duties of a sentence; where there are none, why it is left open: empty where it says nothing of the kind.

    ``before``: the sentence before it; ``fact``: whether something of the grant was read from it.
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
    """The form of date that somebody typed for a kind of duty, None where it is not understood for sure."""
    reader = Reader(Sentence(text, 1, row=True), "", False)
    found = reader.typed()
    if len(found) == 1 and found[0].other is None:
        return found[0].date
    if found:
        return None
    if _ONE_DAY.fullmatch(text.strip()):
        return {"due": elements.day(text)}
    spans = _SPANS.findall(text)
    if _ONE_DAY.search(text) or len(spans) != 1:
        return None
    unstated = _unstated(kind)
    return {"after": unstated, "offset": elements.span(spans[0])} if unstated else None


def _unstated(name: str) -> str:
    """What a span of a kind of duty is counted from where nothing is said."""
    for kind in patterns().kinds:
        if kind.name == name and kind.unstated:
            return kind.unstated
    return ""


def _without(found: list[_Found], text: str) -> str:
    """The sentence with its days blanked, as long as before."""
    for one in found:
        text = text[: one.start] + "~" * (one.stop - one.start) + text[one.stop :]
    return text


def _contradicts(first: Kind, other: Kind, text: str) -> bool:
    """Whether a sentence names a second kind of duty that does not go with the first."""
    pair = frozenset((first.name, other.name))
    return len(pair) == 2 and pair not in TOGETHER and _search(other.noun, text)


class Reader:
    def __init__(self, sentence: Sentence, before: str, fact: bool) -> None:
        self.rules = patterns()
        self.sentence, self.before, self.fact = sentence, before, fact
        self.text = sentence.text
        self.by = "recipient"
        self.doubts: list[str] = []
        self.bare = _masked(self.text, self.rules.ranges)
        """The text without ranges of days, which are no deadlines."""

    def duties(self) -> tuple[list[Duty], str]:
        why = self._somebody_else()
        if why:
            return [], why
        if self.rules.blank.search(self.text):
            return self._with_blank()
        found = _together(self.forms(), self.text)
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
        lead = self.sentence.lead if self.sentence.lead.endswith(":") else ""
        if self.rules.provisions.search(lead):
            lead = ""
        for text in (self.text, lead):
            for other in self.rules.others:
                if not other.pattern.search(text) or (
                    other.unless and other.unless.search(text)
                ):
                    continue
                if not other.by:
                    return other.why
                self.by = other.by
                self.doubts.append(other.why)
        return ""

    def _is_of_others(self) -> bool:
        """Whether the sentence says that somebody has to do something who is not known as a grantee."""
        return bool(self.rules.subjects.search(self.text)) and not self.rules.grantees.search(
            self.text
        )

    def _with_blank(self) -> tuple[list[Duty], str]:
        kind, _sure = self.kind(self.text, {})
        if kind is None:
            return [], "blank"
        return [
            Duty(
                kind.name, UNDATED, self.text, self.sentence.page, False, self.by, None, "blank"
            )
        ], ""

    def forms(self) -> list[_Found]:
        """The days that are said in the sentence, none overlapping."""
        first = self.rules.first.search(self.bare)
        if first:
            self.bare = _masked(self.bare, self.rules.first)
        found = self._said()
        if not first:
            return found
        if len(found) == 1 and "every" in found[0].date:
            day = elements.day(first["day"])
            return [found[0]._replace(date={**found[0].date, "from": day})]
        self.doubts.append("alternative")
        return found

    def typed(self) -> list[_Found]:
        """The days in what was typed as an answer."""
        return _together(self.forms(), self.text)

    def _said(self) -> list[_Found]:
        matches = []
        for number, form in enumerate(self.rules.forms):
            for match in form.pattern.finditer(self.bare):
                matches.append((match.start(), -match.end(), number, form, match))
        matches.sort(key=lambda item: item[:3])
        found: list[_Found] = []
        stop = 0
        for start, _end, _number, form, match in matches:
            if start < stop or (form.only and not self._may_be(form)):
                continue
            one = self.found(form, match)
            if one is not None:
                found.append(one)
                stop = match.end()
        return self._with_more_days(self._dated(found)) or self._day_of_row()

    def _dated(self, found: list[_Found]) -> list[_Found]:
        """Without "at once" where a day is said as well, but for one that is said in a condition behind it."""
        dated: list[_Found] = []
        at_once: list[_Found] = []
        for one in found:
            (at_once if one.undated else dated).append(one)
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

    def _may_be(self, form: Form) -> bool:
        kind, _sure = self.kind(self.text, {})
        return kind is not None and kind.name in form.only

    def found(self, form: Form, match: re.Match[str]) -> _Found | None:
        groups = {name: text for name, text in match.groupdict().items() if text is not None}
        gives, instead = self._gives(form)
        try:
            event, other = self._event(groups)
            date = _filled(gives, groups, event)
            second = (
                _filled(instead or gives, groups, other or event) if other or instead else None
            )
        except (ValueError, KeyError):
            self.doubts.append("no such day")
            return None
        sure = form.sure and second is None and (not form.each or bool(_EACH.search(self.text)))
        start = match.start("day") if form.around else match.start()
        return _Found(start, match.end(), date, form, sure, second)

    def _gives(self, form: Form) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """What a form gives, and what it may mean instead where nothing says whether it is so every year."""
        if form.once == form.gives or _EACH.search(self.text):
            return form.gives, {}
        kind = self.kind(self.text, {})[0]
        name = kind.name if kind else ""
        if name == "final-report":
            return form.once, {}
        return form.gives, {} if name == "interim-report" else form.once

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
        if len(days) != 1 or self._noun_kind(self.text) is None:
            return []
        day = days[0]
        behind = _ITEM.match(self.bare[: day.start()])
        if not (self.sentence.row or behind) or self.rules.reference.search(self.bare):
            return []
        head = " ".join(self.sentence.head)
        sure = bool(_DUE_HEAD.search(head)) and not _DAYS.search(head)
        form = self.rules.forms[0]
        return [_Found(day.start(), day.end(), {"due": elements.day(day[0])}, form, sure, None)]

    def _noun_kind(self, text: str) -> Kind | None:
        for kind in self.rules.kinds:
            if kind.noun and kind.noun.search(text) and _fits(kind, text):
                return kind
        return None

    def kind(self, text: str, date: Date) -> tuple[Kind | None, bool]:
        """What is owed, and whether the text says so alone."""
        found = []
        for kind in self.rules.kinds:
            if (
                kind.events
                and date
                and (date.get("undated") or date.get("after", "") not in kind.events)
            ):
                continue
            if _fits(kind, text) and (_search(kind.noun, text) or _search(kind.verb, text)):
                found.append(kind)
        if not found:
            return None, False
        if date.get("after") == "payment":
            found.sort(key=lambda kind: kind.name != "use-by")
        first = found[0]
        if first.name in ("retention-end", "remedy"):
            return first, True
        if any(_contradicts(first, other, text) for other in found[1:]):
            return first, False
        return first, not first.other

    def _paired(self, found: list[_Found], rest: str) -> list[_Pair]:
        """Each day with what is owed by then; empty where nothing is."""
        kind, alone = self.kind(rest, found[0].date)
        enumerated = len(found) == 1 or self._is_list(found)
        if not enumerated:
            named = list(map(self._noun_kind, _clauses(found, rest)))
            if len({part.name for part in named if part}) == len(found):
                return [
                    _Pair(one, part, one.sure) for one, part in zip(found, named, strict=True)
                ]
        if kind is None:
            kind, alone = self._kind_around(found[0].date), False
        if kind is None and not self._is_owed(rest) and not self.sentence.row:
            return []
        if enumerated:
            return [_Pair(one, kind, alone and one.sure) for one in found]
        self.doubts.append("several days")
        return [_Pair(one, kind, False) for one in found[:2]]

    def _kind_around(self, date: Date) -> Kind | None:
        """What the heading, the beginning of the list or the sentence before is about."""
        if not self.sentence.lead.endswith(":") and not self.rules.about_before.search(
            self.text
        ):
            return None
        for text in (self.sentence.lead, self.before):
            kind = self.kind(text, date)[0] if text else None
            if kind is not None:
                return kind
        return None

    def _is_list(self, found: list[_Found]) -> bool:
        """Whether days only follow one another: zum 30. April und zum 31. Oktober."""
        for one, two in itertools.pairwise(found):
            if not _LISTED.match(self.text[one.stop : two.start]) or tuple(one.date) != tuple(
                two.date
            ):
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
            if pair.kind and pair.kind.usual:
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
        """Whether the sentence obliges; a row or an item of a list does by its word for what is owed."""
        if self.sentence.row or any(
            pair.kind and pair.kind.name in (*ENDS, "use-by") for pair in pairs
        ):
            return True
        about = (
            f"{self.sentence.lead} {self.text}"
            if self.sentence.lead.endswith(":")
            else self.text
        )
        if self.text.endswith((".", "!")):
            return bool(self.rules.strong.search(about) or self.rules.infinitives.search(about))
        return bool(self.rules.owed.search(about))

    def _made(self, pair: _Pair) -> Iterator[Duty]:
        one, kind, sure = pair
        name = kind.name if kind else "other"
        whys = list(self.doubts)
        if kind is None:
            whys.append("kind")
        elif not sure and not whys:
            whys.append("two readings")
        date, second = one.date, one.other
        if name == "application" and second and "period-start" in second.values():
            date, second = second, None
        ok = sure and not whys
        duty = Duty(
            name,
            date,
            self.text,
            self.sentence.page,
            ok,
            self.by,
            _time(self.text),
            ", ".join(dict.fromkeys(whys)),
        )
        yield duty
        if second is not None:
            yield replace(duty, date=second, sure=False)
        if kind is not None and kind.other:
            yield replace(duty, kind=kind.other, sure=False)

    def _without_form(self, rest: str) -> tuple[list[Duty], str]:
        """A duty of a bare span, counted from what is usual; to be checked."""
        kind, _alone = self.kind(rest, {})
        spans = list(_SPANS.finditer(rest))
        if kind is None or self.fact or len(spans) != 1 or not self._says_so(kind, rest):
            return [], self._why_open()
        date: Date = UNDATED
        if kind.unstated:
            date = {"after": kind.unstated, "offset": elements.span(spans[0][0])}
        elif kind.name != "notice":
            return [], self._why_open()
        elif self._subject():
            date = {"after": self._subject(), "offset": elements.span(spans[0][0])}
        return [
            Duty(
                kind.name,
                date,
                self.text,
                self.sentence.page,
                False,
                self.by,
                None,
                "event not named",
            )
        ], ""

    def _subject(self) -> str:
        """The event that the sentence begins with: der Baubeginn ist innerhalb von zwei Wochen anzuzeigen."""
        after = self.text.partition(" ")[2]
        for anchor in self.rules.anchors:
            if anchor.pattern.match(after):
                return anchor.name
        return ""

    def _says_so(self, kind: Kind, rest: str) -> bool:
        return kind.name in (*ENDS, "use-by") or bool(
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


def _recurs(date: Date) -> bool:
    """Whether a form of date has an occurrence for each year, quarter or payment."""
    events = {date.get("after"), date.get("before"), date.get("year_of")}
    return "every" in date or not events.isdisjoint(RECURRING_ANCHORS)


def _clause_of(text: str, at: int) -> str:
    """The part of a sentence between semicolons that a place is in."""
    start = text.rfind(";", 0, at) + 1
    stop = text.find(";", at)
    return text[start : stop if stop >= 0 else len(text)]


def _search(pattern: re.Pattern[str] | None, text: str) -> bool:
    return bool(pattern and pattern.search(text))


def _fits(kind: Kind, text: str) -> bool:
    if _search(kind.unless, text):
        return False
    return kind.needs is None or bool(kind.needs.search(text))


def _masked(text: str, pattern: re.Pattern[str]) -> str:
    """The text with what a pattern finds made unreadable, as long as before."""
    return pattern.sub(lambda match: "~" * len(match[0]), text)


def _time(text: str) -> str | None:
    found = _TIME.search(text)
    if found is None or int(found[1]) > 24:
        return None
    return f"{int(found[1]):02}:{found[2] or '00'}"


def _filled(gives: Mapping[str, str], groups: Mapping[str, str], event: str) -> Date:
    """The keys of a form with what was said. Raises ``ValueError`` where the calendar has no such day."""
    date: dict[str, Any] = {}
    for key, text in gives.items():
        date[key] = _value(text, groups, event)
    if "year" in date:
        date["year"] = int(date["year"])
    if date.get("undated"):
        date["undated"] = True
    return date


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
        if key == name or re.fullmatch(rf"{name}_\d", key):
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


def _clauses(found: list[_Found], rest: str) -> list[str]:
    """The part of a sentence that belongs to each of its days: what is before it, or behind it."""
    before = [rest[one.stop : two.start] for one, two in itertools.pairwise(found)]
    before.insert(0, rest[: found[0].start])
    if patterns_noun(before[0]):
        return before
    return [*before[1:], rest[found[-1].stop :]]


def patterns_noun(text: str) -> bool:
    """Whether a text names something that is owed."""
    return any(kind.noun and kind.noun.search(text) for kind in patterns().kinds)


def _limited(duties: list[Duty]) -> list[Duty]:
    """Every sure duty, and at most two readings of a sentence that are not."""
    kept: list[Duty] = []
    for duty in sorted(duties, key=lambda duty: not duty.sure):
        if duty.sure or len(kept) < 2:
            kept.append(duty)
    return kept
