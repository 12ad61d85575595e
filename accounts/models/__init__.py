"""Who: people, organisations, what they hold and whom they speak for."""

from .dictionary import Industry, Region, SizeThreshold, TechField
from .expert import Employment, ExpertCategory, ExpertProfile, Integrity
from .organisation import (
    Certificate,
    CertificateType,
    Delegation,
    Invitation,
    Membership,
    Organisation,
    SizeClass,
    Verification,
)
from .token import PersonalToken, TokenScope
from .user import User

__all__ = [
    "Certificate",
    "CertificateType",
    "Delegation",
    "Employment",
    "ExpertCategory",
    "ExpertProfile",
    "Industry",
    "Integrity",
    "Invitation",
    "Membership",
    "Organisation",
    "PersonalToken",
    "Region",
    "SizeClass",
    "SizeThreshold",
    "TechField",
    "TokenScope",
    "User",
    "Verification",
]
