"""The addresses of this domain's pages, and which page shows which noun."""

from django.urls import path

from frontend.experts.views import expert_import, pool

urlpatterns = [
    path("experts/", pool.show, name="expert_pool"),
    path("experts/export/", pool.export, name="expert_pool_export"),
    path("experts/export/<int:pk>/", pool.take, name="expert_pool_take"),
    path("experts/<int:pk>/standing/", pool.standing, name="expert_pool_standing"),
    path("experts/import/", expert_import.show, name="expert_import"),
]
