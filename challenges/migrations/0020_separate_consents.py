import django.db.models.deletion
from django.db import migrations, models

from accounts.rules.text_parts import TextKind
from challenges.proposals.models import team_triggers

# The platform's own rules ask, and oblige nobody; organisers and calls may say otherwise.
RULES = {"publish_consent_required": 0, "lead_data_consent_required": 0}


def free(apps, schema_editor):
    """Take the triggers away while the table is made anew."""
    team_triggers.remove(schema_editor.connection)


def give(apps, schema_editor):
    """Let the database keep the answers again, and the platform's rules know of the consents beside."""
    for rules in apps.get_model("challenges", "RuleSet").objects.filter(organiser=None, batch=None):
        rules.values = RULES | rules.values
        rules.save(update_fields=["values"])
    team_triggers.install(schema_editor.connection)


def back(apps, schema_editor):
    """Take the rules and the triggers away again."""
    team_triggers.remove(schema_editor.connection)
    for rules in apps.get_model("challenges", "RuleSet").objects.all():
        if RULES.keys() & rules.values.keys():
            rules.values = {key: value for key, value in rules.values.items() if key not in RULES}
            rules.save(update_fields=["values"])


def keep(apps, schema_editor):
    team_triggers.install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0010_texts"),
        ("challenges", "0019_second"),
    ]

    operations = [
        migrations.RunPython(free, keep),
        migrations.AddField(
            model_name="teamanswer",
            name="about",
            field=models.CharField(choices=TextKind.choices, default="team_consent", max_length=24),
        ),
        migrations.AddField(
            model_name="teamanswer",
            name="text",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.bindingtext",
            ),
        ),
        migrations.AddField(
            model_name="teamrequest",
            name="claimed_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(give, back),
    ]
