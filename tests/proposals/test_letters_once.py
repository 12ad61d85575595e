"""Letters to people without an account: a sender that dies loses none, and two senders send one."""

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from accounts.actions import invitation_mail
from accounts.actions.letter_once import LEASE
from challenges.proposals.actions import team, team_mail
from notifications.models import SweepFault
from tests.factories.accounts import DAY, InvitationFactory, acting
from tests.factories.challenges import NOW
from tests.factories.proposals import complete_proposal

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The machine went away."""


def invitation():
    return InvitationFactory(email="new@example.cn", invited_at=NOW - DAY, expires_at=NOW + 20 * DAY)


def request():
    row = complete_proposal(consents=False)
    team.ask(row, by=acting(row.organisation, "handler"), at=NOW)
    return row.team_requests.get()


KINDS = [(invitation, invitation_mail.mail_strangers), (request, team_mail.mail_requests)]


@pytest.mark.parametrize(("made", "sweep"), KINDS)
def test_a_sender_that_is_killed_gives_its_letter_back(made, sweep, monkeypatch):
    row = made()

    def killed(*_args):
        raise Killed

    with monkeypatch.context() as here:
        here.setattr(EmailBackend, "send_messages", killed)
        with pytest.raises(Killed):
            sweep(at=NOW)
    row.refresh_from_db()
    assert row.mailed_at is None and mail.outbox == []
    assert sweep(at=NOW) == 0
    assert sweep(at=NOW + LEASE) == 1 and sweep(at=NOW + 2 * LEASE) == 0
    row.refresh_from_db()
    assert len(mail.outbox) == 1 and (row.mailed_at, row.claimed_until) == (NOW + LEASE, None)


@pytest.mark.parametrize(("made", "sweep"), KINDS)
def test_what_the_server_refuses_is_tried_again_and_carries_the_same_key(made, sweep, monkeypatch):
    row, keys = made(), []

    def refused(_self, messages):
        keys.append(messages[0].extra_headers["Message-ID"])
        raise ConnectionRefusedError

    with monkeypatch.context() as here:
        here.setattr(EmailBackend, "send_messages", refused)
        assert sweep(at=NOW) == 0
    row.refresh_from_db()
    assert (row.mailed_at, row.claimed_until) == (None, None) and SweepFault.objects.count() == 1
    assert sweep(at=NOW) == 1
    assert [mail.outbox[0].extra_headers["Message-ID"]] == keys
