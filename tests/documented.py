"""Every answer of the interface that any test gets is held against the interface's own description.

The suite's client asks here before it hands an answer out, so each test of an endpoint proves its description too: the
status is one the operation names, the media type is the one it says, and the body has exactly the members it declares.
"""

import json
import re
from functools import cache

import jsonschema_rs
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

API = "/api/v1/"
# What HTTP answers for every address alike, and what tests break on purpose.
ELSEWHERE = {304, 405, 500}


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
    wrong = validator(json.dumps(content[kind]["schema"])).iter_errors(json.loads(answer.content))
    return [f"{name} {answer.status_code} at {list(one.instance_path)}: {one.message[:200]}" for one in wrong][:5]


def watch() -> None:
    """Have every client of the suite hold what it gets against the description."""
    ask = Client.request

    def request(self, **environ):
        answer = ask(self, **environ)
        wrong = faults(environ["REQUEST_METHOD"], environ["PATH_INFO"], answer)
        assert not wrong, wrong
        return answer

    Client.request = request
