"""The addresses of this domain under `/api/v1/`."""

from django.urls import path

from challenges.experts.api import expert

urlpatterns = [
    path("experts/", expert.Experts.as_view(), name="pool_list"),
    path("experts/<int:pk>/", expert.Expert.as_view(), name="pool_expert"),
]
