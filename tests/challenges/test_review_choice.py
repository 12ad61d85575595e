"""The lead firm's choice: by rank, or with a reason and the organiser's approval."""

import pytest
from django.db import transaction

from challenges.actions import choice as choices
from challenges.actions import notice as notices
from challenges.actions.choice import Pick
from challenges.actions.gate import Invalid, LostUpdate, NotAllowed, Refused
from challenges.models import Choice, Result
from notifications.models import Event
from tests.factories.accounts import MembershipFactory, acting
from tests.factories.review import Review5

pytestmark = pytest.mark.django_db


def refused(code, act, challenge, error=Refused, **more):
    """The act is refused with this code, and the choice stays what it was."""
    before = list(Choice.objects.values_list("proposal", "slot", "approved_at")), Event.objects.count()
    with pytest.raises(error) as caught, transaction.atomic():
        act(challenge, **more)
    codes = [problem.code for problem in caught.value.problems] if error is Invalid else [caught.value.code]
    assert codes == ([code] if isinstance(code, str) else code)
    assert (list(Choice.objects.values_list("proposal", "slot", "approved_at")), Event.objects.count()) == before


def test_the_first_by_rank_needs_no_approval():
    walk = Review5().chosen()
    row = Choice.objects.get()
    assert (row.proposal, row.slot, row.rank, row.reason) == (walk.proposals[0], 1, 1, "")
    refused("nothing_to_approve", choices.approve_choice, walk.challenge, by=walk.admin, at=walk.at)
    notices.prepare(walk.challenge, by=walk.notice_officer, at=walk.at)


def test_another_than_the_first_needs_a_reason_and_an_approval():
    walk = Review5().proposed()
    second = walk.proposals[1].pk
    act = {"by": walk.signer, "at": walk.at}
    refused("reason_needed", choices.choose, walk.challenge, picks=[Pick(second, " ")], error=Invalid, **act)
    choices.choose(walk.challenge, picks=[Pick(second, "产线衔接更好")], **act)
    draft = {"by": walk.notice_officer, "at": walk.at}
    refused("not_approved", notices.prepare, walk.challenge, **draft)
    refused("not_allowed", choices.approve_choice, walk.challenge, error=NotAllowed, **act)
    read = walk.challenge.version
    choices.choose(walk.challenge, picks=[Pick(second, "改写的理由")], **act)
    given = {"by": walk.admin, "at": walk.at}
    refused("lost_update", choices.approve_choice, walk.challenge, expected=read, error=LostUpdate, **given)
    choices.approve_choice(walk.challenge, expected=walk.challenge.version, **given)
    assert Choice.objects.get().approved_by == walk.admin.user
    choices.choose(walk.challenge, picks=[Pick(second, "又改了")], **act)
    assert Choice.objects.get().approved_by is None


def test_whoever_chose_does_not_approve():
    walk = Review5().proposed()
    both = acting(walk.challenge.organiser, "batch_admin", user=walk.signer.user)
    choices.choose(walk.challenge, by=walk.signer, at=walk.at, picks=[Pick(walk.proposals[1].pk, "理由")])
    refused("four_eyes", choices.approve_choice, walk.challenge, by=both, at=walk.at)
    MembershipFactory()


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
    choices.choose(walk.challenge, picks=[Pick(b, "先攻关"), Pick(a)], **act)
    assert list(Choice.objects.values_list("slot", "rank")) == [(1, 2), (2, 1)]
    refused("reason_needed", choices.choose, walk.challenge, picks=[Pick(a), Pick(c)], error=Invalid, **act)
    choices.choose(walk.challenge, picks=[Pick(a), Pick(b)], **act)
    notice = notices.prepare(walk.challenge, by=walk.notice_officer, at=walk.at)
    notices.post(notice, by=walk.admin, at=walk.at)
    states = dict(walk.challenge.proposals.values_list("pk", "state"))
    assert states == {a: "proposed", b: "proposed", c: "reserve"}
