"""The applicant's written answer 书面答复: the panel asks, the firm answers once, the experts read it."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from challenges.core import gate, policy
from challenges.core.gate import Invalid, Moment, NotAllowed, Problem, Refused, overdue
from challenges.core.periods import day_of, working_days_later
from challenges.proposals.models import Proposal
from challenges.proposals.states import ProposalState
from challenges.review.models import Panel, Rejoinder
from challenges.review.states.review import SCORING
from notifications.clock import local
from notifications.events import record

WRITERS = frozenset({"project_lead", "handler", "signer", "admin"})


def ask(panel: Panel, *, by: Acting, at: Moment, proposal: Proposal, question: str) -> Rejoinder:
    """The organiser or the panel's leader asks the firm of one proposal; no expert is named to it.

    The firm has the days for an answer that the rules give. Refused when the panel is not scoring.
    """
    if not question.strip():
        raise Invalid([Problem("question", _("请写明问题。"), "required")])
    with transaction.atomic():
        gate.lock(panel)
        now = gate.moment(at)
        policy.demand(by, "discuss", panel)
        require_scoring(panel)
        if proposal.challenge_id != panel.challenge_id or proposal.state != ProposalState.QUALIFIED:
            raise Invalid([Problem("proposal", _("这份申报书不在本评审组评审。"), "wrong_proposal")])
        rules = panel.challenge.rules_on(day_of(now))
        rejoinder = Rejoinder.objects.create(
            proposal=proposal,
            panel=panel,
            question=question.strip(),
            asked_by=by.user,
            asked_at=now,
            due_at=working_days_later(now, rules["answer_days"], rules),
        )
        facts = {"due_at": rejoinder.due_at.isoformat()}
        # The firm may read the record of its proposal: whoever asked, it is the panel that asks.
        record("rejoinder.asked", subject=rejoinder, by=gate.CLOCK, at=now, facts=facts)
    return rejoinder


def require_scoring(panel: Panel) -> None:
    """Refuse when the panel is not scoring: before it begins, or after the lock."""
    if panel.state not in SCORING:
        raise Refused(
            _("评审组现在是“%(state)s”，不能答复。") % {"state": panel.get_state_display()}, code="panel_not_scoring"
        )


def answer(rejoinder: Rejoinder, *, by: Acting, at: Moment, text: str) -> Rejoinder:
    """The firm answers in writing, once, inside the time given. The experts of this proposal are told."""
    if not text.strip():
        raise Invalid([Problem("text", _("请写答复。"), "required")])
    with transaction.atomic():
        gate.lock(rejoinder.panel)
        rejoinder.refresh_from_db(from_queryset=Rejoinder.objects.select_for_update().select_related("panel"))
        now = gate.moment(at)
        if by.organisation_id != rejoinder.proposal.organisation_id or not by.roles & WRITERS:
            raise NotAllowed()
        require_scoring(rejoinder.panel)
        if rejoinder.answered_at is not None:
            raise Refused(_("已经答复过，不能再改。"), code="answered")
        if overdue(rejoinder.due_at, now):
            due = f"{local(rejoinder.due_at):%Y-%m-%d %H:%M}"
            raise Refused(_("答复时限已于 %(due)s 届满。") % {"due": due}, code="too_late")
        rejoinder.answer, rejoinder.answered_by, rejoinder.answered_at = text.strip(), by.user, now
        rejoinder.save()
        record("rejoinder.answered", subject=rejoinder, by=by, at=now)
    return rejoinder
