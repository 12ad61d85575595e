"""What hangs on a member of an organisation: read before they leave, and afterwards by whoever took it over."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from accounts.acting import Acting, acting_as
from accounts.lent import lends
from accounts.models import Membership
from challenges.core.models import SavedView
from challenges.core.noun import NOUNS
from challenges.desk.queries.desk import lead_tasks, organiser_tasks
from challenges.desk.queries.desk_firm import tracked
from challenges.desk.queries.desk_task import Task
from challenges.listing.models import Challenge
from challenges.listing.states import EDITABLE, ChallengeState
from challenges.proposals.models import Proposal
from challenges.proposals.states import WITH_THE_FIRM

# Who moves a firm's proposal on, by what it waits for on the firm's desk.
WRITERS = frozenset({"project_lead", "handler", "admin"})
POSTS = {
    "write": WRITERS,
    "sign": frozenset({"signer"}),
    "confirm": frozenset({"signer"}),
    "supply": WRITERS | {"signer"},
    "signing": frozenset({"signer"}),
}


@dataclass(frozen=True)
class Matter:
    """A draft that somebody began: what it is, and its page."""

    noun: str
    pk: int
    title: str
    url: str


@dataclass(frozen=True)
class Hanging:
    """What hangs on a member: drafts they began, what they alone could do now, how much colleagues can do as well."""

    begun: list[Matter]
    stranded: list[Task]
    shared: int
    views: int


@lends("membership", "begun")
def begun(membership: Membership) -> list[tuple[str, int]]:
    """Return the needs and proposals that this member began and that their organisation has not handed in."""
    user, own = membership.user_id, membership.organisation_id
    needs = Challenge.objects.filter(lead=own, prepared_by=user, state__in=EDITABLE | {ChallengeState.INTERNAL_REVIEW})
    wrote = Q(prepared_by=user) | Q(sections__saved_by=user) | Q(members__leader=True, members__confirmed_by=user)
    proposals = Proposal.objects.filter(wrote, organisation=own, state__in=WITH_THE_FIRM)
    return [("challenge", pk) for pk in needs.order_by("pk").values_list("pk", flat=True)] + [
        ("proposal", pk) for pk in proposals.order_by("pk").distinct().values_list("pk", flat=True)
    ]


def named(matters: Iterable[Iterable], viewer: Acting) -> list[Matter]:
    """Return those of these drafts that the viewer may see, with title and address."""
    pks: dict[str, list[int]] = {"challenge": [], "proposal": []}
    for noun, pk in matters:
        pks[noun].append(pk)
    needs = NOUNS["challenge"].visible_to(viewer).filter(pk__in=pks["challenge"]).order_by("pk")
    proposals = NOUNS["proposal"].visible_to(viewer).filter(pk__in=pks["proposal"]).order_by("pk")
    return [
        *(Matter("challenge", row.pk, row.title, f"/challenges/{row.pk}/work/") for row in needs),
        *(
            Matter("proposal", row.pk, row.challenge.title, f"/proposals/{row.pk}/")
            for row in proposals.select_related("challenge")
        ),
    ]


def hanging(membership: Membership, viewer: Acting, at: datetime) -> Hanging:
    """Return what hangs on a member, as far as the viewer may see it: of their own organisation."""
    leaver = acting_as(membership.user, membership.organisation_id, at=at)
    staying = membership.organisation.memberships.active().exclude(pk=membership.pk).values_list("roles", flat=True)
    theirs = seen(tasks_of(leaver), viewer)
    others = {task.key for task in tasks_of(replace(leaver, roles=frozenset().union(*staying)))}
    stranded = [task for task in theirs if task.key not in others]
    views = SavedView.objects.filter(user=membership.user_id, organisation=membership.organisation_id).count()
    return Hanging(named(begun(membership), viewer), stranded, len(theirs) - len(stranded), views)


def tasks_of(viewer: Acting) -> list[Task]:
    """Return what waits on somebody's desk for an act of theirs."""
    if viewer.kind == "organiser":
        return [task for task in organiser_tasks(viewer) if task.mine]
    if viewer.kind == "lead":
        return [task for task in lead_tasks(viewer) if task.mine]
    return firm_tasks(viewer)


def firm_tasks(viewer: Acting) -> list[Task]:
    """Return the proposals of a firm that somebody in these posts moves on."""
    return [
        Task(
            group="mine",
            what=row.task,
            noun="proposal",
            pk=row.proposal.pk,
            title=row.challenge.title,
            number=row.challenge.number or "",
            firm=row.challenge.lead.short_name or row.challenge.lead.name,
            state=row.proposal.state,
            state_word=row.proposal.get_state_display(),
            due=row.due,
            amount=None,
            mine=True,
        )
        for row in tracked(viewer)
        if row.turn == "us" and row.leader and POSTS[row.task] & viewer.roles
    ]


def seen(tasks: list[Task], viewer: Acting) -> list[Task]:
    """Return those matters that the viewer may know of."""
    found = []
    for noun in {task.noun for task in tasks}:
        rows = NOUNS["challenge" if noun == "question" else noun].visible_to(viewer)
        known = set(rows.filter(pk__in=[task.pk for task in tasks if task.noun == noun]).values_list("pk", flat=True))
        found += [task for task in tasks if task.noun == noun and task.pk in known]
    return sorted(found, key=tasks.index)
