"""The page of signals of collusion of a challenge, for the organiser's people after the opening."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from challenges.collusion import actions as signals
from challenges.collusion.access import challenges_open_to, may_ask
from challenges.collusion.queries.signal import signal_page
from frontend.kit.attempt import attempt
from frontend.kit.verbs import offers
from notifications.clock import now
from notifications.typed import whole


@login_required
def show(request, pk):
    """Show the signals, or have the proposals compared again."""
    if request.method == "POST":
        challenge = get_object_or_404(challenges_open_to(request.acting), pk=pk)
        if attempt(request, lambda: signals.ask(challenge, by=request.acting, at=now())):
            messages.success(request, _("已提交比对，几分钟后刷新本页。"))
        return redirect("signals", pk)
    return page(request, pk)


def page(request, pk, bound=None, status=200):
    """The page, with a refused form on it when there is one: `bound` is (row, verb, form)."""
    challenge = get_object_or_404(challenges_open_to(request.acting).select_related("batch"), pk=pk)
    row, refused = (bound[0], bound[1:]) if bound else (None, None)
    typed = request.GET.get("page", "")
    shown = signal_page(request.acting, challenge, number=whole(typed, lowest=1) or 1, ahead=row)
    pairs = [
        (
            pair,
            [
                (one, acts_of(request.acting, one.signal, refused if row and one.signal.pk == row.pk else None))
                for one in pair.signals
            ],
        )
        for pair in shown.pairs
    ]
    content = {
        "at": now(),
        "challenge": challenge,
        "shown": shown,
        "pairs": pairs,
        "headline": headline(shown),
        "asks": may_ask(request.acting, challenge),
        "previous": f"?page={shown.page - 1}" if shown.page > 1 else None,
        "following": f"?page={shown.page + 1}" if shown.page < shown.pages else None,
        "stuck": shown.comparison is not None
        and shown.comparison.done_at is None
        and shown.comparison.attempts >= signals.ATTEMPTS,
    }
    return render(request, "collusion/signals.html", content, status=status)


def acts_of(viewer, signal, refused) -> list:
    """Return what may be done with one signal, the fields of its forms named apart from those of the others."""
    found = offers(viewer, signal, refused)
    for offer in found:
        offer.form.auto_id = f"id_{signal.pk}_%s"
    return found


def headline(shown) -> str:
    """Return the fact the page begins with."""
    if shown.open:
        pairs = ngettext("%(n)s 对单位", "%(n)s 对单位", shown.all_pairs) % {"n": shown.all_pairs}
        sentence = ngettext("%(pairs)s之间还有 %(n)s 条线索待看", "%(pairs)s之间还有 %(n)s 条线索待看", shown.open)
        return sentence % {"pairs": pairs, "n": shown.open}
    if shown.found:
        return ngettext("%(n)s 条线索都已看过", "%(n)s 条线索都已看过", shown.found) % {"n": shown.found}
    if shown.comparison is None or shown.comparison.done_at is None:
        return _("还没有比对完")
    return _("没有发现线索")
