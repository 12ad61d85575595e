from django.db import migrations

from accounts import dictionaries


def load(apps, schema_editor):
    dictionaries.load(apps)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
