"""Public draws of a panel: promise one, look at it, change it, take it, hand out its record."""

import json

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.typed.fields import Whole
from challenges.assignment.access.draw import visible_to
from challenges.assignment.actions import draw as draws
from challenges.assignment.actions.draw import require_drawing
from challenges.assignment.queries.draw import draws_of, preview
from challenges.assignment.solver.words import exclusion_in_words
from challenges.core.periods import day_of
from challenges.core.policy import verbs
from challenges.review.access.review import panels_visible_to
from frontend.kit.attempt import attempt
from frontend.kit.downloads import saved_as
from frontend.kit.verb import missing
from frontend.kit.verbs import offers
from notifications.clock import now


class Promise(forms.Form):
    """What is announced before the draw."""

    size = Whole(label=gettext_lazy("评审组人数"), min_value=1, max_value=99)
    reserves = Whole(label=gettext_lazy("候补人数"), min_value=0, max_value=99)
    beacon_name = forms.CharField(
        label=gettext_lazy("公开随机数来源"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("例如某期彩票的开奖号码。写明后，抽取时须填入公布的数值，任何人都不能预知结果。"),
    )


@login_required
def index(request, pk):
    """List the draws of a panel, and promise another one."""
    panel = get_object_or_404(panels_visible_to(request.acting).select_related("challenge"), pk=pk)
    if request.acting.kind != "organiser":
        raise Http404
    at = now()
    may = "compose" in verbs(request.acting, panel)
    if request.method == "POST":
        form = Promise(request.POST)
        made = []
        if form.is_valid() and attempt(request, lambda: made.append(promise(request, panel, form, at)), form):
            messages.success(request, _("承诺已公布：%(hash)s") % {"hash": made[0].commitment})
            return redirect("draw", made[0].pk)
        status = 422
    else:
        size = panel.challenge.rules_on(day_of(at))["panel_size"]
        form, status = Promise(initial={"size": size, "reserves": size}), 200
    content = {"at": at, "panel": panel, "draws": draws_of(request.acting, panel), "form": form, "may": may}
    content["why"] = missing(lambda: require_drawing(panel))
    return render(request, "assignment/draw_index.html", content, status=status)


def promise(request, panel, form, at):
    """Make the domain call of the form."""
    return draws.promise(panel, by=request.acting, at=at, **form.cleaned_data)


@login_required
def show(request, pk):
    """Show one draw."""
    return page(request, pk)


def page(request, pk, bound=None, status=200):
    """The page of a draw, with a refused form on it when there is one: `bound` is (row, verb, form)."""
    draw = get_object_or_404(visible_to(request.acting).select_related("panel__challenge", "promised_by"), pk=pk)
    shown = preview(draw)
    people = {lot.user_id: lot.name for lot in (*shown.panel, *shown.reserves)}
    content = {
        "at": now(),
        "draw": draw,
        "panel": draw.panel,
        "shown": shown,
        "left_out": [
            (row.name, [exclusion_in_words(code, facts) for code, facts in row.reasons]) for row in shown.left_out
        ],
        "changes": [
            (people.get(row["expert_id"], ""), row["reason"], people.get(row["replaced_by"], ""))
            for row in draw.changes
        ],
        "acts": offers(request.acting, draw, bound[1:] if bound else None),
    }
    return render(request, "assignment/draw.html", content, status=status)


@login_required
def record(request, pk):
    """Hand out the record from which anyone can draw again; 404 before the draw is made."""
    draw = get_object_or_404(visible_to(request.acting), pk=pk)
    if not draw.record:
        raise Http404
    text = json.dumps(draw.record, ensure_ascii=False, indent=1)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = saved_as(
        _("抽取记录"), draw.panel.challenge.number, draw.pk, at=draw.made_at or now(), form="json"
    )
    return answer
