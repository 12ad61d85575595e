"""Every refusal of the interface is told in the language of the request: ours, and those of the framework."""

import re
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.translation import override
from rest_framework import serializers
from rest_framework.throttling import SimpleRateThrottle

from challenges.core.api.typed import Body
from tests.core.test_api_document import operations
from tests.factories.accounts import expert

LANGUAGES = ("zh-hans", "en")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Two plain words of English in a row; names of headers, fields and media types are none.
ENGLISH = re.compile(r"\b[a-z]{2,} [a-z]{2,}\b")
# What a refusal quotes: names of parameters and what was sent.
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
WILD = (
    None,
    "",
    " ",
    "x",
    "x" * 30_000,
    "²",
    -1,
    10**12,
    1.5,
    True,
    [],
    [None],
    ["x"],
    [[]],
    {},
    {"x": 1},
    "9999-99-99",
)


def foreign(said: str, language: str) -> bool:
    """Return True when a sentence is in another language than this one."""
    plain = QUOTED.sub("", said)
    if language == "en":
        return bool(CHINESE.search(plain))
    return not CHINESE.search(plain) or bool(ENGLISH.search(plain))


def sentences(answer) -> list[str]:
    """Return every sentence of a problem document."""
    told = answer.json()
    return [told["title"], *(one["message"] for one in told.get("errors", []))]


def provoked(client, method: str, path: str, operation: dict, language: str):
    """Yield every refusal that an operation gives whatever stands in the database."""
    address = path.replace("{id}", "987654321").replace("{key}", "route")
    ask = {"headers": {"Accept-Language": language}}

    def send(**more):
        headers = ask["headers"] | more.pop("headers", {})
        return client.generic(method.upper(), address, headers=headers, **more)

    yield send(QUERY_STRING="nonsense=1")
    yield send(QUERY_STRING="nonsense=1&nonsense=2")
    yield send(headers={"Accept": "text/html"})
    yield send(headers={"Authorization": "Bearer jb_nobody"})
    yield Client().generic("PATCH" if method != "patch" else "DELETE", address, headers=ask["headers"])
    for one in operation.get("parameters", []):
        if one["in"] == "query":
            yield send(QUERY_STRING=f"{one['name']}=%C2%B2")
    if "{id}" in path:
        yield send()
    elif "requestBody" in operation:
        yield send(data="{", content_type="application/json")
        yield send(data="<a/>", content_type="application/xml")
        yield send(data=b'{"a": "\xff"}', content_type="application/json")
        yield send(data="[]", content_type="application/json")
        yield send(data="{}", content_type="application/json")


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("unlimited")
def test_every_operation_refuses_in_the_language_of_the_request(language):
    client = Client()
    client.force_login(expert().user)
    wrong, seen = [], set()
    for method, path, operation in operations():
        for answer in provoked(client, method, path, operation, language):
            if answer.status_code < 400:
                continue
            seen.add(answer.status_code)
            assert answer["Content-Type"] == "application/problem+json"
            assert answer["Content-Language"] == language
            wrong += [(operation["operationId"], said) for said in sentences(answer) if foreign(said, language)]
    assert wrong == []
    assert seen >= {400, 401, 404, 405, 406, 415, 422}


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_asks_too_often_is_told_so_in_their_language(language):
    cache.clear()
    with patch.dict(SimpleRateThrottle.THROTTLE_RATES, visitor="1/min"):
        answers = [Client().get("/api/v1/challenges/", headers={"Accept-Language": language}) for _ in range(2)]
    cache.clear()
    assert answers[1].status_code == 429
    assert not any(foreign(said, language) for said in sentences(answers[1]))


def every_body() -> list[type[Body]]:
    """Return every body of the interface."""
    operations()
    found, waiting = [], [Body]
    while waiting:
        for one in waiting.pop().__subclasses__():
            waiting.append(one)
            found.append(one)
    return [one for one in found if one().fields]


def leaves(detail) -> list[str]:
    """Return every sentence of a tree of errors."""
    if isinstance(detail, dict):
        return [said for one in detail.values() for said in leaves(one)]
    return [said for one in detail for said in leaves(one)] if isinstance(detail, list) else [str(detail)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_every_body_refuses_in_the_language_of_the_request(language):
    wrong, told = [], set()
    with override(language):
        for body in every_body():
            # One body for all that is sent: to make it takes eight times as long as to ask it.
            asked = body(data={}, context={"known": {}})
            for data in [{}, *({name: value} for name in asked.fields for value in WILD)]:
                asked.initial_data = data
                vars(asked).pop("_validated_data", None)
                try:
                    asked.is_valid(raise_exception=True)
                except serializers.ValidationError as refused:
                    told |= {str(said) for said in leaves(refused.detail)}
                    wrong += [(body.__name__, data, said) for said in leaves(refused.detail) if foreign(said, language)]
    assert [(name, said) for name, _data, said in wrong] == []
    assert len(told) > 20
