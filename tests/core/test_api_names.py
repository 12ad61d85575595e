"""One name for one thing, over the whole document: an id is `x_id`, a code `x_code`, and plain `x` the thing itself."""

import re

import pytest

from challenges.core.api.filters import PAGING
from challenges.core.noun import NOUNS
from tests.core.test_api_document import operations
from tests.documented import document

KEYS = re.compile(r"(.+)_(id|code|number)(s?)")
# What the words of a filter add to the name of the column that it looks at.
AROUND = re.compile(r"(min_|max_)?(.+?)(_after|_before)?")
# Names that mean something else than the key with the same beginning.
OTHERS = {
    ("Amounts", "lead"): "money that the lead firm gives, by source",
    ("ProblemError", "field"): "the name of an input",
    ("SectionProblem", "field"): "the name of an input",
    ("Remark", "field"): "the name of an input",
    ("RemarkRow", "field"): "the name of an input",
    ("ChangeRow", "field"): "the name of an input",
    ("ChangeRow", "row"): "the name of a row of a table",
}
# What a list is narrowed by without being a member of what it shows.
WORDS = {"q", "unread", "overdue", "sort", "before"}


def followed(schema: dict) -> dict:
    """Return a schema, its reference followed."""
    if "$ref" in schema:
        return document()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def kinds(schema: dict) -> set[str]:
    """Return what a member may be: of a list, what its items are."""
    schema = followed(schema)
    either = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    if either:
        return set().union(*(kinds(one) for one in either))
    kind = schema.get("type")
    found = set(kind) if isinstance(kind, list) else {kind}
    return kinds(schema["items"]) if found == {"array"} else found


def members():
    """Yield (shape, name, kinds) of every member of every shape of the document."""
    for shape, schema in document()["components"]["schemas"].items():
        for name, member in schema.get("properties", {}).items():
            yield shape, name, kinds(member) - {"null"}


def filters():
    """Yield (operation, name) of every parameter of a query."""
    for _method, _path, operation in operations():
        for one in operation.get("parameters", []):
            if one["in"] == "query" and one["name"] not in PAGING:
                yield operation["operationId"], one["name"]


def keyed() -> set[str]:
    """Return everything of which some name is a key: `x` of `x_id`, `xs` of `x_ids`."""
    names = {name for _shape, name, _kinds in members()} | {name for _operation, name in filters()}
    found = {match[1] for name in names if (match := KEYS.fullmatch(name))}
    return found | {f"{one}s" for one in found}


def amounts():
    """Yield the schema of every amount, and its place."""
    for shape, schema in document()["components"]["schemas"].items():
        for name, member in schema.get("properties", {}).items():
            if name.endswith("_wan"):
                inner = [one for one in (member, *member.get("anyOf", ())) if one.get("type") != "null"][-1]
                items = inner.get("items", inner)
                yield f"{shape}.{name}", next(one for one in items.get("anyOf", [items]) if one["type"] != "null")


def test_every_amount_says_its_currency_and_unit():
    places = dict(amounts())
    assert len(places) > 15
    for place, schema in places.items():
        assert (schema["format"], schema["x-currency"], schema["x-unit"]) == ("decimal", "CNY", 10000), place

    said = {
        one["description"]
        for _method, _path, operation in operations()
        for one in operation.get("parameters", [])
        if one["name"].endswith("_wan")
    }
    assert said == {"In 万元, units of 10,000 yuan."}


def test_a_name_that_has_a_key_is_the_thing_itself():
    known = keyed()
    twins = [
        (shape, name, found)
        for shape, name, found in members()
        if name in known and found & {"integer", "string"} and (shape, name) not in OTHERS
    ]
    assert twins == []
    assert OTHERS.keys() <= {(shape, name) for shape, name, _kinds in members()}


@pytest.mark.parametrize("noun", sorted({*NOUNS, "expert", "organisation", "batch", "criterion", "sample", "lead"}))
def test_no_noun_is_an_id_by_its_bare_name(noun):
    bare = {noun, f"{noun}s", f"{noun}es"}
    assert [(shape, name) for shape, name, found in members() if name in bare and "integer" in found] == []


def test_a_filter_has_the_name_of_what_it_looks_at():
    known = {name for _shape, name, _kinds in members()}
    strange = []
    for operation, name in filters():
        column = AROUND.fullmatch(name)[2]
        of_a_thing = column.removesuffix("_id") in known
        if name not in WORDS and not ({column, f"{column}_at"} & known) and not of_a_thing:
            strange.append((operation, name))
    assert strange == []


def test_no_filter_is_the_bare_name_of_something_with_a_key():
    assert [one for one in filters() if one[1] in keyed()] == []
