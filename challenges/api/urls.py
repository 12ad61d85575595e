"""The routes of `/api/v1/`."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from . import challenge, inbox

app_name = "api"

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    path("challenges/", challenge.ChallengeList.as_view(), name="challenge_list"),
    path("challenges/<int:pk>/", challenge.ChallengeDetail.as_view(), name="challenge_detail"),
    path("inbox/", inbox.Inbox.as_view(), name="inbox"),
    path("inbox/reading/", inbox.InboxReading.as_view(), name="inbox_reading"),
    path("inbox/preferences/", inbox.InboxPreferences.as_view(), name="inbox_preferences"),
    path("inbox/<int:pk>/", inbox.InboxDetail.as_view(), name="inbox_detail"),
]
