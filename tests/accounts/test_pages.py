"""The pages of people and organisations."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from accounts.acting import SESSION_KEY
from accounts.models import Certificate, Delegation, Employment, ExpertProfile, Invitation, Membership, Organisation
from challenges.core.models import Motion
from notifications.clock import day_of, now
from tests.factories.accounts import (
    AT,
    CertificateFactory,
    DelegationFactory,
    ExpertFactory,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    acting,
    member,
    operator,
)
from tests.factories.files import PDF

pytestmark = pytest.mark.django_db
CODE = "91210112XNQY00010G"
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def as_(client):
    """Sign in as an acting person."""

    def sign_in(by):
        client.force_login(by.user)
        return client

    return sign_in


def post(client, page, /, *arguments, **given):
    return client.post(reverse(page, args=arguments), given)


def said(response):
    return [str(message) for message in response.context["messages"]]


OWN = (
    "settings",
    "tokens",
    "organisation_tokens",
    "choose_organisation",
    "organisation_register",
    "organisation_settings",
    "organisation_data",
    "organisation_representative",
    "organisation_invite",
    "organisation_delegate",
    "organisation_certificate",
    "organisation_certificates",
    "expert_profile",
)


@pytest.mark.parametrize("name", [*OWN, "verification_queue"])
def test_visitors_are_asked_to_sign_in(client, name):
    assert client.get(reverse(name)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", OWN)
def test_every_page_stands_in_both_languages(as_, name, language):
    by = member("admin", "signer", language=language)
    acting(by.organisation, "handler")
    DelegationFactory(organisation=by.organisation, grantee=by.user)
    CertificateFactory(organisation=by.organisation)
    InvitationFactory(organisation=by.organisation, expires_at=now() + DAY)
    assert as_(by).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
def test_the_doors_stand_open(client, name):
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["account_email", "account_change_password", "mfa_index", "usersessions_list"])
def test_the_pages_of_the_account_wear_the_look_of_the_house(as_, name):
    response = as_(member("admin")).get(reverse(name))
    assert response.status_code == 200 and 'class="tabs' in response.content.decode()


def test_a_person_keeps_their_name(as_):
    by = member("admin")
    assert post(as_(by), "settings", name="新姓名", phone="").url == reverse("settings")
    assert post(as_(by), "settings", name="").status_code == 422
    by.user.refresh_from_db()
    assert by.user.name == "新姓名"


REGISTRATION = {
    "kind": "lead",
    "name": "苍渊动力装备股份有限公司",
    "legal_representative": "沈某",
    "region_code": "210112",
    "industry_code": "3419",
    "employees": "1000",
    "revenue_wan": "1000",
}


def test_a_wrong_credit_code_is_said_beside_its_field_and_what_was_typed_stays(client):
    client.force_login(UserFactory())
    response = post(client, "organisation_register", uscc="91210112XNQY00010H", **REGISTRATION)
    assert response.status_code == 422
    (error,) = response.context["form"].errors["uscc"]
    assert "校验码（第 18 位）" in error and "应为 G，填写的是 H" in error
    page = response.content.decode()
    assert "苍渊动力装备股份有限公司" in page and "91210112XNQY00010H" in page
    assert not Organisation.objects.exists()


def test_somebody_registers_their_organisation_and_acts_for_it(client):
    user = UserFactory()
    MembershipFactory(user=user)
    client.force_login(user)
    typed = "９１２１０１１２ ｘｎｑｙ ００１０Ｇ".replace("００１０", "０００１０")
    assert post(client, "organisation_register", uscc=typed, **REGISTRATION).url == reverse("organisation_settings")
    organisation = Organisation.objects.get(uscc=CODE)
    assert client.session[SESSION_KEY] == organisation.pk
    page = client.get(reverse("organisation_settings")).content.decode()
    assert "营业收入 1000 万元，未达到中型下限 2000 万元。" in page and 'id="waiting"' in page


def test_who_acts_for_nobody_is_led_to_the_choice(client):
    client.force_login(UserFactory())
    assert client.get(reverse("organisation_settings")).url == reverse("choose_organisation")
    assert client.get(reverse("organisation_data")).status_code == 404


def test_the_data_are_changed_and_a_quicker_colleague_wins(as_):
    by = member("admin")
    client = as_(by)
    data = {"name": by.organisation.name, "intro": "粉体", "keywords": "气雾化，合金", "version": "1"}
    assert post(client, "organisation_data", **data).status_code == 302
    response = post(client, "organisation_data", **data | {"intro": "迟了"})
    assert response.status_code == 412
    assert "迟了" in response.content.decode() and "粉体" in response.content.decode()
    by.organisation.refresh_from_db()
    assert (by.organisation.intro, by.organisation.keywords) == ("粉体", ["气雾化", "合金"])


def test_only_managers_change_the_data(as_):
    by = member("handler")
    response = post(as_(by), "organisation_data", name=by.organisation.name, intro="简介", version="1")
    assert said(response) == ["您没有办理这一步的权限。"]
    by.organisation.refresh_from_db()
    assert by.organisation.intro == ""


def test_a_new_representative_is_reported(as_):
    by = member("signer")
    assert post(as_(by), "organisation_representative", name="新代表").status_code == 302
    by.organisation.refresh_from_db()
    assert by.organisation.signing_frozen
    assert "暂停签署" in as_(by).get(reverse("organisation_settings")).content.decode()


def test_an_invitation_goes_its_way(as_, client):
    by = member("admin")
    assert post(as_(by), "organisation_invite", email="nobody", roles=["handler"]).status_code == 422
    assert post(as_(by), "organisation_invite", email="new@example.cn", roles=["handler"]).status_code == 302
    invitation = Invitation.objects.get()
    assert "new@example.cn" in as_(by).get(reverse("organisation_settings")).content.decode()
    user = UserFactory(email="new@example.cn")
    client.force_login(user)
    assert post(client, "invitation_answer", invitation.pk, "acceptance").status_code == 404
    EmailAddress.objects.create(user=user, email=user.email, verified=True)
    assert by.organisation.name in client.get(reverse("choose_organisation")).content.decode()
    post(client, "invitation_answer", invitation.pk, "acceptance")
    assert Membership.objects.active().filter(user=user).get().roles == ["handler"]


def test_an_invitation_is_declined_or_withdrawn(as_, client):
    invitation = InvitationFactory(expires_at=now() + DAY)
    user = UserFactory(email=invitation.email)
    EmailAddress.objects.create(user=user, email=user.email, verified=True)
    client.force_login(user)
    assert post(client, "invitation_answer", invitation.pk, "refusal").url == reverse("choose_organisation")
    by = member("admin")
    other = InvitationFactory(organisation=by.organisation, expires_at=now() + DAY)
    post(as_(by), "invitation_withdrawal", other.pk)
    post(as_(by), "invitation_withdrawal", other.pk)
    assert list(Invitation.objects.order_by("pk").values_list("outcome", flat=True)) == ["declined", "withdrawn"]
    assert post(as_(by), "invitation_withdrawal", invitation.pk).status_code == 404


def test_roles_are_changed_and_members_removed(as_):
    by = member("admin")
    colleague = acting(by.organisation, "handler").user.memberships.get()
    client = as_(by)
    assert client.get(reverse("membership_roles", args=[colleague.pk])).status_code == 200
    post(client, "membership_roles", colleague.pk, roles=["signer", "finance"])
    colleague.refresh_from_db()
    assert set(colleague.roles) == {"finance", "signer"}
    assert post(client, "membership_end", colleague.pk).url == reverse("organisation_settings")
    mine = by.user.memberships.get()
    assert post(client, "membership_end", mine.pk).status_code == 409
    acting(by.organisation, "admin")
    assert post(client, "membership_end", mine.pk).url == reverse("choose_organisation")
    assert Membership.objects.active().count() == 1
    stranger = MembershipFactory()
    assert client.get(reverse("membership_roles", args=[stranger.pk])).status_code == 404
    assert post(client, "membership_end", stranger.pk).status_code == 404


def test_roles_are_lent_with_their_document_and_taken_back(as_):
    by = member("signer")
    grantee = acting(by.organisation, "handler")
    given = {"grantee": grantee.user_id, "roles": ["signer"], "starts_at": "2026-11-24T09:00"}
    client = as_(by)
    assert post(client, "organisation_delegate", **given, ends_at="").status_code == 422
    scan = SimpleUploadedFile("授权书.pdf", PDF)
    assert post(client, "organisation_delegate", **given, ends_at="2099-11-24T09:00", document=scan).status_code == 302
    delegation = Delegation.objects.get()
    response = client.get(reverse("delegation_document", args=[delegation.pk]))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert (response["X-Content-Type-Options"], response["Content-Type"]) == ("nosniff", "application/octet-stream")
    assert as_(member("admin")).get(reverse("delegation_document", args=[delegation.pk])).status_code == 404
    assert post(as_(by), "delegation_revocation", delegation.pk).status_code == 302
    delegation.refresh_from_db()
    assert delegation.revoked_at


def test_certificates_are_handed_in_and_only_members_and_operators_read_the_scan(as_):
    by = member("admin")
    given = {"type": "high_tech", "number": "GR1", "issued_on": "2024-11-06", "expires_on": "2026-11-05"}
    client = as_(by)
    wrong = SimpleUploadedFile("x.pdf", b"<html>")
    assert post(client, "organisation_certificate", **given, file=wrong).status_code == 422
    scan = SimpleUploadedFile("证书.pdf", PDF)
    assert post(client, "organisation_certificate", **given, file=scan).status_code == 302
    certificate = Certificate.objects.get()
    assert "已于 2026-11-05 到期" in client.get(reverse("organisation_settings")).content.decode()
    address = reverse("certificate_file", args=[certificate.pk])
    assert client.get(address).status_code == 200
    assert as_(operator()).get(address).status_code == 200
    Certificate.objects.update(verification="verified")
    for stranger in (member("admin"), member("checker", kind="organiser")):
        assert as_(stranger).get(address).status_code == 404
    assert post(as_(by), "certificate_removal", certificate.pk).status_code == 302
    certificate.refresh_from_db()
    assert certificate.removed_at


def posts(*rows):
    given = {"posts-TOTAL_FORMS": str(len(rows)), "posts-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        given |= {f"posts-{number}-{name}": value for name, value in row.items()}
    return given


def test_an_expert_enters_their_posts(client):
    user, firm = UserFactory(), OrganisationFactory(name="苍渊动力装备股份有限公司")
    client.force_login(user)
    data = {"category": "technical", "max_load": "8", "field_codes": ["401"], "keywords": "合金", "available": "on"}
    wrong = posts({"unit_name": "某大学", "starts_on": "2020-01-01", "ends_on": "2019-01-01"}, {})
    response = post(client, "expert_profile", **data, **wrong)
    assert response.status_code == 422
    assert response.context["rows"][0].errors["ends_on"] == ["结束日期不能早于开始日期。"]
    assert post(client, "expert_profile", **data, **posts({})).status_code == 422
    none = post(client, "expert_profile", **data | {"max_load": "0"}, **posts({}))
    assert "max_load" in none.context["form"].errors
    two = posts({"unit_name": "某大学", "starts_on": "2020-01-01"}, {"unit_name": firm.name, "starts_on": "2021-01-01"})
    assert post(client, "expert_profile", **data, **two).status_code == 302
    assert set(Employment.objects.values_list("unit_name", "organisation")) == {("某大学", None), (firm.name, firm.pk)}
    assert firm.name in client.get(reverse("expert_profile")).content.decode()


def test_operators_work_through_the_queue(as_):
    by = operator()
    refused = OrganisationFactory(verification="pending", uscc_warnings=["uscc_region"])
    verified = OrganisationFactory(verification="pending", uscc_warnings=["uscc_inner_check_digit"])
    certificate = CertificateFactory(verification="pending")
    expert = ExpertFactory(verification="pending")
    client = as_(by)
    page = client.get(reverse("verification_queue")).content.decode()
    assert "4 项等待核验" in page and refused.name in page and "登记地区代码不在行政区划表中" in page
    post(client, "verification", "organisations", refused.pk, result="refused", note="")
    post(client, "verification", "organisations", refused.pk, result="refused", note="名称不符")
    post(client, "verification", "organisations", verified.pk, result="verified")
    post(client, "verification", "certificates", certificate.pk, result="verified", note="一致")
    post(client, "verification", "experts", expert.pk, result="verified")
    found = [row.verification for row in (refused, verified, certificate, expert) if not row.refresh_from_db()]
    assert found == ["refused", "pending", "verified", "verified"]
    assert "已提请“核验单位”" in client.get(reverse("verification_queue")).content.decode()
    second = as_(operator())
    (motion,) = Motion.objects.filter(state="open")
    assert reverse("motion", args=[motion.pk]) in second.get(reverse("verification_queue")).content.decode()
    assert second.post(f"/acts/motion/{motion.pk}/confirm/", {"version": motion.version}).status_code == 302
    verified.refresh_from_db()
    assert verified.verification == "verified"
    assert "没有等待核验的事项" in client.get(reverse("verification_queue")).content.decode()


def test_nobody_else_has_a_queue(as_):
    organisation = OrganisationFactory(verification="pending")
    for by in (member("admin"), member("batch_admin", kind="organiser")):
        assert as_(by).get(reverse("verification_queue")).status_code == 404
        response = post(as_(by), "verification", "organisations", organisation.pk, result="verified")
        assert response.status_code == 404
    assert Organisation.objects.get(pk=organisation.pk).verification == "pending"


def test_the_demo_signs_in_with_one_button_and_nobody_else_does(client, settings):
    user = UserFactory(email="handler@l01.example")
    assert post(client, "demo_sign_in", email=user.email).status_code == 404
    settings.DEMO = True
    page = client.get(reverse("account_login")).content.decode()
    assert user.email in page and "MFA_REQUIRED_KINDS" in page
    assert post(client, "demo_sign_in", email=UserFactory().email).status_code == 404
    assert "_auth_user_id" not in client.session
    assert post(client, "demo_sign_in", email=user.email, next="/notices/").url == "/notices/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert post(client, "demo_sign_in", email=user.email).status_code == 302


@pytest.mark.parametrize("rows", [3, 30])
def test_the_page_of_the_organisation_asks_the_same_number_of_questions(as_, rows, django_assert_num_queries):
    by = member("admin")
    for _number in range(rows):
        colleague = acting(by.organisation, "handler")
        CertificateFactory(organisation=by.organisation)
        DelegationFactory(organisation=by.organisation, grantee=colleague.user)
        InvitationFactory(organisation=by.organisation, expires_at=now() + DAY)
    client = as_(by)
    client.get(reverse("organisation_settings"))
    with django_assert_num_queries(ORGANISATION_QUERIES):
        assert client.get(reverse("organisation_settings")).status_code == 200


@pytest.mark.parametrize("rows", [3, 30])
def test_the_queue_asks_the_same_number_of_questions(as_, rows, django_assert_num_queries):
    for _number in range(rows):
        OrganisationFactory(verification="pending")
        CertificateFactory(verification="pending")
        Employment.objects.create(
            expert=ExpertFactory(verification="pending"), unit_name="某大学", starts_on=day_of(AT)
        )
    client = as_(operator())
    client.get(reverse("verification_queue"))
    with django_assert_num_queries(QUEUE_QUERIES):
        assert client.get(reverse("verification_queue")).status_code == 200


ORGANISATION_QUERIES = 12
QUEUE_QUERIES = 14


def test_pages_speak_the_language_of_the_person(as_):
    by = member("admin", language="en")
    page = as_(by).get(reverse("organisation_settings")).content.decode()
    assert "Members" in page and "Delegations" in page
    with translation.override("en"):
        assert ExpertProfile._meta.verbose_name


def test_the_founding_document_is_read_by_managers_and_operators_alone(as_, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    house = OrganisationFactory(kind="organiser", verification="pending")
    manager = acting(house, "batch_admin")
    address = reverse("organisation_document", args=[house.pk])
    assert as_(manager).get(address).status_code == 404
    as_(manager).post(reverse("organisation_hand_in"), {"document": SimpleUploadedFile("批复.pdf", PDF)})
    house.refresh_from_db()
    assert house.document_name == "批复.pdf"
    for reader in (manager, operator()):
        assert b"".join(as_(reader).get(address).streaming_content) == PDF
    for stranger in (
        acting(house, "checker"),
        member("admin"),
        acting(OrganisationFactory(kind="organiser"), "batch_admin"),
    ):
        assert as_(stranger).get(address).status_code == 404
