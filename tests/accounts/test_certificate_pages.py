"""Certificates expire: the page says what each is needed for, a newer one replaces it, and nobody is mourned twice."""

import datetime

import pytest
from django.urls import reverse

from accounts.actions import certificate as actions
from accounts.models import Certificate
from accounts.queries.certificates import held
from challenges.listing.models import Condition
from challenges.proposals.queries.certificate_use import uses
from notifications import relay
from notifications.clock import day_of, now
from notifications.models import Event, InboxItem
from tests.factories.accounts import AT, CertificateFactory, OrganisationFactory, UserFactory, acting, member
from tests.factories.challenges import accepting_challenge
from tests.factories.proposals import complete_proposal

pytestmark = pytest.mark.django_db
DAY = day_of(AT)


def days(number):
    return DAY + datetime.timedelta(number)


NEWER = {
    "another of the type": ({}, True),
    "one that ends earlier": ({"expires_on": days(5)}, False),
    "one of another type": ({"type": "little_giant"}, False),
    "a refused one": ({"verification": "refused"}, False),
    "one that was removed": ({"removed_at": AT}, False),
    "one of another firm": ({"organisation": "other"}, False),
}


@pytest.mark.parametrize("case", NEWER)
def test_a_certificate_is_replaced_by_one_of_its_title_that_holds_longer(case):
    fields, replaced = NEWER[case]
    old = CertificateFactory(expires_on=days(10))
    firm = OrganisationFactory() if "organisation" in fields else old.organisation
    CertificateFactory(**{"expires_on": days(900), **fields, "organisation": firm})
    found = next(one for one in held(old.organisation, DAY) if one.row == old)
    assert (bool(found.newer), found.due, found.soon) == (replaced, not replaced, True)
    actions.remind(at=AT)
    told = Event.objects.filter(name="certificate.expiring", subject_id=old.pk).exists()
    assert told is not replaced


@pytest.mark.parametrize(("level", "replaced"), [("瞪羚企业", True), ("独角兽企业", False)])
def test_regional_titles_are_told_apart_by_their_level(level, replaced):
    old = CertificateFactory(type="regional", level="瞪羚企业", expires_on=days(10))
    CertificateFactory(organisation=old.organisation, type="regional", level=level, expires_on=days(900))
    first = next(one for one in held(old.organisation, DAY) if one.row == old)
    assert bool(first.newer) is replaced


@pytest.mark.parametrize(
    ("number", "due", "holds"), [(0, True, True), (30, True, True), (31, False, True), (-1, True, False)]
)
def test_a_certificate_is_due_from_thirty_days_before_its_end(number, due, holds):
    one = held(CertificateFactory(expires_on=days(number)).organisation, DAY)[0]
    assert (one.due, one.period.holds) == (due, holds)


def asking(firm, state="draft", types=("high_tech",)):
    """A proposal of the firm to a challenge that asks for one of these certificates."""
    challenge = accepting_challenge()
    Condition.objects.create(challenge=challenge, position=1, kind="certificate", params={"types": list(types)})
    return complete_proposal(challenge=challenge, organisation=firm, state=state)


def test_what_a_certificate_is_needed_for_are_the_firms_proposals_until_they_are_opened():
    firm = OrganisationFactory()
    draft, sealed = asking(firm), asking(firm, "submitted", ("little_giant", "high_tech"))
    asking(firm, "opened")
    asking(OrganisationFactory())
    complete_proposal(organisation=firm)
    found = uses(firm)
    assert {kind: [use.proposal for use in rows] for kind, rows in found.items()} == {
        "high_tech": [draft, sealed],
        "little_giant": [sealed],
    }
    closes = day_of(draft.challenge.closes_at)
    ends = [CertificateFactory(organisation=firm, expires_on=closes - datetime.timedelta(n)) for n in (0, 1)]
    assert [found["high_tech"][0].lacks(one) for one in ends] == [False, True]


def test_the_page_leads_from_the_notice_to_the_form_that_renews(client):
    by = member("admin")
    draft = asking(by.organisation)
    soon = day_of(now()) + datetime.timedelta(days=3)
    old = CertificateFactory(organisation=by.organisation, level="国家级", expires_on=soon)
    actions.remind(at=now())
    relay.dispatch(now())
    page = reverse("organisation_certificates")
    assert InboxItem.objects.get(person=by.user).url == page
    client.force_login(by.user)
    shown = client.get(page).content.decode()
    renew = f"{reverse('organisation_certificate')}?renews={old.pk}"
    assert f"/proposals/{draft.pk}/" in shown and renew in shown and "即将到期" in shown
    form = client.get(renew).context["form"]
    assert (form["type"].value(), form["level"].value(), form["number"].value()) == ("high_tech", "国家级", "")
    given = {"type": "high_tech", "number": "GR-NEW", "issued_on": "2026-11-01", "expires_on": "2029-11-01"}
    assert client.post(renew, given).url == page
    assert Certificate.objects.filter(organisation=by.organisation).count() == 2
    after = client.get(page).content.decode()
    assert "已由新证书替代" in after and renew not in after
    assert client.get(reverse("desk")).status_code == 200
    stranger = CertificateFactory()
    assert client.get(f"{reverse('organisation_certificate')}?renews={stranger.pk}").context["old"] is None
    client.force_login(acting(by.organisation, "handler").user)
    assert "renews" not in client.get(page).content.decode()


def test_whoever_acts_for_nobody_has_no_such_page(client):
    client.force_login(UserFactory())
    assert client.get(reverse("organisation_certificates")).status_code == 404
