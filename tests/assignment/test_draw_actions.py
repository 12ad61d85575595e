"""The public draw of a panel, from the promise to the seats, through the real actions."""

import datetime
import json

import pytest
from django.db import transaction

from accounts.models import ExpertProfile
from challenges.assignment.access.draw import visible_to
from challenges.assignment.actions import draw as draws
from challenges.assignment.models import Draw
from challenges.assignment.queries.candidates import pool
from challenges.assignment.queries.draw import preview
from challenges.assignment.solver import replay
from challenges.assignment.solver.draw import commitment
from challenges.assignment.solver.words import exclusion_in_words
from challenges.core.gate import Invalid, NotAllowed, Refused
from challenges.experts.models import Conflict
from challenges.review.actions import panel as panels
from challenges.review.models import Panel, Seat
from notifications import registry, relay, wording
from notifications.clock import day_of
from notifications.models import Event, InboxItem
from tests.factories.accounts import EmploymentFactory
from tests.factories.review import Review5, expert, stranger

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk():
    """A challenge with a panel to be drawn from a pool of twelve."""
    walk = Review5(categories=("technical", "enterprise", "technical", "enterprise") * 3)
    walk.panel = panels.plan(walk.challenge, by=walk.officer, at=walk.at)
    return walk


def promised(walk, **more):
    return draws.promise(walk.panel, by=walk.officer, at=walk.at, **{"size": 5, "reserves": 3, **more})


def drawn(walk, **more):
    return draws.make(promised(walk), by=walk.officer, at=walk.at, **more)


def picked(draw):
    return [row["id"] for row in draw.record["result"]["panel"]]


def reserves(draw):
    return [row["id"] for row in draw.record["result"]["reserves"]]


def refused(code, act, *args, error=Refused, **more):
    """The act is refused with this code, and nothing was recorded."""
    before = Event.objects.count(), list(Draw.objects.values_list("state", "version")), Seat.objects.count()
    with pytest.raises(error) as caught, transaction.atomic():
        act(*args, **more)
    assert code == (caught.value.problems[0].code if error is Invalid else caught.value.code)
    assert before == (Event.objects.count(), list(Draw.objects.values_list("state", "version")), Seat.objects.count())


def against(walk, one):
    """Return why an expert would be left out."""
    today = day_of(walk.at)
    return [code for row in pool(walk.panel, today=today) if row.user_id == one.user_id for code, _ in row.against]


def test_from_the_promise_to_the_seats(walk):
    draw = promised(walk)
    assert (draw.state, draw.commitment, draw.record) == ("promised", commitment(draw.secret), {})
    told = Event.objects.get(name="draw.promised").facts
    assert told["commitment"] == draw.commitment and draw.secret not in json.dumps(told)
    draws.make(draw, by=walk.officer, at=walk.at)
    assert (draw.state, len(picked(draw)), len(reserves(draw))) == ("drawn", 5, 3)
    assert Seat.objects.count() == 0
    draws.apply(draw, by=walk.officer, at=walk.at, leader=picked(draw)[0])
    assert draw.state == "applied"
    seats = list(walk.panel.seats.values_list("expert_id", "state", "leader"))
    assert seats == [(id, "picked", n == 0) for n, id in enumerate(picked(draw))] + [
        (id, "reserve", False) for id in reserves(draw)
    ]
    panels.invite(walk.panel, by=walk.officer, at=walk.at)
    assert Panel.objects.get().state == "inviting"


def test_the_exported_record_alone_gives_the_same_panel(walk):
    draw = Draw.objects.get(pk=drawn(walk).pk)
    assert replay.verify(json.loads(json.dumps(draw.record))) == {
        "commitment": True,
        "input_hash": True,
        "seed": True,
        "result": True,
    }


def test_the_record_names_nobody(walk):
    EmploymentFactory(expert=walk.experts[0].user.expert, unit_name="北辰材料研究院")
    text = json.dumps(drawn(walk).record, ensure_ascii=False)
    assert "北辰材料研究院" not in text
    assert not any(one.user.name in text or one.user.email in text for one in walk.experts)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ({"verification": "pending"}, "unverified"),
        ({"integrity": "suspended"}, "suspended"),
        ({"available": False}, "unavailable"),
        ({"max_load": 1}, "full"),
        ({"field_codes": ["80101"]}, "other_field"),
    ],
)
def test_who_is_left_out_stands_in_the_record_with_the_reason(walk, spoil, code):
    one = walk.experts[0]
    ExpertProfile.objects.filter(user=one.user).update(**spoil)
    assert against(walk, one) == [code]
    draw = drawn(walk)
    assert one.user_id not in [*picked(draw), *reserves(draw)]
    assert draw.record["result"]["excluded"] == {code: 1}
    assert [row.user_id for row in preview(draw).left_out] == [one.user_id]


def test_a_tie_leaves_out_until_the_organiser_rejects_it(walk):
    one = walk.experts[0]
    EmploymentFactory(expert=one.user.expert, organisation=walk.challenge.lead, unit_name=walk.challenge.lead.name)
    assert against(walk, one) == ["conflict"]
    Conflict.objects.create(
        expert=one.user,
        challenge=walk.challenge,
        code="employed_now",
        source="computed",
        status="rejected",
        found_at=walk.at,
    )
    assert against(walk, one) == []


def test_who_declined_in_this_batch_is_not_drawn_where_the_reason_holds(walk):
    other = Review5(batch=walk.challenge.batch, field_code=walk.challenge.field_code).invited()
    for one, reason in zip(other.experts, ("too_many", "not_my_field", "conflict", "dates", "other"), strict=True):
        Seat.objects.filter(panel=other.panel, expert=one.user).update(state="declined", decline_reason=reason)
    assert [against(walk, one) for one in other.experts] == [
        ["unavailable"],
        ["other_field"],
        [],
        ["unavailable"],
        [],
    ]


def test_a_ban_by_hand_needs_a_reason_and_is_recorded(walk):
    draw = promised(walk)
    one = walk.experts[0]
    refused("required", draws.make, draw, by=walk.officer, at=walk.at, bans={one.user_id: " "}, error=Invalid)
    draws.make(draw, by=walk.officer, at=walk.at, bans={one.user_id: "正在出国"})
    assert one.user_id not in [*picked(draw), *reserves(draw)]
    assert preview(draw).left_out[0].reasons == (("banned", {"reason": "正在出国"}),)


def test_a_promised_public_value_must_be_given_and_changes_the_lots(walk):
    draw = promised(walk, beacon_name="福利彩票双色球第 2026136 期")
    refused("required", draws.make, draw, by=walk.officer, at=walk.at, error=Invalid)
    draws.make(draw, by=walk.officer, at=walk.at, beacon="03 08 14 21 27 30 + 11")
    assert draw.record["beacon"] == "03 08 14 21 27 30 + 11"
    assert all(replay.verify(draw.record).values())


def test_who_is_taken_out_is_replaced_by_the_next_reserve_not_by_choice(walk):
    draw = drawn(walk)
    out, leader = picked(draw)[4], picked(draw)[0]
    refused("required", draws.apply, draw, by=walk.officer, at=walk.at, leader=leader, without={out: ""}, error=Invalid)
    stray = stranger().user_id
    refused(
        "not_drawn",
        draws.apply,
        draw,
        by=walk.officer,
        at=walk.at,
        leader=leader,
        without={stray: "当周住院治疗"},
        error=Invalid,
    )
    draws.apply(draw, by=walk.officer, at=walk.at, leader=leader, without={out: "当周住院"})
    comes = draw.changes[0]["replaced_by"]
    assert draw.changes == [{"expert_id": out, "reason": "当周住院", "replaced_by": comes}]
    assert comes in reserves(draw)
    members = list(walk.panel.seats.filter(state="picked").values_list("expert_id", flat=True))
    assert sorted(members) == sorted([*picked(draw)[:4], comes])


def test_the_leader_must_be_among_those_drawn(walk):
    draw = drawn(walk)
    refused("not_on_panel", draws.apply, draw, by=walk.officer, at=walk.at, error=Invalid)
    refused("not_on_panel", draws.apply, draw, by=walk.officer, at=walk.at, leader=stranger().user_id, error=Invalid)


def test_who_became_unfit_since_the_draw_is_named(walk):
    draw = drawn(walk)
    ExpertProfile.objects.filter(user_id=picked(draw)[1]).update(available=False)
    refused("unavailable", draws.apply, draw, by=walk.officer, at=walk.at, leader=picked(draw)[0], error=Invalid)
    draw.refresh_from_db()
    assert draw.state == "drawn"


def test_only_one_draw_is_open_and_a_voided_one_stays(walk):
    draw = drawn(walk)
    refused("draw_open", promised, walk)
    refused("required", draws.void, draw, by=walk.officer, at=walk.at, reason=" ", error=Invalid)
    draws.void(draw, by=walk.officer, at=walk.at, reason="专家库刚刚更新")
    again = drawn(walk)
    assert again.commitment != draw.commitment
    assert list(visible_to(walk.supervisor).values_list("state", flat=True)) == ["void", "drawn"]
    assert Event.objects.get(name="draw.voided").facts["reason"] == "专家库刚刚更新"


@pytest.mark.parametrize(("size", "code"), [(3, "panel_too_small"), (6, "panel_even")])
def test_a_panel_must_be_large_enough_and_odd(walk, size, code):
    refused(code, promised, walk, size=size, error=Invalid)


def test_a_poor_pool_leaves_seats_missing_and_the_panel_cannot_be_invited(walk):
    ExpertProfile.objects.filter(category="enterprise").update(available=False)
    draw = drawn(walk)
    assert (len(picked(draw)), preview(draw).seats_missing, preview(draw).enterprise_missing) == (3, 2, 2)
    draws.apply(draw, by=walk.officer, at=walk.at, leader=picked(draw)[0])
    with pytest.raises(Invalid) as caught, transaction.atomic():
        panels.invite(walk.panel, by=walk.officer, at=walk.at)
    assert [problem.code for problem in caught.value.problems] == ["panel_too_small", "enterprise_share"]


def test_those_invited_already_stay_and_count(walk):
    first = drawn(walk)
    draws.apply(first, by=walk.officer, at=walk.at, leader=picked(first)[0])
    panels.invite(walk.panel, by=walk.officer, at=walk.at)
    gone = walk.panel.seats.get(expert_id=picked(first)[4])
    Seat.objects.filter(pk=gone.pk).update(state="declined", decline_reason="other")
    Seat.objects.filter(panel=walk.panel, state="reserve").delete()
    second = drawn(walk)
    assert len(picked(second)) == 1 and picked(second)[0] not in picked(first)
    assert len(preview(second).staying) == 4
    assert second.record["result"]["excluded"] == {"seated": 1}


def test_only_the_officers_draw_and_only_their_organiser_sees(walk):
    one = expert()
    for viewer in (walk.signer, walk.supervisor, one, stranger()):
        refused("not_allowed", draws.promise, walk.panel, by=viewer, at=walk.at, size=5, error=NotAllowed)
    draw = promised(walk)
    for viewer in (walk.signer, walk.supervisor, one, stranger()):
        refused("not_allowed", draws.make, draw, by=viewer, at=walk.at, error=NotAllowed)
    seen = {walk.officer: 1, walk.admin: 1, walk.supervisor: 1, walk.signer: 0, one: 0, stranger(): 0}
    assert {viewer: visible_to(viewer).count() for viewer in seen} == seen


def test_nothing_is_drawn_once_scoring_has_begun():
    walk = Review5().scoring()
    refused("panel_not_drawing", draws.promise, walk.panel, by=walk.officer, at=walk.at, size=5)


@pytest.mark.parametrize("count", [3, 30])
def test_the_pool_is_read_in_a_fixed_number_of_queries(walk, count, django_assert_num_queries):
    for _ in range(count):
        expert()
    walk.challenge.rules_on(day_of(walk.at))
    with django_assert_num_queries(20):
        assert len(pool(walk.panel, today=day_of(walk.at))) == 12 + count


def test_the_supervisor_is_told_of_every_draw(walk):
    for name in ("draw.promised", "draw.made", "draw.voided", "draw.applied"):
        assert registry.is_declared(name)
    draw = drawn(walk)
    draws.void(draw, by=walk.officer, at=walk.at + datetime.timedelta(hours=1), reason="专家库刚刚更新")
    assert {event.name for event in Event.objects.filter(noun="draw")} == {"draw.promised", "draw.made", "draw.voided"}


@pytest.mark.parametrize(
    "code", ["conflict", "seated", "unverified", "suspended", "unavailable", "full", "other_field"]
)
def test_every_reason_of_the_pool_has_its_words(code):
    assert exclusion_in_words(code, {"load": 8, "rules": []}).endswith("。")


def test_what_the_supervisor_reads_names_the_hash_and_no_secret(walk):
    draw = drawn(walk)
    relay.dispatch(walk.at)
    items = InboxItem.objects.filter(event__noun="draw").select_related("event")
    assert {item.person_id for item in items} == {walk.supervisor.user_id}
    for language in ("zh-hans", "en"):
        told = {item.event.name: str(wording.put(item.event.name, item.facts, language=language)) for item in items}
        assert draw.commitment in told["draw.promised"]
        assert ("抽中 5 人" if language == "zh-hans" else "drew 5 of 12") in told["draw.made"]
        assert draw.secret not in str(told)
