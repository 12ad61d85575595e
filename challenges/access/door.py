"""The one question the gate and the buttons ask: may this viewer take this step with this row?"""

from . import allotment, challenge, decision, draw, job, notice, proposal, review, signal, staffing, trial

DOORS = {
    "challenge": (challenge.MAY, challenge.relations),
    "question": (challenge.QUESTION_MAY, challenge.question_relations),
    "proposal": (proposal.MAY, proposal.relations),
    "member": (proposal.MEMBER_MAY, proposal.member_relations),
    "panel": (review.PANEL_MAY, review.panel_relations),
    "seat": (review.SEAT_MAY, review.seat_relations),
    "review": (review.REVIEW_MAY, review.review_relations),
    "draw": (draw.MAY, draw.relations),
    "decision": (decision.MAY, decision.relations),
    "staffing": (staffing.MAY, staffing.relations),
    "allotment": (allotment.MAY, allotment.relations),
    "trial": (trial.MAY, trial.relations),
    "trialist": (trial.TRIALIST_MAY, trial.trialist_relations),
    "signal": (signal.MAY, signal.relations),
    "job": (job.MAY, job.relations),
    "notice": (notice.NOTICE_MAY, notice.notice_relations),
    "objection": (notice.OBJECTION_MAY, notice.objection_relations),
}


def may(viewer, verb: str, row) -> bool:
    """Return True when what the viewer is to the row allows this verb, whatever state the row is in."""
    allowed, relations = DOORS[row.noun]
    return bool(allowed[verb] & relations(viewer, row))


def verbs(viewer, row) -> frozenset[str]:
    """Return every verb that the viewer's relation to the row allows, whatever state the row is in."""
    allowed, relations = DOORS[row.noun]
    names = relations(viewer, row)
    return frozenset(verb for verb, who in allowed.items() if who & names)
