"""The addresses of this domain under `/api/v1/`."""

from django.urls import path

from challenges.collusion.api import signal
from challenges.core.api.resource import verbs_of

urlpatterns = [
    path("challenges/<int:pk>/signals/", signal.SignalList.as_view(), name="signal_list"),
    path("challenges/<int:pk>/comparison/", signal.SignalComparison.as_view(), name="signal_comparison"),
    path("signals/<int:pk>/", signal.SignalDetail.as_view(), name="signal_detail"),
    *verbs_of("signals", "signal", signal.SignalRows, signal.SIGNAL),
]
