"""The result of a challenge, from the moment at which everybody may know it: its publicity is posted."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Organisation
from challenges.bulletin.models import Notice, NoticeKind
from challenges.bulletin.states import NoticeState
from challenges.listing.states import DECIDED
from challenges.proposals.access.proposal import named_to
from challenges.proposals.models import Member
from challenges.proposals.states import MemberState
from challenges.review.access.review import results_visible_to

STANDING = (NoticeState.POSTED, NoticeState.ENDED)


@dataclass(frozen=True)
class Winner:
    """Who won a slot, or is publicised for it. `receipt` and `rank` are None for who may not read them."""

    slot: int
    organisation: Organisation
    partners: list[Organisation]
    notice: Notice
    awarded_at: datetime | None
    sign_by: datetime | None
    proposal: int | None
    receipt: str | None
    rank: int | None


def publicity_of(challenge) -> Notice | None:
    """Return the publicity notice that stands for this challenge now."""
    posted = Notice.objects.filter(items__challenge=challenge, kind=NoticeKind.PUBLICITY, state__in=STANDING)
    return posted.order_by("-posted_at", "-pk").first()


def partners_of(proposals) -> dict[int, list[Organisation]]:
    """Return the firms that stand beside the leader of each of these proposals, by id; in one query."""
    found: dict[int, list[Organisation]] = defaultdict(list)
    members = Member.objects.filter(proposal__in=proposals, leader=False, state=MemberState.CONFIRMED)
    for member in members.select_related("organisation"):
        found[member.proposal_id].append(member.organisation)
    return found


def winners(viewer, challenge, at: datetime) -> list[Winner]:
    """Return who won, by slot, as the posted publicity names them; nobody before it is posted."""
    notice = publicity_of(challenge) if challenge.state in DECIDED else None
    if notice is None:
        return []
    awards = {award.proposal_id: award for award in challenge.awards.all()}
    items = notice.items.filter(challenge=challenge).select_related("proposal__organisation")
    chosen = [(item.position, item.proposal) for item in items if item.proposal is not None]
    proposals = [proposal.pk for _slot, proposal in chosen]
    named = set(named_to(viewer).filter(pk__in=proposals).values_list("pk", flat=True))
    ranks = dict(
        results_visible_to(viewer, at)
        .filter(proposal__in=proposals)
        .exclude(proposal__organisation_id=viewer.organisation_id)
        .order_by("round")
        .values_list("proposal_id", "rank")
    )
    found, partners = [], partners_of(proposals)
    for slot, proposal in chosen:
        award, seen = awards.get(proposal.pk), proposal.pk in named
        found.append(
            Winner(
                slot=slot,
                organisation=proposal.organisation,
                partners=partners[proposal.pk],
                notice=notice,
                awarded_at=award.awarded_at if award else None,
                sign_by=award.sign_by if award else None,
                proposal=proposal.pk if seen else None,
                receipt=proposal.receipt_number if seen else None,
                rank=ranks.get(proposal.pk),
            )
        )
    return found
