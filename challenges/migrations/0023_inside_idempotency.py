"""Answers kept for repeated requests are sealed from now on; those in plain text are dropped."""

from django.db import migrations, models


def drop(apps, schema_editor):
    apps.get_model("challenges", "IdempotencyKey").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("challenges", "0022_inside_receipts")]

    operations = [
        migrations.RunPython(drop, migrations.RunPython.noop),
        migrations.RemoveField(model_name="idempotencykey", name="body"),
        migrations.AddField(
            model_name="idempotencykey",
            name="body",
            field=models.TextField(default=""),
        ),
    ]
