"""The addresses of this domain's pages, and which page shows which noun."""

from django.urls import path

from frontend.desk.views import (
    call,
    call_together,
    challenge_work,
    comparison,
    desk,
    ledger,
    organisation,
    personal,
    personal_rules,
)

urlpatterns = [
    path("desk/", desk.show, name="desk"),
    path("batches/<int:pk>/", call.show, name="batch"),
    path("batches/<int:pk>/notices/<slug:kind>/", call_together.show, name="call_together"),
    path("challenges/<int:pk>/work/", challenge_work.show, name="challenge_work"),
    path("challenges/<int:pk>/comparison/", comparison.show, name="challenge_comparison"),
    path("settings/data/", personal.show, name="own_data"),
    path("settings/data/export/", personal.export, name="own_data_export"),
    path("settings/data/matching/", personal.match, name="own_matching"),
    path("settings/data/corrections/", personal.ask_correction, name="own_data_correction"),
    path("settings/data/erasure/", personal.ask_erasure, name="own_data_erasure"),
    path("settings/data/requests/<int:pk>/withdrawal/", personal.withdraw, name="own_data_withdrawal"),
    path("processing/", personal.register, name="processing"),
    path("processing/rules/<slug:key>/", personal_rules.edit, name="personal_rule"),
    path("processing/requests/<int:pk>/", personal.answer, name="processing_answer"),
    path("ledger/", ledger.index, name="ledgers"),
    path("ledger/<str:kind>/", ledger.show, name="ledger"),
    path("ledger/<str:kind>/export/", ledger.export, name="ledger_export"),
    path("ledger/<str:kind>/views/", ledger.keep_view, name="ledger_views"),
    path("ledger/<str:kind>/views/<int:view>/<str:act>/", ledger.change_view, name="ledger_view"),
    path("organisations/<int:pk>/", organisation.show, name="organisation"),
    path("organisations/<int:pk>/red-head/", organisation.red_head, name="red_head"),
]
