"""The format of the register as data: every table, its keys and what each may
hold (file format 1).
"""

from collections.abc import Mapping
from typing import NamedTuple

from foerder.model import DUTIES, EXPIRIES, PROJECT_KINDS, STATUSES
from foerder.register import fields, values
from foerder.register.values import Field
from foerder.terms import (
    CONDITIONS,
    ENDED_WHY,
    FIRST_YEAR,
    LAST_YEAR,
    LEVELS,
    REVIEW_RESULTS,
    WEEKDAYS,
)

COST_TYPES = ("staff", "material", "fees", "travel", "investment", "flat-rate", "other")
FINANCING_TYPES = (
    "Anteilfinanzierung",
    "Fehlbedarfsfinanzierung",
    "Festbetragsfinanzierung",
    "Vollfinanzierung",
)
REMEDIES = ("action", "objection", "none")
GRADE = values.choice("A", "B", "C", "D", "U")
FORMS: Mapping[str, tuple[str, ...]] = {
    "due": ("due",),
    "after": ("after", "offset", "count"),
    "before": ("before", "offset"),
    "every": ("every", "from", "until", "on"),
    "rrule": ("rrule", "from", "until"),
    "earlier_of": ("earlier_of",),
    "later_of": ("later_of",),
    "year_of": ("year_of", "year", "on"),
    "undated": ("undated",),
}
"""The forms of date, each with the keys that belong to it."""


class Table(NamedTuple):
    """One kind of table: how people write its header, its keys, required keys
    and tables inside.
    """

    header: str
    keys: Mapping[str, Field]
    required: tuple[str, ...] = ()
    tables: Mapping[str, "Table"] = {}
    array: bool = True


def _each(field: Field, names: str) -> dict[str, Field]:
    """Several keys that hold the same."""
    return dict.fromkeys(names.split(), field)


_COUNTED: Mapping[str, Field] = {
    "after": fields.anchor,
    "offset": fields.span,
    "count": values.choice("event", "day"),
    "snap": values.choice("month-end", "quarter-end", "year-end"),
}
_RULE_KEYS: Mapping[str, Field] = {
    **_COUNTED,
    "title": values.text,
    "due": fields.day,
    "before": fields.anchor,
    "every": fields.interval,
    "from": fields.day_or_anchor,
    "until": fields.day_or_anchor,
    "on": fields.on,
    "year_of": fields.anchor,
    "year": values.whole(-2, 10),
    "undated": fields.undated,
    "rrule": fields.recurrence_rule,
    "time": fields.clock_time,
    "by": values.choice("recipient", "final-recipient"),
    "shift": values.choice("next", "none"),
    "lead": fields.span,
    **_each(values.text, "basis version source"),
    "grade": GRADE,
    "checked": fields.day,
    "note": values.text,
    "warn": values.list_of(values.whole(0, 3650)),
    "owner": values.text,
    "off": values.flag,
    "provisional": values.flag,
}
_ONE_OF: Mapping[str, Field] = {
    **_COUNTED,
    "provisional": values.flag,
    **_each(values.text, "source basis note"),
}


def _deadline(header: str) -> Table:
    return Table(
        header,
        {
            "id": values.duty_id,
            "kind": values.choice(*DUTIES, "remedy", *EXPIRIES),
            **_RULE_KEYS,
        },
        ("id",),
        {
            name: Table(f"{header[:-2]}.{name}]]", _ONE_OF, ("after", "offset"))
            for name in ("earlier_of", "later_of")
        },
    )


_WORDING: Mapping[str, Field] = {
    **_each(values.text, "title_en text text_en"),
}
_SET_DEADLINE = _deadline("[[rule_set.deadline]]")
RULE_SET_DEADLINE = _SET_DEADLINE._replace(keys={**_SET_DEADLINE.keys, **_WORDING})
CLAUSE = Table(
    "[[rule_set.clause]]",
    {
        "nr": values.text,
        "land": values.region,
        "by": values.choice("provided", "retrieved"),
        **_WORDING,
        "title": values.text,
        "grade": GRADE,
        **_each(values.text, "source basis note"),
        "checked": fields.day,
        "exceed_rate": values.share,
        "reduction_from": values.money,
        "base_rate": values.base_rate,
        "from": fields.day,
        "until": fields.day,
    },
)
REVIEW = Table(
    "[[rule_set.review]]",
    {
        "on": fields.day,
        "source": values.text,
        "digest": values.text,
        "grade": GRADE,
        "result": values.choice(*REVIEW_RESULTS),
        "by": values.text,
    },
    ("on", "result"),
)
RULE_SET = Table(
    "[[rule_set]]",
    {
        "id": values.slug,
        "title": values.required_text,
        **_each(values.text, "title_en version source url"),
        "grade": GRADE,
        "checked": fields.day,
        "note": values.text,
        "land": values.region,
        "level": values.choice(*LEVELS),
        "conditions": values.choice(*CONDITIONS),
        "year": values.whole(FIRST_YEAR, LAST_YEAR),
    },
    ("id",),
    {"deadline": RULE_SET_DEADLINE, "clause": CLAUSE, "review": REVIEW},
)

SETTINGS = Table(
    "[settings]",
    {
        "id": values.slug,
        "language": values.choice("de", "en"),
        "holidays": values.region,
        "office_closed": values.list_of(fields.closed_day),
        "within": values.whole(0, 36_500),
        "warn": values.list_of(values.whole(0, 3650)),
        "track_from": fields.day,
        "source": values.text,
    },
    array=False,
)
NOTIFY = Table(
    "[notify]",
    {
        "from": values.text,
        "subject": values.text,
        "domains": values.list_of(values.required_text),
        "smtp": values.text,
        "tls": values.choice("starttls", "tls", "none"),
        "coordinator": values.text,
        "head": values.text,
        "deputy_from": values.whole(0, 3650),
        "heartbeat": values.choice(*WEEKDAYS, "off"),
        "attach": values.flag,
        "source": values.text,
    },
    array=False,
)
AUTHORITY = Table(
    "[[authority]]",
    {
        "id": values.slug,
        "name": values.required_text,
        "holidays": values.region,
        "extra_holidays": values.list_of(fields.holiday),
        **_each(values.text, "email phone url source"),
    },
    ("id", "name"),
)
_NOT_IN_A_CALL = {*_COUNTED, *"due before by off provisional year_of year undated".split()}
CALL = Table(
    "[[programme.call]]",
    {
        **{key: value for key, value in _RULE_KEYS.items() if key not in _NOT_IN_A_CALL},
        "from": fields.day,
        "until": fields.day,
        "id": values.duty_id,
        "opens": fields.day,
        "closes": fields.day,
        "url": values.text,
    },
    ("id",),
)
REQUIRES = Table(
    "[[programme.requires]]",
    {"project": values.slug, "max_age": fields.positive_span, "source": values.text},
    ("project",),
)
PROGRAMME = Table(
    "[[programme]]",
    {
        "id": values.slug,
        "title": values.required_text,
        "funds": values.list_of(values.required_text),
        "level": values.list_of(values.choice(*LEVELS)),
        "guideline": values.text,
        "guideline_date": fields.day,
        "guideline_until": fields.day,
        "url": values.text,
        "authority": values.reference,
        "rules": values.list_of(values.slug),
        "source": values.text,
    },
    ("id", "title"),
    {"call": CALL, "requires": REQUIRES, "deadline": _deadline("[[programme.deadline]]")},
)
_PERIOD_PARTS: Mapping[str, Mapping[str, Field]] = {
    "cost": {
        "type": values.choice(*COST_TYPES),
        "title": values.text,
        "approved": values.money,
        "spent": values.money,
        "rate": values.share,
        "of": values.list_of(values.choice(*COST_TYPES)),
    },
    "financing": {
        "funder": values.text,
        "share": values.share,
        "amount": values.money,
        "from": fields.day,
        "until": fields.day,
    },
    "payment": {
        "id": values.optional_slug,
        **_each(fields.day, "requested request received"),
        "amount": values.money,
    },
    "spending": {
        "type": values.choice(*COST_TYPES),
        "on": fields.day,
        "amount": values.money,
    },
    "year": {"year": values.whole(FIRST_YEAR, LAST_YEAR), "amount": values.money},
    "amendment": {
        "date": fields.day,
        "reference": values.text,
        "old_end": fields.day,
        "old_amount": values.money,
    },
}
PERIOD = Table(
    "[[project.period]]",
    {
        "id": values.slug,
        "status": values.choice(*STATUSES),
        "start": fields.day,
        "end": fields.day,
        "duration": fields.positive_span,
        **_each(fields.day, "purpose_fulfilled resolved applied"),
        **_each(fields.day, "started inspection early_start"),
        "authority": values.reference,
        "rules": values.list_of(values.slug),
        **_each(fields.day, "award_date award_posted"),
        **_each(fields.day, "award_provided award_retrieved award_notified"),
        "remedy": values.optional_choice(*REMEDIES),
        "final_approval": fields.day,
        "reference": values.text,
        "amount": values.money,
        "total": values.money,
        "financing_type": values.optional_choice(*FINANCING_TYPES),
        "ended_on": fields.day,
        "ended_why": values.optional_choice(*ENDED_WHY),
        **_each(fields.day, "ended_posted ended_provided"),
        **_each(fields.day, "ended_retrieved ended_notified"),
        "ended_remedy": values.optional_choice(*REMEDIES),
        "closed": fields.day,
        "source": values.text,
    },
    (),
    {
        **{
            name: Table(f"[[project.period.{name}]]", {**keys, "source": values.text})
            for name, keys in _PERIOD_PARTS.items()
        },
        "deadline": _deadline("[[project.period.deadline]]"),
    },
)
DONE = Table(
    "[[project.done]]",
    {
        "deadline": values.identity_part,
        "on": fields.day,
        **_each(values.text, "by how proof note source"),
    },
    ("deadline",),
)
EXTENSION = Table(
    "[[project.extension]]",
    {
        "deadline": values.identity_part,
        "to": fields.day,
        "granted": fields.day,
        "shift": values.choice("none"),
        "plan_by": fields.day,
        "reference": values.text,
        "source": values.text,
    },
    ("deadline", "to"),
)
PROJECT = Table(
    "[[project]]",
    {
        "id": values.slug,
        "kind": values.choice(*PROJECT_KINDS),
        "title": values.required_text,
        "programme": values.reference,
        "recipient": values.text,
        "authority": values.reference,
        "rules": values.list_of(values.slug),
        **_each(values.text, "final_recipient unit owner deputy"),
        "follows": values.reference,
        "tags": values.list_of(values.required_text),
        **_each(values.text, "url notes source"),
    },
    ("id", "title"),
    {
        "period": PERIOD,
        "deadline": _deadline("[[project.deadline]]"),
        "requires": Table("[[project.requires]]", REQUIRES.keys, REQUIRES.required),
        "done": DONE,
        "extension": EXTENSION,
    },
)
ACCEPT = Table(
    "[[accept]]",
    {
        "code": values.required_text,
        "project": values.reference,
        "reason": values.text,
        "until": fields.day,
        "source": values.text,
    },
    ("code",),
)
ROOT = Table(
    "",
    {"format": values.whole(1, 1)},
    ("format",),
    {
        "settings": SETTINGS,
        "notify": NOTIFY,
        "authority": AUTHORITY,
        "programme": PROGRAMME,
        "rule_set": RULE_SET,
        "project": PROJECT,
        "accept": ACCEPT,
    },
    array=False,
)


def all_tables(table: Table = ROOT) -> list[Table]:
    """Every kind of table of the format, outermost first."""
    return [table] + [inner for sub in table.tables.values() for inner in all_tables(sub)]
