"""The format of the register as data: every table, its keys and what each may hold (file format 1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from foerder.model import DUTIES, EXPIRIES, PROJECT_KINDS, STATUSES
from foerder.register import fields as f
from foerder.register import values as v
from foerder.register.rrule import recurrence_rule
from foerder.register.values import Field

COST_TYPES = ("staff", "material", "fees", "travel", "investment", "flat-rate", "other")
FINANCING_TYPES = (
    "Anteilfinanzierung",
    "Fehlbedarfsfinanzierung",
    "Festbetragsfinanzierung",
    "Vollfinanzierung",
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FORMS: Mapping[str, tuple[str, ...]] = {
    "due": ("due",),
    "after": ("after", "offset", "count"),
    "before": ("before", "offset"),
    "every": ("every", "from", "until", "on"),
    "rrule": ("rrule", "from", "until"),
    "earlier_of": ("earlier_of",),
    "later_of": ("later_of",),
}
"""The forms of date, each with the keys that belong to it."""


class Table(NamedTuple):
    """One kind of table: how people write its header, its keys, required keys and tables inside."""

    header: str
    keys: Mapping[str, Field]
    required: tuple[str, ...] = ()
    tables: Mapping[str, Table] = {}
    array: bool = True


_COUNTED: Mapping[str, Field] = {
    "after": f.anchor,
    "offset": f.span,
    "count": v.choice("event", "day"),
    "snap": v.choice("month-end", "quarter-end", "year-end"),
}
_RULE_KEYS: Mapping[str, Field] = {
    **_COUNTED,
    "title": v.text,
    "due": f.day,
    "before": f.anchor,
    "every": f.interval,
    "from": f.day_or_anchor,
    "until": f.day_or_anchor,
    "on": f.on,
    "rrule": recurrence_rule,
    "time": f.clock_time,
    "by": v.choice("recipient", "final-recipient"),
    "shift": v.choice("next", "none"),
    "lead": f.span,
    "basis": v.text,
    "version": v.text,
    "source": v.text,
    "grade": v.choice("A", "B", "C", "D", "U"),
    "checked": f.day,
    "note": v.text,
    "warn": v.list_of(v.whole(0, 3650)),
    "owner": v.text,
    "off": v.flag,
    "provisional": v.flag,
}
_ONE_OF: Mapping[str, Field] = {
    **_COUNTED,
    "provisional": v.flag,
    "source": v.text,
    "basis": v.text,
    "note": v.text,
}


def _deadline(header: str) -> Table:
    return Table(
        header,
        {"id": v.duty_id, "kind": v.choice(*DUTIES, "remedy", *EXPIRIES), **_RULE_KEYS},
        ("id",),
        {name: Table(f"{header[:-2]}.{name}]]", _ONE_OF, ("after", "offset")) for name in ("earlier_of", "later_of")},
    )


_WORDING: Mapping[str, Field] = {"title_en": v.text, "text": v.text, "text_en": v.text}
_SET_DEADLINE = _deadline("[[rule_set.deadline]]")
RULE_SET_DEADLINE = Table(
    _SET_DEADLINE.header, {**_SET_DEADLINE.keys, **_WORDING}, _SET_DEADLINE.required, _SET_DEADLINE.tables
)
CLAUSE = Table(
    "[[rule_set.clause]]",
    {
        "nr": v.text,
        **_WORDING,
        "title": v.text,
        "grade": v.choice("A", "B", "C", "D", "U"),
        "source": v.text,
        "basis": v.text,
        "note": v.text,
        "checked": f.day,
        "exceed_rate": v.share,
        "reduction_from": v.money,
        "base_rate": v.base_rate,
        "from": f.day,
        "until": f.day,
    },
)
RULE_SET = Table(
    "[[rule_set]]",
    {
        "id": v.slug,
        "title": v.required_text,
        "title_en": v.text,
        "version": v.text,
        "source": v.text,
        "url": v.text,
        "grade": v.choice("A", "B", "C", "D", "U"),
        "checked": f.day,
        "note": v.text,
    },
    ("id",),
    {"deadline": RULE_SET_DEADLINE, "clause": CLAUSE},
)

SETTINGS = Table(
    "[settings]",
    {
        "language": v.choice("de", "en"),
        "holidays": v.region,
        "office_closed": v.list_of(f.closed_day),
        "within": v.whole(0, 36_500),
        "warn": v.list_of(v.whole(0, 3650)),
        "track_from": f.day,
        "source": v.text,
    },
    array=False,
)
NOTIFY = Table(
    "[notify]",
    {
        "from": v.text,
        "subject": v.text,
        "domains": v.list_of(v.required_text),
        "smtp": v.text,
        "tls": v.choice("starttls", "tls", "none"),
        "coordinator": v.text,
        "head": v.text,
        "deputy_from": v.whole(0, 3650),
        "heartbeat": v.choice(*WEEKDAYS, "off"),
        "attach": v.flag,
        "source": v.text,
    },
    array=False,
)
AUTHORITY = Table(
    "[[authority]]",
    {
        "id": v.slug,
        "name": v.required_text,
        "holidays": v.region,
        "extra_holidays": v.list_of(f.holiday),
        "email": v.text,
        "phone": v.text,
        "url": v.text,
        "source": v.text,
    },
    ("id", "name"),
)
_NOT_IN_A_CALL = ("due", "before", "by", "off", "provisional", *_COUNTED)
CALL = Table(
    "[[programme.call]]",
    {
        **{key: value for key, value in _RULE_KEYS.items() if key not in _NOT_IN_A_CALL},
        "from": f.day,
        "until": f.day,
        "id": v.duty_id,
        "opens": f.day,
        "closes": f.day,
        "url": v.text,
    },
    ("id",),
)
REQUIRES = Table(
    "[[programme.requires]]",
    {"project": v.slug, "max_age": f.positive_span, "source": v.text},
    ("project",),
)
PROGRAMME = Table(
    "[[programme]]",
    {
        "id": v.slug,
        "title": v.required_text,
        "funds": v.list_of(v.required_text),
        "level": v.list_of(v.choice("eu", "federal", "state", "municipal", "foundation")),
        "guideline": v.text,
        "guideline_date": f.day,
        "guideline_until": f.day,
        "url": v.text,
        "authority": v.reference,
        "rules": v.list_of(v.slug),
        "source": v.text,
    },
    ("id", "title"),
    {"call": CALL, "requires": REQUIRES, "deadline": _deadline("[[programme.deadline]]")},
)
_PERIOD_PARTS: Mapping[str, tuple[Mapping[str, Field], tuple[str, ...]]] = {
    "cost": (
        {
            "type": v.choice(*COST_TYPES),
            "title": v.text,
            "approved": v.money,
            "spent": v.money,
            "rate": v.share,
            "of": v.list_of(v.choice(*COST_TYPES)),
        },
        (),
    ),
    "financing": (
        {"funder": v.text, "share": v.share, "amount": v.money, "from": f.day, "until": f.day},
        (),
    ),
    "payment": (
        {"id": v.optional_slug, "requested": f.day, "received": f.day, "amount": v.money},
        (),
    ),
    "spending": ({"type": v.choice(*COST_TYPES), "on": f.day, "amount": v.money}, ()),
    "year": ({"year": v.whole(f.FIRST_YEAR, f.LAST_YEAR), "amount": v.money}, ()),
    "amendment": (
        {"date": f.day, "reference": v.text, "old_end": f.day, "old_amount": v.money},
        (),
    ),
}
PERIOD = Table(
    "[[project.period]]",
    {
        "id": v.slug,
        "status": v.choice(*STATUSES),
        "start": f.day,
        "end": f.day,
        "duration": f.positive_span,
        "purpose_fulfilled": f.day,
        "resolved": f.day,
        "applied": f.day,
        "started": f.day,
        "early_start": f.day,
        "authority": v.reference,
        "rules": v.list_of(v.slug),
        "award_date": f.day,
        "award_posted": f.day,
        "award_retrieved": f.day,
        "award_notified": f.day,
        "remedy": v.optional_choice("action", "objection", "none"),
        "reference": v.text,
        "amount": v.money,
        "financing_type": v.optional_choice(*FINANCING_TYPES),
        "closed": f.day,
        "source": v.text,
    },
    (),
    {
        **{
            name: Table(f"[[project.period.{name}]]", {**keys, "source": v.text}, required)
            for name, (keys, required) in _PERIOD_PARTS.items()
        },
        "deadline": _deadline("[[project.period.deadline]]"),
    },
)
DONE = Table(
    "[[project.done]]",
    {
        "deadline": v.identity_part,
        "on": f.day,
        "by": v.text,
        "how": v.text,
        "proof": v.text,
        "note": v.text,
        "source": v.text,
    },
    ("deadline",),
)
EXTENSION = Table(
    "[[project.extension]]",
    {
        "deadline": v.identity_part,
        "to": f.day,
        "granted": f.day,
        "reference": v.text,
        "source": v.text,
    },
    ("deadline", "to"),
)
PROJECT = Table(
    "[[project]]",
    {
        "id": v.slug,
        "kind": v.choice(*PROJECT_KINDS),
        "title": v.required_text,
        "programme": v.reference,
        "recipient": v.text,
        "authority": v.reference,
        "rules": v.list_of(v.slug),
        "final_recipient": v.text,
        "unit": v.text,
        "owner": v.text,
        "deputy": v.text,
        "follows": v.reference,
        "tags": v.list_of(v.required_text),
        "url": v.text,
        "notes": v.text,
        "source": v.text,
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
        "code": v.required_text,
        "project": v.reference,
        "reason": v.text,
        "until": f.day,
        "source": v.text,
    },
    ("code",),
)
ROOT = Table(
    "",
    {"format": v.whole(1, 1)},
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
