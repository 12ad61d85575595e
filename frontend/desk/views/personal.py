"""One's own personal data, and the operator's register of how personal data are used."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from challenges.desk.actions import personal as actions
from challenges.desk.models import PersonalRule
from challenges.desk.queries import personal
from challenges.desk.queries.personal_register import HOLDINGS
from challenges.desk.queries.personal_words import ACTIVITIES
from frontend.accounts.views.only import post_only
from frontend.kit import foot
from frontend.kit.downloads import saved_as
from notifications.clock import day_of, now


@login_required
def show(request):
    """What is kept of the person signed in, what for, for how long, who receives it, and what they can do about it."""
    at = now()
    return render(request, "desk/own_data.html", page(request, at))


def page(request, at) -> dict:
    """Return what the page says."""
    return {"at": at, "parts": personal.parts(request.user, at), "operator": foot.operator(), "contact": foot.contact()}


@login_required
@post_only
def export(request):
    """Hand out the person's own data as one archive."""
    at = now()
    headers = {"Content-Disposition": saved_as(_("我的个人信息"), at=at, form="zip")}
    return HttpResponse(actions.export(by=request.acting, at=at), content_type="application/zip", headers=headers)


@login_required
def register(request):
    """The register of processing, for operators: every activity, and every table and column it reaches."""
    if not request.acting.is_operator:
        raise Http404
    at = now()
    rules = PersonalRule.in_force(day_of(at))
    rows = [
        (
            one,
            rules.get(f"keep_{one.kept}"),
            [(label, held) for label, held in HOLDINGS.items() if held.activity == one.key],
        )
        for one in ACTIVITIES
    ]
    return render(request, "desk/processing.html", {"at": at, "rows": rows, "rules": sorted(rules.items())})
