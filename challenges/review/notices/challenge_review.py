"""Who is told of a challenge in its review: when it begins, and when the ranking lies before the lead firm."""

from challenges.bulletin.notices import DECISIONS
from challenges.core.notices.audience import among, holders, recipients
from challenges.listing.models import Challenge
from challenges.proposals.states import IN_REVIEW, MemberState, ProposalState
from notifications.registry import notice

LEAD = ("handler", "tech_lead", "signer", "admin")
FIRM = ("project_lead", "handler", "signer", "admin")


def challenge_of(event) -> Challenge:
    """Return the challenge of an event."""
    return Challenge.objects.get(pk=event.subject_id)


def lead(event):
    """Yield the lead firm's people, except whoever acted."""
    challenge = challenge_of(event)
    people = holders([challenge.lead_id], LEAD, event.at) - {event.actor_id}
    return recipients(people, url=f"/challenges/{challenge.pk}/work/")


def firms_of(event, proposals, page=""):
    """Yield the people of the firms of these proposals, confirmed members included; the link leads to their own."""
    for proposal in proposals.order_by("id"):
        joined = proposal.members.filter(state=MemberState.CONFIRMED).values_list("organisation_id", flat=True)
        people = holders({proposal.organisation_id, *joined}, FIRM, event.at)
        yield from recipients(people, url=f"/proposals/{proposal.pk}/{page}")


def applicants(event, states=IN_REVIEW):
    """Yield the people of every firm with a proposal in these states."""
    return firms_of(event, challenge_of(event).proposals.filter(state__in=states))


def applicants_and_lead(event):
    """Yield every firm in the review and the lead firm."""
    yield from applicants(event)
    yield from lead(event)


def lead_or_all_when_lapsed(event):
    """Yield the lead firm; when the challenge lapsed, every firm that had applied too."""
    yield from lead(event)
    if event.facts.get("to") == "lapsed":
        yield from applicants(event, states=set(ProposalState.values) - {"draft", "internal_review", "withdrawn"})


def context(event) -> dict:
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


def declare(event_name, audience, *, topic=DECISIONS, context=context, facts=(), **more) -> None:
    """Declare a notice: facts are named one by one, and the right to know is asked again at sending."""
    notice(event_name, topic=topic, audience=audience, context=context, facts=facts, still=among(audience), **more)


declare("challenge.review_begun", applicants_and_lead, facts=("to", "reason"))
declare("challenge.proposed", lead_or_all_when_lapsed, facts=("to", "reason", "passed"), statutory=True)
