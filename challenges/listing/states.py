"""The life of a challenge 榜单, from need to award, and of a question asked about it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from challenges.core.table import Table, alarm, step, taking_back


class ChallengeState(TextChoices):
    DRAFT = "draft", _("草稿")
    INTERNAL_REVIEW = "internal_review", _("单位内审")
    FORMAL_CHECK = "formal_check", _("形式审查")
    RETURNED = "returned", _("退回补正")
    REJECTED = "rejected", _("不予受理")
    ARGUMENTATION = "argumentation", _("专家论证")
    PENDING_PUBLISH = "pending_publish", _("待发布")
    PUBLISHED = "published", _("已发布")
    ACCEPTING = "accepting", _("揭榜申报")
    CLOSED = "closed", _("申报截止")
    QUALIFICATION = "qualification", _("资格审查")
    EXPERT_REVIEW = "expert_review", _("专家评审")
    PROPOSED = "proposed", _("拟定")
    PUBLICITY = "publicity", _("公示")
    OBJECTION = "objection", _("异议处理")
    AWARDED = "awarded", _("待签约")
    IN_PROGRESS = "in_progress", _("攻关中")
    WITHDRAWN = "withdrawn", _("撤榜")
    LAPSED = "lapsed", _("流榜")


S = ChallengeState

BEFORE_PUBLICATION = frozenset(
    {S.DRAFT, S.INTERNAL_REVIEW, S.FORMAL_CHECK, S.RETURNED, S.REJECTED, S.ARGUMENTATION, S.PENDING_PUBLISH}
)
PUBLIC = frozenset(S) - BEFORE_PUBLICATION
OPEN = frozenset({S.PUBLISHED, S.ACCEPTING})
WON = frozenset({S.AWARDED, S.IN_PROGRESS})
DECIDED = frozenset({S.PUBLICITY, S.OBJECTION}) | WON
AFTER_CLOSE = frozenset({S.CLOSED, S.QUALIFICATION, S.EXPERT_REVIEW, S.PROPOSED}) | DECIDED
EDITABLE = frozenset({S.DRAFT, S.RETURNED})
# States whose periods are counted in working days, or end on one: they follow the holiday table.
ENDED = frozenset({S.REJECTED, S.WITHDRAWN, S.LAPSED})
COUNTED = frozenset(S) - ENDED - {S.PENDING_PUBLISH, S.PUBLISHED, S.ACCEPTING, S.CLOSED, S.IN_PROGRESS}

CHECKS = (
    step("send_back", S.INTERNAL_REVIEW, (S.DRAFT, S.RETURNED), event="challenge.sent_back", recall=True),
    step(
        "approve",
        S.INTERNAL_REVIEW,
        S.FORMAL_CHECK,
        event="challenge.approved",
        four_eyes="prepared_by",
        recall=True,
        signed=True,
    ),
    step("return_for_repair", (S.FORMAL_CHECK, S.ARGUMENTATION), S.RETURNED, event="challenge.returned", recall=True),
    step("reject", S.FORMAL_CHECK, S.REJECTED, event="challenge.rejected", recall=True),
    step("pass_check", S.FORMAL_CHECK, S.ARGUMENTATION, event="challenge.check_passed", recall=True),
    step(
        "conclude_argumentation",
        S.ARGUMENTATION,
        S.PENDING_PUBLISH,
        event="challenge.argumentation_passed",
        recall=True,
    ),
)

CHALLENGE = Table(
    "challenge",
    ChallengeState,
    (
        step("edit", EDITABLE, event="challenge.edited"),
        step("clear_secrecy", EDITABLE, event="challenge.secrecy_cleared"),
        step("submit_inside", EDITABLE, S.INTERNAL_REVIEW, event="challenge.submitted_inside"),
        *CHECKS,
        taking_back("challenge", *CHECKS),
        step(
            "repair_lapsed",
            (S.RETURNED, S.INTERNAL_REVIEW),
            S.REJECTED,
            event="challenge.repair_lapsed",
            due="due_at",
        ),
        step("ask_opinion", S.ARGUMENTATION, event="challenge.opinion_asked"),
        step("give_opinion", S.ARGUMENTATION, event="challenge.opinion_given"),
        step("confirm_funds", S.PENDING_PUBLISH, event="challenge.funds_confirmed", signed=True),
        step("publish", S.PENDING_PUBLISH, S.PUBLISHED, event="challenge.published", four_eyes="checked_by"),
        step("open", S.PUBLISHED, S.ACCEPTING, event="challenge.opened", due="opens_at", inclusive=False),
        step("ask", OPEN, event="challenge.question_asked"),
        step("correct", OPEN, event="challenge.corrected"),
        step("extend", OPEN, event="challenge.extended", two=True),
        step("close", S.ACCEPTING, S.CLOSED, event="challenge.closed", due="closes_at"),
        step("sort_out", S.CLOSED, (S.QUALIFICATION, S.LAPSED), event="challenge.sorted_out", due="closes_at"),
        step("begin_review", S.QUALIFICATION, (S.EXPERT_REVIEW, S.LAPSED), event="challenge.review_begun"),
        step("propose", S.EXPERT_REVIEW, (S.PROPOSED, S.LAPSED), event="challenge.proposed"),
        step("choose", S.PROPOSED, event="challenge.chosen", signed=True),
        step("choose_anew", S.PROPOSED, event="challenge.chosen_anew", two=True, signed=True),
        step("announce", S.PROPOSED, S.PUBLICITY, event="challenge.publicity_begun"),
        step("set_feedback", DECIDED, event="challenge.feedback_set"),
        step("give_feedback", DECIDED, event="challenge.feedback_given", due="feedback_due_at", inclusive=False),
        step("stay", S.PUBLICITY, S.OBJECTION, event="challenge.stayed"),
        step(
            "resume",
            S.OBJECTION,
            (S.PUBLICITY, S.PROPOSED, S.EXPERT_REVIEW),
            event="challenge.resumed",
        ),
        step("award", S.PUBLICITY, S.AWARDED, event="challenge.awarded", due="publicity_ends_at"),
        step("begin_work", S.AWARDED, S.IN_PROGRESS, event="challenge.work_begun"),
        step("hand_on", S.AWARDED, (S.PROPOSED, S.LAPSED), event="challenge.handed_on"),
        step(
            "ask_withdrawal",
            PUBLIC - WON - ENDED,
            event="challenge.withdrawal_asked",
            signed=True,
        ),
        step(
            "withdraw",
            frozenset(S) - WON - ENDED,
            S.WITHDRAWN,
            event="challenge.withdrawn",
            two=True,
        ),
        step("relist", S.LAPSED, event="challenge.relisted"),
        step("recount", COUNTED, event="challenge.recounted"),
    ),
    (
        alarm("challenge.draft_idle", S.DRAFT, "due_at", overdue=True),
        alarm("challenge.check_due", (S.FORMAL_CHECK, S.ARGUMENTATION), "due_at", before=True, overdue=True),
        alarm("challenge.repair_due", (S.RETURNED, S.INTERNAL_REVIEW), "due_at", before=True),
        alarm("challenge.closing_soon", S.ACCEPTING, "closes_at", before=True),
        alarm("challenge.qualification_due", S.QUALIFICATION, "due_at", before=True, overdue=True),
        alarm("challenge.review_due", S.EXPERT_REVIEW, "due_at", before=True, overdue=True),
        alarm("challenge.choice_due", S.PROPOSED, "due_at", before=True, overdue=True),
        alarm("challenge.signing_due", S.AWARDED, "due_at", before=True, overdue=True),
    ),
)


class QuestionState(TextChoices):
    OPEN = "open", _("待答复")
    ANSWERED = "answered", _("已答复")


QUESTION = Table(
    "question",
    QuestionState,
    (
        step("answer", QuestionState.OPEN, QuestionState.ANSWERED, event="question.answered"),
        step("recount", QuestionState.OPEN, event="question.recounted"),
    ),
    (alarm("question.unanswered", QuestionState.OPEN, "due_at", overdue=True),),
)
