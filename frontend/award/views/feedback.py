"""What an applicant learns of their review: kindly, from one moment for all, and what they may do next."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from challenges.award.queries.feedback import feedback_for
from challenges.award.queries.feedback_next import fitting, objection_until
from challenges.desk.queries import proposal_page
from challenges.proposals.actions.proposal_check import REASONS
from frontend.kit import spreads
from notifications.clock import now


@login_required
def show(request, pk):
    """Show the feedback on a proposal; 404 before its moment and for everybody it does not concern."""
    at = now()
    proposal = proposal_page.fetch(request.acting, pk)
    found = feedback_for(request.acting, proposal, at=at)
    if found is None:
        raise Http404
    challenge = proposal.challenge
    content = {
        "at": at,
        "proposal": proposal,
        "challenge": challenge,
        "feedback": found,
        "headline": headline(proposal, found),
        "lead": lead(proposal, found),
        "inside": request.acting.organisation_id == challenge.organiser_id,
        "reasons": [(REASONS.get(code, code), note) for code, note in found.reasons],
        "objection_until": objection_until(challenge, at),
        "fits": fitting(request.acting, challenge, at),
    }
    if found.result:
        content |= {"picture": spreads.picture(found), "tied": tie_in_words(found)}
    return render(request, "award/feedback.html", content)


def headline(proposal, found) -> str:
    """The fact the page opens with: what became of the proposal, and what decided it."""
    if found.outcome == "disqualified":
        return _("资格审查未通过，没有进入评审")
    facts = {"score": found.result.score, "line": found.line}
    words = {
        "selected": _("中榜，得分 %(score)s") if proposal.state != "proposed" else _("拟揭榜，得分 %(score)s"),
        "reserve": _("未入选，得分 %(score)s，达到分数线 %(line)s"),
        "below_line": _("未入选，得分 %(score)s，分数线 %(line)s"),
        "vetoed": _("未入选，涉及一票否决项"),
    }
    return words[found.outcome] % facts


def lead(proposal, found) -> str:
    """What it means, in one sentence."""
    return {
        "selected": _("公示期满且没有未决异议时中榜。") if proposal.state == "proposed" else _("请按通知的期限签约。"),
        "reserve": _("你的申报书在备选之列：中榜单位不能签约时，按名次递补。"),
        "below_line": _("下面是每一项的得分和专家的意见，可以用于修改方案、再次揭榜。"),
        "vetoed": _("专家认为申报书有一项不能通过，分数不再参与排名。下面写明是哪一项和理由。"),
        "disqualified": _("下面写明是哪一项条件和理由。补齐后可以揭其他的榜。"),
    }[found.outcome]


def tie_in_words(found) -> str:
    """Say what told the proposal from another with the same score; nothing where the score alone did."""
    return {
        "criterion": _("与其他申报书同分，名次按评分表规定的评分项区分。"),
        "vote": _("与其他申报书同分，名次由评审组表决区分。"),
        "shared": _("与其他申报书同分，名次并列。"),
    }.get(found.result.breakdown.get("decided_by", ""), "")
