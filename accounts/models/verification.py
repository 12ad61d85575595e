from django.db import models
from django.utils.translation import gettext_lazy as _


class Verification(models.TextChoices):
    """Whether an operator has looked at the evidence. Evidence is stored; nobody is certified by the platform."""

    PENDING = "pending", _("待核验")
    VERIFIED = "verified", _("已核验")
    REFUSED = "refused", _("核验未通过")
