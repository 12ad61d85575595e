"""Pages. Routes stand with their domain; addresses are nouns, and an act on a thing is a POST to a noun under it."""

from django.conf import settings
from django.urls import path

from frontend.kit.areas import modules
from frontend.site.views import kit

urlpatterns = [route for module in modules("urls") for route in module.urlpatterns]

if settings.DEMO:
    urlpatterns += [path("kit/", kit.kit, name="kit")]
