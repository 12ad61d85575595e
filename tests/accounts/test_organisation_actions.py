"""An organisation registers, changes its data, and is verified."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.acting import PUBLIC, Acting, acting_as
from accounts.actions import organisation as actions
from accounts.models import Organisation
from tests.accounts.refusals import invalid, lost_update, not_allowed, refused
from tests.factories.accounts import (
    AT,
    MembershipFactory,
    OperatorFactory,
    OrganisationFactory,
    UserFactory,
    credit_code,
    member,
    operator,
    seconded,
)
from tests.factories.files import PDF

pytestmark = pytest.mark.django_db
CODE = "91210112XNQY00010G"


def scan():
    return SimpleUploadedFile("a.pdf", PDF)


def register(by=None, **fields):
    given = {
        "kind": "lead",
        "name": "苍渊动力装备股份有限公司",
        "uscc": CODE,
        "region_code": "210112",
        "industry_code": "3419",
        "tech_field_code": "806",
        "employees": 1000,
        "revenue_wan": Decimal(1000),
    } | fields
    return actions.register(by=by or Acting(UserFactory()), at=AT, **given)


def test_whoever_registers_an_organisation_manages_it_and_may_begin_to_work(happened):
    by = Acting(UserFactory())
    organisation = register(by, uscc="９１２１０１１２ｘｎｑｙ０００１０ｇ", legal_representative="沈某")
    assert (organisation.uscc, organisation.uscc_warnings) == (CODE, [])
    assert (organisation.verification, organisation.created_at) == ("pending", AT)
    assert (organisation.size_class, organisation.size_rule) == ("small", "国统字〔2017〕213号")
    assert acting_as(by.user, at=AT) == Acting(by.user, organisation, {"admin"})
    assert not acting_as(by.user, at=AT).verified
    assert happened() == ["organisation.registered"]


@pytest.mark.parametrize("kind", ["organiser", "finance", "sme", "institute"])
def test_every_kind_of_organisation_gets_its_manager(kind):
    by = Acting(UserFactory())
    register(by, kind=kind, document=scan())
    assert acting_as(by.user, at=AT).roles == {"batch_admin" if kind == "organiser" else "admin"}


def test_the_finding_of_the_size_class_is_explained():
    assert actions.size_finding(register(), at=AT).sentences == ["营业收入 1000 万元，未达到中型下限 2000 万元。"]


def test_another_class_than_the_declared_one_is_seen():
    assert register(declared_size_class="medium").size_mismatch
    assert not OrganisationFactory(size_class="small", declared_size_class="small").size_mismatch
    assert not OrganisationFactory(size_class="", declared_size_class="small").size_mismatch


def test_warnings_of_the_code_are_kept_for_the_operator():
    odd = credit_code(5, region="998877")
    assert register(uscc=odd).uscc_warnings == ["uscc_region"]


def test_every_wrong_field_is_named_at_once():
    by = member("admin")
    with invalid(
        uscc="uscc_check_digit",
        kind="invalid_choice",
        name="blank",
        region_code="unknown_code",
        industry_code="unknown_code",
        tech_field_code="unknown_code",
        revenue_wan="min_value",
    ):
        register(
            by,
            uscc="91210112XNQY00010H",
            kind="circus",
            name=" ",
            region_code="990000",
            industry_code="9999",
            tech_field_code="999",
            revenue_wan=Decimal(-1),
        )


def test_a_code_is_registered_once():
    register()
    by = member("admin")
    with invalid(uscc="uscc_taken"):
        register(by, uscc=CODE.lower())


def test_two_registrations_at_the_same_moment_leave_one(monkeypatch):
    """The question before the insert is a courtesy; the constraint decides."""
    register()
    by = member("admin")
    monkeypatch.setattr(Organisation.objects, "filter", lambda **which: Organisation.objects.none())
    with invalid(uscc="uscc_taken"):
        register(by)


def test_a_visitor_registers_nothing():
    with not_allowed():
        register(PUBLIC)


def test_unknown_details_are_a_mistake_of_the_caller():
    with pytest.raises(TypeError):
        register(verification="verified")


def test_members_keep_the_data_and_the_size_class_follows(happened):
    by = member("admin", kind="lead")
    changed = actions.change_details(
        by.organisation, by=by, at=AT, expected=1, industry_code="3419", employees=6800, revenue_wan=Decimal(1260000)
    )
    assert (changed.size_class, changed.version, changed.updated_at) == ("large", 2, AT)
    assert happened() == ["organisation.changed"]


def test_a_refused_organisation_waits_again_after_a_correction():
    by = member("admin", organisation=OrganisationFactory(verification="refused"))
    assert actions.change_details(by.organisation, by=by, at=AT, name="更正后的名称").verification == "pending"


def test_what_was_verified_keeps_its_name():
    by = member("admin")
    with invalid(name="verified"):
        actions.change_details(by.organisation, by=by, at=AT, name="另一个名称")
    actions.change_details(by.organisation, by=by, at=AT, name=by.organisation.name)


def test_wrong_details_are_named():
    by = member("admin")
    with invalid(region_code="unknown_code", website="invalid"):
        actions.change_details(by.organisation, by=by, at=AT, region_code="990000", website="nowhere")


def test_who_has_read_another_version_loses():
    by = member("admin")
    with lost_update():
        actions.change_details(by.organisation, by=by, at=AT, expected=7, intro="简介")


@pytest.mark.parametrize("role", ["handler", "signer", "finance"])
def test_only_managers_change_the_data(role):
    by = member(role)
    with not_allowed():
        actions.change_details(by.organisation, by=by, at=AT, intro="简介")


def test_a_new_representative_freezes_signing_until_the_organisation_is_verified_again(happened):
    by = member("admin", "signer")
    organisation = actions.change_representative(by.organisation, by=by, at=AT, name=" 新代表 ")
    assert (organisation.legal_representative, organisation.may_sign, organisation.verified) == ("新代表", False, True)
    assert not acting_as(by.user, at=AT).signs
    organisation = actions.verify(organisation, by=seconded(operator()), at=AT)
    assert organisation.may_sign
    assert acting_as(by.user, at=AT).signs
    assert happened() == ["organisation.representative_changed", "organisation.verified"]


def test_a_new_representative_has_a_name_of_their_own():
    by = member("signer", organisation=OrganisationFactory(legal_representative="沈某"))
    with invalid(legal_representative="required"):
        actions.change_representative(by.organisation, by=by, at=AT, name=" ")
    with invalid(legal_representative="unchanged"):
        actions.change_representative(by.organisation, by=by, at=AT, name="沈某")


def test_handlers_do_not_change_the_representative():
    by = member("handler")
    with not_allowed():
        actions.change_representative(by.organisation, by=by, at=AT, name="新代表")


def test_two_operators_verify(happened):
    organisation, by = OrganisationFactory(verification="pending"), operator()
    for alone in (by, by.seconding(by.user)):
        with refused("two_persons"):
            actions.verify(organisation, by=alone, at=AT)
    by = seconded(by)
    verified = actions.verify(organisation, by=by, at=AT, note=" 与登记一致 ")
    assert (verified.verification, verified.verification_note) == ("verified", "与登记一致")
    assert (verified.verified_at, verified.verified_by) == (AT, by.user)
    assert happened() == ["organisation.verified"]


def test_an_operator_refuses_with_a_reason(happened):
    organisation, by = OrganisationFactory(verification="pending"), operator()
    with invalid(reason="required"):
        actions.refuse(organisation, by=by, at=AT, reason=" ")
    assert actions.refuse(organisation, by=by, at=AT, reason="名称与代码不符").verification == "refused"
    assert happened() == ["organisation.refused"]


def test_nothing_is_verified_twice():
    organisation, by = OrganisationFactory(), seconded(operator())
    with refused("nothing_to_verify"):
        actions.verify(organisation, by=by, at=AT)


def test_nobody_verifies_their_own_organisation():
    organisation = OrganisationFactory(verification="pending")
    user = OperatorFactory()
    MembershipFactory(organisation=organisation, user=user)
    for by in (Acting(user), acting_as(user, at=AT), member("admin", organisation=organisation)):
        with not_allowed():
            actions.verify(organisation, by=by, at=AT)


@pytest.mark.parametrize("kind", ["organiser", "finance"])
def test_who_runs_calls_or_lends_money_shows_a_document_and_a_code_beyond_doubt(kind):
    by = Acting(UserFactory())
    with invalid(document="required"):
        register(by, kind=kind)
    organisation = register(by, kind=kind, document=scan())
    assert organisation.document_name == "a.pdf"
    operators = seconded(operator())
    Organisation.objects.filter(pk=organisation.pk).update(document="")
    with refused("no_document"):
        actions.verify(organisation, by=operators, at=AT)
    manager = acting_as(by.user, at=AT)
    with invalid(document="required"):
        actions.hand_in_document(organisation, by=manager, at=AT, document=None)
    actions.hand_in_document(organisation, by=manager, at=AT, document=scan())
    Organisation.objects.filter(pk=organisation.pk).update(uscc_warnings=["uscc_region"])
    with refused("uscc_in_doubt"):
        actions.verify(organisation, by=operators, at=AT)
    Organisation.objects.filter(pk=organisation.pk).update(uscc_warnings=[])
    assert actions.verify(organisation, by=operators, at=AT).verified
    with refused("verified"):
        actions.hand_in_document(organisation, by=manager, at=AT, document=scan())


def test_a_verification_is_taken_back_by_two_and_nothing_is_signed_any_more(happened):
    by = member("admin", "signer")
    doubting = operator()
    given = {"at": AT, "reason": "证照已被吊销"}
    with refused("two_persons"):
        actions.withdraw_verification(by.organisation, by=doubting, **given)
    inside, operators = seconded(by), seconded(doubting)
    with not_allowed():
        actions.withdraw_verification(by.organisation, by=inside, **given)
    with invalid(reason="required"):
        actions.withdraw_verification(by.organisation, by=operators, at=AT, reason=" ")
    row = actions.withdraw_verification(by.organisation, by=operators, **given)
    assert (row.verification, row.verification_note, row.may_sign) == ("refused", "证照已被吊销", False)
    assert not acting_as(by.user, at=AT).signs
    with refused("not_verified"):
        actions.withdraw_verification(row, by=operators, **given)
    assert happened() == ["organisation.verification_withdrawn"]
