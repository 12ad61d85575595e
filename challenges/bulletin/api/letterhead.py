"""Whom an organiser's notices name, and in which words they are written: its own, and the platform's."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar, TypedDict

from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.response import Response

from accounts.errors import Invalid, Problem
from challenges.bulletin.access import keeps_letterhead, kept_by
from challenges.bulletin.actions import letterhead
from challenges.bulletin.models import Letterhead, Nature, NoticeKind
from challenges.bulletin.queries.letterhead import lacking, letterhead_of
from challenges.bulletin.queries.wording import PARTS, fields_of, needed, parts_of, shipped_row, standing_of_all
from challenges.core.actions.motion import prepare
from challenges.core.api.idempotency import once
from challenges.core.api.preconditions import etag, expected_version
from challenges.core.api.resource import IF_MATCH, KEY, Own, Prepared, prepared
from challenges.core.api.shapes import Act, answers, row_of
from challenges.core.api.typed import Body, Day, Line, Mail, Phone
from challenges.core.api.ways import ROOT
from challenges.core.motions import ACTS
from notifications.clock import day_of, now

SHOWN = (
    *("contact_name", "contact_phone", "contact_email", "address"),
    *("supervision_phone", "agency_code", "nature"),
)
LetterheadShape = row_of("LetterheadDetail", Letterhead, SHOWN, organisation_id=int, lacking=list[str], can=list[Act])


class LetterheadChange(Body):
    """What an organiser's notices carry; what is left out stays as it is."""

    contact_name = Line(max_length=40, required=False)
    contact_phone = Phone(max_length=40, required=False)
    contact_email = Mail(required=False, allow_blank=True)
    address = Line(max_length=200, required=False)
    supervision_phone = Phone(max_length=40, required=False)
    agency_code = Line(max_length=20, required=False, allow_blank=True)
    nature = s.ChoiceField(choices=Nature.choices, required=False)


class NewWording(Body):
    """Words of a kind of notice from a day on, whole: every part that the kind must have."""

    kind = s.ChoiceField(choices=NoticeKind.choices)
    effective_on = Day()
    title = s.CharField(max_length=160)
    parts = s.DictField(child=s.CharField(allow_blank=True, max_length=20000))


class WordingPart(TypedDict):
    """One part of a notice: its words, and the fields without which it says nothing."""

    part: str
    text: str
    needed: list[str]


class WordingLine(TypedDict):
    """The words of a kind that hold today: the organiser's `own` or the platform's, since when somebody chose them.

    `coming_on` is the day from which others, approved already, will hold; `may_use` are the fields for them.
    """

    kind: NoticeKind
    own: bool
    since: date | None
    coming_on: date | None
    title: str
    parts: list[WordingPart]
    may_use: list[str]


class Wordings(TypedDict):
    """The words of every kind, and what the caller may do with them."""

    items: list[WordingLine]
    can: list[Act]


def may(verb: str, path: str, body: type[Body]) -> list[Act]:
    """Return one act as it stands in `can`: changed what stands, or prepared what takes two."""
    way: Any = "PATCH" if verb == "change" else "POST"
    return [{"verb": verb, "method": way, "href": f"{ROOT}{path}", "body": body.__name__}]


def worded(issuer_id: int | None) -> list[dict[str, Any]]:
    """Return the words of each kind that hold today, of an organiser or of the platform."""
    return [
        {
            "kind": kind,
            "own": words.own,
            "since": words.since,
            "coming_on": coming,
            "title": words.title,
            "parts": [
                {"part": part, "text": words.parts.get(part, ""), "needed": list(needed(kind, part))}
                for part in parts_of(kind)
            ],
            "may_use": list(fields_of(kind)),
        }
        for kind, (words, coming) in standing_of_all(issuer_id, day_of(now())).items()
    ]


class Kept(Own):
    """What whoever keeps an organiser's notices reads and changes; 404 for everybody else."""

    def organisation(self, pk):
        """Return the organisation whose notices the caller keeps."""
        row = get_object_or_404(kept_by(self.viewer), pk=pk)
        if not keeps_letterhead(self.viewer, row):
            raise Http404
        return row

    def ask(self, request, act: str, row: Callable[[dict], Model]) -> Response:
        """Prepare new words for a second person (202)."""
        data = self.validated(NewWording)
        data["effective_on"] = data["effective_on"].isoformat()
        subject = row(data)

        def perform():
            try:
                return prepared(prepare(ACTS[act], subject, by=self.viewer, at=now(), **data))
            except Invalid as wrong:
                raise Invalid([in_body(problem) for problem in wrong.problems]) from None

        return once(request, perform)


def in_body(problem: Problem) -> Problem:
    """Return a problem by the name under which its part was sent."""
    return replace(problem, field=f"parts.{problem.field}") if problem.field in PARTS else problem


class LetterheadOf(Kept):
    """Whom an organiser's notices name, who supervises, and what it is in law."""

    shown: ClassVar = LetterheadShape

    def body(self, organisation) -> tuple[Letterhead, dict[str, Any]]:
        """Return the letterhead, one that says nothing yet included, and how it is shown."""
        head = letterhead_of(organisation.pk) or Letterhead(organisation=organisation)
        told = {name: getattr(head, name) for name in SHOWN}
        can = may("change", f"organisations/{organisation.pk}/letterhead/", LetterheadChange)
        return head, {**told, "organisation_id": organisation.pk, "lacking": lacking(head), "can": can}

    def answer(self, organisation) -> Response:
        """Return it with its ETag."""
        head, told = self.body(organisation)
        return Response(told, headers={"ETag": etag(head, told)})

    @extend_schema(
        tags=["notice"],
        operation_id="letterhead_detail",
        summary="What an organiser's notices carry, and what is missing",
        responses=answers(LetterheadShape),
    )
    def get(self, request, pk):
        return self.answer(self.organisation(pk))

    @extend_schema(
        tags=["notice"],
        operation_id="letterhead_change",
        summary="Say whom notices name, who supervises, the agency code, and what the organiser is in law",
        request=LetterheadChange,
        responses=answers(LetterheadShape),
        parameters=[IF_MATCH, KEY],
    )
    def patch(self, request, pk):
        organisation = self.organisation(pk)
        data = self.validated(LetterheadChange)
        head, told = self.body(organisation)
        expected = expected_version(request, head, lambda: etag(head, told))

        def perform():
            letterhead.change(organisation, by=self.viewer, at=now(), expected=expected, **data)
            return self.answer(organisation)

        return once(request, perform)


class WordingsOf(Kept):
    """The words of an organiser's notices."""

    @extend_schema(
        tags=["notice"],
        operation_id="wording_list",
        summary="The words of every kind of notice that hold for an organiser today",
        responses=answers(Wordings),
    )
    def get(self, request, pk):
        organisation = self.organisation(pk)
        can = may("reword_notice", f"organisations/{organisation.pk}/wordings/", NewWording)
        return Response({"items": worded(organisation.pk), "can": can})

    @extend_schema(
        tags=["notice"],
        operation_id="wording_propose",
        summary="Prepare an organiser's own words of a kind of notice for a second person",
        request=NewWording,
        responses=answers(Prepared, 202),
        parameters=[KEY],
    )
    def post(self, request, pk):
        organisation = self.organisation(pk)
        return self.ask(request, "organisation.reword_notice", lambda data: organisation)


class DefaultWordings(Kept):
    """The platform's words of notices, for its operators."""

    def operates(self) -> None:
        """Ask for an operator; 404 for everybody else."""
        if not self.viewer.is_operator:
            raise Http404

    @extend_schema(
        tags=["notice"],
        operation_id="default_wording_list",
        summary="The platform's words of every kind of notice that hold today",
        responses=answers(Wordings) | {404: None},
    )
    def get(self, request):
        self.operates()
        return Response({"items": worded(None), "can": may("replace", "wordings/", NewWording)})

    @extend_schema(
        tags=["notice"],
        operation_id="default_wording_propose",
        summary="Prepare the platform's words of a kind of notice for a second operator",
        request=NewWording,
        responses=answers(Prepared, 202) | {404: None},
        parameters=[KEY],
    )
    def post(self, request):
        self.operates()
        return self.ask(request, "wording.replace", lambda data: shipped_row(data.pop("kind")))
