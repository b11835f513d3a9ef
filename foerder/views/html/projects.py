"""The projects on the page: facts, periods, money, duties with their reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from foerder.deadlines.explain import (
    long_date,
    state_text,
    step_text,
    titled,
    why_open_text,
)
from foerder.model import Deadline, Period, Project
from foerder.money.account import Account
from foerder.text.glossary import key_label
from foerder.text.i18n import _, fmt_date, heading, ngettext
from foerder.text.markup import Content, Html, link, tag, text
from foerder.views import explain, show
from foerder.views.costs_sections import account_sections
from foerder.views.html.content import Page
from foerder.views.html.tables import definitions, section_table
from foerder.views.list import period_status, period_text
from foerder.views.sections import Cell, Link, words
from foerder.views.timeline import period_word

NEAR = 2
"""So many dates of what recurs are shown at once; those after them on click."""
STYLED = ("overdue", "due", "done")
Accounts = Mapping[str, Account]
"""The money of a project, by the ids of its periods."""


def article(
    page: Page,
    project: Project,
    deadlines: Sequence[Deadline],
    accounts: Accounts,
    data: Mapping[str, str],
) -> Html:
    """One project; ``data``: its marks and figures for the page's script."""
    parts: list[Content] = [tag("h3", project.title), tag("small", project.id)]
    if project.id in page.faulty:
        parts.append(tag("p", _("Something of this project could not be read."), class_="gap"))
    parts.append(_facts(page, project))
    parts += _periods(page, project, accounts)
    parts += _duties(page, project, deadlines)
    return tag("article", *parts, id=f"p-{project.id}", **data)


def _facts(page: Page, project: Project) -> Html | None:
    answer = show.Answer(
        page.register, project, page.today, [], page.calculator.ours, page.relations
    )
    facts = show.project_facts(answer, whole=page.detail.money)
    return definitions(map(_linked, facts))


def _linked(fact: tuple[str, str]) -> tuple[str, Content]:
    label, value = fact
    return label, link(value, value) if isinstance(value, Link) else value


def _periods(page: Page, project: Project, accounts: Accounts) -> Iterator[Html]:
    if not project.periods:
        yield tag("p", _("no period"), class_="soft")
    word = period_word(project.kind)
    for period in project.periods:
        account = accounts.get(period.id)
        yield tag("h4", f"{word} {period.id}")
        sums = _sums(period, account) if project.kind == "grant" else ()
        pairs = []
        for label, value in sums:
            pairs.append(tag("div", tag("dt", label), tag("dd", words(value))))
        state = f"{period_text(period)}, {period_status(period)}"
        reference = f", {period.reference}" if period.reference else ""
        yield tag("p", state, reference)
        if pairs:
            yield tag("dl", *pairs, class_="sum")
        if page.detail.money:
            yield _all_of(period, account)


def _sums(period: Period, account: Account | None) -> Iterable[tuple[str, Cell]]:
    """Grant, spent, received, still to come; without what is not recorded."""
    if account is None:
        found: list[tuple[str, Cell]] = [(_("Grant"), period.amount)]
    else:
        whole, rest = account.whole, None
        over = period.closed or period.ended_on
        if whole is not None and not over and period.status == "approved":
            rest = whole - account.received
        found = [
            (_("Grant"), whole),
            (heading(key_label("spent")), account.spent),
            (_("Received"), account.paid),
            (_("Still to come"), rest),
        ]
    return [(label, value) for label, value in found if value is not None]


def _all_of(period: Period, account: Account | None) -> Html:
    """All facts and the money of one period, on click."""
    label = _("All facts of period {period}").format(period=period.id)
    parts: list[Content] = [definitions(show.period_facts(period))]
    if account:
        parts += map(section_table, account_sections(account))
    return tag("details", tag("summary", label), tag("div", *parts))


def _duties(page: Page, project: Project, deadlines: Sequence[Deadline]) -> Iterator[Html]:
    """What is to do next at once, what is later or done on click."""
    near, far = _split(deadlines)
    if not page.detail.explained:
        far = [one for one in far if one.state == "upcoming"]
    if near:
        yield tag("h4", _("Duties and days"))
        yield _list(page, project, near)
    if far:
        label = ngettext("{n} later or done", "{n} later or done", len(far)).format(n=len(far))
        yield tag("details", tag("summary", label), _list(page, project, far))


def _list(page: Page, project: Project, deadlines: Iterable[Deadline]) -> Html:
    rows = [_duty(page, project, one) for one in deadlines]
    return tag("ul", *rows, class_="duties")


def _split(deadlines: Sequence[Deadline]) -> tuple[list[Deadline], list[Deadline]]:
    """What is overdue, due, open, or among the next dates of its duty; and all others."""
    near: list[Deadline] = []
    far: list[Deadline] = []
    seen: dict[str, int] = {}
    for deadline in sorted(deadlines, key=lambda one: (one.due or date.max, one.id)):
        duty = deadline.id.removesuffix(f"/{deadline.occurrence}")
        upcoming = deadline.state == "upcoming"
        seen[duty] = seen.get(duty, 0) + upcoming
        soon = upcoming and seen[duty] <= NEAR
        if soon or deadline.state in ("overdue", "due", "open"):
            near.append(deadline)
        else:
            far.append(deadline)
    return near, far


def _duty(page: Page, project: Project, deadline: Deadline) -> Html:
    """A line for one deadline: day, state, what, its id without the project's,
    and why.
    """
    day = fmt_date(deadline.due, weekday=True) if deadline.due else "–"
    identity = deadline.id.removeprefix(f"{project.id}/")
    # Half of a large page are these four: as one text they cost a third of what four tags cost.
    head = Html(
        f"<b>{day}</b><i>{text(_state(page, deadline))}</i>"
        f"{text(titled(deadline))} <small>{text(identity)}</small>"
    )
    what: list[Content] = [head]
    if deadline.owner and deadline.owner != project.owner:
        what += [" ", deadline.owner]
    if deadline.due and deadline.state in page.detail.explained:
        what.append(_reason(page, deadline))
    elif deadline.due is None and deadline.state == "open":
        what.append(tag("small", why_open_text(deadline)))
    return tag("li", *what, class_=deadline.state if deadline.state in STYLED else None)


def _state(page: Page, deadline: Deadline) -> str:
    said = state_text(deadline, page.today)
    if deadline.state == "done":
        said = f"{said} {fmt_date(deadline.done_on)}".rstrip()
    return said


def _reason(page: Page, deadline: Deadline) -> Html:
    """Why this day, on click."""
    rows = []
    for number, step in enumerate(deadline.steps):
        last = number and number == len(deadline.steps) - 1
        if last and not step.data and step.date == deadline.steps[number - 1].date:
            # The counted day is a working day: nothing more to say.
            continue
        day = f"{fmt_date(step.date, weekday=True)}: " if step.date else None
        rows.append(tag("li", day, step_text(step, deadline)))
    return tag(
        "details",
        tag("summary", _("Why?")),
        tag("ol", *rows),
        tag("p", *_remarks(page, deadline)),
    )


def _remarks(page: Page, deadline: Deadline) -> Iterator[Content]:
    """What else is known of the date, in one paragraph; the rule set itself is
    described once, below.
    """
    if deadline.latest and deadline.latest != deadline.due:
        yield f"{_('Last day by law')}: {long_date(deadline.latest)}; "
    if deadline.ready_by:
        yield f"{_('Ready in house by')}: {long_date(deadline.ready_by)}; "
    for key in ("basis", "grade", "note"):
        if deadline.keys.get(key):
            yield f"{heading(key_label(key))}: {deadline.keys[key]}; "
    rules = list(dict(explain.layers(deadline, page.calculator)))
    yield f"{_('Rule')}: "
    for number, rule in enumerate(rules or [deadline.rule]):
        layer = rule.partition("/")[0]
        if number:
            yield _(", changed by ")
        if layer in page.register.rule_sets:
            page.rule_sets.add(layer)
            yield tag("a", rule, href=f"#r-{layer}")
        else:
            yield rule
