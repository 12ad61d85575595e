"""Every cell of (state × verb × relation) for challenges and questions, against tables written out by hand.

The tables below repeat what the rules say, on purpose: whoever changes a rule in one place is asked again here.
"""

import pytest

from accounts.acting import CLOCK, PUBLIC
from accounts.errors import NotAllowed, Refused
from accounts.models import User
from accounts.roles import ROLES
from challenges.core import policy
from challenges.core.gate import moving
from challenges.core.noun import table
from challenges.core.queries.steps import steps_for
from challenges.core.table import TAKE_BACK
from challenges.listing.access import challenge as access
from challenges.listing.models import Challenge, Opinion, Question
from challenges.listing.states import CHALLENGE, QUESTION, ChallengeState
from challenges.review.models import Panel, Rubric, Seat
from notifications.models import Event
from tests.factories.accounts import OrganisationFactory, UserFactory, acting, expert, operator
from tests.factories.challenges import DAY, NOW, ChallengeFactory, ProposalFactory, accepting_challenge

pytestmark = pytest.mark.django_db

ALL = [
    *("draft", "internal_review", "formal_check", "returned", "rejected", "argumentation", "pending_publish"),
    *("published", "accepting", "closed", "qualification", "expert_review", "proposed", "publicity", "objection"),
    *("awarded", "in_progress", "withdrawn", "lapsed"),
]

WRITERS = "lead.handler lead.tech_lead lead.admin"
CHECKERS = "organiser.checker organiser.batch_admin"
SECONDS = "organiser.batch_admin organiser.approver"
REVIEWERS = "organiser.review_officer organiser.batch_admin"
NOTICES = "organiser.notice_officer organiser.batch_admin"
SIGNED_IN = "person"

# verb: (who, from which states)
TABLE = {
    "edit": (WRITERS, "draft returned"),
    "clear_secrecy": ("lead.secrecy", "draft returned"),
    "submit_inside": (WRITERS, "draft returned"),
    "send_back": ("lead.signer", "internal_review"),
    "approve": ("lead.signer", "internal_review"),
    "return_for_repair": (CHECKERS, "formal_check argumentation"),
    "reject": (CHECKERS, "formal_check"),
    "repair_lapsed": ("clock", "returned internal_review"),
    "pass_check": (CHECKERS, "formal_check"),
    "ask_opinion": (CHECKERS, "argumentation"),
    "give_opinion": ("adviser", "argumentation"),
    "conclude_argumentation": (CHECKERS, "argumentation"),
    "confirm_funds": ("lead.finance lead.signer", "pending_publish"),
    "publish": (NOTICES, "pending_publish"),
    "open": ("clock", "published"),
    "ask": ("verified", "published accepting"),
    "correct": ("organiser.batch_admin", "published accepting"),
    "extend": (SECONDS, "published accepting"),
    "close": ("clock", "accepting"),
    "sort_out": ("clock", "closed"),
    "begin_review": (REVIEWERS, "qualification"),
    "propose": (REVIEWERS, "expert_review"),
    "choose": ("lead.signer lead.tech_lead", "proposed"),
    "choose_anew": ("lead.signer lead.tech_lead", "proposed"),
    "announce": (NOTICES, "proposed"),
    "set_feedback": (NOTICES, "publicity objection awarded in_progress"),
    "give_feedback": ("clock", "publicity objection awarded in_progress"),
    "stay": (SIGNED_IN, "publicity"),
    "resume": (f"{NOTICES} clock", "objection"),
    "award": ("clock", "publicity"),
    "begin_work": ("clock", "awarded"),
    "hand_on": ("clock", "awarded"),
    "ask_withdrawal": (
        "lead.signer",
        "published accepting closed qualification expert_review proposed publicity objection",
    ),
    "withdraw": (
        SECONDS,
        "draft internal_review formal_check returned argumentation pending_publish published accepting closed "
        "qualification expert_review proposed publicity objection",
    ),
    "relist": (WRITERS, "lapsed"),
    "recount": (
        "clock",
        "draft internal_review formal_check returned argumentation qualification expert_review proposed publicity "
        "objection awarded",
    ),
}

# who stands before the challenge, and what that makes of them
PEOPLE = {
    "public": "public",
    "person": "public person",
    "operator": "public person operator",
    "unverified": "public person firm",
    "stranger": "public person firm verified",
    "applicant": "public person firm verified applicant",
    "adviser": "public person adviser",
    "other_expert": "public person",
    "other_lead": "public person firm verified",
    "other_organiser": "public person firm verified",
    "clock": "clock",
    **{f"lead.{role}": f"public person firm lead lead.{role}" for role in ROLES["lead"]},
    **{f"organiser.{role}": f"public person firm verified organiser organiser.{role}" for role in ROLES["organiser"]},
}


@pytest.fixture
def row():
    challenge = accepting_challenge()
    ProposalFactory(challenge=challenge, organisation=OrganisationFactory(name="申报单位"))
    Opinion.objects.create(challenge=challenge, expert=UserFactory(email="adviser@experts.test"), asked_at=NOW)
    return challenge


@pytest.fixture
def people(row):
    adviser = expert(user=row.opinions.get().expert)
    return {
        "public": PUBLIC,
        "person": type(PUBLIC)(UserFactory()),
        "operator": operator(),
        "unverified": acting(OrganisationFactory(verification="pending"), "signer", "handler"),
        "stranger": acting(OrganisationFactory(), *ROLES["sme"]),
        "applicant": acting(row.proposals.get().organisation, *ROLES["sme"]),
        "adviser": adviser,
        "other_expert": expert(),
        "other_lead": acting(OrganisationFactory(kind="lead"), *ROLES["lead"]),
        "other_organiser": acting(OrganisationFactory(kind="organiser"), *ROLES["organiser"]),
        "clock": CLOCK,
        **{f"lead.{role}": acting(row.lead, role) for role in ROLES["lead"]},
        **{f"organiser.{role}": acting(row.organiser, role) for role in ROLES["organiser"]},
    }


def test_the_tables_here_are_whole():
    assert [state.value for state in ChallengeState] == ALL
    # Who takes back what they did is tried in tests/core/test_take_back.py.
    assert set(TABLE) == {step.verb for step in CHALLENGE.steps} - {TAKE_BACK}


def test_everybody_is_what_they_are(row, people):
    assert {name: access.relations(viewer, row) for name, viewer in people.items()} == {
        name: frozenset(names.split()) for name, names in PEOPLE.items()
    }


def allowed(name):
    """The verbs that the written table gives to this person."""
    names = set(PEOPLE[name].split())
    return {verb for verb, (who, _states) in TABLE.items() if names & set(who.split())}


def test_everybody_is_offered_exactly_their_verbs_in_every_state(row, people):
    cells = 0
    for state in ALL:
        row.state = state
        for name, viewer in people.items():
            assert policy.verbs(viewer, row) == allowed(name), (state, name)
            expected = {verb for verb in allowed(name) if state in TABLE[verb][1].split() and name != "clock"}
            assert set(steps_for(viewer, row)) == expected, (state, name)
            cells += len(TABLE)
    assert cells == 19 * 36 * 25


class Passed(Exception):
    """The gate let it through; nothing shall stay."""


def outcome(row, verb, viewer):
    if viewer is not CLOCK and table(row.noun).step(verb).two:
        viewer = viewer.seconding(User())
    try:
        with moving(row, verb, by=viewer, at=NOW + 400 * DAY):
            raise Passed
    except Passed:
        return "passed"
    except NotAllowed:
        return "not_allowed"
    except Refused as refused:
        return refused.code


@pytest.mark.parametrize("verb", TABLE)
def test_the_gate_lets_through_what_the_table_says(verb, row, people):
    Challenge.objects.filter(pk=row.pk).update(publicity_ends_at=NOW, feedback_due_at=NOW, due_at=NOW)
    _who, states = TABLE[verb]
    may = next(name for name in people if verb in allowed(name))
    may_not = [name for name in people if verb not in allowed(name)]
    for n, state in enumerate(ALL):
        Challenge.objects.filter(pk=row.pk).update(state=state)
        assert outcome(row, verb, people[may]) == ("passed" if state in states.split() else "wrong_state"), state
        # Of those who may not, each knocks at one of the states.
        for name in may_not[n :: len(ALL)]:
            assert outcome(row, verb, people[name]) == "not_allowed", (state, name)
    row.refresh_from_db()
    assert (row.version, Event.objects.count()) == (1, 0)


# who knows of a challenge that has not been published
BEFORE = {
    "draft": "lead clock",
    "internal_review": "lead clock",
    **dict.fromkeys(
        ("formal_check", "returned", "rejected", "argumentation", "pending_publish"), "lead organiser adviser clock"
    ),
}


def test_everybody_sees_exactly_what_they_may_know_of(row, people):
    for state in ALL:
        Challenge.objects.filter(pk=row.pk).update(state=state)
        for name, viewer in people.items():
            names = set(PEOPLE[name].split())
            # An expert who was asked keeps seeing what they were asked about.
            expected = state not in BEFORE or bool(names & ({"adviser"} | set(BEFORE[state].split())))
            assert access.visible_to(viewer).filter(pk=row.pk).exists() is expected, (state, name)


LAYERS = {
    "public": dict.fromkeys(PEOPLE, "full"),
    "internal": dict.fromkeys(PEOPLE, "full")
    | dict.fromkeys(("public", "person", "operator", "unverified", "other_expert"), "terms"),
    "restricted": dict.fromkeys(PEOPLE, "full")
    | dict.fromkeys(
        (
            *("public", "person", "operator", "unverified", "other_expert", "stranger", "applicant"),
            *("other_lead", "other_organiser"),
        ),
        "outline",
    ),
}


@pytest.mark.parametrize("confidentiality", LAYERS)
def test_everybody_reads_exactly_their_layer(confidentiality, row, people):
    Challenge.objects.filter(pk=row.pk).update(confidentiality=confidentiality)
    row.refresh_from_db()
    assert {name: access.layer(viewer, row) for name, viewer in people.items()} == LAYERS[confidentiality]
    in_full = {
        name for name, viewer in people.items() if Challenge.objects.filter(access.read_in_full(viewer), pk=row.pk)
    }
    assert in_full == {name for name, layer in LAYERS[confidentiality].items() if layer == "full"}


def test_a_promise_of_secrecy_opens_a_restricted_challenge_to_that_person_alone(row, people):
    Challenge.objects.filter(pk=row.pk).update(confidentiality="restricted")
    row.refresh_from_db()
    stranger = people["stranger"]
    row.undertakings.create(user=stranger.user, organisation=stranger.organisation, at=NOW)
    colleague = acting(stranger.organisation, "handler")
    assert [access.layer(viewer, row) for viewer in (stranger, colleague)] == ["full", "outline"]
    full = [Challenge.objects.filter(access.read_in_full(viewer)).exists() for viewer in (stranger, colleague)]
    assert full == [True, False]


def test_the_clock_knows_all_and_an_expert_with_a_seat_reads_all(row, people):
    Challenge.objects.filter(pk=row.pk).update(confidentiality="restricted")
    row.refresh_from_db()
    rubric = Rubric.objects.create(name="评分表", template=False)
    panel = Panel.objects.create(challenge=row, rubric=rubric, name="组", created_at=NOW, updated_at=NOW)
    one = people["other_expert"]
    seat = Seat.objects.create(
        panel=panel, expert=one.user, category="technical", state="invited", created_at=NOW, updated_at=NOW
    )
    assert access.relations(one, row) == {"public", "person", "expert"}
    assert access.layer(one, row) == "full"
    assert access.may(CLOCK, "close", row) and not access.may(one, "close", row)
    Seat.objects.filter(pk=seat.pk).update(state="declined")
    assert access.layer(one, row) == "outline"


def test_who_may_begin_a_need(people):
    assert {name for name, viewer in people.items() if access.may_create(viewer)} == {
        "lead.handler",
        "lead.tech_lead",
        "lead.admin",
        "other_lead",
    }


@pytest.fixture
def question(row):
    asker = acting(OrganisationFactory(), "handler")
    return Question.objects.create(
        challenge=row,
        organisation=asker.organisation,
        asked_by=asker.user,
        pseudonym=1,
        text="？",
        created_at=NOW,
        updated_at=NOW,
    ), asker


@pytest.mark.parametrize("state", ["open", "answered"])
def test_a_question_is_answered_once_by_the_lead_firm(state, row, people, question):
    asked, _asker = question
    Question.objects.filter(pk=asked.pk).update(state=state)
    for name, viewer in people.items():
        may = name in WRITERS.split()
        asked.refresh_from_db()
        assert set(steps_for(viewer, asked)) == ({"answer"} if may and state == "open" else set()), name
        expected = "not_allowed" if not may else "passed" if state == "open" else "wrong_state"
        assert outcome(asked, "answer", viewer) == expected, name
    assert [step.verb for step in QUESTION.steps] == ["answer", "recount"]


def test_an_open_question_is_seen_by_those_concerned_and_an_answered_one_by_all(row, people, question):
    asked, asker = question
    people["asker"] = asker
    seen = {name for name, viewer in people.items() if access.questions_visible_to(viewer).exists()}
    inside = {name for name in PEOPLE if name.startswith(("lead.", "organiser."))}
    assert seen == inside | {"asker", "clock"}
    Question.objects.filter(pk=asked.pk).update(state="answered")
    assert all(access.questions_visible_to(viewer).exists() for viewer in people.values())
    Challenge.objects.filter(pk=row.pk).update(state="draft")
    hidden = {name for name, viewer in people.items() if not access.questions_visible_to(viewer).exists()}
    assert hidden == {name for name in people if not name.startswith("lead.") and name not in ("adviser", "clock")}


def test_a_challenge_of_another_firm_is_not_ones_own(people):
    other = ChallengeFactory(state="draft")
    assert {name for name, viewer in people.items() if access.visible_to(viewer).filter(pk=other.pk)} == {"clock"}
