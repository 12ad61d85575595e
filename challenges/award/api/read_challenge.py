"""What the award adds to a challenge over the API: who won, once everybody may know."""

from challenges.award.queries.result import winners
from challenges.core.noun import lends
from notifications.clock import now


@lends("challenge", "shown")
def results_of(viewer, challenge) -> dict:
    """Return `results`: by slot who is publicised, or was awarded; empty until the publicity is posted."""
    return {
        "results": [
            {
                "slot": row.slot,
                "organisation": {"id": row.organisation.pk, "name": row.organisation.name},
                "partners": [{"id": partner.pk, "name": partner.name} for partner in row.partners],
                "notice_id": row.notice.pk,
                "awarded_at": row.awarded_at,
                "sign_by": row.sign_by,
                "proposal_id": row.proposal,
                "receipt_number": row.receipt,
                "rank": row.rank,
            }
            for row in winners(viewer, challenge, now())
        ]
    }
