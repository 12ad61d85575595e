"""The pages of a decision, of changed scores, and of the feedback: who reads them, and what stands on them."""

import pytest

from challenges.award.actions import choice as choices
from challenges.award.actions import decision as decisions
from challenges.award.actions import feedback as feedbacks
from challenges.award.actions import publicity
from challenges.award.models import Decision
from challenges.bulletin.actions import notice as notices
from challenges.listing.models import Challenge
from challenges.review.actions import panel as panels
from challenges.review.actions import review as reviews
from challenges.review.models import ScoreChange
from challenges.review.queries.changes import changes_of
from notifications import clock
from tests.assignment.test_draw_pages import enter, text
from tests.factories.accounts import acting, seconded
from tests.factories.challenges import DAY, set_rules
from tests.factories.review import Review5, member_of, stranger

pytestmark = pytest.mark.django_db


def test_an_approver_reads_agrees_and_the_record_shows_it(client):
    walk = Review5().chosen()
    address = f"/decisions/{walk.decision.pk}/"
    enter(client, walk.admin)
    assert "approve-opinion" not in text(client.get(address))
    enter(client, walk.officer)
    page = text(client.get(address))
    assert walk.decision.digest in page and "审定到第 1 步，共 2 步" in page
    form = {"version": 1, "approve-read": walk.decision.digest, "approve-opinion": "核对无误"}
    assert client.post(f"/acts/decision/{walk.decision.pk}/approve/", form).status_code == 302
    page = text(client.get(address))
    assert "核对无误" in page and walk.officer.user.name in page and walk.decision.digest[:16] in page
    enter(client, walk.supervisor)
    assert "核对无误" in text(client.get(address))


def test_a_stale_approval_shows_what_was_changed(client):
    walk = Review5().chosen()
    old = walk.decision
    enter(client, walk.officer)
    client.get(f"/decisions/{old.pk}/")
    picks = [choices.Pick(walk.proposals[1].pk, "产线衔接更好")]
    choices.choose_anew(walk.challenge, by=seconded(walk.signer), at=walk.at, picks=picks)
    form = {"version": 1, "approve-read": old.digest, "approve-opinion": ""}
    answer = client.post(f"/acts/decision/{old.pk}/approve/", form)
    page = text(answer)
    assert (answer.status_code, Decision.objects.get(pk=old.pk).state) == (422, "void")
    assert "没有记录你的意见" in page and "产线衔接更好" in page and f"/decisions/{walk.decision.pk}/" in page


def test_the_lead_firm_sees_how_far_it_is_and_no_opinion(client):
    walk = Review5().chosen()
    decision = walk.decision
    decisions.approve(decision, by=walk.officer, at=walk.at, read=decision.digest, opinion="内部意见一")
    enter(client, walk.signer)
    assert client.get(f"/decisions/{decision.pk}/").status_code == 404
    assert client.post(f"/acts/decision/{decision.pk}/approve/", {"version": 2}).status_code == 404
    page = text(client.get(f"/challenges/{walk.challenge.pk}/work/"))
    assert "2 步中已审定 1 步" in page and "得分" in page
    assert "内部意见一" not in page and f"/decisions/{decision.pk}/" not in page
    assert "提请审定" in page and "审定同意" not in page
    for viewer in (
        member_of(walk.proposals[0]),
        walk.experts[0],
        stranger(),
        acting(walk.challenge.organiser, "checker"),
    ):
        enter(client, viewer)
        assert client.get(f"/decisions/{decision.pk}/").status_code == 404


def test_the_organiser_puts_forward_what_was_sent_back(client):
    walk = Review5().chosen()
    decision = walk.decision
    enter(client, walk.officer)
    form = {"version": 1, "send_back-read": decision.digest, "send_back-opinion": "", "send_back-message": ""}
    assert client.post(f"/acts/decision/{decision.pk}/send_back/", form).status_code == 422
    form["send_back-opinion"] = "理由不清"
    assert client.post(f"/acts/decision/{decision.pk}/send_back/", form).status_code == 302
    work = f"/challenges/{walk.challenge.pk}/work/"
    enter(client, walk.admin)
    assert "重新提请审定" in text(client.get(work))
    answer = client.post(f"/challenges/{walk.challenge.pk}/decisions/")
    assert answer["Location"] == f"/decisions/{walk.decision.pk}/"
    assert "择定或者提请审定的人不能审定" not in text(client.get(answer["Location"]))
    assert walk.decision.number == 2


def changed(proposals):
    """Return a locked panel on which one expert changed a mark of every proposal."""
    walk = Review5(proposals=proposals, load=99).marked([80 - n * 0.5 for n in range(proposals)])
    one = walk.experts[1]
    criterion = walk.panel.rubric.criteria.first()
    for proposal in walk.proposals:
        review = walk.review_of(one, proposal)
        reviews.return_to_expert(review, by=walk.officer, at=walk.at, reason="请核对报价依据")
        value = review.scores.get(criterion=criterion).value - 2
        reviews.score(review, by=one, at=walk.at, marks={criterion.pk: {"value": value}}, reason="合议后改")
        reviews.submit(review, by=one, at=walk.at)
    return walk


def test_changed_scores_are_read_after_the_lock_by_seat_and_after_the_award_by_name(client):
    walk = changed(2)
    address = f"/panels/{walk.panel.pk}/changes/"
    enter(client, walk.supervisor)
    assert client.get(address).status_code == 404
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)
    page = text(client.get(address))
    assert "席位 2" in page and "合议后改" in page and walk.experts[1].user.name not in page
    rows = changes_of(walk.panel)
    assert [(row.before - row.after, row.seat, row.expert, row.round) for row in rows] == [(2, 2, "", 1)] * 2
    for viewer in (walk.experts[0], walk.experts[1], walk.signer, member_of(walk.proposals[0]), stranger("organiser")):
        enter(client, viewer)
        assert client.get(address).status_code == 404
    Challenge.objects.filter(pk=walk.challenge.pk).update(state="awarded")
    enter(client, walk.officer)
    assert walk.experts[1].user.name in text(client.get(address))


def test_a_panel_without_changes_says_so(client):
    walk = Review5().locked()
    enter(client, walk.officer)
    assert "提交之后没有改过分数" in text(client.get(f"/panels/{walk.panel.pk}/changes/"))
    assert not ScoreChange.objects.exists()


@pytest.mark.parametrize("proposals", [3, 6])
def test_the_list_of_changes_costs_the_same_for_many(proposals, client, django_assert_num_queries):
    walk = changed(proposals)
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)
    with django_assert_num_queries(1):
        assert len(changes_of(walk.panel)) == proposals


def test_the_feedback_opens_for_all_at_its_moment(client):
    walk = Review5(at=clock.now(), state="qualification").decided()
    challenge = walk.challenge
    set_rules(challenge.batch, {"feedback_days": 5})
    draft = publicity.prepare(challenge, by=walk.notice_officer, at=walk.at)
    notices.post(draft, by=walk.admin, at=walk.at)
    firms = [(member_of(proposal), proposal) for proposal in walk.proposals]
    for firm, proposal in firms:
        enter(client, firm)
        assert client.get(f"/proposals/{proposal.pk}/feedback/").status_code == 404
        page = text(client.get(f"/proposals/{proposal.pk}/"))
        assert "起反馈给全部申报单位" in page and "评审结果" not in page
    enter(client, walk.notice_officer)
    assert "改反馈时间" in text(client.get(f"/challenges/{challenge.pk}/work/"))
    Challenge.objects.filter(pk=challenge.pk).update(feedback_at=walk.at - DAY)
    words = ("拟揭榜，得分 80.00", "未入选，得分 70.00，达到分数线 60")
    for (firm, proposal), headline in zip(firms, words, strict=True):
        enter(client, firm)
        page = text(client.get(f"/proposals/{proposal.pk}/feedback/"))
        assert headline in page and "失败" not in page
        assert not [one.user.name for one in walk.experts if one.user.name in page]
        other = next(row for row in walk.proposals if row != proposal)
        assert other.organisation.name not in page
        assert client.get(f"/proposals/{other.pk}/feedback/").status_code == 404
    assert feedbacks.first_date(challenge, walk.at) > walk.at
