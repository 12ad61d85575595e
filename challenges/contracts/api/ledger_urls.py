"""The addresses of milestones and payments under `/api/v1/`."""

from django.urls import path

from challenges.contracts.api import milestone, payment
from challenges.core.api.resource import verbs_of

urlpatterns = [
    path("milestones/", milestone.MilestoneList.as_view(), name="milestone_list"),
    path("milestones/<int:pk>/", milestone.MilestoneDetail.as_view(), name="milestone_detail"),
    path("milestones/<int:pk>/attachments/", milestone.MilestoneFiles, name="milestone_attachments"),
    path("payments/", payment.PaymentList.as_view(), name="payment_list"),
    path("payments/<int:pk>/", payment.PaymentDetail.as_view(), name="payment_detail"),
    *verbs_of("milestones", "milestone", milestone.MilestoneRows, milestone.MILESTONE),
    *verbs_of("payments", "payment", payment.PaymentRows, payment.PAYMENT),
]
