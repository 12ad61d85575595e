"""One's own data: what the page says, what the archive holds, and that it is nobody else's."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from accounts.acting import Acting
from challenges.desk.actions import personal as actions
from challenges.desk.queries.personal import everything
from challenges.desk.queries.personal_register import HOLDINGS, table
from notifications.clock import now
from notifications.models import Event
from tests.factories.accounts import InvitationFactory, MembershipFactory, OperatorFactory, UserFactory
from tests.factories.review import Review5

pytestmark = pytest.mark.django_db


def archive(response):
    """Return the two files of an export."""
    file = ZipFile(BytesIO(response.content))
    return json.loads(file.read("data.json")), file.read("data.html").decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_says_what_is_kept_what_for_and_for_how_long(client, settings, language):
    settings.OPERATOR_NAME = settings.OPERATOR_NAME_EN = "滨海市科技服务中心"
    user = MembershipFactory(user__language=language).user
    client.force_login(user)
    page = client.get(reverse("own_data")).content.decode()
    assert "滨海市科技服务中心" in page and "政府采购法" in page
    assert reverse("settings") in page and reverse("account_email") in page


def test_a_visitor_is_asked_to_sign_in(client):
    assert "/login/" in client.get(reverse("own_data"))["Location"]
    assert client.post(reverse("own_data_export")).status_code == 401


def test_the_archive_holds_what_names_the_person_and_no_other(client):
    other = UserFactory(email="other@example.cn", name="别人之名", phone="13900000009")
    user = MembershipFactory(user__name="本人之名", user__phone="13800000001").user
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    InvitationFactory(email=user.email, invited_by=other)
    client.force_login(user)
    data, page = archive(client.post(reverse("own_data_export")))
    text = json.dumps(data, ensure_ascii=False)
    assert data["tables"]["accounts.User"][0]["phone"] == "13800000001" and "本人之名" in page
    assert data["tables"]["accounts.Invitation"][0]["email"] == user.email
    for secret in ("别人之名", "other@example.cn", "13900000009", "argon2"):
        assert secret not in text and secret not in page
    assert Event.objects.filter(name="personal.exported", actor=user).exists()


def test_an_address_that_was_never_proved_finds_nothing():
    user = UserFactory(phone="13800000001")
    InvitationFactory(email=user.email)
    assert "accounts.Invitation" not in everything(user, now())


def test_everything_that_leads_to_a_person_stands_in_their_archive():
    assert Review5().publicised().challenge.pk
    checked = 0
    for label, held in HOLDINGS.items():
        for way in held.who:
            row = table(label).objects.filter(**{f"{way}__isnull": False}).first()
            if row is None or (label == "challenges.Seat" and row.state in ("picked", "reserve")):
                continue
            person = getattr(row, way)
            found = {entry.get("id") for entry in everything(person, now()).get(label, ())}
            assert row.pk in found, (label, way)
            checked += 1
    assert checked > 7


def test_only_operators_read_the_register(client):
    client.force_login(UserFactory())
    assert client.get(reverse("processing")).status_code == 404
    client.force_login(OperatorFactory())
    page = client.get(reverse("processing")).content.decode()
    assert all(label in page for label in HOLDINGS)


def test_a_program_takes_nobodys_data(django_user_model):
    with pytest.raises(actions.NotAllowed):
        actions.export(by=Acting(user=UserFactory(is_program=True)), at=now())


@pytest.mark.parametrize("many", [3, 30])
def test_the_page_asks_as_often_for_few_rows_as_for_many(client, django_assert_max_num_queries, many):
    user = MembershipFactory().user
    for _n in range(many):
        MembershipFactory(user=user, ended_at=now())
    client.force_login(user)
    with django_assert_max_num_queries(136):
        client.get(reverse("own_data"))
