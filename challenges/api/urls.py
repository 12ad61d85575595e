"""The routes of `/api/v1/`."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from . import challenge

app_name = "api"

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    path("challenges/", challenge.ChallengeList.as_view(), name="challenge_list"),
    path("challenges/<int:pk>/", challenge.ChallengeDetail.as_view(), name="challenge_detail"),
]
