"""The addresses of this domain under `/api/v1/`."""

from django.urls import path

from challenges.bulletin.api import letterhead, notice, notice_verbs
from challenges.core.api.resource import verbs_of

urlpatterns = [
    path("notices/", notice.NoticeList.as_view(), name="notice_list"),
    path("notices/<int:pk>/attachments/", notice.NoticeFiles, name="notice_attachments"),
    path("notices/<int:pk>/", notice.NoticeDetail.as_view(), name="notice_detail"),
    path("organisations/<int:pk>/letterhead/", letterhead.LetterheadOf.as_view(), name="letterhead_detail"),
    path("organisations/<int:pk>/wordings/", letterhead.WordingsOf.as_view(), name="wording_list"),
    path("wordings/", letterhead.DefaultWordings.as_view(), name="default_wording_list"),
    *verbs_of("notices", "notice", notice.NoticeRows, notice_verbs.NOTICE),
]
