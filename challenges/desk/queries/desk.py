"""The desk 工作台: what waits for this person, by due time, and where the matters of their organisation stand.

A reader's desk is made from what they may see and nothing else; counts are counts of the same rows.
"""

from dataclasses import replace

from django.db.models import Count, Exists, Min, OuterRef, Q

from challenges.award.models import Decision
from challenges.core.models.lifecycle import NEVER
from challenges.core.queries.motion import waiting_for
from challenges.desk.queries.desk_contract import contract_tasks
from challenges.desk.queries.desk_task import MOST, Task, task_of
from challenges.desk.queries.desk_waiting import motion_tasks, waiting_tasks
from challenges.listing.access import challenge as challenge_access
from challenges.listing.states import ChallengeState as C

# The columns of a challenge that a desk shows: never its long texts.
SHOWN = (
    "state",
    "title",
    "number",
    "due_at",
    "opens_at",
    "closes_at",
    "publicity_ends_at",
    "total_wan",
    "lead__name",
    "lead__short_name",
)


ORGANISER_GROUP = {
    C.FORMAL_CHECK: ("check", "formal_check", {"checker", "batch_admin"}),
    C.RETURNED: ("check", "returned", set()),
    C.ARGUMENTATION: ("argue", "argumentation", {"checker", "batch_admin"}),
    C.PENDING_PUBLISH: ("argue", "publish", {"batch_admin", "notice_officer"}),
    C.PUBLISHED: ("wait", "opens", set()),
    C.ACCEPTING: ("wait", "closes", set()),
    C.QUALIFICATION: ("qualify", "qualification", {"review_officer", "batch_admin"}),
    C.EXPERT_REVIEW: ("review", "expert_review", {"review_officer", "batch_admin"}),
    C.PROPOSED: ("public", "proposed", {"notice_officer", "batch_admin"}),
    C.PUBLICITY: ("public", "publicity", set()),
    C.OBJECTION: ("public", "objection", {"notice_officer", "batch_admin"}),
    C.AWARDED: ("wait", "signing", set()),
}


def organiser_tasks(viewer, batch: int | None = None) -> list[Task]:
    """Return what an organiser has in hand: the earliest due first, what has no date last, the reader's own before."""
    narrow = Q(batch_id=batch) if batch else Q()
    rows = (
        challenge_access.visible_to(viewer)
        .filter(narrow, organiser_id=viewer.organisation_id, state__in=ORGANISER_GROUP)
        .select_related("lead")
        .only(*SHOWN)
        .order_by("due_at", "id")[:MOST]
    )
    tasks = []
    for challenge in rows:
        group, what, roles = ORGANISER_GROUP[challenge.state]
        tasks.append(task_of(challenge, group, what, bool(roles & viewer.roles)))
    tasks += waiting_tasks(viewer, batch)
    return sorted(tasks, key=lambda task: (task.due is None, task.due or NEVER, not task.mine, task.key))


LEAD_WHAT = {
    C.DRAFT: ("draft", {"handler", "tech_lead", "admin"}),
    C.RETURNED: ("repair", {"handler", "tech_lead", "admin"}),
    C.INTERNAL_REVIEW: ("approve", {"signer"}),
    C.FORMAL_CHECK: ("formal_check", set()),
    C.ARGUMENTATION: ("argumentation", set()),
    C.PENDING_PUBLISH: ("funds", {"finance", "signer"}),
    C.PUBLISHED: ("opens", set()),
    C.ACCEPTING: ("closes", set()),
    C.QUALIFICATION: ("qualification", set()),
    C.EXPERT_REVIEW: ("expert_review", set()),
    C.PROPOSED: ("choose", {"signer", "tech_lead"}),
    C.PUBLICITY: ("publicity", set()),
    C.OBJECTION: ("objection", set()),
    C.AWARDED: ("signing", set()),
    C.IN_PROGRESS: ("in_progress", set()),
    C.LAPSED: ("lapsed", {"handler", "tech_lead", "admin"}),
}


def lead_tasks(viewer) -> list[Task]:
    """Return the needs of a lead firm, its own moves first."""
    put_forward = Decision.objects.filter(challenge=OuterRef("pk"), state__in=("pending", "complete"))
    unanswered = Q(questions__state="open")
    rows = (
        challenge_access.visible_to(viewer)
        .filter(lead_id=viewer.organisation_id)
        .select_related("lead")
        .annotate(chosen=Exists(put_forward), asked=Count("questions", filter=unanswered))
        .annotate(answer_by=Min("questions__due_at", filter=unanswered))
        .order_by("-updated_at", "-id")[:MOST]
    )
    tasks = []
    for row in rows:
        what, roles = LEAD_WHAT.get(row.state, ("ended", set()))
        if row.state == C.PROPOSED and row.chosen:
            what, roles = "decided", set()
        secrecy = row.state in (C.DRAFT, C.RETURNED) and row.secrecy_cleared_at is None and viewer.has("secrecy")
        done = row.state == C.PENDING_PUBLISH and row.funds_confirmed_at is not None
        mine = (bool(roles & viewer.roles) and not done) or secrecy
        tasks.append(
            task_of(
                row, "mine" if mine else "others", "secrecy" if secrecy and not roles & viewer.roles else what, mine
            )
        )
        if row.asked and {"handler", "tech_lead", "admin"} & viewer.roles:
            tasks.append(question_task(row))
    tasks += [replace(task, group="mine") for task in motion_tasks(waiting_for(viewer))]
    tasks += contract_tasks(viewer)
    return sorted(tasks, key=lambda task: (not task.mine, task.due is None, task.due or NEVER, task.pk))


def question_task(challenge) -> Task:
    """Return the open questions of a challenge as one matter."""
    found = task_of(challenge, "mine", "questions", True)
    return replace(found, noun="question", due=challenge.answer_by, who=str(challenge.asked))


def advice(viewer) -> list[Task]:
    """Return the needs on which an expert was asked for their opinion and has not given it."""
    rows = (
        challenge_access.visible_to(viewer)
        .filter(state=C.ARGUMENTATION, opinions__expert_id=viewer.user_id, opinions__given_at=None)
        .select_related("lead")
        .order_by("due_at", "id")
    )
    return [task_of(row, "mine", "opinion", True) for row in rows]
