"""The format of the register as data: every table, its keys and what each may hold (file format 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from foerder.model import DUTIES, EXPIRIES, PROJECT_KINDS, STATUSES
from foerder.register import fields as f
from foerder.register.fields import Field

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


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of table: how people write its header, its keys, required keys and tables inside."""

    header: str
    keys: Mapping[str, Field]
    required: tuple[str, ...] = ()
    tables: Mapping[str, Table] = field(default_factory=dict)
    array: bool = True


_COUNTED: Mapping[str, Field] = {
    "after": f.anchor,
    "offset": f.span,
    "count": f.choice("event", "day"),
    "snap": f.choice("month-end", "quarter-end", "year-end"),
}
_RULE_KEYS: Mapping[str, Field] = {
    **_COUNTED,
    "title": f.text,
    "due": f.day,
    "before": f.anchor,
    "every": f.interval,
    "from": f.day_or_anchor,
    "until": f.day_or_anchor,
    "on": f.on,
    "rrule": f.recurrence_rule,
    "time": f.clock_time,
    "by": f.choice("recipient", "final-recipient"),
    "shift": f.choice("next", "none"),
    "lead": f.span,
    "basis": f.text,
    "version": f.text,
    "source": f.text,
    "grade": f.choice("A", "B", "C", "D", "U"),
    "checked": f.day,
    "note": f.text,
    "warn": f.list_of(f.whole(0, 3650)),
    "owner": f.text,
    "off": f.flag,
    "provisional": f.flag,
}
_ONE_OF: Mapping[str, Field] = {
    **_COUNTED,
    "provisional": f.flag,
    "source": f.text,
    "basis": f.text,
    "note": f.text,
}


def _deadline(header: str) -> Table:
    return Table(
        header,
        {"id": f.duty_id, "kind": f.choice(*DUTIES, "remedy", *EXPIRIES), **_RULE_KEYS},
        ("id",),
        {name: Table(f"{header[:-2]}.{name}]]", _ONE_OF, ("after", "offset")) for name in ("earlier_of", "later_of")},
    )


_WORDING: Mapping[str, Field] = {"title_en": f.text, "text": f.text, "text_en": f.text}
_SET_DEADLINE = _deadline("[[rule_set.deadline]]")
RULE_SET_DEADLINE = Table(
    _SET_DEADLINE.header, {**_SET_DEADLINE.keys, **_WORDING}, _SET_DEADLINE.required, _SET_DEADLINE.tables
)
CLAUSE = Table(
    "[[rule_set.clause]]",
    {
        "nr": f.text,
        **_WORDING,
        "title": f.text,
        "grade": f.choice("A", "B", "C", "D", "U"),
        "source": f.text,
        "basis": f.text,
        "note": f.text,
        "checked": f.day,
        "exceed_rate": f.share,
        "reduction_from": f.money,
        "base_rate": f.base_rate,
        "from": f.day,
        "until": f.day,
    },
)
RULE_SET = Table(
    "[[rule_set]]",
    {
        "id": f.slug,
        "title": f.required_text,
        "title_en": f.text,
        "version": f.text,
        "source": f.text,
        "url": f.text,
        "grade": f.choice("A", "B", "C", "D", "U"),
        "checked": f.day,
        "note": f.text,
    },
    ("id",),
    {"deadline": RULE_SET_DEADLINE, "clause": CLAUSE},
)

SETTINGS = Table(
    "[settings]",
    {
        "language": f.choice("de", "en"),
        "holidays": f.region,
        "office_closed": f.list_of(f.closed_day),
        "within": f.whole(0, 36_500),
        "warn": f.list_of(f.whole(0, 3650)),
        "track_from": f.day,
        "source": f.text,
    },
    array=False,
)
NOTIFY = Table(
    "[notify]",
    {
        "from": f.text,
        "subject": f.text,
        "domains": f.list_of(f.required_text),
        "smtp": f.text,
        "tls": f.choice("starttls", "tls", "none"),
        "coordinator": f.text,
        "head": f.text,
        "deputy_from": f.whole(0, 3650),
        "heartbeat": f.choice(*WEEKDAYS, "off"),
        "attach": f.flag,
        "source": f.text,
    },
    array=False,
)
AUTHORITY = Table(
    "[[authority]]",
    {
        "id": f.slug,
        "name": f.required_text,
        "holidays": f.region,
        "extra_holidays": f.list_of(f.day),
        "email": f.text,
        "phone": f.text,
        "url": f.text,
        "source": f.text,
    },
    ("id", "name"),
)
CALL = Table(
    "[[programme.call]]",
    {
        **{key: value for key, value in _RULE_KEYS.items() if key not in ("due", "before", "by", "off", *_COUNTED)},
        "id": f.duty_id,
        "opens": f.day,
        "closes": f.day,
        "url": f.text,
    },
    ("id",),
)
REQUIRES = Table(
    "[[programme.requires]]",
    {"project": f.slug, "max_age": f.positive_span, "source": f.text},
    ("project",),
)
PROGRAMME = Table(
    "[[programme]]",
    {
        "id": f.slug,
        "title": f.required_text,
        "funds": f.list_of(f.required_text),
        "level": f.list_of(f.choice("eu", "federal", "state", "municipal", "foundation")),
        "guideline": f.text,
        "guideline_date": f.day,
        "guideline_until": f.day,
        "url": f.text,
        "authority": f.reference,
        "rules": f.list_of(f.slug),
        "source": f.text,
    },
    ("id", "title"),
    {"call": CALL, "requires": REQUIRES, "deadline": _deadline("[[programme.deadline]]")},
)
_PERIOD_PARTS: Mapping[str, tuple[Mapping[str, Field], tuple[str, ...]]] = {
    "cost": (
        {
            "type": f.choice(*COST_TYPES),
            "title": f.text,
            "approved": f.money,
            "spent": f.money,
            "rate": f.share,
            "of": f.list_of(f.choice(*COST_TYPES)),
        },
        (),
    ),
    "financing": (
        {"funder": f.text, "share": f.share, "amount": f.money, "from": f.day, "until": f.day},
        (),
    ),
    "payment": (
        {"id": f.optional_slug, "requested": f.day, "received": f.day, "amount": f.money},
        (),
    ),
    "spending": ({"type": f.choice(*COST_TYPES), "on": f.day, "amount": f.money}, ()),
    "year": ({"year": f.whole(f.FIRST_YEAR, f.LAST_YEAR), "amount": f.money}, ()),
    "amendment": (
        {"date": f.day, "reference": f.text, "old_end": f.day, "old_amount": f.money},
        (),
    ),
}
PERIOD = Table(
    "[[project.period]]",
    {
        "id": f.slug,
        "status": f.choice(*STATUSES),
        "start": f.day,
        "end": f.day,
        "duration": f.positive_span,
        "purpose_fulfilled": f.day,
        "resolved": f.day,
        "applied": f.day,
        "started": f.day,
        "early_start": f.day,
        "authority": f.reference,
        "rules": f.list_of(f.slug),
        "award_date": f.day,
        "award_posted": f.day,
        "award_retrieved": f.day,
        "award_notified": f.day,
        "remedy": f.optional_choice("action", "objection", "none"),
        "reference": f.text,
        "amount": f.money,
        "financing_type": f.optional_choice(*FINANCING_TYPES),
        "closed": f.day,
        "source": f.text,
    },
    (),
    {
        **{
            name: Table(f"[[project.period.{name}]]", {**keys, "source": f.text}, required)
            for name, (keys, required) in _PERIOD_PARTS.items()
        },
        "deadline": _deadline("[[project.period.deadline]]"),
    },
)
DONE = Table(
    "[[project.done]]",
    {
        "deadline": f.identity_part,
        "on": f.day,
        "by": f.text,
        "how": f.text,
        "proof": f.text,
        "note": f.text,
        "source": f.text,
    },
    ("deadline",),
)
EXTENSION = Table(
    "[[project.extension]]",
    {
        "deadline": f.identity_part,
        "to": f.day,
        "granted": f.day,
        "reference": f.text,
        "source": f.text,
    },
    ("deadline", "to"),
)
PROJECT = Table(
    "[[project]]",
    {
        "id": f.slug,
        "kind": f.choice(*PROJECT_KINDS),
        "title": f.required_text,
        "programme": f.reference,
        "recipient": f.text,
        "authority": f.reference,
        "rules": f.list_of(f.slug),
        "final_recipient": f.text,
        "unit": f.text,
        "owner": f.text,
        "deputy": f.text,
        "follows": f.reference,
        "tags": f.list_of(f.required_text),
        "url": f.text,
        "notes": f.text,
        "source": f.text,
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
        "code": f.required_text,
        "project": f.reference,
        "reason": f.text,
        "until": f.day,
        "source": f.text,
    },
    ("code",),
)
ROOT = Table(
    "",
    {"format": f.whole(1, 1)},
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
