"""The lead firm's choice: by rank, or with a reason; only what was decided as it stands is published."""

import pytest
from django.db import transaction

from challenges.award.actions import choice as choices
from challenges.award.actions import publicity
from challenges.award.actions.choice import Pick
from challenges.award.models import Choice
from challenges.bulletin.actions import notice as notices
from challenges.core.gate import Invalid, Refused
from challenges.review.models import Result
from notifications.models import Event
from tests.factories.accounts import seconded
from tests.factories.review import Review5

pytestmark = pytest.mark.django_db


def refused(code, act, challenge, error=Refused, **more):
    """The act is refused with this code, and the choice stays what it was."""
    before = list(Choice.objects.values_list("proposal", "slot", "reason")), Event.objects.count()
    with pytest.raises(error) as caught, transaction.atomic():
        act(challenge, **more)
    codes = [problem.code for problem in caught.value.problems] if error is Invalid else [caught.value.code]
    assert codes == ([code] if isinstance(code, str) else code)
    assert (list(Choice.objects.values_list("proposal", "slot", "reason")), Event.objects.count()) == before


def test_the_first_by_rank_needs_no_reason():
    walk = Review5().chosen()
    row = Choice.objects.get()
    assert (row.proposal, row.slot, row.rank, row.reason) == (walk.proposals[0], 1, 1, "")


def test_another_than_the_first_needs_a_reason():
    walk = Review5().proposed()
    second = walk.proposals[1].pk
    act = {"by": walk.signer, "at": walk.at}
    refused("reason_needed", choices.choose, walk.challenge, picks=[Pick(second, " ")], error=Invalid, **act)
    choices.choose(walk.challenge, picks=[Pick(second, "产线衔接更好")], **act)
    assert Choice.objects.get().reason == "产线衔接更好"


def test_what_cannot_be_chosen():
    walk = Review5(proposals=4, race_slots=3).proposed((80, 70, 61, 40))
    a, _b, c, d = (proposal.pk for proposal in walk.proposals)
    Result.objects.filter(proposal=c).update(vetoed=True, passed=False)
    act = {"by": walk.signer, "at": walk.at, "error": Invalid}
    refused("required", choices.choose, walk.challenge, picks=[], **act)
    refused("too_many", choices.choose, walk.challenge, picks=[Pick(a)] * 4, **act)
    refused(["twice", "below_line"], choices.choose, walk.challenge, picks=[Pick(a), Pick(a), Pick(d)], **act)
    refused(["not_ranked", "vetoed"], choices.choose, walk.challenge, picks=[Pick(10**9), Pick(c)], **act)


def test_a_race_fills_its_slots_by_rank():
    walk = Review5(proposals=3, race_slots=2).proposed((80, 70, 65))
    a, b, c = (proposal.pk for proposal in walk.proposals)
    act = {"by": walk.signer, "at": walk.at}
    choices.choose(walk.challenge, picks=[Pick(b, "先攻关热管理难题"), Pick(a)], **act)
    assert list(Choice.objects.values_list("slot", "rank")) == [(1, 2), (2, 1)]
    refused("chosen", choices.choose, walk.challenge, picks=[Pick(a), Pick(b)], **act)
    refused("two_persons", choices.choose_anew, walk.challenge, picks=[Pick(a), Pick(b)], **act)
    act["by"] = seconded(walk.signer)
    refused("reason_needed", choices.choose_anew, walk.challenge, picks=[Pick(a), Pick(c)], error=Invalid, **act)
    choices.choose_anew(walk.challenge, picks=[Pick(a), Pick(b)], **act)
    walk.approved()
    notice = publicity.prepare(walk.challenge, by=walk.notice_officer, at=walk.at)
    notices.post(notice, by=walk.admin, at=walk.at)
    states = dict(walk.challenge.proposals.values_list("pk", "state"))
    assert states == {a: "proposed", b: "proposed", c: "reserve"}
