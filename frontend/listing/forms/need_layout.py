"""The form of a need: which fields stand where, which columns a list of rows has, and what may be chosen."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import TechField
from challenges.listing.models import ChallengeType, Comparator, Confidentiality, Deliverable, Mode
from challenges.listing.models.ip import IP_CHOICES, IP_FIELDS, IP_TEXTS, IpOwner
from frontend.kit import names


def kind_of(term: str) -> str:
    """Return as what a term on intellectual property is typed."""
    if term in IP_CHOICES:
        return "choice"
    if term in IP_TEXTS:
        return "text" if IP_TEXTS[term] > LINE else "line"
    return "number"


LINE = 200
LAYOUT = (
    (
        gettext_lazy("基本信息"),
        (
            ("title", "line"),
            ("title_en", "line"),
            ("mode", "choice"),
            ("type", "choice"),
            ("field_code", "choice"),
            ("industry_code", "place"),
            ("region_code", "place"),
            ("confidentiality", "choice"),
            ("duration_months", "number"),
            ("trl_now", "number"),
            ("trl_target", "number"),
        ),
    ),
    (
        gettext_lazy("要解决什么"),
        (("background", "text"), ("content", "text"), ("state_of_art", "text"), ("summary_en", "text")),
    ),
    (
        gettext_lazy("金额"),
        (
            ("total_wan", "number"),
            ("enterprise_wan", "number"),
            ("fiscal_wan", "number"),
            ("other_wan", "number"),
            ("budget_number", "line"),
            ("negotiable", "tick"),
            ("race_slots", "number"),
            ("race_milestone", "number"),
            ("window_days", "number"),
        ),
    ),
    (
        gettext_lazy("知识产权"),
        tuple((name, kind_of(name)) for name in IP_FIELDS),
    ),
    (gettext_lazy("联系"), (("contact_name", "line"), ("contact_phone", "line"))),
)
COLUMNS = {
    "indicators": (
        ("name", "line"),
        ("unit", "line"),
        ("comparator", "choice"),
        ("baseline", "number"),
        ("target", "number"),
        ("target_max", "number"),
        ("mandatory", "tick"),
        ("test_method", "line"),
        ("condition", "line"),
        ("measured_by", "line"),
    ),
    "payment_parts": (("node", "line"), ("percent", "number"), ("race", "tick")),
    "deliverables": (("kind", "choice"), ("text", "line")),
    "milestones": (("name", "line"), ("due_month", "number"), ("check_text", "line")),
    "ip_results": (("name", "line"), ("owner", "choice"), ("use", "line")),
}
HINTS = {
    "indicators": gettext_lazy("至少一项必达；写明单位、比较方式、目标和测试方法。无量纲的单位填“1”。"),
    "payment_parts": gettext_lazy("各节点比例合计须为 100%。"),
    "deliverables": gettext_lazy("写明种类和数量。"),
    "milestones": gettext_lazy("写明第几个月和考核内容。"),
    "ip_results": gettext_lazy("前景知识产权选“按成果分别约定”时，逐项写明。"),
}
# Beside each term: what it means, and what the law says when it stays open.
HELP = {
    "ip_clause": gettext_lazy(
        "成果归谁。不约定时：委托开发归揭榜方，合作开发双方共有，技术秘密双方都可使用（民法典第 859、860、861 条）。"
    ),
    "ip_background_use": gettext_lazy("双方原有的权利各归各有；这里约定对方为实施成果能否使用。"),
    "ip_background": gettext_lazy("列出已知的专利、软件著作权和技术秘密；没有可不填。"),
    "ip_licence_kind": gettext_lazy(
        "成果的权利人许可另一方：成果归揭榜方的，被许可方是发榜方；归发榜方的，被许可方是揭榜方。"
    ),
    "ip_licence_field": gettext_lazy("许可只用于哪些产品或领域；不限可不填。"),
    "ip_licence_territory": gettext_lazy("如“中国境内”“全球”。"),
    "ip_licence_years": gettext_lazy("期限选“约定年数”时填写。"),
    "ip_licence_fee_wan": gettext_lazy("许可费选“一次总算”时填写。"),
    "ip_royalty_percent": gettext_lazy("许可费选“提成”时填写。"),
    "ip_sublicence": gettext_lazy("不约定时不得再许可（民法典第 867 条）。"),
    "ip_improvements": gettext_lazy("不约定时归作出改进的一方（民法典第 875 条）。"),
    "ip_transfer": gettext_lazy(
        "不约定时：委托开发的发榜方、共有的另一方，同等条件下优先受让（民法典第 859、860 条）。"
    ),
    "ip_publication": gettext_lazy("发表不得公开对方的技术秘密，也不得使专利申请丧失新颖性。"),
    "ip_publication_days": gettext_lazy("选“事先告知”时填写。"),
    "ip_secrecy_years": gettext_lazy("自签约起算；不填的，保密至秘密公开为止。"),
}
# What a need always has, so that nothing need be chosen.
SET = ("mode", "confidentiality", "comparator")
FIELDS = tuple((name, kind) for _head, group in LAYOUT for name, kind in group)


def choices_of(name: str) -> list:
    """Return the options of a choice, by the name of its field."""
    enums = {
        "mode": Mode,
        "type": ChallengeType,
        "confidentiality": Confidentiality,
        **IP_CHOICES,
        "owner": IpOwner,
        "comparator": Comparator,
        "kind": Deliverable.Kind,
    }
    if name == "field_code":
        found = TechField.objects.exclude(parent=None).select_related("parent").order_by("code")
        options = [
            (row.code, f"{names.local(row.parent.name, row.parent.name_en)} / {names.local(row.name, row.name_en)}")
            for row in found
            if row.parent is not None
        ]
        return [("", _("请选择")), *options]
    chosen = list(enums[name].choices)
    return chosen if name in SET else [("", _("请选择")), *chosen]
