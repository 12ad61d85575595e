"""The life of a proposal 揭榜申报书, and of a consortium member's invitation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from challenges.core.table import Table, alarm, step, taking_back


class ProposalState(TextChoices):
    DRAFT = "draft", _("草稿")
    INTERNAL_REVIEW = "internal_review", _("单位审核")
    SUBMITTED = "submitted", _("已提交")
    WITHDRAWN = "withdrawn", _("已撤回")
    EXPIRED = "expired", _("逾期未报")
    OPENED = "opened", _("已启封")
    SUPPLEMENT = "supplement", _("补正")
    QUALIFIED = "qualified", _("资格合格")
    DISQUALIFIED = "disqualified", _("资格不合格")
    SCORED = "scored", _("已评分")
    PROPOSED = "proposed", _("拟揭榜")
    RESERVE = "reserve", _("备选")
    NOT_SELECTED = "not_selected", _("未入选")
    SELECTED = "selected", _("中榜")
    CONTRACTED = "contracted", _("已签约")
    PASSED_OVER = "passed_over", _("逾期未签约")


S = ProposalState

WITH_THE_FIRM = frozenset({S.DRAFT, S.INTERNAL_REVIEW})
SEALED = frozenset({S.SUBMITTED})
HANDED_IN = frozenset(S) - WITH_THE_FIRM - {S.WITHDRAWN, S.EXPIRED}
OPENED = HANDED_IN - SEALED
ENDED = frozenset({S.WITHDRAWN, S.EXPIRED, S.DISQUALIFIED, S.NOT_SELECTED, S.PASSED_OVER})
WON = frozenset({S.SELECTED, S.CONTRACTED})
IN_REVIEW = frozenset({S.QUALIFIED, S.SCORED, S.PROPOSED, S.RESERVE, S.NOT_SELECTED, S.PASSED_OVER}) | WON

# Who decided what a firm complains about; none of them decides the complaint.
CHECKED_BY = ("checked_by", "check_confirmed_by")

CHECKS = (
    step("send_back", S.INTERNAL_REVIEW, S.DRAFT, event="proposal.sent_back", recall=True),
    step("request_supplement", S.OPENED, S.SUPPLEMENT, event="proposal.supplement_requested", recall=True),
    step(
        "confirm_check",
        S.OPENED,
        (S.QUALIFIED, S.DISQUALIFIED),
        event="proposal.check_confirmed",
        four_eyes="checked_by",
        recall=True,
    ),
)

PROPOSAL = Table(
    "proposal",
    ProposalState,
    (
        step("edit", S.DRAFT, event="proposal.edited"),
        step("follow_edition", S.DRAFT, event="proposal.edition_followed"),
        step("invite_member", S.DRAFT, event="proposal.member_invited"),
        step("ask_team", S.DRAFT, event="proposal.team_asked"),
        step("send_for_review", S.DRAFT, S.INTERNAL_REVIEW, event="proposal.sent_for_review"),
        *CHECKS,
        taking_back("proposal", *CHECKS),
        step(
            "submit", S.INTERNAL_REVIEW, S.SUBMITTED, event="proposal.submitted", four_eyes="prepared_by", signed=True
        ),
        step("confirm_edition", S.SUBMITTED, event="proposal.edition_confirmed", signed=True),
        step(
            "withdraw",
            (S.SUBMITTED, S.OPENED, S.SUPPLEMENT, S.QUALIFIED),
            S.WITHDRAWN,
            event="proposal.withdrawn",
            signed=True,
        ),
        step("resume_draft", S.WITHDRAWN, S.DRAFT, event="proposal.draft_resumed"),
        step("expire", WITH_THE_FIRM, S.EXPIRED, event="proposal.expired"),
        step("unseal", S.SUBMITTED, (S.OPENED, S.EXPIRED), event="proposal.unsealed"),
        step("supply", S.SUPPLEMENT, S.OPENED, event="proposal.supplied"),
        step("supplement_lapsed", S.SUPPLEMENT, S.DISQUALIFIED, event="proposal.supplement_lapsed", due="due_at"),
        step("recount", (S.SUPPLEMENT, S.DISQUALIFIED), event="proposal.recounted"),
        step("check", S.OPENED, event="proposal.checked"),
        step("complain", S.DISQUALIFIED, event="proposal.complained"),
        step("dismiss_complaint", S.DISQUALIFIED, event="proposal.complaint_dismissed", four_eyes=CHECKED_BY),
        step("uphold_complaint", S.DISQUALIFIED, S.OPENED, event="proposal.complaint_upheld", four_eyes=CHECKED_BY),
        step("score", S.QUALIFIED, S.SCORED, event="proposal.scored"),
        step("unscore", S.SCORED, S.QUALIFIED, event="proposal.unscored"),
        step(
            "nominate",
            S.SCORED,
            (S.PROPOSED, S.RESERVE, S.NOT_SELECTED),
            event="proposal.nominated",
        ),
        step("denominate", (S.PROPOSED, S.RESERVE, S.NOT_SELECTED), S.SCORED, event="proposal.denominated"),
        step("select", S.PROPOSED, S.SELECTED, event="proposal.selected"),
        step("contract", S.SELECTED, S.CONTRACTED, event="proposal.contracted"),
        step("pass_over", S.SELECTED, S.PASSED_OVER, event="proposal.passed_over"),
        step("release", S.RESERVE, S.NOT_SELECTED, event="proposal.released"),
    ),
    (
        alarm("proposal.supplement_due", S.SUPPLEMENT, "due_at", before=True),
        alarm("proposal.check_due", S.OPENED, "due_at", before=True, overdue=True),
        alarm("proposal.complaint_due", S.DISQUALIFIED, "due_at", before=True, overdue=True),
    ),
)


class MemberState(TextChoices):
    INVITED = "invited", _("待确认")
    CONFIRMED = "confirmed", _("已确认")
    DECLINED = "declined", _("已谢绝")
    REMOVED = "removed", _("已移出")


# Those who stand in a consortium, or were asked to and have not answered.
JOINED = (MemberState.INVITED, MemberState.CONFIRMED)

MEMBER = Table(
    "member",
    MemberState,
    (
        step("confirm", MemberState.INVITED, MemberState.CONFIRMED, event="member.confirmed", signed=True),
        step("decline", (MemberState.INVITED, MemberState.CONFIRMED), MemberState.DECLINED, event="member.declined"),
        step("remove", (MemberState.INVITED, MemberState.CONFIRMED), MemberState.REMOVED, event="member.removed"),
        step(
            "change_share",
            (MemberState.INVITED, MemberState.CONFIRMED),
            (MemberState.INVITED, MemberState.CONFIRMED),
            event="member.changed",
        ),
        step("invite_again", (MemberState.DECLINED, MemberState.REMOVED), MemberState.INVITED, event="member.invited"),
    ),
)
