"""One address for every act: fetch what the person may see, make one call, go back to the page it came from."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from challenges.actions.gate import expect
from frontend import pages
from frontend.attempt import attempt
from frontend.typed import version_of
from frontend.verbs import VERBS, fetch
from frontend.verbs.verb import make_form
from notifications.clock import now


@require_POST
@login_required
def perform(request, noun, pk, verb):
    """Take one step with one row; refused input is shown again on the row's own page with what was typed."""
    if noun not in VERBS or verb not in VERBS[noun]:
        raise Http404
    row = fetch(request.acting, noun, pk)
    wanted = VERBS[noun][verb]
    form = make_form(wanted, verb, row, request.POST, request.FILES)
    expect(row, version_of(request.POST))
    if form.is_valid() and attempt(request, lambda: call(wanted, row, request.acting, form.cleaned_data), form):
        messages.success(request, wanted.done)
        return redirect(pages.address(request.acting, row))
    return pages.show(request, row, (verb, form))


def call(wanted, row, by, cleaned):
    """Make the domain call of a verb with what its form gave."""
    given = wanted.arguments(cleaned) if wanted.arguments else cleaned
    return wanted.call(row, by=by, at=now if wanted.fresh else now(), **given)
