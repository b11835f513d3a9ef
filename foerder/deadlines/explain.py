"""Why a deadline falls on its day, in words: step by step, and as one sentence
for the file (Aktenvermerk).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from foerder.deadlines.spans import interval_text, is_zero, span_text
from foerder.law.holidays import holiday_name, region_name
from foerder.law.workdays import OffDay
from foerder.terms import PERIOD_KEYS
from foerder.text.glossary import key_label, value_label
from foerder.text.i18n import (
    N_,
    _,
    fmt_date,
    fmt_weekday,
    heading,
    language,
    ngettext,
    said_once,
)

if TYPE_CHECKING:
    from foerder.law.notification import Notification
    from foerder.model import Deadline, Period, Register, Review, Span, Step

SHIFT_LAW = "§ 31 Abs. 3 VwVfG"
REMEDY_SHIFT_LAW = "§ 57 Abs. 2 VwGO, § 222 Abs. 2 ZPO bzw. § 31 Abs. 3 VwVfG"
NAMED_DAY_LAW = "§ 31 Abs. 3 Satz 2 VwVfG"
MOVED_END_LAW = "BGH, 14.12.2005, IX ZB 198/04"


def inner(title: str) -> str:
    """A title as it stands inside quotation marks: in German its own become single ones."""
    return title.replace("„", "‚").replace("“", "‘") if language() == "de" else title


def title_of(deadline: Deadline) -> str:
    """What the deadline is called on screen."""
    english = deadline.keys.get("title_en")
    if english and language() == "en":
        return str(english)
    if deadline.title:
        return deadline.title
    if deadline.kind == "period-end" and deadline.project and deadline.project.kind != "grant":
        return heading(value_label("validity-end"))
    if deadline.kind == "call":
        return f"{heading(value_label('call'))}: {deadline.id.removeprefix('call:')}"
    return heading(value_label(deadline.kind))


def with_hour(title: str, time: str | None) -> str:
    """A title with the hour until which it is due, where one is set."""
    if not time:
        return title
    return _("{title}, until {time}").format(title=title, time=time)


def titled(deadline: Deadline) -> str:
    """What the deadline is called, with its hour."""
    return with_hour(title_of(deadline), deadline.keys.get("time"))


@said_once
def long_date(day: date) -> str:
    """Weekday in full, and the date."""
    return f"{fmt_weekday(day, long=True)}, {fmt_date(day)}"


@said_once
def _dated(text: str, day: date) -> str:
    """A text with a day in it, which many deadlines say."""
    return text.format(day=long_date(day))


@said_once
def off_text(day: date, off: OffDay) -> str:
    """Why nobody works on a day."""
    when = fmt_date(day)
    if off.reason == "holiday":
        return _("{weekday}, {day} is a public holiday ({name}, {region})").format(
            weekday=fmt_weekday(day, long=True),
            day=when,
            name=holiday_name(off.holiday or "", language()),
            region=region_name(off.region or "DE", language()),
        )
    if off.reason == "extra":
        return _("{weekday}, {day} is a public holiday at the authority's seat").format(
            weekday=fmt_weekday(day, long=True), day=when
        )
    if off.reason == "closed":
        return _("on {weekday}, {day} our office is closed").format(
            weekday=fmt_weekday(day, long=True), day=when
        )
    return _("{day} is a {weekday}").format(day=when, weekday=fmt_weekday(day, long=True))


ANCHOR_TEXTS = {
    "purpose-fulfilled": N_("purpose fulfilled"),
    "started": N_("start of the work"),
    "inspection": N_("inspection of the work"),
    "final-approval": N_("award final"),
    "payment": N_("payment received"),
    "last-payment": N_("last payment received"),
    "year-end": N_("end of the budget year {year}"),
    "half-year-end": N_("end of the half-year"),
    "quarter-end": N_("end of the quarter"),
    "resolved": N_("day of the resolution"),
    "closed": N_("final check finished"),
}


def _anchor_text(step: Step, deadline: Deadline) -> str:
    data = step.data
    if "handed_in" in data:
        other: Deadline = data["handed_in"]
        if data.get("provisional"):
            return _(
                "{title} not handed in yet, provisionally counted from its due day"
            ).format(title=title_of(other))
        return _("{title} handed in").format(title=title_of(other))
    if "remedy" in data:
        return _remedy_text(step)
    if "ended" in data:
        return _ended_text(data["ended"])
    if "notification" in data:
        notified: Notification = data["notification"]
        return _notified_text(notified.by, notified.fiction_days, step.what, data.get("land"))
    if step.what in ("period-start", "period-end"):
        return _period_text(step, deadline)
    text = ANCHOR_TEXTS.get(step.what)
    return _(text).format(year=str(step.date)[:4]) if text else step.what


def _remedy_text(step: Step) -> str:
    """The end of the period for a remedy: its last day by law, not the day to plan for."""
    last = _("last day by law of the period for a remedy, not the day to plan for")
    if step.what != "final-approval":
        return last
    return _(
        "award provisionally taken as final: {last}; only without a remedy or after a waiver"
    ).format(last=last)


def _ended_text(period: Period) -> str:
    """The day on which the grant ended early, from which a proof of use is counted to plan by."""
    text = _("{how} on this day; only for planning, until the decision names a day")
    return text.format(how=value_label(period.ended_why or "ended"))


def _period_text(step: Step, deadline: Deadline) -> str:
    """Start or end of the period (Bewilligungszeitraum; of a plan or
    certificate: Geltungsdauer).
    """
    granted = deadline.project is None or deadline.project.kind == "grant"
    period = step.data.get("period")
    return _bound_text(step.what, granted, period.id if period else "")


@said_once
def _bound_text(bound: str, granted: bool, period: str) -> str:
    texts = {
        ("period-start", True): _("start of funding period {period}"),
        ("period-end", True): _("end of funding period {period}"),
        ("period-start", False): _("start of validity {period}"),
        ("period-end", False): _("end of validity {period}"),
    }
    return texts[bound, granted].format(period=period).rstrip()


@said_once
def _notified_text(by: str, fiction_days: int | None, anchor: str, land: str | None) -> str:
    """How the award, or the revocation, was notified."""
    from foerder.register.rule_choice import portal_rule

    decision, received = _("revocation"), _("revocation received")
    if anchor == "award":
        decision, received = _("award"), _("award received")
    words = {"decision": decision, "number": fiction_days}
    if by == "received":
        return received
    if by == "posted":
        text = _("{decision} deemed notified on day {number} after posting, § 41 Abs. 2 VwVfG")
        return text.format(**words)
    text = _("{decision} notified on the day after its retrieval, {law}")
    if by == "provided":
        text = _("{decision} deemed notified on day {number} after it was provided, {law}")
    own = portal_rule(by, land)
    text = text.format(**words, law=own or portal_rule(by, None))
    if own is None and land:
        missing = _("for portals of {land} no rule was found: take the day from the letter")
        text += "; " + missing.format(land=region_name(land, language()))
    return text


def _recurrence_text(step: Step, deadline: Deadline) -> str:
    keys = step.data
    if step.what == "rrule":
        from foerder.deadlines.rrule_words import rule_words

        return _("recurring {rule}, from {first} on").format(
            rule=rule_words(keys["rrule"], keys["from"]), first=fmt_date(keys["from"])
        )
    return _every_text(keys["every"], keys.get("on"), keys["from"], bool(keys.get("starts")))


@said_once
def _every_text(every: Span, on: tuple[str, int, int] | None, first: date, starts: bool) -> str:
    """What recurs; ``starts``: for the first time on the first day, else it is
    counted from there.
    """
    text, day = _("recurring {every}, counted from {first}"), ""
    if on:
        kind, month, number = on
        day = _month_day(month, number)
        text = _("recurring {every} on the last working day before {day}, from {first} on")
        if kind == "day":
            text = _("recurring {every} on {day}, from {first} on")
    elif starts:
        text = _("recurring {every}, for the first time on {first}")
    return text.format(every=interval_text(every), day=day, first=fmt_date(first))


def _month_day(month: int, number: int) -> str:
    return f"{number:02}.{month:02}." if language() == "de" else f"{month:02}-{number:02}"


def day_of_year(on: tuple[str, int, int]) -> str:
    """A day of every year, or the last working day before it, as a key ``on`` says it."""
    kind, month, number = on
    day = _month_day(month, number)
    if kind != "day":
        day = _("the last working day before {day}").format(day=day)
    return day


def _year_of_text(step: Step, deadline: Deadline) -> str:
    """A day in the year of an event, counted from the anchor's year."""
    day = day_of_year(step.data["on"])
    texts = {
        -1: _("on {day} of the year before"),
        0: _("on {day} of the same year"),
        1: _("on {day} of the following year"),
    }
    text = texts.get(step.data.get("year", 0), _("on {day} of the year {year}"))
    return text.format(day=day, year=step.data["in"])


def step_text(step: Step, deadline: Deadline) -> str:
    """One step in words."""
    return WRITERS[step.step](step, deadline)


def _offset_text(step: Step, deadline: Deadline) -> str:
    span = span_text(step.data["span"])
    if is_zero(step.data["span"]):
        return _("on this very day")
    if step.what == "before":
        return _("{span} before, the day itself not counted").format(span=span)
    if step.data.get("count") == "day":
        return _("{span} from this day on, which counts (§ 187 Abs. 2, § 188 BGB)").format(
            span=span
        )
    return _("+ {span}, the day itself not counted (§ 187 Abs. 1, § 188 BGB)").format(span=span)


def _snap_text(step: Step, deadline: Deadline) -> str:
    return {
        "month-end": _("to the end of the month"),
        "quarter-end": _("to the end of the quarter"),
        "year-end": _("to the end of the year"),
    }[step.what]


def _one_of_text(step: Step, deadline: Deadline) -> str:
    *others, last = (fmt_date(day) for day in step.data["days"])
    days = ", ".join(others) + _(" and ") + last
    text = _("the earlier of {days} counts")
    if step.step == "later-of":
        text = _("the later of {days} counts")
    return text.format(days=days)


def _fixed_text(step: Step, deadline: Deadline) -> str:
    if step.what == "extension":
        extension = step.data["extension"]
        text = _("extended to this day")
        if extension.granted:
            text = _("extended to this day, granted on {day}").format(
                day=fmt_date(extension.granted)
            )
        if extension.shift:
            text = _("{text}; the letter names {law}, the day does not move").format(
                text=text, law=NAMED_DAY_LAW
            )
        if extension.reference:
            text = f"{text} ({extension.reference})"
        return text
    if step.what == "basis-too-old":
        return _('on this day the plan "{plan}" reaches its maximum age ({span})').format(
            plan=inner(step.data["plan"].title),
            span=span_text(step.data["requirement"].max_age),
        )
    if step.what == "basis-end":
        return _('on this day the plan "{plan}" ends').format(
            plan=inner(step.data["plan"].title)
        )
    return {
        "due": _("day named in the award letter or in the register"),
        "call": _("day on which the call closes"),
        "guideline": _("the guideline is valid until this day"),
        "period-end": _("as entered in the register"),
    }[step.what]


def _offs(step: Step) -> str:
    return ", ".join(off_text(day, off) for day, off in step.data["off"] if off)


def _shift_text(step: Step, deadline: Deadline) -> str:
    return _("{reasons}; the deadline moves to the next working day ({law})").format(
        reasons=_offs(step), law=shift_law(deadline)
    )


def _plan_text(step: Step, deadline: Deadline) -> str:
    reasons = _offs(step)
    text = _("plan by this working day") + (f" ({reasons})" if reasons else "")
    if step.data.get("unmoved"):
        text = f"{text}; {_unmoved(step)}"
    if step.data.get("lost"):
        return f"{text}; {_lost_calendar()}"
    granted = step.data.get("law_grants")
    return f"{text}; {_law_grants(granted)}" if granted else text


WRITERS: Mapping[str, Callable[[Step, Deadline], str]] = {
    "anchor": _anchor_text,
    "offset": _offset_text,
    "snap": _snap_text,
    "earlier-of": _one_of_text,
    "later-of": _one_of_text,
    "recurrence": _recurrence_text,
    "year-of": _year_of_text,
    "fixed": _fixed_text,
    "shift": _shift_text,
    "plan": _plan_text,
}


def _lost_calendar() -> str:
    return _(
        "the authority's holidays cannot be read in the register, so the law moves nothing here (foerder check)"
    )


def _unmoved(step: Step) -> str:
    """Why an extension by a span is planned for an earlier day than the law grants."""
    return _(
        "counted from the end before it moved: {day}; the later day rests on {law}"
    ).format(day=long_date(step.data["unmoved"]), law=MOVED_END_LAW)


def _law_grants(day: date) -> str:
    return _(
        "unless that day was set with reference to {law}, the deadline moves to {day}"
    ).format(law=NAMED_DAY_LAW, day=long_date(day))


def shift_law(deadline: Deadline) -> str:
    """The paragraph that moves the last day to a working day."""
    return REMEDY_SHIFT_LAW if deadline.kind == "remedy" else SHIFT_LAW


def sentence(deadline: Deadline) -> str:
    """The reason for a date in one sentence that can go into the file."""
    name, whole = title_of(deadline), deadline.project or deadline.programme
    if whole:
        name = (
            f"{name} „{inner(whole.title)}“"
            if language() == "de"
            else f'{name} "{whole.title}"'
        )
    if deadline.nominal is None:
        return f"{name} – {why_open_text(deadline)}."
    clauses = [_counted_clause(deadline), *_law_clauses(deadline, deadline.nominal)]
    if deadline.ready_by:
        clauses.append(_dated(_("ready in house by {day}"), deadline.ready_by))
    if deadline.keys.get("basis"):
        clauses.append(str(deadline.keys["basis"]))
    return f"{name}: " + "; ".join(filter(None, clauses)) + "."


def _law_clauses(deadline: Deadline, nominal: date) -> list[str]:
    """What the law and the plan make of the counted day."""
    by_name = {step.step: step for step in deadline.steps}
    shift, plan = by_name.get("shift"), by_name.get("plan")
    clauses = []
    if shift:
        text = _("latest by law: {day} ({law})")
        clauses.append(_offs(shift))
        clauses.append(
            text.format(day=long_date(shift.date or nominal), law=shift_law(deadline))
        )
    if plan is None:
        return [*clauses, _("this day does not move")]
    if deadline.due != nominal and not shift:
        clauses.append(_offs(plan))
    clauses.append(_dated(_("plan by {day}"), deadline.due or nominal))
    if plan.data.get("unmoved"):
        clauses.append(_unmoved(plan))
    if plan.data.get("lost"):
        clauses.append(_lost_calendar())
    if plan.data.get("law_grants"):
        clauses.append(_law_grants(plan.data["law_grants"]))
    return clauses


def _counted_clause(deadline: Deadline) -> str:
    """From the anchor to the counted day, in one clause."""
    text, before = "", None
    for step in deadline.steps:
        if step.step in ("shift", "plan") or (step.step == "snap" and step.date == before):
            continue
        before = step.date
        text = _with_step(text, step, deadline)
    return text


def _with_step(text: str, step: Step, deadline: Deadline) -> str:
    """The clause so far, with one more step."""
    day = long_date(step.date) if step.date else ""
    if step.step == "anchor":
        return f"{fmt_date(step.date)} ({_anchor_text(step, deadline)})"
    if step.step == "offset":
        is_counted = step.data.get("count") == "day"
        return f"{text}{_offset_clause(step.data['span'], step.what, is_counted)} = {day}"
    if step.step == "snap":
        return f"{text}, {_snap_text(step, deadline)}: {day}"
    if step.step == "recurrence" or (step.step == "fixed" and not text):
        return f"{step_text(step, deadline)}: {day}"
    clause = f"{text}; {step_text(step, deadline)}"
    return f"{clause}: {day}" if step.step in ("fixed", "year-of") else clause


@said_once
def _offset_clause(span: Span, direction: str, is_counted: bool) -> str:
    """An offset as a sum; ``is_counted``: its first day is one of its days."""
    if is_zero(span):
        return ""
    if direction == "before":
        return f" − {span_text(span)}"
    return (_(", this day counted,") if is_counted else "") + f" + {span_text(span)}"


def why_open_text(deadline: Deadline) -> str:
    """Why a duty has no date yet, and what to enter."""
    why = deadline.why_open or ""
    texts = {
        "unverified": _(
            "no date, because the rule is not verified: enter the day from the award letter (due = DATE)"
        ),
        "broken": _("no date, because its entry in the register is faulty (foerder check)"),
        "authority": _(
            "no date, because the authority cannot be read in the register (foerder check)"
        ),
        "settings": _(
            "no date, because [settings] cannot be read in the register (foerder check)"
        ),
        "no-date": _("no date entered"),
        "undated": _("without a fixed day: at once (unverzüglich)"),
        "payment": _("no date yet: it is counted from each payment received"),
        "last-payment": _("no date yet: it is counted from the last payment received"),
        "award": _(
            "no date yet: the notification of the award is missing (award_posted or award_notified)"
        ),
        "ended_notified": _(
            "no date yet: the notification of the revocation is missing (ended_posted or ended_notified)"
        ),
    }
    if why in texts:
        return texts[why]
    if why.startswith("unreadable "):
        return _(
            'no date, because "{key}" cannot be read in the register (foerder check)'
        ).format(key=why.removeprefix("unreadable "))
    key = PERIOD_KEYS.get(why)
    if key:
        return _('no date yet: "{label}" is missing (key {key})').format(
            label=key_label(key), key=key
        )
    return _('no date yet: it is counted from the day on which "{name}" is handed in').format(
        name=value_label(why)
    )


def state_text(deadline: Deadline, today: date) -> str:
    """State and distance in words: "due in 14 days", "3 days overdue", "last day by law: …"."""
    return state_words(deadline.state, deadline.due, deadline.latest, today)


@said_once
def state_words(state: str, due: date | None, latest: date | None, today: date) -> str:
    """A state and its distance in words."""
    if due is None or latest is None:
        return value_label(state)
    left = (due - today).days
    if state == "overdue":
        late = (today - latest).days
        return ngettext("{n} day overdue", "{n} days overdue", late).format(n=late)
    if state in ("due", "upcoming") and left < 0:
        return _("last day by law: {day}").format(day=fmt_date(latest, weekday=True))
    if state in ("due", "upcoming"):
        return distance(left)
    return value_label(state)


def distance(days: int) -> str:
    """Days from today in words."""
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days < 0:
        return ngettext("{n} day ago", "{n} days ago", -days).format(n=-days)
    return ngettext("in {n} day", "in {n} days", days).format(n=days)


def origin(
    deadline: Deadline, trail: Sequence[tuple[str, tuple[str, ...]]], register: Register
) -> list[str]:
    """Which layers made the rule: where it comes from and what each later one changed."""
    lines = []
    for number, (rule, keys) in enumerate(trail):
        name = rule
        layer = rule.partition("/")[0]
        rule_set = register.rule_sets.get(layer)
        if rule_set:
            name = f"{rule} – {rule_set.title}"
            if rule_set.version and rule_set.version not in rule_set.title:
                name = _("{name}, version {version}").format(
                    name=name, version=rule_set.version
                )
        if number == 0:
            lines.append(_("rule {rule}").format(rule=name))
        else:
            lines.append(_("changed by {rule}: {keys}").format(rule=name, keys=", ".join(keys)))
        if rule_set and rule_set.last_review:
            lines.append(
                _("last review of {set}: {review}").format(
                    set=layer, review=review_text(rule_set.last_review)
                )
            )
    return lines


def review_text(review: Review) -> str:
    """When a rule set was last compared with its source, and what came of it."""
    text = f"{fmt_date(review.on)}: {value_label(review.result or '')}"
    if review.by:
        text = _("{text}, by {name}").format(text=text, name=review.by)
    return text
