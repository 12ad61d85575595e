"""From where something was signed: apart from the record, which nobody alters, because an address may be erased."""

from django.db import models


class SignedFrom(models.Model):
    """The address and the device of the request that signed; for the firm itself and the organiser's supervisor."""

    event = models.OneToOneField("notifications.Event", on_delete=models.PROTECT, related_name="signed_from")
    address = models.GenericIPAddressField(null=True)
    device = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.event_id}"
