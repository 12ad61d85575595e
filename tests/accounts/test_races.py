"""Two at once, on PostgreSQL, where writers do not stand in line by themselves."""

from accounts.acting import Acting
from accounts.actions import leaving, organisation, signing_in
from accounts.errors import Invalid, Refused
from accounts.models import LoginAttempt, Membership, Organisation
from tests.factories.accounts import AT, OrganisationFactory, UserFactory, acting
from tests.races import MARKS, at_once

pytestmark = MARKS


def test_of_two_last_managers_who_leave_at_once_one_stays():
    firm = OrganisationFactory()
    both = [acting(firm, "admin") for _ in range(2)]
    memberships = [by.user.memberships.get() for by in both]
    acts = [lambda by=by, row=row: leaving.end(row, by=by, at=AT) for by, row in zip(both, memberships, strict=True)]
    results = at_once(*acts)
    assert sorted(type(result).__name__ for result in results) == ["Membership", "Refused"]
    assert [result.code for result in results if isinstance(result, Refused)] == ["last_manager"]
    assert Membership.objects.active().count() == 1


def test_one_credit_code_is_registered_once():
    people = [Acting(UserFactory()) for _ in range(8)]

    def registering(by):
        given = {"kind": "lead", "name": "苍渊", "uscc": "91210112XNQY00010G", "region_code": "210112"}
        return lambda: organisation.register(by=by, at=AT, **given)

    results = at_once(*[registering(by) for by in people])
    assert sum(isinstance(result, Organisation) for result in results) == 1
    refused = [result.problems[0].code for result in results if isinstance(result, Invalid)]
    assert refused == ["uscc_taken"] * 7
    assert Organisation.objects.count() == Membership.objects.count() == 1


def test_many_guesses_at_once_do_not_all_pass():
    def guess():
        return signing_in.attempt(email="owner@example.cn", ip="198.51.100.9", device="", at=AT)

    results = at_once(*[guess] * 20)
    passed = [result for result in results if not isinstance(result, Exception)]
    assert len(passed) <= signing_in.PAIR.most
    assert LoginAttempt.objects.count() == 3 * len(passed)
