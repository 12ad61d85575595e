"""The addresses of this domain under `/api/v1/`."""

from django.urls import path

from challenges.core.api import dictionary, fault, inbox, job, motion, organisation, own, text
from challenges.core.api.resource import verbs_of

urlpatterns = [
    path("me/", own.Me.as_view(), name="me"),
    path("inbox/", inbox.Inbox.as_view(), name="inbox"),
    path("inbox/reading/", inbox.InboxReading.as_view(), name="inbox_reading"),
    path("inbox/preferences/", inbox.InboxPreferences.as_view(), name="inbox_preferences"),
    path("inbox/<int:pk>/", inbox.InboxDetail.as_view(), name="inbox_detail"),
    path("tokens/", own.Tokens.as_view(), name="token_list"),
    path("tokens/<int:pk>/", own.Token.as_view(), name="token_detail"),
    path("fields/", dictionary.Fields.as_view(), name="field_list"),
    path("regions/", dictionary.Regions.as_view(), name="region_list"),
    path("industries/", dictionary.Industries.as_view(), name="industry_list"),
    path("enumerations/", dictionary.Enumerations.as_view(), name="enumeration_list"),
    path("organisations/", organisation.Organisations.as_view(), name="organisation_list"),
    path("organisations/<int:pk>/", organisation.OneOrganisation.as_view(), name="organisation_detail"),
    path("texts/", text.Texts.as_view(), name="text_list"),
    path("texts/<int:pk>/", text.OneText.as_view(), name="text_detail"),
    path("faults/", fault.Faults.as_view(), name="fault_list"),
    path("faults/<int:pk>/retry/", fault.Retry.as_view(), name="fault_retry"),
    path("jobs/", job.JobList.as_view(), name="job_list"),
    path("jobs/<int:pk>/", job.JobDetail.as_view(), name="job_detail"),
    *verbs_of("jobs", "job", job.JobRows, job.JOB),
    path("motions/", motion.MotionList.as_view(), name="motion_list"),
    path("motions/<int:pk>/", motion.MotionDetail.as_view(), name="motion_detail"),
    *verbs_of("motions", "motion", motion.MotionRows, motion.MOTION),
]
