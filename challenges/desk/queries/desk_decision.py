"""Decisions on the organiser's desk: what waits for an approval."""

from django.db.models import Q

from challenges.award.access import decision as decision_access
from challenges.desk.queries.desk_task import MOST, Task


def decision_tasks(viewer, batch: int | None) -> list[Task]:
    """Return the decisions that wait for an approval; the reader's own where the next step is their post's."""
    narrow = Q(challenge__batch_id=batch) if batch else Q()
    rows = (
        decision_access.visible_to(viewer)
        .filter(narrow, state="pending")
        .select_related("challenge__lead")
        .prefetch_related("approvals")
        .order_by("id")[:MOST]
    )
    return [
        Task(
            group="public",
            what="decide",
            noun="decision",
            pk=row.pk,
            title=row.challenge.title,
            number=row.challenge.number or "",
            firm=row.challenge.lead.short_name or row.challenge.lead.name,
            state=row.state,
            state_word=row.get_state_display(),
            due=row.challenge.due_at,
            amount=row.challenge.total_wan,
            mine=(step := decision_access.next_step(row)) is not None and step.role in viewer.roles,
        )
        for row in rows
    ]
