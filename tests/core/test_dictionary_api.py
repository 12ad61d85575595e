"""The dictionaries and the meaning of enumerations, for everybody."""

import pytest
from django.test import Client

from tests.documented import document

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("name", "code"), [("fields", "401"), ("regions", "210100"), ("industries", "39")])
def test_a_dictionary_is_read_whole(name, code):
    codes = {row["code"]: row for row in Client().get(f"/api/v1/{name}/").json()["items"]}
    assert codes[code]["name"] and codes[code]["name_en"]
    assert {row["parent_code"] for row in codes.values()} - {None} <= codes.keys()


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "草稿"), ("en", "Draft")])
def test_each_value_is_called_by_its_name(language, said):
    items = Client().get("/api/v1/enumerations/", headers={"Accept-Language": language}).json()["items"]
    found = {one["name"]: {value["value"]: value["label"] for value in one["values"]} for one in items}
    assert found["ProposalState"]["draft"] == said
    for name, values in found.items():
        assert document()["components"]["schemas"][name]["enum"] == list(values)
