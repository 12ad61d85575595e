"""What an expert may declare on the page of their seat: `{% load conflict %}{% declare_tie seat %}`."""

from django import template

from frontend.review.views.conflict import declaration_form

register = template.Library()


@register.inclusion_tag("review/declare.html", takes_context=True)
def declare_tie(context, seat):
    """The form to declare a tie to the challenge or to a proposal; nothing once the panel is locked."""
    request = context["request"]
    return {"form": declaration_form(request.acting, seat), "seat": seat, "csrf_token": context.get("csrf_token")}
