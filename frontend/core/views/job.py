"""Jobs: the question before one, its progress and results, and the list."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenges.core.access.job import CHECKS, may_ask, reads, visible_to
from challenges.core.actions import job as jobs
from challenges.core.gate import Invalid, Refused
from challenges.core.queries import job as query
from challenges.core.queries.board import UnknownFilter
from challenges.core.states import JobKind, RowState
from challenges.listing.access import batch as batch_access
from challenges.review.queries.batch_board import Filters
from frontend.core.presenters import job as words
from frontend.kit.attempt import attempt, sentence
from frontend.kit.verb_fields import moment_field
from frontend.kit.verbs import offers
from frontend.review.presenters.board import address
from notifications.clock import now
from notifications.typed import whole, wholes

PAGE = 50
ROWS = 100
NAMED = 100
WORDS = ("q", "panel", "state", "overdue")
# The page on which people work with what a job is about, by its noun.
PAGES = {"proposal": "proposal", "challenge": "challenge_work"}


class AskForm(forms.Form):
    """What a job needs besides whom it concerns."""

    due_at = moment_field(
        gettext_lazy("新的期限"), required=False, help_text=gettext_lazy("全组专家一起延长，不为任何一家单位单独延长。")
    )
    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=240, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, kind, *args, **options):
        super().__init__(*args, **options)
        for name in self.fields.keys() - kind.fields.keys():
            del self.fields[name]
        if "reason" in self.fields:
            self.fields["reason"].required = kind.fields["reason"]
            if not kind.fields["reason"]:
                self.fields["reason"].label = _("附言")


@login_required
def ask(request, pk):
    """Ask before a job whom it concerns and how many they are; then hand it to the worker."""
    at = now()
    given = request.POST if request.method == "POST" else request.GET
    kind = given.get("kind", "")
    batch = get_object_or_404(batch_access.asked_in(request.acting, kind), pk=pk)
    if not may_ask(request.acting, batch, kind):
        raise Http404
    picks = wholes(given.getlist("pick"))
    chosen = {name: given.get(name, "") for name in WORDS if given.get(name)}
    back = back_to(batch.pk, kind, chosen)
    meant = {"kind": kind, "picks": picks, "words": chosen}
    try:
        found = jobs.meant(batch, by=request.acting, at=at, **meant)
    except Invalid as wrong:
        raise Http404 from wrong
    except Refused as refused:
        messages.error(request, sentence(refused))
        return redirect(back)
    form = AskForm(query.KINDS[kind], request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        count = whole(request.POST.get("count"))
        more = {**form.cleaned_data, "count": len(found) if count is None else count}
        made = []
        if attempt(request, lambda: made.append(jobs.ask(batch, by=request.acting, at=at, **meant, **more)), form):
            messages.success(request, _("已交给系统逐项办理，办完会通知你。"))
            return redirect("job", made[0].pk)
    stopped = query.outlook(request.acting, query.KINDS[kind], found, at)
    fit = [one for one in found if one.id not in stopped]
    content = {
        "at": at,
        "batch": batch,
        "form": form,
        "kind": kind,
        "picks": picks,
        "words": chosen,
        "count": len(found),
        "headline": words.question(kind, len(fit)),
        "meaning": words.MEANINGS[kind],
        "yes": words.yes(kind, len(fit)) if fit else "",
        "fit": fit,
        "whom": fit[:NAMED],
        "more": max(0, len(fit) - NAMED),
        "stopped": [(one, stopped[one.id]) for one in found if one.id in stopped],
        "page": page_of(kind),
        "back": back,
    }
    return render(request, "core/job_ask.html", content, status=422 if request.method == "POST" else 200)


def back_to(pk: int, kind: str, chosen: dict) -> str:
    """Return the address of the board a kind is asked on, under these words; the plain one when it knows them not."""
    if kind == JobKind.PASS:
        return reverse("batch_needs", args=[pk])
    if kind in CHECKS:
        return reverse("batch_checks", args=[pk]) + ("?turn=second" if kind == JobKind.CONFIRM else "")
    try:
        return address(pk, Filters.read(chosen))
    except UnknownFilter:
        return f"/batches/{pk}/reviews/?all=1"


def page_of(kind: str) -> str:
    """Return which page shows what a kind is about, by the name of its address; none where it has no page."""
    return PAGES.get(query.KINDS[kind].noun, "")


@login_required
def index(request):
    """List the jobs one asked for, or all of the organisation's, newest first."""
    if not reads(request.acting):
        raise Http404
    rows = visible_to(request.acting)
    everybodys = request.GET.get("all") == "1"
    if not everybodys:
        rows = rows.filter(asked_by_id=request.acting.user_id)
    before = whole(request.GET.get("before"))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("batch", "asked_by").order_by("-pk")[: PAGE + 1])
    keep = "all=1&" if everybodys else ""
    content = {
        "rows": found[:PAGE],
        "everybodys": everybodys,
        "following": f"?{keep}before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "first": f"?{keep}" if before else "",
    }
    return render(request, "core/job_index.html", content)


@login_required
def show(request, pk):
    """Show a job: how far it is and what became of each row."""
    return page(request, pk)


def page(request, pk, bound=None, status=200):
    """The page of a job, with a refused form on it when there is one."""
    return render(request, "core/job.html", content_of(request, pk, bound), status=status)


@login_required
def progress(request, pk):
    """The part of the page that changes while the job runs; it asks for itself again until the job is over."""
    content = content_of(request, pk)
    return render(request, "core/job_live.html", content) if request.htmx else redirect("job", pk)


def content_of(request, pk, bound=None) -> dict:
    """Return what both show."""
    job = get_object_or_404(visible_to(request.acting).select_related("batch", "asked_by"), pk=pk)
    state = request.GET.get("state", "")
    place = whole(request.GET.get("after"), highest=10**9) or 0
    state = state if state in RowState.values else ""
    found = query.lines(request.acting, job, state=state, after=place, size=ROWS + 1)
    keep = f"state={state}&" if state else ""
    return {
        "at": now(),
        "row": job,
        "headline": words.headline(job),
        "tabs": words.tabs(job, state),
        "lines": found[:ROWS],
        "page": page_of(job.kind),
        "following": f"?{keep}after={found[ROWS - 1].position}" if len(found) > ROWS else "",
        "first": f"?{keep}" if place else "",
        "asking": request.GET.urlencode(),
        "open": job.state in jobs.OPEN,
        "filter": words.filter_of(job),
        "acts": offers(request.acting, job, bound[1:] if bound else None),
    }
