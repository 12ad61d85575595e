"""Experts keep their profiles; operators confirm them."""

import datetime

import pytest

from accounts.acting import PUBLIC, Acting
from accounts.actions import expert as actions
from accounts.models import Employment, ExpertProfile
from tests.accounts.refusals import invalid, lost_update, not_allowed, refused
from tests.factories.accounts import (
    AT,
    ExpertFactory,
    OrganisationFactory,
    UserFactory,
    acting,
    credit_code,
    expert,
    member,
    operator,
    seconded,
)

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 23)


def post(**fields):
    return {"unit_name": "江左理工大学", "post": "教授", "starts_on": datetime.date(2015, 7, 1)} | fields


def save(by, *posts, **fields):
    given = {"category": "technical", "title": "教授", "field_codes": ["401"], "keywords": ["高温合金"], "max_load": 8}
    return actions.save(by=by, at=AT, employments=posts or [post()], **(given | fields))


def test_somebody_enters_their_profile_with_two_posts_at_once(happened):
    by = Acting(UserFactory())
    firm = OrganisationFactory()
    profile = save(by, post(), post(unit_name=firm.name, organisation=firm, ends_on=TODAY))
    assert (profile.verification, profile.version, profile.user) == ("pending", 1, by.user)
    assert [held.unit_name for held in profile.employments.current(TODAY)] == [firm.name, "江左理工大学"]
    assert profile.employments.current(TODAY + datetime.timedelta(1)).get().unit_name == "江左理工大学"
    assert happened() == ["expert.registered"]


def test_posts_decide_recusal_so_an_operator_looks_again(happened):
    by = expert()
    profile = save(by, post(), expected=1)
    assert (profile.verification, profile.version) == ("pending", 2)
    assert happened() == ["expert.changed"]


def test_other_changes_leave_the_verification():
    by = expert()
    save(by, post())
    ExpertProfile.objects.update(verification="verified")
    assert save(by, post(), summary="简介").verification == "verified"
    assert save(by, post(), category="ip").verification == "pending"
    assert Employment.objects.count() == 1


def test_a_refused_profile_waits_again_after_a_correction():
    by = expert()
    save(by, post())
    ExpertProfile.objects.update(verification="refused")
    assert save(by, post(), summary="更正").verification == "pending"


def test_wrong_profiles_are_refused_at_their_fields():
    by = Acting(UserFactory())
    with invalid(
        category="invalid_choice",
        field_codes="unknown_code",
        max_load="min_value",
        employments__1__ends_on="order",
        employments__2__unit_name="blank",
    ):
        wrong = (post(), post(ends_on=datetime.date(2015, 6, 30)), post(unit_name=""))
        save(by, *wrong, category="poet", field_codes=["401", "999"], max_load=0)
    with invalid(employments="required"):
        actions.save(by=by, at=AT, employments=[], category="technical")
    with pytest.raises(TypeError):
        save(by, integrity="normal")


def test_visitors_have_no_profile():
    with not_allowed():
        save(PUBLIC)


def test_who_has_read_another_version_loses():
    by = expert()
    with lost_update():
        save(by, expected=9)


def test_an_operator_takes_an_expert_into_the_pool(happened):
    profile, by = ExpertFactory(verification="pending"), operator()
    assert actions.verify(profile, by=by, at=AT).verification == "verified"
    with refused("nothing_to_verify"):
        actions.verify(profile, by=by, at=AT)
    assert happened() == ["expert.verified"]


def test_an_operator_says_why_not(happened):
    profile, by = ExpertFactory(verification="pending"), operator()
    with invalid(reason="required"):
        actions.refuse(profile, by=by, at=AT, reason="")
    assert actions.refuse(profile, by=by, at=AT, reason="单位不符").verification_note == "单位不符"
    assert happened() == ["expert.refused"]


def test_standing_is_changed_with_a_reason(happened):
    profile, by = ExpertFactory(), operator()
    with refused("two_persons"):
        actions.set_integrity(profile, by=by, at=AT, integrity="suspended", reason="未声明同门关系")
    by = seconded(by)
    assert (
        actions.set_integrity(profile, by=by, at=AT, integrity="suspended", reason="未声明同门关系").integrity
        == "suspended"
    )
    assert happened() == ["expert.integrity_changed"]
    with invalid(integrity="invalid_choice"):
        actions.set_integrity(profile, by=by, at=AT, integrity="saint", reason="职称证书与档案不符")


def test_an_organiser_suspends_and_readmits_only_whom_it_suspended(happened):
    profile = ExpertFactory()
    one, two = (seconded(acting(OrganisationFactory(kind="organiser"), "review_officer")) for _ in range(2))
    given = {"at": AT, "reason": "未按时交评审"}
    with not_allowed():
        actions.set_integrity(profile, by=one, integrity="barred", **given)
    assert actions.set_integrity(profile, by=one, integrity="suspended", **given).integrity_by == one.organisation
    for viewer in (two, acting(one.organisation, "supervisor"), acting(one.organisation, "checker"), expert()):
        with not_allowed():
            actions.set_integrity(profile, by=viewer, integrity="normal", **given)
    assert actions.set_integrity(profile, by=one, integrity="normal", **given).integrity == "normal"
    by = seconded(operator())
    actions.set_integrity(profile, by=by, integrity="suspended", **given)
    with not_allowed():
        actions.set_integrity(profile, by=one, integrity="normal", **given)
    with refused("same"):
        actions.set_integrity(profile, by=by, integrity="suspended", **given)
    profile.refresh_from_db()
    assert (profile.integrity, profile.integrity_by, profile.integrity_reason) == ("suspended", None, "未按时交评审")
    assert happened() == ["expert.integrity_changed"] * 3


def test_languages_and_codes_of_units_are_checked():
    by = Acting(UserFactory())
    with invalid(languages="unknown_language", employments__0__uscc="uscc_length"):
        save(by, post(uscc="123"), languages=["zh-hans", "tlh"])
    profile = save(by, post(uscc=credit_code(3).lower()), languages=["zh-hans", "en"])
    assert [str(label) for label in profile.language_labels] == ["中文", "英文"]
    assert profile.employments.get().uscc == credit_code(3)


def test_experts_do_not_judge_themselves_or_others():
    by = expert()
    profile = ExpertFactory(verification="pending")
    for viewer in (by, member(kind="organiser"), Acting(profile.user)):
        with not_allowed():
            actions.verify(profile, by=viewer, at=AT)
        with not_allowed():
            actions.set_integrity(profile, by=viewer, at=AT, integrity="normal", reason="职称证书与档案不符")
