"""A call's own rules: what stands above what, from when, what makes no sense, and two people at one form."""

import re
from datetime import timedelta

import pytest

from accounts.errors import Invalid, LostUpdate, NotAllowed, Refused
from challenges.core.models import RULE_KEYS, RuleSet
from challenges.core.queries.rules import BOOK, GROUPS, problems
from challenges.listing.actions import batch_rules
from challenges.listing.queries import batch_rules as query
from notifications import clock
from notifications.clock import day_of
from notifications.models import Event
from tests.factories.accounts import OrganisationFactory, acting
from tests.factories.challenges import BatchFactory, accepting_challenge
from tests.factories.review import stranger
from tests.frontend.forms_of import fields_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def batch():
    return BatchFactory()


@pytest.fixture
def admin(batch):
    return acting(batch.organiser, "batch_admin")


def enter(client, viewer):
    client.force_login(viewer.user)
    session = client.session
    session["acting_for"] = viewer.organisation_id
    session.save()
    return client


def change(batch, admin, **more):
    return batch_rules.change(batch, by=admin, at=clock.now(), **more)


def wrong(batch, admin, **more):
    with pytest.raises(Invalid) as caught:
        change(batch, admin, **more)
    assert Event.objects.count() == RuleSet.objects.filter(batch=batch).count() == 0
    return {problem.field for problem in caught.value.problems}


def in_force(batch, day=None):
    return batch.rules_on(day or day_of(clock.now()))


def test_the_book_knows_every_rule_and_the_platforms_own_stand_in_it():
    assert set(BOOK) == set(RULE_KEYS)
    assert problems(RuleSet.objects.get(organiser=None).values) == []


def test_a_calls_own_stand_above_its_organisers_and_go_again(batch, admin):
    today = day_of(clock.now())
    RuleSet.objects.create(
        organiser=batch.organiser,
        title="本厅",
        effective_from=today - DAY,
        values={"review_days": 15, "repair_days": 8},
    )
    change(batch, admin, values={"review_days": 12}, basis="本批通知")
    found = query.standing(batch, today)
    assert (found["review_days"].value, found["review_days"].own, found["review_days"].basis) == (12, True, "本批通知")
    assert (found["review_days"].below, found["repair_days"].from_organiser) == (15, True)
    assert in_force(batch)["review_days"] == 12
    change(batch, admin, values={"review_days": None})
    assert in_force(batch)["review_days"] == 15 and not query.standing(batch, today)["review_days"].own
    told = [event.facts["changes"] for event in Event.objects.order_by("id")]
    assert told == [[["review_days", 15, 12]], [["review_days", 12, None]]]


def test_a_rule_holds_from_its_day_and_is_seen_coming(batch, admin):
    later = day_of(clock.now()) + 9 * DAY
    change(batch, admin, values={"review_days": 12}, effective_from=later)
    assert (in_force(batch)["review_days"], in_force(batch, later)["review_days"]) == (20, 12)
    assert query.standing(batch, day_of(clock.now()))["review_days"].coming == [(later, 12)]


def test_another_call_of_the_same_organiser_is_left_alone(batch, admin):
    other = BatchFactory(organiser=batch.organiser)
    change(batch, admin, values={"passing_line": 70})
    assert (in_force(batch)["passing_line"], in_force(other)["passing_line"]) == (70, 60)


NONSENSE = [
    ("enterprise_share", 140),
    ("passing_line", 101),
    ("window_days", 0),
    ("publicity_days", 0),
    ("review_days", 4000),
    ("panel_size", 4),
    ("recusal_years", 99),
    ("deviation_limit", -1),
    ("deadline_hour", 24),
    ("feedback_rank", 2),
    ("window_days", True),
    ("reminder_days_before", []),
    ("reminder_days_before", [3, 3]),
    ("decision_chain", ["batch_admin", "batch_admin"]),
    ("decision_chain", ["signer"]),
    ("decision_chain", []),
    ("decision_chain", ["approver", "batch_admin"]),
    ("attachments_required", ["tea"]),
    ("attachment_types", ["exe"]),
    ("indirect_bands", [[500, 30]]),
    ("indirect_bands", [[500, 30], [400, 20], [None, 10]]),
    ("indirect_bands", [[500, 140], [None, 20]]),
    ("expert_fee_senior", [2400, 1500]),
    ("tea", 1),
]


@pytest.mark.parametrize(("key", "value"), NONSENSE)
def test_what_makes_no_sense_is_named(batch, admin, key, value):
    assert wrong(batch, admin, values={key: value}) == {f"values.{key}"}


def test_rules_that_contradict_each_other_are_named(batch, admin):
    assert wrong(batch, admin, values={"trial_samples_least": 9}) == {"values.trial_samples_least"}
    assert wrong(batch, admin, values={"panel_size": 1}) == {"values.panel_size"}


def test_days_that_cannot_be_meant_are_named(batch, admin):
    today = day_of(clock.now())
    for day in (today - DAY, today.replace(year=1926), today.replace(year=9999)):
        assert wrong(batch, admin, values={"review_days": 12}, effective_from=day) == {"effective_from"}


def test_what_applicants_rely_on_stays_and_the_rest_waits_for_tomorrow(batch, admin):
    accepting_challenge(batch=batch)
    today = day_of(clock.now())
    for key, value in (("passing_line", 70), ("sme_share", 50), ("attachments_required", ["audit"])):
        assert wrong(batch, admin, values={key: value}) == {f"values.{key}"}
    assert wrong(batch, admin, values={"review_days": 12}, effective_from=today) == {"effective_from"}
    change(batch, admin, values={"review_days": 12})
    assert (in_force(batch)["review_days"], in_force(batch, today + DAY)["review_days"]) == (20, 12)


def test_only_the_organisers_administrators_change_rules(batch, admin):
    for by in (acting(batch.organiser, "checker"), stranger("organiser"), acting(OrganisationFactory(), "admin")):
        with pytest.raises(NotAllowed):
            change(batch, by, values={"review_days": 12})
    batch.closed_at = clock.now()
    batch.save()
    with pytest.raises(Refused):
        change(batch, admin, values={"review_days": 12})
    assert not RuleSet.objects.filter(batch=batch).exists() and not Event.objects.exists()


def test_whoever_had_read_other_rules_is_told(batch, admin):
    read = batch_rules.stamped(batch)
    change(batch, admin, values={"review_days": 12})
    with pytest.raises(LostUpdate):
        change(batch, admin, values={"review_days": 14}, expected=read)
    assert in_force(batch)["review_days"] == 12


# Pages


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def form_of(client, address):
    from lxml import html

    page = html.fromstring(client.get(address).content.decode())
    return fields_of(next(form for form in page.iter("form") if form.get("data-guard") is not None))


def test_the_page_shows_every_rule_with_whose_it_is(client, batch, admin, django_assert_max_num_queries):
    change(batch, admin, values={"review_days": 12}, basis="本批通知第三条")
    enter(client, admin).get(f"/batches/{batch.pk}/rules/")
    with django_assert_max_num_queries(9):
        page = text(client.get(f"/batches/{batch.pk}/rules/"))
    assert f"{len(BOOK)} 条规则，1 条由本批另定" in page and "本批通知第三条" in page and "[[" not in page
    for viewer in (stranger("organiser"), stranger("lead")):
        assert enter(client, viewer).get(f"/batches/{batch.pk}/rules/").status_code == 404
        assert enter(client, viewer).get(f"/batches/{batch.pk}/rules/panel/").status_code == 404
    clerk = enter(client, acting(batch.organiser, "checker"))
    assert clerk.get(f"/batches/{batch.pk}/rules/").status_code == 200
    assert clerk.get(f"/batches/{batch.pk}/rules/panel/").status_code == 404


@pytest.mark.parametrize("group", GROUPS)
def test_each_form_saved_as_it_stands_changes_nothing(client, batch, admin, group):
    address = f"/batches/{batch.pk}/rules/{group}/"
    answer = enter(client, admin).post(address, form_of(client, address))
    assert answer.status_code == 302
    assert not RuleSet.objects.filter(batch=batch).exists() and not Event.objects.exists()


TYPED = {
    "panel": ({"panel_size": "7", "expert_fee_senior_low": "1600", "expert_fee_senior_high": "2000"}, 2),
    "apply": ({"attachments_required": ["audit"], "indirect_bands_1_share": "20", "leader_must_be_sme": "0"}, 3),
    "decide": ({"decision_chain_1": "batch_admin", "publicity_days": "7"}, 2),
    "remind": ({"reminder_days_before": "9，2"}, 1),
}


@pytest.mark.parametrize("group", TYPED)
def test_rules_are_set_and_given_up_by_their_forms(client, batch, admin, group):
    address, (typed, number) = f"/batches/{batch.pk}/rules/{group}/", TYPED[group]
    before = in_force(batch)
    filled = {**form_of(enter(client, admin), address), **typed}
    assert client.post(address, filled).status_code == 302
    assert len(RuleSet.objects.get(batch=batch).values) == number
    changed = {key for key, value in in_force(batch).items() if value != before[key]}
    assert len(changed) == number
    emptied = {**form_of(client, address), **form_of_nothing(typed)}
    if group == "apply":
        emptied |= {"attachments_required": [], "indirect_bands_1_share": "30"}
    if group == "decide":
        emptied |= {"decision_chain_1": "review_officer"}
    assert client.post(address, emptied).status_code == 302
    assert in_force(batch) == before


def form_of_nothing(typed):
    return dict.fromkeys(typed, "")


@pytest.mark.parametrize(
    ("group", "typed"),
    [
        ("panel", {"enterprise_share": "140"}),
        ("panel", {"panel_size": "8"}),
        ("panel", {"expert_fee_senior_low": "2400", "expert_fee_senior_high": "1500"}),
        ("score", {"passing_line": "101"}),
        ("window", {"window_days": "0"}),
        ("decide", {"decision_chain_1": "batch_admin", "decision_chain_2": "batch_admin"}),
        ("decide", {"decision_chain_2": "batch_admin"}),
        ("remind", {"reminder_days_before": "soon"}),
        ("apply", {"indirect_bands_3_upto": "900"}),
        ("decide", {"effective_from": "1926-01-01", "publicity_days": "7"}),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(client, batch, admin, group, typed):
    address = f"/batches/{batch.pk}/rules/{group}/"
    answer = client.post(address, {**form_of(enter(client, admin), address), **typed})
    assert answer.status_code == 422
    named = set(answer.context["form"].errors)
    assert named and named <= {name for name in answer.context["form"].fields if name.startswith(shared(typed))}
    assert not RuleSet.objects.filter(batch=batch).exists()


def shared(typed):
    """What the names of the fields that are wrong begin with."""
    return tuple(name.rstrip("0123456789").split("_upto")[0].rsplit("_", 1)[0] for name in typed)


def test_two_people_at_one_form_lose_nothing(client, batch, admin):
    address = f"/batches/{batch.pk}/rules/score/"
    mine = form_of(enter(client, admin), address)
    change(batch, admin, values={"review_days": 12})
    answer = client.post(address, {**mine, "review_days": "14"})
    assert answer.status_code == 412
    assert in_force(batch)["review_days"] == 12
    answer = client.post(address, {**mine, "discussion_days": "4"})
    assert answer.status_code in (302, 412)
    assert in_force(batch)["review_days"] == 12
