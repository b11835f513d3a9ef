"""A page that would be too large: one that shows what is due, and beside it one
file per programme.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from foerder.deadlines.undated import NOTHING
from foerder.text.i18n import _, slug
from foerder.views.html.content import Contents, Lane, Part

LARGEST = 4_900_000
"""So many bytes of parts make a page; with what is around them it stays
below five megabytes.
"""
PROBLEM = 90
"""Bytes of a finding, beside its message."""


@dataclass(frozen=True, slots=True)
class File:
    """The file of one programme, or a piece of it where even that is too large."""

    name: str
    programme: str
    contents: Contents


def is_too_large(contents: Contents) -> bool:
    """Whether everything together is more than one page should be."""
    extra = _extra(contents)
    return sum(_size(part, extra) for part in contents.parts) > LARGEST


def files(contents: Contents, stem: str) -> list[File]:
    """One file per programme, or several of one; their names begin with ``stem``."""
    extra = _extra(contents)
    found: list[File] = []
    groups = _by_programme(contents.parts)
    for programme in sorted(groups, key=lambda one: (not one, programme_name(contents, one))):
        pieces = list(_pieces(groups[programme], extra))
        for number, piece in enumerate(pieces, start=1):
            ending = f"-{number}" if len(pieces) > 1 else ""
            taken = {file.name for file in found}
            name = f"{stem}-{slug(programme or _('no programme'))}{ending}.html"
            while name in taken:
                name = f"{name.removesuffix('.html')}-2.html"
            title = f"{contents.title}: {programme_name(contents, programme)}"
            if ending:
                title = f"{title} ({number}/{len(pieces)})"
            found.append(File(name, programme, _share(contents, piece, title)))
    where = places(found)
    for file in found:
        inside = file.contents
        inside.lanes = [_linked(lane, where, file.name) for lane in inside.lanes]
    return found


def places(found: Sequence[File]) -> dict[str, str]:
    """In which file each project is."""
    where: dict[str, str] = {}
    for file in found:
        where |= dict.fromkeys(file.contents.projects, file.name)
    return where


def programme_name(contents: Contents, programme: str) -> str:
    """What a programme is called; the id itself where the register does not know it."""
    known = contents.page.register.programmes.get(programme)
    if known:
        return known.title
    return programme or _("no programme")


def due_elsewhere(part: Part, file: str) -> Part:
    """A project's rows of what is due for another page than its own."""
    if not part.project:
        return part
    here, there = b'href="#', f'href="{file}#'.encode()
    marks = f'<tr data-k="{part.marks}"'.encode()
    rows = []
    for row in part.due:
        html = row.html.replace(here, there).replace(b"<tr", marks, 1)
        rows.append(row._replace(html=html))
    return replace(part, due=rows)


def _extra(contents: Contents) -> Mapping[str | None, int]:
    """The bytes that a project takes beside its own part: its row of the
    timeline, its findings.
    """
    extra: dict[str | None, int] = {}
    for lane in contents.lanes:
        extra[lane.home] = len(lane.html)
    for one in contents.problems:
        extra[one.project] = extra.get(one.project, 0) + len(one.message) + PROBLEM
    return extra


def _size(part: Part, extra: Mapping[str | None, int]) -> int:
    name = part.project.id if part.project else ""
    return len(part.article) + sum(len(row.html) for row in part.due) + extra.get(name, 0)


def _by_programme(parts: Sequence[Part]) -> dict[str, list[Part]]:
    groups: dict[str, list[Part]] = {}
    for part in parts:
        groups.setdefault(part.programme, []).append(part)
    return groups


def _pieces(parts: Sequence[Part], extra: Mapping[str | None, int]) -> Iterator[list[Part]]:
    """The parts in as few pieces as are not too large, all of about the same size."""
    sizes = [_size(part, extra) for part in parts]
    share = sum(sizes) // (1 + sum(sizes) // LARGEST)
    piece: list[Part] = []
    filled = 0
    for part, size in zip(parts, sizes, strict=True):
        if piece and (filled >= share or filled + size > LARGEST):
            yield piece
            piece, filled = [], 0
        piece.append(part)
        filled += size
    yield piece


def _share(contents: Contents, parts: list[Part], title: str) -> Contents:
    """What of everything belongs to these parts."""
    share = replace(contents, title=title, parts=parts, undated=NOTHING)
    names = frozenset(share.projects)
    return replace(
        share,
        lanes=[lane for lane in contents.lanes if lane.home in names],
        problems=[one for one in contents.problems if one.project in names],
    )


def _linked(lane: Lane, where: Mapping[str, str], here: str) -> Lane:
    """A row whose links lead to the files in which its projects are."""
    html = lane.html
    for name in lane.projects:
        file = where.get(name, here)
        if file != here:
            html = html.replace(f'"#p-{name}"'.encode(), f'"{file}#p-{name}"'.encode())
    return lane._replace(html=html)
