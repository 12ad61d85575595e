"""Where one challenge of a call stands: its small steps, the one under way, what comes next, whose turn, until when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from challenges.award.states.decision import DecisionState
from challenges.listing.states import ChallengeState as S
from challenges.review.states.review import PanelState as P

BEFORE = ("check", "argue", "funds", "publish")
WINDOW = ("publish", "apply", "unseal")
QUALIFY = ("first", "second", "review")
REVIEW = ("panel", "invite", "score", "discuss", "lock", "propose")
TRIED = ("panel", "invite", "trial", "score", "discuss", "lock", "propose")
CHOOSE = ("choose", "decide", "announce")
AFTER = ("announce", "award", "sign", "work")


@dataclass(frozen=True)
class Place:
    """The small steps of a challenge in its state; `here` is the one under way, those before it are done.

    `what` is what comes next, `who` whose turn it is, both by their keys; `facts` are the numbers of the sentence.
    `missing`: nobody has begun the step that holds everything up.
    """

    steps: tuple[str, ...] = ()
    here: str = ""
    what: str = ""
    who: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    due: datetime | None = None
    missing: bool = False

    def marks(self) -> list[tuple[str, str]]:
        """Return each step with how it is drawn: d done, n under way, m missing, nothing for what lies ahead."""
        at = self.steps.index(self.here) if self.here else -1
        now = "m" if self.missing else "n"
        return [(step, "d" if n < at else now if n == at else "") for n, step in enumerate(self.steps)]


@dataclass
class Facts:
    """What is known of the work on one challenge beside its row, as far as the reader may see it.

    Counts are of experts asked for an opinion and those who gave one, and of proposals by how far their check is;
    `seats` are (asked, accepted), `reviews` (given out, handed in). `sees_panels` is False for whoever may not know
    of panels; `role` is whose approval is next.
    """

    asked: int = 0
    given: int = 0
    unchecked: int = 0
    second: int = 0
    supplement: int = 0
    qualified: int = 0
    decision: str = ""
    decision_id: int = 0
    role: str = ""
    draft_id: int = 0
    panel: str = ""
    panel_id: int = 0
    panel_due: datetime | None = None
    seats: tuple[int, int] = (0, 0)
    reviews: tuple[int, int] = (0, 0)
    trial: str = ""
    sees_panels: bool = True


def place_of(state: str, row: Any, facts: Facts) -> Place:
    """Return where a challenge stands. `row` has its dates and whether its funds are confirmed."""
    if state in (S.FORMAL_CHECK, S.RETURNED, S.ARGUMENTATION, S.PENDING_PUBLISH):
        return before(state, row, facts)
    if state in (S.PUBLISHED, S.ACCEPTING, S.CLOSED):
        what, due = {S.PUBLISHED: ("opens", row.opens_at), S.ACCEPTING: ("closes", row.closes_at)}.get(
            S(state), ("unseals", row.closes_at)
        )
        return Place(WINDOW, "unseal" if state == S.CLOSED else "apply", what, "clock", due=due)
    if state == S.QUALIFICATION:
        return qualification(row, facts)
    if state == S.EXPERT_REVIEW:
        return review(row, facts)
    if state == S.PROPOSED:
        return choice(row, facts)
    if state == S.PUBLICITY:
        return Place(AFTER, "announce", "runs", "clock", due=row.publicity_ends_at)
    if state == S.OBJECTION:
        return Place(AFTER, "announce", "objection", "notice_officer", due=row.due_at)
    if state == S.AWARDED:
        return Place(AFTER, "sign", "signing", "both", due=row.due_at)
    if state == S.IN_PROGRESS:
        return Place(AFTER, "work", "work", "both")
    return Place(what=str(state))


def before(state: str, row: Any, facts: Facts) -> Place:
    """Return where a need stands before it is published."""
    if state == S.FORMAL_CHECK:
        return Place(BEFORE, "check", "check", "checker", due=row.due_at)
    if state == S.RETURNED:
        return Place(BEFORE, "check", "repair", "lead", due=row.due_at)
    if state == S.ARGUMENTATION:
        if not facts.asked:
            return Place(BEFORE, "argue", "ask_experts", "checker", due=row.due_at, missing=True)
        counts = {"given": facts.given, "asked": facts.asked}
        if facts.given < facts.asked:
            return Place(BEFORE, "argue", "opinions", "experts", counts, row.due_at)
        return Place(BEFORE, "argue", "conclude", "checker", counts, row.due_at)
    if row.total_wan and not row.funds_confirmed_at:
        return Place(BEFORE, "funds", "funds", "lead")
    return Place(BEFORE, "publish", "post_list" if facts.draft_id else "publish", "publisher")


def qualification(row: Any, facts: Facts) -> Place:
    """Return where the check of eligibility stands: first, second, then the review is begun."""
    if facts.unchecked:
        return Place(QUALIFY, "first", "first_check", "checker", {"n": facts.unchecked}, row.due_at)
    if facts.second:
        return Place(QUALIFY, "second", "second_check", "second_checker", {"n": facts.second}, row.due_at)
    if facts.supplement:
        return Place(QUALIFY, "second", "supplement", "applicants", {"n": facts.supplement}, row.due_at)
    return Place(QUALIFY, "review", "begin_review", "review_officer", {"n": facts.qualified}, row.due_at)


def review(row: Any, facts: Facts) -> Place:
    """Return where the experts' review stands."""
    steps = TRIED if facts.trial in ("planned", "open") else REVIEW
    due = facts.panel_due or row.due_at
    if not facts.sees_panels:
        return Place(what="review", who="review_officer", due=row.due_at)
    if not facts.panel:
        return Place(REVIEW, "panel", "form_panel", "review_officer", due=row.due_at, missing=True)
    if facts.panel == P.PLANNING:
        here, what = ("invite", "invite") if facts.seats[0] else ("panel", "pick")
        return Place(REVIEW, here, what, "review_officer", {"n": facts.seats[0]}, row.due_at, missing=True)
    if facts.panel == P.INVITING:
        asked, accepted = facts.seats
        if accepted < asked:
            return Place(steps, "invite", "answers", "experts", {"accepted": accepted, "asked": asked}, due)
        if facts.trial == "open":
            return Place(steps, "trial", "trial", "experts", due=due)
        return Place(
            steps, "trial" if facts.trial == "planned" else "score", "begin_scoring", "review_officer", due=due
        )
    if facts.panel == P.DISCUSSION:
        return Place(REVIEW, "discuss", "discuss", "experts", due=due)
    if facts.panel == P.SCORING:
        given, handed = facts.reviews
        if handed < given:
            return Place(steps, "score", "scores", "experts", {"handed": handed, "given": given}, due)
        return Place(REVIEW, "lock", "lock", "panel_leader", due=due)
    return Place(REVIEW, "propose", "propose", "review_officer", due=row.due_at)


def choice(row: Any, facts: Facts) -> Place:
    """Return where the choice stands: the lead firm's, then the approvers', then the publicity."""
    if facts.decision == DecisionState.PENDING:
        return Place(CHOOSE, "decide", "decide", facts.role or "approver", due=row.due_at)
    if facts.decision == DecisionState.COMPLETE:
        what = "post" if facts.draft_id else "announce"
        return Place(CHOOSE, "announce", what, "notice_officer", due=row.due_at)
    return Place(CHOOSE, "choose", "choose", "lead", due=row.due_at)
