"""Who: people, organisations, what binds them, and the dictionaries that describe them."""

from accounts.models.absence import Absence
from accounts.models.certificate import Certificate, CertificateType
from accounts.models.delegation import Delegation
from accounts.models.dictionary import Industry, Region, TechField
from accounts.models.expert import Employment, ExpertCategory, ExpertProfile, Integrity, WorkLanguage
from accounts.models.interest import Interest, InterestKind
from accounts.models.invitation import Invitation
from accounts.models.login_attempt import LoginAttempt
from accounts.models.membership import Membership
from accounts.models.organisation import Organisation, SizeClass
from accounts.models.size_threshold import SizeThreshold
from accounts.models.text import Agreement, BindingText, Capacity
from accounts.models.token import PersonalToken, TokenScope
from accounts.models.user import User
from accounts.models.verification import Verification

__all__ = [
    "Absence",
    "Agreement",
    "BindingText",
    "Capacity",
    "Certificate",
    "CertificateType",
    "Delegation",
    "Employment",
    "ExpertCategory",
    "ExpertProfile",
    "Industry",
    "Integrity",
    "Interest",
    "InterestKind",
    "Invitation",
    "LoginAttempt",
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
    "WorkLanguage",
]
