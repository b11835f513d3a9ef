"""A proposal in words: what is understood, what is to be checked, what is not understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from foerder.deadlines.explain import with_hour
from foerder.deadlines.spans import interval_text, span_text
from foerder.letters.duties import Date, Duty, Open
from foerder.letters.facts import Fact
from foerder.letters.proposal import Proposal
from foerder.letters.proposal import record as record
from foerder.register import fields
from foerder.text import plain
from foerder.text.glossary import key_label, value_label
from foerder.text.i18n import N_, _, fmt_date, fmt_money, fmt_month, fmt_percent, heading
from foerder.views.formats import csv_table

if TYPE_CHECKING:
    from foerder.views.table import Screen

LONGEST = 300
"""Letters of a sentence that are shown on the screen."""
EVENTS = {
    "period-start": N_("the start of the funding period"),
    "period-end": N_("the end of the funding period"),
    "purpose-fulfilled": N_("the fulfilment of the purpose"),
    "award": N_("the notification of the award"),
    "payment": N_("each payment"),
    "last-payment": N_("the last payment"),
    "year-end": N_("the end of each year"),
    "half-year-end": N_("the end of each half-year"),
    "quarter-end": N_("the end of each quarter"),
    "resolved": N_("the council's resolution"),
    "closed": N_("the end of the final check"),
    "started": N_("the actual start"),
    "final-approval": N_("the day on which the award becomes final"),
    "inspection": N_("the inspection"),
    "final-report": N_("the submission of the final report"),
}
_SNAPS = {
    "month-end": N_("then to the end of the month"),
    "quarter-end": N_("then to the end of the quarter"),
    "year-end": N_("then to the end of the year"),
}
WHYS = {
    "fact": N_("says something of the grant itself"),
    "authority": N_("a duty of the authority"),
    "somebody else": N_("a duty of somebody else"),
    "reference": N_("the date of a letter, a law or an application"),
    "money rule": N_("a rule about money"),
    "possible extension": N_("only a possibility"),
    "blank": N_("a blank that is not filled in"),
    "negation": N_("says what is not owed, or not like this"),
    "past": N_("something past"),
    "no day": N_("names no day"),
    "not understood": N_("the day is not understood"),
    "said before": N_("said before"),
    "condition": N_("only under a condition"),
    "possibility": N_("only a possibility"),
    "alternative": N_("names an alternative"),
    "example": N_("an example"),
    "earlier start": N_("about an earlier start"),
    "another day or span": N_("names another day or span as well"),
    "recurs": N_("recurs in a way that is not understood"),
    "a year is named": N_("names a single year"),
    "several days": N_("names several days"),
    "two readings": N_("can be read in two ways"),
    "kind": N_("what is owed is not clear"),
    "no word of duty": N_("no word says that it is owed"),
    "event not named": N_("from when it counts is not said"),
    "another day elsewhere": N_("the letter names another day elsewhere"),
    "no such day": N_("the calendar has no such day"),
}


def why_text(codes: str) -> str:
    """Why a sentence is to be checked or open."""
    return "; ".join(
        _(WHYS[code]) if code in WHYS else code for code in codes.split(", ") if code
    )


def date_text(given: Date) -> str:
    """How a duty will be counted."""
    if given.get("undated"):
        return _("at once, without a day")
    for form, text in (
        ("earlier_of", _("the earlier of: {dates}")),
        ("later_of", _("the later of: {dates}")),
    ):
        if form in given:
            return text.format(dates="; ".join(date_text(part) for part in given[form]))
    if "due" in given:
        return fmt_date(given["due"])
    if "every" in given:
        return _every_text(given)
    if "year_of" in given:
        return _year_text(given)
    return _counted_text(given)


def _counted_text(given: Date) -> str:
    name = "after" if "after" in given else "before"
    text = _("{span} after {event}") if name == "after" else _("{span} before {event}")
    counted = text.format(
        span=span_text(fields.span(given["offset"])), event=event_text(given[name])
    )
    return f"{counted}, {_(_SNAPS[given['snap']])}" if "snap" in given else counted


def _every_text(given: Date) -> str:
    if "on" not in given:
        return interval_text(fields.span(given["every"]))
    start = given.get("from")
    text = _("every year on {day}").format(day=_day_of_year(given["on"]))
    if isinstance(start, date):
        return _("{text}, first on {day}").format(text=text, day=fmt_date(start))
    return text


def _year_text(given: Date) -> str:
    texts = {0: _("{day} of the year of {event}"), 1: _("{day} of the year after {event}")}
    text = texts.get(given["year"], _("{day} of the year {n} years after {event}"))
    return text.format(
        day=_day_of_year(given["on"]), event=event_text(given["year_of"]), n=given["year"]
    )


def _day_of_year(on: str) -> str:
    """``03-31`` → 31. März."""
    if on == "end":
        return _day_of_year("12-31")
    day_after = on.removeprefix("last-workday-before ")
    if day_after != on:
        text = _("the last working day before {day}")
        return text.format(day=_day_of_year(day_after))
    month, day = map(int, on.split("-"))
    return _("{month} {day}").format(month=fmt_month(month), day=day)


def event_text(name: str) -> str:
    return _(EVENTS[name]) if name in EVENTS else value_label(name)


def fact_text(name: str, value: Any) -> str:
    """A fact's value as people write it."""
    if isinstance(value, date):
        return fmt_date(value)
    if name in ("amount", "total"):
        return fmt_money(Decimal(value))
    if name == "share":
        return fmt_percent(Decimal(value))
    return ", ".join(value) if isinstance(value, list) else str(value)


def draw(proposal: Proposal, screen: Screen) -> None:
    """The three lists, for a person."""
    understood: list[Duty] = []
    check: list[Duty] = []
    for duty in proposal.duties:
        (understood if duty.sure else check).append(duty)
    left = [entry for entry in proposal.open if entry.why != "fact"]
    sections = (
        (_("What the letter says of the grant:"), _facts(proposal.grant)),
        (_("Understood ({n}):").format(n=len(understood)), _duties(understood)),
        (_("Please check ({n}):").format(n=len(check)), _duties(check)),
        (
            _("Not understood, no deadline is made of it ({n}):").format(n=len(left)),
            _left(left),
        ),
    )
    for title, lines in sections:
        screen.print(title, "bold")
        for line in lines:
            text = line.lstrip()
            screen.indent(text, len(line) - len(text))
        screen.print()


def _facts(grant: dict[str, Fact | None]) -> Iterator[str]:
    for name, fact in grant.items():
        text = _("not named")
        if fact is not None:
            text = _("{value} (page {page})").format(
                value=plain.clean(fact_text(name, fact.value)), page=fact.page
            )
        yield f"  {heading(key_label(name))}: {text}"


def _duties(duties: Sequence[Duty]) -> Iterator[str]:
    for duty in duties:
        yield f"  {duty_text(duty)}"
        if duty.why:
            yield f"    {_('To be checked: {why}.').format(why=why_text(duty.why))}"
        yield f"    {_quoted(duty.sentence, duty.page)}"


def duty_text(duty: Duty) -> str:
    """A duty and how it is counted, on one line."""
    text = with_hour(f"{value_label(duty.kind)}: {date_text(duty.date)}", duty.time)
    if duty.by == "final-recipient":
        text = f"{text} ({_('by the final recipient')})"
    return text


def _left(left: Sequence[Open]) -> Iterator[str]:
    for entry in left:
        yield f"  {_quoted(entry.sentence, entry.page)}"
        yield f"    → {why_text(entry.why)}"


def _quoted(sentence: str, page: int) -> str:
    text = plain.clean(sentence)
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    return _("p. {page}: “{sentence}”").format(page=page, sentence=text)


def as_plain(proposal: Proposal) -> str:
    """One record a line: list, kind or fact, how it is counted, page, sentence."""
    records: list[tuple[Any, ...]] = []
    for name, fact in proposal.grant.items():
        if fact is not None:
            records.append(
                ("grant", name, fact_text(name, fact.value), fact.page, fact.sentence)
            )
    records += [
        (duty.list, duty.kind, date_text(duty.date), duty.page, duty.sentence)
        for duty in proposal.duties
    ]
    records += [
        ("open", "", why_text(entry.why), entry.page, entry.sentence) for entry in proposal.open
    ]
    return plain.lines(records)


def as_csv(proposal: Proposal) -> str:
    """The duties, a row each."""
    header = ("list", "kind", "counted", "by", "time", "page", "sentence", "why")
    rows = []
    for duty in proposal.duties:
        told = {**vars(duty), "list": duty.list, "counted": date_text(duty.date)}
        rows.append([told[name] for name in header])
    return csv_table(header, rows)
