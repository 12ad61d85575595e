from django.conf import settings
from django.db import migrations, models

APPROVER = "approver"


def note_drafters(apps, schema_editor):
    """Whoever changed a draft that is not posted yet is one of its drafters, as the record tells it."""
    notices = apps.get_model("challenges", "Notice").objects.filter(state__in=["draft", "scheduled"])
    events = apps.get_model("notifications", "Event").objects.exclude(actor=None)
    for notice in notices.iterator():
        hands = events.filter(chain=f"notice:{notice.pk}", name__in=DRAFTING).values_list("actor", flat=True)
        notice.drafters.set({*hands, notice.prepared_by_id} - {None})


DRAFTING = ("notice.prepared", "notice.edited", "attachment.added", "attachment.removed")


def end_with_approver(apps, schema_editor):
    """Every chain of approval is somebody's, and ends with an approver 审定人, who has not run the review."""
    for rules in apps.get_model("challenges", "RuleSet").objects.iterator():
        chain = rules.values.get("decision_chain")
        if isinstance(chain, list) and chain[-1:] != [APPROVER]:
            rules.values["decision_chain"] = [*(role for role in chain[:-1] if role != APPROVER), APPROVER]
            rules.save(update_fields=["values"])


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("challenges", "0011_posting_time"),
        ("notifications", "0004_event_chain"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="drafters",
            field=models.ManyToManyField(editable=False, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunPython(note_drafters, migrations.RunPython.noop),
        migrations.RunPython(end_with_approver, migrations.RunPython.noop),
    ]
