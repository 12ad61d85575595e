"""Language, look and organisation: chosen by a form, remembered on the person or in a cookie."""

import re

import pytest

from accounts.acting import SESSION_KEY
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def root(answer) -> str:
    """The first tag of a page, its attributes one space apart."""
    return re.sub(r"\s+", " ", re.search(r"<html[^>]*>", answer.content.decode()).group()).replace(" >", ">")


def test_a_visitor_keeps_language_and_look_in_cookies(client):
    assert client.post("/preferences/language/", {"language": "en", "next": "/notices/"}).url == "/notices/"
    client.post("/preferences/theme/", {"theme": "dark"})
    assert root(client.get("/")) == '<html lang="en" data-theme="dark">'


def test_a_person_keeps_them_on_the_account(client):
    user = UserFactory()
    client.force_login(user)
    client.post("/preferences/language/", {"language": "en"})
    client.post("/preferences/theme/", {"theme": "light"})
    user.refresh_from_db()
    assert (user.language, user.theme) == ("en", "light")
    client.cookies.pop("django_language")
    client.cookies.pop("theme")
    assert root(client.get("/")) == '<html lang="en" data-theme="light">'


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_nobody_is_led_to_a_foreign_page(client, target):
    assert client.post("/preferences/theme/", {"theme": "dark", "next": target}).url == "/"


def test_what_does_not_exist_changes_nothing(client):
    client.post("/preferences/language/", {"language": "fr"})
    client.post("/preferences/theme/", {"theme": "pink"})
    assert root(client.get("/", headers={"Accept-Language": "zh-CN"})) == '<html lang="zh-Hans">'
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
