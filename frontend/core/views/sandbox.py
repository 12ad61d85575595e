"""The panel of the sandbox clock: what time it is, what comes next, and moving there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from challenges.bulletin import access as notices
from challenges.core.actions import sandbox
from challenges.listing.access import challenge as challenges
from frontend.accounts.views.only import only_in
from frontend.kit import moments
from notifications.clock import now

SPANS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "days": timedelta(days=3)}


@dataclass(frozen=True)
class Coming:
    """One step that the clock will take: when, what, and to what if the reader may know."""

    moment: datetime
    word: str
    title: str = ""
    url: str = ""


@never_cache
@only_in("SANDBOX")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request):
    """Show the platform's time and what will happen next; a POST moves the time."""
    if request.method == "POST":
        move(request)
        target = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
        return HttpResponseRedirect(target if safe else reverse("sandbox"))
    at = now()
    content = {"at": at, "coming": coming(request.acting, at)}
    live = request.htmx and not request.htmx.boosted
    return render(request, "core/sandbox_coming.html" if live else "core/sandbox_page.html", content)


def move(request):
    """Move the time as asked and say what happened on the way."""
    at, step = now(), request.POST.get("step", "")
    by = sandbox.until_next(at) if step == "next" else SPANS.get(step)
    if by is None:
        sentence = _("没有等待到期的步骤。") if step == "next" else _("时钟只能按列出的步长向前拨。")
        messages.warning(request, sentence)
        return
    walk = sandbox.advance(by, at=at)
    facts = {"time": moments.near(walk.at), "taken": walk.taken, "given": walk.given}
    messages.success(request, _("平台时间已到 %(time)s，按时办理 %(taken)s 步，提醒 %(given)s 次。") % facts)


def coming(viewer, at):
    """The next steps of the clock; a title stands only where the reader may see the challenge or notice."""
    waiting = sandbox.upcoming(at)
    titles = {
        ("challenge", pk): title for pk, title in titles_of(challenges.visible_to(viewer), "challenge", waiting)
    } | {("notice", pk): title for pk, title in titles_of(notices.visible_to(viewer), "notice", waiting)}
    return [entry(due, titles.get((due.noun, due.pk), "")) for due in waiting]


def titles_of(visible, noun, waiting):
    """Key and title of what is waiting and visible."""
    return visible.filter(pk__in=[due.pk for due in waiting if due.noun == noun]).values_list("pk", "title")


def entry(due, title):
    """One line of what comes next."""
    return Coming(due.moment, word(due.noun, due.verb), title, f"/{due.noun}s/{due.pk}/" if title else "")


def word(noun, verb):
    """What the clock will do, in words."""
    words = {
        ("challenge", "repair_lapsed"): _("榜单补正期满，不予受理"),
        ("challenge", "open"): _("榜单开始受理申报"),
        ("challenge", "close"): _("榜单申报截止，申报书启封"),
        ("challenge", "sort_out"): _("榜单转入资格审查，没有申报则流榜"),
        ("challenge", "award"): _("榜单公示期满，中榜"),
        ("proposal", "supplement_lapsed"): _("申报书补正期满，按不合格处理"),
        ("seat", "expire"): _("评审邀请逾期，请下一位专家"),
        ("notice", "end"): _("公示期满"),
        ("inquiry", "lapse"): _("异议询问答复期满"),
        ("objection", "let_stand"): _("异议申请复核期满"),
        ("contract", "signing_over"): _("任务书签署期满，退回磋商"),
        ("contract", "lapse"): _("任务书签约期满，由备选递补或者流榜"),
        ("milestone", "draw_near"): _("里程碑临期"),
        ("milestone", "hand_up"): _("里程碑考核期满，交组织方"),
        ("milestone", "recheck"): _("里程碑整改期满，重新考核"),
        ("milestone", "miss"): _("里程碑到期未提交"),
        ("milestone", "escalate"): _("里程碑逾期，报组织方"),
        ("notice", "come_due"): _("定时张贴公告"),
        ("motion", "expire"): _("提请无人复核，失效"),
        ("trial", "close"): _("试评截止"),
        ("challenge", "give_feedback"): _("评审意见向申报单位开放"),
    }
    return words.get((noun, verb), _("到时办理的一步"))
