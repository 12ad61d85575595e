"""The addresses of this domain under `/api/v1/`."""

from challenges.contracts.api import ledger_urls

urlpatterns = [*ledger_urls.urlpatterns]
