"""The doubt of a panel and of a whole batch: the fact in the headline, pictures with tables, for the officers alone."""

import pytest

from accounts.models import ExpertProfile
from challenges.review.actions import panel as panels
from challenges.review.queries.calibration import doubt
from challenges.review.queries.calibration_batch import batch_doubt
from challenges.review.ranking.calibrated import calibrate
from tests.assignment.test_draw_pages import enter, text
from tests.factories.review import Review5, stranger

pytestmark = pytest.mark.django_db

SPLIT = {0: (85, 80, 79, 60), 1: (88, 79, 80, 62), 2: (84, 81, 80, 58), 3: (86, 79, 81, 61), 4: (85, 80, 79, 60)}


def locked(walk, table):
    """Let each expert give their own values, and the leader lock."""
    walk.scoring()
    walk.mark_all(
        (one, proposal, value)
        for n, one in enumerate(walk.experts)
        for proposal, value in zip(walk.proposals, table[n], strict=True)
    )
    panels.lock(walk.panel, by=walk.experts[0], at=walk.at)
    return walk


def batch_of(*shared, count=2, proposals=3):
    """Several locked panels of one batch; `shared` names the seats whose expert sits on all of them."""
    walks = [Review5(proposals=proposals)]
    batch = walks[0].challenge.batch
    walks += [Review5(proposals=proposals, batch=batch, organiser=batch.organiser) for _ in range(count - 1)]
    ExpertProfile.objects.update(max_load=1000)
    for walk in walks[1:]:
        for seat in shared:
            walk.experts[seat] = walks[0].experts[seat]
    for n, walk in enumerate(walks):
        table = {e: tuple(90 - 2 * e - 5 * p - n for p in range(proposals)) for e in range(5)}
        locked(walk, table)
    return walks


def test_the_headline_says_which_places_cannot_be_told_apart(client):
    walk = locked(Review5(proposals=4), SPLIT)
    assert doubt(walk.panel).ties == ((2, 3),)
    enter(client, walk.officer)
    page = text(client.get(f"/panels/{walk.panel.pk}/doubt/"))
    assert '<h1 class="keep">第 2 至 3 名不能区分</h1>' in page
    assert page.count('class="band"') == 1
    # Every expert's total is a ring, and stands in the table as well.
    assert page.count('class="ring"') == 20
    assert "88.00" in page and "入围分数线 60" in page


def test_a_clear_ranking_is_called_stable(client):
    walk = locked(Review5(proposals=3), dict.fromkeys(range(5), (90, 75, 61)))
    enter(client, walk.supervisor)
    page = text(client.get(f"/panels/{walk.panel.pk}/doubt/"))
    assert "名次稳定" in page and 'class="band"' not in page
    # A statistic is never certain.
    assert "&gt;99%" in page and "&lt;1%" in page
    assert ">0%<" not in page and ">100%<" not in page


def test_panels_that_share_an_expert_are_compared_across_the_batch(client):
    walks = batch_of(1)
    found = batch_doubt(walks[0].challenge.batch)
    assert len(found.doubt.places) == 6
    assert sorted(row.doubt.rank for row in found.doubt.places) == [1, 2, 3, 4, 5, 6]
    assert found.doubt.calibration.top_k == 2
    (link,) = found.links
    assert (link.experts, link.reviews, found.lonely) == ((walks[0].experts[1].user.name,), 6, ())
    enter(client, walks[0].officer)
    (told,) = client.get(f"/api/v1/batches/{walks[0].challenge.batch_id}/doubt/").json()["links"]
    assert told == {"panel_ids": [walk.panel.pk for walk in walks], "expert_count": 1, "review_count": 6}
    page = text(client.get(f"/batches/{walks[0].challenge.batch_id}/doubt/"))
    assert "名不能区分" in page or "名次稳定" in page
    for walk in walks:
        assert walk.panel.name in page
        for proposal in walk.proposals:
            assert proposal.organisation.name in page


def test_a_batch_of_one_panel_says_what_the_panel_says():
    walk = locked(Review5(proposals=4), SPLIT)
    found = batch_doubt(walk.challenge.batch)
    alone = doubt(walk.panel)
    assert found.doubt.calibration == alone.calibration
    assert (found.links, found.lonely, found.same_rubric) == ((), (), True)


def test_panels_that_share_nobody_are_named_and_never_compared(client):
    walks = batch_of(count=2)
    found = batch_doubt(walks[0].challenge.batch)
    assert found.doubt.calibration is None
    firms = {frozenset(part.firms) for part in found.doubt.parts}
    assert firms == {frozenset(p.organisation.name for p in walk.proposals) for walk in walks}
    assert found.lonely == tuple(walk.panel.name for walk in walks)
    enter(client, walks[0].officer)
    page = text(client.get(f"/batches/{walks[0].challenge.batch_id}/doubt/"))
    assert "评审分成 2 个互不相通的部分" in page and "加评至少两份" in page
    assert "校准名次" not in page
    told = client.get(f"/api/v1/batches/{walks[0].challenge.batch_id}/doubt/").json()
    assert told["links"] == [] and {part["expert_count"] for part in told["parts"]} == {5}
    parts = {frozenset(part["proposal_ids"]) for part in told["parts"]}
    assert parts == {frozenset(proposal.pk for proposal in walk.proposals) for walk in walks}
    # The official places stand all the same.
    assert page.count('<td class="num">1</td>') == 2


def test_what_is_not_locked_is_counted_and_not_shown(client):
    walks = batch_of(1)
    batch = walks[0].challenge.batch
    third = Review5(proposals=2, batch=batch, organiser=batch.organiser).scoring()
    found = batch_doubt(batch)
    assert (len(found.panels), found.open) == (2, 1)
    enter(client, walks[0].officer)
    page = text(client.get(f"/batches/{batch.pk}/doubt/"))
    assert not any(proposal.organisation.name in page for proposal in third.proposals)
    panels.reopen(walks[1].panel, by=walks[1].officer, at=walks[1].at, reason="计分有误")
    assert [panel.pk for panel in batch_doubt(batch).panels] == [walks[0].panel.pk]


def test_before_any_lock_the_page_says_why_it_is_empty(client):
    walk = Review5().scoring()
    enter(client, walk.officer)
    answer = client.get(f"/batches/{walk.challenge.batch_id}/doubt/")
    assert (answer.status_code, "还没有锁定的评审组" in text(answer)) == (200, True)


def test_different_rubrics_are_told():
    walks = batch_of(1)
    one, two = walks[0].panel.rubric.criteria.all()[:2]
    type(one).objects.filter(pk=one.pk).update(weight=one.weight + 5)
    type(one).objects.filter(pk=two.pk).update(weight=two.weight - 5)
    assert batch_doubt(walks[0].challenge.batch).same_rubric is False


def test_to_everybody_else_the_doubt_of_a_batch_does_not_exist(client):
    walk = Review5(proposals=3).locked((85, 75, 65))
    address = f"/batches/{walk.challenge.batch_id}/doubt/"
    others = (walk.signer, walk.experts[0], walk.notice_officer, stranger("organiser"), stranger())
    for viewer in others:
        enter(client, viewer)
        assert client.get(address).status_code == 404
    for viewer in (walk.officer, walk.admin, walk.supervisor):
        enter(client, viewer)
        assert client.get(address).status_code == 200
    client.logout()
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("count", [3, 6])
def test_the_doubt_of_a_batch_asks_a_fixed_number_of_times(client, count, django_assert_num_queries):
    walks = batch_of(1, 2, count=3, proposals=count // 3)
    enter(client, walks[0].officer)
    address = f"/batches/{walks[0].challenge.batch_id}/doubt/"
    client.get(address)
    with django_assert_num_queries(9):
        assert client.get(address).status_code == 200


def test_a_long_batch_comes_fifty_places_at_a_time(client, monkeypatch):
    monkeypatch.setattr("frontend.review.views.doubt.AT_ONCE", 4)
    walks = batch_of(1)
    enter(client, walks[0].officer)
    address = f"/batches/{walks[0].challenge.batch_id}/doubt/"
    first, second = text(client.get(address)), text(client.get(f"{address}?page=2"))
    assert "?page=2" in first and "?page=1" in second
    names = [row.firm for row in batch_doubt(walks[0].challenge.batch).doubt.by_doubt]
    assert [name for name in names if f'<th scope="row"><span lang="zh-Hans" data-text>{name}' in first] == names[:4]
    assert [name for name in names if f'<th scope="row"><span lang="zh-Hans" data-text>{name}' in second] == names[4:]


def test_two_hundred_proposals_and_forty_experts_take_less_than_a_second():
    import time

    from benchmarks.ranking_instances import Field, simulate

    _worth, marks = simulate(Field(reviews=5), seed=7)
    calibrate(marks)
    start = time.process_time()
    view = calibrate(marks, top_k=10)
    assert (len(view.rows), time.process_time() - start < 1) == (200, True)
