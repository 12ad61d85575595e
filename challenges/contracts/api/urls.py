"""The addresses of this domain under `/api/v1/`."""

from django.urls import path

from challenges.contracts.api import contract, ledger_urls
from challenges.core.api.resource import verbs_of

urlpatterns = [
    path("contracts/", contract.ContractList.as_view(), name="contract_list"),
    path("contracts/<int:pk>/", contract.ContractDetail.as_view(), name="contract_detail"),
    *verbs_of("contracts", "contract", contract.ContractRows, contract.CONTRACT),
    *ledger_urls.urlpatterns,
]
