"""Which acts on accounts take two: verifying organisations, giving an organiser's roles, an expert's standing."""

from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import roles
from accounts.access import expert as expert_access
from accounts.access import membership as membership_access
from accounts.access import policy
from accounts.access import text as text_access
from accounts.acting import Acting
from accounts.actions import delegation, expert, membership, organisation, text
from accounts.models import BindingText, ExpertProfile, Integrity, Membership, Organisation, User
from challenges.core.motions import OPERATOR, Act, Subject
from challenges.core.noun import lent
from notifications.clock import local


def lock(row: Any) -> None:
    """Lock a row of accounts and read it as it is now."""
    row.refresh_from_db(from_queryset=type(row).objects.select_for_update())


def lock_member(row: Membership) -> None:
    """Lock the organisation, as everything about its members does, and read the membership again."""
    Organisation.objects.select_for_update().get(pk=row.organisation_id)
    row.refresh_from_db()


def judged(verb: str) -> Subject:
    """Return what an operator's word on an organisation is about."""

    def may(viewer: Acting, row: Organisation) -> bool:
        return policy.may(viewer, verb, row)

    def visible(viewer: Acting) -> Any:
        return Organisation.objects.all() if viewer.is_operator else Organisation.objects.none()

    return Subject(Organisation, may, frozenset({OPERATOR}), visible, lock)


def of_organiser(model: type[Any], verb: str, visible_to: Any, hold: Any) -> Subject:
    """Return what giving roles is about."""

    def may(viewer: Acting, row: Any) -> bool:
        return policy.may(viewer, verb, row)

    return Subject(model, may, membership.GRANTING, visible_to, hold)


def keeps(viewer: Acting, row: ExpertProfile) -> bool:
    """Return True for who keeps the pool, but of nobody's own standing."""
    return expert_access.keeps_pool(viewer) and viewer.user_id != row.user_id


def own(viewer: Acting) -> Any:
    """Return the organisation acted for, whose invitations these are."""
    return Organisation.objects.filter(pk__in=[viewer.organisation_id])


def grant(row: Membership, *, by: Acting, at: datetime, roles: list[str], read: str) -> Membership:
    """Change a member's roles from those that were read to others."""
    return membership.change_roles(row, by=by, at=at, roles=roles, expected=read)


def person(pk: int) -> User:
    """Return the person whom a motion names."""
    return User.objects.get(pk=pk)


def verified(row: Organisation, given: dict) -> list[tuple[str, str]]:
    """Return what verifying an organisation would mean."""
    lines = [
        (_("单位类型"), str(row.get_kind_display())),
        (_("统一社会信用代码"), row.uscc),
        (_("法定代表人"), row.legal_representative),
        (_("证明文件"), row.document_name),
        (_("结果"), _("可以发布、提交和签署。")),
        (_("意见"), given.get("note", "")),
    ]
    return [line for line in lines if line[1]]


def doubted(row: Organisation, given: dict) -> list[tuple[str, str]]:
    """Return what taking a verification back would mean."""
    return [
        (_("结果"), _("不能再发布、提交和签署，公开页面撤下；此前办理的仍然有效。")),
        (_("受影响的成员"), _("%(n)s 人") % {"n": row.memberships.active().count()}),
        *(line for ask in lent("organisation", "at_stake") for line in ask(row)),
        (_("理由"), given["reason"]),
    ]


def named_roles(row: Any, codes: list[str]) -> str:
    """Return roles in words."""
    kind = row.organisation.kind if isinstance(row, Membership) else row.kind
    return "、".join(map(str, roles.labels(kind, codes)))


def changed(row: Membership, given: dict) -> list[tuple[str, str]]:
    """Return which roles a member would have."""
    return [
        (_("成员"), str(row.user)),
        (_("现有岗位"), named_roles(row, row.roles)),
        (_("调整为"), named_roles(row, given["roles"])),
    ]


def invited(row: Organisation, given: dict) -> list[tuple[str, str]]:
    """Return who would be invited, in which roles."""
    return [(_("邀请"), given["email"]), (_("岗位"), named_roles(row, given["roles"]))]


def lent_roles(row: Organisation, given: dict) -> list[tuple[str, str]]:
    """Return what would be lent, to whom, for how long."""
    span = {name: f"{local(given[name]):%Y-%m-%d %H:%M}" for name in ("starts_at", "ends_at")}
    lines = [
        (_("被授权人"), str(given["grantee"])),
        (_("授权范围"), named_roles(row, given["roles"])),
        (_("授权期限"), _("%(starts_at)s 至 %(ends_at)s") % span),
        (_("授权事项"), given.get("scope", "")),
    ]
    return [line for line in lines if line[1]]


def standing(row: ExpertProfile, given: dict) -> list[tuple[str, str]]:
    """Return which standing an expert would be in."""
    return [
        (_("现在"), str(row.get_integrity_display())),
        (_("调整为"), str(Integrity(given["integrity"]).label)),
        (_("理由"), given["reason"]),
    ]


def kept_texts(viewer: Acting) -> Any:
    """Return the texts whose drafts this viewer keeps."""
    return text_access.visible_to(viewer).filter(owner=None if viewer.is_operator else viewer.organisation_id)


def keeps_text(viewer: Acting, row: BindingText) -> bool:
    """Return True for who keeps the texts of this one's owner."""
    return policy.may(viewer, "approve", row)


def put_in_force(row: BindingText, _given: dict) -> list[tuple[str, str]]:
    """Return the whole text in both languages, and from when it would hold."""
    lines = [
        (_("文本"), str(row.get_kind_display())),
        (_("标题"), f"{row.title_zh}\n{row.title_en}"),
        (_("生效时间"), f"{local(row.effective_from):%Y-%m-%d %H:%M}" if row.effective_from else ""),
    ]
    lines += [(part["heading"]["zh"], f"{part['text']['zh']}\n\n{part['text']['en']}") for part in row.parts]
    return lines


ACTS = (
    Act(
        "text",
        "approve",
        gettext_lazy("启用约束性文本"),
        text.approve,
        put_in_force,
        str,
        lambda row, by: row.owner_id,
        subject=Subject(BindingText, keeps_text, text_access.KEEPING | {OPERATOR}, kept_texts, text.hold),
    ),
    Act(
        "organisation",
        "verify",
        gettext_lazy("核验单位"),
        organisation.verify,
        verified,
        str,
        lambda row, by: None,
        subject=judged("verify"),
    ),
    Act(
        "organisation",
        "withdraw_verification",
        gettext_lazy("撤销单位核验"),
        organisation.withdraw_verification,
        doubted,
        str,
        lambda row, by: None,
        subject=judged("withdraw_verification"),
    ),
    Act(
        "organisation",
        "invite",
        gettext_lazy("邀请成员"),
        membership.invite,
        invited,
        str,
        lambda row, by: row.pk,
        subject=of_organiser(Organisation, "invite", own, lock),
    ),
    Act(
        "organisation",
        "grant_delegation",
        gettext_lazy("授权岗位"),
        delegation.grant,
        lent_roles,
        str,
        lambda row, by: row.pk,
        MappingProxyType({"grantee": person, "starts_at": datetime.fromisoformat, "ends_at": datetime.fromisoformat}),
        subject=of_organiser(Organisation, "grant_delegation", own, lock),
        person=lambda row, given: given["grantee"].pk,
    ),
    Act(
        "membership",
        "change_roles",
        gettext_lazy("调整岗位"),
        grant,
        changed,
        lambda row: str(row.user),
        lambda row, by: row.organisation_id,
        subject=of_organiser(Membership, "change_roles", membership_access.visible_to, lock_member),
        # Whoever gives up a post of theirs may confirm it; nobody gives themselves one.
        person=lambda row, given: row.user_id if set(given["roles"]) - set(row.roles) else None,
    ),
    Act(
        "expert",
        "set_integrity",
        gettext_lazy("调整专家的诚信状态"),
        expert.set_integrity,
        standing,
        str,
        lambda row, by: None if by.is_operator else by.organisation_id,
        subject=Subject(ExpertProfile, keeps, expert_access.OFFICERS | {OPERATOR}, expert_access.pool_visible_to, lock),
        person=lambda row, given: row.user_id,
    ),
)
