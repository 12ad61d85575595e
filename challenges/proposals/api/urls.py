"""The addresses of this domain under `/api/v1/`."""

from django.urls import path

from challenges.core.api.resource import verbs_of
from challenges.core.api.ways import leads
from challenges.proposals.api import (
    archive,
    proposal,
    proposal_bodies,
    proposal_verbs,
    read_challenge,  # noqa: F401
    receipt,
)
from challenges.proposals.api.proposal_changes import ProposalChanges

# Which section is written stands in the address.
leads("proposal", "edit", "PUT", "proposals/{pk}/sections/{{key}}/", proposal_bodies.Section)
leads("proposal", "invite_member", "POST", "proposals/{pk}/members/", proposal_bodies.Invitation)

urlpatterns = [
    path("challenges/<int:pk>/proposals/", proposal.ProposalCreate.as_view(), name="proposal_create"),
    path("proposals/", proposal.ProposalList.as_view(), name="proposal_list"),
    path("proposals/<int:pk>/", proposal.ProposalDetail.as_view(), name="proposal_detail"),
    path("proposals/<int:pk>/sections/<str:key>/", proposal.ProposalSection.as_view(), name="proposal_section"),
    path("proposals/<int:pk>/problems/", proposal.ProposalProblems.as_view(), name="proposal_problems"),
    path("proposals/<int:pk>/changes/", ProposalChanges.as_view(), name="proposal_changes"),
    path("proposals/<int:pk>/receipt/", receipt.ReceiptDetail.as_view(), name="proposal_receipt"),
    path("proposals/<int:pk>/receipt/text/", receipt.ReceiptText.as_view(), name="proposal_receipt_text"),
    path("proposals/<int:pk>/archive/", archive.ProposalArchive.as_view(), name="proposal_archive"),
    path("proposals/<int:pk>/members/", proposal.ProposalMembers.as_view(), name="proposal_members"),
    path("proposals/<int:pk>/attachments/", proposal.ProposalFiles, name="proposal_attachments"),
    path("members/<int:pk>/", proposal.MemberDetail.as_view(), name="member_detail"),
    *verbs_of("proposals", "proposal", proposal.ProposalRows, proposal_verbs.PROPOSAL),
    *verbs_of("members", "member", proposal.MemberRows, proposal_verbs.MEMBER),
]
