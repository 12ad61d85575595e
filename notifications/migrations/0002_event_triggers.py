from django.db import migrations


class Migration(migrations.Migration):
    # The triggers are laid once all columns that they guard are there.
    dependencies = [("notifications", "0001_initial")]
    operations = []
