"""Creating and editing challenges, and what belongs to one: questions, editions, its timeline, following it."""

from datetime import datetime
from typing import Any, NotRequired, TypedDict

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from challenges.core.api import bodies
from challenges.core.api.idempotency import once
from challenges.core.api.resource import IF_MATCH_NEEDED, KEY, DetailEndpoint, created, named
from challenges.core.api.shapes import Act, answers, items_of, row_of
from challenges.core.gate import expect
from challenges.listing.access import challenge as access
from challenges.listing.actions import challenge as need
from challenges.listing.actions import challenge_reader, question
from challenges.listing.api import challenge_draft
from challenges.listing.api.challenge import ChallengeList, ChallengeRows
from challenges.listing.models import Batch, Edition, Question
from challenges.listing.queries.timeline import timeline
from notifications.clock import now

QUESTION = ("id", "state", "pseudonym", "text", "answer", "created_at", "answered_at", "due_at")
QuestionRow = row_of("QuestionRow", Question, QUESTION)
EDITION = ("number", "reason", "material", "closes_at", "at")
EditionRow = row_of("EditionRow", Edition, EDITION, snapshot=NotRequired[dict[str, Any]])


class QuestionAsked(TypedDict):
    """A question that was asked, and what its asker is called."""

    id: int
    pseudonym: int


class TimelineEntry(TypedDict):
    """One event: its name, when, and who did it (empty for the clock or a hidden hand)."""

    name: str
    at: datetime
    who: str


class Challenges(ChallengeList, ChallengeRows):  # type: ignore[misc]  # its `get` is the one of the list
    """The list, and the beginning of a need."""

    @extend_schema(
        tags=["challenge"],
        operation_id="challenge_create",
        request=challenge_draft.NewChallenge,
        responses=answers(ChallengeRows.shape, 201),
        parameters=[KEY],
        summary="Begin a need in a batch that collects (`batch_id`)",
    )
    def post(self, request):
        data = dict(self.validated(challenge_draft.NewChallenge))
        challenge_draft.require_own_rows(data)
        batch = named(Batch.objects.all(), data.pop("batch_id", None), "batch_id")
        return once(
            request,
            lambda: self.answer(need.create(batch=batch, by=self.viewer, at=now(), **data), status_code=201),
        )


class Challenge(ChallengeRows):
    """One challenge, and the editing of its draft."""

    @extend_schema(
        tags=["challenge"],
        operation_id="challenge_detail",
        responses=answers(ChallengeRows.shape),
        summary="One challenge",
    )
    def get(self, request, pk):
        return super().get(request, pk)

    @extend_schema(
        tags=["challenge"],
        operation_id="challenge_edit",
        request=challenge_draft.ChallengeDraft,
        responses=answers(ChallengeRows.shape),
        parameters=[IF_MATCH_NEEDED],
        summary="Change the draft: the fields and lists that are sent",
    )
    def patch(self, request, pk):
        row = self.fetch(pk)
        data = self.validated(challenge_draft.ChallengeDraft)
        challenge_draft.require_own_rows(data, row)
        expect(row, self.expected(row, required=True))
        need.edit(row, by=self.viewer, at=now(), **data)
        return self.answer(self.fetch(pk))


class Questions(ChallengeRows):
    """Questions and answers; the asker is never told."""

    @extend_schema(tags=["question"], operation_id="question_list", responses=answers(items_of(QuestionRow)))
    def get(self, request, pk):
        rows = access.questions_visible_to(self.viewer).filter(challenge=self.fetch(pk)).order_by("id")
        return Response({"items": list(rows.values(*QUESTION))})

    @extend_schema(
        tags=["question"],
        operation_id="question_create",
        request=bodies.Text,
        responses=answers(QuestionAsked, 201),
        parameters=[KEY],
    )
    def post(self, request, pk):
        row = self.fetch(pk)
        data = self.validated(bodies.Text)

        def perform():
            asked = question.ask(row, by=self.viewer, at=now, text=data["text"])
            return created({"id": asked.pk, "pseudonym": asked.pseudonym}, "question_list", pk)

        return once(request, perform)


class QuestionRows(DetailEndpoint):
    """What all endpoints of one question share."""

    shape = row_of(
        "QuestionDetail", Question, ("id", "state", "pseudonym", "text", "answer"), challenge_id=int, can=list[Act]
    )

    def visible(self):
        """Return the questions the caller may read."""
        return access.questions_visible_to(self.viewer).select_related("challenge")

    def show(self, row):
        """Return the question without its asker."""
        return {
            "id": row.pk,
            "challenge_id": row.challenge_id,
            "state": row.state,
            "pseudonym": row.pseudonym,
            "text": row.text,
            "answer": row.answer,
        }


class Editions(ChallengeRows):
    """What was published, word for word, for those who read it all."""

    @extend_schema(tags=["challenge"], operation_id="edition_list", responses=answers(items_of(EditionRow)))
    def get(self, request, pk):
        row = self.fetch(pk)
        full = access.layer(self.viewer, row) == "full"
        fields = EDITION + (("snapshot",) if full else ())
        return Response({"items": list(row.editions.values(*fields))})


class Timeline(ChallengeRows):
    """What happened, as far as the caller may know it."""

    @extend_schema(tags=["challenge"], operation_id="challenge_timeline", responses=answers(items_of(TimelineEntry)))
    def get(self, request, pk):
        row = self.fetch(pk)
        entries = timeline(row, access.relations(self.viewer, row), self.viewer)
        return Response({"items": [{"name": e.name, "at": e.at, "who": e.who} for e in entries]})


class Follow(ChallengeRows):
    """Hear of a challenge, or no more."""

    http_method_names = ["put", "delete", "options"]

    @extend_schema(tags=["challenge"], operation_id="challenge_follow", request=None, responses={204: None})
    def put(self, request, pk):
        challenge_reader.follow(self.fetch(pk), by=self.viewer, at=now())
        return Response(status=204)

    @extend_schema(tags=["challenge"], operation_id="challenge_unfollow", request=None, responses={204: None})
    def delete(self, request, pk):
        challenge_reader.unfollow(self.fetch(pk), by=self.viewer, at=now())
        return Response(status=204)


class Undertaking(ChallengeRows):
    """Promise secrecy, to read a restricted challenge in full."""

    http_method_names = ["post", "options"]

    @extend_schema(
        tags=["challenge"],
        operation_id="challenge_undertake",
        request=bodies.ReadText,
        responses=answers(ChallengeRows.shape),
    )
    def post(self, request, pk):
        row = self.fetch(pk)
        challenge_reader.undertake(row, by=self.viewer, at=now(), **self.validated(bodies.ReadText))
        return self.answer(self.fetch(pk))
