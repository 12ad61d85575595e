"""The editor of a need: a draft is kept as far as it can be read, and what is missing is named with its field."""

import pytest
from django.test import Client

from accounts.acting import SESSION_KEY
from challenges.listing.models import Batch, Challenge
from challenges.listing.queries.challenge import problems
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, NOW, ChallengeFactory
from tests.frontend.forms_of import fields_of, parsed

pytestmark = pytest.mark.django_db
LIVE = {"headers": {"HX-Request": "true"}}


def writer(firm):
    by = acting(firm, "handler")
    client = Client()
    client.force_login(by.user)
    session = client.session
    session[SESSION_KEY] = firm.pk
    session.save()
    return client


@pytest.fixture
def need():
    return ChallengeFactory(state="draft")


@pytest.fixture
def client(need):
    return writer(need.lead)


def opened(client, need):
    page = client.get(f"/challenges/{need.pk}/edit/").content.decode()
    return fields_of(parsed(page).get_element_by_id("need"))


def post(client, need, form, **how):
    return client.post(f"/challenges/{need.pk}/edit/", form, **how)


def beside(answer, name):
    """What stands under a field."""
    page = answer.content.decode()
    return page.split(f'id="e-{name}"')[1].split("</div>")[0]


def test_a_need_begins_with_a_batch_and_a_title(client, need):
    fields = {"batch": need.batch.pk, "title": "膜电极一致性"}
    answer = client.post("/challenges/new/", fields)
    made = Challenge.objects.get(title="膜电极一致性")
    assert answer.url == f"/challenges/{made.pk}/edit/"
    assert (made.state, made.region_code) == ("draft", need.lead.region_code)


def test_while_nobody_collects_no_need_is_offered_and_what_was_typed_stays(client, need):
    Batch.objects.update(collect_from=NOW - 30 * DAY, collect_until=NOW - 20 * DAY)
    page = client.get("/challenges/new/").content.decode()
    assert "现在没有正在征集的批次" in page
    assert 'name="title"' not in page
    answer = client.post("/challenges/new/", {"title": "膜电极一致性"})
    assert answer.status_code == 422
    assert 'value="膜电极一致性"' in answer.content.decode()


def test_a_need_without_title_or_batch_keeps_what_was_typed(client, need):
    answer = client.post("/challenges/new/", {"batch": "²", "title": "膜电极一致性"})
    assert answer.status_code == 422 and 'value="膜电极一致性"' in answer.content.decode()
    assert client.post("/challenges/new/", {"batch": need.batch.pk, "title": " "}).status_code == 422


def test_an_incomplete_draft_is_kept_while_it_is_written(client, need):
    form = opened(client, need) | {
        "type": "",
        "content": "",
        "milestones.9.name": "样机",
        "deliverables.9.text": "样机 2 台",
    }
    answer = post(client, need, form, **LIVE)
    assert answer.status_code == 200
    need.refresh_from_db()
    assert (need.type, need.content) == ("", "")
    assert need.milestones.get(name="样机").due_month is None
    missing = {problem.field for problem in problems(need)}
    assert {"type", "content"} <= missing and any(field.endswith("due_month") for field in missing)
    assert "“样机”还没有写第几个月" in answer.content.decode()


def test_what_cannot_be_read_stays_with_its_reason_and_the_rest_is_kept(client, need):
    form = opened(client, need) | {"total_wan": "三百", "content": "新的攻关内容", "indicators.0.target": "很低"}
    answer = post(client, need, form)
    need.refresh_from_db()
    assert answer.status_code == 422 and need.content == "新的攻关内容"
    assert "请用阿拉伯数字填写" in beside(answer, "total_wan")
    assert "请填一个数字" in beside(answer, "indicators.0.target")
    shown = fields_of(parsed(answer.content.decode()).get_element_by_id("need"))
    assert (shown["total_wan"], shown["indicators.0.target"]) == ("三百", "很低")
    assert "技术指标 第 1 行 目标值" in answer.content.decode()


def test_a_milestone_after_the_end_is_refused_beside_its_cell(client, need):
    form = opened(client, need) | {"duration_months": "12", "milestones.0.name": "样机", "milestones.0.due_month": "18"}
    for how in (LIVE, {}):
        answer = post(client, need, form | fields_of("<i></i>"), **how)
        if answer.status_code == 302:
            answer = client.get(answer.url.replace("work", "edit"))
        assert "晚于攻关周期 12 个月" in beside(answer, "milestones.0.due_month")


@pytest.mark.parametrize(
    ("typed", "code"),
    [("沈阳市", "210100"), ("210100", "210100"), ("210100 辽宁省沈阳市", "210100"), ("Shenyang", "210100"), ("", "")],
)
def test_a_region_is_written_by_name_or_by_code(client, need, typed, code):
    assert post(client, need, opened(client, need) | {"region_code": typed}, **LIVE).status_code == 200
    need.refresh_from_db()
    assert need.region_code == code


def test_an_unknown_region_and_an_ambiguous_one_are_named_beside_the_field(client, need):
    form = opened(client, need) | {"region_code": "沈阳城", "c_regions": "辽宁省、火星"}
    answer = post(client, need, form, **LIVE)
    assert "没有找到“沈阳城”" in beside(answer, "region_code") and "没有找到“火星”" in beside(answer, "c_regions")


def test_two_people_write_one_need_at_once_and_neither_loses_a_word(client, need):
    other = writer(need.lead)
    first, second = opened(client, need), opened(other, need)
    post(client, need, first | {"background": "甲写的背景"}, **LIVE)
    answer = post(other, need, second | {"content": "乙写的内容"}, **LIVE)
    assert answer.status_code == 200 and "甲写的背景" in parsed(answer.content.decode()).text_content()
    need.refresh_from_db()
    assert (need.background, need.content) == ("甲写的背景", "乙写的内容")
    again = (
        second
        | {"content": "乙又写的内容"}
        | {k: v for k, v in fields_of(answer.content.decode()).items() if k in ("version", "read")}
    )
    post(other, need, again, **LIVE)
    need.refresh_from_db()
    assert (need.background, need.content) == ("甲写的背景", "乙又写的内容")


@pytest.mark.parametrize("how", [LIVE, {}], ids=["autosave", "without a script"])
def test_the_same_field_changed_twice_waits_for_a_choice(client, need, how):
    other = writer(need.lead)
    first, second = opened(client, need), opened(other, need)
    post(client, need, first | {"background": "甲写的背景"}, **how)
    mine = second | {"background": "乙写的背景"}
    answer = post(other, need, mine, **how)
    page = answer.content.decode()
    assert answer.status_code == 412 and "甲" in page and "乙" in page and "keep.background" in page
    told = {name: value for name, value in fields_of(page).items() if name in ("version", "read", "over")}
    assert post(other, need, mine | told, **how).status_code == 412
    assert Challenge.objects.get(pk=need.pk).background == "甲写的背景"
    assert post(other, need, mine | told | {"settle": "mine"}, **how).status_code in (200, 302)
    assert Challenge.objects.get(pk=need.pk).background == "乙写的背景"


def test_rows_keep_their_place_and_their_number_from_save_to_save(client, need):
    form = opened(client, need) | {"payment_parts.0.node": "签约", "payment_parts.0.percent": "100"}
    form |= {"payment_parts.1.node": "", "payment_parts.2.node": "验收", "payment_parts.2.percent": "0"}
    answer = post(client, need, form, **LIVE)
    ids = list(need.payment_parts.values_list("pk", flat=True))
    told = fields_of(answer.content.decode())
    post(client, need, form | told | {"content": "又改"}, **LIVE)
    assert list(need.payment_parts.values_list("pk", flat=True)) == ids


def test_writing_is_recorded_once_and_not_with_every_save(client, need):
    from notifications.events import history

    for n in range(3):
        post(client, need, opened(client, need) | {"content": f"第 {n} 次"}, **LIVE)
    assert [event.name for event in history(need.chain, 9)].count("challenge.edited") == 1


def test_the_split_that_does_not_add_up_says_so(client, need):
    form = opened(client, need) | {"payment_parts.0.node": "签约", "payment_parts.0.percent": "90"}
    form |= {name: "" for name in form if name.startswith("payment_parts.") and not name.startswith("payment_parts.0")}
    answer = post(client, need, form, **LIVE)
    assert "合计为 90" in beside(answer, "payment_parts")


def test_who_may_not_write_finds_no_such_page(need):
    stranger = writer(OrganisationFactory(kind="lead"))
    assert stranger.get(f"/challenges/{need.pk}/edit/").status_code == 404
