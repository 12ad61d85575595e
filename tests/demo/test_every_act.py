"""Every act that any page offers to any of the demo's people, pressed.

Filled it succeeds, pressed again it is answered, sent empty it says in words what is missing. Nothing leads nowhere.
"""

from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Organisation
from challenges.proposals.models import Member
from notifications.clock import day_of, now
from tests.factories.accounts import credit_code
from tests.frontend import acts_found
from tests.frontend.pressing import buttons, empty, fill_in, press, undone

from .rendered import listed

pytestmark = [pytest.mark.django_db, pytest.mark.drill]


def typed() -> dict:
    """Return what a person types where a field asks for one certain thing."""
    today = day_of(now())
    busy = Member.objects.filter(proposal__state="draft").values("organisation")
    partner = Organisation.objects.filter(kind="sme", verification="verified").exclude(pk__in=busy).first()
    return {
        "code": "2027-Z",
        "title": "高温合金粉末的批次稳定性",
        "name-0": "技术路线",
        "name-1": "团队与条件",
        "uscc": credit_code(7707),
        "organisation": partner.name,
        "issued_on": (today - timedelta(days=400)).isoformat(),
        "valid_until": (today + timedelta(days=400)).isoformat(),
        "days": "2",
        "confirmed": "1",
        "source": "检测报告 JC-2026-118",
        "remedy": "请核对检测报告的原件。",
        "weight-0": "60",
        "weight-1": "40",
        **{f"posts-{n}-uscc": "" for n in (1, 2)},
        "posts-0-unit_name": "临江检测研究院",
        "posts-0-post": "高级工程师",
        "posts-0-starts_on": (today - timedelta(days=900)).isoformat(),
    }


def pressed(user, action, form):
    """Return (sent empty, filled, filled once more) of one act; all of it is undone."""
    client = Client()
    client.force_login(user)
    sent = fill_in(form, typed())
    return (
        undone(lambda: press(client, action, empty(form))),
        *undone(lambda: (press(client, action, sent), press(client, action, sent))),
    )


def fault_of(bare, done, again) -> str:
    """Return what is wrong with the answers to an act, or nothing."""
    for word, answer in (("empty", bare), ("filled", done), ("again", again)):
        if answer.status >= 500 or answer.status == 400:
            return f"{word}: answers {answer.status}"
        if answer.status >= 400 and not answer.wrong and not (word == "again" and answer.status == 404):
            return f"{word}: answers {answer.status} without a word"
    return "" if done.succeeded else f"filled: {done.status} {done.wrong}"


def test_every_offered_act_succeeds_and_is_never_a_riddle(filled):
    known, barren, dead, faults = set(), defaultdict(Counter), {}, {}
    for user, way in acts_found.everybody():
        for kind, path, action, form in acts_found.acts(user, known, barren[way], dead):
            if buttons(form) and (fault := fault_of(*pressed(user, action, form))):
                faults[kind] = f"{user.email} at {path}: {fault}"
    assert not dead, listed(dead)
    assert not faults, listed(faults)
    assert len(known) > 130
