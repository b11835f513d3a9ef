"""Checks of [notify]: what would be refused only when a mail is to go out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parseaddr

from foerder.checks.base import CheckContext, finding
from foerder.model import Notify, Place, Problem
from foerder.notify.addresses import (
    ServerError,
    plain_address,
    reachable,
    sender_fault,
    server_parts,
)
from foerder.text.i18n import _

_TABLE = re.compile(r"(?m)^[ \t]*(?:\[+[ \t]*)?notify\b")


def notify(context: CheckContext) -> Iterator[Problem]:
    """A server, an address or a domain that cannot be meant, and addresses that
    no mail goes to.
    """
    found = context.register.notify
    if found is None:
        return
    place = _place(context)
    if found.smtp:
        try:
            server_parts(found.smtp, found.tls)
        except ServerError as fault:
            remedy = fault.remedy or _("Correct smtp or tls in [notify].")
            at = place.key(fault.key)
            yield _risk("notify-server", at, fault.key, "{name}", remedy, fault.message)
    for number, domain in enumerate(found.domains):
        if plain_address(f"x@{domain.lstrip('@')}") is None:
            at = place.key("domains", number)
            text = _("{name} is not a domain")
            remedy = _('Write only what is behind the @ of an address: "example.org".')
            yield _risk("notify-domain", at, "domains", text, remedy, f'"{domain}"')
    yield from _people(found, place)


def _people(found: Notify, place: Place) -> Iterator[Problem]:
    people = (("from", found.sender), ("coordinator", found.coordinator), ("head", found.head))
    for key, name in people:
        if name is None:
            continue
        if key == "from" and "<" in name and sender_fault(name):
            remedy = _("Put the name before the address in quotation marks.")
            yield _risk(
                "notify-address", place.key(key), key, "{name}", remedy, sender_fault(name)
            )
            continue
        address = parseaddr(name)[1] if key == "from" else name
        if plain_address(address) is None:
            text = _("{name} is not a mail address")
            remedy = _("Write one address, such as foerder@example.org.")
            yield _risk("notify-address", place.key(key), key, text, remedy, f'"{name}"')
        elif key != "from" and reachable(name, found) is None:
            text = _("no mail goes to {name}: the domain is not among those of [notify]")
            remedy = _("Add the domain to domains in [notify], or correct the address.")
            yield _risk("notify-domain", place.key(key), key, text, remedy, f'"{name}"')


def _place(context: CheckContext) -> Place:
    """Where [notify] is: of several files only one holds it."""
    for number, text in enumerate(context.register.texts):
        if _TABLE.search(text):
            return Place(number, ("notify",))
    return Place(0, ("notify",))


def _risk(code: str, place: Place, key: str, message: str, remedy: str, name: str) -> Problem:
    return finding(code, place, message, remedy, prefix=f"[notify]: {key}: ", name=name)
