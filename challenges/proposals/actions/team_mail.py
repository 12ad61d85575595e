"""The mails that ask the people of a team: they have no account, so no notice can reach them."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from accounts import letters
from accounts.actions.letter_once import send_once
from challenges.proposals.actions.team import choices, token_of
from challenges.proposals.models import TeamRequest
from notifications import sweeps
from notifications.clock import local

LETTER = "team_consent"
letters.LETTERS[LETTER] = letters.Words(
    gettext_lazy("请您答复：是否同意列入申报团队"),
    gettext_lazy(
        "%(firm)s在%(site)s申报榜单“%(challenge)s”，拟在申报书的团队名单中列入您（%(name)s）。\n\n"
        "须由您本人决定是否同意。请打开下面的链接，阅读《团队成员同意书》全文和所列内容后答复，%(until)s之前有效：\n\n"
        "%(url)s\n\n"
        "同意以后，可以随时用同一链接撤回。链接只供您本人使用，请勿转发。\n\n"
        "如果您不认识对方，请选择不同意，或者不理会这封邮件：没有您的同意，申报书不能带着您的姓名提交。"
    ),
)


def mail_requests(*, at: datetime) -> int:
    """Send what waits; returns how many were sent. One that fails is tried again."""
    rows = TeamRequest.objects.filter(mailed_at=None).order_by("asked_at", "pk")
    rows = rows.select_related("proposal__challenge__batch", "proposal__organisation", "asked_by")
    return sweeps.each("team_requests", rows.prefetch_related("answers"), lambda row: mail(row, at), at=at)


def mail(request: TeamRequest, at: datetime) -> bool:
    """Send one, in the language of whoever asked; False when another worker has sent it, or the question is gone."""
    return send_once(request, lambda: letter_of(request, at), at=at)


def letter_of(request: TeamRequest, at: datetime) -> EmailMessage | None:
    """Return the letter that asks a person, or None where they answered or may not any more."""
    proposal = request.proposal
    closes_at = proposal.challenge.closes_at
    if request.answer or closes_at is None or not choices(request, at):
        return None
    with translation.override(request.asked_by.language):
        facts = {
            "firm": str(proposal.organisation.name_in(translation.get_language())),
            "name": request.name,
            "challenge": proposal.challenge.title,
            "until": f"{local(closes_at):%Y-%m-%d %H:%M}",
            "url": settings.SITE_URL.rstrip("/") + reverse("team_consent", args=[token_of(request)]),
        }
        key = f"team-{request.pk}-{request.asked_at.timestamp():.0f}"
        return letters.letter(LETTER, request.email, facts, key=key)
