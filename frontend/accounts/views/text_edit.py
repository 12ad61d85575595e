"""Writing a text that binds: the draft with its preview, and asking a colleague to put it in force."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import text as access
from accounts.actions import text as actions
from accounts.models import BindingText
from accounts.queries.text import in_force
from accounts.rules.text_parts import OF_THE_PLATFORM, TextKind
from challenges.core.actions.text import propose
from challenges.core.models import Motion
from challenges.core.states import MotionState
from frontend.accounts.text_form import TextForm, initial
from frontend.accounts.views.texts import organiser
from frontend.kit.attempt import attempt
from frontend.kit.keep import CONFLICT, hold, keep
from notifications.clock import now

# What the form was read at where there was no draft yet.
NO_DRAFT = "none"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, kind):
    """Edit the draft of a text, look at it as others will read it, keep it, or ask for it to be put in force."""
    owner = organiser(request)
    owner_id = owner.pk if owner else None
    if kind not in TextKind.values or not access.keeps(request.acting, owner_id):
        raise Http404
    if owner and kind in OF_THE_PLATFORM:
        raise Http404
    current = in_force(kind, owner_id, now())
    drafts = BindingText.objects.filter(kind=kind, owner=owner, approved_at=None)

    def make(data):
        return TextForm(kind, data, initial=initial(drafts.first() or current))

    def act(form, expected):
        call = propose if "approve" in request.POST else actions.keep_draft
        call(
            kind,
            owner,
            by=request.acting,
            at=now(),
            expected=0 if expected in (None, NO_DRAFT) else expected,
            **form.words(),
        )

    def version():
        return drafts.values_list("version", flat=True).first() or NO_DRAFT

    here = f"{reverse('text_edit', args=[kind])}{f'?of={owner_id}' if owner_id else ''}"
    draft = drafts.first()
    if "discard" in request.POST:
        if (
            draft
            and not asked_for(draft)
            and attempt(request, lambda: actions.discard(draft, by=request.acting, at=now()))
        ):
            messages.success(request, _("草稿已放弃，现行文本不变。"))
        return redirect(here)
    if "preview" in request.POST:
        form, done = hold(make(request.POST), request.POST.get("version", ""), request.POST.get("read")), False
        form.is_valid()
    else:
        form, done = keep(request, make, act, version)
    if done:
        asked = "approve" in request.POST
        messages.success(request, _("已提请，另一位同事复核同意后启用。") if asked else _("草稿已保存。"))
        return redirect(here)
    draft = drafts.first()
    content = {
        "at": now(),
        "form": form,
        "owner": owner,
        "of": f"?of={owner_id}" if owner_id else "",
        "kind": TextKind(kind),
        "current": current,
        "draft": draft,
        "preview": preview(kind, form) if "preview" in request.POST and not form.errors else [],
        "motion": asked_for(draft) if draft else None,
    }
    status = CONFLICT if form.both else 422 if form.errors else 200
    return render(request, "accounts/text_edit.html", content, status=status)


def asked_for(draft: BindingText) -> Motion | None:
    """Return what waits for a second person to put this draft in force, if anything does."""
    waiting = Motion.objects.filter(act="text.approve", subject_id=draft.pk, state=MotionState.OPEN)
    return waiting.select_related("prepared_by").first()


def preview(kind, form) -> list:
    """Return what was typed as readers will see it: language, title and parts, in Chinese and in English."""
    given = form.words()
    row = BindingText(title_zh=given["title_zh"], title_en=given["title_en"])
    row.parts = actions.laid_out(kind, given["parts"])
    return [(tag, row.title(language), row.body(language)) for tag, language in (("zh-Hans", "zh-hans"), ("en", "en"))]
