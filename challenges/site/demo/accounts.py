"""The demo's people: who they are, for whom they act, and which of them the login page offers."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

PASSWORD = "jiebang-demo"
# Every organisation has a mail domain of its own: a shared one is a reason for recusal.
DOMAIN = "example"

SURNAMES = "程贺乔周陆江孟宋许秦沈唐苏韩杜林方石邹顾"
GIVEN = (
    "以南",
    "知微",
    "见山",
    "以衡",
    "怀瑾",
    "望岳",
    "清越",
    "砚青",
    "书禾",
    "景行",
    "予安",
    "嘉树",
    "疏影",
    "明远",
    "乐章",
)

# Roles of the people of each kind of organisation, one line a person.
POSTS = {
    "organiser": (
        ("batch", "批次管理员", ["batch_admin"]),
        ("check", "形式审查员", ["checker"]),
        ("second", "形式审查员（复核）", ["checker", "contract_officer"]),
        ("review", "评审组织员", ["review_officer"]),
        ("notice", "公示与异议岗", ["notice_officer"]),
        ("third", "异议复核岗", ["notice_officer"]),
        ("watch", "纪检监督", ["supervisor"]),
        ("approver", "审定人", ["approver"]),
    ),
    "lead": (
        ("handler", "需求经办", ["handler", "tech_lead"]),
        ("signer", "签字人", ["admin", "signer"]),
        ("office", "保密审查与财务", ["secrecy", "finance", "legal"]),
    ),
    "sme": (
        ("handler", "项目负责人", ["project_lead", "handler"]),
        ("signer", "管理员、签字人", ["admin", "signer", "finance"]),
    ),
}


@dataclass(frozen=True)
class DemoAccount:
    """One account the login page offers: address, the role in words, the firm it acts for."""

    email: str
    title: str
    organisation: str = ""


def address(post: str, key: str) -> str:
    """Return the mail address of a person of the demo."""
    return f"{post}@{key.lower()}.{DOMAIN}"


def person_name(number: int) -> str:
    """Return an invented name, the same for the same number."""
    return SURNAMES[number % len(SURNAMES)] + GIVEN[(number * 7) % len(GIVEN)]


def demo_accounts() -> list[DemoAccount]:
    """Return one account per role, in the order of a challenge's life."""
    return [
        DemoAccount(address("handler", "L01"), _("发榜方 需求经办"), "苍渊动力装备"),
        DemoAccount(address("office", "L01"), _("发榜方 保密审查与财务"), "苍渊动力装备"),
        DemoAccount(address("signer", "L01"), _("发榜方 签字人"), "苍渊动力装备"),
        DemoAccount(address("handler", "S01"), _("揭榜方 项目负责人"), "澜屿金属粉体科技"),
        DemoAccount(address("signer", "S01"), _("揭榜方 签字人"), "澜屿金属粉体科技"),
        DemoAccount(address("batch", "O01"), _("组织方 批次管理员"), "示范省科技厅"),
        DemoAccount(address("check", "O01"), _("组织方 形式审查员"), "示范省科技厅"),
        DemoAccount(address("second", "O01"), _("组织方 形式审查员（复核）"), "示范省科技厅"),
        DemoAccount(address("review", "O01"), _("组织方 评审组织员"), "示范省科技厅"),
        DemoAccount(address("notice", "O01"), _("组织方 公示与异议岗"), "示范省科技厅"),
        DemoAccount(address("third", "O01"), _("组织方 异议复核岗"), "示范省科技厅"),
        DemoAccount(address("watch", "O01"), _("组织方 纪检监督"), "示范省科技厅"),
        DemoAccount(address("approver", "O01"), _("组织方 审定人"), "示范省科技厅"),
        DemoAccount(address("expert", "exp-03"), _("评审专家"), ""),
        DemoAccount(address("operator", "platform"), _("平台运营"), ""),
        DemoAccount(address("second", "platform"), _("平台运营（复核）"), ""),
    ]
