"""The addresses of this domain under `/api/v1/`."""

from challenges.visits.api import visit
from django.urls import path

from challenges.core.api.resource import verbs_of

urlpatterns = [
    path("visits/<int:pk>/", visit.VisitDetail.as_view(), name="visit_detail"),
    *verbs_of("visits", "visit", visit.VisitRows, visit.VISIT),
]
