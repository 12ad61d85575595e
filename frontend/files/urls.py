"""The addresses of this domain's pages, and which page shows which noun."""

from django.urls import path

from frontend.files import views as attachment

urlpatterns = [
    path("proposals/<int:pk>/attachments/", attachment.add, {"noun": "proposal"}, name="proposal_attachments"),
    path("challenges/<int:pk>/attachments/", attachment.add, {"noun": "challenge"}, name="challenge_attachments"),
    path("objections/<int:pk>/attachments/", attachment.add, {"noun": "objection"}, name="objection_attachments"),
    path("inquiries/<int:pk>/attachments/", attachment.add, {"noun": "inquiry"}, name="inquiry_attachments"),
    path("milestones/<int:pk>/attachments/", attachment.add, {"noun": "milestone"}, name="milestone_attachments"),
    path("notices/<int:pk>/attachments/", attachment.add, {"noun": "notice"}, name="notice_attachments"),
    path("attachments/<int:pk>/removal/", attachment.remove, name="attachment_removal"),
    path("attachments/<int:pk>/readers/", attachment.open_to, name="attachment_readers"),
    path("attachments/<int:pk>/", attachment.download, name="attachment"),
]
