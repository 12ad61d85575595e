"""A file, as a download."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from challenges.access.attachment import visible_to
from challenges.api.attachment import handed_out


@require_safe
def download(request, pk):
    """Hand out a file to those who may load it; for anybody else it does not exist."""
    return handed_out(get_object_or_404(visible_to(request.acting), pk=pk))
