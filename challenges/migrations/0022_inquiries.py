"""What the desk of an objection asks of its sides, and the files of the answers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


RULES = {"objection_statement_days": 5}


def give(apps, schema_editor):
    """The platform's own rules name the days for answering; organisers and calls may say otherwise."""
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
        ('accounts', '0010_texts'),
        ('challenges', '0021_default_wordings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Inquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('due_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(editable=False)),
                ('updated_at', models.DateTimeField(editable=False)),
                ('state', models.CharField(choices=[('asked', '待答复'), ('answered', '已答复'), ('lapsed', '逾期未答复'), ('closed', '已终止')], default='asked', editable=False, max_length=24)),
                ('side', models.CharField(choices=[('objector', '异议人'), ('target', '被异议单位'), ('lead', '发榜方')], max_length=8, verbose_name='询问对象')),
                ('wanted', models.CharField(choices=[('statement', '书面说明'), ('document', '证明文件')], max_length=9, verbose_name='要求提供')),
                ('question', models.TextField(verbose_name='询问内容')),
                ('asked_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True, default='', verbose_name='答复')),
                ('answered_at', models.DateTimeField(null=True)),
                ('for_objector', models.BooleanField(default=False, editable=False)),
                ('for_target', models.BooleanField(default=False, editable=False)),
                ('for_lead', models.BooleanField(default=False, editable=False)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='attachment',
            name='attachment_one_owner',
        ),
        migrations.AddField(
            model_name='inquiry',
            name='answered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='objection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inquiries', to='challenges.objection'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='organisation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='inquiry',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='challenges.inquiry'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('challenge__isnull', False), ('inquiry__isnull', True), ('notice__isnull', True), ('objection__isnull', True), ('proposal__isnull', True)), models.Q(('challenge__isnull', True), ('inquiry__isnull', True), ('notice__isnull', True), ('objection__isnull', True), ('proposal__isnull', False)), models.Q(('challenge__isnull', True), ('inquiry__isnull', True), ('notice__isnull', True), ('objection__isnull', False), ('proposal__isnull', True)), models.Q(('challenge__isnull', True), ('inquiry__isnull', True), ('notice__isnull', False), ('objection__isnull', True), ('proposal__isnull', True)), models.Q(('challenge__isnull', True), ('inquiry__isnull', False), ('notice__isnull', True), ('objection__isnull', True), ('proposal__isnull', True)), _connector='OR'), name='attachment_one_owner'),
        ),
        migrations.AddIndex(
            model_name='inquiry',
            index=models.Index(fields=['state', 'due_at'], name='inquiry_due'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(('side', 'objector'), ('organisation__isnull', False), _connector='OR'), name='inquiry_to_somebody'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'answered'), _negated=True), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='inquiry_answered_by_somebody'),
        ),
        migrations.AddField(
            model_name='objection',
            name='review_side',
            field=models.CharField(blank=True, choices=[('objector', '异议人'), ('target', '被异议单位'), ('lead', '发榜方')], default='', editable=False, max_length=8),
        ),
        migrations.CreateModel(
            name='RedHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(max_length=40, verbose_name='发文机关标志')),
                ('code', models.CharField(max_length=20, verbose_name='机关代字')),
                ('basis', models.TextField(verbose_name='依据')),
                ('granted_at', models.DateTimeField(editable=False)),
                ('ended_at', models.DateTimeField(editable=False, null=True)),
                ('granted_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='red_head', to='accounts.organisation')),
            ],
            options={
                'verbose_name': '红头文件样式',
                'verbose_name_plural': '红头文件样式',
            },
        ),
        migrations.CreateModel(
            name='ObjectionPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of_review', models.BooleanField(default=False)),
                ('number', models.CharField(max_length=60, verbose_name='文号')),
                ('title', models.CharField(max_length=240, verbose_name='标题')),
                ('body', models.TextField(verbose_name='正文')),
                ('issuer_mark', models.CharField(blank=True, default='', max_length=60, verbose_name='发文机关标志')),
                ('dated', models.DateField(verbose_name='成文日期')),
                ('issuer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('objection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='challenges.objection')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('objection', 'of_review'), name='objection_paper_once'), models.UniqueConstraint(fields=('issuer', 'number'), name='objection_paper_number_once')],
            },
        ),
        migrations.RunPython(give, back),
    ]
