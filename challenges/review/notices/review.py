"""Who is told of what happens in a review. No expert's name ever reaches the lead firm or an applicant."""

from django.utils.translation import gettext_lazy as _

from challenges.core.notices.audience import among, holders, recipients
from challenges.core.notices.take_back import declare_taken_back
from challenges.core.notices.topics import REVIEWS
from challenges.proposals.states import IN_REVIEW
from challenges.review.access import blinding
from challenges.review.models import Panel, Rejoinder, Review, Seat
from challenges.review.states.review import SCORING, UNFINISHED, ReviewState, SeatState
from notifications.registry import notice, silent

OFFICERS = ("review_officer", "batch_admin")
WATCHERS = (*OFFICERS, "supervisor")
FIRM = ("project_lead", "handler", "signer", "admin")


def panel_of(event) -> Panel:
    """Return the panel of an event of a panel, a seat or a review, with its challenge."""
    panels = Panel.objects.select_related("challenge")
    if event.noun == "panel":
        return panels.get(pk=event.subject_id)
    if event.noun == "seat":
        return panels.get(seats=event.subject_id)
    return panels.get(seats__reviews=event.subject_id)


def officers(*roles):
    """Return an audience: the organiser's people in these roles, except whoever acted."""

    def audience(event):
        panel = panel_of(event)
        people = holders([panel.challenge.organiser_id], roles or OFFICERS, event.at) - {event.actor_id}
        return recipients(people, url=f"/panels/{panel.pk}/")

    return audience


def experts(event):
    """Yield the experts who sit on the panel."""
    panel = panel_of(event)
    sitting = panel.seats.filter(state=SeatState.ACCEPTED).values_list("expert_id", flat=True)
    return recipients(set(sitting) - {event.actor_id}, url=f"/panels/{panel.pk}/")


def experts_and_watchers(event):
    """Yield the experts and the organiser's people, the supervisor included."""
    yield from experts(event)
    yield from officers(*WATCHERS)(event)


def unfinished_experts(event):
    """Yield the experts who have something left to do, and when it is overdue the officers too."""
    panel = panel_of(event)
    busy = panel.seats.filter(state=SeatState.ACCEPTED, reviews__state__in=UNFINISHED)
    yield from recipients(set(busy.values_list("expert_id", flat=True)), url=f"/panels/{panel.pk}/")
    if event.facts.get("overdue"):
        yield from officers()(event)


def seated(event):
    """Yield the expert of a seat who had been asked; one who was only on the organiser's list learns of nothing."""
    seat = Seat.objects.get(pk=event.subject_id)
    if seat.invited_at is None:
        return ()
    # Who lost their seat no longer sees the panel.
    url = f"/panels/{seat.panel_id}/" if seat.state in (SeatState.INVITED, SeatState.ACCEPTED) else "/desk/"
    return recipients({seat.expert_id} - {event.actor_id}, url=url)


def seated_and_officers(event):
    """Yield the expert of a seat and the organiser's officers."""
    yield from seated(event)
    yield from officers()(event)


def reviewer(event):
    """Yield the expert of a review while it is theirs; who stepped aside or lost their seat is told no more of it."""
    review = Review.objects.select_related("seat").get(pk=event.subject_id)
    if review.state == ReviewState.RECUSED or review.seat.state != SeatState.ACCEPTED:
        return ()
    return recipients({review.seat.expert_id} - {event.actor_id}, url=f"/reviews/{review.pk}/")


def rejoinder_of(event) -> Rejoinder:
    """Return the question or answer of an event."""
    rows = Rejoinder.objects.select_related("panel__challenge", "proposal")
    return rows.get(pk=event.subject_id)


def firm_asked(event):
    """Yield the people of the firm that is to answer."""
    rejoinder = rejoinder_of(event)
    people = holders([rejoinder.proposal.organisation_id], FIRM, event.at)
    return recipients(people, url=f"/rejoinders/{rejoinder.pk}/")


def readers_of_answer(event):
    """Yield the experts who review the proposal, and the officers."""
    rejoinder = rejoinder_of(event)
    sitting = rejoinder.proposal.reviews.filter(seat__panel=rejoinder.panel, seat__state=SeatState.ACCEPTED)
    experts_ = set(sitting.exclude(state=ReviewState.RECUSED).values_list("seat__expert_id", flat=True))
    people = experts_ | holders([rejoinder.panel.challenge.organiser_id], OFFICERS, event.at)
    return recipients(people, url=f"/rejoinders/{rejoinder.pk}/")


def rejoinder_context(event) -> dict:
    """Return what is told of a question to a firm: the challenge and the last moment."""
    rejoinder = rejoinder_of(event)
    return {"title": rejoinder.panel.challenge.title, "due_at": rejoinder.due_at.isoformat()}


def context(event) -> dict:
    """Return what every wording may name: the challenge, its number, the panel, and the last moment."""
    panel = panel_of(event)
    due = panel.due_at
    return {
        "title": panel.challenge.title,
        "number": panel.challenge.number or "",
        "panel": panel.name,
        "due_at": due.isoformat() if due and panel.state in SCORING else "",
    }


def invited_context(event) -> dict:
    """Return what an invitation names: the challenge and the last moment to answer, but no firm."""
    seat = Seat.objects.select_related("panel__challenge").get(pk=event.subject_id)
    challenge = seat.panel.challenge
    return {
        "title": challenge.title,
        "number": challenge.number or "",
        "leader": seat.leader,
        "shared": seat.panel.reviews_each is not None,
        "due_at": seat.due_at.isoformat() if seat.due_at else "",
    }


def officers_context(event) -> dict:
    """Return what the organiser is told of a seat: the expert's name, and how many reserves are left."""
    seat = Seat.objects.select_related("expert", "panel__challenge").get(pk=event.subject_id)
    left = seat.panel.seats.filter(state=SeatState.RESERVE).count()
    return {"title": seat.panel.challenge.title, "expert": seat.expert.name, "reserves": left}


def expired_context(event) -> dict:
    """Return what both the expert and the organiser are told when an invitation ran out."""
    return {"title": panel_of(event).challenge.title}


def reopened_context(event) -> dict:
    """Return what is told of a reopening; to a blind panel the reason comes without the firms and people it names."""
    panel, reason = panel_of(event), event.facts.get("reason", "")
    if panel.blind:
        for proposal in panel.challenge.proposals.filter(state__in=IN_REVIEW):
            reason = blinding.text(proposal, reason)
    return context(event) | {"why": reason}


def aside_context(event) -> dict:
    """Return what the supervisor is told of ties that two officers set aside: on what, and who prepared it."""
    facts = event.facts
    ties = len(facts["ties"])
    return context(event) | {"ties": ties, "why": facts["reason"], "prepared_by": facts["prepared_by"]}


def returned_context(event) -> dict:
    """Return what the expert is told of a review that comes back; on a blind panel without the firm's name."""
    review = Review.objects.select_related("seat__panel", "proposal").get(pk=event.subject_id)
    reason = event.facts.get("reason", "")
    return context(event) | {"why": blinding.text(review.proposal, reason) if review.seat.panel.blind else reason}


def declare(event_name, audience, *, context=context, facts=(), **more) -> None:
    """Declare a notice of this file: facts are named one by one, and the right to know is asked again at sending."""
    notice(event_name, topic=REVIEWS, audience=audience, context=context, facts=facts, still=among(audience), **more)


declare("panel.scoring_begun", experts)
declare("panel.discussion_begun", experts)
declare("panel.extended", experts_and_watchers, facts=("note", "due_at"))
declare("panel.recounted", experts_and_watchers, facts=("old", "new", "year"))
declare("panel.locked", officers(*WATCHERS), facts=("round", "ranked"))
declare("panel.reopened", experts_and_watchers, context=reopened_context, facts=("round",), statutory=True)
declare("panel.conflict_declared", officers())
declare("panel.ties_set_aside", officers("supervisor"), context=aside_context)
declare("panel.scoring_due", unfinished_experts, facts=("due", "days", "overdue"))
declare("seat.invited", seated, context=invited_context, statutory=True)
declare("seat.accepted", officers(), context=officers_context)
declare("seat.declined", officers(), context=officers_context, facts=("reason",))
declare("seat.expired", seated_and_officers, context=expired_context)
declare("seat.reminded", seated, facts=("left", "note"))
declare("seat.replaced", seated, context=invited_context)
declare("review.recused", officers())
declare("review.returned", reviewer, context=returned_context)
declare_taken_back("review", topic=REVIEWS, labels={"return_to_expert": _("退回专家")})

declare("rejoinder.asked", firm_asked, context=rejoinder_context, statutory=True)
declare("rejoinder.recounted", firm_asked, context=rejoinder_context, facts=("old", "new", "year"), statutory=True)
declare("rejoinder.answered", readers_of_answer, context=rejoinder_context)

silent("rubric.saved", _("改评分表的人自己知道；已经编制的评审组用各自的副本。"))
silent("panel.planned", _("编制评审组的人自己知道。"))
silent("panel.blind_set", _("改的人自己知道；专家在邀请页、申报单位在申报书页看到是否匿名。"))
silent("panel.composed", _("名单在邀请之前不告知任何人。"))
silent("panel.invited", _("每位专家收到自己的邀请。"))
silent("panel.exported", _("导出的人和用途记录在案。"))
silent("batch.reviews_exported", _("导出的人和用途记录在案。"))
silent("panel.reported", _("结果已经锁定，接手的人自己知道。"))
silent("panel.cancelled", _("被邀请的专家各自收到席位取消的通知。"))
silent("panel.conflict_decided", _("核定的人自己知道。"))
silent("review.declared_clear", _("专家自己声明的。"))
silent("review.scored", _("锁定之前，除专家本人外没有人知道分数。"))
silent("review.submitted", _("组织方在评审进度里看到。"))
silent("review.locked", _("评审组锁定时一并告知。"))
silent("review.unlocked", _("重新评分时一并告知。"))
