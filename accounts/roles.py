"""The roles a person may hold in an organisation 单位角色, by the organisation's kind."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    LEAD = "lead", _("龙头企业")
    SME = "sme", _("中小企业")
    INSTITUTE = "institute", _("高校院所")
    ORGANISER = "organiser", _("组织方")
    FINANCE = "finance", _("金融机构")


ROLES = {
    Kind.LEAD: {
        "admin": _("企业管理员"),
        "handler": _("需求经办"),
        "tech_lead": _("技术负责人"),
        "finance": _("财务"),
        "legal": _("法务与知识产权"),
        "secrecy": _("保密审查员"),
        "signer": _("签字人"),
    },
    Kind.SME: {
        "admin": _("管理员"),
        "project_lead": _("项目负责人"),
        "handler": _("经办"),
        "finance": _("财务"),
        "signer": _("签字人"),
    },
    Kind.ORGANISER: {
        "batch_admin": _("批次管理员"),
        "checker": _("形式审查员"),
        "review_officer": _("评审组织员"),
        "notice_officer": _("公示与异议岗"),
        "contract_officer": _("合同与经费岗"),
        "supervisor": _("纪检监督"),
    },
    Kind.FINANCE: {"viewer": _("查阅人")},
}
ROLES[Kind.INSTITUTE] = ROLES[Kind.SME]

# Every organisation has somebody who may change its members; the first member gets this role.
FIRST_ROLES = {
    Kind.LEAD: ["admin"],
    Kind.SME: ["admin"],
    Kind.INSTITUTE: ["admin"],
    Kind.ORGANISER: ["batch_admin"],
    Kind.FINANCE: ["viewer"],
}


def roles_of(kind: str) -> dict:
    """Return the role codes of a kind of organisation with their names, in the order in which they are shown."""
    return ROLES[Kind(kind)]
