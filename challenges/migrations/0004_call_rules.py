"""Calls: their own rules become rule sets with a date, they close, their codes differ in more than case, notices have files."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

from notifications.clock import day_of


def carry(apps, schema_editor):
    """Turn each call's numbers into a rule set of its own from the day it was made; tell codes apart."""
    Batch, RuleSet = apps.get_model("challenges", "Batch"), apps.get_model("challenges", "RuleSet")
    seen = set()
    for batch in Batch.objects.order_by("pk"):
        if batch.rules:
            RuleSet.objects.create(
                organiser_id=batch.organiser_id,
                batch=batch,
                title=batch.name,
                effective_from=day_of(batch.created_at),
                values=batch.rules,
            )
        if batch.code.lower() in seen:
            batch.code = f"{batch.code[:12]}-{batch.pk}"
            batch.save(update_fields=["code"])
        seen.add(batch.code.lower())
    if schema_editor.connection.vendor == "postgresql":
        # What follows alters these tables, which waits for no deferred check.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def back(apps, schema_editor):
    """Put the newest of each call's rule sets back on its row."""
    RuleSet = apps.get_model("challenges", "RuleSet")
    for row in RuleSet.objects.exclude(batch=None).order_by("effective_from"):
        kept = {key: value for key, value in row.values.items() if value is not None}
        row.batch.rules = {**row.batch.rules, **kept}
        row.batch.save(update_fields=["rules"])
    RuleSet.objects.exclude(batch=None).delete()
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_tokens_of_organisations'),
        ('challenges', '0003_motion'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='ruleset',
            name='rule_set_once',
        ),
        migrations.AddField(
            model_name='batch',
            name='closed_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='结束时间'),
        ),
        migrations.AddField(
            model_name='batch',
            name='copied_from',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='copies', to='challenges.batch', verbose_name='照搬自'),
        ),
        migrations.AddField(
            model_name='ruleset',
            name='batch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='rule_sets', to='challenges.batch', verbose_name='批次'),
        ),
        migrations.RunPython(carry, back),
        migrations.RemoveField(
            model_name='batch',
            name='rules',
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('code'), name='batch_code_once'),
        ),
        migrations.AddConstraint(
            model_name='ruleset',
            constraint=models.UniqueConstraint(fields=('organiser', 'batch', 'effective_from'), name='rule_set_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='ruleset',
            constraint=models.CheckConstraint(condition=models.Q(('batch', None), ('organiser__isnull', False), _connector='OR'), name='rule_set_of_call_has_organiser'),
        ),
        migrations.RemoveConstraint(
            model_name='attachment',
            name='attachment_one_owner',
        ),
        migrations.AddField(
            model_name='attachment',
            name='notice',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='challenges.notice'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('challenge__isnull', False), ('notice', None), ('objection', None), ('proposal', None)), models.Q(('challenge', None), ('notice', None), ('objection', None), ('proposal__isnull', False)), models.Q(('challenge', None), ('notice', None), ('objection__isnull', False), ('proposal', None)), models.Q(('challenge', None), ('notice__isnull', False), ('objection', None), ('proposal', None)), _connector='OR'), name='attachment_one_owner'),
        ),
    ]
