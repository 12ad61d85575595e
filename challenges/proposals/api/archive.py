"""A firm's own file of one proposal: everything it handed in, signed and received, as one archive with an index."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from accounts.errors import Refused
from challenges.bulletin.access import POSTED
from challenges.bulletin.models import Notice
from challenges.core.api.resource import Endpoint
from challenges.files.access import loadable_by
from challenges.files.actions import stored_at
from challenges.listing.access.challenge import layer
from challenges.proposals.access import proposal as access
from challenges.proposals.api.archive_entry import UNFIT, Entry, data, made, safe
from challenges.proposals.api.archive_signed import agreed, letters, signed
from challenges.proposals.api.proposal_shown import show_proposal
from challenges.proposals.api.receipt import body_of
from challenges.proposals.queries.proposal_diff import shown_to
from challenges.proposals.queries.proposal_snapshot import canonical
from challenges.proposals.queries.receipt_paper import paper_of
from notifications.clock import day_of, now

ARCHIVE = {(200, "application/zip"): OpenApiTypes.BINARY}
# A firm's quota of files is far below; an archive beyond it would hold a web process for too long.
MOST_BYTES = 4 * 1024**3
# As much of a file is read at once.
CHUNK = 256 * 1024


class Sink(io.RawIOBase):
    """What the archive is written into: nothing is kept but what was not sent yet."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        """Return True: it is written, and never read or wound back."""
        return True

    def write(self, piece: Any) -> int:
        """Take a piece to be sent."""
        self.waiting.append(bytes(piece))
        return len(piece)

    def sent(self) -> bytes:
        """Return what waits to be sent."""
        pieces, self.waiting = self.waiting, []
        return b"".join(pieces)


class ProposalArchive(Endpoint):
    """Everything a firm handed in, signed and received with one proposal."""

    @extend_schema(
        tags=["proposal"],
        operation_id="proposal_archive",
        responses=ARCHIVE,
        summary="Everything the firm handed in, signed and received, as one archive",
    )
    def get(self, request, pk):
        return archive(self.viewer, pk, now())


def archive(viewer, pk: int, at: datetime) -> StreamingHttpResponse:
    """Return the archive of a proposal for one of its own firms; 404 for everybody else.

    Nothing is in it that this viewer does not read on pages. Raises Refused for more than `MOST_BYTES`.
    """
    rows = access.visible_to(viewer).select_related("challenge__organiser", "challenge__lead", "organisation")
    proposal = get_object_or_404(rows, pk=pk)
    if not access.relations(viewer, proposal) & {"leader", "member"}:
        raise Http404
    entries = entries_of(viewer, proposal)
    if sum(entry.size for entry in entries) > MOST_BYTES:
        raise Refused(_("文件太多，不能一次打包，请在申报书页逐份下载。"), code="too_large")
    name = f"{proposal.challenge.number or 'proposal'}-{proposal.pk}-{day_of(at):%Y%m%d}.zip"
    answer = StreamingHttpResponse(packed(entries, index(proposal, entries, at)), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{UNFIT.sub("_", name)}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def entries_of(viewer, proposal) -> list[Entry]:
    """Return what goes into the archive, in the order of the index."""
    found = [data("proposal.json", _("申报书现在的全部内容、审查结果和申诉"), show_proposal(viewer, proposal))]
    if proposal.receipt_number:
        found.append(data("receipt.json", _("回执"), body_of(paper_of(viewer, proposal.pk), None)))
    for version in proposal.versions.filter(reason="submit").order_by("number"):
        text = canonical(shown_to(viewer, proposal, version.snapshot))
        found.append(made(f"submitted/{version.number:04}.json", _("提交时的全文"), text))
    found.append(data("signed.json", _("本单位办理的每一步"), signed(viewer, proposal)))
    found += agreed(viewer, proposal)
    if layer(viewer, proposal.challenge) == "full":
        for edition in proposal.challenge.editions.order_by("number"):
            found.append(data(f"challenge/{edition.number:02}.json", _("榜单各版"), edition.snapshot))
    posted = Notice.objects.filter(items__challenge=proposal.challenge, state__in=POSTED).distinct().order_by("id")
    for notice in posted:
        text = f"{notice.title}\n\n{notice.body}\n".encode()
        found.append(made(f"notices/{notice.pk}.txt", _("公告"), text))
    found += letters(viewer, proposal)
    for place, file in enumerate(loadable_by(viewer).filter(proposal=proposal).order_by("id"), start=1):
        what = str(file.get_kind_display())
        found.append(Entry(f"files/{place:02}-{safe(file.name)}", what, file.sha256, file.size))
    return found


def index(proposal, entries: list[Entry], at: datetime) -> bytes:
    """Return the list of what the archive holds, as a page that opens without the platform."""
    head = _("%(number)s 申报档案") % {"number": proposal.challenge.number or ""}
    rows = format_html_join(
        "\n",
        '<tr><td><a href="{}">{}</a></td><td>{}</td><td>{}</td><td><code>{}</code></td></tr>',
        ((entry.name, entry.name, entry.what, entry.size, entry.sha256) for entry in entries),
    )
    page = format_html(
        '<!DOCTYPE html>\n<html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>\n'
        "<body><h1>{}</h1><p>{}</p><p>{}</p>\n<table>\n{}\n</table></body></html>\n",
        "en" if (get_language() or "").startswith("en") else "zh-Hans",
        head,
        head,
        proposal.organisation.name,
        at.isoformat(timespec="seconds"),
        rows,
    )
    return page.encode()


def packed(entries: list[Entry], front: bytes) -> Iterator[bytes]:
    """Yield the archive piece by piece, the index first; files are stored as they are, most are packed already."""
    sink = Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as box:
        box.writestr("index.html", front)
        yield sink.sent()
        for entry in entries:
            if entry.content is not None:
                box.writestr(entry.name, entry.content)
                yield sink.sent()
                continue
            with stored_at(entry.sha256).open("rb") as kept, box.open(entry.name, "w") as inside:
                while piece := kept.read(CHUNK):
                    inside.write(piece)
                    yield sink.sent()
    yield sink.sent()
