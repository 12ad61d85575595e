"""Panels, reviews, choices and publicities for tests: the way there is walked by the real actions."""

from decimal import Decimal

from challenges.award.actions import choice as choices
from challenges.award.actions import decision as decisions
from challenges.award.actions import publicity
from challenges.bulletin import actions as notices
from challenges.review.actions import panel as panels
from challenges.review.actions import result as results
from challenges.review.actions import review as reviews
from challenges.review.actions import seat as seats
from challenges.review.actions.panel import Pick
from challenges.review.models import Review

from .accounts import OrganisationFactory, acting, expert
from .challenges import DAY, NOW, ProposalFactory, accepting_challenge

COMMENT = "技术路线清楚，指标响应完整，团队有相关基础，" * 3
LATER = NOW + 12 * DAY
CATEGORIES = ("technical", "enterprise", "enterprise", "finance", "technical")


class Review5:
    """A challenge in review with its proposals, officers and a panel of five; `to(...)` walks it on by real actions."""

    blind = False

    def __init__(self, proposals=2, categories=CATEGORIES, reserves=0, at=LATER, state="qualification", **fields):
        self.at = at
        self.challenge = accepting_challenge(
            **{"state": state, "closes_at": NOW + DAY, "first_closes_at": NOW + DAY, **fields}
        )
        self.proposals = [
            ProposalFactory(challenge=self.challenge, state="qualified", receipt_number=f"R{self.challenge.pk}-{n}")
            for n in range(proposals)
        ]
        organiser = self.challenge.organiser
        self.officer = acting(organiser, "review_officer")
        self.admin = acting(organiser, "batch_admin")
        self.notice_officer = acting(organiser, "notice_officer")
        self.supervisor = acting(organiser, "supervisor")
        self.signer = acting(self.challenge.lead, "signer")
        self.experts = [expert(category) for category in categories]
        self.reserves = [expert("enterprise") for _ in range(reserves)]
        self.panel = None

    def picks(self):
        return [
            *(Pick(one.user_id, leader=n == 0) for n, one in enumerate(self.experts)),
            *(Pick(one.user_id, reserve=True) for one in self.reserves),
        ]

    def composed(self):
        self.panel = panels.plan(self.challenge, by=self.officer, at=self.at, blind=self.blind)
        panels.compose(self.panel, by=self.officer, at=self.at, picks=self.picks())
        return self

    def invited(self):
        self.composed()
        panels.invite(self.panel, by=self.officer, at=self.at)
        return self

    def seat_of(self, one):
        return self.panel.seats.get(expert_id=one.user_id)

    def accepted(self):
        self.invited()
        for one in self.experts:
            seats.accept(self.seat_of(one), by=one, at=self.at)
        return self

    def scoring(self):
        self.accepted()
        results.begin_review(self.challenge, by=self.officer, at=self.at)
        panels.begin_scoring(self.panel, by=self.officer, at=self.at)
        return self

    def review_of(self, one, proposal):
        return Review.objects.get(seat__expert_id=one.user_id, proposal=proposal)

    def marks(self, value):
        return {criterion.pk: {"value": Decimal(value)} for criterion in self.panel.rubric.criteria.all()}

    def mark(self, one, proposal, value, submit=True):
        review = self.review_of(one, proposal)
        reviews.declare_clear(review, by=one, at=self.at)
        reviews.score(review, by=one, at=self.at, marks=self.marks(value), comment=COMMENT)
        if submit:
            reviews.submit(review, by=one, at=self.at)
        return review

    def marked(self, values=(80, 70)):
        self.scoring()
        for one in self.experts:
            for proposal, value in zip(self.proposals, values, strict=True):
                self.mark(one, proposal, value)
        return self

    def locked(self, values=(80, 70)):
        self.marked(values)
        panels.lock(self.panel, by=self.experts[0], at=self.at)
        self.challenge.refresh_from_db()
        return self

    def proposed(self, values=(80, 70)):
        self.locked(values)
        results.propose(self.challenge, by=self.officer, at=self.at)
        return self

    def chosen(self, values=(80, 70), picks=None):
        self.proposed(values)
        picks = picks or [choices.Pick(self.proposals[0].pk)]
        choices.choose(self.challenge, by=self.signer, at=self.at, picks=picks)
        return self

    @property
    def decision(self):
        """The decision that stands, read anew."""
        return self.challenge.decisions.exclude(state="void").get()

    def approved(self, *approvers):
        """Let these people approve in turn: by default the whole chain of the platform's rules."""
        for one in approvers or (self.officer, self.admin):
            decision = self.decision
            decisions.approve(decision, by=one, at=self.at, read=decision.digest)
        return self

    def decided(self, values=(80, 70), picks=None):
        return self.chosen(values, picks).approved()

    def publicised(self, values=(80, 70), at=None):
        self.decided(values)
        self.notice = publicity.prepare(self.challenge, by=self.notice_officer, at=self.at)
        notices.post(self.notice, by=self.admin, at=at or self.at)
        self.challenge.refresh_from_db()
        return self


def member_of(proposal, *roles):
    """Return a person of the firm that leads a proposal."""
    return acting(proposal.organisation, *(roles or ("signer",)))


def stranger(kind="sme"):
    """Return somebody of a firm that has nothing to do with the matter."""
    return acting(OrganisationFactory(kind=kind), "handler")
