"""Who has left is told nothing more: asked when a notice finds its readers, and again when its mail leaves."""

import datetime

import pytest
from django.core import mail

from accounts.acting import CLOCK
from accounts.models import Delegation, Membership
from notifications import digest, preferences, registry, relay
from notifications.events import record
from notifications.models import Delivery, InboxItem
from tests.factories.accounts import AT, DAY, OperatorFactory, OrganisationFactory, UserFactory, acting
from tests.factories.challenges import accepting_challenge

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def member(organisation, *roles):
    """A person who holds these roles in the organisation."""
    return acting(organisation, *roles).user


def happened(organisation):
    """Something that the managers of an organisation are told."""
    record("organisation.verified", subject=organisation, by=CLOCK, at=AT, facts={"name": organisation.name})


def lead_event(challenge):
    """Something that the lead firm's writers and signers are told."""
    record("challenge.extended", subject=challenge, by=CLOCK, at=AT, facts={"reason": "节假日"})


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def left(person):
    Membership.objects.filter(user=person).update(ended_at=AT + HOUR)


def demoted(person):
    Membership.objects.filter(user=person).update(roles=["finance"])


def blocked(person):
    type(person).objects.filter(pk=person.pk).update(is_active=False)


GOING = [left, demoted, blocked]


@pytest.mark.parametrize("going", GOING)
@pytest.mark.parametrize("daily", [False, True])
def test_whoever_goes_before_the_mail_leaves_gets_none(going, daily):
    organisation = OrganisationFactory()
    person, stays = member(organisation, "admin"), member(organisation, "admin")
    happened(organisation)
    if daily:
        happened_daily(organisation, person)
    relay.dispatch(AT)
    assert Delivery.objects.filter(person=person).exists()
    going(person)
    relay.deliver(AT + 2 * HOUR)
    digest.send(AT + 2 * DAY)
    assert mail.outbox and all(stays.email in letter.to[0] for letter in mail.outbox)
    assert set(Delivery.objects.filter(person=person).values_list("state", flat=True)) == {"skipped"}


def happened_daily(organisation, person):
    """The same by the daily digest, with a notice that may be gathered."""
    preferences.choose(person, topic="accounts", channel="email", mode="daily")
    from tests.factories.accounts import CertificateFactory

    certificate = CertificateFactory(organisation=organisation)
    record("certificate.verified", subject=certificate, by=CLOCK, at=AT, facts={"type": certificate.type})


@pytest.mark.parametrize("going", [left, blocked])
def test_whoever_went_before_it_happened_is_not_told_at_all(going):
    organisation = OrganisationFactory()
    person = member(organisation, "admin")
    member(organisation, "admin")
    going(person)
    happened(organisation)
    relay.dispatch(AT + 2 * HOUR)
    assert not InboxItem.objects.filter(person=person).exists()
    assert not Delivery.objects.filter(person=person).exists()


@pytest.mark.parametrize("how", ["ended", "revoked"])
def test_a_lent_role_that_has_ended_since_counts_no_more(how):
    challenge = accepting_challenge()
    person = member(challenge.lead, "finance")
    lent = Delegation.objects.create(
        organisation=challenge.lead,
        grantee=person,
        roles=["signer"],
        starts_at=AT - DAY,
        ends_at=AT + (HOUR if how == "ended" else 9 * DAY),
        granted_by=UserFactory(),
        granted_at=AT - DAY,
    )
    lead_event(challenge)
    relay.dispatch(AT)
    assert Delivery.objects.filter(person=person).exists()
    if how == "revoked":
        lent.revoked_at = AT + HOUR
        lent.save()
    relay.deliver(AT + 2 * HOUR)
    assert set(Delivery.objects.filter(person=person).values_list("state", flat=True)) == {"skipped"}
    assert mail.outbox == []


def test_an_operator_who_is_one_no_longer_hears_of_no_new_organisation():
    person, organisation = OperatorFactory(), OrganisationFactory(verification="pending")
    record("organisation.registered", subject=organisation, by=CLOCK, at=AT, facts={"name": organisation.name})
    relay.dispatch(AT)
    type(person).objects.update(is_operator=False)
    relay.deliver(AT + HOUR)
    assert states() == ["skipped"]


def test_whoever_was_removed_learns_that_and_nothing_else():
    from accounts.acting import Acting
    from accounts.actions import leaving as acts

    organisation = OrganisationFactory()
    manager, person = member(organisation, "admin"), member(organisation, "finance")
    by = Acting(manager, organisation=organisation, roles=frozenset({"admin"}))
    acts.end(Membership.objects.get(user=person), by=by, at=AT)
    happened(organisation)
    relay.dispatch(AT)
    relay.deliver(AT + HOUR)
    told = set(Delivery.objects.filter(person=person, state="sent").values_list("event__name", flat=True))
    assert told == {"membership.ended"}


def test_every_notice_asks_again_when_it_is_sent():
    """Whatever is declared next is asked again too, without anybody thinking of it."""
    person, silent = UserFactory.build(pk=987654321), []
    for declared in registry.notices():

        class Asked:
            at = AT
            name = declared.event_name

        empty = registry.Notice(declared.event_name, declared.topic, audience=lambda event: [], still=None)
        if empty.concerns(person, Asked(), AT):
            silent.append(declared.event_name)
    assert silent == []
