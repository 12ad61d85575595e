"""Who acts, and for whom. Every action and every question of seeing is asked with an `Acting`."""

import datetime
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db.models import F, FilteredRelation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.errors import NotAllowed
from accounts.models import ExpertProfile, Membership, Organisation, PersonalToken
from accounts.models.delegation import in_force
from accounts.origin import Origin, origin_of
from accounts.roles import SIGNER
from notifications.clock import now

# Which organisation the person chose, in the session.
SESSION_KEY = "acting_for"


@dataclass(frozen=True)
class Acting:
    """A person acting for at most one organisation, in the roles that they have there at this moment.

    A person who belongs to nobody, or has not chosen yet among several, acts for themselves: `organisation` is None.
    Ask `user_id is None` for the public: a request's acting person is found lazily, so `is PUBLIC` is not a question.
    """

    user: Any = None
    organisation: Organisation | None = None
    roles: frozenset[str] = field(default=frozenset())
    is_expert: bool = False
    # Who prepared what this person now confirms, for acts that take two.
    first: Any = None
    # Those of the roles that they hold by a delegation alone.
    lent: frozenset[str] = field(default=frozenset())
    # From where they act; None for what no request asked for. It is no part of who they are.
    origin: Origin | None = field(default=None, compare=False)
    # The other organisations they belong to today, whose matters are their own too; a program's are its issuer's.
    elsewhere: frozenset[int] = field(default=frozenset(), compare=False)
    # All the organisations that they themselves may act for, the longest held first; a program chooses among none.
    organisations: tuple[Organisation, ...] = field(default=(), compare=False)

    def __post_init__(self):
        object.__setattr__(self, "roles", frozenset(self.roles))
        object.__setattr__(self, "lent", frozenset(self.lent))

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user is not None else None

    @cached_property
    def hands(self) -> frozenset[int]:
        """Under which user ids this person acts: their own, and those of the programs whose tokens they issued.

        What such a program has prepared was prepared by whoever issued its token. One query, asked once.
        """
        if self.user_id is None:
            return frozenset()
        programs = PersonalToken.objects.filter(issued_by_id=self.user_id)
        return frozenset({self.user_id, *programs.values_list("user_id", flat=True)})

    @property
    def unit(self) -> Organisation:
        """The organisation acted for, where an act needs one; raises NotAllowed for who acts for none."""
        if self.organisation is None:
            raise NotAllowed()
        return self.organisation

    @property
    def organisation_id(self) -> int | None:
        return self.organisation.pk if self.organisation is not None else None

    @property
    def kind(self) -> str:
        """The kind of the organisation acted for; empty when for none."""
        return self.organisation.kind if self.organisation is not None else ""

    @property
    def verified(self) -> bool:
        """Whether the organisation acted for has been verified."""
        return self.organisation is not None and self.organisation.verified

    @property
    def is_operator(self) -> bool:
        return self.user is not None and self.user.is_operator

    @property
    def signs(self) -> bool:
        """Whether they may sign in the organisation's name now: a signer, and signing is not frozen."""
        return self.has(SIGNER) and self.organisation is not None and self.organisation.may_sign

    @property
    def capacity(self) -> str:
        """In which capacity they sign for the organisation: its own `signer`, or `delegate` by a written delegation."""
        return "delegate" if SIGNER in self.lent else "signer"

    def seconding(self, first: Any) -> "Acting":
        """The same person, confirming what `first` (a User) has prepared."""
        return replace(self, first=first)

    def coming_from(self, origin: Origin) -> "Acting":
        """The same person, with the network address and the device of their request."""
        return replace(self, origin=origin)

    def has(self, role: str) -> bool:
        """Whether they have a role in the organisation acted for, by membership or by a delegation in force."""
        return role in self.roles


class Clock(Acting):
    """The platform itself, when a deadline passes: nobody, in no role. Never compared by equality: `by is CLOCK`."""

    def __repr__(self):
        return "CLOCK"


class Console(Acting):
    """A command given on the server itself: nobody by name, where a platform has one operator only."""

    def __repr__(self):
        return "CONSOLE"


PUBLIC = Acting()
CLOCK = Clock()
CONSOLE = Console()


def acting_as(user: Any, organisation_id: int | None = None, *, at: datetime.datetime) -> Acting:
    """The person acting for one of their organisations at `at`.

    With `organisation_id` for that one; without it for the only one they belong to. An organisation they do not (or no
    longer) belong to gives nothing: then they act for themselves. Two queries at most; one for whoever signed in.
    """
    if user is None or not user.is_authenticated or not user.is_active:
        return PUBLIC
    memberships = memberships_of(user, at)
    organisations = tuple(membership.organisation for membership in memberships)
    everywhere = frozenset(organisation.pk for organisation in organisations)
    themselves = Acting(user=user, is_expert=has_profile(user), elsewhere=everywhere, organisations=organisations)
    if organisation_id is not None:
        memberships = [membership for membership in memberships if membership.organisation_id == organisation_id]
    if len(memberships) != 1:
        return themselves
    membership = memberships[0]
    own, elsewhere = frozenset(membership.roles), everywhere - {membership.organisation_id}
    lent = frozenset(membership.lent) - own
    return replace(themselves, organisation=membership.organisation, roles=own | lent, lent=lent, elsewhere=elsewhere)


def memberships_of(user: Any, at: datetime.datetime) -> list[Any]:
    """Return where a person belongs today, each with the roles `lent` to them there at `at`, in one query."""
    given = FilteredRelation(
        "organisation__delegations", condition=in_force(at, "organisation__delegations__", grantee=user)
    )
    rows = Membership.objects.active().filter(user=user).select_related("organisation")
    found: dict[int, Any] = {}
    # A membership comes once for each delegation in force, or once without any.
    for row in rows.annotate(given=given, delegated=F("given__roles")):
        membership = found.setdefault(row.pk, row)
        membership.lent = {*getattr(membership, "lent", ()), *(row.delegated or ())}
    return list(found.values())


def has_profile(user: Any) -> bool:
    """Whether a person has an expert profile: as read with them when they were signed in, or else asked now."""
    known = getattr(user, "has_profile", None)
    return ExpertProfile.objects.filter(user=user).exists() if known is None else known


def acting_by(token: Any, *, at: datetime.datetime) -> Acting:
    """Who acts with a token at `at`: its person for its organisation, or the organisation's program in its roles."""
    if token.of_organisation:
        issuers = Membership.objects.active().filter(user_id=token.issued_by_id)
        elsewhere = frozenset(issuers.values_list("organisation_id", flat=True)) - {token.organisation_id}
        roles = frozenset(token.roles)
        return Acting(user=token.user, organisation=token.organisation, roles=roles, elsewhere=elsewhere)
    return acting_as(token.user, token.organisation_id, at=at)


def acting_for(request) -> Acting:
    """As whom the person of this request acts, by the choice kept in their session."""
    return acting_as(request.user, request.session.get(SESSION_KEY), at=now()).coming_from(origin_of(request))


def choose(request, organisation_id: int) -> Acting:
    """Act for one of one's organisations from now on, in this session. Raises NotAllowed for any other."""
    acting = acting_as(request.user, organisation_id, at=now()).coming_from(origin_of(request))
    if acting.organisation_id is None:
        raise NotAllowed(_("您不是该单位的成员。"))
    request.session[SESSION_KEY] = organisation_id
    request.acting = acting
    return acting


def choices_of(user: Any) -> list[Organisation]:
    """The organisations that a person may choose among, by name."""
    mine = Membership.objects.active().filter(user=user)
    return list(Organisation.objects.filter(pk__in=mine.values("organisation")))


class ActingMiddleware:
    """Gives every request its `acting`, found when first asked for. Stands after sessions and authentication."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.acting = SimpleLazyObject(lambda: acting_for(request))
        return self.get_response(request)
