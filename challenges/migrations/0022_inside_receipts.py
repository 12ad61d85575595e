"""Each challenge numbers its receipts under a secret of its own."""

from django.db import migrations, models

import challenges.listing.models.challenge


def give_secrets(apps, schema_editor):
    challenge = apps.get_model("challenges", "Challenge")
    for pk in challenge.objects.values_list("pk", flat=True):
        challenge.objects.filter(pk=pk).update(receipt_secret=challenges.listing.models.challenge.make_secret())


class Migration(migrations.Migration):
    dependencies = [("challenges", "0021_files_findings")]

    operations = [
        migrations.AddField(
            model_name="challenge",
            name="receipt_secret",
            field=models.CharField(default=challenges.listing.models.challenge.make_secret, editable=False, max_length=64),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="project_leader",
            field=models.CharField(blank=True, editable=False, max_length=254),
        ),
        migrations.RunPython(give_secrets, migrations.RunPython.noop),
    ]
