"""The foot of every page: nothing that is not set, all that is, in both languages, on every kind of page."""

import pytest
from django.urls import reverse

from config.settings import server

pytestmark = pytest.mark.django_db
SET = {
    "OPERATOR_NAME": "滨海市科技服务中心",
    "OPERATOR_NAME_EN": "Binhai Science Service Centre",
    "CONTACT_MAIL": "privacy@jiebang.example",
    "CONTACT_PHONE": "0411-8400 0001",
    "ICP_NUMBER": "辽ICP备20260001号",
    "ICP_URL": "https://beian.example/",
    "POLICE_NUMBER": "辽公网安备 21020000000001号",
    "POLICE_URL": "",
    "PRIVACY_URL": "https://jiebang.example/privacy",
    "TERMS_URL": "https://jiebang.example/terms",
}
PAGES = ("hall", "notices", "account_login", "account_signup", "account_reset_password", "accessibility")


def foot(client, page, **headers):
    """Return the foot of a page."""
    return client.get(page, **headers).content.decode().partition('<footer class="foot">')[2]


@pytest.fixture
def all_set(settings):
    for name, value in SET.items():
        setattr(settings, name, value)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("language", "operator"), [("zh-hans", "滨海市科技服务中心"), ("en", "Binhai Science")])
def test_all_that_is_set_stands_on_every_page(all_set, client, name, language, operator):
    found = foot(client, reverse(name), headers={"accept-language": language})
    for words in (operator, SET["CONTACT_MAIL"], "tel:041184000001", SET["ICP_NUMBER"], SET["POLICE_NUMBER"]):
        assert words in found, words
    assert 'href="https://beian.example/"' in found and SET["PRIVACY_URL"] in found and SET["TERMS_URL"] in found
    assert reverse("accessibility") in found


def test_a_page_of_a_fault_carries_it_too(all_set, client):
    assert SET["ICP_NUMBER"] in foot(client, "/nowhere/")


@pytest.mark.parametrize("name", PAGES)
def test_what_is_not_set_leaves_nothing(settings, client, name):
    for one in SET:
        setattr(settings, one, "")
    found = foot(client, reverse(name))
    assert reverse("accessibility") in found
    assert reverse("text", args=["privacy"]) in found and reverse("text", args=["terms"]) in found
    for words in ("备", "运营单位", "tel:", "mailto:", 'href=""'):
        assert words not in found, words


def test_what_is_no_address_of_the_web_is_shown_as_words_alone(settings, client):
    settings.ICP_NUMBER, settings.ICP_URL, settings.PRIVACY_URL = "辽ICP备1号", "javascript:alert(1)", "jiebang.example"
    found = foot(client, reverse("hall"))
    assert "辽ICP备1号" in found and "javascript:" not in found and reverse("text", args=["privacy"]) in found


def test_a_server_refuses_what_is_no_address():
    assert server.link_problems({"ICP_URL": "", "TERMS_URL": "https://a.example/x"}) == []
    [problem] = server.link_problems({"ICP_URL": "beian.example"})
    assert problem.startswith("ICP_URL")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_accessibility_statement_says_what_is_missing_and_whom_to_ask(all_set, client, language):
    page = client.get(reverse("accessibility"), headers={"accept-language": language}).content.decode()
    assert "WCAG 2.2" in page and "axe" in page and SET["CONTACT_MAIL"] in page
