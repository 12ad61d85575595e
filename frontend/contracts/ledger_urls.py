"""The addresses of milestones, payments and statements, and which page shows which."""

from django.urls import path

from frontend.contracts import fulfilment_views as fulfilment
from frontend.contracts import milestone_views as milestone
from frontend.contracts import payment_views as payment
from frontend.contracts import statement_views as statement
from frontend.contracts.milestone_verbs import MILESTONE
from frontend.contracts.payment_verbs import PAYMENT
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
