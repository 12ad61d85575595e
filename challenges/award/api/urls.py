"""The addresses of this domain under `/api/v1/`."""

from django.urls import path

from challenges.award.api import (
    award_verbs,
    decision,
    feedback,
    inquiry,
    objection,
    publicity,
    read_challenge,  # noqa: F401
)
from challenges.core.api.resource import verbs_of
from challenges.listing.api.challenge import ChallengeRows

urlpatterns = [
    path("challenges/<int:pk>/publicity-draft/", publicity.PublicityDraft.as_view(), name="publicity_draft"),
    path("batches/<int:pk>/publicity-draft/", publicity.CallPublicity.as_view(), name="call_publicity_draft"),
    path("batches/<int:pk>/result-draft/", publicity.CallResult.as_view(), name="call_result_draft"),
    path("challenges/<int:pk>/objections/", objection.ObjectionCreate.as_view(), name="objection_create"),
    path("challenges/<int:pk>/decisions/", decision.DecisionCreate.as_view(), name="decision_create"),
    path("decisions/", decision.DecisionList.as_view(), name="decision_list"),
    path("decisions/<int:pk>/", decision.DecisionDetail.as_view(), name="decision_detail"),
    path("objections/<int:pk>/attachments/", objection.ObjectionFiles, name="objection_attachments"),
    path("proposals/<int:pk>/feedback/", feedback.Feedback.as_view(), name="proposal_feedback"),
    path("objections/", objection.ObjectionList.as_view(), name="objection_list"),
    path("objections/<int:pk>/", objection.ObjectionDetail.as_view(), name="objection_detail"),
    path("inquiries/", inquiry.InquiryList.as_view(), name="inquiry_list"),
    path("inquiries/<int:pk>/", inquiry.InquiryDetail.as_view(), name="inquiry_detail"),
    path("inquiries/<int:pk>/attachments/", inquiry.InquiryFiles, name="inquiry_attachments"),
    *verbs_of("challenges", "challenge", ChallengeRows, award_verbs.CHALLENGE),
    *verbs_of("decisions", "decision", decision.DecisionRows, decision.DECISION),
    *verbs_of("objections", "objection", objection.ObjectionRows, award_verbs.OBJECTION),
    *verbs_of("inquiries", "inquiry", inquiry.InquiryRows, award_verbs.INQUIRY),
]
