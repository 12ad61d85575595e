"""What an organiser's notices carry, its own words for them, and the review of what was concluded on an objection."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


RULES = {"objection_review_days": 5, "objection_review_decide_days": 15, "objection_review_stays": 0}


def give(apps, schema_editor):
    """The platform's own rules name the days of a review; organisers and calls may say otherwise."""
    for rules in apps.get_model("challenges", "RuleSet").objects.filter(organiser=None, batch=None):
        rules.values = RULES | rules.values
        rules.save(update_fields=["values"])


def back(apps, schema_editor):
    """Take the rules away again."""
    for rules in apps.get_model("challenges", "RuleSet").objects.all():
        rules.values = {key: value for key, value in rules.values.items() if key not in RULES}
        rules.save(update_fields=["values"])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_invitation_mailed'),
        ('challenges', '0014_texts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Letterhead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contact_name', models.CharField(blank=True, default='', max_length=40, verbose_name='联系人')),
                ('contact_phone', models.CharField(blank=True, default='', max_length=40, verbose_name='联系电话')),
                ('contact_email', models.EmailField(blank=True, default='', max_length=254, verbose_name='联系邮箱')),
                ('address', models.CharField(blank=True, default='', max_length=200, verbose_name='联系地址')),
                ('supervision_phone', models.CharField(blank=True, default='', max_length=40, verbose_name='监督电话')),
                ('agency_code', models.CharField(blank=True, default='', max_length=20, verbose_name='机关代字')),
                ('nature', models.CharField(blank=True, choices=[('authority', '行政机关'), ('entrusted', '受行政机关委托的单位'), ('association', '社会团体、企业等非行政机关')], default='', max_length=11, verbose_name='单位性质')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('updated_at', models.DateTimeField(editable=False)),
            ],
            options={
                'verbose_name': '公告落款与联系方式',
                'verbose_name_plural': '公告落款与联系方式',
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('collection', '征集'), ('publication', '发布'), ('correction', '更正'), ('extension', '延期'), ('publicity', '公示'), ('result', '结果'), ('withdrawal', '撤榜'), ('lapse', '流榜'), ('objection_result', '异议结果')], max_length=16, verbose_name='种类')),
                ('effective_on', models.DateField(verbose_name='启用日期')),
                ('title', models.CharField(max_length=160, verbose_name='标题')),
                ('parts', models.JSONField(default=dict, editable=False)),
                ('approved_at', models.DateTimeField(editable=False)),
            ],
            options={
                'verbose_name': '公告范本',
                'verbose_name_plural': '公告范本',
            },
        ),
        migrations.AddField(
            model_name='objection',
            name='review_asked_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='objection',
            name='review_asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='objection',
            name='review_decision',
            field=models.TextField(blank=True, default='', verbose_name='复核意见'),
        ),
        migrations.AddField(
            model_name='objection',
            name='review_text',
            field=models.TextField(blank=True, default='', verbose_name='复核理由'),
        ),
        migrations.AddField(
            model_name='objection',
            name='review_until',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='objection',
            name='reviewed_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='objection',
            name='reviewed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='objection',
            name='state',
            field=models.CharField(choices=[('filed', '待登记'), ('registered', '处理中'), ('not_accepted', '不予受理'), ('upheld', '成立'), ('dismissed', '不成立'), ('withdrawn', '已撤回'), ('reviewing', '复核中')], default='filed', editable=False, max_length=24),
        ),
        migrations.AddIndex(
            model_name='objection',
            index=models.Index(fields=['state', 'review_until'], name='objection_review_until'),
        ),
        migrations.AddField(
            model_name='letterhead',
            name='organisation',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='letterhead', to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='wording',
            name='approved_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='wording',
            name='organiser',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wordings', to='accounts.organisation'),
        ),
        migrations.AddConstraint(
            model_name='wording',
            constraint=models.UniqueConstraint(fields=('organiser', 'kind', 'effective_on'), name='wording_once_a_day'),
        ),
        migrations.RunPython(give, back),
    ]
