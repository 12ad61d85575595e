"""Two who sign at the same moment, and a signature against the last second: on PostgreSQL, with real threads."""

from accounts.acting import CLOCK
from accounts.errors import Refused
from challenges.contracts.actions import lapsing, signing
from challenges.contracts.models import Contract
from notifications.models import Event
from tests.factories.challenges import DAY
from tests.factories.contracts import AWARDED, lead, sme, to_be_signed, version_of
from tests.races import MARKS, at_once

pytestmark = MARKS
HANDS = 10


def signer(contract, by, at, read):
    def sign():
        signing.sign(Contract.objects.get(pk=contract.pk), by=by, at=at, read=read)
        return by.organisation_id

    return sign


def test_two_who_sign_at_one_moment_do_so_once_each_and_in_turn():
    contract = to_be_signed()
    read = version_of(contract).sha256
    ours, theirs = sme(contract, "signer"), lead(contract, "signer")
    acts = [signer(contract, by, AWARDED + DAY, read) for by in (ours, theirs)] * HANDS
    results = at_once(*acts)
    assert all(isinstance(one, Refused) for one in results if not isinstance(one, int)), results
    assert results.count(ours.organisation_id) == 1 and results.count(theirs.organisation_id) <= 1
    row = Contract.objects.get(pk=contract.pk)
    signed = list(row.signatures.order_by("id").values_list("party__role", flat=True))
    assert signed == ["leader", "lead"][: len(signed)]
    assert (row.state == "effective") == (len(signed) == 2)
    assert Event.objects.filter(name="contract.signed").count() == len(signed)


def test_a_signature_and_the_lapse_do_not_both_win():
    contract = to_be_signed()
    read = version_of(contract).sha256
    signing.sign(contract, by=sme(contract, "signer"), at=AWARDED + DAY, read=read)
    # The signing's own days reach to the end of the award's.
    Contract.objects.filter(pk=contract.pk).update(due_at=contract.sign_by)
    late = contract.sign_by + DAY / 86400

    def lapse():
        lapsing.lapse(Contract.objects.get(pk=contract.pk), by=CLOCK, at=late)
        return "lapsed"

    theirs = lead(contract, "signer")
    results = at_once(*[lapse] * HANDS, *[signer(contract, theirs, contract.sign_by, read)] * HANDS)
    row = Contract.objects.get(pk=contract.pk)
    won = results.count("lapsed"), results.count(theirs.organisation_id)
    assert won in ((1, 0), (0, 1)), results
    assert row.state == ("lapsed" if won[0] else "effective")
    assert row.signatures.filter(voided_at=None).count() == (0 if won[0] else 2)
    assert Event.objects.filter(name__in=("proposal.contracted", "proposal.passed_over")).count() == 1
