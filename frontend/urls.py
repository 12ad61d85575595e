"""Pages. Routes stand under their area; addresses are nouns, and an act on a thing is a POST to a noun under it."""

from django.conf import settings
from django.urls import path

from frontend.views import hall, kit, listing, preferences

# Every page: masthead and footer.
urlpatterns = [
    path("preferences/language/", preferences.language, name="language"),
    path("preferences/theme/", preferences.theme, name="theme"),
    # Public pages.
    path("", hall.show, name="hall"),
    path("challenges/<int:pk>/", listing.show, name="listing"),
    path("challenges/<int:pk>/editions/<int:number>/", listing.edition, name="edition"),
]

if settings.DEMO:
    urlpatterns += [path("kit/", kit.kit, name="kit")]
