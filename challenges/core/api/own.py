"""What concerns the caller alone: who they are, and their tokens."""

from datetime import datetime, timedelta
from typing import TypedDict

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.actions import token as tokens
from accounts.models import PersonalToken, User
from accounts.models.token import TokenScope
from challenges.core.api import bodies
from challenges.core.api.resource import Own, created
from challenges.core.api.shapes import Named, answers, items_of, row_of
from notifications.clock import now


class Person(TypedDict):
    """Who the caller is, and for whom they act."""

    id: int
    email: str
    name: str
    language: User.Language
    organisation: Named | None
    kind: str | None
    roles: list[str]
    expert: bool


class Secret(TypedDict):
    """A token that was made; its secret is never shown again."""

    id: int
    secret: str
    expires_at: datetime


TOKEN = ("id", "name", "scopes", "hint", "organisation_id", "created_at", "expires_at", "last_used_on")
TokenRow = row_of("TokenRow", PersonalToken, TOKEN, without=("scopes",), scopes=list[TokenScope])


class Me(Own):
    """Who the caller is, and for whom they act."""

    @extend_schema(tags=["own"], operation_id="me", responses=answers(Person))
    def get(self, request):
        viewer = self.viewer
        organisation = viewer.organisation
        return Response(
            {
                "id": viewer.user_id,
                "email": viewer.user.email,
                "name": viewer.user.name,
                "language": viewer.user.language,
                "organisation": {"id": organisation.pk, "name": organisation.name} if organisation else None,
                "kind": viewer.kind,
                "roles": sorted(viewer.roles),
                "expert": viewer.is_expert,
            }
        )


class Tokens(Own):
    """The caller's personal tokens. A secret is shown once, when it is made; a token cannot make tokens."""

    @extend_schema(tags=["own"], operation_id="token_list", responses=answers(items_of(TokenRow)))
    def get(self, request):
        rows = PersonalToken.objects.filter(user=request.user, revoked_at=None)
        return Response({"items": list(rows.values(*TOKEN))})

    @extend_schema(tags=["own"], operation_id="token_create", request=bodies.Token, responses=answers(Secret, 201))
    def post(self, request):
        asked = bodies.Token(data=request.data)
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        at = now()
        row, secret = tokens.create(
            by=self.viewer,
            at=at,
            name=data["name"],
            scopes=data["scopes"],
            expires_at=at + timedelta(days=data["days"]),
            with_token=isinstance(request.auth, PersonalToken),
        )
        body = {"id": row.pk, "secret": secret, "expires_at": row.expires_at}
        return created(body, "token_detail", row.pk)


class Token(Own):
    """One personal token."""

    @extend_schema(tags=["own"], operation_id="token_revoke", responses={204: None})
    def delete(self, request, pk):
        row = get_object_or_404(PersonalToken, pk=pk, user=request.user)
        tokens.revoke(row, by=self.viewer, at=now())
        return Response(status=204)
