"""Somebody invited without an account: a mail reaches them once, and their desk shows the invitation."""

import pytest
from django.core import mail

from accounts.actions import invitation_mail, membership
from notifications.clock import now
from tests.factories.accounts import AT, DAY, InvitationFactory, UserFactory, member

pytestmark = pytest.mark.django_db


def test_whoever_has_no_account_is_invited_by_mail_once():
    by = member("admin", language="en")
    stranger = membership.invite(by.organisation, by=by, at=AT, email="new@example.cn", roles=["handler"])
    known = membership.invite(by.organisation, by=by, at=AT, email=UserFactory().email, roles=["handler"])
    assert invitation_mail.mail_strangers(at=AT) == 1
    assert invitation_mail.mail_strangers(at=AT) == 0
    (letter,) = mail.outbox
    assert letter.to == ["new@example.cn"]
    assert by.organisation.name in letter.body and "/accounts/signup/" in letter.body and "invites you" in letter.body
    stranger.refresh_from_db()
    known.refresh_from_db()
    assert (stranger.mailed_at, known.mailed_at) == (AT, None)


def test_an_invitation_that_has_run_out_is_not_mailed():
    InvitationFactory(expires_at=AT + DAY)
    assert invitation_mail.mail_strangers(at=AT + 2 * DAY) == 0
    assert mail.outbox == []


def test_after_signing_up_the_desk_shows_the_invitation_and_the_way(client):
    user = UserFactory()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    client.force_login(user)
    assert "先登记单位" in client.get("/desk/").content.decode()
    row = InvitationFactory(email=user.email, expires_at=now() + DAY)
    page = client.get("/desk/").content.decode()
    assert f"/invitations/{row.pk}/acceptance/" in page and "登记资质证书" in page
