"""What acts of every kind take, as request bodies. The domain judges; these only read types."""

from typing import ClassVar

from rest_framework import serializers as s

from accounts.models.token import TokenScope
from challenges.core.api.areas import TokenArea
from challenges.core.api.typed import Body, Line, Mail, Moment, Phone, Whole


class Reason(Body):
    """An act that says why."""

    reason = s.CharField(max_length=2000, allow_blank=True, default="")


class ReadText(Body):
    """Agreeing to a text: the SHA-256 of the version that was read (`text_list` tells which is in force)."""

    called: ClassVar = {"read": "sha256"}
    sha256 = s.CharField(max_length=64, source="read")


class ReadTexts(Body):
    """Agreeing to several texts at once: the SHA-256 of each in the version that was read."""

    called: ClassVar = {"read": "texts"}
    texts = s.ListField(child=s.CharField(max_length=64), source="read", max_length=50)


class Text(Body):
    """Something said."""

    text = s.CharField(max_length=2000)


class Words(Body):
    """The words of a notice draft."""

    title = s.CharField(max_length=160, required=False)
    number = s.CharField(max_length=60, required=False, allow_blank=True)
    body = s.CharField(required=False, max_length=20000)
    contact_name = Line(max_length=40, required=False, allow_blank=True)
    contact_phone = Phone(max_length=40, required=False, allow_blank=True)
    contact_email = Mail(required=False, allow_blank=True)


class PostingTime(Body):
    """When the clock posts a notice."""

    posts_at = Moment()


class Token(Body):
    """A token to be made: the person's own, or with `roles` one that belongs to the organisation acted for."""

    called: ClassVar = {"expires_at": "days"}
    name = s.CharField(max_length=60)
    areas = s.ListField(child=s.ChoiceField(choices=TokenArea.choices), default=list, help_text="Empty: all.")
    roles = s.ListField(child=s.CharField(max_length=40), default=list, max_length=20)
    scopes = s.ListField(child=s.ChoiceField(choices=TokenScope.choices), min_length=1)
    days = Whole(min_value=1, max_value=365, default=90)


class Readers(Body):
    """Who besides the organiser reads a file."""

    readers = s.ListField(child=s.ChoiceField(choices=["consortium", "lead", "experts"]), allow_empty=True)
