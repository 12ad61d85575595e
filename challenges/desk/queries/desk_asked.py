"""Inquiries on objections that wait for the answer of whoever looks at their desk."""

from accounts.acting import Acting
from challenges.award.access import inquiry as access
from challenges.award.models import Inquiry
from challenges.award.states.inquiry import InquiryState

MOST = 20


def asked(viewer: Acting) -> list[Inquiry]:
    """Return what this viewer or their firm is asked and has not answered, the nearest limit first; in one query."""
    rows = Inquiry.objects.filter(access.asked_of(viewer), state=InquiryState.ASKED)
    return list(rows.select_related("objection__challenge").order_by("due_at", "id")[:MOST])
