"""Whom an organiser's notices name, and since when its words for each kind are its own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from challenges.bulletin.access import keeps_letterhead
from challenges.bulletin.actions import letterhead
from challenges.bulletin.models import Letterhead, NoticeKind
from challenges.bulletin.queries.letterhead import lacking, letterhead_of
from challenges.bulletin.queries.wording import standing_of_all
from challenges.core.queries.motion import prepared_on
from frontend.bulletin.forms import LetterheadForm
from frontend.kit.keep import CONFLICT, keep
from notifications.clock import day_of, now

# What takes two about the words of notices.
REWORDING = "organisation.reword_notice"


def own(request):
    """Return the organiser acted for; 404 for whoever does not keep its notices."""
    organisation = request.acting.organisation
    if organisation is None or not keeps_letterhead(request.acting, organisation):
        raise Http404
    return organisation


def asked_for(request, organisation):
    """Return what waits for a second person to change the words of a kind, if anything does."""
    return prepared_on(request.acting, REWORDING, [organisation.pk]).get(organisation.pk)


@login_required
def show(request):
    """Show what the notices carry, what still lacks, and of each kind since when its words are the organiser's own."""
    organisation = own(request)
    head = letterhead_of(organisation.pk)
    rows = [
        (kind, NoticeKind(kind).label, words, coming)
        for kind, (words, coming) in standing_of_all(organisation.pk, day_of(now())).items()
    ]
    content = {"head": head, "lacking": lacking(head), "rows": rows, "motion": asked_for(request, organisation)}
    return render(request, "bulletin/letterhead.html", content)


@login_required
def edit(request):
    """Show or take the form of what the notices carry."""
    organisation = own(request)

    def standing():
        return letterhead_of(organisation.pk) or Letterhead(organisation=organisation)

    def make(data):
        head = standing()
        return LetterheadForm(data, initial={name: getattr(head, name) for name in LetterheadForm.base_fields})

    def save(form, expected):
        return letterhead.change(organisation, by=request.acting, at=now(), expected=expected, **form.cleaned_data)

    form, done = keep(request, make, save, lambda: standing().version)
    if done:
        messages.success(request, _("已保存，今后的公告按此署名。"))
        return redirect("letterhead")
    status = CONFLICT if form.both else 422 if form.errors else 409 if form.is_bound else 200
    return render(request, "bulletin/letterhead_edit.html", {"form": form}, status=status)
