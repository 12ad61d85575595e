"""The pages of a calibration round: set up, samples, marks kept as they are given, drift; each for their own eyes."""

import pytest

from challenges.review.actions import seat as seats
from challenges.review.actions import trial as trials
from challenges.review.models import Sample, Trial, TrialMark
from tests.assignment.test_draw_pages import enter, text
from tests.factories.review import Review5, expert, stranger
from tests.factories.trial import TEXTS, Round

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(monkeypatch):
    walk = Round()
    monkeypatch.setattr("frontend.review.views.trial.now", lambda: walk.at)
    monkeypatch.setattr("frontend.core.views.act.now", lambda: walk.at)
    return walk


def filled(trial, **more):
    """The form of the samples as an officer fills it in."""
    form = {"version": trial.version, "due_at": "2031-01-15T17:00"}
    for n, sample in enumerate(TEXTS):
        form |= {f"samples.{n}.title": sample.title, f"samples.{n}.text": sample.text}
    return form | more


def test_an_officer_sets_a_round_up_writes_samples_and_begins_it(client, walk):
    walk.accepted()
    enter(client, walk.officer)
    address = f"/batches/{walk.challenge.batch_id}/trials/"
    page = text(client.get(address))
    assert "还没有试评" in page and walk.panel.name in page
    assert client.post(address, {"due_at": ""}).status_code == 422
    answer = client.post(address, {"panels": [walk.panel.pk], "due_at": "2031-01-15T17:00"})
    trial = Trial.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/trials/{trial.pk}/")
    assert "专家不知道" in text(client.get(f"/trials/{trial.pk}/"))
    criterion = trial.rubric.criteria.first().pk
    form = filled(trial, **{f"samples.1.reference.{criterion}": "75.5"})
    assert client.post(f"/trials/{trial.pk}/samples/", form).status_code == 302
    assert list(Sample.objects.values_list("position", "title", "reference")) == [
        (1, TEXTS[0].title, {}),
        (2, TEXTS[1].title, {str(criterion): "75.5"}),
    ]
    trial.refresh_from_db()
    assert client.post(f"/acts/trial/{trial.pk}/begin/", {"version": trial.version}).status_code == 302
    trial.refresh_from_db()
    assert (trial.state, trial.trialists.count()) == ("open", 5)
    page = text(client.get(f"/trials/{trial.pk}/"))
    assert "已交 0 / 5 位" in page and "0 / 12" in page and "<svg" in page


def test_what_is_wrong_with_a_sample_stands_beside_its_block_and_nothing_is_lost(client, walk):
    walk.planned()
    enter(client, walk.officer)
    criterion = walk.trial.rubric.criteria.first().pk
    form = filled(walk.trial)
    # The third block is left empty; the fourth has a text without a name and an impossible reference.
    form |= {"samples.3.text": "没有名称的样本正文", f"samples.3.reference.{criterion}": "101"}
    answer = client.post(f"/trials/{walk.trial.pk}/samples/", form)
    page = text(answer)
    assert answer.status_code == 422
    assert 'href="#id_samples.3.title"' in page and f'href="#id_samples.3.reference.{criterion}"' in page
    assert "没有名称的样本正文" in page
    assert Sample.objects.count() == 2


def test_somebody_elses_save_is_not_overwritten(client, walk):
    walk.planned()
    form = filled(walk.trial, version=walk.trial.version)
    trials.revise(walk.trial, by=walk.admin, at=walk.at, samples=TEXTS[:1], due_at=walk.trial.due_at)
    enter(client, walk.officer)
    answer = client.post(f"/trials/{walk.trial.pk}/samples/", form)
    assert (answer.status_code, Sample.objects.count()) == (412, 1)


def test_an_expert_marks_sample_by_sample_and_hands_in(client, walk):
    walk.begun()
    one = walk.experts[0]
    enter(client, one)
    assert "请给" not in text(client.get("/desk/")) and f"/trials/{walk.trial.pk}/" in text(client.get("/desk/"))
    first, second = walk.trial.samples.all()
    criteria = list(walk.trial.rubric.criteria.all())
    page = text(client.get(f"/trials/{walk.trial.pk}/"))
    assert first.text in page and second.text not in page
    live = {"HX-Request": "true"}
    address = f"/trials/{walk.trial.pk}/marks/"
    form = {"sample": first.pk, **{f"s{row.pk}": "80" for row in criteria}}
    answer = client.post(address, form, headers=live)
    assert answer.status_code == 200
    assert "80.00" in text(answer) and "还差 6 项" in text(answer)
    assert 'href="?sample=' in text(answer)
    wrong = client.post(address, {"sample": first.pk, f"s{criteria[0].pk}": "101"}, headers=live)
    assert (wrong.status_code, wrong["Content-Type"]) == (409, "text/plain; charset=utf-8")
    assert TrialMark.objects.filter(value=80).count() == 6
    plain = client.post(address, {"sample": second.pk, **{f"s{row.pk}": "60" for row in criteria}})
    assert plain["Location"] == f"/trials/{walk.trial.pk}/?sample={second.pk}"
    row = walk.part_of(one)
    done = client.post(f"/acts/trialist/{row.pk}/hand_in/", {"version": row.version})
    assert done["Location"] == f"/trials/{walk.trial.pk}/"
    page = text(client.get(f"/trials/{walk.trial.pk}/"))
    assert "已于" in page and '<form method="post" action="/trials/' not in page
    refused = client.post(address, form, headers=live)
    assert refused.status_code == 409


def test_handing_in_too_early_stays_on_the_page_and_says_what_lacks(client, walk):
    walk.begun()
    one = walk.experts[0]
    enter(client, one)
    answer = client.post(f"/acts/trialist/{walk.part_of(one).pk}/hand_in/", {})
    assert answer.status_code == 422
    assert walk.part_of(one).state == "marking"


def test_levels_and_yes_or_no_are_offered_as_such(client, walk):
    walk.accepted()
    rows = list(walk.panel.rubric.criteria.all())
    type(rows[0]).objects.filter(pk=rows[0].pk).update(
        kind="rating", levels=[{"name": "领先", "value": 95}, {"name": "一般", "value": 60}]
    )
    type(rows[0]).objects.filter(pk=rows[1].pk).update(kind="yesno")
    walk.trial = trials.plan(
        walk.challenge.batch,
        by=walk.officer,
        at=walk.at,
        panels=[walk.panel],
        due_at=walk.at.replace(year=2031),
        samples=TEXTS,
    )
    enter(client, walk.officer)
    assert "领先" in text(client.get(f"/trials/{walk.trial.pk}/"))
    trials.begin(walk.trial, by=walk.officer, at=walk.at)
    enter(client, walk.experts[0])
    sample = walk.trial.samples.first().pk
    form = {"sample": sample, f"s{rows[0].pk}": "95", f"s{rows[1].pk}": "0"}
    client.post(f"/trials/{walk.trial.pk}/marks/", form)
    page = text(client.get(f"/trials/{walk.trial.pk}/"))
    assert f'name="s{rows[0].pk}" value="95" checked' in page and f'name="s{rows[1].pk}" value="0" checked' in page
    bad = client.post(f"/trials/{walk.trial.pk}/marks/", {"sample": sample, f"s{rows[0].pk}": "77"})
    assert (bad.status_code, TrialMark.objects.count()) == (422, 2)


def test_an_expert_reads_their_drift_and_no_name_of_another(client, walk):
    walk.closed()
    lenient = walk.experts[4]
    enter(client, lenient)
    page = text(client.get(f"/trials/{walk.trial.pk}/"))
    assert "你平均比评审组高 14.0 分，明显偏宽" in page
    assert "+14.0" in page and "<svg" in page
    for other in walk.experts[:4]:
        assert other.user.name not in page
    enter(client, walk.experts[0])
    page = text(client.get(f"/trials/{walk.trial.pk}/"))
    assert "你平均比评审组低 3.5 分，略严" in page and "14.0" not in page
    assert lenient.user.name not in page


def test_the_officers_and_the_supervisor_read_everybodys_drift(client, walk):
    walk.closed()
    for viewer in (walk.officer, walk.supervisor):
        enter(client, viewer)
        page = text(client.get(f"/trials/{walk.trial.pk}/"))
        for one in walk.experts:
            assert one.user.name in page
        assert "明显偏宽" in page and "分歧最大的是" in page and page.count('<svg class="chart') == 2
    enter(client, walk.supervisor)
    assert client.post(f"/acts/trial/{walk.trial.pk}/close_early/").status_code == 422


def test_to_everybody_else_a_round_does_not_exist(client, walk):
    walk.closed()
    addresses = [f"/trials/{walk.trial.pk}/", f"/batches/{walk.challenge.batch_id}/trials/"]
    for viewer in (walk.signer, expert(), stranger("organiser"), stranger(), walk.notice_officer):
        enter(client, viewer)
        assert [client.get(address).status_code for address in addresses] == [404, 404]
        assert client.post(f"/acts/trial/{walk.trial.pk}/void/", {"void-reason": "样本评分表有误"}).status_code == 404
        assert client.post(f"/trials/{walk.trial.pk}/marks/", {"sample": 1}).status_code == 404
        assert client.post(f"/trials/{walk.trial.pk}/samples/").status_code == 404
    # An expert of the panel knows the round, but neither its list nor its making.
    enter(client, walk.experts[0])
    assert client.get(addresses[1]).status_code == 404
    assert client.post(f"/trials/{walk.trial.pk}/samples/").status_code == 404
    other = walk.part_of(walk.experts[1]).pk
    assert client.post(f"/acts/trialist/{other}/hand_in/").status_code == 404
    walk.trial.refresh_from_db()
    assert walk.trial.state == "closed"


def test_before_it_begins_an_expert_meets_nothing(client, walk):
    walk.planned()
    enter(client, walk.experts[0])
    assert client.get(f"/trials/{walk.trial.pk}/").status_code == 404
    assert f"/trials/{walk.trial.pk}/" not in text(client.get("/desk/"))


def test_an_expert_invited_later_is_asked_to_take_part(client, walk):
    late = expert("enterprise")
    walk.reserves = [late]
    walk.begun()
    gone = walk.experts[4]
    seats.decline(walk.seat_of(gone), by=gone, at=walk.at, reason="dates")
    enter(client, gone)
    assert client.get(f"/trials/{walk.trial.pk}/").status_code == 404
    enter(client, late)
    page = text(client.get(f"/trials/{walk.trial.pk}/"))
    assert "请先参加试评" in page and TEXTS[0].text not in page
    assert client.post(f"/acts/trial/{walk.trial.pk}/join/", {"version": walk.trial.version}).status_code == 302
    assert TEXTS[0].text in text(client.get(f"/trials/{walk.trial.pk}/"))


@pytest.mark.parametrize("count", [3, 6])
def test_the_list_and_the_officers_page_ask_a_fixed_number_of_times(client, walk, count, django_assert_num_queries):
    batch = walk.challenge.batch
    walk.closed()
    for _ in range(count - 1):
        other = Review5(batch=batch, organiser=batch.organiser, proposals=1).invited()
        trials.plan(batch, by=walk.officer, at=walk.at, panels=[other.panel])
    enter(client, walk.officer)
    client.get(f"/batches/{batch.pk}/trials/")
    with django_assert_num_queries(8):
        page = text(client.get(f"/batches/{batch.pk}/trials/"))
    assert page.count('<a href="/trials/') == count


@pytest.mark.parametrize("count", [5, 13])
def test_a_rounds_page_asks_a_fixed_number_of_times(client, walk, count, django_assert_num_queries):
    walk.experts = [expert("technical" if n % 2 else "enterprise") for n in range(count)]
    walk.begun()
    for one in walk.experts:
        walk.give(one, (80, 60))
    trials.close_early(walk.trial, by=walk.officer, at=walk.at)
    for viewer, queries in ((walk.officer, 17), (walk.experts[0], 11)):
        enter(client, viewer)
        client.get(f"/trials/{walk.trial.pk}/")
        with django_assert_num_queries(queries):
            assert client.get(f"/trials/{walk.trial.pk}/").status_code == 200


def test_pages_are_english_in_english(client, walk):
    walk.closed()
    walk.experts[4].user.language = "en"
    walk.experts[4].user.save()
    enter(client, walk.experts[4])
    page = text(client.get(f"/trials/{walk.trial.pk}/", headers={"Accept-Language": "en"}))
    assert "On average you mark 14.0 points above your panel: clearly lenient" in page
