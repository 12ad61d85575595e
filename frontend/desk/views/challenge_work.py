"""The work page of a challenge, and the notice drafts that begin there."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from challenges.award.access.decision import may_open
from challenges.collusion.access import may_look
from challenges.desk.queries.challenge_work import work
from challenges.files.access import may_attach
from challenges.files.models import AttachmentKind
from challenges.listing.access.challenge import MAY
from challenges.listing.queries.listing import listing
from challenges.listing.states import EDITABLE, ChallengeState
from frontend.kit import names, rails
from frontend.kit.file_rows import file_rows
from frontend.kit.sentences import field_label
from frontend.kit.verbs import offers
from frontend.listing.forms.need_sheet import called
from frontend.listing.views.listing import need
from notifications.clock import now

PROMPTS = ("zhu", "ink", "plain", "danger")


# While somebody decides on the need itself, its whole text stands beside their acts.
DECIDED_BY_ITS_TEXT = (
    ChallengeState.DRAFT,
    ChallengeState.INTERNAL_REVIEW,
    ChallengeState.FORMAL_CHECK,
    ChallengeState.RETURNED,
    ChallengeState.ARGUMENTATION,
    ChallengeState.PENDING_PUBLISH,
)


@login_required
def show(request, pk):
    """Show the work page."""
    return page(request, pk)


def page(request, pk, bound=None, status=200):
    """The page, with a refused form on it when there is one: `bound` is (row, verb, form)."""
    at = now()
    shown = work(request.acting, pk, at)
    if not shown.inside:
        raise Http404
    challenge = shown.challenge
    refused = bound[1:] if bound and bound[0].noun == "challenge" else None
    acts = sorted(offers(request.acting, challenge, refused), key=lambda offer: PROMPTS.index(offer.verb.tone))
    for act in acts:
        if act.name == "submit_inside" and shown.missing:
            act.why = ngettext("还缺 %(n)s 项", "还缺 %(n)s 项", len(shown.missing)) % {"n": len(shown.missing)}
    turn = rails.turn(challenge, shown.stages)
    if shown.chosen:
        turn = decided_turn(shown, turn)
    content = {
        "at": at,
        "shown": shown,
        "challenge": challenge,
        "lead": names.own(challenge.lead.name, challenge.lead.name_en),
        "batch": names.own(challenge.batch.name, challenge.batch.name_en),
        "rail": rails.steps(shown.stages, you=any(act.verb.tone == "zhu" for act in acts)),
        "turn": turn,
        "acts": acts,
        "missing": [(called(problem.field), problem) for problem in shown.missing],
        "remarks": [remark_row(challenge, *one) for one in shown.remarks],
        "questions": [(row, question_offer(request, row, bound)) for row in shown.questions],
        "need": need(listing(request.acting, pk, at)) if challenge.state in DECIDED_BY_ITS_TEXT else None,
        "editable": "edit" in shown.can,
        "files": file_rows(request.acting, challenge),
        "kinds": AttachmentKind.choices,
        "adds_files": may_attach(request.acting, challenge),
        "correctable": "correct" in shown.can,
        "signals": may_look(request.acting, challenge),
        "staffs": bool(MAY["begin_review"] & shown.relations),
        "asks_approval": may_open(request.acting, challenge),
        "announces": bool(MAY["announce"] & shown.relations),
        "opinions_open": sum(opinion.given_at is None for opinion in shown.opinions),
    }
    return render(request, "desk/challenge.html", content, status=status)


def remark_row(challenge, remark, changed):
    """A remark with its field's name, and whether it came back with nothing done about it."""
    back = remark.resolved_at is not None or challenge.state not in EDITABLE
    return field_label(remark.field), remark, back and changed is False


def decided_turn(shown, turn):
    """Whose turn it is once the lead firm has chosen: the approvers', then those who draft the publicity."""
    if shown.decision.decision.state == "pending":
        return turn | {"who": _("组织方审定"), "until": None, "then": _("组织方公示"), "otherwise": ""}
    return turn | {"who": _("组织方拟公示稿"), "until": None, "then": _("公示"), "otherwise": ""}


def question_offer(request, question, bound):
    """The answer's form of one question, with what was typed when it was refused."""
    refused = bound[1:] if bound and bound[0].noun == "question" and bound[0].pk == question.pk else None
    return next(iter(offers(request.acting, question, refused)), None)
