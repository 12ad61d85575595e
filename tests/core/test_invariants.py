"""What must hold of the data: nothing is found after a whole life, and each rule finds what breaks it."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet

from accounts.acting import CLOCK
from challenges.award.models import Award, Decision, Objection
from challenges.bulletin.models import Notice
from challenges.listing.models import Edition, Question
from challenges.listing.queries.snapshot import snapshot
from challenges.management import invariants
from challenges.proposals.queries.receipt import number_of
from challenges.review.models import Criterion, Panel, Rubric
from notifications.events import record
from notifications.models import ChainHead, Event
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.challenges import DAY, NOW, ChallengeFactory, ProposalFactory, accepting_challenge
from tests.factories.milestones import in_force
from tests.factories.review import Review5

pytestmark = pytest.mark.django_db


def test_the_command_says_what_holds():
    out = StringIO()
    call_command("check_invariants", stdout=out)
    assert out.getvalue() == f"{len(invariants.RULES)} rules hold.\n"


def test_the_command_names_what_breaks_and_fails():
    challenge = ChallengeFactory(state="formal_check")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_invariants", stdout=out)
    assert out.getvalue() == (
        f"every_state_was_told: challenge {challenge.pk}: is formal_check, and the record says None\n"
    )


def payments():
    challenge = accepting_challenge()
    challenge.payment_parts.create(position=1, node="验收", percent=Decimal(90))
    return challenge


def unpublished():
    return accepting_challenge(published_at=None)


def without_number():
    return accepting_challenge(number=None)


def edition_lost():
    return accepting_challenge()


def terms_changed():
    challenge = accepting_challenge()
    Edition.objects.create(
        challenge=challenge, number=1, snapshot=snapshot(challenge), closes_at=challenge.closes_at, at=NOW
    )
    challenge.title = "悄悄改掉"
    challenge.save()
    return challenge


def earlier():
    return accepting_challenge(first_closes_at=NOW + 11 * DAY)


def timeless():
    return ChallengeFactory(state="returned")


def gap():
    challenge = accepting_challenge(receipt_seq=2)
    proposal = ProposalFactory(challenge=challenge, state="submitted", receipt_number="JB-2")
    second = number_of(challenge.receipt_secret, challenge_id=challenge.pk, year=2026, count=2)
    record("proposal.submitted", subject=proposal, by=CLOCK, at=NOW, facts={"receipt": second})
    return challenge


def unproven():
    return ProposalFactory(state="submitted", receipt_number="JB-1", receipt_hash="0" * 64)


def opened_early():
    return ProposalFactory(state="opened", receipt_number="JB-1")


def sealed_late():
    return ProposalFactory(challenge=accepting_challenge(state="qualification"), state="submitted", receipt_number="1")


def too_soon():
    return ProposalFactory(challenge=ChallengeFactory(state="draft"))


def unconfirmed():
    challenge = accepting_challenge(state="qualification", edition=2, material_edition=2)
    return ProposalFactory(challenge=challenge, state="opened", edition=1, receipt_number="1")


def shares():
    proposal = ProposalFactory(state="submitted", receipt_number="1")
    proposal.members.update(share=99)
    return proposal


def one_person():
    person = UserFactory()
    return ProposalFactory(state="submitted", receipt_number="1", prepared_by=person, submitted_by=person)


def one_checker():
    challenge = accepting_challenge(checked_by=UserFactory())

    class By:
        user_id = challenge.checked_by_id

    record("challenge.published", subject=challenge, by=By, at=NOW)
    return challenge


def awarded(state="awarded", proposal_state="selected"):
    challenge = accepting_challenge(state=state)
    proposal = ProposalFactory(challenge=challenge, state=proposal_state, receipt_number="1")
    Award.objects.create(challenge=challenge, proposal=proposal, slot=1, awarded_at=NOW, sign_by=NOW + 30 * DAY)
    return challenge


def award_too_many():
    challenge = awarded()
    proposal = ProposalFactory(challenge=challenge, state="selected", receipt_number="2")
    Award.objects.create(challenge=challenge, proposal=proposal, slot=2, awarded_at=NOW, sign_by=NOW + 30 * DAY)
    return challenge


def award_missing():
    return accepting_challenge(state="awarded")


def award_too_soon():
    return awarded(state="publicity")


def award_to_another():
    return awarded(proposal_state="reserve")


def selected_alone():
    return ProposalFactory(state="selected", receipt_number="1")


def objection(challenge):
    notice = Notice.objects.create(
        kind="publicity", title="公示", issuer=challenge.organiser, created_at=NOW, updated_at=NOW
    )
    return Objection.objects.create(
        notice=notice,
        challenge=challenge,
        number="YY-1",
        filed_by=UserFactory(),
        name="某人",
        phone="95588",
        text="事",
        remedy="求",
        filed_at=NOW,
        created_at=NOW,
        updated_at=NOW,
    )


def objection_lost():
    return accepting_challenge(state="objection")


def objection_passed_over():
    return objection(accepting_challenge(state="publicity", publicity_ends_at=NOW)).challenge


def unnumbered():
    return Notice.objects.create(
        kind="lapse", state="posted", title="流榜", issuer=OrganisationFactory(), created_at=NOW, updated_at=NOW
    )


def light_rubric():
    rubric = Rubric.objects.create(name="轻", template=False)
    Criterion.objects.create(rubric=rubric, position=1, name="一", weight=90)
    return Panel.objects.create(
        challenge=accepting_challenge(), rubric=rubric, name="组", created_at=NOW, updated_at=NOW
    )


def restated():
    decision = Review5().chosen().decision
    Decision.objects.filter(pk=decision.pk).update(content={**decision.content, "choices": []})
    return decision


def signed_elsewhere():
    walk = Review5().chosen()
    walk.approved(walk.officer)
    walk.decision.approvals.filter(position=1).update(digest="0" * 64)
    return walk.decision


def completed_alone():
    walk = Review5().chosen()
    Decision.objects.update(state="complete")
    return walk.decision


def two_pseudonyms(same_firm=True):
    challenge = accepting_challenge()
    firms = [OrganisationFactory(), OrganisationFactory()]
    for n in (1, 2):
        Question.objects.create(
            challenge=challenge,
            organisation=firms[0] if same_firm else firms[n - 1],
            asked_by=UserFactory(),
            pseudonym=n if same_firm else 1,
            text="？",
            created_at=NOW,
            updated_at=NOW,
        )
    return challenge


def one_pseudonym_for_two():
    return two_pseudonyms(same_firm=False)


def reviewed_too_often():
    walk = Review5().scoring()
    Panel.objects.filter(pk=walk.panel.pk).update(reviews_each=3)
    walk.proposals[1].reviews.filter(seat__leader=False).exclude(seat__expert__expert__category="enterprise").delete()
    return walk.proposals[0]


def never_told():
    return ChallengeFactory(state="rejected")


def lost_link():
    challenge = ChallengeFactory()
    record("challenge.created", subject=challenge, by=CLOCK, at=NOW)
    ChainHead.objects.filter(chain=challenge.chain).update(digest="0" * 64)
    return ChainHead.objects.get(chain=challenge.chain)


def erased_alone():
    challenge = accepting_challenge()
    record("challenge.published", subject=challenge, by=CLOCK, at=NOW, facts={"number": "TC-1"})
    event = Event.objects.latest("pk")
    QuerySet(Event).filter(pk=event.pk).update(facts={}, salt="")
    return event


def short_of_a_fen():
    contract = in_force()
    line = contract.payments.first()
    type(line).objects.filter(pk=line.pk).update(fen=line.fen - 1)
    return contract


BROKEN = [
    ("ledgers_are_the_contracts", short_of_a_fen),
    ("payments_make_the_whole", payments),
    ("what_is_public_was_published", unpublished),
    ("what_is_public_was_published", without_number),
    ("what_is_public_was_published", edition_lost),
    ("what_is_public_was_published", terms_changed),
    ("deadlines_move_only_later", earlier),
    ("clocks_know_their_time", timeless),
    ("receipts_have_no_gap", gap),
    ("receipts_prove_what_was_handed_in", unproven),
    ("nothing_is_opened_before_the_close", opened_early),
    ("nothing_is_opened_before_the_close", sealed_late),
    ("nothing_is_opened_before_the_close", too_soon),
    ("what_was_opened_was_confirmed", unconfirmed),
    ("shares_make_the_whole", shares),
    ("two_people_hand_in", one_person),
    ("two_people_hand_in", one_checker),
    ("awards_fit_their_slots", award_too_many),
    ("awards_fit_their_slots", award_missing),
    ("awards_fit_their_slots", award_too_soon),
    ("awards_fit_their_slots", award_to_another),
    ("awards_fit_their_slots", selected_alone),
    ("objections_hold_their_award", objection_lost),
    ("objections_hold_their_award", objection_passed_over),
    ("notices_are_numbered", unnumbered),
    ("rubrics_weigh_a_hundred", light_rubric),
    ("nobody_reviews_beyond_the_plan", reviewed_too_often),
    ("askers_keep_one_pseudonym", two_pseudonyms),
    ("askers_keep_one_pseudonym", one_pseudonym_for_two),
    ("what_was_approved_is_what_is_stated", restated),
    ("what_was_approved_is_what_is_stated", signed_elsewhere),
    ("what_was_approved_is_what_is_stated", completed_alone),
    ("every_state_was_told", never_told),
    ("every_chain_holds", lost_link),
    ("erased_facts_are_recorded", erased_alone),
]


@pytest.mark.parametrize(("rule", "breaking"), BROKEN, ids=[make.__name__ for _rule, make in BROKEN])
def test_each_rule_finds_what_breaks_it(rule, breaking):
    row = breaking()
    function = next(function for function in invariants.RULES if function.__name__ == rule)
    assert [(found.noun, found.pk) for found, _says in function()] == [(row.noun, row.pk)]


def test_a_broken_sum_is_found():
    row = ChallengeFactory(state="draft", total_wan=Decimal(900))
    assert list(invariants.amounts_add_up()) == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            cursor.execute("UPDATE challenges_challenge SET state = 'formal_check' WHERE id = %s", [row.pk])
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
        assert [found.pk for found, _says in invariants.amounts_add_up()] == [row.pk]


def test_every_rule_has_a_test():
    assert {rule.__name__ for rule in invariants.RULES} == {rule for rule, _make in BROKEN} | {"amounts_add_up"}
