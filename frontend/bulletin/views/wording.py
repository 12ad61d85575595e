"""The words of each kind of notice, an organiser's or the platform's: shown, changed, seen before anybody approves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from challenges.bulletin.models import NoticeKind
from challenges.bulletin.queries.wording import needed, parts_of, shipped_row, standing_of_all
from challenges.bulletin.queries.wording_sample import sample
from challenges.core.actions.motion import prepare
from challenges.core.motions import ACTS
from challenges.core.queries.motion import prepared_on
from frontend.bulletin.forms import WordingForm
from frontend.bulletin.views.letterhead import REWORDING, asked_for, own
from frontend.kit.attempt import attempt
from notifications.clock import day_of, now

# What takes two operators about the words that organisers use who have none of their own.
REPLACING = "wording.replace"


def operates(request):
    """Ask for an operator; 404 for everybody else."""
    if not request.acting.is_operator:
        raise Http404


@login_required
def defaults(request):
    """List the platform's words of each kind, which organisers use that have none of their own."""
    operates(request)
    found = standing_of_all(None, day_of(now()))
    rows = [(kind, NoticeKind(kind).label, words, coming) for kind, (words, coming) in found.items()]
    return render(request, "bulletin/wordings.html", {"rows": rows})


@login_required
def default(request, kind):
    """Show the platform's words of a kind, print a sample of what is typed, or put it before a second operator."""
    operates(request)

    if kind not in NoticeKind.values:
        raise Http404
    row = shipped_row(kind)

    def ask(words, at):
        return prepare(ACTS[REPLACING], row, by=request.acting, at=at, **words)

    waiting = prepared_on(request.acting, REPLACING, [row.pk]).get(row.pk)
    return page(request, kind, None, ask, back="notice_defaults", motion=waiting)


@login_required
def words(request, kind):
    """Show the words of a kind, print a sample of what is typed, or put it before a second person."""
    organisation = own(request)

    if kind not in NoticeKind.values:
        raise Http404

    def ask(words, at):
        return prepare(ACTS[REWORDING], organisation, by=request.acting, at=at, kind=kind, **words)

    waiting = asked_for(request, organisation)
    return page(request, kind, organisation, ask, back="letterhead", motion=waiting)


def page(request, kind, organisation, ask, *, back, motion):
    """The editor of one kind; `ask(words, at)` puts them before a second person, `back` is the page of all kinds.

    `motion` is what waits for that person already, or None.
    """
    at = now()
    stands = standing_of_all(organisation.pk if organisation else None, day_of(at), kind)[kind][0]
    first = {"effective_on": day_of(at), "title": stands.title, **stands.parts}
    form = WordingForm(request.POST or None, kind=kind, initial=first)
    looks = request.method == "POST" and "preview" in request.POST
    if request.method == "POST" and form.is_valid() and not looks:
        given = {
            "effective_on": form.cleaned_data["effective_on"].isoformat(),
            "title": form.cleaned_data["title"],
            "parts": form.parts(),
        }
        if attempt(request, lambda: ask(given, at), form):
            messages.success(request, _("已提请，另一位同事看过预览并同意后，从启用日期起使用。"))
            return redirect(back)
    typed = (form.data.get("title", ""), {name: form.data.get(name, "") for name in parts_of(kind)})
    shown = typed if form.is_bound else (stands.title, stands.parts)
    content = {
        "form": form,
        "kind": kind,
        "name": NoticeKind(kind).label,
        "stands": stands,
        "organisation": organisation,
        "back": back,
        "motion": motion,
        "needed": [(form[name].label, needed(kind, name)) for name in parts_of(kind) if needed(kind, name)],
        "sample": sample(kind, *shown, organisation=organisation),
    }
    status = 200 if looks or not form.is_bound else 422 if form.errors else 409
    return render(request, "bulletin/wording.html", content, status=status)
