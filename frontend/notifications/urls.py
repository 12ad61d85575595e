"""The addresses of this domain's pages, and which page shows which noun."""

from django.urls import path

from frontend.notifications.views import inbox, mails

urlpatterns = [
    path("inbox/", inbox.show, name="inbox"),
    path("inbox/reading/", inbox.reading, name="inbox_reading"),
    path("inbox/preferences/", inbox.notification_preferences, name="notification_preferences"),
    path("inbox/unsubscribe/<str:token>/", inbox.unsubscribe, name="unsubscribe"),
    path("inbox/<int:pk>/", inbox.item, name="inbox_item"),
    path("inbox/mails/", mails.mails, name="demo_mails"),
    path("inbox/mails/<str:name>/", mails.mail, name="demo_mail"),
    path("inbox/mails/<str:name>/html/", mails.mail_html, name="demo_mail_html"),
]
