"""The routes of `/api/v1/`: its description, and those of every domain."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from challenges.domains import declared

app_name = "api"

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    *(route for module in declared("api.urls") for route in module.urlpatterns),
]
