import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


RULES = (
    ("keep_record", 15, "参照《政府采购法》第四十二条：采购文件自采购结束之日起至少保存十五年；《档案法》"),
    ("keep_notice", 30, "《机关文件材料归档范围和文书档案保管期限规定》：定期三十年"),
    ("keep_unit", 15, "代表单位办理和签字的依据，与所办事项的记录同期保存；《档案法》"),
    ("keep_request", 3, "《民法典》第一百八十八条：诉讼时效三年"),
    ("grace_days", 7, "平台规定：防止误删，其间可以撤回"),
    ("answer_days", 15, "GB/T 35273-2020 第 8.7 条：三十天内答复"),
)


def first_rules(apps, schema_editor):
    rule = apps.get_model("challenges", "PersonalRule")
    day = datetime.date(2026, 1, 1)
    rule.objects.bulk_create(rule(key=key, value=n, basis=basis, effective_from=day) for key, n, basis in RULES)


class Migration(migrations.Migration):
    dependencies = [
        ("challenges", "0014_texts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonalRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        choices=[
                            ("keep_record", "申报、评审、审定和办理记录保存（年）"),
                            ("keep_notice", "榜单和公告保存（年）"),
                            ("keep_unit", "单位与岗位记录保存（年）"),
                            ("keep_request", "个人信息请求保存（年）"),
                            ("grace_days", "提出删除后几天执行（其间可以撤回）"),
                            ("answer_days", "更正请求几个工作日内答复"),
                        ],
                        max_length=20,
                        verbose_name="规则",
                    ),
                ),
                ("value", models.PositiveSmallIntegerField(verbose_name="数值")),
                ("basis", models.CharField(max_length=240, verbose_name="依据文件")),
                ("effective_from", models.DateField(verbose_name="生效日期")),
            ],
            options={
                "verbose_name": "个人信息规则",
                "verbose_name_plural": "个人信息规则",
                "ordering": ["key", "effective_from"],
                "constraints": [models.UniqueConstraint(fields=("key", "effective_from"), name="personal_rule_once")],
            },
        ),
        migrations.CreateModel(
            name="PersonalRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("correction", "更正"), ("erasure", "删除")], max_length=10)),
                ("text", models.TextField(blank=True, default="")),
                ("filed_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("waiting", "等待办理"),
                            ("answered", "已更正"),
                            ("refused", "未办理"),
                            ("withdrawn", "已撤回"),
                            ("done", "已删除"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True, default="")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("kept", models.JSONField(blank=True, default=list)),
                ("name_until", models.DateField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "waiting")), fields=["due_at"], name="personal_request_waiting"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("outcome", "waiting")),
                            models.Q(models.Q(("outcome", "waiting"), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="personal_request_ended",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "erasure"), ("outcome", "waiting")),
                        fields=("person",),
                        name="personal_erasure_once",
                    ),
                ],
            },
        ),
        migrations.RunPython(first_rules, migrations.RunPython.noop),
    ]
