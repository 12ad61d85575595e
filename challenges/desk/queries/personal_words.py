"""The register of processing 处理活动登记, in words: what personal data serve for, who receives them, for how long.

个人信息保护法 art. 17 (what people are told), art. 51 and 55 (what a processor keeps a list of).
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from notifications.phrase import Phrase


@dataclass(frozen=True)
class Activity:
    """One use of personal data. `kept` is the key of the rule for how long; empty for as long as the account."""

    key: str
    name: Phrase
    purpose: Phrase
    data: Phrase
    basis: Phrase
    recipients: Phrase
    kept: str = ""


CONTRACT = _("为订立和履行与本人的服务协议所必需（个人信息保护法第十三条第一款第二项）")
DUTY = _("为履行法定职责或者法定义务所必需（个人信息保护法第十三条第一款第三项）")
CONSENT = _("本人同意（个人信息保护法第十三条第一款第一项），可以撤回")
NOBODY = _("不提供给他人；平台运营按权限查看")
ORGANISER = _("组织方的经办人和纪检监督，按岗位查看")

ACTIVITIES = (
    Activity(
        "account",
        _("账户"),
        _("登录、核对是谁在办理、送达通知"),
        _("姓名、邮箱、手机号码、密码的摘要、两步验证"),
        CONTRACT,
        NOBODY,
    ),
    Activity(
        "security",
        _("登录安全"),
        _("发现冒用账户、查看和退出登录设备"),
        _("登录时间、网络地址、浏览器"),
        DUTY,
        NOBODY,
    ),
    Activity(
        "unit",
        _("单位与岗位"),
        _("确定谁能代表单位办理和签字"),
        _("所在单位、岗位、受托授权、单位联系人和法定代表人"),
        DUTY,
        _("本单位成员；核验单位的平台运营；组织方在所涉事项上"),
        "unit",
    ),
    Activity(
        "consent",
        _("同意与承诺"),
        _("证明谁在何时同意了哪份文本的哪一版"),
        _("文本和版本、时间、身份、网络地址、设备"),
        DUTY,
        _("本人；其单位的成员和文本的组织方，在所涉事项上"),
        "record",
    ),
    Activity(
        "tools",
        _("通知与个人设置"),
        _("送达通知，记住筛选、关注和程序令牌"),
        _("站内通知、邮件送达情况、设置、令牌的摘要"),
        CONTRACT,
        NOBODY,
    ),
    Activity(
        "expert",
        _("专家库"),
        _("按专业抽取和邀请专家，核对回避"),
        _("职称、专业、任职、利害关系、日程、诚信状态"),
        CONSENT,
        ORGANISER,
    ),
    Activity(
        "listing",
        _("发榜与公告"),
        _("编制、审查和发布榜单与公告，答复咨询"),
        _("经办人、联系人及其电话和邮箱"),
        DUTY,
        _("公告所列联系人向公众公开；其余由发榜方和组织方查看"),
        "notice",
    ),
    Activity(
        "proposal",
        _("申报"),
        _("编写、签署、提交和审查申报书"),
        _("项目负责人和团队的姓名、职称、联系方式，经办和签字的人"),
        DUTY,
        _("联合体各单位；截止启封后的组织方、发榜方；非匿名评审时的专家"),
        "record",
    ),
    Activity(
        "review",
        _("评审"),
        _("组成评审组，打分、合议、核对回避"),
        _("席位、打分、评语、回避事由"),
        DUTY,
        ORGANISER,
        "record",
    ),
    Activity(
        "decision",
        _("审定与异议"),
        _("拟定、审定、公示，受理和办理异议"),
        _("审定人；异议人的姓名、电话、邮箱"),
        DUTY,
        _("组织方的经办人、审定人和纪检监督"),
        "record",
    ),
    Activity(
        "contract",
        _("任务书"),
        _("商定、签署和履行任务书与军令状"),
        _("提出文本、接受和签字的人，约定的联系人及其联系方式"),
        DUTY,
        _("任务书的各方；组织方在所涉事项上"),
        "record",
    ),
    Activity(
        "trail",
        _("办理记录"),
        _("说明谁在何时办理了什么，供核查"),
        _("办理人、时间、事由"),
        DUTY,
        _("有权查看该事项的人"),
        "record",
    ),
    Activity(
        "requests",
        _("个人信息请求"),
        _("办理更正和删除，证明已经办理"),
        _("请求、答复和时间"),
        DUTY,
        _("平台运营"),
        "request",
    ),
)
BY_KEY = {activity.key: activity for activity in ACTIVITIES}
