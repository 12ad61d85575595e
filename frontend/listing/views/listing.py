"""The page of one challenge, and what was changed from one edition to the next."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from challenges.listing.access.challenge import visible_to
from challenges.listing.actions import challenge_reader, question
from challenges.listing.queries import editions
from challenges.listing.queries.listing import listing, open_for_questions
from challenges.listing.states import OPEN
from frontend.accounts.views.only import post_only
from frontend.kit import amounts, moments, names, rails
from frontend.kit.acts import acts_for
from frontend.kit.attempt import attempt
from frontend.kit.checks import checks_for, summed
from frontend.kit.file_rows import file_rows
from frontend.listing.forms.question import QuestionForm
from notifications.clock import now


def show(request, pk):
    """Show one challenge as far as this reader may read it."""
    return page(request, pk, QuestionForm())


def page(request, pk, ask_form, status=200):
    """The page itself, with the question form as it stands."""
    at = now()
    shown = listing(request.acting, pk, at)
    challenge = shown.challenge
    checks = checks_for(request.acting, shown, at)
    acts = acts_for(request.acting, shown, at)
    content = {
        "need": need(shown),
        "shown": shown,
        "challenge": challenge,
        "full": shown.depth == "full",
        "outline": shown.depth == "outline",
        "at": at,
        "files": file_rows(request.acting, challenge, shown.attachments),
        "rail": rails.steps(shown.stages, you=any(act.main for act in acts)),
        "provisional": rails.provisional(shown.stages),
        "turn": rails.turn(challenge, shown.stages),
        "facts": facts(challenge),
        "lead": names.own(challenge.lead.name, challenge.lead.name_en),
        "organiser": names.own(challenge.organiser.name, challenge.organiser.name_en),
        "batch": names.own(challenge.batch.name, challenge.batch.name_en),
        "heading": names.own(challenge.title, challenge.title_en) if moments.english() and challenge.title_en else "",
        "unstated": moments.english() and not challenge.title_en,
        "asking": open_for_questions(shown, at),
        "checks": checks,
        "check_sum": summed(checks),
        "ask_form": ask_form,
        "acts": acts,
        "open": challenge.state in OPEN and at <= challenge.closes_at,
        "coming": challenge.state in OPEN and at < challenge.opens_at,
        "questions": [(letter(asked.pseudonym), asked) for asked in shown.questions],
    }
    return render(request, "listing/listing.html", content, status=status)


def need(shown) -> dict:
    """What the text of a challenge (`listing/need.html`) takes, as far as its reader may read it."""
    challenge = shown.challenge
    return {
        "shown": shown,
        "full": shown.depth == "full",
        "outline": shown.depth == "outline",
        "amount": (amounts.banded if shown.depth == "outline" else amounts.money)(challenge.total_wan),
        "sources": sources(challenge),
        "bar": [(f"{label} {amounts.money(amount)}", percent) for label, amount, percent in sources(challenge)],
        "must": sum(item.mandatory for item in shown.indicators),
        "edition": shown.editions[0] if len(shown.editions) > 1 else None,
    }


@post_only
@login_required
def follow(request, pk):
    """Follow a challenge, or follow it no more."""
    challenge = get_object_or_404(visible_to(request.acting), pk=pk)
    act = challenge_reader.follow if request.POST.get("follow") == "1" else challenge_reader.unfollow
    attempt(request, lambda: act(challenge, by=request.acting, at=now()))
    return redirect("listing", pk)


@post_only
@login_required
def ask(request, pk):
    """Ask a question; what was typed stays when it is refused."""
    challenge = get_object_or_404(visible_to(request.acting), pk=pk)
    form = QuestionForm(request.POST)
    if form.is_valid() and attempt(
        request, lambda: question.ask(challenge, by=request.acting, at=now(), text=form.cleaned_data["text"]), form
    ):
        messages.success(request, _("问题已提出。答复后所有人可见，你的单位不公开。"))
        return redirect("listing", pk)
    return page(request, pk, form, status=422)


def facts(challenge):
    """What stands under the title."""
    place = names.place(challenge.province, challenge.province_en, challenge.city, challenge.city_en)
    fields = (
        names.local(challenge.field_first, challenge.field_first_en),
        names.local(challenge.field_second, challenge.field_second_en),
    )
    found = [names.own(place), names.own(" / ".join(filter(None, fields))), challenge.get_type_display()]
    if challenge.trl_now and challenge.trl_target:
        found.append(_("成熟度 TRL %(now)s → %(target)s") % {"now": challenge.trl_now, "target": challenge.trl_target})
    found.append(_("%(months)s 个月") % {"months": challenge.duration_months})
    return [fact for fact in found if fact]


def sources(challenge):
    """Who pays how much: label, 万元, percent; nothing where nothing is paid."""
    if not challenge.total_wan:
        return []
    rows = [
        (_("发榜方出资"), challenge.enterprise_wan),
        (_("财政补助"), challenge.fiscal_wan),
        (_("其他来源"), challenge.other_wan),
    ]
    return [(label, amount, amount * 100 / challenge.total_wan) for label, amount in rows if amount]


def letter(number):
    """The pseudonym of an asker: the heavenly stems, then numbers."""
    stems = "甲乙丙丁戊己庚辛壬癸"
    mark = stems[number - 1] if 0 < number <= len(stems) and not moments.english() else str(number)
    return _("申报单位%(mark)s") % {"mark": mark}


def edition(request, pk, number):
    """What an edition changed, word for word, beside the one before."""
    at = now()
    found = editions.compared(request.acting, pk, number)
    if found is None:
        raise Http404
    content = {"at": at, "challenge": found.challenge, "edition": found.edition, "changes": found.changes}
    return render(request, "listing/edition.html", content)
