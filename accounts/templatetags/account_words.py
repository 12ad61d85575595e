"""Codes of accounts in the reader's words."""

from django import template
from django.utils.translation import get_language

from accounts import roles
from accounts.actions import leaving
from accounts.models import CertificateType

register = template.Library()


@register.filter
def certificate_type(code):
    """The name of a type of certificate; the code itself when it is not known."""
    return dict(CertificateType.choices).get(code, code)


@register.filter
def role_names(codes, kind):
    """The names of roles in an organisation of this kind, in one line."""
    return (", " if get_language() == "en" else "、").join(str(label) for label in roles.labels(kind, codes))


register.filter("handed", leaving.named)
