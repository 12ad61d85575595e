"""The schema that the migrations build is the one that the models describe, table by table, on the database in use."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

OURS = ("accounts", "challenges", "notifications")
MODELS = [model for app in OURS for model in apps.get_app_config(app).get_models(include_auto_created=True)]


def test_no_model_has_changed_without_its_migration(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_table_has_the_columns_and_constraints_of_its_model(db, model):
    """What the squashed migrations make is compared with what the models say, and not with another migration."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        columns = {column.name: column for column in connection.introspection.get_table_description(cursor, table)}
        kept = connection.introspection.get_constraints(cursor, table)
    fields = {field.column: field for field in model._meta.local_concrete_fields}
    assert set(columns) == set(fields)
    assert {name for name, column in columns.items() if column.null_ok} == {n for n, f in fields.items() if f.null}
    named = {one.name for one in (*model._meta.indexes, *model._meta.constraints)}
    assert named <= set(kept)
    unique = {tuple(one["columns"]) for one in kept.values() if one["unique"]}
    assert {(field.column,) for field in fields.values() if field.unique} <= unique
    leads = {one["columns"][0]: one["foreign_key"] for one in kept.values() if one["foreign_key"]}
    meant = {
        column: (field.related_model._meta.db_table, field.target_field.column)
        for column, field in fields.items()
        if field.is_relation
    }
    assert leads == meant
