"""Taking back: every act that allows it, and of every other one why it does not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from challenges.award.actions import objection as objections
from challenges.core.actions.take_back import take_back
from challenges.core.gate import NotAllowed, Refused
from challenges.core.noun import NOUNS
from challenges.core.queries.steps import steps_for
from challenges.core.second_thoughts import require_time, stands, values
from challenges.listing.actions import challenge as needs
from challenges.listing.actions import challenge_check
from challenges.listing.models import Opinion, Remark
from challenges.proposals.actions import proposal as proposals
from challenges.proposals.actions import proposal_check
from challenges.proposals.models import Supplement
from challenges.review.actions import review as reviews
from notifications.clock import now
from notifications.models import Event, InboxItem
from notifications.relay import run as relay
from tests.factories.accounts import ExpertFactory, UserFactory, acting
from tests.factories.challenges import DAY, NOW, ChallengeFactory, set_rules
from tests.factories.proposals import complete_proposal
from tests.factories.review import Review5, objected
from tests.listing.test_challenge_api import client_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SUPPLEMENT = [{"item": "certificate", "note": "证书第 2 页不清"}]


def need(state, role, verb, **more):
    """A need in this state, somebody of the firm or the organiser with this role, and the act."""
    row = ChallengeFactory(state=state, prepared_by=UserFactory(), due_at=NOW + 5 * DAY, **more)
    unit = row.lead if role == "signer" else row.organiser
    return row, acting(unit, role), verb, NOW


def returned_before(role, verb, **given):
    row, by, act, at = need("internal_review", role, verb, repair_rounds=1)
    Remark.objects.create(challenge=row, round=1, field="title", reason="写明型号", by=UserFactory(), at=NOW)
    return row, by, act, at


def argued():
    row, by, act, at = need("argumentation", "checker", challenge_check.conclude_argumentation)
    for _n in range(3):
        yes = dict.fromkeys(("necessity", "measurability", "amount"), True)
        Opinion.objects.create(challenge=row, expert=ExpertFactory().user, asked_at=NOW, given_at=NOW, **yes)
    return row, by, act, at


def proposal(state, role, verb):
    row = complete_proposal(state=state)
    row.challenge.state = "qualification" if state == "opened" else "accepting"
    row.challenge.due_at = NOW + 5 * DAY
    row.challenge.save()
    return row, acting(row.organisation if role == "signer" else row.challenge.organiser, role), verb, NOW


def checked():
    row, by, verb, at = proposal("opened", "checker", proposal_check.confirm_check)
    proposal_check.check(row, qualified=True, by=acting(row.challenge.organiser, "checker"), at=NOW)
    return row, by, verb, at


def reviewed():
    walk = Review5().marked()
    row = walk.review_of(walk.experts[0], walk.proposals[0])
    return row, walk.officer, reviews.return_to_expert, walk.at


def publicity_objected_to():
    walk = Review5().publicised()
    row = objected(walk.challenge, at=walk.at)
    return row, acting(walk.challenge.organiser, "notice_officer"), objections.register, walk.at


REASON = {"reason": "与财务第 3 号文不符"}
REMARKS = {"remarks": [{"field": "title", "reason": "没有写明型号"}]}
ACTS = {
    "challenge.send_back": (lambda: need("internal_review", "signer", needs.send_back), REASON),
    "challenge.approve": (lambda: returned_before("signer", needs.approve), {}),
    "challenge.return_for_repair": (
        lambda: need("formal_check", "checker", challenge_check.return_for_repair),
        REMARKS,
    ),
    "challenge.reject": (lambda: need("formal_check", "checker", challenge_check.reject), REASON),
    "challenge.pass_check": (lambda: need("formal_check", "checker", challenge_check.pass_check), {}),
    "challenge.conclude_argumentation": (argued, {}),
    "proposal.send_back": (lambda: proposal("internal_review", "signer", proposals.send_back), REASON),
    "proposal.request_supplement": (
        lambda: proposal("opened", "checker", proposal_check.request_supplement),
        {"items": SUPPLEMENT},
    ),
    "proposal.confirm_check": (checked, {}),
    "review.return_to_expert": (reviewed, REASON),
    "objection.register": (publicity_objected_to, {}),
}
# Why the others cannot be taken back.
OTHERS = {
    "it is made public": ["notice.post", "notice.supersede", "question.answer", "challenge.publish"],
    "the money of both sides moves by it": [
        "payment.ask",
        "payment.confirm_paid",
        "payment.confirm_received",
        "payment.refund",
    ],
    "it is made public, and other rows move": [
        "challenge.announce",
        "objection.uphold",
        "objection.dismiss",
        "objection.affirm",
        "objection.reverse",
    ],
    "other rows move with it": [
        "challenge.begin_review",
        "challenge.propose",
        "challenge.stay",
        "challenge.resume",
        "objection.withdraw",
        "allotment.apply",
        "staffing.apply",
        "draw.apply",
        "proposal.uphold_complaint",
        "panel.invite",
        "panel.begin_scoring",
        "panel.discuss",
        "panel.lock",
        "panel.report",
        "panel.reopen",
        "panel.cancel",
        "seat.bridge",
        "seat.replace",
        "review.recuse",
        "trial.begin",
        "trial.close_early",
        "trial.void",
        "milestone.accept",
        "milestone.fail",
        "contract.sign",
        "contract.reopen_text",
    ],
    "it is one's own matter, not a finding about another's": [
        "notice.discard",
        "contract.propose_text",
        "contract.accept_text",
        "challenge.submit_inside",
        "proposal.send_for_review",
        "proposal.submit",
        "proposal.withdraw",
        "proposal.resume_draft",
        "proposal.supply",
        "member.confirm",
        "member.decline",
        "member.remove",
        "member.change_share",
        "member.invite_again",
        "seat.invite",
        "seat.accept",
        "objection.ask_review",
        "inquiry.answer",
        "seat.decline",
        "review.declare_clear",
        "review.submit",
        "review.reconsider",
        "trialist.hand_in",
        "milestone.submit",
    ],
    "the table leads back": ["signal.explain", "signal.pursue", "notice.schedule", "notice.unschedule"],
    "it is signed": ["decision.send_back"],
    "the other side goes on with it at once": ["milestone.give_opinion", "milestone.rectify"],
    "it is about work of a machine": [
        "allotment.revise",
        "allotment.void",
        "staffing.revise",
        "staffing.void",
        "draw.make",
        "draw.void",
        "job.cancel",
    ],
    "it is one of two persons": ["motion.confirm", "motion.refuse", "motion.withdraw"],
}


def person_acts():
    """Every step that moves a row and that a person takes alone."""
    for name, noun in NOUNS.items():
        for step in noun.table.steps:
            alone = step.targets and not step.timed and not step.two and step.verb != "take_back"
            if alone and noun.may[step.verb] - {"clock"}:
                yield f"{name}.{step.verb}", step


def test_every_act_of_one_person_is_decided_upon():
    marked = {name for name, step in person_acts() if step.recall}
    assert marked == set(ACTS)
    told = [name for names in OTHERS.values() for name in names]
    assert len(told) == len(set(told))
    assert {name for name, step in person_acts() if not step.recall} == set(told)


@pytest.fixture(params=ACTS)
def done(request):
    """An act that was just done: the row, who did it, when, what stood before, the act's name."""
    make, given = ACTS[request.param]
    row, by, act, at = make()
    row.refresh_from_db()
    before = row.state, values(row)
    act(row, by=by, at=at, **given)
    row.refresh_from_db()
    return row, by, at, before, request.param


def test_it_can_be_taken_back_and_the_record_shows_both(done):
    row, by, at, before, name = done
    assert "take_back" in steps_for(by, row) and stands(row)
    relay(at)
    step = NOUNS[row.noun].table.step(name.partition(".")[2])
    told = set(InboxItem.objects.filter(event__name=step.event).values_list("person_id", flat=True))
    take_back(row, by=by, at=at + MINUTE)
    row.refresh_from_db()
    assert (row.state, values(row)) == before
    first, second = Event.objects.filter(noun=row.noun, subject_id=row.pk).order_by("-pk")[:2][::-1]
    assert (first.name, second.name) == (step.event, f"{row.noun}.taken_back")
    assert (second.facts["act"], second.facts["to"]) == (name, before[0])
    relay(at + MINUTE)
    again = set(InboxItem.objects.filter(event=second).values_list("person_id", flat=True))
    assert again == told - {by.user_id}
    assert "take_back" not in steps_for(by, row)
    assert not Supplement.objects.exists() and not Remark.objects.exclude(resolved_at=None).exists()


def test_not_after_its_time(done):
    row, by, at, _before, _name = done
    state = row.state
    require_time(row, at + 30 * MINUTE)
    with pytest.raises(Refused) as caught:
        take_back(row, by=by, at=at + 30 * MINUTE + timedelta(seconds=1))
    assert caught.value.code == "grace_over"
    row.refresh_from_db()
    assert row.state == state and not Event.objects.filter(name__endswith=".taken_back").exists()


def test_not_after_somebody_acted(done):
    row, by, at, _before, _name = done
    type(row).objects.filter(pk=row.pk).update(updated_at=at + MINUTE)
    row.refresh_from_db()
    assert "take_back" not in steps_for(by, row)
    with pytest.raises(Refused) as caught:
        take_back(row, by=by, at=at + MINUTE)
    assert caught.value.code == "acted_since"


def test_by_whoever_did_it_alone_and_while_they_may(done):
    row, by, at, _before, _name = done
    colleague = acting(by.organisation, *by.roles)
    assert "take_back" not in steps_for(colleague, row)
    with pytest.raises(NotAllowed):
        take_back(row, by=colleague, at=at)
    with pytest.raises(NotAllowed):
        take_back(row, by=replace(by, roles=frozenset({"supervisor"})), at=at)


def test_the_time_is_a_rule_of_the_call():
    row, by, act, at = need("formal_check", "checker", challenge_check.reject)
    set_rules(row.batch, {"take_back_minutes": 0})
    act(row, by=by, at=at, **REASON)
    with pytest.raises(Refused):
        take_back(row, by=by, at=at + timedelta(seconds=1))


def test_a_file_that_came_since_and_experts_who_were_asked_hold_it():
    row, by, act, at = proposal("opened", "checker", proposal_check.request_supplement)
    act(row, by=by, at=at, items=SUPPLEMENT)
    file = row.attachments.create(
        kind="audit", name="a.pdf", size=1, sha256="a" * 64, uploaded_by=UserFactory(), uploaded_at=at + MINUTE
    )
    with pytest.raises(Refused):
        take_back(row, by=by, at=at + MINUTE)
    file.uploaded_at, file.removed_at = at, at + MINUTE
    file.save()
    with pytest.raises(Refused):
        take_back(row, by=by, at=at + MINUTE)
    row, by, act, at = need("formal_check", "checker", challenge_check.pass_check)
    Opinion.objects.create(challenge=row, expert=ExpertFactory().user, asked_at=NOW)
    act(row, by=by, at=at)
    with pytest.raises(Refused) as caught:
        take_back(row, by=by, at=at)
    assert caught.value.code == "acted_since"


def test_a_result_stands_once_the_review_has_begun():
    row, by, act, at = checked()
    act(row, by=by, at=at)
    row.challenge.state = "expert_review"
    row.challenge.save()
    with pytest.raises(Refused) as caught:
        take_back(row, by=by, at=at)
    assert caught.value.code == "acted_since"


def test_over_the_interface_and_on_the_page(client):
    row, by, act, _at = need("formal_check", "checker", challenge_check.reject)
    act(row, by=by, at=now(), **REASON)
    api = client_of(by)
    assert any("taking-back" in str(way) for way in api.get(f"/api/v1/challenges/{row.pk}/").json()["can"])
    client.force_login(by.user)
    assert "收回刚才的办理" in client.get(f"/challenges/{row.pk}/work/").content.decode()
    assert client.post(f"/acts/challenge/{row.pk}/take_back/", {"version": row.version}).status_code == 302
    row.refresh_from_db()
    assert row.state == "formal_check"
    act(row, by=by, at=now(), **REASON)
    assert api.post(f"/api/v1/challenges/{row.pk}/taking-back/", {}, content_type="application/json").status_code == 200
    row.refresh_from_db()
    assert row.state == "formal_check"
