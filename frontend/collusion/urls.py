"""The addresses of this domain's pages, and which page shows which noun."""

from django.urls import path

from frontend.collusion import views as signal
from frontend.collusion.verbs import SIGNAL
from frontend.kit.verbs import offer

offer("signal", SIGNAL, page=signal, at="/challenges/{pk}/signals/", above="challenge")

urlpatterns = [
    path("challenges/<int:pk>/signals/", signal.show, name="signals"),
]
