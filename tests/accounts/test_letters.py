"""The mails about accounts: every kind is worded in both languages, names the site, and says how long a code holds."""

import re
from pathlib import Path

import allauth
import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from accounts import letters
from accounts.actions.person import admit
from challenges.proposals.actions.team_mail import LETTER
from notifications.clock import day_of, now
from tests.factories.accounts import AT

pytestmark = pytest.mark.django_db
PASSWORD = "qihang-Lanyu-2026"
CHINESE = re.compile(r"[一-鿿]")
ROOT = Path(allauth.__file__).parent / "templates"
KINDS = sorted(str(path.relative_to(ROOT)).removesuffix("_subject.txt") for path in ROOT.glob("*/email/*_subject.txt"))
# What the house itself writes to people who may have no account.
OWN = ("invitation", LETTER)
FACTS = {
    "email": "a@example.cn",
    "code": "AB12-CD34",
    "ip": "203.0.113.7",
    "time": "2026-06-11 12:00",
    "password_reset_url": "https://x/r",
    "signup_url": "https://x/s",
    "provider": "OIDC",
    "from_email": "old@example.cn",
    "to_email": "new@example.cn",
    "deleted_email": "gone@example.cn",
    "person": "Qiao Yu",
    "organisation": "Lanyu Powder",
    "firm": "Lanyu Powder",
    "name": "Shen Yan",
    "challenge": "Powder with little oxygen",
    "url": "https://x/t",
    "until": "2026-06-25 12:00",
}


@pytest.fixture(autouse=True)
def no_memory():
    cache.clear()


@pytest.mark.parametrize("kind", [*KINDS, *OWN])
@pytest.mark.parametrize(("language", "site"), [("zh-hans", "揭榜"), ("en", "Jiebang")])
def test_every_mail_names_the_site_and_is_whole(kind, language, site):
    with translation.override(language):
        subject, text = letters.put(kind, FACTS)
    assert subject.startswith(("【揭榜】", "[Jiebang] ")) and site in subject
    assert text.count(site) >= 2 and "Hello" not in text and "%" not in text + subject
    assert "127.0.0.1:8000" in text
    if kind in letters.HOLDS:
        assert FACTS["code"] in text and "15" in text
    if language == "en":
        assert not CHINESE.search(subject + text)


def test_the_kinds_are_those_that_the_package_sends():
    assert {*KINDS, *OWN} == set(letters.LETTERS)
    assert len(KINDS) == 20


def test_the_site_may_have_a_name_of_its_own(settings):
    settings.SITE_NAME = "某省揭榜平台"
    assert letters.put("account/email/password_changed", FACTS)[0] == "【某省揭榜平台】密码已经更改"


def code_of(letter):
    return re.search(r"^([0-9A-Z]+-?[0-9A-Z]+)$", letter.body, re.MULTILINE).group(1)


def later(monkeypatch, seconds):
    """Let the time of the codes run on."""
    import time

    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + seconds)


def sign_up(client, email="new@example.cn"):
    given = {"email": email, "password1": PASSWORD, "password2": PASSWORD, "name": "人", "consent": "on"}
    return client.post(reverse("account_signup"), given)


def reset(client, email="owner@example.cn"):
    admit(email="owner@example.cn", name="主人", at=AT, password=PASSWORD)
    return client.post(reverse("account_reset_password"), {"email": email})


CODES = [
    (sign_up, "account_email_verification_sent", 302),
    (reset, "account_confirm_password_reset_code", 302),
]


@pytest.mark.parametrize(("begin", "route", "status"), CODES)
def test_the_page_says_how_long_and_how_often_and_sends_again(client, monkeypatch, begin, route, status):
    assert begin(client).status_code == status
    page = client.get(reverse(route)).content.decode()
    assert "还有 15 分钟有效" in page and "还可以试 5 次" in page and "重新发送" in page
    assert re.search(r"(60|5\d) 秒后可以重新发送", page)
    first = code_of(mail.outbox[-1])
    said = client.post(reverse(route), {"action": "resend"}, follow=True).content.decode()
    assert "秒后可以重新发送" in said and len(mail.outbox) == 1
    said = client.post(reverse(route), {"code": "WRONG-CODE"}).content.decode()
    assert "还可以试 4 次" in said
    later(monkeypatch, 14 * 60)
    assert "还有 1 分钟有效" in client.get(reverse(route)).content.decode()
    said = client.post(reverse(route), {"action": "resend"}, follow=True).content.decode()
    assert "新的验证码已经发出" in said and "还有 15 分钟有效" in said and "还可以试 5 次" in said
    assert len(mail.outbox) == 2 and code_of(mail.outbox[-1]) != first
    assert client.post(reverse(route), {"code": first}).status_code == 200
    assert client.post(reverse(route), {"code": code_of(mail.outbox[-1])}).status_code == 302


@pytest.mark.parametrize(("begin", "route", "status"), CODES)
def test_it_is_sent_again_so_often_and_a_late_code_is_said_to_be_late(client, monkeypatch, begin, route, status):
    begin(client)
    for _turn in range(5):
        later(monkeypatch, 61)
        client.post(reverse(route), {"action": "resend"})
    assert len(mail.outbox) == 4
    assert "次数已用完" in client.get(reverse(route)).content.decode()
    later(monkeypatch, 16 * 60)
    said = client.get(reverse(route), follow=True).content.decode()
    assert "验证码已过期" in said


def test_sending_again_tells_nobody_whether_there_is_an_account(client, monkeypatch):
    pages = []
    for email in ("owner@example.cn", "nobody@example.cn"):
        client.cookies.clear()
        if email.startswith("owner"):
            reset(client, email)
        else:
            client.post(reverse("account_reset_password"), {"email": email})
        later(monkeypatch, 61)
        page = client.post(reverse("account_confirm_password_reset_code"), {"action": "resend"}, follow=True)
        assert "新的验证码已经发出" in page.content.decode()
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"', "", page.content.decode())
        pages.append(text.replace(email, ""))
    assert pages[0] == pages[1]
    assert {letter.to[0] for letter in mail.outbox} == {"owner@example.cn"}


def test_a_mail_comes_in_its_readers_language(client):
    admit(email="english@example.cn", name="Reader", at=now(), password=PASSWORD, language="en")
    client.post(reverse("account_reset_password"), {"email": "english@example.cn"})
    (letter,) = mail.outbox
    assert letter.subject == "[Jiebang] Code for a new password"
    assert not CHINESE.search(letter.body) and 'lang="en"' in letter.alternatives[0].content


def test_a_change_says_where_it_came_from(client):
    user = admit(email="owner@example.cn", name="主人", at=now(), password=PASSWORD)
    client.force_login(user)
    other = "another-Passphrase-2026"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": other, "password2": other})
    (letter,) = mail.outbox
    assert "密码已经更改" in letter.subject and "127.0.0.1" in letter.body
    assert day_of(now()).isoformat() in letter.body
