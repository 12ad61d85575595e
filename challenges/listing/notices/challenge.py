"""Who is told of what happens to a challenge, from the need to the qualification, and of the questions asked.

What concerns those who apply as well is told in `challenge_applied.py`, what the review and the award bring in
`challenge_review.py` and `challenge_award.py`.
"""

from django.utils.translation import gettext_lazy as _

from challenges.core.notices.audience import among
from challenges.core.notices.take_back import declare_taken_back
from challenges.listing.notices.challenge_audiences import (
    CHECKERS,
    PUBLISHERS,
    REVIEWERS,
    SIGNERS,
    WRITERS,
    answerers,
    asker_and_followers,
    earlier_readers,
    experts_asked,
    followers,
    lead,
    organiser,
    overdue,
    together,
)
from challenges.listing.notices.challenge_context import context, question_context, remarks_of
from challenges.listing.states import ChallengeState
from notifications.registry import notice, silent, topic

NEEDS = topic("needs", _("需求与榜单审核"))
CHALLENGES = topic("challenges", _("榜单动态"))
QUESTIONS = topic("questions", _("榜单问答"))
DEADLINES = topic("deadlines", _("期限提醒"))


def declare(event_name, audience, *, topic=CHALLENGES, context=context, facts=(), **more) -> None:
    """Declare a notice of this file: facts are named one by one, and the right to know is asked again at sending."""
    notice(event_name, topic=topic, audience=audience, context=context, facts=facts, still=among(audience), **more)


S = ChallengeState

# Inside the lead firm, and between it and the organiser.
declare("challenge.secrecy_cleared", lead(*WRITERS), topic=NEEDS)
declare("challenge.submitted_inside", lead(*SIGNERS), topic=NEEDS)
declare("challenge.sent_back", lead(*WRITERS), topic=NEEDS, facts=("reason",))
declare("challenge.approved", organiser(*CHECKERS), topic=NEEDS)
declare(
    "challenge.returned",
    lead(*WRITERS, *SIGNERS),
    topic=NEEDS,
    context=remarks_of,
    facts=("due",),
    statutory=True,
)
declare("challenge.rejected", lead(*WRITERS, *SIGNERS), topic=NEEDS, facts=("reason",), statutory=True)
declare(
    "challenge.repair_lapsed",
    together(lead(*WRITERS, *SIGNERS), organiser(*CHECKERS)),
    topic=NEEDS,
    statutory=True,
)
declare("challenge.check_passed", together(lead(*WRITERS), experts_asked), topic=NEEDS)
declare("challenge.opinion_asked", experts_asked, topic=NEEDS)
declare("challenge.opinion_given", organiser(*CHECKERS), topic=NEEDS)
declare(
    "challenge.argumentation_passed",
    together(lead(*WRITERS, *SIGNERS, "finance"), organiser(*PUBLISHERS)),
    topic=NEEDS,
)
declare("challenge.funds_confirmed", organiser(*PUBLISHERS), topic=NEEDS)

# In public.
declare("challenge.published", together(lead(*WRITERS, *SIGNERS), earlier_readers))
declare("challenge.opened", together(lead(*WRITERS), followers))
declare("challenge.withdrawal_asked", organiser("batch_admin"), facts=("reason",))


# Reminders.
ALARM = ("due", "days", "overdue")
declare("challenge.draft_idle", lead(*WRITERS), topic=DEADLINES, facts=ALARM)
declare(
    "challenge.check_due",
    together(organiser(*CHECKERS), overdue(organiser("supervisor"))),
    topic=DEADLINES,
    facts=ALARM,
)
declare("challenge.repair_due", lead(*WRITERS, *SIGNERS), topic=DEADLINES, facts=ALARM)
declare("challenge.qualification_due", organiser(*CHECKERS), topic=DEADLINES, facts=ALARM)
declare("challenge.review_due", organiser(*REVIEWERS), topic=DEADLINES, facts=ALARM)

# Questions.
declare("challenge.question_asked", lead(*WRITERS), topic=QUESTIONS)
declare("question.answered", asker_and_followers, topic=QUESTIONS, context=question_context)
declare("question.unanswered", answerers, topic=QUESTIONS, context=question_context, facts=ALARM)
declare("question.recounted", answerers, topic=QUESTIONS, context=question_context, facts=("old", "new", "year"))

silent("challenge.created", "whoever writes it knows")
silent("challenge.edited", "the other writers see it on the page")
silent("challenge.relisted", "the new draft lies with its writer; those who follow are told at publication")
silent("challenge.undertaken", "who reads under a promise would tell the lead firm who means to apply")
silent("holiday.changed", "whose period moves is told of it; the operator did it themselves")
silent("batch.created", "the batch administrator did it themselves")
silent("batch.edited", "published dates do not change by it")
silent("batch.rules_changed", "it stands on the call's page from when it holds; published dates do not change by it")
silent("batch.closed", "everything in it has its result, of which all were told")
silent("batch.reopened", "its administrator did it themselves")
silent("batch.deleted", "nobody had begun anything in it")

declare_taken_back(
    "challenge",
    topic=NEEDS,
    labels={
        "send_back": _("单位内退回修改"),
        "approve": _("单位签发，报组织方"),
        "return_for_repair": _("退回补正"),
        "reject": _("不予受理"),
        "pass_check": _("形式审查通过"),
        "conclude_argumentation": _("论证通过"),
    },
)
