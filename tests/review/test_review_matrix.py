"""Every (state × verb × person) of panels, seats, reviews, decisions, notices, objections, against what stands here."""

import datetime

import pytest

from accounts.acting import CLOCK, PUBLIC
from challenges.award.models import Approval, Decision, Inquiry, Objection
from challenges.bulletin.models import Notice
from challenges.core.noun import NOUNS
from challenges.review.models import Panel, Review, Seat
from tests.factories.accounts import OrganisationFactory, acting, operator
from tests.factories.challenges import NOW
from tests.factories.review import Review5, expert, member_of, stranger
from tests.matrix import outcome, wrong_cells

pytestmark = pytest.mark.django_db

OFFICERS = "review_officer batch_admin"
NOTICE_OFFICERS = "notice_officer batch_admin"

# verb: (the states it starts in, the people who may take it)
EXPECTED = {
    "panel": {
        "set_blind": ("planning", OFFICERS),
        "compose": ("planning inviting", OFFICERS),
        "set_aside": ("planning inviting scoring discussion", OFFICERS),
        "invite": ("planning", OFFICERS),
        "set_reviews": ("planning inviting", OFFICERS),
        "allot": ("inviting", OFFICERS),
        "begin_scoring": ("inviting", OFFICERS),
        "discuss": ("scoring", f"{OFFICERS} leader"),
        "vote": ("scoring discussion", "leader"),
        "lock": ("scoring discussion", "leader"),
        "extend": ("scoring discussion", OFFICERS),
        "recount": ("scoring discussion", "clock"),
        "report": ("locked", OFFICERS),
        "reopen": ("locked reported", OFFICERS),
        "cancel": ("planning inviting", OFFICERS),
    },
    "seat": {
        "invite": ("picked reserve", f"{OFFICERS} clock"),
        "accept": ("invited", "own"),
        "decline": ("invited accepted", "own"),
        "bridge": ("picked replaced", OFFICERS),
        "expire": ("invited", "clock"),
        "remind": ("accepted", OFFICERS),
        "replace": ("picked reserve invited accepted", OFFICERS),
    },
    "review": {
        "declare_clear": ("waiting", "own"),
        "recuse": ("waiting in_progress submitted returned", f"{OFFICERS} own"),
        "score": ("in_progress returned", "own"),
        "submit": ("in_progress returned", "own"),
        "return_to_expert": ("submitted", OFFICERS),
        # Whoever did it alone; nobody did anything here.
        "take_back": ("returned", ""),
        # One's own review can be taken back only while the panel discusses; here it is scoring.
        "reconsider": ("submitted", ""),
        "lock": ("submitted", "clock"),
        "unlock": ("locked", "clock"),
    },
    "decision": {
        "approve": ("pending", "review_officer"),
        "send_back": ("pending", "review_officer"),
        "complete": ("pending", "clock"),
        "void": ("pending complete returned", "clock"),
    },
    "notice": {
        "edit": ("draft", NOTICE_OFFICERS),
        "post": ("draft scheduled", NOTICE_OFFICERS),
        "schedule": ("draft", NOTICE_OFFICERS),
        "unschedule": ("scheduled", NOTICE_OFFICERS),
        "come_due": ("scheduled", "clock"),
        "discard": ("draft", NOTICE_OFFICERS),
        "end": ("posted", "clock"),
        "supersede": ("posted ended", f"{NOTICE_OFFICERS} clock"),
    },
    "objection": {
        "register": ("filed", NOTICE_OFFICERS),
        "take_back": ("registered", ""),
        "refuse": ("filed", NOTICE_OFFICERS),
        "uphold": ("registered", NOTICE_OFFICERS),
        "dismiss": ("registered", NOTICE_OFFICERS),
        "inquire": ("registered reviewing", NOTICE_OFFICERS),
        "withdraw": ("filed registered", "objector"),
        "ask_review": ("upheld dismissed", "objector"),
        "affirm": ("reviewing", NOTICE_OFFICERS),
        "reverse": ("reviewing", NOTICE_OFFICERS),
        "let_stand": ("upheld dismissed", "clock"),
        "recount": ("filed registered reviewing upheld dismissed", "clock"),
    },
    "inquiry": {
        "answer": ("asked", "lead_signer"),
        "lapse": ("asked", "clock"),
        "close": ("asked", "clock"),
        "release": ("answered", NOTICE_OFFICERS),
        "recount": ("asked", "clock"),
    },
}


def world():
    """Return the people and one row of each noun (a notice by state, because posted ones never go back)."""
    walk = Review5().scoring()
    organiser = walk.challenge.organiser
    objector = stranger()
    people = {
        "public": PUBLIC,
        "stranger": stranger(),
        "operator": operator(),
        "lead_signer": walk.signer,
        "applicant": member_of(walk.proposals[0]),
        "leader": walk.experts[0],
        "own": walk.experts[1],
        "other_expert": walk.experts[2],
        "outside_expert": expert(),
        "objector": objector,
        "batch_admin": walk.admin,
        "checker": acting(organiser, "checker"),
        "review_officer": walk.officer,
        "notice_officer": walk.notice_officer,
        "contract_officer": acting(organiser, "contract_officer"),
        "supervisor": walk.supervisor,
        "other_organiser": acting(
            OrganisationFactory(kind="organiser"), "batch_admin", "review_officer", "notice_officer"
        ),
        "clock": CLOCK,
    }
    stamps = {"created_at": NOW, "updated_at": NOW}
    notices = {
        state: Notice.objects.create(
            kind="publicity",
            state=state,
            issuer=organiser,
            title="题",
            body="文",
            publicity_ends_at=NOW,
            posts_at=NOW,
            approved_by=walk.notice_officer.user,
            **stamps,
        )
        for state in NOUNS["notice"].table.states.values
    }
    objection = Objection.objects.create(
        notice=notices["posted"],
        challenge=walk.challenge,
        number="YY1",
        filed_by=objector.user,
        name="王",
        phone="13800000001",
        text="事",
        remedy="求",
        filed_at=NOW,
        review_until=NOW,
        **stamps,
    )
    inquiry = Inquiry.objects.create(
        objection=objection,
        side="lead",
        organisation=walk.challenge.lead,
        question="问",
        answer="答",
        asked_by=walk.notice_officer.user,
        asked_at=NOW,
        answered_by=walk.signer.user,
        answered_at=NOW,
        **stamps,
    )
    seat = walk.seat_of(walk.experts[1])
    decision = Decision.objects.create(
        challenge=walk.challenge, panel=walk.panel, number=1, content={"choices": []}, digest="0" * 64, **stamps
    )
    for position, role in enumerate(("review_officer", "batch_admin"), start=1):
        Approval.objects.create(decision=decision, position=position, role=role)
    rows = {
        "panel": lambda state: Panel.objects.filter(pk=walk.panel.pk),
        "seat": lambda state: Seat.objects.filter(pk=seat.pk),
        "review": lambda state: Review.objects.filter(seat=seat, proposal=walk.proposals[0]),
        "decision": lambda state: Decision.objects.filter(pk=decision.pk),
        "notice": lambda state: Notice.objects.filter(pk=notices[state].pk),
        "objection": lambda state: Objection.objects.filter(pk=objection.pk),
        "inquiry": lambda state: Inquiry.objects.filter(pk=inquiry.pk),
    }
    return people, rows, walk.at


@pytest.mark.parametrize("noun", list(EXPECTED))
def test_every_cell_of_the_table(noun):
    people, rows, at = world()

    def stand_in(state):
        rows[noun](state).update(state=state, due_at=NOW)
        return rows[noun](state).get()

    # One's own review is one's own no longer once one stepped aside.
    powerless = {("own", "recused")} if noun == "review" else set()
    assert wrong_cells(noun, EXPECTED[noun], people, stand_in, at + datetime.timedelta(days=9), powerless) == []


def test_a_seat_that_was_left_is_no_longer_the_experts_way_in():
    walk = Review5().scoring()
    one = walk.experts[1]
    review = walk.review_of(one, walk.proposals[0])
    for state in ("declined", "expired", "replaced"):
        Seat.objects.filter(pk=review.seat_id).update(state=state)
        assert outcome(Review.objects.get(pk=review.pk), "declare_clear", one, walk.at) == "not_allowed"
