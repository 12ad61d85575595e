"""People and organisations for tests."""

import datetime

import factory

from accounts.acting import Acting
from accounts.models import ExpertProfile, Membership, Organisation, User

START = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
OUTER = [pow(3, n, 31) for n in range(17)]
INNER = [3, 7, 9, 10, 5, 8, 4, 2]


def credit_code(number: int, kind: str = "91", region: str = "210112") -> str:
    """Return a credit code with both check digits right, of the range that is never issued."""
    body = f"XNQY{number:04d}"
    rest = 11 - sum(weight * int(char, 36) for weight, char in zip(INNER, body, strict=True)) % 11
    head = f"{kind}{region}{body}{ {10: 'X', 11: '0'}.get(rest, rest) }"
    total = sum(weight * ALPHABET.index(char) for weight, char in zip(OUTER, head, strict=True))
    return head + ALPHABET[(31 - total % 31) % 31]


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    name = factory.Sequence(lambda n: f"人员{n}")


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = "sme"
    name = factory.Sequence(lambda n: f"示例单位{n}")
    uscc = factory.Sequence(lambda n: credit_code(n + 2000))
    region_code = "210112"
    size_class = "small"
    verification = "verified"
    created_at = START
    updated_at = START


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    roles = ["admin"]
    since = START


class ExpertFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ExpertProfile

    user = factory.SubFactory(UserFactory)
    category = "technical"


def acting(organisation, *roles, user=None, is_expert=False) -> Acting:
    """Return a person who acts for an organisation in these roles, with the membership that allows it."""
    user = user or UserFactory()
    MembershipFactory(user=user, organisation=organisation, roles=list(roles))
    return Acting(user=user, organisation=organisation, roles=frozenset(roles), is_expert=is_expert)


def expert(category="technical", **fields) -> Acting:
    """Return an expert who acts for himself."""
    profile = ExpertFactory(category=category, **fields)
    return Acting(user=profile.user, is_expert=True)
