"""No button that is always refused: what is missing stands in its place, in the words of the refusal."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.errors import Invalid, Refused
from challenges.contracts.actions import milestone_check
from challenges.core.motions import takes_two
from challenges.review.actions import panel as panels
from challenges.review.actions.panel_picks import Pick
from challenges.review.models import Seat
from frontend.kit.verbs import VERBS, offers
from notifications.clock import now
from tests.factories import milestones
from tests.factories.accounts import UserFactory, acting, expert
from tests.factories.challenges import DAY, NOW, ChallengeFactory, accepting_challenge
from tests.factories.contracts import drafted, lead, organiser, sme, to_be_signed, version_of
from tests.factories.proposals import complete_proposal
from tests.factories.review import Review5

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pages():
    """The verbs are known once the pages are."""
    reverse("desk")


def argued():
    need = ChallengeFactory()
    type(need).objects.filter(pk=need.pk).update(state="argumentation")
    need.refresh_from_db()
    return need, acting(need.organiser, "checker"), f"/challenges/{need.pk}/work/"


def unfunded():
    need = ChallengeFactory()
    type(need).objects.filter(pk=need.pk).update(state="pending_publish", checked_by=None, funds_confirmed_at=None)
    need.refresh_from_db()
    return need, acting(need.organiser, "notice_officer"), f"/challenges/{need.pk}/work/"


def unlocked():
    walk = Review5().scoring()
    walk.challenge.refresh_from_db()
    return walk.challenge, walk.officer, f"/challenges/{walk.challenge.pk}/work/"


def unanswered():
    walk = Review5().invited()
    return walk.panel, walk.officer, f"/panels/{walk.panel.pk}/"


def unmarked():
    walk = Review5().scoring()
    return walk.panel, walk.experts[0], f"/panels/{walk.panel.pk}/"


def unqualified():
    walk = Review5().made()
    walk.challenge.proposals.update(state="opened")
    type(walk.challenge).objects.filter(pk=walk.challenge.pk).update(state="qualification")
    walk.challenge.refresh_from_db()
    return walk.challenge, walk.officer, f"/challenges/{walk.challenge.pk}/work/"


def extended():
    need = accepting_challenge(extensions=1)
    return need, acting(need.organiser, "batch_admin", "notice_officer"), f"/challenges/{need.pk}/work/"


def undiscussed():
    walk = Review5().scoring()
    return walk.panel, walk.officer, f"/panels/{walk.panel.pk}/"


def once_extended():
    walk = Review5().scoring()
    type(walk.panel).objects.filter(pk=walk.panel.pk).update(extensions=9)
    walk.panel.refresh_from_db()
    return walk.panel, walk.officer, f"/panels/{walk.panel.pk}/"


def past_its_review():
    walk = Review5().proposed()
    walk.panel.refresh_from_db()
    return walk.panel, walk.officer, f"/panels/{walk.panel.pk}/"


def unchecked():
    return at_check("opened", "checker")


def too_late_to_complain():
    return at_check("disqualified", "signer", complaint_until=NOW - DAY)


def complaining_too_late():
    return at_check("disqualified", "checker", challenge_state="withdrawn", due_at=NOW + DAY)


def at_check(state, role, challenge_state="qualification", **fields):
    """A proposal in its qualification check, before somebody of its firm or of the organiser."""
    row = complete_proposal(state=state, **fields)
    type(row.challenge).objects.filter(pk=row.challenge_id).update(state=challenge_state)
    row.challenge.refresh_from_db()
    house = row.organisation if role == "signer" else row.challenge.organiser
    return row, acting(house, role), f"/proposals/{row.pk}/"


def unmeasured():
    row = milestones.first(milestones.in_force())
    return row, sme(row.contract), f"/milestones/{row.pk}/"


def found_wanting():
    row = milestones.appraised(milestones.first(milestones.in_force()), "fail")
    return row, organiser(row.contract, "contract_officer"), f"/milestones/{row.pk}/"


def sent_back_before():
    row = milestones.submitted(milestones.sent_back(milestones.first(milestones.in_force())))
    by = lead(row.contract, "tech_lead")
    milestone_check.give_opinion(row, by=by, at=row.updated_at, opinion="fail", text="样本数量仍然不足 1 万颗")
    return row, organiser(row.contract, "contract_officer"), f"/milestones/{row.pk}/"


def of_large_firms():
    contract = drafted(members=[("institute", "45")])
    return contract, sme(contract), f"/contracts/{contract.pk}/"


def still_publicised():
    contract = to_be_signed()
    type(contract.challenge).objects.filter(pk=contract.challenge_id).update(publicity_ends_at=now() + DAY)
    contract.refresh_from_db()
    return contract, sme(contract, "signer"), f"/contracts/{contract.pk}/"


LACKING = {
    "milestone.submit": unmeasured,
    "milestone.accept": found_wanting,
    "milestone.rectify": sent_back_before,
    "contract.accept_text": of_large_firms,
    "contract.sign": still_publicised,
    "challenge.conclude_argumentation": argued,
    "challenge.publish": unfunded,
    "challenge.propose": unlocked,
    "panel.begin_scoring": unanswered,
    "panel.lock": unmarked,
    "panel.discuss": undiscussed,
    "panel.extend": once_extended,
    "panel.reopen": past_its_review,
    "challenge.begin_review": unqualified,
    "challenge.extend": extended,
    "proposal.confirm_check": unchecked,
    "proposal.complain": too_late_to_complain,
    "proposal.uphold_complaint": complaining_too_late,
}
# What the acts that ask for something are given.
GIVEN = {
    "milestone.rectify": {"decision": "补充样本数量的记录"},
    "contract.accept_text": lambda row: {"read": version_of(row).sha256},
    "contract.sign": lambda row: {"read": version_of(row).sha256, "agreed": True},
    "panel.extend": {"due_at": datetime(2100, 1, 1, tzinfo=UTC), "reason": "两位专家住院"},
    "panel.reopen": {"reason": "计分表第 3 项漏计"},
    "proposal.complain": {"disputed": [], "text": ""},
    "proposal.uphold_complaint": {"decision": "住所在本省"},
    "challenge.extend": {"closes_at": datetime(2100, 1, 1, tzinfo=UTC), "reason": "检测机构停电两日"},
}
# Their own tests try them: the composition of a panel, the samples of a trial, taking back (core/test_take_back.py).
ELSEWHERE = {"panel.invite", "trial.begin"}
ELSEWHERE |= {f"{noun}.take_back" for noun in ("challenge", "objection", "proposal", "review")}


def text(page):
    return re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", page))


def test_every_act_that_says_what_it_lacks_is_tried():
    known = {f"{noun}.{verb}" for noun, verbs in VERBS.items() for verb, one in verbs.items() if one.ready}
    assert known == set(LACKING) | ELSEWHERE


@pytest.mark.parametrize("name", LACKING)
def test_what_is_missing_stands_in_the_place_of_the_button(name, client):
    row, viewer, address = LACKING[name]()
    verb = name.partition(".")[2]
    offer = next(one for one in offers(viewer, row) if one.name == verb)
    assert offer.why
    # Whoever confirms an act that takes two is refused the same.
    by = viewer.seconding(UserFactory()) if takes_two(row.noun, verb) else viewer
    with pytest.raises((Invalid, Refused)) as caught:
        given = GIVEN.get(name, {})
        offer.verb.call(row, by=by, at=row.updated_at, **(given(row) if callable(given) else given))
    said = caught.value.problems[0].message if isinstance(caught.value, Invalid) else caught.value
    assert str(said) in offer.why
    client.force_login(viewer.user)
    page = client.get(address).content.decode()
    assert text(offer.why) in text(page)
    assert f"/acts/{row.noun}/{row.pk}/{verb}/" not in page


def test_a_late_pick_is_invited_at_once(client):
    walk = Review5().invited()
    seat = Seat.objects.filter(panel=walk.panel, leader=False).first()
    Seat.objects.filter(pk=seat.pk).update(state="declined")
    late = expert()
    panels.compose(walk.panel, by=walk.officer, at=walk.at, picks=[Pick(late.user_id)])
    found = Seat.objects.get(panel=walk.panel, expert=late.user)
    assert (found.state, found.invited_at) == ("invited", walk.at)
    assert found.due_at > walk.at
