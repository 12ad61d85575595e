"""What a reader may do with a challenge from its page: at most one main act, and the smaller ones beside it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from challenges.listing.states import OPEN
from challenges.proposals.states import SEALED, WITH_THE_FIRM, ProposalState

APPLICANTS = frozenset({"sme", "institute"})


@dataclass(frozen=True)
class Act:
    """One button: a link, or with `post` a form. Dashed with its reason when it cannot be pressed yet."""

    label: str
    url: str
    post: bool = False
    main: bool = False
    why: str = ""


def acts_for(viewer, shown, at):
    """The acts in their order; the first main one is the page's vermilion button."""
    challenge = shown.challenge
    acts = []
    if not viewer.user_id:
        if challenge.state in OPEN and at <= challenge.closes_at:
            acts.append(Act(_("登录后申报"), f"{reverse('account_login')}?next=/challenges/{challenge.pk}/", main=True))
        return acts
    if viewer.kind in APPLICANTS:
        acts += proposal_acts(viewer, shown)
    elif {"lead", "organiser"} & shown.relations:
        work = reverse("challenge_work", args=[challenge.pk])
        acts.append(Act(_("办理这个榜单") if shown.can else _("看办理记录"), work))
    return acts


def proposal_acts(viewer, shown):
    """Begin, go on with, or look at the firm's own proposal; or promise secrecy first."""
    challenge, mine = shown.challenge, shown.mine
    if mine and mine.state in WITH_THE_FIRM and shown.accepting:
        return [Act(_("继续填写申报书"), reverse("proposal", args=[mine.pk]), main=True)]
    if mine and mine.state == ProposalState.WITHDRAWN and shown.accepting:
        return [Act(_("修改后重新提交"), reverse("proposal", args=[mine.pk]), main=True)]
    if mine:
        word = _("看封存回执") if mine.state in SEALED else _("看我单位的申报书")
        return [Act(word, reverse("proposal", args=[mine.pk]))]
    if not shown.accepting:
        return []
    if shown.depth == "outline":
        if not viewer.verified:
            return [Act(_("签署保密承诺"), "", why=_("单位核验通过后才能签署。"))]
        return [Act(_("阅读并签署保密承诺"), reverse("undertaking", args=[challenge.pk]), main=True)]
    return [Act(_("起草申报书"), reverse("proposal_start", args=[challenge.pk]), post=True, main=True)]
