"""What the site says of itself: how far everybody can use it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from frontend.kit import foot


@require_safe
def accessibility(request):
    """The accessibility statement: what is aimed at, what is tried at every change, what is known to be missing."""
    return render(request, "site/accessibility.html", {"contact": foot.contact(), "operator": foot.operator()})
