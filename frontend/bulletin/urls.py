"""The addresses of this domain's pages, and which page shows which noun."""

from django.urls import path

from frontend.bulletin.verbs import NOTICE
from frontend.bulletin.views import letterhead, notice, wording
from frontend.kit.verbs import offer

offer("notice", NOTICE, page=notice, at="/notices/{pk}/")

urlpatterns = [
    path("notices/", notice.board, name="notices"),
    path("notices/<int:pk>/", notice.show, name="notice"),
    path("organisation/notices/", letterhead.show, name="letterhead"),
    path("organisation/notices/letterhead/", letterhead.edit, name="letterhead_edit"),
    path("organisation/notices/<slug:kind>/", wording.words, name="wording"),
    path("wordings/", wording.defaults, name="notice_defaults"),
    path("wordings/<slug:kind>/", wording.default, name="notice_default"),
]
