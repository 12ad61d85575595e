"""What the pages of accounts ask beside their view."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag(takes_context=True)
def demo_people(context):
    """The accounts that the sign-in page of a demonstration offers; none elsewhere."""
    if not settings.DEMO:
        return []
    from challenges.site.demo.accounts import PASSWORD, demo_accounts

    context["demo_password"] = PASSWORD
    return demo_accounts()


@register.simple_tag
def demo_asks_no_second_factor():
    """Whether this installation forces a second factor on nobody."""
    return not settings.MFA_REQUIRED_KINDS


@register.filter
def button_tone(tags):
    """The class of a button that allauth describes by words of its own; nothing for the plain one."""
    if "danger" in tags:
        return " btn-danger"
    if "prominent" in tags and "outline" not in tags:
        return " btn-ink"
    return " btn-text" if "link" in tags else ""
