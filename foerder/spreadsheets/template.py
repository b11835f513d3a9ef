"""The words of the empty list that `import --template` writes: an example row
for every sheet, and how it is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from foerder.spreadsheets.columns import Row
from foerder.spreadsheets.projects import EXAMPLE_ID
from foerder.text.i18n import _


def example() -> Mapping[str, Sequence[Row]]:
    """A row for every sheet; `import` passes over it."""
    whose = {"project": EXAMPLE_ID, "period": "2026"}
    return {
        "projects": [
            {
                "id": EXAMPLE_ID,
                "title": _("Example: this row is not read and may stay"),
                "programme": _("Title of the programme"),
                "unit": _("Social services"),
                "owner": "fachdienst@example.org",
                "period": "2026",
                "status": "approved",
                "start": date(2026, 1, 1),
                "end": date(2027, 12, 31),
                "amount": Decimal("180000.00"),
                "kind": "grant",
                "funds": ("ESF Plus",),
                "level": ("eu", "state"),
                "authority": _("Name of the granting authority"),
                "reference": "AZ 4711/2026",
                "financing_type": "Anteilfinanzierung",
                "award_date": date(2025, 12, 15),
            }
        ],
        "costs": [{**whose, "type": "staff", "title": "", "approved": Decimal("150000.00")}],
        "payments": [
            {
                **whose,
                "requested": date(2026, 2, 1),
                "received": date(2026, 2, 20),
                "amount": Decimal("25000.00"),
            }
        ],
        "finished": [
            {
                "project": EXAMPLE_ID,
                "deadline": "2026/interim-report/2026",
                "on": date(2027, 4, 20),
                "how": "Portal",
            }
        ],
    }


def notes() -> list[str]:
    """How the list is filled in."""
    return [
        _("How to fill in this list"),
        _(
            "One row for each project and funding period. A project with two periods has two rows with the same id; "
            "the id may be left out, it is then made of the title (a-z, 0-9 and hyphens)."
        ),
        _(
            "Only the title is required, and for a period its start. What is not known stays empty."
        ),
        _(
            "Dates: 31.12.2026. Amounts: 180000 or 180.000,00. Several values in one cell are divided by commas."
        ),
        _(
            "More columns may be added: Verwendungsnachweis, Zwischennachweis or Sachbericht with the day "
            "on which they are due. Columns that are not needed may be deleted."
        ),
        _(
            "The rows of the other sheets belong to a project by its id, and to a period by the period's id."
        ),
        _(
            "First look, then write: foerder import list.xlsx --dry-run shows what is new, changed and doubtful; "
            "foerder import list.xlsx asks before it writes. Nothing is ever removed."
        ),
    ]
