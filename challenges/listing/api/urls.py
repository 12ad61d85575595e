"""The addresses of this domain under `/api/v1/`."""

from django.urls import path

from challenges.core.api import bodies
from challenges.core.api.resource import verbs_of
from challenges.core.api.ways import leads
from challenges.listing.api import batch, challenge_draft, challenge_verbs
from challenges.listing.api import challenge_parts as parts
from challenges.listing.api import challenge_talk as talk
from challenges.listing.api.challenge import ChallengeFiles, ChallengeRows

leads("challenge", "edit", "PATCH", "challenges/{pk}/", challenge_draft.ChallengeDraft)
leads("challenge", "ask", "POST", "challenges/{pk}/questions/", bodies.Text)

urlpatterns = [
    path("batches/", batch.Batches.as_view(), name="batch_list"),
    path("batches/<int:pk>/", batch.OneBatch.as_view(), name="batch_detail"),
    path("challenges/", parts.Challenges.as_view(), name="challenge_list"),
    path("challenges/<int:pk>/", parts.Challenge.as_view(), name="challenge_detail"),
    path("challenges/<int:pk>/questions/", parts.Questions.as_view(), name="question_list"),
    path("challenges/<int:pk>/editions/", parts.Editions.as_view(), name="edition_list"),
    path("challenges/<int:pk>/remarks/", talk.Remarks.as_view(), name="remark_list"),
    path("challenges/<int:pk>/opinions/", talk.Opinions.as_view(), name="opinion_list"),
    path("challenges/<int:pk>/events/", parts.Timeline.as_view(), name="challenge_timeline"),
    path("challenges/<int:pk>/follow/", parts.Follow.as_view(), name="challenge_follow"),
    path("challenges/<int:pk>/undertaking/", parts.Undertaking.as_view(), name="challenge_undertaking"),
    path("challenges/<int:pk>/attachments/", ChallengeFiles, name="challenge_attachments"),
    path("batches/<int:pk>/jobs/", batch.JobCreate.as_view(), name="job_create"),
    *verbs_of("challenges", "challenge", ChallengeRows, challenge_verbs.CHALLENGE),
    *verbs_of("questions", "question", parts.QuestionRows, challenge_verbs.QUESTION),
]
