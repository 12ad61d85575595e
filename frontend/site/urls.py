"""The addresses of this domain's pages, and which page shows which noun."""

from django.urls import path

from frontend.site.views import session, statements

urlpatterns = [
    path("accessibility/", statements.accessibility, name="accessibility"),
    path("session/", session.show, name="session"),
    path("session/return/", session.came_back, name="session_return"),
]
