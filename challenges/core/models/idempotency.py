"""Idempotency keys: the same request sent twice has one effect."""

from django.db import models

from notifications.fields import PlainField


class IdempotencyKey(models.Model):
    """A caller's key with its request and the answer given; written with the effect, in one transaction.

    Key and request are kept as keyed hashes, the answer sealed under the caller's key: who reads this table reads
    nothing of what was sent or answered.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=128)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = PlainField(default=dict)
    body = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["at"], name="idempotency_age")]

    def __str__(self) -> str:
        return self.key
