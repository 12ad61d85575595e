"""Each challenge numbers its receipts under a secret of its own."""

from django.db import migrations, models

import challenges.models.challenge


def give_secrets(apps, schema_editor):
    challenge = apps.get_model("challenges", "Challenge")
    for pk in challenge.objects.values_list("pk", flat=True):
        challenge.objects.filter(pk=pk).update(receipt_secret=challenges.models.challenge.make_secret())


class Migration(migrations.Migration):
    dependencies = [("challenges", "0019_statement")]

    operations = [
        migrations.AddField(
            model_name="challenge",
            name="receipt_secret",
            field=models.CharField(default=challenges.models.challenge.make_secret, editable=False, max_length=64),
        ),
        migrations.RunPython(give_secrets, migrations.RunPython.noop),
    ]
