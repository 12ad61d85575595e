"""The ranked proposals of a challenge side by side, for whoever chooses and whoever watches the choice."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from challenges.desk.queries.comparison import comparison
from challenges.listing.access.challenge import visible_to
from challenges.proposals.queries.proposal_sections import SOURCES
from notifications.clock import now


@login_required
def show(request, pk):
    """Show promises, money, schedule and team of every ranked proposal in columns; 404 before there are results."""
    challenge = get_object_or_404(visible_to(request.acting).select_related("lead"), pk=pk)
    found = comparison(request.acting, challenge, now())
    if not found.sides:
        raise Http404
    money = [(_("合计"), [(side, side.budget.raised) for side in found.sides])]
    for source, label in SOURCES.items():
        money.append((str(label), [(side, side.budget.sources[source]) for side in found.sides]))
    return render(request, "desk/comparison.html", {"challenge": challenge, "found": found, "money": money})
