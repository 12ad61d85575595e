"""The demo in a test: one person of each kind, and every page that each can reach."""

from django.test import Client

from accounts.models import ExpertProfile, Membership, User
from challenges.management.commands.seed_demo import seed
from notifications.clock import now

from .crawl import by_client, crawl

STARTS = ("/", "/desk/", "/inbox/", "/accounts/email/", "/inbox/preferences/")


def people():
    """{word: user}: a visitor (None), one of each role that works differently, an expert, an operator."""
    found = {"visitor": None}
    for kind, role in (
        ("sme", "handler"),
        ("sme", "signer"),
        ("lead", "handler"),
        ("lead", "signer"),
        ("organiser", "batch_admin"),
        ("organiser", "review_officer"),
        ("organiser", "notice_officer"),
    ):
        member = (
            row
            for row in Membership.objects.active().filter(organisation__kind=kind).select_related("user").order_by("pk")
            if role in row.roles
        )
        found[f"{kind}-{role}"] = next(member).user
    found["expert"] = ExpertProfile.objects.select_related("user").order_by("pk").first().user
    found["operator"] = User.objects.filter(is_operator=True).first()
    return found


def fill():
    """Load the demo as it would have come about by now."""
    seed(now())


def pages(user, language="zh-hans", theme=""):
    """{view name: (path, html)} of everything this person reaches."""
    client = Client(headers={"Accept-Language": language})
    if user is not None:
        user.language, user.theme = language, theme
        user.save()
        client.force_login(user)
    elif theme:
        client.cookies["theme"] = theme
    return crawl(by_client(client), STARTS if user is not None else ("/", "/accounts/login/", "/accounts/signup/"))
