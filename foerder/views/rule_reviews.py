"""What the reviews of the rules say: which source has to be looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from foerder.register.rule_choice import Verdict
from foerder.text import plain
from foerder.text.i18n import _, fmt_date
from foerder.views.formats import csv_records
from foerder.views.json_records import SCHEMA, values
from foerder.views.sections import TableColumn

if TYPE_CHECKING:
    from foerder.views.table import Screen

HEADER = ("rule", "result", "on", "source")


class Answer(NamedTuple):
    """Every rule set whose last review is old, failed or unclear."""

    verdicts: list[Verdict]


def _names(verdict: Verdict) -> list[str]:
    """The rules of a set, each by its public name; of one without deadlines the set alone."""
    rule_set = verdict.rule_set
    return [f"{rule_set.id}/{rule.id}" for rule in rule_set.deadlines] or [rule_set.id]


def _source(verdict: Verdict) -> str:
    review = verdict.review
    return (review.source if review else None) or verdict.rule_set.source or ""


def _records(answer: Answer) -> Iterator[dict[str, Any]]:
    for one in answer.verdicts:
        for name in _names(one):
            yield {"rule": name, **values(one, "result", "on"), "source": _source(one)}


def _verdict_text(verdict: Verdict) -> str:
    """What is wrong with the last review, in words."""
    texts = {
        "old": _("last review on {day}, more than a year ago"),
        "never": _("no review recorded"),
        "changed": _("the source had changed on {day}"),
        "unclear": _("unclear on {day}"),
        "unavailable": _("the source was not available on {day}"),
    }
    return texts[verdict.result].format(day=fmt_date(verdict.on))


def record(answer: Answer) -> dict[str, Any]:
    """Every rule to be looked at again."""
    return {"schema": SCHEMA, "rules": list(_records(answer))}


def as_csv(answer: Answer) -> str:
    """A row per rule."""
    return csv_records(_records(answer), HEADER)


def _rows(answer: Answer) -> list[tuple[str, str, str]]:
    rows = []
    for one in answer.verdicts:
        rows += [(name, _verdict_text(one), _source(one)) for name in _names(one)]
    return rows


def as_plain(answer: Answer) -> str:
    """A line per rule."""
    return plain.lines(_rows(answer))


def draw(answer: Answer, screen: Screen) -> None:
    """A row per rule."""
    names = TableColumn(_("Rule")), TableColumn(_("Review"))
    screen.table([*names, TableColumn(_("Source"), ratio=1)], _rows(answer))
