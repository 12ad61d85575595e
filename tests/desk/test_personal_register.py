"""Every column that names a person stands in the register of processing, and nothing stands there that is not."""

import re

from django.apps import apps
from django.db import models

from accounts.models import User
from accounts.typed import columns
from challenges.desk.queries.personal_register import HOLDINGS, table
from challenges.desk.queries.personal_words import BY_KEY

# What a column is called that names people.
NAMES = re.compile(r"(^|_)(name|repr|phone|mobile|mail|email|leader|representative|contact|ip|agent|id_card|passport)$")
TYPED = (columns.Mail, columns.Phone, models.EmailField, models.GenericIPAddressField, models.JSONField)
# Names of things, and plain data of things: no person stands in them.
THINGS = {
    "socialaccount.SocialApp": "name settings",
    "notifications.Event": "name",
    "accounts.Delegation": "roles",
    "accounts.Region": "name",
    "accounts.Industry": "name",
    "accounts.TechField": "name",
    "accounts.ExpertProfile": "field_codes keywords languages",
    "accounts.Employment": "unit_name",
    "accounts.Interest": "unit_name",
    "accounts.Invitation": "roles",
    "accounts.Membership": "roles",
    "accounts.Organisation": "name short_name uscc_warnings keywords document_name",
    "accounts.SizeThreshold": "group_name codes",
    "accounts.PersonalToken": "name scopes areas roles",
    "accounts.BindingText": "parts",
    "auth.Permission": "name",
    "auth.Group": "name",
    "challenges.Holiday": "name",
    "challenges.RuleSet": "values",
    "challenges.SavedView": "name",
    "challenges.Batch": "name",
    "challenges.Indicator": "name options",
    "challenges.PlannedMilestone": "name",
    "challenges.Condition": "params",
    "challenges.Rubric": "name tie_chain",
    "challenges.Criterion": "name levels",
    "challenges.Panel": "name",
    "challenges.Result": "breakdown",
    "challenges.Sample": "reference",
    "challenges.Draw": "beacon_name",
    "challenges.IpResult": "name",
    "challenges.Contract": "floor ip",
    "challenges.ContractIndicator": "name options",
    "challenges.Milestone": "name",
}


def person_columns(model):
    """Return the columns of a table that name a person by their type or by what they are called."""
    for field in model._meta.get_fields():
        if not getattr(field, "concrete", False) or field.many_to_many:
            continue
        if field.is_relation:
            if field.related_model is User:
                yield field.name
        elif isinstance(field, TYPED) or (
            isinstance(field, (models.CharField, models.TextField)) and NAMES.search(field.name)
        ):
            yield field.name


def test_every_column_that_names_a_person_stands_in_the_register():
    missing = []
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        known = {*HOLDINGS[label].columns} if label in HOLDINGS else set()
        known |= {*THINGS.get(label, "").split()}
        missing += [f"{label}.{name}" for name in person_columns(model) if name not in known]
    assert missing == []


def test_nothing_stands_in_the_register_that_is_not_there():
    for label, held in HOLDINGS.items():
        names = {field.name for field in table(label)._meta.get_fields()}
        assert held.activity in BY_KEY, label
        assert {*held.columns, *held.secret} <= names, label
        for way in held.own:
            assert table(label).objects.filter(**{way: 1}).query, (label, way)
    for label, given in THINGS.items():
        known = set(HOLDINGS[label].columns) if label in HOLDINGS else set()
        assert {*given.split()} <= set(person_columns(table(label))) - known, label
