"""Races around a proposal, on a database where several people really write at once."""

import threading
from datetime import timedelta
from time import sleep

from django.db import connection

from accounts.acting import CLOCK
from challenges.core.gate import Refused
from challenges.listing.models import Challenge
from challenges.proposals.actions.challenge_close import close
from challenges.proposals.actions.proposal_draft import SectionTaken, save_section
from challenges.proposals.actions.proposal_submit import submit
from challenges.proposals.models import Proposal, Section
from challenges.proposals.queries.receipt import count_of
from notifications.models import Event
from tests.factories.accounts import acting
from tests.factories.challenges import NOW, accepting_challenge
from tests.factories.proposals import complete_proposal
from tests.races import MARKS, at_once

pytestmark = MARKS
SECOND = timedelta(seconds=1)


def codes(results):
    """Return the codes of the refusals among the results."""
    return sorted(error.code for error in results if isinstance(error, Refused))


def test_handed_in_twice_counts_once():
    proposal = complete_proposal(state="internal_review")
    signers = [acting(proposal.organisation, "signer") for _n in range(8)]
    results = at_once(
        *[lambda by=by: submit(Proposal.objects.get(pk=proposal.pk), by=by, at=lambda: NOW) for by in signers]
    )
    assert codes(results) == ["wrong_state"] * 7
    assert Challenge.objects.get().receipt_seq == 1
    assert Event.objects.filter(name="proposal.submitted").count() == 1
    assert Proposal.objects.get().versions.count() == 1


def test_nobody_slips_in_behind_the_close():
    """The clock stands on the last second until the closer moves it on; whoever holds a receipt has been opened.

    Each look at the clock takes a moment, so that who looks without holding the row acts on an old time.
    """
    for _round in range(5):
        challenge = accepting_challenge()
        time, begun = [challenge.closes_at], threading.Event()
        proposals = [complete_proposal(challenge, state="internal_review") for _n in range(12)]
        signers = [acting(proposal.organisation, "signer") for proposal in proposals]

        def closing(challenge=challenge, time=time, begun=begun):
            begun.wait(30)
            time[0] = challenge.closes_at + SECOND
            close(Challenge.objects.get(pk=challenge.pk), by=CLOCK, at=time[0])

        def hand_in(proposal, by, time=time, begun=begun):
            def look():
                now = time[0]
                sleep(0.01)
                return now

            number = submit(Proposal.objects.get(pk=proposal.pk), by=by, at=look).number
            begun.set()
            return number

        half = len(proposals) // 2
        acts = [lambda p=p, by=by: hand_in(p, by) for p, by in zip(proposals, signers, strict=True)]
        results = at_once(*acts[:half], closing, *acts[half:])
        numbers = [result for result in results if isinstance(result, str)]
        rows = Proposal.objects.filter(challenge=challenge)
        assert not rows.filter(state="submitted").exists()
        assert sorted(rows.filter(state="opened").values_list("receipt_number", flat=True)) == sorted(numbers)
        assert rows.filter(state="expired").count() == len(proposals) - len(numbers)
        challenge.refresh_from_db()
        counts = sorted(count_of(challenge.receipt_secret, number) for number in numbers)
        assert counts == list(range(1, challenge.receipt_seq + 1))
        assert set(codes(results)) <= {"late", "not_accepting"}
        assert numbers
        assert len(codes(results)) == len(proposals) - len(numbers)


def test_two_editors_at_once_lose_nothing():
    proposal = complete_proposal()
    writers = [acting(proposal.organisation, "handler") for _n in range(6)]

    def save(n, by):
        return save_section(Proposal.objects.get(pk=proposal.pk), "route", {"route": str(n)}, 0, by=by, at=lambda: NOW)

    results = at_once(*[lambda n=n, by=by: save(n, by) for n, by in enumerate(writers)])
    saved = [result for result in results if isinstance(result, Section)]
    taken = [result for result in results if isinstance(result, SectionTaken)]
    assert (len(saved), len(taken)) == (1, 5)
    row = Section.objects.get(proposal=proposal, key="route")
    assert (row.data, row.version) == (saved[0].data, 1)
    assert {error.section.data["route"] for error in taken} == {saved[0].data["route"]}
    assert Proposal.objects.get().draft_version == 1


def test_a_draft_that_is_edited_while_it_is_handed_over_is_never_mixed():
    """Either the edit came first and is part of what the signer sees, or it is refused."""
    from challenges.proposals.actions.proposal import send_for_review

    for _round in range(5):
        proposal = complete_proposal()
        writer, other = acting(proposal.organisation, "handler"), acting(proposal.organisation, "project_lead")
        text = {"freedom": "改过"}
        results = at_once(
            lambda p=proposal, by=writer: send_for_review(Proposal.objects.get(pk=p.pk), by=by, at=lambda: NOW),
            lambda p=proposal, by=other: save_section(
                Proposal.objects.get(pk=p.pk), "ip", {"freedom": "改过"}, 0, by=by, at=lambda: NOW
            ),
        )
        assert not isinstance(results[0], Exception), results
        kept = proposal.versions.get(reason="review").snapshot["sections"]["ip"]
        assert (kept == text) is (Section.objects.get(proposal=proposal, key="ip").data == text)
        assert (kept == text) is not isinstance(results[1], Refused)


def test_the_suite_runs_on_the_database_it_says():
    assert connection.vendor == "postgresql"
