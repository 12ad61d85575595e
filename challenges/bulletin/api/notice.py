"""Public notices over the API."""

from challenges.bulletin import access
from challenges.bulletin.models import Notice, NoticeKind
from challenges.bulletin.states import NoticeState
from challenges.core.api import filters
from challenges.core.api.filters import Filter
from challenges.core.api.resource import DetailEndpoint, ListEndpoint, described
from challenges.core.api.shapes import Act, Named, row_of
from challenges.core.queries.provisional import provisional
from challenges.files.api.attachment import attachments_view

FILTERS = {
    "kind": Filter("kind__in", filters.one_of(NoticeKind)),
    "state": Filter("state__in", filters.one_of(NoticeState)),
    "challenge_id": Filter("items__challenge_id", filters.whole),
}


COLUMNS = (
    "id",
    "state",
    "kind",
    "number",
    "title",
    "dated",
    "posts_at",
    "posted_at",
    "publicity_ends_at",
    "updated_at",
)
WORDS = (
    *("id", "state", "kind", "number", "title", "body", "dated", "posts_at", "posted_at", "publicity_ends_at"),
    *("contact_name", "contact_phone", "contact_email"),
)


@described("notice", "notice_list", "Public notices")
class NoticeList(ListEndpoint):
    columns = COLUMNS
    shape = row_of("NoticeRow", Notice, COLUMNS)
    filters = FILTERS

    def rows(self):
        """Return the notices the caller may read."""
        return access.visible_to(self.viewer)


class NoticeRows(DetailEndpoint):
    """What all endpoints of one notice share."""

    shape = row_of(
        "NoticeDetail", Notice, WORDS, issuer=Named, provisional=list[str], challenge_ids=list[int], can=list[Act]
    )

    def visible(self):
        """Return the notices the caller may read."""
        return access.visible_to(self.viewer).select_related("issuer")

    def show(self, row):
        """Return the notice word for word."""
        body = {name: getattr(row, name) for name in WORDS}
        body["issuer"] = {"id": row.issuer_id, "name": row.issuer.name}
        body["provisional"] = provisional(body)
        body["challenge_ids"] = list(row.items.values_list("challenge_id", flat=True).distinct())
        return body


@described("notice", "notice_detail", "One notice")
class NoticeDetail(NoticeRows):
    """One notice."""


NoticeFiles = attachments_view(NoticeRows, "notice")
