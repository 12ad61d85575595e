"""The caller's own notices and what they want to be told."""

from datetime import datetime
from typing import TypedDict

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import permissions, serializers
from rest_framework.response import Response

from accounts.errors import Invalid, Problem
from challenges.core.api.authentication import Scope
from challenges.core.api.pagination import respond, size_of
from challenges.core.api.problems import BadQuery
from challenges.core.api.resource import Endpoint, described, unknown_words
from challenges.core.api.shapes import answers, page_of
from challenges.core.api.typed import Body, Whole
from notifications import inbox, preferences, registry
from notifications.clock import now

PARAMETERS = ("topic", "unread", "cursor", "limit")


class Reading(Body):
    """Which notices were read: the named ones, or all of them (of one topic)."""

    ids = serializers.ListField(child=Whole(min_value=1), max_length=200, required=False)
    all = serializers.BooleanField(default=False)
    topic = serializers.CharField(default="", allow_blank=True)


class Choice(Body):
    """How the notices of one topic come by one channel."""

    topic = serializers.CharField()
    channel = serializers.CharField()
    mode = serializers.ChoiceField(preferences.Mode.choices)


class Preferences(Body):
    """What the caller wants to be told; topics that are left out stay as they are."""

    digest_hour = Whole(min_value=0, max_value=23)
    choices = Choice(many=True)

    def validate_choices(self, chosen):
        """Refuse a topic or channel that does not exist or does not concern the caller."""
        known = self.context["known"]
        for choice in chosen:
            if (choice["topic"], choice["channel"]) not in known:
                raise serializers.ValidationError(_("没有这个主题或渠道。"), code="unknown")
        return chosen


class OwnEndpoint(Endpoint):
    """An endpoint about the caller themselves: a visitor is asked to sign in (401)."""

    permission_classes = (permissions.IsAuthenticated, Scope)


class NoticeEntry(TypedDict):
    """One notice with its words in the language of the request."""

    id: int
    event: str
    topic: str
    at: datetime
    read_at: datetime | None
    title: str
    body: str
    reason: str
    url: str


class ReadCount(TypedDict):
    """How many notices were marked as read now, and how many are unread."""

    read: int
    unread: int


def show_entry(entry: inbox.Entry) -> dict:
    """Return one notice with its words in the request's language."""
    item = entry.item
    return {
        "id": item.pk,
        "event": item.event.name,
        "topic": item.topic,
        "at": item.at,
        "read_at": item.read_at,
        "title": entry.words.subject,
        "body": entry.words.body,
        "reason": entry.words.reason,
        "url": item.url,
    }


class Inbox(OwnEndpoint):
    """The caller's notices, newest first."""

    parameters = PARAMETERS

    @extend_schema(
        tags=["inbox"],
        operation_id="inbox_list",
        summary="The caller's notices, newest first",
        parameters=[OpenApiParameter(name, str) for name in PARAMETERS],
        responses=answers(page_of(NoticeEntry)),
    )
    def get(self, request):
        asked = request.query_params
        topic, unread = asked.get("topic", ""), asked.get("unread", "")
        if unread not in ("", "0", "1") or (topic and topic not in registry.topics_of(request.user)):
            raise BadQuery(_("没有这个筛选条件。"), code="unknown_filter")
        try:
            page = inbox.page(
                request.user, topic=topic, unread=unread == "1", before=asked.get("cursor", ""), size=size_of(request)
            )
        except LookupError as error:
            raise BadQuery(_("翻页游标无效，请从第一页重新读取。"), code="bad_cursor") from error
        return respond(request, [show_entry(entry) for entry in page.entries], page.next_before)


@described(
    "inbox", "inbox_detail", "One notice of the caller; reading it here does not mark it as read", shape=NoticeEntry
)
class InboxDetail(OwnEndpoint):
    """One notice of the caller."""

    def get(self, request, pk):
        entry = inbox.entry(request.user, pk)
        if entry is None:
            raise Http404
        return Response(show_entry(entry))


class InboxReading(OwnEndpoint):
    """Marking notices as read."""

    @extend_schema(
        tags=["inbox"],
        operation_id="inbox_read",
        summary="Mark notices as read",
        request=Reading,
        responses=answers(ReadCount),
    )
    def post(self, request):
        data = self.validated(Reading)
        if data["all"]:
            count = inbox.read_all(request.user, at=now(), topic=data["topic"])
        else:
            ids = data.get("ids", [])
            own = inbox.own(request.user, ids)
            strangers = [place for place, one in enumerate(ids) if one not in own]
            if strangers:
                raise Invalid([Problem(f"ids.{place}", unknown_words(), "unknown") for place in strangers])
            count = inbox.read(request.user, ids, at=now())
        return Response({"read": count, "unread": inbox.unread_count(request.user)})


class InboxPreferences(OwnEndpoint):
    """What the caller wants to be told, how and when."""

    @extend_schema(
        tags=["inbox"],
        operation_id="inbox_preferences",
        summary="By topic and channel: at once, daily, or not at all",
        responses={200: Preferences},
    )
    def get(self, request):
        modes = preferences.modes(request.user)
        choices = [{"topic": topic, "channel": channel, "mode": mode} for (topic, channel), mode in modes.items()]
        return Response({"digest_hour": preferences.digest_hour(request.user), "choices": choices})

    @extend_schema(
        tags=["inbox"],
        operation_id="inbox_preferences_change",
        summary="Choose anew; statutory notices come anyway",
        request=Preferences,
        responses={200: Preferences},
    )
    def put(self, request):
        data = self.validated(Preferences, known=preferences.modes(request.user))
        chosen = {(choice["topic"], choice["channel"]): choice["mode"] for choice in data["choices"]}
        preferences.choose_all(request.user, chosen, hour=data["digest_hour"])
        return self.get(request)
