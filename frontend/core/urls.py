"""The addresses of this domain's pages, and which page shows which noun."""

from django.urls import path

from frontend.core.verbs import JOB, MOTION
from frontend.core.views import act, job, motion, sandbox
from frontend.kit.verbs import offer

offer("job", JOB, page=job, at="/jobs/{pk}/")
offer("motion", MOTION, page=motion, at="/motions/{pk}/")

urlpatterns = [
    path("acts/<str:noun>/<int:pk>/<str:verb>/", act.perform, name="act"),
    path("batches/<int:pk>/jobs/", job.ask, name="job_ask"),
    path("jobs/", job.index, name="jobs"),
    path("jobs/<int:pk>/", job.show, name="job"),
    path("jobs/<int:pk>/progress/", job.progress, name="job_progress"),
    path("motions/", motion.index, name="motions"),
    path("motions/<int:pk>/", motion.show, name="motion"),
    path("sandbox/", sandbox.show, name="sandbox"),
]
