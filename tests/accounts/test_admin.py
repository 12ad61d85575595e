"""The operators' desk."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import Certificate, ExpertProfile, Region, SizeThreshold
from tests.factories.accounts import (
    CertificateFactory,
    DelegationFactory,
    EmploymentFactory,
    ExpertFactory,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    operator,
)

pytestmark = pytest.mark.django_db
READ_ONLY = ("organisation", "certificate", "expertprofile", "user", "membership", "delegation", "invitation")


@pytest.fixture
def desk(client):
    client.force_login(operator().user)
    return client


def make():
    EmploymentFactory()
    return {
        "organisation": OrganisationFactory(),
        "certificate": CertificateFactory(),
        "expertprofile": EmploymentFactory().expert,
        "user": UserFactory(),
        "membership": MembershipFactory(),
        "delegation": DelegationFactory(),
        "invitation": InvitationFactory(),
    }


def test_operators_read_everything_and_change_only_dictionaries(desk):
    rows = make()
    assert desk.get("/admin/").status_code == 200
    for model in READ_ONLY:
        assert desk.get(reverse(f"admin:accounts_{model}_changelist")).status_code == 200
        address = reverse(f"admin:accounts_{model}_change", args=[rows[model].pk])
        assert desk.get(address).status_code == 200
        assert desk.post(address, {"verification": "verified"}).status_code == 403
        assert desk.get(reverse(f"admin:accounts_{model}_add")).status_code == 403
        assert desk.post(reverse(f"admin:accounts_{model}_delete", args=[rows[model].pk])).status_code == 403


@pytest.mark.parametrize("model", ["region", "industry", "techfield", "sizethreshold"])
def test_dictionaries_are_listed(desk, model):
    assert desk.get(reverse(f"admin:accounts_{model}_changelist")).status_code == 200
    assert desk.get(reverse(f"admin:accounts_{model}_add")).status_code == 200


def test_a_code_is_given_once_and_its_name_corrected(desk):
    given = {"code": "320506", "name": "吴中区", "name_en": "Wuzhong District", "parent": "320500"}
    desk.post(reverse("admin:accounts_region_add"), given)
    address = reverse("admin:accounts_region_change", args=["320506"])
    desk.post(address, {"code": "999999", "name": "吴中", "name_en": "Wuzhong", "parent": "320500"})
    assert Region.objects.get(code="320506").name == "吴中"
    assert not Region.objects.filter(code="999999").exists()
    assert desk.post(reverse("admin:accounts_region_delete", args=["320506"])).status_code == 403
    threshold = SizeThreshold.objects.first()
    assert (
        str(threshold) in desk.get(reverse("admin:accounts_sizethreshold_change", args=[threshold.pk])).content.decode()
    )


@pytest.mark.parametrize(
    ("model", "factory"),
    [(Certificate, CertificateFactory), (ExpertProfile, ExpertFactory)],
)
def test_verifying_goes_through_the_action(desk, model, factory):
    waiting, done = factory(verification="pending"), factory()
    address = reverse(f"admin:accounts_{model.__name__.lower()}_changelist")
    given = {"action": "verify", admin.helpers.ACTION_CHECKBOX_NAME: [waiting.pk, done.pk]}
    page = desk.post(address, given, follow=True).content.decode()
    waiting.refresh_from_db()
    assert waiting.verification == "verified"
    assert "已通过 1 项核验。" in page and "没有待办的核验" in page


def test_a_staff_member_who_is_no_operator_reads_nothing(client):
    client.force_login(UserFactory(is_staff=True))
    assert client.get(reverse("admin:accounts_organisation_changelist")).status_code == 403
