"""Two approvals, or an approval and another choice, at the same moment: what is signed is what stands."""

from challenges.award.actions import choice as choices
from challenges.award.actions import decision as decisions
from challenges.award.models import Approval, Decision
from challenges.listing.models import Challenge
from notifications.models import Event
from tests.factories.accounts import acting, seconded
from tests.factories.review import Review5
from tests.races import MARKS, at_once

pytestmark = MARKS
HANDS = 12


def test_one_step_is_taken_by_one_person():
    walk = Review5().chosen()
    read = walk.decision
    officers = [acting(walk.challenge.organiser, "review_officer") for _ in range(HANDS)]

    def agreeing(officer):
        def agree():
            row = Decision.objects.get(pk=read.pk)
            decisions.approve(row, by=officer, at=walk.at, read=read.digest, opinion=officer.user.email)
            return officer.user_id

        return agree

    found = at_once(*[agreeing(officer) for officer in officers])
    winners = [one for one in found if isinstance(one, int)]
    step = Approval.objects.get(decision=read, position=1)
    assert winners == [step.by_id]
    assert step.opinion == step.by.email
    assert Event.objects.filter(name="decision.approved").count() == 1
    assert (Decision.objects.get(pk=read.pk).state, Decision.objects.get(pk=read.pk).version) == ("pending", 2)


def test_an_approval_and_another_choice_never_leave_an_approved_version_that_does_not_stand():
    for _round in range(3):
        walk = Review5().chosen()
        read = walk.decision
        walk.approved(walk.officer)
        admins = [acting(walk.challenge.organiser, "approver") for _ in range(HANDS)]

        def agreeing(admin, walk=walk, read=read):
            def agree():
                row = Decision.objects.get(pk=read.pk)
                decisions.approve(row, by=admin, at=walk.at, read=read.digest)
                return "approved"

            return agree

        def choose(walk=walk):
            challenge = Challenge.objects.get(pk=walk.challenge.pk)
            picks = [choices.Pick(walk.proposals[1].pk, "产线衔接更好")]
            choices.choose_anew(challenge, by=seconded(walk.signer), at=walk.at, picks=picks)
            return "chosen"

        found = at_once(choose, *(agreeing(admin) for admin in admins))
        assert found[0] == "chosen", found
        assert found.count("approved") <= 1
        stands = walk.decision
        assert (stands.pk != read.pk, stands.state) == (True, "pending")
        assert not Approval.objects.filter(decision=stands).exclude(verdict="").exists()
        assert Decision.objects.get(pk=read.pk).state == "void"
