"""What a member may be in their organisation: role codes, with their Chinese names, per kind of organisation.

The names are those of the usual posts in such organisations; what a role may do stands in the access rules.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What kind of organisation it is: decides which roles it has and what it may do."""

    LEAD = "lead", _("发榜企业")
    SME = "sme", _("中小企业")
    INSTITUTE = "institute", _("高校院所")
    ORGANISER = "organiser", _("组织方")
    FINANCE = "finance", _("金融机构")


_FIRM = {
    "admin": _("单位管理员"),
    "project_lead": _("项目负责人"),
    "handler": _("经办人"),
    "finance": _("财务"),
    "signer": _("签字人"),
}

ROLES: dict[str, dict[str, Any]] = {
    Kind.LEAD: {
        "admin": _("单位管理员"),
        "handler": _("需求经办"),
        "tech_lead": _("技术负责人"),
        "finance": _("财务"),
        "legal": _("法务与知识产权"),
        "secrecy": _("保密审查员"),
        "signer": _("法定代表人或授权签字人"),
    },
    Kind.SME: _FIRM,
    Kind.INSTITUTE: _FIRM,
    Kind.ORGANISER: {
        "batch_admin": _("批次管理员"),
        "checker": _("形式审查员"),
        "review_officer": _("评审组织员"),
        "notice_officer": _("公示与异议岗"),
        "contract_officer": _("合同与经费岗"),
        "approver": _("审定人"),
        "supervisor": _("纪检监督"),
    },
    Kind.FINANCE: {
        "admin": _("单位管理员"),
        "viewer": _("授权查阅人"),
    },
}

# Who invites, ends memberships and keeps the organisation's data.
_MANAGER = dict.fromkeys(ROLES, "admin") | {Kind.ORGANISER: "batch_admin"}
SIGNER = "signer"


def manager_role(kind: str) -> str:
    """The role that keeps the members and data of an organisation of this kind."""
    return _MANAGER[kind]


def roles_of(kind: str) -> dict[str, Any]:
    """Role codes with their names for one kind of organisation; empty for an unknown kind."""
    return ROLES.get(kind, {})


def labels(kind: str, codes: Iterable[str]) -> list[Any]:
    """The names of some roles in the order of the kind's list; codes the kind does not know are left out."""
    wanted = set(codes)
    return [label for code, label in roles_of(kind).items() if code in wanted]


def unknown(kind: str, codes: Iterable[str]) -> list[str]:
    """The codes that organisations of this kind do not have."""
    known = roles_of(kind)
    return [code for code in codes if code not in known]
