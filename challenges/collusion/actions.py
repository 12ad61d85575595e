"""Signals of collusion 围标线索: compare what was opened, put down what is found, explain it or pursue it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.acting import CLOCK, Acting
from accounts.actions.checking import reason_given
from challenges.collusion.access import may_ask
from challenges.collusion.comparison import metadata, rules
from challenges.collusion.comparison.paper import Finding
from challenges.collusion.models import Comparison, Signal
from challenges.collusion.queries.signal_papers import limits_on, opened_with, papers_of
from challenges.collusion.states import SignalState
from challenges.core import gate
from challenges.core.gate import Moment, NotAllowed, Refused, moving
from challenges.core.periods import day_of
from challenges.files.actions import stored_at
from challenges.listing.models import Challenge
from challenges.listing.states import AFTER_CLOSE, WON
from notifications import sweeps
from notifications.events import record


class GaveUp(RuntimeError):
    """A comparison that ended its worker time and again: it waits until somebody asks for it anew."""

    told = "gave up; an officer may ask for it again"


# How long a worker keeps a comparison to itself, how often one is tried, and how many are begun in one go.
LEASE = timedelta(minutes=5)
ATTEMPTS = 3
AT_ONCE = 20
# What is compared without being asked for: everything opened that is not yet decided.
BY_ITSELF = AFTER_CLOSE - WON


def explain(signal: Signal, *, by: Acting, at: datetime, note: str, expected: int | None = None) -> Signal:
    """An officer says why this is no cause for concern, in words that are kept. Raises Invalid without a note."""
    return decide(signal, "explain", by=by, at=at, note=note, expected=expected)


def pursue(signal: Signal, *, by: Acting, at: datetime, note: str, expected: int | None = None) -> Signal:
    """An officer puts this on the list of what is looked into, and says how. Nothing follows by itself for the firms.

    Raises Invalid without a note.
    """
    return decide(signal, "pursue", by=by, at=at, note=note, expected=expected)


def decide(signal: Signal, verb: str, *, by: Acting, at: datetime, note: str, expected: int | None) -> Signal:
    """Take one of the two steps with its note."""
    with moving(signal, verb, by=by, at=at, expected=expected) as move:
        note = reason_given(note, field="note", empty=_("请写明情况和依据。"))
        signal.note, signal.decided_by, signal.decided_at = note, by.user, move.at
        move.facts |= {"note": note, "kind": signal.kind}
    return signal


def ask(challenge: Challenge, *, by: Acting, at: Moment) -> Comparison:
    """An officer has the opened proposals compared again, because files came in or the rules changed.

    What was found before stays. Raises NotAllowed, and Refused while a comparison is waiting.
    """
    with transaction.atomic():
        gate.lock(challenge)
        now = gate.moment(at)
        if not may_ask(by, challenge):
            raise NotAllowed()
        waiting = Comparison.objects.filter(challenge=challenge, done_at=None, attempts__lt=ATTEMPTS)
        if waiting.exists():
            raise Refused(_("正在比对，完成后再试。"), code="waiting")
        comparison, _made = Comparison.objects.update_or_create(
            challenge=challenge,
            defaults={"asked_at": now, "asked_by": by.user, "done_at": None, "leased_until": None, "attempts": 0},
        )
        record("comparison.asked", subject=comparison, by=by, at=now)
    return comparison


def compare_waiting(*, at: Moment) -> int:
    """Compare what has been opened and what is asked for again; what the worker calls. Returns how many were done.

    Nothing is looked at before the opening: only challenges that have closed, and of their batch only opened proposals.
    """
    now = gate.moment(at)
    fresh = Challenge.objects.filter(state__in=BY_ITSELF, comparison=None).order_by("-closes_at", "pk")[:AT_ONCE]
    Comparison.objects.bulk_create(
        [Comparison(challenge=challenge, asked_at=now) for challenge in fresh], ignore_conflicts=True
    )
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    rows = Comparison.objects.filter(free, done_at=None).order_by("asked_at", "pk")
    return sweeps.each(
        "signals",
        rows,
        lambda row: compare(row, at=at),
        at=at,
        name=lambda row: sweeps.Row("comparison", row.challenge_id),
        most=AT_ONCE,
    )


def compare(comparison: Comparison, *, at: Moment) -> bool:
    """Compare the proposals of one challenge; False when another worker has them, or has finished meanwhile.

    The work is done outside any transaction, on what was opened at that moment.
    """
    now = gate.moment(at)
    lease = now + LEASE
    if comparison.attempts >= ATTEMPTS:
        raise GaveUp()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    if not Comparison.objects.filter(free, pk=comparison.pk, done_at=None, attempts__lt=ATTEMPTS).update(
        leased_until=lease, attempts=comparison.attempts + 1
    ):
        return False
    try:
        challenge = Challenge.objects.select_related("batch").get(pk=comparison.challenge_id)
        limits = limits_on(challenge, day_of(now))
        proposals = opened_with(challenge)
        papers, boilerplate = papers_of(proposals, limits, reader())
        wanted = frozenset(paper.id for paper in papers if paper.challenge == challenge.pk)
        findings = rules.find(papers, boilerplate, limits, wanted)
        return put_down(comparison.pk, lease, findings, len(papers), at=at)
    except Exception:
        # Not compared: the next try need not wait for the lease.
        Comparison.objects.filter(pk=comparison.pk, leased_until=lease).update(leased_until=None)
        raise


def reader() -> Any:
    """Return a function that reads the metadata of a stored file, each file once."""

    @cache
    def read(sha256: str, name: str) -> dict[str, str]:
        path = stored_at(sha256)
        return metadata.read(path, name) if path.exists() else {}

    return read


def put_down(pk: int, lease: Any, findings: Iterable[Finding], compared: int, *, at: Moment) -> bool:
    """Write what was found: new signals are added, open ones brought up to date.

    What somebody has explained or pursued stays as they saw it, and what is no longer found stays too: a file that was
    taken away afterwards was there.
    """
    with transaction.atomic():
        comparison = Comparison.objects.select_for_update().get(pk=pk)
        now = gate.moment(at)
        if comparison.done_at is not None or comparison.leased_until != lease:
            return False
        findings = list(findings)
        pairs = {finding.first for finding in findings}
        known = {
            (row.first_id, row.second_id, row.kind, row.key): row
            for row in Signal.objects.select_for_update(no_key=True).filter(first__in=pairs)
        }
        new = []
        for finding in findings:
            row = known.get((finding.first, finding.second, finding.kind, finding.key))
            if row is None:
                new.append(made(finding, now))
            elif row.state == SignalState.OPEN and (row.strength, row.facts) != (finding.strength, finding.facts):
                row.strength, row.facts, row.version, row.updated_at = (
                    finding.strength,
                    dict(finding.facts),
                    row.version + 1,
                    now,
                )
                row.save(update_fields=["strength", "facts", "version", "updated_at"])
        Signal.objects.bulk_create(new, batch_size=200, ignore_conflicts=True)
        comparison.done_at, comparison.leased_until, comparison.compared = now, None, compared
        comparison.save()
        facts = {"compared": compared, "found": len(findings), "new": len(new)}
        record("comparison.done", subject=comparison, by=CLOCK, at=now, facts=facts)
    return True


def made(finding: Finding, now: datetime) -> Signal:
    """Return the row of a finding."""
    return Signal(
        first_id=finding.first,
        second_id=finding.second,
        kind=finding.kind,
        strength=finding.strength,
        key=finding.key,
        facts=dict(finding.facts),
        created_at=now,
        updated_at=now,
    )
