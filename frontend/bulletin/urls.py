"""The addresses of this domain's pages, and which page shows which noun."""

from django.urls import path

from frontend.bulletin import views as notice
from frontend.bulletin.verbs import NOTICE
from frontend.kit.verbs import offer

offer("notice", NOTICE, page=notice, at="/notices/{pk}/")

urlpatterns = [
    path("notices/", notice.board, name="notices"),
    path("notices/<int:pk>/", notice.show, name="notice"),
]
