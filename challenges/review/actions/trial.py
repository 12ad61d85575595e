"""Calibration rounds 试评: set up, begun, taken up, closed by the organiser or the clock, or given up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Acting
from accounts.actions.checking import LONGEST_REASON, fitting, reason_given
from challenges.core import gate
from challenges.core.gate import Invalid, Moment, Move, NotAllowed, Problem, Refused, moving, overdue
from challenges.core.periods import day_of
from challenges.listing.models import Batch
from challenges.review.access.trial import may_plan, seats_in
from challenges.review.actions import trial_samples
from challenges.review.models import Panel, Seat, Trial, Trialist
from challenges.review.states.review import SEATED, PanelState
from challenges.review.states.trial import TrialistState, TrialState
from notifications.events import record

STANDING = (TrialState.PLANNED, TrialState.OPEN)


@dataclass(frozen=True)
class Text:
    """A sample as the organiser writes it; `reference` holds marks by criterion id, set before anybody scores."""

    title: str
    text: str
    reference: Mapping[int, Decimal | str | None] = field(default_factory=dict)


def plan(
    batch: Batch,
    *,
    by: Acting,
    at: Moment,
    panels: Sequence[Panel],
    due_at: datetime | None = None,
    samples: Iterable[Text] = (),
) -> Any:
    """The organiser sets up a round for one panel or several of a batch; nobody is told before it begins.

    The panels have sent their invitations and do not score yet; all of them use the same rubric. Raises Invalid with
    a problem for each panel that cannot take part, and for each sample that cannot stand.
    """
    with transaction.atomic():
        if not may_plan(by, batch):
            raise NotAllowed()
        panels = sorted(panels, key=lambda panel: panel.pk)
        for panel in panels:
            gate.lock(panel)
        now = gate.moment(at)
        problems = unfit(batch, panels)
        if problems:
            raise Invalid(problems)
        trial = Trial.objects.create(
            batch=batch,
            rubric=panels[0].rubric,
            due_at=due_at,
            planned_by=by.user,
            created_at=now,
            updated_at=now,
        )
        trial.panels.set(panels)
        trial_samples.write(trial, samples, now)
        record("trial.planned", subject=trial, by=by, at=now, facts={"panels": len(panels)})
    return trial


def unfit(batch: Batch, panels: Sequence[Panel]) -> list[Problem]:
    """Return why these panels cannot hold a round together."""
    if not panels:
        return [Problem("panels", _("请至少选择一个评审组。"), "required")]
    problems = []
    for panel in panels:
        name = {"name": panel.name}
        if panel.challenge.batch_id != batch.pk:
            problems.append(Problem("panels", _("“%(name)s”不属于本批次。") % name, "other_batch"))
        elif panel.state != PanelState.INVITING:
            words = _("“%(name)s”不在邀请阶段：试评在发出邀请之后、开始评分之前进行。")
            problems.append(Problem("panels", words % name, "panel_not_inviting"))
        elif panel.trials.filter(state__in=STANDING).exists():
            problems.append(Problem("panels", _("“%(name)s”已有一轮试评没有结束。") % name, "trial_standing"))
    if len({rubric_of(panel) for panel in panels}) > 1:
        problems.append(Problem("panels", _("这些评审组的评分表不同，不能共用一轮试评。"), "rubrics_differ"))
    return problems


def rubric_of(panel: Panel) -> tuple:
    """Return what a panel's experts mark, line by line."""
    return tuple((row.name, row.weight, row.kind, str(row.levels)) for row in panel.rubric.criteria.all())


def revise(
    trial: Trial,
    *,
    by: Acting,
    at: datetime,
    samples: Iterable[Text],
    due_at: datetime | None = None,
    expected: int | None = None,
) -> Trial:
    """The organiser changes the samples, their references and the last moment, as long as nobody was told.

    What is given is all that holds from now on. Raises Invalid with a problem for each sample that cannot stand.
    """
    with moving(trial, "revise", by=by, at=at, expected=expected) as move:
        trial.due_at = due_at
        trial_samples.write(trial, samples, move.at)
        move.facts["samples"] = trial.samples.count()
    return trial


def begin(trial: Trial, *, by: Acting, at: datetime, expected: int | None = None) -> Trial:
    """The organiser opens the round: every expert who is asked or has accepted is told and finds the samples.

    Raises Invalid when samples are too few or too many or the last moment is not ahead, and Refused when a panel has
    begun to score or was given up meanwhile.
    """
    panels = list(trial.panels.order_by("pk"))
    with transaction.atomic():
        for panel in panels:
            gate.lock(panel)
        with moving(trial, "begin", by=by, at=at, expected=expected) as move:
            gone = [panel.name for panel in panels if panel.state != PanelState.INVITING]
            if gone:
                raise Refused(_("“%(name)s”已不在邀请阶段，不能试评。") % {"name": gone[0]}, code="panel_moved_on")
            require_ready(trial, move.at)
            trial.begun_at = move.at
            move.facts["experts"] = call(trial, move.at)
    return trial


def require_ready(trial: Trial, at: datetime) -> None:
    """Refuse to begin with too few or too many samples, or without a last moment ahead: said beside the button, too."""
    problems = trial_samples.count_problems(trial.samples.count(), trial.batch.rules_on(day_of(at)))
    if trial.due_at is None or overdue(trial.due_at, at):
        problems.append(Problem("due_at", _("请写明截止时间，须在此刻之后。"), "not_ahead"))
    if problems:
        raise Invalid(problems)


def call(trial: Trial, at: datetime) -> int:
    """Give every expert who sits on these panels their part; returns how many there are."""
    seats = Seat.objects.filter(panel__trials=trial, state__in=SEATED).order_by("id")
    first: dict[int, Seat] = {}
    for seat in seats:
        first.setdefault(seat.expert_id, seat)
    Trialist.objects.bulk_create(
        Trialist(trial=trial, expert_id=expert, panel_id=seat.panel_id, created_at=at, updated_at=at)
        for expert, seat in first.items()
    )
    return len(first)


def join(trial: Trial, *, by: Acting, at: Moment, expected: int | None = None) -> Trial:
    """An expert who was invited after the round had begun takes it up."""
    with moving(trial, "join", by=by, at=at, expected=expected) as move:
        require_time(trial, move.at)
        seat = seats_in(trial, by.user_id or 0).first()
        if seat is None:
            raise NotAllowed()
        Trialist.objects.create(
            trial=trial, expert_id=seat.expert_id, panel_id=seat.panel_id, created_at=move.at, updated_at=move.at
        )
    return trial


def require_time(trial: Trial, at: datetime) -> None:
    """Refuse once the round is over, whether or not the clock has come by yet."""
    if trial.state != TrialState.OPEN or overdue(trial.due_at, at):
        raise Refused(_("试评已经截止。"), code="too_late")


def close(trial: Trial, *, by: Acting, at: datetime) -> Trial:
    """The clock ends the round at its last moment; each expert learns their own drift."""
    with moving(trial, "close", by=by, at=at) as move:
        end(trial, move)
    return trial


def close_early(trial: Trial, *, by: Acting, at: datetime, expected: int | None = None) -> Trial:
    """The organiser ends the round before its last moment; whoever has not handed in no longer can."""
    with moving(trial, "close_early", by=by, at=at, expected=expected) as move:
        end(trial, move)
    return trial


def end(trial: Trial, move: Move) -> None:
    """Note when the round ended and how many had handed in by then."""
    trial.closed_at = move.at
    done = trial.trialists.filter(state=TrialistState.HANDED_IN).count()
    move.facts |= {"handed_in": done, "of": trial.trialists.count()}


def void(trial: Trial, *, by: Acting, at: datetime, reason: str, expected: int | None = None) -> Trial:
    """The organiser gives a round up, with a reason; nobody learns a drift from it."""
    reason = reason_given(reason, longest=LONGEST_REASON, empty=_("请写明作废的理由。"))
    with moving(trial, "void", by=by, at=at, expected=expected) as move:
        trial.void_reason = fitting(reason)
        move.facts |= {"reason": trial.void_reason, "begun": trial.begun_at is not None}
    return trial
