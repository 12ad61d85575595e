"""For whom a person acts: himself, and at most one organisation at a time."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils.functional import SimpleLazyObject

from notifications.clock import now

SESSION_KEY = "acting_for"


@dataclass(frozen=True)
class Acting:
    """A person, the organisation he acts for now, and his roles there (delegations in force included)."""

    user: object = None
    organisation: object = None
    roles: frozenset = field(default_factory=frozenset)
    is_expert: bool = False

    @property
    def user_id(self):
        """Return the person's id, or None for a visitor."""
        return self.user.pk if self.user is not None else None

    @property
    def organisation_id(self):
        """Return the id of the organisation acted for, or None."""
        return self.organisation.pk if self.organisation is not None else None

    @property
    def kind(self) -> str:
        """Return the kind of the organisation acted for, or ''."""
        return self.organisation.kind if self.organisation is not None else ""

    @property
    def verified(self) -> bool:
        """Return True when the organisation acted for has been verified."""
        return self.organisation is not None and self.organisation.verified

    @property
    def is_operator(self) -> bool:
        """Return True for the platform's operators."""
        return self.user is not None and self.user.is_operator

    def has(self, role: str) -> bool:
        """Return True when the person holds this role where he acts."""
        return role in self.roles


class Clock:
    """The clock: nobody's hand, compared with `is`."""

    user = None
    user_id = None
    organisation = None
    organisation_id = None
    kind = ""
    roles = frozenset()
    is_expert = False
    is_operator = False
    verified = False

    def has(self, role: str) -> bool:
        """Return False: the clock holds no role."""
        return False

    def __repr__(self):
        return "CLOCK"


CLOCK = Clock()
PUBLIC = Acting()


def organisations_of(user, at: datetime) -> dict[int, set[str]]:
    """Return the organisations a person may act for at this moment, with his roles: own ones and delegated ones."""
    roles: dict[int, set[str]] = {}
    for organisation_id, own in user.memberships.filter(ended_at=None).values_list("organisation_id", "roles"):
        roles.setdefault(organisation_id, set()).update(own)
    in_force = Q(starts_at__lte=at, ends_at__gte=at) & (Q(revoked_at=None) | Q(revoked_at__gt=at))
    for organisation_id, lent in user.delegations.filter(in_force).values_list("organisation_id", "roles"):
        roles.setdefault(organisation_id, set()).update(lent)
    return roles


def acting_as(user, organisation_id=None, *, at: datetime) -> Acting:
    """Return what a person is when he acts for an organisation (the first of his, when none is named)."""
    from accounts.models import ExpertProfile, Organisation

    if user is None or not user.is_authenticated or not user.is_active:
        return PUBLIC
    is_expert = ExpertProfile.objects.filter(user=user).exists()
    roles = organisations_of(user, at)
    if organisation_id not in roles:
        organisation_id = min(roles) if roles else None
    organisation = Organisation.objects.get(pk=organisation_id) if organisation_id else None
    return Acting(
        user=user,
        organisation=organisation,
        roles=frozenset(roles.get(organisation_id, ())),
        is_expert=is_expert,
    )


def acting_for(request) -> Acting:
    """Return what the person behind a request is, for the organisation he chose in this session."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return PUBLIC
    return acting_as(user, request.session.get(SESSION_KEY), at=now())


class ActingMiddleware:
    """Put `request.acting` on every request; it is worked out when first asked for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.acting = SimpleLazyObject(lambda: acting_for(request))
        return self.get_response(request)
