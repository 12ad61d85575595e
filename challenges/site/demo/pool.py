"""What makes the pages of the pool worth looking at: ties declared, days away, and conflicts to decide."""

from datetime import timedelta

from django.db import transaction

from accounts.actions import absence as absences
from accounts.models import Employment, ExpertProfile
from challenges.core import gate
from challenges.core.actions import motion as motions
from challenges.core.motions import ACTS
from challenges.core.periods import day_of
from challenges.experts.models import Conflict
from challenges.proposals.models import Member
from challenges.review.actions import conflict as conflicts
from challenges.review.actions import interest as interests
from challenges.review.models import Panel


@transaction.atomic
def make(people, at) -> None:
    """Let two experts declare what they know, and leave the organiser of the panel that scores some ties to decide."""
    today = day_of(at)
    expert = people.by("exp-03", "expert")
    given = {"kind": "adviser", "unit_name": "启明薄膜材料（虚构）有限公司", "starts_on": today - timedelta(days=500)}
    interests.declare(by=expert, at=at, note="每季度一次技术咨询", **given)
    absences.add(by=expert, at=at, starts_on=today + timedelta(days=120), ends_on=today + timedelta(days=134))
    panel = Panel.objects.filter(state="scoring").order_by("pk").first()
    if panel is None:
        return
    seats = list(panel.seats.filter(state="accepted").order_by("order")[:2])
    firms = Member.objects.filter(proposal__challenge=panel.challenge, leader=True).order_by("pk")
    for seat, firm in zip(seats, firms, strict=False):
        Employment.objects.create(
            expert=ExpertProfile.objects.get(user=seat.expert_id),
            organisation=firm.organisation,
            unit_name=firm.organisation.name,
            post="技术顾问",
            starts_on=today - timedelta(days=2000),
            ends_on=today - timedelta(days=400),
        )
    gate.lock(panel)
    conflicts.find(panel, expert_ids=[seat.expert_id for seat in seats], at=at)
    officer = people.by("O01", "review")
    rows = list(Conflict.objects.filter(challenge=panel.challenge, status="potential").order_by("pk"))
    reason = "已离职满一年，未参与本项目，双方书面说明存档。"
    for row in rows[1:2]:
        act, ties = ACTS["panel.set_aside"], [row.pk]
        motion = motions.prepare(act, panel, by=officer, at=at, conflicts=ties, basis="document", reason=reason)
        motions.confirm(motion, by=people.by("O01", "batch"), at=at)
