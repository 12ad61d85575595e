"""Pages. Routes stand with their domain; addresses are nouns, and an act on a thing is a POST to a noun under it."""

from django.conf import settings
from django.urls import path

from challenges.domains import DOMAINS, declared
from frontend.site.views import kit

AREAS = ("accounts", "notifications", *DOMAINS)
urlpatterns = [route for module in declared("urls", app="frontend", of=AREAS) for route in module.urlpatterns]

if settings.DEMO:
    urlpatterns += [path("kit/", kit.kit, name="kit")]
