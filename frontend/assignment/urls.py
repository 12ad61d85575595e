"""The addresses of this domain's pages, and which page shows which noun."""

from django.urls import path

from frontend.assignment.verbs.allotment import ALLOTMENT
from frontend.assignment.verbs.draw import DRAW
from frontend.assignment.verbs.staffing import STAFFING
from frontend.assignment.views import allotment, draw, staffing
from frontend.kit.verbs import offer

offer("draw", DRAW, page=draw, at="/draws/{pk}/")
offer("allotment", ALLOTMENT, page=allotment, at="/allotments/{pk}/")
offer("staffing", STAFFING, page=staffing, at="/staffings/{pk}/")

urlpatterns = [
    path("panels/<int:pk>/draws/", draw.index, name="draws"),
    path("draws/<int:pk>/", draw.show, name="draw"),
    path("draws/<int:pk>/record/", draw.record, name="draw_record"),
    path("batches/<int:pk>/allotments/", allotment.index, name="allotments"),
    path("allotments/<int:pk>/", allotment.show, name="allotment"),
    path("batches/<int:pk>/staffings/", staffing.index, name="staffings"),
    path("staffings/<int:pk>/", staffing.show, name="staffing"),
]
