"""The chain of a timeline: each event carries its place, the hash of the one before, and its own hash.

Whoever alters, removes or slips in an event leaves a place at which the hashes no longer fit. A hash is taken over the
canonical JSON of the entry (`canonical`), in which the facts stand by their own salted hash alone: facts may be erased
one day, where the law asks it, and the chain still holds. Writers of one chain stand in line at its head.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from notifications.models import ChainHead, Event

SALT_BYTES = 16
AT_ONCE = 500


def canonical(value: Any) -> bytes:
    """Return plain data as JSON in its one spelling: keys in order, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(value: bytes) -> str:
    """Return the SHA-256 of these bytes in hexadecimal."""
    return hashlib.sha256(value).hexdigest()


def facts_digest(salt: str, facts: dict) -> str:
    """Return the hash by which the facts of an event stand in the chain, as they read once stored."""
    return sha256(salt.encode() + canonical(json.loads(json.dumps(facts, cls=DjangoJSONEncoder))))


def digest(event: Event) -> str:
    """Return the hash of an event with its place in the chain."""
    return sha256(
        canonical(
            {
                "chain": event.chain,
                "number": event.number,
                "previous": event.previous,
                "name": event.name,
                "noun": event.noun,
                "subject": event.subject_id,
                "actor": event.actor_id,
                "organisation": event.organisation_id,
                "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "key": event.key,
                "facts": event.facts_digest,
            }
        )
    )


def heads_of(chains: Iterable[str]) -> dict[str, ChainHead]:
    """Return the head of each chain, locked until the transaction ends; always in the same order, so that nobody waits
    in a circle. A chain that has none yet gets one."""
    names = sorted(set(chains))
    heads = locked(names)
    missing = [name for name in names if name not in heads]
    if missing:
        ChainHead.objects.bulk_create((ChainHead(chain=name) for name in missing), AT_ONCE, ignore_conflicts=True)
        heads |= locked(missing)
    return heads


def locked(names: list[str]) -> dict[str, ChainHead]:
    """Return those of these heads that are there, locked."""
    rows = ChainHead.objects.filter(chain__in=names).order_by("chain").select_for_update()
    return {head.chain: head for head in rows}


def link(events: Iterable[Event], heads: dict[str, ChainHead]) -> None:
    """Give each event its place behind the head of its chain, and move the heads on; nothing is written yet."""
    for event in events:
        head = heads[event.chain]
        event.number, event.previous = head.number + 1, head.digest
        event.salt = secrets.token_hex(SALT_BYTES)
        event.facts_digest = facts_digest(event.salt, event.facts)
        event.digest = digest(event)
        head.number, head.digest = event.number, event.digest


def keep(heads: Iterable[ChainHead]) -> None:
    """Write the heads as `link` has moved them."""
    heads = list(heads)
    if len(heads) == 1:
        [head] = heads
        ChainHead.objects.filter(pk=head.pk).update(number=head.number, digest=head.digest)
    else:
        ChainHead.objects.bulk_update(heads, ("number", "digest"), batch_size=AT_ONCE)


@dataclass(frozen=True)
class Break:
    """A place at which a chain does not hold: the number expected there, and why in one word for programs."""

    chain: str
    number: int
    why: str


def breaks(chain: str) -> list[Break]:
    """Return every place at which the stored events of a chain do not fit each other or its head; none is right."""
    found, number, previous = [], 0, ""
    for event in Event.objects.filter(chain=chain).order_by("number").iterator(AT_ONCE):
        number += 1
        if event.number != number:
            found.append(Break(chain, number, "gap"))
            number = event.number
        if event.previous != previous:
            found.append(Break(chain, number, "previous"))
        if event.salt and event.facts_digest != facts_digest(event.salt, event.facts):
            found.append(Break(chain, number, "facts"))
        if event.digest != digest(event):
            found.append(Break(chain, number, "digest"))
        previous = event.digest
    head = ChainHead.objects.filter(chain=chain).first()
    if head is None or (head.number, head.digest) != (number, previous):
        found.append(Break(chain, number, "head"))
    return found
