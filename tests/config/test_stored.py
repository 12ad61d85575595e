"""What is kept as plain data can be read back and shown by everybody: every column is walked."""

import json

import pytest
from django.apps import apps
from django.db import models
from django.db.models.functions import Now

from challenges.core.api.rendering import JSONRenderer
from notifications.fields import PlainField, Unstorable
from notifications.plain import BAD_KEY, BAD_NUMBER, BAD_TEXT, KEPT, SENT, TOO_DEEP, TOO_MANY, UNKNOWN, Bounds, fault_of

OURS = ("accounts", "challenges", "notifications")
COLUMNS = [
    field
    for label in OURS
    for model in apps.get_app_config(label).get_models()
    for field in model._meta.concrete_fields
    if isinstance(field, models.JSONField)
]


def nested(depth: int):
    """Return lists in lists."""
    value = []
    for _level in range(depth):
        value = [value]
    return value


UNSHOWABLE = [
    ({"zz": 10**30}, "zz", BAD_NUMBER),
    ({"zz": -(2**63) - 1}, "zz", BAD_NUMBER),
    ({"a": [0, float("nan")]}, "a.1", BAD_NUMBER),
    ({"a": float("inf")}, "a", BAD_NUMBER),
    ({"a": "x\x00"}, "a", BAD_TEXT),
    ({"a": "\ud800"}, "a", BAD_TEXT),
    ({"\x00": 1}, "?", BAD_KEY),
    ({"k" * 2000: 1}, "k" * 40, BAD_KEY),
    ({"a": [1e300]}, "a.0", BAD_NUMBER),
    ({"a": b"x"}, "a", UNKNOWN),
]


def test_there_are_columns_of_plain_data():
    assert len(COLUMNS) > 30


@pytest.mark.parametrize("field", COLUMNS, ids=str)
def test_every_column_refuses_what_could_not_be_shown_again(field):
    assert isinstance(field, PlainField), "models.JSONField takes anything: use notifications.fields.PlainField"
    for value, path, code in UNSHOWABLE:
        if code != UNKNOWN or field.encoder is None:
            with pytest.raises(Unstorable) as refused:
                field.get_db_prep_save(value, None)
            assert (refused.value.fault.path, refused.value.fault.code) == (path, code)
    with pytest.raises(Unstorable):
        field.get_db_prep_save(nested(2000), None)


@pytest.mark.parametrize("value", [None, Now()])
def test_nothing_and_expressions_pass(value):
    from django.db import connection

    COLUMNS[0].get_db_prep_save(value, connection)


@pytest.mark.parametrize(("value", "path", "code"), UNSHOWABLE)
def test_the_first_fault_is_named(value, path, code):
    assert fault_of(value) == fault_of(value, KEPT).__class__(path, code)


def test_bounds_of_depth_and_number():
    small = Bounds(depth=3, values=5, key=5)
    assert fault_of(nested(2), small) is None
    assert fault_of(nested(3), small).code == TOO_DEEP
    assert fault_of([1, 2, 3, 4], small) is None
    assert fault_of([1, 2, 3, 4, 5], small).code == TOO_MANY
    assert fault_of(nested(100_000)).code == TOO_DEEP


def test_what_passes_is_shown():
    value = {"a": [1, -(2**63), 2**63 - 1, 0.1, None, True, "长𠮷"], "b": nested(SENT.depth - 3), "1": {}}
    assert fault_of(value) is None
    assert json.loads(JSONRenderer().render(value)) == value


def test_a_row_of_old_is_shown_all_the_same():
    value = {"a": 10**30, "b": "\ud800"}
    assert json.loads(JSONRenderer().render(value)) == value
