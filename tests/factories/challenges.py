"""Batches and challenges for tests, in any state, without walking the whole way there."""

import datetime
from decimal import Decimal

import factory

from challenges.core.models import RuleSet
from challenges.listing.models import Batch, Challenge, Indicator
from challenges.listing.states import ChallengeState as S
from challenges.proposals.models import Member, Proposal
from notifications.clock import day_of, now

from .accounts import START, OrganisationFactory, lettered, spelled

NOW = datetime.datetime(2026, 6, 1, 2, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


class BatchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Batch
        skip_postgeneration_save = True

    organiser = factory.SubFactory(OrganisationFactory, kind="organiser")
    code = factory.Sequence(lambda n: f"B-{lettered(n)}")
    name = factory.Sequence(lambda n: f"第{spelled(n)}批榜单")
    collect_from = START
    collect_until = START + datetime.timedelta(days=700)
    created_at = START

    @factory.post_generation
    def rules(self, create, extracted, **more):
        if extracted:
            set_rules(self, extracted)


def set_rules(batch, values):
    """Let a call have rules of its own from a day on, in place of those it had."""
    RuleSet.objects.filter(batch=batch).delete()
    RuleSet.objects.create(
        organiser_id=batch.organiser_id, batch=batch, title="本批", effective_from=day_of(START), values=dict(values)
    )


class ChallengeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Challenge

    batch = factory.SubFactory(BatchFactory)
    organiser = factory.SelfAttribute("batch.organiser")
    lead = factory.SubFactory(OrganisationFactory, kind="lead")
    title = factory.Sequence(lambda n: f"示例榜单{spelled(n)}")
    type = "key_technology"
    field_code = "401"
    background = "背景"
    content = "内容"
    total_wan = Decimal("800.00")
    enterprise_wan = Decimal("600.00")
    fiscal_wan = Decimal("200.00")
    ip_clause = "OWNER_LEAD"
    created_at = NOW
    updated_at = NOW


class IndicatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Indicator

    challenge = factory.SubFactory(ChallengeFactory)
    position = factory.Sequence(lambda n: n)
    name = "氧含量"
    unit = "ppm"
    comparator = "le"
    baseline = Decimal(180)
    target = Decimal(100)
    test_method = "GB/T 14265"


def in_state(batch, state, **fields):
    """A challenge of the batch in a state, with the dates that the state has."""
    at = now()
    dates = {"opens_at": at - 30 * DAY, "closes_at": at + 10 * DAY, "published_at": at - 30 * DAY}
    if state in (
        S.FORMAL_CHECK,
        S.RETURNED,
        S.ARGUMENTATION,
        S.PENDING_PUBLISH,
        S.REJECTED,
    ):
        dates = {}
    due = None if state in (S.PUBLISHED, S.ACCEPTING, S.PENDING_PUBLISH) else at + 3 * DAY
    ends = {"publicity_ends_at": at + 4 * DAY} if state == S.PUBLICITY else {}
    number = f"TC-{batch.code}-{Challenge.objects.count():03d}" if dates else None
    return ChallengeFactory(
        **{"batch": batch, "state": state, "number": number, "due_at": due, **dates, **ends, **fields}
    )


def accepting_challenge(**fields) -> Challenge:
    """Return a published challenge that takes proposals at NOW and for ten days more, with one indicator."""
    challenge = ChallengeFactory(
        **{
            "state": "accepting",
            "number": f"TC-T-{Challenge.objects.count() + 1:03d}",
            "opens_at": NOW - 30 * DAY,
            "closes_at": NOW + 10 * DAY,
            "first_closes_at": NOW + 10 * DAY,
            "published_at": NOW - 30 * DAY,
            "edition": 1,
            "material_edition": 1,
            **fields,
        }
    )
    IndicatorFactory(challenge=challenge)
    return challenge


class ProposalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Proposal
        skip_postgeneration_save = True

    challenge = factory.LazyFunction(accepting_challenge)
    organisation = factory.SubFactory(OrganisationFactory, kind="sme")
    created_at = NOW
    updated_at = NOW

    @factory.post_generation
    def leader(self, create, extracted, **kwargs):
        Member.objects.create(
            proposal=self,
            organisation=self.organisation,
            leader=True,
            share=Decimal(100),
            state="confirmed",
            confirmed_at=NOW,
            created_at=NOW,
            updated_at=NOW,
        )
