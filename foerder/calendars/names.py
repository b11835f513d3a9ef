"""Names of calendar files. Once given a name stays, whoever comes later and
wherever the register moves.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from foerder.calendars.event_text import digest
from foerder.calendars.memory import Memory
from foerder.text.i18n import slug

SHORTEST = 5
"""Windows keeps short names such as ``con`` for itself."""


def give(memory: Memory, owners: Iterable[str]) -> None:
    """Give each owner who has none a file name, no two alike."""
    new = {
        owner.casefold(): slug(owner)
        for owner in owners
        if owner and owner.casefold() not in memory.names
    }
    taken = [*memory.names.values(), *new.values()]
    for owner, name in new.items():
        if taken.count(name) > 1 or len(name) < SHORTEST:
            name = f"{name}-{digest(owner)[:6]}"
        memory.names[owner] = name


def nameless(memory: Memory, reader: str, owner: str) -> str:
    """A file name for an owner who is not to be named."""
    return memory.names.setdefault(f"#{reader}", digest(memory.register, owner.casefold())[:8])


def secret(name: str, key: str) -> str:
    """A file name that nobody can guess: 128 bits that stay the same as long as
    the key does.
    """
    return hmac.new(key.encode(), name.encode(), hashlib.sha256).hexdigest()[:32]
