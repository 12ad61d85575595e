"""The form of a need: which fields stand where, which columns a list of rows has, and what may be chosen."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import TechField
from challenges.listing.models import ChallengeType, Comparator, Confidentiality, Deliverable, IpClause, Mode
from frontend.kit import names

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
        gettext_lazy("知识产权与联系"),
        (("ip_clause", "choice"), ("ip_terms", "text"), ("contact_name", "line"), ("contact_phone", "line")),
    ),
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
}
HINTS = {
    "indicators": gettext_lazy("至少一项必达；写明单位、比较方式、目标和测试方法。无量纲的单位填“1”。"),
    "payment_parts": gettext_lazy("各节点比例合计须为 100%。"),
    "deliverables": gettext_lazy("写明种类和数量。"),
    "milestones": gettext_lazy("写明第几个月和考核内容。"),
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
        "ip_clause": IpClause,
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
