"""A person's notices: the inbox, what they want to be told, and the links in mails."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import LostUpdate
from frontend.accounts.views.only import post_only
from frontend.kit.keep import CONFLICT, keep
from frontend.notifications.forms import PreferencesForm
from frontend.site.views.errors import answer
from notifications import inbox, preferences, registry
from notifications.clock import now
from notifications.typed import wholes

SIZE = 20


@login_required
@require_safe
def show(request):
    """The inbox, newest first; unread only or one topic when asked."""
    topics = registry.topics_of(request.user)
    topic, unread = request.GET.get("topic", ""), request.GET.get("unread") == "1"
    before = request.GET.get("before", "")
    try:
        if topic and topic not in topics:
            raise LookupError
        page = inbox.page(request.user, topic=topic, unread=unread, before=before, size=SIZE)
    except LookupError:
        return answer(request, 400, _("没有这个主题或页码。请从收件箱首页重新选择。"))
    waiting = request.unread = inbox.unread_count(request.user)
    content = {
        "at": now(),
        "headline": headline(waiting),
        "waiting": waiting,
        "entries": page.entries,
        "topic": topic,
        "unread": unread,
        "states": [
            (word, address(topic, only), only == unread) for word, only in ((_("全部"), False), (_("未读"), True))
        ],
        "topics": [(_("全部主题"), address("", unread), not topic)]
        + [(label, address(code, unread), code == topic) for code, label in topics.items()],
        "following": address(topic, unread, page.next_before) if page.next_before else "",
        "first": address(topic, unread) if before else "",
    }
    return render(request, "notifications/list.html", content)


def headline(waiting):
    """What the reader came to know: how much they have not read."""
    if not waiting:
        return _("没有未读的来信")
    if waiting >= inbox.MOST_COUNTED:
        return _("未读来信超过 %(count)s 封") % {"count": inbox.MOST_COUNTED - 1}
    return ngettext("%(count)s 封来信未读", "%(count)s 封来信未读", waiting) % {"count": waiting}


def address(topic="", unread=False, before=None):
    """The inbox, narrowed."""
    asked = {"topic": topic, "unread": "1" if unread else "", "before": before or ""}
    words = urlencode({name: word for name, word in asked.items() if word})
    return reverse("inbox") + (f"?{words}" if words else "")


@login_required
@require_safe
def item(request, pk):
    """One notice in full. Opening it is reading it."""
    entry = inbox.entry(request.user, pk)
    if entry is None:
        raise Http404
    at = now()
    inbox.read(request.user, [pk], at=at)
    content = {"at": at, "entry": entry, "topic": registry.topics().get(entry.item.topic, "")}
    return render(request, "notifications/item.html", content)


@login_required
@post_only
def reading(request):
    """Mark the chosen notices as read, or all of them (of one topic)."""
    topic = request.POST.get("topic", "")
    if request.POST.get("all"):
        inbox.read_all(request.user, at=now(), topic=topic)
    else:
        inbox.read(request.user, wholes(request.POST.getlist("id")), at=now())
    return HttpResponseRedirect(address(topic, request.POST.get("unread") == "1"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notification_preferences(request):
    """By topic and channel: at once, daily, or not at all; and the hour of the daily digest."""
    form, done = keep(
        request,
        lambda data: PreferencesForm(data, person=request.user),
        lambda form, expected: choose(request.user, form, expected),
        lambda: preferences.stamp(request.user),
    )
    if done:
        messages.success(request, _("通知设置已保存。"))
        return HttpResponseRedirect(reverse("notification_preferences"))
    status = CONFLICT if form.both else 422 if form.errors else 200
    return render(request, "notifications/preferences.html", {"form": form}, status=status)


def choose(person, form, expected):
    """Make the one call, and say in the house's own words that another window was quicker."""
    try:
        preferences.choose_all(person, form.choices(), hour=form.cleaned_data["hour"], expected=expected)
    except preferences.MovedOn:
        raise LostUpdate(current=preferences.stamp(person)) from None


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """The link in a mail: ask on GET, since programs follow links; switch off on POST.

    It needs no sign-in and no form token, because mail programs post it by themselves; the signed link is the proof.
    """
    named = preferences.read_token(token)
    if named is None:
        raise Http404
    if request.method == "POST" and not preferences.unsubscribe(token):
        raise Http404
    everything = named[1] == preferences.EVERY_DAILY_TOPIC
    content = {"topic": "" if everything else registry.topics().get(named[1], ""), "done": request.method == "POST"}
    return render(request, "notifications/unsubscribe.html", content)
