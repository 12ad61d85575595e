"""Objections: filing one against a publicity, and dealing with it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.queries.identity import unknown_by
from accounts.queries.text import in_force
from accounts.rules.text_parts import TextKind
from challenges.award.access.objection import reads_review, reads_whole, visible_to
from challenges.award.actions import objecting
from challenges.award.queries.course import course
from challenges.award.queries.outcome import outcomes
from challenges.award.queries.result import publicity_of
from challenges.files.access import may_attach
from challenges.files.models import AttachmentKind
from challenges.listing.access import challenge as challenge_access
from frontend.accounts.views.texts import words_of
from frontend.award.forms import ObjectionForm
from frontend.kit.attempt import attempt
from frontend.kit.file_rows import file_rows
from frontend.kit.uploads import takes_files
from frontend.kit.verb import missing
from frontend.kit.verbs import offers
from notifications.clock import now

# Where somebody completes what is not known of them.
PLACES = {"name": "settings", "mail": "account_email"}


def may_file(request, pk) -> None:
    """Refuse whoever may not know of the challenge, before a file is read."""
    get_object_or_404(challenge_access.visible_to(request.acting), pk=pk)


@takes_files(may_file)
@login_required
def file(request, pk):
    """File an objection against the publicity of a challenge; who cannot is told what comes first."""
    challenge = get_object_or_404(challenge_access.visible_to(request.acting), pk=pk)
    text = in_force(TextKind.OBJECTION, challenge.organiser_id, now())
    form = ObjectionForm(request.POST or None, request.FILES or None, by=request.acting, text=text)
    if request.method == "POST" and form.is_valid():
        given = {"by": request.acting, "at": now(), "evidence": form.cleaned_data["evidence"]}
        given["read"] = form.cleaned_data["read"]
        made = []
        if attempt(request, lambda: made.append(objecting.file(challenge, form.said, **given)), form):
            messages.success(request, _("异议已提交。组织方登记后通知你，办结前本榜单不授予中榜。"))
            return redirect("objection", made[0].pk)
    content = {
        "form": form,
        "challenge": challenge,
        "text": text,
        **words_of(text),
        "notice": publicity_of(challenge),
        "closed": missing(lambda: objecting.require_open(challenge, now())),
        "lacks": [(said, reverse(PLACES[what])) for what, said in unknown_by(request.user).items()],
    }
    return render(request, "award/object.html", content, status=422 if request.method == "POST" else 200)


@login_required
def show(request, pk):
    """Show an objection."""
    return page(request, pk)


@login_required
def paper(request, pk, paper):
    """Show a decision on an objection as a paper to print, to everybody who may know of the objection."""
    objection = get_object_or_404(visible_to(request.acting), pk=pk)
    row = get_object_or_404(objection.papers.select_related("issuer"), pk=paper)
    content = {"objection": objection, "paper": row, "mark": row.issuer_mark, "lines": row.body.splitlines()}
    return render(request, "award/paper.html", content)


def page(request, pk, bound=None, status=200):
    """An objection with what may be done about it."""
    rows = visible_to(request.acting).select_related(
        "challenge__lead", "notice", "organisation", "registered_by", "handled_by"
    )
    objection = get_object_or_404(rows, pk=pk)
    desk = request.acting.organisation_id == objection.challenge.organiser_id
    whole = reads_whole(request.acting, objection)
    content = {
        "at": now(),
        "objection": objection,
        "challenge": objection.challenge,
        "desk": desk,
        "whole": whole,
        "reads_review": reads_review(request.acting, objection),
        "course": course(request.acting, objection),
        "papers": list(objection.papers.order_by("id")),
        "outcomes": outcomes(objection, now()) if desk else [],
        "acts": offers(request.acting, objection, bound[1:] if bound else None),
        "files": file_rows(request.acting, objection),
        "kinds": AttachmentKind.choices,
        "adds_files": may_attach(request.acting, objection),
    }
    return render(request, f"award/{'objection' if whole else 'objection_told'}.html", content, status=status)
