"""A form waits while its writer signs in in a second window, by the sign-in service of their own organisation."""

import re
from copy import deepcopy

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db.utils import OperationalError

from challenges.listing.models import Question
from tests.accounts.oidc import PERSON, apps, provider

from . import chromium
from .test_kept import ASK, ASKED, PASSWORD, seated, sit, until, world

__all__ = ["seated", "world"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(not chromium.path_once(), reason="no Chromium on this machine"),
]
OTHERWISE = "用其他方式登录（新窗口）"


def allowed(settings, address):
    """Make a provider one of the platform's, as the settings of a server do."""
    settings.SOCIALACCOUNT_PROVIDERS = apps(address)
    policy = deepcopy(settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["form-action"] = [*policy["DIRECTIVES"]["form-action"], address]
    settings.CONTENT_SECURITY_POLICY = policy


def ask_signed_out(page, text):
    page.fill(ASKED, text)
    Session.objects.all().delete()
    page.click(ASK)
    page.locator("#sign-in[open]").wait_for()


def second_window(walker, page):
    """Open the way round in its window, and choose the organisation's own service there."""
    with walker.context.expect_page() as opened:
        page.get_by_text(OTHERWISE).click()
    window = opened.value
    window.get_by_role("button", name="单位门户").click()
    return window


def asked(text):
    """Whether the question was put, once. SQLite's memory is locked while the server writes: then not yet."""
    try:
        return Question.objects.filter(text=text).count() == 1
    except OperationalError:
        return False


def test_a_sign_in_through_ones_organisation_lets_the_page_go_on(seated, settings):
    walker, world = seated
    cache.clear()
    page, author = walker.page, sit(walker, world, "stranger")
    SocialAccount.objects.create(user=author, provider="oidc", uid=PERSON["sub"], extra_data=PERSON)
    with provider() as address:
        allowed(settings, address)
        walker.go(f"/challenges/{world.objects['challenge'].pk}/")
        ask_signed_out(page, "从单位门户登录的人问")
        second_window(walker, page)
        until(page, lambda: asked("从单位门户登录的人问"))


def test_a_service_that_is_away_leads_back_and_the_page_still_goes_on(seated, settings):
    walker, world = seated
    cache.clear()
    page, author = walker.page, sit(walker, world, "stranger")
    allowed(settings, "http://127.0.0.1:9")
    walker.go(f"/challenges/{world.objects['challenge'].pk}/")
    ask_signed_out(page, "门户不通的人问")
    window = second_window(walker, page)
    # Nobody is signed in there: the page speaks the browser's language.
    window.locator("h1", has_text=re.compile("外部登录没有成功|external sign-in did not succeed")).wait_for()
    window.locator("main a.btn-ink").click()
    window.fill("[name=login]", author.email)
    window.fill("[name=password]", PASSWORD)
    window.keyboard.press("Enter")
    until(page, lambda: asked("门户不通的人问"))
