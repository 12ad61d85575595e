"""The operators' desk: numbers are data that operators keep, lifecycles are only looked at, proposals not even that."""

import datetime

import pytest
from django.contrib import admin
from django.urls import reverse

from challenges.admin import BatchForm, RuleSetForm
from challenges.bulletin.models import Notice
from challenges.core.models import Holiday, RuleSet
from challenges.core.queries.rules import problems
from challenges.listing.models import Batch, Challenge
from challenges.proposals.models import Proposal
from challenges.review.models import Rubric
from notifications.clock import day_of, now
from tests.factories.accounts import OperatorFactory, UserFactory
from tests.factories.challenges import BatchFactory, ChallengeFactory

pytestmark = pytest.mark.django_db

TOMORROW = datetime.timedelta(days=2)


@pytest.fixture
def desk(client):
    client.force_login(OperatorFactory())
    return client


def address(model, what="changelist", *args):
    return reverse(f"admin:challenges_{model}_{what}", args=args)


@pytest.mark.parametrize("model", [RuleSet, Holiday, Batch, Rubric, Challenge, Notice])
def test_operators_see_every_desk_and_nobody_else_does(model, client):
    ChallengeFactory()
    name = model._meta.model_name
    client.force_login(UserFactory())
    assert client.get(address(name)).status_code == 302
    client.force_login(OperatorFactory())
    assert client.get(address(name)).status_code == 200


@pytest.mark.parametrize("model", [Challenge, Notice])
def test_a_lifecycle_is_only_looked_at(model, desk):
    row = ChallengeFactory(state="formal_check")
    name = model._meta.model_name
    assert desk.get(address(name, "add")).status_code == 403
    if model is Challenge:
        assert desk.get(address(name, "change", row.pk)).status_code == 200
        assert desk.post(address(name, "change", row.pk), {"state": "published"}).status_code == 403
        assert desk.post(address(name, "delete", row.pk), {"post": "yes"}).status_code == 403
        row.refresh_from_db()
        assert (row.state, row.version) == ("formal_check", 1)


def test_no_proposal_stands_on_the_desk():
    assert Proposal not in admin.site._registry


def rules(**more):
    day = day_of(now() + TOMORROW)
    return {"title": "新规则", "basis": "办法", "effective_from": day, "values": '{"window_days": 45}', **more}


def test_new_numbers_come_with_a_date_to_come(desk):
    assert desk.post(address("ruleset", "add"), rules()).status_code == 302
    made = RuleSet.objects.get(title="新规则")
    assert made.values == {"window_days": 45}
    changed = rules(values='{"window_days": 50}')
    assert desk.post(address("ruleset", "change", made.pk), changed).status_code == 302
    assert desk.post(address("ruleset", "delete", made.pk), {"post": "yes"}).status_code == 302
    assert not RuleSet.objects.filter(pk=made.pk).exists()


def test_numbers_in_force_can_only_be_read(desk):
    standing = RuleSet.objects.get()
    before = dict(standing.values)
    assert desk.get(address("ruleset", "change", standing.pk)).status_code == 200
    assert desk.post(address("ruleset", "change", standing.pk), rules()).status_code == 403
    assert desk.post(address("ruleset", "delete", standing.pk), {"post": "yes"}).status_code == 403
    standing.refresh_from_db()
    assert standing.values == before


def test_a_rule_set_in_the_past_or_of_nonsense_is_refused():
    form = RuleSetForm(rules(effective_from=day_of(now()), values='{"window_days": "long", "tea": 3}'))
    assert not form.is_valid()
    assert dict(form.errors) == {
        "effective_from": ["生效日期须晚于今天：已经生效的规则不回头修改。"],
        "values": ["“申报窗口最短天数”：请填 1 到 365 之间的整数。", "没有规则“tea”。"],
    }


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({}, 0),
        ([], 1),
        ({"window_days": 30, "panel_size": 5, "deadline_hour": 17}, 0),
        ({"window_days": True, "panel_size": 4, "deadline_hour": 24}, 3),
        ({"reminder_days_before": [7, 3, 1], "attachments_required": ["agreement"]}, 0),
        ({"reminder_days_before": [], "reminder_days_overdue": ["x"], "attachments_required": [""]}, 3),
        ({"indirect_bands": [[500, 30], [None, 20]]}, 0),
        ({"indirect_bands": [[500, 30]]}, 1),
        ({"indirect_bands": [[500, 130], [None, 20]]}, 1),
        ({"indirect_bands": ["x"]}, 1),
        ({"indirect_bands": []}, 1),
    ],
)
def test_values_are_of_their_kind(values, count):
    assert len(problems(values)) == count


def test_the_rules_of_the_platform_are_sound():
    assert problems(RuleSet.objects.get().values) == []


def test_a_holiday_is_put_on_the_table_and_taken_off(desk):
    typed = {"day": "2027-12-31", "name": "调休", "provisional": "on"}
    assert desk.post(address("holiday", "add"), typed).status_code == 302
    day = Holiday.objects.get(day="2027-12-31")
    assert (day.working, day.provisional) == (False, True)
    assert desk.post(address("holiday", "delete", day.pk), {"post": "yes"}).status_code == 302
    assert not Holiday.objects.filter(pk=day.pk).exists()


def test_a_batch_is_corrected_and_never_opened_here(desk):
    batch = BatchFactory()
    assert desk.get(address("batch", "add")).status_code == 403
    typed = {
        "code": batch.code,
        "name": "第一批",
        "collect_from_0": "2026-01-01",
        "collect_from_1": "09:00",
        "collect_until_0": "2026-03-01",
        "collect_until_1": "17:00",
    }
    assert desk.post(address("batch", "change", batch.pk), typed).status_code == 302
    batch.refresh_from_db()
    assert batch.name == "第一批"


def test_a_batch_that_cannot_stand_is_named_field_by_field():
    form = BatchForm(
        {"code": "?", "name": "批", "collect_from": "2026-03-01", "collect_until": "2026-01-01"},
        instance=BatchFactory(),
    )
    assert not form.is_valid()
    assert set(form.errors) == {"code", "collect_until"}


def criteria(*weights):
    rows = {f"criteria-{n}-{name}": value for n, weight in enumerate(weights) for name, value in line(n, weight)}
    return {"name": "评分表", "criteria-TOTAL_FORMS": len(weights), "criteria-INITIAL_FORMS": 0, **rows}


def line(position, weight):
    return (
        ("position", position + 1),
        ("name", f"第{position}项"),
        ("weight", weight),
        ("kind", "numeric"),
        ("levels", "[]"),
        ("comment_length", 0),
    )


def test_the_weights_of_a_rubric_total_a_hundred(desk):
    answer = desk.post(address("rubric", "add"), criteria(60, 30))
    assert "权重合计为 90，须为 100。" in answer.content.decode()
    assert desk.post(address("rubric", "add"), criteria(60, "")).status_code == 200
    assert desk.post(address("rubric", "add"), criteria(60, 40)).status_code == 302
    made = Rubric.objects.get(name="评分表")
    assert (made.template, sum(row.weight for row in made.criteria.all())) == (True, 100)


def test_the_copy_of_a_panel_is_not_on_the_desk(desk):
    copy = Rubric.objects.create(name="副本", template=False)
    assert desk.get(address("rubric", "change", copy.pk)).status_code == 302
