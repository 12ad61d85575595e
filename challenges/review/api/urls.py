"""The addresses of this domain under `/api/v1/`."""

from django.urls import path

from challenges.core.api.resource import verbs_of
from challenges.listing.api.challenge import ChallengeRows
from challenges.review.api import (
    conflict,
    expert,
    pack,
    read_proposal,  # noqa: F401
    review,
    review_verbs,
    rubric,
    statement,
    trial,
)
from challenges.review.api.batch_board import BatchReviews

urlpatterns = [
    path("challenges/<int:pk>/panels/", review.PanelCreate.as_view(), name="panel_create"),
    path("panels/", review.PanelList.as_view(), name="panel_list"),
    path("panels/<int:pk>/", review.PanelDetail.as_view(), name="panel_detail"),
    path("panels/<int:pk>/conflicts/", conflict.Conflicts.as_view(), name="conflict_list"),
    path("panels/<int:pk>/declarations/", conflict.Declaration.as_view(), name="conflict_declaration"),
    path("expert/interests/", expert.Interests.as_view(), name="expert_interests"),
    path("expert/interests/<int:pk>/", expert.Interest.as_view(), name="expert_interest"),
    path("expert/interests/<int:pk>/end/", expert.InterestEnd.as_view(), name="expert_interest_end"),
    path("expert/absences/", expert.Absences.as_view(), name="expert_absences"),
    path("expert/absences/<int:pk>/", expert.Absence.as_view(), name="expert_absence"),
    path("expert/service/", expert.Record.as_view(), name="expert_service"),
    path("panels/<int:pk>/discussion/", statement.Discussion.as_view(), name="panel_discussion"),
    path("panels/<int:pk>/rubric/", rubric.PanelRubric.as_view(), name="panel_rubric"),
    path("panels/<int:pk>/pack/", pack.Pack.as_view(), name="pack"),
    path("panels/<int:pk>/pack/writing/", pack.PackWriting.as_view(), name="pack_writing"),
    path("rubrics/", rubric.RubricList.as_view(), name="rubric_list"),
    path("rubrics/<int:pk>/", rubric.RubricDetail.as_view(), name="rubric_detail"),
    path("conflicts/<int:pk>/decision/", conflict.ConflictDecision.as_view(), name="conflict_decision"),
    path("batches/<int:pk>/doubt/", trial.BatchDoubt.as_view(), name="batch_doubt"),
    path("batches/<int:pk>/trials/", trial.TrialCreate.as_view(), name="trial_create"),
    path("trials/", trial.TrialList.as_view(), name="trial_list"),
    path("trials/<int:pk>/", trial.TrialDetail.as_view(), name="trial_detail"),
    path("trialists/", trial.TrialistList.as_view(), name="trialist_list"),
    path("trialists/<int:pk>/", trial.TrialistDetail.as_view(), name="trialist_detail"),
    path("batches/<int:pk>/reviews/", BatchReviews.as_view(), name="job_board"),
    path("seats/", review.SeatList.as_view(), name="seat_list"),
    path("seats/<int:pk>/", review.SeatDetail.as_view(), name="seat_detail"),
    path("reviews/", review.ReviewList.as_view(), name="review_list"),
    path("reviews/<int:pk>/", review.ReviewDetail.as_view(), name="review_detail"),
    *verbs_of("challenges", "challenge", ChallengeRows, review_verbs.CHALLENGE),
    *verbs_of("panels", "panel", review.PanelRows, review_verbs.PANEL),
    *verbs_of("trials", "trial", trial.TrialRows, trial.TRIAL),
    *verbs_of("trialists", "trialist", trial.TrialistRows, trial.TRIALIST),
    *verbs_of("seats", "seat", review.SeatRows, review_verbs.SEAT),
    *verbs_of("reviews", "review", review.ReviewRows, review_verbs.REVIEW),
]
