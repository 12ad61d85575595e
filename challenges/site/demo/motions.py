"""What waits for a second person in the demo, and what became of other motions."""

from datetime import datetime, timedelta

from accounts.acting import CLOCK
from challenges.core.actions import motion as motions
from challenges.core.motions import ACTS
from challenges.listing.models import Challenge

MORE = timedelta(days=5)
DAY = timedelta(days=1)


def make(people, at: datetime) -> None:
    """Write motions on calls that take proposals: one waits, one was refused, one was taken back.

    A fourth, on inviting a colleague, was answered by nobody and is void.
    """
    head, approver = people.by("O01", "batch"), people.by("O01", "approver")
    open_calls = Challenge.objects.filter(organiser=people.organisations["O01"], state="accepting", closes_at__gt=at)
    waiting, unwanted, mistaken = open_calls.order_by("pk")[:3]
    longer = ACTS["challenge.extend"]
    motions.prepare(
        longer, waiting, by=head, at=at, closes_at=waiting.closes_at + MORE, reason="检测机构停机检修五天。"
    )
    down, reason = ACTS["challenge.withdraw"], "发榜方提出改用其他路线。"
    refused = motions.prepare(down, unwanted, by=head, at=at, reason=reason, ground="")
    motions.refuse(refused, by=approver, at=at, reason="发榜方没有书面申请，请先取得申请。")
    reason = "申报单位来电要求。"
    back = motions.prepare(longer, mistaken, by=head, at=at, closes_at=mistaken.closes_at + MORE, reason=reason)
    motions.withdraw(back, by=head, at=at)
    unseen = motions.prepare(
        ACTS["organisation.invite"],
        people.organisations["O01"],
        by=head,
        at=at - 40 * DAY,
        email="newcomer@o01.example",
        roles=["checker"],
    )
    motions.expire(unseen, by=CLOCK, at=at - 5 * DAY)
