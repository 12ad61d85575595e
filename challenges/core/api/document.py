"""What the OpenAPI document says of every operation alike: which refusals it answers, and with which headers.

They follow from what an operation takes: its address, its body, the conditions it listens to. What one answers besides
(a visitor's list that is there for officers alone) it says itself, by a status without content.
"""

from http import HTTPStatus
from typing import Any

from drf_spectacular.openapi import AutoSchema

from challenges.core.api.shapes import AMOUNT, FOUND, MONEY
from challenges.core.api.typed import Body

PROBLEM = "#/components/schemas/Problem"
CONTENT_TYPE = "application/problem+json"
JSON = "application/json"
# What everybody is asked: a query that can be read, a token that holds, JSON that is wanted, the rate, a database.
ALWAYS = (400, 401, 403, 406, 429, 503)
CHANGES = (409, 422, 507)
READS_BODY = (413, 415)
WITH_RETRY = (429, 503, 507)
MEANT = {
    400: "The query, a header or the body cannot be read",
    401: "No token, or one that holds no more",
    403: "Not yours to do, or not within the scopes of the token",
    404: "Not there for you",
    406: "Another representation than JSON is asked for",
    409: "It does not fit the state of things, or the same key is still under way",
    412: "Somebody else was quicker: it is another version now",
    413: "Too large, or too many fields",
    415: "The body is of a kind that is not taken",
    422: "What is given is wrong; `errors` names every field",
    428: "The version that was read is missing",
    429: "Too often",
    503: "The database is busy or away; nothing was done",
    507: "The disk is full; nothing was done",
}
TEXT: dict[str, Any] = {"type": "string"}
MAYBE: dict[str, Any] = {}
MEMBERS = {
    "type": {**TEXT, "format": "uri", "description": "`urn:jiebang:problem:` and the code."},
    "title": {**TEXT, "description": "A sentence for the person, in the language of the request."},
    "status": {"type": "integer"},
    "code": {**TEXT, "description": "A stable word for programs."},
    "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemError"}},
    "current": {"description": "412: the version that stands."},
    "standing": {"type": "object", "description": "412 of a section: what stands.", "additionalProperties": MAYBE},
    "crossings": {
        "type": "array",
        "description": "409 `crossed`: the fields that two people changed differently.",
        "items": {"type": "object", "additionalProperties": MAYBE},
    },
}
ERROR = {
    "field": {**TEXT, "description": "The name of the field or parameter, a path such as `indicators.0.unit`."},
    "message": {**TEXT, "description": "A sentence for the person."},
    "code": {**TEXT, "description": "A stable word for programs."},
}


def closed(description: str, properties: dict, required) -> dict:
    """Return the schema of an object that has no other members."""
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


SCHEMAS = {
    "Problem": closed("Why nothing was done (RFC 9457).", MEMBERS, ("type", "title", "status", "code")),
    "ProblemError": closed("One thing that is wrong.", ERROR, ERROR),
}


def header(description: str, kind: str = "string") -> dict:
    """Return the description of a header."""
    return {"description": description, "schema": {"type": kind}}


HEADERS = {
    "X-Request-ID": header("By which an operator finds this request."),
    "RateLimit-Policy": header('How many requests in how many seconds: `"person";q=600;w=60`.'),
    "RateLimit": header('How many are left, and after how many seconds there are more: `"person";r=599;t=60`.'),
}


def refusal(status: int) -> dict:
    """Return how a refusal with this status is answered."""
    answer: dict[str, Any] = {"description": MEANT[status], "content": {CONTENT_TYPE: {"schema": {"$ref": PROBLEM}}}}
    answer["headers"] = dict(HEADERS)
    if status in WITH_RETRY:
        answer["headers"] |= {"Retry-After": header("After how many seconds to try again.", "integer")}
    if status == HTTPStatus.UNAUTHORIZED:
        answer["headers"] |= {"WWW-Authenticate": header("How to say who calls.")}
    return answer


def name_of(status: int) -> str:
    """Return what a refusal is called among the components, such as `NotFound`."""
    return HTTPStatus(status).phrase.title().replace(" ", "").replace("-", "")


def refusals(method: str, path: str, operation: dict) -> set[int]:
    """Return the statuses with which an operation may refuse."""
    found = set(ALWAYS)
    asked = {one["name"]: one for one in operation.get("parameters", [])}
    if "{" in path:
        found.add(404)
    if method != "GET":
        found |= set(CHANGES)
    if method != "GET" and (method == "POST" or "requestBody" in operation):
        found |= set(READS_BODY)
    if "If-Match" in asked:
        found.add(412)
        if asked["If-Match"].get("required"):
            found.add(428)
    return found


class Described(AutoSchema):
    """An operation with its refusals."""

    def get_operation(self, path, path_regex, path_prefix, method, registry):
        """Return the operation; a refusal it names itself stands beside those that follow from what it takes."""
        operation = super().get_operation(path, path_regex, path_prefix, method, registry)
        if operation is None:
            return None
        answers = operation["responses"]
        own = {int(status) for status in answers if int(status) >= 400}
        for status in sorted(own | refusals(method.upper(), path, operation)):
            answers[str(status)] = {"$ref": f"#/components/responses/{name_of(status)}"}
        if "201" in answers:
            where = header("Where what was made stands.") | {"required": True}
            answers["201"].setdefault("headers", {})["Location"] = where
        shape = getattr(self.view, "shape", None)
        if shape is not None and hasattr(self.view, "expected"):
            self.tagged(operation, method, FOUND.schema(shape))
        for answer in answers.values():
            if "$ref" not in answer:
                answer.setdefault("headers", {}).update(HEADERS)
        return operation

    def map_parsers(self):
        """Return the kinds of bodies: JSON wherever it is read. What browsers send as forms is taken and not promised,
        since a client made from the document would choose among them.
        """
        found = super().map_parsers()
        return [JSON] if JSON in found else found

    def tagged(self, operation: dict, method: str, shape: dict) -> None:
        """Add that an answer with the object bears its ETag, and that a reader may say which one they have."""
        bearing = [
            answer
            for answer in operation["responses"].values()
            if {"schema": shape} in answer.get("content", {}).values()
        ]
        for answer in bearing:
            answer.setdefault("headers", {})["ETag"] = header("Of exactly this body.") | {"required": True}
        if bearing and method.upper() == "GET":
            operation["responses"]["304"] = {"description": "What the caller has still stands"}
            about = {"name": "If-None-Match", "in": "header", "description": "ETags of what the caller has."}
            operation.setdefault("parameters", []).append(about | {"schema": dict(TEXT)})

    def _map_serializer_field(self, field, direction, bypass_extensions=False):
        """Return the field's schema; nothing is no mail address and no choice, and so no default of theirs."""
        found = super()._map_serializer_field(field, direction, bypass_extensions)
        if found.get("default") == "" and ("format" in found or "enum" in found):
            found = {name: value for name, value in found.items() if name != "default"}
        if str(field.field_name).endswith(AMOUNT):
            found = {name: MONEY[name] for name in ("description", "x-currency", "x-unit")} | found
        return found

    def _map_basic_serializer(self, serializer, direction):
        """Return the schema of a serializer; a body of ours has no other members, one without any is none at all."""
        found = super()._map_basic_serializer(serializer, direction)
        shut = isinstance(serializer, Body) and found.get("properties")
        return found | {"additionalProperties": False} if shut else found


def components(result, generator, request, public):
    """Add what all operations refer to. A hook of drf-spectacular, called with the whole document."""
    found = result["components"]
    shapes = FOUND.told()
    twice = found["schemas"].keys() & shapes.keys()
    if any(found["schemas"][name] != shapes[name] for name in twice):
        raise ValueError(f"a body and an answer are called alike: {sorted(twice)}")
    found["schemas"] |= shapes | SCHEMAS
    found["responses"] = {name_of(status): refusal(status) for status in MEANT}
    return result
