"""The parts that a text must have, by its kind: a text without one of them is not approved.

What a processor of personal data must tell is that of 个人信息保护法 arts. 14, 15, 17 and 23; the others are what a
lawyer looks for in a paper of that kind.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from notifications.phrase import Phrase


class TextKind(TextChoices):
    """Which paper a text is."""

    SECRECY = "secrecy", _("保密承诺书")
    INTEGRITY = "integrity", _("科研诚信承诺书")
    NO_CONTROL = "no_control_relation", _("无控制关系承诺书")
    TRUTH = "truth", _("材料真实性承诺书")
    PUBLICITY = "publicity_consent", _("同意公示书")
    DATA = "data_consent", _("个人信息处理说明与承诺")
    STATE_SECRETS = "state_secrets", _("不含国家秘密承诺书")
    OBJECTION = "objection", _("提出异议须知")
    TEAM = "team_consent", _("团队成员同意书")
    PUBLISH = "publish_consent", _("同意公开姓名书")
    LEAD_DATA = "lead_data_consent", _("同意向发榜单位提供个人信息书")
    EXPERT = "expert", _("评审专家承诺书")
    TERMS = "terms", _("用户协议")
    PRIVACY = "privacy", _("个人信息处理规则")


# Of the platform alone: they are about the account, and no organiser speaks for the platform.
OF_THE_PLATFORM = frozenset({TextKind.TERMS, TextKind.PRIVACY})

Parts = Mapping[str, Phrase]
_DECLARED: Parts = {"statement": _("承诺内容"), "basis": _("依据"), "consequence": _("违反承诺的后果")}
_CONSENT: Parts = {
    "processor": _("个人信息处理者"),
    "purposes": _("处理的目的和方式"),
    "categories": _("个人信息的种类"),
    "retention": _("保存期限"),
    "recipients": _("接收方"),
    "withdrawal": _("撤回同意与其他权利"),
}
_PUBLISHED: Parts = {
    "published": _("公开的内容"),
    "purpose": _("公开的目的和依据"),
    "period": _("公开的方式和期限"),
    "withdrawal": _("撤回同意与其他权利"),
}
PARTS: dict[TextKind, Parts] = {
    TextKind.SECRECY: {
        "subject": _("承诺事项"),
        "information": _("保密信息的范围"),
        "use": _("许可的用途"),
        "persons": _("知悉人员"),
        "term": _("保密期限"),
        "return": _("返还与销毁"),
        "liability": _("违约责任"),
        "disputes": _("争议解决"),
    },
    TextKind.INTEGRITY: _DECLARED,
    TextKind.NO_CONTROL: _DECLARED,
    TextKind.TRUTH: _DECLARED,
    TextKind.STATE_SECRETS: _DECLARED,
    TextKind.PUBLICITY: _PUBLISHED,
    TextKind.PUBLISH: _PUBLISHED,
    TextKind.DATA: _CONSENT,
    TextKind.TEAM: _CONSENT,
    TextKind.LEAD_DATA: _CONSENT,
    TextKind.OBJECTION: {
        "who": _("可以提出异议的人"),
        "matters": _("可以提出的事项"),
        "form": _("形式与证据"),
        "period": _("期限"),
        "identity": _("异议人身份的知悉范围"),
        "procedure": _("办理程序与救济"),
        "liability": _("不当异议的责任"),
    },
    TextKind.EXPERT: {
        "independence": _("独立公正"),
        "recusal": _("利害关系与回避"),
        "secrecy": _("保密"),
        "conduct": _("评审纪律"),
        "liability": _("违反承诺的后果"),
    },
    TextKind.TERMS: {
        "parties": _("协议双方与适用范围"),
        "account": _("账户与登录"),
        "conduct": _("使用规范"),
        "signing": _("在线签署与送达"),
        "content": _("内容与知识产权"),
        "liability": _("责任"),
        "changes": _("协议的变更与终止"),
        "disputes": _("法律适用与争议解决"),
    },
    TextKind.PRIVACY: {
        "processor": _("个人信息处理者"),
        "purposes": _("处理的目的、方式和依据"),
        "categories": _("个人信息的种类"),
        "retention": _("保存期限"),
        "recipients": _("对外提供、委托处理与公开"),
        "automated": _("自动化处理"),
        "rights": _("您的权利"),
        "security": _("安全措施与事件处置"),
        "changes": _("规则的变更"),
    },
}


@dataclass(frozen=True)
class Missing:
    """A part that a text lacks, in one language (`zh` or `en`)."""

    part: str
    language: str
    label: Phrase


def missing(kind: str, parts: Mapping[str, Mapping[str, str]]) -> list[Missing]:
    """Return every part that has no words in one of the two languages, in the order of the text."""
    return [
        Missing(part, language, label)
        for part, label in PARTS[TextKind(kind)].items()
        for language in ("zh", "en")
        if not parts.get(part, {}).get(language, "").strip()
    ]
