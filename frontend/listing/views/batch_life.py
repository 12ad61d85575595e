"""What is done with a whole call: copy it into a new one, close it, take that back, delete it while it is empty."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from challenges.listing.access import batch as access
from challenges.listing.actions import batch_life as life
from challenges.listing.actions import batch_notice
from frontend.accounts.views.only import post_only
from frontend.kit.attempt import attempt
from frontend.listing.forms.batch import CopyForm
from notifications.clock import now
from notifications.typed import whole

ORDINALS = "一二三四五六七八九十"


def administered(request, pk):
    """Return a call that the person administers; 404 for everybody else."""
    batch = get_object_or_404(access.run_by(request.acting), pk=pk)
    if not request.acting.has("batch_admin"):
        raise Http404
    return batch


@login_required
def copy(request, pk):
    """Ask for the few things in which the new call differs, and open it."""
    batch, at, made = administered(request, pk), now(), []
    initial = {
        "name": counted_on(batch.name),
        "code": counted_on(batch.code),
        "collect_from": life.suggested(batch, at),
    }
    form = CopyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(request, lambda: made.append(life.copy(batch, by=request.acting, at=at, **given)), form):
            messages.success(request, _("已照搬“%(name)s”：规则和说明相同，日期顺延。") % {"name": batch.name})
            return redirect("batch", made[0].pk)
    status = 422 if form.errors else 409 if form.is_bound else 200
    return render(request, "listing/batch_copy.html", {"at": at, "batch": batch, "form": form}, status=status)


def counted_on(text: str) -> str:
    """Return a name or a code with its last number raised by one: 第一批 is 第二批, 2026B1 is 2026B2."""
    found = re.search(r"第([一二三四五六七八九])批", text)
    if found:
        following = ORDINALS[ORDINALS.index(found[1]) + 1]
        return f"{text[: found.start(1)]}{following}{text[found.end(1) :]}"
    return re.sub(r"(\d+)(?=\D*$)", lambda number: str((whole(number[1]) or 0) + 1), text, count=1)


@login_required
@post_only
def close(request, pk):
    """Close a call in which everything has its result."""
    batch = administered(request, pk)
    if attempt(request, lambda: life.close(batch, by=request.acting, at=now())):
        messages.success(request, _("本批已结束。"))
    return redirect("batch", pk)


@login_required
@post_only
def reopen(request, pk):
    """Take the closing of a call back."""
    batch, reason = administered(request, pk), request.POST.get("reason", "")
    if attempt(request, lambda: life.reopen(batch, by=request.acting, at=now(), reason=reason)):
        messages.success(request, _("本批重新开放。"))
    return redirect("batch", pk)


@login_required
@post_only
def delete(request, pk):
    """Delete a call in which nothing has begun."""
    batch = administered(request, pk)
    if attempt(request, lambda: life.delete(batch, by=request.acting, at=now())):
        messages.success(request, _("批次已删除。"))
        return redirect("batches")
    return redirect("batch", pk)


@login_required
@post_only
def notice(request, pk):
    """Draft the notice of a call, and go on to its page."""
    batch, made = get_object_or_404(access.run_by(request.acting), pk=pk), []
    if attempt(request, lambda: made.append(batch_notice.prepare(batch, by=request.acting, at=now()))):
        messages.success(request, _("征集通知稿已拟好。改好正文、加上附件，由另一位同事张贴。"))
        return redirect("notice", made[0].pk)
    return redirect("batch", pk)
