"""The pool of a draw 抽取: every expert with what speaks against drawing them, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from accounts.models import ExpertProfile
from accounts.models.expert import ExpertCategory, Integrity
from accounts.models.verification import Verification
from challenges.experts.models import Conflict
from challenges.proposals.states import ProposalState
from challenges.review.models import Seat
from challenges.review.queries.conflicts import comparison
from challenges.review.queries.experts import away, loads, period
from challenges.review.states.review import SeatState

SITTING = (SeatState.PICKED, SeatState.INVITED, SeatState.ACCEPTED)
STAYING = (SeatState.INVITED, SeatState.ACCEPTED)
# Whose knowledge is bound to a field; finance, rights and investment are judged in every field.
BOUND_TO_FIELD = (ExpertCategory.TECHNICAL, ExpertCategory.ENTERPRISE)
# The digits of a field code that name its second level, the level at which experts are matched.
FIELD_LEVEL = 3


@dataclass(frozen=True)
class PoolRow:
    """An expert of the pool: as what they count, where they work today, and what speaks against drawing them."""

    user_id: int
    category: str
    units: tuple[str, ...]
    against: tuple[tuple[str, dict], ...]

    @property
    def enterprise(self) -> bool:
        """Return True when they count towards the enterprise share."""
        return self.category == ExpertCategory.ENTERPRISE


def pool(panel, *, today: date, runs: frozenset[int] = frozenset()) -> list[PoolRow]:
    """Return everybody in the pool, in the order of ids, except those who were invited to this panel and stay.

    `runs` are the user ids of those who draw or plan: nobody is drawn by themselves.
    """
    challenge = panel.challenge
    rules = challenge.rules_on(today)
    staying = set(panel.seats.filter(state__in=STAYING).values_list("expert_id", flat=True))
    profiles = list(
        ExpertProfile.objects.filter(user__is_active=True)
        .exclude(user_id__in=staying)
        .select_related("user")
        .prefetch_related("employments", "absences")
        .order_by("user_id")
    )
    days = period(panel, today, rules["review_days"])
    against = defaultdict(list)
    ids = [row.user_id for row in profiles]
    for user_id, found in conflicts(challenge, ids, today, rules["recusal_years"]).items():
        against[user_id].append(("conflict", {"rules": sorted(found)}))
    left = panel.seats.exclude(state__in=(SeatState.PICKED, SeatState.RESERVE)).exclude(expert_id__in=staying)
    for user_id in left.values_list("expert_id", flat=True):
        against[user_id].append(("seated", {}))
    for user_id, code in refusals(challenge):
        against[user_id].append((code, {}))
    for user_id in runs:
        against[user_id].append(("officer", {}))
    load = loads([panel.pk])
    share = panel.least_share(challenge.proposals.filter(state=ProposalState.QUALIFIED).count())
    rows = []
    for profile in profiles:
        own = [*standing(profile), *against[profile.user_id]]
        if away(profile, days, rules["absence_limit"]):
            own.append(("absent", {}))
        if load[profile.user_id] + share > profile.max_load:
            own.append(("full", {"load": profile.max_load}))
        if other_field(profile, challenge.field_code):
            own.append(("other_field", {}))
        kept = dict(own)
        rows.append(PoolRow(profile.user_id, profile.category, posts(profile, today), tuple(sorted(kept.items()))))
    return rows


def standing(profile):
    """Yield what an expert's own record says against drawing them."""
    if profile.verification != Verification.VERIFIED:
        yield "unverified", {}
    if profile.integrity != Integrity.NORMAL:
        yield "suspended", {}
    if not profile.available:
        yield "unavailable", {}


def other_field(profile, field_code: str) -> bool:
    """Return True when an expert's fields are known and none is that of the challenge, compared at the second level.

    Who switched the matching off is kept from nothing by what their profile says.
    """
    if not profile.user.matched:
        return False
    if profile.category not in BOUND_TO_FIELD or not profile.field_codes or not field_code:
        return False
    wanted = field_code[:FIELD_LEVEL]
    return not any(code.startswith(wanted) or wanted.startswith(code) for code in map(str, profile.field_codes))


def posts(profile, today: date) -> tuple[str, ...]:
    """Return the units where an expert works today; a double post is two units."""
    held = [
        post.unit_name
        for post in profile.employments.all()
        if post.starts_on <= today and (post.ends_on is None or post.ends_on >= today)
    ]
    return tuple(dict.fromkeys(held))


def conflicts(challenge, expert_ids: list[int], today: date, years: int) -> dict[int, set[str]]:
    """Return the rules that tie experts to the firms concerned: written down or found now, and not rejected."""
    rejected, found = set(), defaultdict(set)
    for row in Conflict.objects.filter(challenge=challenge, expert__in=expert_ids):
        if row.status == Conflict.Status.REJECTED:
            rejected.add((row.expert_id, row.proposal_id, row.code))
        else:
            found[row.expert_id].add(row.code)
    for key in comparison(challenge, expert_ids, today=today, years=years):
        if key not in rejected:
            found[key[0]].add(key[2])
    return found


def refusals(challenge):
    """Yield who declined in this batch for a reason that still holds, and what it means for the draw."""
    declined = Seat.objects.filter(panel__challenge__batch_id=challenge.batch_id, state=SeatState.DECLINED)
    for expert_id, reason, field_code in declined.values_list(
        "expert_id", "decline_reason", "panel__challenge__field_code"
    ):
        if reason in ("too_many", "dates"):
            yield expert_id, "unavailable"
        elif reason == "not_my_field" and field_code[:FIELD_LEVEL] == challenge.field_code[:FIELD_LEVEL]:
            yield expert_id, "other_field"
