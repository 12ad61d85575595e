"""The description of the interface, and the page on which people read and search it."""

import hashlib
from functools import cache

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from challenges.core.api.filters import require_known, unreadable
from challenges.core.api.preconditions import unchanged

RENDERERS = {one.format: one for one in (OpenApiYamlRenderer, OpenApiJsonRenderer)}


@cache
def written(kind: str, language: str) -> tuple[bytes, str]:
    """Return the document in a format and a language, and its ETag. It is made once in a process: it takes seconds."""
    with translation.override(language):
        data = SpectacularAPIView.generator_class().get_schema(request=None, public=True)
        body = RENDERERS[kind]().render(data, renderer_context={})
    return body, f'"{hashlib.sha256(body).hexdigest()[:16]}"'


class Document(SpectacularAPIView):
    """The OpenAPI document, in the language of the request or of `?lang=`. Who reads it has not asked for anything yet:
    it does not count against the rate, and costs nothing once it is made."""

    throttle_classes = ()

    @extend_schema(exclude=True)
    def get(self, request):
        require_known(request, {"lang"})
        language = request.query_params.get("lang") or translation.get_language()
        if language not in dict(settings.LANGUAGES):
            raise unreadable("lang", language)
        renderer = request.accepted_renderer
        body, tag = written(renderer.format, language)
        headers = {"ETag": tag, "Content-Language": language, "Vary": "Accept, Accept-Language"}
        if unchanged(request, tag):
            return HttpResponse(status=304, headers=headers)
        name = f'inline; filename="jiebang-api.{renderer.format}"'
        headers |= {"Content-Disposition": name}
        return HttpResponse(body, content_type=f"{renderer.media_type}; charset=utf-8", headers=headers)


class Reader(SpectacularSwaggerSplitView):
    """A page for people: every operation under its part, and a search over all of them."""

    throttle_classes = ()
