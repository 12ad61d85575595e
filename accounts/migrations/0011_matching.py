from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0010_texts"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="matched",
            field=models.BooleanField(default=True, editable=False),
        ),
        migrations.AddField(
            model_name="organisation",
            name="matched",
            field=models.BooleanField(default=True, editable=False),
        ),
        migrations.AddField(
            model_name="invitation",
            name="claimed_until",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
    ]
