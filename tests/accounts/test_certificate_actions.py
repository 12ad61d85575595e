"""Certificates are handed in, compared with their evidence, and reminded of."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actions import certificate as actions
from accounts.models import Certificate
from accounts.tasks import remind_of_certificates
from notifications.models import Event
from tests.accounts.refusals import invalid, not_allowed, refused
from tests.factories.accounts import AT, DAY, CertificateFactory, OrganisationFactory, member, operator

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
TODAY = datetime.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def add(by, **fields):
    given = {
        "type": "little_giant",
        "number": "XJR-2023-1",
        "issued_on": datetime.date(2023, 7, 1),
        "expires_on": datetime.date(2026, 6, 30),
    } | fields
    return actions.add(by.organisation, by=by, at=AT, **given)


def test_a_certificate_is_handed_in_even_an_expired_one(happened):
    by = member("admin")
    certificate = add(by, file=SimpleUploadedFile("scan.png", PNG))
    assert (certificate.verification, certificate.added_at, certificate.file_name) == ("pending", AT, "scan.png")
    assert certificate.valid_on(datetime.date(2026, 6, 30)) and not certificate.valid_on(datetime.date(2026, 7, 1))
    assert happened() == ["certificate.added"]


def test_without_a_number_there_may_be_two():
    by = member("admin")
    add(by, number="")
    add(by, number="")
    assert Certificate.objects.count() == 2


def test_wrong_certificates_are_refused_at_their_fields():
    by = member("admin")
    add(by)
    with invalid(type="invalid_choice", issued_on="null", expires_on="null"):
        add(by, type="nonsense", issued_on=None, expires_on=None)
    with invalid(expires_on="order", number="unique", file="content"):
        add(by, expires_on=datetime.date(2023, 6, 30), file=SimpleUploadedFile("scan.png", b"<svg onload=alert(1)>"))
    tomorrow = TODAY + DAY
    with invalid(issued_on="future"):
        add(by, number="2", issued_on=tomorrow, expires_on=tomorrow)


def test_only_managers_hand_in_and_remove():
    certificate = CertificateFactory()
    for by in (member("handler", organisation=certificate.organisation), operator()):
        with not_allowed():
            actions.remove(certificate, by=by, at=AT)
    by = member("signer")
    with not_allowed():
        add(by)


def test_a_removed_certificate_holds_no_more_and_its_number_is_free(happened):
    by = member("admin")
    certificate = add(by)
    actions.remove(certificate, by=by, at=AT)
    assert not Certificate.objects.get(pk=certificate.pk).valid_on(datetime.date(2026, 6, 30))
    with refused("removed"):
        actions.remove(certificate, by=by, at=AT)
    add(by)
    assert happened() == ["certificate.added", "certificate.removed", "certificate.added"]


def test_an_operator_compares_it_with_the_evidence(happened):
    certificate, by = CertificateFactory(verification="pending"), operator()
    verified = actions.verify(certificate, by=by, at=AT, note="与公告一致")
    assert (verified.verification, verified.verified_by, verified.verified_at) == ("verified", by.user, AT)
    with refused("nothing_to_verify"):
        actions.refuse(certificate, by=by, at=AT, reason="证书扫描件缺页")
    assert happened() == ["certificate.verified"]


def test_a_refusal_has_a_reason(happened):
    certificate, by = CertificateFactory(verification="pending"), operator()
    with invalid(reason="required"):
        actions.refuse(certificate, by=by, at=AT, reason="")
    assert actions.refuse(certificate, by=by, at=AT, reason="编号查无").verification_note == "编号查无"
    assert happened() == ["certificate.refused"]


def test_members_verify_nothing():
    by = member()
    certificate = CertificateFactory(organisation=by.organisation, verification="pending")
    with not_allowed():
        actions.verify(certificate, by=by, at=AT)


def test_the_periods_are_asked_of_the_database_and_of_the_row_alike():
    certificate = CertificateFactory()
    for day in (datetime.date(2025, 11, 5), certificate.issued_on, certificate.expires_on, datetime.date(2028, 11, 6)):
        assert Certificate.objects.valid_on(day).exists() is certificate.valid_on(day)
    assert Certificate.objects.verified().count() == 1


def reminded(days):
    """What is said of a certificate that runs out in so many days."""
    organisation = OrganisationFactory()
    expires = TODAY + days * DAY
    CertificateFactory(organisation=organisation, issued_on=expires - 1000 * DAY, expires_on=expires)
    actions.remind(at=AT)
    return list(Event.objects.values_list("name", "facts__days"))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (31, []),
        (30, [("certificate.expiring", 30)]),
        (8, [("certificate.expiring", 8)]),
        (7, [("certificate.expiring", 7)]),
        (0, [("certificate.expiring", 0)]),
        (-1, [("certificate.expired", -1)]),
    ],
)
def test_organisations_are_reminded_in_time(days, said):
    assert reminded(days) == said


def test_each_reminder_is_given_once_and_all_of_them_in_turn():
    reminded(30)
    for days in range(40):
        actions.remind(at=AT + days * DAY)
        remind_of_certificates()
    left = list(Event.objects.order_by("pk").values_list("name", flat=True))
    assert left == ["certificate.expiring", "certificate.expiring", "certificate.expired"]


def test_what_had_expired_when_it_was_handed_in_is_not_mourned():
    add(member("admin"))
    assert actions.remind(at=AT) == 0


def test_a_removed_certificate_is_not_reminded_of():
    CertificateFactory(expires_on=TODAY, removed_at=AT)
    assert actions.remind(at=AT) == 0
