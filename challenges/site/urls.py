"""The routes of `/api/v1/`: its description, and those of every domain."""

from django.urls import path

from challenges.domains import declared
from challenges.site import schema

app_name = "api"

urlpatterns = [
    path("schema/", schema.Document.as_view(), name="schema"),
    path("docs/", schema.Reader.as_view(url_name="api:schema"), name="docs"),
    *(route for module in declared("api.urls") for route in module.urlpatterns),
]
