"""The page behind the link in a mail to a person of a team: the text in full, what is listed of them, and their answer.

It needs no account: the signed link is the proof. What is no link of ours is not found, and nothing is said of why.
"""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions import signing_in
from accounts.errors import Invalid, Refused
from accounts.origin import origin_of
from accounts.rules.text_parts import TextKind
from challenges.proposals.actions import team
from challenges.proposals.actions.team_own import FOLLOWS
from challenges.proposals.models import TeamAnswer
from challenges.proposals.queries.team import BESIDE
from frontend.accounts.views.texts import words_of
from frontend.kit.attempt import sentence
from notifications.clock import now


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request, token):
    """Show what the person is asked, and take their answer; a program that follows the link answers nothing."""
    at, origin = now(), origin_of(request)
    try:
        signing_in.require_few_guesses(origin.address, at)
        found = team.find(token, at)
        if found is None:
            signing_in.guessed(origin.address, at)
            raise Http404
    except Refused as refused:
        return render(request, "proposals/team_consent.html", {"said": sentence(refused)}, status=429)
    said, status, beside = "", 200, {}
    stranger = team.stranger(found, request.acting)
    if request.method == "POST":
        about = request.POST.get("about", TextKind.TEAM)
        given = {"about": about, "read": request.POST.get("read", ""), "origin": origin, "at": at}
        given |= {"name": request.POST.get("name", ""), "by": request.acting}
        try:
            team.answer(found, request.POST.get("answer", ""), **given)
            return HttpResponseRedirect(request.path)
        except Invalid as wrong:
            beside = {problem.field: str(problem.message) for problem in wrong.problems}
            said, status = beside.get("answer", ""), 422
        except Refused as refused:
            said, status = sentence(refused), 409
    proposal = found.proposal
    content = {
        "at": at,
        "said": said,
        "stranger": sentence(stranger) if stranger else "",
        "wrong_name": beside.get("name", ""),
        "typed_name": request.POST.get("name", "") if beside else "",
        "asked": found,
        "answers": said_of(found),
        "beside": [asked_beside(found, about, at) for about in BESIDE],
        "choices": team.choices(found, at),
        "kinds": TeamAnswer.Kind,
        "follows": FOLLOWS[TextKind.TEAM],
        "firm": proposal.organisation,
        "challenge": proposal.challenge,
        "text": found.text,
        **words_of(found.text),
    }
    response = render(request, "proposals/team_consent.html", content, status=status)
    # The address of this page is a secret of one person: it goes with no request to anywhere else.
    response["Referrer-Policy"] = "no-referrer"
    return response


def said_of(asked, about=TextKind.TEAM) -> list:
    """Everything that the person said to one kind of text, in order."""
    return sorted((row for row in asked.answers.all() if row.about == about), key=lambda row: row.pk)


def asked_beside(asked, about, at) -> dict:
    """One of the consents that stand by themselves: its text in full, what was said to it, and what may be said now."""
    text = team.text_of(asked, about, at)
    return {
        "about": about,
        "text": text,
        "words": words_of(text),
        "answers": said_of(asked, about),
        "choices": team.choices(asked, at, about),
        "follows": FOLLOWS[about],
    }
