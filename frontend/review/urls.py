"""The addresses of this domain's pages, and which page shows which noun."""

from django.urls import path

from frontend.kit.verbs import offer
from frontend.review.verbs.review import PANEL, REVIEW, SEAT
from frontend.review.verbs.trial import TRIAL, TRIALIST
from frontend.review.views import (
    batch_board,
    changes,
    conflict,
    doubt,
    pack,
    panel,
    paper,
    rejoinder,
    review,
    rubric,
    statement,
    trial,
)

offer("panel", PANEL, page=panel, at="/panels/{pk}/")
offer("trial", TRIAL, page=trial, at="/trials/{pk}/")
offer("trialist", TRIALIST, page=trial, at="/trials/{pk}/", above="trial")
offer("seat", SEAT, page=panel, at="/panels/{pk}/", above="panel")
offer("review", REVIEW, page=review, at="/reviews/{pk}/")

urlpatterns = [
    path("challenges/<int:pk>/panels/", panel.start, name="panel_start"),
    path("challenges/<int:pk>/notices/", panel.announce, name="publicity_draft"),
    path("panels/<int:pk>/", panel.show, name="panel"),
    path("conflicts/<int:pk>/decision/", conflict.decide, name="conflict_decision"),
    path("panels/<int:pk>/conflicts/", conflict.show, name="panel_conflicts"),
    path("panels/<int:pk>/conflicts/decisions/", conflict.decide_many, name="panel_conflict_decisions"),
    path("panels/<int:pk>/conflicts/pins/", conflict.pin, name="panel_conflict_pins"),
    path("panels/<int:pk>/declarations/", conflict.declare, name="panel_declaration"),
    path("panels/<int:pk>/changes/", changes.show, name="panel_changes"),
    path("panels/<int:pk>/papers/", paper.take, name="panel_papers"),
    path("panels/<int:pk>/discussion/", statement.show, name="discussion"),
    path("panels/<int:pk>/rejoinders/", rejoinder.ask, name="rejoinders"),
    path("rejoinders/<int:pk>/", rejoinder.show, name="rejoinder"),
    path("rubrics/", rubric.index, name="rubrics"),
    path("rubrics/new/", rubric.new, name="rubric_new"),
    path("rubrics/<int:pk>/", rubric.show, name="rubric"),
    path("panels/<int:pk>/pack/", pack.show, name="pack"),
    path("panels/<int:pk>/pack/taking/", pack.take, name="pack_taking"),
    path("panels/<int:pk>/pack/writing/", pack.write, name="pack_writing"),
    path("panels/<int:pk>/rubric/", rubric.of_panel, name="panel_rubric"),
    path("reviews/<int:pk>/", review.show, name="review"),
    path("reviews/<int:pk>/scores/", review.score, name="review_scores"),
    path("panels/<int:pk>/doubt/", doubt.show, name="doubt"),
    path("reviews/", batch_board.index, name="reviews"),
    path("batches/<int:pk>/reviews/", batch_board.show, name="batch_reviews"),
    path("batches/<int:pk>/views/", batch_board.keep_view, name="saved_views"),
    path("batches/<int:pk>/views/<int:view>/<str:act>/", batch_board.change_view, name="saved_view"),
    path("batches/<int:pk>/reviews/export/", batch_board.export, name="batch_reviews_export"),
    path("batches/<int:pk>/doubt/", doubt.batch, name="batch_doubt"),
    path("batches/<int:pk>/trials/", trial.index, name="trials"),
    path("trials/<int:pk>/", trial.show, name="trial"),
    path("trials/<int:pk>/samples/", trial.samples, name="trial_samples"),
    path("trials/<int:pk>/marks/", trial.marks, name="trial_marks"),
]
