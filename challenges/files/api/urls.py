"""The addresses of this domain under `/api/v1/`."""

from django.urls import path

from challenges.files.api.attachment import Download, Readers

urlpatterns = [
    path("attachments/<int:pk>/", Download.as_view(), name="attachment"),
    path("attachments/<int:pk>/readers/", Readers.as_view(), name="attachment_readers"),
]
