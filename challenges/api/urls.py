"""The routes of `/api/v1/`: nouns, and every verb as a resource under its noun."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from . import challenge_parts as parts
from . import draw, inbox, job, notice, own, proposal, review, staffing, transitions
from .attachment import Download
from .challenge import ChallengeRows
from .resource import transition_view

app_name = "api"

VERBS = (
    ("challenges", "challenge", ChallengeRows, transitions.CHALLENGE),
    ("questions", "question", parts.QuestionRows, transitions.QUESTION),
    ("proposals", "proposal", proposal.ProposalRows, transitions.PROPOSAL),
    ("members", "member", proposal.MemberRows, transitions.MEMBER),
    ("panels", "panel", review.PanelRows, transitions.PANEL),
    ("draws", "draw", draw.DrawRows, draw.DRAW),
    ("staffings", "staffing", staffing.StaffingRows, staffing.STAFFING),
    ("jobs", "job", job.JobRows, job.JOB),
    ("seats", "seat", review.SeatRows, transitions.SEAT),
    ("reviews", "review", review.ReviewRows, transitions.REVIEW),
    ("notices", "notice", notice.NoticeRows, transitions.NOTICE),
    ("objections", "objection", notice.ObjectionRows, transitions.OBJECTION),
)

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    path("me/", own.Me.as_view(), name="me"),
    path("inbox/", inbox.Inbox.as_view(), name="inbox"),
    path("inbox/reading/", inbox.InboxReading.as_view(), name="inbox_reading"),
    path("inbox/preferences/", inbox.InboxPreferences.as_view(), name="inbox_preferences"),
    path("inbox/<int:pk>/", inbox.InboxDetail.as_view(), name="inbox_detail"),
    path("tokens/", own.Tokens.as_view(), name="token_list"),
    path("tokens/<int:pk>/", own.Token.as_view(), name="token_detail"),
    path("fields/", own.Fields.as_view(), name="field_list"),
    path("batches/", own.Batches.as_view(), name="batch_list"),
    path("challenges/", parts.Challenges.as_view(), name="challenge_list"),
    path("challenges/<int:pk>/", parts.Challenge.as_view(), name="challenge_detail"),
    path("challenges/<int:pk>/questions/", parts.Questions.as_view(), name="question_list"),
    path("challenges/<int:pk>/editions/", parts.Editions.as_view(), name="edition_list"),
    path("challenges/<int:pk>/events/", parts.Timeline.as_view(), name="challenge_timeline"),
    path("challenges/<int:pk>/follow/", parts.Follow.as_view(), name="challenge_follow"),
    path("challenges/<int:pk>/undertaking/", parts.Undertaking.as_view(), name="challenge_undertaking"),
    path("challenges/<int:pk>/proposals/", proposal.ProposalCreate.as_view(), name="proposal_create"),
    path("challenges/<int:pk>/panels/", review.PanelCreate.as_view(), name="panel_create"),
    path("challenges/<int:pk>/publicity-draft/", notice.PublicityDraft.as_view(), name="publicity_draft"),
    path("challenges/<int:pk>/objections/", notice.ObjectionCreate.as_view(), name="objection_create"),
    path("proposals/", proposal.ProposalList.as_view(), name="proposal_list"),
    path("proposals/<int:pk>/", proposal.ProposalDetail.as_view(), name="proposal_detail"),
    path("proposals/<int:pk>/sections/<str:key>/", proposal.ProposalSection.as_view(), name="proposal_section"),
    path("proposals/<int:pk>/problems/", proposal.ProposalProblems.as_view(), name="proposal_problems"),
    path("proposals/<int:pk>/members/", proposal.ProposalMembers.as_view(), name="proposal_members"),
    path("proposals/<int:pk>/attachments/", proposal.ProposalAttachments.as_view(), name="proposal_attachments"),
    path("proposals/<int:pk>/feedback/", review.Feedback.as_view(), name="proposal_feedback"),
    path("attachments/<int:pk>/", Download.as_view(), name="attachment"),
    path("panels/", review.PanelList.as_view(), name="panel_list"),
    path("panels/<int:pk>/", review.PanelDetail.as_view(), name="panel_detail"),
    path("panels/<int:pk>/draws/", draw.DrawCreate.as_view(), name="draw_create"),
    path("draws/", draw.DrawList.as_view(), name="draw_list"),
    path("draws/<int:pk>/", draw.DrawDetail.as_view(), name="draw_detail"),
    path("draws/<int:pk>/record/", draw.DrawRecord.as_view(), name="draw_record"),
    path("batches/<int:pk>/staffings/", staffing.StaffingCreate.as_view(), name="staffing_create"),
    path("staffings/", staffing.StaffingList.as_view(), name="staffing_list"),
    path("staffings/<int:pk>/", staffing.StaffingDetail.as_view(), name="staffing_detail"),
    path("batches/<int:pk>/reviews/", job.BatchReviews.as_view(), name="job_board"),
    path("batches/<int:pk>/jobs/", job.JobCreate.as_view(), name="job_create"),
    path("jobs/", job.JobList.as_view(), name="job_list"),
    path("jobs/<int:pk>/", job.JobDetail.as_view(), name="job_detail"),
    path("conflicts/<int:pk>/decision/", review.ConflictDecision.as_view(), name="conflict_decision"),
    path("seats/", review.SeatList.as_view(), name="seat_list"),
    path("seats/<int:pk>/", review.SeatDetail.as_view(), name="seat_detail"),
    path("reviews/", review.ReviewList.as_view(), name="review_list"),
    path("reviews/<int:pk>/", review.ReviewDetail.as_view(), name="review_detail"),
    path("notices/", notice.NoticeList.as_view(), name="notice_list"),
    path("notices/<int:pk>/", notice.NoticeDetail.as_view(), name="notice_detail"),
    path("objections/", notice.ObjectionList.as_view(), name="objection_list"),
    path("objections/<int:pk>/", notice.ObjectionDetail.as_view(), name="objection_detail"),
]
urlpatterns += [
    path(
        f"{plural}/<int:pk>/{transition.path}/",
        transition_view(rows, transition, noun),
        name=f"{noun}_{transition.verb}",
    )
    for plural, noun, rows, verbs in VERBS
    for transition in verbs
]
