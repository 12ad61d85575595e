"""The consents of somebody with an account: said through links to their own address, withdrawn here too."""

from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.acting import Acting
from accounts.lent import lends
from accounts.models import User
from accounts.origin import Origin
from accounts.queries.consent import Consent
from accounts.queries.identity import proved_mails
from accounts.rules.text_parts import TextKind
from challenges.proposals.actions.team import ASKED, answer
from challenges.proposals.models import TeamAnswer, TeamRequest
from notifications.phrase import Phrase

# What becomes of a proposal once its person has withdrawn; said before it, on the link's page and on one's own.
FOLLOWS: dict[str, Phrase] = {
    TextKind.TEAM: _(
        "撤回后，申报单位随即得知。尚未提交的，申报书不能再带着您的姓名提交；已经提交的，由申报单位依规则变更团队。"
        "撤回不影响此前处理的效力。"
    ),
    TextKind.PUBLISH: _(
        "撤回后，此后的公告只写您的姓氏；已经公布的，由组织方更正公告。不影响您列入团队，也不影响撤回前已经进行的公开的效力。"
    ),
    TextKind.LEAD_DATA: _(
        "撤回后，发榜单位随即看不到您的姓名和联系方式，并收到删除的通知；履行合同所必需的除外。不影响您列入团队。"
    ),
}
Kind = TeamAnswer.Kind


@lends("person", "consents")
def of_teams(user: User, at: datetime) -> list[Consent]:  # noqa: ARG001
    """Return what this person consented to as one of a team: asked at an address that they have proved to own."""
    own = TeamRequest.objects.filter(email__in=proved_mails(user)).exclude(answers=None)
    rows = own.select_related("text__owner", "proposal__challenge", "proposal__organisation")
    rows = rows.prefetch_related("answers__text__owner")
    return [one for row in rows for about in ASKED if (one := consent_of(row, about)) is not None]


def consent_of(request: TeamRequest, about: str) -> Consent | None:
    """Return what was consented to of a kind through a request, None where the person never agreed to it."""
    said = sorted((row for row in request.answers.all() if row.about == about), key=lambda row: row.pk)
    given = next((row for row in reversed(said) if row.kind == Kind.AGREED), None)
    if given is None:
        return None
    proposal = request.proposal
    return Consent(
        key=f"team-{request.pk}" if about == TextKind.TEAM else f"{about}-{request.pk}",
        text=given.text or request.text,
        about=f"{proposal.organisation.name} · {proposal.challenge.title}",
        at=given.at,
        follows=FOLLOWS[about],
        withdraw=partial(withdraw, request, about=about, read=given.sha256),
        withdrawn_at=None if said[-1] == given else said[-1].at,
    )


def withdraw(request: TeamRequest, *, about: str, read: str, by: Acting, at: datetime) -> Any:
    """Withdraw from one's own page what was given through a link, to the text with the hash `read`."""
    return answer(request, Kind.WITHDRAWN, about=about, read=read, origin=by.origin or Origin(), at=at)
