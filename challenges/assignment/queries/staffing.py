"""A staffing 组评方案: what is asked of the solver, and the plan with names as the organiser looks at it."""

from collections import Counter
from dataclasses import dataclass, field
from math import ceil

from accounts.models import ExpertProfile, User
from challenges.assignment.models import Staffing
from challenges.assignment.queries.candidates import BOUND_TO_FIELD
from challenges.assignment.solver.fit import Part, parts
from challenges.proposals.models import Proposal
from challenges.proposals.states import ProposalState
from challenges.review.models import Panel, Seat
from challenges.review.states.review import PanelState, SeatState

TAKEN = (SeatState.INVITED, SeatState.ACCEPTED)


@dataclass(frozen=True)
class Chair:
    """An expert on a panel of the plan: how well they fit, of what parts, and the reasons as codes with fields."""

    expert_id: int
    name: str
    category: str
    fit: int
    reasons: tuple[tuple[str, dict], ...]
    parts: tuple[tuple[str, int, tuple[str, ...]], ...] = ()


@dataclass
class Bench:
    """A panel of the plan, whoever would sit on it, and how many seats nobody can take."""

    panel: Panel
    chairs: list[Chair] = field(default_factory=list)
    missing: int = 0
    enterprise_missing: int = 0


def open_panels(batch) -> list[Panel]:
    """Return the panels of a batch that are being composed and have asked nobody yet."""
    asked = Seat.objects.filter(state__in=TAKEN).values("panel")
    return list(
        Panel.objects.filter(challenge__batch=batch, state=PanelState.PLANNING)
        .exclude(pk__in=asked)
        .select_related("challenge__lead", "challenge__organiser", "challenge__batch")
        .order_by("pk")
    )


def shares(panels, on) -> dict[int, int]:
    """Return how many qualified proposals each expert of each panel would review, by the rules of a date."""
    rows = Proposal.objects.filter(
        challenge__in=[panel.challenge_id for panel in panels], state=ProposalState.QUALIFIED
    ).values_list("challenge_id", flat=True)
    counts = Counter(rows)
    return {panel.pk: share(panel, counts[panel.challenge_id], on) for panel in panels}


def share(panel, proposals: int, on) -> int:
    """Return how many of so many proposals an expert of a panel of the least size reviews, on the mean."""
    if panel.reviews_each is None:
        return proposals
    return ceil(proposals * panel.reviews_each / panel.challenge.rules_on(on)["panel_size"])


def profiles(ids) -> dict[int, ExpertProfile]:
    """Return the profiles of these experts by user id."""
    return {row.user_id: row for row in ExpertProfile.objects.filter(user_id__in=ids).select_related("user")}


def fit_of(profile: ExpertProfile, *, field_code: str, text: str) -> list[Part]:
    """Return the parts of the fit between an expert and a subject (field code, text).

    Of who switched the matching off neither fields nor keywords are read: they count as those do whose knowledge is
    bound to no field, so that it neither helps nor harms them.
    """
    read = profile.user.matched
    return parts(
        profile.field_codes if read else [],
        keywords_of(profile),
        field_code=field_code,
        text=text,
        bound=read and profile.category in BOUND_TO_FIELD,
    )


def keywords_of(profile: ExpertProfile) -> list[str]:
    """Return the keywords that programs may read of an expert."""
    return list(profile.keywords) if profile.user.matched else []


def benches(staffing: Staffing) -> list[Bench]:
    """Return the plan panel by panel, the best fit first, in a fixed number of queries."""
    result = staffing.result
    panels = Panel.objects.filter(pk__in=staffing.panels).select_related("challenge").order_by("pk")
    found = {panel.pk: Bench(panel) for panel in panels}
    if not result:
        return list(found.values())
    names = dict(User.objects.filter(pk__in={row["expert_id"] for row in result["pairs"]}).values_list("pk", "name"))
    known = profiles(names)
    for row in sorted(result["pairs"], key=lambda row: -row["fit"]):
        if row["proposal_id"] in found and row["expert_id"] in known:
            reasons = tuple((reason["code"], reason["fields"]) for reason in row["reasons"])
            category = known[row["expert_id"]].get_category_display()
            made_of = tuple((code, points, tuple(matched)) for code, points, matched in row.get("parts", []))
            chair = Chair(row["expert_id"], names[row["expert_id"]], category, row["fit"], reasons, made_of)
            found[row["proposal_id"]].chairs.append(chair)
    for row in result["unfilled"]:
        if row["proposal_id"] in found:
            found[row["proposal_id"]].missing = row["missing"]
            found[row["proposal_id"]].enterprise_missing = row["enterprise_missing"]
    return list(found.values())
