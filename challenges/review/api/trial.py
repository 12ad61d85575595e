"""Calibration rounds over the API: set up, write samples, begin, mark, hand in, close, and what each may read then."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from challenges.core.api import bodies, filters
from challenges.core.api.filters import Filter
from challenges.core.api.idempotency import once
from challenges.core.api.resource import KEY, DetailEndpoint, Endpoint, ListEndpoint, Transition, described, named
from challenges.core.api.shapes import answers
from challenges.core.api.typed import Body, Moment, Whole
from challenges.listing.models import Batch
from challenges.review.access import trial as access
from challenges.review.access.review import panels_visible_to
from challenges.review.actions import trial as trials
from challenges.review.actions import trialist
from challenges.review.api import trial_shapes
from challenges.review.queries import trial as reading
from challenges.review.queries.calibration_batch import batch_doubt, batches_visible_to
from challenges.review.states.trial import TrialistState, TrialState
from notifications.clock import day_of, now

TRIAL_FILTERS = {
    "state": Filter("state__in", filters.one_of(TrialState)),
    "batch_id": Filter("batch_id", filters.whole),
}
TRIALIST_FILTERS = {
    "state": Filter("state__in", filters.one_of(TrialistState)),
    "trial_id": Filter("trial_id", filters.whole),
}


class SampleBody(Body):
    """A sample with reference marks by criterion id."""

    title = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=20000)
    reference = serializers.DictField(child=serializers.CharField(max_length=6), default=dict)


class Samples(Body):
    """All samples of a round, and its last moment."""

    samples = SampleBody(many=True, default=list)
    due_at = Moment(required=False, allow_null=True, default=None)


class Plan(Samples):
    """The panels that take part, with the samples and the last moment."""

    panel_ids = serializers.ListField(child=Whole(min_value=1), min_length=1, max_length=40, source="panels")


class SampleMarks(Body):
    """The marks of one sample by criterion id; null clears one."""

    sample_id = Whole(min_value=1, source="sample")
    marks = serializers.DictField(child=serializers.CharField(max_length=6, allow_null=True))


def texts(samples) -> list[trials.Text]:
    """Return the samples of a body as the action takes them."""
    return [trials.Text(one["title"], one["text"], one["reference"]) for one in samples]


def revise(row, *, by, at, samples, due_at):
    """The organiser changes samples and last moment of a round nobody was told of."""
    return trials.revise(row, by=by, at=at, samples=texts(samples), due_at=due_at)


def score(row, *, by, at, sample, marks):
    """The expert keeps their marks of one sample."""
    given = {key: {"value": value} for key, value in marks.items()}
    return trialist.score(row, by=by, at=at, sample=sample, marks=given)


TRIAL = (
    Transition("revise", "samples", revise, Samples),
    Transition("begin", "opening", trials.begin),
    Transition("join", "participation", trials.join, bound=True),
    Transition("close_early", "closing", trials.close_early),
    Transition("void", "voiding", trials.void, bodies.Reason),
)
TRIALIST = (
    Transition("score", "marks", score, SampleMarks, bound=True),
    Transition("hand_in", "submission", trialist.hand_in, bound=True),
)


@described("trial", "trial_list", "Calibration rounds the caller may know of")
class TrialList(ListEndpoint):
    columns = trial_shapes.TRIAL
    shape = trial_shapes.TrialRow
    filters = TRIAL_FILTERS

    def rows(self):
        """Return the rounds the caller may see."""
        return access.visible_to(self.viewer)


class TrialRows(DetailEndpoint):
    """What all endpoints of one round share."""

    shape = trial_shapes.TrialDetail

    def visible(self):
        """Return the rounds the caller may see."""
        return access.visible_to(self.viewer).select_related("batch", "rubric")

    def show(self, row):
        """Return the round; references and everybody's drift for the officers, an expert their own drift alone."""
        watching = access.watches(self.viewer) and row.batch.organiser_id == self.viewer.organisation_id
        body = {
            "id": row.pk,
            "batch_id": row.batch_id,
            "state": row.state,
            "due_at": row.due_at,
            "criteria": list(row.rubric.criteria.values("id", "position", "name", "name_en", "weight", "kind")),
            "samples": [
                {"id": one.pk, "position": one.position, "title": one.title, "text": one.text}
                | ({"reference": one.reference} if watching else {})
                for one in row.samples.all()
            ],
        }
        if watching:
            body["panel_ids"] = list(row.panels.order_by("pk").values_list("pk", flat=True))
            body["comparison"] = compared(reading.comparison(self.viewer, row, on=day_of(now())))
        else:
            body["drift"] = own(reading.own_drift(self.viewer, row, on=day_of(now())))
        return body


def compared(found):
    """Return everybody's drift and what divides the panels; None before the round is closed."""
    if found is None:
        return None
    return {
        "limit": found.limit,
        "experts": [{"expert_id": one.expert_id, **drifted(one)} for _name, _panel, one in found.drifts],
        "spread": {str(key): round(value, 2) for key, value in found.round.spread.items()},
        "panels": [
            {"panel_id": one.panel.pk, "handed_in": one.experts, "means": [rounded(mean) for mean in one.means]}
            for one in found.panels
        ],
    }


def own(found):
    """Return the caller's own drift; None where there is nothing they may read."""
    return drifted(found.drift) if found is not None and found.drift is not None else None


def drifted(one) -> dict:
    """Return one expert's drift, without their name."""
    return {
        "panel_id": one.panel_id,
        "total": rounded(one.total),
        "criteria": {str(key): rounded(value) for key, value in one.per_criterion.items()},
        "against_reference": rounded(one.reference_total),
        "code": one.code,
        "flat": one.flat,
    }


def rounded(value):
    """Return points with two decimals, or None."""
    return None if value is None else round(value, 2)


@described("trial", "trial_detail", "One calibration round")
class TrialDetail(TrialRows):
    """One round as the caller may read it."""


class TrialCreate(TrialRows):
    """Set up a round for panels of a batch."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["trial"],
        operation_id="trial_create",
        request=Plan,
        responses=answers(TrialRows.shape, 201),
        parameters=[KEY],
    )
    def post(self, request, pk):
        if not access.watches(self.viewer):
            raise Http404
        batch = get_object_or_404(Batch, pk=pk, organiser_id=self.viewer.organisation_id)
        data = self.validated(Plan)
        chosen = panels_visible_to(self.viewer).select_related("challenge")
        panels = [named(chosen, one, f"panel_ids.{place}") for place, one in enumerate(data["panels"])]

        def perform():
            made = trials.plan(
                batch,
                by=self.viewer,
                at=now(),
                panels=panels,
                due_at=data["due_at"],
                samples=texts(data["samples"]),
            )
            return self.answer(made, status_code=201)

        return once(request, perform)


@described("trial", "trialist_list", "Parts in calibration rounds the caller may know of")
class TrialistList(ListEndpoint):
    columns = trial_shapes.TRIALIST
    shape = trial_shapes.TrialistRow
    filters = TRIALIST_FILTERS

    def rows(self):
        """Return the parts the caller may see; never a mark in a list."""
        return access.trialists_visible_to(self.viewer)


class TrialistRows(DetailEndpoint):
    """What all endpoints of one part share."""

    shape = trial_shapes.TrialistDetail

    def visible(self):
        """Return the parts the caller may see."""
        return access.trialists_visible_to(self.viewer).select_related("trial__batch")

    def show(self, row):
        """Return the part; its marks to the writer alone."""
        body = {"id": row.pk, "trial_id": row.trial_id, "state": row.state, "handed_in_at": row.handed_in_at}
        if row.expert_id == self.viewer.user_id:
            marks = row.marks.order_by("sample_id", "criterion_id")
            body["marks"] = list(marks.values("sample_id", "criterion_id", "value"))
        return body


@described("trial", "trialist_detail", "One part in a calibration round")
class TrialistDetail(TrialistRows):
    """One part."""


class BatchDoubt(Endpoint):
    """How sure places across the locked panels of a batch are."""

    http_method_names = ["get", "options"]

    @extend_schema(tags=["batch"], operation_id="batch_doubt", responses=answers(trial_shapes.BatchDoubtBody))
    def get(self, request, pk):
        found = batch_doubt(get_object_or_404(batches_visible_to(self.viewer), pk=pk))
        shown = found.doubt
        return Response(
            {
                "panel_ids": [panel.pk for panel in found.panels],
                "not_locked": found.open,
                "same_rubric": found.same_rubric,
                "links": [
                    {
                        "panel_ids": list(link.panels),
                        "expert_count": len(link.experts),
                        "review_count": link.reviews,
                    }
                    for link in found.links
                ],
                "refusal": shown.refusal if shown else "",
                "parts": [
                    {"proposal_ids": list(one.proposals), "expert_count": len(one.experts)} for one in shown.parts
                ]
                if shown
                else [],
                "ties": [list(tie) for tie in shown.ties] if shown else [],
                "places": [place_of(row) for row in shown.places] if shown else [],
            }
        )


def place_of(row) -> dict:
    """Return one proposal's official place and what the calibrated view says of it."""
    body = {
        "proposal_id": row.result.proposal_id,
        "panel_id": row.result.panel_id,
        "rank": row.result.rank,
        "score": row.result.score,
        "calibrated": None,
    }
    if row.doubt:
        one = row.doubt
        body["calibrated"] = {
            "score": [one.score, one.low, one.high],
            "rank": [one.rank, one.rank_low, one.rank_high],
            "top": one.top,
        }
    return body
