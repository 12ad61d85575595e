"""Language, look and organisation: chosen by a form, remembered on the person or in a cookie."""

import pytest

from accounts.acting import SESSION_KEY
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_visitor_keeps_language_and_look_in_cookies(client):
    assert client.post("/preferences/language/", {"language": "en", "next": "/notices/"}).url == "/notices/"
    client.post("/preferences/theme/", {"theme": "dark"})
    page = client.get("/").content.decode()
    assert '<html lang="en" data-theme="dark">' in page


def test_a_person_keeps_them_on_the_account(client):
    user = UserFactory()
    client.force_login(user)
    client.post("/preferences/language/", {"language": "en"})
    client.post("/preferences/theme/", {"theme": "light"})
    user.refresh_from_db()
    assert (user.language, user.theme) == ("en", "light")
    client.cookies.pop("django_language")
    client.cookies.pop("theme")
    assert '<html lang="en" data-theme="light">' in client.get("/").content.decode()


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_nobody_is_led_to_a_foreign_page(client, target):
    assert client.post("/preferences/theme/", {"theme": "dark", "next": target}).url == "/"


def test_what_does_not_exist_changes_nothing(client):
    client.post("/preferences/language/", {"language": "fr"})
    client.post("/preferences/theme/", {"theme": "pink"})
    assert '<html lang="zh-Hans">' in client.get("/", headers={"Accept-Language": "zh-CN"}).content.decode()
    assert client.get("/preferences/theme/").url == "/"


def test_a_person_of_two_organisations_chooses_for_which_he_acts(client):
    user = UserFactory()
    first, second = OrganisationFactory(name="甲粉体"), OrganisationFactory(name="乙粉体")
    for organisation in (first, second):
        MembershipFactory(user=user, organisation=organisation)
    client.force_login(user)
    page = client.get("/").content.decode()
    assert "甲粉体" in page and "乙粉体" in page and 'aria-pressed="true"' not in page.partition("</header>")[0]
    client.post("/preferences/acting/", {"organisation": second.pk})
    assert client.session[SESSION_KEY] == second.pk
    head = client.get("/").content.decode().partition("</header>")[0]
    assert f'value="{second.pk}" aria-pressed="true"' in head


def test_an_organisation_he_does_not_belong_to_gives_him_nothing(client):
    user = UserFactory()
    client.force_login(user)
    client.post("/preferences/acting/", {"organisation": OrganisationFactory(name="别家").pk})
    assert "别家" not in client.get("/").content.decode().partition("</header>")[0]
