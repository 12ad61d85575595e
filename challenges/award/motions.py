"""Which acts of the award take two persons, and what whoever confirms one reads."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from challenges.award.access.objection import whole_to
from challenges.award.actions import choice, objection
from challenges.core.motions import Act
from challenges.listing.motions import title
from challenges.proposals.models import Proposal


def slot_line(slot: int, name: str, reason: str) -> tuple[str, str]:
    """Return one slot of a choice in words."""
    return _("第 %(n)s 家") % {"n": slot}, f"{name}：{reason}" if reason else name


def anew(challenge, given: dict) -> list[tuple[str, str]]:
    """Return whom the lead firm had chosen, and whom it would choose."""
    chosen = challenge.choices.select_related("proposal__organisation").order_by("slot")
    wanted = Proposal.objects.filter(pk__in=[pick.proposal_id for pick in given["picks"]])
    named = {row.pk: row.organisation.name for row in wanted.select_related("organisation")}
    return [
        (_("原择定"), "、".join(row.proposal.organisation.name for row in chosen)),
        *(
            slot_line(slot, named.get(pick.proposal_id, ""), pick.reason)
            for slot, pick in enumerate(given["picks"], start=1)
        ),
        (_("结果"), _("已有的审定失效，重新提请审定。")),
    ]


def not_taken_up(row, given: dict) -> list[tuple[str, str]]:
    """Return what is objected to and on which facts, and what refusing to take it up would mean."""
    lines = [
        (_("异议事项"), str(row.get_matter_display())),
        (_("事实"), row.text),
        (_("证据来源"), row.source),
        (_("请求"), f"{row.get_remedy_kind_display()}\n{row.remedy}"),
        (_("结果"), _("不予受理，通知异议人，随即公告编号、事项和理由；没有其他异议未办结的，公示继续。")),
        (_("处理意见"), given["decision"]),
    ]
    return [line for line in lines if line[1]]


ACTS = (
    Act(
        "challenge",
        "choose_anew",
        gettext_lazy("重新择定"),
        choice.choose_anew,
        anew,
        title,
        lambda challenge, by: challenge.lead_id,
        {"picks": lambda rows: [choice.Pick(**row) for row in rows]},
    ),
    Act(
        "objection",
        "refuse",
        gettext_lazy("不予受理异议"),
        objection.refuse,
        not_taken_up,
        lambda row: row.number,
        lambda row, by: row.challenge.organiser_id,
        seen=whole_to,
    ),
)
