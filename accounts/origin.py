"""From where a request comes: what is noted beside what somebody agrees to."""

import ipaddress
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied

from accounts.typed import text


def origin_of(request: Any) -> tuple[str, str]:
    """Return the network address and what the browser or program calls itself; empty where unknown.

    The address is that behind as many proxies as the settings trust.
    """
    try:
        address = str(ipaddress.ip_address(get_adapter().get_client_ip(request)))
    except (PermissionDenied, ValueError):
        address = ""
    return address, text.line(request.META.get("HTTP_USER_AGENT", ""))
