"""One notice for several challenges of a call: what it would name, what keeps one from it, and the draft."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import Invalid, NotAllowed
from challenges.award.actions import publicity, result_notice
from challenges.listing.access import batch as access
from challenges.listing.actions import publication, together
from frontend.kit.attempt import attempt
from frontend.listing.verbs.challenge import Window
from notifications.clock import now
from notifications.phrase import Phrase
from notifications.typed import wholes


@dataclass(frozen=True)
class Joint:
    """One kind of notice for several: the step it takes with each, what hinders them, and the act that drafts it."""

    verb: str
    outlook: Callable
    prepare: Callable
    title: Phrase
    meaning: Phrase
    form: type[forms.Form] = forms.Form


JOINT = {
    "publication": Joint(
        publication.VERB,
        publication.outlook,
        publication.prepare,
        gettext_lazy("合成 1 份发布公告"),
        gettext_lazy("拟好后由另一位同事核对并张贴；张贴时所列榜单一起发布，编号随即产生。论证时的审查员不能张贴。"),
        Window,
    ),
    "publicity": Joint(
        publicity.VERB,
        publicity.outlook,
        publicity.prepare_many,
        gettext_lazy("合成 1 份公示"),
        gettext_lazy("拟好后由另一位同事核对并张贴；公示期从张贴当天算起。有异议的只中止所涉的一项。"),
    ),
    "result": Joint(
        publicity.VERB,
        result_notice.outlook,
        result_notice.prepare,
        gettext_lazy("合成 1 份结果公告"),
        gettext_lazy("各项结果在期满时已自动公告；这一份把它们列在一起，由另一位同事核对并张贴。"),
    ),
}


@login_required
def show(request, pk, kind):
    """Ask what the notice is to name, say what cannot stand in it, and draft it."""
    batch = get_object_or_404(access.run_by(request.acting).select_related("organiser"), pk=pk)
    joint = JOINT.get(kind)
    if joint is None:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    picks = wholes(given.getlist("pick"))
    try:
        rows = together.picked(batch, picks, joint.verb, by=request.acting, asking=True)
    except NotAllowed as refused:
        raise Http404 from refused
    except Invalid as wrong:
        messages.error(request, str(wrong.problems[0].message))
        return redirect("batch", pk)
    form, made, status = joint.form(request.POST if request.method == "POST" else None), [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            call = {"picks": picks, "by": request.acting, "at": now(), **form.cleaned_data}
            if attempt(request, lambda: made.append(joint.prepare(batch, **call)), form):
                messages.success(request, _("公告稿已拟好，请另一人核对后张贴。"))
                return redirect("notice", made[0].pk)
    found = joint.outlook(rows) | together.own_matters(rows, by=request.acting)
    content = {
        "at": now(),
        "batch": batch,
        "joint": joint,
        "form": form,
        "fit": [row for row in rows if row.pk not in found],
        "hindered": [(row, str(found[row.pk])) for row in rows if row.pk in found],
    }
    return render(request, "desk/call_together.html", content, status=status)
