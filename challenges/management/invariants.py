"""What must hold of the data whatever happened: each rule is one function that yields what breaks it.

They are proved on the demo, after every journey of the tests, and by operators with `manage.py check_invariants`.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum

from challenges.award.models import Award, Decision, Objection
from challenges.award.states.decision import DecisionState
from challenges.award.states.objection import OPEN_OBJECTION
from challenges.bulletin.models import Notice
from challenges.bulletin.states import UNPOSTED, NoticeState
from challenges.contracts.models import Contract, MoneySource, Payment
from challenges.contracts.money import yuan
from challenges.core.noun import NOUNS
from challenges.desk.queries.erasures import unaccounted
from challenges.listing.models import Challenge, Question
from challenges.listing.queries.snapshot import snapshot
from challenges.listing.states import AFTER_CLOSE, BEFORE_PUBLICATION, EDITABLE, OPEN, PUBLIC, WON, ChallengeState
from challenges.proposals.models import Proposal, ProposalVersion
from challenges.proposals.queries.proposal_snapshot import digest
from challenges.proposals.queries.receipt import count_of
from challenges.proposals.states import HANDED_IN, OPENED, SEALED, WITH_THE_FIRM, MemberState, ProposalState
from challenges.proposals.states import WON as TAKEN
from challenges.review.models import Panel
from notifications import chain, stamps
from notifications.models import ChainHead, Event

AT_ONCE = 2000


@dataclass(frozen=True)
class Breach:
    """One row that breaks a rule."""

    rule: str
    noun: str
    pk: int | str
    says: str

    def __str__(self):
        return f"{self.rule}: {self.noun} {self.pk}: {self.says}"


RULES = []


def rule(function):
    """Add a rule; its function yields (row, what is wrong with it)."""
    RULES.append(function)
    return function


def breaches() -> Iterator[Breach]:
    """Yield every breach of every rule, in the order of the rules."""
    for function in RULES:
        for row, says in function():
            yield Breach(function.__name__, row.noun, row.pk, says)


@rule
def amounts_add_up():
    """Sources make the total once a need has left its writers; what is for honour has no money."""
    wrong = Q(mode="honour") & ~Q(total_wan=0)
    wrong |= ~Q(state__in=EDITABLE) & ~Q(total_wan=F("enterprise_wan") + F("fiscal_wan") + F("other_wan"))
    for row in Challenge.objects.filter(wrong):
        yield row, f"{row.enterprise_wan} + {row.fiscal_wan} + {row.other_wan} is not {row.total_wan}"


@rule
def payments_make_the_whole():
    """The payment split of everything published makes 100 percent."""
    rows = Challenge.objects.filter(state__in=PUBLIC, total_wan__gt=0).annotate(share=Sum("payment_parts__percent"))
    for row in rows.exclude(share=Decimal(100)):
        yield row, f"the payments make {row.share} percent"


@rule
def what_is_public_was_published():
    """Whatever was published has its number, window and editions, and its terms are those of the last edition."""
    for row in Challenge.objects.filter(state__in=PUBLIC, published_at__isnull=False).iterator(AT_ONCE):
        if not (row.number and row.opens_at and row.closes_at and row.edition >= 1):
            yield row, "number, window or edition is missing"
            continue
        editions = list(row.editions.order_by("number"))
        if [edition.number for edition in editions] != list(range(1, row.edition + 1)):
            yield row, f"{len(editions)} editions are kept, and {row.edition} were published"
        elif editions[-1].snapshot != snapshot(row):
            yield row, "the terms are not those of the last edition"
    for row in Challenge.objects.filter(state__in=PUBLIC - {ChallengeState.WITHDRAWN}, published_at=None):
        yield row, "nobody published it"


@rule
def deadlines_move_only_later():
    """A deadline is never earlier than the one first announced."""
    for row in Challenge.objects.filter(closes_at__lt=F("first_closes_at")):
        yield row, f"closes {row.closes_at}, before the {row.first_closes_at} announced"


@rule
def clocks_know_their_time():
    """A row that waits for the clock knows when."""
    for state, due in (
        (ChallengeState.PUBLISHED, "opens_at"),
        (ChallengeState.ACCEPTING, "closes_at"),
        (ChallengeState.PUBLICITY, "publicity_ends_at"),
        (ChallengeState.RETURNED, "due_at"),
    ):
        for row in Challenge.objects.filter(state=state, **{due: None}):
            yield row, f"{state} without {due}"


@rule
def receipts_have_no_gap():
    """The receipts given for a challenge stand for 1, 2, 3 … as often as its counter says."""
    printed: dict[int, list] = {}
    for pk, receipt in Event.objects.filter(name="proposal.submitted").values_list("subject_id", "facts__receipt"):
        printed.setdefault(pk, []).append(receipt)
    receipts: dict[int, list] = {}
    for pk, challenge_id in Proposal.objects.filter(pk__in=printed).values_list("pk", "challenge_id"):
        receipts.setdefault(challenge_id, []).extend(printed[pk])
    for row in Challenge.objects.filter(Q(pk__in=receipts) | Q(receipt_seq__gt=0)):
        counts = sorted(count_of(row.receipt_secret, receipt) or 0 for receipt in receipts.get(row.pk, []))
        if counts != list(range(1, row.receipt_seq + 1)):
            yield row, f"receipts {counts}, counter {row.receipt_seq}"


@rule
def receipts_prove_what_was_handed_in():
    """The hash on a receipt is that of the text kept when it was handed in."""
    kept = ProposalVersion.objects.filter(proposal=OuterRef("pk"), reason="submit").order_by("-number")
    rows = Proposal.objects.filter(state__in=HANDED_IN).annotate(kept=Subquery(kept.values("snapshot")[:1]))
    for row in rows.iterator(AT_ONCE):
        if not row.receipt_number or row.kept is None or digest(row.kept) != row.receipt_hash:
            yield row, "receipt, kept text and hash do not agree"


@rule
def nothing_is_opened_before_the_close():
    """While a challenge takes proposals none of them is open; once it has closed none is still sealed or a draft."""
    for row in Proposal.objects.filter(challenge__state__in=OPEN, state__in=OPENED):
        yield row, f"{row.state} before the close"
    after = AFTER_CLOSE | {ChallengeState.LAPSED}
    for row in Proposal.objects.filter(challenge__state__in=after, state__in=SEALED | WITH_THE_FIRM):
        yield row, f"{row.state} after the close"
    for row in Proposal.objects.filter(challenge__state__in=BEFORE_PUBLICATION):
        yield row, "written before the publication"


@rule
def what_was_opened_was_confirmed():
    """A proposal that was opened rests on the last material edition."""
    for row in Proposal.objects.filter(state__in=OPENED, edition__lt=F("challenge__material_edition")):
        yield row, f"rests on edition {row.edition}"


@rule
def shares_make_the_whole():
    """The shares of a consortium that handed in make 100 percent, every member has confirmed, one leads."""
    standing = Q(members__state__in=(MemberState.INVITED, MemberState.CONFIRMED))
    rows = Proposal.objects.filter(state__in=HANDED_IN).annotate(
        share=Sum("members__share", filter=standing),
        leaders=Count("members", filter=standing & Q(members__leader=True)),
        waiting=Count("members", filter=Q(members__state=MemberState.INVITED)),
    )
    for row in rows.exclude(share=Decimal(100), leaders=1, waiting=0):
        yield row, f"{row.share} percent, {row.leaders} leaders, {row.waiting} unconfirmed"


@rule
def two_people_hand_in():
    """Whoever prepared a proposal did not sign it; whoever checked a need did not publish it."""
    for row in Proposal.objects.filter(state__in=HANDED_IN, submitted_by=F("prepared_by")):
        yield row, "prepared and submitted by one person"
    published = Event.objects.filter(name="challenge.published").values_list("subject_id", "actor_id")
    checkers = dict(Challenge.objects.exclude(checked_by=None).values_list("pk", "checked_by_id"))
    both = [pk for pk, actor in published if checkers.get(pk) == actor]
    for row in Challenge.objects.filter(pk__in=both):
        yield row, "checked and published by one person"


@rule
def awards_fit_their_slots():
    """No more awards than slots, each to a selected proposal of its own challenge; every winner has an award."""
    for row in Challenge.objects.annotate(won=Count("awards")).filter(
        Q(won__gt=F("race_slots")) | Q(state__in=WON, won=0) | Q(won__gt=0) & ~Q(state__in=WON)
    ):
        yield row, f"{row.won} awards for {row.race_slots} slots in {row.state}"
    for award in Award.objects.select_related("proposal", "challenge").exclude(
        proposal__challenge=F("challenge"), proposal__state__in=TAKEN
    ):
        yield award.challenge, f"slot {award.slot} is awarded to a proposal that was not selected for it"
    for row in Proposal.objects.filter(state=ProposalState.SELECTED, award=None):
        yield row, "selected without an award"


@rule
def objections_hold_their_award():
    """An open objection keeps its challenge out of publicity and award; without one, nothing waits."""
    open_ones = Objection.objects.filter(challenge=OuterRef("pk"), state__in=OPEN_OBJECTION)
    rows = Challenge.objects.annotate(objections_open=Subquery(open_ones.values("pk")[:1]))
    for row in rows.filter(state=ChallengeState.OBJECTION, objections_open=None):
        yield row, "waits for an objection that nobody handles"
    for row in rows.filter(state__in=("publicity", "awarded"), objections_open__isnull=False):
        yield row, f"{row.state} with an open objection"


@rule
def notices_are_numbered():
    """Every posted notice has its number and its date."""
    posted = Notice.objects.exclude(state__in=(*UNPOSTED, NoticeState.DISCARDED))
    for row in posted.filter(Q(number="") | Q(dated=None) | Q(posted_at=None)):
        yield row, "posted without number or date"


@rule
def rubrics_weigh_a_hundred():
    """The weights of every panel's rubric total 100."""
    for row in Panel.objects.annotate(weight=Sum("rubric__criteria__weight")).exclude(weight=100):
        yield row, f"the weights total {row.weight}"


@rule
def nobody_reviews_beyond_the_plan():
    """Where so many experts review each proposal, no proposal has more standing reviews of a panel than that."""
    standing = Q(reviews__seat__state="accepted") & ~Q(reviews__state="recused")
    rows = Proposal.objects.annotate(
        most=F("reviews__seat__panel__reviews_each"), own=F("reviews__seat__panel"), given=Count("reviews", standing)
    )
    for row in rows.filter(most__isnull=False, given__gt=F("most")).order_by("pk"):
        yield row, f"{row.given} reviews, and {row.most} are wanted"


@rule
def askers_keep_one_pseudonym():
    """In one challenge a firm asks under one number, and no two firms under the same."""
    pairs = Question.objects.order_by().values_list("challenge_id", "organisation_id", "pseudonym").distinct()
    firms: Counter = Counter()
    numbers: Counter = Counter()
    for challenge, organisation, pseudonym in pairs:
        firms[challenge, organisation] += 1
        numbers[challenge, pseudonym] += 1
    wrong = {key[0] for counted in (firms, numbers) for key, count in counted.items() if count > 1}
    for row in Challenge.objects.filter(pk__in=wrong):
        yield row, "a firm has two pseudonyms, or two firms share one"


@rule
def what_was_approved_is_what_is_stated():
    """A decision's hash is that of its content, and every approval was signed on it; a complete one lacks none."""
    for row in Decision.objects.prefetch_related("approvals").iterator(AT_ONCE):
        steps = list(row.approvals.all())
        if digest(row.content) != row.digest:
            yield row, "its content is not what its hash says"
        if any(step.at and step.digest != row.digest for step in steps):
            yield row, "an approval was signed on another version"
        if row.state == DecisionState.COMPLETE and any(step.verdict != "approved" for step in steps):
            yield row, "is complete, and an approval is missing"


@rule
def every_state_was_told():
    """The record's last move of a row led to the state it is in; a row that never moved is in its first state."""
    for noun, declared in NOUNS.items():
        model = declared.model
        moves = Event.objects.filter(noun=noun, subject_id=OuterRef("pk"), facts__has_key="to").order_by("-pk")
        rows = model.objects.annotate(told=Subquery(moves.values("facts__to")[:1]))
        first = model._meta.get_field("state").default
        for row in rows.iterator(AT_ONCE):
            if row.state != (row.told or first) and not born(noun, row):
                yield row, f"is {row.state}, and the record says {row.told}"


def born(noun: str, row) -> bool:
    """Return True for a row that is made in a state of its own without a move: the leader's confirmed membership,
    a notice posted in the act it announces, a reserve seat."""
    return row.told is None and (noun, str(row.state)) in {
        ("member", "confirmed"),
        ("notice", "posted"),
        ("seat", "reserve"),
    }


@rule
def every_chain_holds():
    """Each event stands behind the one before it, and says what it said when it was written."""
    for head in ChainHead.objects.exclude(chain=stamps.SERIES).order_by("chain").iterator(AT_ONCE):
        for gap in chain.breaks(head.chain):
            yield head, f"does not hold at {gap.number}: {gap.why}"


@rule
def erased_facts_are_recorded():
    """Facts that were erased say what the record of an erasure bound: a salt goes in no other way."""
    yield from ((event, "has facts that no erasure accounts for") for event in unaccounted())


@rule
def ledgers_are_the_contracts():
    """The lines of a ledger are the money of its contract, source by source to the fen."""
    found = Payment.objects.order_by().values("contract", "source").annotate(all=Sum("fen"))
    sums = {(row["contract"], row["source"]): row["all"] for row in found}
    for contract in Contract.objects.filter(pk__in={pk for pk, _source in sums}).order_by("pk"):
        for source in MoneySource.values:
            planned, held = yuan.fen_of(getattr(contract, source)), sums.get((contract.pk, source), 0)
            if planned != held:
                yield contract, f"{source} is {yuan.said(planned)}, its lines are {yuan.said(held)}"
