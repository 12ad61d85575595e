"""Acts of one person can be taken back within a time that is a rule."""

from django.db import migrations

import notifications.fields

FIELD = notifications.fields.PlainField(default=dict, editable=False)
MINUTES = 30


def give(apps, schema_editor):
    """The platform's own rules say for how long; organisers and calls may say otherwise."""
    for rules in apps.get_model("challenges", "RuleSet").objects.filter(organiser=None, batch=None):
        rules.values.setdefault("take_back_minutes", MINUTES)
        rules.save(update_fields=["values"])


def back(apps, schema_editor):
    """Take the rule away again."""
    for rules in apps.get_model("challenges", "RuleSet").objects.all():
        if rules.values.pop("take_back_minutes", None) is not None:
            rules.save(update_fields=["values"])


class Migration(migrations.Migration):
    dependencies = [("challenges", "0007_many_checks")]

    operations = [
        *(
            migrations.AddField(model_name=name, name="second_thought", field=FIELD.clone())
            for name in ("challenge", "proposal", "review", "objection")
        ),
        migrations.RunPython(give, back),
    ]
