"""Calibration rounds: the batch's list, the organiser's page, the expert's samples, and who reads what at the end."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import Invalid, Refused
from challenges.core.policy import verbs
from challenges.listing.models import Batch
from challenges.review.access.trial import may_plan, trialists_visible_to, visible_to, watches
from challenges.review.actions import trial as trials
from challenges.review.actions import trialist
from challenges.review.queries import trial as reading
from challenges.review.ranking import words
from frontend.accounts.views.only import post_only
from frontend.kit import moments, pictures
from frontend.kit.attempt import attempt, sentence
from frontend.kit.keep import CONFLICT, keep
from frontend.kit.verbs import offers
from frontend.review.forms import Plan, Samples
from notifications.clock import day_of, now
from notifications.typed import whole

BANDS = (
    (gettext_lazy("优"), 90, 100),
    (gettext_lazy("良"), 75, 89),
    (gettext_lazy("中"), 60, 74),
    (gettext_lazy("差"), 0, 59),
)


@login_required
def index(request, pk):
    """List the rounds of a batch, and set one up."""
    if not watches(request.acting):
        raise Http404
    batch = get_object_or_404(Batch, pk=pk, organiser_id=request.acting.organisation_id)
    may = may_plan(request.acting, batch)
    free = reading.inviting(batch) if may else []
    status, form = 200, Plan(panels=free, initial={"panels": [panel.pk for panel in free]})
    if request.method == "POST":
        form, made = Plan(request.POST, panels=free), []
        if form.is_valid() and attempt(request, lambda: made.append(plan(request, batch, free, form)), form):
            messages.success(request, _("试评已建好，请写样本；开始之前不告知任何人。"))
            return redirect("trial", made[0].pk)
        status = 422
    rows = reading.trials_of(request.acting, batch)
    running = sum(row.state == "open" for row in rows)
    content = {"at": now(), "batch": batch, "rows": rows, "form": form, "may": may, "free": free, "running": running}
    return render(request, "review/trial_index.html", content, status=status)


def plan(request, batch, free, form):
    """Make the domain call of the form."""
    chosen = [panel for panel in free if panel.pk in form.cleaned_data["panels"]]
    return trials.plan(batch, by=request.acting, at=now(), panels=chosen, due_at=form.cleaned_data["due_at"])


@login_required
def show(request, pk):
    """Show a round."""
    return page(request, pk)


def fetch(request, pk):
    """Return a round the person may know of, with its batch and rubric."""
    rows = visible_to(request.acting).select_related("batch__organiser", "rubric", "planned_by")
    return get_object_or_404(rows, pk=pk)


def page(request, pk, bound=None, status=200, form=None):
    """The organiser's page, or the expert's; `bound` is a refused act, `form` the refused form of the samples."""
    trial = fetch(request, pk)
    if watches(request.acting) and trial.batch.organiser_id == request.acting.organisation_id:
        return officer(request, trial, bound, status, form)
    return expert(request, trial, bound, status)


def officer(request, trial, bound, status, form):
    """What the officers and the supervisor see: the samples, who is how far, and at the end everybody's drift."""
    at = now()
    content = {
        "at": at,
        "trial": trial,
        "panels": list(trial.panels.order_by("pk")),
        "samples": list(trial.samples.all()),
        "acts": offers(request.acting, trial, bound[1:] if bound else None),
        "headline": headline(trial),
    }
    if trial.state == "planned":
        if "revise" in verbs(request.acting, trial):
            most = trial.batch.rules_on(day_of(at))["trial_samples_most"]
            content["form"] = form or Samples(trial, most)
    else:
        hands = reading.hands(trial)
        content |= {
            "hands": hands,
            "handed_in": sum(hand.row.state == "handed_in" for hand in hands),
            "late": reading.late_comers(trial) if trial.state == "open" else 0,
            "progress": pictures.progress([(hand.name, hand.done, hand.of) for hand in hands]),
        }
    found = reading.comparison(request.acting, trial, on=day_of(at))
    if found is not None:
        content |= compared(found)
    return render(request, "review/trial_board.html", content, status=status)


def headline(trial) -> str:
    """The fact the organiser's page opens with."""
    if trial.state == "open":
        return _("试评进行中，%(end)s 截止") % {"end": moments.FORMS["short"](trial.due_at)}
    return {
        "planned": _("试评还没有开始，专家不知道"),
        "closed": _("试评已结束"),
        "void": _("试评已作废"),
    }[trial.state]


def compared(found) -> dict:
    """Everybody's drift and the panel's spread, as tables and pictures."""
    rows = [
        {
            "name": name,
            "panel": panel,
            "drift": drift,
            "called": words.drift_called(drift.code),
            "parts": [drift.per_criterion[criterion.pk] for criterion in found.criteria],
        }
        for name, panel, drift in found.drifts
    ]
    spread = [(reading.named(row), found.round.spread.get(row.pk)) for row in found.criteria]
    known = [(name, points) for name, points in spread if points is not None]
    named = {row.pk: reading.named(row) for row in found.criteria}
    titles = {sample.pk: sample.title for sample in found.samples}
    several = len(found.panels) > 1
    panels = {one.panel.pk: one.panel.name for one in found.panels}
    return {
        "found": found,
        "drifts": rows,
        "criteria": [reading.named(row) for row in found.criteria],
        "several": several,
        "discuss": words.discussion_in_words(*found.widest) if found.widest else "",
        "cells": [
            (panels[cell.panel_id], titles[cell.sample_id], named[cell.criterion_id], cell)
            for cell in sorted(found.round.cells, key=lambda cell: -cell.sd)
        ],
        "drift_picture": pictures.around_zero(
            [(name, drift.total, drift.flagged) for name, _panel, drift in found.drifts], found.limit
        ),
        "spread_picture": pictures.spread(known) if known else None,
        "flagged": sum(drift.flagged for _name, _panel, drift in found.drifts),
    }


def expert(request, trial, bound, status):
    """What an expert sees: the samples to mark, or their own drift; never another's."""
    at = now()
    row = reading.own_part(request.acting, trial)
    if trial.state == "closed":
        own = reading.own_drift(request.acting, trial, on=day_of(at))
        content = {"at": at, "trial": trial, "own": own, "row": row}
        if own is not None and own.drift is not None:
            content |= {
                "told": words.drift_in_words(own.drift),
                "picture": pictures.around_zero(
                    [(name, points, abs(points) > own.limit) for _c, name, points, _ref in own.criteria], own.limit
                ),
            }
        return render(request, "review/trial_drift.html", content, status=status)
    refused = bound[1:] if bound else None
    if row is None:
        content = {"at": at, "trial": trial, "acts": offers(request.acting, trial, refused)}
        return render(request, "review/trial_join.html", content, status=status)
    return sheet(request, trial, row, at, refused, status)


def sheet(request, trial, row, at, refused=None, status=200, problems=()):
    """The samples beside the form; one sample at a time."""
    content = {"at": at, "trial": trial, "row": row, "problems": problems, **marks_of(request, row, refused)}
    return render(request, "review/trial_score.html", content, status=status)


def marks_of(request, row, refused=None) -> dict:
    """The sample that is open, with its marks, what is left of the others, and how to hand in."""
    parts = reading.parts(row)
    wanted = request.GET.get("sample") or request.POST.get("sample") or ""
    place = next((n for n, part in enumerate(parts) if str(part.sample.pk) == wanted), 0)
    part = parts[place]
    lines = [
        (n, line, next((low for _w, low, high in BANDS if line.value is not None and low <= line.value <= high), None))
        for n, line in enumerate(part.lines, start=1)
    ]
    return {
        "parts": parts,
        "part": part,
        "lines": lines,
        "bands": BANDS,
        "number": place + 1,
        "next": parts[place + 1] if place + 1 < len(parts) else None,
        "left": sum(one.of - one.done for one in parts),
        "weight": sum(line.criterion.weight for line in part.lines if line.value is not None),
        "acts": offers(request.acting, row, refused),
    }


@login_required
@post_only
def samples(request, pk):
    """Keep the samples of a round that has not begun."""
    trial = fetch(request, pk)
    if "revise" not in verbs(request.acting, trial):
        raise Http404
    at = now()
    most = trial.batch.rules_on(day_of(at))["trial_samples_most"]
    form, done = keep(
        request,
        lambda data: Samples(fetch(request, pk), most, data),
        lambda form, expected: form.save(lambda texts: revise(request, trial, form, texts, expected, at)),
        lambda: fetch(request, pk).version,
    )
    if done:
        messages.success(request, _("样本已保存。"))
        return redirect("trial", pk)
    return page(request, pk, status=CONFLICT if form.both else 422, form=form)


def revise(request, trial, form, texts, expected, at):
    """Make the domain call of the form."""
    due_at = form.cleaned_data["due_at"]
    return trials.revise(trial, by=request.acting, at=at, samples=texts, due_at=due_at, expected=expected)


@login_required
@post_only
def marks(request, pk):
    """Keep the marks of one sample as far as they go; answers a live form with the changed pieces."""
    trial = fetch(request, pk)
    rows = trialists_visible_to(request.acting).filter(expert_id=request.acting.user_id)
    row = get_object_or_404(rows.select_related("trial__rubric"), trial=trial)
    sample = request.POST.get("sample", "")
    given = {
        criterion: {"value": value.strip() or None}
        for name, value in request.POST.items()
        if name[:1] == "s" and (criterion := whole(name[1:])) is not None
    }
    try:
        number = whole(sample) or 0
        trialist.score(row, by=request.acting, at=now, sample=number, marks=given)
    except Invalid as wrong:
        said = " ".join(str(problem.message) for problem in wrong.problems)
        if request.htmx:
            return HttpResponse(said, status=409, content_type="text/plain; charset=utf-8")
        return sheet(request, trial, row, now(), status=422, problems=wrong.problems)
    except Refused as refused:
        if request.htmx:
            return HttpResponse(sentence(refused), status=409, content_type="text/plain; charset=utf-8")
        messages.error(request, sentence(refused))
        return redirect("trial", pk)
    if not request.htmx:
        messages.success(request, _("已保存。"))
        return redirect(f"/trials/{pk}/?sample={sample}")
    content = {"at": now(), "trial": trial, "row": row, **marks_of(request, row)}
    return render(request, "review/trial_saved.html", content)
