"""The notices of the outbox itself."""

from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from notifications.delivering import DEAD
from notifications.models import Event
from notifications.registry import Recipient, notice, topic

OPERATIONS = topic("operations", _("平台运行"), for_staff=True)


def staff(event: Event) -> Iterator[Recipient]:
    """Everybody who works in the operators' desk."""
    for user_id in get_user_model().objects.filter(is_staff=True).values_list("pk", flat=True):
        yield Recipient(user_id, url="/admin/notifications/delivery/?state__exact=dead")


notice(DEAD, topic=OPERATIONS, audience=staff, facts=("event", "channel", "tries"))
