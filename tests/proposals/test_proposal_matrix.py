"""Every cell of (state × verb × relation) of a proposal and of a consortium member, against what is written here."""

import pytest

from accounts.acting import CLOCK, PUBLIC, Acting
from challenges.core import policy
from challenges.core.gate import NotAllowed, Refused, moving
from challenges.core.queries.steps import steps_for
from challenges.core.table import TAKE_BACK
from challenges.proposals.access.proposal import layer, may_create, relations, visible_to
from challenges.proposals.models import Member, Proposal
from challenges.proposals.states import MEMBER, PROPOSAL, MemberState, ProposalState
from challenges.review.models import Panel, Review, Rubric, Seat
from tests.factories.accounts import OrganisationFactory, UserFactory, acting, expert
from tests.factories.challenges import NOW, accepting_challenge
from tests.factories.proposals import complete_proposal
from tests.factories.remembered import remembered

pytestmark = pytest.mark.django_db

FIRM_WRITES = {"edit": "draft", "follow_edition": "draft", "invite_member": "draft", "send_for_review": "draft"}
FIRM_WRITES |= {"ask_team": "draft"}
FIRM_WRITES |= {"resume_draft": "withdrawn", "supply": "supplement"}
WITHDRAWABLE = "submitted opened supplement qualified"
FIRM_SIGNS = {"send_back": "internal_review", "submit": "internal_review", "confirm_edition": "submitted"}
FIRM_SIGNS |= {"withdraw": WITHDRAWABLE, "resume_draft": "withdrawn", "supply": "supplement"}
COMPLAINS = {"complain": "disqualified"}
CHECKS = {"request_supplement": "opened", "check": "opened", "confirm_check": "opened"}
CHECKS |= {"dismiss_complaint": "disqualified", "uphold_complaint": "disqualified"}
JOINS = {"edit": "draft"}
BY_CLOCK = {
    "expire": "draft internal_review",
    "unseal": "submitted",
    "supplement_lapsed": "supplement",
    "recount": "supplement disqualified",
    "score": "qualified",
    "unscore": "scored",
    "nominate": "scored",
    "denominate": "proposed reserve not_selected",
    "select": "proposed",
    "contract": "selected",
    "pass_over": "selected",
    "release": "reserve",
}
# Who may do what, and in which states. Whoever is not named may do nothing, ever. Taking back is tried by
# tests/core/test_take_back.py.
EXPECTED = {
    "leader.project_lead": FIRM_WRITES,
    "leader.handler": FIRM_WRITES | COMPLAINS,
    "leader.admin": FIRM_WRITES,
    "leader.signer": FIRM_SIGNS | COMPLAINS,
    "member.project_lead": JOINS,
    "member.handler": JOINS,
    "member.admin": JOINS,
    "organiser.checker": CHECKS,
    "organiser.batch_admin": CHECKS,
    "clock": BY_CLOCK,
}
NOBODY = [
    "leader.finance",
    "member.signer",
    "member.finance",
    "declined.signer",
    "asked.signer",
    "asked.handler",
    "lead.admin",
    "lead.handler",
    "lead.tech_lead",
    "lead.signer",
    "lead.secrecy",
    "organiser.review_officer",
    "organiser.supervisor",
    "organiser.notice_officer",
    "other.signer",
    "other.handler",
    "other_lead.signer",
    "other_organiser.checker",
    "finance.viewer",
    "operator",
    "expert",
    "stranger",
    "public",
]

SEEN_BY_FIRM = set(ProposalState.values)
OPENED = {
    "opened",
    "supplement",
    "qualified",
    "disqualified",
    "scored",
    "proposed",
    "reserve",
    "not_selected",
    "selected",
    "contracted",
    "passed_over",
}
REVIEWED = {"qualified", "scored", "proposed", "reserve", "not_selected", "selected", "contracted", "passed_over"}


class Cast:
    """One proposal with everybody who might come near it."""

    def __init__(self):
        self.challenge = accepting_challenge()
        self.proposal = complete_proposal(self.challenge)
        self.partner, self.declined, self.asked = (OrganisationFactory(kind="institute") for _n in range(3))
        place = {"proposal": self.proposal, "created_at": NOW, "updated_at": NOW}
        self.member = Member.objects.create(organisation=self.partner, state="confirmed", **place)
        Member.objects.create(organisation=self.asked, state="invited", **place)
        Member.objects.create(organisation=self.declined, state="declined", **place)
        self.houses = {
            "leader": self.proposal.organisation,
            "member": self.partner,
            "declined": self.declined,
            "asked": self.asked,
            "lead": self.challenge.lead,
            "organiser": self.challenge.organiser,
            "other": OrganisationFactory(),
            "other_lead": OrganisationFactory(kind="lead"),
            "other_organiser": OrganisationFactory(kind="organiser"),
            "finance": OrganisationFactory(kind="finance"),
        }

    def actor(self, name):
        """Return who this name stands for."""
        if name == "clock":
            return CLOCK
        if name == "public":
            return PUBLIC
        if name == "stranger":
            return Acting(user=UserFactory())
        if name == "operator":
            return Acting(user=UserFactory(is_operator=True))
        if name == "expert":
            reader = expert()
            panel = Panel.objects.create(
                challenge=self.challenge, rubric=Rubric.objects.first(), created_at=NOW, updated_at=NOW
            )
            place = {"created_at": NOW, "updated_at": NOW}
            seat = Seat.objects.create(panel=panel, expert=reader.user, state="accepted", **place)
            Review.objects.create(seat=seat, proposal=self.proposal, **place)
            return reader
        house, role = name.split(".")
        return acting(self.houses[house], role)

    def stand_in(self, state):
        """Put the proposal into a state."""
        self.proposal.state, self.proposal.receipt_number = state, "JB-1"
        self.proposal.save()


@remembered
def made():
    return Cast()


@pytest.fixture
def cast():
    return made()


def verbs(viewer, row, table):
    """Return what this viewer may do with the row now; for the clock, what the table leaves to it."""
    if viewer is CLOCK:
        return {step.verb for step in table.from_state(row.state)} & policy.verbs(CLOCK, row)
    return set(steps_for(viewer, row))


def test_the_table_is_the_one_that_is_tested_here():
    named = {verb for verbs in EXPECTED.values() for verb in verbs}
    assert named == set(PROPOSAL.by_verb) - {TAKE_BACK}
    for verb, step in PROPOSAL.by_verb.items():
        if verb == TAKE_BACK:
            continue
        states = {table[verb] for table in EXPECTED.values() if verb in table}
        assert {frozenset(text.split()) for text in states} == {step.sources}, verb


@pytest.mark.parametrize("name", [*EXPECTED, *NOBODY])
def test_who_may_do_what_in_which_state(cast, name):
    viewer = cast.actor(name)
    for state in ProposalState.values:
        cast.stand_in(state)
        expected = {verb for verb, states in EXPECTED.get(name, {}).items() if state in states.split()}
        assert verbs(viewer, cast.proposal, PROPOSAL) == expected, state


@pytest.mark.parametrize("verb", [verb for verb in PROPOSAL.by_verb if verb != TAKE_BACK])
def test_the_gate_says_the_same(cast, verb):
    """The one who may, in every state; and somebody who may not, in the right state."""
    name = next(name for name, table in EXPECTED.items() if verb in table)
    viewer, other = cast.actor(name), cast.actor("other.signer")
    step = PROPOSAL.step(verb)
    for state in ProposalState.values:
        cast.stand_in(state)
        cast.proposal.due_at = NOW
        cast.proposal.save()
        with pytest.raises(NotAllowed), moving(cast.proposal, verb, by=other, at=NOW):
            pass
        if state in step.sources:
            with moving(cast.proposal, verb, by=viewer, at=NOW.replace(year=2027)) as move:
                move.target = step.targets[0] if step.targets else ""
                move.recorded = False
        else:
            with pytest.raises(Refused) as caught, moving(cast.proposal, verb, by=viewer, at=NOW):
                pass
            hidden = name.startswith("organiser") and state not in OPENED
            assert caught.value.code == ("not_allowed" if hidden else "wrong_state")


SIGHT = {
    "leader": SEEN_BY_FIRM,
    "member": SEEN_BY_FIRM,
    "asked": SEEN_BY_FIRM,
    "lead": OPENED,
    "organiser": OPENED,
    "expert": REVIEWED,
    "clock": SEEN_BY_FIRM,
}


@pytest.mark.parametrize("name", [*EXPECTED, *NOBODY])
def test_who_sees_it_in_which_state_and_nobody_while_it_is_sealed(cast, name):
    viewer = cast.actor(name)
    house = name.split(".")[0]
    seen = set()
    for state in ProposalState.values:
        cast.stand_in(state)
        if visible_to(viewer).filter(pk=cast.proposal.pk).exists():
            seen.add(state)
    assert seen == SIGHT.get(house, set())


def test_withdrawn_late_with_a_reason_is_known_to_lead_and_organiser(cast):
    cast.stand_in("withdrawn")
    viewers = [cast.actor(name) for name in ("lead.signer", "organiser.checker", "other.signer", "operator")]
    assert [visible_to(viewer).count() for viewer in viewers] == [0, 0, 0, 0]
    Proposal.objects.update(withdrawal_reason="设备损毁")
    assert [visible_to(viewer).count() for viewer in viewers] == [1, 1, 0, 0]


def test_how_much_each_reads(cast):
    names = ("leader.handler", "member.signer", "organiser.checker", "lead.signer", "expert", "clock")
    actors = {name: cast.actor(name) for name in names}
    cast.stand_in("opened")
    read = {name: layer(viewer, cast.proposal) for name, viewer in actors.items()}
    assert read == dict.fromkeys(names, "full") | {"lead.signer": "summary", "expert": "summary"}
    cast.stand_in("qualified")
    assert {layer(viewer, cast.proposal) for viewer in actors.values()} == {"full"}
    Panel.objects.update(blind=True)
    assert layer(actors["expert"], cast.proposal) == "blind"
    assert "expert" in relations(actors["expert"], cast.proposal)


def test_who_may_begin_one(cast):
    allowed = {
        f"{kind}.{role}"
        for kind in ("sme", "institute", "lead", "organiser", "finance")
        for role in ("project_lead", "handler", "admin", "signer", "finance")
        if may_create(acting(OrganisationFactory(kind=kind), role), cast.challenge)
    }
    assert allowed == {
        f"{kind}.{role}" for kind in ("sme", "institute") for role in ("project_lead", "handler", "admin")
    }
    assert not may_create(CLOCK, cast.challenge)
    cast.challenge.state = "draft"
    cast.challenge.save()
    assert not may_create(cast.actor("other.handler"), cast.challenge)


MEMBER_WRITES = {
    "remove": "invited confirmed",
    "change_share": "invited confirmed",
    "invite_again": "declined removed",
}
MEMBER_EXPECTED = {
    "leader.project_lead": MEMBER_WRITES,
    "leader.handler": MEMBER_WRITES,
    "leader.admin": MEMBER_WRITES,
    "member.signer": {"confirm": "invited", "decline": "invited confirmed"},
    "member.admin": {"decline": "invited confirmed"},
}


@pytest.mark.parametrize("name", [*MEMBER_EXPECTED, *(n for n in [*EXPECTED, *NOBODY] if n not in MEMBER_EXPECTED)])
def test_who_may_do_what_with_a_place_in_the_consortium(cast, name):
    viewer = cast.actor(name)
    for state in MemberState.values:
        Member.objects.filter(pk=cast.member.pk).update(state=state)
        member = Member.objects.get(pk=cast.member.pk)
        expected = {verb for verb, states in MEMBER_EXPECTED.get(name, {}).items() if state in states.split()}
        assert verbs(viewer, member, MEMBER) == expected, state


def test_the_members_table_is_the_one_that_is_tested_here():
    for verb, step in MEMBER.by_verb.items():
        states = {frozenset(table[verb].split()) for table in MEMBER_EXPECTED.values() if verb in table}
        assert states == {step.sources}, verb
