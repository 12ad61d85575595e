"""The addresses of this domain's pages, and which page shows which noun."""

from django.urls import path

from frontend.contracts import ledger_urls, views
from frontend.contracts.verbs import CONTRACT
from frontend.kit.verbs import offer

offer("contract", CONTRACT, page=views, at="/contracts/{pk}/")

urlpatterns = [
    path("contracts/<int:pk>/", views.show, name="contract"),
    path("contracts/<int:pk>/text/", views.text, name="contract_text"),
    path("contracts/<int:pk>/versions/<int:number>/", views.version, name="contract_version"),
    *ledger_urls.urlpatterns,
]
