"""What each desk costs: a fixed number of statements, however much lies on it."""

import pytest

from challenges.award.models import Approval, Decision, Objection
from challenges.bulletin.models import Notice
from challenges.core.models import Motion
from challenges.desk.queries import desk
from challenges.listing.models import Challenge, Question
from challenges.listing.states import ChallengeState as S
from challenges.proposals.models import Proposal
from challenges.review.models import Panel, Rubric
from notifications import clock
from tests.factories.accounts import OrganisationFactory, UserFactory, acting
from tests.factories.challenges import DAY, BatchFactory, in_state
from tests.factories.proposals import complete_proposal

pytestmark = pytest.mark.django_db
STATES = ((S.ACCEPTING, "draft"), (S.QUALIFICATION, "opened"), (S.EXPERT_REVIEW, "qualified"))


def people():
    """One of each kind of reader of a desk, all concerned with the same challenges."""
    kinds = ("organiser", "lead", "sme", "institute", "finance")
    return {kind: OrganisationFactory(kind=kind) for kind in kinds}


def fill(firms, number):
    """Challenges of one lead firm with an open question each, to which one firm applies in every way."""
    batch, at = BatchFactory(organiser=firms["organiser"]), clock.now()
    for n in range(number):
        state, proposal = STATES[n % len(STATES)]
        challenge = in_state(batch, state, lead=firms["lead"])
        complete_proposal(challenge, organisation=firms["sme"], state=proposal)
        complete_proposal(challenge, organisation=OrganisationFactory(kind="sme"), state="opened")
        asker = acting(firms["institute"], "handler")
        Question.objects.create(
            challenge=challenge,
            organisation=firms["institute"],
            asked_by=asker.user,
            pseudonym=1,
            text="问",
            created_at=at,
            updated_at=at,
            due_at=at + DAY,
        )
        waiting(challenge, at)


def waiting(challenge, at):
    """A drafted notice, an objection, a decision and a motion on a challenge: each waits for its organiser."""
    organiser, stamps = challenge.organiser, {"created_at": at, "updated_at": at}
    by, lead = acting(organiser, "notice_officer").user, acting(challenge.lead, "signer")
    notice = Notice.objects.create(
        kind="publicity", issuer=organiser, title="拟稿", body="文", publicity_ends_at=at, prepared_by=by, **stamps
    )
    objection = {"name": "王", "phone": "13800000001", "text": "事", "remedy": "求", "filed_at": at, "due_at": at + DAY}
    Objection.objects.create(
        notice=notice, challenge=challenge, number=f"YY{challenge.pk}", filed_by=lead.user, **objection, **stamps
    )
    panel = Panel.objects.create(challenge=challenge, rubric=Rubric.objects.first(), **stamps)
    decision = Decision.objects.create(challenge=challenge, panel=panel, number=1, digest="0" * 64, **stamps)
    taken = {"by": by, "at": at, "verdict": "approved"}
    Approval.objects.create(decision=decision, position=1, role="review_officer", **taken)
    Approval.objects.create(decision=decision, position=2, role="batch_admin")
    act = {"act": "challenge.withdraw", "subject_id": challenge.pk, "timeline": challenge.chain}
    Motion.objects.create(organisation=organiser, prepared_by=by, **act, **stamps)


@pytest.mark.parametrize("number", [3, 30])
def test_no_desk_asks_more_for_more_rows(client, number, django_assert_num_queries):
    firms = people()
    fill(firms, number)
    asked = {
        ("sme", ("handler",)): 10,
        ("institute", ("handler",)): 9,
        ("lead", ("handler", "signer")): 9,
        ("finance", ("viewer",)): 6,
        # Without a motion to confirm it is one fewer: the rows that motions are on are read by kind.
        ("organiser", ("batch_admin", "checker")): 9,
        ("organiser", ("supervisor",)): 8,
    }
    for (kind, roles), most in asked.items():
        sit_down(client, acting(firms[kind], *roles))
        client.get("/desk/")
        with django_assert_num_queries(most):
            assert client.get("/desk/").status_code == 200


def sit_down(client, viewer):
    """Sign somebody in for the organisation they act for."""
    client.force_login(viewer.user)
    session = client.session
    session["acting_for"] = viewer.organisation_id
    session.save()


def test_who_belongs_to_nobody_has_a_desk_that_asks_little(client, django_assert_num_queries):
    client.force_login(UserFactory())
    client.get("/desk/")
    with django_assert_num_queries(6):
        assert client.get("/desk/").status_code == 200


def test_what_waits_is_told_as_it_was_when_each_kind_was_asked_for_by_itself():
    firms = people()
    fill(firms, 3)
    admin, checker = (acting(firms["organiser"], role) for role in ("batch_admin", "checker"))
    challenges = list(Challenge.objects.order_by("pk"))
    first, lead = challenges[0], firms["lead"].short_name or firms["lead"].name
    mine = {(task.noun, task.pk): task for task in desk.organiser_tasks(admin)}
    for challenge in challenges:
        objection, decision = challenge.objections.get(), challenge.decisions.get()
        found = mine["objection", objection.pk]
        told = ("public", "register", challenge.title, challenge.number, objection.number, "filed", True)
        assert (found.group, found.what, found.title, found.number, found.firm, found.state, found.mine) == told
        assert (found.due, found.amount, found.state_word) == (
            objection.due_at,
            challenge.total_wan,
            objection.get_state_display(),
        )
        found = mine["decision", decision.pk]
        assert (found.what, found.firm, found.due, found.mine) == ("decide", lead, challenge.due_at, True)
        motion = Motion.objects.get(subject_id=challenge.pk)
        found = mine["motion", motion.pk]
        assert (found.group, found.firm, found.due) == ("confirm", "撤下榜单", motion.due_at)
        assert found.title == f"{challenge.number} {challenge.title}" and found.state_word == motion.get_state_display()
    drafts = [task for task in mine.values() if task.noun == "notice"]
    assert len(drafts) == 3 and {(task.title, task.firm, task.due, task.mine) for task in drafts} == {
        ("拟稿", "", None, True)
    }
    # The checker checks what is opened, and neither posts nor decides nor confirms.
    theirs = {(task.noun, task.pk): task for task in desk.organiser_tasks(checker)}
    proposal = Proposal.objects.filter(state="opened").first()
    found = theirs["proposal", proposal.pk]
    firm = proposal.organisation.short_name or proposal.organisation.name
    assert (found.what, found.firm, found.mine) == ("first_check", firm, True)
    assert not any(task.mine for (noun, _pk), task in theirs.items() if noun in ("notice", "objection", "decision"))
    assert not any(noun == "motion" for noun, _pk in theirs)
    Proposal.objects.filter(pk=proposal.pk).update(checked_by=checker.user)
    again = {task.pk: task for task in desk.organiser_tasks(checker) if task.noun == "proposal"}[proposal.pk]
    assert (again.what, again.mine) == ("second_check", False)
    Proposal.objects.filter(pk=proposal.pk).update(state="supplement")
    other = {task.pk: task for task in desk.organiser_tasks(admin) if task.noun == "proposal"}[proposal.pk]
    assert (other.what, other.mine) == ("supplement", False)
    Objection.objects.filter(challenge=first).update(state="registered")
    kept = [task.what for task in desk.organiser_tasks(admin, first.batch_id) if task.noun == "objection"]
    assert sorted(kept) == ["conclude", "register", "register"]
    assert {task.noun for task in desk.organiser_tasks(admin, first.batch_id + 1)} == {"notice", "motion"}
