"""Proposals over the API: the firm's drafts section by section, the text by what the reader is to it."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from accounts.access import organisation as organisation_access
from challenges.core.api import filters
from challenges.core.api.filters import Filter
from challenges.core.api.idempotency import once
from challenges.core.api.problems import problem
from challenges.core.api.resource import KEY, DetailEndpoint, Endpoint, ListEndpoint, described, named
from challenges.core.api.shapes import answers, row_of
from challenges.core.noun import lent
from challenges.files.api.attachment import attachments_view
from challenges.listing.access import challenge as challenge_access
from challenges.proposals.access import proposal as access
from challenges.proposals.actions import member as members
from challenges.proposals.actions import proposal as proposals
from challenges.proposals.actions import proposal_draft
from challenges.proposals.api import proposal_bodies, proposal_shapes
from challenges.proposals.api.proposal_shapes import SavedSection
from challenges.proposals.api.proposal_shown import show_proposal
from challenges.proposals.models import Proposal, Section, SectionKey
from challenges.proposals.queries.proposal import problems_by_section
from challenges.proposals.states import ProposalState
from notifications.clock import now

FILTERS = {
    "state": Filter("state__in", filters.one_of(ProposalState)),
    "challenge_id": Filter("challenge_id", filters.whole),
    "organisation_id": Filter("organisation_id", filters.whole),
}
COLUMNS = ("id", "state", "challenge_id", "organisation_id", "receipt_number", "submitted_at", "due_at", "updated_at")


@described("proposal", "proposal_list", "Proposals the caller may know of")
class ProposalList(ListEndpoint):
    columns = COLUMNS
    shape = row_of("ProposalRow", Proposal, COLUMNS)
    filters = FILTERS

    def rows(self):
        """Return the proposals the caller may see by name.

        What an expert reads blind they reach through their reviews: in a list, filters and order would tell the firm.
        """
        return access.named_to(self.viewer)


class ProposalRows(DetailEndpoint):
    """What all endpoints of one proposal share."""

    shape = proposal_shapes.ProposalDetail

    def fetch(self, pk):
        """Return the proposal; for an expert of a blind panel a stand-in, whose version tells nothing of an award."""
        row = super().fetch(pk)
        if access.layer(self.viewer, row) == "blind":
            (veiled,) = lent("proposal", "veiled")
            return veiled(row)
        return row

    def visible(self):
        """Return the proposals the caller may see."""
        return access.visible_to(self.viewer).select_related("challenge", "organisation")

    def show(self, row):
        """Return the proposal as this caller reads it."""
        return show_proposal(self.viewer, row)


ProposalFiles = attachments_view(ProposalRows, "proposal")


@described("proposal", "proposal_detail", "One proposal")
class ProposalDetail(ProposalRows):
    """One proposal as the caller may read it."""


class ProposalCreate(ProposalRows):
    """Begin the firm's proposal for a challenge."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["proposal"],
        operation_id="proposal_create",
        request=None,
        responses=answers(ProposalRows.shape, 201),
        parameters=[KEY],
        summary="Begin the firm's proposal for a challenge",
    )
    def post(self, request, pk):
        challenge = get_object_or_404(challenge_access.visible_to(self.viewer), pk=pk)
        return once(
            request,
            lambda: self.answer(proposals.create(challenge, by=self.viewer, at=now), status_code=201),
        )


SECTION = OpenApiParameter("key", str, OpenApiParameter.PATH, enum=SectionKey.values)


class ProposalSection(Endpoint):
    """One section of a draft: read it, save it as typed."""

    def fetch(self, pk, key) -> Section:
        """Return a section of the firm's own proposal, or 404."""
        own = access.visible_to(self.viewer).filter(access.inside(self.viewer))
        return get_object_or_404(
            Section.objects.select_related("proposal__challenge"), proposal__in=own, proposal_id=pk, key=key
        )

    @extend_schema(
        tags=["proposal"],
        operation_id="proposal_section",
        parameters=[SECTION],
        responses=answers(SavedSection),
    )
    def get(self, request, pk, key):
        row = self.fetch(pk, key)
        return Response({"key": row.key, "data": row.data, "version": row.version, "saved_at": row.saved_at})

    @extend_schema(
        tags=["proposal"],
        operation_id="proposal_section_save",
        request=proposal_bodies.Section,
        parameters=[SECTION],
        responses=answers(SavedSection) | {412: None},
        summary="Save a section as typed; another's version is never overwritten (412 carries it)",
    )
    def put(self, request, pk, key):
        row = self.fetch(pk, key)
        typed = self.validated(proposal_bodies.Section)
        try:
            saved = proposal_draft.save_section(
                row.proposal, key, typed["data"], typed["version"], by=self.viewer, at=now
            )
        except proposal_draft.SectionTaken as taken:
            other = taken.section
            standing = {"data": other.data, "version": other.version, "saved_at": other.saved_at}
            return problem(412, "section_taken", str(taken), standing=standing)
        return Response({"key": saved.key, "data": saved.data, "version": saved.version, "saved_at": saved.saved_at})


PROBLEMS = dict[str, list[proposal_shapes.SectionProblem]]


class ProposalProblems(ProposalRows):
    """Everything that stands between a draft and its submission."""

    http_method_names = ["get", "options"]

    @extend_schema(tags=["proposal"], operation_id="proposal_problems", responses=answers(PROBLEMS))
    def get(self, request, pk):
        row = get_object_or_404(self.visible().filter(access.inside(self.viewer)), pk=pk)
        found = problems_by_section(row, now())
        return Response(
            {
                key: [{"field": p.field, "message": str(p.message), "code": p.code} for p in rows]
                for key, rows in found.items()
            }
        )


class ProposalMembers(ProposalRows):
    """Invite a partner."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["proposal"],
        operation_id="proposal_member_invite",
        request=proposal_bodies.Invitation,
        responses=answers(ProposalRows.shape, 201),
        parameters=[KEY],
    )
    def post(self, request, pk):
        row = self.fetch(pk)
        data = self.validated(proposal_bodies.Invitation)
        partner = named(organisation_access.visible_to(self.viewer), data["organisation"], "organisation_id")

        def perform():
            members.invite(row, partner, by=self.viewer, at=now, share=str(data["share"]), task=data["task"])
            return self.answer(self.fetch(pk), status_code=201)

        return once(request, perform)


class MemberRows(DetailEndpoint):
    """A place in a consortium."""

    shape = proposal_shapes.MemberDetail

    def visible(self):
        """Return the places of the proposals the caller's firm leads or joined, and its own where it was asked."""
        own = Proposal.objects.filter(access.own(self.viewer))
        return access.members_visible_to(self.viewer).filter(proposal__in=own).select_related("organisation")

    def show(self, row):
        """Return the place."""
        return {
            "id": row.pk,
            "proposal_id": row.proposal_id,
            "organisation": {"id": row.organisation_id, "name": row.organisation.name},
            "state": row.state,
            "share": row.share,
            "task": row.task,
        }


@described("proposal", "member_detail", "One place in a consortium, for its own people")
class MemberDetail(MemberRows):
    """One place in a consortium."""
