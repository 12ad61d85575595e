import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from challenges.core.models import immutability


def install(apps, schema_editor):
    """Let the database itself refuse to change what was posted; laid once all columns that it guards are there."""
    immutability.install(schema_editor.connection)


def remove(apps, schema_editor):
    immutability.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_invitation_mailed'),
        ('challenges', '0010_objection_substance'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(remove, migrations.RunPython.noop),
        migrations.AddField(
            model_name='notice',
            name='approved_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notice',
            name='posts_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='定时张贴'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='state',
            field=models.CharField(choices=[('draft', '拟稿'), ('scheduled', '定时张贴'), ('posted', '已发布'), ('ended', '期满'), ('superseded', '已被更正'), ('discarded', '已作废')], default='draft', editable=False, max_length=24),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['state', 'posts_at'], name='notice_posts_at'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'scheduled'), _negated=True), models.Q(('approved_by__isnull', False), ('posts_at__isnull', False)), _connector='OR'), name='notice_scheduled_by_somebody'),
        ),
        migrations.RunPython(install, remove),
    ]
