"""Inquiries on objections over the API: for the desk, and for each side what is sent or passed on to it."""

from typing import NotRequired

from challenges.award.access import inquiry as access
from challenges.award.models import Inquiry
from challenges.award.states.inquiry import InquiryState
from challenges.core.api import filters
from challenges.core.api.filters import Filter
from challenges.core.api.resource import DetailEndpoint, ListEndpoint, described
from challenges.core.api.shapes import Act, row_of
from challenges.core.queries.provisional import provisional
from challenges.files.api.attachment import attachments_view

FILTERS = {
    "state": Filter("state__in", filters.one_of(InquiryState)),
    "objection_id": Filter("objection_id", filters.whole),
}
COLUMNS = ("id", "state", "objection_id", "side", "asked_at", "due_at", "updated_at")
SHOWN = ("id", "state", "side", "wanted", "question", "asked_at", "due_at", "answer", "answered_at")
RELEASED = ("for_objector", "for_target", "for_lead")


@described("inquiry", "inquiry_list", "Inquiries on objections the caller may read")
class InquiryList(ListEndpoint):
    columns = COLUMNS
    shape = row_of("InquiryRow", Inquiry, COLUMNS)
    filters = FILTERS

    def rows(self):
        """Return the inquiries the caller may read."""
        return access.visible_to(self.viewer)


class InquiryRows(DetailEndpoint):
    """What all endpoints of one inquiry share."""

    shape = row_of(
        "InquiryDetail",
        Inquiry,
        (*SHOWN, *RELEASED),
        maybe=RELEASED,
        objection_id=int,
        organisation_id=NotRequired[int | None],
        provisional=list[str],
        can=list[Act],
    )

    def visible(self):
        """Return the inquiries the caller may read."""
        return access.visible_to(self.viewer).select_related("objection__challenge", "organisation")

    def show(self, row):
        """Return the inquiry. Who the objector acts for, and who else reads it, is the desk's knowledge."""
        body = {name: getattr(row, name) for name in SHOWN} | {"objection_id": row.objection_id}
        if access.desks(self.viewer, row):
            body |= {name: getattr(row, name) for name in RELEASED}
        if access.desks(self.viewer, row) or row.side in access.FIRMS:
            body["organisation_id"] = row.organisation_id
        return body | {"provisional": provisional(body)}


InquiryFiles = attachments_view(InquiryRows, "inquiry")


@described("inquiry", "inquiry_detail", "One inquiry with its answer")
class InquiryDetail(InquiryRows):
    """One inquiry."""
