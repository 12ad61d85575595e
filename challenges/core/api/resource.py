"""The shapes all endpoints share: a list, a detail, and a transition as a POST sub-resource."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypedDict

from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.errors import Invalid, Problem
from challenges.core.actions.motion import prepare
from challenges.core.api import filters as declared
from challenges.core.api.authentication import Scope
from challenges.core.api.idempotency import once
from challenges.core.api.pagination import CHANGED, page, respond
from challenges.core.api.preconditions import etag, expected_version, unchanged
from challenges.core.api.shapes import answers, page_of
from challenges.core.api.typed import Body
from challenges.core.api.ways import leads, ways_of
from challenges.core.gate import expect
from challenges.core.motions import takes_two
from challenges.core.states import MotionState
from notifications.clock import now
from notifications.typed import whole

IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="ETag as read.")
IF_MATCH_NEEDED = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description="ETag as read.")
KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description="The same key has one effect.")


class Nothing(Body):
    """A request without a body."""


def described(tag: str, operation: str, summary: str, shape=None):
    """Describe the reading of an endpoint in the OpenAPI document: its group, name, meaning, query parameters, shape.

    Without a `shape` of its own it is that of the endpoint: the object's, or a list of its rows by cursor.
    """

    def decorate(endpoint):
        known = endpoint.filters if issubclass(endpoint, ListEndpoint) else {}
        parameters = [
            OpenApiParameter(name, str, OpenApiParameter.QUERY, description=one.meaning) for name, one in known.items()
        ]
        if known:
            parameters += [OpenApiParameter("cursor", str), OpenApiParameter("limit", int)]
        answered = shape or (page_of(endpoint.shape) if issubclass(endpoint, ListEndpoint) else endpoint.shape)
        told = extend_schema(
            tags=[tag],
            operation_id=operation,
            summary=summary,
            parameters=parameters,
            responses=answers(answered),
        )
        return extend_schema_view(get=told)(endpoint)

    return decorate


@dataclass(frozen=True)
class Transition:
    """A verb as a resource: `POST …/{path}/`. `action` is called with the row, `by`, `at` and the body's fields.

    `given` turns the fields into the action's arguments, where they are not the same.
    """

    verb: str
    path: str
    action: Callable
    body: type = Nothing
    signs: bool = False
    bound: bool = False
    extra: dict = field(default_factory=dict)
    given: Callable[[dict], dict] = dict


class Prepared(TypedDict):
    """An act that takes two persons was prepared; the motion says when it has been confirmed."""

    motion_id: int
    state: MotionState


class Endpoint(APIView):
    """What every endpoint knows: for whom the caller acts, and which query parameters it reads."""

    parameters: Collection[str] = ()
    rate: Mapping[str, str] = MappingProxyType({})
    sent: Body | None = None
    request: Any

    def initial(self, request, *args, **kwargs):
        """Ask who calls and whether they may, then what the query says."""
        super().initial(request, *args, **kwargs)
        declared.require_known(request, self.parameters)

    def finalize_response(self, request, response, *args, **kwargs):
        """Add how much of the rate is left."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        for name, value in self.rate.items():
            answer[name] = value
        return answer

    @property
    def viewer(self):
        """Return the person and organisation behind the request."""
        return self.request._request.acting

    def validated(self, body: type[Body], **context):
        """Return the request's body as plain data; the framework's errors become a 422 document.

        What the domain refuses of it later is told by the names under which it was sent.
        """
        self.sent = body(data=self.request.data, context=context)
        self.sent.is_valid(raise_exception=True)
        return dict(self.sent.validated_data)


class Own(Endpoint):
    """An endpoint for signed-in callers only."""

    permission_classes = [IsAuthenticated, Scope]


class ListEndpoint(Endpoint):
    """A list by cursor over exactly the columns it shows. A subclass gives `rows()`: what the caller may see.

    `shape` is what `row()` returns, for the document.
    """

    shape: Any
    rows: Callable[..., Any]
    filters: dict[str, declared.Filter] = {}
    columns: tuple[str, ...] = ()
    order = CHANGED

    def __init_subclass__(cls, **more):
        """Let every list that comes in the order of changes be read from a moment on, as mirrors do."""
        super().__init_subclass__(**more)
        if cls.order == CHANGED and cls.columns:
            cls.filters = {**cls.filters, **declared.CHANGES}

    @property
    def parameters(self):  # type: ignore[override]  # a list has no others than its filters
        """Return the names of the filters, and what pages are asked for with."""
        return {*self.filters, *declared.PAGING}

    def row(self, values: dict) -> dict[str, Any]:
        """Return one row as it is shown."""
        return values

    def shown(self, found: list[dict]) -> list[dict[str, Any]]:
        """Return the rows of a page as they are shown."""
        return [self.row(values) for values in found]

    def alike(self) -> tuple | None:
        """Return a plain key for callers who read the same rows where nothing is asked for; None where nobody does.

        With a key the query is built once for them all. It names whatever `rows()` looks at.
        """
        return None

    def get(self, request, **where):
        key = None if where or set(request.query_params) - declared.PAGING - declared.ALWAYS else self.alike()
        found, following = page(
            request,
            lambda: declared.apply(request, self.rows(**where), self.filters),
            fields=self.columns,
            by=self.order,
            key=key and (type(self).__qualname__, *key),
        )
        return respond(request, self.shown(found), following)


class DetailEndpoint(Endpoint):
    """One object, with what the caller may do now in `can`, and its version as ETag.

    A subclass gives `visible()`, the rows the caller may see, and `show(row)`, the object as this caller reads it.
    `shape` is what that is, for the document.
    """

    shape: Any
    visible: Callable[..., Any]
    show: Callable[..., dict]

    def fetch(self, pk):
        """Return the object, or 404 for one the caller may not see."""
        return get_object_or_404(self.visible(), pk=pk)

    def body(self, row) -> dict:
        """Return the object as this caller reads it, with `can`."""
        return {**self.show(row), "can": ways_of(self.viewer, row)}

    def answer(self, row, *, status_code=status.HTTP_200_OK) -> Response:
        """Return the object with its ETag."""
        body = self.body(row)
        headers = {"ETag": etag(row, body)}
        if status_code == status.HTTP_201_CREATED:
            headers["Location"] = reverse(f"api:{row.noun}_detail", args=[row.pk])
        return Response(body, status=status_code, headers=headers)

    def expected(self, row, *, required: bool = False) -> int | None:
        """Return the version that the caller had read of the row, from If-Match."""
        return expected_version(self.request, row, lambda: etag(row, self.body(row)), required=required)

    def get(self, request, pk):
        answer = self.answer(self.fetch(pk))
        if unchanged(request, answer["ETag"]):
            return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": answer["ETag"]})
        return answer


def transition_view(detail: type[DetailEndpoint], transition: Transition, tag: str):
    """Return the endpoint of one verb: fetch, one call, translate.

    A verb that takes two persons is prepared (202): it happens when another one confirms the motion.
    """
    two = takes_two(tag, transition.verb)

    # The base is known when it runs, not to whoever reads the types.
    class View(detail):  # type: ignore[misc]
        http_method_names = ["post", "options"]
        signs = transition.signs

        @extend_schema(
            operation_id=f"{tag}_{transition.verb}",
            tags=[tag],
            request=transition.body,
            responses=answers(detail.shape) | {204: None} | (answers(Prepared, 202) if two else {}),
            parameters=[IF_MATCH, KEY],
            summary=first_line(transition.action),
        )
        def post(self, request, pk):
            row = self.fetch(pk)
            data = transition.given(self.validated(transition.body))
            expect(row, self.expected(row))
            at = now if transition.bound else now()

            def perform():
                if two:
                    motion = prepare(two, row, by=self.viewer, at=at, **transition.extra, **data)
                    return prepared(motion)
                transition.action(row, by=self.viewer, at=at, **transition.extra, **data)
                seen = self.visible().filter(pk=row.pk).first()
                return self.answer(seen) if seen is not None else Response(status=status.HTTP_204_NO_CONTENT)

            return once(request, perform)

    View.__name__ = f"{tag.capitalize()}{transition.verb.title().replace('_', '')}"
    View.__qualname__ = View.__name__
    return View.as_view()


def prepared(motion) -> Response:
    """Return the answer to an act that was prepared (202), with the address of its motion."""
    where = reverse("api:motion_detail", args=[motion.pk])
    body = {"motion_id": motion.pk, "state": motion.state}
    return Response(body, status=status.HTTP_202_ACCEPTED, headers={"Location": where})


def verbs_of(plural: str, noun: str, rows: type[DetailEndpoint], transitions: Iterable[Transition]) -> list:
    """Return the routes of a noun's verbs, each a POST under the row it is about."""
    transitions = tuple(transitions)
    for step in transitions:
        body = None if step.body is Nothing else step.body
        leads(noun, step.verb, "POST", f"{plural}/{{pk}}/{step.path}/", body)
    return [
        path(f"{plural}/<int:pk>/{step.path}/", transition_view(rows, step, noun), name=f"{noun}_{step.verb}")
        for step in transitions
    ]


def created(body: dict, name: str, *where) -> Response:
    """Return the answer to what was made (201), with the address at which it stands: the route's name and arguments."""
    return Response(body, status=status.HTTP_201_CREATED, headers={"Location": reverse(f"api:{name}", args=where)})


def named(rows, pk, field: str):
    """Return the row that a body names by id, of those the caller may see; Invalid beside the field without it."""
    found = rows.filter(pk=pk).first() if whole(pk) is not None else None
    if found is None:
        missing = pk is None
        words = _("请填写这一项。") if missing else unknown_words()
        raise Invalid([Problem(field, words, "required" if missing else "unknown")])
    return found


def unknown_words() -> str:
    """Return what is said of an id in a body that leads nowhere, or where the caller may not look."""
    return _("没有这个编号，或您看不到它。")


def first_line(function) -> str:
    """Return the first sentence of what a function means to people."""
    return (function.__doc__ or "").strip().split("\n")[0]
