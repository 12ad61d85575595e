"""A decision 审定 as it is put before its approvers: what it states, whether that still stands, and what changed."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from challenges.award.access.decision import next_step, relations, visible_to
from challenges.award.models import Approval, Choice, Decision
from challenges.award.states.decision import STANDING, DecisionState
from challenges.core.noun import lends
from challenges.proposals.queries.proposal_snapshot import digest
from challenges.review.models import Panel, Result
from challenges.review.states.review import PanelState
from notifications.clock import written
from notifications.models import Event

CLOSED = (PanelState.LOCKED, PanelState.REPORTED)


def content_of(challenge) -> dict | None:
    """Return exactly what is decided now: the panel's round, its frozen ranking, and the choices with their reasons.

    It is plain data with one spelling, so that its SHA-256 is the same wherever it is computed. None while nothing
    is chosen or no ranking is signed.
    """
    return contents_of([challenge]).get(challenge.pk)


def contents_of(challenges) -> dict[int, dict]:
    """Return what is decided now of each of these challenges that has it, by id; in three queries."""
    choices, ranked = defaultdict(list), defaultdict(list)
    for choice in Choice.objects.filter(challenge__in=challenges).order_by("slot"):
        choices[choice.challenge_id].append(choice)
    panels = {}
    for panel in Panel.objects.filter(challenge__in=choices, state__in=CLOSED).order_by("-pk"):
        panels[panel.challenge_id] = panel
    results = Result.objects.filter(panel__in=panels.values(), round=F("panel__round"))
    for result in results.select_related("proposal__organisation").order_by("rank", "id"):
        ranked[result.panel_id].append(result)
    return {
        challenge.pk: stated(challenge, panels[challenge.pk], ranked[panels[challenge.pk].pk], choices[challenge.pk])
        for challenge in challenges
        if challenge.pk in panels
    }


def stated(challenge, panel, results, choices) -> dict:
    """Return what is decided of one challenge, in its one spelling."""
    return {
        "challenge": {
            "id": challenge.pk,
            "number": challenge.number,
            "title": challenge.title,
            "edition": challenge.edition,
            "slots": challenge.race_slots,
        },
        "panel": {
            "id": panel.pk,
            "round": panel.round,
            "locked_at": written(panel.locked_at),
        },
        "ranking": [
            {
                "rank": row.rank,
                "proposal_id": row.proposal_id,
                "receipt_number": row.proposal.receipt_number,
                "firm": row.proposal.organisation.name,
                "score": f"{row.score:.2f}",
                "passed": row.passed,
                "vetoed": row.vetoed,
            }
            for row in results
        ],
        "choices": [
            {"slot": row.slot, "proposal_id": row.proposal_id, "rank": row.rank, "reason": row.reason}
            for row in choices
        ],
    }


@lends("challenge", "signed")
def signed_choices(challenge) -> dict:
    """Return whom the lead firm chose, with the reasons: what whoever signs the choice binds it to."""
    rows = Choice.objects.filter(challenge=challenge).order_by("slot").values("slot", "proposal_id", "rank", "reason")
    return {"choices": list(rows)}


def departs(content: dict) -> bool:
    """Return True when a choice stands for a slot before its rank."""
    return any(row["rank"] > row["slot"] for row in content["choices"])


def standing_decision(challenge) -> Decision | None:
    """Return the decision that has not been overtaken, whatever its state; None when there is none."""
    return Decision.objects.filter(challenge=challenge, state__in=STANDING).prefetch_related("approvals__by").first()


def still_stands(decision, challenge) -> bool:
    """Return True while what the decision states is what the rows say now."""
    return states(decision, content_of(challenge))


def states(decision, content: dict | None) -> bool:
    """Return True when this is what the decision states."""
    return content is not None and digest(content) == decision.digest


def difference(before: dict, after: dict) -> list[tuple[str, str, str]]:
    """Return what two versions state differently, as (what, before, after) in words."""
    rows: list[Any] = []
    if before["panel"] != after["panel"]:
        rows.append((_("评审轮次"), *(str(side["panel"]["round"]) for side in (before, after))))
    ranked = [{row["proposal_id"]: row for row in side["ranking"]} for side in (before, after)]
    for pk in dict.fromkeys([*ranked[0], *ranked[1]]):
        old, new = (side.get(pk) for side in ranked)
        if old != new:
            firm = next(side["firm"] for side in (new, old) if side)
            what = _("名次：%(firm)s") % {"firm": firm}
            rows.append((what, place_in_words(old), place_in_words(new)))
    chosen = [{row["slot"]: row for row in side["choices"]} for side in (before, after)]
    for slot in sorted({*chosen[0], *chosen[1]}):
        old, new = (side.get(slot) for side in chosen)
        if old != new:
            what = _("第 %(n)s 家") % {"n": slot}
            rows.append((what, choice_in_words(old, ranked[0]), choice_in_words(new, ranked[1])))
    if before["challenge"] != after["challenge"]:
        rows.append((_("榜单"), before["challenge"]["title"], after["challenge"]["title"]))
    return rows


def place_in_words(row: dict | None) -> str:
    """Return a line of a ranking in a few words."""
    if row is None:
        return _("无")
    return _("第 %(rank)s 名，%(score)s 分") % {"rank": row["rank"], "score": row["score"]}


def choice_in_words(row: dict | None, ranking: dict) -> str:
    """Return a choice in a few words: the firm, and the reason when one was given."""
    if row is None:
        return _("无")
    firm = ranking[row["proposal_id"]]["firm"] if row["proposal_id"] in ranking else str(row["proposal_id"])
    return _("%(firm)s：%(reason)s") % {"firm": firm, "reason": row["reason"]} if row["reason"] else firm


@dataclass(frozen=True)
class Chosen:
    """A slot of the decision with the line of the ranking that was chosen for it."""

    slot: int
    place: dict
    reason: str

    @property
    def departs(self) -> bool:
        """Return True when its rank is behind its slot."""
        return self.place["rank"] > self.slot


@dataclass(frozen=True)
class DecisionPage:
    """One decision as the organiser's people read it; `hindrance` says why this reader may not take the next step."""

    decision: Decision
    steps: list[Approval]
    next: Approval | None
    chosen: list[Chosen]
    hindrance: str
    later: Decision | None
    changes: list[tuple[str, str, str]]
    earlier: list[Decision]


def page(viewer, decision) -> DecisionPage:
    """Return the page of a decision; an overtaken one shows what was changed since."""
    places = {row["proposal_id"]: row for row in decision.content["ranking"]}
    later = None
    if decision.state == DecisionState.VOID:
        later = visible_to(viewer).filter(challenge_id=decision.challenge_id, state__in=STANDING).first()
    return DecisionPage(
        decision=decision,
        steps=list(decision.approvals.all()),
        next=next_step(decision) if decision.state == DecisionState.PENDING else None,
        chosen=[Chosen(row["slot"], places[row["proposal_id"]], row["reason"]) for row in decision.content["choices"]],
        hindrance=hindrance(viewer, decision),
        later=later,
        changes=difference(decision.content, later.content) if later else [],
        earlier=list(visible_to(viewer).filter(challenge_id=decision.challenge_id, number__lt=decision.number)),
    )


def hindrance(viewer, decision) -> str:
    """Return the code of what keeps this person from the next step though they hold its role; empty when nothing does.

    Four eyes: whoever chose or put the matter before the approvers does not approve it, nobody approves twice, and the
    last who approves has not run the review.
    """
    if viewer.user_id is None:
        return ""
    if decision.opened_by_id in viewer.hands:
        return "four_eyes"
    if decision.challenge.choices.filter(chosen_by_id__in=viewer.hands).exists():
        return "four_eyes"
    steps = list(decision.approvals.all())
    if any(step.by_id == viewer.user_id for step in steps):
        return "approved_before"
    left = [step for step in steps if step.at is None]
    last = len(left) == 1 and left[0].role in viewer.roles
    return "ran_review" if last and ran_review(viewer, decision.challenge) else ""


# Why a person is kept from the next step, by the code of `hindrance`.
HINDRANCES = {
    "four_eyes": lambda: _("择定或者提请审定的人不能审定，请换一位有权限的同事办理。"),
    "ran_review": lambda: _("您参与组织了本榜的评审，最后一步请由没有参与组织评审的审定人办理。"),
    "approved_before": lambda: _("你已经审定过前面一步，同一人不能审定两次。"),
}


@lends("decision", "withheld")
def not_theirs(viewer, decision) -> tuple[tuple[str, ...], str] | None:
    """Return what keeps an approver whose post's turn it is from the next step, in a sentence."""
    if "approver" not in relations(viewer, decision):
        return None
    code = hindrance(viewer, decision)
    return (("approve", "send_back"), HINDRANCES[code]()) if code else None


# What is written of whoever runs a review: plans, draws, seats, invites, hands out and takes over. Setting a tie aside
# is what an approver confirms as the second officer.
RUNNING = ("panel", "seat", "draw", "review", "rejoinder")
TURNING = ("challenge.review_begun", "challenge.proposed")
NOT_RUNNING = ("panel.ties_set_aside",)


def ran_review(viewer, challenge) -> bool:
    """Return True for who took part in running the review of a challenge, themselves or by a program of theirs.

    The record tells it, whatever role they had then.
    """
    acts = Event.objects.filter(chain=challenge.chain, actor_id__in=viewer.hands).exclude(name__in=NOT_RUNNING)
    return acts.filter(Q(noun__in=RUNNING) | Q(name__in=TURNING)).exists()


@dataclass(frozen=True)
class Progress:
    """How far the decision is: what the lead firm may know of it. `pk` is None for who may not read the record."""

    decision: Decision
    taken: int
    steps: int
    pk: int | None


def progress(viewer, challenge) -> Progress | None:
    """Return how far the standing decision of a challenge is, or None when nothing was put forward."""
    decision = standing_decision(challenge)
    if decision is None:
        return None
    steps = list(decision.approvals.all())
    seen = visible_to(viewer).filter(pk=decision.pk).exists()
    taken = sum(step.verdict == Approval.Verdict.APPROVED for step in steps)
    return Progress(decision, taken, len(steps), decision.pk if seen else None)
