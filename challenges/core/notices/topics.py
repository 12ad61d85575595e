"""The topics under which several domains tell people something."""

from django.utils.translation import gettext_lazy as _

from notifications.registry import topic

REVIEWS = topic("reviews", _("专家评审"))
TWO_PERSONS = topic("two_persons", _("须两人办理的事项"))
