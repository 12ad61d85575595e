"""What a need consists of, as it is sent. Names are checked here; the domain reads the values, as those of pages."""

from rest_framework import serializers as s

from accounts.errors import Invalid, Problem
from challenges.core.api.resource import unknown_words
from challenges.core.api.typed import Code, Number, Phone, Whole
from challenges.listing.api.draft import MONEY, Draft, one_of, text
from challenges.listing.api.ip import IpDraft, IpResultDraft
from challenges.listing.models import ChallengeType, Comparator, Confidentiality, Deliverable, Mode
from notifications.typed import whole

VALUE = {"max_digits": 24, "decimal_places": 10, "required": False, "allow_null": True}


class IndicatorDraft(Draft):
    """An indicator; with its `id` it stays the one that commitments know. Their order is that of the list."""

    id = Whole(min_value=1, required=False)
    position = Whole(required=False, help_text="As it is read; the order of the list counts.")
    name = text(80)
    name_en = text(120)
    unit = text(24)
    comparator = s.ChoiceField(choices=Comparator.choices, required=False)
    baseline = Number(**VALUE)
    target = Number(**VALUE)
    target_max = Number(**VALUE)
    options = s.ListField(child=s.CharField(max_length=60), max_length=30, required=False)
    mandatory = s.BooleanField(required=False)
    test_method = text(200)
    condition = text(200)
    measured_by = text(80)
    weight = Whole(min_value=0, max_value=100, required=False, allow_null=True)


class PaymentDraft(Draft):
    """A part of the payment, in percent."""

    node = text(80)
    percent = Number(max_digits=5, decimal_places=2, required=False)
    amount_wan = Number(help_text="As it is read; the percent count.", **MONEY)
    race = s.BooleanField(required=False)


class DeliverableDraft(Draft):
    """Something to hand over."""

    kind = one_of(Deliverable.Kind)
    text = text(200)


class MilestoneDraft(Draft):
    """A planned milestone."""

    id = Whole(min_value=1, required=False)
    position = Whole(required=False, help_text="As it is read; the order of the list counts.")
    name = text(80)
    due_month = Whole(min_value=1, max_value=120, required=False, allow_null=True)
    check_text = text(240)


class ConditionDraft(Draft):
    """A condition of eligibility."""

    kind = s.CharField(max_length=24)
    params = s.DictField(required=False)


class ChallengeDraft(IpDraft):
    """The fields and lists of a need; a list that is sent replaces the one that stands. Money is in 万元."""

    title = text(120)
    title_en = text(200)
    summary_en = text(4000)
    background = text(8000)
    content = text(20000)
    state_of_art = text(8000)
    conditions_text = text(2000)
    field_code = Code(max_length=8, required=False, allow_blank=True)
    industry_code = Code(max_length=6, required=False, allow_blank=True)
    region_code = Code(max_length=6, required=False, allow_blank=True)
    budget_number = text(60)
    contact_name = text(40)
    contact_phone = Phone(max_length=40, required=False, allow_blank=True)
    mode = s.ChoiceField(choices=Mode.choices, required=False)
    type = one_of(ChallengeType)
    confidentiality = s.ChoiceField(choices=Confidentiality.choices, required=False)
    total_wan = Number(**MONEY)
    enterprise_wan = Number(**MONEY)
    fiscal_wan = Number(**MONEY)
    other_wan = Number(**MONEY)
    trl_now = Whole(min_value=1, max_value=9, required=False, allow_null=True)
    trl_target = Whole(min_value=1, max_value=9, required=False, allow_null=True)
    duration_months = Whole(min_value=1, max_value=120, required=False, allow_null=True)
    race_slots = Whole(min_value=1, max_value=20, required=False, allow_null=True)
    race_milestone = Whole(min_value=1, max_value=50, required=False, allow_null=True)
    window_days = Whole(min_value=1, max_value=365, required=False, allow_null=True)
    negotiable = s.BooleanField(required=False)
    indicators = IndicatorDraft(many=True, required=False)
    payment_parts = PaymentDraft(many=True, required=False)
    deliverables = DeliverableDraft(many=True, required=False)
    milestones = MilestoneDraft(many=True, required=False)
    ip_results = IpResultDraft(many=True, required=False)
    conditions = ConditionDraft(many=True, required=False)


class NewChallenge(ChallengeDraft):
    """A need to be begun in a batch that collects."""

    batch_id = Whole(min_value=1)


def require_own_rows(typed: dict, challenge=None) -> None:
    """Refuse rows that are sent with an id of which the need has none: what was promised for it would be lost."""
    problems = []
    for name in ("indicators", "milestones"):
        rows = typed.get(name)
        own = set(getattr(challenge, name).values_list("pk", flat=True)) if challenge is not None else set()
        for place, row in enumerate(rows if isinstance(rows, list) else []):
            sent = row.get("id") if isinstance(row, dict) else None
            if sent is not None and whole(sent) not in own:
                problems.append(Problem(f"{name}.{place}.id", unknown_words(), "unknown"))
    if problems:
        raise Invalid(problems)


class Correction(ChallengeDraft):
    """A new edition of what was published, and why."""

    reason = s.CharField(max_length=2000)
