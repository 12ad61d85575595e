"""The discussion of a panel: who reviews a proposal states their reasons, without their name."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenges.core.periods import day_of
from challenges.listing.actions.question import LONGEST
from challenges.review.access.review import panels_visible_to
from challenges.review.actions import statement as statements
from challenges.review.queries.statement import discussion
from challenges.review.states.review import PanelState
from frontend.kit.attempt import attempt
from frontend.kit.verbs import offers
from notifications.clock import now


class Say(forms.Form):
    """One statement."""

    text = forms.CharField(
        label=gettext_lazy("发言"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("同组评审这份申报书的专家会看到，不显示姓名。发言留存，不能修改或撤回。"),
    )


@login_required
def show(request, pk):
    """Show the discussion of a panel; a POST adds a statement about one of its proposals."""
    at = now()
    panel = get_object_or_404(panels_visible_to(request.acting).select_related("challenge"), pk=pk)
    talks = discussion(request.acting, panel, on=day_of(at))
    if not talks:
        raise Http404
    refused = None
    if request.method == "POST":
        chosen = request.POST.get("proposal", "")
        talk = next((talk for talk in talks if str(talk.proposal.pk) == chosen and talk.review is not None), None)
        if talk is None:
            raise Http404
        form = Say(request.POST, prefix=f"p{talk.proposal.pk}")
        if form.is_valid() and attempt(request, lambda: say(request, panel, talk, form), form):
            messages.success(request, _("发言已记录。"))
            return redirect(f"/panels/{panel.pk}/discussion/#p{talk.proposal.pk}")
        refused = (talk.proposal.pk, form)
    content = {
        "at": at,
        "panel": panel,
        "challenge": panel.challenge,
        "talks": [row(request, panel, talk, refused) for talk in talks],
        "headline": headline(talks, panel),
    }
    return render(request, "review/discussion.html", content, status=422 if refused else 200)


def say(request, panel, talk, form):
    """Make the domain call of the form."""
    text = form.cleaned_data["text"]
    return statements.say(panel, by=request.acting, at=now(), proposal=talk.review.proposal, text=text)


def row(request, panel, talk, refused) -> dict:
    """One proposal with what its reader may do: speak, or take their own review back."""
    speaking = talk.review is not None and panel.state == PanelState.DISCUSSION
    form = refused[1] if refused and refused[0] == talk.proposal.pk else Say(prefix=f"p{talk.proposal.pk}")
    acts = []
    if speaking:
        talk.review.seat.panel = panel
        acts = [offer for offer in offers(request.acting, talk.review) if offer.name == "reconsider"]
    return {"talk": talk, "form": form if speaking else None, "acts": acts}


def headline(talks, panel) -> str:
    """The fact the page opens with: what must still be discussed, or that opinions agree."""
    wide = sum(talk.must for talk in talks)
    if panel.state == PanelState.DISCUSSION and wide:
        return _("%(n)s 份申报书意见相差较大，须合议") % {"n": wide}
    if panel.state == PanelState.DISCUSSION:
        return _("意见相近，可以锁定")
    return _("合议记录：%(n)s 份申报书") % {"n": len(talks)}
