"""What concerns the caller alone: who they are, and their tokens."""

from datetime import datetime, timedelta
from typing import TypedDict

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.access import token as access
from accounts.actions import token as tokens
from accounts.models import PersonalToken, User
from accounts.models.token import TokenScope
from challenges.core.api import bodies
from challenges.core.api.areas import TokenArea
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
    is_expert: bool


class Secret(TypedDict):
    """A token that was made; its secret is never shown again."""

    id: int
    secret: str
    expires_at: datetime


TOKEN = (
    *("id", "name", "scopes", "areas", "roles", "hint", "organisation_id", "issued_by_id"),
    *("created_at", "expires_at", "last_used_on"),
)
TokenRow = row_of(
    "TokenRow",
    PersonalToken,
    TOKEN,
    without=("scopes", "areas", "roles"),
    scopes=list[TokenScope],
    areas=list[TokenArea],
    roles=list[str],
)


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
                "is_expert": viewer.is_expert,
            }
        )


class Tokens(Own):
    """The caller's tokens, and those of the organisation they manage; `issued_by_id` is null for a person's own.

    A secret is shown once, when it is made; a token cannot make tokens.
    """

    @extend_schema(tags=["own"], operation_id="token_list", responses=answers(items_of(TokenRow)))
    def get(self, request):
        rows = access.visible_to(self.viewer).filter(revoked_at=None)
        return Response({"items": list(rows.values(*TOKEN))})

    @extend_schema(tags=["own"], operation_id="token_create", request=bodies.Token, responses=answers(Secret, 201))
    def post(self, request):
        data = self.validated(bodies.Token)
        at = now()
        given = {
            "by": self.viewer,
            "at": at,
            "expires_at": at + timedelta(days=data.pop("days")),
            "with_token": isinstance(request.auth, PersonalToken),
        }
        roles = data.pop("roles")
        if roles:
            row, secret = tokens.issue(**given, **data, roles=roles)
        else:
            row, secret = tokens.create(**given, **data)
        body = {"id": row.pk, "secret": secret, "expires_at": row.expires_at}
        return created(body, "token_detail", row.pk)


class Token(Own):
    """One token."""

    @extend_schema(tags=["own"], operation_id="token_detail", responses=answers(TokenRow))
    def get(self, request, pk):
        rows = access.visible_to(self.viewer).filter(revoked_at=None, pk=pk)
        return Response(get_object_or_404(rows.values(*TOKEN)))

    @extend_schema(tags=["own"], operation_id="token_revoke", responses={204: None})
    def delete(self, request, pk):
        tokens.revoke(get_object_or_404(access.visible_to(self.viewer), pk=pk), by=self.viewer, at=now())
        return Response(status=204)
