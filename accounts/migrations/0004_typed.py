from django.db import migrations, models


def fold(apps, schema_editor):
    """Bring what was typed before into the one spelling by which it is compared from now on.

    An address that another account has already in that spelling stays: whose mailbox it is, an operator finds out.
    """
    from accounts.rules.pinyin import person_spelled
    from accounts.typed import mail, phone, text

    for row in apps.get_model("accounts", "Organisation").objects.only("pk", "name", "contact_phone").iterator():
        row.name_folded, row.contact_phone = text.folded(row.name)[:500], phone.folded(row.contact_phone)
        row.save(update_fields=["name_folded", "contact_phone"])
    users = apps.get_model("accounts", "User").objects
    for row in users.exclude(phone="").only("pk", "phone").iterator():
        users.filter(pk=row.pk).update(phone=phone.folded(row.phone))
    for profile in apps.get_model("accounts", "ExpertProfile").objects.select_related("user").iterator():
        found = person_spelled(profile.user.name)
        profile.spelled = f"{found.joined} {found.initials}"[:200]
        profile.save(update_fields=["spelled"])
    for app, model, same in (
        ("accounts", "User", ()),
        ("account", "EmailAddress", ("user_id",)),
        ("accounts", "Invitation", ("organisation_id", "answered_at")),
    ):
        rows = apps.get_model(app, model).objects
        for row in rows.iterator():
            folded = mail.folded(row.email)
            taken = rows.filter(email=folded, **{name: getattr(row, name) for name in same}).exclude(pk=row.pk)
            if folded != row.email and not taken.exists():
                rows.filter(pk=row.pk).update(email=folded)


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0003_experts"),
        ("account", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="name_folded",
            field=models.CharField(blank=True, db_index=True, default="", editable=False, max_length=500),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="contact_phone",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="联系电话"),
        ),
        migrations.AlterField(
            model_name="user",
            name="phone",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="手机号码"),
        ),
        migrations.RunPython(fold, migrations.RunPython.noop),
    ]
