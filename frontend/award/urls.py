"""The addresses of this domain's pages, and which page shows which noun."""

from django.urls import path

from frontend.award.verbs.decision import DECISION
from frontend.award.verbs.inquiry import INQUIRY
from frontend.award.verbs.objection import OBJECTION
from frontend.award.views import decision, feedback, inquiry, objection
from frontend.kit.verbs import offer

offer("decision", DECISION, page=decision, at="/decisions/{pk}/")
offer("objection", OBJECTION, page=objection, at="/objections/{pk}/")
offer("inquiry", INQUIRY, page=inquiry, at="/inquiries/{pk}/")

urlpatterns = [
    path("proposals/<int:pk>/feedback/", feedback.show, name="feedback"),
    path("challenges/<int:pk>/objections/", objection.file, name="objection_file"),
    path("challenges/<int:pk>/decisions/", decision.start, name="decision_start"),
    path("decisions/<int:pk>/", decision.show, name="decision"),
    path("objections/<int:pk>/", objection.show, name="objection"),
    path("objections/<int:pk>/papers/<int:paper>/", objection.paper, name="objection_paper"),
    path("inquiries/<int:pk>/", inquiry.show, name="inquiry"),
]
