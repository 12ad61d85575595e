"""The page of signals 围标线索: by pair of firms, the strongest first, each with its sentence and its evidence."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from challenges.collusion.access import visible_to
from challenges.collusion.comparison.words import reason_in_words
from challenges.collusion.models import Comparison, Signal
from challenges.collusion.states import SignalState
from challenges.proposals.models import Proposal, SectionKey
from challenges.proposals.queries.proposal_sections import BASICS, CATEGORIES, COMMITMENT, IP, ROUTE, SCHEDULE, SOURCES

PAIRS_A_PAGE = 10
LABELS = {
    **{f"basics.{one.name}": one.label for one in BASICS},
    **{f"route.{one.name}": one.label for one in ROUTE},
    **{f"ip.{one.name}": one.label for one in IP},
    **{f"commitments.{one.name}": one.label for one in COMMITMENT},
    **{f"schedule.{one.name}": one.label for one in SCHEDULE},
}


@dataclass(frozen=True)
class Shown:
    """One signal with its sentence, its passages side by side, and its budget lines."""

    signal: Signal
    reason: str
    passages: tuple[tuple[dict, dict], ...] = ()
    lines: tuple[tuple[str, str, str], ...] = ()


@dataclass
class Pair:
    """Two proposals of different firms with everything found between them."""

    first: Proposal
    second: Proposal
    signals: list[Shown] = field(default_factory=list)

    @property
    def across(self) -> bool:
        """Return True when they answer different challenges of the batch."""
        return self.first.challenge_id != self.second.challenge_id


@dataclass(frozen=True)
class SignalPage:
    """A challenge's signals: one page of pairs, how many there are, and how far the comparison has come."""

    pairs: list[Pair]
    found: int
    open: int
    all_pairs: int
    page: int
    pages: int
    comparison: Comparison | None


def signals_of(viewer, challenge):
    """Return the signals this viewer may see on the page of a challenge: those with one of its proposals."""
    return visible_to(viewer).filter(Q(first__challenge=challenge) | Q(second__challenge=challenge))


def signal_page(viewer, challenge, *, number: int = 1, ahead: Signal | None = None) -> SignalPage:
    """Return a page of pairs in a fixed number of queries; the pair of `ahead` stands first, whatever its strength."""
    weights: dict[Any, list] = defaultdict(list)
    states: Counter = Counter()
    for first, second, strength, state in signals_of(viewer, challenge).values_list(
        "first_id", "second_id", "strength", "state"
    ):
        weights[first, second].append((state != SignalState.EXPLAINED, strength))
        states[state] += 1
    order = sorted(
        weights, key=lambda pair: (max(weights[pair]), sum(strength for _open, strength in weights[pair])), reverse=True
    )
    if ahead is not None:
        order.sort(key=lambda pair: pair != (ahead.first_id, ahead.second_id))
    pages = max(1, -(-len(order) // PAIRS_A_PAGE))
    number = min(max(1, number), pages)
    wanted = order[(number - 1) * PAIRS_A_PAGE : number * PAIRS_A_PAGE]
    return SignalPage(
        pairs=pairs_of(viewer, challenge, wanted),
        found=states.total(),
        open=states[SignalState.OPEN],
        all_pairs=len(order),
        page=number,
        pages=pages,
        comparison=Comparison.objects.filter(challenge=challenge).first(),
    )


def pairs_of(viewer, challenge, wanted) -> list[Pair]:
    """Return these pairs with their signals, in this order."""
    rows = (
        signals_of(viewer, challenge)
        .filter(first__in={first for first, _second in wanted}, second__in={second for _first, second in wanted})
        .select_related("first__organisation", "first__challenge", "second__organisation", "second__challenge")
        .select_related("decided_by")
        .order_by("-strength", "kind", "pk")
    )
    found: dict[tuple[int, int], Pair] = {}
    for row in rows:
        pair = found.setdefault((row.first_id, row.second_id), Pair(row.first, row.second))
        pair.signals.append(shown(row))
    return [found[pair] for pair in wanted]


def shown(signal: Signal) -> Shown:
    """Return a signal as the page shows it."""
    facts = signal.facts
    passages = tuple((side(one["first"]), side(one["second"])) for one in facts.get("passages", ()))
    lines = tuple(
        (f"{CATEGORIES.get(category, category)} · {SOURCES.get(source, source)}", ours, theirs)
        for category, source, ours, theirs in facts.get("cells", ())
    )
    return Shown(signal, reason_in_words(signal.kind, facts), passages, lines)


def side(stored: dict) -> dict:
    """Return one side of a passage with the name of its place in words."""
    return {"place": place_in_words(stored["place"]), "parts": stored["parts"]}


def place_in_words(place: str) -> str:
    """Return where in a proposal a passage stands: 技术路线 · 创新点."""
    section, *_row, name = place.split(".")
    words = str(LABELS.get(f"{section}.{name}", _("说明")))
    head = str(SectionKey(section).label)
    return head if words == head else f"{head} · {words}"
