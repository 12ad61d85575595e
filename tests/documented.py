"""Every answer of the interface that any test gets is held against the interface's own description.

The suite's client asks here before it hands an answer out, so each test of an endpoint proves its description too: the
status is one the operation names, the media type is the one it says, and the body has exactly the members it declares.
"""

import json
import re
from functools import cache
from urllib.parse import urlsplit

import jsonschema_rs
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from challenges.core.api.parsing import SENTENCES

API = "/api/v1/"
# What HTTP answers for every address alike, and what tests break on purpose.
ELSEWHERE = {304, 405, 500}
# Files that generators of clients know nothing of: to them they are bytes like any other.
AS_BYTES = ("application/zip", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
CREATED = 201
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
# Refusals of names and values that no schema holds.
NOT_OURS = {"unknown_field", "unknown_filter", *SENTENCES}


@cache
def document() -> dict:
    """Return the OpenAPI document, made once."""
    return json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str))


@cache
def addresses() -> list:
    """Return the pattern of every address, those without parameters first, with what it takes."""
    paths = sorted(document()["paths"].items(), key=lambda one: "{" in one[0])
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), methods) for path, methods in paths]


def operation_of(method: str, path: str) -> dict | None:
    """Return the description of what this method does at this address."""
    for pattern, methods in addresses():
        if pattern.fullmatch(path) and method.lower() in methods:
            return methods[method.lower()]
    return None


@cache
def validator(reference: str):
    """Return what judges a body by a schema, given as text because dictionaries have no hash."""
    return jsonschema_rs.Draft202012Validator(
        json.loads(reference) | {"components": document()["components"]}, validate_formats=True
    )


def faults(method: str, path: str, answer) -> list[str]:
    """Return how an answer differs from its description."""
    if not path.startswith(API) or answer.status_code in ELSEWHERE:
        return []
    operation = operation_of(method, path)
    if operation is None:
        return []
    name = operation["operationId"]
    described = operation["responses"].get(str(answer.status_code))
    if described is None:
        return [f"{name} says nothing of {answer.status_code}"]
    if "$ref" in described:
        described = document()["components"]["responses"][described["$ref"].rsplit("/", 1)[1]]
    absent = [
        header
        for header, about in described.get("headers", {}).items()
        if about.get("required") and header not in answer.headers
    ]
    if absent:
        return [f"{name} answers {answer.status_code} without {absent}"]
    content = described.get("content")
    if content is None:
        return [f"{name} answers {answer.status_code} with a body"] if getattr(answer, "content", b"") else []
    kind = answer.headers.get("Content-Type", "").split(";")[0]
    if kind not in content:
        return [f"{name} answers {answer.status_code} as {kind}, not as {list(content)}"]
    if not kind.endswith("json"):
        return []
    said = json.loads(answer.content)
    if answer.status_code in (400, 422):
        sent = names_sent(operation)
        strange = [one["field"] for one in said.get("errors", []) if sent is not None and not is_named(one, sent)]
        if strange:
            return [f"{name} {answer.status_code} speaks of {strange}, which nobody sends"]
    elsewhere = [text for text in texts(said) if MOMENT.match(text) and not text.endswith("Z")]
    if elsewhere:
        return [f"{name} spells a time as {elsewhere[0]}"]
    if answer.status_code == CREATED and operation_of("GET", urlsplit(answer.headers["Location"]).path) is None:
        return [f"{name} says that what it made stands at {answer.headers['Location']}, where nothing is read"]
    wrong = validator(json.dumps(content[kind]["schema"])).iter_errors(said)
    return [f"{name} {answer.status_code} at {list(one.instance_path)}: {one.message[:200]}" for one in wrong][:5]


def texts(value):
    """Yield every text in a body."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)


def names_sent(operation: dict) -> tuple[dict, set[str]] | None:
    """Return what a refusal may name: the body's schema, and parameters. None for an act without a body, or with one
    that only tells which texts were read: what stands in the way was typed earlier, and is named as it was then."""
    parameters = {one["name"] for one in operation.get("parameters", []) if one["in"] in ("query", "header")}
    bodies = [one["schema"] for one in operation.get("requestBody", {}).get("content", {}).values()]
    if bodies and all(one.get("$ref", "").rsplit("/", 1)[-1] == "ReadTexts" for one in bodies):
        return None
    if not bodies and not parameters - {"If-Match", "Idempotency-Key", "If-None-Match"}:
        return None
    return (bodies[0] if bodies else {"type": "object"}), parameters


def is_named(error: dict, sent: tuple[dict, set[str]]) -> bool:
    """Return True when a refusal names what its sender sent: a parameter, the whole body, or a place in it."""
    body, parameters = sent
    if error["code"] in NOT_OURS or error["field"] in ("", *parameters):
        return True
    return leads(body, error["field"].split("."))


def leads(schema: dict, parts: list[str]) -> bool:
    """Return True when a path leads to a place of a schema."""
    if "$ref" in schema:
        return leads(document()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], parts)
    if not parts:
        return True
    either = [*schema.get("anyOf", ()), *schema.get("allOf", ()), *schema.get("oneOf", ())]
    if either:
        return any(leads(one, parts) for one in either)
    if parts[0] in schema.get("properties", {}):
        return leads(schema["properties"][parts[0]], parts[1:])
    if "items" in schema:
        return parts[0].isdigit() and leads(schema["items"], parts[1:])
    more = schema.get("additionalProperties", not schema.get("properties"))
    return more is True or (isinstance(more, dict) and leads(more, parts[1:]))


def watch() -> None:
    """Have every client of the suite hold what it gets against the description."""
    ask = Client.request

    def request(self, **environ):
        answer = ask(self, **environ)
        wrong = faults(environ["REQUEST_METHOD"], environ["PATH_INFO"], answer)
        assert not wrong, wrong
        return answer

    Client.request = request
