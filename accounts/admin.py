"""The operators' desk for accounts: dictionaries are data that they keep; the rest is read, and acts are acts.

Who may do what stands in `accounts.operators`.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from accounts.acting import acting_for
from accounts.actions import certificate as certificate_actions
from accounts.actions import expert as expert_actions
from accounts.errors import Invalid, Refused
from accounts.models import (
    Certificate,
    Delegation,
    Employment,
    ExpertProfile,
    Industry,
    Invitation,
    Membership,
    Organisation,
    Region,
    SizeThreshold,
    TechField,
    User,
)
from accounts.typed import text
from notifications import desk, masking
from notifications.clock import now


class Desk(desk.Desk):
    """What is looked for is folded like everything that people type."""

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, text.words(search_term))


class Mailboxes(Desk):
    """Lists that tell an address only as far as one row must be known from another; the row itself has it whole."""

    @admin.display(description=_("电子邮箱"), ordering="email")
    def mailbox(self, row):
        """Return the first letter and the host."""
        return masking.masked(row.email)


class Dictionary(Desk):
    """Data that operators keep. Codes are never removed: they end, or stay for the rows that carry them."""

    def get_readonly_fields(self, request, obj=None):
        """Return the code once it was given: rows carry it."""
        return ("code",) if obj is not None and hasattr(obj, "code") else ()


@admin.register(Region)
class RegionAdmin(Dictionary):
    list_display = ("code", "name", "name_en", "valid_until")
    search_fields = ("code", "name", "name_en")
    raw_id_fields = ("parent",)
    fields = ("code", "name", "name_en", "parent", "valid_from", "valid_until")


@admin.register(Industry)
class IndustryAdmin(Dictionary):
    list_display = ("code", "name", "name_en", "edition")
    search_fields = ("code", "name", "name_en")
    raw_id_fields = ("parent",)
    fields = ("code", "name", "name_en", "parent", "edition")


@admin.register(TechField)
class TechFieldAdmin(Dictionary):
    list_display = ("code", "name", "name_en")
    search_fields = ("code", "name", "name_en")
    raw_id_fields = ("parent",)
    fields = ("code", "name", "name_en", "parent")


@admin.register(SizeThreshold)
class SizeThresholdAdmin(Dictionary):
    list_display = ("rule", "effective_from", "group_name", "size_class", "employees", "revenue_wan", "assets_wan")
    list_filter = ("rule", "size_class")
    fields = (
        *("rule", "effective_from", "group", "group_name", "group_name_en", "codes", "size_class"),
        *("employees", "revenue_wan", "assets_wan"),
    )


class Verified(Desk):
    """Rows that wait for an operator's word, given through the action and refused by its rules."""

    actions = ("verify",)
    act: Callable[..., Any]

    @admin.action(description=_("通过核验"), permissions=["verify"])
    def verify(self, request, queryset):
        done = 0
        for row in queryset:
            try:
                type(self).act(row, by=acting_for(request), at=now())
            except (Refused, Invalid) as refused:
                messages.error(request, f"{row}: {refused}")
            else:
                done += 1
        messages.success(request, _("已通过 %(count)s 项核验。") % {"count": done})


@admin.register(Organisation)
class OrganisationAdmin(Desk):
    list_display = ("name", "kind", "uscc", "verification", "signing_frozen", "size_class", "created_at")
    list_filter = ("verification", "kind", "signing_frozen")
    search_fields = ("name", "name_folded", "name_en", "uscc", "pinyin_joined", "initials")
    fields = (
        *("kind", "name", "name_en", "short_name", "uscc", "region_code", "park", "address", "industry_code"),
        *("tech_field_code", "established", "legal_representative", "contact_name", "contact_phone", "website"),
        *("intro", "capability", "keywords", "employees", "revenue_wan", "assets_wan", "figures_year", "tech_staff"),
        *("rd_expense_wan", "controlled_by", "size_class", "declared_size_class", "size_rule"),
        *("verification", "verification_note", "signing_frozen"),
    )


@admin.register(Certificate)
class CertificateAdmin(Verified):
    list_display = ("organisation", "type", "number", "expires_on", "verification")
    list_filter = ("verification", "type")
    search_fields = ("organisation__name", "number")
    list_select_related = ("organisation",)
    fields = (
        *("organisation", "type", "number", "level", "issuer", "issued_on", "expires_on", "rule_version"),
        *("verification", "verification_note"),
    )
    act = staticmethod(certificate_actions.verify)


class EmploymentInline(admin.TabularInline):
    model = Employment
    extra = 0
    can_delete = False
    fields = ("unit_name", "uscc", "post", "starts_on", "ends_on")


@admin.register(ExpertProfile)
class ExpertProfileAdmin(Verified):
    list_display = ("user", "category", "title", "verification", "integrity", "max_load")
    list_filter = ("verification", "category", "integrity")
    search_fields = ("user__name", "user__email")
    list_select_related = ("user",)
    fields = (
        *("user", "category", "title", "field_codes", "keywords", "languages", "years", "max_load", "available"),
        *("integrity", "summary", "verification", "verification_note"),
    )
    inlines = (EmploymentInline,)
    act = staticmethod(expert_actions.verify)


@admin.register(User)
class UserAdmin(Mailboxes):
    list_display = ("mailbox", "name", "is_operator", "is_active", "registered_at", "last_login")
    list_filter = ("is_operator", "is_active")
    search_fields = ("email", "name")
    fields = ("email", "name", "language", "is_operator", "is_active", "registered_at", "last_login")


@admin.register(Membership)
class MembershipAdmin(Desk):
    list_display = ("organisation", "user", "roles", "since", "ended_at")
    search_fields = ("organisation__name", "user__name", "user__email")
    list_select_related = ("organisation", "user")
    fields = ("organisation", "user", "roles", "since", "ended_at")


@admin.register(Delegation)
class DelegationAdmin(Desk):
    list_display = ("organisation", "grantee", "roles", "starts_at", "ends_at", "revoked_at")
    search_fields = ("organisation__name", "grantee__name")
    list_select_related = ("organisation", "grantee")
    fields = ("organisation", "grantee", "roles", "scope", "starts_at", "ends_at", "granted_by", "revoked_at")


@admin.register(Invitation)
class InvitationAdmin(Mailboxes):
    list_display = ("organisation", "mailbox", "roles", "invited_at", "expires_at", "outcome")
    search_fields = ("organisation__name", "email")
    list_select_related = ("organisation",)
    fields = ("organisation", "email", "roles", "invited_by", "invited_at", "expires_at", "outcome")
