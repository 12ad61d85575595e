from notifications.models.clock import SandboxClock
from notifications.models.delivery import Delivery
from notifications.models.event import ChainHead, Event, Immutable
from notifications.models.fault import SweepFault
from notifications.models.inbox import InboxItem, Telling
from notifications.models.preference import DigestHour, Preference

__all__ = [
    "ChainHead",
    "Delivery",
    "DigestHour",
    "Event",
    "Immutable",
    "InboxItem",
    "Preference",
    "SandboxClock",
    "SweepFault",
    "Telling",
]
