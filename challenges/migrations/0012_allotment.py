"""Allotments: who reviews what, experts who cross panels, and the numbers of the rules for both."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


DEFAULTS = {"reviews_least": 3, "bridging_share": 15}


def fill(apps, schema_editor):
    """Give the platform's own rule set the numbers it lacks."""
    RuleSet = apps.get_model("challenges", "RuleSet")
    row = RuleSet.objects.filter(organiser=None).order_by("effective_from", "id").first()
    if row is not None:
        row.values = {**DEFAULTS, **row.values}
        row.save()


class Migration(migrations.Migration):

    dependencies = [
        ('challenges', '0011_conflicts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Allotment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('due_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(editable=False)),
                ('updated_at', models.DateTimeField(editable=False)),
                ('state', models.CharField(choices=[('asked', '求解中'), ('ready', '待采用'), ('failed', '未得出方案'), ('applied', '已采用'), ('void', '已作废')], default='asked', editable=False, max_length=24)),
                ('panels', models.JSONField(default=list, editable=False)),
                ('pins', models.JSONField(default=list, editable=False, verbose_name='指定')),
                ('bans', models.JSONField(default=list, editable=False, verbose_name='排除')),
                ('seed', models.CharField(editable=False, max_length=64)),
                ('problem', models.JSONField(default=dict, editable=False)),
                ('result', models.JSONField(default=dict, editable=False)),
                ('error', models.JSONField(default=dict, editable=False)),
                ('leased_until', models.DateTimeField(editable=False, null=True)),
                ('cover', models.BooleanField(default=False, editable=False, verbose_name='兼顾主题覆盖')),
            ],
            options={
                'ordering': ['id'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='panel',
            name='reviews_each',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='每份评审专家数'),
        ),
        migrations.AddField(
            model_name='seat',
            name='bridges',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='seat',
            name='bridging',
            field=models.BooleanField(default=False, editable=False, verbose_name='跨组'),
        ),
        migrations.AddField(
            model_name='seat',
            name='replaces',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='challenges.seat'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bridging', True), _negated=True), ('leader', False), _connector='OR'), name='seat_bridging_leads_nothing'),
        ),
        migrations.AddField(
            model_name='allotment',
            name='asked_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='allotment',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allotments', to='challenges.batch'),
        ),
        migrations.AddField(
            model_name='panel',
            name='allotment',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='challenges.allotment'),
        ),
        migrations.AddConstraint(
            model_name='allotment',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'ready', 'failed'])), fields=('batch',), name='allotment_one_open'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
