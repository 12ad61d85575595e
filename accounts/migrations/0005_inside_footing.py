from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_typed")]

    operations = [
        migrations.AddField(
            model_name="personaltoken",
            name="footing",
            field=models.CharField(default="", editable=False, max_length=64),
        ),
    ]
