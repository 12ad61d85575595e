"""A need is written, cleared, reviewed in its own firm: what is refused is named beside its field; nothing moves."""

from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.errors import Invalid, NotAllowed, Refused
from accounts.queries.text import in_force
from challenges.core.deadlines import take_due_steps
from challenges.listing.actions import challenge as need
from challenges.listing.actions import challenge_check, challenge_reader
from challenges.listing.models import Challenge, Follow, Undertaking
from challenges.listing.queries.challenge import problems
from challenges.listing.queries.snapshot import snapshot
from notifications.clock import day_of
from notifications.models import Event
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import DAY, NOW, BatchFactory, ChallengeFactory, accepting_challenge
from tests.listing.test_challenge_life import WHOLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return OrganisationFactory(kind="lead")


@pytest.fixture
def writer(firm):
    return acting(firm, "handler")


@pytest.fixture
def draft(writer):
    return need.create(batch=BatchFactory(), by=writer, at=NOW, **WHOLE)


@pytest.fixture
def ready(draft, firm):
    need.clear_secrecy(draft, by=acting(firm, "secrecy"), at=NOW)
    return draft


def wrong(call):
    """The problems of what was typed, as {field: code}."""
    with pytest.raises(Invalid) as caught:
        call()
    return {problem.field: problem.code for problem in caught.value.problems}


def unchanged(challenge):
    """Nothing moved: the row as it stands, and no event but those of before."""
    stored = Challenge.objects.get(pk=challenge.pk)
    return stored.state, stored.version


def test_a_need_begins_with_what_its_firm_is(draft, firm):
    assert (draft.state, draft.lead, draft.region_code) == ("draft", firm, firm.region_code)
    assert draft.due_at > NOW + 89 * DAY
    assert [event.name for event in Event.objects.all()] == ["challenge.created"]


def test_only_a_lead_firms_writers_begin_a_need(firm):
    batch = BatchFactory()
    for by in (acting(firm, "signer"), acting(OrganisationFactory(), "handler")):
        with pytest.raises(NotAllowed):
            need.create(batch=batch, by=by, at=NOW, **WHOLE)
    assert Challenge.objects.count() == 0


def test_a_batch_that_does_not_collect_takes_no_need(writer):
    batch = BatchFactory(collect_until=NOW - DAY)
    assert wrong(lambda: need.create(batch=batch, by=writer, at=NOW, **WHOLE)) == {"batch": "closed"}


TYPED = [
    ({"title": ""}, {"title": "required"}),
    ({"title": "长" * 121}, {"title": "too_long"}),
    ({"title": "a\x00b"}, {"title": "invalid"}),
    ({"mode": "barter"}, {"mode": "choice"}),
    ({"total_wan": "many"}, {"total_wan": "not_a_number"}),
    ({"total_wan": "-1"}, {"total_wan": "negative"}),
    ({"total_wan": "NaN"}, {"total_wan": "not_a_number"}),
    ({"total_wan": "1.005"}, {"total_wan": "places"}),
    ({"trl_now": "ten"}, {"trl_now": "not_a_number"}),
    ({"trl_now": "10"}, {"trl_now": "out_of_range"}),
    ({"mode": "honour"}, {"total_wan": "invalid"}),
    ({"indicators": [{"name": "甲", "comparator": "around"}]}, {"indicators.0.comparator": "choice"}),
    ({"indicators": [{"target": "1e400"}]}, {"indicators.0.target": "digits"}),
    ({"payment_parts": [{"node": "签约", "percent": "101"}]}, {"payment_parts.0.percent": "out_of_range"}),
    ({"conditions": [{"kind": "tea"}]}, {"conditions.0.kind": "invalid"}),
    ({"conditions": [{"kind": "size_class", "params": {}}]}, {"conditions.0.params": "invalid"}),
    ({"deliverables": [{"kind": "cake", "text": "一"}]}, {"deliverables.0.kind": "choice"}),
]


@pytest.mark.parametrize(("typed", "expected"), TYPED)
def test_what_cannot_be_read_is_named_beside_its_field(typed, expected, draft, writer):
    before = unchanged(draft)
    assert wrong(lambda: need.edit(draft, by=writer, at=NOW, **typed)) == expected
    assert unchanged(draft) == before
    if "mode" not in typed or typed["mode"] != "honour":
        begin = {**WHOLE, **typed}
        assert wrong(lambda: need.create(batch=draft.batch, by=writer, at=NOW, **begin)) == expected
    assert Challenge.objects.count() == 1


def test_all_problems_are_named_at_once(draft, writer):
    typed = {"title": "", "total_wan": "x", "milestones": [{"name": "一", "due_month": "0"}]}
    found = wrong(lambda: need.edit(draft, by=writer, at=NOW, **typed))
    assert set(found) == {"title", "total_wan", "milestones.0.due_month"}


def test_a_list_that_is_sent_replaces_the_one_that_stands_and_a_known_row_keeps_its_id(draft, writer):
    kept = draft.indicators.get()
    rows = [
        {"name": "粒度", "unit": "μm", "comparator": "between", "target": "15", "target_max": "53"},
        {"id": str(kept.pk), "name": "氧含量", "unit": "ppm", "comparator": "le", "target": "90"},
        {"name": "外观", "comparator": "enum", "options": "光亮；哑光;", "weight": ""},
    ]
    need.edit(draft, by=writer, at=NOW, indicators=rows)
    stored = list(draft.indicators.all())
    assert [(row.position, row.name) for row in stored] == [(1, "粒度"), (2, "氧含量"), (3, "外观")]
    assert (stored[1].pk, stored[1].target) == (kept.pk, Decimal(90))
    assert (stored[2].options, stored[2].weight) == (["光亮", "哑光"], None)
    assert draft.payment_parts.count() == 3


def test_another_needs_row_is_not_taken_over(draft, writer):
    foreign = accepting_challenge().indicators.get()
    rows = [{"id": foreign.pk, "name": "甲", "comparator": "ge", "options": ["一", "二"]}]
    need.edit(draft, by=writer, at=NOW, indicators=rows)
    foreign.refresh_from_db()
    assert (foreign.name, draft.indicators.get().pk == foreign.pk) == ("氧含量", False)


def test_empty_numbers_fall_back_and_flags_are_read(draft, writer):
    need.edit(
        draft,
        by=writer,
        at=NOW,
        duration_months="",
        race_slots="",
        window_days=None,
        negotiable="on",
        ip_details={"a": 1},
    )
    assert (draft.duration_months, draft.race_slots, draft.window_days) == (12, 1, 30)
    assert (draft.negotiable, draft.ip_details) == (True, {"a": 1})


def test_an_edit_asks_for_the_secrecy_check_anew(ready, writer):
    assert ready.secrecy_cleared_at == NOW
    need.edit(ready, by=writer, at=NOW, background="改写")
    assert (ready.secrecy_cleared_at, ready.secrecy_cleared_by) == (None, None)
    assert wrong(lambda: need.submit_inside(ready, by=writer, at=NOW)) == {"secrecy": "secrecy"}


def test_an_unverified_firm_writes_but_does_not_hand_in(ready, firm, writer):
    firm.verification = "pending"
    firm.save()
    ready.refresh_from_db()
    assert wrong(lambda: need.submit_inside(ready, by=writer, at=NOW)) == {"": "unverified"}
    assert unchanged(ready)[0] == "draft"


def lacking(challenge, **fields):
    """What a need lacks when some of its fields are as given."""
    for name, value in fields.items():
        setattr(challenge, name, value)
    return [problem.field for problem in problems(challenge, challenge.rules_on(day_of(NOW)))]


def test_a_whole_need_lacks_nothing(ready):
    assert lacking(ready) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": ""}, ["title"]),
        ({"ip_clause": "", "content": ""}, ["content", "ip_clause"]),
        ({"window_days": 10}, ["window_days"]),
        ({"trl_now": 6, "trl_target": 5}, ["trl_target"]),
        ({"total_wan": Decimal(700)}, ["total_wan"]),
        ({"total_wan": Decimal(0), "enterprise_wan": Decimal(0), "fiscal_wan": Decimal(0)}, ["total_wan"]),
        ({"mode": "honour"}, ["total_wan"]),
        (
            {
                "negotiable": True,
                "total_wan": Decimal(0),
                "enterprise_wan": Decimal(0),
                "fiscal_wan": Decimal(0),
            },
            [],
        ),
    ],
)
def test_what_a_need_still_lacks(fields, expected, ready):
    assert lacking(ready, **fields) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"name": "", "comparator": "bool", "mandatory": False}, ["name"]),
        ({"comparator": "between", "target": "5", "unit": "1"}, ["target_max"]),
        ({"comparator": "between", "target": "5", "target_max": "5", "unit": "1"}, ["target_max"]),
        ({"comparator": "tolerance", "target": "5", "unit": "1"}, ["target_max"]),
        ({"comparator": "enum", "options": ["一"]}, ["options"]),
        ({"comparator": "bool"}, []),
    ],
)
def test_what_an_indicator_still_lacks(row, expected, ready, writer):
    sound = {"name": "甲", "comparator": "bool", "mandatory": True, "test_method": "目测"}
    rows = [sound, {"name": "乙", "test_method": "目测", "mandatory": True, **row}]
    need.edit(ready, by=writer, at=NOW, indicators=rows)
    ready.secrecy_cleared_at = NOW
    assert lacking(ready) == [f"indicators.1.{name}" for name in expected]


def test_wishes_alone_are_not_enough(ready, writer):
    rows = [{"name": "甲", "comparator": "bool", "mandatory": False}]
    need.edit(ready, by=writer, at=NOW, indicators=rows, deliverables=[], payment_parts=[])
    assert lacking(ready) == ["indicators", "payment_parts", "deliverables", "secrecy"]


def test_a_split_that_is_not_whole_is_named(ready, writer):
    parts = [{"node": "签约", "percent": "30"}, {"node": "验收", "percent": "69.99"}]
    need.edit(ready, by=writer, at=NOW, payment_parts=parts)
    found = problems(ready)[0]
    assert (found.field, found.message) == ("payment_parts", "拨付比例合计为 99.99%，须为 100%。")


def test_the_signer_sends_back_with_a_reason(ready, firm, writer):
    need.submit_inside(ready, by=writer, at=NOW)
    signer = acting(firm, "signer")
    assert wrong(lambda: need.send_back(ready, by=signer, at=NOW, reason=" ")) == {"reason": "required"}
    assert wrong(lambda: need.send_back(ready, by=signer, at=NOW, reason="长" * 2001)) == {"reason": "too_long"}
    need.send_back(ready, by=signer, at=NOW, reason="金额再议")
    assert (ready.state, ready.due_at > NOW + 89 * DAY) == ("draft", True)


def refused(call):
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def test_a_firm_whose_signing_is_frozen_or_that_lost_its_verification_signs_nothing(ready, firm, writer):
    need.submit_inside(ready, by=writer, at=NOW)
    signer = acting(firm, "signer")
    firm.signing_frozen = True
    firm.save()
    ready = Challenge.objects.get(pk=ready.pk)
    assert refused(lambda: need.approve(ready, by=signer, at=NOW)) == "signing_frozen"
    firm.signing_frozen, firm.verification = False, "refused"
    firm.save()
    ready = Challenge.objects.get(pk=ready.pk)
    assert refused(lambda: need.approve(ready, by=signer, at=NOW)) == "unverified"
    assert unchanged(ready)[0] == "internal_review"


def test_a_need_signed_after_the_collecting_period_is_refused(ready, firm, writer):
    need.submit_inside(ready, by=writer, at=NOW)
    signer = acting(firm, "signer")
    late = ready.batch.collect_until + DAY
    assert refused(lambda: need.approve(ready, by=signer, at=late)) == "not_collecting"
    need.approve(ready, by=signer, at=ready.batch.collect_until)
    assert ready.state == "formal_check"


@pytest.fixture
def returned(ready, firm, writer):
    """A need that the organiser has sent back, to be mended within five working days."""
    need.submit_inside(ready, by=writer, at=NOW)
    need.approve(ready, by=acting(firm, "signer"), at=NOW)
    checker = acting(ready.organiser, "checker")
    challenge_check.return_for_repair(ready, by=checker, at=NOW, remarks=[{"field": "title", "reason": "指标范围太宽"}])
    return ready


def mend(challenge, firm, writer, at):
    need.edit(challenge, by=writer, at=at, title="更窄的题目")
    need.clear_secrecy(challenge, by=acting(firm, "secrecy"), at=at)
    need.submit_inside(challenge, by=writer, at=at)


def test_a_mended_need_goes_back_after_the_collecting_period_too(returned, firm, writer):
    returned.batch.collect_until = NOW
    returned.batch.save()
    mend(returned, firm, writer, NOW + DAY)
    need.approve(returned, by=acting(firm, "signer"), at=NOW + DAY)
    assert (returned.state, returned.remarks.get().resolved_at) == ("formal_check", NOW + DAY)


def test_the_time_to_mend_goes_on_inside_the_firm(returned, firm, writer):
    due = returned.due_at
    mend(returned, firm, writer, NOW + DAY)
    assert (returned.state, returned.due_at) == ("internal_review", due)
    signer = acting(firm, "signer")
    need.send_back(returned, by=signer, at=NOW + DAY, reason="还不够窄")
    assert (returned.state, returned.due_at) == ("returned", due)
    need.clear_secrecy(returned, by=acting(firm, "secrecy"), at=NOW + DAY)
    need.submit_inside(returned, by=writer, at=NOW + DAY)
    assert refused(lambda: need.approve(returned, by=signer, at=due + DAY)) == "repair_late"
    assert take_due_steps(due) == 0
    assert take_due_steps(due + DAY) == 1
    returned.refresh_from_db()
    assert (returned.state, returned.due_at) == ("rejected", None)


def test_a_need_mended_too_late_is_refused_before_the_clock_says_so(returned, firm, writer):
    late = returned.due_at + DAY
    need.edit(returned, by=writer, at=late, title="更窄的题目")
    need.clear_secrecy(returned, by=acting(firm, "secrecy"), at=late)
    assert refused(lambda: need.submit_inside(returned, by=writer, at=late)) == "repair_late"


def test_a_snapshot_is_plain_and_says_all(draft):
    words = snapshot(draft)
    assert (words["total_wan"], words["indicators"][0]["target"]) == ("800", "100")
    assert "challenge" not in words["indicators"][0]


def test_following_twice_is_following_once():
    challenge = accepting_challenge()
    reader = acting(OrganisationFactory(), "handler")
    for _n in range(2):
        challenge_reader.follow(challenge, by=reader, at=NOW)
    assert Follow.objects.count() == 1
    challenge_reader.unfollow(challenge, by=reader, at=NOW)
    assert Follow.objects.count() == 0
    with pytest.raises(NotAllowed):
        challenge_reader.follow(challenge, by=type(reader)(), at=NOW)


def test_a_promise_of_secrecy_is_made_once_by_a_verified_firm():
    challenge = accepting_challenge(confidentiality="restricted")
    read = in_force("secrecy", challenge.organiser_id, NOW).sha256
    reader = acting(OrganisationFactory(), "signer")
    for _n in range(2):
        challenge_reader.undertake(challenge, by=reader, at=NOW, read=read)
    assert (Undertaking.objects.count(), Event.objects.filter(name="challenge.undertaken").count()) == (1, 1)
    for by in (type(reader)(), acting(OrganisationFactory(verification="pending"), "signer")):
        with pytest.raises(NotAllowed):
            challenge_reader.undertake(challenge, by=by, at=NOW, read=read)
    public = accepting_challenge()
    assert refused(lambda: challenge_reader.undertake(public, by=reader, at=NOW, read=read)) == "not_restricted"


def test_a_title_stands_for_its_challenge():
    assert str(ChallengeFactory(title="低氧粉末")) == "低氧粉末"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
COLUMNS = {
    "indicators": ("name", "unit", "comparator", "baseline", "target", "mandatory", "options", "weight", "id"),
    "payment_parts": ("node", "percent", "race"),
    "milestones": ("name", "due_month"),
    "deliverables": ("kind", "text"),
    "conditions": ("kind", "params"),
}
ROWS = {
    name: JSON | st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(columns, JSON)), max_size=3)
    for name, columns in COLUMNS.items()
}
FIELDS = ("title", "mode", "type", "total_wan", "fiscal_wan", "trl_now", "window_days", "negotiable", "ip_details")
NEED = st.fixed_dictionaries({}, optional={**dict.fromkeys(FIELDS, JSON), **ROWS})


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(typed=NEED)
def test_whatever_is_sent_is_kept_or_named_never_a_crash(typed, draft, writer):
    try:
        with transaction.atomic():
            need.edit(draft, by=writer, at=NOW, **typed)
    except Invalid as wrong:
        assert wrong.problems


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"indicators": "甲"}, {"indicators": "invalid"}),
        ({"indicators": ["甲"]}, {"indicators": "invalid"}),
        ({"indicators": [{}] * 101}, {"indicators": "invalid"}),
        ({"indicators": [{"options": {"a": 1}}]}, {"indicators.0.options": "invalid"}),
        ({"indicators": [{"options": ["a\x00"]}]}, {"indicators.0.options": "invalid"}),
        ({"title": ["甲"]}, {"title": "invalid"}),
        ({"title": "\ud800"}, {"title": "invalid"}),
        ({"ip_details": {"a": "\x00"}}, {"ip_details": "invalid"}),
        ({"ip_details": {"a": "长" * 20000}}, {"ip_details": "invalid"}),
        ({"ip_details": 3}, {"ip_details": "invalid"}),
        ({"conditions": [{"kind": "region", "params": {"regions": 5}}]}, {"conditions.0.params": "invalid"}),
        ({"conditions": [{"kind": "region", "params": [1]}]}, {"conditions.0.params": "invalid"}),
        ({"conditions": [{"kind": "text", "params": {"text": "\ud800"}}]}, {"conditions.0.params": "invalid"}),
    ],
)
def test_what_is_of_another_shape_is_named_too(typed, expected, draft, writer):
    assert wrong(lambda: need.edit(draft, by=writer, at=NOW, **typed)) == expected


def test_a_payment_without_its_share_counts_nothing(draft, writer):
    need.edit(draft, by=writer, at=NOW, payment_parts=[{"node": "签约"}], trl_now="")
    assert (draft.payment_parts.get().percent, draft.trl_now) == (Decimal(0), None)
