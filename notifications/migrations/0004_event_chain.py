from django.db import migrations, models

from notifications import immutability

TEXT = {"editable": False, "blank": True}


def open_rows(apps, schema_editor):
    immutability.remove(schema_editor.connection)


def close_rows(apps, schema_editor):
    immutability.install(schema_editor.connection)


def chain(apps, schema_editor):
    """Give every event that is there its place, in the order of ids."""
    from notifications import chain as chains
    from notifications.models.event import ChainHead as Head

    event, head = apps.get_model("notifications", "Event"), apps.get_model("notifications", "ChainHead")
    heads = {}
    for row in event.objects.order_by("pk").iterator(500):
        row.chain = row.chain or f"{row.noun}:{row.subject_id}"
        heads.setdefault(row.chain, Head(chain=row.chain))
        chains.link([row], heads)
        row.save()
    head.objects.bulk_create(head(chain=one.chain, number=one.number, digest=one.digest) for one in heads.values())


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_files_sweep_faults")]
    operations = [
        migrations.RunPython(open_rows, close_rows),
        migrations.CreateModel(
            name="ChainHead",
            fields=[
                ("chain", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("number", models.PositiveBigIntegerField(default=0)),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
            ],
        ),
        migrations.AddField("event", "number", models.PositiveBigIntegerField(default=0, editable=False)),
        migrations.AddField("event", "previous", models.CharField(default="", max_length=64, **TEXT)),
        migrations.AddField("event", "digest", models.CharField(default="", editable=False, max_length=64)),
        migrations.AddField("event", "salt", models.CharField(default="", max_length=32, **TEXT)),
        migrations.AddField("event", "facts_digest", models.CharField(default="", editable=False, max_length=64)),
        migrations.AddField(
            "event", "stamp", models.PositiveBigIntegerField(blank=True, editable=False, null=True, unique=True)
        ),
        migrations.RunPython(chain, migrations.RunPython.noop),
        migrations.AlterField("event", "number", models.PositiveBigIntegerField(editable=False)),
        migrations.AlterField("event", "previous", models.CharField(max_length=64, **TEXT)),
        migrations.AlterField("event", "digest", models.CharField(editable=False, max_length=64)),
        migrations.AlterField("event", "salt", models.CharField(max_length=32, **TEXT)),
        migrations.AlterField("event", "facts_digest", models.CharField(editable=False, max_length=64)),
        migrations.AddIndex(
            "event", models.Index(fields=["id"], condition=models.Q(stamp=None), name="event_unstamped")
        ),
        migrations.AddConstraint(
            "event", models.UniqueConstraint(fields=["chain", "number"], name="event_place")
        ),
        migrations.RunPython(close_rows, open_rows),
    ]
