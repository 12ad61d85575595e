"""The addresses of this domain's pages, and which page shows which noun."""

from django.urls import path
from frontend.visits import views
from frontend.visits.verbs import VISIT

from frontend.kit.verbs import offer

offer("visit", VISIT, page=views, at="/visits/{pk}/")

urlpatterns = [path("visits/<int:pk>/", views.show, name="visit")]
