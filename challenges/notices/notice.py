"""Who is told of notices, objections, and of a challenge from its review to its award."""

from django.utils.translation import gettext_lazy as _

from challenges.models import Challenge, Notice, NoticeKind, Objection
from challenges.states.objection import OPEN_OBJECTION
from challenges.states.proposal import IN_REVIEW, MemberState, ProposalState
from notifications.registry import notice, silent, topic

from .audience import among, holders, recipients

DECISIONS = topic("decisions", _("拟定与公示"))
OBJECTIONS = topic("objections", _("异议"))

NOTICE_OFFICERS = ("notice_officer", "batch_admin")
REVIEW_OFFICERS = ("review_officer", "batch_admin")
LEAD = ("handler", "tech_lead", "signer", "admin")
FIRM = ("project_lead", "handler", "signer", "admin")


def challenge_of(event) -> Challenge:
    """Return the challenge of an event of a challenge or an objection."""
    if event.noun == "objection":
        return Challenge.objects.get(objections=event.subject_id)
    return Challenge.objects.get(pk=event.subject_id)


def lead(event, roles=LEAD):
    """Yield the lead firm's people, except whoever acted."""
    challenge = challenge_of(event)
    people = holders([challenge.lead_id], roles, event.at) - {event.actor_id}
    return recipients(people, url=f"/challenges/{challenge.pk}/work/")


def organiser(*roles):
    """Return an audience: the organiser's people in these roles, except whoever acted."""

    def audience(event):
        challenge = challenge_of(event)
        people = holders([challenge.organiser_id], roles, event.at) - {event.actor_id}
        return recipients(people, url=f"/challenges/{challenge.pk}/work/")

    return audience


def firms_of(event, proposals, page=""):
    """Yield the people of the firms of these proposals, confirmed members included; the link leads to their own."""
    for proposal in proposals.order_by("id"):
        joined = proposal.members.filter(state=MemberState.CONFIRMED).values_list("organisation_id", flat=True)
        people = holders({proposal.organisation_id, *joined}, FIRM, event.at)
        yield from recipients(people, url=f"/proposals/{proposal.pk}/{page}")


def applicants(event, states=IN_REVIEW):
    """Yield the people of every firm with a proposal in these states."""
    return firms_of(event, challenge_of(event).proposals.filter(state__in=states))


def readers_of_feedback(event):
    """Yield the people of every firm whose proposal was opened and not withdrawn; the link leads to the feedback."""
    states = IN_REVIEW | {ProposalState.DISQUALIFIED}
    return firms_of(event, challenge_of(event).proposals.filter(state__in=states), page="feedback/")


def applicants_and_lead(event):
    """Yield every firm in the review and the lead firm."""
    yield from applicants(event)
    yield from lead(event)


def lead_or_all_when_lapsed(event):
    """Yield the lead firm; when the challenge lapsed, every firm that had applied too."""
    yield from lead(event)
    if event.facts.get("to") == "lapsed":
        yield from applicants(event, states=set(ProposalState.values) - {"draft", "internal_review", "withdrawn"})


def publicised_and_lead(event):
    """Yield the firms that the latest publicity names, and the lead firm."""
    challenge = challenge_of(event)
    publicity = challenge.notice_items.filter(notice__kind=NoticeKind.PUBLICITY, notice__posted_at__isnull=False)
    latest = publicity.order_by("-notice__posted_at").values_list("notice_id", flat=True).first()
    yield from firms_of(event, challenge.proposals.filter(notice_items__notice_id=latest))
    yield from lead(event)


def posters(event):
    """Yield the issuer's people who may post a draft: never its writer."""
    draft = Notice.objects.get(pk=event.subject_id)
    people = holders([draft.issuer_id], NOTICE_OFFICERS, event.at) - {draft.prepared_by_id}
    return recipients(people, url=f"/notices/{draft.pk}/")


def objector(event):
    """Yield the person who filed the objection."""
    objection = Objection.objects.get(pk=event.subject_id)
    return recipients({objection.filed_by_id}, url=f"/objections/{objection.pk}/")


def handlers(event, roles=(*NOTICE_OFFICERS, "supervisor")):
    """Yield the organiser's people for objections, and the supervisor."""
    objection = Objection.objects.select_related("challenge").get(pk=event.subject_id)
    people = holders([objection.challenge.organiser_id], roles, event.at) - {event.actor_id}
    return recipients(people, url=f"/objections/{objection.pk}/")


def both_sides(event):
    """Yield the objector and those who handle objections."""
    yield from objector(event)
    yield from handlers(event)


def told(event) -> dict:
    """Return what every wording may name: the challenge, its number, and until when the publicity runs."""
    challenge = challenge_of(event)
    return {
        "title": challenge.title,
        "number": challenge.number or "",
        "slots": challenge.race_slots,
        "due_at": challenge.due_at.isoformat() if challenge.due_at else "",
        "ends_at": challenge.publicity_ends_at.isoformat() if challenge.publicity_ends_at else "",
        "feedback_at": challenge.feedback_at.isoformat() if challenge.feedback_at else "",
    }


def told_objection(event) -> dict:
    """Return what is told of an objection: its number and last moment, and nothing that names the objector."""
    objection = Objection.objects.select_related("challenge").get(pk=event.subject_id)
    open_ones = objection.state in OPEN_OBJECTION and objection.due_at
    return {
        "title": objection.challenge.title,
        "objection": objection.number,
        "decision": objection.decision,
        "due_at": objection.due_at.isoformat() if open_ones else "",
    }


def told_draft(event) -> dict:
    """Return what is told of a draft."""
    return {"title": Notice.objects.get(pk=event.subject_id).title}


def declare(event_name, audience, *, topic=DECISIONS, context=told, facts=(), **more) -> None:
    """Declare a notice of this file: facts are named one by one, and the right to know is asked again at sending."""
    notice(event_name, topic=topic, audience=audience, context=context, facts=facts, still=among(audience), **more)


def declare_objection(event_name, audience, **more) -> None:
    """Declare a notice on an objection; those to its parties cannot be switched off."""
    declare(event_name, audience, topic=OBJECTIONS, context=told_objection, statutory=True, **more)


declare("challenge.review_begun", applicants_and_lead, facts=("to", "reason"))
declare("challenge.proposed", lead_or_all_when_lapsed, facts=("to", "reason", "passed"), statutory=True)
silent("challenge.chosen", _("择定后即提请审定，审定的人各自得到通知。"))
declare("challenge.publicity_begun", applicants_and_lead, facts=("number", "ends_at"), statutory=True)
declare("challenge.feedback_given", readers_of_feedback, statutory=True)
declare("challenge.stayed", publicised_and_lead, topic=OBJECTIONS, statutory=True)
declare("challenge.resumed", publicised_and_lead, topic=OBJECTIONS, facts=("to",), statutory=True)
declare("challenge.awarded", applicants_and_lead, facts=("sign_by",), statutory=True)

declare("notice.prepared", posters, context=told_draft)
silent("notice.edited", _("改稿的人自己知道。"))
silent("notice.posted", _("公告人人可见；有关的人随榜单的事件得到通知。"))
silent("notice.discarded", _("作废草稿的人自己知道。"))
silent("notice.ended", _("期满后的授榜另有通知。"))
silent("notice.superseded", _("取代它的公告另有通知。"))

declare_objection("objection.filed", both_sides)
declare_objection("objection.registered", objector)
declare_objection("objection.refused", both_sides)
declare_objection("objection.upheld", both_sides, facts=("back_to",))
declare_objection("objection.dismissed", both_sides)
declare_objection("objection.withdrawn", handlers)
declare_objection("objection.recounted", both_sides, facts=("old", "new", "year"))
declare_objection("objection.registration_due", handlers, facts=("due", "days", "overdue"))
declare_objection("objection.conclusion_due", handlers, facts=("due", "days", "overdue"))
