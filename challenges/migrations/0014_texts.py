import django.db.models.deletion
from django.db import migrations, models


RULE = "undertaking_by_signer"


def give(apps, schema_editor):
    """The platform's own rules let who may sign for the firm promise secrecy; organisers and calls may say otherwise."""
    for rules in apps.get_model("challenges", "RuleSet").objects.filter(organiser=None, batch=None):
        rules.values.setdefault(RULE, 1)
        rules.save(update_fields=["values"])


def back(apps, schema_editor):
    """Take the rule away again."""
    for rules in apps.get_model("challenges", "RuleSet").objects.all():
        if rules.values.pop(RULE, None) is not None:
            rules.save(update_fields=["values"])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_texts'),
        ('challenges', '0011_posting_time'),
    ]

    operations = [
        migrations.AddField(
            model_name='undertaking',
            name='agreement',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agreement'),
        ),
        migrations.AddField(
            model_name='undertaking',
            name='for_firm',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='declaration',
            name='text',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.bindingtext'),
        ),
        migrations.AddField(
            model_name='declaration',
            name='sha256',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='declaration',
            name='capacity',
            field=models.CharField(blank=True, choices=[('person', '本人'), ('handler', '经办人'), ('signer', '签字人'), ('delegate', '被授权人')], default='', max_length=10),
        ),
        migrations.RunPython(give, back),
    ]
