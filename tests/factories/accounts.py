"""People, organisations and what binds them, to test with. Credit codes are right and belong to nobody."""

import datetime
from itertools import count

import factory

from accounts.acting import Acting
from accounts.models import (
    Certificate,
    Delegation,
    Employment,
    ExpertProfile,
    Invitation,
    Membership,
    Organisation,
    User,
)
from accounts.roles import roles_of
from challenges.bulletin.models import Letterhead

# When everything was registered, and when the tests of accounts take place.
START = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)
AT = datetime.datetime(2026, 11, 23, 1, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
SPELLED = str.maketrans("0123456789", "〇一二三四五六七八九")
LETTERED = str.maketrans("0123456789", "KLMNPQRSTU")
_experts = count(1)
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def spelled(number):
    """A running number without a digit, so that no page of a test holds figures that nobody put there."""
    return str(number).translate(SPELLED)


def lettered(number):
    """A running number in Latin letters, for what must be a code."""
    return str(number).translate(LETTERED)


def credit_code(number, kind="91", region="210112"):
    """A credit code with both check digits right, of a range that is never issued."""
    body = f"XNQY{number:04d}"
    inner = 11 - sum(int(sign, 36) * weight for sign, weight in zip(body, INNER_WEIGHTS, strict=True)) % 11
    code = kind + region + body + {10: "X", 11: "0"}.get(inner, str(inner))
    outer = sum(ALPHABET.index(sign) * weight for sign, weight in zip(code, WEIGHTS, strict=True))
    return code + ALPHABET[(31 - outer % 31) % 31]


def give_letterhead(organisation, **more):
    """Let an organiser say whom its notices name."""
    fields = {
        "contact_name": "成果处",
        "contact_phone": "024-55550101",
        "address": "沈阳市浑南区示例路 1 号",
        "supervision_phone": "024-55550909",
        "nature": "authority",
    }
    return Letterhead.objects.create(organisation=organisation, updated_at=START, **(fields | more))


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody who can sign in."""

    class Meta:
        model = User

    email = factory.Sequence(lambda number: f"person{number}@example.cn")
    name = factory.Sequence(lambda number: f"人员{spelled(number)}")


class OperatorFactory(UserFactory):
    """Somebody who runs the platform."""

    name = "平台运营"
    is_operator = True


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A verified small firm."""

    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    kind = "sme"
    name = factory.Sequence(lambda number: f"示例单位{spelled(number)}")
    uscc = factory.Sequence(lambda number: credit_code(number % 8000 + 2000))
    region_code = "210112"
    industry_code = "3972"
    verification = "verified"
    size_class = "small"
    created_at = START
    updated_at = START

    @factory.post_generation
    def letterhead(self, create, extracted, **more):
        """An organiser has said whom its notices name; `letterhead=False` for one that has not."""
        if self.kind == "organiser" and create and extracted is not False:
            give_letterhead(self, **more)


class MembershipFactory(factory.django.DjangoModelFactory):
    """Somebody manages their organisation."""

    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.SubFactory(UserFactory)
    roles = ["admin"]
    since = START


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    organisation = factory.SubFactory(OrganisationFactory)
    email = factory.Sequence(lambda number: f"invited{number}@example.cn")
    roles = ["handler"]
    invited_by = factory.SubFactory(UserFactory)
    invited_at = AT
    expires_at = AT + 14 * DAY


class DelegationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Delegation

    organisation = factory.SubFactory(OrganisationFactory)
    grantee = factory.SubFactory(UserFactory)
    roles = ["signer"]
    starts_at = AT
    ends_at = AT + 30 * DAY
    granted_by = factory.SubFactory(UserFactory)
    granted_at = AT


class CertificateFactory(factory.django.DjangoModelFactory):
    """A verified certificate that is valid on the day of the tests."""

    class Meta:
        model = Certificate

    organisation = factory.SubFactory(OrganisationFactory)
    type = "high_tech"
    number = factory.Sequence(lambda number: f"GR2025{number:06d}")
    issued_on = datetime.date(2025, 11, 6)
    expires_on = datetime.date(2028, 11, 5)
    verification = "verified"


class ExpertFactory(factory.django.DjangoModelFactory):
    """A verified technical expert."""

    class Meta:
        model = ExpertProfile

    user = factory.SubFactory(UserFactory)
    category = "technical"
    title = "正高级工程师"
    field_codes = ["401"]
    verification = "verified"


class EmploymentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Employment

    expert = factory.SubFactory(ExpertFactory)
    unit_name = "示例研究所"
    post = "研究员"
    starts_on = datetime.date(2015, 7, 1)


def acting(organisation, *roles, user=None, is_expert=False):
    """Somebody (a new person unless given) acting for `organisation` in exactly these roles: an `Acting`."""
    user = user or UserFactory()
    MembershipFactory(user=user, organisation=organisation, roles=list(roles))
    return Acting(user=user, organisation=organisation, roles=frozenset(roles), is_expert=is_expert)


def member(*roles, kind="sme", organisation=None, **fields):
    """Somebody acting for an organisation in some roles (in all of its kind, when none are named): an `Acting`.

    A new verified organisation of `kind` is made unless one is given; `fields` go to the person.
    """
    organisation = organisation or OrganisationFactory(kind=kind)
    held = list(roles) or list(roles_of(organisation.kind))
    membership = MembershipFactory(organisation=organisation, user=UserFactory(**fields), roles=held)
    return Acting(membership.user, organisation, frozenset(held))


def operator(**fields):
    """Somebody who runs the platform, acting for nobody: an `Acting`."""
    return Acting(OperatorFactory(**fields))


def seconded(one):
    """The same person, confirming what somebody else has prepared: for acts that take two."""
    return one.seconding(UserFactory())


def expert(category="technical", **fields):
    """A verified expert, acting for nobody, whose mail address is of no firm's domain: an `Acting`.

    `fields` go to the profile.
    """
    if "user" not in fields:
        fields.setdefault("user__email", f"expert{next(_experts)}@experts.test")
    return Acting(ExpertFactory(category=category, **fields).user, is_expert=True)
