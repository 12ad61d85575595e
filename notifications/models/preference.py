from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Preference(models.Model):
    """How one person wants the notices of one topic by one channel. Without a row: at once."""

    class Mode(models.TextChoices):
        INSTANT = "instant", _("立即发送")
        DAILY = "daily", _("每日汇总")
        OFF = "off", _("不发送")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    mode = models.CharField(max_length=10, choices=Mode)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "topic", "channel"], name="preference_once_per_topic")]

    def __str__(self):
        return f"{self.person_id} {self.topic} {self.channel}: {self.mode}"


class DigestHour(models.Model):
    """At which hour of the platform's day (Asia/Shanghai) somebody wants the daily digest. Without a row: 8."""

    DEFAULT = 8

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    hour = models.PositiveSmallIntegerField(default=DEFAULT, validators=[MaxValueValidator(23)])

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(hour__lt=24), name="digest_hour_of_day")]

    def __str__(self):
        return f"{self.person_id}: {self.hour}"
