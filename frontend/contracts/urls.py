"""The addresses of this domain's pages, and which page shows which noun."""

from frontend.contracts import ledger_urls

urlpatterns = [*ledger_urls.urlpatterns]
