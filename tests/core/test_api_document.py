"""What the OpenAPI document says of the interface as a whole: it is valid, and it hides no refusal."""

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from challenges.core.api.document import CONTENT_TYPE
from challenges.core.api.shapes import FOUND
from tests.documented import AS_BYTES, document


def operations():
    """Yield every operation as (method, path, description)."""
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def answer_of(operation: dict, status: int) -> dict:
    """Return how an operation answers with a status, its reference followed."""
    found = operation["responses"][str(status)]
    return document()["components"]["responses"][found["$ref"].rsplit("/", 1)[1]] if "$ref" in found else found


@pytest.mark.slow
def test_the_document_is_valid_openapi():
    """By the schema of OpenAPI, and by what no schema says: parameters of addresses, defaults, names that lead on."""
    assert list(OpenAPIV31SpecValidator(document()).iter_errors()) == []


def test_what_the_schema_of_openapi_refuses_is_a_fault_of_the_document():
    """The look at the whole asks the schema too, so that no second program need read it all for six seconds."""
    answer = {"responses": {"200": {"description": "x"}}}
    small = {"openapi": document()["openapi"], "info": document()["info"], "paths": {"/x/": {"get": answer}}}
    assert list(OpenAPIV31SpecValidator(small).iter_errors()) == []
    wrong = {"info": {}}, {"paths": {"/x/": {"get": {**answer, "nonsense": 1}}}}, {"nonsense": 1}, {"servers": "here"}
    for fault in wrong:
        assert list(OpenAPIV31SpecValidator(small | fault).iter_errors()), fault


def test_every_refusal_is_a_problem_document():
    schema = {"$ref": "#/components/schemas/Problem"}
    for _method, _path, operation in operations():
        refusals = [status for status in operation["responses"] if int(status) >= 400]
        assert len(refusals) >= 6, operation["operationId"]
        for status in refusals:
            assert answer_of(operation, status)["content"] == {CONTENT_TYPE: {"schema": schema}}


def media_types(part):
    """Yield every media type that a part of the document names."""
    if isinstance(part, dict):
        yield from (kind for kind in part.get("content", ()) if "/" in kind)
        for value in part.values():
            yield from media_types(value)
    elif isinstance(part, list):
        for value in part:
            yield from media_types(value)


def test_generators_of_clients_know_every_media_type():
    """A further one is told to the generator of the drill too, which else makes no client at all."""
    known = {"application/json", CONTENT_TYPE, "multipart/form-data", "application/octet-stream"}
    assert {kind for kind in media_types(document()) if not kind.startswith("text/")} <= known | set(AS_BYTES)


@pytest.mark.parametrize(
    ("concerns", "statuses"),
    [
        (lambda method, path, operation: True, {400, 401, 403, 406, 429, 503}),
        (lambda method, path, operation: "{" in path, {404}),
        (lambda method, path, operation: method != "get", {409, 422}),
        (lambda method, path, operation: "requestBody" in operation, {413, 415}),
        (lambda method, path, operation: "If-Match" in names(operation), {412}),
        (lambda method, path, operation: operation["operationId"] == "challenge_edit", {428}),
        (lambda method, path, operation: operation["operationId"] == "proposal_section_save", {412}),
    ],
    ids=[
        "all",
        "of one thing",
        "that change",
        "with a body",
        "with a condition",
        "only with a version",
        "of a section",
    ],
)
def test_operations_name_the_refusals_of_their_kind(concerns, statuses):
    concerned = [operation for method, path, operation in operations() if concerns(method, path, operation)]
    assert concerned
    for operation in concerned:
        assert {str(status) for status in statuses} <= operation["responses"].keys(), operation["operationId"]


def test_who_is_told_to_come_again_is_told_when():
    for _method, _path, operation in operations():
        assert "Retry-After" in answer_of(operation, 429)["headers"]
        assert "Retry-After" in answer_of(operation, 503)["headers"]


def names(operation: dict) -> set[str]:
    """Return the names of an operation's parameters."""
    return {one["name"] for one in operation.get("parameters", [])}


def untyped(schema) -> bool:
    """Return True for a schema that says nothing of its members."""
    if not schema:
        return True
    return schema.get("type") == "object" and not schema.get("properties") and schema.get("additionalProperties") == {}


def test_every_answer_has_a_shape():
    loose = [
        (operation["operationId"], status)
        for _method, _path, operation in operations()
        for status in operation["responses"]
        for content in answer_of(operation, status).get("content", {}).values()
        if untyped(content["schema"])
    ]
    assert loose == []


def test_every_body_has_a_shape():
    loose = {
        operation["operationId"]
        for _method, _path, operation in operations()
        for content in operation.get("requestBody", {}).get("content", {}).values()
        if untyped(content["schema"])
    }
    assert loose == set()


def test_every_answer_of_ours_is_closed():
    """A member that nobody declared would otherwise go by unseen."""
    for name, schema in FOUND.schemas.items():
        # A map has no names of its own: what stands under each is a shape.
        is_map = "$ref" in (schema.get("additionalProperties") or {})
        assert "enum" in schema or is_map or schema["additionalProperties"] is False, name


def test_enumerations_have_the_names_of_the_code():
    """A name that the generator makes up (`Mode009Enum`) is another one as soon as something else comes."""
    names = [name for name, schema in document()["components"]["schemas"].items() if "enum" in schema]
    assert [name for name in names if re.search(r"[0-9a-f]{3}Enum$", name)] == []
    assert {"Mode", "ChallengeType", "NoticeMode", "JobKind"} <= set(names)


def test_a_body_is_described_as_json_unless_it_is_a_file():
    for _method, _path, operation in operations():
        kinds = set(operation.get("requestBody", {}).get("content", {}))
        assert kinds in (set(), {"application/json"}, {"multipart/form-data"}), operation["operationId"]


def test_every_section_has_a_shape_of_its_own():
    schemas = document()["components"]["schemas"]
    (key,) = [
        one["schema"]["enum"]
        for one in document()["paths"]["/api/v1/proposals/{id}/sections/{key}/"]["put"]["parameters"]
        if one["name"] == "key"
    ]
    shapes = [one["$ref"].rsplit("/", 1)[1] for one in schemas["Section"]["properties"]["data"]["anyOf"]]
    assert len(shapes) == len(set(shapes)) == len(key)
    assert all(schemas[name].get("properties") or schemas[name]["additionalProperties"] for name in shapes)
