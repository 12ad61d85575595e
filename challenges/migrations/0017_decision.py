"""Decisions, the moment of the feedback, and the panel's vote; with the numbers they start with."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


DEFAULTS = {
    "decision_chain": ["review_officer", "batch_admin"],
    "feedback_days": 0,
    "feedback_rank": 1,
}


def fill(apps, schema_editor):
    """Add the new numbers to the platform's first rule set; values that stand are kept."""
    row = apps.get_model("challenges", "RuleSet").objects.filter(organiser=None).order_by("effective_from", "id").first()
    if row is not None:
        row.values = {**DEFAULTS, **row.values}
        row.save()


def keep_open(apps, schema_editor):
    """What applicants could read from the publicity on stays readable: its day is the moment of the feedback."""
    items = apps.get_model("challenges", "NoticeItem").objects.filter(
        notice__kind="publicity",
        notice__posted_at__isnull=False,
        challenge__state__in=["publicity", "objection", "awarded"],
    )
    posted = dict(items.order_by("notice__posted_at").values_list("challenge", "notice__posted_at"))
    for pk, moment in posted.items():
        apps.get_model("challenges", "Challenge").objects.filter(pk=pk).update(feedback_at=moment)


class Migration(migrations.Migration):

    dependencies = [
        ('challenges', '0016_blind_review'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(
            model_name='choice',
            name='approved_at',
        ),
        migrations.RemoveField(
            model_name='choice',
            name='approved_by',
        ),
        migrations.AddField(
            model_name='batch',
            name='feedback_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='统一反馈时间'),
        ),
        migrations.AddField(
            model_name='challenge',
            name='feedback_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='评审意见反馈时间'),
        ),
        migrations.AddField(
            model_name='challenge',
            name='feedback_due_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='panel',
            name='votes',
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('due_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(editable=False)),
                ('updated_at', models.DateTimeField(editable=False)),
                ('state', models.CharField(choices=[('pending', '审定中'), ('complete', '已审定'), ('returned', '审定退回'), ('void', '已失效')], default='pending', editable=False, max_length=24)),
                ('number', models.PositiveSmallIntegerField(editable=False)),
                ('content', models.JSONField(default=dict, editable=False)),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('message', models.CharField(blank=True, editable=False, max_length=240, verbose_name='告知发榜方')),
                ('void_reason', models.CharField(blank=True, choices=[('chosen_anew', '发榜方重新择定'), ('reopened', '评分重开'), ('ranked_anew', '名次重新产生'), ('objection', '异议成立'), ('withdrawn', '撤榜'), ('opened_anew', '组织方重新提请审定')], editable=False, max_length=16)),
                ('completed_at', models.DateTimeField(editable=False, null=True)),
                ('challenge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='challenges.challenge')),
                ('opened_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='challenges.panel')),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('role', models.CharField(max_length=20)),
                ('verdict', models.CharField(blank=True, choices=[('approved', '同意'), ('sent_back', '退回')], max_length=10)),
                ('at', models.DateTimeField(null=True)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('opinion', models.TextField(blank=True, verbose_name='审定意见')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='challenges.decision')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(fields=('challenge', 'number'), name='decision_number_once'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['pending', 'complete', 'returned'])), fields=('challenge',), name='decision_one_stands'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(fields=('decision', 'position'), name='approval_one_a_step'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(fields=('decision', 'by'), name='approval_once_a_person'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(keep_open, migrations.RunPython.noop),
    ]
