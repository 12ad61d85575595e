"""Roles are lent for a time, and taken back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.acting import acting_as
from accounts.actions import delegation as actions
from accounts.models import Delegation
from tests.accounts.refusals import invalid, not_allowed, refused
from tests.factories.accounts import AT, DAY, DelegationFactory, OrganisationFactory, UserFactory, acting, member
from tests.factories.files import PDF, SCRIPTED

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def grant(by, grantee, **fields):
    given = {"roles": ["signer"], "starts_at": AT, "ends_at": AT + 30 * DAY, "scope": " 签署任务书 "} | fields
    return actions.grant(by.organisation, by=by, at=AT, grantee=grantee, **given)


@pytest.mark.parametrize("role", ["admin", "signer"])
def test_who_manages_or_signs_lends_a_role_for_a_time(role, happened):
    by = member(role)
    grantee = acting(by.organisation, "handler").user
    delegation = grant(by, grantee)
    assert (delegation.scope, delegation.granted_by, delegation.granted_at) == ("签署任务书", by.user, AT)
    assert acting_as(grantee, at=AT + DAY).signs
    assert not acting_as(grantee, at=AT + 31 * DAY).signs
    assert happened() == ["delegation.granted"]


def test_the_document_lies_under_its_hash_with_its_name_beside(media):
    by = member("signer")
    scan = SimpleUploadedFile("授权书" * 60 + ".pdf", PDF)
    delegation = grant(by, acting(by.organisation, "handler").user, document=scan)
    assert delegation.document.name.startswith("evidence/")
    assert (media / delegation.document.name).read_bytes() == PDF
    assert delegation.document_name == scan.name[:255]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02" * 9, "content"),
        (b"<html><script>alert(1)</script>", "content"),
        (b"PK\x03\x04", "content"),
        (b"%PDF-1.7\nnothing of a PDF follows", "damaged"),
        (SCRIPTED, "javascript"),
    ],
)
def test_what_is_no_scan_is_refused(content, code):
    by = member("signer")
    grantee = acting(by.organisation, "handler").user
    with invalid(document=code):
        grant(by, grantee, document=SimpleUploadedFile("scan.pdf", content))


def test_a_scan_has_a_largest_size(monkeypatch):
    monkeypatch.setattr("accounts.rules.scans.MOST_MEGABYTES", 0)
    by = member("signer")
    grantee = acting(by.organisation, "handler").user
    with invalid(document="too_large"):
        grant(by, grantee, document=SimpleUploadedFile("scan.pdf", PDF))


def test_wrong_delegations_are_refused_at_their_fields():
    by = member("admin", "signer")
    grantee = acting(by.organisation, "handler").user
    stranger = UserFactory()
    with invalid(roles="required", grantee="not_member", ends_at="order"):
        grant(by, stranger, roles=[], ends_at=AT)
    with invalid(grantee="not_member"):
        grant(by, None)
    with invalid(grantee="self", roles="not_lent"):
        grant(by, by.user, roles=["admin"])
    with invalid(ends_at="past"):
        grant(by, grantee, starts_at=AT - 2 * DAY, ends_at=AT)


@pytest.mark.parametrize("role", ["handler", "finance"])
def test_others_lend_nothing(role):
    by = member(role)
    grantee = acting(by.organisation, "handler").user
    with not_allowed():
        grant(by, grantee)


def test_what_was_lent_is_not_lent_on():
    organisation = member("signer").organisation
    handler = acting(organisation, "handler")
    DelegationFactory(organisation=organisation, grantee=handler.user)
    by = acting_as(handler.user, at=AT)
    assert by.has("signer")
    grantee = acting(organisation, "finance").user
    with not_allowed():
        grant(by, grantee)


def test_signing_is_not_lent_while_it_is_frozen():
    by = member("admin", organisation=OrganisationFactory(signing_frozen=True))
    grantee = acting(by.organisation, "handler").user
    with refused("signing_frozen"):
        grant(by, grantee)
    assert grant(by, grantee, roles=["finance"]).roles == ["finance"]


def test_a_delegation_is_taken_back_at_once(happened):
    by = member("admin")
    grantee = acting(by.organisation, "handler").user
    delegation = DelegationFactory(organisation=by.organisation, grantee=grantee)
    actions.revoke(delegation, by=by, at=AT + DAY)
    assert not acting_as(grantee, at=AT + DAY).has("signer")
    assert Delegation.objects.get() == delegation and delegation.organisation == by.organisation
    assert happened() == ["delegation.revoked"]
    with refused("over"):
        actions.revoke(delegation, by=by, at=AT + DAY)


def test_what_is_over_is_not_taken_back():
    by = member("admin")
    delegation = DelegationFactory(organisation=by.organisation)
    with refused("over"):
        actions.revoke(delegation, by=by, at=AT + 31 * DAY)


def test_strangers_and_handlers_take_nothing_back():
    delegation = DelegationFactory()
    for by in (member("admin"), acting(delegation.organisation, "handler")):
        with not_allowed():
            actions.revoke(delegation, by=by, at=AT)


def test_what_one_person_may_not_hold_together_is_not_lent_to_them():
    by = member("batch_admin", kind="organiser")
    checker, officer = (acting(by.organisation, role).user for role in ("checker", "review_officer"))
    with invalid(roles="apart"):
        grant(by, checker, roles=["supervisor"])
    with invalid(roles="apart"):
        grant(by, officer, roles=["approver"])
