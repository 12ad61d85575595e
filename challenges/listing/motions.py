"""What of a challenge takes two persons of the organiser, in the words of whoever confirms it."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenges.core.motions import Act
from challenges.listing.actions import challenge_change
from notifications.clock import local


def title(challenge) -> str:
    """Return how a challenge is named."""
    return f"{challenge.number} {challenge.title}".strip()


def moment(at: datetime) -> str:
    """Return a moment to the minute, in Asia/Shanghai."""
    return f"{local(at):%Y-%m-%d %H:%M}"


def extension(challenge, given: dict) -> list[tuple[str, str]]:
    """Return what an extension would change."""
    return [
        (_("现在的截止时间"), moment(challenge.closes_at)),
        (_("新的截止时间"), moment(given["closes_at"])),
        (_("理由"), given["reason"]),
    ]


def withdrawal(challenge, given: dict) -> list[tuple[str, str]]:
    """Return what taking a challenge back would mean."""
    ground = given.get("ground", "")
    return [
        (_("结果"), _("榜单撤下，公告随即张贴，不能恢复；已提交的申报不再有约束力。")),
        *([(_("事由"), str(challenge_change.Ground(ground).label))] if ground else []),
        (_("理由"), given["reason"]),
    ]


ACTS = (
    Act(
        "challenge",
        "extend",
        gettext_lazy("延长申报期"),
        challenge_change.extend,
        extension,
        title,
        lambda challenge, by: challenge.organiser_id,
        {"closes_at": datetime.fromisoformat},
    ),
    Act(
        "challenge",
        "withdraw",
        gettext_lazy("撤下榜单"),
        challenge_change.withdraw,
        withdrawal,
        title,
        lambda challenge, by: challenge.organiser_id,
    ),
)
