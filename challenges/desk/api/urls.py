"""The addresses of this domain under `/api/v1/`."""

from django.urls import path

from challenges.desk.api import ledger

urlpatterns = [
    path("ledger/challenges/", ledger.ChallengeLedger.as_view(), name="ledger_challenges"),
    path("ledger/challenges/exports/", ledger.ChallengeExport.as_view(), name="ledger_challenges_export"),
    path("ledger/objections/", ledger.ObjectionLedger.as_view(), name="ledger_objections"),
    path("ledger/objections/exports/", ledger.ObjectionExport.as_view(), name="ledger_objections_export"),
    path("ledger/proposals/", ledger.ProposalLedger.as_view(), name="ledger_proposals"),
    path("ledger/proposals/exports/", ledger.ProposalExport.as_view(), name="ledger_proposals_export"),
]
