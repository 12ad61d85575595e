"""What is done with several challenges of a call by one notice: which they are, and what keeps one of them from it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.errors import Invalid, NotAllowed, Problem, Refused
from challenges.bulletin.actions.notice import of
from challenges.bulletin.models import NoticeItem
from challenges.bulletin.states import UNPOSTED
from challenges.core import gate, own, policy
from challenges.core.table import Step
from challenges.listing.access.challenge import visible_to
from challenges.listing.models import Batch, Challenge


def picked(batch: Batch, picks: Sequence[int], verb: str, *, by: Acting, asking: bool = False) -> list[Challenge]:
    """Return the challenges of a call that are picked, in the order of their numbers.

    Raises Invalid when nothing is picked, or something that is no challenge of this call, and NotAllowed for whoever
    may not take this step with one of them; where that is an officer's own matter, it is named. Whoever is only
    `asking` is not refused for those: `own_matters` names them.
    """
    rows = visible_to(by).filter(batch=batch, organiser_id=batch.organiser_id, pk__in=picks)
    found = list(rows.select_related("batch", "organiser", "lead").order_by(F("number").asc(nulls_last=True), "pk"))
    known = {row.pk for row in found}
    strange = [n for n, pk in enumerate(picks) if pk not in known]
    if strange:
        raise Invalid([Problem(f"picks.{n}", _("本批没有这项榜单。"), "unknown") for n in strange])
    if not found:
        raise Invalid([Problem("picks", _("请先勾选榜单。"), "required")])
    for challenge in found:
        if not policy.may(by, verb, challenge):
            why = policy.why_not(by, challenge)
            if why and asking:
                continue
            raise NotAllowed(of(challenge, why) if why else "")
    return found


def own_matters(challenges: Sequence[Challenge], *, by: Acting) -> dict[int, Refused]:
    """Return which of these an officer leaves to colleagues because they are their own matter, by id."""
    return {pk: Refused(why, code="own_matter") for pk, why in own.of_many(by, challenges).items()}


def hold(challenges: Sequence[Challenge]) -> None:
    """Lock them in one order, whoever picked them, and read them again as they are now."""
    for challenge in sorted(challenges, key=lambda row: row.pk):
        gate.lock(challenge)


def hindered(challenges: Sequence[Challenge], step: Step, kind: str, said: Any) -> dict[int, Refused]:
    """Return what keeps each of these from a step that a notice of this kind takes: its state, or a draft of it.

    By id, for as many as there are in one query. `said` is the refusal where a draft lies ready.
    """
    drafted = {pk: Refused(said, code="draft_exists") for pk in drafts_with(challenges, kind)}
    return drafted | out_of_state(challenges, step)


def out_of_state(challenges: Iterable[Challenge], step: Step) -> dict[int, Refused]:
    """Return which of these are in no state for a step, each with its state, by id."""
    found = {}
    for challenge in challenges:
        try:
            gate.check_source(challenge, step)
        except Refused as refused:
            found[challenge.pk] = refused
    return found


def drafts_with(challenges: Sequence[Challenge], kind: str) -> set[int]:
    """Return which of these stand in a draft of a kind of notice, by id."""
    rows = NoticeItem.objects.filter(challenge__in=challenges, notice__kind=kind, notice__state__in=UNPOSTED)
    return set(rows.values_list("challenge_id", flat=True))


def refuse(challenges: Sequence[Challenge], found: Mapping[int, Refused]) -> None:
    """Raise what was found: of one challenge its own refusal, of several everything at once, each with its title."""
    if found and len(challenges) == 1:
        raise next(iter(found.values()))
    if found:
        raise Invalid(
            Problem(f"picks.{n}", of(row, str(found[row.pk])), found[row.pk].code)
            for n, row in enumerate(challenges)
            if row.pk in found
        )
