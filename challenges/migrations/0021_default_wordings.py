"""The platform's words of notices can be changed by its operators: a row a kind stands for what came with the product."""

from datetime import date

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


KINDS = (
    *("collection", "publication", "correction", "extension", "publicity", "result"),
    *("withdrawal", "lapse", "objection_result"),
)


def stand(apps, schema_editor):
    """Give each kind the row of which a change of the platform's words is asked."""
    rows = apps.get_model("challenges", "Wording").objects
    rows.bulk_create(
        rows.model(kind=kind, title="", parts={}, effective_on=date(2022, 1, 1)) for kind in KINDS
    )


def back(apps, schema_editor):
    """Take the platform's rows away: an organisation is asked of each again."""
    apps.get_model("challenges", "Wording").objects.filter(organiser=None).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_texts'),
        ('challenges', '0020_separate_consents'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='wording',
            name='approved_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='wording',
            name='approved_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='wording',
            name='organiser',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='accounts.organisation'),
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=models.UniqueConstraint(condition=models.Q(('organiser', None)), fields=('kind', 'effective_on'), name='wording_platform_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=models.UniqueConstraint(condition=models.Q(('approved_at', None)), fields=('kind',), name='wording_shipped_once_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None), ('organiser', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='wording_approved_by_somebody'),
        ),
        migrations.RunPython(stand, back),
    ]
