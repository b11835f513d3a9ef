"""What `export` was asked for, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from foerder.cli import options
from foerder.cli.session import Session
from foerder.deadlines.selection import Filter
from foerder.law.counting import add_months
from foerder.model import Register

STDOUT = "-"


@dataclass(frozen=True, slots=True)
class Order:
    """One export."""

    run: Session
    register: Register
    target: str
    """A file, a folder with ``--per``, or ``-``."""
    wanted: Filter
    within: str | None = None
    by: str | None = None
    all: bool = False
    overdue: bool = False
    changes: bool = False
    steps: bool = False
    alarm: bool = True
    per: str | None = None
    stateless: bool = False
    dialect: str = "excel"
    """csv: for Excel, or for machines."""

    def until(self, years: int) -> date | None:
        """The last day asked for; so many years ahead where none is, none with ``--all``."""
        if self.all:
            return None
        if self.within is None and self.by is None:
            return add_months(self.run.today, 12 * years)
        return options.window(self.register, self.run.today, self.within, self.by)
