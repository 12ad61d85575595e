"""The text of a contract, version by version, who accepted which, and who signed."""

from django.db import models

from accounts.models import Capacity
from challenges.contracts.models.contract import Contract, Party
from notifications.fields import PlainField


class ContractVersion(models.Model):
    """The whole text at one moment: `content` is plain data with one spelling, `sha256` the hash of that spelling.

    The first is drafted by the system, from the challenge and the proposal: of nobody (`by`, `party` None).
    `content` holds: parties, money, indicators, parts, deliverables, milestones, ip, promises, sections.
    """

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = PlainField()
    sha256 = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="contract_version_once")]

    def __str__(self):
        return f"{self.contract_id} v{self.number}"


class Acceptance(models.Model):
    """That a party takes a version as it stands, before it is signed; it binds to nothing yet."""

    version = models.ForeignKey(ContractVersion, on_delete=models.CASCADE, related_name="acceptances")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "party"], name="acceptance_once")]

    def __str__(self):
        return f"{self.version_id} {self.party_id}"


class Signature(models.Model):
    """That a party signed a version, by whom and in which capacity; `sha256` is the hash of what was signed.

    From where stands with the event of the record (`SignedFrom`). `voided_at` is when the signing came to nothing.
    """

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="signatures")
    version = models.ForeignKey(ContractVersion, on_delete=models.PROTECT, related_name="signatures")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="signatures")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=10, choices=Capacity)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "party"], condition=models.Q(voided_at=None), name="signature_one_stands"
            )
        ]

    def __str__(self):
        return f"{self.contract_id} {self.party_id}"
