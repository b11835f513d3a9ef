"""What a mail says, before it is written as text or HTML."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One deadline as it stands in the mail; what is bold, what follows, what is small."""

    when: str
    left: str
    title: str
    id: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Entries under a heading."""

    heading: str
    color: str
    entries: tuple[Entry, ...]
    more: str = ""
    """How many are left out."""


@dataclass(frozen=True, slots=True)
class Letter:
    """The content of a mail before it is written as text or HTML."""

    subject: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...]
