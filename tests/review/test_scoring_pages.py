"""The scoring desk: every kind of criterion, two windows at once, what is refused in which words, and its cost."""

import re
from decimal import Decimal

import pytest

from challenges.review.actions import panel as panels
from challenges.review.actions import result as results
from challenges.review.actions import review as reviews
from challenges.review.actions import rubric as rubrics
from challenges.review.actions import seat as seats
from challenges.review.models import Score
from tests.factories.challenges import DAY
from tests.factories.remembered import remembered
from tests.factories.review import COMMENT, LATER, Review5

pytestmark = pytest.mark.django_db
LEVELS = [{"name": "国际领先", "value": 95}, {"name": "国内先进", "value": 80}, {"name": "一般", "value": 60}]
KINDS = [
    {"name": "技术路线", "weight": 40, "comment_required": True, "comment_length": 5},
    {"name": "先进性", "weight": 30, "kind": "rating", "levels": LEVELS},
    {"name": "有用户意向书", "weight": 30, "kind": "yesno"},
    {"name": "材料虚假", "weight": 0, "veto": True},
]
LIVE = {"headers": {"HX-Request": "true"}}


@remembered
def walk_with(criteria=KINDS, scale="weight", blind=False, **fields):
    """A panel that scores by these criteria."""
    walk = Review5(**fields)
    walk.panel = panels.plan(walk.challenge, by=walk.officer, at=walk.at, blind=blind)
    rubrics.revise(walk.panel, by=walk.officer, at=walk.at, criteria=criteria, scale=scale)
    panels.compose(walk.panel, by=walk.officer, at=walk.at, picks=walk.picks())
    panels.invite(walk.panel, by=walk.officer, at=walk.at)
    for one in walk.experts:
        seats.accept(walk.seat_of(one), by=one, at=walk.at)
    results.begin_review(walk.challenge, by=walk.officer, at=walk.at)
    panels.begin_scoring(walk.panel, by=walk.officer, at=walk.at)
    return walk


@pytest.fixture
def walk():
    return walk_with()


@pytest.fixture
def desk(client, monkeypatch):
    """Sign an expert in at the time of the walk; returns their client."""

    def enter(walk, one):
        for name in ("review.views.review", "desk.views.desk", "review.views.panel", "core.views.act"):
            monkeypatch.setattr(f"frontend.{name}.now", lambda: walk.at)
        client.force_login(one.user)
        return client

    return enter


@pytest.fixture
def opened(walk, desk):
    """An expert at the desk, with one review they may mark."""
    one = walk.experts[1]
    review = walk.review_of(one, walk.proposals[0])
    reviews.declare_clear(review, by=one, at=walk.at)
    return desk(walk, one), review, list(walk.panel.rubric.criteria.all())


def piece(criterion, letters="sk", **typed):
    """What one piece of the live form posts."""
    found = {}
    for letter in letters:
        found[f"{letter}{criterion.pk}"] = typed.get(letter, "")
        found[f"{letter}{criterion.pk}-was"] = typed.get(f"{letter}_was", "")
    return found


def test_every_kind_of_criterion_has_its_own_control(opened):
    client, review, (numeric, rating, yesno, veto) = opened
    page = client.get(f"/reviews/{review.pk}/").text
    assert page.count(f'name="b{numeric.pk}"') == 4 and f'name="s{numeric.pk}" value=""' in page
    assert re.findall(rf'type="radio" name="s{rating.pk}" value="(\d+)"', page) == ["95", "80", "60"]
    assert re.findall(rf'type="radio" name="s{yesno.pk}" value="(\d+)"', page) == ["100", "0"]
    assert f'type="checkbox" id="x{veto.pk}" name="v{veto.pk}"' in page and f'id="c{veto.pk}"' not in page
    assert "国际领先" in page and "没有则不选" in page and "不少于 5 字" in page
    assert "在评 0 / 3" in page and "还差 5 处" in page and "未评" in page


def test_one_piece_keeps_only_its_own_fields(opened):
    client, review, (numeric, rating, _yesno, veto) = opened
    address = f"/reviews/{review.pk}/scores/"
    answer = client.post(address, piece(numeric, s="88.5", k="路线清楚"), **LIVE)
    assert answer.status_code == 200 and "已存" in answer.text and "得 35.40" in answer.text
    client.post(address, piece(rating, "s", s="80"), **LIVE)
    client.post(address, piece(veto, "vk", v="1", k="检测报告造假"), **LIVE)
    client.post(address, {"comment": "总体可行", "comment-was": ""}, **LIVE)
    rows = list(Score.objects.order_by("criterion").values_list("criterion", "value", "vetoed", "comment"))
    assert rows == [
        (numeric.pk, Decimal("88.50"), False, "路线清楚"),
        (rating.pk, Decimal("80.00"), False, ""),
        (veto.pk, None, True, "检测报告造假"),
    ]
    review.refresh_from_db()
    assert review.comment == "总体可行"


def test_what_another_window_saved_is_shown_beside_and_not_overwritten(opened):
    client, review, (numeric, *_others) = opened
    address = f"/reviews/{review.pk}/scores/"
    client.post(address, piece(numeric, s="80", k="甲"), **LIVE)
    answer = client.post(address, piece(numeric, s="92", k="甲", k_was=""), **LIVE)
    assert answer.status_code == 409 and answer["Content-Type"].startswith("text/html")
    assert "别处存的：" in answer.text and ">80<" in answer.text and ">92<" in answer.text
    score = Score.objects.get()
    assert (score.value, score.comment) == (Decimal("80.00"), "甲")
    # The other field of the same criterion is no matter of dispute.
    client.post(address, piece(numeric, s="", s_was="", k="甲乙", k_was="甲"), **LIVE)
    score.refresh_from_db()
    assert (score.value, score.comment) == (Decimal("80.00"), "甲乙")
    # Knowing the other's value, the expert may put their own over it.
    assert client.post(address, piece(numeric, "s", s="92", s_was="80"), **LIVE).status_code == 200
    score.refresh_from_db()
    assert score.value == Decimal("92.00")


def test_without_a_script_the_page_comes_back_with_what_was_typed_and_both_values(opened):
    client, review, (numeric, rating, *_others) = opened
    address = f"/reviews/{review.pk}/scores/"
    client.post(address, piece(numeric, s="80"), **LIVE)
    answer = client.post(address, piece(numeric, s="92") | piece(rating, "s", s="60"))
    assert answer.status_code == 409 and f'name="s{numeric.pk}" value="92"' in answer.text
    assert f'name="s{numeric.pk}-was" value=""' in answer.text
    assert re.search(rf'name="keep.s{numeric.pk}"[^>]* value="80"', answer.text)
    assert re.search(rf'name="s{rating.pk}" value="60"[^>]* checked', answer.text)
    again = piece(numeric, s="92") | piece(rating, "s", s="60")
    # Sent again without a word, it overwrites nothing: that the other's value is known is a choice of its own.
    assert client.post(address, again).status_code == 409
    assert list(Score.objects.values_list("criterion", "value")) == [(numeric.pk, Decimal("80.00"))]
    assert client.post(address, again | {f"keep.s{numeric.pk}": "80"}).status_code == 302
    assert Score.objects.count() == 2 and Score.objects.get(criterion=numeric).value == 92


def test_without_a_script_a_band_alone_is_its_highest_mark(opened):
    client, review, (numeric, *_others) = opened
    client.post(f"/reviews/{review.pk}/scores/", piece(numeric) | {f"b{numeric.pk}": "89"})
    assert Score.objects.get().value == 89
    client.post(f"/reviews/{review.pk}/scores/", piece(numeric, s="", s_was="89") | {f"b{numeric.pk}": "89"})
    assert Score.objects.get().value is None


@pytest.mark.parametrize(
    ("typed", "chinese", "english"),
    [
        ("-1", "分数须在 0 到 100 之间。", "A mark must lie between 0 and 100."),
        ("101", "分数须在 0 到 100 之间。", "A mark must lie between 0 and 100."),
        ("NaN", "请填写 0 到 100 的数。", "Enter a number from 0 to 100."),
        ("八十", "请填写 0 到 100 的数。", "Enter a number from 0 to 100."),
        ("88.555", "分数最多两位小数。", "A mark has at most two decimals."),
    ],
)
def test_a_mark_that_is_none_is_refused_beside_its_field(opened, settings, typed, chinese, english):
    client, review, (numeric, *_others) = opened
    address = f"/reviews/{review.pk}/scores/"
    for language, words in (("zh-hans", chinese), ("en", english)):
        review.seat.expert.language = language
        review.seat.expert.save(update_fields=["language"])
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        live = client.post(address, piece(numeric, s=typed), **LIVE)
        assert live.status_code == 422
        assert re.search(rf'hx-swap-oob="innerHTML:#n{numeric.pk}">.*{re.escape(words)}', live.text, re.DOTALL)
        page = client.post(address, piece(numeric, s=typed))
        assert page.status_code == 422 and f'value="{typed}"' in page.text and 'aria-invalid="true"' in page.text
        assert re.search(rf'id="n{numeric.pk}".*{re.escape(words)}', page.text, re.DOTALL)
    assert not Score.objects.exists()


def test_a_level_that_is_none_and_a_mark_after_the_lock_or_of_somebody_else(opened, walk, desk):
    client, review, (numeric, rating, yesno, _veto) = opened
    address = f"/reviews/{review.pk}/scores/"
    assert "请选择列出的等级。" in client.post(address, piece(rating, "s", s="81"), **LIVE).text
    assert "请选择是或者否。" in client.post(address, piece(yesno, "s", s="50"), **LIVE).text
    other = walk.review_of(walk.experts[2], walk.proposals[0])
    assert client.post(f"/reviews/{other.pk}/scores/", piece(numeric, s="60"), **LIVE).status_code == 404
    waiting = walk.review_of(walk.experts[1], walk.proposals[1])
    refused = client.post(f"/reviews/{waiting.pk}/scores/", piece(numeric, s="60"), **LIVE)
    assert refused.status_code == 409 and "待回避声明" in refused.text
    assert not Score.objects.exists()
    locked = Review5().locked()
    done = locked.review_of(locked.experts[0], locked.proposals[0])
    client = desk(locked, locked.experts[0])
    criterion = locked.panel.rubric.criteria.first()
    refused = client.post(f"/reviews/{done.pk}/scores/", piece(criterion, s="99", s_was="80"), **LIVE)
    assert refused.status_code == 409 and "已锁定" in refused.text
    assert Score.objects.get(review=done, criterion=criterion).value == 80


def test_a_returned_review_asks_for_the_reason_of_each_changed_mark(opened, walk):
    client, review, (numeric, rating, yesno, _veto) = opened
    one = walk.experts[1]
    marks = {numeric.pk: {"value": 80, "comment": "路线清楚可行"}, rating.pk: {"value": 80}, yesno.pk: {"value": 100}}
    reviews.score(review, by=one, at=walk.at, marks=marks, comment=COMMENT)
    reviews.submit(review, by=one, at=walk.at)
    reviews.return_to_expert(review, by=walk.officer, at=walk.at, reason="请再看指标")
    address = f"/reviews/{review.pk}/scores/"
    refused = client.post(address, piece(numeric, "s", s="70", s_was="80"), **LIVE)
    assert refused.status_code == 422 and "改动已提交的分数须写明理由。" in refused.text
    kept = client.post(address, piece(numeric, "s", s="70", s_was="80") | {"reason": "指标有误读"}, **LIVE)
    assert kept.status_code == 200
    change = review.changes.get()
    assert (change.before, change.after, change.reason) == (80, 70, "指标有误读")


def test_points_are_kept_as_marks_and_come_back_as_points(desk):
    lines = [{"name": "技术", "weight": 30}, {"name": "团队", "weight": 70}]
    walk = walk_with(lines, scale="points")
    one = walk.experts[0]
    review = walk.review_of(one, walk.proposals[0])
    reviews.declare_clear(review, by=one, at=walk.at)
    client = desk(walk, one)
    technical, team = walk.panel.rubric.criteria.all()
    address = f"/reviews/{review.pk}/scores/"
    assert client.post(address, piece(technical, s="26.5"), **LIVE).status_code == 200
    assert client.post(address, piece(team, s="61"), **LIVE).status_code == 200
    assert list(Score.objects.order_by("criterion").values_list("value", flat=True)) == [
        Decimal("88.33"),
        Decimal("87.14"),
    ]
    page = client.get(f"/reviews/{review.pk}/").text
    assert f'name="s{technical.pk}" value="26.5"' in page and "满分 30" in page
    review.refresh_from_db()
    assert review.total == Decimal("87.50")
    for typed, words in (
        ("30.1", "分数须在 0 到 30 之间。"),
        ("1.25", "分值最多一位小数。"),
        ("x", "请填写 0 到 30 的数。"),
    ):
        refused = client.post(address, piece(technical, s=typed, s_was="88.33"), **LIVE)
        assert refused.status_code == 422 and words in refused.text
    # What still stands as it was shown is no change, even where the mark itself has more decimals.
    assert client.post(address, piece(technical, s="26.5", s_was="88.33"), **LIVE).status_code == 200
    assert Score.objects.get(criterion=technical).value == Decimal("88.33")


def test_the_numbers_of_the_proposals_stay_when_one_is_recused(walk, desk):
    one = walk.experts[1]
    reviews.recuse(walk.review_of(one, walk.proposals[0]), by=one, at=walk.at, reason="合著")
    page = desk(walk, one).get(f"/reviews/{walk.review_of(one, walk.proposals[1]).pk}/").text
    assert "第 2 份" in page and "第 1 份" not in page
    assert "第 2 份" in desk(walk, one).get("/desk/").text


def test_an_invitation_is_answered_on_the_desk(desk):
    walk = Review5().invited()
    client = desk(walk, walk.experts[1])
    seat = walk.seat_of(walk.experts[1])
    page = client.get("/desk/").text
    assert "有 1 个邀请等你答复" in page and walk.proposals[0].organisation.name not in page
    assert f'action="/acts/seat/{seat.pk}/accept/"' in page and f'id="seat-{seat.pk}-decline-reason"' in page
    given = {"version": seat.version, "decline-reason": "not_my_field", "decline-text": ""}
    assert client.post(f"/acts/seat/{seat.pk}/decline/", given).status_code == 302
    seat.refresh_from_db()
    assert (seat.state, seat.decline_reason) == ("declined", "not_my_field")
    assert "现在没有评审任务" in client.get("/desk/").text


def test_the_most_urgent_panel_comes_first_with_what_is_left(desk):
    late, soon = (Review5(at=LATER), Review5(at=LATER))
    one = late.experts[0]
    soon.experts[0] = one
    late.scoring(), soon.scoring()
    for walk, days in ((late, 30), (soon, 3)):
        walk.panel.due_at = walk.at + days * DAY
        walk.panel.save(update_fields=["due_at"])
    page = desk(soon, one).get("/desk/").text
    assert "还有 4 份要评" in page and "已交 0 / 2，还差 2 份" in page
    assert page.index(f"/panels/{soon.panel.pk}/") < page.index(f"/panels/{late.panel.pk}/")
    assert page.count("btn-zhu") == 1


@pytest.mark.parametrize("proposals", [3, 30])
def test_the_desk_and_the_scoring_page_cost_the_same_for_many_proposals(proposals, desk, django_assert_num_queries):
    # Four of each are the masthead's: the session, the person with their profile, their posts, their inbox. One is the
    # holiday table, which says whether a deadline is provisional.
    walk = Review5(proposals=proposals, load=99).scoring()
    one = walk.experts[0]
    review = walk.review_of(one, walk.proposals[1])
    reviews.declare_clear(review, by=one, at=walk.at)
    reviews.score(review, by=one, at=walk.at, marks=walk.marks(80))
    client = desk(walk, one)
    client.get("/desk/")
    with django_assert_num_queries(10):
        assert client.get("/desk/").status_code == 200
    with django_assert_num_queries(12):
        assert client.get(f"/reviews/{review.pk}/").status_code == 200
