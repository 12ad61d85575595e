"""From where a request came: kept with what somebody signs, so that it can be shown who did it and with what."""

import ipaddress
from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied

# Longer ones name no device; they are not kept.
LONGEST_DEVICE = 500


@dataclass(frozen=True)
class Origin:
    """The address of a request, as far as our own proxies vouch for it, and what the browser or program calls itself.

    Either is empty where it is not known.
    """

    address: str = ""
    device: str = ""


def origin_of(request: Any) -> Origin:
    """Return from where a request came; nothing of it is believed that a stranger may write, but the device's name."""
    try:
        address = str(ipaddress.ip_address(get_adapter().get_client_ip(request)))
    except (PermissionDenied, ValueError):
        address = ""
    device = request.META.get("HTTP_USER_AGENT", "")
    return Origin(address, device if len(device) <= LONGEST_DEVICE and device.isprintable() else "")
