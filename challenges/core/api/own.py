"""What concerns the caller themselves: who they are, their tokens; and the dictionaries everybody reads."""

from datetime import timedelta

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.actions import token as tokens
from accounts.models import PersonalToken, TechField
from challenges.core.api import bodies
from challenges.core.api.resource import OBJECT, Endpoint, Own
from notifications.clock import now


class Me(Own):
    """Who the caller is, and for whom they act."""

    @extend_schema(tags=["own"], operation_id="me", responses=OBJECT)
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

    @extend_schema(tags=["own"], operation_id="token_list", responses=OBJECT)
    def get(self, request):
        rows = PersonalToken.objects.filter(user=request.user, revoked_at=None)
        fields = ("id", "name", "scopes", "hint", "organisation_id", "created_at", "expires_at", "last_used_on")
        return Response({"items": list(rows.values(*fields))})

    @extend_schema(
        tags=["own"], operation_id="token_create", request=bodies.Token, responses={201: OpenApiTypes.OBJECT}
    )
    def post(self, request):
        body = bodies.Token(data=request.data)
        body.is_valid(raise_exception=True)
        data = body.validated_data
        at = now()
        row, secret = tokens.create(
            by=self.viewer,
            at=at,
            name=data["name"],
            scopes=data["scopes"],
            expires_at=at + timedelta(days=data["days"]),
            with_token=isinstance(request.auth, PersonalToken),
        )
        return Response({"id": row.pk, "secret": secret, "expires_at": row.expires_at}, status=201)


class Token(Own):
    """One personal token."""

    @extend_schema(tags=["own"], operation_id="token_revoke", responses={204: None})
    def delete(self, request, pk):
        row = get_object_or_404(PersonalToken, pk=pk, user=request.user)
        tokens.revoke(row, by=self.viewer, at=now())
        return Response(status=204)


class Fields(Endpoint):
    """The dictionary of technology fields."""

    @extend_schema(tags=["dictionary"], operation_id="field_list", responses=OBJECT)
    def get(self, request):
        return Response({"items": list(TechField.objects.values("code", "name", "name_en", "parent_id"))})
