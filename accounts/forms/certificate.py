"""Handing in a certificate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import ActionDecides, Day, ask_to_choose
from accounts.models import Certificate


class CertificateForm(ActionDecides):
    """What stands on the certificate, and its scan."""

    file = forms.FileField(label=_("证书扫描件"), required=False, help_text=_("PDF、PNG 或 JPEG，不超过 10 MB。"))

    class Meta:
        model = Certificate
        fields = ("type", "number", "level", "issuer", "issued_on", "expires_on", "rule_version")
        widgets = {"issued_on": Day, "expires_on": Day}
        help_texts = {
            "level": _("如国家级、省级；地方认定请写明名称。"),
            "rule_version": _("认定所依据的文件，如 国科发火〔2016〕32号。"),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        ask_to_choose(self)
