"""Conflicts of interest 回避: found by the rules, decided by the organiser, declared by the expert."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from challenges.access import door
from challenges.access.conflicts import DECLARED, compare_all
from challenges.models import Conflict, Review
from challenges.queries.conflicts import persons, units, years_before
from challenges.states.review import REVIEW
from notifications.events import record

from . import gate
from .gate import Invalid, NotAllowed, Problem, Refused
from .periods import day_of

Status, Source = Conflict.Status, Conflict.Source


def find(panel, *, expert_ids, at: datetime) -> int:
    """Compare experts with every firm concerned and write down what matches; returns how many rows are new.

    A pair that was decided once keeps its decision. Must run inside the gate of the panel.
    """
    challenge = panel.challenge
    today = day_of(at)
    since = years_before(today, challenge.rules_on(today)["recusal_years"])
    found = compare_all(persons(expert_ids), units(challenge), since=since, today=today)
    known = set(
        Conflict.objects.filter(challenge=challenge, expert_id__in=expert_ids).values_list(
            "expert_id", "proposal_id", "code"
        )
    )
    rows = [
        Conflict(
            expert_id=expert_id,
            challenge=challenge,
            proposal_id=proposal_id,
            code=code,
            facts=facts,
            source=Source.COMPUTED,
            found_at=at,
        )
        for (expert_id, proposal_id, code), facts in found.items()
        if (expert_id, proposal_id, code) not in known
    ]
    Conflict.objects.bulk_create(rows)
    return len(rows)


def decide(conflict, *, by, at, confirmed: bool) -> Conflict:
    """The organiser decides whether a tie that was found is a reason to step aside; it may be decided anew.

    A confirmed one excludes at once: reviews of that pair that have begun are closed for the expert.
    Raises Refused for what the expert declared himself, and after the panel was locked.
    """
    with transaction.atomic():
        panel = standing_panel(conflict.challenge)
        now = gate.moment(at)
        if not door.may(by, "compose", panel):
            raise NotAllowed()
        conflict.refresh_from_db(from_queryset=Conflict.objects.select_for_update())
        if conflict.source == Source.DECLARED:
            raise Refused(_("专家本人声明的回避不能改变。"), code="declared")
        conflict.status = Status.CONFIRMED if confirmed else Status.REJECTED
        conflict.decided_by, conflict.decided_at = by.user, now
        conflict.save()
        record("panel.conflict_decided", subject=panel, by=by, at=now, facts={"status": conflict.status})
        if confirmed:
            close_channels(panel, conflict, by=by, at=now)
    return conflict


def declare(panel, *, by, at, code: str, proposal=None) -> Conflict:
    """An expert says himself that he should not review a proposal (or anything of this challenge): it holds at once."""
    if code not in DECLARED:
        raise Invalid([Problem("code", _("请选择回避事由。"), "unknown_reason")])
    with transaction.atomic():
        gate.lock(panel)
        now = gate.moment(at)
        if not panel.seats.filter(expert_id=by.user_id).exists():
            raise NotAllowed()
        if proposal is not None and proposal.challenge_id != panel.challenge_id:
            raise Invalid([Problem("proposal", _("这份申报书不属于本评审组。"), "wrong_proposal")])
        conflict, _new = Conflict.objects.update_or_create(
            expert_id=by.user_id,
            challenge=panel.challenge,
            proposal=proposal,
            code=code,
            defaults={
                "source": Source.DECLARED,
                "status": Status.CONFIRMED,
                "found_at": now,
                "decided_by": by.user,
                "decided_at": now,
            },
        )
        record("panel.conflict_declared", subject=panel, by=by, at=now, facts={"code": code})
        close_channels(panel, conflict, by=by, at=now)
    return conflict


def standing_panel(challenge):
    """Return the challenge's panel, locked; Refused when there is none or its scores are locked."""
    panel = challenge.panels.exclude(state="cancelled").first()
    if panel is None:
        raise Refused(_("这张榜还没有评审组。"), code="no_panel")
    gate.lock(panel)
    if panel.state in ("locked", "reported"):
        raise Refused(_("评分已经锁定，不能再核定回避。"), code="locked")
    return panel


def close_channels(panel, conflict, *, by, at: datetime) -> int:
    """Close every review that a confirmed conflict excludes; returns how many. The panel is locked already."""
    rows = Review.objects.filter(
        seat__panel=panel, seat__expert_id=conflict.expert_id, state__in=REVIEW.step("recuse").sources
    )
    if conflict.proposal_id is not None:
        rows = rows.filter(proposal_id=conflict.proposal_id)
    rows = list(rows.select_related("seat__panel__challenge"))
    Review.objects.filter(pk__in=[row.pk for row in rows]).update(recusal_reason=conflict.code)
    return gate.moving_many([gate.Fate(row, "recused") for row in rows], "recuse", by=by, at=at)
