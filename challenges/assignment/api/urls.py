"""The addresses of this domain under `/api/v1/`."""

from django.urls import path

from challenges.assignment.api import allotment, draw, staffing
from challenges.core.api.resource import verbs_of

urlpatterns = [
    path("panels/<int:pk>/draws/", draw.DrawCreate.as_view(), name="draw_create"),
    path("draws/", draw.DrawList.as_view(), name="draw_list"),
    path("draws/<int:pk>/", draw.DrawDetail.as_view(), name="draw_detail"),
    path("draws/<int:pk>/record/", draw.DrawRecord.as_view(), name="draw_record"),
    path("batches/<int:pk>/allotments/", allotment.AllotmentCreate.as_view(), name="allotment_create"),
    path("allotments/", allotment.AllotmentList.as_view(), name="allotment_list"),
    path("allotments/<int:pk>/", allotment.AllotmentDetail.as_view(), name="allotment_detail"),
    path("batches/<int:pk>/staffings/", staffing.StaffingCreate.as_view(), name="staffing_create"),
    path("staffings/", staffing.StaffingList.as_view(), name="staffing_list"),
    path("staffings/<int:pk>/", staffing.StaffingDetail.as_view(), name="staffing_detail"),
    *verbs_of("draws", "draw", draw.DrawRows, draw.DRAW),
    *verbs_of("allotments", "allotment", allotment.AllotmentRows, allotment.ALLOTMENT),
    *verbs_of("staffings", "staffing", staffing.StaffingRows, staffing.STAFFING),
]
