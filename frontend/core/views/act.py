"""One address for every act: fetch what the person may see, make one call, go back to the page it came from."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from challenges.core.actions.motion import prepare
from challenges.core.gate import expect
from challenges.core.motions import takes_two
from frontend.accounts.views.only import post_only
from frontend.kit import pages
from frontend.kit.keep import CONFLICT, hold, keep
from frontend.kit.verb import make_form
from frontend.kit.verbs import VERBS, fetch
from notifications.clock import now


@post_only
@login_required
def perform(request, noun, pk, verb):
    """Take one step with one row; refused input is shown again on the row's own page with what was typed."""
    if noun not in VERBS or verb not in VERBS[noun]:
        raise Http404
    row = fetch(request.acting, noun, pk)
    wanted = VERBS[noun][verb]

    def make(data):
        files = data and request.FILES
        return make_form(wanted, verb, fetch(request.acting, noun, pk), data, files, by=request.acting)

    if f"{verb}-find" in request.POST:
        # A search among experts is no act: the page comes back with whom it found, and with whoever was ticked.
        looking = make(request.POST)
        looking.errors.clear()
        return pages.show(request, row, (verb, hold(looking, request.POST.get("version", ""))), 200)

    def act(form, expected):
        expect(row, expected)
        return call(wanted, verb, row, request.acting, form.cleaned_data)

    form, done = keep(
        request,
        make,
        act,
        lambda: getattr(fetch(request.acting, noun, pk), "version", ""),
        strict=True,
    )
    if done:
        messages.success(request, _("已提请，另一位同事复核同意后办理。") if takes_two(noun, verb) else wanted.done)
        return redirect(pages.address(request.acting, row))
    return pages.show(request, row, (verb, form), CONFLICT if form.both else 422)


def call(wanted, verb, row, by, cleaned):
    """Make the domain call of a verb with what its form gave; one that takes two persons is prepared."""
    given = wanted.arguments(cleaned) if wanted.arguments else cleaned
    two = takes_two(row.noun, verb)
    if two:
        return prepare(two, row, by=by, at=now(), expected=getattr(row, "expected_version", None), **given)
    return wanted.call(row, by=by, at=now if wanted.fresh else now(), **given)
