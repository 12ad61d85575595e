from django.db import migrations

from challenges.core.models import immutability


def install(apps, schema_editor):
    immutability.install(schema_editor.connection)


def remove(apps, schema_editor):
    immutability.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("challenges", "0006_review_changes")]
    operations = [migrations.RunPython(install, remove)]
