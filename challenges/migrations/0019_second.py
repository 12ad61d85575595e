"""A clock for motions that nobody confirms."""

from datetime import datetime, timedelta, timezone

from django.db import migrations, models

RULES = {"motion_days": 10, "motion_remind_days": 2}
SHANGHAI = timezone(timedelta(hours=8))


def give(apps, schema_editor):
    """The platform's own rules name the days; what waits already has as many from today on, reminded from the next."""
    last = {}
    for rules in apps.get_model("challenges", "RuleSet").objects.filter(organiser=None, batch=None):
        rules.values = RULES | rules.values
        rules.save(update_fields=["values"])
        last = rules.values
    open_ones = apps.get_model("challenges", "Motion").objects.filter(state="open")
    if not open_ones.exists():
        return
    offices = dict(apps.get_model("challenges", "Holiday").objects.values_list("day", "working"))
    day, left = datetime.now(SHANGHAI).date(), last.get("motion_days", RULES["motion_days"])
    while left:
        day += timedelta(days=1)
        left -= offices.get(day, day.weekday() < 5)
    end = datetime(day.year, day.month, day.day, last.get("deadline_hour", 17), tzinfo=SHANGHAI)
    open_ones.update(due_at=end, remind_from=datetime.now(SHANGHAI) + timedelta(days=1))


def back(apps, schema_editor):
    """Take the rules away again."""
    for rules in apps.get_model("challenges", "RuleSet").objects.all():
        rules.values = {key: value for key, value in rules.values.items() if key not in RULES}
        rules.save(update_fields=["values"])


class Migration(migrations.Migration):
    dependencies = [("challenges", "0018_consent")]

    operations = [
        migrations.AddField("motion", "remind_from", models.DateTimeField(editable=False, null=True)),
        migrations.AlterField(
            "motion",
            "state",
            models.CharField(
                choices=[
                    ("open", "待复核"),
                    ("confirmed", "已复核同意"),
                    ("refused", "复核不同意"),
                    ("withdrawn", "已收回"),
                    ("expired", "逾期失效"),
                ],
                default="open",
                editable=False,
                max_length=24,
            ),
        ),
        migrations.AddIndex("motion", models.Index(fields=["state", "due_at"], name="motion_by_due")),
        migrations.RunPython(give, back),
    ]
