import django.db.models.deletion
from decimal import Decimal
from django.db import migrations, models


# What programs called the terms while they were plain data, by the column they now have.
KINDS = {"普通": "non_exclusive", "排他": "sole", "独占": "exclusive"}
TEXTS = {"field": ("ip_licence_field", 200), "territory": ("ip_licence_territory", 120)}
YEARS = {"confidentiality_years": "ip_secrecy_years", "secrecy_years": "ip_secrecy_years"}


def give_columns(apps, schema_editor):
    """Move the terms of needs that nobody published yet into their columns; what was published stays as it was."""
    needs = apps.get_model("challenges", "Challenge").objects.filter(published_at=None).exclude(ip_details={})
    for need in needs.iterator():
        rest, moved = dict(need.ip_details), {}
        for name in ("kind", "licence", "license"):
            kind = KINDS.get(str(rest.get(name, "")).removesuffix("许可"), rest.get(name))
            if kind in KINDS.values():
                moved["ip_licence_kind"] = kind
                del rest[name]
        for name, (column, longest) in TEXTS.items():
            if isinstance(rest.get(name), str) and len(rest[name]) <= longest:
                moved[column] = rest.pop(name)
        for name, column in YEARS.items():
            if type(rest.get(name)) is int and 1 <= rest[name] <= 50:
                moved[column] = rest.pop(name)
        if moved:
            type(need).objects.filter(pk=need.pk).update(ip_details=rest, **moved)


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0004_event_chain'),
        ('challenges', '0016_personal_data'),
    ]

    operations = [
        migrations.AddField(
            model_name='challenge',
            name='ip_background',
            field=models.TextField(blank=True, verbose_name='双方带入的背景知识产权'),
        ),
        migrations.AddField(
            model_name='challenge',
            name='ip_background_use',
            field=models.CharField(blank=True, choices=[('free', '许可对方在实施成果所必需的范围内免费使用'), ('paid', '许可对方在实施成果所必需的范围内使用，费用另行约定'), ('none', '不许可对方使用')], max_length=8, verbose_name='背景知识产权的使用'),
        ),
        migrations.AddField(
            model_name='challenge',
            name='ip_improvements',
            field=models.CharField(blank=True, choices=[('maker', '归作出改进的一方'), ('maker_licenses', '归作出改进的一方，对方免费获得普通许可'), ('joint', '双方共有'), ('lead', '归发榜方'), ('developer', '归揭榜方')], max_length=16, verbose_name='后续改进'),
        ),
        migrations.AddField(
            model_name='challenge',
            name='ip_licence_fee',
            field=models.CharField(blank=True, choices=[('free', '免费'), ('fixed', '一次总算'), ('royalty', '按实施收入提成')], max_length=8, verbose_name='许可费'),
        ),
        migrations.AddField(
            model_name='challenge',
            name='ip_licence_fee_wan',
            field=models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=12, verbose_name='许可费总额（万元）'),
        ),
        migrations.AddField(
            model_name='challenge',
            name='ip_licence_field',
            field=models.CharField(blank=True, max_length=200, verbose_name='许可的使用领域'),
        ),
        migrations.AddField(
            model_name='challenge',
            name='ip_licence_kind',
            field=models.CharField(blank=True, choices=[('non_exclusive', '普通许可'), ('sole', '排他许可'), ('exclusive', '独占许可')], max_length=16, verbose_name='许可方式'),
        ),
        migrations.AddField(
            model_name='challenge',
            name='ip_licence_term',
            field=models.CharField(blank=True, choices=[('whole', '权利的整个有效期'), ('years', '约定年数')], max_length=8, verbose_name='许可期限'),
        ),
        migrations.AddField(
            model_name='challenge',
            name='ip_licence_territory',
            field=models.CharField(blank=True, max_length=120, verbose_name='许可的地域'),
        ),
        migrations.AddField(
            model_name='challenge',
            name='ip_licence_years',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='许可年数'),
        ),
        migrations.AddField(
            model_name='challenge',
            name='ip_publication',
            field=models.CharField(blank=True, choices=[('notice', '事先告知对方，期内没有书面异议即可发表'), ('lead', '须发榜方书面同意'), ('both', '须双方书面同意')], max_length=8, verbose_name='论文等发表'),
        ),
        migrations.AddField(
            model_name='challenge',
            name='ip_publication_days',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='发表前告知的天数'),
        ),
        migrations.AddField(
            model_name='challenge',
            name='ip_royalty_percent',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='提成比例（%）'),
        ),
        migrations.AddField(
            model_name='challenge',
            name='ip_secrecy_years',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='保密年限'),
        ),
        migrations.AddField(
            model_name='challenge',
            name='ip_sublicence',
            field=models.CharField(blank=True, choices=[('no', '不得再许可'), ('affiliates', '只可再许可给关联企业'), ('consent', '经许可方书面同意可以再许可'), ('yes', '可以再许可')], max_length=12, verbose_name='再许可'),
        ),
        migrations.AddField(
            model_name='challenge',
            name='ip_transfer',
            field=models.CharField(blank=True, choices=[('first_refusal', '同等条件下对方优先受让'), ('consent', '须对方书面同意'), ('free', '权利人可自行转让')], max_length=16, verbose_name='权利转让'),
        ),
        migrations.AlterField(
            model_name='challenge',
            name='ip_clause',
            field=models.CharField(blank=True, choices=[('OWNER_LEAD', '归发榜方'), ('OWNER_DEV_LICENSE', '归揭榜方，发榜方获得许可'), ('JOINT', '双方共有'), ('SPLIT_BY_RESULT', '按成果分别约定')], max_length=20, verbose_name='前景知识产权'),
        ),
        migrations.AlterField(
            model_name='challenge',
            name='ip_terms',
            field=models.TextField(blank=True, verbose_name='知识产权的其他约定'),
        ),
        migrations.CreateModel(
            name='IpResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=120, verbose_name='成果')),
                ('owner', models.CharField(blank=True, choices=[('lead', '发榜方'), ('developer', '揭榜方'), ('joint', '双方共有')], max_length=10, verbose_name='归属')),
                ('use', models.CharField(blank=True, max_length=240, verbose_name='对方如何使用')),
                ('challenge', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ip_results', to='challenges.challenge')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='SignedFrom',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.GenericIPAddressField(null=True)),
                ('device', models.TextField(blank=True)),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='signed_from', to='notifications.event')),
            ],
        ),
        migrations.RunPython(give_columns, migrations.RunPython.noop),
    ]
