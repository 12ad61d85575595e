"""The promise of secrecy: read in full, given by who may bind the firm at that moment or for oneself, and kept."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.errors import Invalid, NotAllowed, Refused
from accounts.models import Agreement
from accounts.queries.text import in_force
from challenges.listing.access.challenge import layer
from challenges.listing.actions import challenge_reader
from challenges.listing.models import Undertaking
from notifications import relay
from notifications.clock import now
from notifications.models import Delivery, Event, InboxItem
from tests.factories.accounts import DelegationFactory, OrganisationFactory, acting
from tests.factories.challenges import DAY, NOW, accepting_challenge, set_rules
from tests.factories.texts import approved_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    at = now()
    return accepting_challenge(
        confidentiality="restricted", opens_at=at - DAY, closes_at=at + 20 * DAY, published_at=at - DAY
    )


@pytest.fixture
def firm():
    return OrganisationFactory(kind="sme")


def read_of(challenge, at=NOW):
    return in_force("secrecy", challenge.organiser_id, at).sha256


def undertake(challenge, by, at=NOW, **given):
    challenge_reader.undertake(challenge, by=by, at=at, **{"read": read_of(challenge, at), **given})


def nothing_happened():
    return not (Undertaking.objects.exists() or Agreement.objects.exists() or Event.objects.exists())


def test_a_signer_gives_it_for_the_firm_whose_people_then_read(challenge, firm):
    signer, handler = acting(firm, "signer"), acting(firm, "handler")
    other = acting(OrganisationFactory(kind="sme"), "handler")
    undertake(challenge, signer)
    row = Undertaking.objects.get()
    kept = row.agreement
    assert row.for_firm and (kept.person, kept.organisation, kept.capacity) == (signer.user, firm, "signer")
    assert (kept.sha256, kept.about, kept.about_id, kept.at) == (read_of(challenge), "challenge", challenge.pk, NOW)
    assert [layer(by, challenge) for by in (signer, handler, other)] == ["full", "full", "outline"]


def test_a_delegate_gives_it_until_the_last_second_of_the_authorisation(challenge, firm):
    delegate = acting(firm, "handler")
    lent = DelegationFactory(organisation=firm, grantee=delegate.user, starts_at=NOW - DAY, ends_at=NOW)
    with pytest.raises(Refused) as refused:
        undertake(challenge, delegate, at=lent.ends_at + timedelta(seconds=1))
    assert refused.value.code == "not_signer" and "签字" in str(refused.value) and nothing_happened()
    undertake(challenge, delegate, at=lent.ends_at)
    assert Agreement.objects.get().capacity == "delegate"


def test_what_does_not_hold_leaves_nothing_behind(challenge, firm):
    signer = acting(firm, "signer")
    with pytest.raises(Refused):
        undertake(challenge, acting(firm, "handler"))
    with pytest.raises(Invalid):
        undertake(challenge, signer, read="")
    approved_text("secrecy", challenge.organiser, effective_from=NOW - DAY)
    with pytest.raises(Refused) as refused:
        undertake(challenge, signer, read=in_force("secrecy", None, NOW).sha256)
    assert refused.value.code == "text_changed" and nothing_happened()
    type(firm).objects.filter(pk=firm.pk).update(signing_frozen=True)
    firm.refresh_from_db()
    with pytest.raises(Refused) as refused:
        undertake(challenge, acting(firm, "signer"))
    assert refused.value.code == "signing_frozen" and nothing_happened()
    signer.user.is_program = True
    with pytest.raises((NotAllowed, Refused)):
        undertake(challenge, signer)
    assert nothing_happened()


def test_where_the_organiser_says_so_each_gives_it_for_themselves(challenge, firm):
    set_rules(challenge.batch, {"undertaking_by_signer": 0})
    handler, signer = acting(firm, "handler"), acting(firm, "signer")
    undertake(challenge, handler)
    kept = Agreement.objects.get()
    assert (kept.capacity, kept.organisation, kept.person) == ("person", None, handler.user)
    assert [layer(by, challenge) for by in (handler, signer)] == ["full", "outline"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_shows_the_whole_text_and_who_signs_then_keeps_a_copy(client, challenge, firm, language):
    signer = acting(firm, "signer")
    type(signer.user).objects.filter(pk=signer.user_id).update(language=language)
    client.force_login(signer.user)
    text = in_force("secrecy", challenge.organiser_id, now())
    address = reverse("undertaking", args=[challenge.pk])
    page = client.get(address)
    shown = page.content.decode()
    for heading, words in text.body(page.wsgi_request.LANGUAGE_CODE):
        assert heading in shown and all(line.replace("'", "&#x27;") in shown for line in words.split("\n"))
    assert text.sha256 in shown and signer.user.name in shown and "data-confirm" in shown
    assert nothing_happened()
    answer = client.post(address, {"read": text.sha256}, headers={"user-agent": "Firefox/140"}, REMOTE_ADDR="10.1.2.3")
    kept = Agreement.objects.get()
    assert answer.status_code == 302 and (kept.address, kept.device) == ("10.1.2.3", "Firefox/140")
    copy = client.get(reverse("agreement", args=[kept.pk])).content.decode()
    for said in (text.sha256, firm.name, firm.uscc, "10.1.2.3", "Firefox/140", challenge.number, "data-print"):
        assert said in copy
    assert reverse("agreement", args=[kept.pk]) in client.get(reverse("agreements")).content.decode()
    relay.dispatch(now())
    item = InboxItem.objects.get(person=signer.user_id, event__name="text.agreed")
    assert Delivery.objects.filter(person=signer.user_id).exists() and item.url == reverse("agreement", args=[kept.pk])
    inbox = client.get(reverse("inbox")).content.decode()
    assert item.topic == "accounts" and text.title(language) in inbox


def test_the_page_says_why_somebody_may_not_and_keeps_to_itself_what_is_not_restricted(client, challenge, firm):
    handler = acting(firm, "handler")
    client.force_login(handler.user)
    address = reverse("undertaking", args=[challenge.pk])
    assert "您现在没有签字权" in client.get(address).content.decode()
    assert client.post(address, {"read": read_of(challenge)}).status_code == 409 and nothing_happened()
    assert client.get(reverse("undertaking", args=[accepting_challenge().pk])).status_code == 404


def test_nobody_else_reads_an_agreement(client, challenge, firm):
    undertake(challenge, acting(firm, "signer"))
    kept = Agreement.objects.get()
    for by, status in ((acting(firm, "handler"), 200), (acting(OrganisationFactory(), "signer"), 404)):
        client.force_login(by.user)
        assert client.get(reverse("agreement", args=[kept.pk])).status_code == status
    client.force_login(acting(challenge.lead, "signer").user)
    assert client.get(reverse("agreement", args=[kept.pk])).status_code == 404
