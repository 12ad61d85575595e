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
from challenges.proposals.actions.team import answer
from challenges.proposals.models import TeamAnswer, TeamRequest

# What becomes of a proposal once its person has withdrawn; said before it, on the link's page and on one's own.
FOLLOWS = {
    TextKind.TEAM: _(
        "撤回后，申报单位随即得知。尚未提交的，申报书不能再带着您的姓名提交；已经提交的，由申报单位依规则变更团队。"
        "撤回不影响此前处理的效力。"
    ),
}
Kind = TeamAnswer.Kind


@lends("person", "consents")
def of_teams(user: User, at: datetime) -> list[Consent]:  # noqa: ARG001
    """Return what this person consented to as one of a team: asked at an address that they have proved to own."""
    own = TeamRequest.objects.filter(email__in=proved_mails(user)).exclude(answers=None)
    rows = own.select_related("text", "proposal__challenge", "proposal__organisation").prefetch_related("answers")
    return [one for row in rows if (one := consent_of(row)) is not None]


def consent_of(request: TeamRequest) -> Consent | None:
    """Return what was consented to through a request, None where the person never agreed."""
    said = sorted(request.answers.all(), key=lambda row: row.pk)
    given = next((row for row in reversed(said) if row.kind == Kind.AGREED), None)
    if given is None:
        return None
    proposal = request.proposal
    return Consent(
        key=f"team-{request.pk}",
        text=request.text,
        about=f"{proposal.organisation.name} · {proposal.challenge.title}",
        at=given.at,
        follows=FOLLOWS[TextKind.TEAM],
        withdraw=partial(withdraw, request),
        withdrawn_at=None if said[-1] == given else said[-1].at,
    )


def withdraw(request: TeamRequest, *, by: Acting, at: datetime) -> Any:
    """Withdraw from one's own page what was given through a link."""
    return answer(request, Kind.WITHDRAWN, read=request.sha256, origin=by.origin or Origin(), at=at)
