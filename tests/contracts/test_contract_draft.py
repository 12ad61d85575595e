"""The draft of a contract: what the challenge and the proposal fixed, to the last 分."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.typed.unreadable import Unreadable
from challenges.contracts.actions import drafting
from challenges.core.queries.amount import apportioned, capital
from challenges.proposals.models import Section
from tests.factories.challenges import DAY
from tests.factories.contracts import AWARDED, awarded, drafted


def amounts(*typed):
    return [Decimal(one) for one in typed]


def test_the_largest_remainders_take_what_is_left():
    assert apportioned(Decimal("5.47"), amounts("33.34", "33.33", "33.33")) == amounts("1.83", "1.82", "1.82")
    assert apportioned(Decimal("0.01"), amounts(50, 50)) == amounts("0.00", "0.01")
    assert apportioned(Decimal(7), []) == [] and apportioned(Decimal(7), amounts(0)) == amounts(0)


@given(st.integers(0, 10**12), st.lists(st.integers(1, 10_000), min_size=1, max_size=12))
def test_parts_add_up_whatever_the_weights(fen, weights):
    total = Decimal(fen) / 100
    parts = apportioned(total, [Decimal(weight) for weight in weights])
    assert sum(parts) == total and all(part >= 0 for part in parts)


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        ("12000.01", "壹万贰仟元零壹分"),
        ("0.01", "壹分"),
        ("100000.05", "壹拾万元零伍分"),
        ("8000000", "捌佰万元整"),
        ("8000000.00", "捌佰万元整"),
    ],
)
def test_a_sum_in_capital_figures(yuan, words):
    assert capital(Decimal(yuan)) == words


def test_a_fraction_of_a_fen_has_no_spelling():
    with pytest.raises(Unreadable):
        capital(Decimal("1.005"))


@pytest.mark.django_db
def test_a_draft_takes_everything_from_challenge_and_proposal():
    contract = drafted(members=[("sme", "25"), ("institute", "15")])
    assert (contract.state, contract.number) == ("drafting", f"RW-{contract.challenge.number}-1")
    assert contract.total == Decimal(8_000_000)
    assert [(row.node, row.amount) for row in contract.parts.all()] == [
        ("任务书生效", Decimal(2_400_000)),
        ("中试通过", Decimal(3_200_000)),
        ("验收通过", Decimal(2_400_000)),
    ]
    first, second = contract.indicators.all()
    assert (first.floor, first.value, first.committed) == (Decimal(100), Decimal(100), True)
    assert second.value == Decimal("0.9")
    parties = [(row.role, row.share, row.amount, row.turn, row.sme) for row in contract.parties.all()]
    assert parties == [
        ("lead", 0, 0, 2, False),
        ("leader", 60, 4_800_000, 1, True),
        ("member", 25, 2_000_000, None, True),
        ("member", 15, 1_200_000, None, False),
    ]
    version = contract.versions.get()
    assert (version.number, version.by, len(version.sha256)) == (1, None, 64)
    assert version.content["money"]["capital"] == "捌佰万元整"
    assert "韩牧之" in version.content["sections"]["contacts"] and "周以衡" in version.content["sections"]["contacts"]
    assert version.content["ip"] == {"ip_clause": "OWNER_LEAD", "ip_improvements": "maker"}
    assert [row["month"] for row in version.content["milestones"]] == [6, 12]
    promise = contract.promises.get()
    assert (promise.indicator, promise.milestone, promise.due_month) == (first, 2, 12)
    assert contract.due_at < contract.sign_by == AWARDED + 30 * DAY


@pytest.mark.django_db
def test_what_was_committed_beyond_the_target_is_what_binds():
    (proposal,) = awarded()
    indicator = proposal.challenge.indicators.first()
    Section.objects.filter(proposal=proposal, key="commitments").update(
        data={str(indicator.pk): {"value": "0.0085", "unit": "%"}}
    )
    contract = drafting.draft(proposal.challenge, proposal, slot=1, sign_by=AWARDED + 30 * DAY, at=AWARDED)
    first, second = contract.indicators.all()
    assert (first.floor, first.unit) == (Decimal(85), "ppm")
    assert not second.committed and second.value is None


@pytest.mark.django_db
def test_those_who_race_share_the_money_of_the_stages_before_the_elimination():
    proposals = awarded(slots=3, total_wan=Decimal("0.01"), enterprise_wan=Decimal("0.01"), fiscal_wan=0)
    challenge = proposals[0].challenge
    challenge.payment_parts.filter(position=1).update(race=True, percent=100)
    challenge.payment_parts.exclude(position=1).delete()
    made = [
        drafting.draft(challenge, proposal, slot=slot, sign_by=AWARDED + DAY, at=AWARDED).total
        for slot, proposal in enumerate(proposals, 1)
    ]
    assert sum(made) == Decimal(100) and made == amounts("33.33", "33.33", "33.34")


@pytest.mark.django_db
def test_what_was_left_open_is_what_the_proposal_counts_on():
    contract = drafted(total_wan=0, enterprise_wan=0, fiscal_wan=0, negotiable=True)
    assert (contract.enterprise, contract.fiscal) == (Decimal(6_000_000), Decimal(2_000_000))
