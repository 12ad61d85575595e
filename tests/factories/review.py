"""Panels, reviews, choices and publicities for tests: the way there is walked by the real actions."""

from datetime import timedelta
from decimal import Decimal
from functools import wraps

from allauth.account.models import EmailAddress

from accounts.acting import CLOCK
from challenges.award.actions import choice as choices
from challenges.award.actions import decision as decisions
from challenges.award.actions import inquiry as inquiries
from challenges.award.actions import objecting, objection_review, publicity
from challenges.award.queries.hearing import targets
from challenges.bulletin.actions import notice as notices
from challenges.review.actions import panel as panels
from challenges.review.actions import result as results
from challenges.review.actions import review as reviews
from challenges.review.actions import seat as seats
from challenges.review.actions.panel import Pick
from challenges.review.models import Review, Score
from challenges.review.ranking import official
from notifications.events import Record, record_many

from .accounts import OrganisationFactory, UserFactory, acting, expert
from .challenges import DAY, NOW, ProposalFactory, accepting_challenge
from .remembered import plain, recall

SECOND = timedelta(seconds=1)
COMMENT = "技术路线清楚，指标响应完整，团队有相关基础，" * 3
LATER = NOW + 12 * DAY
# What a review goes through until it is handed in, as the record tells it.
WAY = (("review.declared_clear", "waiting", "in_progress"), ("review.submitted", "in_progress", "submitted"))
CATEGORIES = ("technical", "enterprise", "enterprise", "finance", "technical")


def stage(walk):
    """Decorate a method that walks on from the stage before and returns its walk: way and rows are remembered."""

    @wraps(walk)
    def to(self, *args, **more):
        # A walk at a time of its own is nobody else's: only all of it together is worth remembering.
        if self.stands or ("at" in self.given and vars(self).get("under_way")):
            return walk(self, *args, **more)

        def build():
            vars(self)["under_way"] = True
            return vars(walk(self, *args, **more))

        found = dict(recall((type(self), walk.__name__, self.given, args, more), build))
        vars(self).clear()
        vars(self).update(found)
        return self

    return to


class Review5:
    """A challenge in review with its proposals, officers and a panel of five; its stages walk it on by real actions.

    Of plain words it is made when it is first looked at, written to or walked on, so that a stage is remembered whole.
    """

    blind = False

    def __init__(self, **given):
        vars(self)["given"] = given
        if not plain(given):
            self.made()

    def __getattr__(self, name):
        if self.stands or name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.made(), name)

    def __setattr__(self, name, value):
        if not self.stands:
            self.made()
        vars(self)[name] = value

    @property
    def stands(self):
        """Whether its rows are written."""
        return "given" not in vars(self)

    @stage
    def made(self):
        """Write the rows that the walk begins with."""
        vars(self).pop("under_way", None)
        self.make(**vars(self).pop("given"))
        return self

    def make(
        self, proposals=2, categories=CATEGORIES, reserves=0, at=LATER, state="qualification", load=None, **fields
    ):
        """`load` is how much each expert takes, where it is not the usual."""
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
        self.approver = acting(organiser, "approver")
        self.supervisor = acting(organiser, "supervisor")
        self.signer = acting(self.challenge.lead, "signer")
        self.experts = [expert(category, **({"max_load": load} if load else {})) for category in categories]
        self.reserves = [expert("enterprise") for _ in range(reserves)]
        self.panel = None

    def picks(self):
        return [
            *(Pick(one.user_id, leader=n == 0) for n, one in enumerate(self.experts)),
            *(Pick(one.user_id, reserve=True) for one in self.reserves),
        ]

    @stage
    def composed(self):
        self.panel = panels.plan(self.challenge, by=self.officer, at=self.at, blind=self.blind)
        panels.compose(self.panel, by=self.officer, at=self.at, picks=self.picks())
        return self

    @stage
    def invited(self):
        self.composed()
        panels.invite(self.panel, by=self.officer, at=self.at)
        return self

    def seat_of(self, one):
        return self.panel.seats.get(expert_id=one.user_id)

    @stage
    def accepted(self):
        self.invited()
        for one in self.experts:
            seats.accept(self.seat_of(one), by=one, at=self.at)
        return self

    @stage
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

    def mark_all(self, given):
        """Hand in marks (expert, proposal, value) in few statements: the rows and events that `mark` leaves."""
        criteria = list(self.panel.rubric.criteria.all())
        weights = {criterion.pk: criterion.weight for criterion in criteria if criterion.weight}
        waiting = Review.objects.filter(seat__panel=self.panel, state="waiting").select_related("seat")
        reviews_of = {(row.seat.expert_id, row.proposal_id): row for row in waiting}
        rows, scores, events = [], [], []
        for one, proposal, value in given:
            row, value = reviews_of[one.user_id, proposal.pk], Decimal(value)
            marks = dict.fromkeys((criterion.pk for criterion in criteria), value)
            row.total = official.half_up(
                official.total(official.Review(row.seat_id, marks), official.Rule(weights=weights))
            )
            row.state, row.version, row.comment = "submitted", row.version + 3, COMMENT
            row.updated_at = row.submitted_at = self.at
            rows.append(row)
            scores += [Score(review=row, criterion_id=pk, value=mark, saved_at=self.at) for pk, mark in marks.items()]
            for event, source, target in WAY:
                facts = {"from": source, "to": target}
                events.append(Record(event, subject=row, by=one, at=self.at, facts=facts))
        columns = ["state", "version", "comment", "updated_at", "submitted_at", "total"]
        Review.objects.bulk_update(rows, columns)
        Score.objects.bulk_create(scores)
        record_many(events)

    def mark_each(self, values, experts=None):
        """Let everybody, or these experts, give the proposals these values in their order."""
        pairs = list(zip(self.proposals, values, strict=False))
        self.mark_all((one, proposal, value) for one in experts or self.experts for proposal, value in pairs)
        return self

    @stage
    def marked(self, values=(80, 70)):
        self.scoring()
        return self.mark_each(values)

    @stage
    def locked(self, values=(80, 70)):
        self.marked(values)
        panels.lock(self.panel, by=self.experts[0], at=self.at)
        self.challenge.refresh_from_db()
        return self

    @stage
    def proposed(self, values=(80, 70)):
        self.locked(values)
        results.propose(self.challenge, by=self.officer, at=self.at)
        return self

    @stage
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
        for one in approvers or (self.officer, self.approver):
            decision = self.decision
            decisions.approve(decision, by=one, at=self.at, read=decision.digest)
        return self

    @stage
    def decided(self, values=(80, 70), picks=None):
        return self.chosen(values, picks).approved()

    @stage
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
    """Return somebody of a firm that has nothing to do with the matter, known by name and mailbox."""
    return acting(OrganisationFactory(kind=kind), "handler", user=known(UserFactory()))


def known(user, name="许清越"):
    """Give a person a real name, a telephone and a proved mailbox, and return them."""
    user.name, user.phone = name, "13800000001"
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


# What an objector says.
OBJECTION = {
    "matter": "truth",
    "text": "公示的检测报告编号与官网公开的不一致",
    "source": "检测报告 JC-2026-118 第 3 页",
    "remedy_kind": "check",
    "remedy": "请核对检测报告原件",
}


def asked(objection, *, by, at, side="target", **more):
    """Return what the desk asks one side of an objection, the firm objected to unless another is named."""
    more = {"question": "请说明检测报告的委托单位", **more}
    return inquiries.inquire(objection, by=by, at=at, side=side, **more)


def heard(objection, *, by, at):
    """Let every firm objected to be asked and answer, so that it may be found to hold; return it."""
    for firm in targets(objection):
        row = asked(objection, by=by, at=at, organisation_id=firm.pk)
        inquiries.answer(row, by=acting(firm, "signer"), at=at, text="报告由我单位委托检测")
    return objection


def final(objection):
    """Let the time for a review pass unused, so that what was found takes effect; return the objection."""
    objection.refresh_from_db()
    return objection_review.let_stand(objection, by=CLOCK, at=objection.review_until + SECOND)


def objected(challenge, *, at, by=None, evidence=None, expected=None, **more):
    """Return an objection of somebody (a stranger, when nobody is named) to the publicity of a challenge."""
    said = objecting.Statement(**OBJECTION | more)
    return objecting.file(challenge, said, by=by or stranger(), at=at, evidence=evidence, expected=expected)
