from django.db import migrations

from notifications import immutability


def lay_anew(apps, schema_editor):
    """The facts of an event may be erased: the triggers that refused it are laid as they are now."""
    immutability.remove(schema_editor.connection)
    immutability.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0004_event_chain")]
    operations = [migrations.RunPython(lay_anew, lay_anew)]
