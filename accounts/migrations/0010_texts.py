import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts import shipped_texts
from accounts.models import text_triggers


def load(apps, schema_editor):
    """Write the texts that every installation begins with, then let the database keep them."""
    shipped_texts.load(apps)
    text_triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    text_triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_invitation_mailed'),
    ]

    operations = [
        migrations.CreateModel(
            name='BindingText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('secrecy', '保密承诺书'), ('integrity', '科研诚信承诺书'), ('no_control_relation', '无控制关系承诺书'), ('truth', '材料真实性承诺书'), ('publicity_consent', '同意公示书'), ('data_consent', '个人信息处理说明与承诺'), ('state_secrets', '不含国家秘密承诺书'), ('objection', '提出异议须知'), ('team_consent', '团队成员同意书'), ('publish_consent', '同意公开姓名书'), ('lead_data_consent', '同意向发榜单位提供个人信息书'), ('expert', '评审专家承诺书'), ('terms', '用户协议'), ('privacy', '个人信息处理规则')], editable=False, max_length=24, verbose_name='文本')),
                ('number', models.PositiveIntegerField(editable=False, null=True, verbose_name='版本')),
                ('title_zh', models.CharField(max_length=120, verbose_name='标题')),
                ('title_en', models.CharField(max_length=200, verbose_name='英文标题')),
                ('parts', models.JSONField(default=list)),
                ('effective_from', models.DateTimeField(null=True, verbose_name='生效时间')),
                ('approved_at', models.DateTimeField(editable=False, null=True)),
                ('sha256', models.CharField(blank=True, default='', editable=False, max_length=64)),
                ('updated_at', models.DateTimeField(editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('approved_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='accounts.organisation')),
                ('prepared_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '约束性文本',
                'verbose_name_plural': '约束性文本',
                'ordering': ['kind', '-number', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('capacity', models.CharField(choices=[('person', '本人'), ('handler', '经办人'), ('signer', '签字人'), ('delegate', '被授权人')], max_length=10)),
                ('about', models.CharField(max_length=24)),
                ('about_id', models.BigIntegerField()),
                ('about_name', models.TextField(blank=True, default='')),
                ('at', models.DateTimeField()),
                ('address', models.GenericIPAddressField(null=True)),
                ('device', models.TextField(blank=True, default='')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='accounts.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to=settings.AUTH_USER_MODEL)),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='accounts.bindingtext')),
            ],
            options={
                'verbose_name': '同意记录',
                'verbose_name_plural': '同意记录',
                'ordering': ['-id'],
            },
        ),
        migrations.AddConstraint(
            model_name='bindingtext',
            constraint=models.UniqueConstraint(fields=('kind', 'owner', 'number'), name='text_number_once'),
        ),
        migrations.AddConstraint(
            model_name='bindingtext',
            constraint=models.UniqueConstraint(condition=models.Q(('owner', None)), fields=('kind', 'number'), name='text_platform_once'),
        ),
        migrations.AddConstraint(
            model_name='bindingtext',
            constraint=models.UniqueConstraint(condition=models.Q(('approved_at', None)), fields=('kind', 'owner'), name='text_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='bindingtext',
            constraint=models.UniqueConstraint(condition=models.Q(('approved_at', None), ('owner', None)), fields=('kind',), name='text_platform_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='bindingtext',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('number', None), ('sha256', '')), models.Q(('approved_at__isnull', False), ('effective_from__isnull', False), ('number__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='text_approved_whole'),
        ),
        migrations.AddIndex(
            model_name='agreement',
            index=models.Index(fields=['person', 'about', 'about_id'], name='agreement_of_person'),
        ),
        migrations.AddIndex(
            model_name='agreement',
            index=models.Index(fields=['organisation', 'about', 'about_id'], name='agreement_of_organisation'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('capacity', 'person'), ('organisation', None)), models.Q(models.Q(('capacity', 'person'), _negated=True), ('organisation__isnull', False)), _connector='OR'), name='agreement_for_somebody'),
        ),
        migrations.RunPython(load, remove),
    ]
