"""What the panel asks an applicant, and the applicant's one written answer."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from challenges.core import policy
from challenges.proposals.access import proposal as proposal_access
from challenges.proposals.states import ProposalState
from challenges.review.access.review import panels_visible_to, rejoinders_visible_to
from challenges.review.actions import rejoinder as rejoinders
from challenges.review.queries.review_sheet import blind_rejoinder
from challenges.review.states.review import SCORING
from frontend.kit.attempt import attempt
from notifications.clock import now
from notifications.typed import whole


class AnswerForm(forms.Form):
    """The written answer."""

    text = forms.CharField(
        label=gettext_lazy("书面答复"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )


@login_required
def ask(request, pk):
    """Show what a panel asked, and ask the firm of one proposal for it."""
    panel = get_object_or_404(panels_visible_to(request.acting).select_related("challenge"), pk=pk)
    visible = proposal_access.visible_to(request.acting)
    if request.method == "POST":
        if not request.POST.get("proposal"):
            messages.error(request, _("请选择要询问的申报单位。"))
        else:
            proposal = get_object_or_404(visible, pk=whole(request.POST["proposal"]) or 0)
            given = {"proposal": proposal, "question": request.POST.get("question", "")}
            if attempt(request, lambda: rejoinders.ask(panel, by=request.acting, at=now(), **given)):
                messages.success(request, _("问题已送达申报单位，不显示提问人。"))
        return redirect("rejoinders" if officer_of(request, panel) else "panel", pk)
    if not officer_of(request, panel):
        raise Http404
    rows = list(rejoinders_visible_to(request.acting).filter(panel=panel).select_related("proposal__organisation"))
    proposals = []
    if panel.state in SCORING and policy.may(request.acting, "discuss", panel):
        found = visible.filter(challenge=panel.challenge_id, state=ProposalState.QUALIFIED)
        proposals = found.order_by("receipt_number", "id").values_list("id", "organisation__name")
    open_ones = sum(row.answered_at is None for row in rows)
    headline = _("没有等待答复的问题")
    if open_ones:
        headline = ngettext("%(n)s 个问题等单位答复", "%(n)s 个问题等单位答复", open_ones) % {"n": open_ones}
    content = {"at": now(), "panel": panel, "rows": rows, "proposals": proposals, "headline": headline}
    return render(request, "review/rejoinders.html", content)


def officer_of(request, panel) -> bool:
    """Return True for the people of the organiser who look at the whole panel."""
    return request.acting.kind == "organiser" and request.acting.organisation_id == panel.challenge.organiser_id


@login_required
def show(request, pk):
    """Show a question and its answer; the firm answers here, once."""
    at = now()
    rows = rejoinders_visible_to(request.acting).select_related("panel__challenge", "proposal__organisation")
    row = get_object_or_404(rows, pk=pk)
    own = request.acting.organisation_id == row.proposal.organisation_id
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if attempt(request, lambda: rejoinders.answer(row, by=request.acting, at=at, text=text), form):
            messages.success(request, _("答复已提交，不能再改。"))
            return redirect("rejoinder", pk)
    blind = proposal_access.layer(request.acting, row.proposal) == "blind"
    content = {
        "row": blind_rejoinder(row) if blind else row,
        "challenge": row.panel.challenge,
        "form": form if own and row.answered_at is None else None,
        "blind": blind,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "review/rejoinder.html", content, status=status)
