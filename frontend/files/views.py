"""Files on pages: loaded, added, taken away, and opened to readers. Three questions: may see, may load, may act on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from challenges.files import actions as files
from challenges.files.access import READERS, loadable_by, visible_to
from challenges.files.api.attachment import handed_out
from frontend.accounts.views.only import post_only
from frontend.award.views import inquiry, objection
from frontend.bulletin.views import notice
from frontend.contracts import milestone_views as milestone
from frontend.desk.views import challenge_work
from frontend.kit.attempt import attempt
from frontend.kit.uploads import takes_files
from frontend.kit.verbs import fetch
from frontend.proposals.views import proposal
from notifications.clock import now

# The page on which each owner's files are listed, and how it draws a refusal.
PAGES = {
    "proposal": ("proposal", proposal.page),
    "challenge": ("challenge_work", challenge_work.page),
    "objection": ("objection", objection.page),
    "notice": ("notice", notice.page),
    "inquiry": ("inquiry", inquiry.page),
    "milestone": ("milestone", milestone.page),
}
PART = "#s-attachments"


@require_safe
def download(request, pk):
    """Hand out a file to those who may load it; for anybody else it does not exist."""
    return handed_out(get_object_or_404(loadable_by(request.acting), pk=pk))


def may_add(request, noun, pk) -> None:
    """Refuse whoever may not add a file here, before the file is read."""
    files.require_right(fetch(request.acting, noun, pk), request.acting)


@takes_files(may_add)
@login_required
@post_only
def add(request, noun, pk):
    """Add a file to a proposal, challenge, objection, inquiry, notice or milestone."""
    owner = fetch(request.acting, noun, pk)
    where, page = PAGES[noun]
    sent = request.FILES.get("file")
    if sent is None:
        messages.error(request, _("请先选择文件。"))
        return page(request, pk, status=422)
    kind = request.POST.get("kind", "")
    readers = request.POST.getlist("readers") if noun == "proposal" else READERS
    if attempt(request, lambda: files.attach(owner, sent, kind=kind, by=request.acting, at=now, readers=readers)):
        messages.success(request, _("附件已上传。"))
        return redirect(reverse(where, args=[pk]) + PART)
    return page(request, pk, status=422)


@login_required
@post_only
def remove(request, pk):
    """Take a file away, whatever the check says of it."""
    file = get_object_or_404(visible_to(request.acting), pk=pk)
    if attempt(request, lambda: files.remove(file, by=request.acting, at=now)):
        messages.success(request, _("附件已移除。"))
    return back(file)


@login_required
@post_only
def open_to(request, pk):
    """Say who of consortium, lead firm and experts reads a file."""
    file = get_object_or_404(visible_to(request.acting), pk=pk)
    readers = request.POST.getlist("readers")
    if attempt(request, lambda: files.open_to(file, by=request.acting, at=now, readers=readers)):
        messages.success(request, _("已保存谁可以看。"))
    return back(file)


def back(file):
    """Return to the files of the owner."""
    where, _page = PAGES[file.owner.noun]
    return redirect(reverse(where, args=[file.owner.pk]) + PART)
