"""Conflicts of interest: the organiser's page of a panel, and what an expert declares for one challenge."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.errors import Invalid, Problem
from accounts.forms.fields import offer
from challenges.core.actions.motion import prepare
from challenges.core.motions import ACTS
from challenges.experts.access.conflicts import DECLARED
from challenges.experts.models import Conflict
from challenges.review.access.review import CLOSED_SCORES, conflicts_visible_to, panels_visible_to, seats_visible_to
from challenges.review.actions import conflict as conflicts
from challenges.review.actions.set_aside import Basis
from challenges.review.queries.conflict_page import page as page_of
from challenges.review.queries.conflict_page import people, proposals
from challenges.review.queries.declaration import declarable, may_declare
from challenges.review.states.review import SEATED
from frontend.accounts.views.only import post_only
from frontend.kit.attempt import attempt
from notifications.clock import now
from notifications.phrase import Phrase
from notifications.typed import whole, wholes

MARKS = {"potential": "fix", "confirmed": "bad", "rejected": "end"}


class Pin(forms.Form):
    """A tie that no rule finds."""

    expert_id = forms.TypedChoiceField(label=gettext_lazy("专家"), coerce=int)
    proposal = forms.ChoiceField(label=gettext_lazy("申报书"), required=False)
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=240, widget=forms.Textarea(attrs={"rows": 3}))


class Declaration(forms.Form):
    """What ties an expert to the challenge or to one proposal."""

    code = forms.ChoiceField(label=gettext_lazy("回避事由"), choices=[("", gettext_lazy("请选择")), *DECLARED.items()])
    proposal = forms.ChoiceField(label=gettext_lazy("对哪一方"), required=False)
    text = forms.CharField(label=gettext_lazy("说明"), required=False, max_length=240)


def organisers_panel(request, pk):
    """Return a panel of the organiser acted for; 404 for everybody else, the experts of the panel too."""
    rows = panels_visible_to(request.acting).filter(challenge__organiser_id=request.acting.organisation_id)
    if request.acting.kind != "organiser":
        raise Http404
    return get_object_or_404(rows.select_related("challenge"), pk=pk)


@login_required
def show(request, pk):
    """Show every tie of a panel's challenge."""
    return page(request, organisers_panel(request, pk))


def page(request, panel, pinning=None, status=200):
    """The page of a panel's ties, with a refused form to pin one when there is one."""
    asked = {name: request.GET.get(name, "") for name in ("status", "source", "expert")}
    if asked["status"] not in ("", *Conflict.Status.values) or asked["source"] not in ("", *Conflict.Source.values):
        raise Http404
    after = whole(request.GET.get("after"))
    found = page_of(
        request.acting,
        panel,
        status=asked["status"],
        source=asked["source"],
        expert=whole(asked["expert"]),
        after=after,
    )
    seated = people(panel)
    decides = request.acting.has("review_officer") or request.acting.has("batch_admin")
    decides = decides and panel.state not in (*CLOSED_SCORES, "cancelled")
    content = {
        "at": now(),
        "panel": panel,
        "found": found,
        "lines": [(line, MARKS[line.conflict.status]) for line in found.lines],
        "headline": headline(found),
        "percent": 100 * found.decided // found.total if found.total else 0,
        "people": seated,
        "sources": Conflict.Source.choices,
        "asked": asked,
        "tabs": tabs(asked, found),
        "decides": decides,
        "choosing": decides and any(line.open for line in found.lines),
        "bases": Basis.choices,
        "pin": pinning or pin_form(panel, seated),
        "pin_open": pinning is not None,
        "following": link(asked, after=found.following) if found.following else "",
        "first": link(asked) if after else "",
        "here": link(asked, after=after),
    }
    return render(request, "review/conflicts.html", content, status=status)


def headline(found) -> str:
    """The fact the page opens with."""
    waiting = found.counts[Conflict.Status.POTENTIAL]
    if waiting:
        return ngettext("%(n)s 条回避线索待核定", "%(n)s 条回避线索待核定", waiting) % {"n": waiting}
    return _("回避线索都已核定") if found.total else _("没有发现回避线索")


def tabs(asked: dict, found) -> list[tuple]:
    """The statuses as tabs: word, address, whether it is the one shown, and how many stand in it."""
    words: list[tuple[str, Phrase, int]] = [("", _("全部"), found.total)]
    words += [(code, label, found.counts[code]) for code, label in Conflict.Status.choices]
    return [(label, link({**asked, "status": code}), code == asked["status"], count) for code, label, count in words]


def link(asked: dict, **more) -> str:
    """Return the address of the page with these filters."""
    query = {name: value for name, value in {**asked, **more}.items() if value}
    return f"?{urlencode(query)}" if query else "?"


def pin_form(panel, seated, data=None) -> Pin:
    """Return the form to pin a tie, with the panel's experts and proposals."""
    form = Pin(data, prefix="pin")
    offer(form, "expert_id", [("", _("请选择")), *seated])
    choices = [
        ("", _("整张榜")),
        *((str(row.pk), row.organisation.name) for row in proposals(panel)),
    ]
    offer(form, "proposal", choices)
    return form


@login_required
@post_only
def pin(request, pk):
    """Pin a tie by hand."""
    panel = organisers_panel(request, pk)
    form = pin_form(panel, people(panel), request.POST)
    if form.is_valid():
        given = form.cleaned_data
        wanted = [row for row in proposals(panel) if str(row.pk) == given["proposal"]]
        given["proposal"] = wanted[0] if wanted else None
        if attempt(request, lambda: conflicts.pin(panel, by=request.acting, at=now(), **given), form):
            messages.success(request, _("已指定回避，有关的评审已经关闭。"))
            return redirect("panel_conflicts", pk)
    return page(request, panel, pinning=form, status=422)


@login_required
@post_only
def decide_many(request, pk):
    """Decide the chosen ties alike."""
    panel = organisers_panel(request, pk)
    ids = wholes(request.POST.getlist("id"))
    rows = list(conflicts_visible_to(request.acting).filter(challenge_id=panel.challenge_id, pk__in=ids))
    act(request, rows)
    query = request.POST.get("here", "")
    return redirect(f"/panels/{pk}/conflicts/{query if query.startswith('?') else ''}")


@login_required
@post_only
def decide(request, pk):
    """Decide one tie, from wherever it stood."""
    row = get_object_or_404(conflicts_visible_to(request.acting), pk=pk)
    done = act(request, [row])
    panel = panels_visible_to(request.acting).filter(challenge_id=row.challenge_id).order_by("-pk").first()
    return redirect("panel" if done else "panel_conflicts", panel.pk)


def act(request, rows) -> bool:
    """Hold these ties, or prepare that they are set aside; return True when it was done."""
    by, reason = request.acting, request.POST.get("reason", "")
    if request.POST.get("confirmed") == "1":
        done = attempt(request, lambda: conflicts.hold_many(rows, by=by, at=now(), reason=reason))
        said = _("已核定成立，有关的评审已经关闭。")
    else:
        given = {"conflicts": [row.pk for row in rows], "basis": request.POST.get("basis", ""), "reason": reason}
        done = attempt(request, lambda: aside(rows, by=by, **given))
        said = _("已提请核定不成立，另一位同事复核同意后生效。")
    if done:
        messages.success(request, said)
    return bool(done)


def aside(rows, *, by, **given):
    """Prepare that these ties are set aside, on the panel of their challenge."""
    if not rows:
        raise Invalid([Problem("ids", _("请至少选择一条。"), "required")])
    panel = conflicts.panel_of(rows[0].challenge)
    return prepare(ACTS["panel.set_aside"], panel, by=by, at=now(), **given)


def declaration_form(viewer, seat, data=None) -> Declaration | None:
    """Return the form for an expert to declare a tie; None when they may not any more."""
    if not may_declare(seat):
        return None
    form = Declaration(data, prefix="declare")
    choices = [
        ("", _("发榜方或者整张榜（不参加评审）")),
        *((str(row.pk), row.organisation.name) for row in declarable(viewer, seat)),
    ]
    offer(form, "proposal", choices)
    return form


@login_required
@post_only
def declare(request, pk):
    """An expert declares a tie to the challenge, or to one proposal once they have accepted."""
    own = seats_visible_to(request.acting).filter(expert_id=request.acting.user_id, state__in=SEATED)
    seat = get_object_or_404(own.select_related("panel__challenge"), panel_id=pk)
    wanted = request.POST.get("declare-proposal", "")
    proposal = None
    if wanted:
        proposal = get_object_or_404(declarable(request.acting, seat), pk=whole(wanted) or 0)
    given = {"code": request.POST.get("declare-code", ""), "text": request.POST.get("declare-text", "")}
    if attempt(request, lambda: conflicts.declare(seat.panel, by=request.acting, at=now(), proposal=proposal, **given)):
        messages.success(request, _("已声明回避，有关内容不再向你显示。"))
        return redirect("desk" if proposal is None else "panel", *([] if proposal is None else [pk]))
    return redirect("panel", pk)
