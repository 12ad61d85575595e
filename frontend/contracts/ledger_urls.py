"""The addresses of milestones, payments and statements, and which page shows which."""

from django.urls import path

from frontend.contracts.verbs.milestone import MILESTONE
from frontend.contracts.verbs.payment import PAYMENT
from frontend.contracts.views import fulfilment, milestone, payment, statement
from frontend.kit.verbs import offer

offer("milestone", MILESTONE, page=milestone, at="/milestones/{pk}/")
offer("payment", PAYMENT, page=payment, at="/payments/{pk}/")

urlpatterns = [
    path("fulfilment/", fulfilment.show, name="fulfilment"),
    path("milestones/<int:pk>/", milestone.show, name="milestone"),
    path("payments/<int:pk>/", payment.show, name="payment"),
    path("contracts/<int:pk>/ledger/", payment.ledger, name="contract_ledger"),
    path("contracts/<int:pk>/ledger.<slug:form>", payment.export, name="contract_ledger_file"),
    path("statements/", statement.show, name="statements"),
    path("statements/rows/<int:pk>/", statement.settle, name="bank_row"),
]
