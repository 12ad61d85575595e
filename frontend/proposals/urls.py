"""The addresses of this domain's pages, and which page shows which noun."""

from django.urls import path

from frontend.kit.verbs import offer
from frontend.proposals.verbs import MEMBER, PROPOSAL
from frontend.proposals.views import check_board, proposal, receipt, team

offer("proposal", PROPOSAL, page=proposal, at="/proposals/{pk}/")
offer("member", MEMBER, page=proposal, at="/proposals/{pk}/", above="proposal")

urlpatterns = [
    path("batches/<int:pk>/checks/", check_board.show, name="batch_checks"),
    path("challenges/<int:pk>/proposals/", proposal.start, name="proposal_start"),
    path("proposals/<int:pk>/", proposal.show, name="proposal"),
    path("proposals/<int:pk>/sections/<str:key>/", proposal.save, name="proposal_section"),
    path("proposals/<int:pk>/members/", proposal.invite, name="proposal_members"),
    path("proposals/<int:pk>/receipt/", receipt.show, name="receipt"),
    path("proposals/<int:pk>/receipt/file/", receipt.file, name="receipt_file"),
    path("proposals/<int:pk>/receipt/text/", receipt.text, name="receipt_text"),
    path("proposals/<int:pk>/archive/", receipt.archive, name="proposal_archive"),
    path("team-consent/<str:token>/", team.show, name="team_consent"),
    path("receipts/check/", receipt.check, name="receipt_check"),
    path("proposals/<int:pk>/versions/", proposal.versions, name="proposal_versions"),
    path("proposals/<int:pk>/versions/<int:number>/restoration/", proposal.restore, name="proposal_restore"),
]
