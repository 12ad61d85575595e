"""The addresses of this domain under `/api/v1/`."""

from django.urls import path

from challenges.core.api import bodies
from challenges.core.api.resource import verbs_of
from challenges.core.api.ways import leads
from challenges.listing.api import (
    batch,
    batch_acts,
    batch_notice,
    batch_rules,
    challenge_draft,
    challenge_verbs,
    need_board,
)
from challenges.listing.api import challenge_parts as parts
from challenges.listing.api import challenge_talk as talk
from challenges.listing.api.challenge import ChallengeFiles, ChallengeRows

leads("challenge", "edit", "PATCH", "challenges/{pk}/", challenge_draft.ChallengeDraft)
leads("challenge", "ask", "POST", "challenges/{pk}/questions/", bodies.Text)

urlpatterns = [
    path("batches/", batch.Batches.as_view(), name="batch_list"),
    path("batches/<int:pk>/", batch.OneBatch.as_view(), name="batch_detail"),
    path("batches/<int:pk>/rules/", batch_rules.BatchRules.as_view(), name="batch_rules"),
    path("batches/<int:pk>/needs/", need_board.BatchNeeds.as_view(), name="need_board"),
    path("batches/<int:pk>/notice/", batch_notice.CallNotice.as_view(), name="call_notice_draft"),
    path("batches/<int:pk>/publication-draft/", batch_notice.CallPublication.as_view(), name="call_publication_draft"),
    path("batches/<int:pk>/copies/", batch_acts.BatchCopy.as_view(), name="batch_copy"),
    path("batches/<int:pk>/closing/", batch_acts.BatchClose.as_view(), name="batch_close"),
    path("batches/<int:pk>/reopening/", batch_acts.BatchReopen.as_view(), name="batch_reopen"),
    path("challenges/", parts.Challenges.as_view(), name="challenge_list"),
    path("challenges/<int:pk>/", parts.Challenge.as_view(), name="challenge_detail"),
    path("challenges/<int:pk>/questions/", parts.Questions.as_view(), name="question_list"),
    path("challenges/<int:pk>/editions/", parts.Editions.as_view(), name="edition_list"),
    path("challenges/<int:pk>/remarks/", talk.Remarks.as_view(), name="remark_list"),
    path("challenges/<int:pk>/changes/", talk.ChallengeChanges.as_view(), name="challenge_changes"),
    path("challenges/<int:pk>/opinions/", talk.Opinions.as_view(), name="opinion_list"),
    path("challenges/<int:pk>/events/", parts.Timeline.as_view(), name="challenge_timeline"),
    path("challenges/<int:pk>/follow/", parts.Follow.as_view(), name="challenge_follow"),
    path("challenges/<int:pk>/undertaking/", parts.Undertaking.as_view(), name="challenge_undertaking"),
    path("challenges/<int:pk>/attachments/", ChallengeFiles, name="challenge_attachments"),
    path("batches/<int:pk>/jobs/", batch.JobCreate.as_view(), name="job_create"),
    *verbs_of("challenges", "challenge", ChallengeRows, challenge_verbs.CHALLENGE),
    *verbs_of("questions", "question", parts.QuestionRows, challenge_verbs.QUESTION),
]
